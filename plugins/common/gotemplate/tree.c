/* SPDX-License-Identifier: Apache-2.0 */
/* Printing parsed templates in canonical form. */

#include <config.h>

#include "plugins/common/gotemplate/tree.h"

#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"

static void
print_pipe (struct pl_buffer *out, const struct gotmpl_node *node)
{
  const struct gotmpl_pipe *pipe = &node->u.pipe;
  const struct gotmpl_node *command;
  unsigned i;

  for (i = 0; i < pipe->n_variables; i++) {
    if (i > 0)
      pl_buffer_puts (out, ", ");
    pl_buffer_append (out, pipe->variables[i]->text,
                      pipe->variables[i]->len);
  }
  if (pipe->n_variables)
    pl_buffer_puts (out, pipe->is_assign ? " = " : " := ");
  for (command = pipe->commands.first; command; command = command->next) {
    gotmpl_node_print (out, command);
    if (command->next)
      pl_buffer_puts (out, " | ");
  }
}

/* A pipeline among operands stands in parentheses. */
static void
print_operand (struct pl_buffer *out, const struct gotmpl_node *node)
{
  if (node->type == GOTMPL_NODE_PIPE) {
    pl_buffer_putc (out, '(');
    print_pipe (out, node);
    pl_buffer_putc (out, ')');
  } else {
    gotmpl_node_print (out, node);
  }
}

static void
print_chain (struct pl_buffer *out, const struct gotmpl_chain *chain)
{
  size_t i;

  if (chain->operand)
    print_operand (out, chain->operand);
  if (chain->variable)
    pl_buffer_append (out, chain->variable->text, chain->variable->len);
  for (i = 0; i < chain->n_names; i++) {
    pl_buffer_putc (out, '.');
    pl_buffer_append (out, chain->names[i]->text, chain->names[i]->len);
  }
}

static void
print_list (struct pl_buffer *out, const struct gotmpl_list *list)
{
  const struct gotmpl_node *node;

  for (node = list->first; node; node = node->next)
    gotmpl_node_print (out, node);
}

static void
print_branch (struct pl_buffer *out, const char *keyword,
              const struct gotmpl_branch *branch)
{
  pl_buffer_printf (out, "{{%s ", keyword);
  print_pipe (out, branch->pipe);
  pl_buffer_puts (out, "}}");
  print_list (out, &branch->list);
  if (branch->has_else) {
    pl_buffer_puts (out, "{{else}}");
    print_list (out, &branch->else_list);
  }
  pl_buffer_puts (out, "{{end}}");
}

static void
print_invocation (struct pl_buffer *out, const struct gotmpl_node *node)
{
  pl_buffer_puts (out, "{{template ");
  gotmpl_quote (out, node->u.invocation.text, node->u.invocation.len, false);
  if (node->u.invocation.pipe) {
    pl_buffer_putc (out, ' ');
    print_pipe (out, node->u.invocation.pipe);
  }
  pl_buffer_puts (out, "}}");
}

static void
print_command (struct pl_buffer *out, const struct gotmpl_node *node)
{
  const struct gotmpl_node *arg;

  for (arg = node->u.command.first; arg; arg = arg->next) {
    print_operand (out, arg);
    if (arg->next)
      pl_buffer_putc (out, ' ');
  }
}

void
gotmpl_node_print (struct pl_buffer *out, const struct gotmpl_node *node)
{
  static const char *const fixed[] = {
    [GOTMPL_NODE_BREAK] = "{{break}}",
    [GOTMPL_NODE_CONTINUE] = "{{continue}}",
    [GOTMPL_NODE_END] = "{{end}}",
    [GOTMPL_NODE_ELSE] = "{{else}}",
    [GOTMPL_NODE_DOT] = ".",
    [GOTMPL_NODE_NIL] = "nil",
  };

  switch (node->type) {
  case GOTMPL_NODE_TEXT:
    pl_buffer_append (out, node->u.text.text, node->u.text.len);
    break;
  case GOTMPL_NODE_ACTION:
    pl_buffer_puts (out, "{{");
    print_pipe (out, node->u.action);
    pl_buffer_puts (out, "}}");
    break;
  case GOTMPL_NODE_IF:
    print_branch (out, "if", &node->u.branch);
    break;
  case GOTMPL_NODE_WITH:
    print_branch (out, "with", &node->u.branch);
    break;
  case GOTMPL_NODE_RANGE:
    print_branch (out, "range", &node->u.branch);
    break;
  case GOTMPL_NODE_TEMPLATE:
    print_invocation (out, node);
    break;
  case GOTMPL_NODE_PIPE:
    print_pipe (out, node);
    break;
  case GOTMPL_NODE_COMMAND:
    print_command (out, node);
    break;
  case GOTMPL_NODE_CHAIN:
  case GOTMPL_NODE_FIELD:
  case GOTMPL_NODE_VARIABLE:
    print_chain (out, &node->u.chain);
    break;
  case GOTMPL_NODE_IDENTIFIER:
    pl_buffer_puts (out, node->u.identifier.name);
    break;
  case GOTMPL_NODE_BOOL:
  case GOTMPL_NODE_STRING:
    pl_buffer_append (out, node->u.constant.text, node->u.constant.len);
    break;
  case GOTMPL_NODE_NUMBER:
    pl_buffer_append (out, node->u.number.text, node->u.number.len);
    break;
  default:
    pl_buffer_puts (out, fixed[node->type]);
  }
}

bool
gotmpl_list_is_empty (const struct gotmpl_list *list)
{
  const struct gotmpl_node *node;

  for (node = list->first; node; node = node->next) {
    const char *text = node->u.text.text;
    size_t len = node->u.text.len;

    if (node->type != GOTMPL_NODE_TEXT)
      return false;
    pl_utf8_trim (&text, &len);
    if (len > 0)
      return false;
  }
  return true;
}
