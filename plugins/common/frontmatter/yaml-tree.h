/* SPDX-License-Identifier: Apache-2.0 */
/* The first document of a YAML stream as a tree, with the tags and the
 * errors of yaml.v3.  Private to this folder. */

#ifndef FM_YAML_TREE_H
#define FM_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

#include "frontmatter.h"

enum fm_node_kind {
  FM_SCALAR,
  FM_SEQUENCE,
  FM_MAPPING,
  FM_ALIAS
};

struct fm_node {
  enum fm_node_kind kind;
  uint32_t line, column;          /* in the stream, from 1 */
  const char *tag;                /* short form, "!!str"; "" for an alias */
  const char *value;              /* of a scalar; name of an alias */
  size_t value_len;
  bool is_string;                 /* a scalar that stands for itself */
  bool is_plain;                  /* a scalar without quotes */
  bool keys_are_unique;           /* a mapping that was found to be so */
  bool in_use;                    /* an alias that is being followed */
  uint32_t n_children;            /* keys and values each count */
  struct fm_node *alias;          /* what an alias stands for */
  struct fm_node *first, *last;   /* children: key, value, key, … */
  struct fm_node *next;           /* sibling */
};

/* Reads the first document of TEXT.  *ROOT is NULL if there is none.
 * Returns as fm_decode does; the error's line and column count in TEXT. */
int fm_yaml_read (struct pl_arena *arena, const char *text, size_t len,
                  struct fm_node **root, struct fm_error *error);

/* The same, by libyaml in any case. */
int fm_yaml_read_all (struct pl_arena *arena, const char *text, size_t len,
                      struct fm_node **root, struct fm_error *error);

#endif
