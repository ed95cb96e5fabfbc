/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: own and borrowed loops, several at once; closed while they work;
 * calls that would wait for ever are refused. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "session-pages.h"

/* The run made COUNT pages and their list. */
static void
check_pages (struct plating_task *task, uint64_t count)
{
  struct plating_plate_result r = { .struct_size = sizeof r };
  struct plating_adorn_result other = { .struct_size = sizeof other };
  struct plating_validate_result third = { .struct_size = sizeof third };
  struct plating_result *result = plating_task_result (task);
  uint64_t done, total;
  size_t n;

  ck_assert_msg (plating_task_state (task) == PLATING_TASK_DONE, "%s",
                 plating_error_message (plating_task_error (task)));
  ck_assert_int_eq (plating_result_plate (result, &r), 0);
  ck_assert_uint_eq (r.flags, PLATING_RESULT_SUCCESS);
  ck_assert_uint_eq (r.components_processed, count);
  ck_assert_uint_eq (r.files_generated, count + 1);
  ck_assert_uint_eq (r.n_errors, 0);
  ck_assert (r.duration_seconds > 0);
  ck_assert_int_eq (plating_result_adorn (result, &other), PLATING_E_STATE);
  ck_assert_int_eq (plating_result_validate (result, &third),
                    PLATING_E_STATE);
  for (n = 0; plating_result_output_at (result, n); n++)
    continue;
  ck_assert_uint_eq (n, count + 1);
  ck_assert_ptr_null (plating_result_error_at (result, 0));
  plating_task_progress (task, &done, &total);
  ck_assert_uint_eq (done, count);
  ck_assert_uint_eq (total, count);
}

/* -- own loop ------------------------------------------------------------- */

START_TEST (test_own_loop)
{
  struct plating_session *s;
  struct plating_task *task;
  int i;

  plating_session_new (&s, NULL);
  for (i = 0; i < 3; i++) {
    task = plate (s, NULL, 20, NULL);
    ck_assert_int_eq (plating_session_run (s, task, 0), 0);
    check_pages (task, 20);
    plating_task_unref (task);
  }
  plating_session_free (s);
}
END_TEST

START_TEST (test_own_loop_with_limit)
{
  struct plating_session *s;
  struct plating_task *task;

  plating_session_new (&s, NULL);
  task = plate (s, NULL, 40, "late");
  ck_assert_int_eq (plating_session_run (s, task, 1), PLATING_E_TIMEOUT);
  ck_assert_uint_lt (plating_task_state (task), PLATING_TASK_DONE);
  /* It goes on. */
  ck_assert_int_eq (plating_session_run (s, task, 0), 0);
  check_pages (task, 40);
  plating_task_unref (task);
  plating_session_free (s);
}
END_TEST

START_TEST (test_freed_while_it_works)
{
  struct plating_session *s;
  struct plating_task *task, *promise;

  plating_session_new (&s, NULL);
  task = plate (s, NULL, 400, "late");
  promise = plating_task_new (s, NULL, NULL, NULL);
  plating_session_run (s, task, 20);
  plating_session_free (s);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (promise), PLATING_TASK_CANCELLED);
  plating_task_unref (task);
  plating_task_unref (promise);
  plating_session_free (NULL);
}
END_TEST

struct inside {
  struct plating_session *session;
  struct plating_task *other;
  int status, n_calls;
};

static void
run_inside (struct plating_task *task, void *data)
{
  struct inside *in = data;

  (void) task;
  in->n_calls++;
  in->status = plating_session_run (in->session, in->other, 0);
}

START_TEST (test_waiting_in_a_callback_is_refused)
{
  struct inside in = { .status = 1 };
  struct plating_task *task;

  plating_session_new (&in.session, NULL);
  task = plating_delay (in.session, NULL, 1);
  in.other = plating_delay (in.session, NULL, 3);
  plating_task_on_end (task, run_inside, &in);
  ck_assert_int_eq (plating_session_run (in.session, in.other, 0), 0);
  ck_assert_int_eq (in.n_calls, 1);
  ck_assert_int_eq (in.status, PLATING_E_STATE);
  plating_task_unref (task);
  plating_task_unref (in.other);
  plating_session_free (in.session);
}
END_TEST

static void
free_inside (struct plating_task *task, void *data)
{
  (void) task;
  plating_session_free (data);
}

START_TEST (test_freed_in_a_callback)
{
  struct plating_session *s;
  struct plating_task *task;

  plating_session_new (&s, NULL);
  task = plating_delay (s, NULL, 1);
  plating_task_on_end (task, free_inside, s);
  ck_assert_int_eq (plating_session_run (s, task, 0), 0);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_other_waits_that_are_refused)
{
  struct plating_session *s;
  struct plating_task *own, *borrowed, *foreign;

  plating_session_new (&s, NULL);
  own = plating_delay (s, NULL, 1);
  borrowed = plating_delay (s, &loop, 1);
  foreign = plating_delay (session, &loop, 1);
  ck_assert_int_eq (plating_session_run (s, borrowed, 0), PLATING_E_STATE);
  ck_assert_int_eq (plating_session_run (s, foreign, 0), PLATING_E_STATE);
  ck_assert_int_eq (plating_session_run (session, own, 0), PLATING_E_STATE);
  finish (borrowed);
  finish (foreign);
  /* Nothing to wait for. */
  ck_assert_int_eq (plating_session_run (s, borrowed, 0), 0);
  ck_assert_int_eq (plating_session_run (s, own, 0), 0);
  plating_task_unref (own);
  plating_task_unref (borrowed);
  plating_task_unref (foreign);
  plating_session_close (s, NULL, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
}
END_TEST

/* -- borrowed loops ------------------------------------------------------- */

static void
count_tick (uv_timer_t *timer)
{
  ++*(int *) timer->data;
}

START_TEST (test_borrowed_loop_keeps_ticking)
{
  struct plating_task *task = plate (session, &loop, 24, "late");
  static uv_timer_t timer;
  int n_ticks = 0;

  uv_timer_init (&loop, &timer);
  timer.data = &n_ticks;
  uv_timer_start (&timer, count_tick, 1, 1);
  finish (task);
  check_pages (task, 24);
  /* 24 pages, 8 at once, 50 ms each. */
  ck_assert_int_gt (n_ticks, 20);
  plating_task_unref (task);
  ck_assert_int_ne (uv_is_active ((uv_handle_t *) &timer), 0);
  uv_close ((uv_handle_t *) &timer, NULL);
}
END_TEST

START_TEST (test_two_sessions_on_one_loop)
{
  struct plating_session *other;
  struct plating_task *at[2], *all;

  plating_session_new (&other, NULL);
  at[0] = plate (session, &loop, 30, "serial");
  at[1] = plate (other, &loop, 40, NULL);
  all = plating_gather (session, &loop, at, 2, PLATING_GATHER_ALL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  check_pages (plating_member_at (all, 0), 30);
  check_pages (plating_member_at (all, 1), 40);
  plating_task_unref (all);
  plating_session_close (other, NULL, NULL);
}
END_TEST

START_TEST (test_two_operations_of_one_session)
{
  struct plating_task *at[2] = {
    plate (session, &loop, 30, "on-loop"), plate (session, &loop, 50, NULL),
  };
  struct plating_task *all
    = plating_gather (session, &loop, at, 2, PLATING_GATHER_ALL);

  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  check_pages (plating_member_at (all, 0), 30);
  check_pages (plating_member_at (all, 1), 50);
  plating_task_unref (all);
}
END_TEST

static void
note_closed_and_done (void *data)
{
  struct plating_task *task = *(struct plating_task **) data;

  ck_assert (is_over (task));
  plating_task_unref (task);
  *(struct plating_task **) data = NULL;
}

START_TEST (test_close_while_it_works)
{
  struct plating_task *task = plate (session, &loop, 400, "late");
  uint64_t done = 0, total, start;

  while (done < 3) {
    uv_run (&loop, UV_RUN_ONCE);
    plating_task_progress (task, &done, &total);
  }
  start = uv_hrtime ();
  plating_session_close (session, note_closed_and_done, &task);
  ck_assert (!is_over (task));
  ck_assert_ptr_null (plating_task_new (session, &loop, NULL, NULL));
  ck_assert_ptr_null (plating_plate (session, &loop, NULL));
  while (task)
    uv_run (&loop, UV_RUN_ONCE);
  ck_assert_uint_lt (uv_hrtime () - start, 2000000000);
  uv_run (&loop, UV_RUN_DEFAULT);
  plating_session_new (&session, NULL);
}
END_TEST

START_TEST (test_loop_after_loop)
{
  struct plating_task *task;
  uv_loop_t other;
  int i;

  /* Made before any of them exists. */
  for (i = 0; i < 2; i++) {
    struct plating_session *s;
    int n_closed = 0;

    plating_session_new (&s, NULL);
    uv_loop_init (&other);
    task = plate (s, &other, 5, NULL);
    uv_run (&other, UV_RUN_DEFAULT);
    check_pages (task, 5);
    plating_task_unref (task);
    task = plate (s, &loop, 6, NULL);
    finish (task);
    check_pages (task, 6);
    plating_task_unref (task);
    plating_session_close (s, note_closed, &n_closed);
    while (uv_run (&loop, UV_RUN_NOWAIT) | uv_run (&other, UV_RUN_NOWAIT))
      continue;
    ck_assert_int_eq (n_closed, 1);
    ck_assert_int_eq (uv_loop_close (&other), 0);
  }
}
END_TEST

START_TEST (test_session_without_work)
{
  struct plating_session *s;
  int n_closed = 0;

  plating_session_new (&s, NULL);
  plating_session_close (s, note_closed, &n_closed);
  ck_assert_int_eq (n_closed, 1);
  plating_session_new (&s, NULL);
  plating_session_free (s);
}
END_TEST

/* Stages that go on until they are told, through their callback or by the flag
 * that they look at, end at once, and not because their time is over. */
static void
check_running_stage (const char *plugin)
{
  struct plating_task *task = plate (session, &loop, 8, plugin);
  uint64_t start;
  uint32_t i;

  /* Until some are in it. */
  for (i = 0; i < 100 && plating_task_state (task) < PLATING_TASK_DONE; i++) {
    uv_run (&loop, UV_RUN_NOWAIT);
    uv_sleep (1);
  }
  ck_assert_uint_lt (plating_task_state (task), PLATING_TASK_DONE);
  start = uv_hrtime ();
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_lt (uv_hrtime () - start, 2800000000u);
  ck_assert_ptr_null (plating_result_error_at (plating_task_result (task),
                                               0));
  plating_task_unref (task);
}

START_TEST (test_running_stages_are_told)
{
  check_running_stage ("waits");
  check_running_stage ("polls");
}
END_TEST

START_TEST (test_queued_run_is_cancelled_at_once)
{
  struct plating_options *o = options_for (40, "late");
  struct plating_task *running, *queued;
  uint64_t done, total;

  set (o, "jobs", "1");
  set (o, "max-in-flight", "1");
  running = plating_plate (session, &loop, o);
  queued = plating_plate (session, &loop, o);
  plating_options_free (o);
  plating_task_cancel (queued);
  ck_assert_uint_eq (finish (queued), PLATING_TASK_CANCELLED);
  plating_task_progress (running, &done, &total);
  ck_assert_uint_lt (done, 40);
  plating_task_cancel (running);
  ck_assert_uint_eq (finish (running), PLATING_TASK_CANCELLED);
  plating_task_unref (queued);
  plating_task_unref (running);
}
END_TEST

START_TEST (test_operation_with_a_time_limit)
{
  struct plating_task *task
    = plating_timeout (plate (session, &loop, 4000, "late"), 100);

  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_TIMEOUT);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_result_through_combinators)
{
  struct plating_task *task
    = plating_timeout (plating_shield (plate (session, &loop, 3, NULL)),
                       60000);

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_ptr_nonnull (plating_task_result (task));
  ck_assert_ptr_null (plating_task_value (task));
  plating_task_unref (task);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("session");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_pages, tear_down_loop);
  tcase_set_timeout (tests, 20);
  tcase_add_test (tests, test_own_loop);
  tcase_add_test (tests, test_own_loop_with_limit);
  tcase_add_test (tests, test_freed_while_it_works);
  tcase_add_test (tests, test_waiting_in_a_callback_is_refused);
  tcase_add_test (tests, test_freed_in_a_callback);
  tcase_add_test (tests, test_other_waits_that_are_refused);
  tcase_add_test (tests, test_borrowed_loop_keeps_ticking);
  tcase_add_test (tests, test_two_sessions_on_one_loop);
  tcase_add_test (tests, test_two_operations_of_one_session);
  tcase_add_test (tests, test_close_while_it_works);
  tcase_add_test (tests, test_loop_after_loop);
  tcase_add_test (tests, test_session_without_work);
  tcase_add_test (tests, test_running_stages_are_told);
  tcase_add_test (tests, test_queued_run_is_cancelled_at_once);
  tcase_add_test (tests, test_operation_with_a_time_limit);
  tcase_add_test (tests, test_result_through_combinators);
  suite_add_tcase (suite, tests);
  scratch_begin ();
  srunner_run_all (runner, CK_NORMAL);
  scratch_end ();
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
