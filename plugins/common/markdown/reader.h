/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the lines of one block as if they were one text. */

#ifndef MD_READER_H
#define MD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugins/common/markdown/tree.h"

struct pl_buffer;

/* What is left of a line: PAD blanks (counted in LEN), then bytes at S. */
struct md_view {
  const char *s;
  size_t len;
  size_t pad;
};

static inline char
md_view_at (const struct md_view *v, size_t i)
{
  return i < v->pad ? ' ' : v->s[i - v->pad];
}

/* All of V is white space. */
bool md_view_is_blank (const struct md_view *v, size_t from);

/* Columns taken by the blanks and TABs that V begins with, if it stands at
 * COLUMN; *POS is their number. */
long md_view_indent (const struct md_view *v, long column, size_t *pos);

/* Finds where WIDTH columns of blanks end: *POS in V, and the columns of a
 * TAB that reach beyond it.  The first PADDING characters of V count in any
 * case and not in *POS.  False if V is indented less. */
bool md_view_indent_position (const struct md_view *v, long column,
                              size_t padding, long width, size_t *pos,
                              size_t *rest);

/* Columns up to the next TAB stop. */
static inline long
md_tab_width (long column)
{
  return 4 - column % 4;
}

struct md_place {
  size_t line;
  struct md_span at;  /* the rest of that line */
};

struct md_reader {
  const char *src;
  const struct md_span *lines;
  size_t n_lines;
  size_t end;         /* where the last line stops */
  struct md_place place;
};

void md_reader_init (struct md_reader *r, const char *src,
                     const struct md_span *lines, size_t n_lines);

/* Looks at the rest of the current line; false at the end. */
bool md_reader_line (const struct md_reader *r, struct md_view *v);

/* The next character as an unsigned char, -1 at the end. */
int md_reader_peek (const struct md_reader *r);

void md_reader_advance (struct md_reader *r, size_t n);
void md_reader_next_line (struct md_reader *r);

/* Skips white space, also over line ends; returns its length. */
size_t md_reader_skip_space (struct md_reader *r);

/* The character before the current one in the source, '\n' at the start. */
uint32_t md_reader_previous_rune (const struct md_reader *r);

/* Appends the text from START, which is in line LINE, to STOP; gives up once
 * OUT holds more than MAX bytes. */
void md_reader_value (const struct md_reader *r, size_t line, size_t start,
                      size_t stop, size_t max, struct pl_buffer *out);

/* Reads up to CLOSER, which is not escaped, over line ends, and goes behind
 * it; the text before it replaces what is in TEXT.  An OPENER on the way is a
 * failure.  After a failure the place is at the start of the line where it
 * was found. */
bool md_reader_closure (struct md_reader *r, char opener, char closer,
                        struct pl_buffer *text);

#endif
