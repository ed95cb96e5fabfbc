/* SPDX-License-Identifier: Apache-2.0 */
/* What is assigned to: the targets of set, for, with, macros and imports. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

static bool
can_assign (const struct jinja_node *node)
{
  const struct jinja_node *item;

  if (node->type == JINJA_NAME || node->type == JINJA_NSREF)
    return true;
  if (node->type != JINJA_TUPLE)
    return false;
  for (item = node->u.list.items.first; item; item = item->next)
    if (!can_assign (item))
      return false;
  return true;
}

static void
set_use (struct jinja_node *node, enum jinja_use use)
{
  struct jinja_node *item;

  if (node->type == JINJA_NAME)
    node->operator = (uint8_t) use;
  if (node->type == JINJA_TUPLE)
    for (item = node->u.list.items.first; item; item = item->next)
      set_use (item, use);
}

struct jinja_node *
jinja_parse_target (struct jinja_parser *p, bool with_namespace,
                    enum jinja_use use)
{
  struct jinja_node *node
    = jinja_parse_tuple (p, JINJA_TUPLE_SIMPLE
                         | (with_namespace ? JINJA_TUPLE_NAMESPACE : 0));

  if (!node)
    return NULL;
  if (can_assign (node)) {
    set_use (node, use);
    return node;
  }
  jinja_parse_fail (p, node->line, node->column, "can't assign to '%s'",
                    jinja_node_type_name (node));
  return NULL;
}

struct jinja_node *
jinja_parse_target_name (struct jinja_parser *p)
{
  static const char *const words[] = {
    "true", "false", "none", "True", "False", "None"
  };
  struct jinja_token token = p->current;
  struct jinja_node *node;
  size_t i;

  if (!jinja_parse_expect (p, JINJA_TOKEN_NAME))
    return NULL;
  for (i = 0; i < sizeof words / sizeof words[0]; i++)
    if (jinja_token_is (&token, words[i])) {
      jinja_parse_fail (p, token.line, token.column, "can't assign to "
                        "'name'");
      return NULL;
    }
  node = jinja_node_new (p, JINJA_NAME, token.line, token.column);
  if (!node)
    return NULL;
  node->operator = JINJA_USE_PARAMETER;
  node->u.name.name = jinja_intern (p, token.text, token.len);
  return node->u.name.name ? node : NULL;
}
