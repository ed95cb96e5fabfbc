/* SPDX-License-Identifier: Apache-2.0 */
/* The registry renderer: pages as the Terraform Registry shows them, byte
 * for byte those of tfplugindocs. */

#include <config.h>

#include "plugins/registry/renderer.h"

#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "plugins/registry/front.h"

static const struct plating_setting settings[] = {
  { .name = "compatible",
    .type = PLATING_SETTING_BOOL,
    .default_value = "false",
    .help = "do as tfplugindocs even where it can't make a page" },
  { .name = "subcategory",
    .type = PLATING_SETTING_LIST,
    .help = "[DIRECTORY/]PREFIX=NAME: subcategory of pages by their names" },
  { .name = "deduplicate-nested",
    .type = PLATING_SETTING_BOOL,
    .default_value = "false",
    .help = "print nested schemas that are the same once on a page" },
  { .name = "warn-missing-descriptions",
    .type = PLATING_SETTING_BOOL,
    .default_value = "false",
    .help = "list attributes that have no description" }
};

/* What tfplugindocs can't do is not done with `compatible'. */
static int
read_settings (struct registry_renderer *r,
               const struct plating_value *values)
{
  static const struct plating_text compatible = PLATING_TEXT ("compatible"),
    subcategory = PLATING_TEXT ("subcategory"),
    deduplicate = PLATING_TEXT ("deduplicate-nested"),
    missing = PLATING_TEXT ("warn-missing-descriptions");
  const struct plating_values *v = r->host->values;
  struct pl_buffer message;
  int code;

  r->compatible = v->bool_get (v->get (values, compatible)) != 0;
  if (r->compatible)
    return 0;
  r->shares_sections = v->bool_get (v->get (values, deduplicate)) != 0;
  r->warns_of_missing = v->bool_get (v->get (values, missing)) != 0;
  pl_buffer_init (&message);
  code = registry_subcategories_read (&r->subcategories, v,
                                      v->get (values, subcategory),
                                      &r->settings, &message);
  if (code < 0)
    registry_fail (r, 0, code, &message);
  pl_buffer_release (&message);
  return code;
}

static int
create (const struct plating_host *host,
        const struct plating_value *values, void **instance)
{
  struct registry_renderer *r = calloc (1, sizeof *r);
  int code;

  if (!r)
    return PLATING_E_NOMEM;
  if (pthread_mutex_init (&r->mutex, NULL)) {
    free (r);
    return PLATING_E_NOMEM;
  }
  r->host = host;
  pl_arena_init (&r->memory, 0);
  pl_arena_init (&r->passing, 0);
  pl_arena_init (&r->settings, 0);
  code = read_settings (r, values);
  if (code < 0) {
    pl_arena_release (&r->settings);
    pthread_mutex_destroy (&r->mutex);
    free (r);
    return code;
  }
  *instance = r;
  return 0;
}

static void
destroy (void *instance)
{
  struct registry_renderer *r = instance;

  registry_plan_release (r);
  registry_workspaces_free (r->workspaces);
  pl_arena_release (&r->settings);
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
  .render = registry_render,
  .adorn = registry_adorn
};

static const void *
extension (const char *id)
{
  return strcmp (id, PLATING_EXT_COMMAND) ? NULL : &registry_commands;
}

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
  .ops = &ops,
  .extension = extension
};

PLATING_PLUGIN_DEFINE (descriptor)
