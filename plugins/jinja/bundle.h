/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a component's bundle: its template, partials and examples.
 *
 *   docs/NAME.tmpl.md          the template
 *   docs/_X                    partials
 *   examples/X.tf              examples, as X; also X.tfquery.hcl
 *   examples/GROUP/main.tf     examples, as GROUP
 *
 * All is found in the snapshot of the root; no file is read here. */

#ifndef PLATE_BUNDLE_H
#define PLATE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/document.h>
#include <plating/host.h>

#include "common/arena.h"

/* A read root. */
struct plate_root {
  struct plating_text name, path;       /* path: absolute */
  const struct plating_tree *tree;
};

/* A bundle of a root. */
struct plate_bundle {
  const struct plate_root *root;
  struct plating_text path;             /* below the root */
  size_t near;                          /* where it is in the tree; may be 0 */
};

/* A file of a bundle. */
struct plate_file {
  struct plating_text key;      /* how templates call it */
  struct plating_text path;     /* below the root */
};

struct plate_files {
  struct plate_file *items;
  size_t n;
};

/* Whether the tree has the file PATH, or a link to one. */
bool plate_tree_has_file (const struct plating_tree *tree,
                          struct plating_text path);
bool plate_is_file (const struct plating_tree_entry *entry);

/* The path of the template of the component that the bundle calls NAME and
 * configurations call FULL_NAME; ptr is NULL if it has none.  Returns 0 or
 * PLATING_E_NOMEM. */
int plate_bundle_template (const struct plate_bundle *bundle,
                           struct plating_text name,
                           struct plating_text full_name,
                           struct pl_arena *arena,
                           struct plating_text *path);

/* Lists partials by their names, or examples by their keys: a later file of
 * the same key takes the place of an earlier one.  The list lives in
 * ARENA.  Returns 0 or PLATING_E_NOMEM. */
int plate_bundle_partials (const struct plate_bundle *bundle,
                           struct pl_arena *arena,
                           struct plate_files *files);
int plate_bundle_examples (const struct plate_bundle *bundle,
                           struct pl_arena *arena,
                           struct plate_files *files);

const struct plate_file *plate_files_find (const struct plate_files *files,
                                           struct plating_text key);

#endif
