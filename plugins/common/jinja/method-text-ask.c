/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of str that say something about a text. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <string.h>

#include <unictype.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/text.h"

size_t
jinja_text_find (struct tv text, size_t from, struct tv needle)
{
  const char *found;

  if (from > text.len)
    return (size_t) -1;
  if (!needle.len)
    return from;
  found = memmem (text.u.text + from, text.len - from, needle.u.text,
                  needle.len);
  return found ? (size_t) (found - text.u.text) : (size_t) -1;
}

/* A start or end in code points, counted from the end if negative. */
static int
read_bound (struct jinja_run *run, struct tv v, int64_t length, int64_t *n)
{
  if (jinja_is_none (v))
    return 0;
  if (!jinja_is_any_integer (v))
    return jinja_raise (run, "TypeError", "slice indices must be integers "
                        "or None or have an __index__ method");
  *n = jinja_integer_clamp (v);
  if (*n < 0)
    *n = *n + length < 0 ? 0 : *n + length;
  return 0;
}

/* The part of TEXT that optional arguments from the second on select; sets
 * *START to its first code point, or to -1 if it begins beyond the end. */
static int
select_part (struct jinja_run *run, struct tv text,
             const struct jinja_args *args, struct tv *part, int64_t *start)
{
  int64_t length = (int64_t) jinja_text_length (text), end = length;
  size_t from, to;
  int status = 0;

  *start = 0;
  if (args->n_args > 1)
    status = read_bound (run, args->args[1], length, start);
  if (!status && args->n_args > 2)
    status = read_bound (run, args->args[2], length, &end);
  if (status)
    return status;
  end = end > length ? length : end;
  if (*start > end) {
    *part = jinja_part (text, 0, 0);
    *start = -1;
    return 0;
  }
  from = jinja_text_offset (text, (size_t) *start);
  to = jinja_text_offset (text, (size_t) end);
  *part = jinja_part (text, from, to);
  return jinja_charge (run, 1 + text.len / 64);
}

/* One argument and two bounds: these methods have errors of their own. */
static int
check_arguments (struct jinja_run *run, const struct jinja_args *args,
                 const char *name)
{
  if (args->n_keywords)
    return jinja_raise (run, "TypeError", "%s() takes no keyword arguments",
                        name);
  if (args->n_args >= 1 && args->n_args <= 3)
    return 0;
  return jinja_raise (run, "TypeError", "%s() takes at %s (%zu given)", name,
                      args->n_args ? "most 3 arguments"
                      : "least 1 argument", args->n_args);
}

/* The arguments of find, count and their like. */
static int
read_needle (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, const char *name,
             struct tv *part, int64_t *start)
{
  int status = check_arguments (run, args, name);

  if (!status)
    status = select_part (run, self, args, part, start);
  if (!status && !jinja_is_string (args->args[0]))
    status = jinja_raise (run, "TypeError", "must be str, not %s",
                          jinja_type_name (args->args[0]));
  return status;
}

/* Where the argument is, in code points, or -1. */
static int
find (struct jinja_run *run, struct tv self, const struct jinja_args *args,
      const char *name, bool from_end, int64_t *found)
{
  struct tv part, needle;
  int64_t start;
  size_t at, last = (size_t) -1;
  int status = read_needle (run, self, args, name, &part, &start);

  *found = -1;
  if (status || start < 0)
    return status;
  needle = args->args[0];
  if (from_end) {
    for (at = part.len < needle.len ? (size_t) -1 : part.len - needle.len;
         at != (size_t) -1; at--)
      if (!memcmp (part.u.text + at, needle.u.text, needle.len)) {
        last = at;
        break;
      }
  } else
    last = jinja_text_find (part, 0, needle);
  if (last != (size_t) -1)
    *found = start + (int64_t) jinja_count_points (part.u.text, last);
  return 0;
}

static int
method_find (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  int64_t n;
  int status = find (run, self, args, "find", false, &n);

  *result = tv_int (n);
  return status;
}

static int
method_rfind (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int64_t n;
  int status = find (run, self, args, "rfind", true, &n);

  *result = tv_int (n);
  return status;
}

static int
must_find (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, const char *name, bool from_end,
           struct tv *result)
{
  int64_t n;
  int status = find (run, self, args, name, from_end, &n);

  if (!status && n < 0)
    return jinja_raise (run, "ValueError", "substring not found");
  *result = tv_int (n);
  return status;
}

static int
method_index (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  return must_find (run, self, args, "index", false, result);
}

static int
method_rindex (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  return must_find (run, self, args, "rindex", true, result);
}

static int
method_count (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  struct tv part;
  int64_t start, n = 0;
  size_t at = 0;
  int status = read_needle (run, self, args, "count", &part, &start);

  if (status)
    return status;
  *result = tv_int (0);
  if (start < 0)
    return 0;
  if (!args->args[0].len) {
    *result = tv_int ((int64_t) jinja_text_length (part) + 1);
    return 0;
  }
  while ((at = jinja_text_find (part, at, args->args[0])) != (size_t) -1) {
    at += args->args[0].len;
    n++;
  }
  *result = tv_int (n);
  return 0;
}

static bool
has_end (struct tv text, struct tv part, bool at_start)
{
  return part.len <= text.len
    && !memcmp (text.u.text + (at_start ? 0 : text.len - part.len),
                part.u.text, part.len);
}

static int
has_one_of (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, bool at_start, const char *name,
            struct tv *result)
{
  struct tv part, needle;
  int64_t start;
  size_t i;
  int status = check_arguments (run, args, name);

  if (status)
    return status;
  status = select_part (run, self, args, &part, &start);
  if (status)
    return status;
  needle = args->args[0];
  *result = tv_bool (false);
  if (jinja_is_tuple (needle)) {
    for (i = 0; i < jinja_list_of (needle)->n; i++) {
      struct tv one = jinja_list_of (needle)->items[i];

      if (!jinja_is_string (one))
        return jinja_raise (run, "TypeError", "tuple for %s must only "
                            "contain str, not %s", name,
                            jinja_type_name (one));
      if (start >= 0 && has_end (part, one, at_start)) {
        *result = tv_bool (true);
        break;
      }
    }
    return 0;
  }
  if (!jinja_is_string (needle))
    return jinja_raise (run, "TypeError", "%s first arg must be str or a "
                        "tuple of str, not %s", name,
                        jinja_type_name (needle));
  *result = tv_bool (start >= 0 && has_end (part, needle, at_start));
  return 0;
}

static int
method_startswith (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  return has_one_of (run, self, args, true, "startswith", result);
}

static int
method_endswith (struct jinja_run *run, struct tv self,
                 const struct jinja_args *args, struct tv *result)
{
  return has_one_of (run, self, args, false, "endswith", result);
}

/* -- classes of characters --------------------------------------------- */

static bool
is_alpha (uint32_t c)
{
  return uc_is_general_category_withtable (c, UC_CATEGORY_MASK_L);
}

static bool
is_ascii (uint32_t c)
{
  return c < 0x80;
}

static bool
is_decimal (uint32_t c)
{
  return uc_decimal_value (c) >= 0;
}

static bool
is_digit (uint32_t c)
{
  return uc_digit_value (c) >= 0;
}

static bool
is_numeric (uint32_t c)
{
  return uc_numeric_value (c).denominator != 0;
}

/* Whether IS holds for all characters; OF_EMPTY is the answer for none. */
static int
all_are (struct jinja_run *run, struct tv self,
         const struct jinja_args *args, const char *name,
         bool (*is) (uint32_t c), bool of_empty, struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", name, 0, 0);
  bool holds = self.len ? true : of_empty;
  size_t i = 0;
  uint32_t c;

  if (!status)
    status = jinja_charge (run, 1 + self.len / 64);
  while (!status && holds && i < self.len) {
    i += jinja_point (self.u.text + i, self.len - i, &c);
    holds = is (c);
  }
  *result = tv_bool (holds);
  return status;
}

/* A method whose answer is that of a class for each character. */
#define CLASS_METHOD(NAME, IS, OF_EMPTY) \
  static int \
  method_##NAME (struct jinja_run *run, struct tv self, \
                 const struct jinja_args *args, struct tv *result) \
  { \
    return all_are (run, self, args, #NAME, IS, OF_EMPTY, result); \
  }

CLASS_METHOD (isalnum, jinja_point_is_alnum, false)
CLASS_METHOD (isalpha, is_alpha, false)
CLASS_METHOD (isascii, is_ascii, true)
CLASS_METHOD (isdecimal, is_decimal, false)
CLASS_METHOD (isdigit, is_digit, false)
CLASS_METHOD (isnumeric, is_numeric, false)
CLASS_METHOD (isprintable, jinja_point_is_printable, true)
CLASS_METHOD (isspace, jinja_point_is_space, false)

static int
ask (struct jinja_run *run, struct tv self, const struct jinja_args *args,
     const char *name, bool (*is) (const char *text, size_t len),
     struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", name, 0, 0);

  if (!status)
    status = jinja_charge (run, 1 + self.len / 64);
  *result = tv_bool (!status && is (self.u.text, self.len));
  return status;
}

static int
method_islower (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  return ask (run, self, args, "islower", jinja_text_is_lower, result);
}

static int
method_isupper (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  return ask (run, self, args, "isupper", jinja_text_is_upper, result);
}

static int
method_istitle (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  return ask (run, self, args, "istitle", jinja_text_is_title, result);
}

static bool
is_identifier (const char *text, size_t len)
{
  size_t i = 0;
  uint32_t c;

  while (i < len) {
    bool is_first = i == 0;

    i += jinja_point (text + i, len - i, &c);
    if (c != '_' && !(is_first ? uc_is_property_xid_start (c)
                      : uc_is_property_xid_continue (c)))
      return false;
  }
  return len > 0;
}

static int
method_isidentifier (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  return ask (run, self, args, "isidentifier", is_identifier, result);
}

static const struct jinja_method methods[] = {
  { "count", method_count },
  { "endswith", method_endswith },
  { "find", method_find },
  { "index", method_index },
  { "isalnum", method_isalnum },
  { "isalpha", method_isalpha },
  { "isascii", method_isascii },
  { "isdecimal", method_isdecimal },
  { "isdigit", method_isdigit },
  { "isidentifier", method_isidentifier },
  { "islower", method_islower },
  { "isnumeric", method_isnumeric },
  { "isprintable", method_isprintable },
  { "isspace", method_isspace },
  { "istitle", method_istitle },
  { "isupper", method_isupper },
  { "rfind", method_rfind },
  { "rindex", method_rindex },
  { "startswith", method_startswith },
};

const struct jinja_method_table jinja_text_ask_methods =
  JINJA_METHOD_TABLE (methods);
