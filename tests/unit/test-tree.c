/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots of directories that change, hold odd things, or are too large:
 * however many threads take one, it is the one that one would have taken,
 * and so is the error. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "core/tree.h"
#include "core/worker.h"
#include "scratch.h"

#define NOBODY 65534

static const struct pl_tree_limits no_limits = { 100000, 60, 1 << 30 };
static const char *base;
static struct pl_workers *workers;

static void
set_up (void)
{
  base = scratch_new ();
  workers = pl_workers_new (4);
  ck_assert_ptr_nonnull (workers);
}

static void
tear_down (void)
{
  pl_workers_free (workers);
}

static int
open_base (void)
{
  int fd = open (base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  ck_assert_int_ge (fd, 0);
  return fd;
}

static const struct plating_tree_entry *
entry_at (const struct pl_tree *t, size_t i)
{
  return &((const struct plating_tree_entry *) t->tree.entries)[i];
}

/* A directory that was removed has nothing in it. */
START_TEST (test_removed)
{
  int fd = open_base ();
  struct pl_tree tree;
  char *where;

  ck_assert_int_eq (rmdir (base), 0);
  pl_tree_init (&tree);
  ck_assert_int_eq (pl_tree_scan (&tree, fd, &no_limits, NULL, workers,
                                  &where), 0);
  ck_assert_uint_eq (tree.tree.n_entries, 0);
  ck_assert_ptr_null (where);
  pl_tree_release (&tree);
}
END_TEST

/* -- a directory that changes -------------------------------------------- */

#define N_CHANGING 200

static atomic_int is_over;

/* What is there comes and goes: directories with a file, and what takes the
 * place of each. */
static void *
change (void *data)
{
  char name[64], inner[80];
  unsigned round = 0;
  int i;

  (void) data;
  while (!atomic_load (&is_over)) {
    for (i = 0; i < N_CHANGING; i++) {
      snprintf (name, sizeof name, "d%03d", i);
      snprintf (inner, sizeof inner, "d%03d/f", i);
      unlink (inner);
      if (unlink (name) < 0)
        rmdir (name);
      if (round % 4 == 1)
        mkfifo (name, 0600);
      else if (round % 4 == 2 && symlink (".", name) == 0)
        continue;
      else if (mkdir (name, 0700) == 0)
        close (open (inner, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
    round++;
  }
  return NULL;
}

static void
expect_sorted (const struct pl_tree *t)
{
  size_t i;

  for (i = 1; i < t->tree.n_entries; i++)
    ck_assert_int_lt (strcmp (entry_at (t, i - 1)->path.ptr,
                              entry_at (t, i)->path.ptr), 0);
}

/* What goes while it is looked at is left out, whatever comes instead. */
START_TEST (test_changing)
{
  pthread_t thread;
  struct pl_tree tree;
  char name[64], *where;
  int i, round, code;

  ck_assert_int_eq (chdir (base), 0);
  for (i = 0; i < N_CHANGING; i++) {
    snprintf (name, sizeof name, "d%03d", i);
    scratch_write (base, name, "");
  }
  atomic_store (&is_over, 0);
  ck_assert_int_eq (pthread_create (&thread, NULL, change, NULL), 0);
  for (round = 0; round < 300; round++) {
    pl_tree_init (&tree);
    code = pl_tree_scan (&tree, open_base (), &no_limits, NULL, workers,
                         &where);
    ck_assert_msg (code == 0, "round %d: %s: %s", round, strerror (-code),
                   where ? where : "");
    expect_sorted (&tree);
    pl_tree_release (&tree);
  }
  atomic_store (&is_over, 1);
  pthread_join (thread, NULL);
}
END_TEST

/* -- odd things ----------------------------------------------------------- */

/* Nothing is opened that could keep who opens it waiting. */
START_TEST (test_odd_entries)
{
  struct pl_tree tree;
  char path[64];
  size_t i;

  ck_assert_int_eq (chdir (base), 0);
  for (i = 0; i < 150; i++) {
    snprintf (path, sizeof path, "e%03zu", i);
    if (i % 3 == 0)
      ck_assert_int_eq (mkfifo (path, 0600), 0);
    else if (i % 3 == 1)
      ck_assert_int_eq (symlink ("e000", path), 0);
    else
      ck_assert_int_eq (symlink (path, path), 0);
  }
  pl_tree_init (&tree);
  ck_assert_int_eq (pl_tree_scan (&tree, open_base (), &no_limits, NULL,
                                  workers, NULL), 0);
  ck_assert_uint_eq (tree.tree.n_entries, 150);
  for (i = 0; i < 150; i++) {
    const struct plating_tree_entry *e = entry_at (&tree, i);

    ck_assert_uint_eq (e->type, i % 3 ? PLATING_ENTRY_LINK
                       : PLATING_ENTRY_OTHER);
    ck_assert_uint_eq (e->target_type, i % 3 == 1 ? PLATING_ENTRY_OTHER : 0);
  }
  pl_tree_release (&tree);
}
END_TEST

/* A directory that can't be opened is the one that is named, and the first
 * of several. */
START_TEST (test_unreadable)
{
  struct pl_tree tree;
  uid_t user = geteuid ();
  char name[64], *where;
  int i, round, code;

  ck_assert_int_eq (chmod (base, 0755), 0);
  for (i = 0; i < 200; i++) {
    snprintf (name, sizeof name, "d%03d/f", i);
    scratch_write (base, name, "");
    snprintf (name, sizeof name, "d%03d", i);
    ck_assert_int_eq (chmod (scratch_path (base, name),
                             i == 63 || i > 150 ? 0 : 0755), 0);
  }
  /* To the superuser nothing is unreadable. */
  ck_assert (user != 0 || seteuid (NOBODY) == 0);
  for (round = 0; round < 50; round++) {
    pl_tree_init (&tree);
    code = pl_tree_scan (&tree, open_base (), &no_limits, NULL, workers,
                         &where);
    ck_assert_int_eq (code, -EACCES);
    ck_assert_str_eq (where, "d063");
    ck_assert_uint_eq (tree.tree.n_entries, 0);
    free (where);
  }
  ck_assert (user != 0 || seteuid (0) == 0);
  for (i = 0; i < 200; i++) {
    snprintf (name, sizeof name, "d%03d", i);
    chmod (scratch_path (base, name), 0700);
  }
}
END_TEST

/* -- limits --------------------------------------------------------------- */

/* A hundred files, whose names have ten bytes and less, and their sum. */
static size_t
make_files (void)
{
  size_t sum = 0, i;
  char name[64];

  for (i = 0; i < 100; i++) {
    snprintf (name, sizeof name, "%02zu%.*s", i, (int) (i % 9), "--------");
    scratch_write (base, name, "");
    sum += strlen (name) + 1;
  }
  return sum;
}

/* That many bytes are allowed, and not one more, in whichever order they
 * are counted. */
START_TEST (test_bytes)
{
  struct pl_tree_limits limits = no_limits;
  size_t sum = make_files ();
  struct pl_tree tree;
  int round;

  for (round = 0; round < 200; round++) {
    struct pl_workers *help = round % 4 ? workers : NULL;

    limits.bytes = sum;
    pl_tree_init (&tree);
    ck_assert_int_eq (pl_tree_scan (&tree, open_base (), &limits, NULL, help,
                                    NULL), 0);
    pl_tree_release (&tree);
    limits.bytes = sum - 1;
    ck_assert_int_eq (pl_tree_scan (&tree, open_base (), &limits, NULL, help,
                                    NULL), -EFBIG);
  }
}
END_TEST

/* Two things are wrong: the one that a scan in order finds first is told,
 * though others have come further. */
START_TEST (test_first_error)
{
  struct pl_tree_limits limits = { .depth = 1, .bytes = 1 << 30 };
  struct pl_tree tree;
  char name[64], *where;
  int i, k, round;

  for (i = 0; i < 128; i++)
    for (k = 0; k < 20; k++) {
      snprintf (name, sizeof name, i == 31 ? "d%03d/x/%d" : "d%03d/%d", i, k);
      scratch_write (base, name, "");
    }
  /* As many as there are before the one that is too deep, and a few. */
  limits.entries = 31 * 21 + 2 + 5;
  for (round = 0; round < 200; round++) {
    pl_tree_init (&tree);
    ck_assert_int_eq (pl_tree_scan (&tree, open_base (), &limits, NULL,
                                    round % 4 ? workers : NULL, &where),
                      -ENAMETOOLONG);
    ck_assert_str_eq (where, "d031/x");
    free (where);
  }
  limits.entries = 31 * 21 + 1;
  for (round = 0; round < 200; round++) {
    pl_tree_init (&tree);
    ck_assert_int_eq (pl_tree_scan (&tree, open_base (), &limits, NULL,
                                    round % 4 ? workers : NULL, &where),
                      -E2BIG);
    free (where);
  }
}
END_TEST

/* A tree of large directories takes memory for what is in them. */
START_TEST (test_memory)
{
  struct pl_tree alone, helped;
  char name[64];
  int i, k;

  for (i = 0; i < 30; i++)
    for (k = 0; k < 70; k++) {
      snprintf (name, sizeof name, "d%02d/f%02d", i, k);
      scratch_write (base, name, "");
    }
  pl_tree_init (&alone);
  pl_tree_init (&helped);
  ck_assert_int_eq (pl_tree_scan (&alone, open_base (), &no_limits, NULL,
                                  NULL, NULL), 0);
  ck_assert_int_eq (pl_tree_scan (&helped, open_base (), &no_limits, NULL,
                                  workers, NULL), 0);
  ck_assert_uint_eq (helped.tree.n_entries, 30 * 71);
  ck_assert_uint_eq (alone.tree.n_entries, 30 * 71);
  ck_assert_uint_le (helped.arena.total, 2 * alone.arena.total);
  pl_tree_release (&alone);
  pl_tree_release (&helped);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tree");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_removed);
  tcase_add_test (tests, test_changing);
  tcase_add_test (tests, test_odd_entries);
  tcase_add_test (tests, test_unreadable);
  tcase_add_test (tests, test_bytes);
  tcase_add_test (tests, test_first_error);
  tcase_add_test (tests, test_memory);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
