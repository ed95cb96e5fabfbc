/* SPDX-License-Identifier: Apache-2.0 */
/* TOML's booleans, numbers, dates and times.
 *
 * A scalar is first cut out of the text, up to what can't be part of one,
 * and then read as a whole, so that messages can show it. */

#include <config.h>

#include "common/toml-reader.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

struct scan {
  const char *at, *end;
};

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* -- dates and times --------------------------------------------------- */

/* Reads exactly N digits. */
static bool
read_digits (struct scan *s, int n, int *number)
{
  *number = 0;
  if (s->end - s->at < n)
    return false;
  for (; n > 0; n--) {
    if (!is_digit (*s->at))
      return false;
    *number = *number * 10 + (*s->at++ - '0');
  }
  return true;
}

static bool
read_char (struct scan *s, char c)
{
  if (s->at == s->end || *s->at != c)
    return false;
  s->at++;
  return true;
}

static bool
read_date (struct scan *s, struct toml_date_time *d)
{
  return read_digits (s, 4, &d->year) && read_char (s, '-')
    && read_digits (s, 2, &d->month) && read_char (s, '-')
    && read_digits (s, 2, &d->day);
}

static bool
read_time (struct scan *s, struct toml_date_time *d)
{
  uint32_t unit = 100000000;

  if (!read_digits (s, 2, &d->hour) || !read_char (s, ':')
      || !read_digits (s, 2, &d->minute) || !read_char (s, ':')
      || !read_digits (s, 2, &d->second))
    return false;
  if (!read_char (s, '.'))
    return true;
  if (s->at == s->end || !is_digit (*s->at))
    return false;
  for (; s->at < s->end && is_digit (*s->at); s->at++) {
    d->nanosecond += unit * (uint32_t) (*s->at - '0');
    unit /= 10;
  }
  return true;
}

static bool
read_offset (struct scan *s, struct toml_date_time *d)
{
  int hour, minute;
  bool is_west = *s->at == '-';

  if (read_char (s, 'Z') || read_char (s, 'z'))
    return true;
  if (!read_char (s, '+') && !read_char (s, '-'))
    return false;
  if (!read_digits (s, 2, &hour) || !read_char (s, ':')
      || !read_digits (s, 2, &minute) || hour > 23 || minute > 59)
    return false;
  d->offset = (hour * 60 + minute) * (is_west ? -1 : 1);
  return true;
}

static bool
is_real_date (const struct toml_date_time *d)
{
  static const int days[] = {
    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
  };
  bool is_leap = d->year % 4 == 0
    && (d->year % 100 != 0 || d->year % 400 == 0);

  return d->month >= 1 && d->month <= 12 && d->day >= 1
    && d->day <= days[d->month - 1] + (d->month == 2 && is_leap);
}

static bool
is_real_time (const struct toml_date_time *d)
{
  return d->hour <= 23 && d->minute <= 59 && d->second <= 60;
}

/* Reads a date, a time, or both, and tells which. */
static bool
read_date_time (struct scan s, struct toml_date_time *d,
                enum toml_kind *kind)
{
  *kind = TOML_LOCAL_TIME;
  if (s.end - s.at > 2 && s.at[2] == ':')
    return read_time (&s, d) && s.at == s.end && is_real_time (d);
  *kind = TOML_LOCAL_DATE;
  if (!read_date (&s, d) || !is_real_date (d))
    return false;
  if (s.at == s.end)
    return true;
  if (!read_char (&s, 'T') && !read_char (&s, 't') && !read_char (&s, ' '))
    return false;
  *kind = TOML_LOCAL_DATE_TIME;
  if (!read_time (&s, d) || !is_real_time (d))
    return false;
  if (s.at == s.end)
    return true;
  *kind = TOML_OFFSET_DATE_TIME;
  return read_offset (&s, d) && s.at == s.end;
}

/* -- numbers ----------------------------------------------------------- */

/* Copies digits of BASE to OUT; a '_' must stand between two digits. */
static bool
copy_digits (struct scan *s, int base, struct pl_buffer *out, size_t *n)
{
  char before = '_';

  *n = 0;
  for (; s->at < s->end; s->at++) {
    char c = *s->at;
    int digit = is_digit (c) ? c - '0'
      : c >= 'a' && c <= 'f' ? c - 'a' + 10
      : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;

    if (c == '_' && before != '_') {
      before = c;
      continue;
    }
    if (c == '_')
      return false;
    if (digit >= base)
      break;
    pl_buffer_putc (out, c);
    before = c;
    ++*n;
  }
  return *n && before != '_';
}

/* What a number turned out to be. */
enum verdict {
  NO_NUMBER,
  INTEGER,
  FLOAT,
  OUT_OF_RANGE
};

static enum verdict
read_based_integer (struct scan s, struct pl_buffer *digits,
                    int64_t *integer)
{
  int base = s.at[1] == 'x' ? 16 : s.at[1] == 'o' ? 8 : 2;
  unsigned long long n;
  size_t n_digits;

  s.at += 2;
  if (!copy_digits (&s, base, digits, &n_digits) || s.at < s.end
      || digits->failed)
    return NO_NUMBER;
  errno = 0;
  n = strtoull (digits->data, NULL, base);
  if (errno || n > INT64_MAX)
    return OUT_OF_RANGE;
  *integer = (int64_t) n;
  return INTEGER;
}

/* Reads ".DIGITS" and "eDIGITS", both optional. */
static bool
copy_fraction (struct scan *s, struct pl_buffer *out)
{
  size_t n;

  if (read_char (s, '.')) {
    pl_buffer_putc (out, '.');
    if (!copy_digits (s, 10, out, &n))
      return false;
  }
  if (read_char (s, 'e') || read_char (s, 'E')) {
    pl_buffer_putc (out, 'e');
    if (read_char (s, '-'))
      pl_buffer_putc (out, '-');
    else
      read_char (s, '+');
    if (!copy_digits (s, 10, out, &n))
      return false;
  }
  return s->at == s->end;
}

static enum verdict
read_number (struct toml_reader *r, struct scan s, int64_t *integer,
             double *number)
{
  struct pl_buffer *digits = &r->buffer;
  size_t n, sign;
  const char *start;

  pl_buffer_clear (digits);
  if (s.end - s.at > 2 && s.at[0] == '0'
      && (s.at[1] == 'x' || s.at[1] == 'o' || s.at[1] == 'b'))
    return read_based_integer (s, digits, integer);
  if (read_char (&s, '-'))
    pl_buffer_putc (digits, '-');
  else
    read_char (&s, '+');
  sign = digits->len;
  if (s.end - s.at == 3 && (memcmp (s.at, "inf", 3) == 0
                            || memcmp (s.at, "nan", 3) == 0)) {
    *number = *s.at == 'i' ? (double) INFINITY : (double) NAN;
    if (sign)
      *number = -*number;
    return FLOAT;
  }
  start = s.at;
  if (!copy_digits (&s, 10, digits, &n) || (*start == '0' && n > 1))
    return NO_NUMBER;
  if (s.at == s.end) {
    errno = 0;
    *integer = strtoll (digits->data, NULL, 10);
    return errno ? OUT_OF_RANGE : INTEGER;
  }
  if (!copy_fraction (&s, digits) || digits->failed)
    return NO_NUMBER;
  if (!r->numbers)
    r->numbers = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  if (!r->numbers)
    return NO_NUMBER;
  *number = strtod_l (digits->data, NULL, r->numbers);
  return FLOAT;
}

/* -- all of them ------------------------------------------------------- */

static bool
is_scalar_char (char c)
{
  return is_digit (c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || c == '+' || c == '-' || c == '_' || c == '.' || c == ':';
}

/* Cuts a scalar out of the text.  A blank may stand between a date and a
 * time. */
static struct scan
cut (struct toml_reader *r)
{
  const char *at = r->at;
  struct scan s;

  while (at < r->end && is_scalar_char (*at))
    at++;
  if (at - r->at == 10 && r->at[4] == '-' && r->at[7] == '-'
      && r->end - at > 2 && *at == ' ' && is_digit (at[1])
      && is_digit (at[2]))
    for (at++; at < r->end && is_scalar_char (*at); at++)
      continue;
  s = (struct scan) { r->at, at };
  return s;
}

static bool
is_word (struct scan s, const char *word)
{
  size_t n = (size_t) (s.end - s.at);

  return n == strlen (word) && memcmp (s.at, word, n) == 0;
}

static bool
looks_like_date_time (struct scan s)
{
  ptrdiff_t n = s.end - s.at;

  return (n > 4 && is_digit (s.at[0]) && is_digit (s.at[1])
          && is_digit (s.at[2]) && is_digit (s.at[3]) && s.at[4] == '-')
    || (n > 2 && is_digit (s.at[0]) && is_digit (s.at[1])
        && s.at[2] == ':');
}

static int
take_date_time (struct toml_reader *r, struct scan s,
                struct toml_value **value)
{
  struct toml_date_time d = { 0 };
  enum toml_kind kind;
  size_t n = (size_t) (s.end - s.at);

  if (!read_date_time (s, &d, &kind))
    return toml_fail (r, s.at, "'%.*s' is not a date or time",
                      n > 60 ? 60 : (int) n, s.at);
  *value = toml_new (r, kind, s.at);
  d.text = pl_arena_strndup (r->arena, s.at, n);
  d.len = n;
  if (!*value || !d.text)
    return PLATING_E_NOMEM;
  (*value)->u.date_time = d;
  r->at = s.end;
  return 0;
}

static int
take_number (struct toml_reader *r, struct scan s,
             struct toml_value **value)
{
  int64_t integer = 0;
  double number = 0;
  int n = s.end - s.at > 60 ? 60 : (int) (s.end - s.at);
  enum verdict verdict = read_number (r, s, &integer, &number);

  if (r->buffer.failed)
    return PLATING_E_NOMEM;
  if (verdict == OUT_OF_RANGE)
    return toml_fail (r, s.at, "'%.*s' does not fit into 64 bits", n, s.at);
  if (verdict == NO_NUMBER)
    return toml_fail (r, s.at, "'%.*s' is not a value; strings stand "
                      "between quotes", n, s.at);
  *value = toml_new (r, verdict == INTEGER ? TOML_INTEGER : TOML_FLOAT,
                     s.at);
  if (!*value)
    return PLATING_E_NOMEM;
  if (verdict == INTEGER)
    (*value)->u.integer = integer;
  else
    (*value)->u.number = number;
  r->at = s.end;
  return 0;
}

int
toml_read_scalar (struct toml_reader *r, struct toml_value **value)
{
  struct scan s = cut (r);

  if (s.at == s.end)
    return toml_fail_here (r, "a value is missing");
  if (is_word (s, "true") || is_word (s, "false")) {
    *value = toml_new (r, TOML_BOOLEAN, s.at);
    if (!*value)
      return PLATING_E_NOMEM;
    (*value)->u.boolean = *s.at == 't';
    r->at = s.end;
    return 0;
  }
  if (looks_like_date_time (s))
    return take_date_time (r, s, value);
  return take_number (r, s, value);
}
