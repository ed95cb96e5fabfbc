/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of Python, and what "+" and "*" do with sequences. */

#include <config.h>

#include "plugins/common/jinja/object.h"

#include <math.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/run.h"

/* -- integers ---------------------------------------------------------- */

/* What does not fit into 64 bits: apart, so that what does is not slowed
 * down. */
__attribute__ ((noinline, cold))
static int
compute_wide (struct jinja_run *run, const char *operator, int64_t a,
              int64_t b, struct tv *result)
{
  return jinja_integer_compute (run, operator, tv_int (a), tv_int (b),
                                result);
}

static int
power (struct jinja_run *run, int64_t base, int64_t exponent,
       struct tv *result)
{
  int64_t value = 1, square = base, left = exponent;

  while (left > 0) {
    if ((left & 1) && __builtin_mul_overflow (value, square, &value))
      break;
    left >>= 1;
    if (left && __builtin_mul_overflow (square, square, &square))
      break;
  }
  if (left > 0)
    return compute_wide (run, "**", base, exponent, result);
  *result = tv_int (value);
  return 0;
}

static int
power_float (struct jinja_run *run, double a, double b, struct tv *result)
{
  double v;

  if (a == 0 && b < 0)
    return jinja_raise (run, "ZeroDivisionError", "0.0 cannot be raised to a "
                        "negative power");
  if (a < 0 && isfinite (a) && isfinite (b) && b != floor (b))
    return jinja_raise (run, "TypeError", "the result is a complex number, "
                        "which templates do not have");
  v = pow (a, b);
  if (isinf (v) && isfinite (a) && isfinite (b))
    return jinja_raise (run, "OverflowError", "(34, 'Numerical result out "
                        "of range')");
  *result = tv_float (v);
  return 0;
}

/* Rounds towards minus infinity. */
static int
divide_floor (struct jinja_run *run, int64_t a, int64_t b, bool is_modulo,
              struct tv *result)
{
  int64_t quotient, rest;

  if (b == 0)
    return jinja_raise (run, "ZeroDivisionError", is_modulo
                        ? "integer modulo by zero"
                        : "integer division or modulo by zero");
  if (b == -1) {
    if (a == INT64_MIN && !is_modulo)
      return compute_wide (run, "//", a, b, result);
    *result = tv_int (is_modulo ? 0 : -a);
    return 0;
  }
  quotient = a / b;
  rest = a % b;
  if (rest && (rest < 0) != (b < 0)) {
    quotient--;
    rest += b;
  }
  *result = tv_int (is_modulo ? rest : quotient);
  return 0;
}

/* Floats that are the integers themselves give the nearest quotient. */
__attribute__ ((noinline))
static int
divide_true (struct jinja_run *run, int64_t a, int64_t b, struct tv *result)
{
  const int64_t most = (int64_t) 1 << 53;
  double d;
  int status = 0;

  if (b == 0)
    return jinja_raise (run, "ZeroDivisionError", "division by zero");
  if (a <= most && a >= -most && b <= most && b >= -most)
    d = (double) a / (double) b;
  else
    status = jinja_integer_ratio (run, tv_int (a), tv_int (b), &d);
  if (!status)
    *result = tv_float (d);
  return status;
}

static int
compute_integers (struct jinja_run *run, const char *operator, int64_t a,
                  int64_t b, struct tv *result)
{
  int64_t v;
  bool overflows;

  switch (operator[0]) {
  case '+':
    overflows = __builtin_add_overflow (a, b, &v);
    break;
  case '-':
    overflows = __builtin_sub_overflow (a, b, &v);
    break;
  case '%':
    return divide_floor (run, a, b, true, result);
  case '/':
    if (operator[1])
      return divide_floor (run, a, b, false, result);
    return divide_true (run, a, b, result);
  default:
    if (operator[1])
      return b < 0 ? power_float (run, (double) a, (double) b, result)
        : power (run, a, b, result);
    overflows = __builtin_mul_overflow (a, b, &v);
    break;
  }
  if (overflows)
    return compute_wide (run, operator, a, b, result);
  *result = tv_int (v);
  return 0;
}

/* -- floating point ---------------------------------------------------- */

/* The rest has the divisor's sign, and the quotient fits to it. */
static void
divide_float (double a, double b, double *quotient, double *rest)
{
  double q, r = fmod (a, b);

  if (r != 0) {
    q = (a - r) / b;
    if ((b < 0) != (r < 0)) {
      r += b;
      q -= 1;
    }
  } else {
    r = copysign (0, b);
    q = (a - r) / b;
  }
  if (q != 0) {
    double whole = floor (q);

    *quotient = q - whole > 0.5 ? whole + 1 : whole;
  } else {
    *quotient = copysign (0, a / b);
  }
  *rest = r;
}

static int
compute_floats (struct jinja_run *run, const char *operator, double a,
                double b, struct tv *result)
{
  bool is_double = operator[1];
  double quotient, rest;

  switch (operator[0]) {
  case '+':
    *result = tv_float (a + b);
    return 0;
  case '-':
    *result = tv_float (a - b);
    return 0;
  case '*':
    if (is_double)
      return power_float (run, a, b, result);
    *result = tv_float (a * b);
    return 0;
  case '/':
    if (b == 0)
      return jinja_raise (run, "ZeroDivisionError", is_double
                          ? "float floor division by zero"
                          : "float division by zero");
    if (!is_double) {
      *result = tv_float (a / b);
      return 0;
    }
    divide_float (a, b, &quotient, &rest);
    *result = tv_float (quotient);
    return 0;
  default:
    if (b == 0)
      return jinja_raise (run, "ZeroDivisionError", "float modulo");
    divide_float (a, b, &quotient, &rest);
    *result = tv_float (rest);
    return 0;
  }
}

int
jinja_to_float (struct jinja_run *run, struct tv v, double *d)
{
  *d = jinja_is_big_integer (v) ? jinja_integer_to_float (v)
    : jinja_number (v);
  return jinja_is_big_integer (v) && isinf (*d)
    ? jinja_raise_overflow (run, "float") : 0;
}

/* Numbers, one of which is large. */
__attribute__ ((noinline, cold))
static int
compute_large (struct jinja_run *run, const char *operator, struct tv a,
               struct tv b, struct tv *result)
{
  bool is_power = operator[0] == '*' && operator[1];
  double x, y;
  int status;

  if (tv_kind (a) != TV_FLOAT && tv_kind (b) != TV_FLOAT
      && !(is_power && jinja_integer_is_negative (b)))
    return jinja_integer_compute (run, operator, a, b, result);
  status = jinja_to_float (run, a, &x);
  if (!status)
    status = jinja_to_float (run, b, &y);
  return status ? status : compute_floats (run, operator, x, y, result);
}

/* -- sequences --------------------------------------------------------- */

static int
concatenate_text (struct jinja_run *run, struct tv a, struct tv b,
                  struct tv *result)
{
  bool is_safe = jinja_is_safe (a) || jinja_is_safe (b);
  struct pl_buffer out;

  jinja_buffer_init (run, &out);
  if (is_safe && !jinja_is_safe (a))
    jinja_escape_append (&out, a.u.text, a.len);
  else
    pl_buffer_append (&out, a.u.text, a.len);
  if (is_safe && !jinja_is_safe (b))
    jinja_escape_append (&out, b.u.text, b.len);
  else
    pl_buffer_append (&out, b.u.text, b.len);
  return jinja_take_string (run, &out,
                            is_safe ? &jinja_markup : &tv_type_string,
                            result);
}

static int
make_like (struct jinja_run *run, struct tv like, size_t n,
           struct tv *result)
{
  return jinja_is_tuple (like) ? jinja_make_tuple (run, n, result)
    : jinja_make_list (run, n, result);
}

static int
concatenate_lists (struct jinja_run *run, struct tv a, struct tv b,
                   struct tv *result)
{
  const struct jinja_list *x = jinja_list_of (a), *y = jinja_list_of (b);
  struct tv *items;

  if (make_like (run, a, x->n + y->n, result))
    return run->status;
  items = jinja_list_of (*result)->items;
  if (x->n)
    memcpy (items, x->items, x->n * sizeof *items);
  if (y->n)
    memcpy (items + x->n, y->items, y->n * sizeof *items);
  return 0;
}

static int
concatenate (struct jinja_run *run, struct tv a, struct tv b,
             struct tv *result)
{
  if (jinja_is_string (a) && jinja_is_string (b))
    return concatenate_text (run, a, b, result);
  if (JINJA_IS (a, jinja_list) ? JINJA_IS (b, jinja_list)
      : jinja_is_tuple (a) && jinja_is_tuple (b))
    return concatenate_lists (run, a, b, result);
  if (jinja_is_safe (a))
    return jinja_raise (run, "TypeError", "unsupported operand type(s) for "
                        "+: 'Markup' and '%s'", jinja_type_name (b));
  if (jinja_is_string (a) || jinja_is_sequence (a)) {
    const char *name = jinja_is_string (a) ? "str"
      : jinja_is_tuple (a) ? "tuple" : "list";

    return jinja_raise (run, "TypeError", "can only concatenate %s (not "
                        "\"%s\") to %s", name, jinja_type_name (b), name);
  }
  return jinja_raise (run, "TypeError", "unsupported operand type(s) for +: "
                      "'%s' and '%s'", jinja_type_name (a),
                      jinja_type_name (b));
}

static int
repeat (struct jinja_run *run, struct tv v, int64_t times,
        struct tv *result)
{
  size_t n = times > 0 ? (size_t) times : 0, i, len;
  struct pl_buffer out;
  int status;

  len = jinja_is_string (v) ? v.len : jinja_list_of (v)->n;
  if (len && n > run->limits.max_memory / len)
    return jinja_raise_limit (run, "memory");
  status = jinja_charge_fast (run, len * n / 64);
  if (status)
    return status;
  if (jinja_is_string (v)) {
    jinja_buffer_init (run, &out);
    for (i = 0; i < n && len; i++)
      pl_buffer_append (&out, v.u.text, len);
    return jinja_take_string (run, &out, v.type, result);
  }
  if (make_like (run, v, len * n, result))
    return run->status;
  for (i = 0; i < n && len; i++)
    memcpy (jinja_list_of (*result)->items + i * len,
            jinja_list_of (v)->items, len * sizeof (struct tv));
  return 0;
}

static bool
is_repeatable (struct tv v)
{
  return jinja_is_string (v) || jinja_is_sequence (v);
}

static int
multiply (struct jinja_run *run, struct tv a, struct tv b,
          struct tv *result)
{
  if (is_repeatable (a) && jinja_is_integer (b))
    return repeat (run, a, jinja_integer (b), result);
  if (is_repeatable (b) && jinja_is_integer (a))
    return repeat (run, b, jinja_integer (a), result);
  if ((is_repeatable (a) && jinja_is_big_integer (b))
      || (is_repeatable (b) && jinja_is_big_integer (a)))
    return jinja_raise_overflow (run, "index");
  /* Markup asks text itself, which takes any other for a count. */
  if (jinja_is_safe (a) || jinja_is_safe (b))
    return jinja_raise (run, "TypeError", "'%s' object cannot be interpreted "
                        "as an integer",
                        jinja_type_name (jinja_is_safe (a) ? b : a));
  if (is_repeatable (a))
    return jinja_raise (run, "TypeError", "can't multiply sequence by "
                        "non-int of type '%s'", jinja_type_name (b));
  if (is_repeatable (b))
    return jinja_raise (run, "TypeError", "can't multiply sequence by "
                        "non-int of type '%s'", jinja_type_name (a));
  return jinja_raise (run, "TypeError", "unsupported operand type(s) for *: "
                      "'%s' and '%s'", jinja_type_name (a),
                      jinja_type_name (b));
}

int
jinja_arithmetic (struct jinja_run *run, const char *operator, struct tv a,
                  struct tv b, struct tv *result)
{
  if (tv_kind (a) == TV_INT && tv_kind (b) == TV_INT)
    return compute_integers (run, operator, a.u.integer, b.u.integer,
                             result);
  if (jinja_is_number (a) && jinja_is_number (b)) {
    if (tv_kind (a) == TV_FLOAT || tv_kind (b) == TV_FLOAT)
      return compute_floats (run, operator, jinja_number (a),
                             jinja_number (b), result);
    return compute_integers (run, operator, jinja_integer (a),
                             jinja_integer (b), result);
  }
  if (jinja_is_any_number (a) && jinja_is_any_number (b))
    return compute_large (run, operator, a, b, result);
  if (jinja_is_string (a) && operator[0] == '%')
    return jinja_format_percent (run, a, b, result);
  if (jinja_is_safe (a) && operator[0] == '*' && !operator[1])
    return multiply (run, a, b, result);
  if (jinja_is_undefined (a) || jinja_is_undefined (b))
    return jinja_raise_undefined (run, jinja_is_undefined (a) ? a : b);
  if (operator[0] == '+')
    return concatenate (run, a, b, result);
  if (operator[0] == '*' && !operator[1])
    return multiply (run, a, b, result);
  return jinja_raise (run, "TypeError", "unsupported operand type(s) for "
                      "%s: '%s' and '%s'",
                      operator[0] == '*' ? "** or pow()" : operator,
                      jinja_type_name (a), jinja_type_name (b));
}
