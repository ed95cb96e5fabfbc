/* SPDX-License-Identifier: Apache-2.0 */
/* Types of plain scalars: the words and numbers of YAML 1.2, the octal and
 * binary numbers of 1.1, underscores between digits, and dates. */

#include <config.h>

#include "yaml-resolve.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char fm_tag_null[] = "!!null", fm_tag_bool[] = "!!bool",
  fm_tag_str[] = "!!str", fm_tag_int[] = "!!int",
  fm_tag_float[] = "!!float", fm_tag_timestamp[] = "!!timestamp",
  fm_tag_seq[] = "!!seq", fm_tag_map[] = "!!map",
  fm_tag_binary[] = "!!binary", fm_tag_merge[] = "!!merge";

/* A number longer than this is not looked at: it would be out of every
 * range, or is text. */
#define NUMBER_MAX 512

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* -- dates ------------------------------------------------------------ */

/* Reads one or two digits (exactly two with FIXED). */
static bool
read_number (const char **s, bool fixed, int *n)
{
  if (!is_digit (**s) || (fixed && !is_digit ((*s)[1])))
    return false;
  *n = *(*s)++ - '0';
  if (is_digit (**s))
    *n = *n * 10 + (*(*s)++ - '0');
  return true;
}

static int
days_of_month (int year, int month)
{
  static const int days[] = {
    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
  };
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

  return days[month - 1] + (month == 2 && leap);
}

static bool
read_time (const char **s)
{
  int hour, minute, second;

  if (!read_number (s, false, &hour) || hour > 23 || *(*s)++ != ':'
      || !read_number (s, false, &minute) || minute > 59
      || *(*s)++ != ':' || !read_number (s, false, &second)
      || second > 59)
    return false;
  if ((**s == '.' || **s == ',') && is_digit ((*s)[1])) {
    ++*s;
    while (is_digit (**s))
      ++*s;
  }
  return true;
}

static bool
read_zone (const char **s)
{
  int hour, minute;

  if (**s == 'Z') {
    ++*s;
    return true;
  }
  if (**s != '+' && **s != '-')
    return false;
  ++*s;
  return read_number (s, true, &hour) && hour <= 24 && *(*s)++ == ':'
    && read_number (s, true, &minute) && minute <= 60;
}

/* Whether VALUE can be read as a date or a point in time. */
static int
is_timestamp (const char *value, size_t len)
{
  char copy[64];
  const char *s = copy;
  int year, month, day;
  size_t i;

  if (len < 5 || len >= sizeof copy || memchr (value, '\0', len))
    return 0;
  memcpy (copy, value, len);
  copy[len] = '\0';
  for (i = 0; i < 4; i++)
    if (!is_digit (s[i]))
      return 0;
  year = atoi (s);
  s += 4;
  if (*s++ != '-' || !read_number (&s, false, &month) || month < 1
      || month > 12 || *s++ != '-' || !read_number (&s, false, &day)
      || day < 1 || day > days_of_month (year, month))
    return 0;
  if (!*s)
    return 1;
  if (*s == ' ') {
    s++;
    return read_time (&s) && !*s;
  }
  if (*s != 'T' && *s != 't')
    return 0;
  s++;
  return read_time (&s) && read_zone (&s) && !*s;
}

/* -- numbers ---------------------------------------------------------- */

/* Whether S, without underscores, is an integer that fits 64 bits. */
static bool
is_integer (const char *s)
{
  bool negative = *s == '-';
  int base = 10;
  char *end;

  if (*s == '-' || *s == '+')
    s++;
  if (s[0] == '0' && s[1]) {
    char c = (char) (s[1] | 0x20);

    base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    if (base)
      s += 2;
    else
      base = 8;
  }
  /* strtoull would take white space and another sign. */
  if (!(is_digit (*s) || (base == 16 && ((*s | 0x20) >= 'a'
                                         && (*s | 0x20) <= 'f'))))
    return false;
  if (base == 16 && s[0] == '0' && (s[1] | 0x20) == 'x')
    return false;
  errno = 0;
  if (negative) {
    unsigned long long n = strtoull (s, &end, base);

    return !*end && !errno && n <= (unsigned long long) INT64_MAX + 1;
  }
  strtoull (s, &end, base);
  return !*end && !errno;
}

/* Whether S is [-+]? (.9+ | 9+ (.9*)?) ([eE][-+]?9+)? and in range. */
static bool
is_decimal (const char *s)
{
  const char *start = s;
  size_t before = 0, after = 0;
  double d;

  if (*s == '-' || *s == '+')
    s++;
  for (; is_digit (*s); s++)
    before++;
  if (*s == '.')
    for (s++; is_digit (*s); s++)
      after++;
  if (!before && !after)
    return false;
  if (*s == 'e' || *s == 'E') {
    s++;
    if (*s == '-' || *s == '+')
      s++;
    if (!is_digit (*s))
      return false;
    while (is_digit (*s))
      s++;
  }
  if (*s)
    return false;
  d = strtod (start, NULL);
  return !isinf (d);
}

static const char *
resolve_number (const char *value, size_t len)
{
  char plain[NUMBER_MAX];
  size_t n = 0, i;

  if (is_timestamp (value, len))
    return fm_tag_timestamp;
  if (len >= sizeof plain || memchr (value, '\0', len))
    return fm_tag_str;
  for (i = 0; i < len; i++)
    if (value[i] != '_')
      plain[n++] = value[i];
  plain[n] = '\0';
  if (is_integer (plain))
    return fm_tag_int;
  return is_decimal (plain) ? fm_tag_float : fm_tag_str;
}

const char *
fm_resolve (const char *value, size_t len)
{
  static const struct {
    const char *word, *tag;
  } words[] = {
    { "~", fm_tag_null }, { "null", fm_tag_null }, { "Null", fm_tag_null },
    { "NULL", fm_tag_null },
    { "true", fm_tag_bool }, { "True", fm_tag_bool },
    { "TRUE", fm_tag_bool },
    { "false", fm_tag_bool }, { "False", fm_tag_bool },
    { "FALSE", fm_tag_bool },
    { ".nan", fm_tag_float }, { ".NaN", fm_tag_float },
    { ".NAN", fm_tag_float },
    { ".inf", fm_tag_float }, { ".Inf", fm_tag_float },
    { ".INF", fm_tag_float },
    { "+.inf", fm_tag_float }, { "+.Inf", fm_tag_float },
    { "+.INF", fm_tag_float },
    { "-.inf", fm_tag_float }, { "-.Inf", fm_tag_float },
    { "-.INF", fm_tag_float }
  };
  size_t i;

  if (!len)
    return fm_tag_null;
  if (!strchr ("+-0123456789.~nNtTfF", *value) || !*value)
    return fm_tag_str;
  for (i = 0; i < sizeof words / sizeof words[0]; i++)
    if (len == strlen (words[i].word)
        && memcmp (value, words[i].word, len) == 0)
      return words[i].tag;
  if (*value == '.') {
    char plain[NUMBER_MAX];

    if (len >= sizeof plain || memchr (value, '\0', len))
      return fm_tag_str;
    memcpy (plain, value, len);
    plain[len] = '\0';
    return is_decimal (plain) ? fm_tag_float : fm_tag_str;
  }
  if (*value == '+' || *value == '-' || is_digit (*value))
    return resolve_number (value, len);
  return fm_tag_str;
}
