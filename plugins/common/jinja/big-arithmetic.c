/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic with integers that do not fit into 64 bits, or whose result
 * does not.
 *
 * What libtommath allocates is freed before a function returns; results
 * live in the arena.  It fails only for want of memory. */

#include <config.h>

#include "plugins/common/jinja/big-integer.h"

#include <math.h>

#include "plugins/common/jinja/big-float.h"
#include "plugins/common/jinja/run.h"

/* Makes N the result if STATUS says that it was computed; frees it. */
static int
finish (struct jinja_run *run, mp_err status, mp_int *n, struct tv *result)
{
  int failure = 0;

  if (status == MP_OKAY)
    failure = jinja_integer_store (run->arena, n, result);
  mp_clear (n);
  if (status != MP_OKAY)
    return jinja_no_memory (run);
  return failure ? jinja_integer_failed (run, failure) : 0;
}

/* Charges for multiplying numbers of A and B digits. */
static int
charge_product (struct jinja_run *run, int a, int b)
{
  return jinja_charge_fast (run, (uint64_t) a * (uint64_t) b / 16 + 1);
}

static int
compute_linear (struct jinja_run *run, const mp_int *a, const mp_int *b,
                bool is_minus, struct tv *result)
{
  mp_int n;
  int status = jinja_charge_fast (run, (uint64_t) (a->used + b->used) / 8
                                  + 1);

  if (status)
    return status;
  if (mp_init (&n) != MP_OKAY)
    return jinja_no_memory (run);
  return finish (run, is_minus ? mp_sub (a, b, &n) : mp_add (a, b, &n), &n,
                 result);
}

static int
multiply (struct jinja_run *run, const mp_int *a, const mp_int *b,
          struct tv *result)
{
  mp_int n;
  int status;

  /* What is certain to be too large is not even computed. */
  if (!mp_iszero (a) && !mp_iszero (b)
      && mp_count_bits (a) + mp_count_bits (b) - 1 > JINJA_MAX_BITS)
    return jinja_raise_integer (run);
  status = charge_product (run, a->used, b->used);
  if (status)
    return status;
  if (mp_init (&n) != MP_OKAY)
    return jinja_no_memory (run);
  return finish (run, mp_mul (a, b, &n), &n, result);
}

/* The quotient and the rest, rounded towards minus infinity. */
static mp_err
divide_floor (const mp_int *a, const mp_int *b, mp_int *quotient,
              mp_int *rest)
{
  mp_err status = mp_div (a, b, quotient, rest);

  if (status != MP_OKAY || mp_iszero (rest)
      || mp_isneg (rest) == mp_isneg (b))
    return status;
  status = mp_sub_d (quotient, 1, quotient);
  return status == MP_OKAY ? mp_add (rest, b, rest) : status;
}

static int
divide (struct jinja_run *run, const mp_int *a, const mp_int *b,
        bool is_modulo, struct tv *result)
{
  mp_int quotient, rest;
  mp_err status;
  int failure;

  if (mp_iszero (b))
    return jinja_raise (run, "ZeroDivisionError", is_modulo
                        ? "integer modulo by zero"
                        : "integer division or modulo by zero");
  failure = charge_product (run, a->used, b->used);
  if (failure)
    return failure;
  if (mp_init (&quotient) != MP_OKAY)
    return jinja_no_memory (run);
  if (mp_init (&rest) != MP_OKAY) {
    mp_clear (&quotient);
    return jinja_no_memory (run);
  }
  status = divide_floor (a, b, &quotient, &rest);
  if (is_modulo) {
    mp_clear (&quotient);
    return finish (run, status, &rest, result);
  }
  mp_clear (&rest);
  return finish (run, status, &quotient, result);
}

/* -- powers ------------------------------------------------------------ */

/* VALUE *= SQUARE ** EXPONENT. */
static int
multiply_power (struct jinja_run *run, mp_int *value, mp_int *square,
                uint64_t exponent)
{
  mp_err status = MP_OKAY;
  int failure = 0;

  while (exponent && !failure && status == MP_OKAY) {
    if (exponent & 1) {
      failure = charge_product (run, value->used, square->used);
      if (!failure)
        status = mp_mul (value, square, value);
    }
    exponent >>= 1;
    if (exponent && !failure && status == MP_OKAY) {
      failure = charge_product (run, square->used, square->used);
      if (!failure)
        status = mp_mul (square, square, square);
    }
  }
  return failure ? failure : status == MP_OKAY ? 0 : jinja_no_memory (run);
}

/* The absolute value of BASE is at least 2. */
static int
raise_power (struct jinja_run *run, const mp_int *base, uint64_t exponent,
             struct tv *result)
{
  mp_int value, square;
  int failure;

  if (exponent > JINJA_MAX_BITS
      || (uint64_t) (mp_count_bits (base) - 1) * exponent > JINJA_MAX_BITS)
    return jinja_raise_integer (run);
  if (mp_init_set (&value, 1) != MP_OKAY)
    return jinja_no_memory (run);
  if (mp_init_copy (&square, base) != MP_OKAY) {
    mp_clear (&value);
    return jinja_no_memory (run);
  }
  failure = multiply_power (run, &value, &square, exponent);
  mp_clear (&square);
  if (!failure)
    return finish (run, MP_OKAY, &value, result);
  mp_clear (&value);
  return failure;
}

/* EXPONENT is not negative. */
static int
power (struct jinja_run *run, struct tv base, struct tv exponent,
       struct tv *result)
{
  struct jinja_operand x, y;
  const mp_int *n = jinja_operand (exponent, &y);

  if (mp_iszero (n)) {
    *result = tv_int (1);
    return 0;
  }
  if (!jinja_is_big_integer (base) && jinja_integer (base) >= -1
      && jinja_integer (base) <= 1) {
    *result = tv_int (n->dp[0] & 1 ? jinja_integer (base)
                      : jinja_integer (base) != 0);
    return 0;
  }
  return raise_power (run, jinja_operand (base, &x),
                      (uint64_t) jinja_integer_clamp (exponent), result);
}

/* -- the operators ----------------------------------------------------- */

static int
divide_true (struct jinja_run *run, struct tv a, struct tv b,
             struct tv *result)
{
  double d;
  int status;

  if (!jinja_is_big_integer (b) && !jinja_integer (b))
    return jinja_raise (run, "ZeroDivisionError", "division by zero");
  status = jinja_integer_ratio (run, a, b, &d);
  if (!status)
    *result = tv_float (d);
  return status;
}

int
jinja_integer_compute (struct jinja_run *run, const char *operator,
                       struct tv a, struct tv b, struct tv *result)
{
  struct jinja_operand x, y;
  const mp_int *m = jinja_operand (a, &x), *n = jinja_operand (b, &y);

  switch (operator[0]) {
  case '+': case '-':
    return compute_linear (run, m, n, operator[0] == '-', result);
  case '%':
    return divide (run, m, n, true, result);
  case '/':
    return operator[1] ? divide (run, m, n, false, result)
      : divide_true (run, a, b, result);
  default:
    return operator[1] ? power (run, a, b, result)
      : multiply (run, m, n, result);
  }
}

int
jinja_integer_negate (struct jinja_run *run, struct tv v, struct tv *result)
{
  return jinja_integer_compute (run, "-", tv_int (0), v, result);
}

int
jinja_integer_shift (struct jinja_run *run, struct tv v, unsigned shift,
                     struct tv *result)
{
  struct jinja_operand o;
  mp_int n;
  int status;

  if (shift > JINJA_MAX_BITS)
    return jinja_raise_integer (run);
  status = jinja_charge_fast (run, shift / 512 + 1);
  if (status)
    return status;
  if (mp_init (&n) != MP_OKAY)
    return jinja_no_memory (run);
  return finish (run, mp_mul_2d (jinja_operand (v, &o), (int) shift, &n), &n,
                 result);
}

/* -- ratios ------------------------------------------------------------ */

/* The float of |A| * 2 ** SHIFT / |B| / 2 ** SHIFT. */
static mp_err
divide_shifted (const mp_int *a, int shift, const mp_int *b, double *d)
{
  mp_int shifted, rest;
  bool has_rest;
  uint64_t top;
  mp_err status = mp_init (&shifted);

  if (status != MP_OKAY)
    return status;
  status = mp_init (&rest);
  if (status != MP_OKAY) {
    mp_clear (&shifted);
    return status;
  }
  status = mp_mul_2d (a, shift, &shifted);
  if (status == MP_OKAY)
    status = mp_div (&shifted, b, &shifted, &rest);
  if (status == MP_OKAY) {
    top = jinja_big_top (&shifted, &has_rest);
    *d = jinja_big_scale (top, has_rest || !mp_iszero (&rest),
                          mp_count_bits (&shifted) - shift);
  }
  mp_clear (&shifted);
  mp_clear (&rest);
  return status;
}

int
jinja_integer_ratio (struct jinja_run *run, struct tv a, struct tv b,
                     double *d)
{
  struct jinja_operand x, y;
  const mp_int *m = jinja_operand (a, &x), *n = jinja_operand (b, &y);
  int wider = mp_count_bits (m) - mp_count_bits (n), status;

  *d = 0;
  if (wider > 1025) {
    *d = HUGE_VAL;
  } else if (wider > -1100 && !mp_iszero (m)) {
    /* The quotient gets 65 bits or more. */
    status = charge_product (run, m->used + 20, n->used);
    if (status)
      return status;
    if (divide_shifted (m, wider < 65 ? 65 - wider : 0, n, d) != MP_OKAY)
      return jinja_no_memory (run);
  }
  if (isinf (*d))
    return jinja_raise (run, "OverflowError",
                        "integer division result too large for a float");
  if (jinja_integer_is_negative (a) != jinja_integer_is_negative (b))
    *d = -*d;
  return 0;
}

/* -- rounding ---------------------------------------------------------- */

/* V - REST, or one UNIT more, is the result. */
static int
round_off (struct jinja_run *run, struct tv v, struct tv unit,
           struct tv *result)
{
  struct tv rest, twice, quotient, odd;
  int order, status = jinja_integer_compute (run, "%", v, unit, &rest);

  if (!status)
    status = jinja_integer_compute (run, "-", v, rest, result);
  if (!status)
    status = jinja_integer_compute (run, "+", rest, rest, &twice);
  if (status)
    return status;
  order = jinja_integer_order (twice, unit);
  if (order == 0) {
    status = jinja_integer_compute (run, "//", v, unit, &quotient);
    if (!status)
      status = jinja_integer_compute (run, "%", quotient, tv_int (2), &odd);
    if (status)
      return status;
    order = odd.u.integer ? 1 : -1;
  }
  return order > 0 ? jinja_integer_compute (run, "+", *result, unit, result)
    : 0;
}

int
jinja_integer_round (struct jinja_run *run, struct tv v, int64_t places,
                     struct tv *result)
{
  struct jinja_operand o;
  struct tv unit;
  int status;

  *result = v;
  if (places >= 0)
    return 0;
  /* Ten has more than three bits. */
  if (places < -(mp_count_bits (jinja_operand (v, &o)) / 3 + 2)) {
    *result = tv_int (0);
    return 0;
  }
  status = jinja_integer_compute (run, "**", tv_int (10), tv_int (-places),
                                  &unit);
  return status ? status : round_off (run, v, unit, result);
}
