/* SPDX-License-Identifier: Apache-2.0 */
/* Skeletons of examples: what a configuration of a component must have,
 * with placeholders for values, in the form that `terraform fmt' gives.
 *
 * A skeleton is made from the schema alone: arguments, nested attributes
 * and blocks that are required, blocks as often as they are. */

#ifndef SKELETON_H
#define SKELETON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/schema.h>

#include "common/arena.h"
#include "common/buffer.h"

enum skeleton_kind {
  SKELETON_RESOURCE,
  SKELETON_DATA_SOURCE,
  SKELETON_FUNCTION,
  SKELETON_EPHEMERAL_RESOURCE,
  SKELETON_ACTION,
  SKELETON_LIST_RESOURCE,
  SKELETON_STATE_STORE,
  SKELETON_PROVIDER,
  SKELETON_OTHER
};

struct skeleton {
  const struct plating_schema_view *view;
  enum skeleton_kind kind;
  struct plating_text name;       /* of the component, in full */
  struct plating_text provider;   /* short name */
  struct pl_arena *arena;
  struct pl_buffer *out;
  const char *problem;            /* why there is none; static */
};

/* These write to S->out, which they empty first.  Returns 0;
 * PLATING_E_UNSUPPORTED: it can't be written in the language, _LIMIT: it is
 * too large, both with S->problem set; _NOMEM. */

/* The example's file. */
int skeleton_example (struct skeleton *s);

/* What stands between the braces of the component's block, or the arguments
 * of a call of the function; INDENT is that of its lines.  These append to
 * S->out. */
int skeleton_body (struct skeleton *s, size_t indent);
int skeleton_arguments (struct skeleton *s);

/* The command that imports a resource. */
int skeleton_import (struct skeleton *s);

/* The block that imports a resource by its identity.  A view without one
 * gives PLATING_E_NOT_FOUND. */
int skeleton_import_identity (struct skeleton *s);

/* -- value.c -------------------------------------------------- */

/* Nodes within nodes that a skeleton may have. */
#define SKELETON_DEPTH 100

/* Whether TEXT can stand for itself as a name; only ASCII does. */
bool skeleton_hcl_is_identifier (struct plating_text text);

/* Appends TEXT between quotes, nothing in it being a template. */
void skeleton_hcl_quote (struct pl_buffer *out, struct plating_text text);

/* Whether the placeholder of NODE, which has a type, is on one line. */
bool skeleton_is_inline (const struct skeleton *s,
                                  uint32_t node);

/* Writes it; INDENT is that of the line it begins in. */
int skeleton_value (struct skeleton *s, uint32_t node,
                             size_t indent, unsigned depth);

/* Writes, in order of their names, a line or more for each of the N nodes:
 * arguments of a block, or of an object if IS_OBJECT. */
int skeleton_members (struct skeleton *s, uint32_t *nodes,
                               size_t n, bool is_object, size_t indent,
                               unsigned depth);

/* Lists in *NODES the children of PARENT that have to be set: those whose
 * flags have one of FLAGS, or fields of an object that are not optional.
 * Returns 0 or PLATING_E_NOMEM. */
int skeleton_required (struct skeleton *s, uint32_t parent,
                                uint32_t flags, uint32_t **nodes, size_t *n);

/* Sorts nodes by name. */
void skeleton_sort (struct skeleton *s, uint32_t *nodes,
                             size_t n);

int skeleton_fail (struct skeleton *s, int code,
                            const char *problem);

#endif
