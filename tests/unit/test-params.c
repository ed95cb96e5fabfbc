/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a plugin argument is taken apart as documented, settings get
 * their types, and what is wrong is refused with what would be right. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/run.h>

#include "core/error.h"
#include "core/params.h"
#include "core/value.h"

static const char *const colours[] = { "red", "green", "blue", NULL };

static const struct plating_setting settings[] = {
  { .name = "flag", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "h" },
  { .name = "width", .type = PLATING_SETTING_INT, .default_value = "80",
    .min = -5, .max = 100, .help = "h" },
  { .name = "count", .type = PLATING_SETTING_INT, .help = "h" },
  { .name = "limit", .type = PLATING_SETTING_SIZE, .help = "h" },
  { .name = "small", .type = PLATING_SETTING_SIZE, .min = 1, .max = 4096,
    .help = "h" },
  { .name = "title", .type = PLATING_SETTING_STRING, .help = "h" },
  { .name = "file", .type = PLATING_SETTING_PATH, .help = "h" },
  { .name = "colour", .type = PLATING_SETTING_CHOICE, .choices = colours,
    .default_value = "green", .help = "h" },
  { .name = "skip", .type = PLATING_SETTING_LIST, .help = "h" },
  { .name = "more", .type = PLATING_SETTING_LIST, .default_value = "all",
    .help = "h" },
  { .name = "token", .type = PLATING_SETTING_STRING,
    .flags = PLATING_SETTING_SECRET, .help = "h" },
  { .name = "pin", .type = PLATING_SETTING_INT,
    .flags = PLATING_SETTING_SECRET, .help = "h" },
};

static const struct plating_plugin plugin = {
  .struct_size = sizeof plugin,
  .name = "paint",
  .bare_setting = "title",
  .n_settings = sizeof settings / sizeof *settings,
  .setting_size = sizeof *settings,
  .settings = settings,
};

static const struct plating_plugin plain = {
  .struct_size = sizeof plain,
  .name = "plain",
  .setting_size = sizeof *settings,
};

static const struct plating_setting needed = {
  .name = "key", .type = PLATING_SETTING_STRING,
  .flags = PLATING_SETTING_REQUIRED, .help = "opens the door",
};

static const struct plating_plugin demanding = {
  .struct_size = sizeof demanding,
  .name = "demanding",
  .n_settings = 1,
  .setting_size = sizeof needed,
  .settings = &needed,
};

static struct pl_params *
parse (const char *argument)
{
  struct plating_error *err = NULL;
  struct pl_params *p;
  int status = pl_params_parse (argument, PLATING_PLUGIN_RENDERER, &p, &err);

  ck_assert_msg (status == 0, "%s: %s", argument,
                 plating_error_message (err));
  return p;
}

/* Converts the settings of ARGUMENT for D. */
static const struct plating_value *
convert (const struct plating_plugin *d, const char *argument,
         struct plating_error **err)
{
  struct pl_params *p = parse (argument);
  const struct plating_value *map;
  int status = pl_params_convert (p, d, "/base", &map, err);

  ck_assert_int_eq (status, *err ? plating_error_code (*err) : 0);
  pl_params_free (p);
  return map;
}

/* Fails unless ARGUMENT is refused with MESSAGE and HINT (may be NULL). */
static void
expect_refusal (const struct plating_plugin *d, const char *argument,
                const char *message, const char *hint)
{
  struct plating_error *err = NULL;

  ck_assert_ptr_null (convert (d, argument, &err));
  ck_assert_ptr_nonnull (err);
  ck_assert_int_eq (plating_error_code (err), PLATING_E_CONFIG);
  ck_assert_str_eq (plating_error_message (err), message);
  if (hint)
    ck_assert_str_eq (plating_error_hint (err), hint);
  plating_error_unref (err);
}

START_TEST (test_heads)
{
  static const struct {
    const char *argument;
    uint32_t kind;
    const char *name, *path;
  } cases[] = {
    { "registry", PLATING_PLUGIN_RENDERER, "registry", NULL },
    { "validator/registry", PLATING_PLUGIN_VALIDATOR, "registry", NULL },
    { "discovery/schema-json,file=x", PLATING_PLUGIN_DISCOVERY,
      "schema-json", NULL },
    { "./x.so", 0, NULL, "./x.so" },
    { "../x", 0, NULL, "../x" },
    { ".x.so", 0, NULL, ".x.so" },
    { "/abs/x.so,a=b", 0, NULL, "/abs/x.so" },
    { "renderer/x.so", 0, NULL, "renderer/x.so" },
    { "dir/with,,comma.so,a=b", 0, NULL, "dir/with,comma.so" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct pl_params *p = parse (cases[i].argument);

    ck_assert_msg (p->kind == cases[i].kind, "%s", cases[i].argument);
    ck_assert_pstr_eq (p->name, cases[i].name);
    ck_assert_pstr_eq (p->path, cases[i].path);
    ck_assert_str_eq (pl_params_label (p),
                      cases[i].name ? cases[i].name : cases[i].path);
    pl_params_free (p);
  }
  pl_params_free (NULL);
}
END_TEST

START_TEST (test_pairs)
{
  struct pl_params *p
    = parse ("x,a=1,,2,b=,bare,,value,c==,,,d=e=f,,");
  static const char *const expected[][2] = {
    { "a", "1,2" }, { "b", "" }, { NULL, "bare,value" }, { "c", "=," },
    { "d", "e=f," },
  };

  ck_assert_uint_eq (p->n_pairs, 5);
  for (size_t i = 0; i < p->n_pairs; i++) {
    ck_assert_pstr_eq (p->pairs[i].key, expected[i][0]);
    ck_assert_str_eq (p->pairs[i].value, expected[i][1]);
  }
  pl_params_free (p);
}
END_TEST

/* Who writes "=" behind the name is told of the comma. */
START_TEST (test_refused_value_of_name)
{
  struct plating_error *err = NULL;
  struct pl_params *p;

  pl_params_parse ("rpc=./x", PLATING_PLUGIN_DISCOVERY, &p, &err);
  ck_assert_str_eq (plating_error_hint (err), "settings follow the name "
                    "behind commas: rpc,KEY=VALUE");
  plating_error_unref (err);
  err = NULL;
  ck_assert_int_eq (pl_params_parse ("a=b/x.so", PLATING_PLUGIN_DISCOVERY,
                                     &p, &err), 0);
  ck_assert_str_eq (p->path, "a=b/x.so");
  pl_params_free (p);
}
END_TEST

START_TEST (test_refused_arguments)
{
  static const struct {
    const char *argument, *message;
  } cases[] = {
    { "", "a plugin is to be named" },
    { ",a=b", "a plugin is to be named" },
    { "x.so", "a name does not end in '.so'" },
    { "writer/x", "unknown kind 'writer' (discovery, renderer, validator)" },
    { "renderer/", "'' is no name" },
    { "renderer/a/b", "'a/b' is no name" },
    { "Registry", "'Registry' is no name" },
    { "rpc=./x", "'rpc=./x' is no name" },
    { "rpc=x", "'rpc=x' is no name" },
    { "x,", "an empty setting" },
    { "x,a=b,", "an empty setting" },
    { "x,=b", "no name of a setting before '=b'" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct plating_error *err = NULL;
    struct pl_params *p;
    int status = pl_params_parse (cases[i].argument, PLATING_PLUGIN_RENDERER,
                                  &p, &err);

    ck_assert_int_eq (status, PLATING_E_CONFIG);
    ck_assert_ptr_null (p);
    ck_assert_msg (strstr (plating_error_message (err), cases[i].message)
                   != NULL, "'%s': %s", cases[i].argument,
                   plating_error_message (err));
    plating_error_unref (err);
    ck_assert_int_eq (pl_params_parse (cases[i].argument,
                                       PLATING_PLUGIN_RENDERER, &p, NULL),
                      PLATING_E_CONFIG);
  }
}
END_TEST

static int64_t
int_of (const struct plating_value *map, const char *key)
{
  const struct plating_value *one = pl_value_get_c (map, key);

  ck_assert_uint_eq (pl_value_type (one), PLATING_VALUE_INT);
  return pl_value_int_get (one);
}

static const char *
string_of (const struct plating_value *map, const char *key)
{
  const struct plating_value *one = pl_value_get_c (map, key);

  ck_assert_uint_eq (pl_value_type (one), PLATING_VALUE_STRING);
  return pl_value_string_get (one).ptr;
}

START_TEST (test_defaults)
{
  struct plating_error *err = NULL;
  const struct plating_value *map = convert (&plugin, "paint", &err), *list;

  ck_assert_ptr_null (err);
  ck_assert_uint_eq (pl_value_size (map), 4);
  ck_assert_uint_eq (pl_value_type (pl_value_get_c (map, "flag")),
                     PLATING_VALUE_BOOL);
  ck_assert_int_eq (int_of (map, "width"), 80);
  ck_assert_str_eq (string_of (map, "colour"), "green");
  list = pl_value_get_c (map, "more");
  ck_assert_uint_eq (pl_value_size (list), 1);
  ck_assert_str_eq (pl_value_string_get (pl_value_at (list, 0)).ptr, "all");
  /* In the order of the table. */
  ck_assert_str_eq (pl_value_key_at (map, 0).ptr, "flag");
  ck_assert_str_eq (pl_value_key_at (map, 3).ptr, "more");
  pl_value_unref (map);
}
END_TEST

START_TEST (test_types)
{
  struct plating_error *err = NULL;
  const struct plating_value *list, *map
    = convert (&plugin, "paint,width=-5,count=+0012,limit=3G,small=4K,"
               "a title,file=./x//y,colour=blue,skip=a,skip=,skip=c,more=b,"
               "flag=on,token=t", &err);

  ck_assert_ptr_null (err);
  ck_assert_int_eq (pl_value_bool_get (pl_value_get_c (map, "flag")), 1);
  ck_assert_int_eq (int_of (map, "width"), -5);
  ck_assert_int_eq (int_of (map, "count"), 12);
  ck_assert_int_eq (int_of (map, "limit"), INT64_C (3) << 30);
  ck_assert_int_eq (int_of (map, "small"), 4096);
  ck_assert_str_eq (string_of (map, "title"), "a title");
  ck_assert_str_eq (string_of (map, "file"), "/base/x//y");
  ck_assert_str_eq (string_of (map, "colour"), "blue");
  ck_assert_str_eq (string_of (map, "token"), "t");
  list = pl_value_get_c (map, "skip");
  ck_assert_uint_eq (pl_value_size (list), 3);
  ck_assert_str_eq (pl_value_string_get (pl_value_at (list, 1)).ptr, "");
  ck_assert_str_eq (pl_value_string_get (pl_value_at (list, 2)).ptr, "c");
  list = pl_value_get_c (map, "more");
  ck_assert_uint_eq (pl_value_size (list), 1);
  ck_assert_str_eq (pl_value_string_get (pl_value_at (list, 0)).ptr, "b");
  pl_value_unref (map);
}
END_TEST

START_TEST (test_bools)
{
  static const char *const words[] = {
    "false", "true", "no", "yes", "off", "on", "0", "1",
  };

  for (size_t i = 0; i < 8; i++) {
    struct plating_error *err = NULL;
    char argument[32] = "paint,flag=";
    const struct plating_value *map
      = convert (&plugin, strcat (argument, words[i]), &err);

    ck_assert_int_eq (pl_value_bool_get (pl_value_get_c (map, "flag")),
                      i % 2);
    pl_value_unref (map);
  }
}
END_TEST

START_TEST (test_last_one_counts)
{
  struct plating_error *err = NULL;
  const struct plating_value *map
    = convert (&plugin, "paint,width=1,width=2", &err);

  ck_assert_int_eq (int_of (map, "width"), 2);
  pl_value_unref (map);
}
END_TEST

START_TEST (test_paths)
{
  static const struct {
    const char *text, *expected;
  } cases[] = {
    { "/abs", "/abs" }, { "rel", "/base/rel" }, { "././/rel", "/base/rel" },
    { ".", "/base/." }, { "./", "/base" }, { "../up", "/base/../up" },
    { "-", "-" }, { "./-", "/base/-" },
  };
  struct plating_error *err = NULL;
  const struct plating_value *map;
  struct pl_params *p;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ck_assert_int_eq (pl_params_new (PLATING_PLUGIN_RENDERER, "paint", &p,
                                     &err), 0);
    ck_assert_int_eq (pl_params_add (p, "file", cases[i].text, NULL, &err),
                      0);
    ck_assert_int_eq (pl_params_convert (p, &plugin, "/base", &map, &err), 0);
    ck_assert_str_eq (string_of (map, "file"), cases[i].expected);
    pl_value_unref (map);
    pl_params_free (p);
  }
  /* A setting from a file starts at its folder. */
  ck_assert_int_eq (pl_params_new (PLATING_PLUGIN_RENDERER, "paint", &p,
                                   &err), 0);
  ck_assert_int_eq (pl_params_add (p, "file", "x", "/elsewhere/", &err), 0);
  ck_assert_int_eq (pl_params_convert (p, &plugin, "/base", &map, &err), 0);
  ck_assert_str_eq (string_of (map, "file"), "/elsewhere/x");
  pl_value_unref (map);
  pl_params_free (p);
}
END_TEST

START_TEST (test_refused_values)
{
  static const char whole[] = "a whole number is wanted";
  static const char bytes[]
    = "a number of bytes is wanted, with K, M or G behind it or not";
  static const struct {
    const char *setting, *text, *why;
  } cases[] = {
    { "flag", "maybe", "true or false is wanted (also yes, no, on, off, 1, "
      "0)" },
    { "width", "12x", whole }, { "width", "", whole }, { "width", " 1", whole },
    { "width", "1.5", whole }, { "width", "--1", whole },
    { "count", "9223372036854775808", whole },
    { "width", "101", "-5 to 100 is allowed" },
    { "width", "-6", "-5 to 100 is allowed" },
    { "small", "0", "1 to 4096 is allowed" },
    { "small", "5K", "1 to 4096 is allowed" },
    { "limit", "-1", bytes }, { "limit", "1T", bytes },
    { "limit", "1KK", bytes }, { "limit", "K", bytes },
    { "limit", "9007199254740992K", bytes }, { "limit", "-1K", bytes },
    { "file", "", "a path is wanted" },
    { "colour", "purple", "one of red, green, blue is wanted" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char argument[200], message[300];

    snprintf (argument, sizeof argument, "paint,%s=%s", cases[i].setting,
              cases[i].text);
    snprintf (message, sizeof message,
              "plugin 'paint': setting '%s' is '%s': %s", cases[i].setting,
              cases[i].text, cases[i].why);
    expect_refusal (&plugin, argument, message, NULL);
  }
  expect_refusal (&plugin, "paint,colour=grene", "plugin 'paint': setting "
                  "'colour' is 'grene': one of red, green, blue is wanted",
                  "did you mean 'green'?");
}
END_TEST

START_TEST (test_secret_is_not_shown)
{
  expect_refusal (&plugin, "paint,pin=12ab",
                  "plugin 'paint': setting 'pin': a whole number is wanted",
                  NULL);
}
END_TEST

START_TEST (test_unknown_key)
{
  static const char all[] = "its settings are flag, width, count, limit, "
    "small, title, file, colour, skip, more, token, pin";

  expect_refusal (&plugin, "paint,witdh=3", "plugin 'paint': unknown setting "
                  "'witdh', did you mean 'width'?", all);
  expect_refusal (&plugin, "paint,zzz=3",
                  "plugin 'paint': unknown setting 'zzz'", all);
  expect_refusal (&plain, "plain,a=3", "plugin 'plain': unknown setting 'a'",
                  "it has none");
  expect_refusal (&plain, "plain,word", "plugin 'plain': 'word' is no "
                  "setting: KEY=VALUE is wanted", "it has none");
}
END_TEST

START_TEST (test_required)
{
  expect_refusal (&demanding, "demanding", "plugin 'demanding': setting "
                  "'key' is required (opens the door)",
                  "give it as 'demanding,key=…'");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("params");
  TCase *tests = tcase_create ("params");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_test (tests, test_heads);
  tcase_add_test (tests, test_pairs);
  tcase_add_test (tests, test_refused_arguments);
  tcase_add_test (tests, test_refused_value_of_name);
  tcase_add_test (tests, test_defaults);
  tcase_add_test (tests, test_types);
  tcase_add_test (tests, test_bools);
  tcase_add_test (tests, test_last_one_counts);
  tcase_add_test (tests, test_paths);
  tcase_add_test (tests, test_refused_values);
  tcase_add_test (tests, test_secret_is_not_shown);
  tcase_add_test (tests, test_unknown_key);
  tcase_add_test (tests, test_required);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
