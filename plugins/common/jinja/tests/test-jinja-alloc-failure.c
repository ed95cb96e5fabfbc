/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of compiling and rendering a template, from an arena or
 * not, fails once: there is an error each time, no crash and no leak. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/arena-failure.h"
#include "plugins/common/jinja/tests/losing-render.h"

/* Uses what allocates in ways of its own. */
static const char text[]
  = "{% extends 'base' %}{% import 'tools' as t %}{% from 'tools' import m %}"
    "{% block a scoped %}{{ super() }}{% for i in [1, 2, 3] if i > 1 "
    "recursive %}{{ loop.index }}{{ loop.length }}{{ loop.changed(i) }}"
    "{{ loop([]) }}{% else %}x{% endfor %}{{ self.b() }}"
    "{% set n = namespace(a=1) %}{% set n.a = 2 %}{% set x %}{{ n.a }}"
    "{% endset %}{{ x ~ 'long' * 20000 }}{% call(v) t.m(1, 2, k=3) %}{{ v }}"
    "{% endcall %}{{ m(*[1], **{'k': 2}) }}{% filter string %}a\r\n"
    "{% endfilter %}{{ 'esc\n\\n' 'two' }}{{ missing.x }}"
    "{% autoescape true %}{{ '<' ~ x }}{% endautoescape %}"
    "{% include ['none', 'part'] %}{{ cycler(1, 2).next() }}"
    "{{ joiner()() }}{{ range(3)[1:][0] }}{{ 'abc'[::-1] }}"
    "{{ {'a': 1, 2: (3, 4)}[2][1] }}{{ 123456789.123456789e0 is defined }}"
    "{{ lipsum(1)[:3] }}{{ [1] + [2] == [1, 2] }}{% with a=1 %}{{ a }}"
    "{% endwith %}{{ dict(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=0).j"
    " }}{% for p, q in [(1, 2)] if p %}{{ loop|list }}{{ loop.cycle }}"
    "{% endfor %}{{ 1.0.fromhex('ff') }}{{ {1: 2}.items() <= {1: 2}.items() "
    "}}{{ [1]|map(none_such)|list if false }}{% endblock %}";

static int
load (void *user, const char *name, size_t name_len, const char **result,
      size_t *len)
{
  (void) user;
  if (name_len == 4 && memcmp (name, "base", 4) == 0)
    *result = "{% block a %}A{% endblock %}{% block b %}B{% endblock %}";
  else if (name_len == 5 && memcmp (name, "tools", 5) == 0)
    *result = "{% macro m(a) %}{{ a }}{{ caller(a) if caller else kwargs.k "
      "}}{{ varargs }}{% endmacro %}";
  else if (name_len == 4 && memcmp (name, "part", 4) == 0)
    *result = "part";
  else
    return -ENOENT;
  *len = strlen (*result);
  return 0;
}

START_TEST (each_allocation_fails)
{
  expect_each_fails (text, load);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("jinja-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_test (c, each_allocation_fails);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
