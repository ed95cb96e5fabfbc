/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: names, directories, plugins and their instances. */

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "catalog.h"
#include "config-file.h"
#include "error.h"
#include "findings.h"
#include "functions.h"
#include "options.h"
#include "params.h"
#include "plan.h"
#include "plugin.h"
#include "registry.h"
#include "roots.h"
#include "run.h"
#include "value.h"

#define DEFAULT_RENDERER  "registry"
#define DEFAULT_VALIDATOR "registry"
#define NAME_PREFIX "terraform-provider-"

/* One plugin that was asked for. */
struct wanted {
  struct pl_params *params;
  struct pl_plugin *plugin;
  const struct pl_origin *origin;       /* in a configuration file, or NULL */
};

struct wanted_list {
  struct wanted *items;
  size_t n;
};

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- names and directories ------------------------------------------------- */

/* The directory GIVEN, or else OTHERWISE; a relative one starts at BASE. */
static char *
place_path (const char *base, const char *given, const char *otherwise)
{
  const char *name = given ? given : otherwise;
  char *path;

  if (name[0] == '/')
    return strdup (name);
  path = malloc (strlen (base) + strlen (name) + 2);
  if (path)
    sprintf (path, "%s/%s", base, name);
  return path;
}

static void
set_project_places (struct pl_run *run)
{
  const struct plating_options *o = run->options;

  run->output_dir = place_path (run->provider_dir, o->output_dir, "docs");
  run->templates_dir = place_path (run->provider_dir, o->templates_dir,
                                   "templates");
  run->examples_dir = place_path (run->provider_dir, o->examples_dir,
                                  "examples");
}

/* What adorn makes are the other two, for which an output directory stands
 * in the provider's place.  One that a configuration file names is that of
 * the pages. */
static void
set_adorned_places (struct pl_run *run)
{
  const struct plating_options *o = run->options;
  const struct pl_option *option = pl_options_find ("output-dir", 10);
  char *base = o->output_dir && !pl_options_origin (o, option, 0)
    ? place_path (run->provider_dir, o->output_dir, "")
    : strdup (run->provider_dir);

  run->output_dir = place_path (run->provider_dir, NULL, "docs");
  if (!base)
    return;
  run->templates_dir = place_path (base, o->templates_dir, "templates");
  run->examples_dir = place_path (base, o->examples_dir, "examples");
  free (base);
}

static int
set_text (struct pl_run *run, struct plating_text *to, const char *from,
          size_t len)
{
  to->ptr = pl_arena_strndup (&run->texts, from, len);
  to->len = len;
  return to->ptr ? 0 : PLATING_E_NOMEM;
}

static int
set_names (struct pl_run *run)
{
  const struct plating_options *o = run->options;
  struct plating_provider *p = &run->provider;
  const char *name = o->provider_name, *rendered;
  size_t skip;

  p->struct_size = sizeof *p;
  if (name) {
    p->flags |= PLATING_PROVIDER_NAMED;
  } else {
    name = strrchr (run->provider_dir, '/');
    name = name ? name + 1 : run->provider_dir;
  }
  rendered = o->rendered_provider_name ? o->rendered_provider_name : name;
  skip = strncmp (name, NAME_PREFIX, strlen (NAME_PREFIX)) == 0
    ? strlen (NAME_PREFIX) : 0;
  if (set_text (run, &p->name, name, strlen (name)) < 0
      || set_text (run, &p->short_name, name + skip, strlen (name) - skip) < 0
      || set_text (run, &p->rendered_name, rendered, strlen (rendered)) < 0)
    return PLATING_E_NOMEM;
  return 0;
}

static int
add_root (struct pl_run *run, const char *name, const char *path,
          struct plating_error **err)
{
  struct plating_text n = { name, strlen (name) };
  struct plating_text p = { path, strlen (path) };

  return pl_roots_add (run->roots, n, p, err);
}

static int
set_places (struct pl_run *run, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct stat st;
  int status;
  size_t i;

  run->provider_dir = o->provider_dir ? strdup (o->provider_dir)
    : realpath (".", NULL);
  if (!run->provider_dir)
    return pl_error_set (err, PLATING_E_IO, "no current directory");
  if (stat (run->provider_dir, &st) < 0)
    return pl_error_set_system (err, errno, "provider directory '%s'",
                                run->provider_dir);
  if (!S_ISDIR (st.st_mode))
    return pl_error_set (err, PLATING_E_CONFIG,
                         "provider directory '%s' is not a directory",
                         run->provider_dir);
  if (run->verb == PL_VERB_ADORN)
    set_adorned_places (run);
  else
    set_project_places (run);
  run->roots = pl_roots_new (NULL);
  run->findings = pl_findings_new (0);
  run->catalog = pl_catalog_new ();
  run->plan = pl_plan_new ();
  if (!run->output_dir || !run->templates_dir || !run->examples_dir
      || !run->roots || !run->findings || !run->catalog || !run->plan
      || set_names (run) < 0)
    return no_memory (err);
  if ((status = add_root (run, PLATING_ROOT_PROJECT, run->provider_dir,
                          err)) < 0
      || (status = add_root (run, PLATING_ROOT_TEMPLATES, run->templates_dir,
                             err)) < 0
      || (status = add_root (run, PLATING_ROOT_EXAMPLES, run->examples_dir,
                             err)) < 0
      || (status = add_root (run, PLATING_ROOT_OUTPUT, run->output_dir,
                             err)) < 0)
    return status;
  for (i = 0; i < o->allow_outside.n && status == 0; i++) {
    struct plating_text path = { o->allow_outside.items[i],
                                 strlen (o->allow_outside.items[i]) };

    status = pl_roots_allow (run->roots, path, err);
  }
  return status;
}

/* -- which plugins ------------------------------------------------------------ */

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

static void
free_wanted (struct wanted_list *list)
{
  size_t i;

  for (i = 0; i < list->n; i++)
    pl_params_free (list->items[i].params);
  free (list->items);
}

/* Adds one to the list, which takes PARAMS even on failure. */
static int
want (struct pl_run *run, struct wanted_list *list, struct pl_params *params,
      struct plating_error **err)
{
  struct wanted *items
    = realloc (list->items, (list->n + 1) * sizeof *items);

  if (!items) {
    pl_params_free (params);
    return no_memory (err);
  }
  list->items = items;
  items[list->n] = (struct wanted) { .params = params };
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
has_use_for (uint32_t verb, uint32_t kind)
{
  switch (kind) {
  case PLATING_PLUGIN_RENDERER:
    return verb == PL_VERB_PLATE || verb == PL_VERB_ADORN;
  case PLATING_PLUGIN_VALIDATOR:
    return verb == PL_VERB_PLATE || verb == PL_VERB_VALIDATE;
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

/* Relative paths in a file's settings start at the project. */
static int
set_base (const struct pl_run *run, struct pl_params *params)
{
  size_t i;

  for (i = 0; i < params->n_pairs; i++)
    if (!params->pairs[i].base_dir
        && !(params->pairs[i].base_dir = strdup (run->provider_dir)))
      return PLATING_E_NOMEM;
  return 0;
}

/* Wants what ARGUMENT, value ITEM of the option NAME, says. */
static int
want_argument (struct pl_run *run, struct wanted_list *list,
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
    if (!has_use_for (run->verb, params->kind)) {
      pl_params_free (params);
      return 0;
    }
    if (set_base (run, params) < 0) {
      pl_params_free (params);
      return no_memory (err);
    }
  }
  if (status == 0)
    status = want (run, list, params, err);
  if (status < 0)
    pl_options_add_place (o, name, item, err);
  else
    list->items[list->n - 1].origin = pl_options_origin (o, option, item);
  return status;
}

/* Whether the value of option NAME is from a file and that of OTHER, which
 * says the same in another way, is not. */
static int
is_overridden (const struct plating_options *o, const char *name,
               const char *other)
{
  const struct pl_option *by = pl_options_find (other, strlen (other));

  return pl_options_origin (o, pl_options_find (name, strlen (name)), 0)
    && pl_options_is_given (o, by) && !pl_options_origin (o, by, 0);
}

static int
want_all_of_the_options (struct pl_run *run, struct wanted_list *list,
                         struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct pl_params *params;
  int status = 0;
  size_t i;

  if (run->command) {
    status = pl_params_parse (run->command->plugin, PLATING_PLUGIN_RENDERER,
                              &params, err);
    return status < 0 ? status : want (run, list, params, err);
  }
  for (i = 0; i < o->plugins.n && status == 0; i++)
    status = want_argument (run, list, "plugin", i, o->plugins.items[i],
                            default_kind (run->verb), err);
  if (status == 0 && o->discover && strcmp (o->discover, "auto")
      && !is_overridden (o, "discover", "providers-schema"))
    status = want_argument (run, list, "discover", 0, o->discover,
                            PLATING_PLUGIN_DISCOVERY, err);
  if (status == 0 && o->providers_schema
      && !is_overridden (o, "providers-schema", "discover")) {
    status = pl_params_new (PLATING_PLUGIN_DISCOVERY, "schema-json", &params,
                            err);
    if (status == 0)
      status = pl_params_add (params, "file", o->providers_schema, NULL, err);
    if (status == 0)
      status = want (run, list, params, err);
  }
  return status;
}

static int
has_kind (const struct wanted_list *list, uint32_t kind)
{
  size_t i;

  for (i = 0; i < list->n; i++)
    if (pl_plugin_descriptor (list->items[i].plugin)->kind == kind)
      return 1;
  return 0;
}

static int
has_plugin (const struct wanted_list *list, uint32_t kind, const char *name)
{
  size_t i;

  for (i = 0; i < list->n; i++) {
    const struct plating_plugin *d
      = pl_plugin_descriptor (list->items[i].plugin);

    if (d->kind == kind && !strcmp (d->name, name))
      return 1;
  }
  return 0;
}

/* Whether the plugin can stand first. */
static int
is_first (const struct pl_plugin *plugin)
{
  const struct plating_renderer_ops *ops = pl_plugin_renderer (plugin);

  return ops && pl_plugin_list_has (ops->accepts, PLATING_MEDIA_COMPONENT);
}

/* Adds a default plugin in front. */
static int
want_default (struct pl_run *run, struct wanted_list *list, uint32_t kind,
              const char *name, struct plating_error **err)
{
  struct pl_params *params;
  struct wanted added;
  int status = pl_params_new (kind, name, &params, err);

  if (status < 0)
    return status;
  status = want (run, list, params, err);
  if (status < 0)
    return status;
  added = list->items[list->n - 1];
  memmove (list->items + 1, list->items,
           (list->n - 1) * sizeof *list->items);
  list->items[0] = added;
  return 0;
}

/* The renderer that accepts components goes to the front; there is exactly
 * one. */
static int
order_renderers (struct pl_run *run, struct wanted_list *list,
                 struct plating_error **err)
{
  const struct wanted *found = NULL;
  struct wanted first;
  size_t i;

  for (i = 0; i < list->n; i++) {
    if (!is_first (list->items[i].plugin))
      continue;
    if (found)
      return pl_error_set (err, PLATING_E_CONFIG,
                           "both '%s' and '%s' start from components: only "
                           "one renderer can stand first",
                           pl_plugin_label (found->plugin),
                           pl_plugin_label (list->items[i].plugin));
    found = &list->items[i];
  }
  if (!found)
    return want_default (run, list, PLATING_PLUGIN_RENDERER,
                         DEFAULT_RENDERER, err);
  i = (size_t) (found - list->items);
  first = *found;
  memmove (list->items + 1, list->items, i * sizeof *list->items);
  list->items[0] = first;
  return 0;
}

static int
has_setting (const struct pl_plugin *plugin, const char *name)
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

/* Hands OPTION, which is the renderer's business, to the first one. */
static int
pass_on (const struct plating_options *o, const struct pl_option *option,
         const struct wanted *first, struct plating_error **err)
{
  const struct pl_strings *values = pl_options_strings (o, option);
  int status = 0;
  size_t i;

  if (!has_setting (first->plugin, option->name)) {
    pl_error_set (err, PLATING_E_CONFIG,
                  "option '%s' is the renderer's, and '%s' has no such "
                  "setting", option->name, pl_plugin_label (first->plugin));
    pl_options_add_place (o, option->name, 0, err);
    return PLATING_E_CONFIG;
  }
  if (option->type == PL_OPTION_SWITCH)
    return pl_params_add (first->params, option->name,
                          pl_options_switch (o, option) ? "true" : "false",
                          NULL, err);
  for (i = 0; i < values->n && status == 0; i++)
    status = pl_params_add (first->params, option->name, values->items[i],
                            NULL, err);
  return status;
}

static int
pass_all_on (const struct pl_run *run, const struct wanted *first,
             struct plating_error **err)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  int status = 0;

  for (i = 0; i < n && status == 0; i++)
    if ((table[i].flags & PL_OPTION_RENDERER) && (table[i].verbs & run->verb)
        && pl_options_is_given (run->options, &table[i]))
      status = pass_on (run->options, &table[i], first, err);
  return status;
}

static int
want_defaults (struct pl_run *run, struct wanted_list *list,
               struct plating_error **err)
{
  int status;

  switch (run->verb) {
  case PL_VERB_PLATE:
  case PL_VERB_ADORN:
    status = order_renderers (run, list, err);
    return status < 0 ? status : pass_all_on (run, list->items, err);
  case PL_VERB_VALIDATE:
    if (has_plugin (list, PLATING_PLUGIN_VALIDATOR, DEFAULT_VALIDATOR))
      return 0;
    return want_default (run, list, PLATING_PLUGIN_VALIDATOR,
                         DEFAULT_VALIDATOR, err);
  default:
    return 0;
  }
}

/* -- instances ------------------------------------------------------------------ */

static int
make_instance (struct pl_run *run, const struct pl_params *params,
               struct pl_plugin *plugin, struct pl_instance **out,
               struct plating_error **err)
{
  const struct plating_value *settings = NULL;
  char *cwd = realpath (".", NULL);
  int status;

  if (!cwd)
    return pl_error_set (err, PLATING_E_IO, "no current directory");
  status = pl_params_convert (params, pl_plugin_descriptor (plugin), cwd,
                              &settings, err);
  free (cwd);
  if (status == 0)
    status = pl_instance_new (plugin, settings, &run->env, out, err);
  pl_value_unref (settings);
  return status;
}

static int
add_instance (struct pl_instances *list, struct pl_instance *instance)
{
  struct pl_instance **items
    = realloc (list->items, (list->n + 1) * sizeof *items);

  if (!items)
    return PLATING_E_NOMEM;
  list->items = items;
  items[list->n++] = instance;
  return 0;
}

static int
add_wanted (struct pl_run *run, const struct wanted *w,
            struct plating_error **err)
{
  uint32_t kind = pl_plugin_descriptor (w->plugin)->kind;
  struct pl_instance *instance;
  int status;

  if (kind == PLATING_PLUGIN_DISCOVERY && run->discovery)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "two discovery plugins were asked for: '%s' and "
                         "'%s'", pl_instance_label (run->discovery),
                         pl_plugin_label (w->plugin));
  if (kind == PLATING_PLUGIN_RENDERER && run->verb != PL_VERB_PLATE
      && run->verb != PL_VERB_ADORN && run->verb != PL_VERB_COMMAND)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "'%s' is a renderer, and this command renders "
                         "nothing", pl_plugin_label (w->plugin));
  status = make_instance (run, w->params, w->plugin, &instance, err);
  if (status < 0 && w->origin)
    pl_error_add_place (err, w->origin->file, w->origin->line,
                        w->origin->column);
  if (status < 0)
    return status;
  if (kind == PLATING_PLUGIN_DISCOVERY)
    run->discovery = instance;
  else if (add_instance (kind == PLATING_PLUGIN_RENDERER ? &run->renderers
                         : &run->validators, instance) < 0) {
    pl_instance_free (instance);
    return no_memory (err);
  }
  return pl_functions_add (run->env.functions, instance, err);
}

/* -- discovery by looking --------------------------------------------------------- */

/* Makes an instance of one discovery plugin and asks how well it fits.  One
 * that can't be made or asked does not fit. */
static uint32_t
probe (struct pl_run *run, const char *path, struct pl_instance **out)
{
  struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { run->provider_dir, strlen (run->provider_dir) },
    .provider = &run->provider,
  };
  struct pl_params *params = NULL;
  struct plating_error *error = NULL;
  const struct plating_discovery_ops *ops;
  struct pl_plugin *plugin;
  uint32_t score = PLATING_PROBE_NO;

  *out = NULL;
  if (pl_plugin_load (path, &plugin, &error) == 0
      && !(pl_plugin_descriptor (plugin)->flags & PLATING_PLUGIN_NETWORK)
      && (ops = pl_plugin_discovery (plugin)) != NULL && ops->probe
      && pl_params_new (PLATING_PLUGIN_DISCOVERY,
                        pl_plugin_descriptor (plugin)->name, &params,
                        &error) == 0
      && make_instance (run, params, plugin, out, &error) == 0
      && ops->probe ((*out)->handle, &req, &score) < 0)
    score = PLATING_PROBE_NO;
  pl_params_free (params);
  plating_error_unref (error);
  return *out ? score : PLATING_PROBE_NO;
}

static int
discover_by_looking (struct pl_run *run, struct plating_error **err)
{
  struct pl_registry_list *list;
  uint32_t best = PLATING_PROBE_NO;
  int status = pl_registry_list (run->registry, &list, err);
  size_t i;

  if (status < 0)
    return status;
  for (i = 0; i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];
    struct pl_instance *instance;
    uint32_t score;

    if (e->kind != PLATING_PLUGIN_DISCOVERY || e->is_hidden || e->problem)
      continue;
    score = probe (run, e->path, &instance);
    if (score > best) {
      struct pl_instance *other = run->discovery;

      run->discovery = instance;
      instance = other;
      best = score;
    }
    pl_instance_free (instance);
  }
  pl_registry_list_free (list);
  if (run->discovery || run->verb == PL_VERB_VALIDATE)
    return 0;
  pl_error_set (err, PLATING_E_DISCOVERY,
                "no provider schema found in '%s'", run->provider_dir);
  pl_error_add_hint (err, "give one with --providers-schema FILE (the output "
                     "of 'terraform providers schema -json'), or choose how "
                     "to get it with --discover NAME");
  return PLATING_E_DISCOVERY;
}

/* -- all together --------------------------------------------------------------------- */

/* Whether what A makes is something that B takes. */
static int
fits (const struct plating_renderer_ops *a,
      const struct plating_renderer_ops *b)
{
  const char *const *type;

  if (pl_plugin_list_has (b->accepts, PLATING_MEDIA_ANY))
    return 1;
  for (type = a->produces; *type; type++)
    if (pl_plugin_list_has (b->accepts, *type))
      return 1;
  return 0;
}

static int
check_chain (const struct pl_run *run, struct plating_error **err)
{
  size_t i;

  for (i = 1; i < run->renderers.n; i++) {
    const struct pl_instance *a = run->renderers.items[i - 1];
    const struct pl_instance *b = run->renderers.items[i];
    const struct plating_renderer_ops *a_ops = a->ops, *b_ops = b->ops;

    if (!fits (a_ops, b_ops))
      return pl_error_set (err, PLATING_E_CONFIG,
                           "'%s' can't follow '%s': it takes %s, and that "
                           "makes %s", pl_instance_label (b),
                           pl_instance_label (a),
                           b_ops->accepts[0] ? b_ops->accepts[0] : "nothing",
                           a_ops->produces[0] ? a_ops->produces[0]
                           : "nothing");
  }
  return 0;
}

/* A command of a plugin has options of its own. */
static int
configure (struct pl_run *run, struct plating_error **err)
{
  int status = run->command ? 0
    : pl_config_apply (run->options, run->verb, err);

  run->group.time_limit_ns = run->options->time_limit_s * 1000000000u;
  return status;
}

int
pl_run_setup (struct pl_run *run, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct wanted_list list = { NULL, 0 };
  int status = configure (run, err);
  size_t i;

  if (status == 0)
    status = set_places (run, err);

  if (status < 0)
    return status;
  run->env.functions = pl_functions_new ();
  if (!run->env.functions)
    return no_memory (err);
  status = pl_registry_new ((const char *const *) o->plugin_path.items,
                            o->plugin_path.n, &run->registry, err);
  if (status == 0)
    status = want_all_of_the_options (run, &list, err);
  if (status == 0)
    status = want_defaults (run, &list, err);
  for (i = 0; i < list.n && status == 0; i++)
    status = add_wanted (run, &list.items[i], err);
  if (status == 0 && !run->command
      && !has_kind (&list, PLATING_PLUGIN_DISCOVERY))
    status = discover_by_looking (run, err);
  if (status == 0)
    status = check_chain (run, err);
  free_wanted (&list);
  return status;
}

static void
free_instances (struct pl_instances *list)
{
  size_t i;

  for (i = list->n; i--;)
    pl_instance_free (list->items[i]);
  free (list->items);
  *list = (struct pl_instances) { NULL, 0 };
}

void
pl_run_teardown (struct pl_run *run)
{
  free_instances (&run->validators);
  free_instances (&run->renderers);
  pl_instance_free (run->discovery);
  run->discovery = NULL;
  pl_functions_free (run->env.functions);
  run->env.functions = NULL;
  pl_registry_free (run->registry);
  run->registry = NULL;
}
