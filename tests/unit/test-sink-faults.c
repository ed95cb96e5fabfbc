/* SPDX-License-Identifier: Apache-2.0 */
/* Full disks, missing permissions and sudden death: what was there stays
 * whole, the message is clear, and the next run repairs all. */

#include <config.h>

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "core/error.h"
#include "core/sink.h"
#include "rounds.h"
#include "scratch.h"

#define N_PAGES 30
#define NOBODY 65534

static char base[PATH_MAX];

static void
set_up (void)
{
  strcpy (base, scratch_new ());
}

static struct pl_sink *
new_sink (void)
{
  struct pl_sink *sink;

  if (pl_sink_new (&sink, &(struct pl_sink_options) {
        .mode = PL_SINK_WRITE, .project = base }, NULL) < 0
      || pl_sink_root (sink, PLATING_TO_OUTPUT, scratch_path (base, "docs"),
                       "docs", 0, NULL) < 0)
    abort ();
  return sink;
}

static int
put (struct pl_sink *sink, uint64_t sequence, const char *path,
     const char *bytes, size_t len, struct plating_error **err)
{
  return pl_sink_put (sink, sequence, &(struct plating_document) {
    .struct_size = sizeof (struct plating_document),
    .to = PLATING_TO_OUTPUT, .path = { path, strlen (path) },
    .bytes = { bytes, len },
  }, err);
}

/* Runs FUNCTION in a child, which must end well. */
static void
in_child (void (*function) (void))
{
  int status;
  pid_t pid = fork ();

  ck_assert_int_ge (pid, 0);
  if (pid == 0) {
    function ();
    _exit (0);
  }
  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert_int_eq (status, 0);
}

static void
expect_failure (const char *path, size_t len, const char *message, int broken)
{
  struct pl_sink *sink = new_sink ();
  struct plating_error *e = NULL;
  char *bytes = malloc (len + 1);

  memset (bytes, 'x', len + 1);
  ck_assert_int_eq (put (sink, 1, path, bytes, len, &e), PLATING_E_IO);
  ck_assert_str_eq (plating_error_message (e), message);
  ck_assert_int_eq (pl_sink_broken (sink), broken);
  plating_error_unref (e);
  pl_sink_free (sink);
  free (bytes);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}

/* -- permissions -------------------- */

static void
drop_root (void)
{
  if (geteuid () == 0 && (setgid (NOBODY) < 0 || setuid (NOBODY) < 0))
    abort ();
}

static void
write_without_permission (void)
{
  drop_root ();
  expect_failure ("x.md", 100, "write docs/x.md: Permission denied", 0);
  expect_failure ("new/x.md", 100, "write docs/new/x.md: Permission denied",
                  0);
}

START_TEST (test_unwritable_directory)
{
  scratch_write (base, "docs/x.md", "old");
  ck_assert_int_eq (chmod (scratch_path (base, "docs"), 0555), 0);
  in_child (write_without_permission);
  ck_assert_str_eq (scratch_read (base, "docs/x.md"), "old");
  chmod (scratch_path (base, "docs"), 0755);
}
END_TEST

static void
make_base_without_permission (void)
{
  drop_root ();
  expect_failure ("x.md", 100, "write docs/x.md: Permission denied", 0);
}

START_TEST (test_output_directory_can_not_be_made)
{
  ck_assert_int_eq (chmod (base, 0555), 0);
  in_child (make_base_without_permission);
  chmod (base, 0755);
}
END_TEST

static void
prune_without_permission (void)
{
  struct pl_sink *sink = new_sink ();
  struct plating_error *e = NULL;
  const struct plating_result_file *files;
  size_t n;

  drop_root ();
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "/", NULL }, 1,
                                      &e), PLATING_E_IO);
  ck_assert_str_eq (plating_error_message (e),
                    "remove docs/a.md: Permission denied");
  plating_error_unref (e);
  pl_sink_finish (sink, NULL);
  ck_assert_int_eq (pl_sink_list (sink, NULL), 0);
  files = pl_sink_files (sink, &n);
  ck_assert_uint_eq (n, 2);
  ck_assert_uint_eq (files[0].status, PLATING_FILE_UNWANTED);
  ck_assert_uint_eq (files[1].status, PLATING_FILE_UNWANTED);
  pl_sink_free (sink);
}

START_TEST (test_prune_without_permission)
{
  scratch_write (base, "docs/b.md", "b");
  scratch_write (base, "docs/a.md", "a");
  ck_assert_int_eq (chmod (scratch_path (base, "docs"), 0555), 0);
  in_child (prune_without_permission);
  ck_assert_ptr_nonnull (scratch_read (base, "docs/a.md"));
  chmod (scratch_path (base, "docs"), 0755);
}
END_TEST

/* An unreadable file is no reason not to replace it. */
static void
replace_unreadable (void)
{
  struct pl_sink *sink;

  drop_root ();
  sink = new_sink ();
  ck_assert_int_eq (put (sink, 1, "x.md", "new", 3, NULL), 0);
  pl_sink_free (sink);
}

START_TEST (test_unreadable_file_is_replaced)
{
  scratch_write (base, "docs/x.md", "old");
  ck_assert_int_eq (chmod (scratch_path (base, "docs/x.md"), 0), 0);
  if (geteuid () == 0)
    ck_assert_int_eq (chmod (scratch_path (base, "docs"), 0777), 0);
  in_child (replace_unreadable);
  ck_assert_str_eq (scratch_read (base, "docs/x.md"), "new");
}
END_TEST

/* -- no room -------------------- */

static void
write_over_limit (void)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 50000;
  setrlimit (RLIMIT_FSIZE, &limit);
  expect_failure ("x.md", 100000, "write docs/x.md: File too large", 0);
  expect_failure ("new/y.md", 100000, "write docs/new/y.md: File too large",
                  0);
}

START_TEST (test_file_size_limit)
{
  scratch_write (base, "docs/x.md", "old");
  in_child (write_over_limit);
  ck_assert_str_eq (scratch_read (base, "docs/x.md"), "old");
  ck_assert_ptr_null (scratch_read (base, "docs/new/y.md"));
}
END_TEST

static int
mount_small (const char *options, unsigned long flags)
{
  const char *dir = scratch_path (base, "docs");

  if (unshare (CLONE_NEWNS) < 0
      || mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0
      || mount ("tmpfs", dir, "tmpfs", 0, options) < 0) {
    fprintf (stderr, "skipped: a tmpfs can't be mounted here: %s\n",
             strerror (errno));
    return -1;
  }
  scratch_write (base, "docs/x.md", "old");
  return flags ? mount ("none", dir, "none", MS_REMOUNT | flags, NULL) : 0;
}

static void
write_to_full_disk (void)
{
  if (mount_small ("size=64k", 0) < 0)
    return;
  expect_failure ("x.md", 200000,
                  "write docs/x.md: No space left on device", ENOSPC);
  ck_assert_str_eq (scratch_read (base, "docs/x.md"), "old");
}

START_TEST (test_full_disk)
{
  scratch_make_directory (base, "docs");
  in_child (write_to_full_disk);
}
END_TEST

static void
write_without_inodes (void)
{
  struct pl_sink *sink;
  struct plating_error *e = NULL;
  char path[32];
  int i, code = 0;

  if (mount_small ("nr_inodes=20", 0) < 0)
    return;
  sink = new_sink ();
  for (i = 0; i < 40 && code == 0; i++) {
    snprintf (path, sizeof path, "d%d/p.md", i);
    code = put (sink, (uint64_t) i, path, "x", 1, &e);
  }
  ck_assert_int_eq (code, PLATING_E_IO);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e),
                                 ": No space left on device"));
  plating_error_unref (e);
  pl_sink_free (sink);
}

START_TEST (test_no_inodes)
{
  scratch_make_directory (base, "docs");
  in_child (write_without_inodes);
}
END_TEST

static void
write_to_read_only_disk (void)
{
  if (mount_small ("size=64k", MS_RDONLY) < 0)
    return;
  expect_failure ("x.md", 10, "write docs/x.md: Read-only file system",
                  EROFS);
  ck_assert_str_eq (scratch_read (base, "docs/x.md"), "old");
}

START_TEST (test_read_only_disk)
{
  scratch_make_directory (base, "docs");
  in_child (write_to_read_only_disk);
}
END_TEST

/* -- kill -9 -------------------- */

/* A page says on each line which version it is; its length depends on
 * version and number. */
static size_t
make_page (char *out, size_t room, int number, int version)
{
  size_t len = 0, lines = 20 + (size_t) (number * 37 + version * 11) % 400;

  while (lines-- > 0)
    len += (size_t) snprintf (out + len, room - len,
                              "page %d version %d\n", number, version);
  return len;
}

static void
page_path (char *out, size_t room, int number)
{
  snprintf (out, room, "d%d/page%d.md", number % 3, number);
}

/* Writes all pages; *DONE counts. */
static void
write_pages (int version, atomic_int *done)
{
  static char page[1 << 16];
  struct pl_sink *sink = new_sink ();
  struct plating_error *e = NULL;
  char path[64];
  size_t len;
  int i;

  for (i = 0; i < N_PAGES; i++) {
    page_path (path, sizeof path, i);
    len = make_page (page, sizeof page, i, version);
    if (put (sink, (uint64_t) i, path, page, len, &e) < 0) {
      fprintf (stderr, "%s\n", plating_error_message (e));
      abort ();
    }
    if (done)
      atomic_store (done, i + 1);
  }
  pl_sink_free (sink);
}

/* Checks that each page is a whole one of version OLDEST to NEWEST.  Returns
 * how many there are of NEWEST, or -1 if there is a page that is not. */
static int
check_pages (int oldest, int newest)
{
  static char page[1 << 16];
  char path[64], name[80];
  const char *found;
  int i, version, n_newest = 0;

  for (i = 0; i < N_PAGES; i++) {
    page_path (path, sizeof path, i);
    snprintf (name, sizeof name, "docs/%s", path);
    found = scratch_read (base, name);
    if (!found || sscanf (found, "page %*d version %d", &version) != 1
        || version < oldest || version > newest)
      return -1;
    make_page (page, sizeof page, i, version);
    if (strcmp (found, page) != 0)
      return -1;
    n_newest += version == newest;
  }
  return n_newest;
}

/* Starts a writer of VERSION and kills it after about TARGET pages.  Returns
 * 1 if it was killed in the middle of its work. */
static int
kill_one (int version, int target, atomic_int *done)
{
  pid_t pid;
  int status;

  atomic_store (done, 0);
  pid = fork ();
  ck_assert_int_ge (pid, 0);
  if (pid == 0) {
    write_pages (version, done);
    _exit (0);
  }
  while (atomic_load (done) < target && waitpid (pid, &status, WNOHANG) == 0)
    sched_yield ();
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  return atomic_load (done) > 0 && atomic_load (done) < N_PAGES;
}

START_TEST (test_killed_writers)
{
  atomic_int *done = mmap (NULL, sizeof *done, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static const char *const managed[] = { "/", NULL };
  int n_kills = rounds (200), version = 1, n_counted = 0, n_left_over = 0;
  int tries;
  struct pl_sink *sink;

  ck_assert_ptr_ne (done, MAP_FAILED);
  write_pages (version, NULL);
  for (tries = 0; n_counted < n_kills && tries < 5 * n_kills; tries++) {
    version++;
    n_counted += kill_one (version, 1 + tries * 7 % (N_PAGES - 2), done);
    ck_assert_int_ge (check_pages (1, version), 0);
    n_left_over += scratch_count_temporaries (base);
  }
  ck_assert_int_eq (n_counted, n_kills);
  fprintf (stderr, "%d kills that count of %d, %d temporaries seen\n",
           n_counted, tries, n_left_over);

  /* Left-overs of one more, which can't be missed. */
  scratch_write (base, "docs/d1/.plating-1-1.tmp", "half a pa");
  scratch_write (base, "docs/.plating-1-2.tmp", "half a pa");
  sink = new_sink ();
  pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, NULL, NULL);
  pl_sink_free (sink);
  write_pages (++version, NULL);
  ck_assert_int_eq (check_pages (version, version), N_PAGES);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
  munmap (done, sizeof *done);
}
END_TEST

/* What the test above looks for would be found. */
START_TEST (test_torn_pages_are_noticed)
{
  static char page[1 << 16];
  size_t len = make_page (page, sizeof page, 4, 1);
  char path[64], name[80];

  write_pages (1, NULL);
  ck_assert_int_eq (check_pages (1, 2), 0);
  page_path (path, sizeof path, 4);
  snprintf (name, sizeof name, "docs/%s", path);
  scratch_write_bytes (base, name, page, len - 1);
  ck_assert_int_eq (check_pages (1, 2), -1);
  scratch_write_bytes (base, name, page, 0);
  ck_assert_int_eq (check_pages (1, 2), -1);
  page[len / 2] ^= 1;
  scratch_write_bytes (base, name, page, len);
  ck_assert_int_eq (check_pages (1, 2), -1);
  page[len / 2] ^= 1;
  scratch_write_bytes (base, name, page, len);
  ck_assert_int_eq (check_pages (1, 2), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sink-faults");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 120);
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_test (tests, test_unwritable_directory);
  tcase_add_test (tests, test_output_directory_can_not_be_made);
  tcase_add_test (tests, test_prune_without_permission);
  tcase_add_test (tests, test_unreadable_file_is_replaced);
  tcase_add_test (tests, test_file_size_limit);
  tcase_add_test (tests, test_full_disk);
  tcase_add_test (tests, test_no_inodes);
  tcase_add_test (tests, test_read_only_disk);
  tcase_add_test (tests, test_killed_writers);
  tcase_add_test (tests, test_torn_pages_are_noticed);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
