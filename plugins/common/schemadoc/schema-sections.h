/* SPDX-License-Identifier: Apache-2.0 */
/* The state of writing one schema: sections that wait to be written, and the
 * path to the one that is. */

#ifndef REGISTRY_SCHEMA_SECTIONS_H
#define REGISTRY_SCHEMA_SECTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/common/schemadoc/markdown.h"
#include "plugins/common/schemadoc/schema-lines.h"

enum registry_group {
  REGISTRY_REQUIRED,
  REGISTRY_OPTIONAL,
  REGISTRY_READ_ONLY,
  REGISTRY_N_GROUPS
};

/* A section that a line has announced. */
struct registry_pending {
  uint32_t node;                /* the line's */
  uint32_t content;
  uint8_t section;              /* enum registry_section */
  uint8_t anchor;               /* enum registry_anchor */
  uint8_t group;                /* of the enclosing block's attribute */
  uint32_t owner;               /* with shared sections: its number */
  uint32_t parent;              /* and that of the pending section that has
                                   the line, + 1; 0 for the root */
};

struct registry_frame;

struct registry_sections {
  struct registry_markdown *m;
  unsigned flags;               /* see schema-markdown.h */
  struct registry_shares *shares;       /* NULL: none are shared */
  const uint8_t *block_tests;

  struct pl_buffer dashes;      /* path: "a--b--", always ends in "--" */
  struct pl_buffer dots;        /* the same as "a.b." */

  struct registry_name *names;  /* of the section being written */
  size_t names_cap;
  struct registry_pending *pending;
  size_t n_pending, pending_cap;
  uint32_t parent;              /* of sections that are announced now */
  uint32_t *chain;              /* to the section being written */
  size_t chain_cap;
  struct registry_frame *frames;
  size_t n_frames, frames_cap;
};

/* Announces the section that LINE points to, if any. */
int registry_sections_add (struct registry_sections *s,
                           const struct registry_line *line,
                           enum registry_anchor anchor, uint8_t group);

/* Sets S->names to the children of NODE that are of KIND or KIND2, sorted,
 * and *N to their number. */
int registry_sections_names (struct registry_sections *s, uint32_t node,
                             uint16_t kind, uint16_t kind2, size_t *n);

/* Write the members of one section; deeper ones are announced. */
int registry_write_block_members (struct registry_sections *s,
                                  uint32_t block, int is_root);
int registry_write_nested_members (struct registry_sections *s,
                                   const struct registry_pending *p);
int registry_write_object_members (struct registry_sections *s,
                                   const struct registry_pending *p);

#endif
