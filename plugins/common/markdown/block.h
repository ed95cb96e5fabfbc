/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the block stage share.
 *
 * The blocks that can still grow form a path from the document down, the
 * open blocks.  For each line every open block says whether it goes on; what
 * is left of the line then may start new blocks. */

#ifndef MD_BLOCK_H
#define MD_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/parser.h"
#include "plugins/common/markdown/reader.h"

/* Which open blocks saw a blank line, for one line of the source. */
struct md_blank_row {
  size_t line;
  bool *blank;     /* by level */
  size_t n, cap;
  bool any;
};

struct md_blocks {
  struct md_parser *p;

  /* The place in the source: PAD blanks, then the bytes START to STOP of line
   * number LINE, which begins at HEAD. */
  size_t line, head, start, stop;
  unsigned pad;
  size_t column_head, column_at;  /* the column of COLUMN_AT is known */
  long column;
  /* In the line that begins at INDENT_HEAD, the first character behind the
   * current place that is no blank or TAB, and its column; and the first one
   * that is not white space. */
  size_t indent_head, indent_at;
  long indent_column;
  size_t solid_head, solid_at;

  struct md_node **open;
  size_t n_open, cap_open;
  struct md_blank_row rows[2];
  unsigned row;                   /* index of the newer one */
  size_t n_rows;

  /* For the functions that open a block. */
  bool has_offset;     /* the line is not blank, and long enough */
  size_t offset;       /* its first character that is not a blank */
  bool takes_children; /* out: look for children in the rest of the line */
  bool start_over;     /* out: a paragraph has become something else */
  bool keeps_flags;    /* out: the new node knows what precedes it */

  bool skip_list;      /* the next item belongs to the open list */
  bool blank_after_empty_item;
  size_t not_rule_line, not_rule_at;  /* known: not a thematic break */
  char not_rule_mark;
};

/* The rest of the current line; false at the end of the text. */
bool md_blocks_line (const struct md_blocks *b, struct md_view *v);
struct md_span md_blocks_span (const struct md_blocks *b);
long md_blocks_column (struct md_blocks *b);

/* Columns of blanks and TABs before the text in V, which is the rest of the
 * current line; *POS is the number of characters. */
long md_blocks_indent (struct md_blocks *b, const struct md_view *v,
                       size_t *pos);

/* The rest of the current line is white space. */
bool md_blocks_is_blank (struct md_blocks *b);

/* Goes on by N characters, where a LF leads into the next line; then pads. */
void md_blocks_advance (struct md_blocks *b, size_t n);
void md_blocks_advance_padded (struct md_blocks *b, size_t n, size_t pad);

/* If SPAN begins with a TAB that is only cut because of what precedes it in
 * the line, takes the TAB instead of blanks. */
void md_blocks_keep_tab (struct md_blocks *b, struct md_span *span,
                         size_t indent);

/* The deepest open block, or NULL. */
struct md_node *md_blocks_last (const struct md_blocks *b);

bool md_blocks_is_rule (struct md_blocks *b, const struct md_view *v,
                        long column);

/* Closes the paragraph that is the last open block and makes of it what it
 * is; false if it is no paragraph any more. */
bool md_blocks_settle_paragraph (struct md_blocks *b);

/* Each opens a block at the current place below PARENT and returns its node,
 * which is not linked yet, or returns NULL. */
struct md_node *md_open_rule (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_setext (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_heading (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_code (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_fence (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_paragraph (struct md_blocks *b,
                                   struct md_node *parent);
struct md_node *md_open_quote (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_list (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_item (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_html (struct md_blocks *b, struct md_node *parent);
struct md_node *md_open_metadata (struct md_blocks *b,
                                  struct md_node *parent);

/* Each says whether NODE goes on in the current line, and takes its part of
 * it. */
bool md_continue_code (struct md_blocks *b, struct md_node *node);
bool md_continue_fence (struct md_blocks *b, struct md_node *node);
bool md_continue_paragraph (struct md_blocks *b, struct md_node *node);
bool md_continue_quote (struct md_blocks *b, struct md_node *node);
bool md_continue_list (struct md_blocks *b, struct md_node *node);
bool md_continue_item (struct md_blocks *b, struct md_node *node);
bool md_continue_html (struct md_blocks *b, struct md_node *node);
bool md_continue_metadata (struct md_blocks *b, struct md_node *node);

void md_close_paragraph (struct md_blocks *b, struct md_node *node);
void md_close_code (struct md_blocks *b, struct md_node *node);
void md_close_list (struct md_blocks *b, struct md_node *node);
void md_close_metadata (struct md_blocks *b, struct md_node *node);

#endif
