/* SPDX-License-Identifier: Apache-2.0 */
/* Finds entries of a snapshot. */

#include <config.h>

#include "snapshot.h"

#include <stdbool.h>
#include <string.h>

int
pl_snapshot_compare (struct plating_text a, struct plating_text b)
{
  size_t len = a.len < b.len ? a.len : b.len, i;

  /* Most of the time long starts of them are the same. */
  for (i = 0; len - i >= 8 && !memcmp (a.ptr + i, b.ptr + i, 8); i += 8)
    ;
  for (; i < len; i++)
    if (a.ptr[i] != b.ptr[i]) {
      if (a.ptr[i] == '/')
        return -1;
      if (b.ptr[i] == '/')
        return 1;
      return (unsigned char) a.ptr[i] < (unsigned char) b.ptr[i] ? -1 : 1;
    }
  return a.len < b.len ? -1 : a.len > b.len;
}

static bool
is_before (const struct plating_tree *tree, size_t i,
           struct plating_text path)
{
  return pl_snapshot_compare (pl_snapshot_entry (tree, i)->path, path) < 0;
}

/* All entries before LOW come before PATH, and none from HIGH on. */
static size_t
search (const struct plating_tree *tree, struct plating_text path, size_t low,
        size_t high)
{
  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (is_before (tree, middle, path))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t
pl_snapshot_bound (const struct plating_tree *tree, struct plating_text path)
{
  return search (tree, path, 0, tree->n_entries);
}

size_t
pl_snapshot_bound_near (const struct plating_tree *tree,
                        struct plating_text path, size_t near)
{
  const size_t n = tree->n_entries;
  size_t step = 1, low = near;

  if (near >= n || !is_before (tree, near, path))
    return search (tree, path, 0, near < n ? near : n);
  /* Ever longer steps, until one has gone too far. */
  while (step < n - low && is_before (tree, low + step, path)) {
    low += step;
    step *= 2;
  }
  return search (tree, path, low + 1, step < n - low ? low + step : n);
}
