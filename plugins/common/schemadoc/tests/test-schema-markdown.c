/* SPDX-License-Identifier: Apache-2.0 */
/* Schema Markdown: groups, lines, nested sections and errors. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "plugins/common/schemadoc/tests/sample-markdown.h"

#define NOTE \
  "> **NOTE**: [Write-only arguments](https://developer.hashicorp.com/" \
  "terraform/language/resources/ephemeral#write-only-arguments) are " \
  "supported in Terraform 1.11 and later.\n\n"
#define WRITE_ONLY \
  "[Write-only](https://developer.hashicorp.com/terraform/language/" \
  "resources/ephemeral#write-only-arguments)"
#define SEE(anchor) " (see [below for nested schema](#" anchor "))\n"
#define SECTION(anchor, path) \
  "<a id=\"" anchor "\"></a>\n### Nested Schema for `" path "`\n\n"

/* Expects the Markdown of S below the heading. */
static void
expect_flags (unsigned flags, const char *expected)
{
  static const char heading[] = "## Schema\n\n";

  sample_finish (&s);
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_schema_markdown (&m, flags), 0);
  ck_assert (!strncmp (text_of (&out), heading, strlen (heading)));
  ck_assert_str_eq (text_of (&out) + strlen (heading), expected);
}

static void
expect (const char *expected)
{
  expect_flags (0, expected);
}

static void
expect_failure (const char *expected)
{
  sample_finish (&s);
  ck_assert_int_eq (registry_schema_markdown (&m, 0), PLATING_E_SCHEMA);
  ck_assert_str_eq (text_of (&error), expected);
}

/* -- groups ------------------------------------------------------------ */

START_TEST (test_empty_block)
{
  sample_start_block (&s, "x_a");
  expect ("");
}
END_TEST

START_TEST (test_groups_in_order_and_sorted)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "c_b", OPT | COMP, NULL);
  sample_attribute (&s, STR, "ro", COMP, " \tread \n");
  sample_attribute (&s, STR, "c-a", OPT, "first\nsecond");
  sample_attribute (&s, STR, "c", REQ | OPT, "\xe2\x80\x89thin");
  expect ("### Required\n\n- `c` (String) thin\n\n"
          "### Optional\n\n- `c-a` (String) first\nsecond\n"
          "- `c_b` (String)\n\n"
          "### Read-Only\n\n- `ro` (String) read\n\n");
}
END_TEST

START_TEST (test_attribute_without_group)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "b\"", 0, NULL);
  expect_failure ("no match for \"b\\\"\", this can happen if you have "
                  "incompatible schema defined, for example an optional "
                  "block where all the child attributes are computed, in "
                  "which case the block itself should also be marked "
                  "computed");
}
END_TEST

START_TEST (test_root_id)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "Id", REQ, NULL);
  expect ("### Read-Only\n\n- `Id` (String) The ID of this resource.\n\n");
  expect_flags (REGISTRY_ID_DESCRIBED, "### Required\n\n"
                "- `Id` (String) The ID of this resource.\n\n");

  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "\xc4\xb0" "D", 0, NULL);
  expect ("### Read-Only\n\n- `\xc4\xb0" "D` (String) The ID of this "
          "resource.\n\n");

  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "id", REQ, " ");
  expect ("### Required\n\n- `id` (String)\n\n");
}
END_TEST

START_TEST (test_nested_id_is_ordinary)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "id", NULL);
  sample_attribute (&s, STR, "id", OPT, NULL);
  expect ("### Optional\n\n- `id` (Block List)" SEE ("nestedblock--id") "\n"
          SECTION ("nestedblock--id", "id")
          "Optional:\n\n- `id` (String)\n\n\n");
}
END_TEST

START_TEST (test_name_of_attribute_and_block)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, STR, "b", REQ, NULL);
  sample_block (&s, PLATING_MODE_SET, "b", NULL);
  expect ("### Optional\n\n"
          "- `b` (Block Set)" SEE ("nestedblock--b")
          "- `b` (Block Set)" SEE ("nestedblock--b") "\n"
          SECTION ("nestedblock--b", "b") "\n"
          SECTION ("nestedblock--b", "b") "\n");
}
END_TEST

/* -- lines ------------------------------------------------------------- */

START_TEST (test_flags_of_attributes)
{
  struct plating_schema_node *n;

  sample_start_block (&s, "x_a");
  n = sample_attribute (&s, PLATING_TYPE_NESTED, "nest",
                        OPT | PLATING_FLAG_SENSITIVE
                        | PLATING_FLAG_DEPRECATED, "nd");
  n->mode = PLATING_MODE_LIST;
  n->min_items = 1;
  n->max_items = UINT64_MAX;
  n = sample_attribute (&s, PLATING_TYPE_NESTED, "one", OPT, NULL);
  n->mode = PLATING_MODE_SINGLE;
  n->min_items = 2;
  n->max_items = 1;
  sample_attribute (&s, PLATING_TYPE_DYNAMIC, "wo",
                    OPT | PLATING_FLAG_SENSITIVE | PLATING_FLAG_DEPRECATED
                    | PLATING_FLAG_WRITE_ONLY, "{{ x }}");
  expect ("### Optional\n\n" NOTE
          "- `nest` (Attributes List, Min: 1, Max: 18446744073709551615, "
          "Sensitive, Deprecated) nd" SEE ("nestedatt--nest")
          "- `one` (Attributes, Max: 1)" SEE ("nestedatt--one")
          "- `wo` (Dynamic, Sensitive, Deprecated, " WRITE_ONLY
          ") {{ x }}\n\n"
          SECTION ("nestedatt--nest", "nest") "\n"
          SECTION ("nestedatt--one", "one") "\n");
}
END_TEST

START_TEST (test_types)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_BOOL, "", OPT, NULL);
  sample_attribute (&s, PLATING_TYPE_LIST, "llo", OPT, NULL);
  add_element (PLATING_TYPE_LIST);
  add_element (PLATING_TYPE_OBJECT);
  sample_up (&s);
  sample_up (&s);
  sample_attribute (&s, PLATING_TYPE_MAP, "mt", OPT, NULL);
  add_element (PLATING_TYPE_TUPLE);
  sample_up (&s);
  sample_attribute (&s, PLATING_TYPE_SET, "sn", OPT, NULL);
  add_element (PLATING_TYPE_NUMBER);
  sample_up (&s);
  expect ("### Optional\n\n- `` (Boolean)\n- `llo` (List of List of "
          "Object)\n- `mt` (Map of Tuple)\n- `sn` (Set of Number)\n\n");
}
END_TEST

START_TEST (test_blocks)
{
  struct plating_schema_node *n;

  sample_start_block (&s, "x_a");
  n = sample_block (&s, PLATING_MODE_LIST, "list", " bdesc ");
  n->min_items = 1;
  n->max_items = 2;
  n->flags = PLATING_FLAG_DEPRECATED;
  sample_up (&s);
  n = sample_block (&s, PLATING_MODE_SINGLE, "must", NULL);
  n->min_items = n->max_items = 1;
  sample_up (&s);
  sample_block (&s, PLATING_MODE_SINGLE, "may", NULL);
  sample_up (&s);
  sample_block (&s, PLATING_MODE_SINGLE, "shown", "ro");
  sample_attribute (&s, STR, "x", COMP, NULL);
  sample_up (&s);
  expect ("### Required\n\n"
          "- `list` (Block List, Min: 1, Max: 2, Deprecated) bdesc"
          SEE ("nestedblock--list")
          "- `must` (Block, Required, Max: 1)" SEE ("nestedblock--must")
          "\n### Optional\n\n"
          "- `may` (Block, Optional)" SEE ("nestedblock--may")
          "\n### Read-Only\n\n"
          "- `shown` (Block, Read-only) ro" SEE ("nestedblock--shown") "\n"
          SECTION ("nestedblock--list", "list") "\n"
          SECTION ("nestedblock--must", "must") "\n"
          SECTION ("nestedblock--may", "may") "\n"
          SECTION ("nestedblock--shown", "shown")
          "Read-Only:\n\n- `x` (String)\n\n\n");
}
END_TEST

START_TEST (test_block_judged_by_what_is_below)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_MAP, "a", NULL);
  sample_attribute (&s, STR, "x", COMP, NULL);
  sample_block (&s, PLATING_MODE_MAP, "b", NULL);
  sample_attribute (&s, STR, "w", OPT | PLATING_FLAG_WRITE_ONLY, NULL);
  expect ("### Optional\n\n" NOTE
          "- `a` (Block Map)" SEE ("nestedblock--a") "\n"
          SECTION ("nestedblock--a", "a") "Optional:\n\n" NOTE
          "- `b` (Block Map)" SEE ("nestedblock--a--b") "\n"
          "Read-Only:\n\n- `x` (String)\n\n"
          SECTION ("nestedblock--a--b", "a.b") "Optional:\n\n" NOTE
          "- `w` (String, " WRITE_ONLY ")\n\n\n\n");
}
END_TEST

START_TEST (test_block_that_fits_no_group)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "b", NULL)->max_items = 1;
  sample_attribute (&s, STR, "x", COMP, NULL);
  sample_finish (&s);
  ck_assert_int_eq (registry_schema_markdown (&m, 0), PLATING_E_SCHEMA);
  ck_assert_ptr_nonnull (strstr (text_of (&error), "no match for \"b\","));
}
END_TEST

/* -- nested sections --------------------------------------------------- */

START_TEST (test_heading_of_objects_is_inherited)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_NESTED, "n", REQ, NULL)->mode
    = PLATING_MODE_LIST;
  sample_down (&s);
  sample_attribute (&s, PLATING_TYPE_NESTED, "c", COMP, NULL)->mode
    = PLATING_MODE_SINGLE;
  sample_down (&s);
  sample_attribute (&s, PLATING_TYPE_SET, "o", OPT, NULL);
  add_element (PLATING_TYPE_OBJECT);
  sample_down (&s);
  sample_add (&s, PLATING_NODE_FIELD, STR, "z", 0, NULL);
  sample_add (&s, PLATING_NODE_FIELD, PLATING_TYPE_OBJECT, "q", 0, NULL);
  expect ("### Required\n\n- `n` (Attributes List)" SEE ("nestedatt--n")
          "\n" SECTION ("nestedatt--n", "n")
          "Read-Only:\n\n- `c` (Attributes)" SEE ("nestedatt--n--c") "\n"
          SECTION ("nestedatt--n--c", "n.c")
          "Optional:\n\n- `o` (Set of Object)" SEE ("nestedatt--n--c--o")
          "\n" SECTION ("nestedatt--n--c--o", "n.c.o")
          "Required:\n\n- `q` (Object)" SEE ("nestedobjatt--n--c--o--q")
          "- `z` (String)\n\n"
          SECTION ("nestedobjatt--n--c--o--q", "n.c.o.q")
          "Required:\n\n\n\n\n\n\n");
}
END_TEST

START_TEST (test_nested_attribute_in_two_groups_or_none)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_NESTED, "n", OPT, NULL)->mode
    = PLATING_MODE_MAP;
  sample_down (&s);
  sample_attribute (&s, STR, "both", REQ | OPT, NULL);
  sample_attribute (&s, STR, "lost", 0, NULL);
  sample_attribute (&s, STR, "wo", OPT | PLATING_FLAG_WRITE_ONLY, NULL);
  expect ("### Optional\n\n- `n` (Attributes Map)" SEE ("nestedatt--n")
          "\n" SECTION ("nestedatt--n", "n")
          "Required:\n\n- `both` (String)\n\n"
          "Optional:\n\n- `both` (String)\n- `wo` (String, " WRITE_ONLY
          ")\n\n\n");
}
END_TEST

START_TEST (test_siblings_after_deep_sections)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  sample_block (&s, PLATING_MODE_LIST, "b", NULL);
  sample_attribute (&s, STR, "x", OPT, NULL);
  sample_up (&s);
  sample_up (&s);
  sample_block (&s, PLATING_MODE_LIST, "c", NULL);
  expect ("### Optional\n\n- `a` (Block List)" SEE ("nestedblock--a")
          "- `c` (Block List)" SEE ("nestedblock--c") "\n"
          SECTION ("nestedblock--a", "a")
          "Optional:\n\n- `b` (Block List)" SEE ("nestedblock--a--b") "\n"
          SECTION ("nestedblock--a--b", "a.b")
          "Optional:\n\n- `x` (String)\n\n\n\n"
          SECTION ("nestedblock--c", "c") "\n");
}
END_TEST

/* -- errors ------------------------------------------------------------ */

START_TEST (test_unknown_modes)
{
  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_GROUP, "b", NULL);
  expect_failure ("unable to render block \"b\": unable to write block "
                  "description for \"b\": unexpected nesting mode for "
                  "block: group");

  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_NESTED, "n", OPT, NULL)->mode
    = PLATING_MODE_OTHER;
  sample_extra (&s, "nesting_mode", "\"\\u00e9\\ud83d\\ude00\\n\"");
  expect_failure ("unable to render attribute \"n\": unexpected nesting "
                  "mode for attributes: \xc3\xa9\xf0\x9f\x98\x80\n");
}
END_TEST

START_TEST (test_tuples)
{
  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_TUPLE, "t", OPT, NULL);
  expect_failure ("unable to render attribute \"t\": TODO: tuples are not "
                  "yet supported");

  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_NESTED, "t",
                    OPT | PLATING_FLAG_TUPLE_TOO, NULL)->mode
    = PLATING_MODE_SINGLE;
  expect_failure ("unable to render attribute \"t\": TODO: tuples are not "
                  "yet supported");

  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_OBJECT, "o", OPT, NULL);
  sample_down (&s);
  sample_add (&s, PLATING_NODE_FIELD, PLATING_TYPE_TUPLE, "t", 0, NULL);
  expect_failure ("unable to render attribute \"t\": TODO: tuples are not "
                  "yet supported");
}
END_TEST

START_TEST (test_nothing_to_show)
{
  sample_start (&s);
  expect_failure ("the schema has no block");
  sample_start_block (&s, "x_a");
  sample_attribute (&s, PLATING_TYPE_NONE, "a", OPT, NULL);
  expect_failure ("unable to render attribute \"a\": the schema gives it "
                  "no type");
}
END_TEST

/* A schema as deep as one level a node needs neither a deep stack nor
 * more than linear work per byte written. */
START_TEST (test_deep_nesting)
{
  enum { DEPTH = 3000 };
  struct plating_schema_node *nodes = calloc (DEPTH + 3, sizeof *nodes);
  struct plating_schema_view v = {
    .struct_size = sizeof v, .node_size = sizeof *nodes,
    .n_nodes = DEPTH + 3, .nodes = nodes
  };
  uint32_t i;

  ck_assert_ptr_nonnull (nodes);
  for (i = 0; i < DEPTH + 3; i++)
    nodes[i] = (struct plating_schema_node) {
      .kind = i == 0 ? PLATING_NODE_COMPONENT : i == 1 ? PLATING_NODE_BLOCK
              : i < DEPTH + 2 ? PLATING_NODE_BLOCK_TYPE
              : PLATING_NODE_ATTRIBUTE,
      .type = STR, .mode = PLATING_MODE_SINGLE, .end = DEPTH + 3,
      .flags = i == DEPTH + 2 ? COMP : 0, .name = PLATING_TEXT ("n")
    };
  m.view = &v;
  ck_assert_int_eq (registry_schema_markdown (&m, 0), 0);
  ck_assert_ptr_nonnull (strstr (out.data, "(Block, Read-only)"));
  ck_assert_ptr_null (strstr (out.data, "Optional"));
  ck_assert_str_eq (out.data + out.len - 6, "\n\n\n\n\n\n");

  pl_buffer_clear (&out);
  out.limit = 4096;
  ck_assert_int_eq (registry_schema_markdown (&m, 0), PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (error.data, "larger than"));
  free (nodes);
}
END_TEST

/* Memory that ends anywhere gives an error, not a crash or half a text. */
START_TEST (test_without_memory)
{
  size_t limit;
  int code = PLATING_E_NOMEM;

  sample_start_block (&s, "x_a");
  sample_block (&s, PLATING_MODE_LIST, "a", NULL);
  sample_block (&s, PLATING_MODE_LIST, "b", NULL);
  sample_attribute (&s, STR, "x", OPT, NULL);
  sample_up (&s);
  sample_attribute (&s, PLATING_TYPE_NESTED, "n", OPT, NULL)->mode
    = PLATING_MODE_SET;
  sample_down (&s);
  sample_attribute (&s, STR, "y", OPT, NULL);
  sample_finish (&s);
  for (limit = 64; code < 0; limit += 64) {
    ck_assert_uint_lt (limit, 1 << 20);
    pl_arena_release (&arena);
    pl_arena_init (&arena, 64);
    arena.limit = limit;
    pl_buffer_clear (&out);
    code = registry_schema_markdown (&m, 0);
    ck_assert (code == 0 || code == PLATING_E_NOMEM);
  }
  ck_assert_uint_gt (limit, 256);
  ck_assert_ptr_nonnull (strstr (out.data, "nestedatt--a--n"));
}
END_TEST

/* What tfplugindocs refuses can be shown all the same. */
START_TEST (test_shows_all)
{
  sample_start_block (&s, "x");
  sample_attribute (&s, PLATING_TYPE_TUPLE, "pair", REQ, "two");
  sample_attribute (&s, STR, "plain", 0, NULL);
  sample_attribute (&s, PLATING_TYPE_NONE, "untyped", OPT, NULL);
  sample_block (&s, PLATING_MODE_LIST, "empty", NULL);
  sample_up (&s);
  sample_block (&s, PLATING_MODE_OTHER, "large", NULL);
  sample_extra (&s, "nesting_mode", "\"LIST\"");
  sample_up (&s);
  m.shows_all = true;
  expect ("### Required\n\n- `pair` (Tuple) two\n\n"
          "### Optional\n\n- `empty` (Block List)" SEE ("nestedblock--empty")
          "- `large` (Block List)" SEE ("nestedblock--large")
          "- `plain` (String)\n- `untyped` (String)\n\n"
          SECTION ("nestedblock--empty", "empty")
          "\n" SECTION ("nestedblock--large", "large") "\n");
  pl_buffer_clear (&error);
  m.shows_all = false;
  ck_assert_int_eq (registry_schema_markdown (&m, 0), PLATING_E_SCHEMA);
}
END_TEST

int
main (void)
{
  TCase *c = tcase_create ("schema-markdown");
  Suite *suite = suite_create ("registry/schema-markdown");
  SRunner *runner = srunner_create (suite);
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_empty_block);
  tcase_add_test (c, test_shows_all);
  tcase_add_test (c, test_groups_in_order_and_sorted);
  tcase_add_test (c, test_attribute_without_group);
  tcase_add_test (c, test_root_id);
  tcase_add_test (c, test_nested_id_is_ordinary);
  tcase_add_test (c, test_name_of_attribute_and_block);
  tcase_add_test (c, test_flags_of_attributes);
  tcase_add_test (c, test_types);
  tcase_add_test (c, test_blocks);
  tcase_add_test (c, test_block_judged_by_what_is_below);
  tcase_add_test (c, test_block_that_fits_no_group);
  tcase_add_test (c, test_heading_of_objects_is_inherited);
  tcase_add_test (c, test_nested_attribute_in_two_groups_or_none);
  tcase_add_test (c, test_siblings_after_deep_sections);
  tcase_add_test (c, test_unknown_modes);
  tcase_add_test (c, test_tuples);
  tcase_add_test (c, test_nothing_to_show);
  tcase_add_test (c, test_deep_nesting);
  tcase_add_test (c, test_without_memory);
  suite_add_tcase (suite, c);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
