/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins read what lies in a read root and nothing else, with as many threads
 * and roots as there are. */

#include <config.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "common/arena.h"
#include "core/error.h"
#include "core/roots.h"
#include "no-openat2.h"
#include "roots-project.h"
#include "scratch.h"

/* Reads and compares code and content; returns the error's text. */
static const char *
expect (const char *root, const char *path, int code, const char *content)
{
  static char message[4096];
  struct plating_text bytes = { NULL, 0 };
  struct plating_error *e = NULL;
  int32_t system = -1;
  int got = pl_roots_read (roots, text (root), text (path), &arena, &bytes,
                           &system, &e);

  ck_assert_msg (got == code, "%s in %s: %d (%s), not %d", path, root, got,
                 e ? plating_error_message (e) : "-", code);
  message[0] = '\0';
  if (got == 0) {
    ck_assert_ptr_null (e);
    ck_assert_str_eq (bytes.ptr, content);
    ck_assert_uint_eq (bytes.len, strlen (content));
    ck_assert_int_eq (system, 0);
  } else {
    ck_assert_int_eq (plating_error_code (e), code);
    snprintf (message, sizeof message, "%s", plating_error_message (e));
    if (code == PLATING_E_NOT_FOUND && strcmp (root, "none") != 0)
      ck_assert_int_eq (system, ENOENT);
  }
  plating_error_unref (e);
  return message;
}

static void
check_reading (void)
{
  char path[PATH_MAX];

  expect ("templates", "index.md.tmpl", 0, "index");
  expect ("templates", "resources//./a.md.tmpl", 0, "a");
  expect ("templates", "resources/../index.md.tmpl", 0, "index");
  expect ("project", "templates/index.md.tmpl", 0, "index");
  expect ("templates", "nothing", PLATING_E_NOT_FOUND, NULL);
  expect ("templates", "dangling", PLATING_E_NOT_FOUND, NULL);
  expect ("missing", "x", PLATING_E_NOT_FOUND, NULL);
  expect ("none", "x", PLATING_E_NOT_FOUND, NULL);
  /* Links and paths that leave one root for another are in bounds. */
  expect ("templates", "readme", 0, "readme");
  expect ("templates", "abs", 0, "readme");
  expect ("templates", "other", 0, "x");
  expect ("templates", "ex/a/main.tf", 0, "main");
  expect ("templates", "../README", 0, "readme");
  /* Those that leave all roots are not, and the link is named. */
  ck_assert_ptr_nonnull (strstr (expect ("templates", "evil",
                                         PLATING_E_OUTSIDE, NULL),
                                 "p/templates/evil' leads out"));
  ck_assert_ptr_nonnull (strstr (expect ("templates", "evildir/key",
                                         PLATING_E_OUTSIDE, NULL),
                                 "p/templates/evildir' leads out"));
  expect ("templates", "../../secret/key", PLATING_E_OUTSIDE, NULL);
  expect ("project", "../secret/key", PLATING_E_OUTSIDE, NULL);
  /* Absolute paths. */
  strcpy (path, scratch_path (base, "p/templates/index.md.tmpl"));
  expect ("other", path, 0, "index");
  expect ("none", path, 0, "index");
  strcpy (path, scratch_path (base, "p//README"));
  expect ("other", path, 0, "readme");
  strcpy (path, scratch_path (base, "p/nothing"));
  expect ("other", path, PLATING_E_NOT_FOUND, NULL);
  strcpy (path, scratch_path (base, "secret/key"));
  expect ("project", path, PLATING_E_OUTSIDE, NULL);
  strcpy (path, scratch_path (base, "secret/nothing"));
  expect ("project", path, PLATING_E_OUTSIDE, NULL);
  strcpy (path, scratch_path (base, "p/../secret/key"));
  expect ("project", path, PLATING_E_OUTSIDE, NULL);
  strcpy (path, scratch_path (base, "px"));
  expect ("project", path, PLATING_E_OUTSIDE, NULL);
}

START_TEST (test_reading)
{
  check_reading ();
}
END_TEST

START_TEST (test_reading_without_openat2)
{
  int status;
  pid_t pid = fork ();

  ck_assert_int_ge (pid, 0);
  if (pid == 0) {
    if (no_openat2 (ENOSYS) == 0)
      check_reading ();
    else
      fprintf (stderr, "skipped: system calls can't be filtered\n");
    tear_down ();
    _exit (0);
  }
  waitpid (pid, &status, 0);
  ck_assert_int_eq (status, 0);
}
END_TEST

START_TEST (test_files_that_are_none)
{
  struct plating_error *e = NULL;
  struct plating_text bytes;
  int32_t system;

  ck_assert_int_eq (mkfifo (scratch_path (base, "p/fifo"), 0600), 0);
  ck_assert_ptr_nonnull (strstr (expect ("project", "fifo", PLATING_E_IO,
                                         NULL), "no regular file"));
  ck_assert_int_eq (pl_roots_read (roots, text ("project"),
                                   text ("templates"), &arena, &bytes,
                                   &system, &e), PLATING_E_IO);
  ck_assert_int_eq (system, EISDIR);
  ck_assert_str_eq (plating_error_message (e),
                    "read 'templates': Is a directory");
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_read (roots, text ("project"),
                                   (struct plating_text) { "a\0b", 3 },
                                   &arena, &bytes, &system, &e),
                    PLATING_E_INVAL);
  plating_error_unref (e);
  expect ("project", "", PLATING_E_IO, NULL);
}
END_TEST

START_TEST (test_limit_and_malloc)
{
  struct pl_roots *small = pl_roots_new (&(struct pl_roots_limits) {
    .file_size = 5 }, NULL);
  struct plating_text bytes;

  ck_assert_int_eq (pl_roots_add (small, text ("project"),
                                  text (scratch_path (base, "p")), NULL), 0);
  ck_assert_int_eq (pl_roots_read (small, text ("project"), text ("README"),
                                   NULL, &bytes, NULL, NULL),
                    PLATING_E_LIMIT);
  ck_assert_int_eq (pl_roots_read (small, text ("project"),
                                   text ("templates/index.md.tmpl"), NULL,
                                   &bytes, NULL, NULL), 0);
  ck_assert_str_eq (bytes.ptr, "index");
  free ((void *) (uintptr_t) bytes.ptr);
  pl_roots_free (small);
}
END_TEST

START_TEST (test_allow)
{
  char path[PATH_MAX];

  strcpy (path, scratch_path (base, "secret"));
  ck_assert_int_eq (pl_roots_allow (roots, text (path), NULL), 0);
  expect ("templates", "evil", 0, "key");
  expect ("templates", "evildir/key", 0, "key");
  strcpy (path, scratch_path (base, "secret/key"));
  expect ("templates", path, 0, "key");
}
END_TEST

START_TEST (test_allow_a_file)
{
  char path[PATH_MAX];

  scratch_write (base, "secret/key2", "key2");
  strcpy (path, scratch_path (base, "secret/key"));
  ck_assert_int_eq (pl_roots_allow (roots, text (path), NULL), 0);
  expect ("templates", path, 0, "key");
  expect ("templates", "evil", 0, "key");
  strcpy (path, scratch_path (base, "secret/key2"));
  expect ("templates", path, PLATING_E_OUTSIDE, NULL);
}
END_TEST

START_TEST (test_adding)
{
  struct plating_error *e = NULL;
  struct plating_text path;

  add_root ("project", "p/");
  ck_assert_int_eq (pl_roots_add (roots, text ("project"),
                                  text (scratch_path (base, "other")), &e),
                    PLATING_E_STATE);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_add (roots, text ("r"), text ("p"), &e),
                    PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_add (roots, text ("r"),
                                  (struct plating_text) { "/a\0", 3 }, &e),
                    PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_add (roots, text ("r"),
                                  text (scratch_path (base, "p/../other//")),
                                  NULL), 0);
  ck_assert_int_eq (pl_roots_path (roots, text ("r"), &path, NULL), 0);
  ck_assert_str_eq (path.ptr, scratch_path (base, "other"));
  ck_assert_int_eq (pl_roots_path (roots, text ("nope"), &path, &e),
                    PLATING_E_NOT_FOUND);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "'nope'"));
  plating_error_unref (e);
}
END_TEST

static void *
read_much (void *data)
{
  struct plating_text bytes;
  const struct plating_tree *tree;
  struct pl_arena own;
  char name[32];
  int i;

  pl_arena_init (&own, 0);
  for (i = 0; i < 300; i++) {
    pl_arena_reset (&own);
    ck_assert_int_eq (pl_roots_read (roots, text ("templates"),
                                     text (i % 2 ? "readme"
                                                 : "index.md.tmpl"),
                                     &own, &bytes, NULL, NULL), 0);
    ck_assert_int_eq (pl_roots_tree (roots, text ("project"),
                                     text (i % 3 ? "templates" : ""), &tree,
                                     NULL), 0);
    ck_assert_uint_ge (tree->n_entries, 10);
    snprintf (name, sizeof name, "r%d-%d", i % 10, *(int *) data);
    ck_assert_int_eq (pl_roots_add (roots, text (name), text (base), NULL),
                      0);
  }
  pl_arena_release (&own);
  return NULL;
}

START_TEST (test_threads)
{
  pthread_t threads[4];
  int numbers[4], i;

  for (i = 0; i < 4; i++) {
    numbers[i] = i;
    pthread_create (&threads[i], NULL, read_much, &numbers[i]);
  }
  for (i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
}
END_TEST

START_TEST (test_many_roots)
{
  char name[32];
  int i, n_open = 0;

  for (i = 0; i < 300; i++) {
    snprintf (name, sizeof name, "many/%d/f", i);
    scratch_write (base, name, "f");
    snprintf (name, sizeof name, "many/%d", i);
    add_root (name, name);
    expect (name, "f", 0, "f");
  }
  for (i = 0; i < 1024; i++)
    n_open += access (scratch_path ("/proc/self/fd",
                                    (sprintf (name, "%d", i), name)), F_OK)
              == 0;
  ck_assert_int_lt (n_open, 120);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("roots");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_reading);
  tcase_add_test (tests, test_reading_without_openat2);
  tcase_add_test (tests, test_files_that_are_none);
  tcase_add_test (tests, test_limit_and_malloc);
  tcase_add_test (tests, test_allow);
  tcase_add_test (tests, test_allow_a_file);
  tcase_add_test (tests, test_adding);
  tcase_add_test (tests, test_threads);
  tcase_add_test (tests, test_many_roots);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
