/* SPDX-License-Identifier: Apache-2.0 */
/* Names, literals, tuples: what expressions begin with. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

#include <string.h>

/* -- nodes ------------------------------------------------------------- */

struct jinja_node *
jinja_node_constant (struct jinja_parser *p, const struct jinja_token *at,
                     struct tv v)
{
  struct jinja_node *node
    = jinja_node_new (p, JINJA_CONST, at->line, at->column);

  if (node)
    node->u.constant = v;
  return node;
}

struct jinja_node *
jinja_node_binary (struct jinja_parser *p, enum jinja_node_type type,
                   const struct jinja_token *at, struct jinja_node *a,
                   struct jinja_node *b)
{
  struct jinja_node *node
    = a && b ? jinja_node_new (p, type, at->line, at->column) : NULL;

  if (node) {
    node->u.op.a = a;
    node->u.op.b = b;
  }
  return node;
}

/* What errors call the types. */
static const char *const type_names[] = {
  [JINJA_CONST] = "const", [JINJA_NAME] = "name", [JINJA_NSREF] = "nsref",
  [JINJA_TUPLE] = "tuple", [JINJA_LIST] = "list", [JINJA_DICT] = "dict",
  [JINJA_ADD] = "add", [JINJA_SUB] = "sub", [JINJA_MUL] = "mul",
  [JINJA_DIV] = "div", [JINJA_FLOORDIV] = "floordiv", [JINJA_MOD] = "mod",
  [JINJA_POW] = "pow", [JINJA_AND] = "and", [JINJA_OR] = "or",
  [JINJA_NOT] = "not", [JINJA_NEG] = "neg", [JINJA_POS] = "pos",
  [JINJA_COMPARE] = "compare", [JINJA_CONCAT] = "concat",
  [JINJA_CONDEXPR] = "condexpr", [JINJA_GETATTR] = "getattr",
  [JINJA_GETITEM] = "getitem", [JINJA_SLICE] = "slice",
  [JINJA_CALL] = "call", [JINJA_FILTER] = "filter", [JINJA_TEST] = "test"
};

const char *
jinja_node_type_name (const struct jinja_node *node)
{
  return type_names[node->type];
}

/* -- names and literals ------------------------------------------------ */

static bool
is_word_of (const struct jinja_token *token, const char *const *words)
{
  for (; *words; words++)
    if (jinja_token_is (token, *words))
      return true;
  return false;
}

static struct jinja_node *
parse_name (struct jinja_parser *p, bool with_namespace)
{
  static const char *const is_true[] = { "true", "True", NULL };
  static const char *const is_false[] = { "false", "False", NULL };
  static const char *const is_none[] = { "none", "None", NULL };
  struct jinja_token token = p->current;
  struct jinja_node *node;

  if (!jinja_parse_advance (p))
    return NULL;
  if (is_word_of (&token, is_true))
    return jinja_node_constant (p, &token, tv_bool (true));
  if (is_word_of (&token, is_false))
    return jinja_node_constant (p, &token, tv_bool (false));
  if (is_word_of (&token, is_none))
    return jinja_node_constant (p, &token, tv_nil ());
  node = jinja_node_new (p, JINJA_NAME, token.line, token.column);
  if (!node)
    return NULL;
  node->u.name.name = jinja_intern (p, token.text, token.len);
  if (with_namespace && p->current.type == JINJA_TOKEN_DOT) {
    node->type = JINJA_NSREF;
    if (!jinja_parse_advance (p))
      return NULL;
    token = p->current;
    if (!jinja_parse_expect (p, JINJA_TOKEN_NAME))
      return NULL;
    node->u.name.attribute = jinja_intern (p, token.text, token.len);
    if (!node->u.name.attribute)
      return NULL;
  }
  return node->u.name.name ? node : NULL;
}

/* Strings that stand side by side are one. */
static struct jinja_node *
parse_strings (struct jinja_parser *p)
{
  struct jinja_token first = p->current;
  struct pl_buffer all;
  struct jinja_node *node = NULL;
  char *copy;

  if (!jinja_parse_advance (p))
    return NULL;
  if (p->current.type != JINJA_TOKEN_STRING)
    return jinja_node_constant (p, &first, tv_string (first.text, first.len));
  pl_buffer_init (&all);
  pl_buffer_append (&all, first.text, first.len);
  while (p->current.type == JINJA_TOKEN_STRING) {
    pl_buffer_append (&all, p->current.text, p->current.len);
    if (!jinja_parse_advance (p))
      break;
  }
  if (!p->status) {
    copy = all.failed ? NULL
      : pl_arena_strndup (p->arena, all.data, all.len);
    if (copy)
      node = jinja_node_constant (p, &first, tv_string (copy, all.len));
    else
      jinja_parse_no_memory (p);
  }
  pl_buffer_release (&all);
  return node;
}

static struct jinja_node *
parse_list (struct jinja_parser *p)
{
  struct jinja_node *list = jinja_node_new (p, JINJA_LIST, p->current.line,
                                            p->current.column), *item;

  if (!list || !jinja_parse_advance (p))
    return NULL;
  while (p->current.type != JINJA_TOKEN_RBRACKET) {
    if (list->u.list.items.n && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    if (p->current.type == JINJA_TOKEN_RBRACKET)
      break;
    item = jinja_parse_expression (p, true);
    if (!item)
      return NULL;
    jinja_nodes_add (&list->u.list.items, item);
  }
  return jinja_parse_advance (p) ? list : NULL;
}

static struct jinja_node *
parse_dict (struct jinja_parser *p)
{
  struct jinja_node *dict = jinja_node_new (p, JINJA_DICT, p->current.line,
                                            p->current.column);
  struct jinja_node *key, *pair;

  if (!dict || !jinja_parse_advance (p))
    return NULL;
  while (p->current.type != JINJA_TOKEN_RBRACE) {
    if (dict->u.list.items.n && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    if (p->current.type == JINJA_TOKEN_RBRACE)
      break;
    key = jinja_parse_expression (p, true);
    if (!key || !jinja_parse_expect (p, JINJA_TOKEN_COLON))
      return NULL;
    pair = jinja_node_new (p, JINJA_PAIR, key->line, key->column);
    if (!pair)
      return NULL;
    pair->u.op.a = key;
    pair->u.op.b = jinja_parse_expression (p, true);
    if (!pair->u.op.b)
      return NULL;
    jinja_nodes_add (&dict->u.list.items, pair);
  }
  return jinja_parse_advance (p) ? dict : NULL;
}

static struct jinja_node *
parse_parentheses (struct jinja_parser *p)
{
  struct jinja_node *node;

  if (!jinja_parse_advance (p))
    return NULL;
  node = jinja_parse_tuple (p, JINJA_TUPLE_PARENTHESES);
  return node && jinja_parse_expect (p, JINJA_TOKEN_RPAREN) ? node : NULL;
}

static struct jinja_node *
fail_unexpected (struct jinja_parser *p, const struct jinja_token *token)
{
  struct pl_buffer scratch;

  pl_buffer_init (&scratch);
  jinja_parse_fail (p, token->line, token->column, "unexpected '%s'",
                    jinja_parse_describe (token, &scratch));
  pl_buffer_release (&scratch);
  return NULL;
}

static struct jinja_node *
parse_atom (struct jinja_parser *p, bool with_namespace)
{
  struct jinja_token token = p->current;

  switch (token.type) {
  case JINJA_TOKEN_NAME:
    return parse_name (p, with_namespace);
  case JINJA_TOKEN_STRING:
    return parse_strings (p);
  case JINJA_TOKEN_INTEGER:
  case JINJA_TOKEN_FLOAT:
    return jinja_parse_advance (p)
      ? jinja_node_constant (p, &token, token.value) : NULL;
  case JINJA_TOKEN_LPAREN:
    return parse_parentheses (p);
  case JINJA_TOKEN_LBRACKET:
    return parse_list (p);
  case JINJA_TOKEN_LBRACE:
    return parse_dict (p);
  default:
    return fail_unexpected (p, &token);
  }
}

struct jinja_node *
jinja_parse_primary (struct jinja_parser *p, bool with_namespace)
{
  struct jinja_node *node;

  if (!jinja_parse_enter (p))
    return NULL;
  node = parse_atom (p, with_namespace);
  p->nesting--;
  return node;
}

static bool
is_tuple_end (const struct jinja_parser *p)
{
  enum jinja_token_type type = p->current.type;

  return type == JINJA_TOKEN_VARIABLE_END || type == JINJA_TOKEN_BLOCK_END
    || type == JINJA_TOKEN_RPAREN;
}

static bool
fail_empty (struct jinja_parser *p)
{
  struct pl_buffer scratch;

  pl_buffer_init (&scratch);
  jinja_parse_fail (p, p->current.line, p->current.column,
                    "Expected an expression, got '%s'",
                    jinja_parse_describe (&p->current, &scratch));
  pl_buffer_release (&scratch);
  return false;
}

struct jinja_node *
jinja_parse_tuple (struct jinja_parser *p, unsigned flags)
{
  struct jinja_token at = p->current;
  struct jinja_nodes items = { 0 };
  struct jinja_node *item, *tuple;
  bool is_tuple = false;

  for (;;) {
    if (items.n && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    if (is_tuple_end (p))
      break;
    if (flags & JINJA_TUPLE_SIMPLE)
      item = jinja_parse_primary (p, flags & JINJA_TUPLE_NAMESPACE);
    else
      item = jinja_parse_expression (p, !(flags & JINJA_TUPLE_NO_CONDITION));
    if (!item)
      return NULL;
    jinja_nodes_add (&items, item);
    if (p->current.type != JINJA_TOKEN_COMMA)
      break;
    is_tuple = true;
    at = p->current;
  }
  if (!is_tuple && items.n)
    return items.first;
  if (!is_tuple && !(flags & JINJA_TUPLE_PARENTHESES)) {
    fail_empty (p);
    return NULL;
  }
  tuple = jinja_node_new (p, JINJA_TUPLE, at.line, at.column);
  if (tuple)
    tuple->u.list.items = items;
  return tuple;
}
