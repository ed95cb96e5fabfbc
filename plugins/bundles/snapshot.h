/* SPDX-License-Identifier: Apache-2.0 */
/* Lists directories from what the host has listed. */

#ifndef BN_SNAPSHOT_H
#define BN_SNAPSHOT_H

#include <plating/host.h>

#include "names.h"

/* Like bn_names_list for DIRECTORY in the snapshot.  ENOTSUP: ask the disk,
 * because there is, or may be, a link that the snapshot does not follow.  It
 * is looked for near entry *NEAR, which is then where it was. */
int bn_snapshot_list (const struct plating_tree *tree, const char *directory,
                      size_t *near, struct bn_names *names);

#endif
