/* SPDX-License-Identifier: Apache-2.0 */
/* From a bundle to the components that it documents. */

#ifndef BN_BUNDLE_H
#define BN_BUNDLE_H

#include <stddef.h>

#include "common/arena.h"
#include "fault.h"

struct bn_component {
  const char *kind;             /* PLATING_KIND_ */
  const char *name;
  const char *folder;           /* below the root: the bundle, or a part */
  const char *inner_name;       /* what the folder calls it */
  size_t root;                  /* the caller's; see bn_bundle_read */
};

struct bn_components {
  struct bn_component *all;
  size_t n, cap;
};

/* Where bundles are. */
struct bn_place {
  const char *root;             /* absolute */
  size_t number;                /* the caller's */
  /* What the directory holds is taken from here, if it is there: the root is
   * at PREFIX in the snapshot. */
  const struct plating_tree *tree;
  const char *prefix;
  size_t near;                  /* where the last one was found in it */
};

/* Adds the components of the bundle PATH below the PLACE to LIST, with texts
 * in ARENA.  Returns 0 or PLATING_E_BUNDLE, _NOMEM. */
int bn_bundle_read (struct bn_place *place, const char *path,
                    struct pl_arena *arena, struct bn_components *list,
                    struct bn_fault *fault);

/* Sorts by kind and name.  PLATING_E_BUNDLE if one comes twice, with both
 * folders in the message; ROOTS has their names. */
int bn_components_sort (struct bn_components *list, const char *const *roots,
                        struct bn_fault *fault);

void bn_components_release (struct bn_components *list);

#endif
