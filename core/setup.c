/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: instances of plugins, and all together. */

#include <config.h>

#include <stdlib.h>

#include "config-file.h"
#include "error.h"
#include "functions.h"
#include "instance.h"
#include "options.h"
#include "plugin.h"
#include "registry.h"
#include "run.h"
#include "setup.h"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int
add_wanted (struct pl_run *run, const struct pl_wanted *w,
            struct plating_error **err)
{
  uint32_t kind = pl_plugin_descriptor (w->plugin)->kind;
  struct pl_instance *instance;
  int status;

  if (kind == PLATING_PLUGIN_RENDERER && run->verb != PL_VERB_PLATE
      && run->verb != PL_VERB_ADORN && run->verb != PL_VERB_INFO
      && run->verb != PL_VERB_COMMAND)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "'%s' is a renderer, and this command renders "
                         "nothing", pl_plugin_label (w->plugin));
  if (kind == PLATING_PLUGIN_VALIDATOR && run->verb == PL_VERB_PLATE
      && run->options->no_validate)
    return 0;
  status = pl_setup_instance (run, w->params, w->plugin, &instance, err);
  if (status < 0 && w->origin)
    pl_error_add_place (err, w->origin->file, w->origin->line,
                        w->origin->column);
  if (status < 0)
    return status;
  if (kind == PLATING_PLUGIN_DISCOVERY)
    status = pl_setup_add_discovery (run, instance, err);
  else if (pl_setup_add_instance (kind == PLATING_PLUGIN_RENDERER
                                  ? &run->renderers : &run->validators,
                                  instance) < 0) {
    pl_instance_free (instance);
    return no_memory (err);
  }
  return status < 0 ? status
    : pl_functions_add (run->env.functions, instance, err);
}

/* Makes the instances of LIST that are of discovery plugins, or the others:
 * what was found decides on renderers. */
static int
add_all_wanted (struct pl_run *run, const struct pl_wanted_list *list,
                int is_discovery, struct plating_error **err)
{
  int status = 0;
  size_t i;

  for (i = 0; i < list->n && status == 0; i++) {
    const struct pl_plugin *plugin = list->items[i].plugin;

    if ((pl_plugin_descriptor (plugin)->kind == PLATING_PLUGIN_DISCOVERY)
        == is_discovery)
      status = add_wanted (run, &list->items[i], err);
  }
  return status;
}

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
  struct pl_wanted_list list = { NULL, 0, 0 };
  int status = configure (run, err);

  if (status == 0)
    status = pl_setup_places (run, err);
  if (status < 0)
    return status;
  run->env.functions = pl_functions_new ();
  if (!run->env.functions)
    return no_memory (err);
  status = pl_registry_new ((const char *const *) o->plugin_path.items,
                            o->plugin_path.n, &run->registry, err);
  if (status == 0)
    status = pl_setup_wanted (run, &list, err);
  if (status == 0)
    status = add_all_wanted (run, &list, 1, err);
  if (status == 0 && list.is_auto)
    status = pl_setup_look (run, err);
  if (status == 0)
    status = pl_setup_defaults (run, &list, err);
  if (status == 0)
    status = add_all_wanted (run, &list, 0, err);
  if (status == 0)
    status = check_chain (run, err);
  pl_setup_release_wanted (&list);
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
  free_instances (&run->companions);
  pl_instance_free (run->discovery);
  run->discovery = NULL;
  pl_functions_free (run->env.functions);
  run->env.functions = NULL;
  pl_registry_free (run->registry);
  run->registry = NULL;
}
