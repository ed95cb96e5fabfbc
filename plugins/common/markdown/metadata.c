/* SPDX-License-Identifier: Apache-2.0 */
/* YAML metadata at the start of a Markdown text: the block between two lines
 * of dashes. */

#include <config.h>

#include "plugins/common/markdown/metadata.h"

#include <errno.h>

#include "common/arena.h"
#include "plugins/common/markdown/block.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/markdown.h"

/* Longest metadata. */
#define MAX_METADATA ((size_t) 1 << 20)

static bool
is_outer_space (char c)
{
  return md_is_space (c) || c == '\v' || c == '\f';
}

/* The current line is made of dashes only.  A blank line has none. */
static bool
is_separator (const struct md_blocks *b, bool *blank)
{
  const char *src = b->p->src;
  size_t i = b->start, stop = b->stop;

  while (stop > i && is_outer_space (src[stop - 1]))
    stop--;
  while (i < stop && is_outer_space (src[i]))
    i++;
  *blank = i == stop;
  while (i < stop && src[i] == '-')
    i++;
  return i == stop;
}

struct md_node *
md_open_metadata (struct md_blocks *b, struct md_node *parent)
{
  bool blank;

  (void) parent;
  if (!(b->p->options & MD_METADATA) || b->line != 0
      || !is_separator (b, &blank))
    return NULL;
  return md_parser_node (b->p, MD_TEXT_BLOCK);
}

bool
md_continue_metadata (struct md_blocks *b, struct md_node *node)
{
  struct md_view v;
  bool blank;

  if (!md_blocks_line (b, &v))
    return false;
  if (!is_separator (b, &blank) || md_blocks_is_blank (b))
    return md_parser_add_line (b->p, node, md_blocks_span (b));
  md_blocks_advance (b, v.len);
  return false;
}

/* Makes the text <!-- PROBLEM --> that follows metadata that are none. */
static void
complain (struct md_parser *p, struct md_node *node,
          const struct pl_buffer *problem)
{
  struct md_node *text = md_parser_node (p, MD_LITERAL);
  struct pl_buffer message;

  if (text == NULL)
    return;
  pl_buffer_init (&message);
  pl_buffer_puts (&message, "<!-- ");
  pl_buffer_append (&message, problem->data, problem->len);
  pl_buffer_puts (&message, " -->");
  text->u.literal.len = message.len;
  text->u.literal.text = pl_arena_strndup (p->arena, message.data,
                                           message.len);
  if (message.failed || text->u.literal.text == NULL)
    md_fail_memory (p);
  pl_buffer_release (&message);
  p->metadata = node;
  p->complaint = text;
  /* The inline stage knows no blanks of TABs: where metadata in a quote hold
   * them, a blank is lost. */
  for (size_t i = 0; i < node->u.lines.n; i++)
    node->u.lines.at[i].pad = 0;
}

void
md_close_metadata (struct md_blocks *b, struct md_node *node)
{
  struct pl_buffer text, problem;
  int status = -EFBIG;

  pl_buffer_init (&text);
  pl_buffer_init (&problem);
  md_lines_write (b->p->src, &node->u.lines, &text);
  if (text.failed)
    status = text.failed;
  else if (text.len <= MAX_METADATA)
    status = md_check_mapping (text.data, text.len, &problem);
  if (status == 0)
    status = problem.failed;
  if (status == -EFBIG)
    md_fail (b->p, status, "the YAML metadata are too large");
  else if (status != 0)
    md_fail_memory (b->p);
  else if (problem.len == 0)
    md_node_unlink (node);
  else
    complain (b->p, node, &problem);
  pl_buffer_release (&text);
  pl_buffer_release (&problem);
}
