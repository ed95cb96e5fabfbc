/* SPDX-License-Identifier: Apache-2.0 */
/* Statements, one function for each tag. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

#include <string.h>

#include "plugins/common/jinja/text.h"

static const struct jinja_ends end_for = { { "endfor", "else" }, NULL };
static const struct jinja_ends end_for_else = { { "endfor" }, NULL };
static const struct jinja_ends end_if = {
  { "elif", "else", "endif" }, NULL
};
static const struct jinja_ends end_if_else = { { "endif" }, NULL };
static const struct jinja_ends end_with = { { "endwith" }, NULL };
static const struct jinja_ends end_set = { { "endset" }, NULL };
static const struct jinja_ends end_block = { { "endblock" }, NULL };
static const struct jinja_ends end_macro = { { "endmacro" }, NULL };
static const struct jinja_ends end_call = { { "endcall" }, NULL };
static const struct jinja_ends end_filter = { { "endfilter" }, NULL };
static const struct jinja_ends end_escape = { { "endautoescape" }, NULL };

/* A node at the tag's name, which is read. */
static struct jinja_node *
begin (struct jinja_parser *p, enum jinja_node_type type)
{
  struct jinja_node *node = jinja_node_new (p, type, p->current.line,
                                            p->current.column);

  return node && jinja_parse_advance (p) ? node : NULL;
}

/* A body with its only end. */
static bool
parse_whole_body (struct jinja_parser *p, const struct jinja_ends *ends,
                  struct jinja_nodes *body)
{
  return jinja_parse_body (p, ends, body) && jinja_parse_advance (p);
}

/* Reads WORD if it is there; *FOUND says so. */
static bool
skip_word (struct jinja_parser *p, const char *word, bool *found)
{
  *found = jinja_token_is (&p->current, word);
  return !*found || jinja_parse_advance (p);
}

/* -- for, if, with, set ------------------------------------------------ */

static struct jinja_node *
parse_for (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_FOR);
  bool has_test;

  if (!node)
    return NULL;
  node->u.loop.target = jinja_parse_target (p, false, JINJA_USE_STORE);
  if (!node->u.loop.target || !jinja_parse_expect_word (p, "in"))
    return NULL;
  node->u.loop.iter = jinja_parse_tuple (p, JINJA_TUPLE_NO_CONDITION);
  if (!node->u.loop.iter || !skip_word (p, "if", &has_test))
    return NULL;
  if (has_test) {
    node->u.loop.test = jinja_parse_expression (p, true);
    if (!node->u.loop.test)
      return NULL;
  }
  if (!skip_word (p, "recursive", &node->flag)
      || !jinja_parse_body (p, &end_for, &node->u.loop.body))
    return NULL;
  if (jinja_token_is (&p->current, "endfor"))
    return jinja_parse_advance (p) ? node : NULL;
  return jinja_parse_advance (p)
    && parse_whole_body (p, &end_for_else, &node->u.loop.otherwise)
    ? node : NULL;
}

static struct jinja_node *
parse_if (struct jinja_parser *p)
{
  struct jinja_node *first = begin (p, JINJA_IF), *node = first;

  while (node) {
    node->u.branch.test = jinja_parse_tuple (p, JINJA_TUPLE_NO_CONDITION);
    if (!node->u.branch.test
        || !jinja_parse_body (p, &end_if, &node->u.branch.body))
      return NULL;
    if (jinja_token_is (&p->current, "elif")) {
      if (!jinja_parse_advance (p))
        return NULL;
      node = jinja_node_new (p, JINJA_IF, p->current.line,
                             p->current.column);
      if (node)
        jinja_nodes_add (&first->u.branch.elifs, node);
      continue;
    }
    if (jinja_token_is (&p->current, "endif"))
      return jinja_parse_advance (p) ? first : NULL;
    return jinja_parse_advance (p)
      && parse_whole_body (p, &end_if_else, &first->u.branch.otherwise)
      ? first : NULL;
  }
  return NULL;
}

static struct jinja_node *
parse_with (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_WITH), *part;

  if (!node)
    return NULL;
  while (p->current.type != JINJA_TOKEN_BLOCK_END) {
    if (node->u.with.targets.n
        && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    part = jinja_parse_target (p, false, JINJA_USE_PARAMETER);
    if (!part)
      return NULL;
    jinja_nodes_add (&node->u.with.targets, part);
    if (!jinja_parse_expect (p, JINJA_TOKEN_ASSIGN))
      return NULL;
    part = jinja_parse_expression (p, true);
    if (!part)
      return NULL;
    jinja_nodes_add (&node->u.with.values, part);
  }
  return parse_whole_body (p, &end_with, &node->u.with.body) ? node : NULL;
}

static struct jinja_node *
parse_set (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_SET);

  if (!node)
    return NULL;
  node->u.set.target = jinja_parse_target (p, true, JINJA_USE_STORE);
  if (!node->u.set.target)
    return NULL;
  if (p->current.type == JINJA_TOKEN_ASSIGN) {
    if (!jinja_parse_advance (p))
      return NULL;
    node->u.set.value = jinja_parse_tuple (p, 0);
    return node->u.set.value ? node : NULL;
  }
  node->type = JINJA_SET_BLOCK;
  node->u.set.filter = jinja_parse_filters (p, NULL, false);
  return !p->status && parse_whole_body (p, &end_set, &node->u.set.body)
    ? node : NULL;
}

/* -- macros ------------------------------------------------------------ */

static bool
parse_signature (struct jinja_parser *p, struct jinja_macro_code *code)
{
  struct jinja_node *node;

  if (!jinja_parse_expect (p, JINJA_TOKEN_LPAREN))
    return false;
  while (p->current.type != JINJA_TOKEN_RPAREN) {
    if (code->parameters.n && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return false;
    node = jinja_parse_target_name (p);
    if (!node)
      return false;
    jinja_nodes_add (&code->parameters, node);
    if (p->current.type == JINJA_TOKEN_ASSIGN) {
      node = jinja_parse_advance (p) ? jinja_parse_expression (p, true)
        : NULL;
      if (!node)
        return false;
      jinja_nodes_add (&code->defaults, node);
    } else if (code->defaults.n) {
      return jinja_parse_fail (p, p->current.line, p->current.column,
                               "non-default argument follows default "
                               "argument");
    }
  }
  return jinja_parse_advance (p);
}

static struct jinja_node *
begin_macro (struct jinja_parser *p, enum jinja_node_type type)
{
  struct jinja_node *node = begin (p, type);

  if (!node)
    return NULL;
  node->u.macro.code = pl_arena_zalloc (p->arena,
                                        sizeof *node->u.macro.code);
  if (!node->u.macro.code) {
    jinja_parse_no_memory (p);
    return NULL;
  }
  return node;
}

static struct jinja_node *
parse_macro (struct jinja_parser *p)
{
  struct jinja_node *node = begin_macro (p, JINJA_MACRO), *name;

  name = node ? jinja_parse_target_name (p) : NULL;
  if (!name)
    return NULL;
  node->u.macro.code->name = name->u.name.name;
  return parse_signature (p, node->u.macro.code)
    && parse_whole_body (p, &end_macro, &node->u.macro.code->body)
    ? node : NULL;
}

static struct jinja_node *
parse_call_block (struct jinja_parser *p)
{
  struct jinja_node *node = begin_macro (p, JINJA_CALL_BLOCK);

  if (!node)
    return NULL;
  if (p->current.type == JINJA_TOKEN_LPAREN
      && !parse_signature (p, node->u.macro.code))
    return NULL;
  node->u.macro.call = jinja_parse_expression (p, true);
  if (!node->u.macro.call)
    return NULL;
  if (node->u.macro.call->type != JINJA_CALL) {
    jinja_parse_fail (p, node->line, node->column, "expected call");
    return NULL;
  }
  return parse_whole_body (p, &end_call, &node->u.macro.code->body)
    ? node : NULL;
}

static struct jinja_node *
parse_filter_block (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_FILTER_BLOCK);

  if (!node)
    return NULL;
  node->u.set.filter = jinja_parse_filters (p, NULL, true);
  return node->u.set.filter
    && parse_whole_body (p, &end_filter, &node->u.set.body) ? node : NULL;
}

/* -- blocks and other templates ---------------------------------------- */

/* Whether the body of a required block is white space only. */
static bool
is_blank (const struct jinja_nodes *body)
{
  const struct jinja_node *node, *item;

  for (node = body->first; node; node = node->next) {
    if (node->type != JINJA_OUTPUT)
      return false;
    for (item = node->u.output.items.first; item; item = item->next)
      if (item->type != JINJA_DATA || !item->u.data.len
          || jinja_space_length (item->u.data.text, item->u.data.len)
          != item->u.data.len)
        return false;
  }
  return true;
}

static struct jinja_node *
parse_block (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_BLOCK);
  struct jinja_token name = p->current;

  if (!node || !jinja_parse_expect (p, JINJA_TOKEN_NAME))
    return NULL;
  node->u.block.name = jinja_intern (p, name.text, name.len);
  if (!node->u.block.name || !skip_word (p, "scoped", &node->flag)
      || !skip_word (p, "required", &node->flag2))
    return NULL;
  if (p->current.type == JINJA_TOKEN_SUB) {
    jinja_parse_fail (p, p->current.line, p->current.column,
                      "Block names in Jinja have to be valid Python "
                      "identifiers and may not contain hyphens, use an "
                      "underscore instead.");
    return NULL;
  }
  if (!parse_whole_body (p, &end_block, &node->u.block.body))
    return NULL;
  if (node->flag2 && !is_blank (&node->u.block.body)) {
    jinja_parse_fail (p, p->current.line, p->current.column,
                      "Required blocks can only contain comments or "
                      "whitespace");
    return NULL;
  }
  if (p->current.type == JINJA_TOKEN_NAME && p->current.len == name.len
      && memcmp (p->current.text, name.text, name.len) == 0
      && !jinja_parse_advance (p))
    return NULL;
  return node;
}

/* "with context" or "without context", if it is there. */
static bool
parse_context (struct jinja_parser *p, struct jinja_node *node, bool *found)
{
  bool is_with = jinja_token_is (&p->current, "with");

  *found = false;
  if (!is_with && !jinja_token_is (&p->current, "without"))
    return true;
  if (!jinja_parse_look (p))
    return false;
  if (!jinja_token_is (&p->next, "context"))
    return true;
  node->flag = is_with;
  *found = true;
  return jinja_parse_advance (p) && jinja_parse_advance (p);
}

static struct jinja_node *
begin_import (struct jinja_parser *p, enum jinja_node_type type)
{
  struct jinja_node *node = begin (p, type);

  if (node)
    node->u.import.template = jinja_parse_expression (p, true);
  return node && node->u.import.template ? node : NULL;
}

static struct jinja_node *
parse_extends (struct jinja_parser *p)
{
  return begin_import (p, JINJA_EXTENDS);
}

static struct jinja_node *
parse_include (struct jinja_parser *p)
{
  struct jinja_node *node = begin_import (p, JINJA_INCLUDE);
  bool found;

  if (!node)
    return NULL;
  node->flag = true;
  if (jinja_token_is (&p->current, "ignore")) {
    if (!jinja_parse_look (p))
      return NULL;
    if (jinja_token_is (&p->next, "missing")) {
      node->flag2 = true;
      if (!jinja_parse_advance (p) || !jinja_parse_advance (p))
        return NULL;
    }
  }
  return parse_context (p, node, &found) ? node : NULL;
}

static struct jinja_node *
parse_import (struct jinja_parser *p)
{
  struct jinja_node *node = begin_import (p, JINJA_IMPORT), *name;
  bool found;

  if (!node || !jinja_parse_expect_word (p, "as"))
    return NULL;
  name = jinja_parse_target_name (p);
  if (!name)
    return NULL;
  node->u.import.target = name->u.name.name;
  return parse_context (p, node, &found) ? node : NULL;
}

/* One name of "from ... import"; its alias is the node's name. */
static bool
parse_imported_name (struct jinja_parser *p, struct jinja_node *node)
{
  struct jinja_node *name = jinja_parse_target_name (p), *alias;
  bool has_alias;

  if (!name)
    return false;
  if (name->u.name.name->text[0] == '_')
    return jinja_parse_fail_kind (p, "TemplateAssertionError", name->line,
                                  name->column, "names starting with an "
                                  "underline can not be imported");
  name->u.name.attribute = name->u.name.name;
  if (!skip_word (p, "as", &has_alias))
    return false;
  if (has_alias) {
    alias = jinja_parse_target_name (p);
    if (!alias)
      return false;
    name->u.name.name = alias->u.name.name;
  }
  jinja_nodes_add (&node->u.import.names, name);
  return true;
}

static struct jinja_node *
parse_from (struct jinja_parser *p)
{
  struct jinja_node *node = begin_import (p, JINJA_FROM);
  bool found = false;

  if (!node || !jinja_parse_expect_word (p, "import"))
    return NULL;
  for (;;) {
    if (node->u.import.names.n
        && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    if (p->current.type != JINJA_TOKEN_NAME) {
      jinja_parse_expect (p, JINJA_TOKEN_NAME);
      return NULL;
    }
    if (!parse_context (p, node, &found))
      return NULL;
    if (found)
      return node;
    if (!parse_imported_name (p, node) || !parse_context (p, node, &found))
      return NULL;
    if (found || p->current.type != JINJA_TOKEN_COMMA)
      return node;
  }
}

/* -- the rest ---------------------------------------------------------- */

/* {% print a, b %} prints all of them. */
static struct jinja_node *
parse_print (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_OUTPUT), *item;

  if (!node)
    return NULL;
  while (p->current.type != JINJA_TOKEN_BLOCK_END) {
    if (node->u.output.items.n
        && !jinja_parse_expect (p, JINJA_TOKEN_COMMA))
      return NULL;
    item = jinja_parse_expression (p, true);
    if (!item)
      return NULL;
    jinja_nodes_add (&node->u.output.items, item);
  }
  return node;
}

static struct jinja_node *
parse_autoescape (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_AUTOESCAPE);

  if (!node)
    return NULL;
  node->u.modifier.value = jinja_parse_expression (p, true);
  return node->u.modifier.value
    && parse_whole_body (p, &end_escape, &node->u.modifier.body)
    ? node : NULL;
}

static struct jinja_node *
parse_do (struct jinja_parser *p)
{
  struct jinja_node *node = begin (p, JINJA_DO);

  if (!node)
    return NULL;
  node->u.modifier.value = jinja_parse_tuple (p, 0);
  return node->u.modifier.value ? node : NULL;
}

static struct jinja_node *
parse_break (struct jinja_parser *p)
{
  return begin (p, JINJA_BREAK);
}

static struct jinja_node *
parse_continue (struct jinja_parser *p)
{
  return begin (p, JINJA_CONTINUE);
}

static const struct {
  const char *word;
  struct jinja_node *(*parse) (struct jinja_parser *p);
} tags[] = {
  { "if", parse_if },
  { "for", parse_for },
  { "set", parse_set },
  { "block", parse_block },
  { "include", parse_include },
  { "macro", parse_macro },
  { "call", parse_call_block },
  { "filter", parse_filter_block },
  { "with", parse_with },
  { "extends", parse_extends },
  { "import", parse_import },
  { "from", parse_from },
  { "print", parse_print },
  { "do", parse_do },
  { "break", parse_break },
  { "continue", parse_continue },
  { "autoescape", parse_autoescape },
};

struct jinja_node *
jinja_parse_statement (struct jinja_parser *p)
{
  struct jinja_token tag = p->current;
  struct jinja_node *node;
  size_t i;

  if (tag.type != JINJA_TOKEN_NAME) {
    jinja_parse_fail (p, tag.line, tag.column, "tag name expected");
    return NULL;
  }
  for (i = 0; i < sizeof tags / sizeof tags[0]; i++)
    if (jinja_token_is (&tag, tags[i].word))
      break;
  if (i == sizeof tags / sizeof tags[0]) {
    jinja_parse_fail_end (p, &tag);
    return NULL;
  }
  if (!jinja_parse_enter (p))
    return NULL;
  p->tags[p->n_tags++] = tag;
  node = tags[i].parse (p);
  p->n_tags--;
  p->nesting--;
  return node;
}
