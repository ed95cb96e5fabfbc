/* SPDX-License-Identifier: Apache-2.0 */
/* The lists and tables of a schema that the Python tool has. */

#include <config.h>

#include <check.h>
#include <stdlib.h>

#include <plating/types.h>

#include "plugins/common/schemadoc/flat-form.h"
#include "plugins/common/schemadoc/tests/sample-view.h"

#define REQ  PLATING_FLAG_REQUIRED
#define OPT  PLATING_FLAG_OPTIONAL
#define COMP PLATING_FLAG_COMPUTED
#define STR  PLATING_TYPE_STRING

static struct sample_view s;

static void
expect (void (*form) (const struct plating_schema_view *,
                      struct pl_buffer *), const char *expected)
{
  struct pl_buffer out;

  pl_buffer_init (&out);
  form (sample_finish (&s), &out);
  ck_assert_int_eq (out.failed, 0);
  ck_assert_str_eq (out.data ? out.data : "", expected);
  pl_buffer_release (&out);
}

/* Groups, the order of the source, and what stays hidden. */
START_TEST (test_groups)
{
  sample_start_block (&s, "x");
  sample_attribute (&s, STR, "z", REQ, "zed");
  sample_attribute (&s, PLATING_TYPE_BOOL, "a", REQ, NULL);
  sample_attribute (&s, PLATING_TYPE_LIST, "o", OPT, "opt");
  sample_down (&s);
  sample_add (&s, PLATING_NODE_ELEMENT, STR, NULL, 0, NULL);
  sample_up (&s);
  sample_attribute (&s, PLATING_TYPE_NUMBER, "oc", OPT | COMP, "both");
  sample_attribute (&s, STR, "c", COMP, "comp");
  sample_attribute (&s, STR, "n", 0, NULL);
  sample_attribute (&s, PLATING_TYPE_NESTED, "nest", OPT, NULL);
  sample_down (&s);
  sample_attribute (&s, STR, "hidden", REQ, "not shown");
  sample_up (&s);
  sample_block (&s, PLATING_MODE_LIST, "b1", "not shown")->max_items = 1;
  sample_attribute (&s, STR, "hidden", REQ, "not shown");
  sample_up (&s);
  sample_block (&s, PLATING_MODE_LIST, "b2", NULL);
  sample_up (&s);
  expect (schemadoc_flat,
          "## Schema\n\n### Required\n\n- `z` (String) - zed\n"
          "- `a` (Boolean)\n\n### Optional\n\n- `o` (List of String) - opt\n"
          "- `oc` (Number) - both\n- `n` (String)\n- `nest` (String)\n\n"
          "### Read-Only\n\n- `c` (String) - comp\n\n### Blocks\n\n"
          "- `b1` (Optional)\n- `b2` (Optional, List)\n");
}
END_TEST

START_TEST (test_only_blocks)
{
  sample_start_block (&s, "x");
  sample_block (&s, PLATING_MODE_SET, "b", NULL);
  sample_up (&s);
  expect (schemadoc_flat,
          "## Schema\n\n### Blocks\n\n- `b` (Optional, List)\n");
}
END_TEST

/* Required wins over computed. */
START_TEST (test_required_and_computed)
{
  sample_start_block (&s, "x");
  sample_attribute (&s, STR, "a", REQ | COMP, NULL);
  expect (schemadoc_flat, "## Schema\n\n### Required\n\n- `a` (String)\n");
}
END_TEST

START_TEST (test_empty)
{
  struct pl_buffer out;

  sample_start_block (&s, "x");
  expect (schemadoc_flat, "");
  expect (schemadoc_table, "");
  pl_buffer_init (&out);
  schemadoc_flat (NULL, &out);
  ck_assert_uint_eq (out.len, 0);
  pl_buffer_release (&out);
}
END_TEST

struct typed {
  uint16_t types[5];            /* outer to inner, ended by NONE */
  const char *expected;
};

static const struct typed typed[] = {
  { { STR }, "String" },
  { { PLATING_TYPE_NONE }, "String" },
  { { PLATING_TYPE_NUMBER }, "Number" },
  { { PLATING_TYPE_BOOL }, "Boolean" },
  { { PLATING_TYPE_DYNAMIC }, "Dynamic" },
  { { PLATING_TYPE_TUPLE }, "Dynamic" },
  { { PLATING_TYPE_OBJECT }, "Object" },
  { { PLATING_TYPE_SET, PLATING_TYPE_OBJECT }, "Set of Object" },
  { { PLATING_TYPE_LIST, PLATING_TYPE_TUPLE }, "List of Dynamic" },
  { { PLATING_TYPE_MAP, PLATING_TYPE_LIST, PLATING_TYPE_SET,
      PLATING_TYPE_BOOL }, "Map of List of Set of Boolean" },
  { { PLATING_TYPE_LIST }, "List of String" }
};

START_TEST (test_types)
{
  const struct typed *t = &typed[_i];
  struct pl_buffer out;
  int i;

  sample_start_block (&s, "x");
  sample_attribute (&s, t->types[0], "a", OPT, NULL);
  for (i = 1; i < 5 && t->types[i]; i++) {
    sample_down (&s);
    sample_add (&s, PLATING_NODE_ELEMENT, t->types[i], NULL, 0, NULL);
  }
  pl_buffer_init (&out);
  schemadoc_flat_type (sample_finish (&s), 2, &out);
  ck_assert_str_eq (out.data, t->expected);
  pl_buffer_release (&out);
}
END_TEST

START_TEST (test_table)
{
  sample_start_block (&s, "x");
  sample_attribute (&s, STR, "a", REQ, "one | two\nthree\n");
  sample_attribute (&s, PLATING_TYPE_BOOL, "c", COMP, NULL);
  sample_attribute (&s, PLATING_TYPE_NESTED, "n", OPT, "deep");
  sample_down (&s);
  sample_attribute (&s, PLATING_TYPE_NUMBER, "m", OPT, "in");
  sample_up (&s);
  sample_block (&s, PLATING_MODE_LIST, "b", NULL);
  sample_block (&s, PLATING_MODE_LIST, "bb", NULL);
  sample_attribute (&s, STR, "q", OPT, "innermost");
  sample_up (&s);
  sample_up (&s);
  expect (schemadoc_table,
          "## Schema\n\n"
          "| Argument | Type | Required | Description |\n"
          "|----------|------|----------|-------------|\n"
          "| `a` | String | **Yes** | one \\| two<br>three |\n"
          "| `c` | Boolean | No (Computed) | No description available |\n"
          "| `n` | Object | No | deep |\n"
          "\n### n Attributes\n\n"
          "| Argument | Type | Required | Description |\n"
          "|----------|------|----------|-------------|\n"
          "| `m` | Number | No | in |\n"
          "\n### b Block\n\n"
          "No arguments available.\n"
          "\n### bb Block\n\n"
          "| Argument | Type | Required | Description |\n"
          "|----------|------|----------|-------------|\n"
          "| `q` | String | No | innermost |\n");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("flat form");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_test (c, test_groups);
  tcase_add_test (c, test_only_blocks);
  tcase_add_test (c, test_required_and_computed);
  tcase_add_test (c, test_empty);
  tcase_add_loop_test (c, test_types, 0,
                       (int) (sizeof typed / sizeof typed[0]));
  tcase_add_test (c, test_table);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
