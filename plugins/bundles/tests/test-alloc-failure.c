/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: when any one allocation fails, looking for bundles and packages
 * says that it is out of memory, or goes on without harm, and what it finds
 * with enough memory is all there. */

#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/host.h>

#include "plugins/bundles/bundle.h"
#include "plugins/bundles/package.h"
#include "plugins/bundles/scan.h"
#include "tests/unit/alloc-failure.h"

static char top[] = "/tmp/plating-test.XXXXXX";

static const char *const files[] = {
  "p/one/__init__.py", "p/one/resources/a.plating/docs/x.tmpl.md",
  "p/one/resources/a.plating/docs/y.tmpl.md",
  "p/one/functions/b.plating/part/docs/z.tmpl.md",
  "p/one/bare.plating/docs/_note.md",
  "site/acme/__init__.py", "site/acme/rest/__init__.py",
  "site/acme/rest/c.plating/docs/c.tmpl.md",
  "site/acme_rest-1.0.dist-info/top_level.txt",
  "site/acme_rest-1.0.dist-info/entry_points.txt",
  "site/more.pth",
};

static void
make_tree (void)
{
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (top));
  ck_assert_int_eq (chdir (top), 0);
  for (i = 0; i < sizeof files / sizeof *files; i++) {
    char path[200], *slash;
    const char *text = strstr (files[i], "top_level") ? "acme\n"
      : strstr (files[i], "entry") ? "[x]\nother = no.such:run\n"
      : strstr (files[i], ".pth") ? "../p\n# x\n" : "";
    int fd;

    snprintf (path, sizeof path, "%s", files[i]);
    for (slash = strchr (path, '/'); slash; slash = strchr (slash + 1, '/')) {
      *slash = '\0';
      mkdir (path, 0755);
      *slash = '/';
    }
    fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    ck_assert_int_ge (fd, 0);
    ck_assert_int_eq (write (fd, text, strlen (text)),
                      (ssize_t) strlen (text));
    close (fd);
  }
}

/* What the host would have listed of the package "one". */
static const struct plating_tree *
host_list (void)
{
  static const char *const paths[] = {
    "__init__.py", "bare.plating/", "bare.plating/docs/",
    "bare.plating/docs/_note.md", "functions/", "functions/b.plating/",
    "functions/b.plating/part/", "functions/b.plating/part/docs/",
    "functions/b.plating/part/docs/z.tmpl.md", "resources/",
    "resources/a.plating/", "resources/a.plating/docs/",
    "resources/a.plating/docs/x.tmpl.md",
    "resources/a.plating/docs/y.tmpl.md",
  };
  static struct plating_tree_entry entries[sizeof paths / sizeof *paths];
  static const struct plating_tree tree = {
    sizeof tree, sizeof *entries, sizeof paths / sizeof *paths, entries
  };
  size_t i;

  for (i = 0; i < sizeof paths / sizeof *paths; i++) {
    size_t len = strlen (paths[i]);
    int is_directory = paths[i][len - 1] == '/';

    entries[i].path = (struct plating_text) { paths[i], len - is_directory };
    entries[i].type = is_directory ? PLATING_ENTRY_DIRECTORY
      : PLATING_ENTRY_FILE;
  }
  return &tree;
}

static const struct plating_tree *listed;       /* NULL: not by the host */

/* Finds PACKAGE and reads its bundles.  *N is set to how many components
 * there are. */
static int
look_for (const char *package, size_t *n)
{
  static const char *const roots[] = { "", "" };
  char project[100], site[100];
  const char *given[] = { site };
  struct bn_search_options options = {
    .project = project, .given = given, .n_given = 1,
    .python_path = ":/nowhere", .path = "/nowhere",
  };
  struct bn_search search = { NULL, 0, 0 };
  struct bn_package found = { NULL, 0, 0 };
  struct bn_bundles bundles = { NULL, 0, 0 };
  struct bn_components list = { NULL, 0, 0 };
  struct pl_arena arena;
  struct bn_scan scan = { .max_depth = 20, .max_entries = 1000,
                          .arena = &arena };
  struct bn_fault fault;
  size_t i;
  int status;

  snprintf (project, sizeof project, "%s/p", top);
  snprintf (site, sizeof site, "%s/site", top);
  pl_arena_init (&arena, 0);
  bn_fault_init (&fault);
  status = bn_search_fill (&search, &options, &arena, &fault);
  if (status == 0)
    status = bn_package_find (&search, package, &arena, &found, &fault);
  scan.root = found.n ? found.dirs[0] : NULL;
  if (status == 0)
    status = bn_scan_run (&scan, &bundles, &fault);
  for (i = 0; i < bundles.n && status == 0; i++)
    status = bn_bundle_read (&(struct bn_place) { .root = scan.root,
                                                  .tree = listed,
                                                  .prefix = "" },
                             bundles.all[i].path, &arena, &list, &fault);
  if (status == 0)
    status = bn_components_sort (&list, roots, &fault);
  if (status < 0)
    ck_assert_int_eq (bn_fault_code (&fault), status);
  *n = list.n;
  bn_components_release (&list);
  bn_bundles_release (&bundles);
  bn_package_release (&found);
  bn_search_release (&search);
  bn_fault_release (&fault);
  pl_arena_release (&arena);
  return status;
}

static void
lose_each (const char *package, size_t n_components)
{
  size_t n;
  long i;

  ck_assert_int_eq (look_for (package, &n), 0);
  ck_assert_uint_eq (n, n_components);
  for (i = 0;; i++) {
    int status;

    n_failures = 0;
    countdown = i;
    status = look_for (package, &n);
    countdown = -1;
    if (!n_failures)
      break;
    ck_assert_msg (status == PLATING_E_NOMEM
                   || (status == 0 && n == n_components),
                   "allocation %ld: status %d, %zu components", i, status, n);
  }
  ck_assert_int_gt (i, 10);
}

START_TEST (test_module)
{
  lose_each ("one", 4);
}
END_TEST

START_TEST (test_listed_by_the_host)
{
  listed = host_list ();
  lose_each ("one", 4);
  listed = NULL;
}
END_TEST

START_TEST (test_distribution)
{
  lose_each ("acme-rest", 1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("bundles");
  TCase *tests = tcase_create ("allocation failures");
  SRunner *runner = srunner_create (suite);
  char command[100];
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_unchecked_fixture (tests, make_tree, NULL);
  tcase_add_test (tests, test_module);
  tcase_add_test (tests, test_listed_by_the_host);
  tcase_add_test (tests, test_distribution);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  snprintf (command, sizeof command, "rm -rf '%s'", top);
  return (top[strlen (top) - 1] != 'X' && system (command)) || n_failed
    ? 1 : 0;
}
