/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration file says, whether it is YAML or TOML. */

#ifndef PL_CONFIG_TREE_H
#define PL_CONFIG_TREE_H

#include <stddef.h>
#include <stdint.h>

struct pl_arena;
struct plating_error;

/* Bounds of a file that a person wrote. */
#define PL_CONFIG_SIZE_MAX  ((size_t) 1 << 20)
#define PL_CONFIG_DEPTH_MAX 16
#define PL_CONFIG_ITEMS_MAX 4096  /* in one list or map */

#define PL_CONFIG_NULL   100u
#define PL_CONFIG_BOOL   200u
#define PL_CONFIG_INT    300u
#define PL_CONFIG_NUMBER 400u
#define PL_CONFIG_STRING 500u
#define PL_CONFIG_LIST   600u
#define PL_CONFIG_MAP    700u
#define PL_CONFIG_DATE   800u

struct pl_config_node {
  uint32_t type;                /* PL_CONFIG_ */
  uint32_t line, column;        /* from 1 */
  /* Scalars: as the value of an option ("true", "12"); no NUL byte in it. */
  const char *text;
  /* LIST, MAP: what is in it. */
  struct pl_config_node *first, *last;
  size_t n;
  /* In a list or map. */
  struct pl_config_node *next;
  const char *key;              /* in a map; its place: */
  uint32_t key_line, key_column;
};

/* Read the LEN bytes TEXT; *ROOT lives in ARENA.  An empty file gives a
 * NULL node.  Return 0, or PLATING_E_CONFIG with the place (line and column
 * without a file) in *ERR, or PLATING_E_NOMEM.  [worker] */
int pl_config_read_yaml (struct pl_arena *arena, const char *text, size_t len,
                         struct pl_config_node **root,
                         struct plating_error **err);
/* The table [tool.plating]; *ROOT is NULL if the file has none. */
int pl_config_read_toml (struct pl_arena *arena, const char *text, size_t len,
                         struct pl_config_node **root,
                         struct plating_error **err);

/* "a list", "a number" … for messages.  Static. */
const char *pl_config_type_name (uint32_t type);

/* Adds CHILD to the list or map PARENT.  0; PLATING_E_CONFIG when there are
 * too many or, in a map, one of its key already. */
int pl_config_add (struct pl_config_node *parent,
                   struct pl_config_node *child, struct plating_error **err);

#endif
