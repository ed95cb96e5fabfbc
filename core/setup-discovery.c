/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: where schemas come from, and what companions there are.
 *
 * What the options name is taken.  For the rest, plugins look at the names in
 * the project: the one that gives schemas and fits best is taken, and every
 * companion that is likely to be right. */

#include <config.h>

#include <string.h>

#include "error.h"
#include "instance.h"
#include "log.h"
#include "options.h"
#include "params.h"
#include "plugin.h"
#include "registry.h"
#include "run.h"
#include "setup.h"

static int
gives_schemas (const struct pl_instance *instance)
{
  const struct plating_discovery_ops *ops = instance->ops;

  return ops->load_schema != NULL;
}

int
pl_setup_add_discovery (struct pl_run *run, struct pl_instance *instance,
                        struct plating_error **err)
{
  int status = 0;

  if (!gives_schemas (instance)) {
    if (pl_setup_add_instance (&run->companions, instance) == 0)
      return 0;
    status = pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  } else if (run->discovery) {
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "two plugins that give schemas were asked for: "
                           "'%s' and '%s'",
                           pl_instance_label (run->discovery),
                           pl_instance_label (instance));
  } else {
    run->discovery = instance;
    return 0;
  }
  pl_instance_free (instance);
  return status;
}

/* Asks INSTANCE how well it fits. */
static int
ask (const struct pl_run *run, const struct pl_instance *instance,
     uint32_t *score)
{
  struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { run->provider_dir, strlen (run->provider_dir) },
    .provider = &run->provider,
  };
  const struct plating_discovery_ops *ops = instance->ops;
  int status = ops->probe (instance->handle, &req, score);

  if (status < 0)
    *score = PLATING_PROBE_NO;
  return status;
}

/* Makes an instance *OUT of the plugin PATH and asks how well it fits.  One
 * that can't be made or asked does not fit, and *OUT is NULL if it could not
 * be made; only when memory is short it is not known, and that is an error. */
static int
probe (struct pl_run *run, const char *path, struct pl_instance **out,
       uint32_t *score, struct plating_error **err)
{
  struct pl_params *params = NULL;
  struct plating_error *error = NULL;
  const struct plating_discovery_ops *ops;
  struct pl_plugin *plugin;
  int status;

  *out = NULL;
  *score = PLATING_PROBE_NO;
  status = pl_plugin_load (path, &plugin, &error);
  if (status == 0
      && !(pl_plugin_descriptor (plugin)->flags & PLATING_PLUGIN_NETWORK)
      && (ops = pl_plugin_discovery (plugin)) != NULL && ops->probe) {
    status = pl_params_new (PLATING_PLUGIN_DISCOVERY,
                            pl_plugin_descriptor (plugin)->name, &params,
                            &error);
    if (status == 0)
      status = pl_setup_instance (run, params, plugin, out, &error);
    if (status == 0)
      status = ask (run, *out, score);
  }
  pl_params_free (params);
  plating_error_unref (error);
  if (status != PLATING_E_NOMEM)
    return 0;
  pl_instance_free (*out);
  *out = NULL;
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* Whether the run has a companion of this name, which the user has set up. */
static int
has_companion (const struct pl_run *run, const char *name)
{
  size_t i;

  for (i = 0; i < run->companions.n; i++)
    if (!strcmp (run->companions.items[i]->descriptor->name, name))
      return 1;
  return 0;
}

/* By its description: whether a plugin need not be loaded to know that it has
 * nothing to offer. */
static int
is_of_no_use (const struct pl_run *run, const struct pl_registry_entry *e,
              int has_source)
{
  if (e->is_hidden || e->problem)
    return 1;
  return pl_registry_entry_has (e, "load_schema") ? has_source
    : run->has_own_layout || has_companion (run, e->name);
}

/* Keeps INSTANCE or *BEST, what gives schemas and fits better. */
static void
keep_better (struct pl_run *run, struct pl_instance *instance,
             uint32_t score, uint32_t *best)
{
  if (score > *best) {
    struct pl_instance *other = run->discovery;

    run->discovery = instance;
    instance = other;
    *best = score;
  }
  pl_instance_free (instance);
}

/* What starts programs is never taken by itself, only named. */
static int
runs_programs (const struct pl_instance *instance)
{
  return (instance->descriptor->flags & PLATING_PLUGIN_RUNS_PROGRAMS) != 0;
}

/* Says what was tried and how well it fits. */
static void
tell (struct pl_run *run, const struct pl_registry_entry *e,
      const struct pl_instance *instance, uint32_t score)
{
  const char *verdict = score >= PLATING_PROBE_CERTAIN ? "fits"
    : score >= PLATING_PROBE_LIKELY ? "fits well enough"
    : score > PLATING_PROBE_NO ? "may fit" : "finds nothing here";

  if (!instance)
    pl_log_line (run->log, PLATING_LEVEL_DEBUG, NULL,
                 "discovery '%s' was not asked: it can't be made, has "
                 "no way to look, or uses the network", e->name);
  else if (score > PLATING_PROBE_NO && runs_programs (instance))
    pl_log_line (run->log, PLATING_LEVEL_DEBUG, NULL,
                 "discovery '%s' %s, but starts programs: only --discover "
                 "%s takes it", e->name, verdict, e->name);
  else
    pl_log_line (run->log, PLATING_LEVEL_DEBUG, NULL, "discovery '%s' %s",
                 e->name, verdict);
}

/* Remembers the name of a plugin that would fit but starts programs. */
static void
note_program (const char **program, const struct pl_registry_entry *e,
              uint32_t score, uint32_t *best)
{
  if (score > *best) {
    *best = score;
    *program = e->name;
  }
}

static int
look (struct pl_run *run, const struct pl_registry_list *list,
      const char **program, struct plating_error **err)
{
  int has_source = run->discovery != NULL;
  uint32_t best = PLATING_PROBE_NO, best_program = PLATING_PROBE_NO;
  size_t i;

  for (i = 0; i < list->n_entries; i++) {
    struct pl_instance *instance;
    uint32_t score;

    if (is_of_no_use (run, &list->entries[i], has_source))
      continue;
    if (probe (run, list->entries[i].path, &instance, &score, err) < 0)
      return PLATING_E_NOMEM;
    tell (run, &list->entries[i], instance, score);
    if (!instance)
      continue;
    if (runs_programs (instance)) {
      note_program (program, &list->entries[i], score, &best_program);
      pl_instance_free (instance);
    } else if (gives_schemas (instance))
      keep_better (run, instance, score, &best);
    else if (score < PLATING_PROBE_LIKELY)
      pl_instance_free (instance);
    else if (pl_setup_add_discovery (run, instance, err) < 0)
      return PLATING_E_NOMEM;
  }
  return 0;
}

static int
refuse (const struct pl_run *run, const char *program,
        struct plating_error **err)
{
  pl_error_set (err, PLATING_E_DISCOVERY,
                "no provider schema found in '%s'", run->provider_dir);
  if (program)
    pl_error_add_hint (err, "--discover %s would fit; it starts programs, so "
                       "it is for you to say: or give a schema with "
                       "--providers-schema FILE", program);
  else
    pl_error_add_hint (err, "give one with --providers-schema FILE (the "
                       "output of 'terraform providers schema -json'), or "
                       "choose how to get it with --discover NAME");
  return PLATING_E_DISCOVERY;
}

int
pl_setup_look (struct pl_run *run, struct plating_error **err)
{
  const char *program = NULL;
  struct pl_registry_list *list;
  int status = pl_registry_list (run->registry, PLATING_PLUGIN_DISCOVERY,
                                 &list, err);

  if (status < 0)
    return status;
  status = look (run, list, &program, err);
  if (status == 0 && run->discovery)
    pl_log_line (run->log, PLATING_LEVEL_DEBUG, NULL,
                 "schemas come from '%s'",
                 pl_instance_label (run->discovery));
  else if (status == 0 && !run->companions.n
           && run->verb != PL_VERB_VALIDATE)
    status = refuse (run, program, err);
  pl_registry_list_free (list);
  if (status < 0 || run->discovery || run->verb == PL_VERB_VALIDATE)
    return status;
  if (run->verb == PL_VERB_PLATE)
    pl_log_line (run->log, PLATING_LEVEL_WARNING, NULL,
                 "no provider schema found in '%s': pages show none "
                 "(--providers-schema FILE gives one)", run->provider_dir);
  return 0;
}
