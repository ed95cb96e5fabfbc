/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: what is put in a plan comes out of it, once and in order. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "common/arena.h"
#include "core/plan.h"

#define N 3000u

static struct pl_plan *plan;
static struct pl_arena arena;

static void
set_up (void)
{
  plan = pl_plan_new ();
  pl_arena_init (&arena, 0);
  ck_assert_ptr_nonnull (plan);
}

static void
tear_down (void)
{
  pl_plan_free (plan);
  pl_arena_release (&arena);
}

/* A different path, component and datum for each I: some share a beginning,
 * some hold any bytes, some are long. */
static struct plating_plan_entry
entry (uint32_t i, char *path)
{
  static const uint64_t data[] = { 0, 1, UINT64_MAX, (uint64_t) 1 << 63, 77 };
  struct plating_plan_entry e = {
    .path = { path, 0 }, .data = data[i % 5] + i / 5,
    .component = i % 7 ? (i * 2654435761u) % N : PLATING_NONE,
    .flags = i % 11 ? 0 : UINT32_MAX,
  };

  memset (path, 'a' + (int) (i % 3), 40000);
  e.path.len = i % 1000 == 999 ? 40000 : i % 13;
  if (e.path.len > 4)
    memcpy (path + 4, &i, e.path.len < 8 ? e.path.len - 4 : 4);
  return e;
}

static void
expect_next (uint32_t i)
{
  static char path[40000];
  struct plating_plan_entry wanted = entry (i, path), e;
  uint32_t index;

  pl_arena_reset (&arena);
  ck_assert_int_eq (pl_plan_take (plan, &arena, &index, &e), 1);
  ck_assert_uint_eq (index, i);
  ck_assert_uint_eq (e.component, wanted.component);
  ck_assert_uint_eq (e.data, wanted.data);
  ck_assert_uint_eq (e.flags, wanted.flags);
  ck_assert_uint_eq (e.path.len, wanted.path.len);
  ck_assert_int_eq (memcmp (e.path.ptr, wanted.path.ptr, e.path.len), 0);
  ck_assert_int_eq (e.path.ptr[e.path.len], '\0');
}

START_TEST (test_in_and_out)
{
  static char path[40000];
  struct plating_plan_entry e;
  uint32_t i, index;

  for (i = 0; i < N; i++) {
    e = entry (i, path);
    ck_assert_int_eq (pl_plan_add (plan, &e, 1, sizeof e, N), 0);
  }
  ck_assert_uint_eq (pl_plan_size (plan), N);
  for (i = 0; i < N; i++)
    expect_next (i);
  ck_assert_int_eq (pl_plan_take (plan, &arena, &index, &e), 0);
  ck_assert_int_eq (pl_plan_take (plan, &arena, &index, &e), 0);
}
END_TEST

START_TEST (test_in_between)
{
  static char path[40000];
  struct plating_plan_entry e;
  uint32_t i, index, taken = 0;

  for (i = 0; i < N; i++) {
    e = entry (i, path);
    ck_assert_int_eq (pl_plan_add (plan, &e, 1, sizeof e, N), 0);
    if (i % 3)
      expect_next (taken++);
  }
  while (taken < N)
    expect_next (taken++);
  ck_assert_int_eq (pl_plan_take (plan, &arena, &index, &e), 0);
}
END_TEST

START_TEST (test_refused)
{
  struct plating_plan_entry e = { .path = { "x", 1 }, .component = 3 };
  uint32_t index;

  ck_assert_int_eq (pl_plan_add (plan, &e, 1, sizeof e, 3),
                    PLATING_E_INVAL);
  ck_assert_int_eq (pl_plan_add (plan, &e, 1, sizeof e - 1, 4),
                    PLATING_E_INVAL);
  ck_assert_int_eq (pl_plan_add (plan, &e, (size_t) PL_PLAN_LIMIT + 1,
                                 sizeof e, 4), PLATING_E_LIMIT);
  ck_assert_uint_eq (pl_plan_size (plan), 0);
  ck_assert_int_eq (pl_plan_take (plan, &arena, &index, &e), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plan");
  TCase *tests = tcase_create ("all");
  SRunner *runner;
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_in_and_out);
  tcase_add_test (tests, test_in_between);
  tcase_add_test (tests, test_refused);
  suite_add_tcase (suite, tests);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
