/* SPDX-License-Identifier: Apache-2.0 */
/* Literals. */

#include <config.h>

#include "plugins/common/jinja/literal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <uniname.h>

#include "common/buffer.h"
#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/text.h"

/* -- numbers ----------------------------------------------------------- */

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* Digits of BASE from POS on, each perhaps after an underscore, the first
 * only if MAY_START; returns the position behind. */
static size_t
skip_digits (const char *s, size_t len, size_t pos, int base,
             bool may_start)
{
  size_t start = pos;

  while (pos < len) {
    size_t next = pos;

    if (s[pos] == '_' && (pos > start || may_start))
      next++;
    if (next >= len || digit_value (s[next]) >= base)
      break;
    pos = next + 1;
  }
  return pos;
}

static size_t
float_length (const char *s, size_t len)
{
  size_t pos = skip_digits (s, len, 0, 10, false), end, next;
  bool has_fraction = false;

  if (!pos)
    return 0;
  if (pos < len && s[pos] == '.') {
    end = skip_digits (s, len, pos + 1, 10, false);
    if (end > pos + 1) {
      has_fraction = true;
      pos = end;
    }
  }
  if (pos < len && (s[pos] | 32) == 'e') {
    next = pos + 1;
    if (next < len && (s[next] == '+' || s[next] == '-'))
      next++;
    end = skip_digits (s, len, next, 10, false);
    if (end > next)
      return end;
  }
  return has_fraction ? pos : 0;
}

static size_t
integer_length (const char *s, size_t len)
{
  int base = 0;
  size_t end;

  if (!len || s[0] < '0' || s[0] > '9')
    return 0;
  if (s[0] != '0')
    return skip_digits (s, len, 0, 10, false);
  if (len > 2) {
    char c = s[1] | 32;

    base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
  }
  if (base) {
    end = skip_digits (s, len, 2, base, true);
    if (end > 2)
      return end;
  }
  return skip_digits (s, len, 0, 1, false);
}

size_t
jinja_number_length (const char *text, size_t len, bool after_dot,
                     bool *is_float)
{
  size_t n = after_dot ? 0 : float_length (text, len);

  *is_float = n > 0;
  return n ? n : integer_length (text, len);
}

int
jinja_read_integer (struct pl_arena *arena, const char *text, size_t len,
                    struct tv *value)
{
  int base = 10;
  size_t i = 0, start;
  uint64_t v = 0;

  if (len > 2 && digit_value (text[1]) > 9 && text[0] == '0') {
    char c = text[1] | 32;

    base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
    i = base == 10 ? 0 : 2;
  }
  for (start = i; i < len; i++) {
    uint64_t digit;

    if (text[i] == '_')
      continue;
    digit = (uint64_t) digit_value (text[i]);
    if (v > ((uint64_t) INT64_MAX - digit) / (uint64_t) base)
      return jinja_integer_from_digits (arena, text + start, len - start,
                                        (unsigned) base, false, value);
    v = v * (uint64_t) base + digit;
  }
  *value = tv_int ((int64_t) v);
  return 0;
}

int
jinja_read_float (const char *text, size_t len, struct tv *value)
{
  char small[64], *copy = small;
  size_t i, n = 0;

  if (len >= sizeof small) {
    copy = malloc (len + 1);
    if (!copy)
      return -ENOMEM;
  }
  for (i = 0; i < len; i++)
    if (text[i] != '_')
      copy[n++] = text[i];
  copy[n] = 0;
  *value = tv_float (strtod (copy, NULL));
  if (copy != small)
    free (copy);
  return 0;
}

/* -- strings ----------------------------------------------------------- */

static void
put_point (struct pl_buffer *out, uint32_t c)
{
  char bytes[4];
  size_t n = jinja_point_write (c, bytes);

  pl_buffer_append (out, bytes, n);
}

/* A character that is not ASCII after a backslash: Python sees the escape
 * that stands for it, behind the backslash. */
static void
put_backslashed (struct pl_buffer *out, uint32_t c)
{
  pl_buffer_puts (out, "\\");
  pl_buffer_printf (out, c < 0x100 ? "x%02x" : c < 0x10000 ? "u%04x"
                    : "U%08x", (unsigned) c);
}

/* N hexadecimal digits at S. */
static const char *
read_hex (struct pl_buffer *out, const char *s, size_t len, size_t n)
{
  uint32_t c = 0;
  size_t i;

  for (i = 0; i < n; i++) {
    if (i >= len || digit_value (s[i]) > 15)
      return n == 2 ? "truncated \\xXX escape"
        : n == 4 ? "truncated \\uXXXX escape"
        : "truncated \\UXXXXXXXX escape";
    c = c << 4 | (uint32_t) digit_value (s[i]);
  }
  if (c > 0x10ffff)
    return "illegal Unicode character";
  put_point (out, c);
  return NULL;
}

/* \N{NAME}: *USED is set to its bytes behind the N. */
static const char *
read_named (struct pl_buffer *out, const char *s, size_t len, size_t *used)
{
  char name[UNINAME_MAX + 1];
  const char *end;
  ucs4_t c;

  if (len < 2 || s[0] != '{')
    return "malformed \\N character escape";
  end = memchr (s, '}', len);
  if (!end || end == s + 1)
    return "malformed \\N character escape";
  *used = (size_t) (end - s) + 1;
  if ((size_t) (end - s) - 1 >= sizeof name)
    return "unknown Unicode character name";
  memcpy (name, s + 1, (size_t) (end - s) - 1);
  name[end - s - 1] = 0;
  c = unicode_name_character (name);
  if (c == UNINAME_INVALID)
    return "unknown Unicode character name";
  put_point (out, c);
  return NULL;
}

/* The escape at S, behind the backslash; *USED is set to its bytes. */
static const char *
read_escape (struct pl_buffer *out, const char *s, size_t len, size_t *used)
{
  static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
  const char *simple;
  uint32_t c = 0;
  size_t i;

  *used = 1;
  if (*s == '\n')
    return NULL;
  simple = *s ? strchr (from, *s) : NULL;
  if (simple) {
    pl_buffer_putc (out, to[simple - from]);
    return NULL;
  }
  if (*s >= '0' && *s <= '7') {
    for (i = 0; i < 3 && i < len && s[i] >= '0' && s[i] <= '7'; i++)
      c = c * 8 + (uint32_t) (s[i] - '0');
    *used = i;
    put_point (out, c);
    return NULL;
  }
  if (*s == 'x' || *s == 'u' || *s == 'U') {
    size_t n = *s == 'x' ? 2 : *s == 'u' ? 4 : 8;

    *used = n + 1;
    return read_hex (out, s + 1, len - 1, n);
  }
  if (*s == 'N') {
    const char *message = read_named (out, s + 1, len - 1, used);

    ++*used;
    return message;
  }
  *used = jinja_point (s, len, &c);
  if (c >= 0x80) {
    put_backslashed (out, c);
  } else {
    pl_buffer_putc (out, '\\');
    pl_buffer_putc (out, *s);
  }
  return NULL;
}

static const char *
decode (struct pl_buffer *out, const char *text, size_t len,
        const char *newline)
{
  size_t i = 0, used;

  while (i < len) {
    if (text[i] == '\n') {
      pl_buffer_puts (out, newline);
      i++;
    } else if (text[i] == '\\' && i + 1 < len) {
      const char *message
        = read_escape (out, text + i + 1, len - i - 1, &used);

      if (message)
        return message;
      i += used + 1;
    } else {
      pl_buffer_putc (out, text[i++]);
    }
  }
  return NULL;
}

int
jinja_read_string (struct pl_arena *arena, const char *text, size_t len,
                   const char *newline, const char **result,
                   size_t *result_len, const char **message)
{
  struct pl_buffer out;

  if (!len || (!memchr (text, '\\', len) && !memchr (text, '\n', len))) {
    *result = text;
    *result_len = len;
    return 0;
  }
  pl_buffer_init (&out);
  *message = decode (&out, text, len, newline);
  *result = !*message && !out.failed
    ? pl_arena_strndup (arena, out.data, out.len) : NULL;
  *result_len = out.len;
  pl_buffer_release (&out);
  return *message ? -EINVAL : *result ? 0 : -ENOMEM;
}
