/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks with limits: timeouts, shields, delays. */

#include <config.h>

#include <stdlib.h>

#include "task-loop.h"

START_TEST (test_timeout)
{
  struct plating_task *a = new_task ();
  struct plating_task *whole = plating_timeout (plating_task_ref (a), 5);

  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (whole), PLATING_E_TIMEOUT);
  ck_assert_uint_eq (plating_task_state (a), PLATING_TASK_CANCELLED);
  plating_task_unref (a);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_in_time)
{
  struct plating_task *a = new_task ();
  struct plating_task *whole = plating_timeout (a, 100000);
  int value;

  plating_task_complete (a, &value, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (whole), &value);
  ck_assert_int_eq (uv_loop_alive (&loop), 0);
  plating_task_unref (whole);

  a = new_task ();
  whole = plating_timeout (a, UINT64_MAX);
  plating_task_cancel (whole);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  plating_task_unref (whole);
}
END_TEST

static void
do_not_stop (struct plating_task *task, void *data)
{
  (void) task;
  ++*(int *) data;
}

START_TEST (test_timeout_waits_for_the_end)
{
  int n_asked = 0;
  struct plating_task *a
    = plating_task_new (session, &loop, do_not_stop, &n_asked);
  struct plating_task *whole = plating_timeout (plating_task_ref (a), 1);

  while (!n_asked)
    uv_run (&loop, UV_RUN_ONCE);
  turn ();
  ck_assert (!is_over (whole));
  plating_task_complete (a, NULL, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  plating_task_unref (a);
  plating_task_unref (whole);
}
END_TEST

/* Who is cancelled in time, and takes its time to stop, is not late. */
START_TEST (test_cancelled_before_it_is_late)
{
  int n_asked = 0;
  struct plating_task *a
    = plating_task_new (session, &loop, do_not_stop, &n_asked);
  struct plating_task *whole = plating_timeout (plating_task_ref (a), 1);

  plating_task_cancel (whole);
  uv_sleep (3);
  turn ();
  turn ();
  ck_assert_int_eq (n_asked, 1);
  fail_task (a, PLATING_E_CANCELLED);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  plating_task_unref (a);
  plating_task_unref (whole);
}
END_TEST

/* A time limit around a shield leaves what is behind it alone; the end of the
 * session does not. */
START_TEST (test_limit_of_a_shield)
{
  struct plating_task *a = new_task ();
  struct plating_task *whole
    = plating_timeout (plating_shield (plating_task_ref (a)), 1);
  int n_closed = 0;

  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (whole), PLATING_E_TIMEOUT);
  ck_assert (!is_over (a));
  plating_session_close (session, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_closed, 1);
  ck_assert_uint_eq (plating_task_state (a), PLATING_TASK_CANCELLED);
  plating_task_unref (a);
  plating_task_unref (whole);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

START_TEST (test_shield)
{
  struct plating_task *a = new_task ();
  struct plating_task *shield = plating_shield (plating_task_ref (a));

  plating_task_cancel (shield);
  ck_assert_uint_eq (finish (shield), PLATING_TASK_CANCELLED);
  turn ();
  ck_assert (!is_over (a));
  plating_task_unref (shield);
  plating_task_complete (a, NULL, NULL);
  ck_assert_uint_eq (finish (a), PLATING_TASK_DONE);
  plating_task_unref (a);

  a = new_task ();
  shield = plating_shield (a);
  fail_task (a, PLATING_E_IO);
  ck_assert_uint_eq (finish (shield), PLATING_TASK_FAILED);
  plating_task_unref (shield);
}
END_TEST

START_TEST (test_delay)
{
  struct plating_task *task = plating_delay (session, &loop, 10);
  uint64_t start = uv_hrtime ();

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_uint_ge (uv_hrtime () - start, 9000000);
  plating_task_unref (task);
  task = plating_delay (session, &loop, 1000000);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  plating_task_unref (task);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("bound");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_timeout);
  tcase_add_test (tests, test_in_time);
  tcase_add_test (tests, test_timeout_waits_for_the_end);
  tcase_add_test (tests, test_cancelled_before_it_is_late);
  tcase_add_test (tests, test_limit_of_a_shield);
  tcase_add_test (tests, test_shield);
  tcase_add_test (tests, test_delay);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
