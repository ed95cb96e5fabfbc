/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once: the comparison of schemas and its reports, and
 * the writer, say that they are out of memory, and nothing is lost. */

#include <config.h>

#include <stdlib.h>

#include <check.h>
#include <jansson.h>

#include "plugins/schema/changes.h"
#include "plugins/schema/compare.h"
#include "plugins/schema/writer.h"
#include "tests/unit/alloc-failure.h"

static json_t *old, *new_one;

static int
run_compare (void)
{
  struct schema_changes changes;
  struct schema_compare compare = {
    .changes = &changes, .section = &schema_sections[1],
    .component = PLATING_TEXT ("r"), .has_descriptions = true,
  };
  struct pl_buffer out;
  int status;

  schema_changes_init (&changes);
  pl_buffer_init (&compare.path);
  pl_buffer_init (&out);
  schema_compare_component (&compare, old, new_one);
  schema_changes_sort (&changes);
  schema_report_text (&changes, &out);
  schema_report_markdown (&changes, &out);
  schema_report_json (&changes, &out);
  status = changes.no_memory || out.failed ? PLATING_E_NOMEM
    : changes.n == 6 ? 0 : PLATING_E_INVAL;
  pl_buffer_release (&out);
  pl_buffer_release (&compare.path);
  schema_changes_release (&changes);
  return status;
}

static int
run_write (void)
{
  static const struct plating_schema_node nodes[] = {
    { .kind = PLATING_NODE_COMPONENT, .end = 6 },
    { .kind = PLATING_NODE_BLOCK, .end = 6, .text = PLATING_TEXT ("d") },
    { .kind = PLATING_NODE_ATTRIBUTE, .end = 5, .name = PLATING_TEXT ("a"),
      .type = PLATING_TYPE_OBJECT },
    { .kind = PLATING_NODE_FIELD, .end = 4, .name = PLATING_TEXT ("f"),
      .type = PLATING_TYPE_STRING },
    { .kind = PLATING_NODE_FIELD, .end = 5, .name = PLATING_TEXT ("e"),
      .type = PLATING_TYPE_BOOL },
    { .kind = PLATING_NODE_BLOCK_TYPE, .end = 6, .name = PLATING_TEXT ("t"),
      .mode = PLATING_MODE_LIST },
  };
  static const struct plating_schema_view view = {
    .struct_size = sizeof view, .node_size = sizeof nodes[0],
    .n_nodes = 6, .nodes = nodes,
  };
  struct schema_writer w;
  struct pl_buffer out;
  int status;

  pl_buffer_init (&out);
  schema_writer_init (&w, &view, &out);
  status = schema_write_schema (&w, true);
  schema_writer_release (&w);
  pl_buffer_release (&out);
  return status;
}

static int (*const runs[]) (void) = { run_compare, run_write };

START_TEST (test_allocations)
{
  int status = -1;
  long n;

  for (n = 0; n < 10000; n++) {
    countdown = n;
    n_failures = 0;
    status = runs[_i] ();
    countdown = -1;
    ck_assert_msg (status == (n_failures ? PLATING_E_NOMEM : 0),
                   "allocation %ld: %d", n, status);
    if (n_failures == 0)
      break;
  }
  ck_assert_int_eq (status, 0);
  ck_assert_int_gt (n, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-alloc-failure");
  TCase *c = tcase_create ("allocations");
  SRunner *runner;
  int n_failed;

  old = json_loads ("{\"version\":1,\"x\":1,\"block\":{\"description\":\"o\","
                    "\"attributes\":{\"a\":{\"type\":\"string\"},"
                    "\"b\":{\"type\":\"bool\"}}}}", 0, NULL);
  new_one = json_loads ("{\"version\":2,\"x\":2,\"block\":{\"description\":"
                        "\"n\",\"attributes\":{\"a\":{\"type\":[\"list\","
                        "\"bool\"]},\"c\":{\"type\":\"bool\"}}}}", 0, NULL);
  if (!old || !new_one)
    return EXIT_FAILURE;
  tcase_set_timeout (c, 60);
  tcase_add_loop_test (c, test_allocations, 0, sizeof runs / sizeof runs[0]);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  json_decref (old);
  json_decref (new_one);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
