/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what differs between two schemas. */

#ifndef SCHEMA_CHANGES_H
#define SCHEMA_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/schema/sections.h"

/* Where a change stands in a changelog. */
enum schema_group {
  SCHEMA_GROUP_ADDED,
  SCHEMA_GROUP_CHANGED,
  SCHEMA_GROUP_DEPRECATED,
  SCHEMA_GROUP_REMOVED,
  SCHEMA_N_GROUPS
};

struct schema_change {
  const struct schema_section *section;
  struct plating_text component;
  const char *part;         /* "attribute"; NULL: the component itself */
  struct plating_text path; /* of the part: "size.unit" */
  const char *code;         /* "type-changed": for programs */
  const char *text;         /* "type changed" */
  const char *before, *after;   /* for people, or NULL */
  enum schema_group group;
  bool is_breaking;
  size_t number;            /* in the order of finding */
};

struct schema_changes {
  struct pl_arena arena;
  struct schema_change *items;
  size_t n, cap;
  size_t n_breaking;
  bool no_memory;
};

void schema_changes_init (struct schema_changes *changes);
void schema_changes_release (struct schema_changes *changes);

/* Adds a copy of CHANGE; part, code and text are static, the rest is copied.
 * A failure is remembered. */
void schema_changes_add (struct schema_changes *changes,
                         const struct schema_change *change);

/* By section, component, path. */
void schema_changes_sort (struct schema_changes *changes);

/* -- report.c: each appends all of it ------------------------------------- */

void schema_report_text (const struct schema_changes *changes,
                         struct pl_buffer *out);
void schema_report_markdown (const struct schema_changes *changes,
                             struct pl_buffer *out);
void schema_report_json (const struct schema_changes *changes,
                         struct pl_buffer *out);

#endif
