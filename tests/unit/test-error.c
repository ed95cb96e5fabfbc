/* SPDX-License-Identifier: Apache-2.0 */
/* Errors keep class, message, place and cause, and are counted. */

#include <config.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "common/buffer.h"
#include "core/error.h"

static const char *
formatted (const struct plating_error *e)
{
  static char text[4096];
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_error_format (e, &b);
  ck_assert_int_eq (b.failed, 0);
  strcpy (text, b.data);
  pl_buffer_release (&b);
  return text;
}

START_TEST (test_set_and_read)
{
  struct plating_error *e = NULL;

  ck_assert_int_eq (pl_error_set (&e, PLATING_E_FORMAT, "bad %s at %d",
                                  "thing", 7), PLATING_E_FORMAT);
  ck_assert_int_eq (plating_error_code (e), PLATING_E_FORMAT);
  ck_assert_str_eq (plating_error_class (e), "format");
  ck_assert_str_eq (plating_error_message (e), "bad thing at 7");
  ck_assert_ptr_null (plating_error_component (e));
  ck_assert_ptr_null (plating_error_plugin (e));
  ck_assert_ptr_null (plating_error_file (e));
  ck_assert_ptr_null (plating_error_hint (e));
  ck_assert_ptr_null (plating_error_cause (e));
  ck_assert_uint_eq (plating_error_line (e), 0);
  plating_error_unref (e);
}
END_TEST

START_TEST (test_no_place_for_the_error)
{
  ck_assert_int_eq (pl_error_set (NULL, PLATING_E_LIMIT, "x"),
                    PLATING_E_LIMIT);
  ck_assert_int_eq (pl_error_set_system (NULL, ENOENT, "x"), PLATING_E_IO);
  ck_assert_int_eq (pl_error_wrap (NULL, PLATING_E_LIMIT, "x"),
                    PLATING_E_LIMIT);
  pl_error_add_place (NULL, "f", 1, 2);
  pl_error_add_hint (NULL, "h");
  plating_error_unref (NULL);
  ck_assert_ptr_null (plating_error_ref (NULL));
  ck_assert_int_eq (plating_error_code (NULL), 0);
  ck_assert_ptr_null (plating_error_message (NULL));
  ck_assert_ptr_null (plating_error_class (NULL));
}
END_TEST

START_TEST (test_first_error_stays)
{
  struct plating_error *e = NULL;

  pl_error_set (&e, PLATING_E_FORMAT, "first");
  pl_error_set (&e, PLATING_E_LIMIT, "second");
  ck_assert_str_eq (plating_error_message (e), "first");
  plating_error_unref (e);
}
END_TEST

START_TEST (test_system_error)
{
  struct plating_error *e = NULL;

  ck_assert_int_eq (pl_error_set_system (&e, ENOSPC, "write %s", "a.md"),
                    PLATING_E_IO);
  ck_assert_str_eq (plating_error_message (e),
                    "write a.md: No space left on device");
  ck_assert_str_eq (plating_error_class (e), "file-system");
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_error_set_system (&e, ENOMEM, "read"),
                    PLATING_E_NOMEM);
  ck_assert_str_eq (plating_error_class (e), "nomem");
  plating_error_unref (e);
}
END_TEST

START_TEST (test_all_classes)
{
  static const struct { int code; const char *name; } expected[] = {
    { PLATING_E_NOMEM, "nomem" }, { PLATING_E_INVAL, "invalid" },
    { PLATING_E_STATE, "state" }, { PLATING_E_NOT_FOUND, "not-found" },
    { PLATING_E_UNSUPPORTED, "unsupported" }, { PLATING_E_LIMIT, "limit" },
    { PLATING_E_IO, "file-system" }, { PLATING_E_OUTSIDE, "outside" },
    { PLATING_E_FORMAT, "format" }, { PLATING_E_SCHEMA, "schema" },
    { PLATING_E_TEMPLATE, "template" }, { PLATING_E_BUNDLE, "bundle" },
    { PLATING_E_VALIDATION, "validation" }, { PLATING_E_ADORN, "adorn" },
    { PLATING_E_CONFIG, "configuration" }, { PLATING_E_PLUGIN, "plugin" },
    { PLATING_E_DISCOVERY, "discovery" }, { PLATING_E_TIMEOUT, "timeout" },
    { PLATING_E_CANCELLED, "cancelled" }, { -12345, "invalid" },
  };
  struct plating_error *e;
  size_t i;

  for (i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    e = NULL;
    pl_error_set (&e, expected[i].code, "x");
    ck_assert_str_eq (plating_error_class (e), expected[i].name);
    plating_error_unref (e);
  }
}
END_TEST

START_TEST (test_wrap_keeps_class_and_cause)
{
  struct plating_error *e = NULL;

  pl_error_set_system (&e, EACCES, "open %s", "a.tmpl");
  pl_error_add_place (&e, "templates/a.tmpl", 3, 14);
  pl_error_add_hint (&e, "try %s", "chmod");
  pl_error_add_component (&e, "acme_widget");
  ck_assert_int_eq (pl_error_wrap (&e, PLATING_E_TEMPLATE, "render %s",
                                   "docs/a.md"), PLATING_E_IO);
  pl_error_add_plugin (&e, "registry");
  ck_assert_int_eq (plating_error_code (e), PLATING_E_IO);
  ck_assert_str_eq (plating_error_message (e), "render docs/a.md");
  ck_assert_str_eq (plating_error_message (plating_error_cause (e)),
                    "open a.tmpl: Permission denied");
  ck_assert_ptr_null (plating_error_cause (plating_error_cause (e)));
  /* What only the cause knows is known. */
  ck_assert_str_eq (plating_error_file (e), "templates/a.tmpl");
  ck_assert_uint_eq (plating_error_line (e), 3);
  ck_assert_uint_eq (plating_error_column (e), 14);
  ck_assert_str_eq (plating_error_hint (e), "try chmod");
  ck_assert_str_eq (plating_error_component (e), "acme_widget");
  ck_assert_str_eq (plating_error_plugin (e), "registry");
  ck_assert_str_eq (formatted (e), "render docs/a.md: open a.tmpl: "
                                   "Permission denied: templates/a.tmpl:3:14");
  /* A place of the outer frame hides the inner one as a whole. */
  pl_error_add_place (&e, "docs/a.md", 0, 0);
  ck_assert_str_eq (plating_error_file (e), "docs/a.md");
  ck_assert_uint_eq (plating_error_line (e), 0);
  plating_error_unref (e);
}
END_TEST

START_TEST (test_wrap_of_nothing)
{
  struct plating_error *e = NULL;

  ck_assert_int_eq (pl_error_wrap (&e, PLATING_E_LIMIT, "x"),
                    PLATING_E_LIMIT);
  ck_assert_ptr_null (e);
}
END_TEST

START_TEST (test_failure_of_a_plugin)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = PLATING_E_SCHEMA,
    .message = PLATING_TEXT ("line one\nline two"),
    .component = PLATING_TEXT ("acme_x"),
    .file = PLATING_TEXT ("schema.json"),
    .line = 9,
    .column = 2,
    .hint = PLATING_TEXT ("do this"),
  };
  struct plating_error *e = NULL;

  ck_assert_int_eq (pl_error_set_failure (&e, &failure), PLATING_E_SCHEMA);
  ck_assert_str_eq (plating_error_message (e), "line one\\nline two");
  ck_assert_str_eq (plating_error_component (e), "acme_x");
  ck_assert_str_eq (plating_error_file (e), "schema.json");
  ck_assert_uint_eq (plating_error_line (e), 9);
  ck_assert_str_eq (plating_error_hint (e), "do this");
  plating_error_unref (e);

  /* An older plugin knows fewer members; a code must be negative. */
  e = NULL;
  failure.struct_size = offsetof (struct plating_failure, component);
  failure.code = 5;
  failure.message = (struct plating_text) { NULL, 0 };
  ck_assert_int_eq (pl_error_set_failure (&e, &failure), PLATING_E_PLUGIN);
  ck_assert_ptr_null (plating_error_component (e));
  ck_assert_str_eq (plating_error_message (e), "the plugin gave no reason");
  plating_error_unref (e);
}
END_TEST

START_TEST (test_huge_failure_is_shortened)
{
  size_t len = 1 << 20;
  char *text = malloc (len);
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = PLATING_E_SCHEMA,
    .message = { text, len },
  };
  struct plating_error *e = NULL;

  memset (text, 'x', len);
  pl_error_set_failure (&e, &failure);
  ck_assert_uint_lt (strlen (plating_error_message (e)), 20000);
  plating_error_unref (e);
  free (text);
}
END_TEST

START_TEST (test_long_chain_is_freed_without_recursion)
{
  struct plating_error *e = NULL;
  int i;

  pl_error_set (&e, PLATING_E_FORMAT, "start");
  for (i = 0; i < 200000; i++)
    pl_error_wrap (&e, PLATING_E_FORMAT, "x");
  plating_error_unref (e);
}
END_TEST

static void *
ref_and_unref (void *data)
{
  int i;

  for (i = 0; i < 20000; i++)
    plating_error_unref (plating_error_ref (data));
  return NULL;
}

START_TEST (test_counting_is_atomic)
{
  struct plating_error *e = NULL;
  pthread_t threads[4];
  int i;

  pl_error_set (&e, PLATING_E_FORMAT, "shared");
  for (i = 0; i < 4; i++)
    pthread_create (&threads[i], NULL, ref_and_unref, e);
  for (i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  ck_assert_str_eq (plating_error_message (e), "shared");
  plating_error_unref (e);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("error");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_test (tests, test_set_and_read);
  tcase_add_test (tests, test_no_place_for_the_error);
  tcase_add_test (tests, test_first_error_stays);
  tcase_add_test (tests, test_system_error);
  tcase_add_test (tests, test_all_classes);
  tcase_add_test (tests, test_wrap_keeps_class_and_cause);
  tcase_add_test (tests, test_wrap_of_nothing);
  tcase_add_test (tests, test_failure_of_a_plugin);
  tcase_add_test (tests, test_huge_failure_is_shortened);
  tcase_add_test (tests, test_long_chain_is_freed_without_recursion);
  tcase_add_test (tests, test_counting_is_atomic);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
