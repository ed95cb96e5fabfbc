/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks: what an embedder holds while an operation runs, and what combines
 * them.
 *
 * A task belongs to one loop.  It ends there, in a turn of its own, and all
 * callbacks run there; whoever holds it in another thread may look at it,
 * cancel it and, if the application made it, complete it.
 *
 * Whatever combines tasks follows these rules:
 *  - It is a task itself, on the loop of the tasks that it combines; these
 *    must all be on one uv loop, but may be of several sessions.
 *  - The references to tasks that it is given are taken, even when it
 *    fails; plating_task_ref keeps one.
 *  - It ends after all tasks in it have ended: nothing goes on behind its
 *    back.  Only plating_shield is made for that.
 *  - Cancelling it cancels the tasks in it.
 *  - It returns NULL when memory is exhausted or the session is being
 *    closed; the tasks that it was given are cancelled then. */

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

/* -- plating-task(3): what is under way, and its outcome ------------------- */

/* A task is pending, then perhaps running, then done, failed or cancelled.
 * NULL, as calls that make tasks return when memory is exhausted, counts as a
 * task that has failed for that reason, in each call that takes one. */

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
 * Returns 0, PLATING_E_NOMEM, or PLATING_E_STATE if the task has ended and so
 * has its session.  [loop] */
int plating_task_on_end (struct plating_task *task,
                         void (*callback) (struct plating_task *task,
                                           void *data),
                         void *data);

/* Asks the task to end as cancelled.  Queued work goes at once, running
 * work is told; a task that has ended is left alone, and an operation whose
 * work the workers have done ends as done, also if its loop has yet to learn
 * of it.  [any] */
void plating_task_cancel (struct plating_task *task);

/* What an operation that has ended made, borrowed as long as the task; else
 * NULL.  A run with failed pages or findings is done: they are in the result.
 * One that failed or was cancelled has, if anything, the result of what it did
 * until then, without PLATING_RESULT_SUCCESS.  [any] */
struct plating_result *plating_task_result (const struct plating_task *task);

/* Why it failed or was cancelled, borrowed; else NULL.  [any] */
struct plating_error *plating_task_error (const struct plating_task *task);

/* How far it is: documents done and to be done; 0 and 0 before the plan is
 * known.  [any] */
void plating_task_progress (const struct plating_task *task, uint64_t *done,
                            uint64_t *total);

/* -- plating-promise(3): tasks that the application ends ------------------ */

/* A new task that ends when the application says so; pending.  LOOP as for
 * operations.  ON_CANCEL (may be NULL) is called once, on the loop, when the
 * task is asked to stop; the application then ends it when it has stopped.
 * Without ON_CANCEL the task ends as cancelled by itself.  NULL when memory
 * is exhausted or the session is being closed. [loop] */
struct plating_task *plating_task_new (struct plating_session *session,
                                       struct uv_loop_s *loop,
                                       void (*on_cancel)
                                         (struct plating_task *task,
                                          void *data),
                                       void *data);

/* From pending to running, if anybody wants to know. [any] */
void plating_task_begin (struct plating_task *task);

/* Ends a task of plating_task_new in a later turn, done, with VALUE (may be
 * NULL), which DESTROY (may be NULL) drops with the last reference, in
 * whichever thread that is.  Returns 0, or PLATING_E_STATE when the task has
 * an outcome already (then VALUE is dropped at once) or is not the
 * application's. [any] */
int plating_task_complete (struct plating_task *task, void *value,
                           void (*destroy) (void *value));

/* The same, failed with ERROR, which is taken (NULL: out of memory); an
 * error of class PLATING_E_CANCELLED makes it cancelled. [any] */
int plating_task_fail (struct plating_task *task,
                       struct plating_error *error);

/* The value of a done task, also through then, timeout and the like; else
 * NULL.  Borrowed. [any] */
void *plating_task_value (const struct plating_task *task);

/* Whether it was asked to stop: what runs for long may look. [any] */
int plating_task_is_cancelled (const struct plating_task *task);

/* A new task that is done after MS milliseconds. [loop] */
struct plating_task *plating_delay (struct plating_session *session,
                                    struct uv_loop_s *loop, uint64_t ms);

/* -- plating-chain(3): tasks one after another ---------------------------- */

/* A step looks at the task BEFORE, which has ended, and may set *NEXT (NULL at
 * first) to a new task, whose outcome the whole takes over.  It returns 0,
 * or a negative code with which the whole fails; *NEXT is taken in each case.
 * A whole that would wait for itself, also through other tasks, fails with
 * PLATING_E_STATE and an error that names the way; so it is for attempts,
 * batches and groups.  Through very many tasks it is found in debug mode
 * only, and not at all through what the application does in callbacks.
 * [loop]
 *
 * After plating_then and plating_on_error leave *NEXT alone, the whole is
 * done: then with the outcome of BEFORE, on_error without a value. */

/* STEP is called if BEFORE is done; else the whole ends as BEFORE. [loop] */
struct plating_task *plating_then (struct plating_task *before,
                                   int (*step) (struct plating_task *before,
                                                struct plating_task **next,
                                                void *data),
                                   void *data);

/* STEP is called if BEFORE has failed, or was cancelled by somebody else;
 * otherwise the whole ends as BEFORE. [loop] */
struct plating_task *plating_on_error (struct plating_task *before,
                                       int (*step)
                                         (struct plating_task *before,
                                          struct plating_task **next,
                                          void *data),
                                       void *data);

/* STEP is called in any case, and what it starts is not cancelled with the
 * whole.  This ends as BEFORE, unless the step fails. [loop] */
struct plating_task *plating_finally (struct plating_task *before,
                                      int (*step)
                                        (struct plating_task *before,
                                         struct plating_task **next,
                                         void *data),
                                      void *data);

/* -- plating-gather(3): tasks side by side -------------------------------- */

/* What a failed or cancelled member means for the whole. */
#define PLATING_GATHER_ALL         100u /* wait for the others, then fail with
                                           the first error in order */
#define PLATING_GATHER_FIRST_ERROR 200u /* cancel the others, then fail with
                                           the error that came first */
#define PLATING_GATHER_ERRORS      300u /* nothing: look at the members */

/* Ends when all N tasks have; done if all are done.  The members stay in order
 * and can be asked with plating_member_at.  [loop] */
struct plating_task *plating_gather (struct plating_session *session,
                                     struct uv_loop_s *loop,
                                     struct plating_task *const *tasks,
                                     size_t n, uint32_t mode);

/* Takes over the outcome of the first task that is done, and cancels the
 * others; fails as the first in order if none is.  N is at least 1. [loop] */
struct plating_task *plating_any (struct plating_session *session,
                                  struct uv_loop_s *loop,
                                  struct plating_task *const *tasks,
                                  size_t n);

/* Takes over the outcome of the first task that ends, however, and cancels the
 * others.  N is at least 1. [loop] */
struct plating_task *plating_race (struct plating_session *session,
                                   struct uv_loop_s *loop,
                                   struct plating_task *const *tasks,
                                   size_t n);

/* Member I of a task of the three above, borrowed; NULL beyond the end and if
 * it was given as NULL. [any] */
struct plating_task *plating_member_at (const struct plating_task *task,
                                        size_t i);

/* -- plating-group(3): tasks that are added one by one -------------------- */

/* Takes tasks until it is closed, and is part of its task then. */
struct plating_group;

/* Flags. */
#define PLATING_GROUP_CANCEL_ON_ERROR 1u /* the first failed member cancels
                                            the others */

/* How to close. */
#define PLATING_GROUP_WAIT   100u
#define PLATING_GROUP_CANCEL 200u

/* A new group, which takes tasks until it is closed; NULL when memory is
 * exhausted or the session is being closed. [loop] */
struct plating_group *plating_group_new (struct plating_session *session,
                                         struct uv_loop_s *loop,
                                         uint32_t flags);

/* TASK is taken.  Returns 0; PLATING_E_STATE if the group was cancelled, the
 * task lives on another loop or waits for the group; PLATING_E_NOMEM, also for
 * NULL.  On failure TASK is cancelled.  Members may add members while the
 * group has not ended, also after plating_group_close. [loop] */
int plating_group_add (struct plating_group *group,
                       struct plating_task *task);

/* Cancels the members, and takes no more.  The group is still to be closed.
 * [any] */
void plating_group_cancel (struct plating_group *group);

/* Waits for all members (PLATING_GROUP_WAIT) or cancels them first.  Returns
 * the group's task, which ends after the last member; it fails with the
 * first error of a member, and is cancelled if the group was.  The caller
 * owns the task; GROUP may only be used by members' callbacks from now on,
 * until that task has ended.  Never NULL. [loop] */
struct plating_task *plating_group_close (struct plating_group *group,
                                          uint32_t how);

/* -- plating-batch(3): many tasks, so many at once ------------------------ */

/* What a batch is made of. */
struct plating_batch_options {
  uint32_t struct_size;
  uint32_t mode;                /* PLATING_GATHER_; 0: _ALL */
  size_t limit;                 /* most tasks at once, 1 to 65536 */
  /* Makes task number INDEX, counted from 0: sets *TASK and returns 1; 0 if
   * there are no more, or a negative code, with which the batch fails.  *TASK
   * is taken in each case.  Called only when there is room for one. [loop] */
  int (*source) (void *data, uint64_t index, struct plating_task **task);
  /* Sees each task that has ended, which is dropped afterwards; may be
   * NULL. [loop] */
  void (*on_item) (void *data, uint64_t index, struct plating_task *task);
  void *data;
};

/* Runs what SOURCE makes, at most so many at once.  Progress tells how many
 * have ended and how many were started.  OPTIONS are copied. [loop] */
struct plating_task *plating_batch (struct plating_session *session,
                                    struct uv_loop_s *loop,
                                    const struct plating_batch_options
                                      *options);

/* -- plating-bound(3): time limits, and a shield -------------------------- */

/* Cancels TASK after MS milliseconds; if it does not become done in spite of
 * that, the whole fails with PLATING_E_TIMEOUT.  Otherwise it ends as TASK
 * does. [loop] */
struct plating_task *plating_timeout (struct plating_task *task, uint64_t ms);

/* Ends as TASK does; cancelling it leaves TASK alone, and ends it at once.
 * Closing the session still cancels TASK. [loop] */
struct plating_task *plating_shield (struct plating_task *task);

/* -- plating-retry(3): attempts, with delays between them ----------------- */

/* What is tried, how often, and with which delays. */
struct plating_retry_options {
  uint32_t struct_size;
  uint32_t attempts;            /* most, 1 to 1000; 0: 3 */
  uint64_t base_ms;             /* delay before the second; 0: 500 */
  uint64_t max_ms;              /* longest delay; 0: 60000 */
  double factor;                /* from delay to delay, at least 1; 0: 2 */
  double jitter;                /* share of the delay that is up to chance, 0
                                   to 1: a delay of D is D * (1 ± jitter) */
  uint64_t seed;                /* for the chance; 0: from the system */
  /* Makes attempt number ATTEMPT, from 1: sets *TASK and returns 0, or a
   * negative code, which is a failed attempt; *TASK is taken in each case.
   * [loop] */
  int (*start) (void *data, uint32_t attempt, struct plating_task **task);
  /* Whether it is worth another attempt; NULL: for errors of the file system
   * and time-outs, which may go away by themselves.  [loop] */
  int (*again) (void *data, uint32_t attempt,
                const struct plating_error *error);
  void *data;
};

/* The account of one attempt. */
struct plating_retry_attempt {
  uint32_t struct_size;
  uint32_t state;               /* PLATING_TASK_, a final one */
  uint64_t duration_ns;
  uint64_t delay_ms;            /* waited afterwards; 0: it was the last */
  struct plating_error *error;  /* borrowed; NULL if it was done */
};

/* Tries until an attempt is done; ends as the last attempt does, error and
 * all.  Being cancelled is never tried again.  OPTIONS are copied; what is
 * out of range makes the task fail with PLATING_E_INVAL.  [loop] */
struct plating_task *plating_retry (struct plating_session *session,
                                    struct uv_loop_s *loop,
                                    const struct plating_retry_options
                                      *options);

/* Attempt I, from 0, of a task of plating_retry that has ended; borrowed;
 * NULL beyond the end and in every other case. [any] */
const struct plating_retry_attempt *plating_retry_attempt_at
  (const struct plating_task *task, size_t i);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
