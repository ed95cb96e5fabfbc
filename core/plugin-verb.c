/* SPDX-License-Identifier: Apache-2.0 */
/* `plating plugin list` and `show`, and the commands that plugins offer. */

#include <config.h>

#include "plugin-verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/buffer.h"
#include "describe.h"
#include "error.h"
#include "log.h"
#include "naming.h"
#include "options.h"
#include "registry.h"
#include "report.h"

static uint32_t
form_of (const struct plating_options *o)
{
  return o->raw ? PL_DESCRIBE_RAW
    : o->format && !strcmp (o->format, "json") ? PL_DESCRIBE_JSON
    : PL_DESCRIBE_HUMAN;
}

static int
list_plugins (const struct pl_registry *registry,
              const struct plating_options *o, struct pl_buffer *out,
              struct plating_error **err)
{
  struct pl_registry_list *list;
  int status = pl_registry_list (registry, 0, &list, err);

  if (status < 0)
    return status;
  pl_describe_list (list, form_of (o), out);
  pl_registry_list_free (list);
  return 0;
}

/* Whether the entry is meant by NAME or KIND/NAME. */
static int
is_named (const struct pl_registry_entry *e, const char *name)
{
  const char *slash = strchr (name, '/');

  if (!slash)
    return !strcmp (e->name, name);
  return !strcmp (e->name, slash + 1)
    && pl_naming_kind_of (name, (size_t) (slash - name)) == e->kind;
}

/* NAME is a file, KIND/NAME, or a bare name; of the last, all kinds are
 * shown. */
static int
show_plugin (const struct pl_registry *registry,
             const struct plating_options *o, const char *name,
             struct pl_buffer *out, struct plating_error **err)
{
  struct pl_registry_list *list;
  size_t i, n_shown = 0;
  int status;

  if (name[0] == '.' || name[0] == '/') {
    json_t *description;

    status = pl_registry_describe (name, &description, err);
    if (status < 0)
      return status;
    pl_describe_show (description, form_of (o), out);
    json_decref (description);
    return 0;
  }
  status = pl_registry_list (registry, 0, &list, err);
  if (status < 0)
    return status;
  for (i = 0; i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];

    if (e->is_hidden || !is_named (e, name))
      continue;
    if (n_shown++)
      pl_buffer_putc (out, '\n');
    if (e->description)
      pl_describe_show (e->description, form_of (o), out);
    else
      status = pl_error_set (err, PLATING_E_PLUGIN, "%s", e->problem);
  }
  pl_registry_list_free (list);
  if (!n_shown) {
    pl_error_set (err, PLATING_E_CONFIG, "there is no plugin '%s'", name);
    pl_error_add_hint (err, "'plating plugin list' shows what there is");
    return PLATING_E_CONFIG;
  }
  return status;
}

int
pl_plugin_verb_run (const struct plating_options *o, char **words,
                    int n_words, struct pl_log *log)
{
  struct pl_registry *registry = NULL;
  struct plating_error *error = NULL;
  struct pl_buffer out;
  int status;

  pl_buffer_init (&out);
  status = pl_registry_new ((const char *const *) o->plugin_path.items,
                            o->plugin_path.n, &registry, &error);
  if (status < 0)
    ;
  else if (n_words == 1 && !strcmp (words[0], "list"))
    status = list_plugins (registry, o, &out, &error);
  else if (n_words == 2 && !strcmp (words[0], "show"))
    status = show_plugin (registry, o, words[1], &out, &error);
  else
    status = pl_error_set (&error, PLATING_E_CONFIG,
                           "usage: plating plugin list | show NAME");
  if (out.data)
    fputs (out.data, stdout);
  if (error)
    pl_log_error (log, PLATING_LEVEL_ERROR, error);
  status = error ? pl_report_status_of_error (error) : PL_EXIT_FINE;
  plating_error_unref (error);
  pl_registry_free (registry);
  pl_buffer_release (&out);
  return status;
}

/* -- commands of plugins -------------------------------------------------- */

static const char *
string_of (const json_t *object, const char *key)
{
  const char *s = json_string_value (json_object_get (object, key));

  return s ? s : "";
}

static int
take (const struct pl_registry_entry *e, const json_t *command,
      struct pl_plugin_command *out)
{
  char *plugin = NULL;

  if (asprintf (&plugin, "%s/%s", pl_naming_kind (e->kind), e->name) < 0)
    return 0;
  *out = (struct pl_plugin_command) {
    .plugin = plugin,
    .name = strdup (string_of (command, "name")),
    .usage = strdup (string_of (command, "usage")),
    .is_program = *string_of (command, "program_name") != '\0',
  };
  if (out->name && out->usage)
    return 1;
  pl_plugin_verb_release (out);
  return 0;
}

int
pl_plugin_verb_find (const char *name, const char *program_name,
                     struct pl_plugin_command *out)
{
  struct pl_registry *registry = NULL;
  struct pl_registry_list *list = NULL;
  int found = 0;
  size_t i, k;

  if (pl_registry_new (NULL, 0, &registry, NULL) < 0)
    return 0;
  if (pl_registry_list (registry, 0, &list, NULL) == 0) {
    for (i = 0; i < list->n_entries && !found; i++) {
      const struct pl_registry_entry *e = &list->entries[i];
      const json_t *commands, *c;

      if (e->is_hidden || !e->description)
        continue;
      commands = json_object_get (e->description, "commands");
      json_array_foreach (commands, k, c) {
        if (name ? !strcmp (string_of (c, "name"), name)
            : !strcmp (string_of (c, "program_name"), program_name)) {
          found = take (e, c, out);
          break;
        }
      }
    }
    pl_registry_list_free (list);
  }
  pl_registry_free (registry);
  return found;
}

/* Puts the entry's commands behind BEFORE, which is said once. */
static const char *
put_commands (const struct pl_registry_entry *e, const char *before,
              struct pl_buffer *out)
{
  const json_t *c;
  size_t k;

  if (!e->is_hidden)
    json_array_foreach (json_object_get (e->description, "commands"), k, c) {
      pl_buffer_printf (out, "%s  %-14s%s\n", before, string_of (c, "name"),
                        string_of (c, "summary"));
      before = "";
    }
  return before;
}

void
pl_plugin_verb_help (struct pl_buffer *out)
{
  struct pl_registry *registry = NULL;
  struct pl_registry_list *list = NULL;
  const char *before = "\nCommands of plugins:\n";
  size_t i;

  if (pl_registry_new (NULL, 0, &registry, NULL) < 0)
    return;
  if (pl_registry_list (registry, 0, &list, NULL) == 0) {
    for (i = 0; i < list->n_entries; i++)
      before = put_commands (&list->entries[i], before, out);
    pl_registry_list_free (list);
  }
  pl_registry_free (registry);
}

void
pl_plugin_verb_release (struct pl_plugin_command *command)
{
  free (command->plugin);
  free (command->name);
  free (command->usage);
}
