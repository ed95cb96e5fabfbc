/* SPDX-License-Identifier: Apache-2.0 */
/* Lists directories from what the host has listed. */

#ifndef BN_SNAPSHOT_H
#define BN_SNAPSHOT_H

#include <plating/host.h>

#include "names.h"

/* Like bn_names_list for DIRECTORY in the snapshot.  ENOTSUP: ask the disk,
 * because there is, or may be, a link that the snapshot does not follow. */
int bn_snapshot_list (const struct plating_tree *tree, const char *directory,
                      struct bn_names *names);

#endif
