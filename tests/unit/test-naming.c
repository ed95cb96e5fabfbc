/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: names of plugin files are taken apart exactly, and a mistyped
 * name finds the one that was meant. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/plugin.h>

#include "core/naming.h"

START_TEST (test_kinds)
{
  ck_assert_str_eq (pl_naming_kind (PLATING_PLUGIN_RENDERER), "renderer");
  ck_assert_ptr_null (pl_naming_kind (1));
  ck_assert_uint_eq (pl_naming_kind_of ("validatorx", 9),
                     PLATING_PLUGIN_VALIDATOR);
  ck_assert_uint_eq (pl_naming_kind_of ("valid", 5), 0);
  ck_assert_uint_eq (pl_naming_kind_of ("", 0), 0);
}
END_TEST

START_TEST (test_names)
{
  static const char *const good[] = { "a", "schema-json", "x2", "a1-b2" };
  static const char *const bad[] = {
    "", "-a", "a-", "2a", "A", "a_b", "a.b", "a/b", "..", "\xc3\xa4",
  };
  char longest[PL_NAMING_NAME_MAX + 1];

  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    ck_assert_msg (pl_naming_is_name (good[i], strlen (good[i])), "%s",
                   good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    ck_assert_msg (!pl_naming_is_name (bad[i], strlen (bad[i])), "%s",
                   bad[i]);
  memset (longest, 'a', sizeof longest);
  ck_assert (pl_naming_is_name (longest, PL_NAMING_NAME_MAX));
  ck_assert (!pl_naming_is_name (longest, PL_NAMING_NAME_MAX + 1));
}
END_TEST

START_TEST (test_files)
{
  static const char *const bad[] = {
    "plating-renderer.so", "plating--renderer.so", "plating-x-renderer.so.1",
    "plating-x-renderer", "x-renderer.so", "plating-x-writer.so",
    "plating-x-renderer.so/", "libplating-x-renderer.so", "plating-.so", "",
    "plating-X-renderer.so",
  };
  const char *name;
  uint32_t kind;
  size_t len;

  ck_assert (pl_naming_split_file ("/a/b/plating-schema-json-discovery.so",
                                   &kind, &name, &len));
  ck_assert_uint_eq (kind, PLATING_PLUGIN_DISCOVERY);
  ck_assert_uint_eq (len, strlen ("schema-json"));
  ck_assert_mem_eq (name, "schema-json", len);
  ck_assert (pl_naming_split_file ("plating-renderer-renderer.so", &kind,
                                   &name, &len));
  ck_assert_uint_eq (len, strlen ("renderer"));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    ck_assert_msg (!pl_naming_split_file (bad[i], &kind, &name, &len), "%s",
                   bad[i]);
}
END_TEST

START_TEST (test_nearest)
{
  static const char *const words[] = { "width", "title", "templates", "x" };
  static const struct {
    const char *word;
    int expected;
  } cases[] = {
    { "widht", 0 },     /* two letters swapped */
    { "wdth", 0 }, { "widths", 0 }, { "tittle", 1 },
    { "template", 2 }, { "tempaltse", 2 },
    { "y", -1 },        /* has nothing in common with x */
    { "colour", -1 }, { "", -1 },
  };
  char longer[3 * PL_NAMING_NAME_MAX];

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    ck_assert_msg (pl_naming_nearest (cases[i].word, words, 4)
                   == cases[i].expected, "%s", cases[i].word);
  ck_assert_int_eq (pl_naming_nearest ("a", words, 0), -1);
  memset (longer, 'w', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  ck_assert_int_eq (pl_naming_nearest (longer, words, 4), -1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("naming");
  TCase *tests = tcase_create ("naming");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_test (tests, test_kinds);
  tcase_add_test (tests, test_names);
  tcase_add_test (tests, test_files);
  tcase_add_test (tests, test_nearest);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
