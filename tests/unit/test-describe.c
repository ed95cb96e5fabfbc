/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: what a plugin says of itself is shown whole in each form, and
 * nothing that a description holds can harm who reads it. */

#include <config.h>

#include <check.h>

#include <plating/run.h>

#include "common/buffer.h"
#include "core/describe.h"
#include "core/plugin.h"
#include "core/registry.h"
#include "plugin-files.h"

static json_t *
description_of (const char *name)
{
  struct plating_error *err = NULL;
  struct pl_plugin *p;
  json_t *description;
  int status = pl_plugin_load (plugin_file (name), &p, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  description = pl_describe_plugin (p);
  ck_assert_ptr_nonnull (description);
  return description;
}

/* Returns D in FORM; the caller frees it. */
static char *
show (json_t *d, uint32_t form)
{
  struct pl_buffer out;
  char *text;

  pl_buffer_init (&out);
  pl_describe_show (d, form, &out);
  text = pl_buffer_take (&out, NULL);
  ck_assert_ptr_nonnull (text);
  return text;
}

static void
expect_lines (const char *text, const char *const *lines)
{
  for (; *lines; lines++) {
    const char *found = strstr (text, *lines);

    ck_assert_msg (found && (found == text || found[-1] == '\n')
                   && found[strlen (*lines)] == '\n', "no line '%s' in:\n%s",
                   *lines, text);
  }
}

START_TEST (test_raw)
{
  static const char *const lines[] = {
    "name=complete", "kind=validator", "version=3.2.1", "license=MIT",
    "summary=looks for words that nobody knows",
    "url=https://example.org/complete", "thread_model=parallel",
    "flags=blocking network pure", "accepts=text/markdown text/*",
    "scopes=page site", "operations=validate finish", "bare_setting=words",
    "setting.width.type=int", "setting.width.default=80",
    "setting.width.min=20", "setting.width.max=200",
    "setting.width.help=longest line", "setting.words.required=true",
    "setting.colour.choices=red green blue", "setting.token.secret=true",
    "rule.known-words.severity=warning",
    "rule.line-length.text=no line is longer than the setting says",
    "function.join_words.least=1", "function.pad.most=3",
    "command.list-words.summary=prints the known words",
    "command.list-words.program_name=wordlist", NULL,
  };
  json_t *d = description_of ("complete-validator");
  char *text = show (d, PL_DESCRIBE_RAW);

  expect_lines (text, lines);
  ck_assert_ptr_null (strstr (text, "hidden-default"));
  ck_assert_ptr_null (strstr (text, "function.join_words.most"));
  free (text);
  json_decref (d);
}
END_TEST

START_TEST (test_human)
{
  static const char *const lines[] = {
    "complete: looks for words that nobody knows",
    "  kind            validator",
    "  flags           blocking, network, pure",
    "settings:",
    "  width=int", "      longest line; 20 to 200; default '80'",
    "  colour=red|green|blue",
    "      colour of the marks; default 'green'",
    "      file of known words; required",
    "      pages to skip; may be repeated",
    "      key of the word service; secret",
    "rules:", "  known-words (warning)", "template functions:", "  pad",
    "      arguments: 2 to 3", "      arguments: 1",
    "      arguments: 1 or more", "commands:",
    "      prints the known words; also called as 'wordlist'", NULL,
  };
  static const char *const renderer_lines[] = {
    "minimal: renders for the tests", "  accepts         component",
    "  produces        text/plain", "  operations      plan, render", NULL,
  };
  json_t *d = description_of ("complete-validator");
  char *text = show (d, PL_DESCRIBE_HUMAN);

  expect_lines (text, lines);
  ck_assert_ptr_null (strstr (text, "hidden-default"));
  free (text);
  json_decref (d);
  d = description_of ("minimal-renderer");
  text = show (d, PL_DESCRIBE_HUMAN);
  expect_lines (text, renderer_lines);
  ck_assert_ptr_null (strstr (text, "settings:"));
  free (text);
  json_decref (d);
}
END_TEST

START_TEST (test_json)
{
  json_t *d = description_of ("complete-validator");
  char *text = show (d, PL_DESCRIBE_JSON);
  json_t *again = json_loads (text, 0, NULL);

  ck_assert (json_equal (d, again));
  json_decref (again);
  json_decref (d);
  free (text);
}
END_TEST

/* A description may come from a cache file: its shape is anybody's. */
START_TEST (test_odd_shapes)
{
  static const char *const shapes[] = {
    "{}", "{\"name\":1,\"settings\":{},\"rules\":7,\"flags\":\"x\"}",
    "{\"settings\":[1,null,\"x\",[],{},{\"name\":[],\"choices\":[1,{}],"
    "\"min\":1}],\"rules\":[{}],\"template_functions\":[{},3],"
    "\"commands\":[{\"program_name\":{}}],\"accepts\":[[],null]}",
  };
  static const uint32_t forms[] = {
    PL_DESCRIBE_HUMAN, PL_DESCRIBE_RAW, PL_DESCRIBE_JSON,
  };

  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    for (size_t j = 0; j < sizeof forms / sizeof *forms; j++) {
      json_t *d = json_loads (shapes[i], 0, NULL);

      ck_assert_ptr_nonnull (d);
      free (show (d, forms[j]));
      json_decref (d);
    }
}
END_TEST

START_TEST (test_no_control_characters)
{
  static const uint32_t forms[] = {
    PL_DESCRIBE_HUMAN, PL_DESCRIBE_RAW, PL_DESCRIBE_JSON,
  };
  json_t *d = json_loads ("{\"name\":\"\\u001b[2Jx\",\"summary\":\"a\\nb\","
                          "\"k\\u0007ey\":\"v\",\"settings\":[{\"name\":"
                          "\"a\\rb\",\"default\":\"\\u009b1m\"}]}", 0, NULL);

  ck_assert_ptr_nonnull (d);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    char *text = show (d, forms[i]);

    for (const char *s = text; *s; s++)
      ck_assert_msg ((unsigned char) *s >= 0x20 || *s == '\n',
                     "form %u has byte %d", forms[i], *s);
    if (forms[i] == PL_DESCRIBE_RAW)
      ck_assert_ptr_nonnull (strstr (text, "summary=a\\nb\n"));
    free (text);
  }
  json_decref (d);
}
END_TEST

START_TEST (test_list)
{
  char first[] = "/a/plating-complete-validator.so", complete[] = "complete";
  char second[] = "/b/plating-complete-validator.so", x[] = "x";
  char third[] = "/a/plating-x-renderer.so", problem[] = "it is \x1b broken";
  struct pl_registry_entry entries[] = {
    { .path = first, .name = complete, .kind = PLATING_PLUGIN_VALIDATOR },
    { .path = second, .name = complete, .kind = PLATING_PLUGIN_VALIDATOR,
      .is_hidden = 1 },
    { .path = third, .name = x, .kind = PLATING_PLUGIN_RENDERER,
      .problem = problem },
  };
  struct pl_registry_list list = { .entries = entries, .n_entries = 3 };
  struct pl_buffer out;
  json_t *json;

  entries[0].description = entries[1].description
    = description_of ("complete-validator");
  pl_buffer_init (&out);
  pl_describe_list (&list, PL_DESCRIBE_HUMAN, &out);
  ck_assert_str_eq (out.data,
    "KIND       NAME      VERSION  SUMMARY\n"
    "validator  complete  3.2.1    looks for words that nobody knows\n"
    "validator  complete  3.2.1    (not used, another one comes first) "
    "looks for words that nobody knows\n"
    "renderer   x         -        cannot be used: it is \\x1b broken\n");
  pl_buffer_clear (&out);
  pl_describe_list (&list, PL_DESCRIBE_RAW, &out);
  ck_assert_str_eq (out.data,
    "validator.complete.version=3.2.1\n"
    "validator.complete.file=/a/plating-complete-validator.so\n"
    "renderer.x.problem=it is \\x1b broken\n"
    "renderer.x.file=/a/plating-x-renderer.so\n");
  pl_buffer_clear (&out);
  pl_describe_list (&list, PL_DESCRIBE_JSON, &out);
  json = json_loads (out.data, 0, NULL);
  ck_assert_uint_eq (json_array_size (json_object_get (json, "plugins")), 3);
  json_decref (json);
  pl_buffer_clear (&out);
  list.n_entries = 0;
  pl_describe_list (&list, PL_DESCRIBE_HUMAN, &out);
  ck_assert_str_eq (out.data, "no plugins found\n");
  pl_buffer_release (&out);
  json_decref (entries[0].description);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("describe");
  TCase *tests = tcase_create ("describe");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_raw);
  tcase_add_test (tests, test_human);
  tcase_add_test (tests, test_json);
  tcase_add_test (tests, test_odd_shapes);
  tcase_add_test (tests, test_no_control_characters);
  tcase_add_test (tests, test_list);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
