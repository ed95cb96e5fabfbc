/* SPDX-License-Identifier: Apache-2.0 */
/* Components in few bytes: what differs from the one before.
 *
 * A struct plating_component and its name take eighty bytes or more; while
 * pages are made only those under way need one.  Packed, forty thousand
 * take ten bytes each. */

#ifndef PL_CATALOG_PACKED_H
#define PL_CATALOG_PACKED_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>

struct pl_arena;
struct pl_packed;

/* Packs N components and whether each is selected.  The texts of kinds and
 * the folders are borrowed.  NULL when memory is exhausted. */
struct pl_packed *pl_packed_new (const struct plating_component *components,
                                 const uint8_t *selected, uint32_t n);
void pl_packed_free (struct pl_packed *p);

/* Sets OUT to component I; its name, followed by a NUL, is new in ARENA.
 * Returns 0 or PLATING_E_NOMEM.  [any] */
int pl_packed_get (const struct pl_packed *p, uint32_t i,
                   struct pl_arena *arena, struct plating_component *out);

/* Sets OUT and SELECTED, arrays for all components. */
int pl_packed_get_all (const struct pl_packed *p, struct pl_arena *arena,
                       struct plating_component *out, uint8_t *selected);

#endif
