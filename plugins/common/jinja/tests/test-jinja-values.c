/* SPDX-License-Identifier: Apache-2.0 */
/* Filters, tests, methods and printing give what Jinja2 on Python gives:
 * one promise for each, with texts of errors, and for what has no bounds
 * in Python, that limits hold.  The comparison with Jinja2 itself covers
 * them in breadth; this needs no other program. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/filter.h"

static struct jinja_environment *environment;
static struct jinja_error error;
static struct pl_buffer out;

static void
setup (void)
{
  struct jinja_settings settings = { .autoescape = jinja_escape_by_name };

  environment = jinja_environment_new (&settings);
  ck_assert_ptr_nonnull (environment);
  jinja_error_init (&error);
  pl_buffer_init (&out);
}

static void
teardown (void)
{
  jinja_environment_free (environment);
  jinja_error_release (&error);
  pl_buffer_release (&out);
}

static int
render (const char *name, const char *text)
{
  struct jinja_options options = {
    .limits = { .max_output = 100000, .max_steps = 1000000,
                .max_memory = 4000000 }
  };

  pl_buffer_clear (&out);
  return jinja_render (environment, name, text, strlen (text), &options, &out,
                       &error);
}

/* Pairs of a template and what comes out. */
static const char *const outputs[][2] = {
  { "{{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1e-5 }} {{ -0.0 }} {{ 1e22 }}",
    "0.30000000000000004 1e+16 1e-05 -0.0 1e+22" },
  { "{{ ['it\\'s', '\"', 'é', '\\x00\\u200b', none, true, (1,), {}] }}",
    "[\"it's\", '\"', 'é', '\\x00\\u200b', None, True, (1,), {}]" },
  { "{% set l = [1] %}{% do l.append(l) %}{{ l }}", "[1, [...]]" },
  { "{{ '%05.1f|%-4s|%+d|%x|%r' % (2.25, 'a', 3, 255, 'b') }}",
    "002.2|a   |+3|ff|'b'" },
  { "{{ '{:>4}|{:,}|{:.2f}|{!r}|{a[k]}'.format(1, 12345, 2.345, 'x', "
    "a={'k': 9}) }}", "   1|12,345|2.35|'x'|9" },
  { "{{ '{:06,d} {:#b} {:%} {:.3}'.format(12, 5, 0.5, 'abcdef') }}",
    "00,012 0b101 50.000000% abc" },
  { "{{ 'ß'.upper() }} {{ 'ΟΔΟΣ'.lower() }} {{ 'ǆ a'.title() }}",
    "SS οδος ǅ A" },
  { "{{ ' a  b '.split() }} {{ 'a,b'.partition(',') }} "
    "{{ 'a b c'.rsplit(none, 1) }}",
    "['a', 'b'] ('a', ',', 'b') ['a b', 'c']" },
  { "{{ 'aXbX'.replace('X', '-', 1) }} {{ '7'.zfill(3) }} "
    "{{ 'ab'.center(5, '*') }} {{ 'é'.find('z') }}", "a-bX 007 **ab* -1" },
  { "{% set d = {'b': 1} %}{% do d.update(a=2) %}{{ d.pop('b') }}"
    "{{ d.get('z', 5) }}{{ d.items() }}", "15dict_items([('a', 2)])" },
  { "{{ [3, 1, 2]|sort(reverse=true) }} {{ ['b', 'A']|sort }} "
    "{{ {'b': 1, 'A': 2}|dictsort }}",
    "[3, 2, 1] ['A', 'b'] [('A', 2), ('b', 1)]" },
  { "{% for k, v in [{'k': 'a', 'n': 1}, {'k': 'A', 'n': 2}]|groupby('k') %}"
    "{{ k }}{{ v|map(attribute='n')|list }}{% endfor %}", "a[1, 2]" },
  { "{{ [1, 2, 3]|batch(2, 0)|list }} {{ [1, 2, 3]|slice(2)|list }} "
    "{{ [1, 2, 3]|select('odd')|list }} {{ ['a', 'A']|unique|list }}",
    "[[1, 2], [3, 0]] [[1, 2], [3]] [1, 3] ['a']" },
  { "{{ 2.5|round }} {{ 1250|round(-2) }} {{ 2.31|round(1, 'ceil') }} "
    "{{ '12.7'|int }} {{ 'x'|float(1.0) }} {{ 1500000|filesizeformat }}",
    "2.0 1200 2.4 12 1.0 1.5 MB" },
  { "{{ 'a quick-brown o\\'fox'|title }} {{ 'one two three'|truncate(9, "
    "leeway=0) }} {{ 'a\nb'|indent(2, true) }} {{ 'a-b c'|wordcount }}",
    "A Quick-Brown O'fox one...   a\n  b 3" },
  { "{{ 'well-known words'|wordwrap(6) }}", "well-\nknown\nwords" },
  { "{{ '<p>a  b</p> &eacute;&#x41;&amp;'|striptags }}", "a b éA&" },
  { "{{ {'a': '<', 'b': [1.0, none]}|tojson }}",
    "{\"a\": \"\\u003c\", \"b\": [1.0, null]}" },
  { "{{ 'a b/é'|urlencode }} {{ {'k': 'a b'}|urlencode }} "
    "{{ {'a': 1, 'b': none}|xmlattr }}", "a%20b/%C3%A9 k=a+b  a=\"1\"" },
#ifdef HAVE_PCRE2
  { "{{ 'www.example.com, x'|urlize }}",
    "<a href=\"https://www.example.com\" rel=\"noopener\">www.example.com"
    "</a>, x" },
#endif
  { "{{ 1 is odd }}{{ 4 is divisibleby 2 }}{{ 'a' is in 'abc' }}"
    "{{ 'upper' is filter }}{{ nope is defined }}{{ [] is sequence }}",
    "TrueTrueTrueTrueFalseTrue" },
  { "{{ ['z']|random }} {{ [1, 2, 3]|random == [1, 2, 3]|random }}",
    "z True" },
  { "{{ ' a  b '.split(none, 1) }} {{ ' a  b '.rsplit(none, 1) }} "
    "{{ 'xay'.partition('a'|safe) }}",
    "['a', 'b '] [' a', 'b'] ('x', Markup('a'), 'y')" },
  { "{{ 1.0.fromhex('-0x1.8p3') }} {{ 1.0.fromhex(' inf ') }} "
    "{{ 1.0.fromhex('0x1p-99999999999999999999') }}", "-12.0 inf 0.0" },
  { "{{ '%.0c|%%' % 65 }} {{ '{:#.2}'.format(99.995) }} "
    "{{ '%#.2G' % 99.995 }} {{ '{:#}'.format(1e22) }} {{ '%#.3g' % 0.5 }}",
    "A|% 1.0e+02 1.0E+02 1.e+22 0.500" },
  { "{{ 1.5463837757503107e+19|round(-4) }} {{ 99.5|round(-2) }} "
    "{{ 50.0|round(-2) }} {{ 150.0|round(-2) }} {{ 7.0|round(-3) }}",
    "1.546383775750311e+19 100.0 0.0 200.0 0.0" },
  { "{{ {}.pop([], 1) }} {{ [] in {'a': 1}.items() }} "
    "{{ {'a': 1}.keys() < {'a': 1, 'b': 2}.keys() }} "
    "{{ {'a': 1}.items() > {'b': 1}.items() }}", "1 False True False" },
  { "{% for a, b in ['xy', 'zw'] if a %}{{ loop.nextitem }}{{ loop|list }}"
    "{{ loop.index }}{% endfor %}",
    "('z', 'w')[(('z', 'w'), <LoopContext 2/2>)]2" },
  { "{{ '\x7f'|tojson }} {{ ('a'|safe).upper }} {{ 'a'.upper }} "
    "{{ joiner() }} {{ cycler(1).next }}",
    "\"\\u007f\" <bound method Markup.upper of Markup('a')> <built-in method "
    "upper of str object> <jinja2.utils.Joiner object> <bound method "
    "Cycler.next of <jinja2.utils.Cycler object>>" },
};

START_TEST (test_outputs)
{
  ck_assert_msg (!render ("t", outputs[_i][0]), "%s: %s", outputs[_i][0],
                 error.message.data);
  ck_assert_str_eq (out.data, outputs[_i][1]);
}
END_TEST

/* A template, the class of its error and its text. */
static const char *const errors[][3] = {
  { "{{ 'a'|replace('b') }}", "TypeError",
    "TypeError: do_replace() missing 1 required positional argument: 'new'" },
  { "{{ [1, 'a']|sort }}", "TypeError",
    "TypeError: '<' not supported between instances of 'str' and 'int'" },
  { "{{ {}.pop('k') }}", "KeyError", "KeyError: 'k'" },
  { "{{ 'x'.index('y') }}", "ValueError", "ValueError: substring not found" },
  { "{{ '%d' % 'x' }}", "TypeError",
    "TypeError: %d format: a real number is required, not str" },
  { "{{ '%5%' % (1,) }}", "ValueError",
    "ValueError: unsupported format character '%' (0x25) at index 2" },
  { "{{ '%q' % () }}", "TypeError",
    "TypeError: not enough arguments for format string" },
  { "{{ '{:,X}'.format(1.5) }}", "ValueError",
    "ValueError: Cannot specify ',' with 'X'." },
  { "{{ '{:d}'.format('x') }}", "ValueError",
    "ValueError: Unknown format code 'd' for object of type 'str'" },
  { "{{ [1]|map('nosuch')|list }}", "TemplateRuntimeError",
    "No filter named 'nosuch'." },
  { "{{ 5|batch(2)|list }}", "TypeError",
    "TypeError: 'int' object is not iterable" },
  { "{{ []|first + 1 }}", "UndefinedError",
    "No first item, sequence was empty." },
  { "{{ nope|tojson }}", "TypeError",
    "TypeError: Object of type Undefined is not JSON serializable" },
  { "{{ 'a'.expandtabs(size=1) }}", "TypeError",
    "TypeError: 'size' is an invalid keyword argument for expandtabs()" },
  { "{{ 1.0.fromhex('0x') }}", "ValueError",
    "ValueError: invalid hexadecimal floating-point string" },
  { "{{ [] in {'a': 1}.keys() }}", "TypeError",
    "TypeError: unhashable type: 'list'" },
  { "{{ ('<'|safe) * nope }}", "TypeError",
    "TypeError: 'Undefined' object cannot be interpreted as an integer" },
  { "{{ [1]|map(nope)|list }}", "TemplateRuntimeError",
    "No filter named Undefined. ('nope' is undefined; did you forget to "
    "quote the callable name?)" },
  { "{{ ''.__class__.x }}", "UndefinedError",
    "'str object' has no attribute '__class__'" },
};

START_TEST (test_errors)
{
  ck_assert_int_eq (render ("t", errors[_i][0]), -EINVAL);
  ck_assert_str_eq (error.kind, errors[_i][1]);
  ck_assert_str_eq (error.text.data, errors[_i][2]);
  ck_assert_uint_eq (error.line, 1);
}
END_TEST

/* "with" has the line of what stands before, even if that is not run. */
START_TEST (test_noted_line)
{
  ck_assert_int_eq (render ("t", "{% if false %}\n{{ nope }}{% endif %}\n\n"
                            "{% with a = 1 // 0 %}{% endwith %}"), -EINVAL);
  ck_assert_str_eq (error.kind, "ZeroDivisionError");
  ck_assert_uint_eq (error.line, 2);
}
END_TEST

/* Each of these would use memory or time without end. */
static const char *const endless[] = {
  "{{ 'x'.ljust(1000000000) }}",
  "{{ 'x'|center(1000000000) }}",
  "{{ '%1000000000d' % 1 }}",
  "{{ '{:1000000000}'.format(1) }}",
  "{{ ('x' * 100000).replace('', 'y' * 1000) }}",
  "{{ [1]|batch(1000000000, 2)|list }}",
  "{{ range(100000000)|list }}",
  "{{ range(100000000)|sum }}",
  "{{ 'a\n'|indent(1000000000, true) }}",
  "{{ [0]|slice(100000000)|list }}",
};

START_TEST (test_limits)
{
  int status = render ("t", endless[_i]);

  ck_assert_msg (status == -EFBIG, "%s: %d", endless[_i], status);
}
END_TEST

START_TEST (test_escaping)
{
  ck_assert (!render ("t.html",
                      "{{ '<' }}{{ '<'|safe }}{{ ('<b>%s'|safe) % '&' }}"
                      "{{ ['<', '>'|safe]|join('&') }}"
                      "{{ ('a'|safe).replace('a', '<') }}"));
  ck_assert_str_eq (out.data, "&lt;<<b>&amp;&lt;&amp;>&lt;");
}
END_TEST

/* Both tables are found by name in halves. */
START_TEST (test_tables)
{
  size_t i;

  for (i = 0; i < jinja_n_filters; i++) {
    const char *name = jinja_filters[i].name;

    ck_assert_ptr_eq (jinja_find_filter (name, strlen (name)),
                      &jinja_filters[i]);
  }
  for (i = 0; i < jinja_n_tests; i++) {
    const char *name = jinja_tests[i].name;

    ck_assert_ptr_eq (jinja_find_test (name, strlen (name)),
                      &jinja_tests[i]);
  }
  ck_assert_uint_eq (jinja_n_filters, 54);
  ck_assert_uint_eq (jinja_n_tests, 39);
}
END_TEST

#define N(array) (int) (sizeof array / sizeof array[0])

int
main (void)
{
  Suite *suite = suite_create ("jinja values");
  TCase *tcase = tcase_create ("values");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, test_outputs, 0, N (outputs));
  tcase_add_loop_test (tcase, test_errors, 0, N (errors));
  tcase_add_loop_test (tcase, test_limits, 0, N (endless));
  tcase_add_test (tcase, test_noted_line);
  tcase_add_test (tcase, test_escaping);
  tcase_add_test (tcase, test_tables);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
