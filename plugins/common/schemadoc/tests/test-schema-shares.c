/* SPDX-License-Identifier: Apache-2.0 */
/* Nested sections that are printed once: which are the same, who owns them,
 * what their anchors are, and that it stays cheap. */

#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "plugins/common/schemadoc/schema-markdown.h"
#include "plugins/common/schemadoc/tests/sample-markdown.h"

/* How often PART stands in the output. */
static unsigned
count (const char *part)
{
  const char *p = text_of (&out);
  unsigned n = 0;

  for (; (p = strstr (p, part)); p += strlen (part))
    n++;
  return n;
}

static void
render (void)
{
  ck_assert_int_eq (registry_schema_markdown (&m, REGISTRY_SHARE_SECTIONS),
                    0);
}

/* A block with one attribute. */
static void
add_block (const char *name, const char *attribute, uint32_t flags,
           const char *text)
{
  sample_block (&s, PLATING_MODE_LIST, name, NULL);
  sample_attribute (&s, STR, attribute, flags, text);
  sample_up (&s);
}

START_TEST (test_the_first_line_owns_the_section)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  add_block ("z", "x", OPT, "t");
  sample_up (&s);
  add_block ("z", "x", OPT, " t\n");
  sample_finish (&s);
  render ();
  ck_assert_uint_eq (count ("### Nested Schema for"), 2);
  ck_assert_uint_eq (count ("### Nested Schema for `z`\n\nAlso the schema "
                            "of `a.z`.\n\nOptional:"), 1);
  ck_assert_uint_eq (count ("(#nestedblock--z)"), 2);
  ck_assert_uint_eq (count ("id=\"nestedblock--z\""), 1);
}
END_TEST

START_TEST (test_differences_are_kept)
{
  sample_start_block (&s, "x_a");
  add_block ("a", "x", OPT, "t");
  add_block ("b", "x", REQ, "t");
  add_block ("c", "x", OPT | PLATING_FLAG_SENSITIVE, "t");
  add_block ("d", "x", OPT, "u");
  add_block ("e", "y", OPT, "t");
  /* Not shown on the page, hence no difference. */
  add_block ("f", "x", OPT | PLATING_FLAG_MARKDOWN, "t");
  sample_finish (&s);
  render ();
  ck_assert_uint_eq (count ("### Nested Schema for"), 5);
  ck_assert_uint_eq (count ("Also the schema of `f`."), 1);
}
END_TEST

static void
add_object (const char *name, uint32_t flags)
{
  sample_attribute (&s, PLATING_TYPE_OBJECT, name, flags, NULL);
  sample_down (&s);
  sample_add (&s, PLATING_NODE_FIELD, STR, "k", 0, NULL);
  sample_up (&s);
}

START_TEST (test_objects_are_of_their_group)
{
  sample_start_block (&s, "x_a");
  add_object ("o1", OPT);
  add_object ("o2", OPT);
  add_object ("r1", REQ);
  sample_finish (&s);
  render ();
  ck_assert_uint_eq (count ("### Nested Schema for `o1`\n\nAlso the schema "
                            "of `o2`.\n\nOptional:\n"), 1);
  ck_assert_uint_eq (count ("### Nested Schema for `r1`\n\nRequired:\n"),
                     1);
  ck_assert_uint_eq (count ("### Nested Schema for"), 2);
}
END_TEST

/* The anchors and links of the output: each anchor is there once, and is
 * linked to; each link leads to one. */
static void
expect_valid_links (void)
{
  static const char id[] = "<a id=\"", to[] = "(#";
  const char *p, *end;
  char part[200];

  for (p = out.data; (p = strstr (p, id)); p = end) {
    p += strlen (id);
    end = strchr (p, '"');
    snprintf (part, sizeof part, "<a id=\"%.*s\"></a>\n", (int) (end - p), p);
    ck_assert_msg (count (part) == 1, "%s", part);
    snprintf (part, sizeof part, "(#%.*s)", (int) (end - p), p);
    ck_assert_msg (count (part) > 0, "%s", part);
  }
  for (p = out.data; (p = strstr (p, to)); p = end) {
    p += strlen (to);
    end = strchr (p, ')');
    snprintf (part, sizeof part, "<a id=\"%.*s\"></a>\n", (int) (end - p), p);
    ck_assert_msg (count (part) == 1, "%s", part);
  }
}

START_TEST (test_anchors_are_unique_and_clean)
{
  sample_start_block (&s, "x_a");
  add_block ("b", "u", OPT, NULL);
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  add_block ("b", "y", OPT, NULL);
  add_block ("b--2", "x", OPT, NULL);
  sample_up (&s);
  sample_block (&s, PLATING_MODE_LIST, "c", NULL);
  add_block ("b", "v", OPT, NULL);
  sample_up (&s);
  add_block ("q\"> ]", "z", OPT, NULL);
  add_block ("", "w", OPT, NULL);
  sample_finish (&s);
  render ();
  expect_valid_links ();
  ck_assert_uint_eq (count ("id=\"nestedblock--b\"></a>\n### Nested Schema "
                            "for `b`"), 1);
  ck_assert_uint_eq (count ("id=\"nested--b--2\"></a>\n### Nested Schema for "
                            "`a.b--2`"), 1);
  ck_assert_uint_eq (count ("id=\"nested--b\"></a>\n### Nested Schema for "
                            "`a.b`"), 1);
  ck_assert_uint_eq (count ("id=\"nested--b--3\"></a>\n### Nested Schema for "
                            "`c.b`"), 1);
  ck_assert_uint_eq (count ("id=\"nestedblock--.12\""), 1);
  ck_assert_uint_eq (count ("id=\"nestedblock--.14\""), 1);
}
END_TEST

/* A dashboard: widgets of three kinds, one of which holds widgets again, but
 * no more groups; all ask for data in the same way. */
static void
add_widget (int may_be_group, const char *name, int n_kinds)
{
  static char kinds[20][32];
  int i;

  sample_block (&s, PLATING_MODE_LIST, name, "What is seen.");
  sample_attribute (&s, STR, "id", OPT, "The identifier of the widget.");
  for (i = 0; i < n_kinds; i++) {
    snprintf (kinds[i], sizeof kinds[i], "kind_%d_definition", i);
    sample_block (&s, PLATING_MODE_LIST, kinds[i], NULL);
    sample_attribute (&s, STR, "title", OPT, kinds[i]);
    sample_block (&s, PLATING_MODE_LIST, "request", "What to ask for.");
    sample_attribute (&s, STR, "query", REQ, "In the language of queries.");
    add_block ("style", "palette", OPT, "The colours that are used.");
    add_block ("limit", "count", OPT, "How many rows there may be.");
    sample_up (&s);
    sample_up (&s);
  }
  if (may_be_group) {
    sample_block (&s, PLATING_MODE_LIST, "group_definition", NULL);
    add_widget (0, "widget", n_kinds);
    sample_up (&s);
  }
  sample_up (&s);
}

START_TEST (test_subtrees_are_shared_at_any_depth)
{
  size_t plain;

  sample_start_block (&s, "x_a");
  /* The name comes first, the path is longer. */
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  sample_block (&s, PLATING_MODE_LIST, "b", NULL);
  add_widget (0, "part", 4);
  sample_up (&s);
  sample_up (&s);
  add_widget (1, "widget", 4);
  sample_finish (&s);
  ck_assert_int_eq (registry_schema_markdown (&m, 0), 0);
  /* A part or widget, and for each kind itself and three below. */
  ck_assert_uint_eq (count ("### Nested Schema for"), 2 + 1 + 3 * (1 + 4 * 4));
  plain = out.len;
  pl_buffer_clear (&out);
  render ();
  expect_valid_links ();
  /* The part is the widget of the group. */
  ck_assert_uint_eq (count ("### Nested Schema for"), 2 + 1 + 2 + 4 + 3);
  ck_assert_uint_eq (count ("### Nested Schema for `a.b.part`\n\nAlso the "
                            "schema of `widget.group_definition.widget`."),
                     1);
  ck_assert_uint_eq (count ("### Nested Schema for "
                            "`widget.kind_0_definition`"), 1);
  ck_assert_uint_eq (count ("### Nested Schema for "
                            "`widget.kind_0_definition.request`"), 1);
  ck_assert_uint_eq (count ("(see [nested schema](#nested--request))"), 4);
  ck_assert_uint_ge (plain, 3 * out.len);
}
END_TEST

START_TEST (test_only_some_paths_are_named)
{
  static char names[8][2] = { "a", "b", "c", "d", "e", "f", "g", "h" };
  int i;

  sample_start_block (&s, "x_a");
  for (i = 0; i < 8; i++)
    add_block (names[i], "x", OPT, NULL);
  sample_finish (&s);
  render ();
  ck_assert_uint_eq (count ("Also the schema of `b`, `c`, `d`, `e`, `f` and "
                            "2 more.\n\n"), 1);
}
END_TEST

START_TEST (test_long_paths_are_counted)
{
  static char names[3][102];
  char text[400];
  int i;

  sample_start_block (&s, "x_a");
  add_block ("a", "x", OPT, NULL);
  for (i = 0; i < 3; i++) {
    memset (names[i], 'n', sizeof names[i] - 2);
    names[i][100] = (char) ('0' + i);
    add_block (names[i], "x", OPT, NULL);
  }
  add_block ("z", "x", OPT, NULL);
  sample_block (&s, PLATING_MODE_LIST, "u", NULL);
  add_block ("v", "y", OPT, NULL);
  sample_block (&s, PLATING_MODE_LIST, "within-some-more-levels", NULL);
  sample_block (&s, PLATING_MODE_LIST, "which-have-long-names-all", NULL);
  sample_block (&s, PLATING_MODE_LIST, "of-which-no-reader-has-use", NULL);
  sample_block (&s, PLATING_MODE_LIST, "that-stands-in-a-long-list", NULL);
  sample_block (&s, PLATING_MODE_LIST, "or-as-the-path-above-all", NULL);
  add_block ("v", "y", OPT, NULL);
  sample_finish (&s);
  render ();
  expect_valid_links ();
  snprintf (text, sizeof text, "### Nested Schema for `a`\n\nAlso the schema "
            "of `%s`, `z` and 2 more.\n\n", names[0]);
  ck_assert_uint_eq (count (text), 1);
  ck_assert_uint_eq (count ("### Nested Schema for `u.v`\n\nAlso the schema "
                            "of 1 other path.\n\nOptional:"), 1);
}
END_TEST

/* Each of the DEPTH levels has two blocks that hold the same: 2^DEPTH
 * sections if they were not shared. */
static uint32_t
fill_twins (struct plating_schema_node *nodes, uint32_t i, int depth)
{
  static const struct plating_text names[]
    = { PLATING_TEXT ("l"), PLATING_TEXT ("r") };
  int k;

  for (k = 0; k < 2; k++) {
    uint32_t own = i++;

    nodes[own] = (struct plating_schema_node) {
      .kind = PLATING_NODE_BLOCK_TYPE, .mode = PLATING_MODE_LIST,
      .name = names[k]
    };
    if (depth > 1)
      i = fill_twins (nodes, i, depth - 1);
    nodes[own].end = i;
  }
  return i;
}

START_TEST (test_recursion_is_linear)
{
  enum { DEPTH = 17, N = 2 + (2 << DEPTH) - 2 };
  struct plating_schema_node *nodes = calloc (N, sizeof *nodes);
  struct plating_schema_view v = {
    .struct_size = sizeof v, .node_size = sizeof *nodes,
    .n_nodes = N, .nodes = nodes
  };

  ck_assert_ptr_nonnull (nodes);
  nodes[0] = (struct plating_schema_node) {
    .kind = PLATING_NODE_COMPONENT, .end = N
  };
  nodes[1] = (struct plating_schema_node) {
    .kind = PLATING_NODE_BLOCK, .end = N
  };
  ck_assert_uint_eq (fill_twins (nodes, 2, DEPTH), N);
  m.view = &v;
  render ();
  ck_assert_uint_eq (count ("### Nested Schema for"), DEPTH);
  ck_assert_uint_lt (out.len, 10000);
  expect_valid_links ();
  free (nodes);
}
END_TEST

START_TEST (test_limits_and_memory)
{
  size_t limit;
  int code = PLATING_E_NOMEM;

  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  add_block ("z", "x", OPT, "t");
  add_object ("o", OPT);
  sample_up (&s);
  add_block ("z", "x", OPT, "t");
  add_object ("o", OPT);
  sample_finish (&s);
  for (limit = 64; code < 0; limit += 64) {
    ck_assert_uint_lt (limit, 1 << 20);
    pl_arena_release (&arena);
    pl_arena_init (&arena, 64);
    arena.limit = limit;
    pl_buffer_clear (&out);
    code = registry_schema_markdown (&m, REGISTRY_SHARE_SECTIONS);
    ck_assert (code == 0 || code == PLATING_E_NOMEM);
  }
  ck_assert_uint_gt (limit, 1024);
  ck_assert_uint_eq (count ("### Nested Schema for"), 3);

  /* Just too little for the names of other paths. */
  arena.limit = 0;
  out.limit = out.len - 1;
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_schema_markdown (&m, REGISTRY_SHARE_SECTIONS),
                    PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (error.data, "larger than"));
}
END_TEST

int
main (void)
{
  TCase *c = tcase_create ("schema-shares");
  Suite *suite = suite_create ("registry/schema-shares");
  SRunner *runner = srunner_create (suite);
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_the_first_line_owns_the_section);
  tcase_add_test (c, test_differences_are_kept);
  tcase_add_test (c, test_objects_are_of_their_group);
  tcase_add_test (c, test_anchors_are_unique_and_clean);
  tcase_add_test (c, test_subtrees_are_shared_at_any_depth);
  tcase_add_test (c, test_only_some_paths_are_named);
  tcase_add_test (c, test_long_paths_are_counted);
  tcase_add_test (c, test_recursion_is_linear);
  tcase_add_test (c, test_limits_and_memory);
  suite_add_tcase (suite, c);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
