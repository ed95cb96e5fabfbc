/* SPDX-License-Identifier: Apache-2.0 */
/* Trees that are scanned once, whoever asks first. */

#ifndef PL_TREE_CACHE_H
#define PL_TREE_CACHE_H

#include <plating/types.h>

struct pl_tree;
struct pl_tree_cache;

struct pl_tree_cache *pl_tree_cache_new (void);
/* Frees all trees as well.  NULL is allowed. */
void pl_tree_cache_free (struct pl_tree_cache *cache);

/* Returns the tree of KEY, waiting while another thread fills it; it lives as
 * long as the cache.  With *IS_OURS it is empty, and the caller fills it
 * and calls pl_tree_cache_release.  NULL when memory is exhausted.  [any] */
struct pl_tree *pl_tree_cache_claim (struct pl_tree_cache *cache,
                                     struct plating_text key, int *is_ours);

/* Returns the tree of KEY if it is filled, else NULL.  [any] */
const struct pl_tree *pl_tree_cache_find (struct pl_tree_cache *cache,
                                          struct plating_text key);

/* TREE is filled, or, if IS_READY is 0, empty and left to the next that asks
 * for it.  [any] */
void pl_tree_cache_release (struct pl_tree_cache *cache, struct pl_tree *tree,
                            int is_ready);

#endif
