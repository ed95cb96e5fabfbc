/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in a given format. */

#include <config.h>

#include "plugins/common/jinja/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/text.h"

static void
append_fill (struct pl_buffer *out, const struct jinja_spec *spec, size_t n)
{
  if (spec->fill_len <= 1) {
    pl_buffer_fill (out, spec->fill_len ? spec->fill[0] : ' ', n);
    return;
  }
  while (n-- && !out->failed)
    pl_buffer_append (out, spec->fill, spec->fill_len);
}

void
jinja_append_padded (struct pl_buffer *out, const struct jinja_spec *spec,
                     char align, const char *text, size_t len)
{
  size_t n = jinja_count_points (text, len);
  size_t room = spec->width > n ? spec->width - n : 0, left = 0;

  if (spec->align)
    align = spec->align;
  if (align == '>' || align == '=')
    left = room;
  else if (align == '^')
    left = room / 2;
  append_fill (out, spec, left);
  pl_buffer_append (out, text, len);
  append_fill (out, spec, room - left);
}

/* Appends the N digits in groups of SIZE, with zeros before them for at
 * least WIDTH characters. */
static void
append_groups (struct pl_buffer *out, char separator, size_t size,
               const char *digits, size_t n, size_t width)
{
  /* A separator goes before each group but the first, and none stands at
   * the start: then there is one more zero. */
  size_t total = n, i, left;

  if (total + (total - (total > 0)) / size < width) {
    total = width - width / (size + 1);
    if (width % (size + 1) == 0)
      total++;
  }
  for (i = 0, left = total; left; i++, left--) {
    if (i && left % size == 0)
      pl_buffer_putc (out, separator);
    pl_buffer_putc (out, left > n ? '0' : digits[n - left]);
  }
}

/* Appends D as SPEC says. */
static void
append_digits (struct pl_buffer *out, const struct jinja_spec *spec,
               const struct jinja_digits *d)
{
  bool zeros = spec->align == '=' && spec->fill_len == 1
    && spec->fill[0] == '0';
  size_t start = strlen (d->sign) + strlen (d->prefix), len;
  size_t size = spec->type && strchr ("boxX", spec->type) ? 4 : 3;
  struct pl_buffer text;

  pl_buffer_init (&text);
  len = start + d->n_rest;
  if (spec->grouping)
    append_groups (&text, spec->grouping, size, d->digits, d->n_digits,
                   zeros && spec->width > len ? spec->width - len : 0);
  else
    pl_buffer_append (&text, d->digits, d->n_digits);
  pl_buffer_append (&text, d->rest, d->n_rest);
  if (text.failed) {
    out->failed = out->failed ? out->failed : text.failed;
  } else if (spec->align == '=') {
    len = start + text.len;
    pl_buffer_puts (out, d->sign);
    pl_buffer_puts (out, d->prefix);
    append_fill (out, spec, spec->width > len ? spec->width - len : 0);
    pl_buffer_append (out, text.data, text.len);
  } else {
    struct pl_buffer whole;

    pl_buffer_init (&whole);
    pl_buffer_puts (&whole, d->sign);
    pl_buffer_puts (&whole, d->prefix);
    pl_buffer_append (&whole, text.data, text.len);
    if (whole.failed)
      out->failed = out->failed ? out->failed : whole.failed;
    else
      jinja_append_padded (out, spec, '>', whole.data, whole.len);
    pl_buffer_release (&whole);
  }
  pl_buffer_release (&text);
}

static void
set_sign (struct jinja_digits *d, const struct jinja_spec *spec,
          bool is_negative)
{
  d->sign[0] = is_negative ? '-' : spec->sign == '-' ? '\0' : spec->sign;
  d->sign[1] = '\0';
}

/* Appends the digits of a number of 64 bits. */
static void
append_small (struct pl_buffer *out, uint64_t rest, unsigned base,
              bool is_upper)
{
  const char *figures = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[64];
  size_t at = sizeof text;

  do {
    text[--at] = figures[rest % base];
    rest /= base;
  } while (rest);
  pl_buffer_append (out, text + at, sizeof text - at);
}

int
jinja_append_integer (struct jinja_run *run, struct pl_buffer *out,
                      const struct jinja_spec *spec, struct tv v)
{
  bool is_negative = jinja_integer_is_negative (v);
  struct jinja_digits d = { .prefix = "", .rest = "" };
  struct pl_buffer text;
  unsigned base = 10;
  int64_t n;
  int status = 0;

  switch (spec->type) {
  case 'b': base = 2; d.prefix = "0b"; break;
  case 'o': base = 8; d.prefix = "0o"; break;
  case 'x': base = 16; d.prefix = "0x"; break;
  case 'X': base = 16; d.prefix = "0X"; break;
  default: break;
  }
  if (!spec->alternate)
    d.prefix = "";
  pl_buffer_init (&text);
  if (jinja_is_big_integer (v)) {
    status = jinja_integer_digits (run, &text, v, base, spec->type == 'X');
  } else {
    n = jinja_integer (v);
    append_small (&text, n < 0 ? -(uint64_t) n : (uint64_t) n, base,
                  spec->type == 'X');
  }
  if (!status && text.failed)
    status = jinja_no_memory (run);
  if (!status) {
    d.digits = text.data;
    d.n_digits = text.len;
    set_sign (&d, spec, is_negative);
    append_digits (out, spec, &d);
  }
  pl_buffer_release (&text);
  return status;
}

/* Prints |V| to TEXT as the type, one of "e" and "f", says. */
static void
print_plain (struct pl_buffer *text, const struct jinja_spec *spec,
             int precision, double v)
{
  char format[8];

  snprintf (format, sizeof format, spec->alternate ? "%%#.*%c" : "%%.*%c",
            spec->type == '%' ? 'f' : spec->type);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  pl_buffer_printf (text, format, precision, v);
#pragma GCC diagnostic pop
}

/* What "#" asks for: a point after the digits, if there is none. */
static void
put_point (struct pl_buffer *text)
{
  char tail[16] = "";
  char *e = text->failed ? NULL : strpbrk (text->data, "eE");

  if (text->failed || strchr (text->data, '.'))
    return;
  if (e) {
    snprintf (tail, sizeof tail, "%s", e);
    text->len = (size_t) (e - text->data);
  }
  pl_buffer_printf (text, ".%s", tail);
}

/* Takes the zeros at the end of the digits before the exponent away, and the
 * point if no digit follows it. */
static void
cut_zeros (struct pl_buffer *text)
{
  char tail[16], *e = strpbrk (text->data, "eE");
  size_t end = (size_t) (e - text->data);

  if (!memchr (text->data, '.', end))
    return;
  snprintf (tail, sizeof tail, "%s", e);
  while (text->data[end - 1] == '0')
    end--;
  if (text->data[end - 1] == '.')
    end--;
  text->len = end;
  pl_buffer_puts (text, tail);
}

/* "g" and "G", and what is like them but has at least one digit after the
 * point and the exponent from one digit earlier: no type but a precision.
 * With "#", zeros at the end stay; the C library's own "%#g" forgets one if
 * 99.5 becomes 100. */
static void
print_general (struct pl_buffer *text, const struct jinja_spec *spec,
               int precision, double v)
{
  int limit;
  char *e;
  long exponent;

  precision = precision ? precision : 1;
  limit = spec->type ? precision : precision - 1;
  pl_buffer_printf (text, spec->type == 'G' ? "%.*E" : "%.*e", precision - 1,
                    v);
  if (text->failed || !(e = strpbrk (text->data, "eE")))
    return;
  exponent = strtol (e + 1, NULL, 10);
  if (exponent < -4 || exponent >= limit) {
    if (spec->alternate)
      put_point (text);
    else
      cut_zeros (text);
    return;
  }
  pl_buffer_clear (text);
  if (spec->alternate) {
    pl_buffer_printf (text, "%.*f", precision - 1 - (int) exponent, v);
    put_point (text);
    return;
  }
  pl_buffer_printf (text, "%.*g", precision, v);
  if (!spec->type && !text->failed && !strpbrk (text->data, ".e"))
    pl_buffer_puts (text, ".0");
}

void
jinja_append_float (struct pl_buffer *out, const struct jinja_spec *spec,
                    double v)
{
  struct jinja_digits d = { .prefix = "" };
  bool is_negative = signbit (v) && !isnan (v);
  int precision = spec->precision < 0 ? 6 : spec->precision;
  struct pl_buffer text;

  pl_buffer_init (&text);
  if (spec->type == '%')
    v *= 100;
  v = fabs (v);
  if (isnan (v) || isinf (v))
    pl_buffer_puts (&text, isnan (v)
                    ? spec->type && strchr ("EFG", spec->type) ? "NAN" : "nan"
                    : spec->type && strchr ("EFG", spec->type) ? "INF"
                    : "inf");
  else if (spec->type == 0 && spec->precision < 0) {
    jinja_print_float (&text, v);
    if (spec->alternate)
      put_point (&text);
  } else if (!spec->type || strchr ("gGn", spec->type))
    print_general (&text, spec, precision, v);
  else
    print_plain (&text, spec, precision, v);
  if (spec->type == '%')
    pl_buffer_putc (&text, '%');
  if (text.failed) {
    out->failed = out->failed ? out->failed : text.failed;
    pl_buffer_release (&text);
    return;
  }
  if (spec->no_negative_zero && is_negative
      && !strpbrk (text.data, "123456789in"))
    is_negative = false;
  set_sign (&d, spec, is_negative);
  d.digits = text.data;
  d.n_digits = strspn (text.data, "0123456789");
  d.rest = text.data + d.n_digits;
  d.n_rest = text.len - d.n_digits;
  if (!d.n_digits) {
    /* Not grouped. */
    struct jinja_spec plain = *spec;

    plain.grouping = 0;
    append_digits (out, &plain, &d);
  } else
    append_digits (out, spec, &d);
  pl_buffer_release (&text);
}
