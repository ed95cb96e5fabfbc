/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: which plugins are there by default, the order of renderers,
 * and what they are told by options. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "options.h"
#include "params.h"
#include "plugin.h"
#include "registry.h"
#include "run.h"
#include "setup.h"

#define DEFAULT_RENDERER "registry"

/* Whether the plugin can stand first. */
static int
is_first (const struct pl_plugin *plugin)
{
  const struct plating_renderer_ops *ops = pl_plugin_renderer (plugin);

  return ops && pl_plugin_list_has (ops->accepts, PLATING_MEDIA_COMPONENT);
}

/* Adds a default plugin in front. */
static int
want_default (struct pl_run *run, struct pl_wanted_list *list, uint32_t kind,
              const char *name, struct plating_error **err)
{
  struct pl_params *params;
  struct pl_wanted added;
  int status = pl_params_new (kind, name, &params, err);

  if (status < 0)
    return status;
  status = pl_setup_want (run, list, params, err);
  if (status < 0)
    return status;
  added = list->items[list->n - 1];
  memmove (list->items + 1, list->items,
           (list->n - 1) * sizeof *list->items);
  list->items[0] = added;
  return 0;
}

/* The renderer that is made for what was found. */
static const char *
default_renderer (const struct pl_run *run)
{
  const struct plating_discovery_ops *ops;
  size_t i;

  if (run->has_own_layout)
    return run->options->layout;
  for (i = 0; i < run->companions.n; i++) {
    ops = run->companions.items[i]->ops;
    if (ops->renderer)
      return ops->renderer;
  }
  ops = run->discovery ? run->discovery->ops : NULL;
  return ops && ops->renderer ? ops->renderer : DEFAULT_RENDERER;
}

/* The renderer that accepts components goes to the front; there is exactly
 * one. */
static int
order_renderers (struct pl_run *run, struct pl_wanted_list *list,
                 struct plating_error **err)
{
  const struct pl_wanted *found = NULL;
  struct pl_wanted first;
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
                         default_renderer (run), err);
  i = (size_t) (found - list->items);
  first = *found;
  memmove (list->items + 1, list->items, i * sizeof *list->items);
  list->items[0] = first;
  return 0;
}

/* Hands OPTION, which is the renderer's business, to the first one.
 * Directories start at the provider's, as all do that options name. */
static int
pass_on (const struct pl_run *run, const struct pl_option *option,
         const struct pl_wanted *first, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  const struct pl_strings *values = pl_options_strings (o, option);
  int status = 0;
  size_t i;

  if (!pl_setup_has_setting (first->plugin, option->name)) {
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
  if (option->type == PL_OPTION_STRING)
    return pl_params_add (first->params, option->name,
                          pl_options_text (o, option), run->provider_dir,
                          err);
  for (i = 0; i < values->n && status == 0; i++)
    status = pl_params_add (first->params, option->name, values->items[i],
                            NULL, err);
  return status;
}

static int
pass_all_on (const struct pl_run *run, const struct pl_wanted *first,
             struct plating_error **err)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  int status = 0;

  for (i = 0; i < n && status == 0; i++)
    if ((table[i].flags & PL_OPTION_RENDERER) && (table[i].verbs & run->verb)
        && pl_options_is_given (run->options, &table[i]))
      status = pass_on (run, &table[i], first, err);
  return status;
}

/* info asks the renderer which components have templates; without one it
 * still lists them. */
static int
order_renderers_of_info (struct pl_run *run, struct pl_wanted_list *list,
                         struct plating_error **err)
{
  char *path = NULL;
  size_t i;
  int found = 0;

  for (i = 0; i < list->n && !found; i++)
    found = is_first (list->items[i].plugin);
  if (!found)
    found = pl_registry_find (run->registry, PLATING_PLUGIN_RENDERER,
                              default_renderer (run), &path, NULL) == 0;
  free (path);
  return found ? order_renderers (run, list, err) : 0;
}

int
pl_setup_defaults (struct pl_run *run, struct pl_wanted_list *list,
               struct plating_error **err)
{
  int status;

  switch (run->verb) {
  case PL_VERB_PLATE:
  case PL_VERB_ADORN:
    status = order_renderers (run, list, err);
    return status < 0 ? status : pass_all_on (run, list->items, err);
  case PL_VERB_VALIDATE:
    if (pl_setup_has_plugin (list, PLATING_PLUGIN_VALIDATOR,
                             PL_DEFAULT_VALIDATOR))
      return 0;
    return want_default (run, list, PLATING_PLUGIN_VALIDATOR,
                         PL_DEFAULT_VALIDATOR, err);
  case PL_VERB_INFO:
    return order_renderers_of_info (run, list, err);
  default:
    return 0;
  }
}
