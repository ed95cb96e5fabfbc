/* SPDX-License-Identifier: Apache-2.0 */
/* Example files of a component, found in the snapshot of the examples
 * directory. */

#ifndef REGISTRY_EXAMPLES_H
#define REGISTRY_EXAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/host.h>

#include "common/arena.h"
#include "plugins/registry/names.h"

struct registry_examples_root {
  const struct plating_tree *tree;
  struct plating_text path;     /* absolute */
  bool has_links;               /* some directory is reached by a link */
};

/* A file that may exist. */
struct registry_example {
  struct plating_text path;     /* absolute, always set */
  bool exists;
};

struct registry_examples {
  struct registry_example single;
  struct plating_text *files;   /* all that match, sorted */
  size_t n_files;
  /* Of resources; empty for others. */
  struct registry_example import, import_id, import_identity;
};

/* Looks at the tree of ROOT. */
void registry_examples_start (struct registry_examples_root *root);

/* The directory of a component's examples, ending in a slash, relative to
 * that of all examples; ptr is NULL when memory runs out. */
struct plating_text registry_examples_directory (enum registry_kind kind,
                                                 struct plating_text name,
                                                 struct pl_arena *arena);

/* Fills in EXAMPLES, in memory of ARENA, for the component NAME of KIND.
 * Returns 0 or a PLATING_E_ code of host->tree. */
int registry_examples_find (const struct registry_examples_root *root,
                            const struct plating_host *host, uint64_t op,
                            enum registry_kind kind,
                            struct plating_text name,
                            struct pl_arena *arena,
                            struct registry_examples *examples);

/* Whether tfplugindocs takes characters of PATH for a pattern that matches
 * something else, or, with *IS_BAD set, for none at all. */
bool registry_is_pattern (struct plating_text path, bool *is_bad);

#endif
