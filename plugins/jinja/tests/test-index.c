/* SPDX-License-Identifier: Apache-2.0 */
/* The provider's index and the navigation: groups and their order, names of
 * components, sections that are kept. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/jinja/index.h"

static struct pl_buffer out;

static void
set_up (void)
{
  pl_buffer_init (&out);
}

static void
tear_down (void)
{
  pl_buffer_release (&out);
}

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

#define ENTRY(entry_kind, entry_name, entry_page, entry_group)          \
  { .kind = entry_kind, .name = PLATING_TEXT (entry_name),              \
    .page = PLATING_TEXT (entry_page), .group = PLATING_TEXT (entry_group) }

static const struct plate_entry sample[] = {
  ENTRY (PLATE_ACTION, "acme_go", "actions/go.md", "Zoo"),
  ENTRY (PLATE_RESOURCE, "acme_t", "resources/t.md", "Test Mode"),
  ENTRY (PLATE_FUNCTION, "acme_f", "functions/acme_f.md", ""),
  ENTRY (PLATE_RESOURCE, "acme_b", "resources/b.md", ""),
  ENTRY (PLATE_RESOURCE, "acme_a", "resources/a.md", ""),
  ENTRY (PLATE_DATA_SOURCE, "other_x", "data-sources/other_x.md", "Zoo"),
  ENTRY (PLATE_STATE_STORE, "acme_s", "state-stores/s.md", "Animals: all")
};

#define N_SAMPLE (sizeof sample / sizeof sample[0])

START_TEST (test_index)
{
  struct plate_entry entries[N_SAMPLE];

  memcpy (entries, sample, sizeof sample);
  plate_entries_sort (entries, N_SAMPLE);
  plate_put_index (entries, N_SAMPLE, NULL, &out);
  ck_assert_str_eq (out.data,
                    "### Resources\n\n- [`acme_a`](./resources/a.md)\n"
                    "- [`acme_b`](./resources/b.md)\n\n"
                    "### Functions\n\n- [`acme_f`](./functions/acme_f.md)"
                    "\n\n"
                    "## Animals: all\n\n### State Stores\n\n"
                    "- [`acme_s`](./state-stores/s.md)\n\n"
                    "## Zoo\n\n### Data Sources\n\n"
                    "- [`other_x`](./data-sources/other_x.md)\n\n"
                    "### Actions\n\n- [`acme_go`](./actions/go.md)\n\n"
                    "## Test Mode\n\n### Test Resources\n\n"
                    "- [`acme_t`](./resources/t.md)\n\n");
  pl_buffer_clear (&out);
  plate_put_index (entries, 1, "## All", &out);
  ck_assert_str_eq (out.data, "## All\n\n### Resources\n\n"
                              "- [`acme_a`](./resources/a.md)\n\n");
}
END_TEST

START_TEST (test_navigation)
{
  struct plate_entry entries[N_SAMPLE];
  struct plate_guide_entry guides[] = {
    { 999, PLATING_TEXT ("Later"), PLATING_TEXT ("guides/a.md") },
    { 2, PLATING_TEXT ("Second: part"), PLATING_TEXT ("guides/z.md") },
    { 2, PLATING_TEXT ("yes"), PLATING_TEXT ("guides/b.md") }
  };

  memcpy (entries, sample, sizeof sample);
  plate_entries_sort (entries, N_SAMPLE);
  plate_guides_sort (guides, 3);
  plate_put_navigation (entries, N_SAMPLE, guides, 3, text_of ("index.md"),
                        &out);
  ck_assert_str_eq (out.data,
                    "- Overview: index.md\n"
                    "- Guides:\n"
                    "  - 'yes': guides/b.md\n"
                    "  - 'Second: part': guides/z.md\n"
                    "  - Later: guides/a.md\n"
                    "- Resources:\n"
                    "  - a: resources/a.md\n"
                    "  - b: resources/b.md\n"
                    "- Functions:\n"
                    "  - acme_f: functions/acme_f.md\n"
                    "- 'Animals: all':\n"
                    "  - State Stores:\n"
                    "    - s: state-stores/s.md\n"
                    "- Zoo:\n"
                    "  - Data Sources:\n"
                    "    - other_x: data-sources/other_x.md\n"
                    "  - Actions:\n"
                    "    - go: actions/go.md\n"
                    "- Test Mode:\n"
                    "  - Resources:\n"
                    "    - t: resources/t.md\n");
}
END_TEST

START_TEST (test_odd_names)
{
  struct plate_entry entries[] = {
    ENTRY (PLATE_RESOURCE, "a b", "resources/a b.md", "Z\n# oo"),
    ENTRY (PLATE_RESOURCE, "b`", "resources/(x)[y]<z>\\#?&%41`.md",
           "Z\n# oo"),
    ENTRY (PLATE_RESOURCE, "c\n# d", "resources/c\n# d.md", "Z\n# oo"),
    ENTRY (PLATE_RESOURCE, "\xc3\xbc\xff", "resources/\xc3\xbc\xff.md",
           "Z\n# oo")
  };

  plate_put_index (entries, 4, NULL, &out);
  ck_assert_str_eq (out.data,
                    "## Z # oo\n\n### Resources\n\n"
                    "- [`a b`](./resources/a%20b.md)\n"
                    "- [`` b` ``](./resources/%28x%29%5By%5D%3Cz%3E%5C%23%3F"
                    "%26%2541%60.md)\n"
                    "- [`c # d`](./resources/c%0A%23%20d.md)\n"
                    "- [`\xc3\xbc\xef\xbf\xbd`](./resources/\xc3\xbc%FF.md)"
                    "\n\n");
  pl_buffer_clear (&out);
  plate_put_default_index (text_of ("a\"b\nc"), text_of ("a\"b\nc"),
                           text_of (""), &out);
  ck_assert_ptr_nonnull (strstr (out.data,
                                 "page_title: \"A\\\"B C Provider\"\n"));
  ck_assert_ptr_nonnull (strstr (out.data, "\nprovider \"a\\\"b c\" {\n"));
}
END_TEST

START_TEST (test_default_index)
{
  plate_put_default_index (text_of ("my_cloud"), text_of ("my_cloud"),
                           text_of (""), &out);
  ck_assert_str_eq (out.data,
                    "---\npage_title: \"My_Cloud Provider\"\n"
                    "description: |-\n  Terraform provider for my_cloud\n"
                    "---\n\n# My_Cloud Provider\n\n"
                    "Terraform provider for my_cloud.\n\n"
                    "## Example Usage\n\n```terraform\n"
                    "provider \"my_cloud\" {\n  # Configuration options\n}\n"
                    "```\n\n## Schema\n\nNo provider configuration "
                    "required.\n\n");
  pl_buffer_clear (&out);
  plate_put_default_index (text_of ("x"), text_of ("my XYZ"),
                           text_of ("## Schema\n\n- `a` (String)\n"), &out);
  ck_assert_ptr_nonnull (strstr (out.data, "```\n\n## Schema\n\n"
                                           "- `a` (String)\n\n"));
  ck_assert_ptr_null (strstr (out.data, "No provider configuration"));
  ck_assert_ptr_nonnull (strstr (out.data, "\n# my XYZ Provider\n"));
  ck_assert_ptr_nonnull (strstr (out.data, "provider for my XYZ.\n"));
  ck_assert_ptr_nonnull (strstr (out.data, "\nprovider \"x\" {\n"));
}
END_TEST

/* -- kept sections ---------------------------------------------------- */

static const struct {
  const char *made, *old, *merged;
} kept[] = {
  { "new\n", "old\n", "new\n" },
  { "a\n<!-- BEGIN: X -->\ndefault\n<!-- END: X -->\nb\n",
    "z\n<!-- BEGIN: X -->\nmine\n<!-- END: X -->\n",
    "a\n<!-- BEGIN: X -->\nmine\n<!-- END: X -->\nb\n" },
  { "a\n<!-- BEGIN: X -->\ndefault\n<!-- END: X -->\nb\n", "",
    "a\n<!-- BEGIN: X -->\ndefault\n<!-- END: X -->\nb\n" },
  { "a\n", "<!-- BEGIN: X -->\nmine\n<!-- END: X -->\n",
    "a\n\n<!-- BEGIN: X -->\nmine\n<!-- END: X -->\n" },
  { "a\n<!-- BEGIN: X -->\n1\n<!-- END: X -->\n",
    "<!-- BEGIN: Y -->\ny\n<!-- END: Y -->\n"
    "<!-- BEGIN: X -->\nx\n<!-- END: X -->\n",
    "a\n<!-- BEGIN: X -->\nx\n<!-- END: X -->\n\n"
    "<!-- BEGIN: Y -->\ny\n<!-- END: Y -->\n" }
};

START_TEST (test_kept)
{
  struct plating_text name;
  struct pl_buffer again;
  uint32_t line;

  ck_assert_int_eq (plate_keep_sections (text_of (kept[_i].made),
                                         text_of (kept[_i].old), &out,
                                         &line, &name), 0);
  ck_assert_str_eq (out.data, kept[_i].merged);
  /* The next run finds it as it is. */
  pl_buffer_init (&again);
  ck_assert_int_eq (plate_keep_sections (text_of (kept[_i].made),
                                         (struct plating_text) { out.data,
                                                                 out.len },
                                         &again, &line, &name), 0);
  ck_assert_str_eq (again.data, out.data);
  pl_buffer_release (&again);
}
END_TEST

START_TEST (test_not_ended)
{
  struct plating_text name;
  uint32_t line;

  ck_assert_int_eq (plate_keep_sections (text_of ("a\n"),
                                         text_of ("x\n<!-- BEGIN: X -->\n"),
                                         &out, &line, &name),
                    PLATING_E_FORMAT);
  ck_assert_uint_eq (line, 2);
  ck_assert (pl_text_same (name, text_of ("X")));
}
END_TEST

START_TEST (test_globs)
{
  ck_assert (plate_glob (text_of ("*_test"), text_of ("acme_test")));
  ck_assert (plate_glob (text_of ("a?me_[ab]"), text_of ("acme_b")));
  ck_assert (!plate_glob (text_of ("acme"), text_of ("acme_b")));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("index");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_index);
  tcase_add_test (c, test_navigation);
  tcase_add_test (c, test_default_index);
  tcase_add_test (c, test_odd_names);
  tcase_add_loop_test (c, test_kept, 0,
                       (int) (sizeof kept / sizeof kept[0]));
  tcase_add_test (c, test_not_ended);
  tcase_add_test (c, test_globs);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
