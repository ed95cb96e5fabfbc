/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin of each kind, to be spoilt. */

#include <config.h>

#include "plugin-parts.h"

#include <string.h>

#include <check.h>

#include <plating/run.h>

struct plugin_parts parts;

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

static const void *
extension (const char *id)
{
  if (strcmp (id, PLATING_EXT_TEMPLATE_FUNCTIONS) == 0)
    return &parts.function_table;
  return strcmp (id, PLATING_EXT_COMMAND) == 0 ? &parts.command_table : NULL;
}

static void
set_up_operations (void)
{
  parts.rules[0] = (struct plating_rule) {
    .id = "one", .severity = PLATING_LEVEL_ERROR, .text = "first",
    .url = "https://example.org",
  };
  parts.rules[1] = (struct plating_rule) {
    .id = "two", .severity = PLATING_LEVEL_INFO, .text = "second",
  };
  memcpy (parts.accepts, (const char *[]) { PLATING_MEDIA_COMPONENT, NULL },
          2 * sizeof *parts.accepts);
  memcpy (parts.produces, (const char *[]) { PLATING_MEDIA_MARKDOWN, NULL },
          2 * sizeof *parts.produces);
  memcpy (parts.manages, (const char *[]) { "resources/", "index.md", NULL },
          3 * sizeof *parts.manages);
  memcpy (parts.project_files, (const char *[]) { "mkdocs.yml", NULL },
          2 * sizeof *parts.project_files);
  parts.renderer = (struct plating_renderer_ops) {
    .struct_size = sizeof parts.renderer, .accepts = parts.accepts,
    .produces = parts.produces, .manages = parts.manages,
    .project_files = parts.project_files, .plan = catalog_op,
    .render = render,
  };
  parts.validator = (struct plating_validator_ops) {
    .struct_size = sizeof parts.validator,
    .scopes = PLATING_SCOPE_PAGE | PLATING_SCOPE_SITE, .rules = parts.rules,
    .n_rules = 2, .rule_size = sizeof *parts.rules, .accepts = parts.produces,
    .validate = validate, .finish = catalog_op,
  };
  parts.discovery = (struct plating_discovery_ops) {
    .struct_size = sizeof parts.discovery, .discover = discover,
    .load_schema = load_schema,
  };
}

static void
set_up_extensions (void)
{
  parts.functions[0] = (struct plating_template_function) { "up", 1, 1, call };
  parts.functions[1]
    = (struct plating_template_function) { "down", 0, PLATING_NONE, call };
  parts.function_table = (struct plating_template_functions) {
    .struct_size = sizeof parts.function_table,
    .function_size = sizeof *parts.functions, .n_functions = 2,
    .functions = parts.functions,
  };
  parts.commands[0] = (struct plating_command) {
    "move", "moves", "usage\n\tx", "mover", run
  };
  parts.commands[1] = (struct plating_command) {
    "stop", "stops", "", NULL, run
  };
  parts.command_table = (struct plating_commands) {
    .struct_size = sizeof parts.command_table,
    .command_size = sizeof *parts.commands, .n_commands = 2,
    .commands = parts.commands,
  };
}

void
parts_set_up (void)
{
  parts.path = "/p/plating-thing-renderer.so";
  memcpy (parts.choices, (const char *[]) { "a", "b", NULL },
          3 * sizeof *parts.choices);
  parts.settings[0] = (struct plating_setting) {
    .name = "width", .type = PLATING_SETTING_INT, .default_value = "3",
    .help = "how wide", .min = 1, .max = 9,
  };
  parts.settings[1] = (struct plating_setting) {
    .name = "kind", .type = PLATING_SETTING_CHOICE, .choices = parts.choices,
    .help = "which one",
  };
  set_up_operations ();
  set_up_extensions ();
  parts.plugin = (struct plating_plugin) {
    .struct_size = sizeof parts.plugin, .abi = PLATING_ABI,
    .kind = PLATING_PLUGIN_RENDERER,
    .thread_model = PLATING_THREADS_PARALLEL,
    .flags = PLATING_PLUGIN_BLOCKING, .n_settings = 2,
    .setting_size = sizeof *parts.settings, .settings = parts.settings,
    .name = "thing", .version = "1", .summary = "does things",
    .license = "MIT", .create = create, .destroy = destroy,
    .ops = &parts.renderer, .extension = extension,
  };
  memset (parts.long_text, 'a', sizeof parts.long_text - 1);
}

void
parts_as_validator (void)
{
  parts.path = "/p/plating-thing-validator.so";
  parts.plugin.kind = PLATING_PLUGIN_VALIDATOR;
  parts.plugin.ops = &parts.validator;
}

void
parts_as_discovery (void)
{
  parts.path = "/p/plating-thing-discovery.so";
  parts.plugin.kind = PLATING_PLUGIN_DISCOVERY;
  parts.plugin.ops = &parts.discovery;
}

void
parts_accept (struct pl_descriptor *copy)
{
  struct plating_error *err = NULL;
  int status = pl_descriptor_copy (&parts.plugin, parts.path, copy, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
}

void
parts_refuse (const char *why)
{
  struct plating_error *err = NULL;
  struct pl_descriptor copy;
  int status = pl_descriptor_copy (&parts.plugin, parts.path, &copy, &err);

  ck_assert_msg (status == PLATING_E_PLUGIN, "accepted in spite of: %s",
                 why);
  ck_assert_msg (strstr (plating_error_message (err), why) != NULL,
                 "'%s' lacks '%s'", plating_error_message (err), why);
  ck_assert_ptr_nonnull (strstr (plating_error_message (err), parts.path));
  plating_error_unref (err);
  parts_set_up ();
}
