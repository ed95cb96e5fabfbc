/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown in a uniform style.
 *
 * To go through a text block by block:
 *
 *   md_parse (&arena, src, len, MD_FORMAT_OPTIONS, &root, &error);
 *   for (n = root->first; n != NULL; n = n->next)
 *     if (md_fence_info (src, n, &info, &info_len))
 *       md_lines_write (src, &n->u.lines, &code);    the lines of code
 *     else
 *       md_format_block (src, n, &out, &error);
 *
 * What separates the blocks is written before each, so a whole text needs a
 * LF at its end only. */

#ifndef MD_FORMAT_H
#define MD_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/markdown.h"
#include "plugins/common/markdown/tree.h"

struct pl_buffer;

/* The dialect of the texts that are to be formatted. */
#define MD_FORMAT_OPTIONS                                                   \
  (MD_LINKIFY | MD_TABLES | MD_STRIKE | MD_TASKS | MD_HEADING_ATTRIBUTES    \
   | MD_METADATA)

/* True if NODE is a fenced code block with an info string, which *INFO then
 * is: a part of SRC without white space at its ends. */
bool md_fence_info (const char *src, const struct md_node *node,
                    const char **info, size_t *len);

/* Appends the block BLOCK in uniform style, behind the line ends that part it
 * from its previous sibling, if it has one.  Returns 0, or -ENOMEM or -EFBIG
 * (output too long) with a static text in *ERROR. */
int md_format_block (const char *src, const struct md_node *block,
                     struct pl_buffer *out, const char **error)
  __attribute__ ((warn_unused_result));

#endif
