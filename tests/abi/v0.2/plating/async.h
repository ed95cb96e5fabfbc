/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks: what an embedder holds while an operation runs. */

#ifndef PLATING_ASYNC_H
#define PLATING_ASYNC_H

#include <plating/run.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library hides all that is not declared here. */
#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

/* States.  The last three are final. */
#define PLATING_TASK_PENDING   100u  /* not begun */
#define PLATING_TASK_RUNNING   200u
#define PLATING_TASK_DONE      300u  /* has a result */
#define PLATING_TASK_FAILED    400u  /* has an error */
#define PLATING_TASK_CANCELLED 500u  /* has an error of that class */

/* Counted; a task goes on when nobody holds it.  NULL is allowed. [any] */
struct plating_task *plating_task_ref (struct plating_task *task);
void plating_task_unref (struct plating_task *task);

/* PLATING_TASK_.  Final states are reached on the task's loop. [any] */
uint32_t plating_task_state (const struct plating_task *task);

/* Calls CALLBACK once when the task has ended, on its loop and never from
 * within this call; callbacks come in the order in which they were added,
 * also when the task has ended already.  The task is held until then.
 * Returns 0 or PLATING_E_NOMEM.  [loop] */
int plating_task_on_end (struct plating_task *task,
                         void (*callback) (struct plating_task *task,
                                           void *data),
                         void *data);

/* Asks the task to end as cancelled.  Queued work goes at once, running
 * work is told; a task that has ended is left alone.  [any] */
void plating_task_cancel (struct plating_task *task);

/* What a done task made, borrowed as long as the task; NULL in every other
 * state.  A run with failed pages or findings is done: they are in the
 * result.  A cancelled run has the result of what it did.  [any] */
struct plating_result *plating_task_result (const struct plating_task *task);

/* Why it failed or was cancelled, borrowed; else NULL.  [any] */
struct plating_error *plating_task_error (const struct plating_task *task);

/* How far it is: documents done and to be done; 0 and 0 before the plan is
 * known.  [any] */
void plating_task_progress (const struct plating_task *task, uint64_t *done,
                            uint64_t *total);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
