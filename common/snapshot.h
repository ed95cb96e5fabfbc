/* SPDX-License-Identifier: Apache-2.0 */
/* Finds entries of a snapshot of a directory tree, see host->tree. */

#ifndef PL_SNAPSHOT_H
#define PL_SNAPSHOT_H

#include <stddef.h>

#include <plating/host.h>

static inline const struct plating_tree_entry *
pl_snapshot_entry (const struct plating_tree *tree, size_t i)
{
  return (const struct plating_tree_entry *) (const void *)
    ((const char *) tree->entries + i * tree->entry_size);
}

/* Compares paths in the order of a snapshot, where a slash comes before all
 * other bytes. */
int pl_snapshot_compare (struct plating_text a, struct plating_text b);

/* The first entry that does not come before PATH; n_entries: none.  What is
 * in a directory comes right after it. */
size_t pl_snapshot_bound (const struct plating_tree *tree,
                          struct plating_text path);

/* The same, faster if that is not far behind entry NEAR. */
size_t pl_snapshot_bound_near (const struct plating_tree *tree,
                               struct plating_text path, size_t near);

#endif
