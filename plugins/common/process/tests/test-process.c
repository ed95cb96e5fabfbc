/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a program is run to its end and its words are kept apart; one that
 * does not end in time, is not wanted any more or says too much is ended, with
 * all that it has started. */

#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "plugins/common/process/process.h"
#include "plugins/common/process/scratch.h"
#include "tests/unit/alloc-failure.h"

static int
run (const char *script, struct process_request *request,
     struct process_result *result)
{
  const char *arguments[] = { "sh", "-c", script, NULL };

  request->path = "/bin/sh";
  request->arguments = arguments;
  if (!request->directory)
    request->directory = "/";
  return process_run (request, result);
}

START_TEST (test_output)
{
  struct process_request request = { .keeps_errors_apart = true };
  struct process_result result;
  struct pl_buffer end;

  ck_assert_int_eq (run ("pwd; echo wrong >&2; cat; exit 7", &request,
                         &result), 0);
  ck_assert_str_eq (result.out.data, "/\n");
  ck_assert_str_eq (result.err.data, "wrong\n");
  ck_assert_int_eq (WEXITSTATUS (result.status), 7);
  ck_assert_int_eq (result.end, PROCESS_ENDED);
  pl_buffer_init (&end);
  process_describe (result.status, &end);
  ck_assert_str_eq (end.data, "exit status 7");
  pl_buffer_release (&end);
  process_result_release (&result);
  request.keeps_errors_apart = false;
  ck_assert_int_eq (run ("echo a; echo b >&2", &request, &result), 0);
  ck_assert_str_eq (result.out.data, "a\nb\n");
  process_result_release (&result);
}
END_TEST

START_TEST (test_not_started)
{
  const char *arguments[] = { "nothing", NULL };
  struct process_request request = {
    .path = "/nonexistent/program", .arguments = arguments,
    .directory = "/",
  };
  struct process_result result;

  ck_assert_int_eq (process_run (&request, &result), ENOENT);
  process_result_release (&result);
}
END_TEST

/* The group is gone, too. */
static void
expect_gone (const struct process_result *result)
{
  long pid = strtol (result->out.data, NULL, 10);

  ck_assert_int_gt (pid, 1);
  ck_assert_int_eq (kill ((pid_t) pid, 0), -1);
  ck_assert_int_eq (errno, ESRCH);
}

START_TEST (test_time_limit)
{
  static const char *const scripts[] = {
    "echo $$; exec sleep 1000",
    /* deaf, and so is what it starts */
    "trap '' TERM; echo $$; sleep 1000 & while :; do wait; done",
  };
  struct process_request request = { .time_limit_ms = 100 };
  struct process_result result;

  ck_assert_int_eq (run (scripts[_i], &request, &result), 0);
  ck_assert_int_eq (result.end, PROCESS_TIMED_OUT);
  ck_assert (WIFSIGNALED (result.status));
  expect_gone (&result);
  process_result_release (&result);
}
END_TEST

START_TEST (test_grandchild)
{
  struct process_request request = { .time_limit_ms = 60000 };
  struct process_result result;

  /* It keeps the pipes open; nobody waits for it. */
  ck_assert_int_eq (run ("sleep 1000 & echo $!", &request, &result), 0);
  ck_assert_int_eq (result.end, PROCESS_ENDED);
  ck_assert_int_eq (result.status, 0);
  ck_assert_int_gt (strtol (result.out.data, NULL, 10), 1);
  process_result_release (&result);
}
END_TEST

static bool
say_yes (void *data)
{
  ++*(int *) data;
  return true;
}

START_TEST (test_cancelled)
{
  int n_asked = 0;
  struct process_request request = {
    .is_cancelled = say_yes, .data = &n_asked,
  };
  struct process_result result;

  ck_assert_int_eq (run ("exec sleep 1000", &request, &result), 0);
  ck_assert_int_eq (result.end, PROCESS_CANCELLED);
  ck_assert_int_ge (n_asked, 1);
  process_result_release (&result);
}
END_TEST

START_TEST (test_too_loud)
{
  struct process_request request = { .output_limit = 1000 };
  struct process_result result;

  ck_assert_int_eq (run ("while :; do echo 0123456789; done", &request,
                         &result), 0);
  ck_assert_int_eq (result.end, PROCESS_TOO_LOUD);
  process_result_release (&result);
  /* Also if it has ended at once, as if all were well. */
  request.output_limit = 10;
  ck_assert_int_eq (run ("echo 0123456789", &request, &result), 0);
  ck_assert_int_eq (result.end, PROCESS_TOO_LOUD);
  process_result_release (&result);
}
END_TEST

START_TEST (test_environment)
{
  static const char *const dropped[] = { "DROP_", "ONE=", NULL };
  static const char *const added[] = { "ADDED=yes", NULL };
  struct process_request request = { .keeps_errors_apart = true };
  struct process_result result;
  char **environment;

  setenv ("DROP_ME", "1", 1);
  setenv ("ONE", "1", 1);
  setenv ("ONE_MORE", "kept", 1);
  environment = process_environment (dropped, added);
  ck_assert_ptr_nonnull (environment);
  request.environment = environment;
  ck_assert_int_eq (run ("echo \"$DROP_ME/$ONE/$ONE_MORE/$ADDED\"", &request,
                         &result), 0);
  ck_assert_str_eq (result.out.data, "//kept/yes\n");
  process_result_release (&result);
  free (environment);
}
END_TEST

START_TEST (test_find)
{
  struct pl_buffer path;

  pl_buffer_init (&path);
  setenv ("PATH", "relative:/nonexistent:/bin", 1);
  ck_assert (process_find ("sh", &path));
  ck_assert_str_eq (path.data, "/bin/sh");
  pl_buffer_clear (&path);
  ck_assert (!process_find ("no-such-program-anywhere", &path));
  pl_buffer_clear (&path);
  ck_assert (!process_find ("/etc/passwd", &path));
  pl_buffer_release (&path);
}
END_TEST

START_TEST (test_scratch)
{
  struct process_scratch *scratch = process_scratch_new (0);
  char path[200];
  struct stat st;

  ck_assert_ptr_nonnull (scratch);
  snprintf (path, sizeof path, "%s", process_scratch_path (scratch));
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 0777, 0700);
  ck_assert_int_eq (process_scratch_write (scratch, "a", "x", 1), 0);
  ck_assert_int_eq (process_scratch_write (scratch, "a", "x", 1), EEXIST);
  process_scratch_free (scratch);
  ck_assert_int_eq (stat (path, &st), -1);
  process_scratch_free (NULL);
}
END_TEST

/* A path that is too long for a socket is made elsewhere. */
START_TEST (test_scratch_place)
{
  char parent[] = "/tmp/plating-test.XXXXXX", left[100], moved[100];
  struct process_scratch *scratch;
  struct stat st;

  ck_assert_ptr_nonnull (mkdtemp (parent));
  setenv ("TMPDIR", parent, 1);
  scratch = process_scratch_new (200);
  ck_assert_ptr_nonnull (scratch);
  ck_assert (!strncmp (process_scratch_path (scratch), parent,
                       strlen (parent)));
  process_scratch_free (scratch);
  scratch = process_scratch_new (strlen (parent) + 4);
  ck_assert_ptr_nonnull (scratch);
  ck_assert (strncmp (process_scratch_path (scratch), parent,
                      strlen (parent)));
  process_scratch_free (scratch);
  errno = 0;
  ck_assert_ptr_null (process_scratch_new (4));
  ck_assert_int_eq (errno, ENAMETOOLONG);

  /* One is kept in the place of another; what was left goes. */
  snprintf (left, sizeof left, "%s/part-abcdef", parent);
  snprintf (moved, sizeof moved, "%s/whole", parent);
  ck_assert_int_eq (mkdir (left, 0700), 0);
  ck_assert_int_eq (mkdir (moved, 0700), 0);
  scratch = process_scratch_new_in (parent, "part-");
  ck_assert_ptr_nonnull (scratch);
  ck_assert_int_eq (process_scratch_write (scratch, "a", "x", 1), 0);
  ck_assert_int_eq (process_scratch_keep (scratch, moved), 0);
  process_scratch_free (scratch);
  ck_assert_int_eq (stat (left, &st), -1);
  scratch = process_scratch_new_in (parent, "part-");
  ck_assert_ptr_nonnull (scratch);
  ck_assert_int_eq (process_scratch_keep (scratch, moved), 0);
  process_scratch_free (scratch);
  snprintf (left, sizeof left, "%s/whole/a", parent);
  ck_assert_int_eq (stat (moved, &st), 0);
  ck_assert_int_eq (stat (left, &st), -1);
  process_scratch_remove (parent);
  ck_assert_int_eq (stat (parent, &st), -1);
  unsetenv ("TMPDIR");
}
END_TEST

/* -- no memory ------------------------------------------------------------ */

/* Runs a program that says more than fits in one buffer, but less than is
 * allowed: that it ran out of memory is all that may be said. */
static int
run_scene (void)
{
  static const char *const arguments[] = {
    "sh", "-c", "printf '%9000s' x; printf '%9000s' y >&2", NULL
  };
  static const char *const none[] = { NULL }, *const added[] = { "A=b", NULL };
  char **environment = process_environment (none, added);
  struct process_request request = {
    .path = "/bin/sh", .arguments = arguments, .directory = "/",
    .keeps_errors_apart = true, .environment = environment,
  };
  struct process_result result = { .end = PROCESS_ENDED };
  int code = environment ? process_run (&request, &result) : ENOMEM;

  if (code == 0 && (result.status != 0 || result.out.len != 9000
                    || result.err.len != 9000))
    code = -1;
  process_result_release (&result);
  free (environment);
  return code;
}

static int
find_scene (void)
{
  struct pl_buffer path;
  int code;

  pl_buffer_init (&path);
  code = process_find ("sh", &path) && !path.failed ? 0 : ENOMEM;
  pl_buffer_release (&path);
  return code;
}

static int
scratch_scene (void)
{
  struct process_scratch *scratch = process_scratch_new (0);
  int code = scratch ? process_scratch_write (scratch, "a", "x", 1) : errno;

  process_scratch_free (scratch);
  return code;
}

static int (*const scenes[]) (void) = {
  run_scene, find_scene, scratch_scene
};

START_TEST (test_no_memory)
{
  long n;

  setenv ("PATH", "/nonexistent:/bin", 1);
  for (n = 0; n < 1000; n++) {
    int code, failed;

    countdown = n;
    n_failures = 0;
    code = scenes[_i] ();
    failed = n_failures;
    countdown = -1;
    ck_assert_msg (code == 0 || (code == ENOMEM && failed > 0),
                   "allocation %ld: %d", n, code);
    if (failed == 0)
      break;
  }
  ck_assert_int_gt (n, 0);
  ck_assert_int_lt (n, 1000);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("process");
  TCase *tests = tcase_create ("process");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_output);
  tcase_add_test (tests, test_not_started);
  tcase_add_loop_test (tests, test_time_limit, 0, 2);
  tcase_add_test (tests, test_grandchild);
  tcase_add_test (tests, test_cancelled);
  tcase_add_test (tests, test_too_loud);
  tcase_add_test (tests, test_environment);
  tcase_add_test (tests, test_find);
  tcase_add_test (tests, test_scratch);
  tcase_add_test (tests, test_scratch_place);
  tcase_add_loop_test (tests, test_no_memory, 0,
                       sizeof scenes / sizeof scenes[0]);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
