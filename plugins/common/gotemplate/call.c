/* SPDX-License-Identifier: Apache-2.0 */
/* Calling the functions of templates. */

#include <config.h>

#include <errno.h>
#include <stdarg.h>

#include "plugins/common/gotemplate/format.h"
#include "plugins/common/gotemplate/run.h"

/* Calls with up to so many arguments need no memory for them. */
#define FEW_ARGS 8

/* -- what functions use ------------------------------------------------ */

int
gotmpl_call_fail (struct gotmpl_call *call, const char *fmt, ...)
{
  va_list ap;

  pl_buffer_clear (&call->run->call_error);
  va_start (ap, fmt);
  pl_buffer_vprintf (&call->run->call_error, fmt, ap);
  va_end (ap);
  return -EINVAL;
}

int
gotmpl_call_fail_text (struct gotmpl_call *call, const char *text,
                       size_t len)
{
  pl_buffer_clear (&call->run->call_error);
  pl_buffer_append (&call->run->call_error, text, len);
  return -EINVAL;
}

int
gotmpl_call_no_memory (struct gotmpl_call *call)
{
  if (!call->arena->limit) {
    gotmpl_call_fail (call, "out of memory");
    return -ENOMEM;
  }
  gotmpl_call_fail (call, "exceeded maximum memory (%zu bytes)",
                    call->run->budget->limits.max_memory);
  return -EFBIG;
}

int
gotmpl_call_charge (struct gotmpl_call *call, size_t work)
{
  struct gotmpl_budget *budget = call->run->budget;

  if (work <= budget->steps) {
    budget->steps -= work;
    return 0;
  }
  gotmpl_call_fail (call, "exceeded maximum number of steps (%llu)",
                    (unsigned long long) budget->limits.max_steps);
  return -EFBIG;
}

int
gotmpl_call_print (struct gotmpl_call *call, struct pl_buffer *out,
                   struct tv v)
{
  v = tv_unwrap (v);
  if (!v.type)
    pl_buffer_puts (out, "<no value>");
  else if (gotmpl_format_plain (out, v, 'v'))
    return gotmpl_call_fail (call, "value is nested too deeply (limit %d)",
                             GOTMPL_MAX_VALUE_DEPTH);
  return 0;
}

/* -- arguments --------------------------------------------------------- */

static const struct tv_type *
type_of_arg (const struct gotmpl_function *f, size_t i)
{
  if (f->n_types == 0)
    return NULL;
  return f->types[i < f->n_types ? i : f->n_types - 1];
}

/* N_WRITTEN arguments stand in the template, N is with the piped one. */
static bool
check_count (struct gotmpl_run *run, const struct gotmpl_function *f,
             size_t n_written, size_t n)
{
  if (f->max_args == f->min_args && n != f->min_args)
    return gotmpl_run_fail (run, "wrong number of args for %s: want %u got "
                            "%zu", f->name, f->min_args, n);
  if (n < f->min_args)
    return gotmpl_run_fail (run, "wrong number of args for %s: want at least "
                            "%u got %zu", f->name, f->min_args, n_written);
  if (n > f->max_args)
    return gotmpl_run_fail (run, "wrong number of args for %s: want at most "
                            "%u got %zu", f->name, f->max_args, n);
  return true;
}

/* The steps that a function is charged for looking at its arguments. */
static uint64_t
cost_of (const struct tv *args, size_t n)
{
  uint64_t cost = 1;
  size_t i;

  for (i = 0; i < n; i++)
    if (tv_kind (args[i]) == TV_STRING)
      cost += args[i].len / 64;
    else if (tv_kind (args[i]) == TV_LIST || tv_kind (args[i]) == TV_MAP)
      cost += args[i].len / 8;
  return cost;
}

/* -- calls ------------------------------------------------------------- */

/* "and" and "or" evaluate no more arguments than they need. */
static bool
run_logic (struct gotmpl_run *run, struct tv dot, bool is_or,
           const struct gotmpl_node *arg, const struct tv *final,
           struct tv *value)
{
  for (; arg; arg = arg->next) {
    if (!gotmpl_run_arg (run, dot, NULL, arg, value))
      return false;
    if (tv_is_true (tv_unwrap (*value)) == is_or)
      return true;
  }
  if (final)
    *value = *final;
  return true;
}

/* How errors of "call" name what was called. */
static const char *
name_of_callee (struct gotmpl_run *run, const struct gotmpl_node *arg,
                const struct tv *final)
{
  struct pl_buffer *b = &run->scratch;
  char *name;

  pl_buffer_clear (b);
  if (arg) {
    gotmpl_node_print (b, arg);
  } else if (tv_kind (*final) == TV_STRING) {
    pl_buffer_append (b, final->u.text, final->len);
  } else {
    pl_buffer_printf (b, "<%s Value>",
                      final->type ? final->type->name : "invalid");
  }
  name = b->failed ? NULL : pl_arena_strndup (run->arena, b->data, b->len);
  if (!name)
    gotmpl_run_no_memory (run);
  return name;
}

/* Numbers may be of another width than a function wants. */
static bool
prepare_arg (struct tv *v, const struct tv_type *type)
{
  enum tv_kind kind = tv_kind (*v);

  if (kind == TV_NONE && (type == &tv_type_any || type->kind == TV_LIST
                          || type->kind == TV_MAP
                          || type->kind == TV_FUNCTION)) {
    *v = tv_nil_of (type);
    return true;
  }
  if (v->type == type || (v->type && type == &tv_type_any))
    return true;
  if ((kind == TV_INT || kind == TV_UINT)
      && (type->kind == TV_INT || type->kind == TV_UINT)) {
    if (type == &tv_type_uint8)
      v->u.natural &= 0xff;
    v->type = type;
    return true;
  }
  return false;
}

/* The function "call": its first argument is a function as a value. */
static int
call_value (struct gotmpl_call *call, const char *name, struct tv *args,
            size_t n, struct tv *result)
{
  struct tv callee = tv_unwrap (args[0]);
  const struct tv_function *f = callee.u.function;
  const char *error = NULL;
  size_t i, wanted;

  if (!callee.type)
    return gotmpl_call_fail (call, "call of nil");
  if (tv_kind (callee) != TV_FUNCTION)
    return gotmpl_call_fail (call, "non-function %s of type %s", name,
                             callee.type->name);
  if (!f)
    return gotmpl_call_fail (call, "reflect.Value.Call: call of nil "
                             "function");
  args++;
  n--;
  wanted = f->n_args - f->is_variadic;
  if (f->is_variadic ? n < wanted : n != wanted)
    return gotmpl_call_fail (call, "wrong number of args for %s: got %zu "
                             "want %s%zu", name, n,
                             f->is_variadic ? "at least " : "", wanted);
  for (i = 0; i < n; i++) {
    const struct tv_type *type
      = f->args[i < f->n_args ? i : f->n_args - 1];

    args[i] = tv_unwrap (args[i]);
    if (prepare_arg (&args[i], type))
      continue;
    if (!args[i].type)
      return gotmpl_call_fail (call, "arg %zu: value is nil; should be of "
                               "type %s", i, type->name);
    return gotmpl_call_fail (call, "arg %zu: value has type %s; should be "
                             "%s", i, args[i].type->name, type->name);
  }
  if (f->call (f, call->arena, args, n, result, &error))
    return gotmpl_call_fail (call, "%s", error ? error : "out of memory");
  return 0;
}

/* Evaluates the arguments of F into ARGS. */
static bool
run_args (struct gotmpl_run *run, struct tv dot,
          const struct gotmpl_function *f, const struct gotmpl_node *arg,
          const struct tv *final, struct tv *args)
{
  size_t i;

  for (i = 0; arg; i++, arg = arg->next)
    if (!gotmpl_run_arg (run, dot, type_of_arg (f, i), arg, &args[i]))
      return false;
  if (!final)
    return true;
  args[i] = *final;
  return gotmpl_run_check_type (run, type_of_arg (f, i), &args[i]);
}

bool
gotmpl_run_function (struct gotmpl_run *run, struct tv dot,
                     const struct gotmpl_node *node,
                     const struct gotmpl_node *whole,
                     const struct gotmpl_node *first_arg,
                     const struct tv *final, struct tv *value)
{
  const struct gotmpl_function *f = node->u.identifier.function;
  const struct gotmpl_node *arg;
  struct tv few[FEW_ARGS], *args = few;
  struct gotmpl_call call = {
    .arena = run->arena, .function = f, .user = run->user, .run = run
  };
  const char *callee = NULL;
  size_t n = 0;
  int status;

  run->node = node;
  for (arg = first_arg; arg; arg = arg->next)
    n++;
  if (!check_count (run, f, n, n + (final != NULL)))
    return false;
  if (f == &gotmpl_builtin_and || f == &gotmpl_builtin_or)
    return run_logic (run, dot, f == &gotmpl_builtin_or, first_arg, final,
                      value);
  n += final != NULL;
  if (n > FEW_ARGS) {
    args = pl_arena_array (run->arena, n, sizeof *args);
    if (!args)
      return gotmpl_run_no_memory (run);
  }
  if (!run_args (run, dot, f, first_arg, final, args)
      || !gotmpl_run_charge (run, cost_of (args, n)))
    return false;
  if (f == &gotmpl_builtin_call) {
    callee = name_of_callee (run, first_arg, final);
    if (!callee)
      return false;
    status = call_value (&call, callee, args, n, value);
  } else {
    status = f->call (&call, args, n, value);
  }
  if (!status)
    return true;
  run->node = whole;
  return gotmpl_run_fail_call (run, status, f->name);
}
