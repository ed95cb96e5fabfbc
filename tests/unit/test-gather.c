/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of tasks side by side. */

#include <config.h>

#include <stdlib.h>

#include "rounds.h"
#include "task-loop.h"

struct trio {
  struct plating_task *all, *at[3];
};

/* Three tasks, held here, and what is made of them. */
static void
make_trio (struct trio *t, uint32_t mode)
{
  int i;

  for (i = 0; i < 3; i++)
    t->at[i] = plating_task_ref (new_task ());
  t->all = plating_gather (session, &loop, t->at, 3, mode);
  ck_assert_ptr_nonnull (t->all);
}

static void
drop_trio (struct trio *t)
{
  int i;

  for (i = 0; i < 3; i++)
    plating_task_unref (t->at[i]);
  plating_task_unref (t->all);
}

START_TEST (test_gather)
{
  struct trio t;
  uint64_t done, total;

  make_trio (&t, PLATING_GATHER_ALL);
  plating_task_complete (t.at[2], NULL, NULL);
  plating_task_complete (t.at[0], NULL, NULL);
  turn ();
  plating_task_progress (t.all, &done, &total);
  ck_assert_uint_eq (done, 2);
  ck_assert_uint_eq (total, 3);
  ck_assert (!is_over (t.all));
  plating_task_complete (t.at[1], NULL, NULL);
  ck_assert_uint_eq (finish (t.all), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_member_at (t.all, 0), t.at[0]);
  ck_assert_ptr_eq (plating_member_at (t.all, 2), t.at[2]);
  ck_assert_ptr_null (plating_member_at (t.all, 3));
  ck_assert_ptr_null (plating_member_at (t.at[0], 0));
  drop_trio (&t);
}
END_TEST

START_TEST (test_gather_waits_for_all)
{
  struct trio t;

  make_trio (&t, PLATING_GATHER_ALL);
  fail_task (t.at[2], PLATING_E_IO);
  turn ();
  fail_task (t.at[1], PLATING_E_SCHEMA);
  turn ();
  ck_assert (!is_over (t.all));
  plating_task_complete (t.at[0], NULL, NULL);
  ck_assert_uint_eq (finish (t.all), PLATING_TASK_FAILED);
  ck_assert_msg (code_of (t.all) == PLATING_E_SCHEMA,
                 "the first in order, not in time");
  drop_trio (&t);
}
END_TEST

START_TEST (test_gather_first_error)
{
  struct trio t;

  make_trio (&t, PLATING_GATHER_FIRST_ERROR);
  fail_task (t.at[2], PLATING_E_IO);
  ck_assert_uint_eq (finish (t.all), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (t.all), PLATING_E_IO);
  ck_assert_uint_eq (plating_task_state (t.at[0]), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (t.at[1]), PLATING_TASK_CANCELLED);
  drop_trio (&t);
}
END_TEST

START_TEST (test_gather_errors_as_results)
{
  struct trio t;

  make_trio (&t, PLATING_GATHER_ERRORS);
  fail_task (t.at[0], PLATING_E_IO);
  plating_task_cancel (t.at[1]);
  plating_task_complete (t.at[2], NULL, NULL);
  ck_assert_uint_eq (finish (t.all), PLATING_TASK_DONE);
  ck_assert_int_eq (code_of (plating_member_at (t.all, 0)), PLATING_E_IO);
  drop_trio (&t);
}
END_TEST

START_TEST (test_gather_cancelled)
{
  struct trio t;
  int i;

  make_trio (&t, PLATING_GATHER_ERRORS);
  plating_task_cancel (t.all);
  ck_assert_uint_eq (finish (t.all), PLATING_TASK_CANCELLED);
  for (i = 0; i < 3; i++)
    ck_assert_uint_eq (plating_task_state (t.at[i]), PLATING_TASK_CANCELLED);
  drop_trio (&t);
}
END_TEST

START_TEST (test_gather_of_nothing)
{
  struct plating_task *nothing[2] = { NULL, NULL };
  struct plating_task *task
    = plating_gather (session, &loop, NULL, 0, PLATING_GATHER_ALL);

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  plating_task_unref (task);
  task = plating_gather (session, &loop, nothing, 2, PLATING_GATHER_ALL);
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_NOMEM);
  plating_task_unref (task);
  nothing[1] = new_task ();
  task = plating_gather (session, &loop, nothing, 2,
                         PLATING_GATHER_FIRST_ERROR);
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_NOMEM);
  plating_task_unref (task);
  task = plating_any (session, &loop, NULL, 0);
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_INVAL);
  plating_task_unref (task);
  ck_assert_ptr_null (plating_then (NULL, NULL, NULL));
  ck_assert_ptr_null (plating_timeout (NULL, 1));
  ck_assert_ptr_null (plating_shield (NULL));
}
END_TEST

START_TEST (test_same_task_twice)
{
  struct plating_task *task = new_task ();
  struct plating_task *both[2] = { task, plating_task_ref (task) };
  struct plating_task *all
    = plating_gather (session, &loop, both, 2, PLATING_GATHER_ALL);

  plating_task_complete (task, NULL, NULL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  plating_task_unref (all);
}
END_TEST

START_TEST (test_nested_deeply)
{
  struct plating_task *first = new_task (), *task = first;
  int n = rounds (100000), i;

  for (i = 0; i < n; i++)
    task = plating_gather (session, &loop, &task, 1, PLATING_GATHER_ALL);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_any)
{
  struct plating_task *at[3] = { new_task (), new_task (), new_task () };
  struct plating_task *any, *first = plating_task_ref (at[0]);
  int value;

  any = plating_any (session, &loop, at, 3);
  fail_task (at[1], PLATING_E_IO);
  turn ();
  plating_task_complete (at[2], &value, NULL);
  ck_assert_uint_eq (finish (any), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (any), &value);
  ck_assert_uint_eq (plating_task_state (first), PLATING_TASK_CANCELLED);
  plating_task_unref (first);
  plating_task_unref (any);

  at[0] = new_task ();
  at[1] = new_task ();
  any = plating_any (session, &loop, at, 2);
  fail_task (at[1], PLATING_E_IO);
  turn ();
  fail_task (at[0], PLATING_E_SCHEMA);
  ck_assert_uint_eq (finish (any), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (any), PLATING_E_SCHEMA);
  plating_task_unref (any);
}
END_TEST

START_TEST (test_race)
{
  struct plating_task *at[2] = { new_task (), new_task () };
  struct plating_task *first = plating_task_ref (at[0]);
  struct plating_task *race = plating_race (session, &loop, at, 2);

  fail_task (at[1], PLATING_E_IO);
  ck_assert_uint_eq (finish (race), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (race), PLATING_E_IO);
  ck_assert_uint_eq (plating_task_state (first), PLATING_TASK_CANCELLED);
  plating_task_unref (first);
  plating_task_unref (race);
}
END_TEST

START_TEST (test_tasks_of_two_loops)
{
  struct plating_task *at[2], *all;
  uv_loop_t other;

  uv_loop_init (&other);
  at[0] = new_task ();
  at[1] = plating_task_new (session, &other, NULL, NULL);
  all = plating_gather (session, &loop, at, 2, PLATING_GATHER_ALL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (all), PLATING_E_STATE);
  plating_task_unref (all);
  plating_session_close (session, NULL, NULL);
  while (uv_run (&loop, UV_RUN_NOWAIT) | uv_run (&other, UV_RUN_NOWAIT))
    continue;
  ck_assert_int_eq (uv_loop_close (&other), 0);
  plating_session_new (&session, NULL);
}
END_TEST

START_TEST (test_tasks_of_two_sessions)
{
  struct plating_session *other;
  struct plating_task *at[2], *all;

  plating_session_new (&other, NULL);
  at[0] = new_task ();
  at[1] = plating_task_new (other, &loop, NULL, NULL);
  all = plating_gather (session, &loop, at, 2, PLATING_GATHER_ALL);
  plating_task_complete (at[0], NULL, NULL);
  plating_session_close (other, NULL, NULL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_CANCELLED);
  plating_task_unref (all);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("gather");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_gather);
  tcase_add_test (tests, test_gather_waits_for_all);
  tcase_add_test (tests, test_gather_first_error);
  tcase_add_test (tests, test_gather_errors_as_results);
  tcase_add_test (tests, test_gather_cancelled);
  tcase_add_test (tests, test_gather_of_nothing);
  tcase_add_test (tests, test_same_task_twice);
  tcase_add_test (tests, test_nested_deeply);
  tcase_add_test (tests, test_any);
  tcase_add_test (tests, test_race);
  tcase_add_test (tests, test_tasks_of_two_loops);
  tcase_add_test (tests, test_tasks_of_two_sessions);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
