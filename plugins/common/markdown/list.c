/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks that hold blocks: quotes, lists and their items. */

#include <config.h>

#include "plugins/common/markdown/block.h"

#include "plugins/common/markdown/chars.h"

/* The marker that a line begins with. */
struct marker {
  size_t indent;   /* blanks before it */
  size_t end;      /* behind its last character */
  bool ordered;
  bool empty;      /* nothing but white space follows */
};

static bool
read_marker (const struct md_view *v, struct marker *m)
{
  size_t i = 0, pos;
  struct md_view rest;

  while (i < v->len && md_view_at (v, i) == ' ')
    i++;
  if (i > 3 || i == v->len)
    return false;
  m->indent = i;
  m->ordered = false;
  switch (md_view_at (v, i)) {
  case '-':
  case '*':
  case '+':
    i++;
    break;
  default:
    while (i < v->len && md_char_is (md_view_at (v, i), MD_CH_DIGIT))
      i++;
    if (i == m->indent || i - m->indent > 9 || i == v->len
        || (md_view_at (v, i) != '.' && md_view_at (v, i) != ')'))
      return false;
    m->ordered = true;
    i++;
  }
  m->end = i;
  if (i < v->len && md_view_at (v, i) != '\n') {
    rest = (struct md_view) { .s = v->s + (i - v->pad), .len = v->len - i };
    if (md_view_indent (&rest, 0, &pos) == 0)
      return false;
  }
  m->empty = md_view_is_blank (v, i);
  return true;
}

/* How many columns behind the marker the content of the item begins. */
static long
content_offset (const struct md_view *v, const struct marker *m)
{
  struct md_view rest;
  size_t pos;
  long width;

  if (m->empty)
    return 1;
  rest = (struct md_view) {
    .s = v->s + (m->end - v->pad), .len = v->len - m->end
  };
  width = md_view_indent (&rest, (long) m->end, &pos);
  return width > 4 ? 1 : width;  /* more: indented code */
}

static long
last_offset (const struct md_node *list)
{
  return list->last != NULL ? (long) list->last->offset : 0;
}

static bool
is_ordered (const struct md_node *list)
{
  return list->marker == '.' || list->marker == ')';
}

struct md_node *
md_open_list (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *last = md_blocks_last (b), *list;
  struct md_view v;
  struct marker m;
  int start = 0;

  if (b->skip_list || (last != NULL && last->kind == MD_LIST)) {
    b->skip_list = false;
    return NULL;
  }
  if (!md_blocks_line (b, &v) || !read_marker (&v, &m))
    return NULL;
  if (m.ordered)
    for (size_t i = m.indent; i + 1 < m.end; i++)
      start = start * 10 + (md_view_at (&v, i) - '0');
  /* Not everything that looks like an item may interrupt a paragraph. */
  if (last != NULL && last->kind == MD_PARAGRAPH && last->parent == parent
      && ((m.ordered && start != 1) || m.empty))
    return NULL;
  list = md_parser_node (b->p, MD_LIST);
  if (list == NULL)
    return NULL;
  list->marker = md_view_at (&v, m.end - 1);
  list->level = start;
  list->flags |= MD_TIGHT;
  b->blank_after_empty_item = false;
  b->takes_children = true;
  return list;
}

bool
md_continue_list (struct md_blocks *b, struct md_node *node)
{
  long offset = last_offset (node), indent;
  bool last_is_empty = node->last == NULL || node->last->first == NULL;
  struct md_view v;
  struct marker m;
  size_t pos;

  if (!md_blocks_line (b, &v))
    return false;
  if (md_blocks_is_blank (b)) {
    if (last_is_empty)
      b->blank_after_empty_item = true;
    return true;
  }
  indent = md_blocks_indent (b, &v, &pos);
  if (indent < offset || last_is_empty) {
    if (indent < 4 && read_marker (&v, &m) && (long) m.indent - offset < 4) {
      struct md_view rest = {
        .s = v.s + (m.end - 1 - v.pad), .len = v.len - (m.end - 1)
      };

      return md_view_at (&v, m.end - 1) == node->marker
             && m.ordered == is_ordered (node)
             && !md_blocks_is_rule (b, &rest, 0);
    }
    if (!last_is_empty || indent < offset)
      return false;
  }
  /* An item without content does not get any after a blank line. */
  return !b->blank_after_empty_item;
}

/* Any block in the list but the first one of an item follows a blank line. */
static bool
has_blank_lines (const struct md_node *list)
{
  for (const struct md_node *item = list->first; item != NULL;
       item = item->next) {
    if (item != list->first && (item->flags & MD_BLANK_BEFORE))
      return true;
    if (item->first == NULL)
      continue;
    for (const struct md_node *n = item->first->next; n != NULL; n = n->next)
      if (n->flags & MD_BLANK_BEFORE)
        return true;
  }
  return false;
}

void
md_close_list (struct md_blocks *b, struct md_node *node)
{
  (void) b;
  if (has_blank_lines (node)) {
    node->flags &= ~(unsigned) MD_TIGHT;
    return;
  }
  for (struct md_node *item = node->first; item != NULL; item = item->next)
    for (struct md_node *n = item->first; n != NULL; n = n->next)
      if (n->kind == MD_PARAGRAPH) {
        n->kind = MD_TEXT_BLOCK;
        n->flags &= ~(unsigned) MD_BLANK_BEFORE;
      }
}

struct md_node *
md_open_item (struct md_blocks *b, struct md_node *parent)
{
  struct md_view v, rest;
  struct marker m;
  struct md_node *item;
  long offset;
  size_t pos, pad;

  if (parent->kind != MD_LIST || !md_blocks_line (b, &v)
      || !read_marker (&v, &m) || (long) m.indent - last_offset (parent) > 3)
    return NULL;
  b->blank_after_empty_item = false;
  item = md_parser_node (b->p, MD_ITEM);
  if (item == NULL)
    return NULL;
  offset = content_offset (&v, &m);
  item->offset = m.end + (size_t) offset;
  if (m.empty)
    return item;
  rest = (struct md_view) {
    .s = v.s + (m.end - v.pad), .len = v.len - m.end
  };
  if (md_view_indent_position (&rest, (long) m.end, 0, offset, &pos, &pad))
    md_blocks_advance_padded (b, m.end + pos, pad);
  b->takes_children = true;
  return item;
}

bool
md_continue_item (struct md_blocks *b, struct md_node *node)
{
  long offset, indent;
  bool is_empty;
  struct md_view v;
  struct marker m;
  size_t pos, pad;

  if (!md_blocks_line (b, &v))
    return false;
  if (md_blocks_is_blank (b)) {
    md_blocks_advance (b, v.len - 1);
    return true;
  }
  offset = last_offset (node->parent);
  is_empty = node->first == NULL && b->blank_after_empty_item;
  indent = md_blocks_indent (b, &v, &pos);
  if ((is_empty || indent < offset) && indent < 4) {
    if (read_marker (&v, &m)) {
      b->skip_list = true;
      return false;
    }
    if (!is_empty)
      return false;
  }
  if (md_view_indent_position (&v, md_blocks_column (b), 0, offset, &pos,
                               &pad))
    md_blocks_advance_padded (b, pos, pad);
  return true;
}

/* Takes the marker of a quote from the current line. */
static bool
take_quote_marker (struct md_blocks *b)
{
  struct md_view v;
  size_t pos;
  char next;

  if (!md_blocks_line (b, &v)
      || md_blocks_indent (b, &v, &pos) > 3
      || pos >= v.len || md_view_at (&v, pos) != '>')
    return false;
  pos++;
  md_blocks_advance (b, pos);
  next = pos < v.len ? md_view_at (&v, pos) : '\n';
  if (next == ' ')
    md_blocks_advance (b, 1);
  else if (next == '\t')
    md_blocks_advance_padded (b, 1, (size_t)
                              md_tab_width (md_blocks_column (b)) - 1);
  return true;
}

struct md_node *
md_open_quote (struct md_blocks *b, struct md_node *parent)
{
  (void) parent;
  if (!take_quote_marker (b))
    return NULL;
  b->takes_children = true;
  return md_parser_node (b->p, MD_QUOTE);
}

bool
md_continue_quote (struct md_blocks *b, struct md_node *node)
{
  (void) node;
  return take_quote_marker (b);
}
