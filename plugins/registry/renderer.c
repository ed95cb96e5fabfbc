/* SPDX-License-Identifier: Apache-2.0 */
/* The registry renderer: pages as the Terraform Registry shows them, byte
 * for byte those of tfplugindocs. */

#include <config.h>

#include "plugins/registry/renderer.h"

#include <stdlib.h>

#include <plating/plugin.h>

static const struct plating_setting settings[] = {
  { .name = "compatible",
    .type = PLATING_SETTING_BOOL,
    .default_value = "false",
    .help = "do as tfplugindocs even where it can't make a page" }
};

static int
create (const struct plating_host *host,
        const struct plating_value *values, void **instance)
{
  static const struct plating_text compatible = PLATING_TEXT ("compatible");
  struct registry_renderer *r = calloc (1, sizeof *r);

  if (!r)
    return PLATING_E_NOMEM;
  if (pthread_mutex_init (&r->mutex, NULL)) {
    free (r);
    return PLATING_E_NOMEM;
  }
  r->host = host;
  r->compatible
    = host->values->bool_get (host->values->get (values, compatible)) != 0;
  pl_arena_init (&r->memory, 0);
  *instance = r;
  return 0;
}

static void
destroy (void *instance)
{
  struct registry_renderer *r = instance;

  registry_plan_release (r);
  registry_workspaces_free (r->workspaces);
  pthread_mutex_destroy (&r->mutex);
  free (r);
}

static const char *const accepts[] = { PLATING_MEDIA_COMPONENT, NULL };
static const char *const produces[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const char *const manages[] = {
  "actions/", "data-sources/", "ephemeral-resources/", "functions/",
  "guides/", "index.md", "list-resources/", "resources/", "state-stores/",
  NULL
};

static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = accepts,
  .produces = produces,
  .manages = manages,
  .plan = registry_plan,
  .render = registry_render
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_RENDERER,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "registry",
  .version = PACKAGE_VERSION,
  .summary = "pages for the Terraform Registry, as tfplugindocs makes them",
  .license = "Apache-2.0",
  .create = create,
  .destroy = destroy,
  .ops = &ops
};

PLATING_PLUGIN_DEFINE (descriptor)
