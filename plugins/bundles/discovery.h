/* SPDX-License-Identifier: Apache-2.0 */
/* One call of discover: what discovery.c, roots.c and settings.c share. */

#ifndef BN_DISCOVERY_H
#define BN_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/plugin.h>

#include "bundle.h"
#include "common/arena.h"
#include "fault.h"
#include "scan.h"

struct bn_plugin {
  const struct plating_host *host;
  const struct plating_value *settings;
};

struct bn_root {
  const char *path;             /* absolute */
  const char *name;             /* of the read root */
  const char *prefix;           /* of the paths below that; may be empty */
  bool is_given;                /* by a setting */
};

struct bn_discovery {
  struct bn_plugin *plugin;
  const struct plating_discover_request *req;
  uint64_t op;
  struct pl_arena arena;
  const char *project;          /* the provider's directory */
  const char *real_project;     /* without links */
  struct bn_root *roots;
  const char **shown;           /* how each root is called in messages */
  size_t n_roots, cap_roots;
  size_t scanned;               /* the root that is looked at */
  struct bn_bundles seen;
  struct bn_components components;
  struct bn_fault fault;
};

/* -- settings.c: texts are in the discovery's arena ------------------- */

const struct plating_value *bn_setting (const struct bn_plugin *plugin,
                                        const char *name);

/* The *N texts of a list setting; as absolute paths if IS_PATH.  NULL: no
 * memory. */
const char **bn_setting_texts (struct bn_discovery *d, const char *name,
                               bool is_path, size_t *n);

/* DIR/NAME, or NULL: no memory. */
const char *bn_path_join (struct bn_discovery *d, const char *dir,
                          const char *name);

/* -- roots.c ---------------------------------------------------------- */

/* Sets the roots: what the settings name, else what the project does.
 * Returns 0, or a negative code with the fault set. */
int bn_roots_add (struct bn_discovery *d);

#endif
