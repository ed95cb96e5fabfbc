/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a component's view together: nodes, extras and texts.
 *
 * Nodes are appended in the order of the view and never move while the
 * source is read.  How many there can be is known from the first reading of
 * the file. */

#ifndef SJ_BUILD_H
#define SJ_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/schema.h>

#include "json.h"

/* A parameter, put aside until the function has been read. */
struct sj_part {
  struct plating_schema_node node;
  const char *type_at;          /* its type in the source, or NULL */
  struct sj_part *next;
  struct sj_part_extra *extras;
};

struct sj_part_extra {
  struct plating_text key, json;
  struct sj_part_extra *next;
};

/* Children of KIND that node PARENT had when there were END nodes do not
 * count: the source took them back by a null. */
struct sj_taken_back {
  uint32_t parent, end;
  uint16_t kind;
};

/* When there were N_EXTRAS extras, the nodes from N_NODES on were cut
 * off. */
struct sj_cut {
  uint32_t n_extras, n_nodes;
};

struct sj_builder {
  const struct plating_host *host;
  uint64_t op;
  bool no_memory;

  struct plating_schema_node *nodes;
  uint32_t n_nodes, cap_nodes;
  struct plating_schema_extra *extras;
  uint32_t n_extras, cap_extras;
  char *room, *room_end;        /* free memory for texts */

  struct sj_taken_back *taken_back;
  uint32_t n_taken_back, cap_taken_back;
  struct sj_cut *cuts;
  uint32_t n_cuts, cap_cuts;

  /* Parts of a function. */
  struct plating_text summary, deprecation;
  const char *return_at;
  struct sj_part *parameters;   /* all that ever were in the list */
  uint32_t n_parameters;        /* those that are in it */
  struct sj_part *variadic;
};

/* Sets up a builder for at most so many nodes and extras.  Returns 0 or
 * -1 when memory is exhausted. */
int sj_build_init (struct sj_builder *b, const struct plating_host *host,
                   uint64_t op, uint32_t n_nodes, uint32_t n_extras);
void sj_build_release (struct sj_builder *b);

/* Appends a node without children.  NULL, and no_memory set, when there is
 * no room. */
static inline struct plating_schema_node *
sj_build_node (struct sj_builder *b, uint16_t kind, struct plating_text name)
{
  struct plating_schema_node *node;

  if (b->n_nodes >= b->cap_nodes) {
    b->no_memory = true;
    return NULL;
  }
  node = &b->nodes[b->n_nodes++];
  *node = (struct plating_schema_node) {
    .kind = kind, .end = b->n_nodes, .name = name
  };
  return node;
}

/* The node's subtree ends with the newest node. */
static inline void
sj_build_close (struct sj_builder *b, struct plating_schema_node *node)
{
  node->end = b->n_nodes;
}

/* Takes away what follows NODE; with ITSELF also NODE. */
void sj_build_cut (struct sj_builder *b, struct plating_schema_node *node,
                   bool itself);

/* Adds a member for which NODE has no place. */
void sj_build_extra (struct sj_builder *b,
                     const struct plating_schema_node *node,
                     struct plating_text key, const char *json,
                     const char *end);

/* The text of S: a part of the source, or a copy. */
struct plating_text sj_build_text (struct sj_builder *b,
                                   const struct sj_string *s);

/* The same in Unicode's form NFC. */
struct plating_text sj_build_normal_text (struct sj_builder *b,
                                          const struct sj_string *s);

/* Notes that NODE's children of KIND so far do not count. */
void sj_build_take_back (struct sj_builder *b,
                         const struct plating_schema_node *node,
                         uint16_t kind);

/* A new parameter.  NULL, and no_memory set, when there is none. */
struct sj_part *sj_build_part (struct sj_builder *b);

/* Makes PART the one that stands for a null. */
void sj_build_clear_part (struct sj_part *part);

/* Forgets all parameters of the list. */
void sj_build_drop_parameters (struct sj_builder *b);

/* Like sj_build_extra, for a parameter. */
void sj_build_part_extra (struct sj_builder *b, struct sj_part *part,
                          struct plating_text key, const char *json,
                          const char *end);

/* Drops the extras of nodes that were cut off and sorts the rest. */
void sj_build_settle_extras (struct sj_builder *b);

/* Of nodes of one name keeps the last, and drops what was taken back.  The
 * extras have been settled.  Only components with repeated members need it.
 * Returns 0 or -1 when memory is exhausted. */
int sj_build_resolve (struct sj_builder *b);

/* Makes the view; the extras have been settled.  NULL when memory is
 * exhausted. */
struct plating_schema_view *sj_build_view (struct sj_builder *b);

#endif
