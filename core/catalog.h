/* SPDX-License-Identifier: Apache-2.0 */
/* The components of one run: gathered by discovery, sorted, then frozen. */

#ifndef PL_CATALOG_H
#define PL_CATALOG_H

#include <stddef.h>
#include <stdint.h>

#include <plating/renderer.h>

struct pl_arena;
struct pl_catalog;
struct plating_error;

/* What takes part in a run. */
struct pl_catalog_filter {
  const char *const *kinds;     /* n_kinds; none: all */
  size_t n_kinds;
  const char *const *globs;     /* shell patterns for names; none: all */
  size_t n_globs;
  int ignore_deprecated;
};

/* Most components of one catalog. */
#define PL_CATALOG_LIMIT 10000000u

/* NULL when memory is exhausted. */
struct pl_catalog *pl_catalog_new (void);
void pl_catalog_free (struct pl_catalog *c);

/* Adds copies.  PLATING_E_INVAL, _LIMIT, _NOMEM.  [any] */
int pl_catalog_add (struct pl_catalog *c,
                    const struct plating_component *components, size_t n,
                    size_t stride);

/* Sorts by kind and name, and applies FILTER.  Nothing can be added
 * afterwards.  A name that came twice for a kind is an error. */
int pl_catalog_freeze (struct pl_catalog *c,
                       const struct pl_catalog_filter *filter,
                       struct plating_error **err);

/* Sorts what is there: before pl_catalog_find, which looks at that alone and
 * returns an index or PLATING_NONE. */
void pl_catalog_sort (struct pl_catalog *c);
uint32_t pl_catalog_find (const struct pl_catalog *c,
                          struct plating_text kind,
                          struct plating_text name);
/* Gives component I a copy of FOLDER.  0, PLATING_E_INVAL or _NOMEM. */
int pl_catalog_set_folder (struct pl_catalog *c, uint32_t i,
                           const struct plating_folder *folder);

int pl_catalog_is_frozen (const struct pl_catalog *c);

/* After freezing: makes it small.  From now on pl_catalog_at and
 * pl_catalog_is_selected are not to be used.  Returns 0, or PLATING_E_NOMEM:
 * then it is as it was.  Alone. */
int pl_catalog_pack (struct pl_catalog *c);

/* After freezing.  [any] */
uint32_t pl_catalog_size (const struct pl_catalog *c);
const struct plating_component *pl_catalog_at (const struct pl_catalog *c,
                                               uint32_t i);
int pl_catalog_is_selected (const struct pl_catalog *c, uint32_t i);
uint32_t pl_catalog_n_selected (const struct pl_catalog *c);

/* Whether the name of a component matches GLOB.  Not once it is packed. */
int pl_catalog_has_match (const struct pl_catalog *c, const char *glob);
int pl_catalog_is_filtered (const struct pl_catalog *c);

/* The same as pl_catalog_at, packed or not: lives as long as the catalog and
 * ARENA do.  NULL when memory is exhausted. */
const struct plating_component *pl_catalog_get (const struct pl_catalog *c,
                                                uint32_t i,
                                                struct pl_arena *arena);

/* Fills in the members of REQ that describe the catalog, which live as long
 * as it and ARENA do.  Returns 0 or PLATING_E_NOMEM. */
int pl_catalog_describe (const struct pl_catalog *c, struct pl_arena *arena,
                         struct plating_catalog_request *req);

#endif
