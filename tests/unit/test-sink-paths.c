/* SPDX-License-Identifier: Apache-2.0 */
/* Documents and what is removed stay in their directory, whatever their
 * paths are and whatever lies there. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink-project.h"

/* -- paths -------------------- */

START_TEST (test_bad_paths)
{
  static const struct { const char *path; int code; } cases[] = {
    { "", PLATING_E_INVAL }, { "/etc/x", PLATING_E_OUTSIDE },
    { "../x", PLATING_E_OUTSIDE }, { "../../etc/x.md", PLATING_E_OUTSIDE },
    { "a/../../x", PLATING_E_OUTSIDE }, { "a/..", PLATING_E_OUTSIDE },
    { "a/../b", PLATING_E_OUTSIDE }, { "./a", PLATING_E_OUTSIDE },
    { "a//b", PLATING_E_INVAL }, { "a/", PLATING_E_INVAL },
    { "a/.plating-1-2.tmp", PLATING_E_INVAL },
  };
  size_t i;

  start (PL_SINK_WRITE);
  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *message = refused (cases[i].path, "x", cases[i].code);

    ck_assert_msg (strstr (message, cases[i].path) != NULL, "%s", message);
  }
  ck_assert_int_eq (pl_sink_check_path ((struct plating_text) { "a\0b", 3 },
                                        NULL), PLATING_E_INVAL);
  ck_assert_int_eq (pl_sink_check_path (text ("..a/b../...c"), NULL), 0);
  ck_assert_int_ne (access (scratch_path (base, "x"), F_OK), 0);
  results ();
}
END_TEST

START_TEST (test_long_paths)
{
  char path[5000];
  const char *message;
  int i;

  start (PL_SINK_WRITE);
  memset (path, 'n', sizeof path);
  path[255] = '\0';
  put (path, "fits");
  path[255] = 'n';
  path[256] = '\0';
  ck_assert_ptr_nonnull (strstr (refused (path, "x", PLATING_E_LIMIT),
                                 "longer than 255 bytes"));
  for (i = 100; i < 5000; i += 100)
    path[i] = '/';
  path[256] = 'n';
  path[4097] = '\0';
  message = refused (path, "x", PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (message, "longer than 4096 bytes"));
  ck_assert_uint_lt (strlen (message), 700);
  path[100 * 36] = '\0';
  path[256] = '/';
  put (path, "fits");
  expect_reading (path, "fits");
}
END_TEST

START_TEST (test_names_with_strange_bytes)
{
  start (PL_SINK_WRITE);
  put ("a b\n\xff.md", "x");
  ck_assert_str_eq (on_disk ("docs/a b\n\xff.md"), "x");
}
END_TEST

START_TEST (test_things_in_the_way)
{
  start (PL_SINK_WRITE);
  scratch_make_directory (base, "docs/dir.md");
  scratch_write (base, "docs/file", "x");
  ck_assert_int_eq (mkfifo (scratch_path (base, "docs/fifo.md"), 0600), 0);
  ck_assert_str_eq (refused ("dir.md", "x", PLATING_E_IO),
                    "write docs/dir.md: Is a directory");
  ck_assert_str_eq (refused ("file/x.md", "x", PLATING_E_IO),
                    "write docs/file/x.md: Not a directory");
  ck_assert_str_eq (refused ("fifo.md", "x", PLATING_E_IO),
                    "write docs/fifo.md: it is no regular file");
  put ("fine.md", "x");
  ck_assert_str_eq (results (),
                    "F:dir.md F:fifo.md F:file/x.md W:fine.md");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_document_size)
{
  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .document_size = 3 });
  put ("a.md", "123");
  ck_assert_ptr_nonnull (strstr (refused ("b.md", "1234", PLATING_E_LIMIT),
                                 "b.md"));
}
END_TEST

/* -- links -------------------- */

START_TEST (test_links)
{
  char outside[PATH_MAX], project[PATH_MAX];

  strcpy (project, base);
  strcpy (outside, scratch_path (base, "../outside"));
  ck_assert_int_eq (mkdir (outside, 0755), 0);
  scratch_write (base, "README.md", "old");
  scratch_write (base, "elsewhere/x.md", "old");
  scratch_link ("../README.md", base, "docs/index.md");
  scratch_link ("../elsewhere", base, "docs/inside");
  scratch_link (scratch_path (base, "elsewhere"), base, "docs/absolute");
  scratch_link ("../../outside", base, "docs/evil");
  scratch_link ("../../outside/f.md", base, "docs/evil.md");
  scratch_link ("../elsewhere/new.md", base, "docs/dangling.md");
  scratch_link ("loop.md", base, "docs/loop.md");
  start (PL_SINK_WRITE);
  put ("index.md", "new");
  put ("inside/x.md", "new");
  put ("inside/sub/y.md", "y");
  put ("absolute/z.md", "z");
  put ("dangling.md", "d");
  ck_assert_ptr_nonnull (strstr (refused ("evil/f.md", "x",
                                          PLATING_E_OUTSIDE),
                                 "docs/evil' leads out of the project"));
  ck_assert_ptr_nonnull (strstr (refused ("evil/sub/f.md", "x",
                                          PLATING_E_OUTSIDE), "docs/evil'"));
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, 99, "evil.md", text ("x"),
                              0, 0, NULL), PLATING_E_OUTSIDE);
  ck_assert_ptr_nonnull (strstr (refused ("loop.md", "x", PLATING_E_IO),
                                 "symbolic links"));
  ck_assert_str_eq (on_disk ("README.md"), "new");
  ck_assert_str_eq (on_disk ("elsewhere/x.md"), "new");
  ck_assert_str_eq (on_disk ("elsewhere/sub/y.md"), "y");
  ck_assert_str_eq (on_disk ("elsewhere/z.md"), "z");
  ck_assert_str_eq (on_disk ("elsewhere/new.md"), "d");
  ck_assert_int_ne (access (scratch_path (outside, "f.md"), F_OK), 0);
  expect_reading ("index.md", "new");
  ck_assert_str_eq (results (), "W:absolute/z.md W:dangling.md F:evil.md "
                    "F:evil/f.md F:evil/sub/f.md W:index.md W:inside/sub/y.md "
                    "W:inside/x.md F:loop.md");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
  /* The same again, to see that links are looked through. */
  start (PL_SINK_CHECK);
  put ("index.md", "new");
  put ("inside/x.md", "other");
  put ("dangling.md", "d");
  ck_assert_str_eq (results (), "=:dangling.md =:index.md D:inside/x.md");
}
END_TEST

START_TEST (test_output_directory_is_a_link)
{
  scratch_make_directory (base, "../site");
  scratch_link ("../site", base, "docs");
  start (PL_SINK_WRITE);
  put ("a/x.md", "x");
  put ("y.md", "y");
  ck_assert_str_eq (on_disk ("../site/a/x.md"), "x");
}
END_TEST

/* -- unwanted files and left-overs -------------------- */

static void
make_unwanted (void)
{
  scratch_write (base, "docs/index.md", "x");
  scratch_write (base, "docs/mine.md", "x");
  scratch_write (base, "docs/resources/a.md", "x");
  scratch_write (base, "docs/resources/gone.md", "x");
  scratch_write (base, "docs/resources/.hidden", "x");
  scratch_write (base, "docs/old/x/y/gone.md", "x");
  scratch_make_directory (base, "docs/resources/empty");
  scratch_write (base, "docs/guides/guide.md", "x");
  scratch_write (base, "precious/file", "x");
  scratch_link ("../../precious", base, "docs/resources/linkdir");
  scratch_link ("../../precious/file", base, "docs/resources/link");
}

static const char *const managed[] = {
  "index.md", "resources/", "old/", "nothing/", "no.md", "index.md", NULL
};

START_TEST (test_unwanted)
{
  make_unwanted ();
  start (_i ? PL_SINK_WRITE : PL_SINK_CHECK);
  put ("resources/a.md", "x");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT, managed, !_i,
                                      NULL), 0);
  ck_assert_str_eq (results (), "U:index.md U:old/x/y/gone.md "
                    "U:resources/.hidden =:resources/a.md "
                    "U:resources/gone.md U:resources/link "
                    "U:resources/linkdir");
  ck_assert_ptr_nonnull (on_disk ("docs/resources/gone.md"));
}
END_TEST

START_TEST (test_prune)
{
  struct plating_result_counts counts;
  struct stat st;

  make_unwanted ();
  start (PL_SINK_WRITE);
  put ("resources/a.md", "x");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT, managed, 1,
                                      NULL), 0);
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.removed, 6);
  ck_assert_str_eq (results (), "R:index.md R:old/x/y/gone.md "
                    "R:resources/.hidden =:resources/a.md "
                    "R:resources/gone.md R:resources/link "
                    "R:resources/linkdir");
  ck_assert_ptr_null (on_disk ("docs/resources/gone.md"));
  ck_assert_ptr_null (on_disk ("docs/index.md"));
  ck_assert_int_ne (lstat (scratch_path (base, "docs/resources/link"), &st),
                    0);
  ck_assert_int_ne (lstat (scratch_path (base, "docs/old"), &st), 0);
  /* Not ours, or empty before. */
  ck_assert_ptr_nonnull (on_disk ("docs/mine.md"));
  ck_assert_ptr_nonnull (on_disk ("docs/guides/guide.md"));
  ck_assert_ptr_nonnull (on_disk ("precious/file"));
  ck_assert_int_eq (lstat (scratch_path (base, "docs/resources/empty"), &st),
                    0);
}
END_TEST

START_TEST (test_prune_all_but_links_in_use)
{
  scratch_write (base, "elsewhere/x.md", "x");
  scratch_write (base, "docs/a/b/gone.md", "x");
  scratch_link ("../elsewhere", base, "docs/linked");
  start (PL_SINK_WRITE);
  put ("linked/sub/y.md", "y");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "R:a/b/gone.md W:linked/sub/y.md");
  ck_assert_ptr_nonnull (on_disk ("docs/linked/x.md"));
  ck_assert_int_ne (access (scratch_path (base, "docs/a"), F_OK), 0);
}
END_TEST

START_TEST (test_prune_never_leaves_the_directory)
{
  static const char *const bad[] = { "../", "a/../../x/", "", "/etc/", "a//b",
                                     "..", "./" };
  struct plating_error *e;
  size_t i;

  scratch_write (base, "x/file", "x");
  scratch_write (base, "docs/f", "x");
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    e = NULL;
    start (PL_SINK_WRITE);
    ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                        (const char *[]) { bad[i], NULL }, 1,
                                        &e), PLATING_E_INVAL);
    ck_assert_ptr_nonnull (strstr (plating_error_message (e), bad[i]));
    plating_error_unref (e);
  }
  ck_assert_ptr_nonnull (on_disk ("x/file"));
  ck_assert_ptr_nonnull (on_disk ("docs/f"));
}
END_TEST

START_TEST (test_deep_directories_are_a_limit)
{
  struct plating_error *e = NULL;
  char name[400] = "docs";
  int i;

  for (i = 0; i < 70; i++)
    strcat (name, "/d");
  scratch_write (base, strcat (name, "/f"), "x");
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "d/", NULL }, 1,
                                      &e), PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "d/d/d"));
  plating_error_unref (e);
  ck_assert_ptr_nonnull (on_disk (name));
}
END_TEST

START_TEST (test_sweep)
{
  size_t n;

  scratch_write (base, "docs/.plating-1-1.tmp", "x");
  scratch_write (base, "docs/resources/a/.plating-1-2.tmp", "x");
  scratch_write (base, "docs/guides/.plating-1-3.tmp", "x");
  scratch_write (base, "docs/resources/.plating-other", "x");
  start (PL_SINK_CHECK);
  ck_assert_int_eq (pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, &n,
                                   NULL), 0);
  ck_assert_uint_eq (n, 0);
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, &n,
                                   NULL), 0);
  ck_assert_uint_eq (n, 2);
  ck_assert_ptr_nonnull (on_disk ("docs/guides/.plating-1-3.tmp"));
  ck_assert_ptr_nonnull (on_disk ("docs/resources/.plating-other"));
  /* Writing to a directory cleans it, whoever manages it. */
  put ("guides/g.md", "g");
  ck_assert_ptr_null (on_disk ("docs/guides/.plating-1-3.tmp"));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sink-paths");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_bad_paths);
  tcase_add_test (tests, test_long_paths);
  tcase_add_test (tests, test_names_with_strange_bytes);
  tcase_add_test (tests, test_things_in_the_way);
  tcase_add_test (tests, test_document_size);
  tcase_add_test (tests, test_links);
  tcase_add_test (tests, test_output_directory_is_a_link);
  tcase_add_loop_test (tests, test_unwanted, 0, 2);
  tcase_add_test (tests, test_prune);
  tcase_add_test (tests, test_prune_all_but_links_in_use);
  tcase_add_test (tests, test_prune_never_leaves_the_directory);
  tcase_add_test (tests, test_deep_directories_are_a_limit);
  tcase_add_test (tests, test_sweep);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
