/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of tasks one after another. */

#include <config.h>

#include <stdlib.h>

#include "rounds.h"
#include "task-loop.h"

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

int
main (void)
{
  Suite *suite = suite_create ("chain");
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
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
