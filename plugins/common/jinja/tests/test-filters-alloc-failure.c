/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation, from an arena or not, fails once while each filter, test
 * and method of the language works: there is an error of memory each time,
 * no crash and no leak.  A list says which filters there are, so that none is
 * left out. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <string.h>

#include "tests/unit/arena-failure.h"
#include "plugins/common/jinja/tests/losing-render.h"

#define L "[{'a': 'x', 'b': 3}, {'a': 'Y', 'b': 1}, {'a': 'x', 'b': 2}]"

static const char *const templates[] = {
  "{{ -5|abs }}{{ {'k': 1}|attr('k') }}{{ [1, 2, 3]|batch(2, 'x')|list }}",
  "{{ 'word'|capitalize }}{{ 'w'|center(9) }}{{ 'éü'|capitalize }}",
  "{{ [1, 2]|count }}{{ none|d('x') }}{{ ''|default('y', true) }}",
  "{{ {'b': 1, 'A': 2}|dictsort }}{{ {'b': 1, 'A': 2}|dictsort(true, "
  "'value', true) }}",
  "{{ '<&>'|e }}{{ '<'|escape }}{{ '<'|safe|forceescape }}",
  "{{ 123456|filesizeformat }}{{ 123456|filesizeformat(true) }}",
  "{{ [1, 2]|first }}{{ '1.5'|float }}{{ '%s-%d'|format('a', 3) }}",
  "{{ '%(k)s'|format(k='v') }}",
  "{% for g, l in " L "|groupby('a') %}{{ g }}{{ l }}{% endfor %}",
  "{{ " L "|groupby('b', default=1) }}",
  "{{ 'a\nb'|indent(2, true) }}{{ '0x1f'|int(0, 16) }}{{ '7'|int }}",
  "{{ {'a': 1}|items|list }}{{ [1, 'b', none]|join(', ') }}",
  "{{ " L "|join('-', attribute='a') }}{{ ['<'|safe, '>']|join }}",
  "{{ [1, 2]|last }}{{ 'abc'|length }}{{ 'abc'|list }}{{ 'ABC'|lower }}",
  "{{ " L "|map(attribute='a')|list }}{{ ['a']|map('upper')|join }}",
  "{{ [1, 5, 3]|max }}{{ ['b', 'A']|min }}{{ " L "|max(attribute='b') }}",
  "{{ [[1, {'a': (2,)}], 'x' * 90, ['y' * 60, 'z' * 60]]|pprint }}",
  "{{ [3]|random }}{{ [1, 2, 0]|reject|list }}{{ [1, 2]|reject('odd')|list }}",
  "{{ " L "|rejectattr('b', 'gt', 1)|list }}{{ 'aXbX'|replace('X', 'y', 1) "
  "}}{{ 'abc'|reverse }}{{ [1, 2]|reverse|list }}{{ 2.567|round(1, 'floor') }}",
  "{{ '<'|safe }}{{ [0, 1]|select|list }}{{ " L "|selectattr('b')|list }}",
  "{{ [1, 2, 3, 4]|slice(3, 'x')|list }}{{ [3, 1, 2]|sort }}",
  "{{ " L "|sort(attribute='a,b', reverse=true) }}{{ ['b', 'A']|sort(true) }}",
  "{{ [1, 'a', {'b': 1.5}]|string }}{{ '<p>a  <b>b</b> &amp;</p>'|striptags }}",
  "{{ [1, 2.5]|sum }}{{ " L "|sum(attribute='b', start=1) }}{{ 'a b'|title }}",
  "{{ {'a': [1, none, true, 'é<']}|tojson }}{{ [1, {'b': 2}]|tojson(2) }}",
  "{{ ' x '|trim }}{{ 'xyx'|trim('x') }}{{ 'long text here'|truncate(9) }}",
  "{{ 'long text here'|truncate(9, true, '…', 0) }}",
  "{{ [1, 1, 2]|unique|list }}{{ " L "|unique(attribute='a')|list }}",
  "{{ 'Ab'|upper }}{{ 'a b/ü'|urlencode }}{{ {'a b': 1, 'c': 'd&'}|urlencode "
  "}}",
#ifdef HAVE_PCRE2
  "{{ 'see http://a.example/x, (www.b.example) or me@c.example'|urlize(9, "
  "true, '_blank', 'x') }}",
#endif
  "{{ 'one two'|wordcount }}{{ 'some words to wrap'|wordwrap(7) }}",
  "{{ 'averylongword and more'|wordwrap(5, false, '|', false) }}",
  "{{ {'class': 'a', 'id': none, 'x': '<'}|xmlattr }}",
  "{{ 1 is divisibleby(1) }}{{ 'a' is in(['a']) }}{{ x is undefined }}"
  "{{ 'upper' is filter }}{{ 'odd' is test }}{{ 'a' is sameas('a') }}",
  "{{ [3, 1]|map('string')|sort|join }}{{ 'a'.join(['b', 'c']) }}",
  "{{ 'a,b'.split(',') }}{{ 'a b'.partition(' ') }}{{ 'a\nb'.splitlines() }}"
  "{{ 'a-b-c'.rsplit('-', 1) }}{{ '{} {k:>5}'.format(1, k='x') }}",
  "{{ 'ab'.center(9, '*') }}{{ 'a\tb'.expandtabs() }}{{ 'aß'.casefold() }}"
  "{{ 'AbC'.swapcase() }}{{ '7'.zfill(4) }}{{ 'xay'.strip('xy') }}",
  "{% set d = {'a': 1} %}{{ d.setdefault('b', 2) }}{{ d.copy() }}"
  "{{ d.update(c=3) }}{{ d.items()|list }}{{ d.keys() }}{{ d.values() }}"
  "{{ d.pop('a') }}{{ d.popitem() }}{{ d.get('z', 0) }}",
  "{% set l = [3] %}{{ l.append(1) }}{{ l.extend([2]) }}{{ l.insert(0, 9) }}"
  "{{ l.sort() }}{{ l.reverse() }}{{ l.copy() }}{{ l.index(9) }}{{ l.pop() }}",
  "{{ 2.5.as_integer_ratio() }}{{ 1.5.hex() }}{{ (7).bit_length() }}",
  "{{ '%5.2f|%x|%r' % (1.5, 255, 'a') }}{{ '<%s>'|safe % '<' }}",
  "{{ [1]|map('nosuch' if false else 'string')|list }}",
};

START_TEST (each_allocation_fails)
{
  expect_each_fails (templates[_i], NULL);
}
END_TEST

/* Whether some template uses the filter NAME. */
static int
is_used (const char *name)
{
  const size_t len = strlen (name);
  const char *at;
  size_t i;

  for (i = 0; i < sizeof templates / sizeof templates[0]; i++)
    for (at = templates[i]; (at = strchr (at, '|')); ) {
      at++;
      if (strncmp (at, name, len) == 0
          && !strchr ("abcdefghijklmnopqrstuvwxyz", at[len]))
        return 1;
    }
  return 0;
}

START_TEST (each_filter_is_there)
{
  static const char *const names[] = {
    "abs", "attr", "batch", "capitalize", "center", "count", "d", "default",
    "dictsort", "e", "escape", "filesizeformat", "first", "float",
    "forceescape", "format", "groupby", "indent", "int", "items", "join",
    "last", "length", "list", "lower", "map", "max", "min", "pprint",
    "random", "reject", "rejectattr", "replace", "reverse", "round", "safe",
    "select", "selectattr", "slice", "sort", "string", "striptags", "sum",
    "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode",
    "wordcount", "wordwrap", "xmlattr",
  };
  size_t i;

  for (i = 0; i < sizeof names / sizeof names[0]; i++)
    ck_assert_msg (is_used (names[i]), "%s", names[i]);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("filters-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (c, each_allocation_fails, 0,
                       (int) (sizeof templates / sizeof templates[0]));
  tcase_add_test (c, each_filter_is_there);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
