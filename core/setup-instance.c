/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: an instance of a plugin, with the settings it was given. */

#include <config.h>

#include <stdlib.h>

#include "error.h"
#include "instance.h"
#include "params.h"
#include "plugin.h"
#include "run.h"
#include "setup.h"
#include "value.h"

int
pl_setup_instance (struct pl_run *run, const struct pl_params *params,
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

int
pl_setup_add_instance (struct pl_instances *list,
                       struct pl_instance *instance)
{
  struct pl_instance **items
    = realloc (list->items, (list->n + 1) * sizeof *items);

  if (!items)
    return PLATING_E_NOMEM;
  list->items = items;
  items[list->n++] = instance;
  return 0;
}
