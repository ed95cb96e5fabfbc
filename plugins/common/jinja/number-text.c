/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in text, as Python's int () and float () read them. */

#include <config.h>

#include "plugins/common/jinja/number-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unictype.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/text.h"

/* Text that may be a number. */
struct plain {
  char *text;
  char few[64];
};

/* Copies TEXT without the blanks around it to PLAIN, decimal digits of any
 * script as ASCII.  Returns 1, 0 if it cannot be a number, or an error. */
static int
to_ascii (struct jinja_run *run, const char *text, size_t len,
          struct plain *plain)
{
  size_t i = jinja_space_length (text, len), n = 0;
  uint32_t c;
  int status = jinja_charge_fast (run, len / 64);

  if (status)
    return status;
  len = jinja_rstrip_length (text, len);
  plain->text = plain->few;
  if (len >= sizeof plain->few)
    plain->text = pl_arena_array (run->arena, len + 1, 1);
  if (!plain->text)
    return jinja_no_memory (run);
  while (i < len) {
    int digit;

    i += jinja_point (text + i, len - i, &c);
    digit = c < 0x80 ? -1 : uc_decimal_value (c);
    if ((c >= 0x80 && digit < 0) || !c)
      return 0;
    plain->text[n++] = digit >= 0 ? (char) ('0' + digit) : (char) c;
  }
  plain->text[n] = '\0';
  return n > 0;
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

/* The digits at TEXT as an integer of any size: 1 with *N, 0 or an error. */
static int
read_large (struct jinja_run *run, const char *text, int64_t base,
            bool is_negative, struct tv *n)
{
  size_t len = strlen (text);
  int status = jinja_charge_fast (run, len < JINJA_MAX_BITS ? len * len / 8192
                                  : 0);

  if (status)
    return status;
  status = jinja_integer_from_digits (run->arena, text, len, (unsigned) base,
                                      is_negative, n);
  if (status == -ERANGE)
    return 0;
  return status ? jinja_integer_failed (run, status) : 1;
}

int
jinja_parse_integer (struct jinja_run *run, const char *text, size_t len,
                     int64_t base, struct tv *n)
{
  struct plain plain;
  const char *p, *digits;
  bool is_negative, had_digit = false, too_large = false, any_zero = false;
  uint64_t value = 0, limit;
  int status = base < 0 || base == 1 || base > 36 ? 0
    : to_ascii (run, text, len, &plain);

  if (status <= 0)
    return status;
  p = plain.text;
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
  for (digits = p; *p; p++) {
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
    if (too_large || value > (limit - (uint64_t) digit) / (uint64_t) base)
      too_large = true;
    else
      value = value * (uint64_t) base + (uint64_t) digit;
  }
  /* With base 0, "010" is an error, "00" is not. */
  if (!had_digit || (any_zero && value))
    return 0;
  if (too_large)
    return read_large (run, digits, base, is_negative, n);
  *n = tv_int (is_negative ? (int64_t) -value : (int64_t) value);
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
jinja_parse_float (struct jinja_run *run, const char *text, size_t len,
                   double *d)
{
  struct plain plain;
  const char *p;
  int status = to_ascii (run, text, len, &plain);

  if (status <= 0)
    return status;
  p = plain.text;
  p += *p == '-' || *p == '+';
  if (strcasecmp (p, "inf") && strcasecmp (p, "infinity")
      && strcasecmp (p, "nan") && !is_float (plain.text))
    return 0;
  *d = strtod (plain.text, NULL);
  return 1;
}
