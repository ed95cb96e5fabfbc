/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing pipelines, commands and operands. */

#include <config.h>

#include <errno.h>
#include <string.h>

#include "plugins/common/gotemplate/parser.h"

/* What declares: the variable, then "=", ":=" or, in a range, ",". */
enum declaration { NONE, LAST, MORE, FAILED };

/* Reads a variable with its "=", ":=" or ",", or nothing. */
static enum declaration
parse_declaration (struct gotmpl_parser *p, struct gotmpl_pipe *pipe,
                   const char *context)
{
  struct gotmpl_token v = gotmpl_parser_peek_non_space (p), after, t;
  const struct gotmpl_name *name;
  bool is_comma;

  if (v.type != GOTMPL_TOKEN_VARIABLE)
    return NONE;
  gotmpl_parser_next (p);
  after = gotmpl_parser_peek (p);
  t = gotmpl_parser_peek_non_space (p);
  is_comma = t.type == GOTMPL_TOKEN_CHAR && *t.text == ',';
  if (t.type != GOTMPL_TOKEN_ASSIGN && t.type != GOTMPL_TOKEN_DECLARE
      && !is_comma) {
    /* It is an operand; the blank after it must come back as well. */
    if (after.type == GOTMPL_TOKEN_SPACE)
      gotmpl_parser_back3 (p, v, after);
    else
      gotmpl_parser_back2 (p, v);
    return NONE;
  }
  gotmpl_parser_next_non_space (p);
  name = gotmpl_parser_name (p, v.text, v.len);
  if (!name || !gotmpl_parser_declare (p, name))
    return FAILED;
  if (pipe->n_variables < 2)
    pipe->variables[pipe->n_variables++] = name;
  if (!is_comma) {
    pipe->is_assign = t.type == GOTMPL_TOKEN_ASSIGN;
    return LAST;
  }
  if (strcmp (context, "range") == 0 && pipe->n_variables < 2) {
    t = gotmpl_parser_peek_non_space (p);
    if (t.type == GOTMPL_TOKEN_VARIABLE
        || t.type == GOTMPL_TOKEN_RIGHT_DELIM
        || t.type == GOTMPL_TOKEN_RIGHT_PAREN)
      return MORE;
    gotmpl_parser_fail (p, "range can only initialize variables");
  } else {
    gotmpl_parser_fail (p, "too many declarations in %s", context);
  }
  return FAILED;
}

static struct gotmpl_node *
parse_number (struct gotmpl_parser *p, struct gotmpl_token t)
{
  struct gotmpl_node *node
    = gotmpl_parser_node (p, GOTMPL_NODE_NUMBER, t.pos);
  struct pl_buffer message;
  int status;

  if (!node)
    return NULL;
  node->u.number.text = t.text;
  node->u.number.len = t.len;
  pl_buffer_init (&message);
  if (t.type == GOTMPL_TOKEN_CHAR_CONSTANT)
    status = gotmpl_number_from_char (&node->u.number.number, t.text, t.len,
                                      &message);
  else if (t.type == GOTMPL_TOKEN_COMPLEX)
    status = gotmpl_number_from_complex (&node->u.number.number, t.text,
                                         t.len, &message);
  else
    status = gotmpl_number_from_text (&node->u.number.number, t.text, t.len,
                                      &message);
  if (status == -ENOMEM || message.failed)
    gotmpl_parser_no_memory (p);
  else if (status)
    gotmpl_parser_fail_text (p, message.data, message.len);
  pl_buffer_release (&message);
  return status ? NULL : node;
}

static struct gotmpl_node *
parse_constant (struct gotmpl_parser *p, struct gotmpl_token t,
                enum gotmpl_node_type type)
{
  struct gotmpl_node *node = gotmpl_parser_node (p, type, t.pos);
  const char *text;
  size_t len;

  if (!node)
    return NULL;
  node->u.constant.text = t.text;
  node->u.constant.len = t.len;
  if (type == GOTMPL_NODE_BOOL) {
    node->u.constant.value = tv_bool (*t.text == 't');
    return node;
  }
  if (!gotmpl_parser_unquote (p, t, &text, &len))
    return NULL;
  node->u.constant.value = tv_string (text, len);
  return node;
}

static struct gotmpl_node *
parse_identifier (struct gotmpl_parser *p, struct gotmpl_token t)
{
  struct gotmpl_symbol *s
    = gotmpl_symbol_find (p->functions, t.text, t.len);
  struct gotmpl_node *node;

  if (!s)
    return gotmpl_parser_fail_quoted (p, "function ", t.text, t.len,
                                      " not defined");
  node = gotmpl_parser_node (p, GOTMPL_NODE_IDENTIFIER, t.pos);
  if (node) {
    node->u.identifier.name = s->name.text;
    node->u.identifier.function = s->value;
  }
  return node;
}

static struct gotmpl_node *
parse_variable (struct gotmpl_parser *p, struct gotmpl_token t)
{
  const struct gotmpl_name *name = gotmpl_parser_name (p, t.text, t.len);
  struct gotmpl_node *node;
  size_t i;

  if (!name)
    return NULL;
  for (i = p->n_variables; i > p->scope.first_variable; i--)
    if (p->variables[i - 1] == name)
      break;
  /* "$" is always there. */
  if (i == p->scope.first_variable && t.len > 1)
    return gotmpl_parser_fail_quoted (p, "undefined variable ", t.text,
                                      t.len, "");
  node = gotmpl_parser_node (p, GOTMPL_NODE_VARIABLE, t.pos);
  if (node)
    node->u.chain.variable = name;
  return node;
}

/* Makes room in CHAIN for N names and keeps those it has. */
static bool
reserve_names (struct gotmpl_parser *p, struct gotmpl_chain *chain,
               size_t n)
{
  const struct gotmpl_name **names
    = pl_arena_array (p->arena, n, sizeof *names);

  if (!names) {
    gotmpl_parser_no_memory (p);
    return false;
  }
  if (chain->n_names)
    memcpy (names, chain->names, chain->n_names * sizeof *names);
  chain->names = names;
  return true;
}

static struct gotmpl_node *
parse_field (struct gotmpl_parser *p, struct gotmpl_token t)
{
  struct gotmpl_node *node
    = gotmpl_parser_node (p, GOTMPL_NODE_FIELD, t.pos);
  const struct gotmpl_name *name
    = gotmpl_parser_name (p, t.text + 1, t.len - 1);

  if (!node || !name || !reserve_names (p, &node->u.chain, 1))
    return NULL;
  node->u.chain.names[node->u.chain.n_names++] = name;
  return node;
}

static struct gotmpl_node *
parse_parentheses (struct gotmpl_parser *p)
{
  struct gotmpl_node *node = NULL;

  if (gotmpl_parser_enter (p))
    node = gotmpl_parser_pipeline (p, "parenthesized pipeline",
                                   GOTMPL_TOKEN_RIGHT_PAREN);
  else
    gotmpl_parser_fail (p, "max expression depth exceeded");
  gotmpl_parser_leave (p);
  return node;
}

/* Reads a term.  Also returns NULL if something else comes next. */
static struct gotmpl_node *
parse_term (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);

  switch (t.type) {
  case GOTMPL_TOKEN_IDENTIFIER:
    return parse_identifier (p, t);
  case GOTMPL_TOKEN_DOT:
    return gotmpl_parser_node (p, GOTMPL_NODE_DOT, t.pos);
  case GOTMPL_TOKEN_NIL:
    return gotmpl_parser_node (p, GOTMPL_NODE_NIL, t.pos);
  case GOTMPL_TOKEN_VARIABLE:
    return parse_variable (p, t);
  case GOTMPL_TOKEN_FIELD:
    return parse_field (p, t);
  case GOTMPL_TOKEN_BOOL:
    return parse_constant (p, t, GOTMPL_NODE_BOOL);
  case GOTMPL_TOKEN_CHAR_CONSTANT:
  case GOTMPL_TOKEN_COMPLEX:
  case GOTMPL_TOKEN_NUMBER:
    return parse_number (p, t);
  case GOTMPL_TOKEN_LEFT_PAREN:
    return parse_parentheses (p);
  case GOTMPL_TOKEN_STRING:
  case GOTMPL_TOKEN_RAW_STRING:
    return parse_constant (p, t, GOTMPL_NODE_STRING);
  default:
    gotmpl_parser_back (p);
    return NULL;
  }
}

/* Appends the fields that follow to CHAIN. */
static bool
parse_chain (struct gotmpl_parser *p, struct gotmpl_chain *chain)
{
  size_t room = chain->n_names;

  while (gotmpl_parser_peek (p).type == GOTMPL_TOKEN_FIELD) {
    struct gotmpl_token t = gotmpl_parser_next (p);
    const struct gotmpl_name *name
      = gotmpl_parser_name (p, t.text + 1, t.len - 1);

    if (!name)
      return false;
    if (chain->n_names == room) {
      room = room * 2 + 2;
      if (!reserve_names (p, chain, room))
        return false;
    }
    chain->names[chain->n_names++] = name;
  }
  return true;
}

/* A term with the fields after it.  Fields of fields and variables belong
 * to them, and such a node's place is that of the first field that was
 * added.  Also returns NULL if no term comes next. */
static struct gotmpl_node *
parse_operand (struct gotmpl_parser *p)
{
  struct gotmpl_node *node = parse_term (p), *chain = node;
  struct gotmpl_token t;

  if (!node)
    return NULL;
  t = gotmpl_parser_peek (p);
  if (t.type != GOTMPL_TOKEN_FIELD)
    return node;
  if (node->type != GOTMPL_NODE_FIELD && node->type != GOTMPL_NODE_VARIABLE) {
    chain = gotmpl_parser_node (p, GOTMPL_NODE_CHAIN, t.pos);
    if (!chain)
      return NULL;
    chain->u.chain.operand = node;
  }
  chain->pos = t.pos;
  if (!parse_chain (p, &chain->u.chain))
    return NULL;
  switch (node->type) {
  case GOTMPL_NODE_BOOL:
  case GOTMPL_NODE_STRING:
  case GOTMPL_NODE_NUMBER:
    return gotmpl_parser_fail_quoted (p, "unexpected . after term ",
                                      node->u.constant.text,
                                      node->u.constant.len, "");
  case GOTMPL_NODE_NIL:
    return gotmpl_parser_fail (p, "unexpected . after term \"nil\"");
  case GOTMPL_NODE_DOT:
    return gotmpl_parser_fail (p, "unexpected . after term \".\"");
  default:
    return chain;
  }
}

/* Operands up to "|", which is taken, or the end, which is not. */
static struct gotmpl_node *
parse_command (struct gotmpl_parser *p)
{
  struct gotmpl_node *node
    = gotmpl_parser_node (p, GOTMPL_NODE_COMMAND,
                          gotmpl_parser_peek_non_space (p).pos);
  struct gotmpl_token t;

  if (!node)
    return NULL;
  do {
    struct gotmpl_node *operand = parse_operand (p);

    if (p->status)
      return NULL;
    if (operand)
      gotmpl_parser_append (&node->u.command, operand);
    t = gotmpl_parser_next (p);
  } while (t.type == GOTMPL_TOKEN_SPACE);
  if (t.type == GOTMPL_TOKEN_RIGHT_DELIM
      || t.type == GOTMPL_TOKEN_RIGHT_PAREN)
    gotmpl_parser_back (p);
  else if (t.type != GOTMPL_TOKEN_PIPE)
    return gotmpl_parser_unexpected (p, t, "operand");
  if (!node->u.command.first)
    return gotmpl_parser_fail (p, "empty command");
  return node;
}

static bool
is_constant (const struct gotmpl_node *node)
{
  return node->type == GOTMPL_NODE_BOOL || node->type == GOTMPL_NODE_DOT
    || node->type == GOTMPL_NODE_NIL || node->type == GOTMPL_NODE_NUMBER
    || node->type == GOTMPL_NODE_STRING;
}

/* Only the first command may be a constant: nothing can be piped into
 * one. */
static bool
check_commands (struct gotmpl_parser *p, const struct gotmpl_pipe *pipe,
                const char *context)
{
  const struct gotmpl_node *command = pipe->commands.first;
  unsigned stage = 2;

  if (!command) {
    gotmpl_parser_fail (p, "missing value for %s", context);
    return false;
  }
  for (command = command->next; command; command = command->next, stage++)
    if (is_constant (command->u.command.first)) {
      gotmpl_parser_fail (p, "non executable command in pipeline stage %u",
                          stage);
      return false;
    }
  return true;
}

static bool
starts_command (enum gotmpl_token_type type)
{
  switch (type) {
  case GOTMPL_TOKEN_BOOL:
  case GOTMPL_TOKEN_CHAR_CONSTANT:
  case GOTMPL_TOKEN_COMPLEX:
  case GOTMPL_TOKEN_DOT:
  case GOTMPL_TOKEN_FIELD:
  case GOTMPL_TOKEN_IDENTIFIER:
  case GOTMPL_TOKEN_LEFT_PAREN:
  case GOTMPL_TOKEN_NIL:
  case GOTMPL_TOKEN_NUMBER:
  case GOTMPL_TOKEN_RAW_STRING:
  case GOTMPL_TOKEN_STRING:
  case GOTMPL_TOKEN_VARIABLE:
    return true;
  default:
    return false;
  }
}

struct gotmpl_node *
gotmpl_parser_pipeline (struct gotmpl_parser *p, const char *context,
                        enum gotmpl_token_type end)
{
  struct gotmpl_node *node
    = gotmpl_parser_node (p, GOTMPL_NODE_PIPE,
                          gotmpl_parser_peek_non_space (p).pos);
  enum declaration declaration;

  if (!node)
    return NULL;
  do
    declaration = parse_declaration (p, &node->u.pipe, context);
  while (declaration == MORE);
  if (declaration == FAILED)
    return NULL;
  for (;;) {
    struct gotmpl_token t = gotmpl_parser_next_non_space (p);
    struct gotmpl_node *command;

    if (t.type == end)
      return check_commands (p, &node->u.pipe, context) ? node : NULL;
    if (!starts_command (t.type))
      return gotmpl_parser_unexpected (p, t, context);
    gotmpl_parser_back (p);
    command = parse_command (p);
    if (!command)
      return NULL;
    gotmpl_parser_append (&node->u.pipe.commands, command);
  }
}
