/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions in several threads: one each, or one for all of them. */

#include <config.h>

#include <stdlib.h>

#include "session-pages.h"

struct thread {
  uv_thread_t thread;
  uv_loop_t loop;
  uv_timer_t alive;             /* a loop without anything ends at once */
  struct plating_session *session;
  int shares_session;
  int n_closed;
  int n_ok;
};

static void
note_end (struct plating_task *task, void *data)
{
  if (plating_task_state (task) == PLATING_TASK_DONE)
    ++*(int *) data;
}

static void
use_loop (void *data)
{
  struct thread *t = data;
  int i;

  for (i = 0; i < 3; i++) {
    struct plating_task *task = plate (t->session, &t->loop, 20 + i, NULL);

    plating_task_on_end (task, note_end, &t->n_ok);
    plating_task_unref (task);
    uv_run (&t->loop, UV_RUN_DEFAULT);
  }
  if (!t->shares_session) {
    plating_session_close (t->session, note_closed, &t->n_closed);
    uv_run (&t->loop, UV_RUN_DEFAULT);
  }
}

static void
nothing (uv_timer_t *timer)
{
  (void) timer;
}

START_TEST (test_threads)
{
  int shares;

  for (shares = 0; shares < 2; shares++) {
    struct plating_session *one = NULL;
    struct thread threads[2];
    int i, n_closed = 0;

    if (shares)
      plating_session_new (&one, NULL);
    for (i = 0; i < 2; i++) {
      threads[i] = (struct thread) { .shares_session = shares,
                                     .session = one };
      if (!shares)
        plating_session_new (&threads[i].session, NULL);
      uv_loop_init (&threads[i].loop);
      uv_thread_create (&threads[i].thread, use_loop, &threads[i]);
    }
    for (i = 0; i < 2; i++) {
      uv_thread_join (&threads[i].thread);
      ck_assert_int_eq (threads[i].n_ok, 3);
      ck_assert_int_eq (threads[i].n_closed, !shares);
    }
    for (i = 0; i < 2 && shares; i++) {
      uv_timer_init (&threads[i].loop, &threads[i].alive);
      uv_timer_start (&threads[i].alive, nothing, 1, 1);
    }
    if (shares) {
      plating_session_close (one, note_closed, &n_closed);
      while (!n_closed) {
        uv_run (&threads[0].loop, UV_RUN_NOWAIT);
        uv_run (&threads[1].loop, UV_RUN_NOWAIT);
      }
    }
    for (i = 0; i < 2 && shares; i++) {
      uv_close ((uv_handle_t *) &threads[i].alive, NULL);
      uv_run (&threads[i].loop, UV_RUN_DEFAULT);
    }
    for (i = 0; i < 2; i++)
      ck_assert_int_eq (uv_loop_close (&threads[i].loop), 0);
  }
}
END_TEST

static void
keep_running (void *data)
{
  struct thread *t = data;

  uv_run (&t->loop, UV_RUN_DEFAULT);
}

START_TEST (test_closed_by_one_thread_of_two)
{
  struct plating_task *mine, *theirs;
  struct thread other = { 0 };
  struct plating_session *s;
  int n_closed = 0;

  plating_session_new (&s, NULL);
  uv_loop_init (&other.loop);
  mine = plate (s, &loop, 400, "late");
  theirs = plate (s, &other.loop, 400, "late");
  uv_thread_create (&other.thread, keep_running, &other);
  plating_session_close (s, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  uv_thread_join (&other.thread);
  ck_assert_int_eq (n_closed, 1);
  ck_assert_uint_eq (plating_task_state (mine), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (theirs), PLATING_TASK_CANCELLED);
  plating_task_unref (mine);
  plating_task_unref (theirs);
  ck_assert_int_eq (uv_loop_close (&other.loop), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("session-threads");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_pages, tear_down_loop);
  tcase_set_timeout (tests, 20);
  tcase_add_test (tests, test_threads);
  tcase_add_test (tests, test_closed_by_one_thread_of_two);
  suite_add_tcase (suite, tests);
  scratch_begin ();
  srunner_run_all (runner, CK_NORMAL);
  scratch_end ();
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
