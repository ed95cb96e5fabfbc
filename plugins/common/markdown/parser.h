/* SPDX-License-Identifier: Apache-2.0 */
/* What the stages of the Markdown parser share. */

#ifndef MD_PARSER_H
#define MD_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "plugins/common/markdown/tree.h"

struct pl_arena;

/* A link definition; LABEL is normalised. */
struct md_reference {
  const char *label;
  size_t label_len;
  size_t order;
  struct md_target target;
};

struct md_parser {
  const char *src;
  size_t len;
  unsigned options;           /* enum md_options */
  struct pl_arena *arena;
  struct md_node *root;
  struct md_reference *refs;  /* sorted once all blocks are known */
  size_t n_refs, cap_refs;
  struct pl_buffer label;     /* scratch */
  struct pl_buffer folded;    /* scratch */
  struct md_node *metadata;   /* the block whose YAML is wrong */
  struct md_node *complaint;  /* what to say about that */
  size_t work;                /* visits of open blocks, and the like */
  int error;                  /* 0, or the first failure */
  const char *error_text;
};

/* Remembers a failure, unless there is one already. */
void md_fail (struct md_parser *p, int error, const char *text);
void md_fail_memory (struct md_parser *p);

/* A node, or NULL and a remembered failure. */
struct md_node *md_parser_node (struct md_parser *p, enum md_kind kind);
bool md_parser_add_line (struct md_parser *p, struct md_node *node,
                         struct md_span span);

/* Stage 1: builds the blocks below p->root and collects the references. */
void md_parse_blocks (struct md_parser *p);

/* Takes the link definitions off the head of PARAGRAPH, whose lines become
 * fewer, perhaps none. */
void md_take_definitions (struct md_parser *p, struct md_node *paragraph);

/* Call this between the stages. */
void md_sort_references (struct md_parser *p);

/* The definition for the label that is in p->label, or NULL. */
const struct md_reference *md_find_reference (struct md_parser *p);

/* Stage 2: parses the lines of all blocks that hold text. */
void md_parse_inlines (struct md_parser *p);

#endif
