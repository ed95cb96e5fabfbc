/* SPDX-License-Identifier: Apache-2.0 */
/* Integers that do not fit into 64 bits: Python's have no end, these have
 * one far out, so that no template can make one that takes for ever.
 *
 * An integer is "big" only if it has to be: every result that fits is an
 * ordinary TV_INT again.  So a big one never equals one that is not, and
 * its sign alone says whether it is larger.  Nothing changes one that was
 * made.
 *
 * The functions take any integer (int, bool, big) where they do not say
 * otherwise. */

#ifndef JINJA_BIG_INTEGER_H
#define JINJA_BIG_INTEGER_H

#include <tommath.h>

#include "plugins/common/jinja/object.h"

/* More bits than this are a LimitError. */
#define JINJA_MAX_BITS 65536

/* What Python turns into text, or reads, in bases that are no power of
 * two. */
#define JINJA_MAX_DIGITS 4300

/* -- making ------------------------------------------------------------ */

/* Room for an integer that is looked at as libtommath's. */
struct jinja_operand {
  mp_int n;
  mp_digit digits[(64 + MP_DIGIT_BIT - 1) / MP_DIGIT_BIT];
};

/* V for libtommath, which must not change it; lives as long as O and V. */
const mp_int *jinja_operand (struct tv v, struct jinja_operand *o);

/* Makes N a value in ARENA: 0, -ENOMEM, or -EFBIG if it has too many
 * bits. */
int jinja_integer_store (struct pl_arena *arena, const mp_int *n,
                         struct tv *v);

/* N as a value: 0 or -ENOMEM. */
int jinja_integer_from_natural (struct pl_arena *arena, uint64_t n,
                                struct tv *v);

/* D, which is finite, without what stands behind its point. */
int jinja_integer_from_float (struct jinja_run *run, double d,
                              struct tv *v);

/* Digits of BASE, perhaps with underscores.  Returns 0, -ENOMEM, -EFBIG for
 * too many bits or -ERANGE for more than JINJA_MAX_DIGITS digits. */
int jinja_integer_from_digits (struct pl_arena *arena, const char *text,
                               size_t len, unsigned base, bool is_negative,
                               struct tv *v);

/* -- asking ------------------------------------------------------------ */

bool jinja_integer_is_negative (struct tv v);

/* V, or the number of 64 bits that is nearest to it. */
int64_t jinja_integer_clamp (struct tv v);

/* The sign of A - B. */
int jinja_integer_order (struct tv a, struct tv b);

/* The sign of V - D, 2 if D is not a number; V is big. */
int jinja_big_order_float (struct tv v, double d);

/* The nearest float, infinite if there is none. */
double jinja_integer_to_float (struct tv v);

/* Bits of the absolute value, and those of them that are set. */
int64_t jinja_big_bits (struct tv v);
int64_t jinja_big_ones (struct tv v);

/* Something about V, which is big, for its hash; *IS_FLOAT is set if it is
 * exactly *D. */
uint64_t jinja_big_mix (struct tv v, bool *is_float, double *d);

/* What steps it takes to look at V. */
uint64_t jinja_integer_cost (struct tv v);

/* -- computing --------------------------------------------------------- */

/* The operators of jinja_arithmetic but "**" with a negative exponent. */
int jinja_integer_compute (struct jinja_run *run, const char *operator,
                           struct tv a, struct tv b, struct tv *result);

int jinja_integer_negate (struct jinja_run *run, struct tv v,
                          struct tv *result);

/* V * 2 ** SHIFT. */
int jinja_integer_shift (struct jinja_run *run, struct tv v, unsigned shift,
                         struct tv *result);

/* A / B as a float, rounded once; B is not 0. */
int jinja_integer_ratio (struct jinja_run *run, struct tv a, struct tv b,
                         double *d);

/* V rounded to a multiple of 10 ** -PLACES, half to even. */
int jinja_integer_round (struct jinja_run *run, struct tv v, int64_t places,
                         struct tv *result);

/* -- as text ----------------------------------------------------------- */

/* Appends the digits of the absolute value in BASE (2, 8, 10 or 16), in
 * upper case with IS_UPPER.  Only base 10 fails: with Python's ValueError
 * for too many digits. */
int jinja_integer_digits (struct jinja_run *run, struct pl_buffer *out,
                          struct tv v, unsigned base, bool is_upper);

/* Raises what failed in the functions above that return -ENOMEM, -EFBIG
 * or -ERANGE. */
int jinja_integer_failed (struct jinja_run *run, int status);

/* "int too large to convert to float" and its like. */
int jinja_raise_overflow (struct jinja_run *run, const char *type);

/* Raises the ValueError of more than JINJA_MAX_DIGITS digits. */
int jinja_raise_digits (struct jinja_run *run);

#endif
