/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as YAML scalars: the style each gets, folding, and that libyaml
 * reads every one of them back as it was. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "plugins/jinja/yaml-scalar.h"

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

static const struct {
  const char *text, *expected;
} values[] = {
  { "resources/a.md", "resources/a.md" },
  { "it's", "it's" },
  { "'q'", "'''q'''" },
  { "", "''" },
  { "true", "'true'" }, { "Yes", "'Yes'" }, { "oN", "oN" },
  { "null", "'null'" }, { "~", "'~'" }, { "=", "'='" }, { "<<", "'<<'" },
  { "1", "'1'" }, { "-12_000", "'-12_000'" }, { "0x1F", "'0x1F'" },
  { "0b10", "'0b10'" }, { "017", "'017'" }, { "08", "08" },
  { "1.5", "'1.5'" }, { ".5", "'.5'" }, { "1e3", "1e3" },
  { "1.0e+3", "'1.0e+3'" }, { "-.inf", "'-.inf'" }, { ".nan", "'.nan'" },
  { "12:30:45", "'12:30:45'" }, { "12:75", "12:75" },
  { "2026-11-28", "'2026-11-28'" },
  { "2026-1-2T3:04:05Z", "'2026-1-2T3:04:05Z'" },
  { "2026-11", "2026-11" },
  { "A: B", "'A: B'" }, { "A:B", "A:B" }, { "end:", "'end:'" },
  { "- x", "'- x'" }, { "-x", "-x" }, { "-", "'-'" },
  { "?x", "?x" }, { "? x", "'? x'" }, { ":x", ":x" },
  { "c #d", "'c #d'" }, { "c#d", "c#d" }, { "#d", "'#d'" },
  { "[a]", "'[a]'" }, { "x,y [z]", "x,y [z]" }, { "{a}", "'{a}'" },
  { "&a", "'&a'" }, { "*a", "'*a'" }, { "!a", "'!a'" }, { "|", "'|'" },
  { ">a", "'>a'" }, { "%a", "'%a'" }, { "@a", "'@a'" }, { "`a`", "'`a`'" },
  { "\"a\"", "'\"a\"'" },
  { "--- a", "'--- a'" }, { "...", "'...'" },
  { " a", "' a'" }, { "a ", "'a '" },
  { "\xc3\xa9 \xc3\xbc", "\xc3\xa9 \xc3\xbc" },
  { "tab\tx", "\"tab\\tx\"" }, { "a\x07", "\"a\\a\"" },
  { "\xef\xbb\xbf", "\"\\uFEFF\"" },
  { "a\nb", "'a\n\n    b'" }
};

#define N_VALUES ((int) (sizeof values / sizeof values[0]))

/* What libyaml reads OUT as: the scalar of a list's mapping. */
static void
check_reads (const char *key, const char *value)
{
  const char *expected[2] = { key, value };
  yaml_parser_t parser;
  yaml_event_t event;
  int n = 0, type;

  ck_assert (yaml_parser_initialize (&parser));
  yaml_parser_set_input_string (&parser, (unsigned char *) out.data,
                                out.len);
  do {
    ck_assert_msg (yaml_parser_parse (&parser, &event), "no YAML: %s",
                   out.data);
    type = event.type;
    if (type == YAML_SCALAR_EVENT) {
      ck_assert_int_lt (n, 2);
      ck_assert_str_eq ((char *) event.data.scalar.value, expected[n++]);
      ck_assert (event.data.scalar.plain_implicit
                 || event.data.scalar.quoted_implicit);
    }
    yaml_event_delete (&event);
  } while (type != YAML_STREAM_END_EVENT);
  ck_assert_int_eq (n, 2);
  yaml_parser_delete (&parser);
}

START_TEST (test_values)
{
  const char *text = values[_i].text;

  yaml_put_value (&out, text, strlen (text), 5, 4);
  ck_assert_str_eq (out.data, values[_i].expected);
  pl_buffer_clear (&out);
  pl_buffer_puts (&out, "- k: ");
  yaml_put_value (&out, text, strlen (text), 5, 4);
  pl_buffer_putc (&out, '\n');
  check_reads ("k", text);
}
END_TEST

START_TEST (test_keys)
{
  const char *text = values[_i].text;

  pl_buffer_puts (&out, "- ");
  yaml_put_key (&out, text, strlen (text), 2);
  pl_buffer_puts (&out, " v\n");
  check_reads (text, "v");
}
END_TEST

static void
expect_key (const char *text, const char *expected)
{
  pl_buffer_clear (&out);
  yaml_put_key (&out, text, strlen (text), 2);
  ck_assert_str_eq (out.data, expected);
}

/* An empty or long key stands behind a question mark. */
START_TEST (test_long_keys)
{
  char name[140], expected[160];

  expect_key ("", "? ''\n  :");
  expect_key ("true", "'true':");
  memset (name, 'a', 130);
  name[130] = '\0';
  snprintf (expected, sizeof expected, "? %s\n  :", name);
  expect_key (name, expected);
  name[127] = '\0';
  snprintf (expected, sizeof expected, "%s:", name);
  expect_key (name, expected);
}
END_TEST

/* Lines are folded at the first blank beyond the width. */
START_TEST (test_folding)
{
  char text[256] = "";
  int i;

  for (i = 0; i < 30; i++)
    strcat (text, "word ");
  strcat (text, "end");
  yaml_put_value (&out, text, strlen (text), 5, 4);
  ck_assert_str_eq (out.data,
                    "word word word word word word word word word word word "
                    "word word word word word\n    word word word word word "
                    "word word word word word word word word word end");
  pl_buffer_clear (&out);
  pl_buffer_puts (&out, "- k: ");
  yaml_put_value (&out, text, strlen (text), 5, 4);
  check_reads ("k", text);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("yaml-scalar");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_loop_test (c, test_values, 0, N_VALUES);
  tcase_add_loop_test (c, test_keys, 0, N_VALUES);
  tcase_add_test (c, test_long_keys);
  tcase_add_test (c, test_folding);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
