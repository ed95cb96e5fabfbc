/* SPDX-License-Identifier: Apache-2.0 */
/* What a loaded plugin says of itself, as JSON; describe-show.c makes text
 * of that. */

#include <config.h>

#include "describe.h"

#include <string.h>

#include <plating/plugin.h>

#include "common/buffer.h"
#include "naming.h"
#include "plugin.h"
#include "quote.h"

/* A description that is being put together: after a failure its functions
 * do nothing. */
struct draft {
  int failed;
};

/* Takes VALUE; NULL is a failure. */
static void
put (struct draft *d, json_t *object, const char *key, json_t *value)
{
  if (json_object_set_new (object, key, value) < 0)
    d->failed = 1;
}

static void
append (struct draft *d, json_t *array, json_t *value)
{
  if (json_array_append_new (array, value) < 0)
    d->failed = 1;
}

static json_t *
new_object (struct draft *d)
{
  json_t *object = json_object ();

  if (!object)
    d->failed = 1;
  return object;
}

static json_t *
new_array (struct draft *d)
{
  json_t *array = json_array ();

  if (!array)
    d->failed = 1;
  return array;
}

/* TEXT may be NULL: then nothing is put. */
static void
put_text (struct draft *d, json_t *object, const char *key, const char *text)
{
  if (text)
    put (d, object, key, json_string (text));
}

static void
put_list (struct draft *d, json_t *object, const char *key,
          const char *const *list)
{
  json_t *array;

  if (!list || !list[0])
    return;
  array = new_array (d);
  for (; *list; list++)
    append (d, array, json_string (*list));
  put (d, object, key, array);
}

/* A path need not be UTF-8. */
static void
put_path (struct draft *d, json_t *object, const char *key, const char *path)
{
  struct pl_buffer shown;

  pl_buffer_init (&shown);
  pl_quote_append (&shown, (struct plating_text) { path, strlen (path) }, 0);
  pl_buffer_puts (&shown, "");
  if (shown.failed)
    d->failed = 1;
  else
    put_text (d, object, key, shown.data);
  pl_buffer_release (&shown);
}

struct word {
  uint32_t number;
  const char *word;
};

static const char *
word_of (const struct word *words, uint32_t number)
{
  for (; words->word; words++)
    if (words->number == number)
      return words->word;
  return "?";
}

/* Puts the words of the bits that are set. */
static void
put_bits (struct draft *d, json_t *object, const char *key,
          const struct word *words, uint32_t bits)
{
  json_t *array = new_array (d);

  for (; words->word; words++)
    if (bits & words->number)
      append (d, array, json_string (words->word));
  put (d, object, key, array);
}

static void
put_settings (struct draft *d, json_t *object, const struct plating_plugin *p)
{
  static const struct word types[] = {
    { PLATING_SETTING_BOOL, "bool" },     { PLATING_SETTING_INT, "int" },
    { PLATING_SETTING_SIZE, "size" },     { PLATING_SETTING_STRING, "string" },
    { PLATING_SETTING_PATH, "path" },     { PLATING_SETTING_CHOICE, "choice" },
    { PLATING_SETTING_LIST, "list" },     { 0, NULL },
  };
  json_t *array = new_array (d);

  for (uint32_t i = 0; i < p->n_settings; i++) {
    const struct plating_setting *s = &p->settings[i];
    json_t *one = new_object (d);
    int is_secret = (s->flags & PLATING_SETTING_SECRET) != 0;

    put_text (d, one, "name", s->name);
    put_text (d, one, "type", word_of (types, s->type));
    put_text (d, one, "help", s->help);
    put (d, one, "required",
         json_boolean (s->flags & PLATING_SETTING_REQUIRED));
    put (d, one, "secret", json_boolean (is_secret));
    if (!is_secret)
      put_text (d, one, "default", s->default_value);
    if (s->min || s->max) {
      put (d, one, "min", json_integer (s->min));
      put (d, one, "max", json_integer (s->max));
    }
    put_list (d, one, "choices", s->choices);
    append (d, array, one);
  }
  put (d, object, "settings", array);
}

/* Names of the operations that a table has. */
static void
put_operations (struct draft *d, json_t *object, const struct word *words)
{
  json_t *array = new_array (d);

  for (; words->word; words++)
    if (words->number)
      append (d, array, json_string (words->word));
  put (d, object, "operations", array);
}

static void
put_discovery (struct draft *d, json_t *object,
               const struct plating_discovery_ops *ops)
{
  const struct word words[] = {
    { ops->probe != NULL, "probe" },
    { ops->discover != NULL, "discover" },
    { ops->load_schema != NULL, "load_schema" },
    { ops->cancel != NULL, "cancel" },
    { 0, NULL },
  };

  if (ops->renderer)
    put_text (d, object, "renderer", ops->renderer);
  put_operations (d, object, words);
}

static void
put_renderer (struct draft *d, json_t *object,
              const struct plating_renderer_ops *ops)
{
  const struct word words[] = {
    { ops->plan != NULL, "plan" },
    { ops->render != NULL, "render" },
    { ops->adorn != NULL, "adorn" },
    { ops->finish != NULL, "finish" },
    { ops->cancel != NULL, "cancel" },
    { 0, NULL },
  };

  put_list (d, object, "accepts", ops->accepts);
  put_list (d, object, "produces", ops->produces);
  put_list (d, object, "manages", ops->manages);
  put_list (d, object, "project_files", ops->project_files);
  put_operations (d, object, words);
}

static void
put_validator (struct draft *d, json_t *object,
               const struct plating_validator_ops *ops)
{
  static const struct word scopes[] = {
    { PLATING_SCOPE_PAGE, "page" }, { PLATING_SCOPE_SITE, "site" },
    { 0, NULL },
  };
  static const struct word severities[] = {
    { PLATING_LEVEL_ERROR, "error" }, { PLATING_LEVEL_WARNING, "warning" },
    { PLATING_LEVEL_INFO, "info" }, { 0, NULL },
  };
  const struct word words[] = {
    { ops->validate != NULL, "validate" },
    { ops->finish != NULL, "finish" },
    { ops->cancel != NULL, "cancel" },
    { 0, NULL },
  };
  json_t *rules = new_array (d);

  put_list (d, object, "accepts", ops->accepts);
  put_bits (d, object, "scopes", scopes, ops->scopes);
  put_operations (d, object, words);
  for (uint32_t i = 0; i < ops->n_rules; i++) {
    const struct plating_rule *r = &ops->rules[i];
    json_t *one = new_object (d);

    put_text (d, one, "id", r->id);
    put_text (d, one, "severity", word_of (severities, r->severity));
    put_text (d, one, "text", r->text);
    put_text (d, one, "url", r->url);
    append (d, rules, one);
  }
  put (d, object, "rules", rules);
}

static void
put_extensions (struct draft *d, json_t *object, const struct pl_plugin *p)
{
  const struct plating_template_function *functions;
  const struct plating_command *commands;
  size_t n_functions, n_commands;
  json_t *array;

  functions = pl_plugin_template_functions (p, &n_functions);
  commands = pl_plugin_commands (p, &n_commands);
  array = new_array (d);
  for (size_t i = 0; i < n_functions; i++) {
    json_t *one = new_object (d);

    put_text (d, one, "name", functions[i].name);
    put (d, one, "least", json_integer (functions[i].least));
    if (functions[i].most != PLATING_NONE)
      put (d, one, "most", json_integer (functions[i].most));
    append (d, array, one);
  }
  put (d, object, "template_functions", array);
  array = new_array (d);
  for (size_t i = 0; i < n_commands; i++) {
    json_t *one = new_object (d);

    put_text (d, one, "name", commands[i].name);
    put_text (d, one, "summary", commands[i].summary);
    put_text (d, one, "usage", commands[i].usage);
    put_text (d, one, "program_name", commands[i].program_name);
    append (d, array, one);
  }
  put (d, object, "commands", array);
}

static void
put_abi (struct draft *d, json_t *object, const struct plating_plugin *p)
{
  put (d, object, "abi", json_sprintf ("%u.%u", (unsigned) (p->abi >> 16),
                                       (unsigned) (p->abi & 0xffff)));
  put (d, object, "least_host_abi",
       json_sprintf ("%u.%u", (unsigned) (p->abi >> 16),
                     (unsigned) p->abi_min_minor));
}

json_t *
pl_describe_plugin (const struct pl_plugin *p)
{
  static const struct word models[] = {
    { PLATING_THREADS_SERIAL, "serial" },
    { PLATING_THREADS_PER_INSTANCE, "per-instance" },
    { PLATING_THREADS_PARALLEL, "parallel" },
    { 0, NULL },
  };
  static const struct word flags[] = {
    { PLATING_PLUGIN_BLOCKING, "blocking" },
    { PLATING_PLUGIN_NETWORK, "network" },
    { PLATING_PLUGIN_PURE, "pure" },
    { PLATING_PLUGIN_RUNS_PROGRAMS, "runs-programs" },
    { 0, NULL },
  };
  const struct plating_plugin *its = pl_plugin_descriptor (p);
  struct draft draft = { 0 }, *d = &draft;
  json_t *object = new_object (d);

  put_text (d, object, "name", its->name);
  put_text (d, object, "kind", pl_naming_kind (its->kind));
  put_text (d, object, "version", its->version);
  put_text (d, object, "summary", its->summary);
  put_text (d, object, "license", its->license);
  put_text (d, object, "url", its->url);
  put_path (d, object, "file", pl_plugin_path (p));
  put_abi (d, object, its);
  put_text (d, object, "thread_model", word_of (models, its->thread_model));
  put_bits (d, object, "flags", flags, its->flags);
  if (pl_plugin_discovery (p))
    put_discovery (d, object, pl_plugin_discovery (p));
  if (pl_plugin_renderer (p))
    put_renderer (d, object, pl_plugin_renderer (p));
  if (pl_plugin_validator (p))
    put_validator (d, object, pl_plugin_validator (p));
  put_text (d, object, "bare_setting", its->bare_setting);
  put_settings (d, object, its);
  put_extensions (d, object, p);
  if (d->failed) {
    json_decref (object);
    return NULL;
  }
  return object;
}
