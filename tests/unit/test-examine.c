/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: whatever a plugin file does while it is looked at, this process
 * lives on and knows what happened. */

#include <config.h>

#include <signal.h>
#include <time.h>

#include <check.h>

#include <plating/run.h>

#include "core/examine.h"
#include "plugin-files.h"

#define AMPLE_MS 30000

static json_t *
examine (const char *name, uint32_t timeout_ms, int *is_lasting)
{
  struct plating_error *err = NULL;
  json_t *verdict;
  int status = pl_examine_file (plugin_file (name), timeout_ms, &verdict,
                                is_lasting, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  return verdict;
}

static void
expect_problem (const char *name, uint32_t timeout_ms, const char *why,
                int expected_lasting)
{
  int is_lasting;
  json_t *verdict = examine (name, timeout_ms, &is_lasting);
  const char *problem
    = json_string_value (json_object_get (verdict, "problem"));

  ck_assert_ptr_nonnull (problem);
  ck_assert_msg (strstr (problem, why) != NULL, "'%s' lacks '%s'", problem,
                 why);
  ck_assert_ptr_nonnull (strstr (problem, plugin_file (name)));
  ck_assert_int_eq (is_lasting, expected_lasting);
  json_decref (verdict);
}

static void
expect_description (const char *name, const char *plugin)
{
  int is_lasting;
  json_t *verdict = examine (name, AMPLE_MS, &is_lasting);
  const json_t *its_name
    = json_object_get (json_object_get (verdict, "description"), "name");

  ck_assert_pstr_eq (json_string_value (its_name), plugin);
  ck_assert_int_eq (is_lasting, 1);
  json_decref (verdict);
}

START_TEST (test_good)
{
  expect_description ("minimal-renderer", "minimal");
  expect_description ("complete-validator", "complete");
  /* What it prints is not taken for the answer. */
  expect_description ("noisy-renderer", "noisy");
}
END_TEST

START_TEST (test_refused)
{
  expect_problem ("no-descriptor-renderer", AMPLE_MS,
                  "is not a plugin: it has no descriptor", 0);
  expect_problem ("newer-abi-renderer", AMPLE_MS, "is built for plugin ABI",
                  0);
}
END_TEST

START_TEST (test_crash)
{
  expect_problem ("crash-in-constructor-renderer", AMPLE_MS,
                  "crashed while it was examined (signal 11: ", 1);
  expect_problem ("crash-in-descriptor-renderer", AMPLE_MS,
                  "crashed while it was examined (signal 11: ", 1);
}
END_TEST

START_TEST (test_exit)
{
  expect_problem ("exit-in-constructor-renderer", AMPLE_MS,
                  "ended the program while it was examined (exit status ",
                  0);
}
END_TEST

START_TEST (test_hang)
{
  struct timespec before, after;

  clock_gettime (CLOCK_MONOTONIC, &before);
  expect_problem ("hang-renderer", 300, "took longer than 300 ms to be "
                  "examined", 0);
  clock_gettime (CLOCK_MONOTONIC, &after);
  ck_assert_int_lt (after.tv_sec - before.tv_sec, 5);
}
END_TEST

/* A program that reaps all children, or wants none of them, loses only
 * how the child ended. */
START_TEST (test_children_ignored)
{
  struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

  ck_assert_int_eq (sigaction (SIGCHLD, &ignore, &before), 0);
  expect_description ("minimal-renderer", "minimal");
  expect_problem ("exit-in-constructor-renderer", AMPLE_MS,
                  "ended the program while it was examined", 0);
  sigaction (SIGCHLD, &before, NULL);
}
END_TEST

START_TEST (test_no_program)
{
  struct plating_error *err = NULL;
  char *program = strdup (pl_examine_program ());
  json_t *verdict;
  int is_lasting;

  setenv ("PLATING_DESCRIBE_PLUGIN", "/nonexistent/program", 1);
  ck_assert_int_eq (pl_examine_file (plugin_file ("minimal-renderer"),
                                     AMPLE_MS, &verdict, &is_lasting, &err),
                    PLATING_E_PLUGIN);
  ck_assert_ptr_nonnull (strstr (plating_error_message (err), "can't start "
                                 "'/nonexistent/program'"));
  plating_error_unref (err);
  setenv ("PLATING_DESCRIBE_PLUGIN", "/bin/true", 1);
  expect_problem ("minimal-renderer", AMPLE_MS,
                  "ended the program while it was examined (exit status 0)",
                  0);
  setenv ("PLATING_DESCRIBE_PLUGIN", program, 1);
  free (program);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("examine");
  TCase *tests = tcase_create ("examine");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_good);
  tcase_add_test (tests, test_refused);
  tcase_add_test (tests, test_crash);
  tcase_add_test (tests, test_exit);
  tcase_add_test (tests, test_hang);
  tcase_add_test (tests, test_children_ignored);
  tcase_add_test (tests, test_no_program);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
