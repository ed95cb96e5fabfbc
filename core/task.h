/* SPDX-License-Identifier: Apache-2.0 */
/* The embedder's futures, as the core makes them. */

#ifndef PL_TASK_H
#define PL_TASK_H

#include <plating/async.h>

struct pl_loop;

/* What a task asks of the work behind it. */
struct pl_task_ops {
  /* Keeps the work from ending until CANCEL is over; negative if it is
   * ending already.  Called with the task's lock held. [any] */
  int (*hold) (void *data);
  /* Asks the work to stop, and drops the hold; comes at most once. [any] */
  void (*cancel) (void *data);
  void (*progress) (void *data, uint64_t *done, uint64_t *total);
};

/* New and running, with one reference for the caller; its callbacks run on
 * LOOP.  OPS may be NULL.  NULL when memory is exhausted. [loop] */
struct plating_task *pl_task_new (struct pl_loop *loop,
                                  const struct pl_task_ops *ops, void *data);

/* Ends the task: takes RESULT and ERROR (each may be NULL); the state follows
 * from them.  Afterwards OPS are not called any more.  Callbacks run before
 * this returns, so it is called from the loop's queue only.  [loop] */
void pl_task_end (struct plating_task *task, struct plating_result *result,
                  struct plating_error *error);

/* Where it lives. */
struct pl_loop *pl_task_loop (const struct plating_task *task);

#endif
