/* SPDX-License-Identifier: Apache-2.0 */
/* Statements. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

static int execute (struct jinja_run *run, const struct jinja_node *node);

int
jinja_enter_scope (struct jinja_run *run, const struct jinja_scope *scope)
{
  uint32_t i;
  int status = 0;

  for (i = 0; i < scope->n && !status; i++) {
    const struct jinja_symbol *s = &scope->symbols[i];
    struct tv *v = &run->frame->slots[s->slot];

    switch (s->load) {
    case JINJA_LOAD_RESOLVE:
      status = jinja_resolve_name (run, s->name, v);
      break;
    case JINJA_LOAD_ALIAS:
      *v = *jinja_variable (run, &s->alias);
      break;
    case JINJA_LOAD_NOTHING:
      *v = tv_none ();
      break;
    }
  }
  return status;
}

/* Runs BODY in SCOPE, whose variables are there. */
static int
execute_in (struct jinja_run *run, const struct jinja_scope *scope,
            const struct jinja_nodes *body)
{
  const struct jinja_scope *outer = run->scope;
  int status;

  run->scope = scope;
  status = jinja_execute (run, body);
  run->scope = outer;
  return status;
}

int
jinja_execute (struct jinja_run *run, const struct jinja_nodes *body)
{
  const struct jinja_node *node;
  int status = jinja_descend (run);

  if (status)
    return status;
  for (node = body->first; node && !status; node = node->next)
    status = execute (run, node);
  jinja_ascend (run);
  return status;
}

/* -- output ------------------------------------------------------------ */

static int
output_failed (struct jinja_run *run)
{
  return run->out->failed ? jinja_write (run, " ", 1) : 0;
}

/* Prints V as {{ }} does. */
static int
output (struct jinja_run *run, struct tv v, bool is_escaping)
{
  int status;

  if (is_escaping) {
    status = jinja_escape (run, v, &v);
    if (status)
      return status;
  }
  if (jinja_is_string (v))
    return jinja_write (run, v.u.text, v.len);
  status = jinja_print_str (run, run->out, v);
  return status ? status : output_failed (run);
}

static int
execute_output (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_node *item;
  struct tv v;
  int status = 0;

  if (node->is_toplevel && run->parent)
    return 0;
  for (item = node->u.output.items.first; item && !status;
       item = item->next) {
    run->where = item;
    if (item->type == JINJA_DATA) {
      /* Jinja notes no line for text, unless it cannot know how to escape. */
      if (item->escaping == JINJA_ESCAPE_ASK)
        run->marker = item;
      status = jinja_write (run, item->u.data.text, item->u.data.len);
      continue;
    }
    run->marker = item;
    status = jinja_evaluate (run, item, &v);
    if (status)
      break;
    run->where = item;
    status = output (run, v, jinja_is_escaping (run, item));
  }
  return status;
}

/* -- assignments ------------------------------------------------------- */

static int
export_target (struct jinja_run *run, const struct jinja_node *target)
{
  const struct jinja_node *item;
  int status = 0;

  if (target->type == JINJA_NAME)
    return jinja_export (run, target->u.name.name,
                         *jinja_variable (run, &target->u.name.place), true);
  if (target->type == JINJA_TUPLE)
    for (item = target->u.list.items.first; item && !status;
         item = item->next)
      status = export_target (run, item);
  return status;
}

/* What is set by "a.b = " must be a namespace; this comes first. */
static int
check_namespaces (struct jinja_run *run, const struct jinja_node *target)
{
  const struct jinja_node *item;
  int status = 0;

  if (target->type == JINJA_NSREF) {
    struct tv v = *jinja_variable (run, &target->u.name.place);

    run->where = target;
    if (!JINJA_IS (v, jinja_namespace))
      return jinja_raise (run, "TemplateRuntimeError", "cannot assign "
                          "attribute on non-namespace object");
  }
  if (target->type == JINJA_TUPLE)
    for (item = target->u.list.items.first; item && !status;
         item = item->next)
      status = check_namespaces (run, item);
  return status;
}

static int
assign_tuple (struct jinja_run *run, const struct jinja_node *target,
              struct tv v)
{
  const struct jinja_node *item = target->u.list.items.first;
  size_t n = target->u.list.items.n, i;
  struct jinja_iterator *it;
  struct tv values[8], *all = values, extra;
  int status = jinja_iterate (run, v, &it);

  if (status)
    return status;
  if (n > sizeof values / sizeof values[0]) {
    all = pl_arena_alloc (run->arena, n * sizeof *all);
    if (!all)
      return jinja_no_memory (run);
  }
  for (i = 0; i < n; i++) {
    status = jinja_next (run, it, &all[i]);
    if (status < 0)
      return status;
    if (!status)
      return jinja_raise (run, "ValueError", "not enough values to unpack "
                          "(expected %zu, got %zu)", n, i);
  }
  status = jinja_next (run, it, &extra);
  if (status > 0)
    return jinja_raise (run, "ValueError", "too many values to unpack "
                        "(expected %zu)", n);
  for (i = 0; i < n && !status; i++, item = item->next)
    status = jinja_assign (run, item, all[i]);
  return status;
}

int
jinja_assign (struct jinja_run *run, const struct jinja_node *target,
              struct tv v)
{
  const struct jinja_name *name;

  switch (target->type) {
  case JINJA_NAME:
    *jinja_variable (run, &target->u.name.place) = v;
    return 0;
  case JINJA_NSREF:
    name = target->u.name.attribute;
    return jinja_dict_set (run, *jinja_variable (run,
                                                 &target->u.name.place),
                           tv_string (name->text, name->len), v);
  default:
    run->where = target;
    if (!jinja_is_string (v) && tv_kind (v) != TV_OBJECT)
      return jinja_raise (run, "TypeError", "cannot unpack non-iterable %s "
                          "object", jinja_type_name (v));
    return assign_tuple (run, target, v);
  }
}

static int
execute_set (struct jinja_run *run, const struct jinja_node *node)
{
  struct tv v;
  int status;

  run->marker = node->u.set.noted;
  status = check_namespaces (run, node->u.set.target);
  run->marker = run->where = node;
  if (!status)
    status = jinja_evaluate (run, node->u.set.value, &v);
  if (!status)
    status = jinja_assign (run, node->u.set.target, v);
  if (!status && node->is_toplevel)
    status = export_target (run, node->u.set.target);
  return status;
}

/* Runs the body of a set or filter block; its text goes to *V, and through
 * the filter if there is one. */
static int
capture_body (struct jinja_run *run, const struct jinja_node *node,
              bool is_safe, struct tv *v)
{
  struct jinja_capture capture;
  int jump, status;

  jinja_capture (run, &capture);
  jump = execute_in (run, node->u.set.scope, &node->u.set.body);
  status = jinja_release_capture (run, &capture, is_safe ? &jinja_markup
                                  : &tv_type_string, jump ? NULL : v);
  if (jump || status)
    return jump ? jump : status;
  run->marker = run->where = node;
  return node->u.set.filter
    ? jinja_evaluate_filter (run, node->u.set.filter, *v, v) : 0;
}

static int
execute_set_block (struct jinja_run *run, const struct jinja_node *node)
{
  bool is_filtered = node->u.set.filter;
  bool escapes;
  struct tv v;
  int status = jinja_enter_scope (run, node->u.set.scope);

  if (!status)
    status = capture_body (run, node,
                           !is_filtered && *run->context->autoescape, &v);
  if (status)
    return status;
  escapes = *run->context->autoescape;
  if (is_filtered && escapes && !jinja_is_safe (v)) {
    status = jinja_to_string (run, v, &v);
    if (status)
      return status;
    v.type = &jinja_markup;
  }
  status = check_namespaces (run, node->u.set.target);
  if (!status)
    status = jinja_assign (run, node->u.set.target, v);
  if (!status && node->is_toplevel)
    status = export_target (run, node->u.set.target);
  return status;
}

/* -- other statements -------------------------------------------------- */

/* What must be text already is written as it is. */
static int
write_text (struct jinja_run *run, struct tv v)
{
  if (!jinja_is_string (v))
    return jinja_raise (run, "TypeError", "sequence item 0: expected str "
                        "instance, %s found", jinja_type_name (v));
  return jinja_write (run, v.u.text, v.len);
}

static int
execute_filter_block (struct jinja_run *run, const struct jinja_node *node)
{
  struct tv v;
  int status = jinja_enter_scope (run, node->u.set.scope);

  if (!status)
    status = capture_body (run, node, jinja_is_escaping (run, node), &v);
  return status ? status : write_text (run, v);
}

static int
execute_if (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_node *branch = node;
  int truth;

  while (branch) {
    run->marker = run->where = branch;
    truth = jinja_condition (run, branch->u.branch.test);
    if (truth < 0)
      return truth;
    if (truth)
      return jinja_execute (run, &branch->u.branch.body);
    branch = branch == node ? node->u.branch.elifs.first : branch->next;
  }
  return jinja_execute (run, &node->u.branch.otherwise);
}

static int
execute_with (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_node *target = node->u.with.targets.first;
  const struct jinja_node *value = node->u.with.values.first;
  struct tv v;
  int status = jinja_enter_scope (run, node->u.with.scope);

  for (; target && !status; target = target->next, value = value->next) {
    run->marker = node->u.with.noted;
    run->where = value;
    status = jinja_evaluate (run, value, &v);
    if (!status)
      status = jinja_assign (run, target, v);
  }
  return status ? status
    : execute_in (run, node->u.with.scope, &node->u.with.body);
}

static int
execute_autoescape (struct jinja_run *run, const struct jinja_node *node)
{
  bool *autoescape = run->context->autoescape, before = *autoescape;
  int status = jinja_enter_scope (run, node->u.modifier.scope);

  /* Jinja notes no line for it. */
  run->where = node;
  if (!status)
    status = jinja_condition (run, node->u.modifier.value);
  if (status < 0)
    return status;
  *autoescape = status;
  status = execute_in (run, node->u.modifier.scope, &node->u.modifier.body);
  *autoescape = before;
  return status;
}

static int
execute_macro (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_name *name = node->u.macro.code->name;
  struct tv macro;
  int status = jinja_make_macro (run, node, &macro);

  if (status)
    return status;
  *jinja_variable (run, &node->u.macro.place) = macro;
  return node->is_toplevel
    ? jinja_export (run, name, macro, true) : 0;
}

static int
execute_call_block (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_node *call = node->u.macro.call;
  struct jinja_args args;
  struct tv macro, callee, v;
  int status = jinja_make_macro (run, node, &macro);

  run->marker = run->where = node;
  if (!status)
    status = jinja_evaluate (run, call->u.call.object, &callee);
  if (!status)
    status = jinja_evaluate_arguments (run, call->u.call.arguments, macro,
                                       &args);
  if (status)
    return status;
  run->where = call;
  status = jinja_call (run, callee, &args, &v);
  return status ? status : write_text (run, v);
}

static int
execute_do (struct jinja_run *run, const struct jinja_node *node)
{
  struct tv v;

  run->marker = run->where = node;
  return jinja_evaluate (run, node->u.modifier.value, &v);
}

static int
execute (struct jinja_run *run, const struct jinja_node *node)
{
  int status = jinja_charge_fast (run, 1);

  if (status)
    return status;
  switch (node->type) {
  case JINJA_OUTPUT:
    return execute_output (run, node);
  case JINJA_FOR:
    return jinja_execute_loop (run, node);
  case JINJA_IF:
    return execute_if (run, node);
  case JINJA_WITH:
    return execute_with (run, node);
  case JINJA_SET:
    return execute_set (run, node);
  case JINJA_SET_BLOCK:
    return execute_set_block (run, node);
  case JINJA_MACRO:
    return execute_macro (run, node);
  case JINJA_CALL_BLOCK:
    return execute_call_block (run, node);
  case JINJA_FILTER_BLOCK:
    return execute_filter_block (run, node);
  case JINJA_BLOCK:
    return jinja_execute_block (run, node);
  case JINJA_EXTENDS:
    return jinja_execute_extends (run, node);
  case JINJA_INCLUDE:
    return jinja_execute_include (run, node);
  case JINJA_IMPORT:
  case JINJA_FROM:
    return jinja_execute_import (run, node);
  case JINJA_DO:
    return execute_do (run, node);
  case JINJA_AUTOESCAPE:
    return execute_autoescape (run, node);
  case JINJA_BREAK:
    return JINJA_BROKE;
  default:
    return JINJA_CONTINUED;
  }
}
