/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of tasks: one after another, side by side, bounded. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "rounds.h"
#include "task-loop.h"

/* -- one after another ---------------------------------------------------- */

struct step {
  struct plating_task *next;    /* what it starts */
  int status;                   /* what it returns */
  int n_calls;
  int code;                     /* of the task before */
};

static int
take_step (struct plating_task *before, struct plating_task **next,
           void *data)
{
  struct step *s = data;

  ck_assert (is_over (before));
  s->n_calls++;
  s->code = code_of (before);
  *next = s->next;
  return s->status;
}

START_TEST (test_then)
{
  struct plating_task *a = new_task (), *b = new_task (), *whole;
  struct step step = { .next = b };
  int value;

  plating_task_ref (b);
  whole = plating_then (a, take_step, &step);
  plating_task_complete (a, NULL, NULL);
  turn ();
  ck_assert_int_eq (step.n_calls, 1);
  ck_assert (!is_over (whole));
  ck_assert_uint_eq (plating_task_state (whole), PLATING_TASK_RUNNING);
  plating_task_complete (b, &value, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (whole), &value);
  plating_task_unref (b);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_then_without_next)
{
  struct plating_task *a = new_task (), *whole;
  struct step step = { 0 };
  int value;

  whole = plating_then (a, take_step, &step);
  plating_task_complete (a, &value, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (whole), &value);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_then_after_failure)
{
  struct plating_task *a = new_task (), *whole;
  struct step step = { 0 };

  whole = plating_then (a, take_step, &step);
  fail_task (a, PLATING_E_SCHEMA);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (whole), PLATING_E_SCHEMA);
  ck_assert_int_eq (step.n_calls, 0);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_then_whose_step_fails)
{
  struct plating_task *a = new_task (), *whole;
  struct step step = { .status = PLATING_E_LIMIT };

  whole = plating_then (a, take_step, &step);
  plating_task_complete (a, NULL, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (whole), PLATING_E_LIMIT);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_then_cancelled)
{
  struct plating_task *a = new_task (), *b = new_task (), *whole;
  struct step step = { .next = b };

  whole = plating_then (plating_task_ref (a), take_step, &step);
  plating_task_cancel (whole);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (a), PLATING_TASK_CANCELLED);
  ck_assert_int_eq (step.n_calls, 0);
  plating_task_unref (whole);
  plating_task_unref (a);

  /* While the second one runs. */
  a = new_task ();
  whole = plating_then (a, take_step, &step);
  plating_task_ref (b);
  plating_task_complete (a, NULL, NULL);
  turn ();
  plating_task_cancel (whole);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (b), PLATING_TASK_CANCELLED);
  plating_task_unref (b);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_on_error)
{
  struct plating_task *a = new_task (), *b = new_task (), *whole;
  struct step step = { .next = b };

  whole = plating_on_error (a, take_step, &step);
  fail_task (a, PLATING_E_TEMPLATE);
  turn ();
  ck_assert_int_eq (step.code, PLATING_E_TEMPLATE);
  plating_task_complete (b, NULL, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  plating_task_unref (whole);

  /* Handled without more ado. */
  a = new_task ();
  step = (struct step) { 0 };
  whole = plating_on_error (a, take_step, &step);
  fail_task (a, PLATING_E_TEMPLATE);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_null (plating_task_error (whole));
  plating_task_unref (whole);

  /* Nothing to handle. */
  a = new_task ();
  step = (struct step) { 0 };
  whole = plating_on_error (a, take_step, &step);
  plating_task_complete (a, &step, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (whole), &step);
  ck_assert_int_eq (step.n_calls, 0);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_on_error_is_not_for_ones_own_cancel)
{
  struct plating_task *a = new_task (), *whole;
  struct step step = { 0 };

  whole = plating_on_error (a, take_step, &step);
  plating_task_cancel (whole);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  ck_assert_int_eq (step.n_calls, 0);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_finally)
{
  static const int codes[] = { 0, PLATING_E_IO, PLATING_E_CANCELLED };
  size_t i;

  for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    struct plating_task *a = new_task (), *b = new_task (), *whole;
    struct step step = { .next = b };

    plating_task_ref (b);
    whole = plating_finally (plating_task_ref (a), take_step, &step);
    if (codes[i] == PLATING_E_CANCELLED)
      plating_task_cancel (whole);
    else if (codes[i])
      fail_task (a, codes[i]);
    else
      plating_task_complete (a, NULL, NULL);
    finish (a);
    /* The cleanup is not to be stopped. */
    plating_task_cancel (whole);
    turn ();
    turn ();
    ck_assert_int_eq (step.n_calls, 1);
    ck_assert (!is_over (whole) && !is_over (b));
    plating_task_complete (b, NULL, NULL);
    finish (whole);
    ck_assert_int_eq (code_of (whole), codes[i]);
    plating_task_unref (a);
    plating_task_unref (b);
    plating_task_unref (whole);
  }
}
END_TEST

START_TEST (test_finally_that_fails)
{
  struct plating_task *a = new_task (), *b = new_task (), *whole;
  struct step step = { .next = b };

  whole = plating_finally (a, take_step, &step);
  plating_task_complete (a, NULL, NULL);
  fail_task (b, PLATING_E_IO);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (whole), PLATING_E_IO);
  plating_task_unref (whole);
}
END_TEST

START_TEST (test_long_chain)
{
  struct plating_task *first = new_task (), *task = first;
  struct step step = { 0 };
  int n = rounds (100000), i;

  for (i = 0; i < n; i++)
    task = plating_then (task, take_step, &step);
  plating_task_complete (first, &step, NULL);
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (task), &step);
  ck_assert_int_eq (step.n_calls, n);
  plating_task_unref (task);
}
END_TEST

/* -- side by side --------------------------------------------------------- */

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

/* -- bounds --------------------------------------------------------------- */

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
  Suite *suite = suite_create ("combine");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_then);
  tcase_add_test (tests, test_then_without_next);
  tcase_add_test (tests, test_then_after_failure);
  tcase_add_test (tests, test_then_whose_step_fails);
  tcase_add_test (tests, test_then_cancelled);
  tcase_add_test (tests, test_on_error);
  tcase_add_test (tests, test_on_error_is_not_for_ones_own_cancel);
  tcase_add_test (tests, test_finally);
  tcase_add_test (tests, test_finally_that_fails);
  tcase_add_test (tests, test_long_chain);
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
