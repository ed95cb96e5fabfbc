/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a descriptor is refused for each thing that is wrong with it, by
 * name; a good one is copied whole, from structs of any size. */

#include <config.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/run.h>

#include "core/descriptor.h"

#define N(array) (sizeof (array) / sizeof *(array))

/* -- a plugin of each kind, to be spoilt --------------------------------- */

static int
create (const struct plating_host *host, const struct plating_value *map,
        void **instance)
{
  (void) host;
  (void) map;
  (void) instance;
  return 0;
}

static void
destroy (void *instance)
{
  (void) instance;
}

static int
catalog_op (void *instance, const struct plating_catalog_request *req,
            uint64_t op)
{
  (void) instance;
  (void) req;
  (void) op;
  return 0;
}

static int
render (void *instance, const struct plating_render_request *req,
        uint64_t op)
{
  (void) instance;
  (void) req;
  (void) op;
  return 0;
}

static int
validate (void *instance, const struct plating_validate_request *req,
          uint64_t op)
{
  (void) instance;
  (void) req;
  (void) op;
  return 0;
}

static int
discover (void *instance, const struct plating_discover_request *req,
          uint64_t op)
{
  (void) instance;
  (void) req;
  (void) op;
  return 0;
}

static int
load_schema (void *instance, const struct plating_component *component,
             uint64_t op)
{
  (void) instance;
  (void) component;
  (void) op;
  return 0;
}

static int
call (void *instance, const struct plating_host *host, uint64_t op,
      const struct plating_value *const *arguments, size_t n,
      const struct plating_value **result)
{
  (void) instance;
  (void) host;
  (void) op;
  (void) arguments;
  (void) n;
  (void) result;
  return 0;
}

static int
run (void *instance, const struct plating_command_request *req,
     int32_t *exit_status, uint64_t op)
{
  (void) instance;
  (void) req;
  (void) exit_status;
  (void) op;
  return 0;
}

static struct plating_setting settings[3];
static const char *choices[4];
static struct plating_rule rules[2];
static const char *accepts[3], *produces[3], *manages[3], *project_files[2];
static struct plating_renderer_ops renderer;
static struct plating_validator_ops validator;
static struct plating_discovery_ops discovery;
static struct plating_template_function functions[2];
static struct plating_template_functions function_table;
static struct plating_command commands[2];
static struct plating_commands command_table;
static struct plating_plugin plugin;
static const char *path;
static char long_text[PL_DESCRIPTOR_PAGE_MAX + 10];

static const void *
extension (const char *id)
{
  if (strcmp (id, PLATING_EXT_TEMPLATE_FUNCTIONS) == 0)
    return &function_table;
  return strcmp (id, PLATING_EXT_COMMAND) == 0 ? &command_table : NULL;
}

static void
set_up (void)
{
  path = "/p/plating-thing-renderer.so";
  memcpy (choices, (const char *[]) { "a", "b", NULL }, 3 * sizeof *choices);
  settings[0] = (struct plating_setting) {
    .name = "width", .type = PLATING_SETTING_INT, .default_value = "3",
    .help = "how wide", .min = 1, .max = 9,
  };
  settings[1] = (struct plating_setting) {
    .name = "kind", .type = PLATING_SETTING_CHOICE, .choices = choices,
    .help = "which one",
  };
  rules[0] = (struct plating_rule) {
    .id = "one", .severity = PLATING_LEVEL_ERROR, .text = "first",
    .url = "https://example.org",
  };
  rules[1] = (struct plating_rule) {
    .id = "two", .severity = PLATING_LEVEL_INFO, .text = "second",
  };
  memcpy (accepts, (const char *[]) { PLATING_MEDIA_COMPONENT, NULL },
          2 * sizeof *accepts);
  memcpy (produces, (const char *[]) { PLATING_MEDIA_MARKDOWN, NULL },
          2 * sizeof *produces);
  memcpy (manages, (const char *[]) { "resources/", "index.md", NULL },
          3 * sizeof *manages);
  memcpy (project_files, (const char *[]) { "mkdocs.yml", NULL },
          2 * sizeof *project_files);
  renderer = (struct plating_renderer_ops) {
    .struct_size = sizeof renderer, .accepts = accepts,
    .produces = produces, .manages = manages,
    .project_files = project_files, .plan = catalog_op, .render = render,
  };
  validator = (struct plating_validator_ops) {
    .struct_size = sizeof validator,
    .scopes = PLATING_SCOPE_PAGE | PLATING_SCOPE_SITE, .rules = rules,
    .n_rules = 2, .rule_size = sizeof *rules, .accepts = produces,
    .validate = validate, .finish = catalog_op,
  };
  discovery = (struct plating_discovery_ops) {
    .struct_size = sizeof discovery, .discover = discover,
    .load_schema = load_schema,
  };
  functions[0] = (struct plating_template_function) { "up", 1, 1, call };
  functions[1]
    = (struct plating_template_function) { "down", 0, PLATING_NONE, call };
  function_table = (struct plating_template_functions) {
    .struct_size = sizeof function_table,
    .function_size = sizeof *functions, .n_functions = 2,
    .functions = functions,
  };
  commands[0] = (struct plating_command) { "move", "moves", "usage\n\tx",
                                           "mover", run };
  commands[1] = (struct plating_command) { "stop", "stops", "", NULL, run };
  command_table = (struct plating_commands) {
    .struct_size = sizeof command_table, .command_size = sizeof *commands,
    .n_commands = 2, .commands = commands,
  };
  plugin = (struct plating_plugin) {
    .struct_size = sizeof plugin, .abi = PLATING_ABI,
    .kind = PLATING_PLUGIN_RENDERER,
    .thread_model = PLATING_THREADS_PARALLEL,
    .flags = PLATING_PLUGIN_BLOCKING, .n_settings = 2,
    .setting_size = sizeof *settings, .settings = settings,
    .name = "thing", .version = "1", .summary = "does things",
    .license = "MIT", .create = create, .destroy = destroy,
    .ops = &renderer, .extension = extension,
  };
  memset (long_text, 'a', sizeof long_text - 1);
}

static void
as_validator (void)
{
  path = "/p/plating-thing-validator.so";
  plugin.kind = PLATING_PLUGIN_VALIDATOR;
  plugin.ops = &validator;
}

static void
as_discovery (void)
{
  path = "/p/plating-thing-discovery.so";
  plugin.kind = PLATING_PLUGIN_DISCOVERY;
  plugin.ops = &discovery;
}

static void
accept (struct pl_descriptor *copy)
{
  struct plating_error *err = NULL;
  int status = pl_descriptor_copy (&plugin, path, copy, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
}

/* Fails unless the plugin is refused, with WHY in the message; then makes
 * it good again. */
static void
refuse (const char *why)
{
  struct plating_error *err = NULL;
  struct pl_descriptor copy;
  int status = pl_descriptor_copy (&plugin, path, &copy, &err);

  ck_assert_msg (status == PLATING_E_PLUGIN, "accepted in spite of: %s",
                 why);
  ck_assert_msg (strstr (plating_error_message (err), why) != NULL,
                 "'%s' lacks '%s'", plating_error_message (err), why);
  ck_assert_ptr_nonnull (strstr (plating_error_message (err), path));
  plating_error_unref (err);
  set_up ();
}

/* -- good ones ----------------------------------------------------------- */

START_TEST (test_copy_is_deep)
{
  struct pl_descriptor copy;
  struct plating_plugin *p = &copy.plugin;

  accept (&copy);
  memset (settings, 0, sizeof settings);
  memset (choices, 0, sizeof choices);
  memset (accepts, 0, sizeof accepts);
  memset (&renderer, 0, sizeof renderer);
  memset (functions, 0, sizeof functions);
  memset (commands, 0, sizeof commands);
  ck_assert_ptr_ne (p->name, plugin.name);
  ck_assert_str_eq (p->name, "thing");
  ck_assert_ptr_null (p->url);
  ck_assert_uint_eq (p->n_settings, 2);
  ck_assert_str_eq (p->settings[0].default_value, "3");
  ck_assert_str_eq (p->settings[1].choices[1], "b");
  ck_assert_ptr_null (p->settings[1].choices[2]);
  ck_assert_ptr_eq (p->ops, &copy.renderer);
  ck_assert_str_eq (copy.renderer.accepts[0], PLATING_MEDIA_COMPONENT);
  ck_assert_str_eq (copy.renderer.manages[1], "index.md");
  ck_assert_str_eq (copy.renderer.project_files[0], "mkdocs.yml");
  ck_assert (copy.renderer.render == render);
  ck_assert_uint_eq (copy.n_functions, 2);
  ck_assert_str_eq (copy.functions[1].name, "down");
  ck_assert_uint_eq (copy.n_commands, 2);
  ck_assert_str_eq (copy.commands[0].program_name, "mover");
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_other_kinds)
{
  struct pl_descriptor copy;

  as_validator ();
  accept (&copy);
  memset (rules, 0, sizeof rules);
  ck_assert_uint_eq (copy.validator.n_rules, 2);
  ck_assert_str_eq (copy.validator.rules[1].id, "two");
  ck_assert_ptr_null (copy.validator.rules[1].url);
  ck_assert_ptr_eq (copy.plugin.ops, &copy.validator);
  pl_descriptor_release (&copy);
  set_up ();
  as_discovery ();
  accept (&copy);
  ck_assert (copy.discovery.discover == discover);
  ck_assert (copy.discovery.cancel == NULL);
  pl_descriptor_release (&copy);
}
END_TEST

/* What the plugin's structs lack is absent, what they have more is not
 * looked at. */
START_TEST (test_sizes)
{
  struct {
    struct plating_renderer_ops ops;
    uint64_t later[4];
  } longer;
  struct {
    struct plating_setting setting;
    uint64_t later;
  } wide[2];
  struct pl_descriptor copy;

  renderer.adorn = catalog_op;
  renderer.struct_size = offsetof (struct plating_renderer_ops, adorn);
  plugin.struct_size = offsetof (struct plating_plugin, extension);
  accept (&copy);
  ck_assert (copy.renderer.adorn == NULL);
  ck_assert (copy.renderer.render == render);
  ck_assert_uint_eq (copy.renderer.struct_size, sizeof renderer);
  ck_assert (copy.plugin.extension == NULL);
  ck_assert_uint_eq (copy.n_functions, 0);
  pl_descriptor_release (&copy);

  set_up ();
  memset (&longer, 0xff, sizeof longer);
  longer.ops = renderer;
  longer.ops.struct_size = sizeof longer;
  memset (wide, 0xff, sizeof wide);
  wide[0].setting = settings[0];
  wide[1].setting = settings[1];
  plugin.ops = &longer;
  plugin.settings = &wide[0].setting;
  plugin.setting_size = sizeof *wide;
  accept (&copy);
  ck_assert_str_eq (copy.plugin.settings[1].name, "kind");
  ck_assert_uint_eq (copy.plugin.setting_size, sizeof *settings);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_any_file_name_by_path)
{
  struct pl_descriptor copy;

  path = "/p/mine.so";
  accept (&copy);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_lists_may_be_missing)
{
  struct pl_descriptor copy;

  renderer.manages = renderer.project_files = NULL;
  plugin.n_settings = 0;
  plugin.settings = NULL;
  plugin.setting_size = 0;
  plugin.extension = NULL;
  accept (&copy);
  ck_assert_ptr_null (copy.renderer.manages[0]);
  ck_assert_ptr_null (copy.renderer.project_files[0]);
  pl_descriptor_release (&copy);
}
END_TEST

/* -- refusals ------------------------------------------------------------ */

START_TEST (test_abi)
{
  static const struct {
    uint32_t host, abi, min_minor;
    const char *why;
  } cases[] = {
    { 0x00002, 0x00002, 2, NULL },
    { 0x00002, 0x00001, 0, "is built for plugin ABI 0.1, this plating has "
      "0.2: install a build for 0.2" },
    { 0x00002, 0x00003, 0, "is built for plugin ABI 0.3, this plating has "
      "0.2: install a build for 0.2" },
    { 0x00002, 0x10002, 0, "is built for plugin ABI 1.2, this plating has "
      "0.2" },
    { 0x00002, 0x00002, 3, "needs plugin ABI 0.3 or later, this plating has "
      "0.2: install a newer plating" },
    { 0x10004, 0x10000, 0, NULL },
    { 0x10004, 0x10009, 4, NULL },
    { 0x10004, 0x10009, 5, "needs plugin ABI 1.5 or later, this plating has "
      "1.4" },
    { 0x20000, 0x10004, 0, "is built for plugin ABI 1.4, this plating has "
      "2.0" },
  };

  for (size_t i = 0; i < N (cases); i++) {
    struct plating_error *err = NULL;
    int status = pl_descriptor_check_abi (cases[i].host, cases[i].abi,
                                          cases[i].min_minor, "/p", &err);

    ck_assert_int_eq (status, cases[i].why ? PLATING_E_PLUGIN : 0);
    if (cases[i].why)
      ck_assert_msg (strstr (plating_error_message (err), cases[i].why)
                     != NULL, "%s", plating_error_message (err));
    plating_error_unref (err);
  }
  plugin.abi = PLATING_ABI + 1;
  plugin.struct_size = 16;
  refuse ("is built for plugin ABI");
}
END_TEST

START_TEST (test_head)
{
  struct pl_descriptor copy;

  ck_assert_int_eq (pl_descriptor_copy (NULL, path, &copy, NULL),
                    PLATING_E_PLUGIN);
  plugin.struct_size = 0;
  refuse ("states a descriptor of 0 bytes");
  plugin.struct_size = offsetof (struct plating_plugin, ops);
  refuse ("bytes, ");
  plugin.struct_size = 1u << 30;
  refuse ("states a descriptor of 1073741824 bytes");
  plugin.kind = 1500;
  refuse ("is of unknown kind 1500: it may need a newer plating");
  plugin.thread_model = 0;
  refuse ("has the unknown thread model 0");
  plugin.flags = 0x300;
  refuse ("has the unknown flag 0x100");
  plugin.create = NULL;
  refuse ("has no create function");
  plugin.destroy = NULL;
  refuse ("has no destroy function");
  plugin.ops = NULL;
  refuse ("has no table of operations");
}
END_TEST

START_TEST (test_names)
{
  plugin.kind = PLATING_PLUGIN_VALIDATOR;
  plugin.ops = &validator;
  refuse ("is a renderer by its name, but it holds a validator");
  plugin.name = "other";
  refuse ("holds the plugin 'other', which belongs in "
          "plating-other-renderer.so");
  plugin.name = "thin";
  refuse ("holds the plugin 'thin'");
  plugin.name = NULL;
  refuse ("states no name");
  plugin.name = "Thing";
  refuse ("states the name 'Thing'");
  plugin.name = "";
  refuse ("states the name ''");
  plugin.version = NULL;
  refuse ("states no version");
  plugin.summary = "two\nlines";
  refuse ("states a summary with control characters");
  plugin.summary = "\x1b[31mred";
  refuse ("states a summary with control characters");
  plugin.summary = "\xc2\x9b";
  refuse ("states a summary with control characters");
  plugin.summary = "\xff";
  refuse ("states a summary that is not UTF-8");
  plugin.license = long_text;
  refuse ("states a license of more than 1000 bytes");
}
END_TEST

START_TEST (test_settings)
{
  plugin.settings = NULL;
  refuse ("states 2 settings but gives none");
  plugin.n_settings = 1u << 30;
  refuse ("states 1073741824 settings");
  plugin.setting_size = sizeof *settings - 8;
  refuse ("states that one of its settings has");
  plugin.setting_size = sizeof *settings + 1;
  refuse ("states that one of its settings has");
  settings[1].name = "width";
  refuse ("states setting 'width' twice");
  settings[1].name = "no_good";
  refuse ("states the name of a setting 'no_good'");
  settings[1].name = NULL;
  refuse ("states no name of a setting");
  settings[1].help = NULL;
  refuse ("states no help of a setting");
  settings[1].type = 650;
  refuse ("states the unknown type 650 for setting 'kind'");
  settings[1].flags = 0x80;
  refuse ("has the unknown flag of a setting 0x80");
  settings[1].choices = NULL;
  refuse ("states no choices for setting 'kind'");
  settings[0].choices = choices;
  refuse ("states choices for setting 'width', which is none");
  settings[0].min = 10;
  refuse ("states a wrong range for setting 'width'");
  settings[1].max = 1;
  refuse ("states a wrong range for setting 'kind'");
  settings[0].default_value = "10";
  refuse ("states a default of setting 'width' that the setting itself does "
          "not allow");
  settings[1].default_value = "c";
  refuse ("states a default of setting 'kind'");
  plugin.bare_setting = "height";
  refuse ("names 'height' as its bare setting, which it does not have");
}
END_TEST

START_TEST (test_renderer)
{
  renderer.struct_size = offsetof (struct plating_renderer_ops, render);
  refuse ("states a table of operations of ");
  renderer.reserved = 1;
  refuse ("sets a reserved field");
  renderer.accepts = NULL;
  refuse ("does not say what it accepts");
  produces[0] = NULL;
  refuse ("does not say what it produces");
  produces[0] = PLATING_MEDIA_ANY;
  refuse ("states that it produces '*/*'");
  produces[0] = PLATING_MEDIA_COMPONENT;
  refuse ("states that it produces 'component'");
  renderer.render = NULL;
  refuse ("has no render function");
  renderer.plan = NULL;
  refuse ("accepts components but has no plan function");
  manages[0] = "../up";
  refuse ("states the output path '../up'");
  manages[0] = "/abs";
  refuse ("states the output path '/abs'");
  project_files[0] = "a//b";
  refuse ("states the output path 'a//b'");
  accepts[0] = "\x01";
  refuse ("states a member of accepts with control characters");
}
END_TEST

static void
refuse_validator (const char *why)
{
  refuse (why);
  as_validator ();
}

START_TEST (test_validator)
{
  as_validator ();
  validator.scopes = 0;
  refuse_validator ("states no scope");
  validator.scopes = 5;
  refuse_validator ("has the unknown scope 0x4");
  validator.validate = NULL;
  refuse_validator ("has no validate function");
  validator.finish = NULL;
  refuse_validator ("has no finish function");
  validator.accepts = NULL;
  refuse_validator ("does not say what it accepts");
  validator.rules = NULL;
  refuse_validator ("states 2 rules but gives none");
  rules[1].id = "one";
  refuse_validator ("states rule 'one' twice");
  rules[1].id = "One";
  refuse_validator ("states the id of a rule 'One'");
  rules[1].severity = 7;
  refuse_validator ("states the unknown severity 7 for rule 'two'");
  rules[1].text = NULL;
  refuse_validator ("states no text of a rule");
  rules[0].reserved = 1;
  refuse_validator ("sets a reserved field");
}
END_TEST

START_TEST (test_companion)
{
  struct pl_descriptor copy;
  char name[] = "kept";

  as_discovery ();
  discovery.load_schema = NULL;
  discovery.renderer = name;
  accept (&copy);
  name[0] = 'x';
  ck_assert_str_eq (copy.discovery.renderer, "kept");
  pl_descriptor_release (&copy);
  as_discovery ();
  discovery.struct_size = offsetof (struct plating_discovery_ops, renderer);
  accept (&copy);
  ck_assert_ptr_null (copy.discovery.renderer);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_discovery)
{
  as_discovery ();
  discovery.discover = NULL;
  refuse ("has no discover function");
  as_discovery ();
  discovery.renderer = "No Name";
  refuse ("name of a renderer");
  as_discovery ();
  discovery.struct_size = 8;
  refuse ("states a table of operations of 8 bytes");
}
END_TEST

START_TEST (test_functions)
{
  plugin.thread_model = PLATING_THREADS_PER_INSTANCE;
  refuse ("offers template functions without the parallel thread model");
  functions[1].name = "up";
  refuse ("states template function 'up' twice");
  functions[1].name = "2up";
  refuse ("states the template function '2up'");
  functions[1].name = "a-b";
  refuse ("states the template function 'a-b'");
  functions[0].least = 2;
  refuse ("states at least 2 and at most 1 arguments");
  functions[0].call = NULL;
  refuse ("gives nothing to call for template function 'up'");
  function_table.struct_size = 4;
  refuse ("states a table of template functions of 4 bytes");
  function_table.functions = NULL;
  refuse ("states 2 template functions but gives none");
}
END_TEST

START_TEST (test_commands)
{
  commands[1].name = "move";
  refuse ("states command 'move' twice");
  commands[1].name = "Move";
  refuse ("states the name of a command 'Move'");
  commands[1].usage = long_text;
  refuse ("states a usage of a command of more than");
  commands[0].program_name = "a/b";
  refuse ("states the program name 'a/b'");
  commands[0].run = NULL;
  refuse ("gives nothing to run for command 'move'");
  command_table.command_size = 4;
  refuse ("states that one of its commands has 4 bytes");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("descriptor");
  TCase *tests = tcase_create ("descriptor");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_test (tests, test_copy_is_deep);
  tcase_add_test (tests, test_other_kinds);
  tcase_add_test (tests, test_sizes);
  tcase_add_test (tests, test_any_file_name_by_path);
  tcase_add_test (tests, test_lists_may_be_missing);
  tcase_add_test (tests, test_abi);
  tcase_add_test (tests, test_head);
  tcase_add_test (tests, test_names);
  tcase_add_test (tests, test_settings);
  tcase_add_test (tests, test_renderer);
  tcase_add_test (tests, test_validator);
  tcase_add_test (tests, test_companion);
  tcase_add_test (tests, test_discovery);
  tcase_add_test (tests, test_functions);
  tcase_add_test (tests, test_commands);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
