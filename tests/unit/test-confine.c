/* SPDX-License-Identifier: Apache-2.0 */
/* What is opened below a directory is below it, with and without openat2. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "core/confine.h"
#include "no-openat2.h"
#include "scratch.h"

static char base[PATH_MAX];
static int dir;

/* base/in/... is the directory, base/out/... lies outside. */
static void
set_up (void)
{
  strcpy (base, scratch_new ());
  scratch_write (base, "in/a", "a");
  scratch_write (base, "in/sub/b", "b");
  scratch_write (base, "out/secret", "s");
  scratch_link ("a", base, "in/link");
  scratch_link ("../a", base, "in/sub/up");
  scratch_link ("sub", base, "in/subdir");
  scratch_link ("../out/secret", base, "in/evil");
  scratch_link ("../out", base, "in/evildir");
  scratch_link (scratch_path (base, "in/a"), base, "in/absolute");
  scratch_link ("loop", base, "in/loop");
  scratch_link ("nothing", base, "in/dangling");
  dir = open (scratch_path (base, "in"), O_PATH | O_DIRECTORY);
  ck_assert_int_ge (dir, 0);
}

static void
tear_down (void)
{
  close (dir);
}

static void
expect (const char *path, int flags, int code)
{
  int fd = pl_confine_open (dir, path, flags);

  if (code == 0)
    ck_assert_msg (fd >= 0, "%s: %s", path, strerror (-fd));
  else
    ck_assert_msg (fd == code, "%s: %d, not %d", path, fd, code);
  if (fd >= 0) {
    ck_assert_int_eq (fcntl (fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    close (fd);
  }
}

static void
check_all (void)
{
  expect ("a", O_RDONLY, 0);
  expect (".", O_RDONLY | O_DIRECTORY, 0);
  expect ("sub/b", O_RDONLY, 0);
  expect ("link", O_RDONLY, 0);
  expect ("link", O_RDONLY | O_NOFOLLOW, -ELOOP);
  expect ("sub/up", O_RDONLY, 0);
  expect ("subdir/b", O_RDONLY, 0);
  expect ("sub/../a", O_RDONLY, 0);
  expect ("sub", O_PATH | O_DIRECTORY, 0);
  expect ("../out/secret", O_RDONLY, -EXDEV);
  expect ("..", O_RDONLY, -EXDEV);
  expect ("sub/../../out/secret", O_RDONLY, -EXDEV);
  expect ("evil", O_RDONLY, -EXDEV);
  expect ("evildir/secret", O_RDONLY, -EXDEV);
  expect ("/etc/passwd", O_RDONLY, -EXDEV);
  expect ("nothing", O_RDONLY, -ENOENT);
  expect ("dangling", O_RDONLY, -ENOENT);
  expect ("loop", O_RDONLY, -ELOOP);
  expect ("a/b", O_RDONLY, -ENOTDIR);
  expect ("a", O_RDONLY | O_DIRECTORY, -ENOTDIR);
}

START_TEST (test_open)
{
  check_all ();
}
END_TEST

static void
check_real (void)
{
  int fd = pl_confine_open_real (scratch_path (base, "in/sub/b"), O_RDONLY);

  ck_assert_int_ge (fd, 0);
  close (fd);
  ck_assert_int_eq (pl_confine_open_real (scratch_path (base, "in/link"),
                                          O_RDONLY), -ELOOP);
  ck_assert_int_eq (pl_confine_open_real (scratch_path (base, "in/subdir/b"),
                                          O_RDONLY), -ELOOP);
  ck_assert_int_eq (pl_confine_open_real (scratch_path (base, "in/zzz"),
                                          O_RDONLY), -ENOENT);
}

START_TEST (test_open_real)
{
  check_real ();
}
END_TEST

static const int answers[] = { ENOSYS, EPERM };

START_TEST (test_without_openat2)
{
  int status;
  pid_t pid = fork ();

  ck_assert_int_ge (pid, 0);
  if (pid == 0) {
    if (no_openat2 (answers[_i]) < 0) {
      fprintf (stderr, "skipped: system calls can't be filtered\n");
      _exit (0);
    }
    check_all ();
    check_real ();
    _exit (0);
  }
  waitpid (pid, &status, 0);
  ck_assert_int_eq (status, 0);
}
END_TEST

START_TEST (test_contains)
{
  ck_assert_int_eq (pl_confine_contains ("/a", "/a"), 1);
  ck_assert_int_eq (pl_confine_contains ("/a", "/a/b"), 1);
  ck_assert_int_eq (pl_confine_contains ("/a", "/ab"), 0);
  ck_assert_int_eq (pl_confine_contains ("/a/b", "/a"), 0);
  ck_assert_int_eq (pl_confine_contains ("/", "/"), 1);
  ck_assert_int_eq (pl_confine_contains ("/", "/x"), 1);
}
END_TEST

START_TEST (test_tidy)
{
  static const char *const pairs[][2] = {
    { "/", "/" }, { "//", "/" }, { "/a", "/a" }, { "/a/", "/a" },
    { "//a//b/./c/.", "/a/b/c" }, { "/a/../b", "/a/../b" },
    { "/.", "/" }, { "/.a/..b/c.", "/.a/..b/c." }, { "a//b", "/a/b" },
    { "", "/" },
  };
  size_t i;
  char *tidy;

  for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    tidy = pl_confine_tidy (pairs[i][0], strlen (pairs[i][0]));
    ck_assert_str_eq (tidy, pairs[i][1]);
    free (tidy);
  }
}
END_TEST

static int
is_in (void *data, const char *real)
{
  return pl_confine_contains (data, real);
}

START_TEST (test_find_link)
{
  char in[PATH_MAX], *link;

  strcpy (in, scratch_path (base, "in"));
  link = pl_confine_find_link (scratch_path (in, "evildir/secret"), is_in,
                               in);
  ck_assert_str_eq (link, scratch_path (in, "evildir"));
  free (link);
  link = pl_confine_find_link (scratch_path (in, "evil"), is_in, in);
  ck_assert_str_eq (link, scratch_path (in, "evil"));
  free (link);
  ck_assert_ptr_null (pl_confine_find_link (scratch_path (in, "sub/b"),
                                            is_in, in));
  ck_assert_ptr_null (pl_confine_find_link (scratch_path (in, "../out"),
                                            is_in, in));
  ck_assert_ptr_null (pl_confine_find_link (scratch_path (in, "zzz/b"),
                                            is_in, in));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("confine");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_open);
  tcase_add_test (tests, test_open_real);
  tcase_add_loop_test (tests, test_without_openat2, 0, 2);
  tcase_add_test (tests, test_contains);
  tcase_add_test (tests, test_tidy);
  tcase_add_test (tests, test_find_link);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
