/* SPDX-License-Identifier: Apache-2.0 */
/* Names from outside stay one line and keep their length within bounds. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "common/buffer.h"
#include "core/quote.h"

static const char *
quote (const char *text, size_t len)
{
  static char out[PL_QUOTE_SIZE];

  return pl_quote (out, (struct plating_text) { text, len });
}

#define QUOTE(literal) quote (literal, sizeof (literal) - 1)

START_TEST (test_plain_text_stays)
{
  ck_assert_str_eq (QUOTE (""), "");
  ck_assert_str_eq (QUOTE ("docs/a b.md"), "docs/a b.md");
  ck_assert_str_eq (QUOTE ("caf\xc3\xa9 \xe2\x82\xac"),
                    "caf\xc3\xa9 \xe2\x82\xac");
}
END_TEST

START_TEST (test_harmful_bytes_are_shown)
{
  ck_assert_str_eq (QUOTE ("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  ck_assert_str_eq (QUOTE ("\0\x1b[2J\x7f"), "\\x00\\x1b[2J\\x7f");
  ck_assert_str_eq (QUOTE ("\xff\xc3"), "\\xff\\xc3");
  ck_assert_str_eq (QUOTE ("\xc2\x9b" "1m"), "\\xc2\\x9b1m");
  /* Right-to-left override. */
  ck_assert_str_eq (QUOTE ("\xe2\x80\xae"), "\\xe2\\x80\\xae");
}
END_TEST

START_TEST (test_long_text_loses_its_middle)
{
  char text[10000];
  const char *shown;
  size_t i;

  memset (text, 'a', sizeof text);
  memcpy (text + sizeof text - 3, "end", 3);
  shown = quote (text, sizeof text);
  ck_assert_uint_lt (strlen (shown), 200);
  ck_assert_ptr_nonnull (strstr (shown, "aaa...aaa"));
  ck_assert_str_eq (shown + strlen (shown) - 3, "end");
  memset (text, '\1', sizeof text);
  ck_assert_uint_lt (strlen (quote (text, sizeof text)), PL_QUOTE_SIZE);
  /* Characters of several bytes are not cut. */
  for (i = 0; i < 9999; i += 3)
    memcpy (text + i, "\xe2\x82\xac", 3);
  ck_assert_ptr_null (strstr (quote (text, 9999), "\\x"));
  ck_assert_ptr_null (strstr (quote (text + 1, 9996), "..\\x"));
}
END_TEST

START_TEST (test_append_with_and_without_bound)
{
  struct pl_buffer b;
  struct plating_text text = PLATING_TEXT ("abcdefghijklmnop\n");

  pl_buffer_init (&b);
  pl_quote_append (&b, text, 0);
  ck_assert_str_eq (b.data, "abcdefghijklmnop\\n");
  pl_buffer_clear (&b);
  pl_quote_append (&b, text, 6);
  ck_assert_str_eq (b.data, "abcd...p\\n");
  pl_buffer_release (&b);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("quote");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_test (tests, test_plain_text_stays);
  tcase_add_test (tests, test_harmful_bytes_are_shown);
  tcase_add_test (tests, test_long_text_loses_its_middle);
  tcase_add_test (tests, test_append_with_and_without_bound);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
