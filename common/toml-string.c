/* SPDX-License-Identifier: Apache-2.0 */
/* The four kinds of TOML string. */

#include <config.h>

#include "common/toml-reader.h"

#include <string.h>

#include <plating/types.h>

#include "common/utf8.h"

static bool
is_control (char c)
{
  return ((unsigned char) c < 0x20 && c != '\t') || c == 0x7f;
}

static int
hex_digit (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

/* Reads the digits of "\uXXXX" or "\UXXXXXXXX"; START is the backslash. */
static int
read_code_point (struct toml_reader *r, const char *start, int n_digits)
{
  uint32_t rune = 0;
  char out[4];
  int i;

  for (i = 0; i < n_digits; i++) {
    int digit = r->at < r->end ? hex_digit (*r->at) : -1;

    if (digit < 0)
      return toml_fail (r, start, "'\\%c' needs %d hexadecimal digits",
                        start[1], n_digits);
    rune = rune << 4 | (uint32_t) digit;
    r->at++;
  }
  if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
    return toml_fail (r, start, "'%.*s' is not a Unicode character",
                      n_digits + 2, start);
  pl_buffer_append (&r->buffer, out, pl_utf8_encode (rune, out));
  return 0;
}

/* Reads blanks and line ends behind a backslash that ends a line. */
static int
skip_folded (struct toml_reader *r, const char *start)
{
  bool has_line_end = false;

  while (r->at < r->end) {
    int code = toml_read_line_end (r);

    if (code < 0)
      return code;
    if (code)
      has_line_end = true;
    else if (*r->at == ' ' || *r->at == '\t')
      r->at++;
    else
      break;
    /* The backslash is no longer on this line. */
    if (code)
      start = r->at;
  }
  if (!has_line_end)
    return toml_fail (r, start, "only blanks may stand between '\\' and the "
                      "end of the line");
  return 0;
}

static int
read_escape (struct toml_reader *r, bool spans)
{
  static const char names[] = "btnfr\"\\";
  static const char values[] = "\b\t\n\f\r\"\\";
  const char *start = r->at++, *found;
  char c;

  if (r->at == r->end)
    return toml_fail (r, start, "the string is not closed");
  c = *r->at;
  if (spans && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
    return skip_folded (r, start);
  found = c ? strchr (names, c) : NULL;
  if (found) {
    pl_buffer_putc (&r->buffer, values[found - names]);
    r->at++;
    return 0;
  }
  if (c == 'u' || c == 'U') {
    r->at++;
    return read_code_point (r, start, c == 'u' ? 4 : 8);
  }
  if (is_control (c))
    return toml_fail (r, start, "'\\' starts no escape sequence");
  return toml_fail (r, start, "'\\%c' is not an escape sequence", c);
}

/* Reads the quotes at the current position, of which a string over several
 * lines may have one or two before the three that close it.  Sets *CLOSED
 * when these were there. */
static int
read_quotes (struct toml_reader *r, char quote, bool *closed)
{
  size_t n = 0;
  const char *start = r->at;

  while (r->at < r->end && *r->at == quote) {
    r->at++;
    n++;
  }
  *closed = n >= 3;
  if (n > 5)
    return toml_fail (r, start, "there are more than two quotes before "
                      "those that close the string");
  pl_buffer_fill (&r->buffer, quote, *closed ? n - 3 : n);
  return 0;
}

static int
read_body (struct toml_reader *r, char quote, bool spans)
{
  bool closed = false;

  while (!closed) {
    char c;
    int code = 0;

    if (r->at == r->end)
      return toml_fail (r, r->at, "the string is not closed");
    c = *r->at;
    if (c == quote && spans) {
      code = read_quotes (r, quote, &closed);
    } else if (c == quote) {
      r->at++;
      closed = true;
    } else if (c == '\\' && quote == '"') {
      code = read_escape (r, spans);
    } else if (c == '\n' || c == '\r') {
      if (!spans)
        return toml_fail (r, r->at, "the string is not closed on its line");
      /* However it is written, it is a line feed. */
      code = toml_read_line_end (r);
      if (code > 0)
        pl_buffer_putc (&r->buffer, '\n');
    } else if (is_control (c)) {
      return toml_fail (r, r->at, "control character 0x%02x in a string",
                        (unsigned char) c);
    } else {
      const char *start = r->at;

      while (r->at < r->end && *r->at != quote && *r->at != '\\'
             && !is_control (*r->at))
        r->at++;
      if (r->at == start)
        r->at++;
      pl_buffer_append (&r->buffer, start, (size_t) (r->at - start));
    }
    if (code < 0)
      return code;
  }
  return 0;
}

int
toml_read_string (struct toml_reader *r, bool may_span, const char **text,
                  size_t *len)
{
  char quote = *r->at;
  bool spans = r->end - r->at >= 3 && r->at[1] == quote && r->at[2] == quote;
  int code = 0;

  if (spans && !may_span)
    return toml_fail (r, r->at, "a key can't be a string over several "
                      "lines");
  r->at += spans ? 3 : 1;
  pl_buffer_clear (&r->buffer);
  /* A line end right behind the quotes does not count. */
  if (spans)
    code = toml_read_line_end (r);
  if (code >= 0)
    code = read_body (r, quote, spans);
  if (code < 0)
    return code;
  if (r->buffer.failed)
    return PLATING_E_NOMEM;
  *len = r->buffer.len;
  *text = pl_arena_strndup (r->arena, r->buffer.data, r->buffer.len);
  return *text ? 0 : PLATING_E_NOMEM;
}
