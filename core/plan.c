/* SPDX-License-Identifier: Apache-2.0 */
/* The list of documents to make. */

#include <config.h>

#include "plan.h"

#include <stdlib.h>

#include <uv.h>

#include "common/arena.h"

struct pl_plan {
  uv_mutex_t mutex;             /* all below, while entries are added */
  struct pl_arena texts;
  struct plating_plan_entry *entries;
  uint32_t n, cap;
};

struct pl_plan *
pl_plan_new (void)
{
  struct pl_plan *p = calloc (1, sizeof *p);

  if (p && uv_mutex_init (&p->mutex) < 0) {
    free (p);
    return NULL;
  }
  if (p)
    pl_arena_init (&p->texts, 0);
  return p;
}

void
pl_plan_free (struct pl_plan *p)
{
  if (!p)
    return;
  uv_mutex_destroy (&p->mutex);
  pl_arena_release (&p->texts);
  free (p->entries);
  free (p);
}

static int
reserve (struct pl_plan *p, size_t n)
{
  struct plating_plan_entry *entries;
  uint32_t cap = p->cap ? p->cap : 256;

  if (n > PL_PLAN_LIMIT - p->n)
    return PLATING_E_LIMIT;
  while (cap < p->n + n)
    cap *= 2;
  if (cap == p->cap)
    return 0;
  entries = realloc (p->entries, cap * sizeof *entries);
  if (!entries)
    return PLATING_E_NOMEM;
  p->entries = entries;
  p->cap = cap;
  return 0;
}

int
pl_plan_add (struct pl_plan *p, const struct plating_plan_entry *entries,
             size_t n, size_t stride, uint32_t n_components)
{
  int status;
  size_t i;

  if (stride < sizeof *entries)
    return PLATING_E_INVAL;
  uv_mutex_lock (&p->mutex);
  status = reserve (p, n);
  for (i = 0; i < n && status == 0; i++) {
    struct plating_plan_entry copy
      = *(const struct plating_plan_entry *) (const void *)
        ((const char *) entries + i * stride);

    if (copy.component != PLATING_NONE && copy.component >= n_components)
      status = PLATING_E_INVAL;
    copy.path.ptr = pl_arena_strndup (&p->texts, copy.path.ptr,
                                      copy.path.len);
    if (!copy.path.ptr)
      status = PLATING_E_NOMEM;
    copy.sources = NULL;
    copy.n_sources = 0;
    if (status == 0)
      p->entries[p->n++] = copy;
  }
  uv_mutex_unlock (&p->mutex);
  return status;
}

uint32_t
pl_plan_size (const struct pl_plan *p)
{
  return p->n;
}

const struct plating_plan_entry *
pl_plan_at (const struct pl_plan *p, uint32_t i)
{
  return &p->entries[i];
}
