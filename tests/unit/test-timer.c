/* SPDX-License-Identifier: Apache-2.0 */
/* The heap of points in time gives them back in order, whatever was added
 * and removed before. */

#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "core/timer.h"

#define N 2000

static uint64_t chance = 1;

static uint64_t
next_chance (void)
{
  chance ^= chance << 13;
  chance ^= chance >> 7;
  chance ^= chance << 17;
  return chance;
}

/* Takes all out and returns how many there were. */
static size_t
take_all (struct pl_timers *heap)
{
  uint64_t last = 0;
  size_t n;

  for (n = 0; heap->first; n++) {
    struct pl_timer *t = heap->first;

    ck_assert_uint_ge (t->due_ms, last);
    last = t->due_ms;
    pl_timers_remove (heap, t);
    ck_assert_ptr_null (t->place);
  }
  return n;
}

START_TEST (test_order)
{
  static struct pl_timer timers[N];
  struct pl_timers heap = { NULL };
  size_t i, round, n_in = 0;

  for (round = 0; round < 20; round++) {
    for (i = 0; i < N; i++) {
      uint64_t what = next_chance () % 3;

      if (!timers[i].place && what < 2) {
        timers[i].due_ms = next_chance () % 500;
        pl_timers_add (&heap, &timers[i]);
        n_in++;
      } else if (timers[i].place && what == 0) {
        pl_timers_remove (&heap, &timers[i]);
        n_in--;
      } else if (what == 1 && heap.first) {
        struct pl_timer *first = heap.first;

        pl_timers_remove (&heap, first);
        n_in--;
      }
    }
    if (round % 5 == 4) {
      ck_assert_uint_eq (take_all (&heap), n_in);
      n_in = 0;
    }
  }
}
END_TEST

START_TEST (test_removed_twice)
{
  struct pl_timers heap = { NULL };
  struct pl_timer timer = { .due_ms = 3 };

  pl_timers_remove (&heap, &timer);
  pl_timers_add (&heap, &timer);
  pl_timers_remove (&heap, &timer);
  pl_timers_remove (&heap, &timer);
  ck_assert_ptr_null (heap.first);
}
END_TEST

START_TEST (test_many_at_one_time)
{
  static struct pl_timer timers[100000];
  struct pl_timers heap = { NULL };
  size_t i;

  for (i = 0; i < 100000; i++) {
    timers[i].due_ms = 7;
    pl_timers_add (&heap, &timers[i]);
  }
  ck_assert_uint_eq (take_all (&heap), 100000);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("timer");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_test (tests, test_order);
  tcase_add_test (tests, test_removed_twice);
  tcase_add_test (tests, test_many_at_one_time);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
