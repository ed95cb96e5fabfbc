/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves to the embedder. */

#ifndef PL_RESULT_H
#define PL_RESULT_H

#include <plating/run.h>

struct pl_catalog;
struct pl_findings;
struct pl_sink;

/* New result, which takes CATALOG, FINDINGS and SINK (each may be NULL), even
 * on failure.  The sink and the findings have been finished. */
int pl_result_new (struct plating_result **out, struct pl_catalog *catalog,
                   struct pl_findings *findings, struct pl_sink *sink,
                   uint64_t planned, uint64_t duration_ns, int exit_status);

#endif
