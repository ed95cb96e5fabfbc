/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric constants in Go's syntax.
 *
 * Converting decimal and hexadecimal digits to a double is left to strtod,
 * which rounds correctly; what is checked here is Go's syntax, which is
 * stricter about exponents and knows underscores. */

#include <config.h>

#include "plugins/common/gotemplate/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/gotemplate/quote.h"

enum outcome { OK, BAD_SYNTAX, OUT_OF_RANGE, NO_MEMORY };

static char
lower (char c)
{
  return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
}

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c = lower (c);
  return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* Underscores may only separate digits, where a base prefix counts as a
 * digit. */
static bool
are_underscores_good (const char *s, size_t len)
{
  bool after_digit = false, after_underscore = false, is_hex = false;
  size_t i = 0;

  if (i < len && (s[i] == '+' || s[i] == '-'))
    i++;
  if (len - i >= 2 && s[i] == '0' && strchr ("box", lower (s[i + 1]))) {
    is_hex = lower (s[i + 1]) == 'x';
    after_digit = true;
    i += 2;
  }
  for (; i < len; i++) {
    if (digit_value (s[i]) < (is_hex ? 16 : 10)) {
      after_digit = true;
      after_underscore = false;
    } else if (s[i] == '_') {
      if (!after_digit)
        return false;
      after_digit = false;
      after_underscore = true;
    } else {
      if (after_underscore)
        return false;
      after_digit = false;
    }
  }
  return !after_underscore;
}

static enum outcome
parse_natural (const char *s, size_t len, uint64_t *value)
{
  const char *whole = s;
  size_t whole_len = len, i;
  unsigned base = 10;
  bool has_underscore = false;

  *value = 0;
  if (len == 0)
    return BAD_SYNTAX;
  if (s[0] == '0') {
    char mark = len >= 3 ? lower (s[1]) : '\0';
    size_t skip = mark == 'b' || mark == 'o' || mark == 'x' ? 2 : 1;

    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    s += skip;
    len -= skip;
  }
  for (i = 0; i < len; i++) {
    int digit = digit_value (s[i]);

    if (s[i] == '_') {
      has_underscore = true;
      continue;
    }
    if (digit >= (int) base)
      return BAD_SYNTAX;
    if (*value > UINT64_MAX / base
        || *value * base > UINT64_MAX - (unsigned) digit)
      return OUT_OF_RANGE;
    *value = *value * base + (unsigned) digit;
  }
  if (has_underscore && !are_underscores_good (whole, whole_len))
    return BAD_SYNTAX;
  return OK;
}

static enum outcome
parse_integer (const char *s, size_t len, int64_t *value)
{
  bool is_negative = len > 0 && s[0] == '-';
  size_t skip = len > 0 && (s[0] == '-' || s[0] == '+');
  uint64_t magnitude;
  enum outcome outcome = parse_natural (s + skip, len - skip, &magnitude);

  *value = 0;
  if (outcome != OK)
    return outcome;
  if (magnitude > (uint64_t) INT64_MAX + is_negative)
    return OUT_OF_RANGE;
  *value = is_negative ? (int64_t) (0 - magnitude) : (int64_t) magnitude;
  return OK;
}

/* Copies the digits at *I to COPY without underscores; returns how many
 * there were. */
static size_t
copy_digits (const char *s, size_t len, size_t *i, int base, char *copy,
             size_t *n)
{
  size_t before = *n;

  for (; *i < len && (s[*i] == '_' || digit_value (s[*i]) < base); ++*i)
    if (s[*i] != '_')
      copy[(*n)++] = s[*i];
  return *n - before;
}

/* Reads the exponent, whose letter is at *I. */
static bool
read_exponent (const char *s, size_t len, size_t *i, long *exponent)
{
  bool is_negative = false;

  ++*i;
  if (*i < len && (s[*i] == '+' || s[*i] == '-'))
    is_negative = s[(*i)++] == '-';
  if (*i == len || digit_value (s[*i]) > 9)
    return false;
  for (; *i < len && (s[*i] == '_' || digit_value (s[*i]) < 10); ++*i)
    if (s[*i] != '_' && *exponent < 100000000)
      *exponent = *exponent * 10 + digit_value (s[*i]);
  if (is_negative)
    *exponent = -*exponent;
  return true;
}

/* Checks S and rewrites it to COPY without underscores and without a
 * point, whose spelling depends on the locale: the exponent takes over.
 * COPY has room for LEN + 32 bytes. */
static bool
rewrite_float (const char *s, size_t len, char *copy)
{
  size_t i = 0, n = 0, n_digits;
  bool is_hex = false, has_exponent;
  long exponent = 0, n_fraction = 0;

  if (i < len && (s[i] == '+' || s[i] == '-'))
    copy[n++] = s[i++];
  if (i + 2 < len && s[i] == '0' && lower (s[i + 1]) == 'x') {
    is_hex = true;
    copy[n++] = s[i++];
    copy[n++] = s[i++];
  }
  n_digits = copy_digits (s, len, &i, is_hex ? 16 : 10, copy, &n);
  if (i < len && s[i] == '.') {
    i++;
    n_fraction = (long) copy_digits (s, len, &i, is_hex ? 16 : 10, copy, &n);
    n_digits += (size_t) n_fraction;
  }
  has_exponent = i < len && lower (s[i]) == (is_hex ? 'p' : 'e');
  if (n_digits == 0 || (is_hex && !has_exponent))
    return false;
  if (has_exponent && !read_exponent (s, len, &i, &exponent))
    return false;
  exponent -= is_hex ? 4 * n_fraction : n_fraction;
  sprintf (copy + n, "%c%ld", is_hex ? 'p' : 'e', exponent);
  return i == len
    && (!memchr (s, '_', len) || are_underscores_good (s, len));
}

static enum outcome
parse_float (const char *s, size_t len, double *value)
{
  char small[96], *copy = small;
  enum outcome outcome = BAD_SYNTAX;

  *value = 0;
  if (len > sizeof small - 32)
    copy = len < SIZE_MAX - 32 ? malloc (len + 32) : NULL;
  if (!copy)
    return NO_MEMORY;
  if (rewrite_float (s, len, copy)) {
    *value = strtod (copy, NULL);
    outcome = isinf (*value) ? OUT_OF_RANGE : OK;
  }
  if (copy != small)
    free (copy);
  return outcome;
}

static void
quote_into (struct pl_buffer *error, const char *before, const char *text,
            size_t len)
{
  pl_buffer_puts (error, before);
  gotmpl_quote (error, text, len, false);
}

int
gotmpl_number_from_char (struct gotmpl_number *n, const char *text,
                         size_t len, struct pl_buffer *error)
{
  uint32_t rune;
  bool is_byte;
  size_t used = gotmpl_unquote_char (text + 1, len - 1, '\'', &rune,
                                     &is_byte);

  if (used == 0) {
    pl_buffer_puts (error, "invalid syntax");
    return -1;
  }
  if (used + 2 != len || text[used + 1] != '\'') {
    pl_buffer_puts (error, "malformed character constant: ");
    pl_buffer_append (error, text, len);
    return -1;
  }
  *n = (struct gotmpl_number) {
    .is_int = true, .is_uint = true, .is_float = true,
    .integer = rune, .natural = rune, .real = rune
  };
  return 0;
}

static bool
is_whole (double d, double below)
{
  return d >= -9223372036854775808.0 && d < below && trunc (d) == d;
}

/* Gives N the integers that equal its real value. */
static void
add_integers (struct gotmpl_number *n)
{
  if (is_whole (n->real, 9223372036854775808.0)) {
    n->is_int = true;
    n->integer = (int64_t) n->real;
  }
  if (n->real >= 0 && is_whole (n->real, 18446744073709551616.0)) {
    n->is_uint = true;
    n->natural = (uint64_t) n->real;
  }
}

static void
set_complex (struct gotmpl_number *n, double real, double imaginary)
{
  *n = (struct gotmpl_number) {
    .is_complex = true, .complex = { real, imaginary }
  };
  if (imaginary == 0) {
    n->is_float = true;
    n->real = real;
    add_integers (n);
  }
}

/* Length of the number that fmt's scanner takes from S: a sign, digits, a
 * fraction, an exponent, without a check of what there must be. */
static size_t
scan_float (const char *s, size_t len)
{
  size_t i = 0;
  const char *exponent = "eEpP";
  int base = 10;

  if (i < len && (s[i] == '+' || s[i] == '-'))
    i++;
  if (i < len && s[i] == '0') {
    i++;
    if (i < len && lower (s[i]) == 'x') {
      i++;
      base = 16;
      exponent = "pP";
    }
  }
  for (; i < len && (s[i] == '_' || digit_value (s[i]) < base); i++)
    ;
  if (i < len && s[i] == '.')
    for (i++; i < len && (s[i] == '_' || digit_value (s[i]) < base); i++)
      ;
  if (i < len && s[i] && strchr (exponent, s[i])) {
    i++;
    if (i < len && (s[i] == '+' || s[i] == '-'))
      i++;
    for (; i < len && (s[i] == '_' || digit_value (s[i]) < 10); i++)
      ;
  }
  return i;
}

static int
part_of_complex (const char *s, size_t len, double *value,
                 struct pl_buffer *error)
{
  enum outcome outcome = parse_float (s, len, value);

  if (outcome == OK)
    return 0;
  if (outcome == NO_MEMORY)
    return -ENOMEM;
  quote_into (error, "strconv.ParseFloat: parsing ", s, len);
  pl_buffer_puts (error, outcome == OUT_OF_RANGE ? ": value out of range"
                  : ": invalid syntax");
  return -1;
}

int
gotmpl_number_from_complex (struct gotmpl_number *n, const char *text,
                            size_t len, struct pl_buffer *error)
{
  size_t real_len = scan_float (text, len), imaginary_len;
  double real, imaginary;
  int status;

  if (real_len == len || (text[real_len] != '+' && text[real_len] != '-'))
    goto bad_syntax;
  imaginary_len = scan_float (text + real_len, len - real_len);
  /* A sign alone is no number, and what is not one is told apart here. */
  if (imaginary_len == 1 || real_len + imaginary_len == len
      || text[real_len + imaginary_len] != 'i')
    goto bad_syntax;
  status = part_of_complex (text, real_len, &real, error);
  if (!status)
    status = part_of_complex (text + real_len, imaginary_len, &imaginary,
                              error);
  if (!status)
    set_complex (n, real, imaginary);
  return status;

bad_syntax:
  pl_buffer_puts (error, "syntax error scanning complex number");
  return -1;
}

int
gotmpl_number_from_text (struct gotmpl_number *n, const char *text,
                         size_t len, struct pl_buffer *error)
{
  enum outcome outcome;
  double imaginary;
  size_t i;

  if (len > 0 && text[len - 1] == 'i') {
    outcome = parse_float (text, len - 1, &imaginary);
    if (outcome == NO_MEMORY)
      return -ENOMEM;
    if (outcome == OK) {
      set_complex (n, 0, imaginary);
      return 0;
    }
  }
  *n = (struct gotmpl_number) { .is_float = true };
  n->is_uint = parse_natural (text, len, &n->natural) == OK;
  n->is_int = parse_integer (text, len, &n->integer) == OK;
  if (n->is_int) {
    n->real = (double) n->integer;
    n->is_uint |= n->integer == 0;
    return 0;
  }
  if (n->is_uint) {
    n->real = (double) n->natural;
    return 0;
  }
  outcome = parse_float (text, len, &n->real);
  if (outcome == NO_MEMORY)
    return -ENOMEM;
  if (outcome != OK) {
    quote_into (error, "illegal number syntax: ", text, len);
    return -1;
  }
  for (i = 0; i < len && !strchr (".eEpP", text[i]); i++)
    ;
  if (i == len) {
    quote_into (error, "integer overflow: ", text, len);
    return -1;
  }
  add_integers (n);
  return 0;
}
