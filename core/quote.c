/* SPDX-License-Identifier: Apache-2.0 */
/* Names from outside, made fit to be shown in a message. */

#include <config.h>

#include "quote.h"

#include <stdint.h>
#include <string.h>

#include "common/buffer.h"
#include "common/utf8.h"

/* Bytes of a text that are shown when it does not fit: each may become four
 * characters, and "..." stands between the halves. */
#define SHOWN_BYTES 120

#define LONGEST_PIECE 16  /* 4 bytes, each as \xNN */

/* Characters that move the cursor or turn the order of others around. */
static int
is_harmful (uint32_t rune)
{
  return rune < 0x20 || (rune >= 0x7f && rune < 0xa0)
         || rune == 0x200e || rune == 0x200f || rune == 0xfeff
         || (rune >= 0x2028 && rune <= 0x202e)
         || (rune >= 0x2066 && rune <= 0x2069);
}

static size_t
escape_byte (unsigned char c, char *out)
{
  static const char digits[] = "0123456789abcdef";

  out[0] = '\\';
  if (c == '\n' || c == '\t' || c == '\r') {
    out[1] = c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
    return 2;
  }
  out[1] = 'x';
  out[2] = digits[c >> 4];
  out[3] = digits[c & 15];
  return 4;
}

/* Writes what stands for the first character of S to OUT and its length
 * to *N; returns how many bytes of S that covers. */
static size_t
quote_one (const char *s, size_t len, char *out, size_t *n)
{
  uint32_t rune;
  size_t used = pl_utf8_decode (s, len, &rune), i;

  if ((rune == PL_RUNE_ERROR && used == 1) || is_harmful (rune)) {
    *n = 0;
    for (i = 0; i < used; i++)
      *n += escape_byte ((unsigned char) s[i], out + *n);
  } else {
    memcpy (out, s, used);
    *n = used;
  }
  return used;
}

static int
is_continuation (char c)
{
  return ((unsigned char) c & 0xc0) == 0x80;
}

/* Splits TEXT into the two ends that remain of it when only MOST bytes may
 * be shown; no character is cut. */
static void
cut_middle (struct plating_text text, size_t most,
            struct plating_text *head, struct plating_text *tail)
{
  size_t n_head = most - most / 3, n_tail = most / 3, i;

  for (i = 0; i < 3 && n_head && is_continuation (text.ptr[n_head]); i++)
    n_head--;
  for (i = 0; i < 3 && n_tail
       && is_continuation (text.ptr[text.len - n_tail]); i++)
    n_tail--;
  *head = (struct plating_text) { text.ptr, n_head };
  *tail = (struct plating_text) { text.ptr + text.len - n_tail, n_tail };
}

static void
append_all (struct pl_buffer *out, struct plating_text text)
{
  char piece[LONGEST_PIECE];
  size_t i, n;

  for (i = 0; i < text.len; ) {
    i += quote_one (text.ptr + i, text.len - i, piece, &n);
    pl_buffer_append (out, piece, n);
  }
}

void
pl_quote_append (struct pl_buffer *out, struct plating_text text, size_t most)
{
  struct plating_text head, tail;

  if (!most || text.len <= most) {
    append_all (out, text);
    return;
  }
  cut_middle (text, most, &head, &tail);
  append_all (out, head);
  pl_buffer_puts (out, "...");
  append_all (out, tail);
}

static size_t
fill (char *out, struct plating_text text)
{
  size_t i, n, len = 0;

  for (i = 0; i < text.len; len += n)
    i += quote_one (text.ptr + i, text.len - i, out + len, &n);
  return len;
}

static int
fits (struct plating_text text)
{
  char piece[LONGEST_PIECE];
  size_t i, n, len = 0;

  for (i = 0; i < text.len && len < PL_QUOTE_SIZE; len += n)
    i += quote_one (text.ptr + i, text.len - i, piece, &n);
  return len < PL_QUOTE_SIZE;
}

const char *
pl_quote (char *out, struct plating_text text)
{
  struct plating_text head, tail;
  size_t len;

  if (fits (text)) {
    len = fill (out, text);
  } else {
    cut_middle (text, SHOWN_BYTES, &head, &tail);
    len = fill (out, head);
    memcpy (out + len, "...", 3);
    len += 3;
    len += fill (out + len, tail);
  }
  out[len] = '\0';
  return out;
}
