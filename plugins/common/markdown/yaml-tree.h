/* SPDX-License-Identifier: Apache-2.0 */
/* YAML documents as trees, and the types of their scalars. */

#ifndef MD_YAML_TREE_H
#define MD_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "common/arena.h"
#include "common/buffer.h"

struct md_yaml_node {
  yaml_node_type_t kind;    /* YAML_NO_NODE: an alias */
  size_t line;              /* from 1 */
  const char *value, *tag;  /* scalar; the tag may be NULL */
  size_t value_len;
  bool plain;
  struct md_yaml_node *first, *last, *next;  /* keys and values alternate */
  struct md_yaml_node *target; /* alias */
  const char *anchor;
  bool visiting;
};

struct md_yaml_tree {
  yaml_parser_t parser;
  struct pl_arena arena;
  struct md_yaml_node **anchors;
  size_t n_anchors, cap_anchors;
  size_t searched;  /* anchors, for aliases */
  struct pl_buffer *problem;
  size_t visits;    /* of nodes */
  size_t n_issues;  /* of one check; the problem holds their text */
  int status;
};

enum md_yaml_type {
  MD_YAML_STRING, MD_YAML_NULL, MD_YAML_BOOL, MD_YAML_INT, MD_YAML_FLOAT,
  MD_YAML_TIMESTAMP
};

/* Reads the first document of TEXT into T, whose nodes stay valid until the
 * release.  Returns its root, or NULL: there is none, or t->problem has a
 * text, or t->status is -ENOMEM or -EFBIG (nested too deeply). */
struct md_yaml_node *md_yaml_tree_read (struct md_yaml_tree *t,
                                        const char *text, size_t len,
                                        struct pl_buffer *problem);
void md_yaml_tree_release (struct md_yaml_tree *t);

/* The type that a plain scalar VALUE has. */
enum md_yaml_type md_yaml_guess (const char *value);

/* The type of the scalar N, by its tag or by its value. */
enum md_yaml_type md_yaml_resolve (const struct md_yaml_node *n);

/* The short form of the tag of a type. */
const char *md_yaml_type_name (enum md_yaml_type type);

#endif
