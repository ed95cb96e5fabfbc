/* SPDX-License-Identifier: Apache-2.0 */
/* Trees and lists of what lies in a read root are sorted and taken once, and
 * have limits. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <check.h>

#include "core/error.h"
#include "core/roots.h"
#include "core/worker.h"
#include "roots-project.h"
#include "scratch.h"

/* The paths of a tree with a letter for the type, in one line. */
static const char *
listing (const struct plating_tree *tree)
{
  static char out[65536];
  const struct plating_tree_entry *e;
  size_t i, len = 0;

  out[0] = '\0';
  for (i = 0; i < tree->n_entries; i++) {
    e = (const void *) ((const char *) tree->entries + i * tree->entry_size);
    ck_assert_uint_eq (strlen (e->path.ptr), e->path.len);
    len += (size_t) snprintf (out + len, sizeof out - len, "%s%s%s",
                              len ? " " : "", e->path.ptr,
                              e->type == PLATING_ENTRY_DIRECTORY ? "/"
                              : e->type == PLATING_ENTRY_LINK
                              ? (e->target_type == PLATING_ENTRY_DIRECTORY
                                 ? "@/" : e->target_type ? "@" : "@!")
                              : e->type == PLATING_ENTRY_OTHER ? "|" : "");
  }
  return out;
}

static const struct plating_tree *
tree_of (const char *root, const char *dir)
{
  const struct plating_tree *tree = NULL;
  struct plating_error *e = NULL;
  int code = pl_roots_tree (roots, text (root), text (dir), &tree, &e);

  ck_assert_msg (code == 0, "%s", e ? plating_error_message (e) : "-");
  return tree;
}

START_TEST (test_tree_is_a_sorted_walk)
{
  const struct plating_tree *tree;

  /* By name within each directory: "a" before "a-b", and what is in "a"
   * before "a-b" although '-' sorts before '/'. */
  scratch_write (base, "other/a/z", "");
  scratch_write (base, "other/a/b/c", "");
  scratch_write (base, "other/a-b", "");
  scratch_write (base, "other/a.b/c", "");
  scratch_write (base, "other/B", "");
  scratch_make_directory (base, "other/empty");
  scratch_write (base, "other/\xc3\xa9", "");
  ck_assert_int_eq (mkfifo (scratch_path (base, "other/q"), 0640), 0);
  tree = tree_of ("other", "");
  ck_assert_str_eq (listing (tree),
                    "B a/ a/b/ a/b/c a/z a-b a.b/ a.b/c empty/ q| x "
                    "\xc3\xa9");
  ck_assert_uint_eq (((const struct plating_tree_entry *)
                      tree->entries)[9].mode, 0640);
}
END_TEST

START_TEST (test_tree_with_links)
{
  ck_assert_str_eq (listing (tree_of ("templates", "")),
                    "abs@ dangling@! evil@ evildir@/ ex@/ index.md.tmpl "
                    "other@ readme@ resources/ resources/a.md.tmpl");
}
END_TEST

START_TEST (test_tree_is_taken_once)
{
  const struct plating_tree *tree = tree_of ("templates", "resources");

  ck_assert_str_eq (listing (tree), "a.md.tmpl");
  scratch_write (base, "p/templates/resources/b.md.tmpl", "b");
  ck_assert_ptr_eq (tree_of ("templates", "resources"), tree);
  ck_assert_ptr_eq (tree_of ("templates", "./resources/"), tree);
  ck_assert_str_eq (listing (tree), "a.md.tmpl");
  ck_assert_str_eq (listing (tree_of ("project", "templates/resources")),
                    "a.md.tmpl b.md.tmpl");
}
END_TEST

START_TEST (test_tree_of_nothing_and_outside)
{
  const struct plating_tree *tree;
  struct plating_error *e = NULL;

  ck_assert_uint_eq (tree_of ("missing", "")->n_entries, 0);
  ck_assert_uint_eq (tree_of ("missing", "a/b")->n_entries, 0);
  ck_assert_uint_eq (tree_of ("templates", "nothing")->n_entries, 0);
  ck_assert_str_eq (listing (tree_of ("templates", "ex")), "a/ a/main.tf");
  ck_assert_int_eq (pl_roots_tree (roots, text ("templates"),
                                   text ("evildir"), &tree, &e),
                    PLATING_E_OUTSIDE);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "evildir"));
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_tree (roots, text ("templates"),
                                   text ("index.md.tmpl"), &tree, &e),
                    PLATING_E_IO);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_tree (roots, text ("nope"), text (""), &tree,
                                   &e), PLATING_E_NOT_FOUND);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_roots_tree (roots, text ("templates"), text ("/etc"),
                                   &tree, &e), PLATING_E_INVAL);
  plating_error_unref (e);
}
END_TEST

static const struct plating_tree *
list_of (const char *root, const char *dir)
{
  const struct plating_tree *tree = NULL;
  struct plating_error *e = NULL;
  int code = pl_roots_list (roots, text (root), text (dir), &tree, &e);

  ck_assert_msg (code == 0, "%s", e ? plating_error_message (e) : "");
  return tree;
}

/* Paths from the root, no modes, the types and links of the tree. */
START_TEST (test_list)
{
  const struct plating_tree *tree = list_of ("project", "templates");
  const struct plating_tree_entry *entries = tree->entries;
  size_t i;

  ck_assert_str_eq (listing (tree),
                    "templates/abs@ templates/dangling@! templates/evil@ "
                    "templates/evildir@/ templates/ex@/ "
                    "templates/index.md.tmpl templates/other@ "
                    "templates/readme@ templates/resources/ "
                    "templates/resources/a.md.tmpl");
  for (i = 0; i < tree->n_entries; i++)
    ck_assert_uint_eq (entries[i].mode, 0);
  ck_assert_uint_eq (list_of ("templates", "nothing")->n_entries, 0);
  ck_assert_str_eq (listing (list_of ("templates", "ex")),
                    "ex/a/ ex/a/main.tf");
}
END_TEST

/* What a list above knows is not looked for again; what it does not know,
 * as behind a link, is. */
START_TEST (test_list_of_a_part)
{
  const struct plating_tree *all = list_of ("templates", ""), *part;

  scratch_write (base, "p/templates/resources/b.md.tmpl", "b");
  part = list_of ("templates", "./resources");
  ck_assert_str_eq (listing (part), "resources/a.md.tmpl");
  ck_assert ((const char *) part->entries > (const char *) all->entries
             && (const char *) part->entries < (const char *) all->entries
             + all->n_entries * all->entry_size);
  ck_assert_ptr_eq (list_of ("templates", "resources"), part);
  ck_assert_str_eq (listing (list_of ("templates", "ex")),
                    "ex/a/ ex/a/main.tf");
  ck_assert_uint_eq (list_of ("templates", "resource")->n_entries, 0);
  ck_assert_str_eq (listing (list_of ("project", "templates/resources")),
                    "templates/resources/a.md.tmpl "
                    "templates/resources/b.md.tmpl");
}
END_TEST

START_TEST (test_tree_limits)
{
  struct pl_roots_limits limits = { .tree_entries = 5 };
  struct pl_roots *small = pl_roots_new (&limits, NULL);
  struct plating_error *e = NULL;
  const struct plating_tree *tree;
  char name[400] = "other";
  int i;

  pl_roots_add (small, text ("p"), text (scratch_path (base, "p")), NULL);
  ck_assert_int_eq (pl_roots_tree (small, text ("p"), text (""), &tree, &e),
                    PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "5 entries"));
  plating_error_unref (e);
  e = NULL;
  /* A failure is not kept. */
  ck_assert_int_eq (pl_roots_tree (small, text ("p"), text (""), &tree, &e),
                    PLATING_E_LIMIT);
  plating_error_unref (e);
  e = NULL;
  pl_roots_free (small);

  for (i = 0; i < 70; i++)
    strcat (name, "/d");
  scratch_write (base, strcat (name, "/f"), "deep");
  ck_assert_int_eq (pl_roots_tree (roots, text ("other"), text (""), &tree,
                                   &e), PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "d/d/d"));
  plating_error_unref (e);
}
END_TEST

/* 200 directories, with files and directories in them. */
static void
make_large_directory (void)
{
  char name[64];
  int i, j;

  for (i = 0; i < 200; i++) {
    snprintf (name, sizeof name, "large/d%03d/inner/f", i);
    scratch_write (base, name, "");
    for (j = 0; j < i % 4; j++) {
      snprintf (name, sizeof name, "large/d%03d/f%d", i, j);
      scratch_write (base, name, "");
    }
    snprintf (name, sizeof name, "large/f%03d", i);
    scratch_write (base, name, "");
  }
}

static void
expect_same (const struct plating_tree *tree,
             const struct plating_tree *other)
{
  const struct plating_tree_entry *a = tree->entries, *b = other->entries;
  size_t i;

  ck_assert_uint_eq (tree->n_entries, other->n_entries);
  for (i = 0; i < tree->n_entries; i++) {
    ck_assert_str_eq (a[i].path.ptr, b[i].path.ptr);
    ck_assert_uint_eq (a[i].path.len, b[i].path.len);
    ck_assert_uint_eq (a[i].type, b[i].type);
    ck_assert_uint_eq (a[i].mode, b[i].mode);
  }
}

/* Roots of "l" with WORKERS to help, and LIMITS. */
static struct pl_roots *
roots_of_large (const struct pl_roots_limits *limits,
                struct pl_workers *workers)
{
  struct pl_roots *large = pl_roots_new (limits, workers);

  ck_assert_ptr_nonnull (large);
  ck_assert_int_eq (pl_roots_add (large, text ("l"),
                                  text (scratch_path (base, "large")), NULL),
                    0);
  return large;
}

/* A directory that many scan has the tree that one finds. */
START_TEST (test_large_directory)
{
  struct pl_workers *workers = pl_workers_new (3);
  struct pl_roots *alone, *helped;
  const struct plating_tree *a, *b;
  int round;

  make_large_directory ();
  alone = roots_of_large (NULL, NULL);
  for (round = 0; round < 5; round++) {
    helped = roots_of_large (NULL, workers);
    ck_assert_int_eq (pl_roots_tree (alone, text ("l"), text (""), &a, NULL),
                      0);
    ck_assert_int_eq (pl_roots_tree (helped, text ("l"), text (""), &b,
                                     NULL), 0);
    ck_assert_uint_eq (a->n_entries, 200 * 4 + 300);
    expect_same (a, b);
    ck_assert_int_eq (pl_roots_list (alone, text ("l"), text (""), &a, NULL),
                      0);
    ck_assert_int_eq (pl_roots_list (helped, text ("l"), text (""), &b,
                                     NULL), 0);
    expect_same (a, b);
    pl_roots_free (helped);
  }
  pl_roots_free (alone);
  pl_workers_free (workers);
}
END_TEST

/* Limits are those of the whole tree, and the first failure is told. */
START_TEST (test_large_directory_limits)
{
  static const struct {
    struct pl_roots_limits limits;
    int status;
    const char *part;
  } cases[] = {
    { { .tree_entries = 1100 }, 0, "" },
    { { .tree_entries = 1099 }, PLATING_E_LIMIT, "1099 entries" },
    { { .tree_bytes = 5000 }, PLATING_E_LIMIT, "5000 bytes" },
    { { .tree_depth = 1 }, PLATING_E_LIMIT, "'d000/inner'" },
  };
  struct pl_workers *workers = pl_workers_new (3);
  const struct plating_tree *tree;
  struct pl_roots *large;
  size_t i, round;

  make_large_directory ();
  for (round = 0; round < 5; round++)
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
      struct plating_error *e = NULL;

      large = roots_of_large (&cases[i].limits, workers);
      ck_assert_int_eq (pl_roots_tree (large, text ("l"), text (""), &tree,
                                       &e), cases[i].status);
      ck_assert_msg (!e || strstr (plating_error_message (e),
                                   cases[i].part), "%s",
                     e ? plating_error_message (e) : "");
      plating_error_unref (e);
      pl_roots_free (large);
    }
  pl_workers_free (workers);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("roots-tree");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_tree_is_a_sorted_walk);
  tcase_add_test (tests, test_tree_with_links);
  tcase_add_test (tests, test_tree_is_taken_once);
  tcase_add_test (tests, test_tree_of_nothing_and_outside);
  tcase_add_test (tests, test_list);
  tcase_add_test (tests, test_list_of_a_part);
  tcase_add_test (tests, test_tree_limits);
  tcase_add_test (tests, test_large_directory);
  tcase_add_test (tests, test_large_directory_limits);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
