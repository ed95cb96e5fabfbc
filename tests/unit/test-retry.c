/* SPDX-License-Identifier: Apache-2.0 */
/* Retries: as many attempts as they may have, for errors that are worth it,
 * after delays that grow, with an account of each. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "task-loop.h"

struct plan {
  int n_failures;               /* attempts that fail before one is done */
  int code;                     /* their class */
  int cannot_start;             /* and they do so at once */
  uint32_t n_started;
  uint32_t n_asked;
};

static int
start (void *data, uint32_t attempt, struct plating_task **task)
{
  struct plan *p = data;

  ck_assert_uint_eq (attempt, ++p->n_started);
  if (p->n_failures > 0 && p->cannot_start) {
    p->n_failures--;
    return p->code;
  }
  *task = new_task ();
  if (p->n_failures-- > 0)
    fail_task (*task, p->code);
  else
    plating_task_complete (*task, p, NULL);
  return 0;
}

static int
always (void *data, uint32_t attempt, const struct plating_error *error)
{
  struct plan *p = data;

  ck_assert_uint_eq (attempt, ++p->n_asked);
  ck_assert_int_eq (plating_error_code (error), p->code);
  return 1;
}

static struct plating_task *
retry (struct plan *p, struct plating_retry_options o)
{
  o.struct_size = sizeof o;
  if (!o.base_ms)
    o.base_ms = 1;
  if (!o.start)
    o.start = start;
  o.data = p;
  return plating_retry (session, &loop, &o);
}

START_TEST (test_first_attempt)
{
  struct plan p = { 0 };
  struct plating_task *task
    = retry (&p, (struct plating_retry_options) { 0 });

  ck_assert_uint_eq (p.n_started, 0);
  ck_assert_ptr_null (plating_retry_attempt_at (task, 0));
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (task), &p);
  ck_assert_uint_eq (plating_retry_attempt_at (task, 0)->state,
                     PLATING_TASK_DONE);
  ck_assert_ptr_null (plating_retry_attempt_at (task, 0)->error);
  ck_assert_ptr_null (plating_retry_attempt_at (task, 1));
  plating_task_unref (task);
}
END_TEST

START_TEST (test_account)
{
  struct plan p = { .n_failures = 3, .code = PLATING_E_IO };
  struct plating_task *task
    = retry (&p, (struct plating_retry_options) {
        .attempts = 9, .base_ms = 2, .factor = 3, .max_ms = 10 });
  static const uint64_t delays[] = { 2, 6, 10, 0 };
  size_t i;

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_uint_eq (p.n_started, 4);
  for (i = 0; i < 4; i++) {
    const struct plating_retry_attempt *a
      = plating_retry_attempt_at (task, i);

    ck_assert_uint_eq (a->delay_ms, delays[i]);
    ck_assert_int_eq (plating_error_code (a->error),
                      i < 3 ? PLATING_E_IO : 0);
    ck_assert_uint_eq (a->state, i < 3 ? PLATING_TASK_FAILED
                       : PLATING_TASK_DONE);
  }
  ck_assert_ptr_null (plating_retry_attempt_at (task, 4));
  plating_task_unref (task);
}
END_TEST

START_TEST (test_attempts_run_out)
{
  int cannot_start;

  for (cannot_start = 0; cannot_start < 2; cannot_start++) {
    struct plan p = { .n_failures = 99, .code = PLATING_E_IO,
                      .cannot_start = cannot_start };
    struct plating_task *task
      = retry (&p, (struct plating_retry_options) { .attempts = 3 });

    ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
    ck_assert_int_eq (code_of (task), PLATING_E_IO);
    ck_assert_uint_eq (p.n_started, 3);
    ck_assert_ptr_nonnull (plating_retry_attempt_at (task, 2));
    plating_task_unref (task);
  }
}
END_TEST

START_TEST (test_permanent_errors_are_not_tried_again)
{
  struct plan p = { .n_failures = 99, .code = PLATING_E_TEMPLATE };
  struct plating_task *task
    = retry (&p, (struct plating_retry_options) { 0 });

  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_uint_eq (p.n_started, 1);
  plating_task_unref (task);

  /* Unless somebody knows better. */
  p = (struct plan) { .n_failures = 2, .code = PLATING_E_TEMPLATE };
  task = retry (&p, (struct plating_retry_options) { .again = always });
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_uint_eq (p.n_started, 3);
  plating_task_unref (task);

  p = (struct plan) { .n_failures = 2, .code = PLATING_E_CANCELLED };
  task = retry (&p, (struct plating_retry_options) { .again = always });
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (p.n_started, 1);
  plating_task_unref (task);
}
END_TEST

/* Runs three delays with SEED and writes them down. */
static void
delays_of (uint64_t seed, uint64_t out[3])
{
  struct plan p = { .n_failures = 3, .code = PLATING_E_TIMEOUT };
  struct plating_task *task
    = retry (&p, (struct plating_retry_options) {
        .attempts = 4, .base_ms = 20, .factor = 1, .jitter = 0.5,
        .seed = seed });
  int i;

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  for (i = 0; i < 3; i++) {
    out[i] = plating_retry_attempt_at (task, i)->delay_ms;
    ck_assert_uint_ge (out[i], 10);
    ck_assert_uint_le (out[i], 30);
  }
  plating_task_unref (task);
}

START_TEST (test_jitter_is_seeded)
{
  uint64_t a[3], b[3], c[3];

  delays_of (1, a);
  delays_of (1, b);
  delays_of (2, c);
  ck_assert_int_eq (memcmp (a, b, sizeof a), 0);
  ck_assert_int_ne (memcmp (a, c, sizeof a), 0);
  delays_of (0, a);
}
END_TEST

START_TEST (test_cancelled_while_it_waits)
{
  struct plan p = { .n_failures = 9, .code = PLATING_E_IO };
  struct plating_task *task
    = retry (&p, (struct plating_retry_options) { .base_ms = 1000000,
                                                  .max_ms = 1000000 });

  while (p.n_started < 1)
    uv_run (&loop, UV_RUN_ONCE);
  turn ();
  turn ();
  ck_assert (!is_over (task));
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (p.n_started, 1);
  ck_assert_uint_eq (plating_retry_attempt_at (task, 0)->state,
                     PLATING_TASK_FAILED);
  plating_task_unref (task);
}
END_TEST

static int
start_long (void *data, uint32_t attempt, struct plating_task **task)
{
  (void) attempt;
  *task = new_task ();
  *(struct plating_task **) data = plating_task_ref (*task);
  return 0;
}

START_TEST (test_cancelled_in_an_attempt)
{
  struct plating_task *attempt = NULL, *task;
  struct plating_retry_options o = {
    .struct_size = sizeof o, .start = start_long, .data = &attempt,
  };

  task = plating_retry (session, &loop, &o);
  while (!attempt)
    uv_run (&loop, UV_RUN_ONCE);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (attempt), PLATING_TASK_CANCELLED);
  plating_task_unref (attempt);
  plating_task_unref (task);

  attempt = NULL;
  task = plating_retry (session, &loop, &o);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_ptr_null (attempt);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_out_of_range)
{
  static const struct plating_retry_options cases[] = {
    { .attempts = 1001 }, { .factor = 0.5 }, { .factor = -1 },
    { .jitter = 1.5 }, { .jitter = -0.1 },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct plan p = { 0 };
    struct plating_task *task = retry (&p, cases[i]);

    ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
    ck_assert_int_eq (code_of (task), PLATING_E_INVAL);
    ck_assert_uint_eq (p.n_started, 0);
    plating_task_unref (task);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("retry");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_first_attempt);
  tcase_add_test (tests, test_account);
  tcase_add_test (tests, test_attempts_run_out);
  tcase_add_test (tests, test_permanent_errors_are_not_tried_again);
  tcase_add_test (tests, test_jitter_is_seeded);
  tcase_add_test (tests, test_cancelled_while_it_waits);
  tcase_add_test (tests, test_cancelled_in_an_attempt);
  tcase_add_test (tests, test_out_of_range);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
