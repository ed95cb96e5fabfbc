/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a plugin is refused for each thing that is wrong with its tables:
 * operations, rules, template functions, commands. */

#include <config.h>

#include <stddef.h>

#include <check.h>

#include "plugin-parts.h"

START_TEST (test_renderer)
{
  parts.renderer.struct_size = offsetof (struct plating_renderer_ops, render);
  parts_refuse ("states a table of operations of ");
  parts.renderer.reserved = 1;
  parts_refuse ("sets a reserved field");
  parts.renderer.accepts = NULL;
  parts_refuse ("does not say what it accepts");
  parts.produces[0] = NULL;
  parts_refuse ("does not say what it produces");
  parts.produces[0] = PLATING_MEDIA_ANY;
  parts_refuse ("states that it produces '*/*'");
  parts.produces[0] = PLATING_MEDIA_COMPONENT;
  parts_refuse ("states that it produces 'component'");
  parts.renderer.render = NULL;
  parts_refuse ("has no render function");
  parts.renderer.plan = NULL;
  parts_refuse ("accepts components but has no plan function");
  parts.manages[0] = "../up";
  parts_refuse ("states the output path '../up'");
  parts.manages[0] = "/abs";
  parts_refuse ("states the output path '/abs'");
  parts.project_files[0] = "a//b";
  parts_refuse ("states the output path 'a//b'");
  parts.accepts[0] = "\x01";
  parts_refuse ("states a member of accepts with control characters");
}
END_TEST

static void
refuse_validator (const char *why)
{
  parts_refuse (why);
  parts_as_validator ();
}

START_TEST (test_validator)
{
  parts_as_validator ();
  parts.validator.scopes = 0;
  refuse_validator ("states no scope");
  parts.validator.scopes = 5;
  refuse_validator ("has the unknown scope 0x4");
  parts.validator.validate = NULL;
  refuse_validator ("has no validate function");
  parts.validator.finish = NULL;
  refuse_validator ("has no finish function");
  parts.validator.accepts = NULL;
  refuse_validator ("does not say what it accepts");
  parts.validator.rules = NULL;
  refuse_validator ("states 2 rules but gives none");
  parts.rules[1].id = "one";
  refuse_validator ("states rule 'one' twice");
  parts.rules[1].id = "One";
  refuse_validator ("states the id of a rule 'One'");
  parts.rules[1].severity = 7;
  refuse_validator ("states the unknown severity 7 for rule 'two'");
  parts.rules[1].text = NULL;
  refuse_validator ("states no text of a rule");
  parts.rules[0].reserved = 1;
  refuse_validator ("sets a reserved field");
}
END_TEST

START_TEST (test_companion)
{
  struct pl_descriptor copy;
  char name[] = "kept";

  parts_as_discovery ();
  parts.discovery.load_schema = NULL;
  parts.discovery.renderer = name;
  parts_accept (&copy);
  name[0] = 'x';
  ck_assert_str_eq (copy.tables.discovery.renderer, "kept");
  pl_descriptor_release (&copy);
  parts_as_discovery ();
  parts.discovery.struct_size
    = offsetof (struct plating_discovery_ops, renderer);
  parts_accept (&copy);
  ck_assert_ptr_null (copy.tables.discovery.renderer);
  pl_descriptor_release (&copy);
}
END_TEST

START_TEST (test_discovery)
{
  parts_as_discovery ();
  parts.discovery.discover = NULL;
  parts_refuse ("has no discover function");
  parts_as_discovery ();
  parts.discovery.renderer = "No Name";
  parts_refuse ("name of a renderer");
  parts_as_discovery ();
  parts.discovery.struct_size = 8;
  parts_refuse ("states a table of operations of 8 bytes");
}
END_TEST

START_TEST (test_functions)
{
  parts.plugin.thread_model = PLATING_THREADS_PER_INSTANCE;
  parts_refuse ("offers template functions without the parallel thread model");
  parts.functions[1].name = "up";
  parts_refuse ("states template function 'up' twice");
  parts.functions[1].name = "2up";
  parts_refuse ("states the template function '2up'");
  parts.functions[1].name = "a-b";
  parts_refuse ("states the template function 'a-b'");
  parts.functions[0].least = 2;
  parts_refuse ("states at least 2 and at most 1 arguments");
  parts.functions[0].call = NULL;
  parts_refuse ("gives nothing to call for template function 'up'");
  parts.function_table.struct_size = 4;
  parts_refuse ("states a table of template functions of 4 bytes");
  parts.function_table.functions = NULL;
  parts_refuse ("states 2 template functions but gives none");
}
END_TEST

START_TEST (test_commands)
{
  parts.commands[1].name = "move";
  parts_refuse ("states command 'move' twice");
  parts.commands[1].name = "Move";
  parts_refuse ("states the name of a command 'Move'");
  parts.commands[1].usage = parts.long_text;
  parts_refuse ("states a usage of a command of more than");
  parts.commands[0].program_name = "a/b";
  parts_refuse ("states the program name 'a/b'");
  parts.commands[0].run = NULL;
  parts_refuse ("gives nothing to run for command 'move'");
  parts.command_table.command_size = 4;
  parts_refuse ("states that one of its commands has 4 bytes");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("optables");
  TCase *tests = tcase_create ("optables");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_checked_fixture (tests, parts_set_up, NULL);
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
