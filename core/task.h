/* SPDX-License-Identifier: Apache-2.0 */
/* The embedder's futures, as the core makes them.
 *
 * A task belongs to one loop.  It is made there, ends there, and its
 * callbacks run there; other threads may read its state, propose its
 * outcome and ask it to stop.  A task that has not ended holds itself and
 * keeps its loop alive. */

#ifndef PL_TASK_H
#define PL_TASK_H

#include <stddef.h>

#include <plating/async.h>

struct pl_loop;
struct pl_watch_call;
struct pl_waits;

/* Tasks whose last reference is gone and that are still to be freed: nests
 * of tasks are taken apart without recursion. */
struct pl_task_doomed {
  struct plating_task *first;
};

/* What a kind of task does.  Members may be NULL. */
struct pl_task_ops {
  const char *name;             /* for people: "gather" */
  /* Asks the work to stop, in the thread that asks; comes once, perhaps
   * after the end. [any] */
  void (*cancel_now) (struct plating_task *task);
  /* The same in a later turn, and only if no outcome is known by then.
   * Without any of the two the task ends as cancelled. [loop] */
  void (*cancel) (struct plating_task *task);
  /* Names the tasks that it waits for, by pl_waits_add.  [loop] */
  void (*awaits) (struct plating_task *task, struct pl_waits *waits);
  /* [any] */
  void (*progress) (struct plating_task *task, uint64_t *done,
                    uint64_t *total);
  /* Releases what is in the task's data. [any] */
  void (*release) (struct plating_task *task, struct pl_task_doomed *doomed);
};

/* New and pending, with one reference for the caller and SIZE zeroed bytes of
 * data.  NULL when memory is exhausted.  This is the only place where tasks
 * are made. [loop] */
struct plating_task *pl_task_new (struct pl_loop *loop,
                                  const struct pl_task_ops *ops, size_t size);

void *pl_task_data (struct plating_task *task);
struct plating_task *pl_task_of (void *data);
const struct pl_task_ops *pl_task_ops_of (const struct plating_task *task);

/* Where it lives. */
struct pl_loop *pl_task_loop (const struct plating_task *task);

/* Whether the state is a final one. [any] */
int pl_task_is_over (const struct plating_task *task);

/* Whether it was asked to stop. [any] */
int pl_task_is_cancelled (const struct plating_task *task);

/* From pending to running. [any] */
void pl_task_begin (struct plating_task *task);

/* Ends the task in a later turn: takes VALUE (dropped by DESTROY) and ERROR,
 * each may be NULL; the state follows from the error.  Returns 0, or
 * PLATING_E_STATE if it has an outcome already: then they are dropped.
 * [any] */
int pl_task_finish (struct plating_task *task, void *value,
                    void (*destroy) (void *value),
                    struct plating_error *error);

/* The same with the outcome of OTHER, which has ended. [any] */
int pl_task_finish_as (struct plating_task *task, struct plating_task *other);

/* Ends the task at once, with callbacks: only from the loop's queue.  Takes
 * RESULT and ERROR. [loop] */
void pl_task_end (struct plating_task *task, struct plating_result *result,
                  struct plating_error *error);

/* Ends a task that could not be set up, for want of memory, and drops the
 * caller's reference. [loop] */
void pl_task_give_up (struct plating_task *task);

/* Around a call of FUNCTION, the application's, for TASK: pl_loop_enter and
 * pl_loop_leave. [loop] */
void pl_task_enter (const struct plating_task *task,
                    struct pl_watch_call *call);
void pl_task_leave (const struct plating_task *task,
                    const struct pl_watch_call *call,
                    void (*function) (void));

/* Lets whoever watches know that PARENT waits for MEMBER, where the callback's
 * data does not tell. [loop] */
void pl_task_adopt (struct plating_task *parent,
                    struct plating_task *member);

/* Before WAITER, which may have been waited for meanwhile, begins to wait for
 * TASK: returns 0, or PLATING_E_STATE if TASK waits for WAITER already, or is
 * it, so that neither would ever end; then *WHY is a new error that names the
 * way (NULL when memory is exhausted).  It looks at some tasks only, at many
 * in debug mode. [loop] */
int pl_task_check_wait (struct plating_task *waiter,
                        struct plating_task *task,
                        struct plating_error **why);
void pl_waits_add (struct pl_waits *waits, struct plating_task *task);
/* Whether it is worth while to add more. */
int pl_waits_have_room (const struct pl_waits *waits);

/* A new reference of its error, or NULL. */
struct plating_error *pl_task_error_ref (const struct plating_task *task);

/* Drops a reference from within release. */
void pl_task_doom (struct pl_task_doomed *doomed, struct plating_task *task);

/* Asks all tasks that live on LOOP to stop. [loop] */
void pl_task_cancel_all (struct pl_loop *loop);

#endif
