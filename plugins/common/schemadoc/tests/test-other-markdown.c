/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown of what has no block: identities and functions. */

#include <config.h>

#include <stdlib.h>

#include "plugins/common/schemadoc/tests/sample-markdown.h"

static void
start_identity (void)
{
  sample_start (&s);
  sample_add (&s, PLATING_NODE_COMPONENT, 0, "x_a", 0, NULL);
  sample_down (&s);
  sample_add (&s, PLATING_NODE_IDENTITY, 0, NULL, 0, NULL);
  sample_down (&s);
}

static void
expect_identity (int code, const char *expected)
{
  sample_finish (&s);
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_identity_markdown (&m, 1), code);
  ck_assert_str_eq (text_of (code ? &error : &out), expected);
}

START_TEST (test_identity)
{
  start_identity ();
  expect_identity (0, "### Identity Schema\n\n\n");

  start_identity ();
  sample_attribute (&s, STR, "o2", PLATING_FLAG_OPTIONAL_FOR_IMPORT, NULL);
  sample_attribute (&s, STR, "o1", PLATING_FLAG_OPTIONAL_FOR_IMPORT,
                    " d ");
  expect_identity (0, "### Identity Schema\n\n\n#### Optional\n\n"
                   "- `o1` (String) d\n- `o2` (String)\n");

  start_identity ();
  sample_attribute (&s, STR, "r", PLATING_FLAG_OPTIONAL_FOR_IMPORT
                    | PLATING_FLAG_REQUIRED_FOR_IMPORT, NULL);
  expect_identity (0, "### Identity Schema\n\n#### Required\n\n"
                   "- `r` (String)\n\n");

  start_identity ();
  sample_attribute (&s, STR, "b", REQ, NULL);
  expect_identity (PLATING_E_SCHEMA, "invalid schema: for \"b\" attribute, "
                   "either RequiredForImport for OptionalForImport must be "
                   "set to true");
}
END_TEST

static void
start_function (uint32_t flags)
{
  sample_start (&s);
  sample_add (&s, PLATING_NODE_COMPONENT, 0, "fn", flags, "desc");
  sample_down (&s);
}

static void
expect_function (const char *signature, const char *arguments,
                 const char *variadic)
{
  sample_add (&s, PLATING_NODE_RETURN, STR, NULL, 0, NULL);
  sample_finish (&s);
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_function_signature (&m), 0);
  ck_assert_str_eq (text_of (&out), signature);
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_function_arguments (&m), 0);
  ck_assert_str_eq (text_of (&out), arguments);
  pl_buffer_clear (&out);
  ck_assert_int_eq (registry_function_variadic (&m), 0);
  ck_assert_str_eq (text_of (&out), variadic);
}

START_TEST (test_functions)
{
  start_function (PLATING_FLAG_PARAMETERS);
  sample_add (&s, PLATING_NODE_PARAMETER, PLATING_TYPE_MAP, "b",
              PLATING_FLAG_NULLABLE, "\nd\n");
  add_element (PLATING_TYPE_TUPLE);
  sample_up (&s);
  sample_add (&s, PLATING_NODE_PARAMETER, PLATING_TYPE_BOOL, "a", 0, NULL);
  expect_function ("```text\nfn(b map of tuple, a bool) string\n```",
                   "1. `b` (Map of Tuple, Nullable) d\n"
                   "1. `a` (Boolean) ", "");

  start_function (PLATING_FLAG_PARAMETERS);
  sample_add (&s, PLATING_NODE_VARIADIC, PLATING_TYPE_OBJECT, "v",
              PLATING_FLAG_NULLABLE, NULL);
  expect_function ("```text\nfn(, v object...) string\n```", "",
                   "1. `v` (Variadic, Object, Nullable) ");

  start_function (0);
  sample_add (&s, PLATING_NODE_VARIADIC, PLATING_TYPE_NUMBER, "v", 0, "x");
  expect_function ("```text\nfn(v number...) string\n```", "",
                   "1. `v` (Variadic, Number) x");
}
END_TEST

int
main (void)
{
  TCase *c = tcase_create ("other-markdown");
  Suite *suite = suite_create ("registry/other-markdown");
  SRunner *runner = srunner_create (suite);
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_identity);
  tcase_add_test (c, test_functions);
  suite_add_tcase (suite, c);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
