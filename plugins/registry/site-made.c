/* SPDX-License-Identifier: Apache-2.0 */
/* Templates that are missing and are made.
 *
 * There are as many as components, so that each has but eight bytes; what
 * else is to be known of one is found again when it is asked for.  After the
 * plan nothing is left of them here: a plan entry's datum has it all. */

#include <config.h>

#include "plugins/registry/site.h"

#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"

#define SUFFIX ".md.tmpl"

/* A plan entry's datum of a template that is made. */
#define DATA_MADE          ((uint64_t) 1 << 63)
#define DATA_ID_DESCRIBED  ((uint64_t) 1 << 62)
#define DATA_MODE_SHIFT     48     /* 12 bits */
#define DATA_HOME_SHIFT     44     /* 4 bits, as the next */
#define DATA_KIND_SHIFT     40
#define DATA_ORIGIN_SHIFT   36
#define DATA_TROUBLE_SHIFT  32

_Static_assert (REGISTRY_N_KINDS < 15, "a kind has 4 bits");

int
registry_made_start (struct registry_site *site)
{
  site->made = pl_arena_alloc
    (site->passing, ((size_t) site->catalog.request->n_components + 1)
                    * sizeof *site->made);
  return site->made ? 0 : PLATING_E_NOMEM;
}

bool
registry_can_be_named (struct plating_text short_name)
{
  return short_name.len <= REGISTRY_SHORT_NAME_MAX
         && (!short_name.len
             || (!memchr (short_name.ptr, '/', short_name.len)
                 && !memchr (short_name.ptr, '\0', short_name.len)));
}

void
registry_made_add (struct registry_site *site, enum registry_kind kind,
                   uint32_t component, bool is_of_fallback)
{
  site->made[site->n_made++] = (struct registry_made) {
    .component = component, .kind = (uint8_t) kind,
    .flags = is_of_fallback ? REGISTRY_MADE_OF_FALLBACK : 0
  };
}

/* -- paths ------------------------------------------------------------- */

static struct plating_text
short_name_of (const struct registry_site *site,
               const struct registry_made *made)
{
  if (made->kind == REGISTRY_PROVIDER)
    return pl_text_of ("index");
  return registry_component_short_name
           (registry_component (&site->catalog, made->component)->name,
            site->short_name);
}

/* Puts the path into OUT, of REGISTRY_MADE_PATH_SIZE bytes. */
static struct plating_text
path_of (const struct registry_site *site, const struct registry_made *made,
         char *out)
{
  struct plating_text name = short_name_of (site, made);
  const char *directory = registry_kinds[made->kind].directory;
  size_t len = strlen (directory);

  memcpy (out, directory, len);
  if (name.len)
    memcpy (out + len, name.ptr, name.len);
  len += name.len;
  memcpy (out + len, SUFFIX, sizeof SUFFIX);
  return (struct plating_text) { out, len + sizeof SUFFIX - 1 };
}

/* In the order of their paths. */
static int
compare (const void *left, const void *right, void *data)
{
  const struct registry_site *site = data;
  char a[REGISTRY_MADE_PATH_SIZE], b[REGISTRY_MADE_PATH_SIZE];

  return pl_snapshot_compare (path_of (site, left, a),
                              path_of (site, right, b));
}

/* Sorting takes as much memory again, and is seldom needed. */
void
registry_made_sort (struct registry_site *site)
{
  size_t i;

  for (i = 1; i < site->n_made; i++)
    if (compare (&site->made[i - 1], &site->made[i], site) > 0)
      break;
  if (i < site->n_made)
    qsort_r (site->made, site->n_made, sizeof *site->made, compare, site);
}

struct registry_made *
registry_made_find (const struct registry_site *site,
                    struct plating_text path)
{
  size_t low = 0, high = site->n_made;
  char buffer[REGISTRY_MADE_PATH_SIZE];

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int c = pl_snapshot_compare (path_of (site, &site->made[middle],
                                          buffer), path);

    if (c == 0)
      return &site->made[middle];
    if (c < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

void
registry_made_expand (const struct registry_site *site,
                      const struct registry_made *made, char *path,
                      struct registry_file *file)
{
  *file = (struct registry_file) {
    .path = path_of (site, made, path),
    .origin = made->flags & REGISTRY_MADE_OF_FALLBACK
              ? REGISTRY_FROM_FALLBACK : REGISTRY_FROM_DEFAULT,
    .is_template = true,
    .id_is_described = (made->flags & REGISTRY_MADE_ID_DESCRIBED) != 0,
    .mode = made->mode, .component = PLATING_NONE,
    .identity = PLATING_NONE, .made_for = made->component
  };
  registry_site_resolve (site, file);
}

/* -- data of plan entries ---------------------------------------------- */

uint64_t
registry_file_data (const struct registry_walk *walk,
                    const struct registry_file *file)
{
  if (!walk->is_made)
    return walk->index;
  return DATA_MADE | (file->id_is_described ? DATA_ID_DESCRIBED : 0)
         | (uint64_t) (file->mode & 07777) << DATA_MODE_SHIFT
         | (uint64_t) file->home << DATA_HOME_SHIFT
         | (uint64_t) file->kind << DATA_KIND_SHIFT
         | (uint64_t) file->origin << DATA_ORIGIN_SHIFT
         | (uint64_t) file->trouble << DATA_TROUBLE_SHIFT
         | file->identity;
}

bool
registry_data_is_made (uint64_t data)
{
  return (data & DATA_MADE) != 0;
}

struct registry_file
registry_file_of_data (uint64_t data, struct plating_text path,
                       uint32_t component)
{
  return (struct registry_file) {
    .path = path, .is_template = true, .component = component,
    .id_is_described = (data & DATA_ID_DESCRIBED) != 0,
    .mode = data >> DATA_MODE_SHIFT & 07777,
    .home = data >> DATA_HOME_SHIFT & 15,
    .kind = data >> DATA_KIND_SHIFT & 15,
    .origin = data >> DATA_ORIGIN_SHIFT & 15,
    .trouble = data >> DATA_TROUBLE_SHIFT & 15,
    .identity = (uint32_t) data, .made_for = PLATING_NONE
  };
}
