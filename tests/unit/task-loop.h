/* SPDX-License-Identifier: Apache-2.0 */
/* A loop, a session on it, and what tests of tasks do with them. */

#ifndef TASK_LOOP_H
#define TASK_LOOP_H

#include <check.h>
#include <uv.h>

#include <plating/async.h>

static uv_loop_t loop;
static struct plating_session *session;

static inline void
set_up_loop (void)
{
  ck_assert_int_eq (uv_loop_init (&loop), 0);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}

static inline void
note_closed (void *data)
{
  ++*(int *) data;
}

/* All has ended and nothing is left on the loop. */
static inline void
tear_down_loop (void)
{
  int n_closed = 0;

  plating_session_close (session, note_closed, &n_closed);
  ck_assert_int_eq (uv_run (&loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq (n_closed, 1);
  ck_assert_int_eq (uv_loop_close (&loop), 0);
}

static inline void
turn (void)
{
  uv_run (&loop, UV_RUN_NOWAIT);
}

static inline int
is_over (const struct plating_task *task)
{
  return plating_task_state (task) >= PLATING_TASK_DONE;
}

/* Runs the loop until TASK has ended, and returns its state. */
static inline uint32_t
finish (struct plating_task *task)
{
  ck_assert_ptr_nonnull (task);
  while (!is_over (task))
    ck_assert_int_ne (uv_run (&loop, UV_RUN_ONCE) | is_over (task), 0);
  return plating_task_state (task);
}

static inline struct plating_task *
new_task (void)
{
  struct plating_task *task = plating_task_new (session, &loop, NULL, NULL);

  ck_assert_ptr_nonnull (task);
  return task;
}

static inline void
fail_task (struct plating_task *task, int code)
{
  ck_assert_int_eq (plating_task_fail (task,
                                       plating_error_new (code, "planted",
                                                          NULL)), 0);
}

static inline int
code_of (const struct plating_task *task)
{
  return plating_error_code (plating_task_error (task));
}

#endif
