/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a page and the schema of its component speak of the same
 * attributes. */

#ifndef LINKS_SCHEMA_NAMES_H
#define LINKS_SCHEMA_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include <plating/schema.h>

/* Calls FOUND for each attribute or parameter of the outermost level that
 * PAGE does not name between back-ticks, and for each line of a list
 * "- `x` (", below a heading with the word Schema, whose x is nowhere in
 * the schema; LINE is then its line. */
void links_compare_schema (struct plating_text page,
                           const struct plating_schema_view *view,
                           void (*found) (void *data, bool is_stale,
                                          struct plating_text name,
                                          uint32_t line),
                           void *data);

#endif
