/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of a site's pages: in the provider's index and in the
 * navigation. */

#ifndef PLATE_INDEX_H
#define PLATE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/jinja/kinds.h"

/* A component that has a page. */
struct plate_entry {
  enum plate_kind kind;
  struct plating_text name;     /* full */
  struct plating_text page;     /* "resources/x.md" */
  struct plating_text group;    /* subcategory; empty: none */
};

/* A guide. */
struct plate_guide_entry {
  int64_t order;
  struct plating_text title, page;
};

/* Sorts: entries without a group first, then groups by name, those for
 * tests last; in a group by kind, then by name. */
void plate_entries_sort (struct plate_entry *entries, size_t n);
void plate_guides_sort (struct plate_guide_entry *guides, size_t n);

/* Append lists of sorted entries.  TOP is the heading of those without a
 * group, or NULL; INDEX the path of the overview, or empty. */
void plate_put_index (const struct plate_entry *entries, size_t n,
                      const char *top, struct pl_buffer *out);
void plate_put_navigation (const struct plate_entry *entries, size_t n,
                           const struct plate_guide_entry *guides,
                           size_t n_guides, struct plating_text index,
                           struct pl_buffer *out);

/* Appends the index of a provider that has no template of its own, up to
 * the lists.  SHOWN is what the page calls it, SCHEMA its Markdown, or
 * empty. */
void plate_put_default_index (struct plating_text provider,
                              struct plating_text shown,
                              struct plating_text schema,
                              struct pl_buffer *out);

/* Appends the page MADE with the sections of OLD that stand between
 * "<!-- BEGIN: X -->" and "<!-- END: X -->": in the place of those of the
 * same name, or else at the end.  Returns 0, PLATING_E_NOMEM, or
 * PLATING_E_FORMAT for a section of OLD that does not end, with its line
 * and name. */
int plate_keep_sections (struct plating_text made, struct plating_text old,
                         struct pl_buffer *out, uint32_t *line,
                         struct plating_text *name);

#endif
