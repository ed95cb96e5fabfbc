/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes, elements, calls, filters and tests: what follows a value. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

#include <string.h>

/* -- calls, attributes, elements --------------------------------------- */

static bool
fail_call (struct jinja_parser *p, const struct jinja_token *at)
{
  return jinja_parse_fail (p, at->line, at->column,
                           "invalid syntax for function call expression");
}

static bool
parse_argument (struct jinja_parser *p, struct jinja_arguments *a,
                const struct jinja_token *at)
{
  struct jinja_token name = p->current;
  struct jinja_node *node;

  if (name.type == JINJA_TOKEN_MUL || name.type == JINJA_TOKEN_POW) {
    bool is_pow = name.type == JINJA_TOKEN_POW;

    if (a->more_keywords || (!is_pow && a->more_args))
      return fail_call (p, at);
    if (!jinja_parse_advance (p))
      return false;
    node = jinja_parse_expression (p, true);
    *(is_pow ? &a->more_keywords : &a->more_args) = node;
    return node != NULL;
  }
  if (name.type == JINJA_TOKEN_NAME && !jinja_parse_look (p))
    return false;
  if (name.type == JINJA_TOKEN_NAME && p->next.type == JINJA_TOKEN_ASSIGN) {
    if (a->more_keywords)
      return fail_call (p, at);
    if (!jinja_parse_advance (p) || !jinja_parse_advance (p))
      return false;
    node = jinja_node_new (p, JINJA_KEYWORD, name.line, name.column);
    if (!node)
      return false;
    node->u.attribute.name = jinja_intern (p, name.text, name.len);
    node->u.attribute.object = jinja_parse_expression (p, true);
    if (!node->u.attribute.name || !node->u.attribute.object)
      return false;
    jinja_nodes_add (&a->keywords, node);
    return true;
  }
  if (a->more_args || a->more_keywords || a->keywords.n)
    return fail_call (p, at);
  node = jinja_parse_expression (p, true);
  if (node)
    jinja_nodes_add (&a->args, node);
  return node != NULL;
}

/* The arguments in parentheses. */
static struct jinja_arguments *
parse_arguments (struct jinja_parser *p)
{
  struct jinja_arguments *a = pl_arena_zalloc (p->arena, sizeof *a);
  struct jinja_token at = p->current;
  bool is_first = true;

  if (!a) {
    jinja_parse_no_memory (p);
    return NULL;
  }
  if (!jinja_parse_expect (p, JINJA_TOKEN_LPAREN))
    return NULL;
  while (p->current.type != JINJA_TOKEN_RPAREN) {
    if (!is_first) {
      if (!jinja_parse_expect (p, JINJA_TOKEN_COMMA))
        return NULL;
      if (p->current.type == JINJA_TOKEN_RPAREN)
        break;
    }
    if (!parse_argument (p, a, &at))
      return NULL;
    is_first = false;
  }
  return jinja_parse_advance (p) ? a : NULL;
}

struct jinja_node *
jinja_parse_call (struct jinja_parser *p, struct jinja_node *callee)
{
  struct jinja_node *node = jinja_node_new (p, JINJA_CALL, p->current.line,
                                            p->current.column);

  if (!node)
    return NULL;
  node->u.call.object = callee;
  node->u.call.arguments = parse_arguments (p);
  return node->u.call.arguments ? node : NULL;
}

static struct jinja_node *
parse_dot (struct jinja_parser *p, struct jinja_node *object)
{
  struct jinja_token dot = p->current, name;
  struct jinja_node *node;

  if (!jinja_parse_advance (p))
    return NULL;
  name = p->current;
  if (!jinja_parse_advance (p))
    return NULL;
  if (name.type == JINJA_TOKEN_INTEGER)
    return jinja_node_binary (p, JINJA_GETITEM, &dot, object,
                   jinja_node_constant (p, &name, name.value));
  if (name.type != JINJA_TOKEN_NAME) {
    jinja_parse_fail (p, name.line, name.column, "expected name or number");
    return NULL;
  }
  node = jinja_node_new (p, JINJA_GETATTR, dot.line, dot.column);
  if (!node)
    return NULL;
  node->u.attribute.object = object;
  node->u.attribute.name = jinja_intern (p, name.text, name.len);
  return node->u.attribute.name ? node : NULL;
}

/* One part of a slice, which may be missing. */
static bool
parse_bound (struct jinja_parser *p, struct jinja_node **bound)
{
  enum jinja_token_type type = p->current.type;

  if (type == JINJA_TOKEN_COLON || type == JINJA_TOKEN_RBRACKET
      || type == JINJA_TOKEN_COMMA)
    return true;
  *bound = jinja_parse_expression (p, true);
  return *bound != NULL;
}

static struct jinja_node *
parse_subscribed (struct jinja_parser *p)
{
  struct jinja_token at = p->current;
  struct jinja_node *start = NULL, *slice;

  if (at.type != JINJA_TOKEN_COLON) {
    start = jinja_parse_expression (p, true);
    if (!start || p->current.type != JINJA_TOKEN_COLON)
      return start;
  }
  slice = jinja_node_new (p, JINJA_SLICE, at.line, at.column);
  if (!slice || !jinja_parse_advance (p))
    return NULL;
  slice->u.op.a = start;
  if (!parse_bound (p, &slice->u.op.b))
    return NULL;
  if (p->current.type == JINJA_TOKEN_COLON
      && (!jinja_parse_advance (p) || !parse_bound (p, &slice->u.op.c)))
    return NULL;
  return slice;
}

static struct jinja_node *
parse_brackets (struct jinja_parser *p, struct jinja_node *object)
{
  struct jinja_token at = p->current;
  struct jinja_nodes items = { 0 };
  struct jinja_node *item, *tuple;

  if (!jinja_parse_advance (p))
    return NULL;
  while (p->current.type != JINJA_TOKEN_RBRACKET) {
    if (items.n && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    item = parse_subscribed (p);
    if (!item)
      return NULL;
    jinja_nodes_add (&items, item);
    /* No value is a slice, so none is in a tuple. */
    if (items.n > 1 && (item->type == JINJA_SLICE
                        || items.first->type == JINJA_SLICE)) {
      jinja_parse_fail (p, at.line, at.column,
                        "a slice can't be one of several subscripts");
      return NULL;
    }
  }
  if (!jinja_parse_advance (p))
    return NULL;
  if (items.n == 1)
    return jinja_node_binary (p, JINJA_GETITEM, &at, object, items.first);
  tuple = jinja_node_new (p, JINJA_TUPLE, at.line, at.column);
  if (tuple)
    tuple->u.list.items = items;
  return jinja_node_binary (p, JINJA_GETITEM, &at, object, tuple);
}

struct jinja_node *
jinja_parse_postfix (struct jinja_parser *p, struct jinja_node *node)
{
  while (node) {
    if (p->current.type == JINJA_TOKEN_DOT)
      node = parse_dot (p, node);
    else if (p->current.type == JINJA_TOKEN_LBRACKET)
      node = parse_brackets (p, node);
    else if (p->current.type == JINJA_TOKEN_LPAREN)
      node = jinja_parse_call (p, node);
    else
      break;
  }
  return node;
}

/* -- filters and tests ------------------------------------------------- */

/* A name with dots. */
static const struct jinja_name *
parse_dotted (struct jinja_parser *p)
{
  struct jinja_token token = p->current;
  struct pl_buffer name;
  const struct jinja_name *result = NULL;

  if (!jinja_parse_expect (p, JINJA_TOKEN_NAME))
    return NULL;
  if (p->current.type != JINJA_TOKEN_DOT)
    return jinja_intern (p, token.text, token.len);
  pl_buffer_init (&name);
  pl_buffer_append (&name, token.text, token.len);
  while (p->current.type == JINJA_TOKEN_DOT) {
    if (!jinja_parse_advance (p))
      break;
    token = p->current;
    if (!jinja_parse_expect (p, JINJA_TOKEN_NAME))
      break;
    pl_buffer_putc (&name, '.');
    pl_buffer_append (&name, token.text, token.len);
  }
  if (name.failed)
    jinja_parse_no_memory (p);
  else if (!p->status)
    result = jinja_intern (p, name.data, name.len);
  pl_buffer_release (&name);
  return result;
}

static struct jinja_arguments *
no_arguments (struct jinja_parser *p)
{
  struct jinja_arguments *a = pl_arena_zalloc (p->arena, sizeof *a);

  if (!a)
    jinja_parse_no_memory (p);
  return a;
}

struct jinja_node *
jinja_parse_filters (struct jinja_parser *p, struct jinja_node *node,
                     bool is_inline)
{
  struct jinja_token at;
  struct jinja_node *filter;

  while (p->current.type == JINJA_TOKEN_PIPE || is_inline) {
    if (!is_inline && !jinja_parse_advance (p))
      return NULL;
    at = p->current;
    filter = jinja_node_new (p, JINJA_FILTER, at.line, at.column);
    if (!filter)
      return NULL;
    filter->u.call.object = node;
    filter->u.call.name = parse_dotted (p);
    if (!filter->u.call.name)
      return NULL;
    filter->u.call.arguments = p->current.type == JINJA_TOKEN_LPAREN
      ? parse_arguments (p) : no_arguments (p);
    if (!filter->u.call.arguments)
      return NULL;
    node = filter;
    is_inline = false;
  }
  return node;
}

/* Whether the argument of a test stands here without parentheses. */
static bool
is_test_argument (const struct jinja_token *t)
{
  switch (t->type) {
  case JINJA_TOKEN_NAME:
    return !jinja_token_is (t, "else") && !jinja_token_is (t, "or")
      && !jinja_token_is (t, "and");
  case JINJA_TOKEN_STRING:
  case JINJA_TOKEN_INTEGER:
  case JINJA_TOKEN_FLOAT:
  case JINJA_TOKEN_LBRACKET:
  case JINJA_TOKEN_LBRACE:
    return true;
  default:
    return false;
  }
}

static struct jinja_arguments *
parse_test_arguments (struct jinja_parser *p)
{
  struct jinja_arguments *a;
  struct jinja_node *node;

  if (p->current.type == JINJA_TOKEN_LPAREN)
    return parse_arguments (p);
  a = no_arguments (p);
  if (!a || !is_test_argument (&p->current))
    return a;
  if (jinja_token_is (&p->current, "is")) {
    jinja_parse_fail (p, p->current.line, p->current.column,
                      "You cannot chain multiple tests with is");
    return NULL;
  }
  node = jinja_parse_primary (p, false);
  node = node ? jinja_parse_postfix (p, node) : NULL;
  if (!node)
    return NULL;
  jinja_nodes_add (&a->args, node);
  return a;
}

struct jinja_node *
jinja_parse_test (struct jinja_parser *p, struct jinja_node *object)
{
  struct jinja_token at = p->current;
  struct jinja_node *node, *negation;
  bool is_negated;

  if (!jinja_parse_advance (p))
    return NULL;
  is_negated = jinja_token_is (&p->current, "not");
  if (is_negated && !jinja_parse_advance (p))
    return NULL;
  node = jinja_node_new (p, JINJA_TEST, at.line, at.column);
  if (!node)
    return NULL;
  node->u.call.object = object;
  node->u.call.name = parse_dotted (p);
  if (!node->u.call.name)
    return NULL;
  node->u.call.arguments = parse_test_arguments (p);
  if (!node->u.call.arguments || !is_negated)
    return node->u.call.arguments ? node : NULL;
  negation = jinja_node_new (p, JINJA_NOT, at.line, at.column);
  if (negation)
    negation->u.op.a = node;
  return negation;
}
