/* SPDX-License-Identifier: Apache-2.0 */
/* Computing the values of pipelines, commands and operands.
 *
 * FINAL is always the value that the command before piped into this one, or
 * NULL if there is none: a value may well be no value. */

#include <config.h>

#include <string.h>

#include "plugins/common/gotemplate/run.h"

/* Only functions take arguments.  FIRST is the command's first word. */
static bool
check_no_arguments (struct gotmpl_run *run, const struct gotmpl_node *first,
                    const struct tv *final)
{
  if (!first->next && !final)
    return true;
  return gotmpl_run_fail_node (run, "can't give argument to non-function ",
                               first, "", "");
}

static bool
is_spelled_as_float (const char *text, size_t len)
{
  bool is_hex = len > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
  size_t i;

  if (text[0] == '\'')
    return false;
  for (i = 0; i < len; i++)
    if (text[i] == 'p' || text[i] == 'P'
        || (!is_hex && (text[i] == '.' || (text[i] | 0x20) == 'e')))
      return true;
  return false;
}

/* A number where any type would do: its spelling tells the type. */
static bool
run_number (struct gotmpl_run *run, const struct gotmpl_node *node,
            struct tv *value)
{
  const struct gotmpl_number *n = &node->u.number.number;

  run->node = node;
  if (n->is_complex)
    *value = tv_complex (n->complex);
  else if (n->is_float
           && is_spelled_as_float (node->u.number.text, node->u.number.len))
    *value = tv_float (n->real);
  else if (n->is_int)
    *value = tv_int (n->integer);
  else
    return gotmpl_run_fail (run, "%.*s overflows int",
                            (int) node->u.number.len, node->u.number.text);
  return true;
}

/* -- fields ------------------------------------------------------------ */

/* Reads field or entry NAME of RECEIVER into *VALUE, which may be the same.
 * HAS_ARGS tells that there were arguments, which data cannot take. */
static bool
run_field (struct gotmpl_run *run, struct tv receiver,
           const struct gotmpl_name *name, bool has_args, struct tv *value)
{
  const struct tv_type *type = tv_static_type (receiver);

  switch (tv_kind (receiver)) {
  case TV_NONE:
    *value = tv_none ();
    return true;
  case TV_INTERFACE:
    return gotmpl_run_fail (run, "nil pointer evaluating %s.%s", type->name,
                            name->text);
  case TV_STRUCT:
    if (!tv_struct_get (receiver, name->text, name->len, value))
      break;
    if (has_args)
      return gotmpl_run_fail (run, "%s has arguments but cannot be invoked "
                              "as function", name->text);
    return true;
  case TV_MAP:
    if (has_args)
      return gotmpl_run_fail (run, "%s is not a method but has arguments",
                              name->text);
    if (!tv_map_get (receiver, name->text, name->len, value))
      *value = tv_none ();
    return true;
  default:
    break;
  }
  return gotmpl_run_fail (run, "can't evaluate field %s in type %s",
                          name->text, type->name);
}

static bool
run_fields (struct gotmpl_run *run, struct tv receiver,
            const struct gotmpl_chain *chain, bool has_args,
            struct tv *value)
{
  size_t i;

  for (i = 0; i < chain->n_names; i++) {
    if (!run_field (run, receiver, chain->names[i],
                    has_args && i + 1 == chain->n_names, value))
      return false;
    receiver = *value;
  }
  return true;
}

/* In what follows HAS_ARGS tells that operands follow NODE in its command, or
 * that a value is piped into it. */

static bool
run_field_node (struct gotmpl_run *run, struct tv dot,
                const struct gotmpl_node *node, bool has_args,
                struct tv *value)
{
  run->node = node;
  return run_fields (run, dot, &node->u.chain, has_args, value);
}

static bool
run_variable_node (struct gotmpl_run *run, const struct gotmpl_node *node,
                   bool has_args, struct tv *value)
{
  struct tv v;

  run->node = node;
  if (!gotmpl_run_lookup (run, node->u.chain.variable, &v))
    return false;
  if (node->u.chain.n_names > 0)
    return run_fields (run, v, &node->u.chain, has_args, value);
  *value = v;
  return !has_args
    || gotmpl_run_fail_node (run, "can't give argument to non-function ",
                             node, "", "");
}

static bool
run_chain_node (struct gotmpl_run *run, struct tv dot,
                const struct gotmpl_node *node, bool has_args,
                struct tv *value)
{
  struct tv v;

  run->node = node;
  return gotmpl_run_arg (run, dot, NULL, node->u.chain.operand, &v)
    && run_fields (run, v, &node->u.chain, has_args, value);
}

/* -- commands and pipelines -------------------------------------------- */

static bool
run_command (struct gotmpl_run *run, struct tv dot,
             const struct gotmpl_node *command, const struct tv *final,
             struct tv *value)
{
  const struct gotmpl_node *first = command->u.command.first;
  bool has_args = first->next || final;

  switch (first->type) {
  case GOTMPL_NODE_FIELD:
    return run_field_node (run, dot, first, has_args, value);
  case GOTMPL_NODE_CHAIN:
    return run_chain_node (run, dot, first, has_args, value);
  case GOTMPL_NODE_IDENTIFIER:
    return gotmpl_run_function (run, dot, first, command, first->next, final,
                                value);
  case GOTMPL_NODE_PIPE:
    return check_no_arguments (run, first, final)
      && gotmpl_run_pipe (run, dot, first, value);
  case GOTMPL_NODE_VARIABLE:
    return run_variable_node (run, first, has_args, value);
  default:
    break;
  }
  run->node = first;
  if (!check_no_arguments (run, first, final))
    return false;
  switch (first->type) {
  case GOTMPL_NODE_BOOL:
  case GOTMPL_NODE_STRING:
    *value = first->u.constant.value;
    return true;
  case GOTMPL_NODE_DOT:
    *value = dot;
    return true;
  case GOTMPL_NODE_NUMBER:
    return run_number (run, first, value);
  default:
    return gotmpl_run_fail (run, "nil is not a command");
  }
}

static bool
declare_variables (struct gotmpl_run *run, const struct gotmpl_pipe *pipe,
                   struct tv v)
{
  unsigned i;

  for (i = 0; i < pipe->n_variables; i++)
    if (!(pipe->is_assign ? gotmpl_run_assign : gotmpl_run_push)
        (run, pipe->variables[i], v))
      return false;
  return true;
}

bool
gotmpl_run_pipe (struct gotmpl_run *run, struct tv dot,
                 const struct gotmpl_node *node, struct tv *value)
{
  const struct gotmpl_node *command;
  struct tv piped, v = tv_none ();
  bool is_good = true;

  run->node = node;
  if (!gotmpl_run_enter (run))
    return false;
  for (command = node->u.pipe.commands.first; command && is_good;
       command = command->next) {
    piped = v;
    is_good = gotmpl_run_charge (run, 1)
      && run_command (run, dot, command,
                      command == node->u.pipe.commands.first ? NULL : &piped,
                      &v);
    v = tv_unwrap (v);
  }
  gotmpl_run_leave (run);
  *value = v;
  return is_good && declare_variables (run, &node->u.pipe, v);
}

/* -- arguments --------------------------------------------------------- */

static bool
can_be_nil (const struct tv_type *type)
{
  return type->kind == TV_LIST || type->kind == TV_MAP
    || type->kind == TV_FUNCTION;
}

bool
gotmpl_run_check_type (struct gotmpl_run *run, const struct tv_type *type,
                       struct tv *value)
{
  if (!type)
    return true;
  value->in_interface = 0;
  if (value->type == type)
    return true;
  if (type == &tv_type_any) {
    if (!value->type)
      *value = tv_nil ();
    return true;
  }
  if (!value->type && can_be_nil (type)) {
    *value = tv_nil_of (type);
    return true;
  }
  if (!value->type)
    return gotmpl_run_fail (run, "invalid value; expected %s", type->name);
  return gotmpl_run_fail (run, "wrong type for value; expected %s; got %s",
                          type->name, value->type->name);
}

/* A constant where TYPE is expected. */
static bool
run_constant (struct gotmpl_run *run, const struct tv_type *type,
              const struct gotmpl_node *node, struct tv *value)
{
  bool is_number = node->type == GOTMPL_NODE_NUMBER;
  const struct gotmpl_number *n = &node->u.number.number;
  const char *wanted;

  *value = tv_none ();
  switch (type->kind) {
  case TV_BOOL:
    wanted = "expected bool; found ";
    if (node->type == GOTMPL_NODE_BOOL)
      *value = node->u.constant.value;
    break;
  case TV_STRING:
    wanted = "expected string; found ";
    if (node->type == GOTMPL_NODE_STRING)
      *value = node->u.constant.value;
    break;
  case TV_INT:
    wanted = "expected integer; found ";
    if (is_number && n->is_int)
      *value = tv_integer (type, (uint64_t) n->integer);
    break;
  case TV_UINT:
    wanted = "expected unsigned integer; found ";
    if (is_number && n->is_uint)
      *value = tv_integer (type, type == &tv_type_uint8
                           ? n->natural & 0xff : n->natural);
    break;
  case TV_FLOAT:
    wanted = "expected float; found ";
    if (is_number && n->is_float)
      *value = tv_float (n->real);
    break;
  case TV_COMPLEX:
    wanted = "expected complex; found ";
    if (is_number && n->is_complex)
      *value = tv_complex (n->complex);
    break;
  default:
    return gotmpl_run_fail_node (run, "can't handle ", node,
                                 " for arg of type ", type->name);
  }
  return value->type || gotmpl_run_fail_node (run, wanted, node, "", "");
}

bool
gotmpl_run_arg (struct gotmpl_run *run, struct tv dot,
                const struct tv_type *type, const struct gotmpl_node *node,
                struct tv *value)
{
  bool is_good = true;

  run->node = node;
  if (!gotmpl_run_charge (run, 1))
    return false;
  switch (node->type) {
  case GOTMPL_NODE_DOT:
    *value = dot;
    break;
  case GOTMPL_NODE_NIL:
    *value = !type ? tv_none () : tv_nil_of (type);
    return !type || type == &tv_type_any || can_be_nil (type)
      || gotmpl_run_fail (run, "cannot assign nil to %s", type->name);
  case GOTMPL_NODE_FIELD:
    is_good = run_field_node (run, dot, node, false, value);
    break;
  case GOTMPL_NODE_VARIABLE:
    is_good = run_variable_node (run, node, false, value);
    break;
  case GOTMPL_NODE_PIPE:
    is_good = gotmpl_run_pipe (run, dot, node, value);
    break;
  case GOTMPL_NODE_IDENTIFIER:
    is_good = gotmpl_run_function (run, dot, node, node, NULL, NULL, value);
    break;
  case GOTMPL_NODE_CHAIN:
    is_good = run_chain_node (run, dot, node, false, value);
    break;
  default:
    if (type && type != &tv_type_any)
      return run_constant (run, type, node, value);
    if (node->type == GOTMPL_NODE_NUMBER)
      return run_number (run, node, value);
    *value = node->u.constant.value;
    return true;
  }
  return is_good && gotmpl_run_check_type (run, type, value);
}
