/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: names, directories, plugins and their instances. */

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "catalog.h"
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

/* One plugin of the command line. */
struct wanted {
  struct pl_params *params;
  struct pl_plugin *plugin;
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

/* A directory of the project: relative ones start at the provider's. */
static char *
project_path (const struct pl_run *run, const char *given,
              const char *otherwise)
{
  const char *name = given ? given : otherwise;
  char *path;

  if (name[0] == '/')
    return strdup (name);
  path = malloc (strlen (run->provider_dir) + strlen (name) + 2);
  if (path)
    sprintf (path, "%s/%s", run->provider_dir, name);
  return path;
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
  run->output_dir = project_path (run, o->output_dir, "docs");
  run->templates_dir = project_path (run, o->templates_dir, "templates");
  run->examples_dir = project_path (run, o->examples_dir, "examples");
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

/* Loads what PARAMS names. */
static int
load_plugin (struct pl_run *run, const struct pl_params *params,
             struct pl_plugin **plugin, struct plating_error **err)
{
  char *path = NULL;
  int status;

  if (params->path) {
    path = realpath (params->path, NULL);
    if (!path)
      return pl_error_set (err, PLATING_E_CONFIG,
                           "there is no plugin file '%s'", params->path);
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

static int
want_all_of_the_command_line (struct pl_run *run, struct wanted_list *list,
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
  for (i = 0; i < o->plugins.n && status == 0; i++) {
    status = pl_params_parse (o->plugins.items[i], default_kind (run->verb),
                              &params, err);
    if (status == 0)
      status = want (run, list, params, err);
  }
  if (status == 0 && o->discover && strcmp (o->discover, "auto")) {
    status = pl_params_parse (o->discover, PLATING_PLUGIN_DISCOVERY, &params,
                              err);
    if (status == 0)
      status = want (run, list, params, err);
  }
  if (status == 0 && o->providers_schema) {
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
want_defaults (struct pl_run *run, struct wanted_list *list,
               struct plating_error **err)
{
  switch (run->verb) {
  case PL_VERB_PLATE:
  case PL_VERB_ADORN:
    return order_renderers (run, list, err);
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

int
pl_run_setup (struct pl_run *run, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct wanted_list list = { NULL, 0 };
  int status = set_places (run, err);
  size_t i;

  if (status < 0)
    return status;
  run->env.functions = pl_functions_new ();
  if (!run->env.functions)
    return no_memory (err);
  status = pl_registry_new ((const char *const *) o->plugin_path.items,
                            o->plugin_path.n, &run->registry, err);
  if (status == 0)
    status = want_all_of_the_command_line (run, &list, err);
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
