/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts and steps in odd orders: whatever the functions that start the
 * next one do with the whole, it ends once, as it is documented to, and
 * nothing is left. */

#include <config.h>

#include <stdlib.h>

#include "task-loop.h"

/* -- attempts ------------------------------------------------------------- */

struct tries {
  struct plating_task *whole;
  uint32_t n, n_asked;
  int cancels_in_start, cancels_when_asked, lets_go;
};

static void
take_time (struct plating_task *task, void *data)
{
  (void) task;
  (void) data;
  uv_sleep (5);
}

static int
start_attempt (void *data, uint32_t attempt, struct plating_task **task)
{
  struct tries *t = data;

  t->n = attempt;
  *task = new_task ();
  fail_task (*task, PLATING_E_IO);
  if (t->cancels_in_start)
    plating_task_cancel (t->whole);
  if (t->cancels_when_asked) {
    /* Ends after it, so that the delay is over before the loop has heard
     * who was cancelled. */
    struct plating_task *slow = new_task ();

    plating_task_on_end (slow, take_time, NULL);
    plating_task_complete (slow, NULL, NULL);
    plating_task_unref (slow);
  }
  /* What was made all the same is dropped. */
  return attempt == 2 ? PLATING_E_IO : 0;
}

static int
ask (void *data, uint32_t attempt, const struct plating_error *error)
{
  struct tries *t = data;

  ck_assert_uint_eq (attempt, ++t->n_asked);
  ck_assert_int_eq (plating_error_code (error), PLATING_E_IO);
  if (t->cancels_when_asked)
    plating_task_cancel (t->whole);
  if (t->lets_go) {
    plating_task_unref (t->whole);
    t->whole = NULL;
    t->lets_go = 0;
  }
  return 1;
}

static struct plating_task *
retry (struct tries *t)
{
  struct plating_retry_options o = {
    .struct_size = sizeof o, .attempts = 4, .base_ms = 1,
    .start = start_attempt, .again = ask, .data = t,
  };

  t->whole = plating_retry (session, &loop, &o);
  return t->whole;
}

START_TEST (test_retry_in_odd_orders)
{
  struct tries all = { 0 }, in_start = { .cancels_in_start = 1 },
    when_asked = { .cancels_when_asked = 1 }, lets_go = { .lets_go = 1 };
  struct plating_task *task = retry (&all);

  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_uint_eq (all.n, 4);
  ck_assert_uint_eq (all.n_asked, 3);
  plating_task_unref (task);

  /* The attempt had its outcome first; there is no other. */
  task = retry (&in_start);
  ck_assert_uint_ge (finish (task), PLATING_TASK_FAILED);
  ck_assert_uint_eq (in_start.n, 1);
  ck_assert_uint_eq (in_start.n_asked, 0);
  plating_task_unref (task);

  task = retry (&when_asked);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (when_asked.n, 1);
  ck_assert_uint_eq (plating_retry_attempt_at (task, 0)->state,
                     PLATING_TASK_FAILED);
  ck_assert_ptr_null (plating_retry_attempt_at (task, 1));
  plating_task_unref (task);

  retry (&lets_go);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_uint_eq (lets_go.n, 4);
}
END_TEST

/* -- chains --------------------------------------------------------------- */

enum step { CANCELS_WHOLE, RETURNS_ENDED, RETURNS_BEFORE, RETURNS_ITSELF,
            FAILS_WITH_NEXT, LETS_GO, N_STEPS };

struct chain {
  enum step kind;
  struct plating_task *whole, *next;
};

static int
odd_step (struct plating_task *before, struct plating_task **next, void *data)
{
  struct chain *c = data;

  switch (c->kind) {
  case CANCELS_WHOLE:
    plating_task_cancel (c->whole);
    *next = c->next = new_task ();
    plating_task_ref (c->next);
    return 0;
  case RETURNS_ENDED:
    *next = plating_task_ref (c->next);
    return 0;
  case RETURNS_BEFORE:
    *next = plating_task_ref (before);
    return 0;
  case RETURNS_ITSELF:
    *next = plating_task_ref (c->whole);
    return 0;
  case FAILS_WITH_NEXT:
    *next = c->next = new_task ();
    plating_task_ref (c->next);
    return PLATING_E_SCHEMA;
  default:
    plating_task_unref (c->whole);
    return 0;
  }
}

START_TEST (test_steps_in_odd_orders)
{
  static const struct { uint32_t state; int code; } expected[] = {
    [CANCELS_WHOLE] = { PLATING_TASK_CANCELLED, PLATING_E_CANCELLED },
    [RETURNS_ENDED] = { PLATING_TASK_FAILED, PLATING_E_IO },
    [RETURNS_BEFORE] = { PLATING_TASK_DONE, 0 },
    [RETURNS_ITSELF] = { PLATING_TASK_FAILED, PLATING_E_STATE },
    [FAILS_WITH_NEXT] = { PLATING_TASK_FAILED, PLATING_E_SCHEMA },
    [LETS_GO] = { PLATING_TASK_DONE, 0 },
  };
  int kind;

  for (kind = 0; kind < N_STEPS; kind++) {
    struct chain c = { .kind = kind };
    struct plating_task *held;

    if (kind == RETURNS_ENDED) {
      c.next = new_task ();
      fail_task (c.next, PLATING_E_IO);
      finish (c.next);
    }
    c.whole = plating_then (plating_delay (session, &loop, 0), odd_step, &c);
    held = plating_task_ref (c.whole);
    if (kind != LETS_GO)
      plating_task_unref (held);
    ck_assert_uint_eq (finish (held), expected[kind].state);
    ck_assert_int_eq (code_of (held), expected[kind].code);
    if (kind == CANCELS_WHOLE || kind == FAILS_WITH_NEXT)
      ck_assert_uint_eq (finish (c.next), PLATING_TASK_CANCELLED);
    plating_task_unref (c.next);
    plating_task_unref (held);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("odd-chains");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_retry_in_odd_orders);
  tcase_add_test (tests, test_steps_in_odd_orders);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
