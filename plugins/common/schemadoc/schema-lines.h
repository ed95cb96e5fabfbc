/* SPDX-License-Identifier: Apache-2.0 */
/* One line of schema Markdown: an attribute, a block, an object's
 * attribute. */

#ifndef REGISTRY_SCHEMA_LINES_H
#define REGISTRY_SCHEMA_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/common/schemadoc/markdown.h"

/* What stands in the section that a line points to. */
enum registry_section {
  REGISTRY_NO_SECTION,
  REGISTRY_BLOCK_SECTION,       /* attributes and blocks of a block */
  REGISTRY_NESTED_SECTION,      /* attributes of a nested attribute type */
  REGISTRY_OBJECT_SECTION       /* attributes of an object type */
};

/* Kinds of anchor. */
enum registry_anchor {
  REGISTRY_ANCHOR_BLOCK,
  REGISTRY_ANCHOR_ATTRIBUTE,
  REGISTRY_ANCHOR_OBJECT        /* an attribute of an object type */
};

struct registry_shares;

/* A line that is about to be written. */
struct registry_line {
  uint32_t node;
  const struct pl_buffer *path; /* names of the levels above, joined by
                                   "--" */
  struct plating_text text;     /* description */
  uint8_t block_tests;          /* REGISTRY_BLOCK_ bits of a block */
  uint8_t group;                /* that deeper objects inherit */
  struct registry_shares *shares;       /* NULL: no section is shared */

  /* Results. */
  enum registry_section section;
  uint32_t content;             /* the node with the section's members */
  uint32_t owner;               /* with SHARES: number of the section */
  /* Parts of what was written, from and to: the type in parentheses, and
   * the anchor that is linked to. */
  size_t type_start, type_end;
  size_t anchor_start, anchor_end;
};

/* Write one line, with its final line feed, and fill in what it points
 * to. */
int registry_write_attribute_line (struct registry_markdown *m,
                                   struct registry_line *line);
int registry_write_block_line (struct registry_markdown *m,
                               struct registry_line *line);
int registry_write_object_line (struct registry_markdown *m,
                                struct registry_line *line);

/* Appends the anchor of NAME below PATH: "nestedatt--path--name". */
void registry_put_anchor (struct pl_buffer *out, enum registry_anchor anchor,
                          const struct pl_buffer *path,
                          struct plating_text name);

#endif
