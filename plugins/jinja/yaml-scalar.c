/* SPDX-License-Identifier: Apache-2.0 */
/* Writes YAML scalars: which style a text can have, and that style.
 *
 * What is plain must read back as the same text in YAML 1.1, where `yes',
 * `12:30:00' and `1_000' are no texts. */

#include <config.h>

#include "plugins/jinja/yaml-scalar.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/utf8.h"

/* A longer one is no simple key. */
#define SIMPLE_KEY_MAX 128

/* -- what would not be a text ----------------------------------------- */

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static bool
is_word (const char *s, size_t len)
{
  static const char *const words[] = {
    "yes", "no", "true", "false", "on", "off", "null"
  };
  size_t i, k;

  for (i = 0; i < sizeof words / sizeof words[0]; i++) {
    bool is_upper = true, is_title = true, is_lower = true;

    if (strlen (words[i]) != len || strncasecmp (s, words[i], len))
      continue;
    for (k = 0; k < len; k++) {
      bool up = s[k] >= 'A' && s[k] <= 'Z';

      is_upper = is_upper && up;
      is_lower = is_lower && !up;
      is_title = is_title && up == (k == 0);
    }
    return is_upper || is_lower || is_title;
  }
  return (len == 1 && (*s == '~' || *s == '='))
         || (len == 2 && !memcmp (s, "<<", 2));
}

/* Digits of BASE and underlines, at least one. */
static bool
are_digits (const char *s, size_t len, int base)
{
  size_t i;

  for (i = 0; i < len; i++) {
    int c = (unsigned char) s[i];
    int digit = is_digit (s[i]) ? c - '0'
      : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;

    if (c != '_' && digit >= base)
      return false;
  }
  return len > 0;
}

/* 1:30 or 190:20:30.15: numbers to the base of sixty. */
static bool
is_sexagesimal (const char *s, size_t len)
{
  size_t i = 0, start;
  unsigned parts = 0;

  while (i < len && (is_digit (s[i]) || (i && s[i] == '_')))
    i++;
  if (!i)
    return false;
  for (; i < len && s[i] == ':'; parts++) {
    start = ++i;
    while (i < len && is_digit (s[i]))
      i++;
    if (i == start || i - start > 2
        || (i - start == 2 && s[start] > '5'))
      return false;
  }
  if (parts && i < len && s[i] == '.')
    for (i++; i < len && (is_digit (s[i]) || s[i] == '_'); i++)
      continue;
  return parts && i == len;
}

static bool
is_float (const char *s, size_t len)
{
  size_t i = 0, n_before, n_after;

  if (len == 4 && (!strncasecmp (s, ".inf", 4) || !strncasecmp (s, ".nan", 4)))
    return true;
  while (i < len && (is_digit (s[i]) || (i && s[i] == '_')))
    i++;
  n_before = i;
  if (i == len || s[i] != '.')
    return false;
  for (i++; i < len && (is_digit (s[i]) || s[i] == '_'); i++)
    continue;
  n_after = i - n_before - 1;
  if (!n_before && (!n_after || !is_digit (s[1])))
    return false;
  if (i == len)
    return true;
  if ((s[i] | 32) != 'e' || i + 2 >= len || (s[i + 1] != '+'
                                             && s[i + 1] != '-'))
    return false;
  for (i += 2; i < len && is_digit (s[i]); i++)
    continue;
  return i == len;
}

static bool
is_number (const char *s, size_t len)
{
  if (len && (*s == '-' || *s == '+'))
    s++, len--;
  if (!len)
    return false;
  if (len > 2 && s[0] == '0' && s[1] == 'b')
    return are_digits (s + 2, len - 2, 2);
  if (len > 2 && s[0] == '0' && s[1] == 'x')
    return are_digits (s + 2, len - 2, 16);
  if (s[0] == '0' && len > 1 && are_digits (s + 1, len - 1, 8))
    return true;
  if (is_digit (s[0]) && (s[0] != '0' || len == 1)
      && are_digits (s, len, 10))
    return true;
  return is_float (s, len) || is_sexagesimal (s, len);
}

/* 2026-11-28, with or without a time. */
static bool
is_date (const char *s, size_t len)
{
  static const char digits[] = "0000-00-00";
  size_t i;

  if (len >= 10) {
    for (i = 0; i < 10; i++)
      if (digits[i] == '0' ? !is_digit (s[i]) : s[i] != '-')
        break;
    if (i == 10)
      return len == 10;
  }
  /* 2001-1-1t1:02:03 and the like. */
  if (len < 14 || !is_digit (s[0]) || !is_digit (s[1]) || !is_digit (s[2])
      || !is_digit (s[3]) || s[4] != '-')
    return false;
  for (i = 5; i < len && (is_digit (s[i]) || s[i] == '-'); i++)
    continue;
  if (i == len || ((s[i] | 32) != 't' && s[i] != ' ' && s[i] != '\t'))
    return false;
  for (i++; i < len; i++)
    if (!is_digit (s[i]) && !strchr (":.+-Zz \t", s[i]))
      return false;
  return true;
}

static bool
is_other_type (const char *s, size_t len)
{
  return is_word (s, len) || is_number (s, len) || is_date (s, len);
}

/* -- styles ----------------------------------------------------------- */

enum style {
  STYLE_PLAIN,
  STYLE_SINGLE,
  STYLE_DOUBLE
};

static bool
is_printable (uint32_t rune)
{
  return rune == '\n' || (rune >= 0x20 && rune <= 0x7e) || rune == 0x85
         || (rune >= 0xa0 && rune <= 0xd7ff)
         || (rune >= 0xe000 && rune <= 0xfffd && rune != 0xfeff)
         || (rune >= 0x10000 && rune < 0x10ffff);
}

static bool
is_break (uint32_t rune)
{
  return rune == '\n' || rune == 0x85 || rune == 0x2028 || rune == 0x2029;
}

/* Whether a plain scalar can start with S. */
static bool
can_start (const char *s, size_t len)
{
  if (strchr ("#,[]{}&*!|>'\"%@`", *s))
    return false;
  if ((*s == '-' || *s == '?' || *s == ':')
      && (len == 1 || s[1] == ' ' || s[1] == '\t'))
    return false;
  return !(len >= 3 && (!memcmp (s, "---", 3) || !memcmp (s, "...", 3)));
}

static enum style
style_of (const char *s, size_t len)
{
  enum style style = STYLE_PLAIN;
  size_t i = 0, n;
  uint32_t rune, before = 0;

  if (!len)
    return STYLE_SINGLE;
  if (!can_start (s, len) || is_other_type (s, len) || s[0] == ' '
      || s[len - 1] == ' ')
    style = STYLE_SINGLE;
  /* Blanks at the ends cannot be folded; those next to a line's end are
   * lost in either style. */
  for (; i < len; i += n) {
    n = pl_utf8_decode (s + i, len - i, &rune);
    if ((rune == PL_RUNE_ERROR && n == 1) || !is_printable (rune))
      return STYLE_DOUBLE;
    if (is_break (rune) && (before == ' ' || i == 0 || i + n == len))
      return STYLE_DOUBLE;
    if (before && is_break (before) && rune == ' ')
      return STYLE_DOUBLE;
    if (is_break (rune))
      style = STYLE_SINGLE;
    if ((rune == ':' && (i + 1 == len || s[i + 1] == ' '
                         || s[i + 1] == '\t'))
        || (rune == '#' && before == ' '))
      style = STYLE_SINGLE;
    before = rune;
  }
  return style;
}

static void
put_double (struct pl_buffer *out, const char *s, size_t len)
{
  static const char from[] = "\0\a\b\t\n\v\f\r\x1b\"\\";
  static const char to[] = "0abtnvfre\"\\";
  size_t i, n;
  uint32_t rune;

  pl_buffer_putc (out, '"');
  for (i = 0; i < len; i += n) {
    const char *p;

    n = pl_utf8_decode (s + i, len - i, &rune);
    p = rune < 0x80 ? memchr (from, (int) rune, sizeof from - 1) : NULL;
    if (p)
      pl_buffer_printf (out, "\\%c", to[p - from]);
    else if (rune == PL_RUNE_ERROR && n == 1)
      pl_buffer_puts (out, "\xef\xbf\xbd");
    else if (is_printable (rune) && !is_break (rune))
      pl_buffer_append (out, s + i, n);
    else if (rune <= 0xff)
      pl_buffer_printf (out, "\\x%02X", (unsigned) rune);
    else if (rune <= 0xffff)
      pl_buffer_printf (out, "\\u%04X", (unsigned) rune);
    else
      pl_buffer_printf (out, "\\U%08X", (unsigned) rune);
  }
  pl_buffer_putc (out, '"');
}

/* Writes a plain or single-quoted scalar; with FOLDS, a single blank that
 * lies beyond the width becomes a new line. */
static void
put_flow (struct pl_buffer *out, const char *s, size_t len, bool is_quoted,
          bool folds, size_t column, size_t indent)
{
  size_t i, n;
  uint32_t rune;

  if (is_quoted) {
    pl_buffer_putc (out, '\'');
    column++;
  }
  for (i = 0; i < len; i += n) {
    n = pl_utf8_decode (s + i, len - i, &rune);
    if (folds && rune == ' ' && column > YAML_WIDTH && i && i + 1 < len
        && s[i - 1] != ' ' && s[i + 1] != ' ') {
      pl_buffer_putc (out, '\n');
      pl_buffer_fill (out, ' ', indent);
      column = indent;
      continue;
    }
    if (rune == '\n') {
      pl_buffer_puts (out, i && s[i - 1] == '\n' ? "\n" : "\n\n");
      if (i + 1 < len && s[i + 1] != '\n')
        pl_buffer_fill (out, ' ', indent);
      column = indent;
      continue;
    }
    if (is_quoted && rune == '\'')
      pl_buffer_putc (out, '\'');
    pl_buffer_append (out, s + i, n);
    column++;
  }
  if (is_quoted)
    pl_buffer_putc (out, '\'');
}

void
yaml_put_value (struct pl_buffer *out, const char *text, size_t len,
                size_t column, size_t indent)
{
  enum style style = style_of (text, len);

  if (style == STYLE_DOUBLE)
    put_double (out, text, len);
  else
    put_flow (out, text, len, style == STYLE_SINGLE, true, column, indent);
}

void
yaml_put_key (struct pl_buffer *out, const char *text, size_t len,
              size_t indent)
{
  enum style style = style_of (text, len);
  bool has_break = len && memchr (text, '\n', len);

  if (!len || len >= SIMPLE_KEY_MAX || has_break) {
    pl_buffer_puts (out, "? ");
    if (style == STYLE_DOUBLE)
      put_double (out, text, len);
    else
      put_flow (out, text, len, style == STYLE_SINGLE, true, indent + 2,
                indent + 2);
    pl_buffer_putc (out, '\n');
    pl_buffer_fill (out, ' ', indent);
  } else if (style == STYLE_DOUBLE) {
    put_double (out, text, len);
  } else {
    put_flow (out, text, len, style == STYLE_SINGLE, false, 0, 0);
  }
  pl_buffer_putc (out, ':');
}
