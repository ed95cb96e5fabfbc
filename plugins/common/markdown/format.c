/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown in a uniform style.
 *
 * Headings and table cells have writers of their own, because they are
 * measured or attributed as a whole. */

#include <config.h>

#include "plugins/common/markdown/format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "plugins/common/markdown/writer.h"

/* Parts NODE from the sibling before it. */
static void
separate (struct md_writer *w, const struct md_node *node)
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
    md_write_string (w, "\n\n");
    break;
  case MD_LIST:
  case MD_HTML_BLOCK:
    md_write_string (w, node->flags & MD_BLANK_BEFORE ? "\n\n" : "\n");
    break;
  case MD_ITEM:
    if (node->flags & MD_BLANK_BEFORE)
      md_write_string (w, "\n");
    break;
  default:
    break;
  }
}

static void
enter_item (struct md_writer *w, const struct md_node *item)
{
  const struct md_node *list = item->parent;
  char marker[32] = { list->marker, ' ' };

  if (list->marker == '.' || list->marker == ')')
    snprintf (marker, sizeof marker, "%ld%c ",
              w->counters[w->n_counters - 1]++, list->marker);
  md_write_string (w, marker);
  md_writer_push (w, NULL, strlen (marker), false);
}

static void
write_html (struct md_writer *w, const struct md_node *node)
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
  md_write_text (w, text.data, text.len);
  pl_buffer_release (&text);
}

static void
write_code (struct md_writer *w, const struct md_node *node)
{
  md_write_string (w, "```");
  if (node->flags & MD_HAS_INFO)
    md_write_span (w, node->extra);
  md_write_string (w, "\n");
  for (size_t i = 0; i < node->u.lines.n; i++)
    md_write_span (w, node->u.lines.at[i]);
  md_write_string (w, "```");
}

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
write_heading (struct md_writer *w, const struct md_node *heading)
{
  struct pl_buffer text;

  for (int i = 0; i < heading->level; i++)
    md_write_string (w, "#");
  md_write_string (w, " ");
  pl_buffer_init (&text);
  for (const struct md_node *n = heading->first; n != NULL; n = n->next) {
    int status = md_format_tree (w->src, n, &text);

    if (status != 0)
      w->failed = status;
  }
  if (w->failed == 0)
    w->failed = write_attributes (heading, &text);
  if (w->failed == 0)
    w->failed = text.failed;
  md_write_text (w, text.data, text.len);
  pl_buffer_release (&text);
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
enter (struct md_writer *w, const struct md_node *node)
{
  switch (node->kind) {
  case MD_TEXT:
    md_write_clean (w, node->u.span);
    return true;
  case MD_LITERAL:
    md_write_text (w, node->u.literal.text, node->u.literal.len);
    return true;
  case MD_AUTOLINK:
    md_write_span (w, node->u.span);
    return true;
  case MD_TASK_BOX:
    md_write_string (w, node->flags & MD_CHECKED ? "[X] " : "[ ] ");
    return true;
  case MD_CODE_SPAN:
    md_write_string (w, "`");
    return true;
  case MD_EMPHASIS:
  case MD_STRIKETHROUGH:
    pl_buffer_puts (&w->held, emphasis_marks (node));
    return true;
  case MD_LINK:
  case MD_IMAGE:
    pl_buffer_puts (&w->held, node->kind == MD_LINK ? "[" : "![");
    return true;
  case MD_RAW_HTML:
    for (size_t i = 0; i < node->u.lines.n; i++)
      md_write_span (w, node->u.lines.at[i]);
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
    md_write_string (w, "---");
    return true;
  case MD_QUOTE:
    md_writer_push (w, "> ", 2, true);
    if (node->parent->kind == MD_ITEM && node->prev == NULL)
      md_write_string (w, "> ");
    return true;
  case MD_LIST:
    md_writer_push_counter (w, node->level != 0 ? node->level : 1);
    return true;
  case MD_ITEM:
    enter_item (w, node);
    return true;
  case MD_TABLE:
    md_write_table (w, node);
    return false;
  default:
    return true;
  }
}

static void
leave_link (struct md_writer *w, const struct md_target *target)
{
  md_write_string (w, "](");
  md_write_text (w, target->dest, target->dest_len);
  if (target->title_len > 0) {
    md_write_string (w, " \"");
    md_write_text (w, target->title, target->title_len);
    md_write_string (w, "\"");
  }
  md_write_string (w, ")");
}

static void
leave_emphasis (struct md_writer *w, const char *marks)
{
  /* Marks that are still held have nothing between them. */
  if (w->held.len == 0)
    md_write_string (w, marks);
  else
    w->held.len -= strlen (marks);
}

static void
leave (struct md_writer *w, const struct md_node *node)
{
  switch (node->kind) {
  case MD_TEXT:
    if (node->flags & MD_SOFT_BREAK)
      md_write_string (w, " ");
    else if (node->flags & MD_HARD_BREAK)
      md_write_string (w, "\n");
    break;
  case MD_CODE_SPAN:
    md_write_string (w, "`");
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
    md_writer_pop (w);
    break;
  case MD_ITEM:
    if (node->next != NULL)
      md_write_string (w, "\n");
    md_writer_pop (w);
    break;
  case MD_LIST:
    w->n_counters--;
    break;
  default:
    break;
  }
}

/* Appends ROOT with all that is below it. */
int
md_format_tree (const char *src, const struct md_node *root,
             struct pl_buffer *out)
{
  const struct md_node *n = root;
  struct md_writer w;

  md_writer_init (&w, src, out);
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
  return md_writer_release (&w);
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
  int status = md_format_tree (src, block, out);

  if (status == -EFBIG)
    *error = "the formatted Markdown text is too long";
  else if (status != 0)
    *error = "out of memory for formatted Markdown text";
  return status;
}
