/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of a snapshot are found from wherever one begins to look. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/snapshot.h"

/* As a walk goes: what is in a directory comes right after it. */
static const char *const paths[] = {
  "a", "a/b", "a/b/c", "a/bb", "a/c", "a-b", "a.b", "ab", "b", "b/a",
  "b/a/a", "b/a/b", "b/a-", "b/b", "c", "d", "d/e", "d/e/f", "d/e/f/g",
  "d/e/f/h", "d/e/g", "d0", "e", "\xc3\xa9", "\xc3\xa9/x",
};

#define N_PATHS (sizeof paths / sizeof paths[0])

/* Some that are not there. */
static const char *const others[] = {
  "", "0", "a/", "a/a", "a/b/", "a/b/d", "a/z", "a/\xff", "aa", "b/a/",
  "b/a/c", "bz", "d/e/f/", "d/e/f/i", "d/f", "zz", "\xff",
};

#define N_OTHERS (sizeof others / sizeof others[0])

static struct plating_tree_entry entries[N_PATHS];
static const struct plating_tree tree = {
  sizeof tree, sizeof entries[0], N_PATHS, entries
};

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static void
set_up (void)
{
  size_t i;

  for (i = 0; i < N_PATHS; i++)
    entries[i].path = text_of (paths[i]);
}

START_TEST (test_each_is_found)
{
  size_t i, near;

  for (i = 0; i < N_PATHS; i++) {
    ck_assert_uint_eq (pl_snapshot_bound (&tree, text_of (paths[i])), i);
    for (near = 0; near <= N_PATHS + 1; near++)
      ck_assert_uint_eq (pl_snapshot_bound_near (&tree, text_of (paths[i]),
                                                 near), i);
  }
}
END_TEST

START_TEST (test_the_place_of_others)
{
  size_t i, near;

  for (i = 0; i < N_OTHERS; i++) {
    size_t at = pl_snapshot_bound (&tree, text_of (others[i]));

    for (near = 0; near <= N_PATHS + 1; near++)
      ck_assert_uint_eq (pl_snapshot_bound_near (&tree, text_of (others[i]),
                                                 near), at);
  }
  /* What is in a directory begins behind it. */
  ck_assert_uint_eq (pl_snapshot_bound (&tree, text_of ("a/")), 1);
  ck_assert_uint_eq (pl_snapshot_bound (&tree, text_of ("\xff")), N_PATHS);
}
END_TEST

START_TEST (test_an_empty_one)
{
  const struct plating_tree none = { sizeof none, sizeof entries[0], 0, NULL };

  ck_assert_uint_eq (pl_snapshot_bound (&none, text_of ("a")), 0);
  ck_assert_uint_eq (pl_snapshot_bound_near (&none, text_of ("a"), 3), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("snapshot");
  TCase *tests = tcase_create ("snapshot");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_test (tests, test_each_is_found);
  tcase_add_test (tests, test_the_place_of_others);
  tcase_add_test (tests, test_an_empty_one);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
