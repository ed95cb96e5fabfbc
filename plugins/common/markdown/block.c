/* SPDX-License-Identifier: Apache-2.0 */
/* The block stage of the Markdown parser: line by line.
 *
 * All loops are bounded by the open blocks, whose visits are counted: text
 * that nests a great many blocks over a great many lines is refused. */

#include <config.h>

#include "plugins/common/markdown/block.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/markdown.h"
#include "plugins/common/markdown/table.h"

/* Visits of open blocks that one text may cost. */
#define MAX_WORK ((size_t) 20000000)

enum opened {
  NOTHING_OPENED,
  PARAGRAPH_CONTINUED,
  BLOCKS_OPENED
};

struct starter {
  struct md_node *(*open) (struct md_blocks *b, struct md_node *parent);
  bool interrupts;  /* a paragraph */
  bool indented;    /* may stand behind more than three columns */
};

static const struct starter
  start_rule = { .open = md_open_rule, .interrupts = true },
  start_setext = { .open = md_open_setext, .interrupts = true },
  start_heading = { .open = md_open_heading, .interrupts = true },
  start_code = { .open = md_open_code, .indented = true },
  start_fence = { .open = md_open_fence, .interrupts = true },
  start_paragraph = { .open = md_open_paragraph },
  start_quote = { .open = md_open_quote, .interrupts = true },
  start_list = { .open = md_open_list, .interrupts = true },
  start_item = { .open = md_open_item, .interrupts = true },
  start_html = { .open = md_open_html, .interrupts = true },
  start_metadata = { .open = md_open_metadata };

/* In each row, what may begin with a character, in the order of trial. */
static const struct starter
  *const dash_starters[] = { &start_metadata, &start_setext, &start_rule,
                             &start_list, &start_item, &start_code,
                             &start_paragraph, NULL },
  *const equals_starters[] = { &start_setext, &start_code, &start_paragraph,
                               NULL },
  *const star_starters[] = { &start_rule, &start_list, &start_item,
                             &start_code, &start_paragraph, NULL },
  *const underscore_starters[] = { &start_rule, &start_code,
                                   &start_paragraph, NULL },
  *const item_starters[] = { &start_list, &start_item, &start_code,
                             &start_paragraph, NULL },
  *const hash_starters[] = { &start_heading, &start_code, &start_paragraph,
                             NULL },
  *const fence_starters[] = { &start_fence, &start_code, &start_paragraph,
                              NULL },
  *const quote_starters[] = { &start_quote, &start_code, &start_paragraph,
                              NULL },
  *const html_starters[] = { &start_html, &start_code, &start_paragraph,
                             NULL },
  *const other_starters[] = { &start_code, &start_paragraph, NULL };

static const struct starter *const *
starters_for (char c)
{
  switch (c) {
  case '-':
    return dash_starters;
  case '=':
    return equals_starters;
  case '*':
    return star_starters;
  case '_':
    return underscore_starters;
  case '+':
  case '0': case '1': case '2': case '3': case '4':
  case '5': case '6': case '7': case '8': case '9':
    return item_starters;
  case '#':
    return hash_starters;
  case '`':
  case '~':
    return fence_starters;
  case '>':
    return quote_starters;
  case '<':
    return html_starters;
  default:
    return other_starters;
  }
}

bool
md_blocks_line (const struct md_blocks *b, struct md_view *v)
{
  if (b->start >= b->p->len)
    return false;
  v->s = b->p->src + b->start;
  v->pad = b->pad;
  v->len = b->pad + (b->stop - b->start);
  return true;
}

struct md_span
md_blocks_span (const struct md_blocks *b)
{
  return (struct md_span) {
    .start = b->start, .stop = b->stop, .pad = b->pad
  };
}

static long
column_of (const struct md_blocks *b, size_t from, long column, size_t to)
{
  for (; from < to; from++)
    column += b->p->src[from] == '\t' ? md_tab_width (column) : 1;
  return column;
}

long
md_blocks_column (struct md_blocks *b)
{
  /* Counted on from the last question, because nested blocks all ask. */
  if (b->column_head != b->head || b->column_at > b->start) {
    b->column_head = b->column_at = b->head;
    b->column = 0;
  }
  b->column = column_of (b, b->column_at, b->column, b->start);
  b->column_at = b->start;
  return b->column - (long) b->pad;
}

/* The answers to the next two questions stay right while the place moves
 * along the blanks, as it does when a line belongs to nested lists. */
long
md_blocks_indent (struct md_blocks *b, const struct md_view *v, size_t *pos)
{
  long column = md_blocks_column (b);

  if (b->indent_head != b->head + 1 || b->indent_at < b->start) {
    long width = md_view_indent (v, column, pos);

    b->indent_head = b->head + 1;
    b->indent_at = b->start + (*pos - v->pad);
    b->indent_column = column + width;
    return width;
  }
  *pos = v->pad + (b->indent_at - b->start);
  return b->indent_column - column;
}

bool
md_blocks_is_blank (struct md_blocks *b)
{
  if (b->solid_head != b->head + 1 || b->solid_at < b->start) {
    size_t i = b->start;

    while (i < b->stop && md_is_space (b->p->src[i]))
      i++;
    b->solid_head = b->head + 1;
    b->solid_at = i;
  }
  return b->solid_at == b->stop;
}

static void
next_line (struct md_blocks *b)
{
  const char *lf = NULL;

  b->start = b->head = b->stop;
  b->stop = b->p->len;
  if (b->start < b->stop)
    lf = memchr (b->p->src + b->start, '\n', b->stop - b->start);
  if (lf != NULL)
    b->stop = (size_t) (lf - b->p->src) + 1;
  b->line++;
  b->pad = 0;
}

void
md_blocks_advance (struct md_blocks *b, size_t n)
{
  while (n > 0 && b->start < b->p->len) {
    size_t left = b->stop - b->start;

    if (b->pad > 0) {
      b->pad--;
      n--;
    } else if (n < left) {
      b->start += n;
      return;
    } else if (b->p->src[b->stop - 1] == '\n') {
      n -= left;
      next_line (b);
    } else {
      b->start = b->stop;
      return;
    }
  }
}

void
md_blocks_advance_padded (struct md_blocks *b, size_t n, size_t pad)
{
  md_blocks_advance (b, n);
  if (pad > b->pad)
    b->pad = (unsigned) pad;
}

void
md_blocks_keep_tab (struct md_blocks *b, struct md_span *span, size_t indent)
{
  long column = md_blocks_column (b) + (long) indent;

  if (b->start > b->head
      && column == column_of (b, b->head, 0, b->start - 1)) {
    span->pad = 0;
    span->start--;
  }
}

struct md_node *
md_blocks_last (const struct md_blocks *b)
{
  return b->n_open > 0 ? b->open[b->n_open - 1] : NULL;
}

static bool
push (struct md_blocks *b, struct md_node *node)
{
  if (b->n_open == b->cap_open) {
    size_t cap = b->cap_open == 0 ? 16 : b->cap_open * 2;
    struct md_node **open = realloc (b->open, cap * sizeof (void *));

    if (open == NULL) {
      md_fail_memory (b->p);
      return false;
    }
    b->open = open;
    b->cap_open = cap;
  }
  b->open[b->n_open++] = node;
  return true;
}

/* Counts one visit of an open block. */
static bool
may_work (struct md_blocks *b)
{
  if (b->p->work++ < MAX_WORK)
    return b->p->error == 0;
  md_fail (b->p, -EFBIG, "the Markdown text is nested too deeply");
  return false;
}

/* Remembers whether the open block LEVEL sees a blank line. */
static bool
note_blank (struct md_blocks *b, size_t level, bool blank)
{
  struct md_blank_row *row = &b->rows[b->row];

  if (b->n_rows == 0 || row->line != b->line) {
    b->row = !b->row;
    row = &b->rows[b->row];
    row->line = b->line;
    row->n = 0;
    row->any = false;
    if (b->n_rows < 2)
      b->n_rows++;
  }
  if (level >= row->cap) {
    size_t cap = row->cap == 0 ? 16 : row->cap * 2;
    bool *flags = realloc (row->blank, cap * sizeof *flags);

    if (flags == NULL) {
      md_fail_memory (b->p);
      return false;
    }
    row->blank = flags;
    row->cap = cap;
  }
  row->blank[level] = blank;
  row->n = level + 1;
  row->any = row->any || blank;
  return true;
}

/* Was the line before LINE blank for the open block LEVEL? */
static bool
was_blank (const struct md_blocks *b, size_t line, size_t level)
{
  if (b->n_rows == 0)
    return true;
  for (size_t i = 0; i < b->n_rows; i++) {
    const struct md_blank_row *row = &b->rows[i == 0 ? b->row : !b->row];

    if (row->line + 1 == line)
      return level < row->n ? row->blank[level] : row->any;
  }
  return false;
}

/* Turns PARAGRAPH into what its lines say; true if it is unlinked then. */
static bool
transform_paragraph (struct md_blocks *b, struct md_node *paragraph)
{
  struct md_node *rest;

  md_take_definitions (b->p, paragraph);
  if (paragraph->u.lines.n > 0)
    return (b->p->options & MD_TABLES) && md_take_table (b->p, paragraph);
  /* Only definitions: what remains counts as a block without text. */
  rest = md_parser_node (b->p, MD_TEXT_BLOCK);
  if (rest == NULL)
    return false;
  rest->flags |= paragraph->flags & MD_BLANK_BEFORE;
  md_node_replace (paragraph, rest);
  return true;
}

bool
md_blocks_settle_paragraph (struct md_blocks *b)
{
  struct md_node *paragraph = md_blocks_last (b);

  md_close_paragraph (b, paragraph);
  b->n_open--;
  return !transform_paragraph (b, paragraph);
}

static void
close_block (struct md_blocks *b, struct md_node *node)
{
  switch (node->kind) {
  case MD_PARAGRAPH:
    if (!transform_paragraph (b, node))
      md_close_paragraph (b, node);
    break;
  case MD_INDENTED_CODE:
    md_close_code (b, node);
    break;
  case MD_LIST:
    md_close_list (b, node);
    break;
  case MD_TEXT_BLOCK:
    md_close_metadata (b, node);
    break;
  default:
    break;
  }
}

/* Closes the open blocks from TO to before END, the deepest first. */
static void
close_blocks (struct md_blocks *b, size_t end, size_t to)
{
  for (size_t i = end; i > to; i--)
    if (b->open[i - 1]->parent != NULL)
      close_block (b, b->open[i - 1]);
  if (end > to) {
    memmove (b->open + to, b->open + end,
             (b->n_open - end) * sizeof *b->open);
    b->n_open -= end - to;
  }
}

/* Opens at most one block below PARENT with the starters for the current
 * character.  NULL if nothing fits; sets b->start_over. */
static struct md_node *
try_starters (struct md_blocks *b, struct md_node *parent, bool in_paragraph)
{
  const struct starter *const *s;
  struct md_view v;
  size_t pos;
  long width;

  b->start_over = b->takes_children = b->keeps_flags = false;
  if (!md_blocks_line (b, &v))
    return NULL;
  width = md_blocks_indent (b, &v, &pos);
  b->has_offset = width < (long) v.len;
  b->offset = pos;
  if (md_view_at (&v, 0) == '\n')
    return NULL;
  s = pos < v.len ? starters_for (md_view_at (&v, pos)) : other_starters;
  for (; *s != NULL; s++) {
    struct md_node *node;

    if ((in_paragraph && !(*s)->interrupts) || (width > 3 && !(*s)->indented))
      continue;
    node = (*s)->open (b, parent);
    if (node != NULL || b->start_over || b->p->error != 0)
      return node;
  }
  return NULL;
}

/* Opens as many blocks below PARENT as the rest of the line begins. */
static enum opened
open_blocks (struct md_blocks *b, struct md_node *parent, bool blank)
{
  enum opened result = NOTHING_OPENED;
  struct md_node *last = md_blocks_last (b);
  bool continuable = last != NULL && last->kind == MD_PARAGRAPH;

  while (may_work (b)) {
    struct md_node *node = try_starters (b, parent, continuable
                                         && result == NOTHING_OPENED);

    if (b->p->error != 0)
      return result;
    if (b->start_over) {
      continuable = false;
      continue;
    }
    if (node == NULL)
      break;
    if (blank && !b->keeps_flags)
      node->flags |= MD_BLANK_BEFORE;
    md_node_append (parent, node);
    if (!push (b, node))
      return result;
    result = BLOCKS_OPENED;
    if (!b->takes_children)
      break;
    parent = node;
  }
  if (result == NOTHING_OPENED && continuable
      && md_continue_paragraph (b, last))
    result = PARAGRAPH_CONTINUED;
  return result;
}

/* Does NODE go on?  *CHILDREN tells whether it can hold other blocks. */
static bool
continue_block (struct md_blocks *b, struct md_node *node, bool *children)
{
  *children = false;
  switch (node->kind) {
  case MD_INDENTED_CODE:
    return md_continue_code (b, node);
  case MD_FENCED_CODE:
    return md_continue_fence (b, node);
  case MD_HTML_BLOCK:
    return md_continue_html (b, node);
  case MD_TEXT_BLOCK:
    return md_continue_metadata (b, node);
  case MD_QUOTE:
    *children = true;
    return md_continue_quote (b, node);
  case MD_LIST:
    *children = true;
    return md_continue_list (b, node);
  case MD_ITEM:
    *children = true;
    return md_continue_item (b, node);
  default:
    /* Whether a paragraph goes on is found when new blocks are tried. */
    return false;
  }
}

/* Gives one line to the open blocks; false at the end of the text. */
static bool
process_line (struct md_blocks *b)
{
  size_t n = b->n_open;

  for (size_t i = 0; i < n; i++) {
    struct md_node *node = b->open[i];
    struct md_node *parent = i > 0 ? b->open[i - 1] : b->p->root;
    struct md_node *last = b->open[n - 1];
    size_t line = b->line;
    struct md_view v;
    bool children;

    if (!md_blocks_line (b, &v)) {
      close_blocks (b, n, 0);
      return false;
    }
    if (!may_work (b) || !note_blank (b, i, md_blocks_is_blank (b)))
      return false;
    /* This may lead into the next line, when an HTML block ends. */
    if (continue_block (b, node, &children)) {
      if (!children || i + 1 < n)
        continue;
      open_blocks (b, node, was_blank (b, line, i));
      break;
    }
    /* NODE is at its end, unless the rest of the line continues the paragraph
     * in it. */
    if (open_blocks (b, parent, was_blank (b, line, i)) != PARAGRAPH_CONTINUED
        && b->p->error == 0) {
      /* A paragraph that became something else is not open any more. */
      if (n > b->n_open || b->open[n - 1] != last)
        n--;
      close_blocks (b, n, i);
    }
    break;
  }
  return b->p->error == 0;
}

/* Skips lines that are blank; false at the end of the text. */
static bool
skip_blank_lines (struct md_blocks *b)
{
  struct md_view v;
  bool skipped = false;

  while (md_blocks_line (b, &v)) {
    if (!md_blocks_is_blank (b)) {
      if (skipped)
        b->n_rows = 0;
      return true;
    }
    skipped = true;
    next_line (b);
  }
  return false;
}

void
md_parse_blocks (struct md_parser *p)
{
  struct md_blocks b = { .p = p, .line = (size_t) -1 };

  next_line (&b);
  while (p->error == 0 && skip_blank_lines (&b)) {
    if (open_blocks (&b, p->root, was_blank (&b, b.line, 0))
        != BLOCKS_OPENED)
      break;
    next_line (&b);
    while (b.n_open > 0 && p->error == 0 && process_line (&b))
      next_line (&b);
  }
  free (b.open);
  free (b.rows[0].blank);
  free (b.rows[1].blank);
}
