/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of int, float and range. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/run.h"

/* A bool has the methods of int as its own. */
static int
no_arguments (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, const char *method)
{
  return jinja_check_arity (run, args, jinja_type_name (self), method, 0, 0);
}

static int
method_int_self (struct jinja_run *run, struct tv self,
                 const struct jinja_args *args, struct tv *result)
{
  int status = no_arguments (run, self, args, "conjugate");

  *result = jinja_is_big_integer (self) ? self
    : tv_int (jinja_integer (self));
  return status;
}

static uint64_t
magnitude (struct tv self)
{
  int64_t n = jinja_integer (self);

  return n < 0 ? -(uint64_t) n : (uint64_t) n;
}

static int
method_bit_length (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  int status = no_arguments (run, self, args, "bit_length");
  uint64_t n;
  int64_t bits = 0;

  if (jinja_is_big_integer (self)) {
    *result = tv_int (jinja_big_bits (self));
    return status;
  }
  n = magnitude (self);
  for (; n; n >>= 1)
    bits++;
  *result = tv_int (bits);
  return status;
}

static int
method_bit_count (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  int status = no_arguments (run, self, args, "bit_count");
  uint64_t n;
  int64_t bits = 0;

  if (jinja_is_big_integer (self)) {
    *result = tv_int (jinja_big_ones (self));
    return status;
  }
  n = magnitude (self);
  for (; n; n &= n - 1)
    bits++;
  *result = tv_int (bits);
  return status;
}

static int
make_pair (struct jinja_run *run, struct tv a, struct tv b,
           struct tv *result)
{
  int status = jinja_make_tuple (run, 2, result);

  if (status)
    return status;
  jinja_list_of (*result)->items[0] = a;
  jinja_list_of (*result)->items[1] = b;
  return 0;
}

static int
method_int_ratio (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  int status = no_arguments (run, self, args, "as_integer_ratio");

  if (!jinja_is_big_integer (self))
    self = tv_int (jinja_integer (self));
  return status ? status : make_pair (run, self, tv_int (1), result);
}

static int
method_float_self (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  *result = self;
  return jinja_check_arity (run, args, "float", "conjugate", 0, 0);
}

static int
method_float_ratio (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  double v = self.u.number;
  int exponent;
  struct tv above, below = tv_int (1);
  int status = jinja_check_arity (run, args, "float", "as_integer_ratio", 0,
                                  0);

  if (status)
    return status;
  if (isinf (v))
    return jinja_raise (run, "OverflowError",
                        "cannot convert Infinity to integer ratio");
  if (isnan (v))
    return jinja_raise (run, "ValueError",
                        "cannot convert NaN to integer ratio");
  v = frexp (v, &exponent);
  while (v != floor (v)) {
    v *= 2;
    exponent--;
  }
  above = tv_int ((int64_t) v);
  if (v != 0 && exponent > 0)
    status = jinja_integer_shift (run, above, (unsigned) exponent, &above);
  else if (v != 0 && exponent < 0)
    status = jinja_integer_shift (run, below, (unsigned) -exponent, &below);
  return status ? status : make_pair (run, above, below, result);
}

static int
method_is_integer (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  double v = self.u.number;

  *result = tv_bool (isfinite (v) && v == floor (v));
  return jinja_check_arity (run, args, "float", "is_integer", 0, 0);
}

static int
method_hex (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  double v = self.u.number;
  struct pl_buffer out;
  int exponent = 0, status = jinja_check_arity (run, args, "float", "hex", 0,
                                                0);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  if (!isfinite (v))
    pl_buffer_puts (&out, isnan (v) ? "nan" : v < 0 ? "-inf" : "inf");
  else if (v == 0)
    pl_buffer_puts (&out, signbit (v) ? "-0x0.0p+0" : "0x0.0p+0");
  else {
    double m = frexp (fabs (v), &exponent) * 2;
    uint64_t bits;

    /* One digit before the point, 13 after it. */
    exponent--;
    if (exponent < -1022) {
      m = ldexp (m, exponent + 1022);
      exponent = -1022;
    }
    bits = (uint64_t) ldexp (m, 52);
    pl_buffer_printf (&out, "%s0x%u.%013llxp%+d", v < 0 ? "-" : "",
                      (unsigned) (bits >> 52),
                      (unsigned long long) (bits & ((1ull << 52) - 1)),
                      exponent);
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}

/* -- float.fromhex ------------------------------------------------------- */

static bool
is_hex_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* "inf", "infinity" and "nan", in any case. */
static bool
find_special (const char *p, size_t len, double *v)
{
  if ((len == 3 && !strncasecmp (p, "inf", 3))
      || (len == 8 && !strncasecmp (p, "infinity", 8)))
    *v = HUGE_VAL;
  else if (len == 3 && !strncasecmp (p, "nan", 3))
    *v = NAN;
  else
    return false;
  return true;
}

/* Reads the exponent after "p" at P, up to END; beyond what can matter it
 * is cut. */
static bool
read_exponent (const char *p, const char *end, int64_t *exponent)
{
  bool is_negative = p < end && *p == '-';
  int64_t n = 0;

  p += p < end && (*p == '-' || *p == '+');
  if (p == end)
    return false;
  for (; p < end && *p >= '0' && *p <= '9'; p++)
    if (n < INT_MAX)
      n = n * 10 + (*p - '0');
  *exponent += is_negative ? -n : n;
  return p == end;
}

/* Reads the number from P to END, without its sign.  The C library rounds it,
 * but is given no point: what one looks like depends on the locale. */
static bool
read_hex (struct pl_buffer *text, const char *p, const char *end, double *v)
{
  bool has_point = false;
  int64_t exponent = 0;
  size_t n = 0;

  if (find_special (p, (size_t) (end - p), v))
    return true;
  if (end - p >= 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
    p += 2;
  pl_buffer_puts (text, "0x");
  for (; p < end && (isxdigit ((unsigned char) *p)
                     || (*p == '.' && !has_point)); p++)
    if (*p == '.')
      has_point = true;
    else {
      pl_buffer_putc (text, *p);
      exponent -= 4 * has_point;
      n++;
    }
  if (!n || (p < end && ((*p != 'p' && *p != 'P')
                         || !read_exponent (p + 1, end, &exponent))))
    return false;
  pl_buffer_printf (text, "p%lld", (long long) exponent);
  *v = text->failed ? 0 : strtod (text->data, NULL);
  return true;
}

static int
method_fromhex (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  const char *p, *end;
  struct pl_buffer text;
  bool is_negative, is_good;
  double v = 0;
  int status = jinja_check_arity (run, args, "float", "fromhex", 1, 1);

  (void) self;
  if (status)
    return status;
  if (!jinja_is_string (args->args[0]))
    return jinja_raise (run, "TypeError",
                        "bad argument type for built-in operation");
  status = jinja_charge (run, 1 + args->args[0].len / 64);
  if (status)
    return status;
  p = args->args[0].u.text;
  end = p + args->args[0].len;
  while (p < end && is_hex_space (*p))
    p++;
  while (p < end && is_hex_space (end[-1]))
    end--;
  is_negative = p < end && *p == '-';
  p += p < end && (*p == '-' || *p == '+');
  jinja_buffer_init (run, &text);
  is_good = read_hex (&text, p, end, &v);
  if (text.failed)
    status = jinja_no_memory (run);
  else if (!is_good)
    status = jinja_raise (run, "ValueError",
                          "invalid hexadecimal floating-point string");
  else if (isinf (v) && text.len)
    status = jinja_raise (run, "OverflowError", "hexadecimal value too large "
                          "to represent as a float");
  pl_buffer_release (&text);
  *result = tv_float (is_negative ? -v : v);
  return status;
}

/* -- ranges -------------------------------------------------------------- */

/* Where V stands in a range: 1 with *AT, 0 or an error. */
static int
find_number (struct jinja_run *run, struct tv self, struct tv v,
             struct tv *at)
{
  int status = jinja_contains (run, self, v);

  if (status == 1 && tv_kind (v) == TV_FLOAT
      && jinja_integer_from_float (run, v.u.number, &v))
    return run->status;
  return status == 1 ? jinja_range_find (run, self, v, at) : status;
}

static int
method_range_count (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct tv at;
  int status = jinja_check_arity (run, args, "range", "count", 1, 1);

  if (!status)
    status = find_number (run, self, args->args[0], &at);
  *result = tv_int (status == 1);
  return status < 0 ? status : 0;
}

static int
method_range_index (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct tv at;
  int status = jinja_check_arity (run, args, "range", "index", 1, 1);

  if (!status)
    status = find_number (run, self, args->args[0], &at);
  if (status < 0)
    return status;
  if (status == 1) {
    *result = at;
    return 0;
  }
  if (!jinja_is_any_integer (args->args[0]))
    return jinja_raise (run, "ValueError",
                        "sequence.index(x): x not in sequence");
  return jinja_raise_repr (run, "ValueError", "", args->args[0],
                           " is not in range");
}

static const struct jinja_method int_methods[] = {
  { "as_integer_ratio", method_int_ratio },
  { "bit_count", method_bit_count },
  { "bit_length", method_bit_length },
  { "conjugate", method_int_self },
};

static const struct jinja_method float_methods[] = {
  { "as_integer_ratio", method_float_ratio },
  { "conjugate", method_float_self },
  { "fromhex", method_fromhex },
  { "hex", method_hex },
  { "is_integer", method_is_integer },
};

static const struct jinja_method range_methods[] = {
  { "count", method_range_count },
  { "index", method_range_index },
};

const struct jinja_method_table jinja_range_methods =
  JINJA_METHOD_TABLE (range_methods);
const struct jinja_method_table jinja_integer_methods =
  JINJA_METHOD_TABLE (int_methods);
const struct jinja_method_table jinja_float_methods =
  JINJA_METHOD_TABLE (float_methods);
