/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: tasks that would wait for each other do not hang: the one that
 * would close the circle fails, and its error names the way.  Tasks that wait
 * for the same one, or for one another in a row, are left alone. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "task-loop.h"

/* What the steps and sources below hand out, once. */
static struct plating_task *handed;

static int
hand_out (struct plating_task *before, struct plating_task **next, void *data)
{
  (void) before;
  (void) data;
  *next = handed;
  handed = NULL;
  return 0;
}

static int
hand_out_attempt (void *data, uint32_t attempt, struct plating_task **task)
{
  (void) data;
  (void) attempt;
  *task = handed;
  handed = NULL;
  return 0;
}

static int
hand_out_item (void *data, uint64_t i, struct plating_task **task)
{
  (void) data;
  *task = handed;
  handed = NULL;
  return i == 0;
}

static int
do_nothing (struct plating_task *before, struct plating_task **next,
            void *data)
{
  (void) before;
  (void) next;
  (void) data;
  return 0;
}

/* -- what waits for TASK, which is taken ---------------------------------- */

static struct plating_task *
by_then (struct plating_task *task)
{
  return plating_then (task, do_nothing, NULL);
}

static struct plating_task *
by_finally (struct plating_task *task)
{
  return plating_finally (task, do_nothing, NULL);
}

static struct plating_task *
by_timeout (struct plating_task *task)
{
  return plating_timeout (task, 1000000);
}

static struct plating_task *
by_gather (struct plating_task *task)
{
  struct plating_task *both[] = { new_task (), task };

  plating_task_complete (both[0], NULL, NULL);
  return plating_gather (session, &loop, both, 2, PLATING_GATHER_ERRORS);
}

static struct plating_task *
by_race (struct plating_task *task)
{
  return plating_race (session, &loop, &task, 1);
}

static struct plating_task *
by_group (struct plating_task *task)
{
  struct plating_group *group = plating_group_new (session, &loop, 0);

  ck_assert_int_eq (plating_group_add (group, task), 0);
  return plating_group_close (group, PLATING_GROUP_WAIT);
}

static struct plating_task *
by_shield_and_timeout (struct plating_task *task)
{
  return plating_timeout (plating_shield (task), 1000000);
}

static struct plating_task *
by_many (struct plating_task *task)
{
  int i;

  for (i = 0; i < 20; i++)
    task = by_then (task);
  return task;
}

static const struct {
  struct plating_task *(*wait) (struct plating_task *task);
  const char *way;
} ways[] = {
  { by_then, "then" }, { by_finally, "finally" }, { by_timeout, "timeout" },
  { by_gather, "gather" }, { by_race, "gather" }, { by_group, "group" },
  { by_shield_and_timeout, "timeout -> shield" },
  { by_many, "then -> then -> then -> then -> then -> then -> (9 more) ->" },
};

/* The error of TASK, which gets its reference dropped, is that of a circle
 * with WAY in it. */
static void
expect_circle (struct plating_task *task, const char *name, const char *way)
{
  const char *said;
  char expected[300];

  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_STATE);
  said = plating_error_message (plating_task_error (task));
  snprintf (expected, sizeof expected,
            "a task would wait for itself: %s -> %s", name, way);
  ck_assert_msg (!strncmp (said, expected, strlen (expected)), "%s", said);
  ck_assert_str_eq (said + strlen (said) - strlen (name), name);
  plating_task_unref (task);
}

/* Each kind of task that begins to wait later, through each that waits. */
START_TEST (test_step)
{
  struct plating_task *first = new_task ();
  struct plating_task *whole = plating_then (first, hand_out, NULL);

  handed = ways[_i].wait (plating_task_ref (whole));
  plating_task_complete (first, NULL, NULL);
  expect_circle (whole, "then", ways[_i].way);
}
END_TEST

START_TEST (test_attempt)
{
  struct plating_retry_options options = {
    .struct_size = sizeof options, .attempts = 1, .start = hand_out_attempt,
  };
  struct plating_task *whole = plating_retry (session, &loop, &options);

  handed = ways[_i].wait (plating_task_ref (whole));
  expect_circle (whole, "retry", ways[_i].way);
}
END_TEST

START_TEST (test_item)
{
  struct plating_batch_options options = {
    .struct_size = sizeof options, .limit = 3, .source = hand_out_item,
  };
  struct plating_task *whole = plating_batch (session, &loop, &options);

  handed = ways[_i].wait (plating_task_ref (whole));
  expect_circle (whole, "batch", ways[_i].way);
}
END_TEST

START_TEST (test_member)
{
  struct plating_group *group = plating_group_new (session, &loop, 0);
  struct plating_task *inner = new_task (), *whole, *circle;

  ck_assert_int_eq (plating_group_add (group, plating_task_ref (inner)), 0);
  whole = plating_group_close (group, PLATING_GROUP_WAIT);
  circle = ways[_i].wait (plating_task_ref (whole));
  ck_assert_int_eq (plating_group_add (group, circle), PLATING_E_STATE);
  plating_task_complete (inner, NULL, NULL);
  finish (whole);
  plating_task_unref (inner);
  plating_task_unref (whole);
}
END_TEST

/* Two steps that hand out each other. */
static int
hand_out_that (struct plating_task *before, struct plating_task **next,
               void *data)
{
  (void) before;
  *next = plating_task_ref (*(struct plating_task **) data);
  return 0;
}

START_TEST (test_each_other)
{
  struct plating_task *start[2], *whole[2];
  int i, n_state = 0;

  for (i = 0; i < 2; i++) {
    start[i] = new_task ();
    whole[i] = plating_then (plating_task_ref (start[i]), hand_out_that,
                             &whole[1 - i]);
  }
  for (i = 0; i < 2; i++)
    plating_task_complete (start[i], NULL, NULL);
  for (i = 0; i < 2; i++) {
    ck_assert_uint_ne (finish (whole[i]), PLATING_TASK_DONE);
    n_state += code_of (whole[i]) == PLATING_E_STATE;
  }
  ck_assert_int_ge (n_state, 1);
  for (i = 0; i < 2; i++) {
    plating_task_unref (whole[i]);
    plating_task_unref (start[i]);
  }
}
END_TEST

/* Many wait for one, and one for a long row: that is no circle. */
START_TEST (test_no_circle)
{
  struct plating_task *shared = new_task (), *both[2], *first, *whole, *gate;
  int i;

  for (i = 0; i < 2; i++)
    both[i] = by_timeout (by_then (plating_task_ref (shared)));
  gate = plating_gather (session, &loop, both, 2, PLATING_GATHER_ALL);
  first = new_task ();
  whole = plating_then (plating_task_ref (first), hand_out, NULL);
  handed = by_many (by_many (by_many (gate)));
  plating_task_complete (first, NULL, NULL);
  turn ();
  ck_assert (!is_over (whole));
  plating_task_complete (shared, NULL, NULL);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  plating_task_unref (first);
  plating_task_unref (shared);
  plating_task_unref (whole);
}
END_TEST

/* A circle of 500 is too long to be looked for always, but not in debug
 * mode. */
START_TEST (test_long_circle)
{
  struct plating_task *first, *whole;
  int i;

  tear_down_loop ();
  setenv ("PLATING_DEBUG", "1", 1);
  set_up_loop ();
  first = new_task ();
  whole = plating_then (first, hand_out, NULL);
  handed = plating_task_ref (whole);
  for (i = 0; i < 25; i++)
    handed = by_many (handed);
  plating_task_complete (first, NULL, NULL);
  expect_circle (whole, "then", "then -> then -> then -> then -> then -> then"
                 " -> (489 more) ->");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("waits");
  TCase *c = tcase_create ("circles");
  SRunner *runner;
  int n_failed, n_ways = sizeof ways / sizeof ways[0];

  tcase_add_checked_fixture (c, set_up_loop, tear_down_loop);
  tcase_set_timeout (c, 60);
  tcase_add_loop_test (c, test_step, 0, n_ways);
  tcase_add_loop_test (c, test_attempt, 0, n_ways);
  tcase_add_loop_test (c, test_item, 0, n_ways);
  tcase_add_loop_test (c, test_member, 0, n_ways);
  tcase_add_test (c, test_each_other);
  tcase_add_test (c, test_no_circle);
  tcase_add_test (c, test_long_circle);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
