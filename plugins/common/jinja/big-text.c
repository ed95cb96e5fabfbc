/* SPDX-License-Identifier: Apache-2.0 */
/* Large integers from and to text. */

#include <config.h>

#include "plugins/common/jinja/big-integer.h"

#include <errno.h>

#include "plugins/common/jinja/run.h"

/* A number of more bits has more than JINJA_MAX_DIGITS digits; one of fewer
 * may have one too many. */
#define MAX_DECIMAL_BITS (JINJA_MAX_DIGITS * 33220 / 10000 + 1)

/* -- reading ----------------------------------------------------------- */

static unsigned
digit_value (char c)
{
  return c <= '9' ? (unsigned) (c - '0') : (unsigned) ((c | 32) - 'a') + 10;
}

static bool
is_power_of_two (unsigned base)
{
  return (base & (base - 1)) == 0;
}

/* N = N * SCALE + PART */
static mp_err
add_part (mp_int *n, mp_digit scale, mp_digit part)
{
  mp_err status = mp_mul_d (n, scale, n);

  return status == MP_OKAY ? mp_add_d (n, part, n) : status;
}

/* As many digits as one of libtommath's holds are put together first. */
static int
read_digits (mp_int *n, const char *text, size_t len, unsigned base)
{
  mp_digit part = 0, scale = 1;
  size_t i;

  for (i = 0; i < len; i++) {
    if (text[i] == '_')
      continue;
    part = part * base + digit_value (text[i]);
    scale *= base;
    if (scale <= MP_MASK / base)
      continue;
    if (add_part (n, scale, part) != MP_OKAY)
      return -ENOMEM;
    if (mp_count_bits (n) > JINJA_MAX_BITS)
      return -EFBIG;
    part = 0;
    scale = 1;
  }
  return add_part (n, scale, part) == MP_OKAY ? 0 : -ENOMEM;
}

int
jinja_integer_from_digits (struct pl_arena *arena, const char *text,
                           size_t len, unsigned base, bool is_negative,
                           struct tv *v)
{
  size_t n_digits = 0, i;
  mp_int n;
  int status;

  for (i = 0; i < len; i++)
    n_digits += text[i] != '_';
  if (n_digits > JINJA_MAX_DIGITS && !is_power_of_two (base))
    return -ERANGE;
  if (mp_init (&n) != MP_OKAY)
    return -ENOMEM;
  status = read_digits (&n, text, len, base);
  if (is_negative && !mp_iszero (&n))
    n.sign = MP_NEG;
  if (!status)
    status = jinja_integer_store (arena, &n, v);
  mp_clear (&n);
  return status;
}

/* -- writing ----------------------------------------------------------- */

/* COUNT bits of N from bit AT on. */
static unsigned
bits_at (const mp_int *n, int at, int count)
{
  unsigned bits = 0;
  int i;

  for (i = at + count; i-- > at; ) {
    int digit = i / MP_DIGIT_BIT;

    bits = bits << 1
      | (digit < n->used && (n->dp[digit] >> (i % MP_DIGIT_BIT) & 1));
  }
  return bits;
}

static void
put_bits (struct pl_buffer *out, const mp_int *n, int count, bool is_upper)
{
  const char *figures = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
  int at = (mp_count_bits (n) + count - 1) / count * count;

  if (!at)
    pl_buffer_putc (out, '0');
  while (at) {
    at -= count;
    pl_buffer_putc (out, figures[bits_at (n, at, count)]);
  }
}

/* Decimal digits of N, which is changed, at the end of TEXT; *AT is set to
 * where they begin. */
static mp_err
write_decimal (mp_int *n, char *text, size_t size, size_t *at)
{
  /* The largest power of ten that is a digit of libtommath. */
  mp_digit scale = 1, part;
  int n_figures = 0, i;
  mp_err status;

  while (scale <= MP_MASK / 10) {
    scale *= 10;
    n_figures++;
  }
  *at = size;
  do {
    status = mp_div_d (n, scale, n, &part);
    if (status != MP_OKAY)
      return status;
    for (i = 0; i < n_figures && *at; i++) {
      text[--*at] = (char) ('0' + part % 10);
      part /= 10;
    }
  } while (!mp_iszero (n) && *at);
  while (*at < size - 1 && text[*at] == '0')
    ++*at;
  return MP_OKAY;
}

static int
put_decimal (struct jinja_run *run, struct pl_buffer *out, const mp_int *n)
{
  char text[JINJA_MAX_DIGITS + 40];
  mp_err failure;
  mp_int rest;
  size_t at;
  int status;

  if (mp_count_bits (n) > MAX_DECIMAL_BITS)
    return jinja_raise_digits (run);
  status = jinja_charge_fast (run, (uint64_t) n->used * (uint64_t) n->used
                              / 16 + 1);
  if (status)
    return status;
  if (mp_init_copy (&rest, n) != MP_OKAY)
    return jinja_no_memory (run);
  failure = write_decimal (&rest, text, sizeof text, &at);
  mp_clear (&rest);
  if (failure != MP_OKAY)
    return jinja_no_memory (run);
  if (sizeof text - at > JINJA_MAX_DIGITS)
    return jinja_raise_digits (run);
  pl_buffer_append (out, text + at, sizeof text - at);
  return 0;
}

int
jinja_integer_digits (struct jinja_run *run, struct pl_buffer *out,
                      struct tv v, unsigned base, bool is_upper)
{
  struct jinja_operand o;
  const mp_int *n = jinja_operand (v, &o);
  int status;

  if (base == 10)
    return put_decimal (run, out, n);
  status = jinja_charge_fast (run, (uint64_t) n->used + 1);
  if (!status)
    put_bits (out, n, base == 16 ? 4 : base == 8 ? 3 : 1, is_upper);
  return status;
}
