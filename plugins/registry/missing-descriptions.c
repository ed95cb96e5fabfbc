/* SPDX-License-Identifier: Apache-2.0 */
/* Finds what has no description, in one pass over the nodes. */

#include <config.h>

#include "plugins/registry/missing-descriptions.h"

#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/text.h"
#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"

/* A longer path is cut: a message is to be read. */
#define PATH_MAX_SHOWN 1000u

struct missing {
  const struct plating_schema_view *view;
  void (*report) (void *data, const struct pl_buffer *message);
  void *data;
  struct pl_buffer path;        /* of the node, without its name: "a.b." */
  struct pl_buffer message;
  size_t n;
};

static const char *
word_for (uint16_t kind)
{
  switch (kind) {
  case PLATING_NODE_ATTRIBUTE:
    return "attribute";
  case PLATING_NODE_BLOCK_TYPE:
    return "block";
  case PLATING_NODE_PARAMETER:
  case PLATING_NODE_VARIADIC:
    return "parameter";
  default:
    return NULL;
  }
}

static void
check_node (struct missing *s, const struct plating_schema_node *node,
            const char *word)
{
  struct plating_text text = node->text;

  pl_utf8_trim (&text.ptr, &text.len);
  if (text.len || s->n++ >= REGISTRY_MISSING_MAX)
    return;
  text = (struct plating_text) { NULL, s->path.len };
  pl_buffer_append (&s->path, node->name.ptr, node->name.len);
  pl_buffer_clear (&s->message);
  pl_buffer_printf (&s->message, "%s ", word);
  if (s->path.len <= PATH_MAX_SHOWN) {
    gotmpl_quote (&s->message, s->path.data, s->path.len, false);
  } else {
    size_t len = pl_utf8_valid_prefix (s->path.data, PATH_MAX_SHOWN);

    gotmpl_quote (&s->message, s->path.data, len, false);
    pl_buffer_puts (&s->message, "...");
  }
  pl_buffer_puts (&s->message, " has no description");
  s->path.len = text.len;
  if (!s->message.failed)
    s->report (s->data, &s->message);
}

/* Attributes that providers need not or cannot describe. */
static int
is_left_out (const struct plating_schema_node *node)
{
  struct plating_text name = node->name;

  return pl_text_same (name, pl_text_of ("timeouts"))
         || (name.len == 2 && node->kind == PLATING_NODE_ATTRIBUTE
             && (name.ptr[0] | 0x20) == 'i' && (name.ptr[1] | 0x20) == 'd');
}

/* An open level: the path up to it and where it ends. */
struct level {
  uint32_t end;
  size_t path_len;
};

static int
walk (struct missing *s)
{
  uint32_t n = s->view->n_nodes, i, next;
  struct level *levels = NULL;
  size_t n_levels = 0, cap = 0;
  int code = 0;

  for (i = 0; code == 0 && i < n; i = next) {
    const struct plating_schema_node *node
      = plating_schema_node_at (s->view, i);
    const char *word = word_for (node->kind);

    while (n_levels && i >= levels[n_levels - 1].end)
      s->path.len = levels[--n_levels].path_len;
    next = i + 1;
    if (node->kind == PLATING_NODE_IDENTITY
        || (word && !n_levels && is_left_out (node))) {
      next = node->end;
      continue;
    }
    if (!word)
      continue;
    check_node (s, node, word);
    if (node->end <= i + 1)
      continue;
    if (n_levels == cap) {
      struct level *more = realloc (levels, (cap * 2 + 16) * sizeof *levels);

      if (!more) {
        code = PLATING_E_NOMEM;
        break;
      }
      levels = more;
      cap = cap * 2 + 16;
    }
    levels[n_levels++] = (struct level) { node->end, s->path.len };
    pl_buffer_append (&s->path, node->name.ptr, node->name.len);
    pl_buffer_putc (&s->path, '.');
    if (s->path.failed)
      code = PLATING_E_NOMEM;
  }
  free (levels);
  return code;
}

int
registry_missing_descriptions (const struct plating_schema_view *v,
                               void (*report) (void *data,
                                               const struct pl_buffer
                                               *message),
                               void *data)
{
  struct missing s = { .view = v, .report = report, .data = data };
  int code;

  pl_buffer_init (&s.path);
  pl_buffer_init (&s.message);
  code = walk (&s);
  if (code == 0 && s.n > REGISTRY_MISSING_MAX) {
    pl_buffer_clear (&s.message);
    pl_buffer_printf (&s.message, "%zu more attributes or blocks have no "
                      "description", s.n - REGISTRY_MISSING_MAX);
    if (!s.message.failed)
      report (data, &s.message);
  }
  pl_buffer_release (&s.path);
  pl_buffer_release (&s.message);
  return code;
}
