/* SPDX-License-Identifier: Apache-2.0 */
/* Go's quoted strings and characters, both ways. */

#include <config.h>

#include "plugins/common/gotemplate/quote.h"

#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/unicode.h"

static bool
is_character (uint32_t rune)
{
  return rune < 0xd800 || (rune > 0xdfff && rune <= 0x10ffff);
}

static void
append_hex (struct pl_buffer *out, const char *prefix, uint32_t n,
            unsigned digits)
{
  pl_buffer_puts (out, prefix);
  while (digits-- > 0)
    pl_buffer_putc (out, "0123456789abcdef"[(n >> (digits * 4)) & 15]);
}

static void
append_escaped (struct pl_buffer *out, uint32_t rune, char quote,
                bool ascii_only)
{
  static const char short_escapes[] = "abtnvfr";  /* from 7 on */
  char bytes[4];

  if (rune == (unsigned char) quote || rune == '\\') {
    pl_buffer_putc (out, '\\');
    pl_buffer_putc (out, (char) rune);
  } else if (rune < 0x80 ? rune >= 0x20 && rune != 0x7f
             : !ascii_only && gotmpl_is_print (rune)) {
    pl_buffer_append (out, bytes, pl_utf8_encode (rune, bytes));
  } else if (rune >= 7 && rune <= 13) {
    pl_buffer_putc (out, '\\');
    pl_buffer_putc (out, short_escapes[rune - 7]);
  } else if (rune < 0x80) {
    append_hex (out, "\\x", rune, 2);
  } else if (rune < 0x10000) {
    append_hex (out, "\\u", rune, 4);
  } else {
    append_hex (out, "\\U", rune, 8);
  }
}

void
gotmpl_quote (struct pl_buffer *out, const char *s, size_t len,
              bool ascii_only)
{
  size_t i = 0;

  pl_buffer_putc (out, '"');
  while (i < len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s + i, len - i, &rune);

    if (n == 1 && rune == PL_RUNE_ERROR)
      append_hex (out, "\\x", (unsigned char) s[i], 2);
    else
      append_escaped (out, rune, '"', ascii_only);
    i += n;
  }
  pl_buffer_putc (out, '"');
}

void
gotmpl_quote_rune (struct pl_buffer *out, uint32_t rune, bool ascii_only)
{
  pl_buffer_putc (out, '\'');
  append_escaped (out, is_character (rune) ? rune : PL_RUNE_ERROR, '\'',
                  ascii_only);
  pl_buffer_putc (out, '\'');
}

bool
gotmpl_can_backquote (const char *s, size_t len)
{
  size_t i = 0;

  while (i < len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s + i, len - i, &rune);

    i += n;
    if (n > 1 ? rune == 0xfeff
        : rune == PL_RUNE_ERROR || (rune < ' ' && rune != '\t')
        || rune == '`' || rune == 0x7f)
      return false;
  }
  return true;
}

/* Reads N digits of base 8 or 16. */
static bool
read_digits (const char *s, size_t len, size_t n, unsigned base,
             uint32_t *value)
{
  size_t i;

  if (len < n)
    return false;
  *value = 0;
  for (i = 0; i < n; i++) {
    unsigned char c = (unsigned char) s[i];
    unsigned digit = 16;

    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
      digit = (c | 0x20u) - 'a' + 10;
    if (digit >= base)
      return false;
    *value = *value * base + digit;
  }
  return true;
}

size_t
gotmpl_unquote_char (const char *s, size_t len, char quote, uint32_t *rune,
                     bool *is_byte)
{
  static const char letters[] = "abfnrtv", meanings[] = "\a\b\f\n\r\t\v";
  const char *letter;
  size_t n;

  *is_byte = false;
  if (len == 0 || *s == quote)
    return 0;
  if ((unsigned char) *s >= 0x80)
    return pl_utf8_decode (s, len, rune);
  *rune = (unsigned char) *s;
  if (*s != '\\')
    return 1;
  if (len < 2)
    return 0;
  letter = s[1] ? strchr (letters, s[1]) : NULL;
  if (letter) {
    *rune = (unsigned char) meanings[letter - letters];
    return 2;
  }
  switch (s[1]) {
  case 'x':
    *is_byte = true;
    return read_digits (s + 2, len - 2, 2, 16, rune) ? 4 : 0;
  case 'u':
  case 'U':
    n = s[1] == 'u' ? 4 : 8;
    return read_digits (s + 2, len - 2, n, 16, rune)
      && is_character (*rune) ? n + 2 : 0;
  case '0': case '1': case '2': case '3':
  case '4': case '5': case '6': case '7':
    *is_byte = true;
    return read_digits (s + 1, len - 1, 3, 8, rune) && *rune < 256 ? 4 : 0;
  case '\\':
    return 2;
  case '\'':
  case '"':
    *rune = (unsigned char) s[1];
    return s[1] == quote ? 2 : 0;
  default:
    return 0;
  }
}

/* A raw string loses its carriage returns. */
static enum gotmpl_unquote_result
unquote_raw (struct pl_arena *arena, const char *s, size_t len,
             const char **text, size_t *text_len)
{
  char *copy;
  size_t i, n = 0;

  *text = s;
  *text_len = len;
  if (!memchr (s, '\r', len))
    return GOTMPL_UNQUOTE_OK;
  copy = pl_arena_alloc (arena, len + 1);
  if (!copy)
    return GOTMPL_UNQUOTE_NO_MEMORY;
  for (i = 0; i < len; i++)
    if (s[i] != '\r')
      copy[n++] = s[i];
  *text = copy;
  *text_len = n;
  return GOTMPL_UNQUOTE_OK;
}

enum gotmpl_unquote_result
gotmpl_unquote (struct pl_arena *arena, const char *s, size_t len,
                const char **text, size_t *text_len)
{
  char *copy, quote;
  size_t i = 1, n = 0;

  if (len < 2)
    return GOTMPL_UNQUOTE_SYNTAX;
  quote = s[0];
  if (quote == '`')
    return unquote_raw (arena, s + 1, len - 2, text, text_len);
  if (!memchr (s, '\\', len)
      && pl_utf8_valid_prefix (s + 1, len - 2) == len - 2) {
    *text = s + 1;
    *text_len = len - 2;
    return GOTMPL_UNQUOTE_OK;
  }
  /* Bytes that are not UTF-8 grow to the three of U+FFFD. */
  if (len > SIZE_MAX / 3)
    return GOTMPL_UNQUOTE_NO_MEMORY;
  copy = pl_arena_alloc (arena, len * 3);
  if (!copy)
    return GOTMPL_UNQUOTE_NO_MEMORY;
  while (i < len - 1) {
    uint32_t rune;
    bool is_byte;
    size_t used
      = gotmpl_unquote_char (s + i, len - 1 - i, quote, &rune, &is_byte);

    if (used == 0 || s[i] == '\n')
      return GOTMPL_UNQUOTE_SYNTAX;
    i += used;
    if (is_byte)
      copy[n++] = (char) rune;
    else
      n += pl_utf8_encode (rune, copy + n);
  }
  *text = copy;
  *text_len = n;
  return GOTMPL_UNQUOTE_OK;
}
