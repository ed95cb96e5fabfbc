/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as Go's encoder writes it. */

#include <config.h>

#include "plugins/schema/text.h"

#include <stdint.h>
#include <string.h>

#include "common/utf8.h"

int
schema_text_compare (struct plating_text a, struct plating_text b)
{
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n ? memcmp (a.ptr, b.ptr, n) : 0;

  return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Appends the escape of a character below U+0080 that needs one. */
static void
put_escape (struct pl_buffer *out, unsigned char c)
{
  static const char short_ones[] = "\"\"\\\\\bb\ff\nn\rr\tt";
  const char *s;

  for (s = short_ones; *s; s += 2)
    if ((unsigned char) *s == c) {
      pl_buffer_putc (out, '\\');
      pl_buffer_putc (out, s[1]);
      return;
    }
  pl_buffer_printf (out, "\\u%04x", c);
}

static bool
is_plain (unsigned char c)
{
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '<'
    && c != '>' && c != '&';
}

/* Appends the character at S, of several bytes; returns their number. */
static size_t
put_character (struct pl_buffer *out, const char *s, size_t len)
{
  uint32_t rune;
  size_t n = pl_utf8_decode (s, len, &rune);

  if (n == 0 || (n == 1 && rune >= 0x80)) {
    pl_buffer_puts (out, "\\ufffd");
    return 1;
  }
  if (rune == 0x2028 || rune == 0x2029)
    pl_buffer_printf (out, "\\u%04x", (unsigned) rune);
  else
    pl_buffer_append (out, s, n);
  return n;
}

void
schema_text_quote (struct pl_buffer *out, struct plating_text text)
{
  const char *s = text.ptr;
  size_t i = 0, start;

  pl_buffer_putc (out, '"');
  while (i < text.len) {
    for (start = i; i < text.len && is_plain ((unsigned char) s[i]); )
      i++;
    pl_buffer_append (out, s + start, i - start);
    if (i == text.len)
      break;
    if ((unsigned char) s[i] < 0x80)
      put_escape (out, (unsigned char) s[i++]);
    else
      i += put_character (out, s + i, text.len - i);
  }
  pl_buffer_putc (out, '"');
}

static bool
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t
schema_text_string_end (struct plating_text json, size_t i)
{
  for (i++; i < json.len && json.ptr[i] != '"'; i++)
    i += json.ptr[i] == '\\';
  return i < json.len ? i + 1 : json.len;
}

void
schema_text_compact (struct pl_buffer *out, struct plating_text json)
{
  size_t i = 0, start;

  while (i < json.len) {
    start = i;
    if (is_space (json.ptr[i])) {
      i++;
      continue;
    }
    if (json.ptr[i] == '"')
      i = schema_text_string_end (json, i);
    else
      while (i < json.len && json.ptr[i] != '"' && !is_space (json.ptr[i]))
        i++;
    pl_buffer_append (out, json.ptr + start, i - start);
  }
}
