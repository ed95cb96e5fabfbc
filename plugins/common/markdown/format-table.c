/* SPDX-License-Identifier: Apache-2.0 */
/* Tables in a uniform style: all cells of a column are equally wide. */

#include <config.h>

#include "plugins/common/markdown/writer.h"

#include <errno.h>
#include <stdlib.h>

#include "plugins/common/markdown/width.h"

/* What the cells of a table look like: their texts, one behind the other. */
struct cell {
  size_t start, len, width;
};

struct cells {
  struct pl_buffer text;
  struct cell *at;       /* in document order */
  size_t n, cap;
  size_t *widths;        /* of the columns */
};

static int
measure_cell (const char *src, const struct md_node *node, size_t column,
              struct cells *cells)
{
  struct cell *cell;
  int status;

  if (cells->n == cells->cap) {
    size_t cap = cells->cap == 0 ? 32 : cells->cap * 2;
    struct cell *at = realloc (cells->at, cap * sizeof *at);

    if (at == NULL)
      return -ENOMEM;
    cells->at = at;
    cells->cap = cap;
  }
  cell = &cells->at[cells->n++];
  cell->start = cells->text.len;
  status = md_format_tree (src, node, &cells->text);
  if (status != 0)
    return status;
  cell->len = cells->text.len - cell->start;
  cell->width = cell->len == 0 ? 0
                : md_text_width (cells->text.data + cell->start, cell->len);
  if (cell->width > cells->widths[column])
    cells->widths[column] = cell->width;
  return 0;
}

static int
measure_table (const char *src, const struct md_node *table,
               struct cells *cells)
{
  cells->widths = calloc (table->n_columns, sizeof *cells->widths);
  if (cells->widths == NULL)
    return -ENOMEM;
  for (const struct md_node *row = table->first; row != NULL;
       row = row->next) {
    size_t column = 0;

    for (const struct md_node *n = row->first; n != NULL; n = n->next) {
      int status = measure_cell (src, n, column++, cells);

      if (status != 0)
        return status;
    }
  }
  return 0;
}

static void
write_blanks (struct md_writer *w, size_t n)
{
  static const char blanks[] = "                                ";

  for (; n > sizeof blanks - 1; n -= sizeof blanks - 1)
    md_write_text (w, blanks, sizeof blanks - 1);
  md_write_text (w, blanks, n);
}

/* CELL may be NULL: the row lacks it. */
static void
write_cell (struct md_writer *w, const struct cells *cells,
            const struct cell *cell, size_t width,
            enum md_alignment alignment)
{
  size_t left = 0, right = width - (cell != NULL ? cell->width : 0);

  if (alignment == MD_ALIGN_RIGHT)
    left = right;
  else if (alignment == MD_ALIGN_CENTER)
    left = right / 2;
  right -= left;
  md_write_string (w, "| ");
  write_blanks (w, left);
  if (cell != NULL && cell->len > 0)
    md_write_text (w, cells->text.data + cell->start, cell->len);
  write_blanks (w, right + 1);
}

static void
write_delimiters (struct md_writer *w, const enum md_alignment *alignments,
                  const size_t *widths, size_t n)
{
  for (size_t i = 0; i < n && w->failed == 0; i++) {
    enum md_alignment a = alignments[i];

    md_write_string (w, a == MD_ALIGN_LEFT || a == MD_ALIGN_CENTER ? "|:"
                                                                 : "|-");
    for (size_t j = 0; j < widths[i]; j++)
      md_write_string (w, "-");
    md_write_string (w, a == MD_ALIGN_RIGHT || a == MD_ALIGN_CENTER ? ":"
                                                                     : "-");
  }
  md_write_string (w, "|");
}

static void
write_rows (struct md_writer *w, const struct md_node *table,
            const struct cells *cells, enum md_alignment *alignments)
{
  const struct cell *cell = cells->at;

  for (const struct md_node *row = table->first; row != NULL;
       row = row->next) {
    const struct md_node *n = row->first;
    bool header = row->kind == MD_TABLE_HEADER;

    if (!header)
      md_write_string (w, "\n");
    for (size_t i = 0; i < table->n_columns && w->failed == 0; i++) {
      /* The alignment of a column is that of its head, if it has one. */
      if (header)
        alignments[i] = n != NULL ? n->alignment : MD_ALIGN_NONE;
      write_cell (w, cells, n != NULL ? cell : NULL, cells->widths[i],
                  header ? MD_ALIGN_LEFT : alignments[i]);
      if (n != NULL) {
        n = n->next;
        cell++;
      }
    }
    md_write_string (w, "|");
    if (header) {
      md_write_string (w, "\n");
      write_delimiters (w, alignments, cells->widths, table->n_columns);
    }
  }
}

void
md_write_table (struct md_writer *w, const struct md_node *table)
{
  enum md_alignment *alignments = calloc (table->n_columns,
                                          sizeof *alignments);
  struct cells cells = { 0 };

  pl_buffer_init (&cells.text);
  if (alignments == NULL)
    w->failed = -ENOMEM;
  else
    w->failed = measure_table (w->src, table, &cells);
  if (w->failed == 0)
    w->failed = cells.text.failed;
  if (w->failed == 0)
    write_rows (w, table, &cells, alignments);
  pl_buffer_release (&cells.text);
  free (cells.at);
  free (cells.widths);
  free (alignments);
}
