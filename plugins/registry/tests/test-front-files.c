/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the compatible front's paths: they are those of Go's filepath. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "plugins/registry/front.h"

static struct pl_arena arena;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
}

START_TEST (paths_are_cleaned)
{
  static const struct {
    const char *path, *clean;
  } cases[] = {
    { "", "." }, { ".", "." }, { "/", "/" }, { "//", "/" },
    { "a/", "a" }, { "a//b", "a/b" }, { "a/./b", "a/b" },
    { "a/../b", "b" }, { "a/..", "." }, { "..", ".." },
    { "../..", "../.." }, { "../../a", "../../a" },
    { "a/../../b", "../b" }, { "/..", "/" }, { "/../a", "/a" },
    { "/a/../..", "/" }, { "/a/b/../c/", "/a/c" }, { "...", "..." },
    { "a/.../b", "a/.../b" }, { "./../a", "../a" }
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
    ck_assert_str_eq (registry_path_clean (&arena, cases[i].path),
                      cases[i].clean);
}
END_TEST

START_TEST (paths_are_joined)
{
  static const struct {
    const char *a, *b, *joined;
  } cases[] = {
    { "a", "b", "a/b" }, { "a", "/b", "a/b" }, { "/a", "../b", "/b" },
    { "", "b", "b" }, { "a", "", "a" }, { "", "", "" },
    { "a/", "./b/", "a/b" }
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
    ck_assert_str_eq (registry_path_join (&arena, cases[i].a, cases[i].b),
                      cases[i].joined);
}
END_TEST

START_TEST (the_last_part_is_found)
{
  size_t len;

  ck_assert_str_eq (registry_path_base ("/a/b", &len), "b");
  ck_assert_uint_eq (len, 2);
  ck_assert_str_eq (registry_path_base ("b", &len), "b");
  ck_assert_uint_eq (len, 0);
  ck_assert_str_eq (registry_path_base ("/", &len), "/");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("front-files");
  TCase *cases = tcase_create ("paths");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (cases, set_up, tear_down);
  tcase_add_test (cases, paths_are_cleaned);
  tcase_add_test (cases, paths_are_joined);
  tcase_add_test (cases, the_last_part_is_found);
  suite_add_tcase (suite, cases);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
