/* SPDX-License-Identifier: Apache-2.0 */
/* A session's threads: calls that are shared out among them. */

#include <config.h>

#include <stdatomic.h>
#include <stdlib.h>

#include <check.h>
#include <uv.h>

#include "core/worker.h"

#define MOST 500u

static atomic_uint counts[MOST];
static struct pl_workers *workers;

static void
count (void *data, size_t i)
{
  atomic_fetch_add (&((atomic_uint *) data)[i], 1);
}

/* Shares N calls out, and expects one of each. */
static void
expect_each_once (struct pl_workers *w, size_t n)
{
  size_t i;

  for (i = 0; i < MOST; i++)
    atomic_store (&counts[i], 0);
  pl_workers_share (w, n, count, counts);
  for (i = 0; i < MOST; i++)
    ck_assert_uint_eq (atomic_load (&counts[i]), i < n);
}

START_TEST (test_each_call_is_made_once)
{
  static const size_t n_workers[] = { 1, 2, 7 };
  size_t i, round;

  expect_each_once (NULL, MOST);
  for (i = 0; i < sizeof n_workers / sizeof *n_workers; i++) {
    workers = pl_workers_new (n_workers[i]);
    expect_each_once (workers, 0);
    expect_each_once (workers, 1);
    for (round = 0; round < 50; round++)
      expect_each_once (workers, 2 + round * 9);
    pl_workers_free (workers);
  }
}
END_TEST

static uv_sem_t may_go_on, is_here;

static void
wait_for_the_other (void *data, size_t i)
{
  (void) data;
  uv_sem_post (i ? &is_here : &may_go_on);
  uv_sem_wait (i ? &may_go_on : &is_here);
}

/* Either call waits for the other to begin. */
START_TEST (test_calls_run_at_the_same_time)
{
  ck_assert_int_eq (uv_sem_init (&may_go_on, 0), 0);
  ck_assert_int_eq (uv_sem_init (&is_here, 0), 0);
  workers = pl_workers_new (2);
  pl_workers_share (workers, 2, wait_for_the_other, NULL);
  pl_workers_free (workers);
  uv_sem_destroy (&may_go_on);
  uv_sem_destroy (&is_here);
}
END_TEST

static void
stay (struct pl_work *work)
{
  (void) work;
  uv_sem_post (&is_here);
  uv_sem_wait (&may_go_on);
}

/* Nobody is waited for who has not begun. */
START_TEST (test_busy_workers_do_not_help)
{
  struct pl_work works[3] = { 0 };
  int i;

  ck_assert_int_eq (uv_sem_init (&may_go_on, 0), 0);
  ck_assert_int_eq (uv_sem_init (&is_here, 0), 0);
  workers = pl_workers_new (3);
  for (i = 0; i < 3; i++) {
    works[i].run = stay;
    pl_workers_push (workers, &works[i]);
  }
  for (i = 0; i < 3; i++)
    uv_sem_wait (&is_here);
  expect_each_once (workers, MOST);
  ck_assert (!pl_workers_is_backlogged (workers));
  for (i = 0; i < 3; i++)
    uv_sem_post (&may_go_on);
  pl_workers_free (workers);
  uv_sem_destroy (&may_go_on);
  uv_sem_destroy (&is_here);
}
END_TEST

static void
share_from_worker (struct pl_work *work)
{
  static atomic_uint each[8][MOST];
  static atomic_uint next;
  unsigned slot = atomic_fetch_add (&next, 1);
  size_t i;

  (void) work;
  pl_workers_share (workers, MOST, count, each[slot]);
  for (i = 0; i < MOST; i++)
    ck_assert_uint_eq (atomic_load (&each[slot][i]), 1);
}

/* Workers share out as well, and help each other. */
START_TEST (test_workers_share)
{
  struct pl_work works[8] = { 0 };
  int i;

  workers = pl_workers_new (3);
  for (i = 0; i < 8; i++) {
    works[i].run = share_from_worker;
    pl_workers_push (workers, &works[i]);
  }
  pl_workers_free (workers);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("worker");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_each_call_is_made_once);
  tcase_add_test (tests, test_calls_run_at_the_same_time);
  tcase_add_test (tests, test_busy_workers_do_not_help);
  tcase_add_test (tests, test_workers_share);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
