/* SPDX-License-Identifier: Apache-2.0 */
/* format (VALUE, SPEC) of Python. */

#include <config.h>

#include "plugins/common/jinja/format.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/text.h"

static bool
is_align (const char *p, const char *end)
{
  return p < end && strchr ("<>=^", *p) && *p;
}

/* Reads digits at *P; -1 if there are none, -2 if there are too many. */
static int
read_number (const char **p, const char *end)
{
  int n = -1;

  for (; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
    n = n < 0 ? 0 : n;
    n = n * 10 + (**p - '0');
    if (n > JINJA_FORMAT_MAX)
      return -2;
  }
  return n;
}

static int
bad_spec (struct jinja_run *run, struct tv v, const char *spec, size_t len)
{
  return jinja_raise (run, "ValueError", "Invalid format specifier '%.*s' "
                      "for object of type '%s'", (int) len, spec,
                      jinja_type_name (v));
}

/* Reads fill, alignment and sign. */
static const char *
read_start (struct jinja_spec *s, const char *p, const char *end)
{
  uint32_t c;
  size_t n = p < end ? jinja_point (p, (size_t) (end - p), &c) : 0;

  if (n && is_align (p + n, end)) {
    memcpy (s->fill, p, n);
    s->fill_len = n;
    s->align = p[n];
    p += n + 1;
  } else if (is_align (p, end))
    s->align = *p++;
  if (p < end && *p && strchr ("+- ", *p))
    s->sign = *p++;
  if (p < end && *p == 'z') {
    s->no_negative_zero = true;
    p++;
  }
  if (p < end && *p == '#') {
    s->alternate = true;
    p++;
  }
  return p;
}

/* Digits are grouped where they are decimal, by "_" also elsewhere; that is
 * looked at before anything is said about the type. */
static int
check_grouping (struct jinja_run *run, const struct jinja_spec *s,
                struct tv v)
{
  char type = s->type ? s->type : jinja_is_string (v) ? 's' : 'd';

  if (!s->grouping || strchr ("defgEG%F", type)
      || (s->grouping == '_' && strchr ("boxX", type)))
    return 0;
  if (type > ' ' && type < 0x7f)
    return jinja_raise (run, "ValueError", "Cannot specify '%c' with '%c'.",
                        s->grouping, type);
  return jinja_raise (run, "ValueError", "Cannot specify '%c' with '\\x%x'.",
                      s->grouping, (unsigned char) type);
}

static int
parse_spec (struct jinja_run *run, struct jinja_spec *s, struct tv v,
            const char *p, size_t len)
{
  const char *end = p + len;
  int n;

  *s = (struct jinja_spec) { .precision = -1 };
  p = read_start (s, p, end);
  if (!s->fill_len && p < end && *p == '0') {
    s->fill[0] = '0';
    s->fill_len = 1;
    if (!s->align && !jinja_is_string (v))
      s->align = '=';
    p++;
  }
  n = read_number (&p, end);
  if (n == -2)
    return jinja_raise_limit (run, "format width");
  s->width = n < 0 ? 0 : (size_t) n;
  if (p < end && *p == ',')
    s->grouping = *p++;
  if (p < end && *p == '_') {
    if (s->grouping)
      return jinja_raise (run, "ValueError", "Cannot specify both ',' and "
                          "'_'.");
    s->grouping = *p++;
  }
  if (p < end && *p == ',' && s->grouping)
    return jinja_raise (run, "ValueError", s->grouping == '_'
                        ? "Cannot specify both ',' and '_'."
                        : "Cannot specify ',' with ','.");
  if (p < end && *p == '.') {
    p++;
    n = read_number (&p, end);
    if (n == -2)
      return jinja_raise_limit (run, "format precision");
    if (n < 0)
      return jinja_raise (run, "ValueError",
                          "Format specifier missing precision");
    s->precision = n;
  }
  if (end - p > 1)
    return bad_spec (run, v, end - len, len);
  if (p < end)
    s->type = *p;
  return check_grouping (run, s, v);
}

static int
unknown_code (struct jinja_run *run, const struct jinja_spec *s, struct tv v)
{
  if (s->type > ' ' && s->type < 0x7f)
    return jinja_raise (run, "ValueError", "Unknown format code '%c' for "
                        "object of type '%s'", s->type, jinja_type_name (v));
  return jinja_raise (run, "ValueError", "Unknown format code '\\x%x' for "
                      "object of type '%s'", (unsigned char) s->type,
                      jinja_type_name (v));
}

static int
format_string (struct jinja_run *run, struct pl_buffer *out, struct tv v,
               const struct jinja_spec *s)
{
  size_t len = v.len;

  if (s->type && s->type != 's')
    return unknown_code (run, s, v);
  if (s->sign)
    return jinja_raise (run, "ValueError", s->sign == ' '
                        ? "Space not allowed in string format specifier"
                        : "Sign not allowed in string format specifier");
  if (s->no_negative_zero)
    return jinja_raise (run, "ValueError", "Negative zero coercion (z) not "
                        "allowed in string format specifier");
  if (s->alternate)
    return jinja_raise (run, "ValueError", "Alternate form (#) not allowed "
                        "in string format specifier");
  if (s->align == '=')
    return jinja_raise (run, "ValueError", "'=' alignment not allowed in "
                        "string format specifier");
  if (s->precision >= 0)
    len = jinja_point_offset (v.u.text, len, (size_t) s->precision);
  jinja_append_padded (out, s, '<', v.u.text, len);
  return 0;
}

static int
format_integer (struct jinja_run *run, struct pl_buffer *out, struct tv v,
                const struct jinja_spec *s)
{
  int64_t n;
  double d;
  char c[4];
  int status;

  if (s->type && strchr ("eEfFgG%", s->type)) {
    status = jinja_to_float (run, v, &d);
    if (!status)
      jinja_append_float (out, s, d);
    return status;
  }
  if (s->type && !strchr ("bcdnoxX", s->type))
    return unknown_code (run, s, v);
  if (s->precision >= 0)
    return jinja_raise (run, "ValueError", "Precision not allowed in "
                        "integer format specifier");
  if (s->no_negative_zero)
    return jinja_raise (run, "ValueError", "Negative zero coercion (z) not "
                        "allowed in integer format specifier");
  if (s->type != 'c')
    return jinja_append_integer (run, out, s, v);
  if (s->sign)
    return jinja_raise (run, "ValueError", "Sign not allowed with integer "
                        "format specifier 'c'");
  if (s->alternate)
    return jinja_raise (run, "ValueError", "Alternate form (#) not allowed "
                        "with integer format specifier 'c'");
  if (jinja_is_big_integer (v))
    return jinja_raise_overflow (run, "long");
  n = jinja_integer (v);
  if (n < 0 || n > 0x10ffff)
    return jinja_raise (run, "OverflowError",
                        "%%c arg not in range(0x110000)");
  jinja_append_padded (out, s, '>', c, jinja_point_write ((uint32_t) n, c));
  return 0;
}

int
jinja_format_value (struct jinja_run *run, struct pl_buffer *out,
                    struct tv v, const char *spec, size_t len)
{
  struct jinja_spec s;
  int status;

  if (!len)
    return jinja_print_str (run, out, v);
  if (!jinja_is_string (v) && !jinja_is_any_number (v))
    return jinja_raise (run, "TypeError", "unsupported format string passed "
                        "to %s.__format__", jinja_type_name (v));
  status = parse_spec (run, &s, v, spec, len);
  if (status)
    return status;
  if (jinja_is_string (v))
    return format_string (run, out, v, &s);
  if (jinja_is_any_integer (v))
    return format_integer (run, out, v, &s);
  if (s.type && !strchr ("eEfFgGn%", s.type))
    return unknown_code (run, &s, v);
  jinja_append_float (out, &s, v.u.number);
  return 0;
}
