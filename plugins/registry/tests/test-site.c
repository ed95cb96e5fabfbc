/* SPDX-License-Identifier: Apache-2.0 */
/* Which files there are, what each shows, and names and examples. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <plating/document.h>
#include <plating/types.h>

#include "common/snapshot.h"
#include "plugins/registry/examples.h"
#include "plugins/registry/site.h"

#define ENTRIES 32

static struct pl_arena arena;
static struct pl_buffer error;
static struct registry_site site;

static struct plating_component components[ENTRIES];
static uint8_t selected[ENTRIES];
static struct plating_catalog_request request;

static struct plating_tree_entry entries[ENTRIES];
static struct plating_tree tree;

/* What a walk over the site finds. */
static struct registry_file files[ENTRIES];
static size_t n_files;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
  pl_buffer_init (&error);
  memset (selected, 1, sizeof selected);
  request = (struct plating_catalog_request) {
    .struct_size = sizeof request,
    .component_size = sizeof components[0],
    .components = components,
    .selected = selected
  };
  tree = (struct plating_tree) {
    .struct_size = sizeof tree,
    .entry_size = sizeof entries[0],
    .entries = entries
  };
  site = (struct registry_site) {
    .arena = &arena, .passing = &arena, .lists_choices = true,
    .short_name = PLATING_TEXT ("foo"), .templates = &tree
  };
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
  pl_buffer_release (&error);
}

/* In the order of the catalog: by kind and name. */
static uint32_t
add_component (const char *kind, const char *name, uint32_t flags)
{
  ck_assert_uint_lt (request.n_components, ENTRIES);
  components[request.n_components] = (struct plating_component) {
    .kind = pl_text_of (kind), .name = pl_text_of (name),
    .flags = flags
  };
  return request.n_components++;
}

/* In the order of a walk. */
static struct plating_tree_entry *
add_entry (const char *path, uint32_t type)
{
  ck_assert_uint_lt (tree.n_entries, ENTRIES);
  entries[tree.n_entries] = (struct plating_tree_entry) {
    .path = pl_text_of (path), .type = type, .mode = 0640
  };
  return &entries[tree.n_entries++];
}

static void
add_template (const char *path)
{
  add_entry (path, PLATING_ENTRY_FILE);
}

/* What a plan entry tells of a file must be enough to have it again. */
static void
check_data (const struct registry_walk *walk, const struct registry_file *file)
{
  uint64_t data = registry_file_data (walk, file);
  struct registry_file f;

  ck_assert_int_eq (registry_data_is_made (data), walk->is_made);
  if (!walk->is_made) {
    ck_assert_ptr_eq (&site.files[data], file);
    return;
  }
  f = registry_file_of_data (data, file->path, file->component);
  ck_assert_uint_eq (f.origin, file->origin);
  ck_assert_uint_eq (f.home, file->home);
  ck_assert_uint_eq (f.kind, file->kind);
  ck_assert_uint_eq (f.trouble, file->trouble);
  ck_assert_uint_eq (f.mode, file->mode);
  ck_assert_uint_eq (f.identity, file->identity);
  ck_assert_int_eq (f.id_is_described, file->id_is_described);
  ck_assert (f.is_template && !f.is_unused);
}

static void
make (void)
{
  struct registry_walk walk = { 0 };
  const struct registry_file *f;

  ck_assert_int_eq (registry_site_make (&site, &request,
                                        pl_text_of ("/p/templates"),
                                        &error), 0);
  for (n_files = 0; (f = registry_site_next (&site, &walk)); n_files++) {
    ck_assert_uint_lt (n_files, ENTRIES);
    check_data (&walk, f);
    files[n_files] = *f;
    files[n_files].path = pl_text_join (&arena, &f->path, 1);
    ck_assert (!n_files
               || pl_snapshot_compare (files[n_files - 1].path,
                                       f->path) < 0);
  }
}

static const struct registry_file *
file_at (const char *path)
{
  const struct registry_file *found = NULL;
  size_t i;

  for (i = 0; i < n_files; i++)
    if (pl_text_same (files[i].path, pl_text_of (path))) {
      ck_assert_ptr_null (found);
      found = &files[i];
    }
  return found;
}

static enum registry_decision
decision_on (uint32_t component)
{
  size_t i;

  for (i = 0; i < site.n_choices; i++)
    if (site.choices[i].component == component)
      return (enum registry_decision) site.choices[i].decision;
  ck_abort_msg ("nothing was decided");
  return REGISTRY_CANT_BE_NAMED;
}

/* -- names ------------------------------------------------------------- */

static bool
is_text (struct plating_text text, const char *expected)
{
  return pl_text_same (text, pl_text_of (expected));
}

START_TEST (test_stems)
{
  static const char *const cases[][2] = {
    { "a.b.md.tmpl", "a" }, { ".md.tmpl", ".md" }, { "x/y/z.md", "z" },
    { "none", "none" }, { "", "" }, { ".", "." }, { "a..md", "a" }
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
    ck_assert_msg (is_text (registry_stem (pl_text_of (cases[i][0])),
                            cases[i][1]), "%s", cases[i][0]);
}
END_TEST

START_TEST (test_short_names)
{
  struct plating_text foo = PLATING_TEXT ("foo");

  ck_assert (is_text (registry_short_name
                      (pl_text_of ("terraform-provider-a")), "a"));
  ck_assert (is_text (registry_short_name (pl_text_of ("a")), "a"));
  ck_assert (is_text (registry_component_short_name
                      (pl_text_of ("foo_foo_a"), foo), "foo_a"));
  ck_assert (is_text (registry_component_short_name
                      (pl_text_of ("foo"), foo), "foo"));
  ck_assert (is_text (registry_component_short_name
                      (pl_text_of ("foo_"), foo), ""));
}
END_TEST

START_TEST (test_order_of_paths)
{
  static const char *const ordered[] = {
    "a", "a/b", "a/b/c", "a/b.c", "a b", "a.md", "ab"
  };
  size_t n = sizeof ordered / sizeof ordered[0], i, k;

  for (i = 0; i < n; i++)
    for (k = 0; k < n; k++) {
      int c = pl_snapshot_compare (pl_text_of (ordered[i]),
                                   pl_text_of (ordered[k]));

      ck_assert_int_eq ((c > 0) - (c < 0), (i > k) - (i < k));
    }
}
END_TEST

START_TEST (test_managed_paths)
{
  ck_assert (registry_is_managed (pl_text_of ("resources/a.md")));
  ck_assert (registry_is_managed (pl_text_of ("guides/x/y")));
  ck_assert (registry_is_managed (pl_text_of ("index.md")));
  ck_assert (!registry_is_managed (pl_text_of ("index.html.md")));
  ck_assert (!registry_is_managed (pl_text_of ("r/a.md")));
  ck_assert (!registry_is_managed (pl_text_of ("resources")));
}
END_TEST

/* -- missing templates ------------------------------------------------- */

START_TEST (test_nothing_is_there)
{
  uint32_t a = add_component (PLATING_KIND_DATA_SOURCE, "foo_a", 0);
  uint32_t p = add_component (PLATING_KIND_PROVIDER, "foo", 0);
  uint32_t r = add_component (PLATING_KIND_RESOURCE, "foo_a",
                              PLATING_COMPONENT_HAS_IDENTITY);
  const struct registry_file *f;

  add_component ("something-new", "foo_a", 0);
  make ();
  ck_assert_uint_eq (n_files, 3);
  ck_assert (is_text (files[0].path, "data-sources/a.md.tmpl"));
  ck_assert_uint_eq (files[0].component, a);
  ck_assert_uint_eq (files[0].identity, PLATING_NONE);
  ck_assert (is_text (files[1].path, "index.md.tmpl"));
  ck_assert_uint_eq (files[1].component, p);
  f = file_at ("resources/a.md.tmpl");
  ck_assert_uint_eq (f->component, r);
  ck_assert_uint_eq (f->identity, r);
  ck_assert_uint_eq (f->origin, REGISTRY_FROM_DEFAULT);
  ck_assert (!f->id_is_described);
  /* The order in which templates are made is that of the kinds. */
  ck_assert_uint_eq (site.choices[0].component, r);
  ck_assert_uint_eq (site.choices[1].component, a);
  ck_assert_uint_eq (site.choices[2].component, p);
}
END_TEST

START_TEST (test_decisions)
{
  uint32_t fn = add_component (PLATING_KIND_FUNCTION, "fn", 0);
  uint32_t own = add_component (PLATING_KIND_RESOURCE, "foo_own", 0);
  uint32_t r = add_component (PLATING_KIND_RESOURCE, "foo_r", 0);
  uint32_t dir = add_component (PLATING_KIND_STATE_STORE, "foo_dir", 0);
  uint32_t st = add_component (PLATING_KIND_STATE_STORE, "foo_st", 0);

  add_template ("functions/fn.md");
  add_template ("functions.md.tmpl");
  add_template ("index.html.md");
  add_template ("r/r.html.markdown");
  add_template ("resources/own.md.tmpl");
  add_entry ("state-stores", PLATING_ENTRY_DIRECTORY);
  add_entry ("state-stores/dir.md", PLATING_ENTRY_DIRECTORY);
  add_template ("state-stores/st.markdown");
  make ();
  ck_assert_uint_eq (decision_on (fn), REGISTRY_USES_FALLBACK);
  ck_assert_uint_eq (decision_on (own), REGISTRY_HAS_TEMPLATE);
  ck_assert_uint_eq (decision_on (r), REGISTRY_HAS_STATIC_PAGE);
  ck_assert_uint_eq (decision_on (dir), REGISTRY_USES_DEFAULT);
  ck_assert_uint_eq (decision_on (st), REGISTRY_HAS_STATIC_PAGE);
  ck_assert_uint_eq (decision_on (PLATING_NONE), REGISTRY_HAS_STATIC_PAGE);
  ck_assert (file_at ("functions.md.tmpl")->is_unused);
  ck_assert_uint_eq (file_at ("functions/fn.md.tmpl")->origin,
                     REGISTRY_FROM_FALLBACK);
  /* The template's page replaces the static one and keeps its mode. */
  ck_assert (file_at ("functions/fn.md")->is_unused);
  ck_assert_uint_eq (file_at ("functions/fn.md.tmpl")->mode, 0640);
  ck_assert_uint_eq (file_at ("resources/own.md.tmpl")->mode, 0);
  ck_assert_uint_eq (file_at ("r/r.html.markdown")->mode, 0640);
}
END_TEST

START_TEST (test_twins)
{
  uint32_t first = add_component (PLATING_KIND_RESOURCE, "foo", 0);
  uint32_t second = add_component (PLATING_KIND_RESOURCE, "foo_foo", 0);
  const struct registry_file *f;

  make ();
  ck_assert_uint_eq (decision_on (first), REGISTRY_USES_DEFAULT);
  ck_assert_uint_eq (decision_on (second), REGISTRY_HAS_TEMPLATE);
  f = file_at ("resources/foo.md.tmpl");
  ck_assert_uint_eq (f->made_for, first);
  ck_assert_uint_eq (f->component, second);
}
END_TEST

START_TEST (test_deprecated)
{
  uint32_t old = add_component (PLATING_KIND_RESOURCE, "foo",
                                PLATING_COMPONENT_DEPRECATED);
  uint32_t new = add_component (PLATING_KIND_RESOURCE, "foo_foo", 0);

  request.flags = PLATING_CATALOG_IGNORE_DEPRECATED;
  make ();
  ck_assert_uint_eq (decision_on (old), REGISTRY_IS_DEPRECATED);
  ck_assert_uint_eq (decision_on (new), REGISTRY_USES_DEFAULT);
}
END_TEST

START_TEST (test_names_of_no_file)
{
  static const char nul[] = "foo_a\0b";
  uint32_t i = add_component (PLATING_KIND_RESOURCE, "../x", 0);
  const struct registry_file *f;

  components[add_component (PLATING_KIND_RESOURCE, "", 0)].name
    = (struct plating_text) { nul, sizeof nul - 1 };
  make ();
  f = file_at ("resources/%2E%2E%2Fx.md.tmpl");
  ck_assert_ptr_nonnull (f);
  ck_assert_uint_eq (f->trouble, REGISTRY_BAD_NAME);
  ck_assert_uint_eq (f->component, i);
  ck_assert_uint_eq (decision_on (i), REGISTRY_CANT_BE_NAMED);
  ck_assert_ptr_nonnull (file_at ("resources/foo_a%00b.md.tmpl"));
}
END_TEST

START_TEST (test_links_are_refused)
{
  add_entry ("guides", PLATING_ENTRY_DIRECTORY);
  add_entry ("guides/l", PLATING_ENTRY_LINK);
  ck_assert_int_eq (registry_site_make (&site, &request,
                                        pl_text_of ("/p/templates"),
                                        &error), PLATING_E_UNSUPPORTED);
  ck_assert_str_eq (error.data, "unknown file type (134218239 / "
                    "Lrwxrwxrwx) for /p/templates/guides/l");
}
END_TEST

/* -- what files show --------------------------------------------------- */

START_TEST (test_catch_all_and_its_id)
{
  uint32_t all = add_component (PLATING_KIND_RESOURCE, "foo",
                                PLATING_COMPONENT_HAS_IDENTITY);
  uint32_t r = add_component (PLATING_KIND_RESOURCE, "foo_r", 0);

  add_template ("resources/aaa.md.tmpl");
  add_template ("resources/foo.md.tmpl");
  add_template ("resources/r.html.md.tmpl");
  add_template ("resources/r.md.tmpl");
  add_template ("resources/sub/r.md.tmpl");
  make ();
  ck_assert_uint_eq (file_at ("resources/aaa.md.tmpl")->component, all);
  ck_assert (!file_at ("resources/aaa.md.tmpl")->id_is_described);
  ck_assert_uint_eq (file_at ("resources/foo.md.tmpl")->component, all);
  ck_assert (file_at ("resources/foo.md.tmpl")->id_is_described);
  ck_assert_uint_eq (file_at ("resources/r.html.md.tmpl")->component, r);
  ck_assert (!file_at ("resources/r.html.md.tmpl")->id_is_described);
  ck_assert (file_at ("resources/r.md.tmpl")->id_is_described);
  /* It has no identity, but its other name has. */
  ck_assert_uint_eq (file_at ("resources/r.md.tmpl")->identity, all);
  ck_assert_uint_eq (file_at ("resources/sub/r.md.tmpl")->kind,
                     REGISTRY_PLAIN);
  ck_assert_uint_eq (file_at ("resources/sub/r.md.tmpl")->trouble,
                     REGISTRY_NO_TROUBLE);
}
END_TEST

START_TEST (test_found_by_meaning)
{
  uint32_t x = add_component (PLATING_KIND_DATA_SOURCE, "bar_x", 0);
  uint32_t dotted = add_component (PLATING_KIND_DATA_SOURCE, "foo_a.b", 0);
  uint32_t fn = add_component (PLATING_KIND_FUNCTION, "foo_fn", 0);

  add_template ("data-sources/zzz.md.tmpl");
  make ();
  ck_assert_uint_eq (file_at ("data-sources/bar_x.md.tmpl")->component, x);
  ck_assert_uint_eq (file_at ("data-sources/a.b.md.tmpl")->component,
                     dotted);
  ck_assert_uint_eq (file_at ("functions/fn.md.tmpl")->component, fn);
  ck_assert_uint_eq (file_at ("data-sources/zzz.md.tmpl")->trouble,
                     REGISTRY_MISSING);
}
END_TEST

START_TEST (test_compatible_finds_less)
{
  add_component (PLATING_KIND_DATA_SOURCE, "bar_x", 0);
  add_component (PLATING_KIND_DATA_SOURCE, "foo_a.b", 0);
  add_component (PLATING_KIND_FUNCTION, "foo_fn", 0);
  site.compatible = true;
  make ();
  ck_assert_uint_eq (file_at ("data-sources/bar_x.md.tmpl")->kind,
                     REGISTRY_PLAIN);
  ck_assert_uint_eq (file_at ("data-sources/a.b.md.tmpl")->kind,
                     REGISTRY_PLAIN);
  ck_assert_uint_eq (file_at ("functions/fn.md.tmpl")->trouble,
                     REGISTRY_MISSING);
}
END_TEST

START_TEST (test_component_without_schema)
{
  uint32_t n = add_component (PLATING_KIND_RESOURCE, "foo_n",
                              PLATING_COMPONENT_NO_SCHEMA);
  const struct registry_file *f;

  add_component (PLATING_KIND_RESOURCE, "foo_t",
                 PLATING_COMPONENT_NO_SCHEMA);
  add_template ("resources/t.md.tmpl");
  make ();
  f = file_at ("resources/n.md.tmpl");
  ck_assert_uint_eq (f->component, n);
  /* A template that is there may do without. */
  f = file_at ("resources/t.md.tmpl");
  ck_assert_uint_eq (f->component, PLATING_NONE);
  ck_assert_uint_eq (f->kind, REGISTRY_PLAIN);
  ck_assert_uint_eq (file_at ("index.md.tmpl")->trouble,
                     REGISTRY_NO_PROVIDER);
}
END_TEST

/* -- examples ---------------------------------------------------------- */

static struct registry_examples found;

static void
find (enum registry_kind kind, const char *name)
{
  struct registry_examples_root root = {
    .tree = &tree, .path = PLATING_TEXT ("/p/examples")
  };

  registry_examples_start (&root);
  ck_assert (!root.has_links);
  ck_assert_int_eq (registry_examples_find (&root, NULL, 1, kind,
                                            pl_text_of (name), &arena,
                                            &found), 0);
}

START_TEST (test_examples)
{
  find (REGISTRY_RESOURCE, "foo_a");
  ck_assert (!found.single.exists);
  ck_assert (is_text (found.single.path,
                      "/p/examples/resources/foo_a/resource.tf"));

  add_entry ("list-resources", PLATING_ENTRY_DIRECTORY);
  add_entry ("list-resources/foo_a", PLATING_ENTRY_DIRECTORY);
  add_template ("list-resources/foo_a/list-resource.tf");
  add_template ("list-resources/foo_a/list-resource2.tfquery.hcl");
  add_template ("provider/provider.tf");
  add_entry ("resources", PLATING_ENTRY_DIRECTORY);
  add_entry ("resources/foo_a", PLATING_ENTRY_DIRECTORY);
  add_template ("resources/foo_a/import.sh");
  add_entry ("resources/foo_a/import-by-identity.tf",
             PLATING_ENTRY_DIRECTORY);
  add_template ("resources/foo_a/resource a.tf");
  add_template ("resources/foo_a/resource-x.tf");
  add_template ("resources/foo_a/resource.tf");
  add_entry ("resources/foo_a/resource_dir.tf", PLATING_ENTRY_DIRECTORY);
  add_template ("resources/foo_a/resource_dir.tf/resource3.tf");
  add_template ("resources/foo_a/resources.tf.bak");
  add_template ("resources/foo_ab/resource2.tf");
  find (REGISTRY_RESOURCE, "foo_a");
  ck_assert (found.single.exists);
  ck_assert (found.import.exists);
  ck_assert (!found.import_identity.exists);
  ck_assert (!found.import_id.exists);
  ck_assert_uint_eq (found.n_files, 4);
  ck_assert (is_text (found.files[0],
                      "/p/examples/resources/foo_a/resource a.tf"));
  ck_assert (is_text (found.files[3],
                      "/p/examples/resources/foo_a/resource_dir.tf"));
  find (REGISTRY_LIST_RESOURCE, "foo_a");
  ck_assert (!found.single.exists);
  ck_assert_uint_eq (found.n_files, 1);
  ck_assert_uint_eq (found.import.path.len, 0);
  find (REGISTRY_PROVIDER, "foo");
  ck_assert (found.single.exists);
  ck_assert_uint_eq (found.n_files, 1);
}
END_TEST

START_TEST (test_patterns_in_paths)
{
  static const struct {
    const char *path;
    bool is_pattern, is_bad;
  } cases[] = {
    { "/a/b", false, false }, { "/a*?", false, false },
    { "/e[x]/a", true, false }, { "/e[x", true, true },
    { "/e[]x]", true, true }, { "/e[^a-z]", true, false },
    { "/e[a-", true, true }, { "/e[-a]", true, true },
    { "/a\\b", true, false }, { "/a\\", true, true },
    { "/[\xff]", true, true }, { "/[\xc3\xa4]", true, false },
    { "/[\\]]", true, false }
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bool is_bad;

    ck_assert_msg (registry_is_pattern (pl_text_of (cases[i].path),
                                        &is_bad) == cases[i].is_pattern,
                   "%s", cases[i].path);
    ck_assert_msg (is_bad == cases[i].is_bad, "%s", cases[i].path);
  }
}
END_TEST

int
main (void)
{
  TCase *c = tcase_create ("site");
  Suite *suite = suite_create ("registry/site");
  SRunner *runner = srunner_create (suite);
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_stems);
  tcase_add_test (c, test_short_names);
  tcase_add_test (c, test_order_of_paths);
  tcase_add_test (c, test_managed_paths);
  tcase_add_test (c, test_nothing_is_there);
  tcase_add_test (c, test_decisions);
  tcase_add_test (c, test_twins);
  tcase_add_test (c, test_deprecated);
  tcase_add_test (c, test_names_of_no_file);
  tcase_add_test (c, test_links_are_refused);
  tcase_add_test (c, test_catch_all_and_its_id);
  tcase_add_test (c, test_found_by_meaning);
  tcase_add_test (c, test_compatible_finds_less);
  tcase_add_test (c, test_component_without_schema);
  tcase_add_test (c, test_examples);
  tcase_add_test (c, test_patterns_in_paths);
  suite_add_tcase (suite, c);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
