/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown in a uniform style.
 *
 * A writer puts the prefixes of quotes and items before each line, and holds
 * back the opening marks of emphasis and links until something follows them,
 * so that empty emphasis vanishes.  Headings and table cells have writers of
 * their own, because they are measured or attributed as a whole. */

#include <config.h>

#include "plugins/common/markdown/format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/width.h"

/* Longest output for one block: nested blocks and tables can make much out of
 * a small text. */
#define MAX_OUTPUT ((size_t) 256 << 20)

/* A quote or an item that is being written. */
struct level {
  size_t prefix_len;   /* before it */
  size_t solid_len;    /* before it: up to the last character but blanks */
};

struct writer {
  const char *src;
  struct pl_buffer *out;
  size_t begin;              /* of the output in OUT */
  struct pl_buffer prefix;   /* of each line */
  size_t solid_len;          /* its length without blanks at its end */
  struct level *levels;
  size_t n_levels, cap_levels;
  long *counters;            /* of the lists that are open */
  size_t n_counters, cap_counters;
  struct pl_buffer held;     /* opening marks without content so far */
  bool at_line_start;
  int failed;
};

static void
writer_init (struct writer *w, const char *src, struct pl_buffer *out)
{
  *w = (struct writer) {
    .src = src, .out = out, .begin = out->len, .at_line_start = true
  };
  pl_buffer_init (&w->prefix);
  pl_buffer_init (&w->held);
}

static int
writer_release (struct writer *w)
{
  int status = w->failed;

  if (status == 0)
    status = w->out->failed;
  if (status == 0)
    status = w->prefix.failed;
  if (status == 0)
    status = w->held.failed;
  pl_buffer_release (&w->prefix);
  pl_buffer_release (&w->held);
  free (w->levels);
  free (w->counters);
  return status;
}

static void
write_text (struct writer *w, const char *s, size_t len)
{
  if (w->out->len - w->begin > MAX_OUTPUT)
    w->failed = -EFBIG;
  while (len > 0 && w->failed == 0) {
    const char *lf = memchr (s, '\n', len);
    size_t n = lf != NULL ? (size_t) (lf - s) + 1 : len;

    if (w->at_line_start)
      pl_buffer_append (w->out, w->prefix.data,
                        n > 1 || lf == NULL ? w->prefix.len : w->solid_len);
    pl_buffer_append (w->out, w->held.data, w->held.len);
    pl_buffer_clear (&w->held);
    pl_buffer_append (w->out, s, n);
    w->at_line_start = lf != NULL;
    s += n;
    len -= n;
  }
}

static void
write_string (struct writer *w, const char *s)
{
  write_text (w, s, strlen (s));
}

static void
write_span (struct writer *w, struct md_span span)
{
  struct pl_buffer text;

  if (span.pad == 0 && !span.newline) {
    if (span.stop > span.start)
      write_text (w, w->src + span.start, span.stop - span.start);
    return;
  }
  pl_buffer_init (&text);
  md_span_write (w->src, span, &text);
  if (text.failed)
    w->failed = text.failed;
  write_text (w, text.data, text.len);
  pl_buffer_release (&text);
}

/* Writes text with each run of white space as one blank. */
static void
write_clean (struct writer *w, struct md_span span)
{
  const char *s = w->src + span.start;
  size_t len = span.stop > span.start ? span.stop - span.start : 0;

  while (len > 0) {
    size_t n = 0;

    while (n < len && !md_is_space (s[n]))
      n++;
    write_text (w, s, n);
    if (n == len)
      return;
    write_text (w, " ", 1);
    while (n < len && md_is_space (s[n]))
      n++;
    s += n;
    len -= n;
  }
}

static bool
push_level (struct writer *w, const char *prefix, size_t len, bool solid)
{
  struct level *level;

  if (w->n_levels == w->cap_levels) {
    size_t cap = w->cap_levels == 0 ? 8 : w->cap_levels * 2;
    struct level *levels = realloc (w->levels, cap * sizeof *levels);

    if (levels == NULL) {
      w->failed = -ENOMEM;
      return false;
    }
    w->levels = levels;
    w->cap_levels = cap;
  }
  level = &w->levels[w->n_levels++];
  level->prefix_len = w->prefix.len;
  level->solid_len = w->solid_len;
  if (prefix != NULL)
    pl_buffer_append (&w->prefix, prefix, len);
  else
    pl_buffer_fill (&w->prefix, ' ', len);
  if (solid)
    w->solid_len = level->prefix_len + 1;
  return true;
}

static void
pop_level (struct writer *w)
{
  const struct level *level = &w->levels[--w->n_levels];

  w->prefix.len = level->prefix_len;
  w->solid_len = level->solid_len;
}

static void
push_counter (struct writer *w, long first)
{
  if (w->n_counters == w->cap_counters) {
    size_t cap = w->cap_counters == 0 ? 8 : w->cap_counters * 2;
    long *counters = realloc (w->counters, cap * sizeof *counters);

    if (counters == NULL) {
      w->failed = -ENOMEM;
      return;
    }
    w->counters = counters;
    w->cap_counters = cap;
  }
  w->counters[w->n_counters++] = first;
}

/* Parts NODE from the sibling before it. */
static void
separate (struct writer *w, const struct md_node *node)
{
  if (node->prev == NULL)
    return;
  switch (node->kind) {
  case MD_PARAGRAPH:
  case MD_HEADING:
  case MD_FENCED_CODE:
  case MD_INDENTED_CODE:
  case MD_THEMATIC_BREAK:
  case MD_TABLE:
  case MD_QUOTE:
    write_string (w, "\n\n");
    break;
  case MD_LIST:
  case MD_HTML_BLOCK:
    write_string (w, node->flags & MD_BLANK_BEFORE ? "\n\n" : "\n");
    break;
  case MD_ITEM:
    if (node->flags & MD_BLANK_BEFORE)
      write_string (w, "\n");
    break;
  default:
    break;
  }
}

static void
enter_item (struct writer *w, const struct md_node *item)
{
  const struct md_node *list = item->parent;
  char marker[32] = { list->marker, ' ' };
  struct pl_buffer number;

  if (list->marker == '.' || list->marker == ')') {
    pl_buffer_init (&number);
    pl_buffer_printf (&number, "%ld%c ", w->counters[w->n_counters - 1]++,
                      list->marker);
    if (number.failed)
      w->failed = number.failed;
    else
      memcpy (marker, number.data, number.len + 1);
    pl_buffer_release (&number);
  }
  write_string (w, marker);
  push_level (w, NULL, strlen (marker), false);
}

static void
write_html (struct writer *w, const struct md_node *node)
{
  struct pl_buffer text;

  pl_buffer_init (&text);
  md_lines_write (w->src, &node->u.lines, &text);
  if (node->flags & MD_HAS_CLOSURE)
    md_span_write (w->src, node->extra, &text);
  if (text.failed)
    w->failed = text.failed;
  if (text.len > 0 && text.data[text.len - 1] == '\n')
    text.len--;
  write_text (w, text.data, text.len);
  pl_buffer_release (&text);
}

static void
write_code (struct writer *w, const struct md_node *node)
{
  write_string (w, "```");
  if (node->flags & MD_HAS_INFO)
    write_span (w, node->extra);
  write_string (w, "\n");
  for (size_t i = 0; i < node->u.lines.n; i++)
    write_span (w, node->u.lines.at[i]);
  write_string (w, "```");
}

static int format_tree (const char *src, const struct md_node *root,
                        struct pl_buffer *out);

static void
write_attribute (const struct md_attribute *a, struct pl_buffer *out)
{
  if (a->name_len == 2 && memcmp (a->name, "id", 2) == 0) {
    pl_buffer_putc (out, '#');
    if (a->is_null)
      pl_buffer_puts (out, "%!s(<nil>)");
    else
      pl_buffer_append (out, a->value, a->value_len);
  } else if (a->name_len == 5 && memcmp (a->name, "class", 5) == 0) {
    pl_buffer_putc (out, '.');
    for (size_t i = 0; i < a->value_len; i++) {
      pl_buffer_putc (out, a->value[i]);
      if (a->value[i] == ' ')
        pl_buffer_putc (out, '.');
    }
  } else {
    pl_buffer_append (out, a->name, a->name_len);
    if (!a->is_null) {
      pl_buffer_putc (out, '=');
      pl_buffer_append (out, a->value, a->value_len);
    }
  }
}

/* Order: id, class, then by name. */
static int
compare_attributes (const void *x, const void *y)
{
  const struct md_attribute *a = *(const struct md_attribute *const *) x;
  const struct md_attribute *b = *(const struct md_attribute *const *) y;
  size_t len = a->name_len < b->name_len ? a->name_len : b->name_len;
  int rank_a = a->name_len == 2 && memcmp (a->name, "id", 2) == 0 ? 0
               : a->name_len == 5 && memcmp (a->name, "class", 5) == 0 ? 1
               : 2;
  int rank_b = b->name_len == 2 && memcmp (b->name, "id", 2) == 0 ? 0
               : b->name_len == 5 && memcmp (b->name, "class", 5) == 0 ? 1
               : 2;
  int c;

  if (rank_a != rank_b)
    return rank_a - rank_b;
  c = memcmp (a->name, b->name, len);
  return c != 0 ? c : (a->name_len > b->name_len) - (a->name_len
                                                     < b->name_len);
}

static int
write_attributes (const struct md_node *heading, struct pl_buffer *out)
{
  const struct md_attribute **sorted;
  size_t n = 0;

  for (const struct md_attribute *a = heading->attributes; a != NULL;
       a = a->next)
    n++;
  if (n == 0)
    return 0;
  sorted = malloc (n * sizeof *sorted);
  if (sorted == NULL)
    return -ENOMEM;
  n = 0;
  for (const struct md_attribute *a = heading->attributes; a != NULL;
       a = a->next)
    sorted[n++] = a;
  qsort (sorted, n, sizeof *sorted, compare_attributes);
  pl_buffer_puts (out, " {");
  for (size_t i = 0; i < n; i++) {
    if (i > 0)
      pl_buffer_putc (out, ' ');
    write_attribute (sorted[i], out);
  }
  pl_buffer_putc (out, '}');
  free (sorted);
  return 0;
}

static void
write_heading (struct writer *w, const struct md_node *heading)
{
  struct pl_buffer text;

  for (int i = 0; i < heading->level; i++)
    write_string (w, "#");
  write_string (w, " ");
  pl_buffer_init (&text);
  for (const struct md_node *n = heading->first; n != NULL; n = n->next) {
    int status = format_tree (w->src, n, &text);

    if (status != 0)
      w->failed = status;
  }
  if (w->failed == 0)
    w->failed = write_attributes (heading, &text);
  if (w->failed == 0)
    w->failed = text.failed;
  write_text (w, text.data, text.len);
  pl_buffer_release (&text);
}

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
  status = format_tree (src, node, &cells->text);
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
write_blanks (struct writer *w, size_t n)
{
  static const char blanks[] = "                                ";

  for (; n > sizeof blanks - 1; n -= sizeof blanks - 1)
    write_text (w, blanks, sizeof blanks - 1);
  write_text (w, blanks, n);
}

/* CELL may be NULL: the row lacks it. */
static void
write_cell (struct writer *w, const struct cells *cells,
            const struct cell *cell, size_t width,
            enum md_alignment alignment)
{
  size_t left = 0, right = width - (cell != NULL ? cell->width : 0);

  if (alignment == MD_ALIGN_RIGHT)
    left = right;
  else if (alignment == MD_ALIGN_CENTER)
    left = right / 2;
  right -= left;
  write_string (w, "| ");
  write_blanks (w, left);
  if (cell != NULL)
    write_text (w, cells->text.data + cell->start, cell->len);
  write_blanks (w, right + 1);
}

static void
write_delimiters (struct writer *w, const enum md_alignment *alignments,
                  const size_t *widths, size_t n)
{
  for (size_t i = 0; i < n && w->failed == 0; i++) {
    enum md_alignment a = alignments[i];

    write_string (w, a == MD_ALIGN_LEFT || a == MD_ALIGN_CENTER ? "|:"
                                                                 : "|-");
    for (size_t j = 0; j < widths[i]; j++)
      write_string (w, "-");
    write_string (w, a == MD_ALIGN_RIGHT || a == MD_ALIGN_CENTER ? ":" : "-");
  }
  write_string (w, "|");
}

static void
write_rows (struct writer *w, const struct md_node *table,
            const struct cells *cells, enum md_alignment *alignments)
{
  const struct cell *cell = cells->at;

  for (const struct md_node *row = table->first; row != NULL;
       row = row->next) {
    const struct md_node *n = row->first;
    bool header = row->kind == MD_TABLE_HEADER;

    if (!header)
      write_string (w, "\n");
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
    write_string (w, "|");
    if (header) {
      write_string (w, "\n");
      write_delimiters (w, alignments, cells->widths, table->n_columns);
    }
  }
}

static void
write_table (struct writer *w, const struct md_node *table)
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

static const char *
emphasis_marks (const struct md_node *node)
{
  return node->kind == MD_STRIKETHROUGH ? "~~"
         : node->level == 2 ? "**" : "*";
}

/* Writes what comes before the children of NODE.  False if they are not to be
 * written on their own. */
static bool
enter (struct writer *w, const struct md_node *node)
{
  switch (node->kind) {
  case MD_TEXT:
    write_clean (w, node->u.span);
    return true;
  case MD_LITERAL:
    write_text (w, node->u.literal.text, node->u.literal.len);
    return true;
  case MD_AUTOLINK:
    write_span (w, node->u.span);
    return true;
  case MD_TASK_BOX:
    write_string (w, node->flags & MD_CHECKED ? "[X] " : "[ ] ");
    return true;
  case MD_CODE_SPAN:
    write_string (w, "`");
    return true;
  case MD_EMPHASIS:
  case MD_STRIKETHROUGH:
    pl_buffer_puts (&w->held, emphasis_marks (node));
    return true;
  case MD_LINK:
    pl_buffer_puts (&w->held, "[");
    return true;
  case MD_IMAGE:
    pl_buffer_puts (&w->held, "![");
    return true;
  case MD_RAW_HTML:
    for (size_t i = 0; i < node->u.lines.n; i++)
      write_span (w, node->u.lines.at[i]);
    return false;
  case MD_HEADING:
    write_heading (w, node);
    return false;
  case MD_HTML_BLOCK:
    write_html (w, node);
    return false;
  case MD_INDENTED_CODE:
  case MD_FENCED_CODE:
    write_code (w, node);
    return false;
  case MD_THEMATIC_BREAK:
    write_string (w, "---");
    return true;
  case MD_QUOTE:
    push_level (w, "> ", 2, true);
    if (node->parent->kind == MD_ITEM && node->prev == NULL)
      write_string (w, "> ");
    return true;
  case MD_LIST:
    push_counter (w, node->level != 0 ? node->level : 1);
    return true;
  case MD_ITEM:
    enter_item (w, node);
    return true;
  case MD_TABLE:
    write_table (w, node);
    return false;
  default:
    return true;
  }
}

static void
leave_link (struct writer *w, const struct md_target *target)
{
  write_string (w, "](");
  write_text (w, target->dest, target->dest_len);
  if (target->title_len > 0) {
    write_string (w, " \"");
    write_text (w, target->title, target->title_len);
    write_string (w, "\"");
  }
  write_string (w, ")");
}

static void
leave_emphasis (struct writer *w, const char *marks)
{
  /* Marks that are still held have nothing between them. */
  if (w->held.len == 0)
    write_string (w, marks);
  else
    w->held.len -= strlen (marks);
}

static void
leave (struct writer *w, const struct md_node *node)
{
  switch (node->kind) {
  case MD_TEXT:
    if (node->flags & MD_SOFT_BREAK)
      write_string (w, " ");
    else if (node->flags & MD_HARD_BREAK)
      write_string (w, "\n");
    break;
  case MD_CODE_SPAN:
    write_string (w, "`");
    break;
  case MD_EMPHASIS:
  case MD_STRIKETHROUGH:
    leave_emphasis (w, emphasis_marks (node));
    break;
  case MD_LINK:
  case MD_IMAGE:
    leave_link (w, &node->u.target);
    break;
  case MD_QUOTE:
    pop_level (w);
    break;
  case MD_ITEM:
    if (node->next != NULL)
      write_string (w, "\n");
    pop_level (w);
    break;
  case MD_LIST:
    w->n_counters--;
    break;
  default:
    break;
  }
}

/* Appends ROOT with all that is below it. */
static int
format_tree (const char *src, const struct md_node *root,
             struct pl_buffer *out)
{
  const struct md_node *n = root;
  struct writer w;

  writer_init (&w, src, out);
  while (n != NULL && w.failed == 0 && !out->failed) {
    separate (&w, n);
    if (enter (&w, n) && n->first != NULL) {
      n = n->first;
      continue;
    }
    /* Up to the next sibling of this node or of one above it. */
    while (n != NULL && w.failed == 0) {
      leave (&w, n);
      if (n == root)
        n = NULL;
      else if (n->next != NULL)
        break;
      else
        n = n->parent;
    }
    if (n != NULL)
      n = n->next;
  }
  return writer_release (&w);
}

bool
md_fence_info (const char *src, const struct md_node *node,
               const char **info, size_t *len)
{
  if (node->kind != MD_FENCED_CODE || !(node->flags & MD_HAS_INFO))
    return false;
  *info = src + node->extra.start;
  *len = node->extra.stop - node->extra.start;
  return true;
}

int
md_format_block (const char *src, const struct md_node *block,
                 struct pl_buffer *out, const char **error)
{
  int status = format_tree (src, block, out);

  if (status == -EFBIG)
    *error = "the formatted Markdown text is too long";
  else if (status != 0)
    *error = "out of memory for formatted Markdown text";
  return status;
}
