/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of headings: {#id .class name=value}. */

#ifndef MD_ATTRIBUTE_H
#define MD_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/parser.h"

/* Reads attributes in braces at *AT of the text S, perhaps behind white
 * space, which may be more than a line, and goes behind them.  False if there
 * are none, or without memory. */
bool md_read_attributes (struct md_parser *p, const char *s, size_t len,
                         size_t *at, struct md_attribute **list);

/* Adds LIST to the attributes of HEADING; later values replace earlier ones
 * of their name. */
void md_set_attributes (struct md_node *heading, struct md_attribute *list);

bool md_has_id (const struct md_node *heading);

/* Takes attributes off the end of the last line of HEADING. */
void md_take_last_attributes (struct md_parser *p, struct md_node *heading);

#endif
