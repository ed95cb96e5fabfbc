/* SPDX-License-Identifier: Apache-2.0 */
/* Setting a run up: what the files setup*.c share.  All on a worker. */

#ifndef PL_SETUP_H
#define PL_SETUP_H

#include <stddef.h>
#include <stdint.h>

struct pl_instance;
struct pl_instances;
struct pl_origin;
struct pl_params;
struct pl_plugin;
struct pl_run;
struct plating_error;

#define PL_DEFAULT_VALIDATOR "registry"

/* One plugin that was asked for. */
struct pl_wanted {
  struct pl_params *params;
  struct pl_plugin *plugin;
  const struct pl_origin *origin;       /* in a configuration file, or NULL */
};

struct pl_wanted_list {
  struct pl_wanted *items;
  size_t n;
  int is_auto;                  /* look for discovery plugins that fit */
};

/* -- setup-places.c -- */

/* Names, directories and read roots, and what a run gathers. */
int pl_setup_places (struct pl_run *run, struct plating_error **err);

/* -- setup-wanted.c -- */

/* Loads the plugins that the options ask for. */
int pl_setup_wanted (struct pl_run *run, struct pl_wanted_list *list,
                     struct plating_error **err);
void pl_setup_release_wanted (struct pl_wanted_list *list);
/* Adds one to the list, which takes PARAMS even on failure. */
int pl_setup_want (struct pl_run *run, struct pl_wanted_list *list,
                   struct pl_params *params, struct plating_error **err);
int pl_setup_has_plugin (const struct pl_wanted_list *list, uint32_t kind,
                         const char *name);
int pl_setup_has_setting (const struct pl_plugin *plugin, const char *name);

/* -- setup-defaults.c -- */

/* Adds those that the command can't do without, and puts renderers into
 * their order.  Discovery has been settled. */
int pl_setup_defaults (struct pl_run *run, struct pl_wanted_list *list,
                       struct plating_error **err);

/* -- setup-instance.c -- */

/* Makes an instance of PLUGIN with the settings of PARAMS. */
int pl_setup_instance (struct pl_run *run, const struct pl_params *params,
                       struct pl_plugin *plugin, struct pl_instance **out,
                       struct plating_error **err);
int pl_setup_add_instance (struct pl_instances *list,
                           struct pl_instance *instance);

/* -- setup-discovery.c -- */

/* Makes INSTANCE, of a discovery plugin, the run's source of schemas or one
 * of its companions.  Takes it, also on failure. */
int pl_setup_add_discovery (struct pl_run *run, struct pl_instance *instance,
                            struct plating_error **err);
/* Finds what fits the project: a source of schemas, if there is none yet, and
 * companions. */
int pl_setup_look (struct pl_run *run, struct plating_error **err);

#endif
