/* SPDX-License-Identifier: Apache-2.0 */
/* Integers that do not fit into 64 bits: making and comparing them. */

#include <config.h>

#include "plugins/common/jinja/big-integer.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "plugins/common/jinja/big-float.h"
#include "plugins/common/jinja/run.h"

static const mp_int *
big_of (struct tv v)
{
  return v.u.object;
}

/* -- making ------------------------------------------------------------ */

static void
set_natural (struct jinja_operand *o, uint64_t n, bool is_negative)
{
  int used = 0;

  for (; n; n >>= MP_DIGIT_BIT)
    o->digits[used++] = (mp_digit) (n & MP_MASK);
  o->n = (mp_int) {
    .used = used, .alloc = sizeof o->digits / sizeof o->digits[0],
    .sign = is_negative ? MP_NEG : MP_ZPOS, .dp = o->digits
  };
}

const mp_int *
jinja_operand (struct tv v, struct jinja_operand *o)
{
  int64_t n;

  if (jinja_is_big_integer (v))
    return big_of (v);
  n = jinja_integer (v);
  set_natural (o, n < 0 ? -(uint64_t) n : (uint64_t) n, n < 0);
  return &o->n;
}

/* Whether N fits into 64 bits, and its value then. */
static bool
is_small (const mp_int *n, int64_t *small)
{
  uint64_t magnitude = 0;
  int bits = mp_count_bits (n), i;

  if (bits > 64)
    return false;
  for (i = n->used; i-- > 0; )
    magnitude = magnitude << MP_DIGIT_BIT | n->dp[i];
  if (magnitude > (uint64_t) INT64_MAX + mp_isneg (n))
    return false;
  *small = mp_isneg (n) ? (int64_t) -magnitude : (int64_t) magnitude;
  return true;
}

int
jinja_integer_store (struct pl_arena *arena, const mp_int *n, struct tv *v)
{
  int64_t small;
  mp_int *made;

  if (is_small (n, &small)) {
    *v = tv_int (small);
    return 0;
  }
  if (mp_count_bits (n) > JINJA_MAX_BITS)
    return -EFBIG;
  made = pl_arena_alloc (arena, sizeof *made);
  if (!made)
    return -ENOMEM;
  *made = *n;
  made->alloc = n->used;
  made->dp = pl_arena_array (arena, (size_t) n->used, sizeof *made->dp);
  if (!made->dp)
    return -ENOMEM;
  memcpy (made->dp, n->dp, (size_t) n->used * sizeof *made->dp);
  *v = jinja_object (&jinja_big_integer, made);
  return 0;
}

int
jinja_integer_from_natural (struct pl_arena *arena, uint64_t n,
                            struct tv *v)
{
  struct jinja_operand o;

  set_natural (&o, n, false);
  return jinja_integer_store (arena, &o.n, v);
}

int
jinja_integer_from_float (struct jinja_run *run, double d, struct tv *v)
{
  int exponent;
  double part;

  if (d < 0x1p63 && d >= -0x1p63) {
    *v = tv_int ((int64_t) d);
    return 0;
  }
  part = frexp (d, &exponent);
  return jinja_integer_shift (run, tv_int ((int64_t) ldexp (part, 53)),
                              (unsigned) exponent - 53, v);
}

/* -- asking ------------------------------------------------------------ */

bool
jinja_integer_is_negative (struct tv v)
{
  return jinja_is_big_integer (v) ? mp_isneg (big_of (v))
    : jinja_integer (v) < 0;
}

int64_t
jinja_integer_clamp (struct tv v)
{
  if (!jinja_is_big_integer (v))
    return jinja_integer (v);
  return mp_isneg (big_of (v)) ? INT64_MIN : INT64_MAX;
}

int
jinja_integer_order (struct tv a, struct tv b)
{
  struct jinja_operand x, y;

  return mp_cmp (jinja_operand (a, &x), jinja_operand (b, &y));
}

int
jinja_big_order_float (struct tv v, double d)
{
  const mp_int *n = big_of (v);
  int sign = mp_isneg (n) ? -1 : 1, bits = mp_count_bits (n), exponent;
  uint64_t top, other;
  bool has_rest;

  if (isnan (d))
    return 2;
  if (isinf (d))
    return d < 0 ? 1 : -1;
  if (d == 0 || (d < 0) != (sign < 0))
    return sign;
  other = (uint64_t) ldexp (frexp (fabs (d), &exponent), 64);
  if (bits != exponent)
    return bits > exponent ? sign : -sign;
  /* As many bits in front of the point; a float has no more than 64. */
  top = jinja_big_top (n, &has_rest);
  if (top != other)
    return top > other ? sign : -sign;
  return has_rest ? sign : 0;
}

double
jinja_integer_to_float (struct tv v)
{
  const mp_int *n = big_of (v);
  uint64_t top;
  bool has_rest;
  double d;

  if (!jinja_is_big_integer (v))
    return (double) jinja_integer (v);
  top = jinja_big_top (n, &has_rest);
  d = jinja_big_scale (top, has_rest, mp_count_bits (n));
  return mp_isneg (n) ? -d : d;
}

int64_t
jinja_big_bits (struct tv v)
{
  return mp_count_bits (big_of (v));
}

int64_t
jinja_big_ones (struct tv v)
{
  const mp_int *n = big_of (v);
  int64_t ones = 0;
  int i;

  for (i = 0; i < n->used; i++)
    ones += __builtin_popcountll (n->dp[i]);
  return ones;
}

uint64_t
jinja_big_mix (struct tv v, bool *is_float, double *d)
{
  const mp_int *n = big_of (v);
  uint64_t h = UINT64_C (0xcbf29ce484222325) + (uint64_t) mp_isneg (n);
  int i;

  *d = jinja_integer_to_float (v);
  *is_float = jinja_big_order_float (v, *d) == 0;
  for (i = 0; i < n->used; i++) {
    h = (h ^ n->dp[i]) * UINT64_C (0x7fb5d329728ea185);
    h ^= h >> 29;
  }
  return h;
}

uint64_t
jinja_integer_cost (struct tv v)
{
  return jinja_is_big_integer (v) ? (uint64_t) big_of (v)->used / 8 + 1 : 1;
}

/* -- errors ------------------------------------------------------------ */

int
jinja_raise_digits (struct jinja_run *run)
{
  return jinja_raise (run, "ValueError", "Exceeds the limit (%d digits) for "
                      "integer string conversion; use "
                      "sys.set_int_max_str_digits() to increase the limit",
                      JINJA_MAX_DIGITS);
}

int
jinja_raise_overflow (struct jinja_run *run, const char *type)
{
  if (strcmp (type, "float") == 0)
    return jinja_raise (run, "OverflowError",
                        "int too large to convert to float");
  if (strcmp (type, "index") == 0)
    return jinja_raise (run, "OverflowError",
                        "cannot fit 'int' into an index-sized integer");
  return jinja_raise (run, "OverflowError",
                      "Python int too large to convert to C %s", type);
}

int
jinja_integer_failed (struct jinja_run *run, int status)
{
  return status == -EFBIG ? jinja_raise_integer (run)
    : status == -ERANGE ? jinja_raise_digits (run)
    : jinja_no_memory (run);
}

/* -- the type ---------------------------------------------------------- */

static int
big_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  int status = jinja_charge_fast (run, jinja_integer_cost (a));

  return status ? status
    : jinja_is_big_integer (b) && mp_cmp (big_of (a), big_of (b)) == MP_EQ;
}

static int
big_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
           bool is_repr)
{
  (void) is_repr;
  if (mp_isneg (big_of (self)))
    pl_buffer_putc (out, '-');
  return jinja_integer_digits (run, out, self, 10, false);
}

const struct jinja_type jinja_big_integer = {
  .tv = { .kind = TV_OBJECT, .name = "int" },
  .equal = big_equal, .print = big_print
};
