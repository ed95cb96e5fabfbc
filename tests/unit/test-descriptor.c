/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a descriptor is refused for each thing that is wrong with it, by
 * name; a good one is copied whole, from structs of any size. */

#include <config.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/run.h>

#include "plugin-parts.h"

#define N(array) (sizeof (array) / sizeof *(array))

/* -- good ones ----------------------------------------------------------- */

START_TEST (test_copy_is_deep)
{
  const struct plating_renderer_ops renderer = parts.renderer;
  struct pl_descriptor copy;
  struct plating_plugin *p = &copy.plugin;

  parts_accept (&copy);
  memset (parts.settings, 0, sizeof parts.settings);
  memset (parts.choices, 0, sizeof parts.choices);
  memset (parts.accepts, 0, sizeof parts.accepts);
  memset (&parts.renderer, 0, sizeof parts.renderer);
  memset (parts.functions, 0, sizeof parts.functions);
  memset (parts.commands, 0, sizeof parts.commands);
  ck_assert_ptr_ne (p->name, parts.plugin.name);
  ck_assert_str_eq (p->name, "thing");
  ck_assert_ptr_null (p->url);
  ck_assert_uint_eq (p->n_settings, 2);
  ck_assert_str_eq (p->settings[0].default_value, "3");
  ck_assert_str_eq (p->settings[1].choices[1], "b");
  ck_assert_ptr_null (p->settings[1].choices[2]);
  ck_assert_ptr_eq (p->ops, &copy.tables.renderer);
  ck_assert_str_eq (copy.tables.renderer.accepts[0], PLATING_MEDIA_COMPONENT);
  ck_assert_str_eq (copy.tables.renderer.manages[1], "index.md");
  ck_assert_str_eq (copy.tables.renderer.project_files[0], "mkdocs.yml");
  ck_assert (copy.tables.renderer.render == renderer.render);
  ck_assert_uint_eq (copy.tables.n_functions, 2);
  ck_assert_str_eq (copy.tables.functions[1].name, "down");
  ck_assert_uint_eq (copy.tables.n_commands, 2);
  ck_assert_str_eq (copy.tables.commands[0].program_name, "mover");
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_other_kinds)
{
  struct pl_descriptor copy;

  parts_as_validator ();
  parts_accept (&copy);
  memset (parts.rules, 0, sizeof parts.rules);
  ck_assert_uint_eq (copy.tables.validator.n_rules, 2);
  ck_assert_str_eq (copy.tables.validator.rules[1].id, "two");
  ck_assert_ptr_null (copy.tables.validator.rules[1].url);
  ck_assert_ptr_eq (copy.plugin.ops, &copy.tables.validator);
  pl_descriptor_release (&copy);
  parts_set_up ();
  parts_as_discovery ();
  parts_accept (&copy);
  ck_assert (copy.tables.discovery.discover == parts.discovery.discover);
  ck_assert (copy.tables.discovery.cancel == NULL);
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

  parts.renderer.adorn = parts.renderer.plan;
  parts.renderer.struct_size = offsetof (struct plating_renderer_ops, adorn);
  parts.plugin.struct_size = offsetof (struct plating_plugin, extension);
  parts_accept (&copy);
  ck_assert (copy.tables.renderer.adorn == NULL);
  ck_assert (copy.tables.renderer.render == parts.renderer.render);
  ck_assert_uint_eq (copy.tables.renderer.struct_size, sizeof parts.renderer);
  ck_assert (copy.plugin.extension == NULL);
  ck_assert_uint_eq (copy.tables.n_functions, 0);
  pl_descriptor_release (&copy);

  parts_set_up ();
  memset (&longer, 0xff, sizeof longer);
  longer.ops = parts.renderer;
  longer.ops.struct_size = sizeof longer;
  memset (wide, 0xff, sizeof wide);
  wide[0].setting = parts.settings[0];
  wide[1].setting = parts.settings[1];
  parts.plugin.ops = &longer;
  parts.plugin.settings = &wide[0].setting;
  parts.plugin.setting_size = sizeof *wide;
  parts_accept (&copy);
  ck_assert_str_eq (copy.plugin.settings[1].name, "kind");
  ck_assert_uint_eq (copy.plugin.setting_size, sizeof *parts.settings);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_any_file_name_by_path)
{
  struct pl_descriptor copy;

  parts.path = "/p/mine.so";
  parts_accept (&copy);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_lists_may_be_missing)
{
  struct pl_descriptor copy;

  parts.renderer.manages = parts.renderer.project_files = NULL;
  parts.plugin.n_settings = 0;
  parts.plugin.settings = NULL;
  parts.plugin.setting_size = 0;
  parts.plugin.extension = NULL;
  parts_accept (&copy);
  ck_assert_ptr_null (copy.tables.renderer.manages[0]);
  ck_assert_ptr_null (copy.tables.renderer.project_files[0]);
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
  parts.plugin.abi = PLATING_ABI + 1;
  parts.plugin.struct_size = 16;
  parts_refuse ("is built for plugin ABI");
}
END_TEST

START_TEST (test_head)
{
  struct pl_descriptor copy;

  ck_assert_int_eq (pl_descriptor_copy (NULL, parts.path, &copy, NULL),
                    PLATING_E_PLUGIN);
  parts.plugin.struct_size = 0;
  parts_refuse ("states a descriptor of 0 bytes");
  parts.plugin.struct_size = offsetof (struct plating_plugin, ops);
  parts_refuse ("bytes, ");
  parts.plugin.struct_size = 1u << 30;
  parts_refuse ("states a descriptor of 1073741824 bytes");
  parts.plugin.kind = 1500;
  parts_refuse ("is of unknown kind 1500: it may need a newer plating");
  parts.plugin.thread_model = 0;
  parts_refuse ("has the unknown thread model 0");
  parts.plugin.flags = 0x300;
  parts_refuse ("has the unknown flag 0x100");
  parts.plugin.create = NULL;
  parts_refuse ("has no create function");
  parts.plugin.destroy = NULL;
  parts_refuse ("has no destroy function");
  parts.plugin.ops = NULL;
  parts_refuse ("has no table of operations");
}
END_TEST

START_TEST (test_names)
{
  parts.plugin.kind = PLATING_PLUGIN_VALIDATOR;
  parts.plugin.ops = &parts.validator;
  parts_refuse ("is a renderer by its name, but it holds a validator");
  parts.plugin.name = "other";
  parts_refuse ("holds the plugin 'other', which belongs in "
          "plating-other-renderer.so");
  parts.plugin.name = "thin";
  parts_refuse ("holds the plugin 'thin'");
  parts.plugin.name = NULL;
  parts_refuse ("states no name");
  parts.plugin.name = "Thing";
  parts_refuse ("states the name 'Thing'");
  parts.plugin.name = "";
  parts_refuse ("states the name ''");
  parts.plugin.version = NULL;
  parts_refuse ("states no version");
  parts.plugin.summary = "two\nlines";
  parts_refuse ("states a summary with control characters");
  parts.plugin.summary = "\x1b[31mred";
  parts_refuse ("states a summary with control characters");
  parts.plugin.summary = "\xc2\x9b";
  parts_refuse ("states a summary with control characters");
  parts.plugin.summary = "\xff";
  parts_refuse ("states a summary that is not UTF-8");
  parts.plugin.license = parts.long_text;
  parts_refuse ("states a license of more than 1000 bytes");
}
END_TEST

START_TEST (test_settings)
{
  parts.plugin.settings = NULL;
  parts_refuse ("states 2 settings but gives none");
  parts.plugin.n_settings = 1u << 30;
  parts_refuse ("states 1073741824 settings");
  parts.plugin.setting_size = sizeof *parts.settings - 8;
  parts_refuse ("states that one of its settings has");
  parts.plugin.setting_size = sizeof *parts.settings + 1;
  parts_refuse ("states that one of its settings has");
  parts.settings[1].name = "width";
  parts_refuse ("states setting 'width' twice");
  parts.settings[1].name = "no_good";
  parts_refuse ("states the name of a setting 'no_good'");
  parts.settings[1].name = NULL;
  parts_refuse ("states no name of a setting");
  parts.settings[1].help = NULL;
  parts_refuse ("states no help of a setting");
  parts.settings[1].type = 650;
  parts_refuse ("states the unknown type 650 for setting 'kind'");
  parts.settings[1].flags = 0x80;
  parts_refuse ("has the unknown flag of a setting 0x80");
  parts.settings[1].choices = NULL;
  parts_refuse ("states no choices for setting 'kind'");
  parts.settings[0].choices = parts.choices;
  parts_refuse ("states choices for setting 'width', which is none");
  parts.settings[0].min = 10;
  parts_refuse ("states a wrong range for setting 'width'");
  parts.settings[1].max = 1;
  parts_refuse ("states a wrong range for setting 'kind'");
  parts.settings[0].default_value = "10";
  parts_refuse ("states a default of setting 'width' that the setting itself "
                "does not allow");
  parts.settings[1].default_value = "c";
  parts_refuse ("states a default of setting 'kind'");
  parts.plugin.bare_setting = "height";
  parts_refuse ("names 'height' as its bare setting, which it does not have");
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
  tcase_add_checked_fixture (tests, parts_set_up, NULL);
  tcase_add_test (tests, test_copy_is_deep);
  tcase_add_test (tests, test_other_kinds);
  tcase_add_test (tests, test_sizes);
  tcase_add_test (tests, test_any_file_name_by_path);
  tcase_add_test (tests, test_lists_may_be_missing);
  tcase_add_test (tests, test_abi);
  tcase_add_test (tests, test_head);
  tcase_add_test (tests, test_names);
  tcase_add_test (tests, test_settings);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
