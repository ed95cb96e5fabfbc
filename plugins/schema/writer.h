/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a component's view as Terraform prints it: one line, members of
 * fixed objects in their order, those of maps sorted. */

#ifndef SCHEMA_WRITER_H
#define SCHEMA_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/schema.h>

#include "common/buffer.h"

/* Levels of blocks, attributes and types that are followed. */
#define SCHEMA_MAX_DEPTH 4000u

struct schema_member {
  struct plating_text name;
  uint32_t node;
};

struct schema_writer {
  const struct plating_schema_view *view;
  struct pl_buffer *out;
  bool is_old;              /* only what Terraform 1.11 knows */
  bool is_plain;            /* leave unknown members out */
  struct schema_member *members;    /* a stack of sorted children */
  size_t n_members, cap_members;
  unsigned depth;
  int code;                 /* 0 or the first PLATING_E_ */
};

/* Sets up a writer to OUT; VIEW is borrowed. */
void schema_writer_init (struct schema_writer *w,
                         const struct plating_schema_view *view,
                         struct pl_buffer *out);
void schema_writer_release (struct schema_writer *w);

/* Append the schema of a component (node 0); without a block if it has none
 * and without a version unless HAS_VERSION. */
int schema_write_schema (struct schema_writer *w, bool has_version);
/* A function's signature. */
int schema_write_function (struct schema_writer *w);
/* The identity of a resource. */
int schema_write_identity (struct schema_writer *w);

/* -- between writer.c and types.c ----------------------------------------- */

/* Appends the name of a member, with a comma unless it is the first. */
void schema_write_key (struct schema_writer *w, struct plating_text name);
#define SCHEMA_WRITE_KEY(w, literal) \
  schema_write_key (w, (struct plating_text) PLATING_TEXT (literal))

/* Pushes PARENT's children of KIND, sorted by name, the last of a name only.
 * Returns their number; they begin at W->members[*BASE] and are dropped by
 * setting n_members back to that. */
size_t schema_push_members (struct schema_writer *w, uint32_t parent,
                            uint16_t kind, size_t *base);

/* The extra KEY of NODE; ptr is NULL if there is none. */
struct plating_text schema_find_extra (const struct schema_writer *w,
                                       uint32_t node,
                                       struct plating_text key);

/* One level down; false when there are too many, or after a failure. */
bool schema_enter (struct schema_writer *w);

/* types.c: appends the type of NODE, which is none and not nested. */
void schema_write_type (struct schema_writer *w, uint32_t node);

#endif
