/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in text, as Python's int () and float () read them. */

#include <config.h>

#include "plugins/common/jinja/number-text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unictype.h>

#include "plugins/common/jinja/text.h"

enum { LONGEST = 4000 };

/* Copies TEXT without the blanks around it to PLAIN, decimal digits of any
 * script as ASCII.  Returns its length, 0 if it cannot be a number. */
static size_t
to_ascii (const char *text, size_t len, char plain[LONGEST + 1])
{
  size_t i = jinja_space_length (text, len), n = 0;
  uint32_t c;

  len = jinja_rstrip_length (text, len);
  while (i < len) {
    int digit;

    i += jinja_point (text + i, len - i, &c);
    digit = c < 0x80 ? -1 : uc_decimal_value (c);
    if ((c >= 0x80 && digit < 0) || !c || n == LONGEST)
      return 0;
    plain[n++] = digit >= 0 ? (char) ('0' + digit) : (char) c;
  }
  plain[n] = '\0';
  return n;
}

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z')
    return c - 'A' + 10;
  return 99;
}

/* The base that the prefix at P names, 0 if there is none. */
static int64_t
prefix_base (const char *p)
{
  if (p[0] != '0')
    return 0;
  switch (p[1]) {
  case 'b': case 'B': return 2;
  case 'o': case 'O': return 8;
  case 'x': case 'X': return 16;
  default: return 0;
  }
}

int
jinja_parse_integer (const char *text, size_t len, int64_t base, int64_t *n)
{
  char plain[LONGEST + 1];
  const char *p = plain;
  bool is_negative, had_digit = false, too_large = false, any_zero = false;
  uint64_t value = 0, limit;

  if (base < 0 || base == 1 || base > 36 || !to_ascii (text, len, plain))
    return 0;
  is_negative = *p == '-';
  p += *p == '-' || *p == '+';
  if (prefix_base (p) && (base == 0 || base == prefix_base (p))) {
    base = prefix_base (p);
    p += 2;
    p += *p == '_';
  } else if (base == 0) {
    base = 10;
    any_zero = *p == '0';
  }
  limit = (uint64_t) INT64_MAX + is_negative;
  for (; *p; p++) {
    int digit = digit_value (*p);

    if (*p == '_') {
      if (!had_digit)
        return 0;
      had_digit = false;
      continue;
    }
    if (digit >= base)
      return 0;
    had_digit = true;
    if (value > (limit - (uint64_t) digit) / (uint64_t) base)
      too_large = true;
    else
      value = value * (uint64_t) base + (uint64_t) digit;
  }
  /* With base 0, "010" is an error, "00" is not. */
  if (!had_digit || (any_zero && value))
    return 0;
  if (too_large)
    return -1;
  *n = is_negative ? (int64_t) -value : (int64_t) value;
  return 1;
}

/* Whether P is a number with or without fraction and exponent; takes out
 * the underscores between its digits. */
static bool
is_float (char *p)
{
  char *to = p, last = '\0';
  int digits = 0, exponent_digits = 0;
  bool has_point = false, has_exponent = false;

  if (*p == '-' || *p == '+')
    *to++ = *p++;
  for (; *p; last = *p++) {
    if (*p >= '0' && *p <= '9') {
      digits += !has_exponent;
      exponent_digits += has_exponent;
    } else if (*p == '_') {
      if (last < '0' || last > '9' || p[1] < '0' || p[1] > '9')
        return false;
      continue;
    } else if (*p == '.' && !has_point && !has_exponent)
      has_point = true;
    else if ((*p == 'e' || *p == 'E') && digits && !has_exponent) {
      has_exponent = true;
      *to++ = *p;
      if (p[1] == '-' || p[1] == '+')
        *to++ = *++p;
      continue;
    } else
      return false;
    *to++ = *p;
  }
  *to = '\0';
  return digits && (!has_exponent || exponent_digits);
}

int
jinja_parse_float (const char *text, size_t len, double *d)
{
  char plain[LONGEST + 1];
  const char *p = plain;

  if (!to_ascii (text, len, plain))
    return 0;
  p += *p == '-' || *p == '+';
  if (strcasecmp (p, "inf") && strcasecmp (p, "infinity")
      && strcasecmp (p, "nan") && !is_float (plain))
    return 0;
  *d = strtod (plain, NULL);
  return 1;
}
