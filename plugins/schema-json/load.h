/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the view of one component of a schema file. */

#ifndef SJ_LOAD_H
#define SJ_LOAD_H

#include <stdint.h>

#include <plating/host.h>
#include <plating/schema.h>

struct sj_document;
struct sj_fault;

/* Sets *VIEW to the view of RECORD, which is called NAME: memory of OP, with
 * texts of the document where they need no change.  Returns 0, or a
 * negative code with FAULT set.  [worker], many at once */
int sj_load (const struct sj_document *doc, uint32_t record,
             struct plating_text name, const struct plating_host *host,
             uint64_t op, struct plating_schema_view **view,
             struct sj_fault *fault);

#endif
