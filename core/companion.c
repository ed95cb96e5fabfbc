/* SPDX-License-Identifier: Apache-2.0 */
/* Joins a companion's components with those of the catalog. */

#include <config.h>

#include "companion.h"


#include "catalog.h"
#include "common/buffer.h"
#include "common/text.h"
#include "error.h"

struct join {
  struct pl_catalog *catalog;
  struct plating_text prefixes[2];      /* names of the provider */
  struct pl_buffer name;
};

static uint32_t
find_prefixed (struct join *j, const struct plating_component *c,
               struct plating_text prefix)
{
  struct plating_text name;

  if (!prefix.len)
    return PLATING_NONE;
  pl_buffer_clear (&j->name);
  pl_buffer_append (&j->name, prefix.ptr, prefix.len);
  pl_buffer_putc (&j->name, '_');
  pl_buffer_append (&j->name, c->name.ptr, c->name.len);
  name.ptr = j->name.data;
  name.len = j->name.len;
  return j->name.failed ? PLATING_NONE
    : pl_catalog_find (j->catalog, c->kind, name);
}

/* Of this kind there is one at most, whatever its name. */
static uint32_t
find_provider (const struct join *j, const struct plating_component *c)
{
  static const struct plating_text kind = PLATING_TEXT (PLATING_KIND_PROVIDER);
  uint32_t n = pl_catalog_size (j->catalog), i;

  if (c->kind.len != kind.len || memcmp (c->kind.ptr, kind.ptr, kind.len))
    return PLATING_NONE;
  for (i = 0; i < n; i++)
    if (!strcmp (pl_catalog_at (j->catalog, i)->kind.ptr, kind.ptr))
      return i;
  return PLATING_NONE;
}

static uint32_t
find (struct join *j, const struct plating_component *c)
{
  uint32_t i = pl_catalog_find (j->catalog, c->kind, c->name);
  size_t k;

  for (k = 0; i == PLATING_NONE && k < 2 && !j->name.failed; k++)
    i = find_prefixed (j, c, j->prefixes[k]);
  return i == PLATING_NONE ? find_provider (j, c) : i;
}

static int
join_one (struct join *j, const struct plating_component *c,
          struct plating_error **err)
{
  uint32_t i = find (j, c);
  const struct plating_component *known;
  struct plating_component added = *c;
  int status;

  if (j->name.failed)
    return PLATING_E_NOMEM;
  if (i == PLATING_NONE) {
    added.flags |= PLATING_COMPONENT_NO_SCHEMA;
    return pl_catalog_add (j->catalog, &added, 1, sizeof added);
  }
  known = pl_catalog_at (j->catalog, i);
  if (!c->folder)
    return 0;
  if (!known->folder)
    return pl_catalog_set_folder (j->catalog, i, c->folder);
  status = pl_error_set (err, PLATING_E_DISCOVERY, "the %s '%s' has two "
                         "folders: '%s' ('%s') and '%s' ('%s')",
                         known->kind.ptr, known->name.ptr,
                         known->folder->path.ptr, known->folder->name.ptr,
                         c->folder->path.ptr, c->folder->name.ptr);
  pl_error_add_component (err, known->name.ptr);
  return status;
}

int
pl_companion_join (struct pl_catalog *catalog, const struct pl_catalog *found,
                   const struct plating_provider *provider,
                   const char *plugin, struct plating_error **err)
{
  struct join j = {
    .catalog = catalog,
    /* What configurations call it is the last part of its address. */
    .prefixes = { provider->short_name,
                  pl_text_base_name (provider->address) },
  };
  uint32_t n = pl_catalog_size (found), i;
  int status = 0;

  pl_catalog_sort (catalog);
  pl_buffer_init (&j.name);
  for (i = 0; i < n && status == 0; i++) {
    status = join_one (&j, pl_catalog_at (found, i), err);
    if (status < 0 && status != PLATING_E_DISCOVERY)
      pl_error_set (err, status, "the components were not taken");
  }
  pl_buffer_release (&j.name);
  if (status < 0)
    pl_error_add_plugin (err, plugin);
  return status;
}
