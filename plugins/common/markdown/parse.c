/* SPDX-License-Identifier: Apache-2.0 */
/* The two stages of Markdown parsing, and their failures. */

#include <config.h>

#include "plugins/common/markdown/markdown.h"

#include <errno.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/parser.h"
#include "plugins/common/markdown/table.h"

void
md_fail (struct md_parser *p, int error, const char *text)
{
  if (p->error == 0) {
    p->error = error;
    p->error_text = text;
  }
}

void
md_fail_memory (struct md_parser *p)
{
  md_fail (p, -ENOMEM, "out of memory for Markdown text");
}

struct md_node *
md_parser_node (struct md_parser *p, enum md_kind kind)
{
  struct md_node *node = md_node_new (p->arena, kind);

  if (node == NULL)
    md_fail_memory (p);
  return node;
}

bool
md_parser_add_line (struct md_parser *p, struct md_node *node,
                    struct md_span span)
{
  if (md_lines_add (p->arena, &node->u.lines, span) == 0)
    return true;
  md_fail_memory (p);
  return false;
}

int
md_parse (struct pl_arena *arena, const char *src, size_t len,
          unsigned options, struct md_node **root, const char **error)
{
  struct md_parser p = {
    .src = src, .len = len, .options = options, .arena = arena
  };

  *root = NULL;
  if (len > MD_MAX_TEXT) {
    *error = "the Markdown text is too long";
    return -EFBIG;
  }
  pl_buffer_init (&p.label);
  pl_buffer_init (&p.folded);
  p.root = md_parser_node (&p, MD_DOCUMENT);
  if (p.root != NULL)
    md_parse_blocks (&p);
  if (p.error == 0)
    md_sort_references (&p);
  if (p.error == 0)
    md_parse_inlines (&p);
  if (p.error == 0 && (options & MD_TABLES))
    md_unescape_cells (&p);
  if (p.metadata != NULL && p.complaint != NULL)
    md_node_append (p.metadata, p.complaint);
  pl_buffer_release (&p.label);
  pl_buffer_release (&p.folded);
  if (p.error != 0) {
    *error = p.error_text;
    return p.error;
  }
  *root = p.root;
  return 0;
}
