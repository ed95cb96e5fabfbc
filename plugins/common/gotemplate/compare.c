/* SPDX-License-Identifier: Apache-2.0 */
/* The predefined functions eq, ne, lt, le, gt and ge.
 *
 * Only values of the same kind can be compared, where integers are one
 * kind whether signed or not; composite values can be compared with nil,
 * and structs with each other if Go could. */

#include <config.h>

#include <string.h>

#include "plugins/common/gotemplate/builtins.h"
#include "plugins/common/gotemplate/format.h"

/* What an error says about two values that nobody can compare. */
static int
fail_types (struct gotmpl_call *call, struct tv a, struct tv b)
{
  return gotmpl_call_fail (call, "incompatible types for comparison: %s and "
                           "%s", a.type->name, b.type->name);
}

static bool
is_basic (enum tv_kind kind)
{
  return kind >= TV_BOOL && kind <= TV_STRING;
}

static bool
is_integer (enum tv_kind kind)
{
  return kind == TV_INT || kind == TV_UINT;
}

/* Values of one basic kind, or integers. */
static bool
are_basics_equal (struct tv a, struct tv b)
{
  switch (tv_kind (a)) {
  case TV_BOOL:
    return a.u.boolean == b.u.boolean;
  case TV_INT:
  case TV_UINT:
    /* A negative number equals no unsigned one of the same bits. */
    return a.u.natural == b.u.natural
      && (tv_kind (a) == tv_kind (b) || a.u.integer >= 0);
  case TV_FLOAT:
    return a.u.number == b.u.number;
  case TV_COMPLEX:
    return a.u.complex[0] == b.u.complex[0]
      && a.u.complex[1] == b.u.complex[1];
  case TV_STRING:
    return a.len == b.len && memcmp (a.u.text, b.u.text, a.len) == 0;
  default:
    return false;
  }
}

/* Whether Go's == would work: not with lists, maps or functions inside. */
static bool
is_comparable (const struct tv_type *type)
{
  size_t i;

  if (type->kind == TV_LIST || type->kind == TV_MAP
      || type->kind == TV_FUNCTION)
    return false;
  for (i = 0; i < type->n_fields; i++)
    if (!is_comparable (type->fields[i].type))
      return false;
  return true;
}

/* Go's == of two structs or of what is inside them.  Returns 1 or 0, or an
 * error if an interface slot holds what cannot be compared. */
static int
are_equal (struct gotmpl_call *call, struct tv a, struct tv b)
{
  size_t i;
  int status;

  a = tv_unwrap (a);
  b = tv_unwrap (b);
  if (a.type != b.type)
    return 0;
  if (!a.type)
    return 1;
  if (is_basic (a.type->kind))
    return are_basics_equal (a, b);
  if (a.type->kind != TV_STRUCT || !is_comparable (a.type))
    return gotmpl_call_fail (call, "runtime error: comparing uncomparable "
                             "type %s", a.type->name);
  status = gotmpl_call_charge (call, a.type->n_fields);
  if (status)
    return status;
  for (i = 0; i < a.type->n_fields; i++) {
    status = are_equal (call, tv_field_value (a, i), tv_field_value (b, i));
    if (status != 1)
      return status;
  }
  return 1;
}

/* An error that shows values: A, and perhaps B after its type. */
static int
fail_incomparable (struct gotmpl_call *call, struct tv a,
                   const struct tv *b)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  int status;

  pl_buffer_puts (out, b ? "non-comparable types " : "non-comparable type ");
  gotmpl_format_plain (out, a, 's');
  pl_buffer_printf (out, ": %s", a.type->name);
  if (b) {
    pl_buffer_printf (out, ", %s: ", b->type->name);
    gotmpl_format_plain (out, *b, 'v');
  }
  status = out->failed ? gotmpl_call_no_memory (call)
    : gotmpl_call_fail_text (call, out->data, out->len);
  return status;
}

/* Values of which at least one is composite or nil. */
static int
compare_composites (struct gotmpl_call *call, struct tv a, struct tv b)
{
  enum tv_kind a_kind = tv_kind (a), b_kind = tv_kind (b);

  if (a_kind != b_kind && a_kind != TV_NONE && b_kind != TV_NONE)
    return fail_incomparable (call, a, &b);
  if (tv_is_nil (a) || tv_is_nil (b))
    return tv_is_nil (a) == tv_is_nil (b);
  if (!is_comparable (b.type))
    return fail_incomparable (call, b, NULL);
  return are_equal (call, a, b);
}

/* Returns 1 or 0, or an error. */
static int
compare (struct gotmpl_call *call, struct tv a, struct tv b)
{
  bool a_is_basic = is_basic (tv_kind (a));
  bool b_is_basic = is_basic (tv_kind (b));

  if (a_is_basic && b_is_basic) {
    if (tv_kind (a) == tv_kind (b)
        || (is_integer (tv_kind (a)) && is_integer (tv_kind (b))))
      return are_basics_equal (a, b);
    return fail_types (call, a, b);
  }
  if (!a_is_basic && !b_is_basic)
    return compare_composites (call, a, b);
  if (a.type && b.type)
    return fail_types (call, a, b);
  return 0;
}

int
gotmpl_builtin_eq (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  size_t i;
  int equal = 0;

  if (n < 2)
    return gotmpl_call_fail (call, "missing argument for comparison");
  for (i = 1; i < n && !equal; i++)
    equal = compare (call, tv_unwrap (args[0]), tv_unwrap (args[i]));
  *result = tv_bool (equal == 1);
  return equal < 0 ? equal : 0;
}

int
gotmpl_builtin_ne (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  int status = gotmpl_builtin_eq (call, args, n, result);

  if (!status)
    result->u.boolean = !result->u.boolean;
  return status;
}

static bool
is_integer_less (struct tv a, struct tv b)
{
  if (tv_kind (a) == TV_INT && a.u.integer < 0)
    return tv_kind (b) == TV_UINT || a.u.integer < b.u.integer;
  if (tv_kind (b) == TV_INT && b.u.integer < 0)
    return false;
  return a.u.natural < b.u.natural;
}

static bool
is_text_less (struct tv a, struct tv b)
{
  size_t len = a.len < b.len ? a.len : b.len;
  int order = memcmp (a.u.text, b.u.text, len);

  return order ? order < 0 : a.len < b.len;
}

int
gotmpl_builtin_lt (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  struct tv a = tv_unwrap (args[0]), b = tv_unwrap (args[1]);
  enum tv_kind kind = tv_kind (a);

  (void) n;
  if (!is_basic (kind) || !is_basic (tv_kind (b)))
    return gotmpl_call_fail (call, "invalid type for comparison");
  if (kind != tv_kind (b)
      && !(is_integer (kind) && is_integer (tv_kind (b))))
    return fail_types (call, a, b);
  if (is_integer (kind))
    *result = tv_bool (is_integer_less (a, b));
  else if (kind == TV_FLOAT)
    *result = tv_bool (a.u.number < b.u.number);
  else if (kind == TV_STRING)
    *result = tv_bool (is_text_less (a, b));
  else
    return gotmpl_call_fail (call, "invalid type for comparison");
  return 0;
}

int
gotmpl_builtin_le (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  int status = gotmpl_builtin_lt (call, args, n, result);

  return status || result->u.boolean ? status
    : gotmpl_builtin_eq (call, args, n, result);
}

int
gotmpl_builtin_gt (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  int status = gotmpl_builtin_le (call, args, n, result);

  if (!status)
    result->u.boolean = !result->u.boolean;
  return status;
}

int
gotmpl_builtin_ge (struct gotmpl_call *call, const struct tv *args,
                   size_t n, struct tv *result)
{
  int status = gotmpl_builtin_lt (call, args, n, result);

  if (!status)
    result->u.boolean = !result->u.boolean;
  return status;
}
