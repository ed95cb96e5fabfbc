/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/undefined.h"

bool
jinja_is_escaping (struct jinja_run *run, const struct jinja_node *node)
{
  return node->escaping == JINJA_ESCAPE_ASK
    ? *run->context->autoescape : node->escaping == JINJA_ESCAPE_ON;
}

bool
jinja_autoescapes (struct jinja_run *run)
{
  return *run->context->autoescape;
}

int
jinja_condition (struct jinja_run *run, const struct jinja_node *node)
{
  struct tv v;
  int status = jinja_evaluate (run, node, &v);

  if (status)
    return status;
  run->where = node;
  return jinja_truth (run, v);
}

/* -- literals ---------------------------------------------------------- */

static int
evaluate_name (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  *v = *jinja_variable (run, &node->u.name.place);
  if (tv_kind (*v) != TV_NONE)
    return 0;
  return jinja_make_undefined (run, node->u.name.name->text,
                               node->u.name.name->len, v);
}

static int
evaluate_items (struct jinja_run *run, const struct jinja_node *node,
                struct tv *v)
{
  const struct jinja_node *item;
  size_t n = node->u.list.items.n, i = 0;
  int status = node->type == JINJA_TUPLE ? jinja_make_tuple (run, n, v)
    : jinja_make_list (run, n, v);

  for (item = node->u.list.items.first; item && !status; item = item->next)
    status = jinja_evaluate (run, item, &jinja_list_of (*v)->items[i++]);
  return status;
}

static int
evaluate_dict (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  const struct jinja_node *pair;
  struct tv key, value;
  int status = jinja_make_dict (run, v);

  for (pair = node->u.list.items.first; pair && !status; pair = pair->next) {
    status = jinja_evaluate (run, pair->u.op.a, &key);
    if (!status)
      status = jinja_evaluate (run, pair->u.op.b, &value);
    if (status)
      break;
    run->where = pair;
    status = jinja_dict_set (run, *v, key, value);
  }
  return status;
}

/* -- operators --------------------------------------------------------- */

static int
evaluate_binary (struct jinja_run *run, const struct jinja_node *node,
                 struct tv *v)
{
  static const char *const operators[] = {
    "+", "-", "*", "/", "//", "%", "**"
  };
  struct tv a, b;
  int status = jinja_evaluate (run, node->u.op.a, &a);

  if (!status)
    status = jinja_evaluate (run, node->u.op.b, &b);
  if (status)
    return status;
  run->where = node;
  return jinja_arithmetic (run, operators[node->type - JINJA_ADD], a, b, v);
}

static int
evaluate_logic (struct jinja_run *run, const struct jinja_node *node,
                struct tv *v)
{
  int truth = jinja_evaluate (run, node->u.op.a, v);

  if (truth)
    return truth;
  run->where = node;
  truth = jinja_truth (run, *v);
  if (truth < 0)
    return truth;
  if (truth == (node->type == JINJA_OR))
    return 0;
  return jinja_evaluate (run, node->u.op.b, v);
}

static int
evaluate_sign (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  bool is_minus = node->type == JINJA_NEG;
  int status = jinja_evaluate (run, node->u.op.a, v);

  if (status)
    return status;
  run->where = node;
  if (tv_kind (*v) == TV_FLOAT) {
    if (is_minus)
      v->u.number = -v->u.number;
    return 0;
  }
  if (jinja_is_integer (*v)) {
    int64_t i = jinja_integer (*v);

    if (is_minus && i == INT64_MIN)
      return jinja_integer_negate (run, *v, v);
    *v = tv_int (is_minus ? -i : i);
    return 0;
  }
  if (jinja_is_big_integer (*v))
    return is_minus ? jinja_integer_negate (run, *v, v) : 0;
  if (jinja_is_undefined (*v))
    return jinja_raise_undefined (run, *v);
  return jinja_raise (run, "TypeError", "bad operand type for unary %c: '%s'",
                      is_minus ? '-' : '+', jinja_type_name (*v));
}

/* One comparison: 1, 0 or an error. */
static int
compare (struct jinja_run *run, enum jinja_operator op, struct tv a,
         struct tv b)
{
  static const char *const symbols[] = {
    [JINJA_LT] = "<", [JINJA_LE] = "<=", [JINJA_GT] = ">", [JINJA_GE] = ">="
  };
  int order, result;

  switch (op) {
  case JINJA_EQ:
    return jinja_equal (run, a, b);
  case JINJA_NE:
    result = jinja_equal (run, a, b);
    return result < 0 ? result : !result;
  case JINJA_IN:
    return jinja_contains (run, b, a);
  case JINJA_NOT_IN:
    result = jinja_contains (run, b, a);
    return result < 0 ? result : !result;
  default:
    result = jinja_compare (run, a, b, symbols[op], &order);
    if (result)
      return result;
    if (order == 2)
      return 0;
    return op == JINJA_LT ? order < 0 : op == JINJA_LE ? order <= 0
      : op == JINJA_GT ? order > 0 : order >= 0;
  }
}

static int
evaluate_compare (struct jinja_run *run, const struct jinja_node *node,
                  struct tv *v)
{
  const struct jinja_node *operand;
  struct tv a, b;
  int result = jinja_evaluate (run, node->u.op.a, &a);

  if (result)
    return result;
  for (operand = node->u.op.operands.first; operand;
       operand = operand->next) {
    result = jinja_evaluate (run, operand->u.op.a, &b);
    if (result)
      return result;
    run->where = operand;
    result = compare (run, operand->operator, a, b);
    if (result <= 0)
      break;
    a = b;
  }
  if (result < 0)
    return result;
  *v = tv_bool (result);
  return 0;
}

/* Text that is safe makes the whole safe, where text is escaped. */
static int
evaluate_concat (struct jinja_run *run, const struct jinja_node *node,
                 struct tv *v)
{
  const struct jinja_node *item;
  size_t n = node->u.list.items.n, i = 0;
  struct pl_buffer out;
  struct tv parts;
  bool is_safe = false;
  int status = jinja_make_list (run, n, &parts);

  for (item = node->u.list.items.first; item && !status;
       item = item->next, i++) {
    struct tv *part = &jinja_list_of (parts)->items[i];

    status = jinja_evaluate (run, item, part);
    run->where = node;
  }
  for (i = 0; i < n && !status; i++) {
    struct tv *part = &jinja_list_of (parts)->items[i];

    status = jinja_to_string (run, *part, part);
    is_safe = is_safe || jinja_is_safe (*part);
  }
  if (status)
    return status;
  is_safe = is_safe && node->escaping == JINJA_ESCAPE_ON;
  jinja_buffer_init (run, &out);
  for (i = 0; i < n; i++) {
    struct tv part = jinja_list_of (parts)->items[i];

    if (is_safe && !jinja_is_safe (part))
      jinja_escape_append (&out, part.u.text, part.len);
    else
      pl_buffer_append (&out, part.u.text, part.len);
  }
  return jinja_take_string (run, &out,
                            is_safe ? &jinja_markup : &tv_type_string, v);
}

static int
evaluate_condition (struct jinja_run *run, const struct jinja_node *node,
                    struct tv *v)
{
  int truth = jinja_condition (run, node->u.op.a);

  if (truth < 0)
    return truth;
  if (truth)
    return jinja_evaluate (run, node->u.op.b, v);
  if (node->u.op.c)
    return jinja_evaluate (run, node->u.op.c, v);
  return jinja_make_undefined_else (run, node->line, v);
}

/* -- attributes and elements ------------------------------------------- */

static int
evaluate_attribute (struct jinja_run *run, const struct jinja_node *node,
                    struct tv *v)
{
  struct tv object;
  int status = jinja_evaluate (run, node->u.attribute.object, &object);

  if (status)
    return status;
  run->where = node;
  return jinja_get_attribute (run, object, node->u.attribute.name->text,
                              node->u.attribute.name->len, v);
}

static int
evaluate_bound (struct jinja_run *run, const struct jinja_node *node,
                struct tv *v)
{
  *v = tv_nil ();
  return node ? jinja_evaluate (run, node, v) : 0;
}

static int
evaluate_item (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  const struct jinja_node *key = node->u.op.b;
  struct tv object, bounds[3];
  int status = jinja_evaluate (run, node->u.op.a, &object);

  if (status)
    return status;
  if (key->type != JINJA_SLICE) {
    status = jinja_evaluate (run, key, &bounds[0]);
    run->where = node;
    return status ? status : jinja_get_item (run, object, bounds[0], v);
  }
  status = evaluate_bound (run, key->u.op.a, &bounds[0]);
  if (!status)
    status = evaluate_bound (run, key->u.op.b, &bounds[1]);
  if (!status)
    status = evaluate_bound (run, key->u.op.c, &bounds[2]);
  run->where = node;
  return status ? status : jinja_slice (run, object, bounds, v);
}

/* -- calls, filters, tests --------------------------------------------- */

static int
evaluate_call (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  struct jinja_args args;
  struct tv callee;
  int status = jinja_evaluate (run, node->u.call.object, &callee);

  if (!status)
    status = jinja_evaluate_arguments (run, node->u.call.arguments,
                                       tv_none (), &args);
  if (status)
    return status;
  run->where = node;
  return jinja_call (run, callee, &args, v);
}

int
jinja_evaluate_filter (struct jinja_run *run, const struct jinja_node *node,
                       struct tv input, struct tv *v)
{
  const struct jinja_node *object = node->u.call.object;
  struct jinja_args args;
  int status = 0;

  if (object && object->type == JINJA_FILTER) {
    status = jinja_descend (run);
    if (status)
      return status;
    status = jinja_evaluate_filter (run, object, input, &input);
    jinja_ascend (run);
  } else if (object) {
    status = jinja_evaluate (run, object, &input);
  }
  if (!status)
    status = jinja_evaluate_arguments (run, node->u.call.arguments,
                                       tv_none (), &args);
  if (status)
    return status;
  run->where = node;
  if (!node->u.call.f.filter)
    return jinja_raise (run, "TemplateRuntimeError", "No filter named '%s' "
                        "found.", node->u.call.name->text);
  return node->u.call.f.filter->call (run, input, &args, v);
}

static int
evaluate_test (struct jinja_run *run, const struct jinja_node *node,
               struct tv *v)
{
  struct jinja_args args;
  struct tv object;
  int status = jinja_evaluate (run, node->u.call.object, &object);

  if (!status)
    status = jinja_evaluate_arguments (run, node->u.call.arguments,
                                       tv_none (), &args);
  if (status)
    return status;
  run->where = node;
  if (!node->u.call.f.test)
    return jinja_raise (run, "TemplateRuntimeError", "No test named '%s' "
                        "found.", node->u.call.name->text);
  status = node->u.call.f.test->call (run, object, &args);
  if (status < 0)
    return status;
  *v = tv_bool (status);
  return 0;
}

/* -- all of them ------------------------------------------------------- */

static int
evaluate (struct jinja_run *run, const struct jinja_node *node, struct tv *v)
{
  int truth;

  switch (node->type) {
  case JINJA_TUPLE:
  case JINJA_LIST:
    return evaluate_items (run, node, v);
  case JINJA_DICT:
    return evaluate_dict (run, node, v);
  case JINJA_AND:
  case JINJA_OR:
    return evaluate_logic (run, node, v);
  case JINJA_NOT:
    truth = jinja_condition (run, node->u.op.a);
    *v = tv_bool (!truth);
    return truth < 0 ? truth : 0;
  case JINJA_NEG:
  case JINJA_POS:
    return evaluate_sign (run, node, v);
  case JINJA_COMPARE:
    return evaluate_compare (run, node, v);
  case JINJA_CONCAT:
    return evaluate_concat (run, node, v);
  case JINJA_CONDEXPR:
    return evaluate_condition (run, node, v);
  case JINJA_GETATTR:
    return evaluate_attribute (run, node, v);
  case JINJA_GETITEM:
    return evaluate_item (run, node, v);
  case JINJA_CALL:
    return evaluate_call (run, node, v);
  case JINJA_FILTER:
    return jinja_evaluate_filter (run, node, tv_none (), v);
  case JINJA_TEST:
    return evaluate_test (run, node, v);
  default:
    return evaluate_binary (run, node, v);
  }
}

int
jinja_evaluate (struct jinja_run *run, const struct jinja_node *node,
                struct tv *v)
{
  int status;

  if (node->type == JINJA_CONST) {
    *v = node->u.constant;
    return 0;
  }
  if (node->type == JINJA_NAME) {
    run->where = node;
    return evaluate_name (run, node, v);
  }
  status = jinja_charge_fast (run, 1);
  if (status)
    return status;
  status = jinja_descend (run);
  if (status)
    return status;
  status = evaluate (run, node, v);
  jinja_ascend (run);
  return status;
}
