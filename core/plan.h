/* SPDX-License-Identifier: Apache-2.0 */
/* The list of documents to make, in the order in which the first renderer
 * listed them. */

#ifndef PL_PLAN_H
#define PL_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>

struct pl_arena;
struct pl_plan;

#define PL_PLAN_LIMIT 10000000u

struct pl_plan *pl_plan_new (void);
void pl_plan_free (struct pl_plan *p);

/* Adds copies of ENTRIES; the sources are not kept.  N_COMPONENTS: size of
 * the catalog.  PLATING_E_INVAL, _LIMIT, _NOMEM.  [any] */
int pl_plan_add (struct pl_plan *p, const struct plating_plan_entry *entries,
                 size_t n, size_t stride, uint32_t n_components);

/* How many were added, after the last addition.  [any] */
uint32_t pl_plan_size (const struct pl_plan *p);

/* Takes the next entry, whose path is a new one in ARENA, and sets *INDEX to
 * its place in the list.  Returns 1, 0 when there is none left, or
 * PLATING_E_NOMEM: then the plan is good no more.  [any] */
int pl_plan_take (struct pl_plan *p, struct pl_arena *arena,
                  uint32_t *index, struct plating_plan_entry *entry);

#endif
