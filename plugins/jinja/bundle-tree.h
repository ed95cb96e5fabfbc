/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot of what is in the bundles of a root. */

#ifndef PLATE_BUNDLE_TREE_H
#define PLATE_BUNDLE_TREE_H

#include "plugins/jinja/renderer.h"

/* Sets root->tree to one that has the files of all bundles of ROOT, and those
 * behind links to directories where a bundle has its parts.  A bundle that
 * can't be listed is reported and left out.  Returns 0 or PLATING_E_NOMEM,
 * _CANCELLED. */
int plate_bundle_tree (struct plate_renderer *r, uint64_t op,
                       const struct plating_catalog_request *req,
                       struct plate_root *root);

#endif
