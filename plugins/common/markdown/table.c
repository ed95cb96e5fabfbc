/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: paragraphs with a line of dashes and bars.
 *
 * Cells that a row lacks have no nodes: a long head over many short rows must
 * not take more memory than its text. */

#include <config.h>

#include "plugins/common/markdown/table.h"

#include <string.h>

#include "common/arena.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/reader.h"

/* The text of SPAN may be a delimiter row: nothing but dashes, colons, bars
 * and white space, not indented like code. */
static bool
may_be_delimiter (const char *src, struct md_span span)
{
  struct md_view v = {
    .s = src + span.start, .pad = span.pad,
    .len = span.pad + (span.stop - span.start)
  };
  size_t pos;

  for (size_t i = span.start; i < span.stop; i++)
    if (!md_is_space (src[i]) && strchr ("-|:", src[i]) == NULL)
      return false;
  return md_view_indent (&v, 0, &pos) <= 3
         && memchr (src + span.start, '\0', span.stop - span.start) == NULL;
}

static struct md_span
trim (const char *src, size_t start, size_t stop)
{
  while (start < stop && md_is_space (src[start]))
    start++;
  while (start < stop && md_is_space (src[stop - 1]))
    stop--;
  return (struct md_span) { .start = start, .stop = stop };
}

/* Reads one column of a delimiter row. */
static bool
read_alignment (const char *src, struct md_span column,
                enum md_alignment *alignment)
{
  bool left, right;

  if (column.start == column.stop)
    return false;
  left = src[column.start] == ':';
  column.start += left;
  right = column.stop > column.start && src[column.stop - 1] == ':';
  column.stop -= right;
  if (column.start == column.stop)
    return false;
  for (size_t i = column.start; i < column.stop; i++)
    if (src[i] != '-')
      return false;
  *alignment = left && right ? MD_ALIGN_CENTER
               : left ? MD_ALIGN_LEFT
               : right ? MD_ALIGN_RIGHT : MD_ALIGN_NONE;
  return true;
}

/* Reads the delimiter row SPAN.  Returns the number of columns, 0 if it is
 * none. */
static size_t
read_delimiters (struct md_parser *p, struct md_span span,
                 enum md_alignment **alignments)
{
  size_t n = 1, used = 0, start = span.start, left = 0;
  enum md_alignment *list;

  if (!may_be_delimiter (p->src, span))
    return 0;
  for (size_t i = span.start; i < span.stop; i++)
    n += p->src[i] == '|';
  list = pl_arena_array (p->arena, n, sizeof *list);
  if (list == NULL) {
    md_fail_memory (p);
    return 0;
  }
  for (size_t i = 0; i < n; i++) {
    const char *bar = memchr (p->src + start, '|', span.stop - start);
    size_t stop = bar != NULL ? (size_t) (bar - p->src) : span.stop;
    struct md_span column = trim (p->src, start, stop);

    start = stop + 1;
    left = n - i - 1;
    /* Nothing before the first and behind the last bar is no column. */
    if (column.start == column.stop && (i == 0 || left == 0))
      continue;
    if (!read_alignment (p->src, column, &list[used]))
      return 0;
    used++;
  }
  *alignments = list;
  return used;
}

/* Adds the cells of the line SPAN to ROW, for at most MAX columns.  Returns
 * the number of columns in the line, at most MAX + 1. */
static size_t
read_row (struct md_parser *p, struct md_node *row, struct md_span span,
          const enum md_alignment *alignments, size_t max)
{
  struct md_span line = trim (p->src, span.start, span.stop);
  size_t at = line.start, limit = line.stop, n = 0;

  if (at < limit && p->src[at] == '|')
    at++;
  if (line.stop > line.start && p->src[limit - 1] == '|')
    limit--;
  for (; at < limit; n++) {
    struct md_node *cell;
    size_t end = at;

    if (n == max)
      return n + 1;
    cell = md_parser_node (p, MD_TABLE_CELL);
    if (cell == NULL)
      return 0;
    while (end < limit && (p->src[end] != '|' || (end > line.start
                                                  && p->src[end - 1] == '\\')))
      end++;
    cell->alignment = alignments[n];
    md_node_append (row, cell);
    if (!md_parser_add_line (p, cell, trim (p->src, at, end)))
      return 0;
    at = end + 1;
  }
  return n;
}

/* Makes the table whose delimiter row is line I of LINES. */
static struct md_node *
make_table (struct md_parser *p, const struct md_lines *lines, size_t i,
            enum md_alignment *alignments, size_t n)
{
  struct md_node *table = md_parser_node (p, MD_TABLE);
  struct md_node *header = md_parser_node (p, MD_TABLE_HEADER);

  if (table == NULL || header == NULL)
    return NULL;
  table->alignments = alignments;
  table->n_columns = n;
  if (read_row (p, header, lines->at[i - 1], alignments, n) > n)
    return NULL;
  md_node_append (table, header);
  for (size_t j = i + 1; j < lines->n && p->error == 0; j++) {
    struct md_node *row = md_parser_node (p, MD_TABLE_ROW);

    if (row == NULL)
      return NULL;
    md_node_append (table, row);
    read_row (p, row, lines->at[j], alignments, n);
  }
  return p->error == 0 ? table : NULL;
}

bool
md_take_table (struct md_parser *p, struct md_node *paragraph)
{
  struct md_lines *lines = &paragraph->u.lines;

  for (size_t i = 1; i < lines->n && p->error == 0; i++) {
    enum md_alignment *alignments;
    size_t n = read_delimiters (p, lines->at[i], &alignments);
    struct md_node *table;

    if (n == 0)
      continue;
    table = make_table (p, lines, i, alignments, n);
    if (table == NULL)
      return false;
    md_node_insert_after (paragraph, table);
    lines->n = i - 1;
    if (lines->n == 0) {
      md_node_unlink (paragraph);
      return true;
    }
    lines->at[lines->n - 1].stop--;
    return false;
  }
  return false;
}

/* Takes the backslashes before bars out of TEXT, which makes several texts of
 * it. */
static bool
unescape_text (struct md_parser *p, struct md_node *text)
{
  size_t i = text->u.span.start, stop = text->u.span.stop;

  for (; i + 1 < stop; i++) {
    struct md_node *rest;

    if (p->src[i] != '\\' || p->src[i + 1] != '|')
      continue;
    rest = md_parser_node (p, MD_TEXT);
    if (rest == NULL)
      return false;
    rest->flags = text->flags;
    rest->u.span = (struct md_span) { .start = i + 1, .stop = stop };
    text->u.span.stop = i;
    md_node_insert_after (text, rest);
    text = rest;
  }
  return true;
}

void
md_unescape_cells (struct md_parser *p)
{
  struct md_node *n = p->root;
  const struct md_node *cell = NULL;

  for (; n != NULL; n = md_node_after (n, p->root)) {
    if (md_is_block (n))
      cell = n->kind == MD_TABLE_CELL ? n : NULL;
    else if (cell != NULL && n->kind == MD_TEXT
             && n->parent->kind == MD_CODE_SPAN && !unescape_text (p, n))
      return;
  }
}
