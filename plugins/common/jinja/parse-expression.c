/* SPDX-License-Identifier: Apache-2.0 */
/* Operators, by recursive descent: one function for each level of
 * precedence.  The line of an operator's node is where Jinja says it is,
 * since errors tell it. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

static struct jinja_node *parse_unary (struct jinja_parser *p,
                                       bool with_filter);

/* -- operators --------------------------------------------------------- */

static struct jinja_node *
parse_sign (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node
    = jinja_node_new (p, at.type == JINJA_TOKEN_SUB ? JINJA_NEG : JINJA_POS,
                      at.line, at.column);

  if (!node || !jinja_parse_enter (p))
    return NULL;
  node->u.op.a = jinja_parse_advance (p) ? parse_unary (p, false) : NULL;
  p->nesting--;
  return node->u.op.a ? node : NULL;
}

static struct jinja_node *
parse_unary (struct jinja_parser *p, bool with_filter)
{
  enum jinja_token_type type = p->current.type;
  struct jinja_node *node
    = type == JINJA_TOKEN_SUB || type == JINJA_TOKEN_ADD
    ? parse_sign (p) : jinja_parse_primary (p, false);

  node = node ? jinja_parse_postfix (p, node) : NULL;
  while (node && with_filter) {
    if (p->current.type == JINJA_TOKEN_PIPE)
      node = jinja_parse_filters (p, node, false);
    else if (jinja_token_is (&p->current, "is"))
      node = jinja_parse_test (p, node);
    else if (p->current.type == JINJA_TOKEN_LPAREN)
      node = jinja_parse_call (p, node);
    else
      break;
  }
  return node;
}

static struct jinja_node *
parse_pow (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_unary (p, true);

  while (node && p->current.type == JINJA_TOKEN_POW) {
    node = jinja_parse_advance (p)
      ? jinja_node_binary (p, JINJA_POW, &at, node, parse_unary (p, true))
      : NULL;
    at = p->current;
  }
  return node;
}

static struct jinja_node *
parse_product (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_pow (p);

  while (node) {
    enum jinja_token_type t = p->current.type;
    enum jinja_node_type type = t == JINJA_TOKEN_MUL ? JINJA_MUL
      : t == JINJA_TOKEN_DIV ? JINJA_DIV
      : t == JINJA_TOKEN_FLOORDIV ? JINJA_FLOORDIV
      : t == JINJA_TOKEN_MOD ? JINJA_MOD : JINJA_CONST;

    if (type == JINJA_CONST)
      break;
    node = jinja_parse_advance (p)
      ? jinja_node_binary (p, type, &at, node, parse_pow (p)) : NULL;
    at = p->current;
  }
  return node;
}

static struct jinja_node *
parse_concat (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_product (p), *all, *item;

  if (!node || p->current.type != JINJA_TOKEN_TILDE)
    return node;
  all = jinja_node_new (p, JINJA_CONCAT, at.line, at.column);
  if (!all)
    return NULL;
  jinja_nodes_add (&all->u.list.items, node);
  while (p->current.type == JINJA_TOKEN_TILDE) {
    item = jinja_parse_advance (p) ? parse_product (p) : NULL;
    if (!item)
      return NULL;
    jinja_nodes_add (&all->u.list.items, item);
  }
  return all;
}

static struct jinja_node *
parse_sum (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_concat (p);

  while (node && (p->current.type == JINJA_TOKEN_ADD
                  || p->current.type == JINJA_TOKEN_SUB)) {
    enum jinja_node_type type
      = p->current.type == JINJA_TOKEN_ADD ? JINJA_ADD : JINJA_SUB;

    node = jinja_parse_advance (p)
      ? jinja_node_binary (p, type, &at, node, parse_concat (p)) : NULL;
    at = p->current;
  }
  return node;
}

/* The comparison that begins here, or -1 for none, or -2 for an error; its
 * tokens are read. */
static int
parse_comparison (struct jinja_parser *p)
{
  int op = -1;

  switch (p->current.type) {
  case JINJA_TOKEN_EQ: op = JINJA_EQ; break;
  case JINJA_TOKEN_NE: op = JINJA_NE; break;
  case JINJA_TOKEN_LT: op = JINJA_LT; break;
  case JINJA_TOKEN_LTEQ: op = JINJA_LE; break;
  case JINJA_TOKEN_GT: op = JINJA_GT; break;
  case JINJA_TOKEN_GTEQ: op = JINJA_GE; break;
  case JINJA_TOKEN_NAME:
    if (jinja_token_is (&p->current, "in")) {
      op = JINJA_IN;
    } else if (jinja_token_is (&p->current, "not")) {
      if (!jinja_parse_look (p))
        return -2;
      if (!jinja_token_is (&p->next, "in"))
        return -1;
      op = JINJA_NOT_IN;
      if (!jinja_parse_advance (p))
        return -2;
    }
    break;
  default:
    break;
  }
  if (op >= 0 && !jinja_parse_advance (p))
    return -2;
  return op;
}

static struct jinja_node *
parse_compare (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *first = parse_sum (p), *node, *operand;
  struct jinja_nodes operands = { 0 };
  int op;

  if (!first)
    return NULL;
  while ((op = parse_comparison (p)) >= 0) {
    operand = jinja_node_new (p, JINJA_OPERAND, p->current.line,
                              p->current.column);
    if (!operand)
      return NULL;
    operand->operator = (uint8_t) op;
    operand->u.op.a = parse_sum (p);
    if (!operand->u.op.a)
      return NULL;
    jinja_nodes_add (&operands, operand);
    at = p->current;
  }
  if (op == -2)
    return NULL;
  if (!operands.n)
    return first;
  node = jinja_node_new (p, JINJA_COMPARE, at.line, at.column);
  if (node) {
    node->u.op.a = first;
    node->u.op.operands = operands;
  }
  return node;
}

static struct jinja_node *
parse_not (struct jinja_parser *p)
{
  struct jinja_node *node;

  if (!jinja_token_is (&p->current, "not"))
    return parse_compare (p);
  node = jinja_node_new (p, JINJA_NOT, p->current.line, p->current.column);
  if (!node || !jinja_parse_enter (p))
    return NULL;
  node->u.op.a = jinja_parse_advance (p) ? parse_not (p) : NULL;
  p->nesting--;
  return node->u.op.a ? node : NULL;
}

static struct jinja_node *
parse_and (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_not (p);

  while (node && jinja_token_is (&p->current, "and")) {
    node = jinja_parse_advance (p)
      ? jinja_node_binary (p, JINJA_AND, &at, node, parse_not (p)) : NULL;
    at = p->current;
  }
  return node;
}

static struct jinja_node *
parse_or (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *node = parse_and (p);

  while (node && jinja_token_is (&p->current, "or")) {
    node = jinja_parse_advance (p)
      ? jinja_node_binary (p, JINJA_OR, &at, node, parse_and (p)) : NULL;
    at = p->current;
  }
  return node;
}

static struct jinja_node *
parse_condition (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *then = parse_or (p), *node;

  while (then && jinja_token_is (&p->current, "if")) {
    node = jinja_node_new (p, JINJA_CONDEXPR, at.line, at.column);
    if (!node || !jinja_parse_advance (p))
      return NULL;
    node->u.op.b = then;
    node->u.op.a = parse_or (p);
    if (!node->u.op.a)
      return NULL;
    if (jinja_token_is (&p->current, "else")) {
      if (!jinja_parse_enter (p))
        return NULL;
      node->u.op.c = jinja_parse_advance (p) ? parse_condition (p) : NULL;
      p->nesting--;
      if (!node->u.op.c)
        return NULL;
    }
    then = node;
    at = p->current;
  }
  return then;
}

struct jinja_node *
jinja_parse_expression (struct jinja_parser *p, bool with_condition)
{
  return with_condition ? parse_condition (p) : parse_or (p);
}
