/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as plain text.
 *
 * Most descriptions are one line without any markup.  They are recognised
 * before a parser is set up, and copied. */

#include <config.h>

#include "plugins/common/markdown/markdown.h"

#include <errno.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/chars.h"

#define ARENA_CHUNK ((size_t) 16 << 10)

/* Most memory that one tree may take. */
#define ARENA_LIMIT ((size_t) 1 << 30)

/* What the reference tool, which looks at the first byte of destinations, says
 * if there is none. */
static const char empty_destination[] =
  "runtime error: index out of range [0] with length 0";

/* S is one line that begins with a letter and holds nothing that begins an
 * inline: the result is the line itself. */
static bool
is_simple (const char *s, size_t len)
{
  if (len == 0 || !md_char_is (s[0], MD_CH_ALPHA)
      || md_is_space (s[len - 1]))
    return false;
  for (size_t i = 0; i < len; i++) {
    switch (s[i]) {
    case '\n': case '\r': case '`': case '[': case '<': case '*': case '_':
    case '@':
      return false;
    case '/':
      /* Perhaps http:// and the like. */
      if (i > 1 && s[i - 1] == '/' && s[i - 2] == ':')
        return false;
      break;
    case '.':
      if (i > 2 && s[i - 1] == 'w' && s[i - 2] == 'w' && s[i - 3] == 'w')
        return false;
      break;
    default:
      break;
    }
  }
  return s[0] != 'w' || len < 4 || memcmp (s, "www.", 4) != 0;
}

static void
separate (struct pl_buffer *out, size_t begin)
{
  if (out->len > begin)
    pl_buffer_putc (out, '\n');
}

static bool
is_relative (const struct md_target *t)
{
  return t->dest[0] == '#'
         || (t->dest[0] == '/' && (t->dest_len == 1 || t->dest[1] != '/'));
}

/* The first byte of the lines of PARAGRAPH, -1: there is none. */
static int
first_byte (const char *src, const struct md_node *paragraph)
{
  const struct md_lines *lines = &paragraph->u.lines;

  for (size_t i = 0; i < lines->n; i++) {
    if (lines->at[i].pad > 0)
      return ' ';
    if (lines->at[i].start < lines->at[i].stop)
      return (unsigned char) src[lines->at[i].start];
  }
  return -1;
}

static int
write_link (const char *src, const struct md_node *node,
            struct pl_buffer *out)
{
  md_node_write_text (src, node, out);
  if (node->u.target.dest_len == 0)
    return -EDOM;
  if (!is_relative (&node->u.target)) {
    pl_buffer_putc (out, ' ');
    pl_buffer_append (out, node->u.target.dest, node->u.target.dest_len);
  }
  return 0;
}

/* Appends what NODE contributes; *DESCEND tells whether its children follow.
 * BEGIN is where the text began in OUT.  Returns 0 or -EDOM. */
static int
write_node (const char *src, const struct md_node *node,
            struct pl_buffer *out, size_t begin, bool *descend)
{
  int c;

  *descend = false;
  switch (node->kind) {
  case MD_QUOTE:
  case MD_HEADING:
    separate (out, begin);
    md_node_write_text (src, node, out);
    return 0;
  case MD_THEMATIC_BREAK:
    separate (out, begin);
    return 0;
  case MD_FENCED_CODE:
    separate (out, begin);
    separate (out, begin);
    md_lines_write (src, &node->u.lines, out);
    return 0;
  case MD_INDENTED_CODE:
    separate (out, begin);
    md_lines_write (src, &node->u.lines, out);
    return 0;
  case MD_PARAGRAPH:
    separate (out, begin);
    c = first_byte (src, node);
    if (c < 0)
      return -EDOM;
    *descend = c != '|';
    if (c == '|')
      md_lines_write (src, &node->u.lines, out);
    return 0;
  case MD_LIST:
    separate (out, begin);
    *descend = true;
    return 0;
  case MD_AUTOLINK:
    if (node->flags & MD_WWW)
      pl_buffer_puts (out, "http://");
    md_span_write (src, node->u.span, out);
    return 0;
  case MD_CODE_SPAN:
    md_node_write_text (src, node, out);
    return 0;
  case MD_LINK:
    return write_link (src, node, out);
  case MD_TEXT:
    md_span_write (src, node->u.span, out);
    if (node->flags & MD_SOFT_BREAK)
      separate (out, begin);
    return 0;
  case MD_IMAGE:
  case MD_HTML_BLOCK:
  case MD_RAW_HTML:
    return 0;
  default:
    *descend = true;
    return 0;
  }
}

static int
write_tree (const char *src, const struct md_node *root,
            struct pl_buffer *out)
{
  const struct md_node *n = root;
  size_t begin = out->len;

  while (n != NULL && !out->failed) {
    bool descend;
    int status = write_node (src, n, out, begin, &descend);

    if (status != 0)
      return status;
    n = descend ? md_node_after (n, root) : md_node_following (n, root);
  }
  return 0;
}

int
md_plain_text (const char *src, size_t len, struct pl_buffer *out,
               const char **error)
{
  struct pl_arena arena;
  struct md_node *root;
  int status;

  if (is_simple (src, len)) {
    pl_buffer_append (out, src, len);
  } else {
    pl_arena_init (&arena, ARENA_CHUNK);
    arena.limit = ARENA_LIMIT;
    status = md_parse (&arena, src, len, MD_LINKIFY, &root, error);
    if (status == 0) {
      status = write_tree (src, root, out);
      if (status != 0)
        *error = empty_destination;
    }
    pl_arena_release (&arena);
    if (status != 0)
      return status;
  }
  if (out->failed) {
    *error = "out of memory for plain text";
    return out->failed;
  }
  return 0;
}
