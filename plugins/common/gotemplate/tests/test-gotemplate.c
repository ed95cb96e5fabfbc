/* SPDX-License-Identifier: Apache-2.0 */
/* Go templates: what an embedder sees.  That the language is Go's is shown
 * by the comparison with Go itself; these tests need no other program. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/gotemplate/gotemplate.h"

static struct gotmpl_set *set;
static struct gotmpl_error error;
static struct pl_buffer out;

static const struct tv_field page_fields[] = {
  TV_FIELD ("Name", &tv_type_string),
  TV_FIELD ("Count", &tv_type_int),
  TV_FIELD ("Files", &tv_type_list_string),
  TV_FIELD ("Any", &tv_type_any),
};
static const struct tv_type page_type
  = TV_STRUCT_TYPE ("provider.Page", page_fields);
static struct tv files[2], page_values[4], page;

static void
set_up (void)
{
  static const struct gotmpl_function_table *tables[2]
    = { &gotmpl_text_functions, &gotmpl_extra_functions };
  struct gotmpl_function_table copies[2] = { *tables[0], *tables[1] };

  set = gotmpl_set_new (copies, 2);
  ck_assert_ptr_nonnull (set);
  gotmpl_error_init (&error);
  pl_buffer_init (&out);
  files[0] = tv_cstring ("a.tf");
  files[1] = tv_cstring ("b.tf");
  page_values[0] = tv_cstring ("cloud_disk");
  page_values[1] = tv_int (3);
  page_values[2] = tv_list (&tv_type_list_string, files, 2);
  page_values[3] = tv_nil ();
  page = tv_struct (&page_type, page_values);
}

static void
tear_down (void)
{
  gotmpl_set_free (set);
  gotmpl_error_release (&error);
  pl_buffer_release (&out);
}

static int
parse (const char *name, const char *text)
{
  return gotmpl_parse (set, name, text, strlen (text), &error);
}

/* Executes TEXT with the page. */
static int
run_with (const char *text, const struct gotmpl_options *options)
{
  int status = parse ("page", text);

  pl_buffer_clear (&out);
  return status ? status
    : gotmpl_execute (set, "page", page, options, &out, &error);
}

static void
expect (const char *text, const char *result)
{
  ck_assert_msg (run_with (text, NULL) == 0, "%s: %s", text,
                 error.message.data);
  ck_assert_str_eq (out.data ? out.data : "", result);
}

static void
expect_error (const char *text, unsigned line, int column,
              const char *message)
{
  ck_assert_int_eq (run_with (text, NULL), -EINVAL);
  ck_assert_str_eq (error.message.data, message);
  ck_assert_uint_eq (error.line, line);
  ck_assert_int_eq (error.column, column);
}

/* -- the language, a little of everything ------------------------------- */

static const struct {
  const char *text, *result;
} good[] = {
  { "", "" },
  { "text}}", "text}}" },
  { "a {{- .Name -}} b", "acloud_diskb" },
  { "{{/* no */}}{{- /* no */ -}} x", "x" },
  { "{{range $i, $f := .Files}}{{$i}}={{$f}};{{end}}", "0=a.tf;1=b.tf;" },
  { "{{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}", "02" },
  { "{{with .Any}}x{{else with .Name}}{{.}}{{end}}", "cloud_disk" },
  { "{{if .Any}}a{{else if .Count}}b{{else}}c{{end}}", "b" },
  { "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2" },
  { "{{block \"b\" .Files}}{{len .}}{{end}}{{template \"b\" .Name}}",
    "210" },
  { "{{.Name | printf \"%-12s|%d\" | len}}", "25" },
  { "{{.}} {{.Any}} {{.Any | print}}",
    "{cloud_disk 3 [a.tf b.tf] <nil>} <no value> <nil>" },
  { "{{printf \"%#v\" .}}", "provider.Page{Name:\"cloud_disk\", Count:3, "
    "Files:[]string{\"a.tf\", \"b.tf\"}, Any:interface {}(nil)}" },
  { "{{or .Any \"d\"}} {{and .Count .Name}}", "d cloud_disk" },
  { "{{1e3}} {{0x1p-2}} {{1+2i}} {{'a'}} {{0.1}}",
    "1000 0.25 (1+2i) 97 0.1" },
  { "{{title \"hello-wORLD 3d it's\"}}", "Hello-World 3D It's" },
  { "{{default \"x\" .Any}} {{(dict \"k\" 1).k}} {{list 1 nil | toJson}}",
    "x 1 [1,null]" },
  { "{{regexReplaceAll \"(?P<n>[a-z])_\" .Name \"${n}-\"}}",
    "cloud-disk" },
  { "{{indent 2 \"a\\nb\"}}|{{join \",\" .Files}}|{{repeat 2 \"ab\"}}",
    "  a\n  b|a.tf,b.tf|abab" },
};

START_TEST (language)
{
  expect (good[_i].text, good[_i].result);
}
END_TEST

static const struct {
  const char *text;
  unsigned line;
  int column;
  const char *message;
} bad[] = {
  { "{{.Nope}}", 1, 2, "template: page:1:2: executing \"page\" at <.Nope>: "
    "can't evaluate field Nope in type provider.Page" },
  { "a\n bc{{ .Name.X }}", 2, 11, "template: page:2:11: executing \"page\" "
    "at <.Name.X>: can't evaluate field X in type string" },
  { "{{.Any.X}}", 1, 6, "template: page:1:6: executing \"page\" at <.Any.X>:"
    " nil pointer evaluating interface {}.X" },
  { "\n\n{{define \"d\"}}{{upper 1}}{{end}}{{template \"d\"}}", 3, 22,
    "template: page:3:22: executing \"d\" at <1>: expected string; found 1" },
  { "{{if}}", 1, -1, "template: page:1: missing value for if" },
  { "x\n{{nope}}", 2, -1,
    "template: page:2: function \"nope\" not defined" },
  { "{{\"x", 1, -1, "template: page:1: unterminated quoted string" },
  { "{{print 1\n\n", 3, -1,
    "template: page:3: unclosed action started at page:1" },
};

START_TEST (errors)
{
  expect_error (bad[_i].text, bad[_i].line, bad[_i].column,
                bad[_i].message);
}
END_TEST

/* What was written before an error stays. */
START_TEST (partial_output)
{
  ck_assert_int_eq (run_with ("abc{{.Nope}}def", NULL), -EINVAL);
  ck_assert_str_eq (out.data, "abc");
}
END_TEST

START_TEST (no_such_template)
{
  ck_assert_int_eq (parse ("a", "x"), 0);
  ck_assert (gotmpl_set_has (set, "a"));
  ck_assert (!gotmpl_set_has (set, "b"));
  ck_assert_int_eq (gotmpl_execute (set, "b", page, NULL, &out, &error),
                    -EINVAL);
  ck_assert_str_eq (error.message.data, "template: no template \"b\"");
  ck_assert_int_eq (gotmpl_execute (set, "b", page, NULL, &out, NULL),
                    -EINVAL);
}
END_TEST

/* Later texts replace templates unless they are empty; a bad one changes
 * nothing. */
START_TEST (several_texts)
{
  ck_assert_int_eq (parse ("page", "{{define \"x\"}}1{{end}}p"), 0);
  ck_assert_int_eq (parse ("q", "{{define \"x\"}} {{end}}{{template \"x\"}}"),
                    0);
  ck_assert_int_eq (gotmpl_execute (set, "q", page, NULL, &out, NULL), 0);
  ck_assert_str_eq (out.data, "1");
  ck_assert_int_eq (parse ("r", "{{define \"x\"}}2{{end}}"), 0);
  ck_assert_int_eq (parse ("s", "{{define \"x\"}}3{{end}}{{"), -EINVAL);
  pl_buffer_clear (&out);
  ck_assert_int_eq (gotmpl_execute (set, "q", page, NULL, &out, NULL), 0);
  ck_assert_str_eq (out.data, "2");
}
END_TEST

/* -- functions ----------------------------------------------------------- */

static int
call_user (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  const char *suffix = call->user;
  char *text;

  if (n > 1 && tv_is_true (args[1]))
    return gotmpl_call_fail (call, "told to fail with %d%%", 100);
  text = pl_arena_alloc (call->arena, args[0].len + strlen (suffix));
  if (!text)
    return gotmpl_call_no_memory (call);
  memcpy (text, args[0].u.text, args[0].len);
  memcpy (text + args[0].len, suffix, strlen (suffix));
  *result = tv_string (text, args[0].len + strlen (suffix));
  return 0;
}

static int
call_include (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  const struct gotmpl_set *other = call->function->data;
  struct pl_buffer text;
  char name[32], *copy;
  int status;

  (void) n;
  snprintf (name, sizeof name, "%.*s", (int) args[0].len, args[0].u.text);
  pl_buffer_init (&text);
  status = gotmpl_call_execute (call, other ? other : set, name, args[1],
                                &text);
  if (!status) {
    copy = pl_arena_strndup (call->arena, text.data, text.len);
    *result = tv_string (copy, text.len);
  }
  pl_buffer_release (&text);
  return status;
}

static const struct gotmpl_function own_functions[] = {
  { .name = "user", .min_args = 1, .max_args = 2,
    .types = { &tv_type_string, &tv_type_any }, .n_types = 2,
    .call = call_user },
  { .name = "include", .min_args = 2, .max_args = 2,
    .types = { &tv_type_string, NULL }, .n_types = 2,
    .call = call_include },
  { .name = "and", .min_args = 1, .max_args = 1,
    .types = { &tv_type_string }, .n_types = 1, .call = call_user },
};

static void
use_own_functions (void)
{
  struct gotmpl_function_table tables[2] = {
    gotmpl_text_functions, { own_functions, 3 }
  };

  gotmpl_set_free (set);
  set = gotmpl_set_new (tables, 2);
  ck_assert_ptr_nonnull (set);
}

START_TEST (own_function)
{
  static char suffix[] = "!";
  const struct gotmpl_options options = { .user = suffix };

  use_own_functions ();
  ck_assert_int_eq (run_with ("{{user .Name}} {{and \"a\"}}", &options), 0);
  ck_assert_str_eq (out.data, "cloud_disk! a!");
  ck_assert_int_eq (run_with ("{{user .Name 1}}", &options), -EINVAL);
  ck_assert_str_eq (error.message.data, "template: page:1:2: executing "
                    "\"page\" at <user .Name 1>: error calling user: told to "
                    "fail with 100%");
  ck_assert_int_eq (run_with ("{{user .Name 1 2}}", &options), -EINVAL);
  ck_assert_ptr_nonnull (strstr (error.message.data, "wrong number of args "
                                 "for user: want at most 2 got 3"));
  ck_assert_int_eq (run_with ("{{user}}", &options), -EINVAL);
  ck_assert_ptr_nonnull (strstr (error.message.data, "want at least 1 got "
                                 "0"));
}
END_TEST

START_TEST (nested_execution)
{
  use_own_functions ();
  ck_assert_int_eq (parse ("part", "<{{.}}{{template \"q\"}}>"
                           "{{define \"q\"}}q{{end}}"), 0);
  ck_assert_int_eq (parse ("bad", "\n {{.X.Y}}"), 0);
  expect ("{{include \"part\" .Name}}{{include \"part\" nil | len}}",
          "<cloud_diskq>13");
  expect_error ("{{include \"bad\" .Name}}", 1, 2,
                "template: page:1:2: executing \"page\" at "
                "<include \"bad\" .Name>: error calling include: template: "
                "bad:2:5: executing \"bad\" at <.X.Y>: can't evaluate field "
                "X in type string");
  expect_error ("{{include \"none\" 1}}", 1, 2,
                "template: page:1:2: executing \"page\" at "
                "<include \"none\" 1>: error calling include: template: no "
                "template \"none\"");
}
END_TEST

/* -- limits -------------------------------------------------------------- */

static const struct {
  const char *text;
  struct gotmpl_limits limits;
  const char *message;
} limited[] = {
  { "{{range 1000000000}}{{end}}", { .max_steps = 1000 },
    "exceeded maximum number of steps (1000)" },
  { "{{range 10}}0123456789{{end}}", { .max_output = 50 },
    "exceeded maximum output size (50 bytes)" },
  { "{{repeat 1000 \"a\"}}", { .max_output = 50 },
    "exceeded maximum output size (50 bytes)" },
  { "{{range 100000}}{{$x := print . \"abc\"}}{{end}}",
    { .max_memory = 100000 }, "exceeded maximum memory (100000 bytes)" },
  { "{{len (repeat 1000000 \"abc\")}}", { .max_memory = 100000 },
    "exceeded maximum memory (100000 bytes)" },
  { "{{len (printf \"%1000000d\" 1)}}", { .max_memory = 100000 },
    "exceeded maximum memory (100000 bytes)" },
  { "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}",
    { .max_depth = 10 }, "exceeded maximum template depth (10)" },
  { "{{define \"r\"}}{{if 1}}{{template \"r\"}}{{end}}{{end}}"
    "{{template \"r\"}}", { .max_depth = 1000000 },
    "exceeded maximum nesting depth" },
  { "{{$x := 1}}{{range 2000}}{{$x = list $x}}{{end}}{{$x}}", { 0 },
    "value is nested too deeply (limit 1000)" },
  { "{{$x := 1}}{{range 2000}}{{$x = list $x}}{{end}}{{toJson $x}}", { 0 },
    "value is nested too deeply (limit 1000)" },
  { "{{$x := 1}}{{range 60}}{{$x = list $x $x}}{{end}}{{$x}}",
    { .max_output = 1000 }, "exceeded maximum output size" },
  { "{{regexReplaceAll \"(a+)+$\" (print (repeat 40 \"a\") \"b\") \"\"}}",
    { 0 }, "regular expression '(a+)+$': match limit exceeded" },
  { "{{regexReplaceAll \"(a+)+$\" (print (repeat 20 \"a\") \"b\") \"\"}}",
    { .max_steps = 10000 }, "exceeded maximum number of steps (10000)" },
  { "{{regexReplaceAll \"(\" \"a\" \"\"}}", { 0 }, "regular expression '('" },
};

START_TEST (limits)
{
  const struct gotmpl_options options = { .limits = limited[_i].limits };
  int status = run_with (limited[_i].text, &options);

  ck_assert_int_lt (status, 0);
  ck_assert_msg (strstr (error.message.data, limited[_i].message) != NULL,
                 "%s", error.message.data);
  ck_assert_int_ge (error.column, 0);
  ck_assert_int_eq (out.failed, 0);
}
END_TEST

/* An include that includes itself comes to an end. */
START_TEST (endless_include)
{
  const struct gotmpl_options options = { .limits = { .max_depth = 20 } };

  use_own_functions ();
  ck_assert_int_eq (run_with ("{{include \"page\" 1}}", &options), -EFBIG);
  ck_assert_ptr_nonnull (strstr (error.message.data, "exceeded maximum "
                                 "template depth (20)"));
}
END_TEST

/* The caller's arena and buffer keep their own limits, and work again. */
START_TEST (callers_limits)
{
  struct pl_arena arena;
  struct gotmpl_options options = { .arena = &arena };

  pl_arena_init (&arena, 1024);
  arena.limit = 4096;
  ck_assert_int_eq (run_with ("{{len (repeat 10000 \"a\")}}", &options),
                    -EFBIG);
  ck_assert_uint_eq (arena.limit, 4096);
  pl_arena_reset (&arena);
  ck_assert_int_eq (run_with ("{{len (repeat 1000 \"a\")}}", &options), 0);
  ck_assert_str_eq (out.data, "1000");
  out.limit = 10;
  ck_assert_int_eq (run_with ("{{repeat 100 \"a\"}}", &options), -EFBIG);
  ck_assert_uint_eq (out.limit, 10);
  pl_arena_release (&arena);
}
END_TEST

/* Nesting in the text itself. */
START_TEST (deep_text)
{
  struct pl_buffer text;
  int i;

  pl_buffer_init (&text);
  for (i = 0; i < 100000; i++)
    pl_buffer_puts (&text, "{{if 1}}");
  ck_assert_int_eq (parse ("page", text.data), -EINVAL);
  ck_assert_str_eq (error.message.data, "template: page:1: exceeded maximum "
                    "nesting depth (500)");
  pl_buffer_clear (&text);
  pl_buffer_puts (&text, "{{");
  pl_buffer_fill (&text, '(', 100000);
  ck_assert_int_eq (parse ("page", text.data), -EINVAL);
  ck_assert_str_eq (error.message.data, "template: page:1: max expression "
                    "depth exceeded");
  pl_buffer_clear (&text);
  for (i = 0; i < 2000; i++)
    pl_buffer_printf (&text, "{{$v%d := 1}}", i);
  ck_assert_int_eq (parse ("page", text.data), -EINVAL);
  ck_assert_str_eq (error.message.data, "template: page:1: too many "
                    "variables (limit 1000)");
  pl_buffer_release (&text);
}
END_TEST

/* -- threads ------------------------------------------------------------- */

static void *
execute_often (void *data)
{
  struct pl_buffer own;
  int i, *bad_results = data;

  pl_buffer_init (&own);
  for (i = 0; i < 500; i++) {
    pl_buffer_clear (&own);
    if (gotmpl_execute (set, "page", page, NULL, &own, NULL)
        || strcmp (own.data, "a.tf 4,b.tf 4,CLOUD_DISK") != 0)
      ++*bad_results;
  }
  pl_buffer_release (&own);
  return NULL;
}

START_TEST (threads)
{
  pthread_t thread[4];
  int bad_results[4] = { 0 }, i;

  ck_assert_int_eq (parse ("page", "{{range .Files}}{{.}} {{len .}},{{end}}"
                           "{{block \"b\" .Name}}{{upper .}}{{end}}"), 0);
  for (i = 0; i < 4; i++)
    ck_assert_int_eq (pthread_create (&thread[i], NULL, execute_often,
                                      &bad_results[i]), 0);
  for (i = 0; i < 4; i++) {
    pthread_join (thread[i], NULL);
    ck_assert_int_eq (bad_results[i], 0);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("gotemplate");
  TCase *c = tcase_create ("gotemplate");
  SRunner *runner;
  int failed;

  tcase_set_timeout (c, 10);
  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_loop_test (c, language, 0, sizeof good / sizeof good[0]);
  tcase_add_loop_test (c, errors, 0, sizeof bad / sizeof bad[0]);
  tcase_add_test (c, partial_output);
  tcase_add_test (c, no_such_template);
  tcase_add_test (c, several_texts);
  tcase_add_test (c, own_function);
  tcase_add_test (c, nested_execution);
  tcase_add_loop_test (c, limits, 0, sizeof limited / sizeof limited[0]);
  tcase_add_test (c, endless_include);
  tcase_add_test (c, callers_limits);
  tcase_add_test (c, deep_text);
  tcase_add_test (c, threads);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
