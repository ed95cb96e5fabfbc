/* SPDX-License-Identifier: Apache-2.0 */
/* The registry's checks as the compatible command uses them: what belongs
 * to a layout, and all lines in the order of the original. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "plugins/registry/checks-layout.h"
#include "plugins/registry/checks.h"

/* -- paths ---------------------------------------------------------------- */

static const struct {
  const char *path;
  bool is_documentation, is_checked, is_valid;
} paths[] = {
  { "docs", false, false, true },
  { "docs/index.md", true, false, false },
  { "docs/index.", true, false, false },
  { "docs/index", false, false, false },
  { "docs/index.d/a.md", false, false, false },
  { "docs/other.md", false, false, false },
  { "docs/resources", false, true, true },
  { "docs/resources/a.md", true, true, false },
  { "docs/resources/a/b.md", true, false, false },
  { "docs/resources-x/a.md", false, false, false },
  { "docs/r/a.md", false, false, false },
  { "docs/guides", false, true, true },
  { "docs/cdktf", false, false, true },
  { "docs/cdktf/resources", false, true, false },
  { "docs/cdktf/resources/a.md", true, true, false },
  { "docs/cdktf/python", false, false, true },
  { "docs/cdktf/python/resources", false, false, true },
  { "docs/cdktf/python/r", false, false, false },
  { "docs/cdktf/python/functions", false, false, false },
  { "docs/cdktf/rust", false, false, false },
  { "website/docs", false, false, true },
  { "website/docs/r", true, true, true },
  { "website/docs/resources", true, true, false },
  { "website/docs/functions", true, true, true },
  { "website/docs/x/y/z", true, true, false },
  { "website/docs/cdktf", true, true, true },
  { "website/docs/cdktf/go/r", true, true, true },
  { "website/docs/cdktf/go/resources", true, true, false },
  { "website/x", false, false, false }
};

START_TEST (paths_belong_to_layouts)
{
  const char *path = paths[_i].path;

  ck_assert_msg (checks_is_documentation (path)
                 == paths[_i].is_documentation, "documentation: %s", path);
  ck_assert_msg (checks_is_checked_directory (path) == paths[_i].is_checked,
                 "checked: %s", path);
  ck_assert_msg (checks_is_valid_directory (path) == paths[_i].is_valid,
                 "valid: %s", path);
}
END_TEST

START_TEST (files_have_classes)
{
  ck_assert_int_eq (checks_class_of ("docs/index.md"), CHECKS_CLASS_INDEX);
  ck_assert_int_eq (checks_class_of ("docs/guides/index.html.md"),
                    CHECKS_CLASS_INDEX);
  ck_assert_int_eq (checks_class_of ("docs/guides/a.md"),
                    CHECKS_CLASS_GUIDE);
  ck_assert_int_eq (checks_class_of ("docs/guides.md"), CHECKS_CLASS_OTHER);
  ck_assert_int_eq (checks_class_of ("website/docs/guides/a.md"),
                    CHECKS_CLASS_OTHER);
  ck_assert_int_eq (checks_class_of ("docs/resources/indexes.md"),
                    CHECKS_CLASS_OTHER);
  ck_assert_int_eq (checks_class_of ("docs/resources/.index"),
                    CHECKS_CLASS_OTHER);
}
END_TEST

START_TEST (paths_are_in_the_order_of_a_walk)
{
  static const char *const order[] = {
    "a", "a/x", "a/x/y", "a/x-y", "a-b", "a.md", "aa"
  };
  size_t n = sizeof order / sizeof order[0], i, j;

  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++) {
      int c = checks_compare_paths (order[i], order[j]);

      ck_assert (i < j ? c < 0 : i > j ? c > 0 : c == 0);
    }
}
END_TEST

/* -- a run --------------------------------------------------------------- */

static const struct file {
  const char *path, *content;   /* no content: a directory */
  uint32_t link_to;             /* what a link leads to */
} files[] = {
  { "docs/functions", NULL, PLATING_ENTRY_DIRECTORY },
  { "docs/guides.md", "", 0 },
  { "docs/guides", NULL, 0 },
  { "docs/guides/b.md", "---\npage_title: T\n---\n", 0 },
  { "docs/guides-b.md", "", 0 },
  { "docs/index.md", "---\n---\n", 0 },
  { "docs/resources", NULL, 0 },
  { "docs/resources/b.md", "", 0 },
  { "docs/resources/foo.md", "---\n---\n", 0 },
  { "docs/resources/sub", NULL, 0 },
  { "docs/resources/nowhere.md", NULL, PLATING_ENTRY_FILE },
  { "website/docs/d", NULL, 0 },
  { "website/docs/d/a.markdown", "---\nlayout: x\n---\n", 0 }
};

/* Behind the link. */
static const struct file functions[] = {
  { "docs/functions/f.md", "---\n---\n", 0 }
};

struct project {
  struct plating_tree tree;
  struct plating_tree_entry entries[32];
  struct pl_buffer lines;
};

static void
add_entries (struct project *p, const struct file *list, size_t n,
             const char *directory)
{
  size_t len = strlen (directory), i;

  for (i = 0; i < n; i++)
    if (strncmp (list[i].path, directory, len) == 0
        && list[i].path[len] == '/')
      p->entries[p->tree.n_entries++] = (struct plating_tree_entry) {
        .path = { list[i].path + len + 1,
                  strlen (list[i].path) - len - 1 },
        .type = list[i].link_to ? PLATING_ENTRY_LINK
          : list[i].content ? PLATING_ENTRY_FILE : PLATING_ENTRY_DIRECTORY,
        .target_type = list[i].link_to
      };
}

static int
get_tree (void *data, const char *directory,
          const struct plating_tree **tree)
{
  struct project *p = data;

  p->tree = (struct plating_tree) {
    .struct_size = sizeof p->tree, .entry_size = sizeof p->entries[0],
    .entries = p->entries
  };
  add_entries (p, files, sizeof files / sizeof files[0], directory);
  if (strcmp (directory, "docs/functions") == 0)
    add_entries (p, functions, 1, directory);
  *tree = &p->tree;
  return 0;
}

static int
get_is_directory (void *data, const char *path, bool *result)
{
  const struct plating_tree *tree;

  get_tree (data, path, &tree);
  *result = tree->n_entries > 0;
  return 0;
}

static int
get_file (void *data, const char *path, struct plating_text *bytes,
          int32_t *system_error)
{
  size_t i;

  (void) data;
  for (i = 0; i < sizeof files / sizeof files[0]; i++)
    if (strcmp (files[i].path, path) == 0 && files[i].content) {
      *bytes = (struct plating_text) { files[i].content,
                                       strlen (files[i].content) };
      return 0;
    }
  *system_error = ENOENT;
  return PLATING_E_NOT_FOUND;
}

static void
put_progress (void *data, const char *line)
{
  struct project *p = data;

  pl_buffer_printf (&p->lines, "%s\n", line);
}

static void
put_debug (void *data, const char *line)
{
  struct project *p = data;

  pl_buffer_printf (&p->lines, "  %s\n", line);
}

static int
put_finding (void *data, const struct checks_finding *f)
{
  struct project *p = data;

  pl_buffer_puts (&p->lines, "! ");
  checks_format_finding (f, &p->lines);
  pl_buffer_putc (&p->lines, '\n');
  return 0;
}

static const struct checks_name resources[] = {
  { PLATING_TEXT ("foo"), false },
  { PLATING_TEXT ("foo_c"), false },
  { PLATING_TEXT ("foo_d"), true }
};
static const struct checks_name f_names[] = {
  { PLATING_TEXT ("f"), false }
};

static const char expected[] =
  "  Found documentation files [docs/functions/f.md docs/guides/b.md "
  "docs/index.md docs/resources/b.md docs/resources/foo.md "
  "docs/resources/nowhere.md docs/resources/sub website/docs/d "
  "website/docs/d/a.markdown]\n"
  "running mixed directories check\n"
  "  Found directory: docs/functions\n"
  "  Found directory: docs/guides\n"
  "  Found directory: docs\n"
  "  Found directory: docs/resources\n"
  "  Found directory: docs/resources\n"
  "  Found directory: docs/resources\n"
  "  Found directory: docs/resources\n"
  "  Found directory: website/docs\n"
  "  Found mixed directories\n"
  "! mixed Terraform Provider documentation directory layouts found, must "
  "use only legacy or registry layout\n"
  "detected static docs directory, running checks\n"
  "running invalid directories check on docs/guides\n"
  "running file checks on docs/guides/b.md\n"
  "  Checking file: /p/docs/guides/b.md\n"
  "  File docs/guides/b.md size: 22 (limit: 500000)\n"
  "running file checks on docs/index.md\n"
  "  Checking file: /p/docs/index.md\n"
  "  File docs/index.md size: 8 (limit: 500000)\n"
  "running invalid directories check on docs/resources\n"
  "running file checks on docs/resources/b.md\n"
  "  Checking file: /p/docs/resources/b.md\n"
  "  File docs/resources/b.md size: 0 (limit: 500000)\n"
  "! docs/resources/b.md: error checking file frontmatter: no frontmatter "
  "found\n"
  "running file checks on docs/resources/foo.md\n"
  "  Checking file: /p/docs/resources/foo.md\n"
  "  File docs/resources/foo.md size: 8 (limit: 500000)\n"
  "running file checks on docs/resources/nowhere.md\n"
  "  Checking file: /p/docs/resources/nowhere.md\n"
  "! docs/resources/nowhere.md: error checking file size: stat "
  "docs/resources/nowhere.md: no such file or directory\n"
  "running invalid directories check on docs/resources/sub\n"
  "! invalid Terraform Provider documentation directory found: "
  "docs/resources/sub\n"
  "running file mismatch check\n"
  "  Found file b.md\n"
  "  Found extraneous file b.md\n"
  "  Found file foo.md\n"
  "  Found file nowhere.md\n"
  "  Found extraneous file nowhere.md\n"
  "  Found file sub\n"
  "  Found extraneous file sub\n"
  "  Found resource foo\n"
  "  Found resource foo_c\n"
  "  Missing file for resource foo_c\n"
  "  Found resource foo_d\n"
  "! matching resource for documentation file (b.md) not found, file is "
  "extraneous or incorrectly named\n"
  "! matching resource for documentation file (nowhere.md) not found, file "
  "is extraneous or incorrectly named\n"
  "! matching resource for documentation file (sub) not found, file is "
  "extraneous or incorrectly named\n"
  "! missing documentation file for resource: foo_c\n"
  "detected legacy website directory, running checks\n"
  "running invalid directories check on website/docs/d\n"
  "running file checks on website/docs/d/a.markdown\n"
  "  Checking file: /p/website/docs/d/a.markdown\n"
  "  File website/docs/d/a.markdown size: 18 (limit: 500000)\n"
  "! website/docs/d/a.markdown: error checking file frontmatter: YAML "
  "frontmatter missing required description\n"
  "running file mismatch check\n"
  "  Skipping datasource file mismatch checks due to missing schemas\n";

START_TEST (a_project_is_checked_in_order)
{
  struct project p = { .lines = { .data = NULL } };
  struct checks_options options = {
    .provider = PLATING_TEXT ("foo"), .project_path = PLATING_TEXT ("/p"),
    .names = {
      [CHECKS_RESOURCE] = { resources, 3 }, [CHECKS_FUNCTION] = { f_names, 1 }
    }
  };
  struct checks_source source = {
    .data = &p, .is_directory = get_is_directory, .tree = get_tree,
    .read = get_file
  };
  struct checks_sink sink = {
    .data = &p, .progress = put_progress, .debug = put_debug,
    .finding = put_finding
  };

  ck_assert_int_eq (checks_run (&options, &source, &sink), 0);
  ck_assert_str_eq (p.lines.data, expected);
  pl_buffer_release (&p.lines);
}
END_TEST

static int
get_no_tree (void *data, const char *directory,
             const struct plating_tree **tree)
{
  (void) data;
  (void) directory;
  (void) tree;
  return PLATING_E_IO;
}

static int
stop (void *data, const struct checks_finding *f)
{
  (void) data;
  (void) f;
  return PLATING_E_CANCELLED;
}

START_TEST (failures_end_the_run)
{
  struct project p = { .lines = { .data = NULL } };
  struct checks_options options = { .provider = PLATING_TEXT ("foo") };
  struct checks_source source = {
    .data = &p, .is_directory = get_is_directory, .tree = get_no_tree,
    .read = get_file
  };
  struct checks_sink sink = { .data = &p, .finding = stop };

  ck_assert_int_eq (checks_run (&options, &source, &sink), PLATING_E_IO);
  source.tree = get_tree;
  ck_assert_int_eq (checks_run (&options, &source, &sink),
                    PLATING_E_CANCELLED);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("registry-checks");
  TCase *t = tcase_create ("checks");
  SRunner *r;
  int failed;

  tcase_add_loop_test (t, paths_belong_to_layouts, 0,
                       sizeof paths / sizeof paths[0]);
  tcase_add_test (t, files_have_classes);
  tcase_add_test (t, paths_are_in_the_order_of_a_walk);
  tcase_add_test (t, a_project_is_checked_in_order);
  tcase_add_test (t, failures_end_the_run);
  suite_add_tcase (s, t);
  r = srunner_create (s);
  srunner_run_all (r, CK_ENV);
  failed = srunner_ntests_failed (r);
  srunner_free (r);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
