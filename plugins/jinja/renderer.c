/* SPDX-License-Identifier: Apache-2.0 */
/* The jinja renderer: settings and entry point. */

#include <config.h>

#include "plugins/jinja/renderer.h"

#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "plugins/jinja/stats.h"

#include "plugins/jinja/adorn.h"

/* Compiled templates.  Those of pages are used once in a run: what counts is
 * that partials stay. */
#define CACHE_MAX ((size_t) 512 << 10)

static const char *const styles[] = { "registry", "flat", "table", NULL };
static const char *const undefined[] = {
  "default", "strict", "chainable", NULL
};

static const struct plating_setting settings[] = {
  { .name = "schema-style",
    .type = PLATING_SETTING_CHOICE,
    .default_value = "registry",
    .choices = styles,
    .help = "form of schemas: registry (all of it), flat lists, or a table" },
  { .name = "global-partials-dir",
    .type = PLATING_SETTING_PATH,
    .help = "directory of _global_header.md, _global_footer.md and partials" },
  { .name = "guides-dir",
    .type = PLATING_SETTING_PATH,
    .help = "directory of guides (default: .plating/guides, if there)" },
  { .name = "test-only",
    .type = PLATING_SETTING_LIST,
    .help = "[KIND/]GLOB: components that only a provider under test has" },
  { .name = "published-schema",
    .type = PLATING_SETTING_PATH,
    .help = "second schema: components that it lacks are for tests only" },
  { .name = "test-mode-variable",
    .type = PLATING_SETTING_STRING,
    .help = "variable with which the provider has test-only components" },
  { .name = "undefined",
    .type = PLATING_SETTING_CHOICE,
    .default_value = "default",
    .choices = undefined,
    .help = "unknown names in templates: as in Jinja, strict or chainable" },
  { .name = "index",
    .type = PLATING_SETTING_BOOL,
    .default_value = "true",
    .help = "make index.md" },
  { .name = "navigation",
    .type = PLATING_SETTING_BOOL,
    .default_value = "true",
    .help = "keep the navigation of mkdocs.yml up to date" },
  { .name = "generate-examples",
    .type = PLATING_SETTING_BOOL,
    .default_value = "false",
    .help = "compile the examples of bundles, single and grouped ones" },
  { .name = "provider-source",
    .type = PLATING_SETTING_STRING,
    .help = "source of the provider in examples (default: its address)" },
  { .name = "provider-version",
    .type = PLATING_SETTING_STRING,
    .help = "version constraint in examples (default: the one found)" }
};

/* -- reading settings ------------------------------------------------- */

static const struct plating_value *
get (const struct plate_renderer *r, const struct plating_value *values,
     const char *name)
{
  return r->host->values->get (values, pl_text_of (name));
}

static int
copy_setting (struct plate_renderer *r, const struct plating_value *values,
              const char *name, struct plating_text *to)
{
  const struct plating_value *v = get (r, values, name);

  *to = (struct plating_text) { NULL, 0 };
  if (!v)
    return 0;
  *to = pl_text_copy (&r->settings_memory, r->host->values->string_get (v));
  return to->ptr ? 0 : PLATING_E_NOMEM;
}

static int
read_patterns (struct plate_renderer *r, const struct plating_value *list)
{
  const struct plating_values *v = r->host->values;
  size_t n = v->size (list), i;
  struct plating_text *items;

  if (!n)
    return 0;
  items = pl_arena_array (&r->settings_memory, n, sizeof *items);
  if (!items)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    items[i] = pl_text_copy (&r->settings_memory,
                             v->string_get (v->at (list, i)));
    if (!items[i].ptr)
      return PLATING_E_NOMEM;
  }
  r->settings.test_only = items;
  r->settings.n_test_only = n;
  return 0;
}

static int
read_choice (struct plate_renderer *r, const struct plating_value *values,
             const char *name, const char *const *choices)
{
  struct plating_text text
    = r->host->values->string_get (get (r, values, name));
  int i;

  for (i = 0; choices[i]; i++)
    if (pl_text_same (text, pl_text_of (choices[i])))
      return i;
  return 0;
}

static int
read_settings (struct plate_renderer *r, const struct plating_value *values,
               struct jinja_settings *jinja)
{
  struct plate_settings *s = &r->settings;
  int code;

  s->style = (enum plate_style) read_choice (r, values, "schema-style",
                                             styles);
  jinja->undefined = (enum jinja_undefined) read_choice (r, values,
                                                         "undefined",
                                                         undefined);
  s->makes_index = r->host->values->bool_get (get (r, values, "index"));
  s->makes_navigation
    = r->host->values->bool_get (get (r, values, "navigation"));
  s->makes_examples
    = r->host->values->bool_get (get (r, values, "generate-examples"));
  code = copy_setting (r, values, "global-partials-dir", &s->partials_dir);
  if (code == 0)
    code = copy_setting (r, values, "provider-source", &s->provider_source);
  if (code == 0)
    code = copy_setting (r, values, "provider-version",
                         &s->provider_version);
  if (code == 0)
    code = copy_setting (r, values, "guides-dir", &s->guides_dir);
  if (code == 0)
    code = copy_setting (r, values, "published-schema",
                         &s->published_schema);
  if (code == 0)
    code = copy_setting (r, values, "test-mode-variable",
                         &s->test_variable);
  return code < 0 ? code : read_patterns (r, get (r, values, "test-only"));
}

/* -- instances -------------------------------------------------------- */

static void
destroy (void *instance)
{
  struct plate_renderer *r = instance;

  plate_plan_release (r);
  plate_workspaces_free (r->workspaces);
  jinja_environment_free (r->environment);
  pl_arena_release (&r->settings_memory);
  pthread_mutex_destroy (&r->mutex);
  free (r);
}

static int
create (const struct plating_host *host,
        const struct plating_value *values, void **instance)
{
  struct plate_renderer *r = calloc (1, sizeof *r);
  struct jinja_settings jinja = {
    .autoescape = jinja_escape_by_name, .tables = &plate_functions,
    .n_tables = 1, .max_cached_bytes = CACHE_MAX
  };
  int code;

  if (!r)
    return PLATING_E_NOMEM;
  if (pthread_mutex_init (&r->mutex, NULL)) {
    free (r);
    return PLATING_E_NOMEM;
  }
  r->host = host;
  pl_arena_init (&r->settings_memory, 0);
  pl_arena_init (&r->memory, 0);
  pl_arena_init (&r->results, 0);
  code = read_settings (r, values, &jinja);
  if (code == 0) {
    r->environment = jinja_environment_new (&jinja);
    code = r->environment ? 0 : PLATING_E_NOMEM;
  }
  if (code < 0)
    destroy (r);
  else
    *instance = r;
  return code;
}

/* -- the plugin ------------------------------------------------------- */

static const char *const accepts[] = { PLATING_MEDIA_COMPONENT, NULL };
static const char *const produces[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const char *const manages[] = {
  "actions/", "data-sources/", "ephemeral-resources/", "functions/",
  "list-resources/", "resources/", "state-stores/", NULL
};
static const char *const project_files[] = { "mkdocs.yml", NULL };

static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = accepts,
  .produces = produces,
  .manages = manages,
  .project_files = project_files,
  .plan = plate_plan,
  .render = plate_render,
  .adorn = plate_adorn,
  .finish = plate_finish
};

const struct plating_host *
plate_stats_host (void *instance)
{
  return ((struct plate_renderer *) instance)->host;
}

static const void *
extension (const char *id)
{
  return strcmp (id, PLATING_EXT_COMMAND) ? NULL : &plate_commands;
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
  .name = "jinja",
  .version = PACKAGE_VERSION,
  .summary = "pages from the Jinja templates in .plating bundles",
  .license = "Apache-2.0",
  .create = create,
  .destroy = destroy,
  .ops = &ops,
  .extension = extension
};

PLATING_PLUGIN_DEFINE (descriptor)
