/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the registry's conventions, and names made after them. */

#include <config.h>

#include "plugins/registry/names.h"

#include <string.h>

#include <plating/document.h>

/* A function's templates call themselves what a resource's do; so they do
 * in tfplugindocs. */
const struct registry_kind_names registry_kinds[REGISTRY_N_KINDS + 1] = {
  [REGISTRY_RESOURCE] = {
    .kind = PLATING_KIND_RESOURCE,
    .directory = "resources/",
    .fallback = "resources.md.tmpl",
    .legacy = "r/",
    .examples = "resources/",
    .example = "resource",
    .example_suffix = ".tf",
    .type = "Resource",
    .words = "resource",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_DATA_SOURCE] = {
    .kind = PLATING_KIND_DATA_SOURCE,
    .directory = "data-sources/",
    .fallback = "data-sources.md.tmpl",
    .legacy = "d/",
    .examples = "data-sources/",
    .example = "data-source",
    .example_suffix = ".tf",
    .type = "Data Source",
    .words = "data source",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_FUNCTION] = {
    .kind = PLATING_KIND_FUNCTION,
    .directory = "functions/",
    .fallback = "functions.md.tmpl",
    .examples = "functions/",
    .example = "function",
    .example_suffix = ".tf",
    .type = "function",
    .words = "function",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_EPHEMERAL_RESOURCE] = {
    .kind = PLATING_KIND_EPHEMERAL_RESOURCE,
    .directory = "ephemeral-resources/",
    .fallback = "ephemeral-resources.md.tmpl",
    .examples = "ephemeral-resources/",
    .example = "ephemeral-resource",
    .example_suffix = ".tf",
    .type = "Ephemeral Resource",
    .words = "ephemeral resource",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_ACTION] = {
    .kind = PLATING_KIND_ACTION,
    .directory = "actions/",
    .fallback = "actions.md.tmpl",
    .examples = "actions/",
    .example = "action",
    .example_suffix = ".tf",
    .type = "Action",
    .words = "action",
    .template_name = "actionTemplate"
  },
  [REGISTRY_LIST_RESOURCE] = {
    .kind = PLATING_KIND_LIST_RESOURCE,
    .directory = "list-resources/",
    .fallback = "list-resources.md.tmpl",
    .examples = "list-resources/",
    .example = "list-resource",
    .example_suffix = ".tfquery.hcl",
    .type = "List Resource",
    .words = "list resource",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_STATE_STORE] = {
    .kind = PLATING_KIND_STATE_STORE,
    .directory = "state-stores/",
    .fallback = "state-stores.md.tmpl",
    .examples = "state-stores/",
    .example = "state-store",
    .example_suffix = ".tf",
    .type = "State Store",
    .words = "state store",
    .template_name = "resourceTemplate"
  },
  [REGISTRY_PROVIDER] = {
    .kind = PLATING_KIND_PROVIDER,
    .directory = "",
    .examples = "provider/",
    .example = "provider",
    .example_suffix = ".tf",
    .words = "provider",
    .template_name = "providerTemplate"
  },
  [REGISTRY_PLAIN] = {
    .words = "",
    .template_name = "docTemplate"
  }
};

const char *const registry_static_suffixes[] = {
  ".md", ".markdown", ".html.markdown", ".html.md", NULL
};

/* -- names ------------------------------------------------------------- */

struct plating_text
registry_short_name (struct plating_text name)
{
  static const char prefix[] = "terraform-provider-";

  if (pl_text_starts_with (name, prefix)) {
    name.ptr += sizeof prefix - 1;
    name.len -= sizeof prefix - 1;
  }
  return name;
}

struct plating_text
registry_component_short_name (struct plating_text name,
                               struct plating_text short_name)
{
  size_t len = short_name.len;

  if (name.len > len && name.ptr[len] == '_'
      && (!len || !memcmp (name.ptr, short_name.ptr, len))) {
    name.ptr += len + 1;
    name.len -= len + 1;
  }
  return name;
}

struct plating_text
registry_stem (struct plating_text path)
{
  struct plating_text stem = pl_text_base_name (path);
  size_t i;

  /* All from the first dot on goes, but a name may begin with one. */
  for (i = 1; i < stem.len; i++)
    if (stem.ptr[i] == '.')
      stem.len = i;
  return stem;
}

bool
registry_is_template (struct plating_text path)
{
  return pl_text_ends_with (path, ".tmpl");
}

struct plating_text
registry_page_path (struct plating_text path)
{
  if (registry_is_template (path))
    path.len -= sizeof ".tmpl" - 1;
  return path;
}

/* -- kinds ------------------------------------------------------------- */

enum registry_kind
registry_kind_of (struct plating_text kind)
{
  int k;

  for (k = 0; k < REGISTRY_N_KINDS; k++)
    if (pl_text_same (kind, pl_text_of (registry_kinds[k].kind)))
      break;
  return (enum registry_kind) k;
}

enum registry_kind
registry_kind_of_path (struct plating_text path)
{
  struct plating_text name = pl_text_base_name (path);
  struct plating_text directory = { path.ptr, path.len - name.len };
  int k;

  for (k = 0; k < REGISTRY_PROVIDER; k++)
    if (pl_text_same (directory,
                      pl_text_of (registry_kinds[k].directory)))
      return (enum registry_kind) k;
  if (pl_text_same (path, pl_text_of ("index.md.tmpl")))
    return REGISTRY_PROVIDER;
  return REGISTRY_PLAIN;
}

bool
registry_is_managed (struct plating_text path)
{
  int k;

  for (k = 0; k < REGISTRY_PROVIDER; k++)
    if (pl_text_starts_with (path, registry_kinds[k].directory))
      return true;
  return pl_text_starts_with (path, "guides/")
         || pl_text_same (path, pl_text_of ("index.md"));
}

struct plating_text
registry_media_type (struct plating_text path)
{
  static const char *const types[][2] = {
    { ".md", PLATING_MEDIA_MARKDOWN },
    { ".markdown", PLATING_MEDIA_MARKDOWN },
    { ".html", PLATING_MEDIA_HTML },
    { ".json", PLATING_MEDIA_JSON },
    { ".txt", PLATING_MEDIA_TEXT }
  };
  size_t i;

  for (i = 0; i < sizeof types / sizeof types[0]; i++)
    if (pl_text_ends_with (path, types[i][0]))
      return pl_text_of (types[i][1]);
  return pl_text_of (PLATING_MEDIA_OTHER);
}
