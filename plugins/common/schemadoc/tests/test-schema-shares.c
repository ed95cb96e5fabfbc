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
#include "plugins/common/schemadoc/tests/sample-view.h"

#define REQ  PLATING_FLAG_REQUIRED
#define OPT  PLATING_FLAG_OPTIONAL
#define STR  PLATING_TYPE_STRING

static struct sample_view s;
static struct pl_arena arena;
static struct pl_buffer out, error;
static struct registry_markdown m;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
  pl_buffer_init (&out);
  pl_buffer_init (&error);
  m = (struct registry_markdown) {
    .view = &s.view, .arena = &arena, .out = &out, .error = &error
  };
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
  pl_buffer_release (&out);
  pl_buffer_release (&error);
}

/* How often PART stands in the output. */
static unsigned
count (const char *part)
{
  const char *p = out.data ? out.data : "";
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

START_TEST (test_anchors_are_unique_and_clean)
{
  sample_start_block (&s, "x_a");
  add_block ("a--b", "x", OPT, NULL);
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  add_block ("b", "y", OPT, NULL);
  sample_up (&s);
  add_block ("q\"> )", "z", OPT, NULL);
  add_block ("", "w", OPT, NULL);
  sample_finish (&s);
  render ();
  ck_assert_uint_eq (count ("id=\"nestedblock--a--b\""), 1);
  ck_assert_uint_eq (count ("(#nestedblock--a--b)"), 1);
  ck_assert_uint_eq (count ("id=\"nestedblock--a--b--.5\""), 1);
  ck_assert_uint_eq (count ("(#nestedblock--a--b--.5)"), 1);
  ck_assert_uint_eq (count ("id=\"nestedblock--.7\""), 1);
  ck_assert_uint_eq (count ("(#nestedblock--.7)"), 1);
  ck_assert_uint_eq (count ("id=\"nestedblock--.9\""), 1);
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
  tcase_add_test (c, test_only_some_paths_are_named);
  tcase_add_test (c, test_recursion_is_linear);
  tcase_add_test (c, test_limits_and_memory);
  suite_add_tcase (suite, c);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
