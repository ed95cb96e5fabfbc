/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files are read, compared and replaced; temporaries of the living
 * stay, those of the dead go. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "common/arena.h"
#include "core/file.h"
#include "scratch.h"

static char base[PATH_MAX];
static int dir;
static atomic_ulong counter;

static void
set_up (void)
{
  strcpy (base, scratch_new ());
  dir = open (base, O_PATH | O_DIRECTORY);
  ck_assert_int_ge (dir, 0);
}

static void
tear_down (void)
{
  close (dir);
}

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static const struct pl_file_options plain = { .mode = 0666, .keep_mode = -1 };

static int
replace (const char *name, const char *s)
{
  return pl_file_replace (dir, name, text (s), &plain, &counter);
}

static int
read_file (const char *name, size_t limit, struct plating_text *bytes)
{
  int fd = open (scratch_path (base, name), O_RDONLY | O_NONBLOCK), code;

  ck_assert_int_ge (fd, 0);
  code = pl_file_read (fd, limit, NULL, bytes);
  close (fd);
  return code;
}

START_TEST (test_read)
{
  struct plating_text bytes;
  struct pl_arena arena;
  int fd;

  scratch_write_bytes (base, "f", "a\0b", 3);
  ck_assert_int_eq (read_file ("f", 3, &bytes), 0);
  ck_assert_uint_eq (bytes.len, 3);
  ck_assert_int_eq (memcmp (bytes.ptr, "a\0b\0", 4), 0);
  free ((void *) (uintptr_t) bytes.ptr);
  ck_assert_int_eq (read_file ("f", 2, &bytes), -EFBIG);
  ck_assert_int_eq (read_file (".", 2, &bytes), -EISDIR);
  scratch_write (base, "empty", "");
  ck_assert_int_eq (read_file ("empty", 2, &bytes), 0);
  ck_assert_uint_eq (bytes.len, 0);
  free ((void *) (uintptr_t) bytes.ptr);
  ck_assert_int_eq (mkfifo (scratch_path (base, "fifo"), 0600), 0);
  ck_assert_int_eq (read_file ("fifo", 2, &bytes), -ENODEV);
  pl_arena_init (&arena, 0);
  fd = open (scratch_path (base, "f"), O_RDONLY);
  ck_assert_int_eq (pl_file_read (fd, 10, &arena, &bytes), 0);
  ck_assert_uint_eq (bytes.len, 3);
  close (fd);
  pl_arena_release (&arena);
}
END_TEST

/* Another process changes the size of a file between fstat and the last
 * read; which of the two wins is chance, so it is tried often.  What is read
 * without an error has the size the file once had. */
START_TEST (test_size_changes_while_reading)
{
  const size_t big = 1 << 19, small = 100;
  struct plating_text bytes;
  int n_stale = 0, n_whole = 0, i, code;
  char *zeros = calloc (1, big);
  pid_t pid, parent = getpid ();

  scratch_write_bytes (base, "f", zeros, big);
  pid = fork ();
  ck_assert_int_ge (pid, 0);
  if (pid == 0) {
    const char *path = scratch_path (base, "f");

    while (getppid () == parent)
      if (truncate (path, (off_t) small) < 0
          || truncate (path, (off_t) big) < 0)
        break;
    _exit (1);
  }
  for (i = 0; i < 300 && (n_stale < 10 || n_whole < 10); i++) {
    code = read_file ("f", big, &bytes);
    ck_assert (code == 0 || code == -ESTALE);
    if (code == 0) {
      ck_assert (bytes.len == big || bytes.len == small);
      n_whole++;
      free ((void *) (uintptr_t) bytes.ptr);
    } else {
      n_stale++;
    }
  }
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  free (zeros);
}
END_TEST

/* Files of /proc have more than their size says, those of /sys less. */
START_TEST (test_size_is_not_what_was_said)
{
  static const char *const names[] = {
    "/proc/self/status", "/sys/kernel/uevent_seqnum",
    "/sys/class/net/lo/mtu",
  };
  struct plating_text bytes;
  struct stat st;
  size_t i;
  int fd;

  for (i = 0; i < sizeof names / sizeof names[0]; i++) {
    fd = open (names[i], O_RDONLY);
    if (fd < 0 || fstat (fd, &st) < 0) {
      fprintf (stderr, "skipped: there is no %s\n", names[i]);
      continue;
    }
    ck_assert_msg (pl_file_read (fd, 1 << 20, NULL, &bytes) == -ESTALE,
                   "%s", names[i]);
    close (fd);
  }
}
END_TEST

START_TEST (test_compare)
{
  size_t len = 200000;
  char *big = malloc (len);
  struct stat st;

  scratch_write (base, "f", "abc");
  ck_assert_int_eq (pl_file_compare (dir, "f", text ("abc"), &st), 0);
  ck_assert_int_eq (pl_file_compare (dir, "f", text ("abd"), &st), 1);
  ck_assert_int_eq (pl_file_compare (dir, "f", text ("ab"), &st), 1);
  ck_assert_int_eq (pl_file_compare (dir, "f", text (""), &st), 1);
  ck_assert_int_eq (pl_file_compare (dir, "g", text (""), &st), -ENOENT);
  scratch_write (base, "empty", "");
  ck_assert_int_eq (pl_file_compare (dir, "empty", text (""), &st), 0);
  memset (big, 'x', len);
  scratch_write_bytes (base, "big", big, len);
  ck_assert_int_eq (pl_file_compare (dir, "big", (struct plating_text)
                                     { big, len }, &st), 0);
  big[len - 1] = 'y';
  ck_assert_int_eq (pl_file_compare (dir, "big", (struct plating_text)
                                     { big, len }, &st), 1);
  free (big);
  scratch_link ("f", base, "link");
  ck_assert_int_eq (pl_file_compare (dir, "link", text ("abc"), &st),
                    -ELOOP);
  scratch_make_directory (base, "d");
  ck_assert_int_eq (pl_file_compare (dir, "d", text (""), &st), -EISDIR);
  ck_assert_int_eq (mkfifo (scratch_path (base, "fifo"), 0600), 0);
  ck_assert_int_eq (pl_file_compare (dir, "fifo", text (""), &st), -ENODEV);
}
END_TEST

static mode_t
mode_of (const char *name)
{
  struct stat st;

  ck_assert_int_eq (stat (scratch_path (base, name), &st), 0);
  return st.st_mode & 07777;
}

START_TEST (test_replace)
{
  struct pl_file_options options = plain;

  umask (027);
  ck_assert_int_eq (replace ("f", "one"), 0);
  ck_assert_str_eq (scratch_read (base, "f"), "one");
  ck_assert_uint_eq (mode_of ("f"), 0640);
  ck_assert_int_eq (replace ("f", "two"), 0);
  ck_assert_str_eq (scratch_read (base, "f"), "two");
  options.mode = 0777;
  ck_assert_int_eq (pl_file_replace (dir, "s", text ("x"), &options,
                                     &counter), 0);
  ck_assert_uint_eq (mode_of ("s"), 0750);
  options.keep_mode = 0604;
  options.fsync = 1;
  ck_assert_int_eq (pl_file_replace (dir, "s", text (""), &options,
                                     &counter), 0);
  ck_assert_uint_eq (mode_of ("s"), 0604);
  ck_assert_str_eq (scratch_read (base, "s"), "");
  options.exclusive = 1;
  ck_assert_int_eq (pl_file_replace (dir, "s", text ("x"), &options,
                                     &counter), -EEXIST);
  ck_assert_str_eq (scratch_read (base, "s"), "");
  ck_assert_int_eq (pl_file_replace (dir, "new", text ("x"), &options,
                                     &counter), 0);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_replace_a_directory_fails)
{
  scratch_write (base, "d/x", "x");
  ck_assert_int_eq (replace ("d", "one"), -EISDIR);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_too_large_a_file_fails)
{
  size_t len = 300000;
  char *big = calloc (1, len);
  struct rlimit limit;

  scratch_write (base, "f", "old");
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = 100000;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  ck_assert_int_eq (pl_file_replace (dir, "f", (struct plating_text)
                                     { big, len }, &plain, &counter),
                    -EFBIG);
  ck_assert_str_eq (scratch_read (base, "f"), "old");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
  free (big);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_FSIZE, &limit);
}
END_TEST

START_TEST (test_taken_names_are_passed_over)
{
  char name[64];
  int i;

  for (i = 0; i < 50; i++) {
    snprintf (name, sizeof name, ".plating-%ld-%d.tmp", (long) getpid (), i);
    scratch_write (base, name, "other");
  }
  atomic_store (&counter, 0);
  ck_assert_int_eq (replace ("f", "x"), 0);
  ck_assert_int_eq (scratch_count_temporaries (base), 50);
}
END_TEST

START_TEST (test_names_of_temporaries)
{
  static const struct { const char *name; int is; } cases[] = {
    { ".plating-1-2.tmp", 1 }, { ".plating-12345-678901.tmp", 1 },
    { ".plating-1-2.tmp2", 0 }, { ".plating--2.tmp", 0 },
    { ".plating-1-.tmp", 0 }, { ".plating-1.tmp", 0 },
    { ".plating-1-2", 0 }, { "plating-1-2.tmp", 0 }, { ".plating-", 0 },
    { ".plating-a-2.tmp", 0 }, { "", 0 }, { ".plating-1-2-3.tmp", 0 },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
    ck_assert_int_eq (pl_file_is_temporary (cases[i].name,
                                            strlen (cases[i].name)),
                      cases[i].is);
}
END_TEST

START_TEST (test_only_left_overs_of_the_dead_are_removed)
{
  const char *living = ".plating-1-1.tmp", *dead = ".plating-1-2.tmp";
  int fd;

  scratch_write (base, living, "x");
  scratch_write (base, dead, "x");
  scratch_make_directory (base, ".plating-1-3.tmp");
  scratch_link (dead, base, ".plating-1-4.tmp");
  fd = open (scratch_path (base, living), O_WRONLY);
  ck_assert_int_eq (flock (fd, LOCK_EX), 0);
  ck_assert_int_eq (pl_file_remove_left_over (dir, living), 0);
  ck_assert_int_eq (pl_file_remove_left_over (dir, ".plating-1-3.tmp"), 0);
  ck_assert_int_eq (pl_file_remove_left_over (dir, ".plating-1-4.tmp"), 0);
  ck_assert_int_eq (pl_file_remove_left_over (dir, dead), 1);
  ck_assert_int_eq (pl_file_remove_left_over (dir, "no such"), 0);
  close (fd);
  ck_assert_int_eq (pl_file_remove_left_over (dir, living), 1);
}
END_TEST

static atomic_int stop, n_refused;

/* Sweeps as fast as it can: everything that it can take away from writers is
 * taken away. */
static void *
sweep_all_the_time (void *data)
{
  char name[64];
  unsigned long i, now;

  (void) data;
  while (!atomic_load (&stop)) {
    now = atomic_load (&counter);
    for (i = now > 3 ? now - 3 : 0; i <= now; i++) {
      snprintf (name, sizeof name, ".plating-%ld-%lu.tmp", (long) getpid (),
                i);
      pl_file_remove_left_over (dir, name);
    }
  }
  return NULL;
}

static void *
write_all_the_time (void *data)
{
  char content[64];
  int i;

  for (i = 0; i < 300; i++) {
    snprintf (content, sizeof content, "%d %s", i, (const char *) data);
    /* Only the thread of the test may assert. */
    if (replace (data, content) < 0)
      atomic_fetch_add (&n_refused, 1);
  }
  return NULL;
}

START_TEST (test_sweeping_against_writers)
{
  pthread_t sweeper, writers[2];
  static char names[2][8] = { "one", "two" };
  int i;

  pthread_create (&sweeper, NULL, sweep_all_the_time, NULL);
  for (i = 0; i < 2; i++)
    pthread_create (&writers[i], NULL, write_all_the_time, names[i]);
  for (i = 0; i < 2; i++)
    pthread_join (writers[i], NULL);
  atomic_store (&stop, 1);
  pthread_join (sweeper, NULL);
  ck_assert_int_eq (atomic_load (&n_refused), 0);
  ck_assert_str_eq (scratch_read (base, "one"), "299 one");
  ck_assert_str_eq (scratch_read (base, "two"), "299 two");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("file");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_read);
  tcase_add_test (tests, test_size_changes_while_reading);
  tcase_add_test (tests, test_size_is_not_what_was_said);
  tcase_add_test (tests, test_compare);
  tcase_add_test (tests, test_replace);
  tcase_add_test (tests, test_replace_a_directory_fails);
  tcase_add_test (tests, test_too_large_a_file_fails);
  tcase_add_test (tests, test_taken_names_are_passed_over);
  tcase_add_test (tests, test_names_of_temporaries);
  tcase_add_test (tests, test_only_left_overs_of_the_dead_are_removed);
  tcase_add_test (tests, test_sweeping_against_writers);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
