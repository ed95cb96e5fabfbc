/* SPDX-License-Identifier: Apache-2.0 */
/* Integers have no end at 64 bits: results are exact, whatever fits is an
 * ordinary integer again, errors are Python's, and what would take for ever
 * is a limit.  The comparison with Jinja2 itself covers them in breadth. */

#include <config.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/tests/jinja-fixture.h"

static void
setup (void)
{
  renew_environment (NULL);
  begin ();
}

/* Pairs of a template and what comes out. */
static const char *const outputs[][2] = {
  { "{{ 9223372036854775807 + 1 }} {{ -9223372036854775808 - 1 }}",
    "9223372036854775808 -9223372036854775809" },
  { "{{ 0xffffffffffffffffffff }} {{ 123_456_789_012_345_678_901 }}",
    "1208925819614629174706175 123456789012345678901" },
  { "{{ 0b1000000000000000000000000000000000000000000000000000000000000000 }}"
    " {{ 0o1777777777777777777777 }}",
    "9223372036854775808 18446744073709551615" },
  { "{% set b = 10 ** 25 %}{{ -b // 7 }} {{ -b % 7 }} {{ b / 8 }}",
    "-1428571428571428571428572 4 1.25e+24" },
  { "{% set b = 2 ** 64 %}{{ b - b + 5 }} {{ b // b }} {{ b % 3 == 1 }}",
    "5 1 True" },
  { "{% set b = 2 ** 64 %}{{ b == 2.0 ** 64 }} {{ b + 1 == 2.0 ** 64 }} "
    "{{ b + 1 > 2.0 ** 64 }} {{ b > 1 }} {{ -b < 1 }}",
    "True False True True True" },
  { "{% set d = {2 ** 64: 'x'} %}{{ d[2.0 ** 64] }} {{ d[2 ** 64] }} "
    "{{ d[2 ** 64 + 1] is defined }}", "x x False" },
  { "{{ '%d|%x|%30d|%.2f' % (2 ** 70, 2 ** 70, 2 ** 70, 2 ** 70) }}",
    "1180591620717411303424|400000000000000000|        "
    "1180591620717411303424|1180591620717411303424.00" },
  { "{{ '{:,} {:#_x}'.format(2 ** 70, -(2 ** 70)) }}",
    "1,180,591,620,717,411,303,424 -0x40_0000_0000_0000_0000" },
  { "{{ '{:030,}|{:031,}|{:032,}'.format(2 ** 70, 5, 5) }}",
    "01,180,591,620,717,411,303,424|000,000,000,000,000,000,000,005|"
    "0,000,000,000,000,000,000,000,005" },
  { "{{ '18446744073709551616'|int }} {{ 1e30|int }} {{ (2 ** 64)|float }}",
    "18446744073709551616 1000000000000000019884624838656 "
    "1.8446744073709552e+19" },
  { "{{ 15|round(-1) }} {{ 25|round(-1) }} {{ (2 ** 64)|round(-19) }} "
    "{{ 9223372036854775807|round(-1) }}",
    "20 20 20000000000000000000 9223372036854775810" },
  { "{{ [2 ** 64, 1]|sum }} {{ [2 ** 64, 1, 1e20]|sort }} "
    "{{ (-(2 ** 64))|abs }}",
    "18446744073709551617 [1, 18446744073709551616, 1e+20] "
    "18446744073709551616" },
  { "{{ (2 ** 64) is integer }} {{ (2 ** 64) is even }} "
    "{{ (3 ** 50) is odd }} {{ (3 ** 50) is divisibleby 9 }}",
    "True True True True" },
  { "{{ (2 ** 64).bit_length() }} {{ (2 ** 64 - 1).bit_count() }} "
    "{{ 1e22.as_integer_ratio() }}", "65 64 (10000000000000000000000, 1)" },
  { "{{ {'n': 2 ** 64}|tojson }} {{ [2 ** 64]|pprint }}",
    "{\"n\": 18446744073709551616} [18446744073709551616]" },
  { "{{ 'abc'[:2 ** 70] }} {{ [1, 2][::-(2 ** 70)] }} "
    "{{ 'abc'[2 ** 70] is defined }}", "abc [2] False" },
  { "{{ 0 ** (2 ** 70) }} {{ (-1) ** (2 ** 70 + 1) }} {{ (2 ** 70) ** 0 }}",
    "0 -1 1" },
  { "{{ range(2 ** 64, 2 ** 64 + 3)|list }} {{ range(2 ** 70)[-1] }} "
    "{{ 2 ** 69 in range(2 ** 70) }} {{ 5 in range(10 ** 15) }}",
    "[18446744073709551616, 18446744073709551617, 18446744073709551618] "
    "1180591620717411303423 True True" },
  { "{{ range(10)[::3] }} {{ range(2 ** 70)[::-(2 ** 69)]|list }}",
    "range(0, 10, 3) [1180591620717411303423, 590295810358705651711]" },
  /* Of two roundings, the first would go the wrong way. */
  { "{{ 9223372036854775295 / 1 }} {{ (2 ** 62 + 257) / 1 }}",
    "9.223372036854775e+18 4.611686018427388e+18" },
  { "{{ (2 ** 65000).bit_length() }} {{ '%x' % (2 ** 64) }}",
    "65001 10000000000000000" },
};

START_TEST (test_outputs)
{
  expect (outputs[_i][0], outputs[_i][1]);
}
END_TEST

/* A template, the class of its error and its text. */
static const char *const errors[][3] = {
  { "{{ 2 ** 64 // 0 }}", "ZeroDivisionError",
    "ZeroDivisionError: integer division or modulo by zero" },
  { "{{ 2 ** 64 % 0 }}", "ZeroDivisionError",
    "ZeroDivisionError: integer modulo by zero" },
  { "{{ 2 ** 2000 / 3 }}", "OverflowError",
    "OverflowError: integer division result too large for a float" },
  { "{{ 2 ** 2000 + 0.5 }}", "OverflowError",
    "OverflowError: int too large to convert to float" },
  { "{{ 'a' * 2 ** 70 }}", "OverflowError",
    "OverflowError: cannot fit 'int' into an index-sized integer" },
  { "{{ 'a'|center(2 ** 70) }}", "OverflowError",
    "OverflowError: Python int too large to convert to C ssize_t" },
  { "{{ 10 ** 4300 }}", "ValueError",
    "ValueError: Exceeds the limit (4300 digits) for integer string "
    "conversion; use sys.set_int_max_str_digits() to increase the limit" },
  { "{{ 2 ** 64 < 'a' }}", "TypeError",
    "TypeError: '<' not supported between instances of 'int' and 'str'" },
  { "{{ (2 ** 64).nope.x }}", "UndefinedError",
    "'int object' has no attribute 'nope'" },
};

START_TEST (test_errors)
{
  ck_assert_int_eq (render ("t", errors[_i][0]), -EINVAL);
  ck_assert_str_eq (error.kind, errors[_i][1]);
  ck_assert_str_eq (error.text.data, errors[_i][2]);
  ck_assert_uint_eq (error.line, 1);
}
END_TEST

/* Each of these would be of more bits than are allowed. */
static const char *const large[] = {
  "{{ 2 ** 65536 }}", "{{ 2 ** (2 ** 70) }}", "{{ 10 ** (10 ** 10) }}",
  "{{ (2 ** 40000) * (2 ** 40000) }}", "{{ (2 ** 65535) + (2 ** 65535) }}",
  "{{ 7 ** 30000 }}", "{{ (-3) ** 9223372036854775807 }}",
  "{{ 7.5|round(20000, 'floor') }}",
};

START_TEST (test_large)
{
  ck_assert_int_eq (render ("t", large[_i]), -EFBIG);
  ck_assert_str_eq (error.kind, "LimitError");
  ck_assert_str_eq (error.text.data,
                    "integer too large: it has more than 65536 bits");
}
END_TEST

/* 65536 bits are not too many. */
START_TEST (test_largest)
{
  expect ("{% set x = 2 ** 65535 - 1 + 2 ** 65535 %}{{ x.bit_length() }} "
          "{{ '%x' % x == 'f' * 16384 }} {{ x == ('f' * 16384)|int(0, 16) }} "
          "{{ x > 1e308 }}", "65536 True True True");
}
END_TEST

/* Work and memory are charged by the size of what is computed with. */
START_TEST (test_charges)
{
  static const char multiply[]
    = "{% set x = 2 ** 32000 + 1 %}{% for i in range(100000) %}"
      "{% set y = x * x %}{% endfor %}";
  static const char keep[]
    = "{% set l = [2 ** 60000] %}{% for i in range(100000) %}"
      "{% do l.append(l[-1] + 1) %}{% endfor %}";

  options.limits = (struct jinja_limits) { .max_steps = 1000000 };
  ck_assert_int_eq (render ("t", multiply), -EFBIG);
  ck_assert_str_eq (error.text.data, "more than 1000000 steps");
  options.limits = (struct jinja_limits) { .max_memory = 1000000 };
  ck_assert_int_eq (render ("t", keep), -EFBIG);
  ck_assert_str_eq (error.text.data,
                    "more than 1000000 bytes of memory for values");
}
END_TEST

/* Literals have limits, too, with a place in the template. */
START_TEST (test_literals)
{
  char text[20000];
  size_t n;

  n = (size_t) sprintf (text, "a\n{{ ");
  memset (text + n, '9', 4301);
  strcpy (text + n + 4301, " }}");
  ck_assert_int_eq (render ("t", text), -EINVAL);
  ck_assert_str_eq (error.kind, "TemplateSyntaxError");
  ck_assert_uint_eq (error.line, 2);
  ck_assert_ptr_nonnull (strstr (error.text.data,
                                 "value has 4301 digits"));
  strcpy (text + n + 4300, " % 1000 }}");
  expect (text, "a\n999");
  n = (size_t) sprintf (text, "{{ 0x1");
  memset (text + n, '0', 16384);
  strcpy (text + n + 16384, " }}");
  ck_assert_int_lt (render ("t", text), 0);
  ck_assert_str_eq (error.text.data,
                    "integer too large: it has more than 65536 bits");
}
END_TEST

/* The host's numbers without sign are what they are. */
START_TEST (test_host)
{
  ck_assert_int_eq (jinja_dict_set_text (
    &arena, options.data, "n", 1,
    tv_integer (&tv_type_uint64, UINT64_MAX)), 0);
  expect ("{{ n }} {{ n + 1 }} {{ n // 2 }} {{ n is integer }}",
          "18446744073709551615 18446744073709551616 9223372036854775807 "
          "True");
}
END_TEST

/* What fits into 64 bits is never large, what does not always is. */
START_TEST (test_normal)
{
  struct tv v;

  ck_assert_int_eq (jinja_integer_from_natural (&arena, INT64_MAX, &v), 0);
  ck_assert (!jinja_is_big_integer (v));
  ck_assert_int_eq (v.u.integer, INT64_MAX);
  ck_assert_int_eq (jinja_integer_from_natural (
    &arena, (uint64_t) INT64_MAX + 1, &v), 0);
  ck_assert (jinja_is_big_integer (v));
  ck_assert (jinja_integer_clamp (v) == INT64_MAX);
  ck_assert_int_eq (jinja_integer_from_digits (
    &arena, "9223372036854775808", 19, 10, true, &v), 0);
  ck_assert (!jinja_is_big_integer (v));
  ck_assert_int_eq (v.u.integer, INT64_MIN);
  ck_assert_int_eq (jinja_integer_from_digits (
    &arena, "9223372036854775809", 19, 10, true, &v), 0);
  ck_assert (jinja_is_big_integer (v));
  ck_assert (jinja_integer_is_negative (v));
  ck_assert (jinja_integer_clamp (v) == INT64_MIN);
}
END_TEST

#define N(array) (int) (sizeof array / sizeof array[0])

int
main (void)
{
  Suite *suite = suite_create ("jinja integers");
  TCase *tcase = tcase_create ("integers");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tcase, setup, tear_down);
  tcase_add_loop_test (tcase, test_outputs, 0, N (outputs));
  tcase_add_loop_test (tcase, test_errors, 0, N (errors));
  tcase_add_loop_test (tcase, test_large, 0, N (large));
  tcase_add_test (tcase, test_largest);
  tcase_add_test (tcase, test_charges);
  tcase_add_test (tcase, test_literals);
  tcase_add_test (tcase, test_host);
  tcase_add_test (tcase, test_normal);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
