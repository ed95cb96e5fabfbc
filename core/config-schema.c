/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of a configuration file, for editors. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "config-file.h"
#include "options.h"

/* A new schema of what one option takes. */
static json_t *
schema_of (const struct pl_option *option)
{
  const char *const *choice;
  json_t *s, *choices;

  switch (option->type) {
  case PL_OPTION_SWITCH:
    return json_pack ("{s:s}", "type", "boolean");
  case PL_OPTION_COUNT:
    return json_pack ("{s:s,s:i,s:I}", "type", "integer", "minimum", 0,
                      "maximum", (json_int_t) option->max);
  case PL_OPTION_LIST:
  case PL_OPTION_PATHS:
    return json_pack ("{s:[{s:s},{s:s,s:{s:s}}]}", "anyOf", "type", "string",
                      "type", "array", "items", "type", "string");
  case PL_OPTION_CHOICE:
    choices = json_array ();
    for (choice = option->choices; *choice; choice++)
      json_array_append_new (choices, json_string (*choice));
    return json_pack ("{s:o}", "enum", choices);
  default:
    s = json_pack ("{s:s}", "type", "string");
    if (option->flags & PL_OPTION_INSIDE)
      json_object_set_new (s, "pattern", json_string ("^[^/]"));
    return s;
  }
}

static json_t *
schema_of_plugins (void)
{
  json_t *scalar = json_pack ("{s:[s,s,s,s]}", "type", "string", "integer",
                              "number", "boolean");
  json_t *setting = json_pack ("{s:[O,{s:s,s:O}]}", "anyOf", scalar, "type",
                               "array", "items", scalar);
  json_t *plugin
    = json_pack ("{s:s,s:b,s:[s],s:{s:{s:s},s:{s:[s,s,s]},"
                 "s:{s:s,s:o}}}",
                 "type", "object", "additionalProperties", 0, "required",
                 "name", "properties", "name", "type", "string", "kind",
                 "enum", "discovery", "renderer", "validator", "settings",
                 "type", "object", "additionalProperties", setting);

  json_decref (scalar);
  return json_pack ("{s:s,s:s,s:{s:[{s:s},o]}}", "description",
                    "plugins to use, each NAME[,KEY=VALUE...] or a map",
                    "type", "array", "items", "anyOf", "type", "string",
                    plugin);
}

static json_t *
properties (void)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  json_t *all = json_object ();

  for (i = 0; i < n; i++) {
    json_t *s;

    if (!table[i].verbs || (table[i].flags & PL_OPTION_TRUSTED))
      continue;
    s = strcmp (table[i].name, "plugin") ? schema_of (&table[i])
      : schema_of_plugins ();
    if (json_object_set_new (s, "description", json_string (table[i].help))
        < 0 || json_object_set_new (all, table[i].name, s) < 0)
      break;
  }
  if (i < n
      || json_object_set_new (all, "plugins", schema_of_plugins ()) < 0
      || json_object_set_new (all, "subcategories",
                              json_pack ("{s:s,s:s,s:{s:s}}", "description",
                                         "subcategory of components, by "
                                         "prefix of the short name",
                                         "type", "object",
                                         "additionalProperties", "type",
                                         "string")) < 0
      || json_object_set_new (all, "profiles",
                              json_pack ("{s:s,s:s,s:{s:s}}", "description",
                                         "maps of options, by the name that "
                                         "--profile takes",
                                         "type", "object",
                                         "additionalProperties", "type",
                                         "object")) < 0) {
    json_decref (all);
    return NULL;
  }
  return all;
}

int
pl_config_schema (struct pl_buffer *out)
{
  json_t *schema
    = json_pack ("{s:s,s:s,s:s,s:[s,s],s:b,s:o}", "$schema",
                 "http://json-schema.org/draft-07/schema#", "title",
                 "plating.yaml", "description",
                 "Options of plating for this project. The same keys can "
                 "stand in the table [tool.plating] of pyproject.toml.",
                 "type", "object", "null", "additionalProperties", 0,
                 "properties", properties ());
  char *text = schema ? json_dumps (schema, JSON_INDENT (2)) : NULL;

  json_decref (schema);
  if (!text)
    return PLATING_E_NOMEM;
  pl_buffer_puts (out, text);
  pl_buffer_putc (out, '\n');
  free (text);
  return out->failed ? PLATING_E_NOMEM : 0;
}
