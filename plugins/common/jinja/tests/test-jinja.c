/* SPDX-License-Identifier: Apache-2.0 */
/* Jinja templates: what an embedder sees, every statement, where errors are
 * reported, and the limits.  That the language is Jinja's is shown by the
 * comparison with Jinja2 itself; these tests need no other program. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "jinja-fixture.h"

/* -- the host ---------------------------------------------------------- */

/* The other templates: name, text. */
static const char *const others[][2] = {
  { "part", "<{{ name }}{{ i }}>" },
  { "broken", "a\n{{ 1 // 0 }}" },
  { "wrong", "a\n\n{% if %}" },
  { "page.html", "{{ mark }}{% macro m(v) %}{{ v }}{% endmacro %}" },
  { "base", "[{% block a %}A{% endblock %}|{% block b %}B{% endblock %}]" },
  { "middle", "{% extends 'base' %}{% block a %}m{{ super() }}{% endblock %}" },
  { "needs", "{% block a required %}{% endblock %}" },
  { "tools", "{% macro twice(v) %}{{ v }}{{ v }}{% endmacro %}"
    "{% macro fails() %}\n\n{{ none.x.y }}{% endmacro %}"
    "{% set answer = 42 %}{% set _hidden = 1 %}seen: {{ name }}" },
  { "self", "{% include 'self' %}" },
};

static int
load (void *user, const char *name, size_t name_len, const char **text,
      size_t *text_len)
{
  size_t i;

  (void) user;
  for (i = 0; i < sizeof others / sizeof others[0]; i++)
    if (strlen (others[i][0]) == name_len
        && memcmp (others[i][0], name, name_len) == 0) {
      *text = others[i][1];
      *text_len = strlen (*text);
      return 0;
    }
  if (name_len == 4 && memcmp (name, "deny", 4) == 0)
    return -EACCES;
  return -ENOENT;
}

static int
call_join (struct jinja_run *run, const struct jinja_function *function,
           const struct tv *values, size_t n_values, struct tv *result)
{
  struct pl_buffer text;
  char *copy;
  size_t i;

  (void) function;
  pl_buffer_init (&text);
  for (i = 0; i < n_values; i++)
    if (values[i].type == &tv_type_string)
      pl_buffer_append (&text, values[i].u.text, values[i].len);
    else
      pl_buffer_puts (&text, "?");
  copy = pl_arena_strndup (jinja_arena (run), text.data, text.len);
  *result = tv_string (copy, text.len);
  pl_buffer_release (&text);
  return copy ? 0 : jinja_no_memory (run);
}

static int
call_render (struct jinja_run *run, const struct jinja_function *function,
             const struct tv *values, size_t n_values, struct tv *result)
{
  struct pl_buffer text;
  char *copy;
  int status;

  (void) function;
  (void) n_values;
  if (values[0].type != &tv_type_string)
    return jinja_raise (run, "TypeError", "render() wants a name");
  pl_buffer_init (&text);
  status = jinja_include (run, values[0].u.text, values[0].len, &text);
  copy = pl_arena_strndup (jinja_arena (run), text.data, text.len);
  *result = tv_string (copy, text.len);
  pl_buffer_release (&text);
  return status ? status : copy ? 0 : jinja_no_memory (run);
}

static const struct jinja_parameter join_parameters[] = {
  { "first", false }, { "second", true }
};
static const struct jinja_parameter render_parameters[] = {
  { "name", false }
};

static const struct jinja_function functions[] = {
  { .name = "join_all", .parameters = join_parameters, .n_parameters = 2,
    .call = call_join },
  { .name = "join_more", .parameters = join_parameters, .n_parameters = 1,
    .is_variadic = true, .call = call_join },
  { .name = "render", .parameters = render_parameters, .n_parameters = 1,
    .call = call_render },
};

static const struct jinja_function_table tables[] = {
  { functions, sizeof functions / sizeof functions[0] }
};

static void
use_settings (struct jinja_settings settings)
{
  settings.tables = tables;
  settings.n_tables = 1;
  settings.autoescape = jinja_escape_by_name;
  renew_environment (&settings);
}

static void
set_up (void)
{
  struct tv list;
  int i;

  begin ();
  use_settings ((struct jinja_settings) { 0 });
  options.load = load;
  ck_assert_int_eq (jinja_list_new (&arena, &list), 0);
  for (i = 1; i <= 3; i++)
    ck_assert_int_eq (jinja_list_append (&arena, list, tv_int (i)), 0);
  ck_assert_int_eq (jinja_dict_set_text (&arena, options.data, "seq", 3,
                                         list), 0);
  ck_assert_int_eq (jinja_dict_set_text (&arena, options.data, "mark", 4,
                                         tv_cstring ("<&>")), 0);
}

static void
expect_error (const char *text, const char *kind, const char *message)
{
  int status = render ("page", text);

  ck_assert_msg (status == -EINVAL, "%s: %d", text, status);
  ck_assert_str_eq (error.kind, kind);
  ck_assert_str_eq (error.message.data, message);
}

/* -- statements -------------------------------------------------------- */

static const char *const good[][2] = {
  { "", "" },
  { "a{# b #}c", "ac" },
  { "{{ name }} {{ missing }}.", "disk ." },
  { "x\r\ny\r\n", "x\ny" },
  { "x\n\n\n", "x\n\n" },
  { "a {{- ' b ' -}} c", "a b c" },
  { "{% raw %}{{ x }}{% endraw %}", "{{ x }}" },
  { "{%- raw -%} {{ x }} {%- endraw -%} z", "{{ x }}z" },
  { "{% if none %}a{% elif seq %}b{% else %}c{% endif %}", "b" },
  { "{% if none %}a{% else %}c{% endif %}", "c" },
  { "{% for i in seq %}{{ i }},{% endfor %}", "1,2,3," },
  { "{% for i in [] %}a{% else %}b{% endfor %}", "b" },
  { "{% for i in seq if i != 2 %}{{ loop.index }}{{ i }}/{{ loop.length }} "
    "{% endfor %}", "11/2 23/2 " },
  { "{% for i in seq %}{{ loop.revindex0 }}{{ loop.first }}"
    "{{ loop.cycle('x', 'y') }}{{ loop.changed(i // 2) }}{% endfor %}",
    "2TruexTrue1FalseyTrue0FalsexFalse" },
  { "{% for i in seq %}{{ loop.previtem }}{{ loop.nextitem }}"
    "{{ '.' if loop.last else ',' }}{% endfor %}", "2,13,2." },
  { "{% for i in [1, [2, [3]]] recursive %}{% if i is defined and i[0] is "
    "defined %}({{ loop(i) }}){% else %}{{ i }}@{{ loop.depth }}{% endif %}"
    "{% endfor %}", "1@1(2@2(3@3))" },
  { "{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }};{% endfor %}",
    "12;34;" },
  { "{% for i in seq %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}"
    "{% endfor %}", "13" },
  { "{% for i in seq %}{% if i == 2 %}{% break %}{% endif %}{{ i }}"
    "{% endfor %}", "1" },
  { "{% set x = 1 %}{% for i in seq %}{% set x = i %}{% endfor %}{{ x }}",
    "1" },
  { "{% set a, b = 1, 2 %}{{ b }}{{ a }}", "21" },
  { "{% set x %}<{{ name }}>{% endset %}{{ x }}", "<disk>" },
  { "{% set x | string %}y{% endset %}{{ x }}", "y" },
  { "{% set n = namespace(a=1) %}{% for i in seq %}{% set n.a = n.a + i %}"
    "{% endfor %}{{ n.a }}", "7" },
  { "{% with a = 1, b = name %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "1disk" },
  { "{% macro m(a, b=a) %}{{ a }}{{ b }};{% endmacro %}{{ m(1) }}"
    "{{ m(1, b=2) }}", "11;12;" },
  { "{% macro m() %}{{ varargs[1] }}{{ kwargs.k }}{% endmacro %}"
    "{{ m(1, 2, k=3) }}", "23" },
  { "{% macro m(a) %}<{{ caller(a) }}>{% endmacro %}"
    "{% call(x) m(5) %}{{ x }}{{ name }}{% endcall %}", "<5disk>" },
  { "{% macro m(a, b) %}{% endmacro %}{{ m.name }}{{ m.arguments[1] }}"
    "{{ m.catch_kwargs }}{{ m.caller }}", "mbFalseFalse" },
  { "{% filter string %}a{{ 1 }}{% endfilter %}", "a1" },
  { "{% autoescape true %}{{ mark }}{% endautoescape %}{{ mark }}",
    "&lt;&amp;&gt;<&>" },
  { "{% print name, 1 %}", "disk1" },
  { "{% set n = namespace() %}{% do n %}ok", "ok" },
  { "{% block a %}x{% endblock %}{{ self.a() }}", "xx" },
  { "{% for i in seq %}{% block a scoped %}{{ i }}{% endblock %}"
    "{% endfor %}", "123" },
  { "{% extends 'base' %}ignored{% block b %}b{% endblock %}", "[A|b]" },
  { "{% extends 'middle' %}{% block a %}p{{ super() }}{{ super.super() }}"
    "{% endblock %}", "[pmAA|B]" },
  { "{% extends 'needs' %}{% block a %}x{% endblock %}", "x" },
  { "{% for i in seq %}{% include 'part' %}{% endfor %}",
    "<disk1><disk2><disk3>" },
  { "{% include 'part' without context %}", "<>" },
  { "{% include 'none' ignore missing %}x", "x" },
  { "{% include ['none', 'part'] %}", "<disk>" },
  { "{% import 'tools' as t %}{{ t.twice(name) }}{{ t.answer }}"
    "{{ t._hidden }}", "diskdisk42" },
  { "{% from 'tools' import twice as t, answer %}{{ t(answer) }}", "4242" },
  { "{% import 'tools' as t with context %}{{ t }}", "seen: disk" },
  { "{% import 'tools' as t %}{{ t }}", "seen: " },
  { "{% include 'page.html' %}", "&lt;&amp;&gt;" },
  { "{% from 'page.html' import m %}{{ m(mark) }}", "&lt;&amp;&gt;" },
  { "{{ join_all('a', 'b') }}{{ join_all(second='d', first='c') }}"
    "{{ join_more('x', 'y', 'z') }}", "abcdxyz" },
  { "{% for i in seq %}{{ render('part') }}{% endfor %}",
    "<disk1><disk2><disk3>" },
  { "{{ 1 < 2 < 3 }} {{ 2 ** 3 ** 2 }} {{ -7 // 2 }} {{ 7 % -3 }} "
    "{{ 'a' ~ 1 }} {{ seq[1:][0] }} {{ {'a': 1}.a }} {{ (1, 2)[1] }}",
    "True 64 -4 -2 a1 2 1 2" },
  { "{{ 1 if none else 2 }}{{ 1 in seq }}{{ 4 not in seq }}"
    "{{ not name }}{{ none or 3 }}", "2TrueTrueFalse3" },
  { "{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{{ c.next() }}"
    "{{ c.current }}{% set j = joiner() %}{{ j() }}{{ j() }}", "1212, " },
  { "{{ name.__class__ }}{{ seq.__init__ }}{{ cycler.__init__ }}", "" },
};

START_TEST (statements_do_what_they_say)
{
  expect (good[_i][0], good[_i][1]);
}
END_TEST

/* -- errors ------------------------------------------------------------ */

static const char *const bad[][3] = {
  { "a\n{{ missing.x }}", "UndefinedError",
    "page:2:11: 'missing' is undefined" },
  { "{{ 1 // 0 }}", "ZeroDivisionError",
    "page:1:4: ZeroDivisionError: integer division or modulo by zero" },
  { "{{ x | nosuch }}", "TemplateAssertionError",
    "page:1:8: No filter named 'nosuch'." },
  { "{% if none %}{{ x is nosuch }}{% endif %}{{ 1 + none }}", "TypeError",
    "page:1:45: TypeError: unsupported operand type(s) for +: 'int' and "
    "'NoneType'" },
  { "a\n\n{% nosuch %}", "TemplateSyntaxError",
    "page:3:4: Encountered unknown tag 'nosuch'." },
  { "{% if name %}\n{% for i in seq %}\n{% endif %}", "TemplateSyntaxError",
    "page:3:4: Encountered unknown tag 'endif'. You probably made a nesting "
    "mistake. Jinja is expecting this tag, but currently looking for "
    "'endfor' or 'else'. The innermost block that needs to be closed is "
    "'for'." },
  { "{{ a", "TemplateSyntaxError", "page:1:4: unexpected end of template, "
    "expected 'end of print statement'." },
  { "{{ }}", "TemplateSyntaxError", "page:1:4: Expected an expression, got "
    "'end of print statement'" },
  { "a\n{{ 'abc }}", "TemplateSyntaxError",
    "page:2:4: unexpected char \"'\" at 5" },
  { "{{ (1] }}", "TemplateSyntaxError",
    "page:1:6: unexpected ']', expected ')'" },
  { "{{ name[:, 1] }}", "TemplateSyntaxError",
    "page:1:8: a slice can't be one of several subscripts" },
  { "{% if 0 %}{{ name[1, 2, 3:] }}{% endif %}", "TemplateSyntaxError",
    "page:1:18: a slice can't be one of several subscripts" },
  { "{% set 1 = 2 %}", "TemplateSyntaxError",
    "page:1:8: can't assign to 'const'" },
  { "{% break %}", "TemplateSyntaxError", "page:1:4: 'break' outside loop" },
  { "{% block a %}{% endblock %}\n{% block a %}{% endblock %}",
    "TemplateAssertionError", "page:2:4: block 'a' defined twice" },
  { "\n{% include 'none' %}", "TemplateNotFound", "page:2:12: none" },
  { "{% include 'deny' %}", "OSError",
    "page:1:12: OSError: deny: Permission denied" },
  { "{% include 'broken' %}", "ZeroDivisionError",
    "broken:2:4: ZeroDivisionError: integer division or modulo by zero" },
  { "{% include 'wrong' %}", "TemplateSyntaxError",
    "wrong:3:7: Expected an expression, got 'end of statement block'" },
  { "{% from 'tools' import fails %}{{ fails() }}", "UndefinedError",
    "tools:3:10: 'None' has no attribute 'x'" },
  { "{% extends 'needs' %}", "TemplateRuntimeError",
    "needs:1:4: Required block 'a' not found" },
  { "{{ join_all() }}", "TypeError", "page:1:12: TypeError: join_all() "
    "missing 1 required positional argument: 'first'" },
  { "{{ join_all(1, 2, 3) }}", "TypeError", "page:1:12: TypeError: "
    "join_all() takes from 1 to 2 positional arguments but 3 were given" },
  { "{{ join_all(1, z=3) }}", "TypeError", "page:1:12: TypeError: "
    "join_all() got an unexpected keyword argument 'z'" },
  { "{{ render('broken') }}", "ZeroDivisionError",
    "broken:2:4: ZeroDivisionError: integer division or modulo by zero" },
  { "{{ render(1) }}", "TypeError",
    "page:1:10: TypeError: render() wants a name" },
};

START_TEST (errors_name_the_place)
{
  expect_error (bad[_i][0], bad[_i][1], bad[_i][2]);
}
END_TEST

START_TEST (output_before_an_error_is_kept)
{
  ck_assert_int_eq (render ("page", "before {{ 1 // 0 }} after"), -EINVAL);
  ck_assert_str_eq (out.data, "before ");
}
END_TEST

/* -- settings ---------------------------------------------------------- */

START_TEST (white_space_settings)
{
  use_settings ((struct jinja_settings) {
    .trim_blocks = true, .lstrip_blocks = true,
    .keep_trailing_newline = true, .newline = "\r\n"
  });
  expect ("a\n  {% if name %}\nb\n  {%+ endif %}\n", "a\r\nb\r\n  ");
}
END_TEST

START_TEST (other_delimiters)
{
  use_settings ((struct jinja_settings) {
    .block_start = "<%", .block_end = "%>", .variable_start = "<%=",
    .variable_end = "%>", .comment_start = "<!--", .comment_end = "-->"
  });
  expect ("<% if name %><%= name %>{{ x }}<!-- no --><% endif %>",
          "disk{{ x }}");
}
END_TEST

START_TEST (delimiters_that_make_no_sense)
{
  struct jinja_settings same = { .block_start = "{{" };
  struct jinja_settings empty = { .comment_end = "" };
  struct jinja_settings newline = { .newline = "x" };

  ck_assert_ptr_null (jinja_environment_new (&same));
  ck_assert_ptr_null (jinja_environment_new (&empty));
  ck_assert_ptr_null (jinja_environment_new (&newline));
}
END_TEST

START_TEST (undefined_behaviours)
{
  use_settings ((struct jinja_settings) {
    .undefined = JINJA_UNDEFINED_STRICT
  });
  expect_error ("{{ missing }}", "UndefinedError",
                "page:1:4: 'missing' is undefined");
  expect ("{{ 1 if missing is defined else 2 }}", "2");
  use_settings ((struct jinja_settings) {
    .undefined = JINJA_UNDEFINED_CHAINABLE
  });
  expect ("{{ missing.a['b'].c }}.", ".");
}
END_TEST

/* -- data of the host -------------------------------------------------- */

START_TEST (common_values_become_pythons)
{
  static const struct tv_field fields[] = {
    TV_FIELD ("inner", &tv_type_any),
    TV_FIELD ("count", &tv_type_uint64),
  };
  static const struct tv_type type = TV_STRUCT_TYPE ("test.Type", fields);
  struct tv items[2] = { tv_int (7), tv_nil () }, values[2], data;
  struct tv_map_builder b;

  tv_map_builder_init (&b, &arena, 1);
  tv_map_builder_set (&b, "k", 1, tv_list (&tv_type_list_any, items, 2));
  ck_assert_int_eq (tv_map_builder_finish (&b, &tv_type_map_any, &data), 0);
  values[0] = data;
  values[1] = tv_integer (&tv_type_uint64, 5);
  options.data = tv_struct (&type, values);
  expect ("{{ inner.k[0] + count }}{{ inner['k'][1] is defined }}"
          "{% for key in inner %}{{ key }}{% endfor %}{{ other }}",
          "12Truek");
}
END_TEST

/* -- limits ------------------------------------------------------------ */

static bool
always_cancelled (void *user)
{
  (void) user;
  return true;
}

START_TEST (limits_are_errors)
{
  static const char endless[]
    = "{% for i in range(1000000000) %}{% endfor %}";

  options.limits.max_output = 100;
  ck_assert_int_eq (render ("page", "{{ 'x' * 1000 }}"), -EFBIG);
  ck_assert_str_eq (error.message.data,
                    "page:1:4: more than 100 bytes of output");
  options.limits = (struct jinja_limits) { .max_steps = 1000 };
  ck_assert_int_eq (render ("page", endless), -EFBIG);
  ck_assert_str_eq (error.text.data, "more than 1000 steps");
  options.limits = (struct jinja_limits) { .max_memory = 200000 };
  ck_assert_int_eq (render ("page", "{{ 'x' * 300000 }}"), -EFBIG);
  ck_assert_int_eq (render ("page", "{% set x = 'x' * 30000 %}{% for i in "
                            "range(1000) %}{% set y = x ~ x %}{% endfor %}"),
                    -EFBIG);
  /* One piece that is too large, with next to nothing in use. */
  options.limits = (struct jinja_limits) { .max_memory = 1000000 };
  ck_assert_int_eq (render ("page", "{{ (['y' * 1000] * 950) | join }}"),
                    -EFBIG);
  options.limits = (struct jinja_limits) { 0 };
  ck_assert_int_eq (render ("page", "{% include 'self' %}"), -EFBIG);
  ck_assert_str_eq (error.kind, "RecursionError");
  ck_assert_int_eq (render ("page", "{% macro m() %}{{ m() }}{% endmacro %}"
                            "{{ m() }}"), -EFBIG);
  ck_assert_int_eq (render ("page", "{{ 7 ** (7 ** 7) }}"), -EFBIG);
  options.is_cancelled = always_cancelled;
  ck_assert_int_eq (render ("page", endless), -ECANCELED);
}
END_TEST

START_TEST (deep_templates_are_refused)
{
  struct pl_buffer text;
  size_t i;

  pl_buffer_init (&text);
  pl_buffer_puts (&text, "{{ ");
  for (i = 0; i < 100000; i++)
    pl_buffer_puts (&text, "(");
  ck_assert_int_eq (render ("page", text.data), -EFBIG);
  pl_buffer_clear (&text);
  pl_buffer_puts (&text, "{{ 1");
  for (i = 0; i < 100000; i++)
    pl_buffer_puts (&text, " + 1");
  pl_buffer_puts (&text, " }}");
  ck_assert_int_lt (render ("page", text.data), 0);
  pl_buffer_clear (&text);
  for (i = 0; i < 100000; i++)
    pl_buffer_puts (&text, "{% if x %}");
  ck_assert_int_eq (render ("page", text.data), -EFBIG);
  pl_buffer_release (&text);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("jinja");
  TCase *c = tcase_create ("jinja");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_loop_test (c, statements_do_what_they_say, 0,
                       sizeof good / sizeof good[0]);
  tcase_add_loop_test (c, errors_name_the_place, 0,
                       sizeof bad / sizeof bad[0]);
  tcase_add_test (c, output_before_an_error_is_kept);
  tcase_add_test (c, white_space_settings);
  tcase_add_test (c, other_delimiters);
  tcase_add_test (c, delimiters_that_make_no_sense);
  tcase_add_test (c, undefined_behaviours);
  tcase_add_test (c, common_values_become_pythons);
  tcase_add_test (c, limits_are_errors);
  tcase_add_test (c, deep_templates_are_refused);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
