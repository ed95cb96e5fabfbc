/* SPDX-License-Identifier: Apache-2.0 */
/* Which component a template shows. */

#include <config.h>

#include "plugins/registry/site.h"

#include <string.h>

#include <plating/types.h>

const struct plating_component *
registry_component (const struct registry_catalog *catalog, uint32_t i)
{
  return (const struct plating_component *) (const void *)
    ((const char *) catalog->request->components
     + (size_t) i * catalog->request->component_size);
}

/* Compares NAME with PREFIX, "_" if there is a prefix, and REST. */
static int
compare_name (struct plating_text name, struct plating_text prefix,
              struct plating_text rest)
{
  const struct plating_text parts[] = {
    prefix, { "_", prefix.ptr ? 1 : 0 }, rest
  };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    size_t len = parts[i].len < name.len ? parts[i].len : name.len;
    int c = len ? memcmp (name.ptr, parts[i].ptr, len) : 0;

    if (c)
      return c;
    if (len < parts[i].len)
      return -1;
    name.ptr += len;
    name.len -= len;
  }
  return name.len > 0;
}

uint32_t
registry_find_prefixed (const struct registry_catalog *catalog,
                        enum registry_kind kind, struct plating_text prefix,
                        struct plating_text name)
{
  uint32_t low = catalog->first[kind], high = catalog->last[kind];

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int c = compare_name (registry_component (catalog, middle)->name,
                          prefix, name);

    if (c == 0)
      return middle;
    if (c < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return PLATING_NONE;
}

uint32_t
registry_find_component (const struct registry_catalog *catalog,
                         enum registry_kind kind, struct plating_text name)
{
  static const struct plating_text none = { NULL, 0 };

  return registry_find_prefixed (catalog, kind, none, name);
}

/* The component that tfplugindocs takes: that of the file's name or, if
 * there is none, the one that is named like the provider. */
static uint32_t
find_as_original (const struct registry_site *site, enum registry_kind kind,
                  struct plating_text stem)
{
  uint32_t i;

  if (kind == REGISTRY_FUNCTION)
    return registry_find_component (&site->catalog, kind, stem);
  i = registry_find_prefixed (&site->catalog, kind, site->short_name, stem);
  if (i == PLATING_NONE)
    i = registry_find_component (&site->catalog, kind, site->short_name);
  return i;
}

/* What else PATH can mean: the component that the template was made for, one
 * without (a function: with) the provider's prefix, one with dots. */
static uint32_t
find_by_meaning (const struct registry_site *site,
                 const struct registry_file *file)
{
  enum registry_kind kind = file->home;
  struct plating_text stem = registry_stem (file->path), name;
  uint32_t i;

  if (file->made_for != PLATING_NONE)
    return file->made_for;
  name = pl_text_base_name (registry_page_path (file->path));
  if (pl_text_ends_with (name, ".md"))
    name.len -= sizeof ".md" - 1;
  i = registry_find_component (&site->catalog, kind, name);
  if (i == PLATING_NONE)
    i = registry_find_prefixed (&site->catalog, kind, site->short_name, name);
  if (i == PLATING_NONE)
    i = registry_find_component (&site->catalog, kind, stem);
  if (i == PLATING_NONE)
    i = registry_find_prefixed (&site->catalog, kind, site->short_name, stem);
  return i;
}

static bool
has_no_schema (const struct registry_site *site, uint32_t component)
{
  return component == PLATING_NONE
         || registry_component (&site->catalog, component)->flags
            & PLATING_COMPONENT_NO_SCHEMA;
}

static bool
has_identity (const struct registry_site *site, uint32_t component)
{
  return component != PLATING_NONE
         && registry_component (&site->catalog, component)->flags
            & PLATING_COMPONENT_HAS_IDENTITY;
}

/* The identity is looked up by the same names as the resource, but for
 * itself: the two may be found under different ones. */
static uint32_t
find_identity (const struct registry_site *site, struct plating_text stem)
{
  uint32_t i = registry_find_prefixed (&site->catalog, REGISTRY_RESOURCE,
                                       site->short_name, stem);

  if (!has_identity (site, i))
    i = registry_find_component (&site->catalog, REGISTRY_RESOURCE,
                                 site->short_name);
  return has_identity (site, i) ? i : PLATING_NONE;
}

static void
resolve_provider (const struct registry_site *site,
                  struct registry_file *file)
{
  const struct registry_catalog *catalog = &site->catalog;

  file->kind = REGISTRY_PROVIDER;
  if (catalog->first[REGISTRY_PROVIDER] < catalog->last[REGISTRY_PROVIDER])
    file->component = catalog->first[REGISTRY_PROVIDER];
  else
    file->trouble = REGISTRY_NO_PROVIDER;
}

void
registry_site_resolve (const struct registry_site *site,
                       struct registry_file *file)
{
  enum registry_kind kind = registry_kind_of_path (file->path);
  struct plating_text stem = registry_stem (file->path);
  bool by_meaning;
  uint32_t i;

  file->home = file->kind = (uint8_t) kind;
  if (kind == REGISTRY_PLAIN)
    return;
  if (kind == REGISTRY_PROVIDER) {
    resolve_provider (site, file);
    return;
  }
  i = find_as_original (site, kind, stem);
  by_meaning = has_no_schema (site, i) && !site->compatible;
  if (by_meaning)
    i = find_by_meaning (site, file);
  /* A page that we make of ourselves for a component without a schema is
   * an error, which loading the schema will state. */
  if (has_no_schema (site, i)
      && (site->compatible || i == PLATING_NONE
          || file->made_for == PLATING_NONE)) {
    file->kind = REGISTRY_PLAIN;
    file->trouble = REGISTRY_MISSING;
    return;
  }
  file->component = i;
  if (kind == REGISTRY_RESOURCE && !by_meaning)
    file->identity = find_identity (site, stem);
  else if (kind == REGISTRY_RESOURCE && has_identity (site, i))
    file->identity = i;
}
