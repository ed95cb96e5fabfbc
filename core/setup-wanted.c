/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: which plugins the options want. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "options.h"
#include "params.h"
#include "plugin.h"
#include "registry.h"
#include "run.h"
#include "setup.h"

#define PACKAGE_DISCOVERY "bundles"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* The path behind the current directory, with links as they are: the file's
 * own name is that of the plugin. */
static char *
absolute (const char *path)
{
  char *cwd = path[0] == '/' ? NULL : realpath (".", NULL), *result = NULL;

  if (path[0] == '/')
    return strdup (path);
  if (cwd && asprintf (&result, "%s/%s", cwd, path) < 0)
    result = NULL;
  free (cwd);
  return result;
}

/* Loads what PARAMS names. */
static int
load_plugin (struct pl_run *run, const struct pl_params *params,
             struct pl_plugin **plugin, struct plating_error **err)
{
  char *path = NULL;
  int status;

  if (params->path) {
    path = absolute (params->path);
    if (!path)
      return pl_error_set (err, PLATING_E_IO, "no current directory");
    status = pl_registry_examine (path, err);
  } else {
    status = pl_registry_find (run->registry, params->kind, params->name,
                               &path, err);
  }
  if (status == 0)
    status = pl_plugin_load (path, plugin, err);
  free (path);
  if (status == 0 && run->options->offline
      && (pl_plugin_descriptor (*plugin)->flags & PLATING_PLUGIN_NETWORK))
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s' uses the network, which --offline "
                           "forbids", pl_plugin_label (*plugin));
  return status;
}

void
pl_setup_release_wanted (struct pl_wanted_list *list)
{
  size_t i;

  for (i = 0; i < list->n; i++)
    pl_params_free (list->items[i].params);
  free (list->items);
}

/* The plugin of LIST that has this kind and name, or NULL. */
static const struct pl_wanted *
find_wanted (const struct pl_wanted_list *list, uint32_t kind,
             const char *name)
{
  size_t i;

  for (i = 0; i < list->n; i++) {
    const struct plating_plugin *d
      = pl_plugin_descriptor (list->items[i].plugin);

    if (d->kind == kind && !strcmp (d->name, name))
      return &list->items[i];
  }
  return NULL;
}

int
pl_setup_has_plugin (const struct pl_wanted_list *list, uint32_t kind,
                     const char *name)
{
  return find_wanted (list, kind, name) != NULL;
}

/* Adds one to the list, which takes PARAMS even on failure. */
int
pl_setup_want (struct pl_run *run, struct pl_wanted_list *list,
               struct pl_params *params, struct plating_error **err)
{
  struct pl_wanted *items
    = realloc (list->items, (list->n + 1) * sizeof *items);

  if (!items) {
    pl_params_free (params);
    return no_memory (err);
  }
  list->items = items;
  items[list->n] = (struct pl_wanted) { .params = params };
  list->n++;
  return load_plugin (run, params, &items[list->n - 1].plugin, err);
}

static uint32_t
default_kind (uint32_t verb)
{
  return verb == PL_VERB_VALIDATE ? PLATING_PLUGIN_VALIDATOR
    : verb == PL_VERB_INFO ? PLATING_PLUGIN_DISCOVERY
    : PLATING_PLUGIN_RENDERER;
}

/* What the command does with a plugin of KIND. */
static int
has_use_for (const struct pl_run *run, uint32_t kind)
{
  uint32_t verb = run->verb;

  /* A command has chosen its own. */
  if (run->options->on_document)
    return kind == PLATING_PLUGIN_DISCOVERY;
  switch (kind) {
  case PLATING_PLUGIN_RENDERER:
    return verb == PL_VERB_PLATE || verb == PL_VERB_ADORN
           || verb == PL_VERB_INFO;
  case PLATING_PLUGIN_VALIDATOR:
    return (verb == PL_VERB_PLATE && !run->options->no_validate)
           || verb == PL_VERB_VALIDATE;
  default:
    return 1;
  }
}

/* A plugin that a configuration file names is one for all commands: without a
 * kind it is of that which the command wants, or of the one that there is. */
static void
settle_kind (struct pl_run *run, struct pl_params *params, int has_own_kind)
{
  const uint32_t kinds[] = {
    params->kind, PLATING_PLUGIN_RENDERER, PLATING_PLUGIN_VALIDATOR,
    PLATING_PLUGIN_DISCOVERY,
  };
  size_t i;

  for (i = 0; i < sizeof kinds / sizeof *kinds && !has_own_kind; i++) {
    char *path = NULL;

    if (pl_registry_find (run->registry, kinds[i], params->name, &path, NULL)
        == 0) {
      params->kind = kinds[i];
      has_own_kind = 1;
    }
    free (path);
  }
}

/* Paths in a file's settings start at the project, and stay there. */
static int
set_base (const struct pl_run *run, struct pl_params *params)
{
  struct pl_params_pair *pair = params->pairs;
  size_t i;

  for (i = 0; i < params->n_pairs; i++, pair++) {
    if (!pair->base_dir && !(pair->base_dir = strdup (run->provider_dir)))
      return PLATING_E_NOMEM;
    pair->is_confined = 1;
  }
  return 0;
}

/* What runs the project's programs is the user's own choice. */
static int
check_trusted (const struct pl_wanted *w, struct plating_error **err)
{
  const struct plating_plugin *d = pl_plugin_descriptor (w->plugin);

  if (!w->origin || !(d->flags & PLATING_PLUGIN_RUNS_PROGRAMS))
    return 0;
  pl_error_set (err, PLATING_E_CONFIG,
                "plugin '%s' starts programs: a configuration file may not "
                "choose it", pl_plugin_label (w->plugin));
  pl_error_add_hint (err, "choose it on the command line, with --discover %s",
                     d->name);
  return PLATING_E_CONFIG;
}

/* Wants what ARGUMENT, value ITEM of the option NAME, says. */
static int
want_argument (struct pl_run *run, struct pl_wanted_list *list,
               const char *name, size_t item, const char *argument,
               uint32_t kind, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  const struct pl_option *option = pl_options_find (name, strlen (name));
  struct pl_params *params;
  int status = pl_params_parse (argument, kind, &params, err);

  if (status == 0 && pl_options_origin (o, option, item)) {
    size_t n = strcspn (argument, ",");

    settle_kind (run, params, kind == PLATING_PLUGIN_DISCOVERY
                 || memchr (argument, '/', n) != NULL);
    if (!has_use_for (run, params->kind)) {
      pl_params_free (params);
      return 0;
    }
    if (set_base (run, params) < 0) {
      pl_params_free (params);
      return no_memory (err);
    }
  }
  if (status == 0)
    status = pl_setup_want (run, list, params, err);
  if (status == 0) {
    list->items[list->n - 1].origin = pl_options_origin (o, option, item);
    status = check_trusted (&list->items[list->n - 1], err);
  }
  if (status < 0)
    pl_options_add_place (o, name, item, err);
  return status;
}

/* Whether the value of option NAME is from a file and that of OTHER is not. */
static int
is_overridden (const struct plating_options *o, const char *name,
               const char *other)
{
  const struct pl_option *by = pl_options_find (other, strlen (other));

  return pl_options_origin (o, pl_options_find (name, strlen (name)), 0)
    && pl_options_is_given (o, by) && !pl_options_origin (o, by, 0);
}

/* Whether a renderer is called NAME: one that was asked for, or another. */
static int
is_renderer (const struct pl_run *run, const struct pl_wanted_list *list,
             const char *name)
{
  char *path = NULL;
  int is_known = pl_setup_has_plugin (list, PLATING_PLUGIN_RENDERER, name)
    || pl_registry_find (run->registry, PLATING_PLUGIN_RENDERER, name, &path,
                         NULL) == 0;

  free (path);
  return is_known;
}

/* --layout names the companion that knows this way of keeping documentation,
 * or a renderer that knows it by itself. */
static int
want_layout (struct pl_run *run, struct pl_wanted_list *list,
             struct plating_error **err)
{
  const char *name = run->options->layout;
  struct pl_params *params;
  char *path = NULL;
  int status;

  if (pl_setup_has_plugin (list, PLATING_PLUGIN_DISCOVERY, name))
    return 0;
  if (pl_registry_find (run->registry, PLATING_PLUGIN_DISCOVERY, name, &path,
                        NULL) < 0) {
    run->has_own_layout = 1;
    if (is_renderer (run, list, name))
      return 0;
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "no plugin knows the layout '%s'", name);
    pl_error_add_hint (err, "--layout takes bundles, registry, or the name of"
                       " another plugin in 'plating plugin list'");
    pl_options_add_place (run->options, "layout", 0, err);
    return status;
  }
  free (path);
  status = pl_params_new (PLATING_PLUGIN_DISCOVERY, name, &params, err);
  if (status == 0)
    status = pl_setup_want (run, list, params, err);
  if (status < 0)
    pl_options_add_place (run->options, "layout", 0, err);
  return status;
}

static int
gives_schemas (const struct pl_wanted *w)
{
  const struct plating_discovery_ops *ops = pl_plugin_discovery (w->plugin);

  return ops && ops->load_schema;
}

/* Wants what --discover says.  A file's word on where schemas come from does
 * not count beside --providers-schema. */
static int
want_discoveries (struct pl_run *run, struct pl_wanted_list *list,
                  struct plating_error **err)
{
  const struct plating_options *o = run->options;
  int is_settled = is_overridden (o, "discover", "providers-schema");
  int status = 0;
  size_t i;

  list->is_auto = !o->discover.n;
  for (i = 0; i < o->discover.n && status == 0; i++) {
    if (!strcmp (o->discover.items[i], "auto")) {
      list->is_auto = 1;
      continue;
    }
    status = want_argument (run, list, "discover", i, o->discover.items[i],
                            PLATING_PLUGIN_DISCOVERY, err);
    if (status == 0 && is_settled && gives_schemas (&list->items[list->n - 1]))
      pl_params_free (list->items[--list->n].params);
  }
  return status;
}

/* --package-name stands for the plugin that looks into packages, and adds to
 * what --discover says of it. */
static int
want_packages (struct pl_run *run, struct pl_wanted_list *list,
               struct plating_error **err)
{
  const struct pl_strings *names = &run->options->package_names;
  const struct pl_wanted *there
    = find_wanted (list, PLATING_PLUGIN_DISCOVERY, PACKAGE_DISCOVERY);
  struct pl_params *params = there ? there->params : NULL;
  size_t i;
  int status = 0;

  if (!names->n)
    return 0;
  if (!params)
    status = pl_params_new (PLATING_PLUGIN_DISCOVERY, PACKAGE_DISCOVERY,
                            &params, err);
  if (status < 0)
    return status;
  for (i = 0; i < names->n && status == 0; i++)
    status = pl_params_add (params, "package", names->items[i], NULL, err);
  if (there)
    return status;
  if (status < 0) {
    pl_params_free (params);
    return status;
  }
  return pl_setup_want (run, list, params, err);
}

/* Whether --providers-schema is a file's word, beside a --discover that says
 * something else. */
static int
has_other_source (const struct plating_options *o,
                  const struct pl_wanted_list *list)
{
  size_t i;

  if (!is_overridden (o, "providers-schema", "discover"))
    return 0;
  for (i = 0; i < list->n; i++)
    if (gives_schemas (&list->items[i]))
      return 1;
  return list->is_auto;
}

static int
want_schema_file (struct pl_run *run, struct pl_wanted_list *list,
                  struct plating_error **err)
{
  struct pl_params *params;
  int status = pl_params_new (PLATING_PLUGIN_DISCOVERY, "schema-json",
                              &params, err);

  if (status < 0)
    return status;
  status = pl_params_add (params, "file", run->options->providers_schema,
                          NULL, err);
  if (status < 0) {
    pl_params_free (params);
    return status;
  }
  return pl_setup_want (run, list, params, err);
}

/* -- options for the source of schemas ------------------------------------ */

int
pl_setup_has_setting (const struct pl_plugin *plugin, const char *name)
{
  const struct plating_plugin *d = pl_plugin_descriptor (plugin);
  uint32_t i;

  for (i = 0; i < d->n_settings; i++) {
    const struct plating_setting *setting = (const void *)
      ((const char *) d->settings + (size_t) i * d->setting_size);

    if (!strcmp (setting->name, name))
      return 1;
  }
  return 0;
}

/* Wants discovery plugin NAME, which an option stands for. */
static int
want_source (struct pl_run *run, struct pl_wanted_list *list,
             const char *name, struct plating_error **err)
{
  struct pl_params *params;
  int status = pl_params_new (PLATING_PLUGIN_DISCOVERY, name, &params, err);

  list->is_auto = 0;
  return status < 0 ? status : pl_setup_want (run, list, params, err);
}

/* Hands VALUE of option NAME to plugin W, as the setting of that name or as
 * OTHER. */
static int
hand_over (const struct pl_wanted *w, const char *name, const char *other,
           const char *value, struct plating_error **err)
{
  const char *setting = pl_setup_has_setting (w->plugin, name) ? name : other;

  if (!value)
    return 0;
  if (!setting || !pl_setup_has_setting (w->plugin, setting))
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' is not for '%s'", name,
                         pl_plugin_label (w->plugin));
  return pl_params_add (w->params, setting, value, NULL, err);
}

/* --provider-binary and --terraform say where schemas come from, alone or
 * beside --discover; --no-cache is for who has one. */
static int
settle_source (struct pl_run *run, struct pl_wanted_list *list,
               struct plating_error **err)
{
  const struct plating_options *o = run->options;
  const struct pl_wanted *source = NULL;
  int status = 0;
  size_t i;

  for (i = 0; i < list->n; i++)
    if (gives_schemas (&list->items[i]))
      source = &list->items[i];
  if (!source && (o->provider_binary || o->terraform)) {
    status = want_source (run, list, o->terraform ? "terraform" : "rpc", err);
    source = status == 0 ? &list->items[list->n - 1] : NULL;
  }
  if (!source)
    return status;
  status = hand_over (source, "provider-binary", "binary",
                      o->provider_binary, err);
  if (status == 0)
    status = hand_over (source, "terraform", NULL, o->terraform, err);
  if (status == 0 && o->no_cache
      && pl_setup_has_setting (source->plugin, "cache"))
    status = pl_params_add (source->params, "cache", "no", NULL, err);
  return status;
}

/* --validate: pages are checked as they are made. */
static int
want_default_validator (struct pl_run *run, struct pl_wanted_list *list,
                        struct plating_error **err)
{
  struct pl_params *params;
  int status = pl_params_new (PLATING_PLUGIN_VALIDATOR, PL_DEFAULT_VALIDATOR,
                              &params, err);

  return status < 0 ? status : pl_setup_want (run, list, params, err);
}

int
pl_setup_wanted (struct pl_run *run, struct pl_wanted_list *list,
                 struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct pl_params *params;
  int status = 0;
  size_t i;

  if (run->command) {
    status = pl_params_parse (run->command->plugin, PLATING_PLUGIN_RENDERER,
                              &params, err);
    return status < 0 ? status : pl_setup_want (run, list, params, err);
  }
  for (i = 0; i < o->plugins.n && status == 0; i++)
    status = want_argument (run, list, "plugin", i, o->plugins.items[i],
                            default_kind (run->verb), err);
  if (status == 0)
    status = want_discoveries (run, list, err);
  if (status == 0)
    status = want_packages (run, list, err);
  if (status == 0 && o->validate && !o->no_validate
      && run->verb == PL_VERB_PLATE
      && !pl_setup_has_plugin (list, PLATING_PLUGIN_VALIDATOR,
                               PL_DEFAULT_VALIDATOR))
    status = want_default_validator (run, list, err);
  if (status == 0 && o->layout && (run->verb & (PL_VERB_PLATE
                                                | PL_VERB_ADORN)))
    status = want_layout (run, list, err);
  if (status == 0 && o->providers_schema && !has_other_source (o, list))
    status = want_schema_file (run, list, err);
  return status < 0 ? status : settle_source (run, list, err);
}
