/* SPDX-License-Identifier: Apache-2.0 */
/* Hands a run's documents to a function instead of the file system, in the
 * order of the plan.
 *
 * What is made out of turn waits, in memory or, when there is much of it, in
 * a temporary file; what is due is handed over by the job that made it, one
 * at a time, with no lock held. */

#ifndef PL_DELIVER_H
#define PL_DELIVER_H

#include <stdint.h>

#include <plating/document.h>

struct pl_deliver;

/* New, for a plan of N entries, numbered from 0; one more, number N, is for
 * what is made at the end.  NULL when memory is exhausted. */
struct pl_deliver *pl_deliver_new (uint64_t n,
                                   int (*take) (void *data,
                                                const struct plating_document
                                                  *document),
                                   void *data);
/* NULL is allowed. */
void pl_deliver_free (struct pl_deliver *d);

/* Takes a document of ENTRY; what belongs to one entry comes from one thread
 * and keeps its order.  Returns 0, PLATING_E_NOMEM, PLATING_E_IO if it cannot
 * wait, or what TAKE returned for an earlier document. [worker] */
int pl_deliver_put (struct pl_deliver *d, uint64_t entry,
                    const struct plating_document *document);

/* No more documents come for ENTRY.  Hands over what is due.  Returns 0 or
 * the first negative number that TAKE returned. [worker] */
int pl_deliver_end_entry (struct pl_deliver *d, uint64_t entry);

#endif
