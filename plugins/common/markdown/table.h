/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: paragraphs with a line of dashes and bars. */

#ifndef MD_TABLE_H
#define MD_TABLE_H

#include <stdbool.h>

#include "plugins/common/markdown/parser.h"

/* Makes a table of PARAGRAPH, or of its last lines, if one of its lines is a
 * delimiter row.  True if nothing is left of it and it is unlinked. */
bool md_take_table (struct md_parser *p, struct md_node *paragraph);

/* Takes the backslashes out of escaped bars in code spans in cells. */
void md_unescape_cells (struct md_parser *p);

#endif
