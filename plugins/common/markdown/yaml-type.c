/* SPDX-License-Identifier: Apache-2.0 */
/* The types of YAML scalars, as YAML 1.1 defines most of them. */

#include <config.h>

#include "plugins/common/markdown/yaml-tree.h"

#include <stdlib.h>
#include <string.h>

static bool
is_one_of (const char *value, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (value, *words) == 0)
      return true;
  return false;
}

static size_t
count_digits (const char *s, const char *digits)
{
  return strspn (s, digits);
}

/* A decimal, octal, hexadecimal or binary number with underscores. */
static bool
is_integer (const char *s)
{
  static const char decimal[] = "_0123456789";
  const char *digits = decimal;

  s += *s == '+' || *s == '-';
  if (*s == '0' && s[1] != '\0') {
    s++;
    digits = "_01234567";
    if (*s == 'x' || *s == 'X')
      digits = "_0123456789abcdefABCDEF";
    else if (*s == 'b' || *s == 'B')
      digits = "_01";
    else if (*s != 'o' && *s != 'O')
      s--;
    s++;
  }
  return *s != '\0' && s[count_digits (s, digits)] == '\0';
}

static bool
is_float (const char *s)
{
  static const char digits[] = "_0123456789";
  size_t n, fraction = 0;

  s += *s == '+' || *s == '-';
  n = count_digits (s, digits);
  s += n;
  if (*s == '.') {
    s++;
    fraction = count_digits (s, digits);
    s += fraction;
  }
  if (n + fraction == 0)
    return false;
  if (*s == 'e' || *s == 'E') {
    s++;
    s += *s == '+' || *s == '-';
    n = count_digits (s, digits);
    if (n == 0)
      return false;
    s += n;
  }
  return *s == '\0';
}

/* Goes over a number of MIN to MAX digits that is at most LIMIT. */
static bool
skip_number (const char **s, size_t min, size_t max, int limit)
{
  size_t n = count_digits (*s, "0123456789");

  if (n < min || n > max || atoi (*s) > limit)
    return false;
  *s += n;
  return true;
}

static bool
skip_char (const char **s, char c)
{
  if (**s != c)
    return false;
  ++*s;
  return true;
}

/* A date, with a time and zone behind T, or a time behind a blank. */
static bool
is_timestamp (const char *s)
{
  bool zoned;

  if (!skip_number (&s, 4, 4, 9999) || !skip_char (&s, '-')
      || !skip_number (&s, 1, 2, 12) || !skip_char (&s, '-')
      || !skip_number (&s, 1, 2, 31))
    return false;
  if (*s == '\0')
    return true;
  zoned = *s == 'T' || *s == 't';
  if (!zoned && *s != ' ')
    return false;
  s++;
  if (!skip_number (&s, 1, 2, 23) || !skip_char (&s, ':')
      || !skip_number (&s, 1, 2, 59) || !skip_char (&s, ':')
      || !skip_number (&s, 1, 2, 59))
    return false;
  if (*s == '.')
    s += 1 + count_digits (s + 1, "0123456789");
  if (!zoned || skip_char (&s, 'Z'))
    return *s == '\0';
  return (skip_char (&s, '+') || skip_char (&s, '-'))
         && skip_number (&s, 2, 2, 24) && skip_char (&s, ':')
         && skip_number (&s, 2, 2, 60) && *s == '\0';
}

/* The type that VALUE looks like. */
enum md_yaml_type
md_yaml_guess (const char *value)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL",
                                       NULL };
  static const char *const bools[] = {
    "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
    "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
    "OFF", NULL
  };
  static const char *const floats[] = {
    ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf",
    "+.INF", "-.inf", "-.Inf", "-.INF", NULL
  };

  if (is_one_of (value, nulls))
    return MD_YAML_NULL;
  if (is_one_of (value, bools))
    return MD_YAML_BOOL;
  if (is_one_of (value, floats))
    return MD_YAML_FLOAT;
  if (is_timestamp (value))
    return MD_YAML_TIMESTAMP;
  /* Underscores are left out of numbers, but are none. */
  if (strchr ("+-.0123456789", value[0]) == NULL
      || strpbrk (value, "0123456789") == NULL)
    return MD_YAML_STRING;
  if (is_integer (value))
    return MD_YAML_INT;
  return is_float (value) ? MD_YAML_FLOAT : MD_YAML_STRING;
}

static const struct {
  const char *tag, *name;
} types[] = {
  [MD_YAML_STRING] = { YAML_STR_TAG, "!!str" },
  [MD_YAML_NULL] = { YAML_NULL_TAG, "!!null" },
  [MD_YAML_BOOL] = { YAML_BOOL_TAG, "!!bool" },
  [MD_YAML_INT] = { YAML_INT_TAG, "!!int" },
  [MD_YAML_FLOAT] = { YAML_FLOAT_TAG, "!!float" },
  [MD_YAML_TIMESTAMP] = { YAML_TIMESTAMP_TAG, "!!timestamp" }
};

enum md_yaml_type
md_yaml_resolve (const struct md_yaml_node *n)
{
  if (n->tag == NULL)
    return n->plain ? md_yaml_guess (n->value) : MD_YAML_STRING;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp (n->tag, types[i].tag) == 0)
      return (enum md_yaml_type) i;
  return MD_YAML_STRING;
}

const char *
md_yaml_type_name (enum md_yaml_type type)
{
  return types[type].name;
}
