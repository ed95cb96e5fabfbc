/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown: parsing, and conversion to plain text.
 *
 * The dialect is CommonMark 0.31.2 plus bare URLs, with the deviations of
 * the parser that the Terraform Registry's documentation tool uses.  All
 * functions may be called from any thread; there is no shared state. */

#ifndef MD_MARKDOWN_H
#define MD_MARKDOWN_H

#include <stddef.h>

#include "plugins/common/markdown/tree.h"

struct pl_arena;
struct pl_buffer;

/* Longest text that is accepted. */
#define MD_MAX_TEXT ((size_t) 16 << 20)

enum md_options {
  MD_LINKIFY = 1 << 0,          /* bare URLs and mail addresses */
  MD_TABLES = 1 << 1,
  MD_STRIKE = 1 << 2,           /* ~x~ and ~~x~~ */
  MD_TASKS = 1 << 3,            /* [ ] and [x] at the start of items */
  MD_HEADING_ATTRIBUTES = 1 << 4,
  MD_METADATA = 1 << 5          /* YAML between lines of dashes on top */
};

/* Parses SRC into a tree that is allocated in ARENA, whose limit bounds its
 * memory (some hundred bytes for each character in the worst case), and
 * refers to SRC.  Returns 0 and the document in *ROOT, or -ENOMEM or -EFBIG
 * (limits) and in *ERROR a static text. */
int md_parse (struct pl_arena *arena, const char *src, size_t len,
              unsigned options, struct md_node **root, const char **error)
  __attribute__ ((warn_unused_result));

/* Appends to OUT what remains of the Markdown text SRC as plain text.
 * Returns 0; -EDOM if the text holds a link without a destination, which the
 * reference tool fails on, with its message in *ERROR; -ENOMEM or -EFBIG
 * (limits) with a static text in *ERROR. */
int md_plain_text (const char *src, size_t len, struct pl_buffer *out,
                   const char **error)
  __attribute__ ((warn_unused_result));

#endif
