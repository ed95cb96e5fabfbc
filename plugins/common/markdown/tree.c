/* SPDX-License-Identifier: Apache-2.0 */
/* Building and walking of Markdown trees. */

#include <config.h>

#include "plugins/common/markdown/tree.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"

struct md_node *
md_node_new (struct pl_arena *a, enum md_kind kind)
{
  struct md_node *node = pl_arena_zalloc (a, sizeof *node);

  if (node != NULL)
    node->kind = kind;
  return node;
}

void
md_node_append (struct md_node *parent, struct md_node *node)
{
  node->parent = parent;
  node->prev = parent->last;
  node->next = NULL;
  if (parent->last != NULL)
    parent->last->next = node;
  else
    parent->first = node;
  parent->last = node;
}

static void
insert_before (struct md_node *sibling, struct md_node *node)
{
  node->parent = sibling->parent;
  node->prev = sibling->prev;
  node->next = sibling;
  if (sibling->prev != NULL)
    sibling->prev->next = node;
  else
    sibling->parent->first = node;
  sibling->prev = node;
}

void
md_node_insert_after (struct md_node *sibling, struct md_node *node)
{
  if (sibling->next != NULL)
    insert_before (sibling->next, node);
  else
    md_node_append (sibling->parent, node);
}

void
md_node_unlink (struct md_node *node)
{
  struct md_node *parent = node->parent;

  if (parent == NULL)
    return;
  if (node->prev != NULL)
    node->prev->next = node->next;
  else
    parent->first = node->next;
  if (node->next != NULL)
    node->next->prev = node->prev;
  else
    parent->last = node->prev;
  node->parent = node->prev = node->next = NULL;
}

void
md_node_replace (struct md_node *old, struct md_node *node)
{
  insert_before (old, node);
  md_node_unlink (old);
}

struct md_node *
md_node_following (const struct md_node *node, const struct md_node *root)
{
  while (node != root) {
    if (node->next != NULL)
      return node->next;
    node = node->parent;
  }
  return NULL;
}

struct md_node *
md_node_after (const struct md_node *node, const struct md_node *root)
{
  return node->first != NULL ? node->first : md_node_following (node, root);
}

int
md_lines_add (struct pl_arena *a, struct md_lines *lines, struct md_span span)
{
  if (lines->n == lines->cap) {
    size_t cap = lines->cap == 0 ? 4 : lines->cap * 2;
    struct md_span *at;

    if (cap > SIZE_MAX / sizeof *at)
      return -ENOMEM;
    at = pl_arena_alloc (a, cap * sizeof *at);
    if (at == NULL)
      return -ENOMEM;
    if (lines->n > 0)
      memcpy (at, lines->at, lines->n * sizeof *at);
    lines->at = at;
    lines->cap = cap;
  }
  lines->at[lines->n++] = span;
  return 0;
}

void
md_span_write (const char *src, struct md_span span, struct pl_buffer *out)
{
  size_t before = out->len;

  if (span.pad > 0)
    pl_buffer_fill (out, ' ', span.pad);
  if (span.stop > span.start)
    pl_buffer_append (out, src + span.start, span.stop - span.start);
  if (span.newline && out->len > before && out->data[out->len - 1] != '\n')
    pl_buffer_putc (out, '\n');
}

void
md_lines_write (const char *src, const struct md_lines *lines,
                struct pl_buffer *out)
{
  for (size_t i = 0; i < lines->n; i++)
    md_span_write (src, lines->at[i], out);
}

/* Appends what NODE itself contributes; true if its children count too. */
static bool
write_own_text (const char *src, const struct md_node *node,
                struct pl_buffer *out)
{
  switch (node->kind) {
  case MD_PARAGRAPH:
  case MD_TEXT_BLOCK:
  case MD_INDENTED_CODE:
  case MD_FENCED_CODE:
    md_lines_write (src, &node->u.lines, out);
    return false;
  case MD_HTML_BLOCK:
    md_lines_write (src, &node->u.lines, out);
    if (node->flags & MD_HAS_CLOSURE)
      md_span_write (src, node->extra, out);
    return false;
  case MD_RAW_HTML:
    md_lines_write (src, &node->u.lines, out);
    return false;
  case MD_TEXT:
    md_span_write (src, node->u.span, out);
    if (node->flags & MD_SOFT_BREAK)
      pl_buffer_putc (out, '\n');
    return false;
  case MD_AUTOLINK:
    md_span_write (src, node->u.span, out);
    return false;
  case MD_LITERAL:
    pl_buffer_append (out, node->u.literal.text, node->u.literal.len);
    return false;
  default:
    return true;
  }
}

void
md_node_write_text (const char *src, const struct md_node *node,
                    struct pl_buffer *out)
{
  const struct md_node *n = node;

  while (n != NULL && !out->failed)
    n = write_own_text (src, n, out) ? md_node_after (n, node)
                                     : md_node_following (n, node);
}
