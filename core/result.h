/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves to the embedder. */

#ifndef PL_RESULT_H
#define PL_RESULT_H

#include <stdatomic.h>

#include <plating/run.h>

struct pl_catalog;
struct pl_findings;
struct pl_sink;

/* What made it. */
#define PL_RESULT_OTHER    0u
#define PL_RESULT_PLATE    100u
#define PL_RESULT_VALIDATE 200u
#define PL_RESULT_ADORN    300u

/* What a run knows beside that. */
struct pl_result_facts {
  uint32_t kind;                /* PL_RESULT_ */
  uint64_t processed;           /* components, or pages of validate */
  uint64_t planned;             /* documents */
  uint64_t duration_ns;
  int exit_status;
  int is_partial;               /* the run failed or was cancelled */
  const atomic_uchar *has_template; /* of each component, or NULL: not known;
                                   not kept */
};

/* New result, which takes CATALOG, FINDINGS and SINK (each may be NULL), even
 * on failure.  The sink and the findings have been finished. */
int pl_result_new (struct plating_result **out, struct pl_catalog *catalog,
                   struct pl_findings *findings, struct pl_sink *sink,
                   const struct pl_result_facts *facts);

/* Whether it is known of each component if it has a template. */
int pl_result_knows_templates (const struct plating_result *r);

#endif
