/* SPDX-License-Identifier: Apache-2.0 */
/* The bundles of a directory tree: directories NAME.plating.
 *
 * Links to directories are not followed, so that there are no loops; one
 * that is itself named as a bundle is one, as long as it stays inside.
 * Nothing is looked for in a bundle, in what is hidden (".git"), and in what
 * tools put there: node_modules, __pycache__, site-packages, virtual
 * environments and the copies that setuptools builds. */

#ifndef BN_SCAN_H
#define BN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/arena.h"
#include "fault.h"

#define BN_SUFFIX ".plating"

struct bn_bundle {
  const char *path;             /* below the root */
  dev_t device;
  ino_t inode;
};

struct bn_bundles {
  struct bn_bundle *all;
  size_t n, cap;
};

struct bn_scan {
  const char *root;             /* absolute */
  const char *const *excluded;  /* shell patterns for paths below the root */
  size_t n_excluded;
  unsigned max_depth;
  uint64_t max_entries;         /* names that are looked at */
  bool is_probe;                /* stop at the first one; what is beyond the
                                   limits is left out without a word */
  bool *is_cut;                 /* of a probe: set if something was */
  bool is_alone;                /* device and inode are not asked for */
  struct pl_arena *arena;       /* of the paths */
  /* Tells of a directory that is left out.  Returns 0 or PLATING_E_NOMEM. */
  int (*warn) (void *data, const char *path, const char *why);
  bool (*is_cancelled) (void *data);
  void *data;
};

/* Adds what is found to BUNDLES, in order of the paths.  Returns 0 or
 * PLATING_E_DISCOVERY, _LIMIT, _CANCELLED, _NOMEM. */
int bn_scan_run (const struct bn_scan *scan, struct bn_bundles *bundles,
                 struct bn_fault *fault);

void bn_bundles_release (struct bn_bundles *bundles);

#endif
