/* SPDX-License-Identifier: Apache-2.0 */
/* Documents reach their place, whatever the mode, and nothing else does. */

#include <config.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"
#include "sink-project.h"

START_TEST (test_write)
{
  struct plating_result_counts counts = { .struct_size = sizeof counts };
  ino_t before;

  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old");
  before = inode_of ("docs/same.md");
  start (PL_SINK_WRITE);
  put ("same.md", "same");
  put ("other.md", "new!");
  put ("a/b/c/deep.md", "deep");
  put ("a/b/c/deep2.md", "");
  put ("index.md", "index");
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.written, 4);
  ck_assert_uint_eq (counts.unchanged, 1);
  ck_assert_uint_eq (counts.bytes_written, 4 + 4 + 5);
  ck_assert_uint_eq (counts.failed + counts.missing + counts.differs
                     + counts.kept + counts.unwanted + counts.removed, 0);
  ck_assert_str_eq (results (), "W:a/b/c/deep.md W:a/b/c/deep2.md "
                                "W:index.md W:other.md =:same.md");
  ck_assert_str_eq (on_disk ("docs/other.md"), "new!");
  ck_assert_str_eq (on_disk ("docs/a/b/c/deep.md"), "deep");
  ck_assert_str_eq (on_disk ("docs/a/b/c/deep2.md"), "");
  ck_assert (inode_of ("docs/same.md") == before);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_places_and_prefixes)
{
  start (PL_SINK_WRITE);
  put ("x.md", "x");
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 500, "x.md", text ("t"),
                              0, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_PROJECT_FILE, 501, "mkdocs.yml",
                              text ("m"), 0, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_EXAMPLES, 502, "x", text ("m"), 0, 0,
                              NULL), PLATING_E_INVAL);
  ck_assert_str_eq (results (), "W:mkdocs.yml W:templates/x.md F:x W:x.md");
  ck_assert_str_eq (on_disk ("templates/x.md"), "t");
  ck_assert_str_eq (on_disk ("mkdocs.yml"), "m");
}
END_TEST

START_TEST (test_modes_of_files)
{
  struct stat st;

  umask (022);
  scratch_write (base, "docs/keep.md", "x");
  chmod (scratch_path (base, "docs/keep.md"), 0640);
  start (PL_SINK_WRITE);
  put ("keep.md", "y");
  put ("new.md", "y");
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, 900, "run.sh", text ("z"), 0,
                              0777, NULL), 0);
  stat (scratch_path (base, "docs/keep.md"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0640);
  stat (scratch_path (base, "docs/new.md"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0644);
  stat (scratch_path (base, "docs/run.sh"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0755);
}
END_TEST

static void
check_without_writing (uint32_t mode)
{
  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old\n");
  start (mode);
  put ("same.md", "same");
  put ("other.md", "new\n");
  put ("sub/x.md", "x\n");
  put ("y.md", "y\n");
  ck_assert_str_eq (results (), "D:other.md =:same.md M:sub/x.md M:y.md");
  ck_assert_str_eq (on_disk ("docs/other.md"), "old\n");
  ck_assert_int_ne (access (scratch_path (base, "docs/sub"), F_OK), 0);
  ck_assert_int_ne (access (scratch_path (base, "docs/y.md"), F_OK), 0);
}

START_TEST (test_check_and_dry_run)
{
  check_without_writing (_i ? PL_SINK_CHECK : PL_SINK_DRY_RUN);
}
END_TEST

START_TEST (test_check_without_a_directory)
{
  start (PL_SINK_CHECK);
  put ("sub/x.md", "x\n");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "sub/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "M:sub/x.md");
  ck_assert_int_ne (access (scratch_path (base, "docs"), F_OK), 0);
}
END_TEST

START_TEST (test_diff)
{
  const struct plating_result_file *files;
  size_t n;

  scratch_write (base, "docs/old/z.md", "gone\n");
  check_without_writing (PL_SINK_DIFF);
  files = pl_sink_files (sink, &n);
  ck_assert_str_eq (files[0].diff,
                    "--- a/docs/other.md\n+++ b/docs/other.md\n"
                    "@@ -1 +1 @@\n-old\n+new\n");
  ck_assert_ptr_null (files[1].diff);
  ck_assert_str_eq (files[2].diff,
                    "--- /dev/null\n+++ b/docs/sub/x.md\n"
                    "@@ -0,0 +1 @@\n+x\n");
  start (PL_SINK_DIFF);
  pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                    (const char *[]) { "old/", NULL }, 1, NULL);
  ck_assert_str_eq (results (), "U:old/z.md");
  files = pl_sink_files (sink, &n);
  ck_assert_str_eq (files[0].diff,
                    "--- a/docs/old/z.md\n+++ /dev/null\n"
                    "@@ -1 +0,0 @@\n-gone\n");
  ck_assert_str_eq (on_disk ("docs/old/z.md"), "gone\n");
}
END_TEST

START_TEST (test_memory)
{
  struct plating_text bytes;

  start (PL_SINK_MEMORY);
  put ("a/x.md", "bytes");
  put ("y.md", "");
  bytes = pl_sink_page (sink, "a/x.md");
  ck_assert_str_eq (bytes.ptr, "bytes");
  ck_assert_uint_eq (bytes.len, 5);
  ck_assert_ptr_nonnull (pl_sink_page (sink, "y.md").ptr);
  ck_assert_ptr_null (pl_sink_page (sink, "z.md").ptr);
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("a/x.md"),
                                  &arena, &bytes, NULL), 0);
  ck_assert_str_eq (bytes.ptr, "bytes");
  ck_assert_str_eq (results (), "W:a/x.md W:y.md");
  ck_assert_int_ne (access (scratch_path (base, "docs"), F_OK), 0);
}
END_TEST

START_TEST (test_reading_back)
{
  static const uint32_t modes[] = { PL_SINK_WRITE, PL_SINK_CHECK,
                                    PL_SINK_DIFF, PL_SINK_MEMORY };
  struct plating_error *e = NULL;
  struct plating_text bytes;

  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old");
  start_with ((struct pl_sink_options) { .mode = modes[_i],
                                         .keep_for_reading = 1 });
  put ("same.md", "same");
  put ("other.md", "new");
  put ("sub/empty.md", "");
  put ("sub/x.md", "x");
  expect_reading ("same.md", "same");
  expect_reading ("other.md", "new");
  expect_reading ("sub/x.md", "x");
  expect_reading ("sub/empty.md", "");
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("no.md"),
                                  &arena, &bytes, &e), PLATING_E_NOT_FOUND);
  plating_error_unref (e);
  results ();
  expect_reading ("other.md", "new");
}
END_TEST

START_TEST (test_reading_what_was_not_kept)
{
  struct plating_text bytes;

  start (PL_SINK_CHECK);
  put ("x.md", "x");
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("x.md"),
                                  &arena, &bytes, NULL), PLATING_E_STATE);
}
END_TEST

START_TEST (test_keep_existing)
{
  const uint32_t keep = PLATING_DOCUMENT_KEEP_EXISTING;

  scratch_write (base, "templates/a.tmpl", "mine");
  scratch_link ("nowhere", base, "templates/link.tmpl");
  start (_i ? PL_SINK_WRITE : PL_SINK_CHECK);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 1, "a.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 2, "b.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 3, "link.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_str_eq (results (), _i ? "K:templates/a.tmpl W:templates/b.tmpl "
                                     "K:templates/link.tmpl"
                                   : "K:templates/a.tmpl M:templates/b.tmpl "
                                     "K:templates/link.tmpl");
  ck_assert_str_eq (on_disk ("templates/a.tmpl"), "mine");
}
END_TEST

/* -- conflicts -------------------- */

static void
put_numbered (const char *path, uint64_t sequence)
{
  char content[32];

  snprintf (content, sizeof content, "content %d", (int) sequence);
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, sequence, path,
                              text (content), 0, 0, NULL), 0);
}

START_TEST (test_conflicts_do_not_depend_on_order)
{
  static const int orders[][3] = {
    { 1, 2, 3 }, { 1, 3, 2 }, { 2, 1, 3 }, { 2, 3, 1 }, { 3, 1, 2 },
    { 3, 2, 1 },
  };
  const struct pl_sink_conflict *conflicts;
  struct plating_result_counts counts;
  size_t n;
  int i;

  start (PL_SINK_WRITE);
  for (i = 0; i < 3; i++)
    put_numbered ("x.md", (uint64_t) orders[_i][i]);
  put_numbered ("y.md", 7);
  ck_assert_str_eq (results (), "F:x.md W:y.md");
  ck_assert_str_eq (on_disk ("docs/x.md"), "content 1");
  conflicts = pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 2);
  for (i = 0; i < 2; i++) {
    ck_assert_str_eq (conflicts[i].path, "x.md");
    ck_assert_uint_eq (conflicts[i].kept, 1);
    ck_assert_uint_eq (conflicts[i].dropped, 2 + i);
  }
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.failed, 1);
  ck_assert_uint_eq (counts.written, 1);
  ck_assert_uint_eq (counts.bytes_written, 9);
}
END_TEST

START_TEST (test_failures)
{
  size_t n;

  scratch_write (base, "docs/old/kept.md", "old");
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("old/kept.md")), 0);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("../../x")), 0);
  /* A document outdoes a failure, before or after. */
  ck_assert_int_eq (pl_sink_fail (sink, 2, PLATING_TO_OUTPUT,
                                  text ("a.md")), 0);
  put_numbered ("a.md", 3);
  put_numbered ("b.md", 4);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("b.md")), 0);
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "F:../../x W:a.md W:b.md F:old/kept.md");
  pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 0);
  ck_assert_str_eq (on_disk ("docs/old/kept.md"), "old");
}
END_TEST

/* -- threads -------------------- */

struct writer {
  pthread_t thread;
  int number;
};

static void *
put_many (void *data)
{
  struct writer *w = data;
  char path[64], content[96];
  int i, k;

  for (i = 0; i < 400; i++) {
    k = (i * 7 + w->number) % 400;
    snprintf (path, sizeof path, "d%d/e%d/f%d.md", k % 7, k % 5,
              k % 100 == 0 ? k : k + 1000 * w->number);
    snprintf (content, sizeof content, "%s by %d", path, w->number);
    ck_assert_int_eq (put_full (PLATING_TO_OUTPUT,
                                (uint64_t) (k * 10 + w->number), path,
                                text (content), 0, 0, NULL), 0);
  }
  return NULL;
}

START_TEST (test_many_threads)
{
  struct writer writers[4];
  struct plating_result_counts counts;
  const struct pl_sink_conflict *conflicts;
  size_t n;
  int i;

  start (_i ? PL_SINK_WRITE : PL_SINK_MEMORY);
  for (i = 0; i < 4; i++) {
    writers[i].number = 3 - i;
    pthread_create (&writers[i].thread, NULL, put_many, &writers[i]);
  }
  for (i = 0; i < 4; i++)
    pthread_join (writers[i].thread, NULL);
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.failed, 4);
  ck_assert_uint_eq (counts.written, 4 * 396);
  results ();
  conflicts = pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 12);
  ck_assert_str_eq (conflicts[0].path, "d0/e0/f0.md");
  ck_assert_uint_eq (conflicts[0].kept, 0);
  ck_assert_uint_eq (conflicts[2].dropped, 3);
  if (_i)
    ck_assert_str_eq (on_disk ("docs/d2/e0/f100.md"),
                      "d2/e0/f100.md by 0");
}
END_TEST

START_TEST (test_many_directories)
{
  struct plating_result_counts counts;
  char path[64];
  int i;

  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .fsync = 0 });
  for (i = 0; i < 300; i++) {
    snprintf (path, sizeof path, "d%d/x.md", i);
    put (path, path);
  }
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.written, 300);
}
END_TEST

START_TEST (test_fsync)
{
  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .fsync = 1 });
  put ("a/x.md", "x");
  ck_assert_str_eq (results (), "W:a/x.md");
}
END_TEST

START_TEST (test_bad_use)
{
  struct plating_error *e = NULL;
  struct pl_sink *s;

  ck_assert_int_eq (pl_sink_new (&s, &(struct pl_sink_options) { .mode = 7 },
                                 &e), PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_EXAMPLES, "relative", "",
                                  0, &e), PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_OUTPUT, "/x", "", 0, &e),
                    PLATING_E_STATE);
  plating_error_unref (e);
  pl_sink_free (NULL);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sink");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_write);
  tcase_add_test (tests, test_places_and_prefixes);
  tcase_add_test (tests, test_modes_of_files);
  tcase_add_loop_test (tests, test_check_and_dry_run, 0, 2);
  tcase_add_test (tests, test_check_without_a_directory);
  tcase_add_test (tests, test_diff);
  tcase_add_test (tests, test_memory);
  tcase_add_loop_test (tests, test_reading_back, 0, 4);
  tcase_add_test (tests, test_reading_what_was_not_kept);
  tcase_add_loop_test (tests, test_keep_existing, 0, 2);
  tcase_add_loop_test (tests, test_conflicts_do_not_depend_on_order, 0, 6);
  tcase_add_test (tests, test_failures);
  tcase_add_loop_test (tests, test_many_threads, 0, 2);
  tcase_add_test (tests, test_many_directories);
  tcase_add_test (tests, test_fsync);
  tcase_add_test (tests, test_bad_use);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
