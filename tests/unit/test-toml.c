/* SPDX-License-Identifier: Apache-2.0 */
/* The TOML reader: what it makes of values, which tables may be added to,
 * what its errors say, and that it stays within its limits. */

#include <config.h>

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "common/toml.h"

static struct pl_arena arena;
static struct toml_value *root;
static struct toml_error error;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
}

static int
read_text (const char *text)
{
  return toml_read (&arena, text, strlen (text), NULL, &root, &error);
}

/* A value on one line: {a = 1, b = ["x"]}. */
static void
show (const struct toml_value *v, struct pl_buffer *out)
{
  const struct toml_date_time *d = &v->u.date_time;
  size_t i;

  switch (v->kind) {
  case TOML_TABLE:
    pl_buffer_putc (out, '{');
    for (i = 0; i < v->u.table.n; i++) {
      pl_buffer_printf (out, "%s%s = ", i ? ", " : "",
                        v->u.table.members[i].key);
      show (v->u.table.members[i].value, out);
    }
    pl_buffer_putc (out, '}');
    return;
  case TOML_ARRAY:
    pl_buffer_putc (out, '[');
    for (i = 0; i < v->u.array.n; i++) {
      pl_buffer_puts (out, i ? ", " : "");
      show (v->u.array.items[i], out);
    }
    pl_buffer_putc (out, ']');
    return;
  case TOML_STRING:
    ck_assert_uint_eq (strlen (v->u.string.text), v->u.string.len);
    pl_buffer_printf (out, "\"%s\"", v->u.string.text);
    return;
  case TOML_INTEGER:
    pl_buffer_printf (out, "%lld", (long long) v->u.integer);
    return;
  case TOML_FLOAT:
    pl_buffer_printf (out, "%.17gf", v->u.number);
    return;
  case TOML_BOOLEAN:
    pl_buffer_puts (out, v->u.boolean ? "true" : "false");
    return;
  case TOML_OFFSET_DATE_TIME:
  case TOML_LOCAL_DATE_TIME:
  case TOML_LOCAL_DATE:
  case TOML_LOCAL_TIME:
    pl_buffer_printf (out, "<%d-%d-%d %d:%d:%d.%u %+d %d %s>", d->year,
                      d->month, d->day, d->hour, d->minute, d->second,
                      (unsigned) d->nanosecond, d->offset, v->kind,
                      d->text);
    return;
  }
}

static const struct {
  const char *text, *value;
} good[] = {
  { "", "{}" },
  { "\xef\xbb\xbf" "a = 1", "{a = 1}" },
  { "# c\n\n a\t=\t1 # d\r\n'b' = 2\n\"\\u0063\" = 3",
    "{a = 1, b = 2, c = 3}" },
  { "a.b . 'c' = 1\na.d = 2", "{a = {b = {c = 1}, d = 2}}" },
  { "1.2-_ = 2\n", "{1 = {2-_ = 2}}" },
  { "\"\" = 0", "{ = 0}" },
  /* Integers. */
  { "a = +1_000", "{a = 1000}" },
  { "a = -0", "{a = 0}" },
  { "a = 0xDEAD_beef", "{a = 3735928559}" },
  { "a = 0o755", "{a = 493}" },
  { "a = 0b1101", "{a = 13}" },
  { "a = -9223372036854775808", "{a = -9223372036854775808}" },
  { "a = 0x7fffffffffffffff", "{a = 9223372036854775807}" },
  /* Floats. */
  { "a = 6.5e-0_1", "{a = 0.65000000000000002f}" },
  { "a = -0.0", "{a = -0f}" },
  { "a = 1E3", "{a = 1000f}" },
  { "a = [inf, +inf, -inf]", "{a = [inff, inff, -inff]}" },
  /* Strings. */
  { "a = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00e9\\U0001F600\"",
    "{a = \"\b\t\n\f\r\"\\\xc3\xa9\xf0\x9f\x98\x80\"}" },
  { "a = '\\n'", "{a = \"\\n\"}" },
  { "a = \"\"", "{a = \"\"}" },
  { "a = \"\"\"\r\nx\r\n\"y\\   \n\n  z\"\"\"\"\"", "{a = \"x\n\"yz\"\"\"}" },
  { "a = '''\n'x\\\n'''", "{a = \"'x\\\n\"}" },
  { "a = ''''''", "{a = \"\"}" },
  /* Dates and times. */
  { "a = 1979-05-27T07:32:00Z",
    "{a = <1979-5-27 7:32:0.0 +0 6 1979-05-27T07:32:00Z>}" },
  { "a = 2024-02-29 23:59:60.123456789123-07:30",
    "{a = <2024-2-29 23:59:60.123456789 -450 6 "
    "2024-02-29 23:59:60.123456789123-07:30>}" },
  { "a = 1979-05-27t07:32:00.5",
    "{a = <1979-5-27 7:32:0.500000000 +0 7 1979-05-27t07:32:00.5>}" },
  { "a = 2000-02-29 # x", "{a = <2000-2-29 0:0:0.0 +0 8 2000-02-29>}" },
  { "a = 07:32:00", "{a = <0-0-0 7:32:0.0 +0 9 07:32:00>}" },
  /* Arrays and inline tables. */
  { "a = [\n 1, # x\n [ 'b', ], {c = 1, d.e = 2}\n]",
    "{a = [1, [\"b\"], {c = 1, d = {e = 2}}]}" },
  { "a = {}\nb = []", "{a = {}, b = []}" },
  { "a = {b.c = 1, b.d = {e = {}}}", "{a = {b = {c = 1, d = {e = {}}}}}" },
  { "a = true\nb = false", "{a = true, b = false}" },
  /* Tables. */
  { "[a]\n[ b . 'c' ]\nd = 1\n[b]\ne = 2",
    "{a = {}, b = {c = {d = 1}, e = 2}}" },
  { "[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 2\n[[a.e]]\n[[a.e]]",
    "{a = [{b = 1}, {c = {d = 2}, e = [{}, {}]}]}" },
  { "[a]\nb.c = 1\n[a.b.d]\n", "{a = {b = {c = 1, d = {}}}}" },
  { "[a.b.c]\nx = 1\n[a]\nb.y = 2\n", "{a = {b = {c = {x = 1}, y = 2}}}" }
};

START_TEST (good_texts_are_read)
{
  struct pl_buffer out;

  pl_buffer_init (&out);
  ck_assert_msg (read_text (good[_i].text) == 0, "%s: %u:%u: %s",
                 good[_i].text, (unsigned) error.line,
                 (unsigned) error.column, error.message);
  show (root, &out);
  ck_assert_str_eq (out.data, good[_i].value);
  pl_buffer_release (&out);
}
END_TEST

static const struct {
  const char *text;
  uint32_t line, column;
  const char *message;
} bad[] = {
  { "a", 1, 2, "unexpected EOF; expected key separator '='" },
  { "a = 1\nb 2", 2, 3, "expected '.' or '=', but got '2' instead" },
  { "a = 1\nb: 2", 2, 2, "expected '.' or '=', but got ':' instead" },
  { "a\n", 1, 2, "expected '.' or '=' at the end of the line" },
  { "a \r\n", 1, 3, "expected '.' or '=' at the end of the line" },
  { "a \001", 1, 3, "expected '.' or '=', found control character 0x01" },
  { "= 1", 1, 1, "a key is missing, found '='" },
  { "a. = 1", 1, 4, "a key is missing, found '='" },
  { "\"\"\"a\"\"\" = 1", 1, 1, "a key can't be a string over several lines" },
  { "a = ", 1, 5, "a value is missing at the end of the text" },
  { "a = \nb = 1", 1, 5, "a value is missing at the end of the line" },
  { "a = 1 b = 2", 1, 7, "the line should end here, found 'b'" },
  { "a = 1 \xc3\xa9", 1, 7, "the line should end here, found '\xc3\xa9'" },
  { "a = 1\rb = 2", 1, 6, "carriage return without a line feed" },
  { "# \x01", 1, 3, "control character 0x01 in a comment" },
  { "# \r", 1, 3, "control character 0x0d in a comment" },
  { "a = 1\n# \xc3(", 2, 3, "byte 0xc3 is not valid UTF-8 here" },
  { "a = yes", 1, 5, "'yes' is not a value; strings stand between quotes" },
  { "a = True", 1, 5, "'True' is not a value; strings stand between quotes" },
  /* Numbers. */
  { "a = 01", 1, 5, "'01' is not a value; strings stand between quotes" },
  { "a = 1__0", 1, 5, "'1__0' is not a value; strings stand between quotes" },
  { "a = 1_", 1, 5, "'1_' is not a value; strings stand between quotes" },
  { "a = 0x", 1, 5, "'0x' is not a value; strings stand between quotes" },
  { "a = +0x1", 1, 5, "'+0x1' is not a value; strings stand between quotes" },
  { "a = 1.", 1, 5, "'1.' is not a value; strings stand between quotes" },
  { "a = .1", 1, 5, "'.1' is not a value; strings stand between quotes" },
  { "a = 1e", 1, 5, "'1e' is not a value; strings stand between quotes" },
  { "a = 1._1", 1, 5, "'1._1' is not a value; strings stand between quotes" },
  { "a = 9223372036854775808", 1, 5,
    "'9223372036854775808' does not fit into 64 bits" },
  { "a = 0x8000000000000000", 1, 5,
    "'0x8000000000000000' does not fit into 64 bits" },
  /* Dates. */
  { "a = 2023-02-29", 1, 5, "'2023-02-29' is not a date or time" },
  { "a = 1900-02-29", 1, 5, "'1900-02-29' is not a date or time" },
  { "a = 1979-05-27T07:32", 1, 5,
    "'1979-05-27T07:32' is not a date or time" },
  { "a = 24:00:00", 1, 5, "'24:00:00' is not a date or time" },
  { "a = 00:00:61", 1, 5, "'00:00:61' is not a date or time" },
  { "a = 00:00:00.", 1, 5, "'00:00:00.' is not a date or time" },
  { "a = 1979-05-27T00:00:00+24:00", 1, 5,
    "'1979-05-27T00:00:00+24:00' is not a date or time" },
  /* Strings. */
  { "a = \"b", 1, 7, "the string is not closed" },
  { "a = 'b\n'", 1, 7, "the string is not closed on its line" },
  { "a = '''\nb", 2, 2, "the string is not closed" },
  { "a = '\x7f'", 1, 6, "control character 0x7f in a string" },
  { "a = \"\\x41\"", 1, 6, "'\\x' is not an escape sequence" },
  { "a = \"\\ud800\"", 1, 6, "'\\ud800' is not a Unicode character" },
  { "a = \"\\U00110000\"", 1, 6,
    "'\\U00110000' is not a Unicode character" },
  { "a = \"\\u12\"", 1, 6, "'\\u' needs 4 hexadecimal digits" },
  { "a = \"\"\"\\ x\"\"\"", 1, 8,
    "only blanks may stand between '\\' and the end of the line" },
  { "a = \"\"\"x\"\"\"\"\"\"", 1, 9, "there are more than two quotes before "
    "those that close the string" },
  /* Arrays and inline tables. */
  { "a = [1 2]", 1, 8, "expected ',' or ']' in an array, found '2'" },
  { "a = [,]", 1, 6, "a value is missing, found ','" },
  { "a = [1", 1, 7, "expected ',' or ']' in an array at the end of the text" },
  { "a = {b = 1,}", 1, 12, "a key is missing, found '}'" },
  { "a = {b = 1\n}", 1, 11, "expected ',' or '}' in an inline table at the "
    "end of the line" },
  /* What was defined before. */
  { "a = 1\na = 2", 2, 1, "'a' was defined before" },
  { "a.b = 1\na.b = 2", 2, 3, "'b' was defined before" },
  { "a = 1\na.b = 2", 2, 1, "'a' has a value that is no table" },
  { "a = {}\na.b = 2", 2, 1,
    "'a' is an inline table, which can't be added to" },
  { "a = {b = {}, b.c = 1}", 1, 14,
    "'b' is an inline table, which can't be added to" },
  { "[a]\n[a]", 2, 2, "'a' was defined before" },
  { "[a.b]\n[a]\n[a.b]", 3, 4, "'b' was defined before" },
  { "a = {}\n[a.b]", 2, 2,
    "'a' is an inline table, which can't be added to" },
  { "a = []\n[[a]]", 2, 3,
    "'a' was defined before, not as an array of tables" },
  { "[a.b]\n[[a]]", 2, 3,
    "'a' was defined before, not as an array of tables" },
  { "a = [{}]\n[a.b]", 2, 2, "'a' is an array, which can't be added to" },
  { "a = 1\n[a.b]", 2, 2, "'a' has a value that is no table" },
  { "[a]\nb.c = 1\n[a.b]", 3, 4, "'b' was defined before" },
  { "[a.b]\nc = 1\n[a]\nb.d = 2", 4, 1,
    "'b' is a table that was defined before" },
  { "[[a]]\n[a]", 2, 2, "'a' was defined before" },
  { "[a", 1, 3, "expected ']' behind the name of a table at the end of the "
    "text" },
  { "[[a]", 1, 5, "expected ']]' behind the name of a table at the end of "
    "the text" },
  { "[]", 1, 2, "a key is missing, found ']'" },
  { "[a] b = 1", 1, 5, "the line should end here, found 'b'" }
};

START_TEST (bad_texts_are_refused)
{
  ck_assert_msg (read_text (bad[_i].text) == PLATING_E_FORMAT, "%s",
                 bad[_i].text);
  ck_assert_ptr_null (root);
  ck_assert_str_eq (error.message, bad[_i].message);
  ck_assert_uint_eq (error.line, bad[_i].line);
  ck_assert_uint_eq (error.column, bad[_i].column);
}
END_TEST

START_TEST (nan_is_a_number)
{
  ck_assert_int_eq (read_text ("a = [nan, -nan]"), 0);
  ck_assert (isnan (toml_get (root, "a")->u.array.items[0]->u.number));
  ck_assert (isnan (toml_get (root, "a")->u.array.items[1]->u.number));
}
END_TEST

START_TEST (nul_bytes_are_kept)
{
  static const char text[] = "\"a\\u0000b\" = \"\\u0000\"";
  const struct toml_member *m;

  ck_assert_int_eq (read_text (text), 0);
  m = toml_find (root, "a\0b", 3);
  ck_assert_ptr_nonnull (m);
  ck_assert_uint_eq (m->value->u.string.len, 1);
  ck_assert_ptr_null (toml_get (root, "a"));
  /* But not where they stand for themselves. */
  ck_assert_int_eq (toml_read (&arena, "a = '\0'", 7, NULL, &root, &error),
                    PLATING_E_FORMAT);
}
END_TEST

START_TEST (places_are_told)
{
  const struct toml_member *m;

  ck_assert_int_eq (read_text ("[x]\n\xc3\xa9 = 1\n"), PLATING_E_FORMAT);
  ck_assert_int_eq (read_text ("[x]\n'\xc3\xa9' = {b = 2}\n"), 0);
  m = toml_find (toml_get (root, "x"), "\xc3\xa9", 2);
  ck_assert_uint_eq (m->line, 2);
  ck_assert_uint_eq (m->column, 1);
  ck_assert_uint_eq (m->value->line, 2);
  ck_assert_uint_eq (m->value->column, 8);
  m = toml_find (m->value, "b", 1);
  ck_assert_uint_eq (m->column, 9);
}
END_TEST

START_TEST (large_tables_are_searched)
{
  struct pl_buffer text;
  char key[16];
  int i;

  pl_buffer_init (&text);
  for (i = 0; i < 50000; i++)
    pl_buffer_printf (&text, "k%d = %d\n", i, i);
  ck_assert_int_eq (toml_read (&arena, text.data, text.len, NULL, &root,
                               &error), 0);
  ck_assert_uint_eq (root->u.table.n, 50000);
  for (i = 0; i < 50000; i += 777) {
    snprintf (key, sizeof key, "k%d", i);
    ck_assert_int_eq (toml_get (root, key)->u.integer, i);
  }
  ck_assert_ptr_null (toml_get (root, "k50000"));
  pl_buffer_puts (&text, "k49999 = 0");
  ck_assert_int_eq (toml_read (&arena, text.data, text.len, NULL, &root,
                               &error), PLATING_E_FORMAT);
  ck_assert_uint_eq (error.line, 50001);
  pl_buffer_release (&text);
}
END_TEST

static void
read_nested (const char *open, int n, int code)
{
  struct pl_buffer text;
  int i;

  pl_buffer_init (&text);
  for (i = 0; i < n; i++)
    pl_buffer_puts (&text, open);
  ck_assert_int_eq (toml_read (&arena, text.data, text.len, NULL, &root,
                               &error), code);
  if (code == PLATING_E_LIMIT)
    ck_assert_str_eq (error.message, "more than 128 levels of nesting");
  pl_buffer_release (&text);
}

START_TEST (depth_is_limited)
{
  read_nested ("a=[", 1, PLATING_E_FORMAT);
  read_nested ("a.", 100000, PLATING_E_LIMIT);
  read_nested ("a={", 100000, PLATING_E_LIMIT);
  read_nested ("[a.", 1, PLATING_E_FORMAT);
  {
    struct pl_buffer text;

    pl_buffer_init (&text);
    pl_buffer_puts (&text, "a = ");
    pl_buffer_fill (&text, '[', 100000);
    ck_assert_int_eq (toml_read (&arena, text.data, text.len, NULL, &root,
                                 &error), PLATING_E_LIMIT);
    pl_buffer_release (&text);
  }
}
END_TEST

START_TEST (limits_can_be_set)
{
  struct toml_limits limits = { .size = 10, .depth = 2 };

  ck_assert_int_eq (toml_read (&arena, "a = 1234567", 11, &limits, &root,
                               &error), PLATING_E_LIMIT);
  ck_assert_str_eq (error.message, "the text is longer than 10 bytes");
  ck_assert_int_eq (toml_read (&arena, "a = 123456", 10, &limits, &root,
                               &error), 0);
  ck_assert_int_eq (toml_read (&arena, "a = [1]", 7, &limits, &root,
                               &error), 0);
  ck_assert_int_eq (toml_read (&arena, "a = [[1]]", 9, &limits, &root,
                               &error), PLATING_E_LIMIT);
}
END_TEST

START_TEST (memory_may_run_out)
{
  static const char text[] = "a.b.c = ['x', {y = 1.5}]\n[[t.u]]\nk = 'v'\n"
    "a=1\nb=2\nc=3\nd=4\ne=5\nf=6\ng=7\nh=8\ni=9\n"
    "w = 1979-05-27\nx = \"\"\"long\n\\u00e9\"\"\"\n";
  size_t limit;
  int code = PLATING_E_NOMEM;

  for (limit = 64; code == PLATING_E_NOMEM && limit < 1 << 20; limit += 64) {
    pl_arena_init (&arena, 64);
    arena.limit = limit;
    code = read_text (text);
    ck_assert (code == 0 || code == PLATING_E_NOMEM);
    pl_arena_release (&arena);
  }
  ck_assert_int_eq (code, 0);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("toml");
  TCase *t = tcase_create ("toml");
  SRunner *r;
  int failed;

  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, good_texts_are_read, 0,
                       sizeof good / sizeof good[0]);
  tcase_add_loop_test (t, bad_texts_are_refused, 0,
                       sizeof bad / sizeof bad[0]);
  tcase_add_test (t, nan_is_a_number);
  tcase_add_test (t, nul_bytes_are_kept);
  tcase_add_test (t, places_are_told);
  tcase_add_test (t, large_tables_are_searched);
  tcase_add_test (t, depth_is_limited);
  tcase_add_test (t, limits_can_be_set);
  tcase_add_test (t, memory_may_run_out);
  suite_add_tcase (s, t);
  r = srunner_create (s);
  srunner_run_all (r, CK_ENV);
  failed = srunner_ntests_failed (r);
  srunner_free (r);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
