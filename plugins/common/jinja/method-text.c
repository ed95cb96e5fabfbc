/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of str that make another text. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <limits.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/format.h"
#include "plugins/common/jinja/text.h"

/* -- case ------------------------------------------------------------- */

static int
recase (struct jinja_run *run, struct tv self, const struct jinja_args *args,
        const char *name, enum jinja_case to, struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", name, 0, 0);

  return status ? status : jinja_change_case (run, self, to, result);
}

static int
method_capitalize (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "capitalize", JINJA_CASE_CAPITALIZE,
                 result);
}

static int
method_casefold (struct jinja_run *run, struct tv self,
                 const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "casefold", JINJA_CASE_FOLD, result);
}

static int
method_lower (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "lower", JINJA_CASE_LOWER, result);
}

static int
method_swapcase (struct jinja_run *run, struct tv self,
                 const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "swapcase", JINJA_CASE_SWAP, result);
}

static int
method_title (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "title", JINJA_CASE_TITLE, result);
}

static int
method_upper (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "upper", JINJA_CASE_UPPER, result);
}

/* -- stripping ---------------------------------------------------------- */

/* Whether the code point C is among CHARS, or white space if that is
 * None. */
static bool
is_among (uint32_t c, struct tv chars)
{
  size_t i = 0;
  uint32_t other;

  if (!jinja_is_string (chars))
    return jinja_point_is_space (c);
  while (i < chars.len) {
    i += jinja_point (chars.u.text + i, chars.len - i, &other);
    if (other == c)
      return true;
  }
  return false;
}

int
jinja_text_strip (struct jinja_run *run, struct tv text, struct tv chars,
                  bool left, bool right, const char *name, struct tv *result)
{
  size_t start = 0, end = text.len, n, at;
  uint32_t c;
  int status = jinja_charge (run, 1 + text.len / 64);

  if (status)
    return status;
  if (!jinja_is_string (chars) && !jinja_is_none (chars)
      && !jinja_is_absent (chars))
    return jinja_raise (run, "TypeError", "%s arg must be None or str", name);
  while (left && start < end) {
    n = jinja_point (text.u.text + start, end - start, &c);
    if (!is_among (c, chars))
      break;
    start += n;
  }
  while (right && start < end) {
    for (at = end - 1; at > start && (text.u.text[at] & 0xc0) == 0x80;)
      at--;
    jinja_point (text.u.text + at, end - at, &c);
    if (!is_among (c, chars))
      break;
    end = at;
  }
  *result = jinja_part (text, start, end);
  return 0;
}

static int
strip (struct jinja_run *run, struct tv self, const struct jinja_args *args,
       bool left, bool right, const char *name, struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", name, 0, 1);

  return status ? status
    : jinja_text_strip (run, self, jinja_argument (args, 0, tv_nil ()), left,
                        right, name, result);
}

static int
method_strip (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  return strip (run, self, args, true, true, "strip", result);
}

static int
method_lstrip (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  return strip (run, self, args, true, false, "lstrip", result);
}

static int
method_rstrip (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  return strip (run, self, args, false, true, "rstrip", result);
}

/* What some of Python's own functions call the type of an argument. */
static const char *
kind_of (struct tv v)
{
  return jinja_is_none (v) ? "None" : jinja_type_name (v);
}

static int
remove_end (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, bool at_start, const char *name,
            struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", name, 1, 1);
  struct tv part;

  if (status)
    return status;
  part = args->args[0];
  if (!jinja_is_string (part))
    return jinja_raise (run, "TypeError", "%s() argument must be str, not %s",
                        name, kind_of (part));
  *result = self;
  if (part.len <= self.len
      && !memcmp (self.u.text + (at_start ? 0 : self.len - part.len),
                  part.u.text, part.len))
    *result = at_start ? jinja_part (self, part.len, self.len)
      : jinja_part (self, 0, self.len - part.len);
  return 0;
}

static int
method_removeprefix (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  return remove_end (run, self, args, true, "removeprefix", result);
}

static int
method_removesuffix (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  return remove_end (run, self, args, false, "removesuffix", result);
}

/* -- replacing --------------------------------------------------------- */

/* An empty OLD is found before each code point, and at the end. */
static void
interleave (struct pl_buffer *out, struct tv text, struct tv new,
            int64_t count)
{
  size_t i = 0, n;
  uint32_t c;

  while (count && !out->failed) {
    pl_buffer_append (out, new.u.text, new.len);
    count--;
    if (i == text.len)
      return;
    n = jinja_point (text.u.text + i, text.len - i, &c);
    pl_buffer_append (out, text.u.text + i, n);
    i += n;
  }
  pl_buffer_append (out, text.u.text + i, text.len - i);
}

int
jinja_text_replace (struct jinja_run *run, struct tv text, struct tv old,
                    struct tv new, int64_t count, struct tv *result)
{
  struct pl_buffer out;
  size_t from = 0, at;
  int status = jinja_charge (run, 1 + text.len / 16);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  if (!old.len)
    interleave (&out, text, new, count);
  else {
    while (count && (at = jinja_text_find (text, from, old)) != (size_t) -1
           && !out.failed) {
      pl_buffer_append (&out, text.u.text + from, at - from);
      pl_buffer_append (&out, new.u.text, new.len);
      from = at + old.len;
      count--;
    }
    pl_buffer_append (&out, text.u.text + from, text.len - from);
  }
  status = jinja_charge (run, out.len / 64);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, text.type, result);
}

static int
method_replace (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  int64_t count = -1;
  int status = jinja_check_arity (run, args, "str", "replace", 2, 3);
  struct tv new;
  size_t i;

  if (status)
    return status;
  new = args->args[1];
  if (jinja_is_safe (self)) {
    status = jinja_escape (run, new, &new);
    if (status)
      return status;
  }
  for (i = 0; i < 2; i++)
    if (!jinja_is_string (i ? new : args->args[0]))
      return jinja_raise (run, "TypeError", "replace() argument %zu must be "
                          "str, not %s", i + 1,
                          kind_of (args->args[i]));
  if (args->n_args > 2)
    status = jinja_to_index (run, args->args[2], &count);
  return status ? status
    : jinja_text_replace (run, self, args->args[0], new, count, result);
}

/* -- padding ----------------------------------------------------------- */

/* TEXT with LEFT and RIGHT times FILL around it. */
static int
pad (struct jinja_run *run, struct tv text, int64_t left, int64_t right,
     struct tv fill, struct tv *result)
{
  struct pl_buffer out;
  int status;

  left = left < 0 ? 0 : left;
  right = right < 0 ? 0 : right;
  if (left > INT32_MAX || right > INT32_MAX)
    return jinja_raise_limit (run, "memory");
  status = jinja_charge (run, 1 + (size_t) (left + right) / 64);
  if (status)
    return status;
  jinja_buffer_init (run, &out);
  for (; left && !out.failed; left--)
    pl_buffer_append (&out, fill.u.text, fill.len);
  pl_buffer_append (&out, text.u.text, text.len);
  for (; right && !out.failed; right--)
    pl_buffer_append (&out, fill.u.text, fill.len);
  return jinja_take_string (run, &out, text.type, result);
}

/* How many characters TEXT lacks to be WIDTH wide. */
static int64_t
missing (struct tv text, int64_t width)
{
  int64_t n = (int64_t) jinja_text_length (text);

  return width > n ? width - n : 0;
}

int
jinja_text_center (struct jinja_run *run, struct tv text, int64_t width,
                   struct tv fill, struct tv *result)
{
  int64_t room = missing (text, width);
  int64_t left = room / 2 + (room & width & 1);

  return pad (run, text, left, room - left, fill, result);
}

/* The arguments of center, ljust and rjust. */
static int
read_width (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, const char *name, int64_t *width,
            struct tv *fill)
{
  int status = jinja_check_arity (run, args, "str", name, 1, 2);

  if (!status)
    status = jinja_to_index (run, args->args[0], width);
  if (status)
    return status;
  *fill = jinja_argument (args, 1, tv_string (" ", 1));
  if (jinja_is_safe (self)) {
    status = jinja_escape (run, *fill, fill);
    if (status)
      return status;
  }
  if (!jinja_is_string (*fill))
    return jinja_raise (run, "TypeError", "The fill character must be a "
                        "unicode character, not %s", jinja_type_name (*fill));
  if (jinja_text_length (*fill) != 1)
    return jinja_raise (run, "TypeError", "The fill character must be "
                        "exactly one character long");
  return 0;
}

static int
method_center (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  int64_t width;
  struct tv fill;
  int status = read_width (run, self, args, "center", &width, &fill);

  return status ? status
    : jinja_text_center (run, self, width, fill, result);
}

static int
method_ljust (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int64_t width;
  struct tv fill;
  int status = read_width (run, self, args, "ljust", &width, &fill);

  return status ? status
    : pad (run, self, 0, missing (self, width), fill, result);
}

static int
method_rjust (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int64_t width;
  struct tv fill;
  int status = read_width (run, self, args, "rjust", &width, &fill);

  return status ? status
    : pad (run, self, missing (self, width), 0, fill, result);
}

static int
method_zfill (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int64_t width, room;
  struct pl_buffer out;
  size_t sign;
  int status = jinja_check_arity (run, args, "str", "zfill", 1, 1);

  if (!status)
    status = jinja_to_index (run, args->args[0], &width);
  if (status)
    return status;
  room = missing (self, width);
  if (room > INT32_MAX)
    return jinja_raise_limit (run, "memory");
  sign = self.len && (self.u.text[0] == '-' || self.u.text[0] == '+');
  jinja_buffer_init (run, &out);
  pl_buffer_append (&out, self.u.text, sign);
  pl_buffer_fill (&out, '0', (size_t) room);
  pl_buffer_append (&out, self.u.text + sign, self.len - sign);
  return jinja_take_string (run, &out, self.type, result);
}

static int
method_expandtabs (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct tv given;
  int64_t size, column = 0;
  struct pl_buffer out;
  size_t i, n;
  uint32_t c;
  int status = jinja_read_only_argument (run, args, "expandtabs", "tabsize",
                                         tv_int (8), &given);

  if (status)
    return status;
  if (jinja_is_big_integer (given))
    return jinja_raise_overflow (run, "int");
  status = jinja_to_index (run, given, &size);
  if (status)
    return status;
  if (size > INT_MAX || size < INT_MIN)
    return jinja_raise_overflow (run, "int");
  if (size > JINJA_FORMAT_MAX)
    return jinja_raise_limit (run, "memory");
  jinja_buffer_init (run, &out);
  for (i = 0; i < self.len; i += n) {
    n = jinja_point (self.u.text + i, self.len - i, &c);
    if (c == '\t') {
      int64_t room = size > 0 ? size - column % size : 0;

      pl_buffer_fill (&out, ' ', (size_t) room);
      column += room;
      continue;
    }
    pl_buffer_append (&out, self.u.text + i, n);
    column = c == '\n' || c == '\r' ? 0 : column + 1;
  }
  return jinja_take_string (run, &out, self.type, result);
}

static const struct jinja_method methods[] = {
  { "capitalize", method_capitalize },
  { "casefold", method_casefold },
  { "center", method_center },
  { "expandtabs", method_expandtabs },
  { "format", jinja_format_text },
  { "format_map", jinja_format_text_map },
  { "ljust", method_ljust },
  { "lower", method_lower },
  { "lstrip", method_lstrip },
  { "removeprefix", method_removeprefix },
  { "removesuffix", method_removesuffix },
  { "replace", method_replace },
  { "rjust", method_rjust },
  { "rstrip", method_rstrip },
  { "strip", method_strip },
  { "swapcase", method_swapcase },
  { "title", method_title },
  { "upper", method_upper },
  { "zfill", method_zfill },
};

const struct jinja_method_table jinja_text_make_methods =
  JINJA_METHOD_TABLE (methods);
