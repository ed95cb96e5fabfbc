/* SPDX-License-Identifier: Apache-2.0 */
/* The list of documents to make, in the order in which the first renderer
 * listed them. */

#ifndef PL_PLAN_H
#define PL_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>

struct pl_plan;

#define PL_PLAN_LIMIT 10000000u

struct pl_plan *pl_plan_new (void);
void pl_plan_free (struct pl_plan *p);

/* Adds copies of ENTRIES; the sources are not kept.  N_COMPONENTS: size of
 * the catalog.  PLATING_E_INVAL, _LIMIT, _NOMEM.  [any] */
int pl_plan_add (struct pl_plan *p, const struct plating_plan_entry *entries,
                 size_t n, size_t stride, uint32_t n_components);

/* After the last addition.  [any] */
uint32_t pl_plan_size (const struct pl_plan *p);
const struct plating_plan_entry *pl_plan_at (const struct pl_plan *p,
                                             uint32_t i);

#endif
