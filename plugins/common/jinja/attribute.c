/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes, elements and calls; functions and bound methods.
 *
 * Names that begin with an underscore are nobody's attributes here: what
 * lies behind them in Python is not for templates. */

#include <config.h>

#include "plugins/common/jinja/method.h"

#include <string.h>

#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/undefined.h"

/* -- attributes and elements ------------------------------------------- */

/* What Python's numbers have: they are complex numbers and fractions. */
static bool
find_part (struct tv v, const char *name, size_t len, struct tv *result)
{
  bool is_whole = jinja_is_any_integer (v);

  if (!jinja_is_any_number (v))
    return false;
  if ((len == 4 && memcmp (name, "real", 4) == 0)
      || (is_whole && len == 9 && memcmp (name, "numerator", 9) == 0))
    *result = jinja_is_integer (v) ? tv_int (jinja_integer (v)) : v;
  else if (len == 4 && memcmp (name, "imag", 4) == 0)
    *result = is_whole ? tv_int (0) : tv_float (0);
  else if (is_whole && len == 11 && memcmp (name, "denominator", 11) == 0)
    *result = tv_int (1);
  else
    return false;
  return true;
}

int
jinja_find_attribute (struct jinja_run *run, struct tv v, const char *name,
                      size_t len, struct tv *result)
{
  const struct jinja_method *method;
  int status;

  if (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->attribute) {
    status = jinja_type_of (v)->attribute (run, v, name, len, result);
    if (status)
      return status;
  }
  if (!len || name[0] == '_')
    return 0;
  if (find_part (v, name, len, result))
    return 1;
  method = jinja_find_method (v, name, len);
  return method ? jinja_bind_method (run, v, method, result) : 0;
}

/* Whether V is built of what can be a key. */
static bool
is_hashable (struct tv v)
{
  const struct jinja_list *list;
  size_t i;

  if (tv_kind (v) != TV_OBJECT)
    return true;
  if (!jinja_is_tuple (v))
    return !jinja_is_unhashable (v);
  list = jinja_list_of (v);
  for (i = 0; i < list->n; i++)
    if (tv_kind (list->items[i]) == TV_OBJECT
        && !jinja_is_undefined (list->items[i])
        && !jinja_is_big_integer (list->items[i]))
      return false;
  return true;
}

int
jinja_find_item (struct jinja_run *run, struct tv v, struct tv key,
                 struct tv *result)
{
  if (jinja_is_string (v))
    return jinja_is_integer (key) ? jinja_list.item (run, v, key, result)
      : 0;
  if (tv_kind (v) != TV_OBJECT || !jinja_type_of (v)->item)
    return 0;
  if (JINJA_IS (v, jinja_dict) && !is_hashable (key))
    return 0;
  return jinja_type_of (v)->item (run, v, key, result);
}

/* What any attribute of an undefined value is. */
static int
of_undefined (struct jinja_run *run, struct tv v, struct tv *result)
{
  if (jinja_undefined_of (v)->kind != JINJA_UNDEFINED_CHAINABLE)
    return jinja_raise_undefined (run, v);
  *result = v;
  return 0;
}

int
jinja_get_attribute (struct jinja_run *run, struct tv v, const char *name,
                     size_t len, struct tv *result)
{
  struct tv key = tv_string (name, len);
  int status;

  if (jinja_is_undefined (v))
    return of_undefined (run, v, result);
  status = jinja_find_attribute (run, v, name, len, result);
  if (!status)
    status = jinja_find_item (run, v, key, result);
  if (status)
    return status < 0 ? status : 0;
  return jinja_make_undefined_key (run, v, key, result);
}

int
jinja_get_item (struct jinja_run *run, struct tv v, struct tv key,
                struct tv *result)
{
  int status;

  if (jinja_is_undefined (v))
    return of_undefined (run, v, result);
  status = jinja_find_item (run, v, key, result);
  if (!status && jinja_is_string (key))
    status = jinja_find_attribute (run, v, key.u.text, key.len, result);
  if (status)
    return status < 0 ? status : 0;
  return jinja_make_undefined_key (run, v, key, result);
}

/* -- calls ------------------------------------------------------------- */

bool
jinja_is_callable (struct tv v)
{
  return tv_kind (v) == TV_OBJECT && jinja_type_of (v)->call;
}

int
jinja_call (struct jinja_run *run, struct tv callee,
            const struct jinja_args *args, struct tv *result)
{
  int status;

  if (jinja_is_undefined (callee))
    return jinja_raise_undefined (run, callee);
  if (!jinja_is_callable (callee))
    return jinja_raise (run, "TypeError", "'%s' object is not callable",
                        jinja_type_name (callee));
  status = jinja_charge_fast (run, 1);
  return status ? status
    : jinja_type_of (callee)->call (run, callee, args, result);
}

/* -- methods ----------------------------------------------------------- */

struct bound_method {
  struct tv self;
  const struct jinja_method *method;
};

static int
method_call (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  const struct bound_method *b = self.u.object;

  return b->method->call (run, b->self, args, result);
}

static int
method_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
              bool is_repr)
{
  const struct bound_method *b = self.u.object;

  (void) run;
  (void) is_repr;
  pl_buffer_printf (out, "<built-in method %s of %s object>",
                    b->method->name, jinja_type_name (b->self));
  return 0;
}

static const struct jinja_type method_type = {
  .tv = { .kind = TV_OBJECT, .name = "builtin_function_or_method" },
  .call = method_call, .print = method_print
};

static int
bound_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
             bool is_repr)
{
  const struct bound_method *b = self.u.object;
  int status = jinja_enter (run);

  (void) is_repr;
  if (status)
    return status;
  pl_buffer_printf (out, "<bound method %s.%s of ", jinja_type_name (b->self),
                    b->method->name);
  status = jinja_print_repr (run, out, b->self);
  pl_buffer_putc (out, '>');
  jinja_leave (run);
  return status;
}

static const struct jinja_type bound_type = {
  .tv = { .kind = TV_OBJECT, .name = "method" },
  .call = method_call, .print = bound_print
};

/* Whether METHOD is one that Python has built in.  Jinja's own classes are
 * not, nor is what Markup replaces of text's: all but the questions. */
static bool
is_of_python (struct tv self, const struct jinja_method *method)
{
  const struct jinja_method_table *ask = &jinja_text_ask_methods;

  if (jinja_is_safe (self))
    return method >= ask->methods && method < ask->methods + ask->n;
  return tv_kind (self) != TV_OBJECT || !jinja_type_of (self)->module;
}

int
jinja_bind_method (struct jinja_run *run, struct tv self,
                   const struct jinja_method *method, struct tv *result)
{
  struct bound_method *b = pl_arena_alloc (run->arena, sizeof *b);

  if (!b)
    return jinja_no_memory (run);
  *b = (struct bound_method) { self, method };
  *result = jinja_object (is_of_python (self, method) ? &method_type
                          : &bound_type, b);
  return 1;
}

/* -- functions of the host --------------------------------------------- */

static int
call_variadic (struct jinja_run *run, const struct jinja_function *f,
               const struct jinja_args *args, struct tv *result)
{
  struct jinja_signature signature = {
    f->name, 0, f->parameters, f->n_parameters
  };
  struct jinja_args first = *args;
  size_t n = f->n_parameters, extra = 0;
  struct tv *values;
  int status;

  if (args->n_args > n) {
    extra = args->n_args - n;
    first.n_args = n;
  }
  values = pl_arena_array (run->arena, n + extra + 1, sizeof *values);
  if (!values)
    return jinja_no_memory (run);
  status = jinja_bind (run, &signature, &first, values);
  if (status)
    return status;
  if (extra)
    memcpy (values + n, args->args + n, extra * sizeof *values);
  return f->call (run, f, values, n + extra, result);
}

static int
function_call (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  const struct jinja_function *f = self.u.object;
  struct jinja_signature signature = {
    f->name, 0, f->parameters, f->n_parameters
  };
  struct tv few[8], *values = few;
  int status;

  *result = tv_nil ();
  if (f->is_variadic)
    return call_variadic (run, f, args, result);
  if (f->n_parameters > sizeof few / sizeof few[0]) {
    values = pl_arena_array (run->arena, f->n_parameters, sizeof *values);
    if (!values)
      return jinja_no_memory (run);
  }
  status = jinja_bind (run, &signature, args, values);
  if (!status)
    status = f->call (run, f, values, f->n_parameters, result);
  return status ? status : jinja_adopt (run, *result, result);
}

static int
function_print (struct jinja_run *run, struct pl_buffer *out,
                struct tv self, bool is_repr)
{
  const struct jinja_function *f = self.u.object;

  (void) run;
  (void) is_repr;
  pl_buffer_printf (out, "<function %s>", f->name);
  return 0;
}

const struct jinja_type jinja_function_type = {
  .tv = { .kind = TV_OBJECT, .name = "function" },
  .call = function_call, .print = function_print
};
