/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies: text, print statements and tags up to an end, and what is said
 * when the end is not there. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

#include <string.h>

#include "plugins/common/jinja/text.h"

static bool
is_end (const struct jinja_ends *ends, const struct jinja_token *token)
{
  size_t i;

  for (i = 0; ends && i < 3 && ends->words[i]; i++)
    if (jinja_token_is (token, ends->words[i]))
      return true;
  return false;
}

/* TAG (NULL: the end of the template) is none that can be here. */
bool
jinja_parse_fail_end (struct jinja_parser *p, const struct jinja_token *tag)
{
  const struct jinja_ends *e = p->ends;
  const struct jinja_token *at = tag ? tag : &p->current;
  struct pl_buffer looking, all;
  bool is_nesting = false;
  size_t i;

  pl_buffer_init (&looking);
  pl_buffer_init (&all);
  for (i = 0; e && i < 3 && e->words[i]; i++)
    pl_buffer_printf (&looking, "%s'%s'", i ? " or " : "", e->words[i]);
  for (; tag && e; e = e->outer)
    is_nesting = is_nesting || is_end (e, tag);
  if (!tag)
    pl_buffer_puts (&all, "Unexpected end of template.");
  else
    pl_buffer_printf (&all, "Encountered unknown tag '%.*s'.",
                      (int) tag->len, tag->text);
  if (is_nesting)
    pl_buffer_printf (&all, " You probably made a nesting mistake. Jinja is "
                      "expecting this tag, but currently looking for %s.",
                      looking.data ? looking.data : "");
  else if (p->ends)
    pl_buffer_printf (&all, " Jinja was looking for the following tags: %s.",
                      looking.data ? looking.data : "");
  if (p->n_tags)
    pl_buffer_printf (&all, " The innermost block that needs to be closed is "
                      "'%.*s'.", (int) p->tags[p->n_tags - 1].len,
                      p->tags[p->n_tags - 1].text);
  if (looking.failed || all.failed)
    jinja_parse_no_memory (p);
  else
    jinja_parse_fail (p, at->line, at->column, "%s", all.data);
  pl_buffer_release (&looking);
  pl_buffer_release (&all);
  return false;
}

static bool
add_item (struct jinja_parser *p, struct jinja_nodes *body,
          struct jinja_node **output, struct jinja_node *item)
{
  if (!item)
    return false;
  if (!*output) {
    *output = jinja_node_new (p, JINJA_OUTPUT, item->line, item->column);
    if (!*output)
      return false;
    jinja_nodes_add (body, *output);
  }
  jinja_nodes_add (&(*output)->u.output.items, item);
  return true;
}

static struct jinja_node *
parse_data (struct jinja_parser *p)
{
  const struct jinja_token *t = &p->current;
  struct jinja_node *node = jinja_node_new (p, JINJA_DATA, t->line,
                                            t->column);

  if (!node)
    return NULL;
  node->u.data.text = t->text;
  node->u.data.len = t->len;
  return jinja_parse_advance (p) ? node : NULL;
}

static struct jinja_node *
parse_variable (struct jinja_parser *p)
{
  struct jinja_node *node;

  if (!jinja_parse_advance (p))
    return NULL;
  node = jinja_parse_tuple (p, 0);
  return node && jinja_parse_expect (p, JINJA_TOKEN_VARIABLE_END)
    ? node : NULL;
}

/* A tag: returns 1 at one of the ends, 0 after a statement, -1 on error. */
static int
parse_tag (struct jinja_parser *p, const struct jinja_ends *ends,
           struct jinja_nodes *body)
{
  struct jinja_node *node;

  if (!jinja_parse_advance (p))
    return -1;
  if (is_end (ends, &p->current))
    return 1;
  node = jinja_parse_statement (p);
  if (!node)
    return -1;
  jinja_nodes_add (body, node);
  return jinja_parse_expect (p, JINJA_TOKEN_BLOCK_END) ? 0 : -1;
}

static bool
parse_items (struct jinja_parser *p, const struct jinja_ends *ends,
             struct jinja_nodes *body)
{
  struct jinja_node *output = NULL;
  int status;

  for (;;)
    switch (p->current.type) {
    case JINJA_TOKEN_DATA:
      if (!add_item (p, body, &output, parse_data (p)))
        return false;
      break;
    case JINJA_TOKEN_VARIABLE_BEGIN:
      if (!add_item (p, body, &output, parse_variable (p)))
        return false;
      break;
    case JINJA_TOKEN_BLOCK_BEGIN:
      output = NULL;
      status = parse_tag (p, ends, body);
      if (status)
        return status > 0;
      break;
    default:
      return !ends || jinja_parse_fail_end (p, NULL);
    }
}

bool
jinja_parse_body (struct jinja_parser *p, const struct jinja_ends *ends,
                  struct jinja_nodes *body)
{
  struct jinja_ends here;
  bool is_good;

  *body = (struct jinja_nodes) { 0 };
  if (!ends)
    return parse_items (p, NULL, body);
  /* A colon as in Python does no harm. */
  if (p->current.type == JINJA_TOKEN_COLON && !jinja_parse_advance (p))
    return false;
  if (!jinja_parse_expect (p, JINJA_TOKEN_BLOCK_END))
    return false;
  here = *ends;
  here.outer = p->ends;
  p->ends = &here;
  is_good = parse_items (p, &here, body);
  p->ends = here.outer;
  return is_good;
}
