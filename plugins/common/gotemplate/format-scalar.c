/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of Go's Printf for single numbers, strings and booleans. */

#include <config.h>

#include <errno.h>
#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/float.h"
#include "plugins/common/gotemplate/format.h"
#include "plugins/common/gotemplate/quote.h"
#include "plugins/common/gotemplate/unicode.h"

static const char lower_digits[] = "0123456789abcdefx";
static const char upper_digits[] = "0123456789ABCDEFX";

/* -- padding ----------------------------------------------------------- */

static void
fill (struct gotmpl_format *f, long n)
{
  if (n > 0)
    pl_buffer_fill (f->out, f->zero && !f->minus ? '0' : ' ', (size_t) n);
}

static long
count_runes (const char *s, size_t len)
{
  size_t i = 0;
  uint32_t rune;
  long n;

  for (n = 0; i < len; n++)
    i += pl_utf8_decode (s + i, len - i, &rune);
  return n;
}

void
gotmpl_format_pad (struct gotmpl_format *f, const char *s, size_t len)
{
  long missing = f->has_width ? f->width - count_runes (s, len) : 0;

  if (!f->minus)
    fill (f, missing);
  pl_buffer_append (f->out, s, len);
  if (f->minus)
    fill (f, missing);
}

static void
pad_with_blanks (struct gotmpl_format *f, const char *s, size_t len)
{
  bool zero = f->zero;

  f->zero = false;
  gotmpl_format_pad (f, s, len);
  f->zero = zero;
}

/* -- booleans and strings ---------------------------------------------- */

bool
gotmpl_format_bool (struct gotmpl_format *f, bool v, uint32_t verb)
{
  if (verb != 't' && verb != 'v')
    return false;
  gotmpl_format_pad (f, v ? "true" : "false", v ? 4 : 5);
  return true;
}

/* LEN cut to the precision, counted in characters. */
static size_t
truncate_text (const struct gotmpl_format *f, const char *s, size_t len)
{
  size_t i = 0;
  uint32_t rune;
  int n;

  if (!f->has_precision)
    return len;
  for (n = f->precision; n > 0 && i < len; n--)
    i += pl_utf8_decode (s + i, len - i, &rune);
  return i;
}

void
gotmpl_format_text (struct gotmpl_format *f, const char *s, size_t len)
{
  gotmpl_format_pad (f, s, truncate_text (f, s, len));
}

static void
format_quoted (struct gotmpl_format *f, const char *s, size_t len)
{
  struct pl_buffer quoted;

  len = truncate_text (f, s, len);
  pl_buffer_init (&quoted);
  quoted.limit = f->out->limit;
  if (f->sharp && gotmpl_can_backquote (s, len)) {
    pl_buffer_putc (&quoted, '`');
    pl_buffer_append (&quoted, s, len);
    pl_buffer_putc (&quoted, '`');
  } else {
    gotmpl_quote (&quoted, s, len, f->plus);
  }
  if (quoted.failed)
    f->out->failed = f->out->failed ? f->out->failed : quoted.failed;
  else
    gotmpl_format_pad (f, quoted.data, quoted.len);
  pl_buffer_release (&quoted);
}

/* The bytes of S in hexadecimal. */
static void
format_bytes (struct gotmpl_format *f, const char *s, size_t len,
              const char *digits)
{
  long width;
  size_t i;

  if (f->has_precision && (size_t) f->precision < len)
    len = (size_t) f->precision;
  if (len == 0) {
    if (f->has_width)
      fill (f, f->width);
    return;
  }
  width = 2 * (long) len;
  if (f->space)
    width += (f->sharp ? width : 0) + (long) len - 1;
  else if (f->sharp)
    width += 2;
  if (f->has_width && !f->minus)
    fill (f, f->width - width);
  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char) s[i];

    if (f->space && i > 0)
      pl_buffer_putc (f->out, ' ');
    if (f->sharp && (f->space || i == 0)) {
      pl_buffer_putc (f->out, '0');
      pl_buffer_putc (f->out, digits[16]);
    }
    pl_buffer_putc (f->out, digits[c >> 4]);
    pl_buffer_putc (f->out, digits[c & 15]);
  }
  if (f->has_width && f->minus)
    fill (f, f->width - width);
}

bool
gotmpl_format_string (struct gotmpl_format *f, const char *s, size_t len,
                      uint32_t verb)
{
  switch (verb) {
  case 'v':
    if (f->sharp_v)
      format_quoted (f, s, len);
    else
      gotmpl_format_text (f, s, len);
    return true;
  case 's':
    gotmpl_format_text (f, s, len);
    return true;
  case 'x':
    format_bytes (f, s, len, lower_digits);
    return true;
  case 'X':
    format_bytes (f, s, len, upper_digits);
    return true;
  case 'q':
    format_quoted (f, s, len);
    return true;
  default:
    return false;
  }
}

/* -- integers ---------------------------------------------------------- */

/* How many digits there must be at least; -1: print nothing. */
static long
least_digits (const struct gotmpl_format *f, uint64_t v, bool has_sign)
{
  if (f->has_precision)
    return f->precision == 0 && v == 0 ? -1 : f->precision;
  if (f->zero && !f->minus && f->has_width)
    return f->width - has_sign;
  return 0;
}

/* Writes V in BASE to END backwards and returns where it begins. */
static char *
write_digits (char *end, uint64_t v, unsigned base, const char *digits)
{
  do {
    *--end = digits[v % base];
    v /= base;
  } while (v);
  return end;
}

static void
format_in_base (struct gotmpl_format *f, uint64_t v, unsigned base,
                bool is_signed, uint32_t verb, const char *digits)
{
  bool is_negative = is_signed && (int64_t) v < 0;
  char text[64], *end = text + sizeof text, *first, prefix[8];
  size_t n_prefix = 0, n;
  long zeros, missing;

  if (is_negative)
    v = 0 - v;
  zeros = least_digits (f, v, is_negative || f->plus || f->space);
  if (zeros < 0) {
    /* As wide as asked for, but empty. */
    if (f->width > 0)
      pl_buffer_fill (f->out, ' ', (size_t) f->width);
    return;
  }
  first = write_digits (end, v, base, digits);
  n = (size_t) (end - first);
  zeros = zeros > (long) n ? zeros - (long) n : 0;
  if (is_negative)
    prefix[n_prefix++] = '-';
  else if (f->plus)
    prefix[n_prefix++] = '+';
  else if (f->space)
    prefix[n_prefix++] = ' ';
  if (verb == 'O') {
    prefix[n_prefix++] = '0';
    prefix[n_prefix++] = 'o';
  }
  if (f->sharp && (base == 2 || base == 16)) {
    prefix[n_prefix++] = '0';
    prefix[n_prefix++] = base == 2 ? 'b' : digits[16];
  } else if (f->sharp && base == 8 && zeros == 0 && *first != '0') {
    prefix[n_prefix++] = '0';
  }
  missing = f->has_width
    ? f->width - (long) n_prefix - zeros - (long) n : 0;
  if (missing > 0 && !f->minus)
    pl_buffer_fill (f->out, ' ', (size_t) missing);
  pl_buffer_append (f->out, prefix, n_prefix);
  pl_buffer_fill (f->out, '0', (size_t) zeros);
  pl_buffer_append (f->out, first, n);
  if (missing > 0 && f->minus)
    pl_buffer_fill (f->out, ' ', (size_t) missing);
}

void
gotmpl_format_0x (struct gotmpl_format *f, uint64_t v, bool with_0x)
{
  bool sharp = f->sharp;

  f->sharp = with_0x;
  format_in_base (f, v, 16, false, 'v', lower_digits);
  f->sharp = sharp;
}

static void
format_character (struct gotmpl_format *f, uint64_t v)
{
  char bytes[4];
  size_t n = pl_utf8_encode (v > 0x10ffff ? PL_RUNE_ERROR : (uint32_t) v,
                             bytes);

  gotmpl_format_pad (f, bytes, n);
}

static void
format_quoted_character (struct gotmpl_format *f, uint64_t v)
{
  struct pl_buffer quoted;

  pl_buffer_init (&quoted);
  gotmpl_quote_rune (&quoted,
                     v > 0x10ffff ? PL_RUNE_ERROR : (uint32_t) v, f->plus);
  if (quoted.failed)
    f->out->failed = f->out->failed ? f->out->failed : quoted.failed;
  else
    gotmpl_format_pad (f, quoted.data, quoted.len);
  pl_buffer_release (&quoted);
}

/* "U+0078", with "#" also the character itself. */
static void
format_unicode (struct gotmpl_format *f, uint64_t v)
{
  char text[64], *end = text + sizeof text, tail[8] = " '", *first;
  long n, zeros, missing;
  size_t n_tail = 0;

  first = write_digits (end, v, 16, upper_digits);
  n = end - first;
  zeros = (f->has_precision && f->precision > 4 ? f->precision : 4) - n;
  zeros = zeros > 0 ? zeros : 0;
  if (f->sharp && v <= 0x10ffff && gotmpl_is_print ((uint32_t) v)) {
    n_tail = 2 + pl_utf8_encode ((uint32_t) v, tail + 2);
    tail[n_tail++] = '\'';
  }
  missing = f->has_width
    ? f->width - 2 - zeros - n - (n_tail ? 4 : 0) : 0;
  if (missing > 0 && !f->minus)
    pl_buffer_fill (f->out, ' ', (size_t) missing);
  pl_buffer_puts (f->out, "U+");
  pl_buffer_fill (f->out, '0', (size_t) zeros);
  pl_buffer_append (f->out, first, (size_t) n);
  pl_buffer_append (f->out, tail, n_tail);
  if (missing > 0 && f->minus)
    pl_buffer_fill (f->out, ' ', (size_t) missing);
}

bool
gotmpl_format_integer (struct gotmpl_format *f, uint64_t v, bool is_signed,
                       uint32_t verb)
{
  switch (verb) {
  case 'v':
    if (f->sharp_v && !is_signed)
      gotmpl_format_0x (f, v, true);
    else
      format_in_base (f, v, 10, is_signed, verb, lower_digits);
    return true;
  case 'd':
    format_in_base (f, v, 10, is_signed, verb, lower_digits);
    return true;
  case 'b':
    format_in_base (f, v, 2, is_signed, verb, lower_digits);
    return true;
  case 'o':
  case 'O':
    format_in_base (f, v, 8, is_signed, verb, lower_digits);
    return true;
  case 'x':
    format_in_base (f, v, 16, is_signed, verb, lower_digits);
    return true;
  case 'X':
    format_in_base (f, v, 16, is_signed, verb, upper_digits);
    return true;
  case 'c':
    format_character (f, v);
    return true;
  case 'q':
    format_quoted_character (f, v);
    return true;
  case 'U':
    format_unicode (f, v);
    return true;
  default:
    return false;
  }
}

/* -- floating point ---------------------------------------------------- */

/* With "#" there is always a point, and general formats keep the zeros
 * that their precision asks for.  N begins with a sign. */
static void
restore_point (struct pl_buffer *n, char format, int precision)
{
  bool has_point = false, seen_nonzero = false;
  bool is_hex = format == 'x' || format == 'X';
  long digits = 0;
  size_t i;
  char tail[16];
  size_t n_tail = 0;

  if (format == 'g' || format == 'G' || format == 'x')
    digits = precision < 0 ? 6 : precision;
  for (i = 1; i < n->len; i++) {
    char c = n->data[i];

    if (c == '.') {
      has_point = true;
    } else if (c == 'p' || c == 'P' || (!is_hex && (c == 'e' || c == 'E'))) {
      n_tail = n->len - i;
      break;
    } else {
      seen_nonzero |= c != '0';
      digits -= seen_nonzero;
    }
  }
  if (n_tail > sizeof tail)
    return;
  memcpy (tail, n->data + n->len - n_tail, n_tail);
  n->len -= n_tail;
  if (!has_point) {
    if (n->len == 2 && n->data[1] == '0')
      digits--;
    pl_buffer_putc (n, '.');
  }
  if (digits > 0)
    pl_buffer_fill (n, '0', (size_t) digits);
  pl_buffer_append (n, tail, n_tail);
}

/* NUMBER begins with a sign, which is shown or not. */
static void
pad_float (struct gotmpl_format *f, const struct pl_buffer *number)
{
  const char *text = number->data;
  size_t len = number->len;

  if (!f->plus && text[0] == '+') {
    gotmpl_format_pad (f, text + 1, len - 1);
  } else if (f->zero && !f->minus && f->has_width
             && (size_t) f->width > len) {
    pl_buffer_putc (f->out, text[0]);
    pl_buffer_fill (f->out, '0', (size_t) f->width - len);
    pl_buffer_append (f->out, text + 1, len - 1);
  } else {
    gotmpl_format_pad (f, text, len);
  }
}

static void
format_double (struct gotmpl_format *f, double v, char format,
               int precision)
{
  struct pl_buffer number;

  if (f->has_precision)
    precision = f->precision;
  pl_buffer_init (&number);
  pl_buffer_putc (&number, '+');
  gotmpl_float_append (&number, v, format, precision);
  if (number.failed) {
    f->out->failed = f->out->failed ? f->out->failed : number.failed;
  } else {
    if (number.data[1] == '-' || number.data[1] == '+') {
      memmove (number.data, number.data + 1, number.len);
      number.len--;
    }
    if (f->space && number.data[0] == '+' && !f->plus)
      number.data[0] = ' ';
    if (number.data[1] == 'I' || number.data[1] == 'N') {
      size_t skip = number.data[1] == 'N' && !f->space && !f->plus;

      /* The sign of an infinity always shows. */
      pad_with_blanks (f, number.data + skip, number.len - skip);
    } else {
      if (f->sharp && format != 'b')
        restore_point (&number, format, precision);
      pad_float (f, &number);
    }
  }
  pl_buffer_release (&number);
}

bool
gotmpl_format_float (struct gotmpl_format *f, double v, uint32_t verb)
{
  switch (verb) {
  case 'v':
    format_double (f, v, 'g', -1);
    return true;
  case 'b': case 'g': case 'G': case 'x': case 'X':
    format_double (f, v, (char) verb, -1);
    return true;
  case 'f': case 'e': case 'E':
    format_double (f, v, (char) verb, 6);
    return true;
  case 'F':
    format_double (f, v, 'f', 6);
    return true;
  default:
    return false;
  }
}

bool
gotmpl_format_complex (struct gotmpl_format *f, const double *v,
                       uint32_t verb)
{
  bool plus = f->plus;

  if (verb >= 0x80 || verb == 0 || !strchr ("vbgGxXfFeE", (int) verb))
    return false;
  pl_buffer_putc (f->out, '(');
  gotmpl_format_float (f, v[0], verb);
  f->plus = true;
  gotmpl_format_float (f, v[1], verb);
  pl_buffer_puts (f->out, "i)");
  f->plus = plus;
  return true;
}
