/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing actions: control structures, definitions in place, pipelines to
 * be printed. */

#include <config.h>

#include <stddef.h>

#include "plugins/common/gotemplate/parser.h"

/* The variables that are declared in a control structure end with it. */
static struct gotmpl_node *
parse_control (struct gotmpl_parser *p, enum gotmpl_node_type type);

static const char *
keyword_of (enum gotmpl_node_type type)
{
  return type == GOTMPL_NODE_IF ? "if"
    : type == GOTMPL_NODE_WITH ? "with" : "range";
}

/* After "else".  "else if" and "else with" leave their second word to be
 * read by the structure whose part they are. */
static struct gotmpl_node *
parse_else (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_peek_non_space (p);

  if (t.type != GOTMPL_TOKEN_IF && t.type != GOTMPL_TOKEN_WITH) {
    t = gotmpl_parser_next_non_space (p);
    if (t.type != GOTMPL_TOKEN_RIGHT_DELIM)
      return gotmpl_parser_unexpected (p, t, "else");
  }
  return gotmpl_parser_node (p, GOTMPL_NODE_ELSE, t.pos);
}

static struct gotmpl_node *
parse_end (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);

  if (t.type != GOTMPL_TOKEN_RIGHT_DELIM)
    return gotmpl_parser_unexpected (p, t, "end");
  return gotmpl_parser_node (p, GOTMPL_NODE_END, t.pos);
}

/* What follows an "else" of the structure NODE.  An "else if" is the same
 * as an else that holds an if, whose end ends both. */
static bool
parse_else_list (struct gotmpl_parser *p, struct gotmpl_node *node)
{
  struct gotmpl_branch *branch = &node->u.branch;
  enum gotmpl_token_type type = gotmpl_parser_peek (p).type;
  struct gotmpl_node *inner;

  branch->has_else = true;
  if ((node->type == GOTMPL_NODE_IF && type == GOTMPL_TOKEN_IF)
      || (node->type == GOTMPL_NODE_WITH && type == GOTMPL_TOKEN_WITH)) {
    gotmpl_parser_next (p);
    inner = parse_control (p, node->type);
    if (inner)
      gotmpl_parser_append (&branch->else_list, inner);
    return inner != NULL;
  }
  inner = gotmpl_parser_list (p, &branch->else_list);
  if (inner && inner->type == GOTMPL_NODE_ELSE)
    gotmpl_parser_fail (p, "expected end; found {{else}}");
  return inner && inner->type == GOTMPL_NODE_END;
}

/* The pipeline and the lists of NODE. */
static bool
parse_branch (struct gotmpl_parser *p, struct gotmpl_node *node)
{
  struct gotmpl_branch *branch = &node->u.branch;
  bool is_range = node->type == GOTMPL_NODE_RANGE;
  struct gotmpl_node *next;

  branch->pipe = gotmpl_parser_pipeline (p, keyword_of (node->type),
                                         GOTMPL_TOKEN_RIGHT_DELIM);
  if (!branch->pipe)
    return false;
  node->pos = branch->pipe->pos;
  p->scope.n_ranges += is_range;
  next = gotmpl_parser_list (p, &branch->list);
  p->scope.n_ranges -= is_range;
  if (!next)
    return false;
  return next->type == GOTMPL_NODE_END || parse_else_list (p, node);
}

static struct gotmpl_node *
parse_control (struct gotmpl_parser *p, enum gotmpl_node_type type)
{
  size_t n_variables = p->n_variables;
  struct gotmpl_node *node = gotmpl_parser_node (p, type, 0);
  bool is_good;

  if (!node)
    return NULL;
  if (gotmpl_parser_enter (p)) {
    is_good = parse_branch (p, node);
  } else {
    gotmpl_parser_fail (p, "exceeded maximum nesting depth (%d)",
                        GOTMPL_MAX_NESTING);
    is_good = false;
  }
  gotmpl_parser_leave (p);
  p->n_variables = n_variables;
  return is_good ? node : NULL;
}

static struct gotmpl_node *
parse_jump (struct gotmpl_parser *p, struct gotmpl_token keyword)
{
  bool is_break = keyword.type == GOTMPL_TOKEN_BREAK;
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);

  if (t.type != GOTMPL_TOKEN_RIGHT_DELIM)
    return gotmpl_parser_unexpected (p, t, is_break ? "{{break}}"
                                     : "{{continue}}");
  if (p->scope.n_ranges == 0)
    return gotmpl_parser_fail (p, "{{%s}} outside {{range}}",
                               is_break ? "break" : "continue");
  return gotmpl_parser_node (p, is_break ? GOTMPL_NODE_BREAK
                             : GOTMPL_NODE_CONTINUE, keyword.pos);
}

/* Makes the node of an invocation from the string token that comes next. */
static struct gotmpl_node *
parse_invocation_name (struct gotmpl_parser *p, const char *context)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);
  struct gotmpl_node *node;

  if (t.type != GOTMPL_TOKEN_STRING && t.type != GOTMPL_TOKEN_RAW_STRING)
    return gotmpl_parser_unexpected (p, t, context);
  node = gotmpl_parser_node (p, GOTMPL_NODE_TEMPLATE, t.pos);
  if (!node || !gotmpl_parser_unquote (p, t, &node->u.invocation.text,
                                       &node->u.invocation.len))
    return NULL;
  return node;
}

static struct gotmpl_node *
parse_template (struct gotmpl_parser *p)
{
  static const char context[] = "template clause";
  struct gotmpl_node *node = parse_invocation_name (p, context);

  if (!node)
    return NULL;
  if (gotmpl_parser_next_non_space (p).type == GOTMPL_TOKEN_RIGHT_DELIM)
    return node;
  gotmpl_parser_back (p);
  node->u.invocation.pipe
    = gotmpl_parser_pipeline (p, context, GOTMPL_TOKEN_RIGHT_DELIM);
  return node->u.invocation.pipe ? node : NULL;
}

/* A definition and its invocation in one. */
static struct gotmpl_node *
parse_block (struct gotmpl_parser *p)
{
  static const char context[] = "block clause";
  struct gotmpl_node *node = parse_invocation_name (p, context);
  struct gotmpl_scope saved;
  const struct gotmpl_node *end = NULL;

  if (!node)
    return NULL;
  node->u.invocation.pipe
    = gotmpl_parser_pipeline (p, context, GOTMPL_TOKEN_RIGHT_DELIM);
  if (!node->u.invocation.pipe)
    return NULL;
  gotmpl_parser_begin_scope (p, &saved);
  if (gotmpl_parser_enter (p))
    end = gotmpl_parser_body (p, node->u.invocation.text,
                              node->u.invocation.len);
  else
    gotmpl_parser_fail (p, "exceeded maximum nesting depth (%d)",
                        GOTMPL_MAX_NESTING);
  gotmpl_parser_leave (p);
  gotmpl_parser_end_scope (p, &saved);
  if (end && end->type != GOTMPL_NODE_END)
    return gotmpl_parser_fail (p, "unexpected {{else}} in %s", context);
  return end ? node : NULL;
}

struct gotmpl_node *
gotmpl_parser_action (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);
  struct gotmpl_node *node;

  switch (t.type) {
  case GOTMPL_TOKEN_BLOCK:
    return parse_block (p);
  case GOTMPL_TOKEN_BREAK:
  case GOTMPL_TOKEN_CONTINUE:
    return parse_jump (p, t);
  case GOTMPL_TOKEN_ELSE:
    return parse_else (p);
  case GOTMPL_TOKEN_END:
    return parse_end (p);
  case GOTMPL_TOKEN_IF:
    return parse_control (p, GOTMPL_NODE_IF);
  case GOTMPL_TOKEN_RANGE:
    return parse_control (p, GOTMPL_NODE_RANGE);
  case GOTMPL_TOKEN_TEMPLATE:
    return parse_template (p);
  case GOTMPL_TOKEN_WITH:
    return parse_control (p, GOTMPL_NODE_WITH);
  default:
    break;
  }
  gotmpl_parser_back (p);
  node = gotmpl_parser_node (p, GOTMPL_NODE_ACTION,
                             gotmpl_parser_peek (p).pos);
  if (!node)
    return NULL;
  node->u.action = gotmpl_parser_pipeline (p, "command",
                                           GOTMPL_TOKEN_RIGHT_DELIM);
  return node->u.action ? node : NULL;
}
