/* SPDX-License-Identifier: Apache-2.0 */
/* The small steps of reading TOML: lines, comments, errors. */

#include <config.h>

#include "common/toml-reader.h"

#include <stdarg.h>
#include <stdio.h>

#include <plating/types.h>

#include "common/utf8.h"

uint32_t
toml_column (const struct toml_reader *r, const char *place)
{
  return place < r->line_start ? 1
    : (uint32_t) (place - r->line_start) + 1;
}

int
toml_fail (struct toml_reader *r, const char *place, const char *fmt, ...)
{
  va_list ap;

  r->error->line = r->line;
  r->error->column = toml_column (r, place);
  va_start (ap, fmt);
  vsnprintf (r->error->message, sizeof r->error->message, fmt, ap);
  va_end (ap);
  return PLATING_E_FORMAT;
}

int
toml_fail_here (struct toml_reader *r, const char *expected)
{
  uint32_t rune;
  size_t n;

  if (r->at == r->end)
    return toml_fail (r, r->at, "%s at the end of the text", expected);
  if (*r->at == '\n' || *r->at == '\r')
    return toml_fail (r, r->at, "%s at the end of the line", expected);
  n = pl_utf8_decode (r->at, (size_t) (r->end - r->at), &rune);
  if (rune < 0x20 || rune == 0x7f)
    return toml_fail (r, r->at, "%s, found control character 0x%02x",
                      expected, (unsigned) rune);
  return toml_fail (r, r->at, "%s, found '%.*s'", expected, (int) n, r->at);
}

void
toml_skip_blanks (struct toml_reader *r)
{
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
    r->at++;
}

int
toml_read_line_end (struct toml_reader *r)
{
  if (r->at == r->end || (*r->at != '\n' && *r->at != '\r'))
    return 0;
  if (*r->at == '\r') {
    if (r->end - r->at < 2 || r->at[1] != '\n')
      return toml_fail (r, r->at, "carriage return without a line feed");
    r->at++;
  }
  r->at++;
  r->line++;
  r->line_start = r->at;
  return 1;
}

int
toml_skip_comment (struct toml_reader *r)
{
  if (r->at == r->end || *r->at != '#')
    return 0;
  for (; r->at < r->end && *r->at != '\n'; r->at++) {
    unsigned char c = (unsigned char) *r->at;

    if (c == '\r' && r->end - r->at > 1 && r->at[1] == '\n')
      break;
    if ((c < 0x20 && c != '\t') || c == 0x7f)
      return toml_fail (r, r->at, "control character 0x%02x in a comment",
                        c);
  }
  return 0;
}

struct toml_value *
toml_new (struct toml_reader *r, enum toml_kind kind, const char *place)
{
  struct toml_value *value = pl_arena_zalloc (r->arena, sizeof *value);

  if (value) {
    value->kind = kind;
    value->line = r->line;
    value->column = toml_column (r, place);
  }
  return value;
}
