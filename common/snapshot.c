/* SPDX-License-Identifier: Apache-2.0 */
/* Finds entries of a snapshot. */

#include <config.h>

#include "snapshot.h"

#include <string.h>

/* In the order of a snapshot a slash comes before all other bytes. */
static int
compare_paths (struct plating_text a, struct plating_text b)
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

size_t
pl_snapshot_bound (const struct plating_tree *tree, struct plating_text path)
{
  size_t low = 0, high = tree->n_entries;

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (compare_paths (pl_snapshot_entry (tree, middle)->path, path) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
