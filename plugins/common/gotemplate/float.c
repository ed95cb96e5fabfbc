/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point numbers as text, as Go's strconv writes them.
 *
 * A given number of digits is what the C library's printf rounds to as
 * well.  The fewest digits that read back as the same number are found by
 * trying; only for powers of two, below which numbers lie closer together
 * than above, may there be a number of N digits that reads back although
 * the N digits nearest to the value do not: the next one up. */

#include <config.h>

#include "plugins/common/gotemplate/float.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA_BITS 52
#define MOST_DIGITS 17

struct decimal {
  char digits[MOST_DIGITS + 1];   /* without a point, NUL-terminated */
  int n;
  int exponent;                   /* of the first digit */
};

/* What snprintf wrote may have another sign for the point, as the locale
 * says; it is whatever stands between digits. */
static void
append_with_point (struct pl_buffer *out, const char *s)
{
  bool in_point = false;

  for (; *s; s++) {
    bool is_point = !((*s >= '0' && *s <= '9') || *s == 'e' || *s == 'E'
                      || *s == '+' || *s == '-');

    if (!is_point)
      pl_buffer_putc (out, *s);
    else if (!in_point)
      pl_buffer_putc (out, '.');
    in_point = is_point;
  }
}

static void
append_rounded (struct pl_buffer *out, double v, char format, int precision)
{
  const char spec[] = { '%', '.', '*', format, '\0' };
  char small[128], *text = small;
  int len;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  len = snprintf (small, sizeof small, spec, precision, v);
  if (len >= (int) sizeof small) {
    text = malloc ((size_t) len + 1);
    if (text)
      snprintf (text, (size_t) len + 1, spec, precision, v);
  }
#pragma GCC diagnostic pop
  if (len < 0 || !text) {
    out->failed = out->failed ? out->failed : -ENOMEM;
    return;
  }
  append_with_point (out, text);
  if (text != small)
    free (text);
}

static bool
reads_back (const struct decimal *d, double v)
{
  char text[MOST_DIGITS + 16];

  snprintf (text, sizeof text, "%se%d", d->digits, d->exponent - d->n + 1);
  return strtod (text, NULL) == v;
}

/* Sets D to the N digits nearest to V. */
static void
round_to (struct decimal *d, double v, int n)
{
  char text[64], *e, *p;

  snprintf (text, sizeof text, "%.*e", n - 1, v);
  e = strchr (text, 'e');
  d->n = 0;
  for (p = text; p < e; p++)
    if (*p >= '0' && *p <= '9' && d->n < MOST_DIGITS)
      d->digits[d->n++] = *p;
  d->digits[d->n] = '\0';
  d->exponent = atoi (e + 1);
}

/* Adds one to the last digit. */
static void
increment (struct decimal *d)
{
  int i = d->n - 1;

  while (i >= 0 && d->digits[i] == '9')
    d->digits[i--] = '0';
  if (i >= 0) {
    d->digits[i]++;
    return;
  }
  d->digits[0] = '1';
  d->exponent++;
}

/* The fewest digits for V, which is positive and finite. */
static void
shorten (struct decimal *d, double v)
{
  int exponent, n;
  bool is_power = frexp (v, &exponent) == 0.5;

  for (n = 1; n < MOST_DIGITS; n++) {
    round_to (d, v, n);
    if (reads_back (d, v))
      break;
    if (!is_power)
      continue;
    increment (d);
    if (reads_back (d, v))
      break;
  }
  if (n == MOST_DIGITS)
    round_to (d, v, n);
  while (d->n > 1 && d->digits[d->n - 1] == '0')
    d->digits[--d->n] = '\0';
}

static void
append_shortest (struct pl_buffer *out, double v, char format)
{
  bool is_general = format == 'g' || format == 'G';
  struct decimal d = { .digits = "0", .n = 1 };

  if (signbit (v))
    pl_buffer_putc (out, '-');
  if (v != 0)
    shorten (&d, fabs (v));
  if (is_general && d.exponent >= -4 && d.exponent < 6)
    format = 'f';
  else if (is_general)
    format = format == 'g' ? 'e' : 'E';
  if (format != 'f') {
    pl_buffer_putc (out, d.digits[0]);
    if (d.n > 1)
      pl_buffer_printf (out, ".%s", d.digits + 1);
    pl_buffer_printf (out, "%c%c%02d", format, d.exponent < 0 ? '-' : '+',
                      abs (d.exponent));
  } else if (d.exponent < 0) {
    pl_buffer_puts (out, "0.");
    pl_buffer_fill (out, '0', (size_t) (-d.exponent - 1));
    pl_buffer_puts (out, d.digits);
  } else if (d.n <= d.exponent + 1) {
    pl_buffer_puts (out, d.digits);
    pl_buffer_fill (out, '0', (size_t) (d.exponent + 1 - d.n));
  } else {
    pl_buffer_append (out, d.digits, (size_t) d.exponent + 1);
    pl_buffer_printf (out, ".%s", d.digits + d.exponent + 1);
  }
}

/* The parts of V: MANTISSA * 2^EXPONENT, with MANTISSA below 2^53. */
static void
split_double (double v, uint64_t *mantissa, int *exponent)
{
  uint64_t bits;

  memcpy (&bits, &v, sizeof bits);
  *mantissa = bits & ((UINT64_C (1) << MANTISSA_BITS) - 1);
  *exponent = (int) (bits >> MANTISSA_BITS & 0x7ff);
  if (*exponent == 0)
    *exponent = 1;
  else
    *mantissa |= UINT64_C (1) << MANTISSA_BITS;
  *exponent -= 1023 + MANTISSA_BITS;
}

static void
append_binary (struct pl_buffer *out, double v)
{
  uint64_t mantissa;
  int exponent;

  split_double (v, &mantissa, &exponent);
  pl_buffer_printf (out, "%s%" PRIu64 "p%+d", signbit (v) ? "-" : "",
                    mantissa, exponent);
}

/* Rounds the 60 bits after the first of MANTISSA to PRECISION hexadecimal
 * digits, halves to even. */
static void
round_hex (uint64_t *mantissa, int *exponent, int precision)
{
  unsigned drop = 60 - 4 * (unsigned) precision;
  uint64_t half = UINT64_C (1) << (drop - 1);
  uint64_t rest = *mantissa & ((half << 1) - 1);

  *mantissa >>= drop;
  if (rest > half || (rest == half && (*mantissa & 1)))
    ++*mantissa;
  *mantissa <<= drop;
  if (*mantissa & UINT64_C (1) << 61) {
    *mantissa >>= 1;
    ++*exponent;
  }
}

static void
append_hex (struct pl_buffer *out, double v, char format, int precision)
{
  const char *digits
    = format == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
  uint64_t mantissa;
  int exponent, i;

  split_double (v, &mantissa, &exponent);
  exponent += MANTISSA_BITS;
  if (mantissa == 0)
    exponent = 0;
  mantissa <<= 60 - MANTISSA_BITS;
  while (mantissa && !(mantissa & UINT64_C (1) << 60)) {
    mantissa <<= 1;
    exponent--;
  }
  if (precision >= 0 && precision < 15)
    round_hex (&mantissa, &exponent, precision);
  pl_buffer_printf (out, "%s0%c%d", signbit (v) ? "-" : "", format,
                    (int) (mantissa >> 60 & 1));
  mantissa <<= 4;
  if (precision > 0 || (precision < 0 && mantissa))
    pl_buffer_putc (out, '.');
  for (i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
    pl_buffer_putc (out, digits[mantissa >> 60]);
    mantissa <<= 4;
  }
  pl_buffer_printf (out, "%c%c%02d", format == 'x' ? 'p' : 'P',
                    exponent < 0 ? '-' : '+', abs (exponent));
}

void
gotmpl_float_append (struct pl_buffer *out, double v, char format,
                     int precision)
{
  if (isnan (v))
    pl_buffer_puts (out, "NaN");
  else if (isinf (v))
    pl_buffer_puts (out, v < 0 ? "-Inf" : "+Inf");
  else if (format == 'b')
    append_binary (out, v);
  else if (format == 'x' || format == 'X')
    append_hex (out, v, format, precision);
  else if (precision < 0)
    append_shortest (out, v, format);
  else
    append_rounded (out, v, format, precision);
}
