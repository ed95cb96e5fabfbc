/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and copies a plugin's tables: operations, rules, extensions. */

#include <config.h>

#include "optables.h"

#include <inttypes.h>
#include <string.h>

#include "common/arena.h"
#include "descriptor-source.h"

#define LARGEST_TABLE 65536
#define MOST_MEDIA_TYPES 100
#define MOST_PATHS      1000
#define MOST_RULES      1000
#define MOST_FUNCTIONS  1000
#define MOST_COMMANDS    100

/* Bytes of TYPE up to the end of MEMBER. */
#define UP_TO(type, member) \
  (offsetof (type, member) + sizeof ((type) { 0 }.member))

/* Copies what TABLE (which starts with its struct_size) and a table of ours
 * of SIZE bytes have in common; the rest of TO stays zero. */
static int
copy_table (const struct pl_descriptor_source *s, const char *what,
            const void *table, size_t least, void *to, size_t size)
{
  uint32_t its_size, our_size = (uint32_t) size;

  memcpy (&its_size, table, sizeof its_size);
  if (its_size < least || its_size > LARGEST_TABLE)
    return pl_descriptor_refuse (s, "states a table of %s of %" PRIu32
                                 " bytes, %zu or more are needed", what,
                                 its_size, least);
  memcpy (to, table, its_size < size ? its_size : size);
  memcpy (to, &our_size, sizeof our_size);
  return 0;
}

static int
lacks (const struct pl_descriptor_source *s, const char *function)
{
  return pl_descriptor_refuse (s, "has no %s function", function);
}

static int
reserved_set (const struct pl_descriptor_source *s)
{
  return pl_descriptor_refuse (s, "sets a reserved field: it may need a "
                               "newer plating");
}

/* -- operations ---------------------------------------------------------- */

static int
copy_discovery (const struct pl_descriptor_source *s,
                struct plating_plugin *plugin, struct pl_optables *copy)
{
  struct plating_discovery_ops *ops = &copy->discovery;
  int status;

  status = copy_table (s, "operations", plugin->ops,
                       UP_TO (struct plating_discovery_ops, discover),
                       ops, sizeof *ops);
  if (status < 0)
    return status;
  plugin->ops = ops;
  if (ops->reserved)
    return reserved_set (s);
  if (!ops->discover)
    return lacks (s, "discover");
  if (!ops->renderer)
    return 0;
  status = pl_descriptor_copy_text (s, "name of a renderer", ops->renderer,
                                    PL_DESCRIPTOR_LINE_MAX, &ops->renderer);
  return status < 0 ? status
    : pl_descriptor_check_name (s, "name of a renderer", ops->renderer);
}

static int
list_has (const char *const *list, const char *text)
{
  for (; *list; list++)
    if (strcmp (*list, text) == 0)
      return 1;
  return 0;
}

/* Whether PATH is relative and stays below where it starts. */
static int
is_inner_path (const char *path)
{
  if (!*path || *path == '/')
    return 0;
  for (const char *part = path, *end; *part; part = *end ? end + 1 : end) {
    size_t len;

    end = strchrnul (part, '/');
    len = (size_t) (end - part);
    if (len == 0 || (len == 1 && part[0] == '.')
        || (len == 2 && part[0] == '.' && part[1] == '.'))
      return 0;
  }
  return 1;
}

static int
check_paths (const struct pl_descriptor_source *s, const char *const *paths)
{
  for (; *paths; paths++)
    if (!is_inner_path (*paths))
      return pl_descriptor_refuse (s, "states the output path '%s', which is "
                                   "not relative or leaves its root", *paths);
  return 0;
}

static int
copy_renderer_lists (const struct pl_descriptor_source *s,
                     struct plating_renderer_ops *ops)
{
  int status;

  status = pl_descriptor_copy_list (s, "member of accepts", ops->accepts,
                                    MOST_MEDIA_TYPES, &ops->accepts);
  if (status == 0)
    status = pl_descriptor_copy_list (s, "member of produces", ops->produces,
                                      MOST_MEDIA_TYPES, &ops->produces);
  if (status == 0)
    status = pl_descriptor_copy_list (s, "member of manages", ops->manages,
                                      MOST_PATHS, &ops->manages);
  if (status == 0)
    status = pl_descriptor_copy_list (s, "member of project_files",
                                      ops->project_files, MOST_PATHS,
                                      &ops->project_files);
  if (status == 0)
    status = check_paths (s, ops->manages);
  if (status == 0)
    status = check_paths (s, ops->project_files);
  return status;
}

static int
copy_renderer (const struct pl_descriptor_source *s,
               struct plating_plugin *plugin, struct pl_optables *copy)
{
  struct plating_renderer_ops *ops = &copy->renderer;
  int status;

  status = copy_table (s, "operations", plugin->ops,
                       UP_TO (struct plating_renderer_ops, render), ops,
                       sizeof *ops);
  if (status == 0)
    status = copy_renderer_lists (s, ops);
  if (status < 0)
    return status;
  plugin->ops = ops;
  if (ops->reserved)
    return reserved_set (s);
  if (!ops->accepts[0] || !ops->produces[0])
    return pl_descriptor_refuse (s, "does not say what it %s",
                                 ops->accepts[0] ? "produces" : "accepts");
  if (list_has (ops->produces, PLATING_MEDIA_ANY)
      || list_has (ops->produces, PLATING_MEDIA_COMPONENT))
    return pl_descriptor_refuse (s, "states that it produces '%s', which "
                                 "can only be accepted",
                                 list_has (ops->produces, PLATING_MEDIA_ANY)
                                 ? PLATING_MEDIA_ANY
                                 : PLATING_MEDIA_COMPONENT);
  if (!ops->render)
    return lacks (s, "render");
  if (list_has (ops->accepts, PLATING_MEDIA_COMPONENT) && !ops->plan)
    return pl_descriptor_refuse (s, "accepts components but has no plan "
                                 "function");
  return 0;
}

static int
copy_rule (const struct pl_descriptor_source *s,
           const struct plating_rule *from, struct plating_rule *to)
{
  int status;

  *to = *from;
  status = pl_descriptor_copy_text (s, "id of a rule", from->id,
                                    PL_DESCRIPTOR_LINE_MAX, &to->id);
  if (status == 0)
    status = pl_descriptor_check_name (s, "id of a rule", to->id);
  if (status == 0)
    status = pl_descriptor_copy_text (s, "text of a rule", from->text,
                                      PL_DESCRIPTOR_LINE_MAX, &to->text);
  if (status == 0 && from->url)
    status = pl_descriptor_copy_text (s, "URL of a rule", from->url,
                                      PL_DESCRIPTOR_LINE_MAX, &to->url);
  if (status < 0)
    return status;
  if (to->severity != PLATING_LEVEL_ERROR
      && to->severity != PLATING_LEVEL_WARNING
      && to->severity != PLATING_LEVEL_INFO)
    return pl_descriptor_refuse (s, "states the unknown severity %" PRIu32
                                 " for rule '%s'", to->severity, to->id);
  return to->reserved ? reserved_set (s) : 0;
}

static int
copy_rules (const struct pl_descriptor_source *s,
            struct plating_validator_ops *ops)
{
  const char *from = (const char *) ops->rules;
  struct plating_rule *rules;
  int status;

  status = pl_descriptor_check_array (s, "rules", from, ops->n_rules,
                                      MOST_RULES, ops->rule_size,
                                      sizeof *rules);
  if (status < 0)
    return status;
  rules = pl_arena_array (s->memory, ops->n_rules + (size_t) 1,
                          sizeof *rules);
  if (!rules)
    return pl_descriptor_no_memory (s);
  for (size_t i = 0; i < ops->n_rules; i++) {
    status = copy_rule (s, (const void *) (from + i * ops->rule_size),
                        &rules[i]);
    if (status < 0)
      return status;
    for (size_t j = 0; j < i; j++)
      if (strcmp (rules[i].id, rules[j].id) == 0)
        return pl_descriptor_refuse (s, "states rule '%s' twice",
                                     rules[i].id);
  }
  ops->rules = rules;
  ops->rule_size = sizeof *rules;
  return 0;
}

static int
copy_validator (const struct pl_descriptor_source *s,
                struct plating_plugin *plugin, struct pl_optables *copy)
{
  struct plating_validator_ops *ops = &copy->validator;
  int status;

  status = copy_table (s, "operations", plugin->ops,
                       UP_TO (struct plating_validator_ops, finish), ops,
                       sizeof *ops);
  if (status == 0)
    status = pl_descriptor_copy_list (s, "member of accepts", ops->accepts,
                                      MOST_MEDIA_TYPES, &ops->accepts);
  if (status == 0)
    status = copy_rules (s, ops);
  if (status == 0)
    status = pl_descriptor_check_flags (s, "scope", ops->scopes,
                                        PLATING_SCOPE_PAGE
                                        | PLATING_SCOPE_SITE);
  if (status < 0)
    return status;
  plugin->ops = ops;
  if (!ops->scopes)
    return pl_descriptor_refuse (s, "states no scope: pages or site");
  if (ops->scopes & PLATING_SCOPE_PAGE && !ops->validate)
    return lacks (s, "validate");
  if (ops->scopes & PLATING_SCOPE_PAGE && !ops->accepts[0])
    return pl_descriptor_refuse (s, "does not say what it accepts");
  if (ops->scopes & PLATING_SCOPE_SITE && !ops->finish)
    return lacks (s, "finish");
  return 0;
}

/* -- extensions ---------------------------------------------------------- */

static int
is_identifier (const char *name)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

  return *name && strspn (name, letters) == strlen (name)
    && !(*name >= '0' && *name <= '9');
}

static int
copy_function (const struct pl_descriptor_source *s,
               const struct plating_template_function *from,
               struct plating_template_function *to)
{
  int status;

  *to = *from;
  status = pl_descriptor_copy_text (s, "name of a template function",
                                    from->name, PL_DESCRIPTOR_LINE_MAX,
                                    &to->name);
  if (status < 0)
    return status;
  if (!is_identifier (to->name))
    return pl_descriptor_refuse (s, "states the template function '%s': "
                                 "letters, digits and '_' are allowed, no "
                                 "digit first", to->name);
  if (to->least > to->most)
    return pl_descriptor_refuse (s, "states at least %" PRIu32 " and at most %"
                                 PRIu32 " arguments of template function "
                                 "'%s'", to->least, to->most, to->name);
  return to->call ? 0 : pl_descriptor_refuse
    (s, "gives nothing to call for template function '%s'", to->name);
}

static int
copy_functions (const struct pl_descriptor_source *s,
                const struct plating_plugin *plugin, struct pl_optables *copy)
{
  struct plating_template_functions table = { 0 };
  struct plating_template_function *functions;
  const void *its = plugin->extension (PLATING_EXT_TEMPLATE_FUNCTIONS);
  const char *from;
  int status;

  if (!its)
    return 0;
  if (plugin->thread_model != PLATING_THREADS_PARALLEL)
    return pl_descriptor_refuse (s, "offers template functions without the "
                                 "parallel thread model");
  status = copy_table (s, "template functions", its, sizeof table, &table,
                       sizeof table);
  if (status < 0)
    return status;
  from = (const char *) table.functions;
  status = pl_descriptor_check_array (s, "template functions", from,
                                      table.n_functions, MOST_FUNCTIONS,
                                      table.function_size,
                                      sizeof *functions);
  if (status < 0)
    return status;
  functions = pl_arena_array (s->memory, table.n_functions + (size_t) 1,
                              sizeof *functions);
  if (!functions)
    return pl_descriptor_no_memory (s);
  for (size_t i = 0; i < table.n_functions; i++) {
    status = copy_function (s, (const void *)
                            (from + i * table.function_size), &functions[i]);
    if (status < 0)
      return status;
    for (size_t j = 0; j < i; j++)
      if (strcmp (functions[i].name, functions[j].name) == 0)
        return pl_descriptor_refuse (s, "states template function '%s' "
                                     "twice", functions[i].name);
  }
  copy->functions = functions;
  copy->n_functions = table.n_functions;
  return table.reserved ? reserved_set (s) : 0;
}

static int
copy_command (const struct pl_descriptor_source *s,
              const struct plating_command *from, struct plating_command *to)
{
  int status;

  *to = *from;
  status = pl_descriptor_copy_text (s, "name of a command", from->name,
                                    PL_DESCRIPTOR_LINE_MAX, &to->name);
  if (status == 0)
    status = pl_descriptor_check_name (s, "name of a command", to->name);
  if (status == 0)
    status = pl_descriptor_copy_text (s, "summary of a command",
                                      from->summary, PL_DESCRIPTOR_LINE_MAX,
                                      &to->summary);
  if (status == 0)
    status = pl_descriptor_copy_text (s, "usage of a command", from->usage,
                                      PL_DESCRIPTOR_PAGE_MAX, &to->usage);
  if (status == 0 && from->program_name)
    status = pl_descriptor_copy_text (s, "program name of a command",
                                      from->program_name,
                                      PL_DESCRIPTOR_LINE_MAX,
                                      &to->program_name);
  if (status < 0)
    return status;
  if (to->program_name
      && (!*to->program_name || strchr (to->program_name, '/')))
    return pl_descriptor_refuse (s, "states the program name '%s' for "
                                 "command '%s'", to->program_name, to->name);
  return to->run ? 0 : pl_descriptor_refuse
    (s, "gives nothing to run for command '%s'", to->name);
}

static int
copy_commands (const struct pl_descriptor_source *s,
               const struct plating_plugin *plugin, struct pl_optables *copy)
{
  struct plating_commands table = { 0 };
  struct plating_command *commands;
  const void *its = plugin->extension (PLATING_EXT_COMMAND);
  const char *from;
  int status;

  if (!its)
    return 0;
  status = copy_table (s, "commands", its, sizeof table, &table,
                       sizeof table);
  if (status < 0)
    return status;
  from = (const char *) table.commands;
  status = pl_descriptor_check_array (s, "commands", from, table.n_commands,
                                      MOST_COMMANDS, table.command_size,
                                      sizeof *commands);
  if (status < 0)
    return status;
  commands = pl_arena_array (s->memory, table.n_commands + (size_t) 1,
                             sizeof *commands);
  if (!commands)
    return pl_descriptor_no_memory (s);
  for (size_t i = 0; i < table.n_commands; i++) {
    status = copy_command (s, (const void *) (from + i * table.command_size),
                           &commands[i]);
    if (status < 0)
      return status;
    for (size_t j = 0; j < i; j++)
      if (strcmp (commands[i].name, commands[j].name) == 0)
        return pl_descriptor_refuse (s, "states command '%s' twice",
                                     commands[i].name);
  }
  copy->commands = commands;
  copy->n_commands = table.n_commands;
  return table.reserved ? reserved_set (s) : 0;
}

int
pl_optables_copy (const struct pl_descriptor_source *s,
                  struct plating_plugin *plugin, struct pl_optables *copy)
{
  int status;

  if (plugin->kind == PLATING_PLUGIN_DISCOVERY)
    status = copy_discovery (s, plugin, copy);
  else if (plugin->kind == PLATING_PLUGIN_RENDERER)
    status = copy_renderer (s, plugin, copy);
  else
    status = copy_validator (s, plugin, copy);
  if (status == 0 && plugin->extension)
    status = copy_functions (s, plugin, copy);
  if (status == 0 && plugin->extension)
    status = copy_commands (s, plugin, copy);
  return status;
}
