/* SPDX-License-Identifier: Apache-2.0 */
/* Front matter as nearly all of it is: one key on a line, and a short text
 * behind it.  Private to this folder. */

#ifndef FM_YAML_SIMPLE_H
#define FM_YAML_SIMPLE_H

#include "yaml-tree.h"

/* Reads TEXT if it is of the simple kind: sets *ROOT to the tree that
 * fm_yaml_read_all would make and returns 1.  Returns 0 if it is not, right
 * or wrong, or PLATING_E_NOMEM. */
int fm_yaml_read_simple (struct pl_arena *arena, const char *text, size_t len,
                         struct fm_node **root);

#endif
