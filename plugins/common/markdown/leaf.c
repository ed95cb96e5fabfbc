/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks without blocks in them: paragraphs, headings, code, rules. */

#include <config.h>

#include "plugins/common/markdown/block.h"

#include <string.h>

#include "plugins/common/markdown/attribute.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/markdown.h"

/* SPAN without white space on its left, blanks of a TAB included. */
static struct md_span
trim_left (const char *src, struct md_span span)
{
  while (span.start < span.stop && md_is_space (src[span.start]))
    span.start++;
  return (struct md_span) { .start = span.start, .stop = span.stop };
}

static struct md_span
trim_right (const char *src, struct md_span span)
{
  size_t stop = span.stop;

  while (stop > span.start && md_is_space (src[stop - 1]))
    stop--;
  return (struct md_span) {
    .start = span.start, .stop = stop,
    .pad = stop > span.start ? span.pad : 0
  };
}

/* Is the rest of the line, from column COLUMN on, a thematic break? */
bool
md_blocks_is_rule (struct md_blocks *b, const struct md_view *v, long column)
{
  size_t pos, i, at;
  size_t count = 0;
  char mark = 0;

  if (md_view_indent (v, column, &pos) > 3 || pos >= v->len)
    return false;
  mark = md_view_at (v, pos);
  if (mark != '*' && mark != '-' && mark != '_')
    return false;
  /* A line of nested lists asks for each of their markers. */
  at = (size_t) (v->s - b->p->src) + (pos - v->pad);
  if (b->not_rule_line == b->line + 1 && b->not_rule_mark == mark
      && at <= b->not_rule_at)
    return false;
  for (i = pos; i < v->len; i++) {
    char c = md_view_at (v, i);

    if (c == mark) {
      count++;
    } else if (!md_is_space (c)) {
      b->not_rule_line = b->line + 1;
      b->not_rule_mark = mark;
      b->not_rule_at = at + (i - pos);
      return false;
    }
  }
  return count > 2;
}

struct md_node *
md_open_rule (struct md_blocks *b, struct md_node *parent)
{
  struct md_view v;

  (void) parent;
  if (!md_blocks_line (b, &v)
      || !md_blocks_is_rule (b, &v, md_blocks_column (b)))
    return NULL;
  return md_parser_node (b->p, MD_THEMATIC_BREAK);
}

/* Returns '=' or '-' if V, from character FROM on, is an underline made of
 * these, otherwise 0. */
static char
setext_bar (const struct md_view *v, size_t from)
{
  size_t i = from, end = v->len;
  char c;

  while (i < end && md_view_at (v, i) == ' ')
    i++;
  if (i - from > 3 || i == end)
    return 0;
  c = md_view_at (v, i);
  if (c != '=' && c != '-')
    return 0;
  while (i < end && md_view_at (v, i) == c)
    i++;
  while (end > i && md_is_space (md_view_at (v, end - 1)))
    end--;
  return i == end ? c : 0;
}

struct md_node *
md_open_setext (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *paragraph = md_blocks_last (b), *heading;
  struct md_view v;
  char bar;

  if (paragraph == NULL || paragraph->kind != MD_PARAGRAPH
      || paragraph->parent != parent || !md_blocks_line (b, &v))
    return NULL;
  bar = setext_bar (&v, 0);
  if (bar == 0)
    return NULL;
  if (!md_blocks_settle_paragraph (b)) {
    b->start_over = true;
    return NULL;
  }
  heading = md_parser_node (b->p, MD_HEADING);
  if (heading == NULL)
    return NULL;
  heading->level = bar == '-' ? 2 : 1;
  heading->u.lines = paragraph->u.lines;
  heading->flags = paragraph->flags & MD_BLANK_BEFORE;
  b->keeps_flags = true;
  md_node_unlink (paragraph);
  if (b->p->options & MD_HEADING_ATTRIBUTES)
    md_take_last_attributes (b->p, heading);
  return heading;
}

/* Handles "# text # {#id}", where V is the line and its text begins behind
 * START.  The attributes may even stand in a later line; whether they count
 * or not, they are gone then. */
static bool
take_outer_attributes (struct md_blocks *b, struct md_node *heading,
                       const struct md_view *v, size_t start)
{
  size_t base = b->start - b->pad, stop = v->len, open, close, at;
  struct md_attribute *list;

  while (stop > 0 && md_is_space (md_view_at (v, stop - 1)))
    stop--;
  for (open = start; open + 1 < stop; open++) {
    char c = md_view_at (v, open);

    if (md_is_space (c) && md_view_at (v, open + 1) == '#')
      break;
    if (c == '\\' && md_is_punct (md_view_at (v, open + 1)))
      open++;
  }
  if (open + 1 >= stop)
    return false;
  open++;
  for (close = open; close < stop && md_view_at (v, close) == '#'; close++)
    ;
  md_blocks_advance (b, close);
  at = b->start;
  if (!md_read_attributes (b->p, b->p->src, b->p->len, &at, &list))
    return false;
  md_blocks_advance (b, at - b->start);
  if (b->start < b->p->len && !md_blocks_is_blank (b))
    return false;
  md_set_attributes (heading, list);
  md_parser_add_line (b->p, heading, (struct md_span) {
    .start = base + start + 1, .stop = base + open
  });
  return true;
}

/* Adds what is between START and the closing sequence of the line V to
 * HEADING; BASE is the place of V. */
static bool
add_heading_text (struct md_parser *p, struct md_node *heading,
                  const struct md_view *v, size_t base, size_t start)
{
  size_t stop = v->len, text_end, i;

  while (stop > start && md_is_space (md_view_at (v, stop - 1)))
    stop--;
  /* The closing sequence counts if it is a word of its own. */
  text_end = stop;
  while (text_end > start && md_view_at (v, text_end - 1) == '#')
    text_end--;
  if (text_end == stop || md_is_space (md_view_at (v, text_end - 1)))
    stop = text_end;
  for (i = start; i < stop; i++)
    if (md_view_at (v, i) != '#')
      break;
  return i == stop
         || md_parser_add_line (p, heading, (struct md_span) {
              .start = base + start, .stop = base + stop
            });
}

struct md_node *
md_open_heading (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *heading;
  struct md_view v;
  size_t base = b->start - b->pad, i, start;

  (void) parent;
  if (!b->has_offset || !md_blocks_line (b, &v))
    return NULL;
  i = b->offset;
  while (i < v.len && md_view_at (&v, i) == '#')
    i++;
  if (i == b->offset || i - b->offset > 6)
    return NULL;
  start = i;
  while (start < v.len && md_is_space (md_view_at (&v, start)))
    start++;
  if (i < v.len && start == i)
    return NULL;
  heading = md_parser_node (b->p, MD_HEADING);
  if (heading == NULL)
    return NULL;
  heading->level = (int) (i - b->offset);
  if (i == v.len)
    return heading;
  if (start == v.len)
    start--;
  if (!(b->p->options & MD_HEADING_ATTRIBUTES)) {
    add_heading_text (b->p, heading, &v, base, start);
    return heading;
  }
  if (!take_outer_attributes (b, heading, &v, start - 1) && b->p->error == 0)
    add_heading_text (b->p, heading, &v, base, start);
  if (!md_has_id (heading))
    md_take_last_attributes (b->p, heading);
  return heading;
}

/* Takes the current line behind four columns of blanks as a line of CODE. */
static bool
add_code_line (struct md_blocks *b, struct md_node *code, size_t pos,
               size_t rest)
{
  struct md_span span;

  md_blocks_advance_padded (b, pos, rest);
  span = md_blocks_span (b);
  if (span.pad != 0)
    md_blocks_keep_tab (b, &span, 0);
  span.newline = true;
  return md_parser_add_line (b->p, code, span);
}

struct md_node *
md_open_code (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *code;
  struct md_view v;
  size_t pos, rest;

  (void) parent;
  if (!md_blocks_line (b, &v)
      || !md_view_indent_position (&v, md_blocks_column (b), 0, 4, &pos,
                                   &rest)
      || md_blocks_is_blank (b))
    return NULL;
  code = md_parser_node (b->p, MD_INDENTED_CODE);
  if (code == NULL || !add_code_line (b, code, pos, rest))
    return NULL;
  return code;
}

/* SPAN, which is blank, without its first four columns. */
static struct md_span
trim_four (const char *src, struct md_span span)
{
  long width = 4 - (long) (span.pad < 4 ? span.pad : 4);
  size_t start = span.start;

  if (width == 0)
    return (struct md_span) {
      .start = start, .stop = span.stop, .pad = span.pad - 4
    };
  for (; start + 1 < span.stop && width > 0; start++) {
    if (src[start] == ' ')
      width--;
    else if (src[start] == '\t')
      width -= 4;
    else
      break;
  }
  return (struct md_span) {
    .start = start, .stop = span.stop,
    .pad = width < 0 ? (unsigned) -width : 0
  };
}

bool
md_continue_code (struct md_blocks *b, struct md_node *node)
{
  struct md_view v;
  size_t pos, rest;

  if (!md_blocks_line (b, &v))
    return false;
  if (md_blocks_is_blank (b))
    return md_parser_add_line (b->p, node,
                               trim_four (b->p->src, md_blocks_span (b)));
  if (!md_view_indent_position (&v, md_blocks_column (b), 0, 4, &pos, &rest))
    return false;
  return add_code_line (b, node, pos, rest);
}

void
md_close_code (struct md_blocks *b, struct md_node *node)
{
  struct md_lines *lines = &node->u.lines;

  while (lines->n > 0) {
    const struct md_span *at = &lines->at[lines->n - 1];
    size_t i = at->start;

    while (i < at->stop && md_is_space (b->p->src[i]))
      i++;
    if (i < at->stop)
      return;
    lines->n--;
  }
}

struct md_node *
md_open_fence (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *fence;
  struct md_span info = { 0 };
  struct md_view v;
  size_t i, base;
  char c;

  (void) parent;
  if (!b->has_offset || !md_blocks_line (b, &v))
    return NULL;
  c = md_view_at (&v, b->offset);
  i = b->offset;
  while (i < v.len && md_view_at (&v, i) == c)
    i++;
  if (i - b->offset < 3)
    return NULL;
  base = b->start - b->pad;
  if (i + 1 < v.len) {
    info.start = base + i;
    info.stop = b->stop;
    info = trim_right (b->p->src, trim_left (b->p->src, info));
    if (c == '`' && info.stop > info.start
        && memchr (b->p->src + info.start, '`', info.stop - info.start))
      return NULL;
  }
  fence = md_parser_node (b->p, MD_FENCED_CODE);
  if (fence == NULL)
    return NULL;
  fence->marker = c;
  fence->level = (int) (i - b->offset);
  fence->offset = b->offset;
  if (info.stop > info.start) {
    fence->extra = info;
    fence->flags |= MD_HAS_INFO;
  }
  return fence;
}

bool
md_continue_fence (struct md_blocks *b, struct md_node *node)
{
  struct md_span span = md_blocks_span (b);
  struct md_view v;
  size_t pos, rest, i;

  if (!md_blocks_line (b, &v))
    return false;
  if (md_blocks_indent (b, &v, &pos) < 4) {
    i = pos;
    while (i < v.len && md_view_at (&v, i) == node->marker)
      i++;
    if (i - pos >= (size_t) node->level && md_view_is_blank (&v, i)) {
      size_t n = v.len;

      md_blocks_advance (b, n - (md_view_at (&v, n - 1) == '\n'));
      return false;
    }
  }
  if (!md_view_indent_position (&v, md_blocks_column (b), span.pad,
                                (long) node->offset, &pos, &rest)) {
    rest = 0;
    pos = 0;
    while (pos < v.len && (md_view_at (&v, pos) == ' '
                           || md_view_at (&v, pos) == '\t'))
      pos++;
    if (pos == v.len || md_view_at (&v, pos) == '\n')
      pos = 0;
  }
  /* POS may count blanks of the padding, too; the reference tool then leaves
   * out as many characters of the text. */
  span.start += pos;
  span.pad = (unsigned) rest;
  if (rest != 0)
    md_blocks_keep_tab (b, &span, node->offset);
  span.newline = true;
  return md_parser_add_line (b->p, node, span);
}

struct md_node *
md_open_paragraph (struct md_blocks *b, struct md_node *parent)
{
  struct md_span span = trim_left (b->p->src, md_blocks_span (b));
  struct md_node *paragraph;

  (void) parent;
  if (span.start == span.stop)
    return NULL;
  paragraph = md_parser_node (b->p, MD_PARAGRAPH);
  if (paragraph == NULL || !md_parser_add_line (b->p, paragraph, span))
    return NULL;
  return paragraph;
}

bool
md_continue_paragraph (struct md_blocks *b, struct md_node *node)
{
  struct md_view v;

  return md_blocks_line (b, &v) && !md_blocks_is_blank (b)
         && md_parser_add_line (b->p, node, md_blocks_span (b));
}

void
md_close_paragraph (struct md_blocks *b, struct md_node *node)
{
  struct md_lines *lines = &node->u.lines;

  if (lines->n == 0) {
    md_node_unlink (node);
    return;
  }
  for (size_t i = 0; i < lines->n; i++)
    lines->at[i] = trim_left (b->p->src, lines->at[i]);
  lines->at[lines->n - 1] = trim_right (b->p->src, lines->at[lines->n - 1]);
}
