/* SPDX-License-Identifier: Apache-2.0 */
/* What tfplugindocs generate prints on its way: it follows from the templates,
 * the components, and the pages that have failed. */

#include <config.h>

#include "plugins/registry/front-generate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <plating/run.h>

#include "common/text.h"
#include "plugins/registry/names.h"

bool
registry_generation_make_site
  (struct registry_front *f, struct registry_generation *g,
   const struct plating_operation_outcome *outcome)
{
  struct plating_component *components
    = pl_arena_array (&f->arena, outcome->n_components + 1,
                      sizeof *components);
  struct pl_buffer error;
  size_t i;
  int code;

  if (!components)
    return false;
  for (i = 0; i < outcome->n_components; i++)
    components[i] = (struct plating_component) {
      .kind = outcome->components[i].kind,
      .name = outcome->components[i].name,
      .flags = outcome->components[i].flags
    };
  g->request = (struct plating_catalog_request) {
    .struct_size = sizeof g->request,
    .component_size = sizeof *components,
    .components = components,
    .n_components = (uint32_t) outcome->n_components,
    .flags = *f->flags[REGISTRY_FLAG_IGNORE_DEPRECATED]
             ? PLATING_CATALOG_IGNORE_DEPRECATED : 0
  };
  g->site.arena = g->site.passing = &f->arena;
  g->site.short_name = pl_text_of (f->short_name);
  g->site.templates = &g->tree;
  g->site.compatible = true;
  g->site.lists_choices = true;
  pl_buffer_init (&error);
  code = registry_site_make (&g->site, &g->request,
                             pl_text_of (g->templates), &error);
  pl_buffer_release (&error);
  return code == 0;
}

static void
print_choice (struct registry_front *f, const struct registry_generation *g,
              const struct registry_choice *c)
{
  const char *label = c->kind == REGISTRY_DATA_SOURCE ? "data-source"
                      : registry_kinds[c->kind].words;
  struct plating_text name = pl_text_of (f->provider_name);

  if (c->kind != REGISTRY_PROVIDER)
    name = registry_component (&g->site.catalog, c->component)->name;
  switch ((enum registry_decision) c->decision) {
  case REGISTRY_HAS_TEMPLATE:
    registry_front_info (f, "%s %T template exists, skipping", label, &name);
    break;
  case REGISTRY_USES_FALLBACK:
    registry_front_info (f, "%s %T fallback template exists, creating "
                         "template", label, &name);
    break;
  case REGISTRY_HAS_STATIC_PAGE:
    registry_front_info (f, "%s %T static file exists, skipping", label,
                         &name);
    break;
  case REGISTRY_USES_DEFAULT:
  case REGISTRY_CANT_BE_NAMED:
    registry_front_info (f, c->kind == REGISTRY_DATA_SOURCE
                         ? "generating new template for data-source %T"
                         : c->kind == REGISTRY_FUNCTION
                         ? "generating new template for function %T"
                         : "generating new template for %T", &name);
    break;
  case REGISTRY_IS_DEPRECATED:
    break;
  }
}

/* Whether the original would have stopped at a component without a
 * schema, of which it can't tell whether it is deprecated. */
static bool
is_null_panic (struct registry_front *f, const struct registry_generation *g,
               int kind)
{
  uint32_t i;

  if (!*f->flags[REGISTRY_FLAG_IGNORE_DEPRECATED])
    return false;
  for (i = g->site.catalog.first[kind]; i < g->site.catalog.last[kind]; i++) {
    const struct plating_component *c
      = registry_component (&g->site.catalog, i);

    if (c->flags & PLATING_COMPONENT_NO_SCHEMA) {
      registry_front_say (f, "%s %T has no schema, so that nobody knows "
                          "whether it is deprecated",
                          registry_kinds[kind].words, &c->name);
      return true;
    }
  }
  return false;
}

/* Whether the directory of a kind's templates is something else, and the
 * original would not get over it. */
static bool
is_misplaced (struct registry_front *f, const struct registry_generation *g,
              int kind)
{
  struct plating_text name = pl_text_of (registry_kinds[kind].directory);
  const struct plating_tree_entry *e;

  if (name.len == 0
      || g->site.catalog.first[kind] == g->site.catalog.last[kind])
    return false;
  name.len--;
  e = registry_find_entry (&g->tree, name);
  if (!e || e->type == PLATING_ENTRY_DIRECTORY)
    return false;
  registry_front_say (f, "%s/%t is no directory", g->templates, &name);
  return true;
}

bool
registry_generation_print_choices (struct registry_front *f,
                                   const struct registry_generation *g)
{
  size_t i = 0;
  int kind;

  registry_front_info (f, "generating missing templates");
  for (kind = 0; kind < REGISTRY_N_KINDS; kind++) {
    registry_front_info (f, "generating missing %s content",
                         registry_kinds[kind].words);
    if (is_null_panic (f, g, kind) || is_misplaced (f, g, kind))
      return false;
    for (; i < g->site.n_choices && g->site.choices[i].kind == kind; i++)
      print_choice (f, g, &g->site.choices[i]);
  }
  return true;
}

static int
compare_to_file (const void *key, const void *item)
{
  const struct plating_text *a = key;
  const struct plating_operation_file *b = item;

  return pl_text_compare (*a, b->path);
}

static bool
has_failed (const struct plating_operation_outcome *outcome,
            struct plating_text page)
{
  const struct plating_operation_file *file
    = outcome->n_files == 0 ? NULL
      : bsearch (&page, outcome->files, outcome->n_files,
                 sizeof *outcome->files, compare_to_file);

  return file && file->status == PLATING_FILE_FAILED;
}

/* Puts the reason why PAGE has failed into f->line. */
static void
say_failure (struct registry_front *f,
             const struct plating_operation_outcome *outcome,
             struct plating_text page)
{
  size_t i;

  for (i = 0; i < outcome->n_findings; i++) {
    struct plating_text text = outcome->findings[i].message;

    if (outcome->findings[i].severity != PLATING_LEVEL_ERROR
        || text.len < page.len + 2 || memcmp (text.ptr, page.ptr, page.len)
        || memcmp (text.ptr + page.len, ": ", 2))
      continue;
    text.ptr += page.len + 2;
    text.len -= page.len + 2;
    registry_front_say (f, "%t", &text);
    return;
  }
  registry_front_say (f, "unable to create file %T", &page);
}

static const char no_schema[] = " has no schema";

bool
registry_generation_is_panic (const struct registry_front *f)
{
  static const char *const ends[] = {
    "the schema of this component is missing",
    "the schema has no block",
    "the schema gives it no type",
    "the schema gives its elements no type",
    "the function has no return type",
    "the schema does not describe the provider's configuration",
    no_schema
  };
  struct plating_text text = { f->line.data, f->line.len };
  size_t i;

  for (i = 0; i < sizeof ends / sizeof ends[0]; i++)
    if (pl_text_ends_with (text, ends[i]))
      return true;
  return false;
}

static void
warn_missing (struct registry_front *f, const struct registry_file *file)
{
  struct plating_text stem = registry_stem (file->path);

  if (file->home == REGISTRY_FUNCTION) {
    registry_front_warn (f, "function entitled %T does not exist", &stem);
    return;
  }
  registry_front_warn (f, "%s entitled %q, or %q does not exist",
                       registry_kinds[file->home].words, f->short_name,
                       registry_front_text (f, "%s_%t", f->short_name,
                                            &stem));
}

/* Whether a directory is where PAGE should be; then f->line says so. */
static bool
is_blocked (struct registry_front *f, const struct registry_generation *g,
            struct plating_text page)
{
  const char *path = registry_front_text (f, "%s/%t", g->docs, &page);
  struct stat st;

  if (!path || stat (path, &st) < 0 || !S_ISDIR (st.st_mode))
    return false;
  registry_front_say (f, "unable to create file %q: open %s: %e", path, path,
                      EISDIR);
  return true;
}

/* Prints what is said of one template.  Returns false if its page has
 * failed, for the reason in f->line. */
static bool
print_page (struct registry_front *f, const struct registry_generation *g,
            const struct plating_operation_outcome *outcome,
            const struct registry_file *file)
{
  struct plating_text page = registry_page_path (file->path);
  struct plating_text stem = registry_stem (file->path);
  bool is_bad = has_failed (outcome, page);

  if (is_bad && is_blocked (f, g, page))
    return false;
  registry_front_info (f, "rendering %T", &file->path);
  if (file->trouble == REGISTRY_MISSING
      && file->home == REGISTRY_FUNCTION
      && registry_find_component (&g->site.catalog, REGISTRY_FUNCTION,
                                  stem) != PLATING_NONE)
    return registry_front_say (f, "function %T%s", &stem, no_schema);
  if (file->trouble == REGISTRY_MISSING)
    warn_missing (f, file);
  if (is_bad)
    say_failure (f, outcome, page);
  return !is_bad;
}

bool
registry_generation_print_pages
  (struct registry_front *f, const struct registry_generation *g,
   const struct plating_operation_outcome *outcome)
{
  struct registry_walk walk = { 0 };
  const struct registry_file *file;

  registry_front_info (f, "rendering templated website to static markdown");
  while ((file = registry_site_next (&g->site, &walk))) {
    if (file->is_template && !file->is_unused
        && !print_page (f, g, outcome, file))
      return false;
    if (file->is_template)
      continue;
    registry_front_info (f, "copying non-template file: %T", &file->path);
    if (!file->is_unused && has_failed (outcome, file->path)) {
      say_failure (f, outcome, file->path);
      return false;
    }
  }
  return true;
}
