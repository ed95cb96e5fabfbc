/* SPDX-License-Identifier: Apache-2.0 */
/* Title case of a text in no particular language, as Go's
 * golang.org/x/text/cases makes it.
 *
 * Words are not found by Unicode's rules for word boundaries but by an
 * approximation of three classes: letters, digits and what joins them never
 * end a word, signs that may stand within a word end it when two follow
 * each other, everything else ends it.  A digit does not begin a word, so
 * that "3d" becomes "3D". */

#include <config.h>

#include "plugins/common/gotemplate/title.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/unicode.h"

#define CAPITAL_SIGMA 0x3a3

/* How far to look for the letter that makes a sigma no final one. */
#define MOST_IGNORABLE 30

struct character {
  uint32_t rune;
  size_t len;
  bool is_valid;
};

static struct character
read_character (const char *s, size_t len)
{
  struct character c;

  c.len = pl_utf8_decode (s, len, &c.rune);
  c.is_valid = c.len > 1 || c.rune != PL_RUNE_ERROR;
  return c;
}

static bool
is_cased (struct character c)
{
  return c.is_valid && gotmpl_is_cased (c.rune);
}

static bool
is_mid (struct character c)
{
  return c.is_valid && gotmpl_word_class_of (c.rune) == GOTMPL_WORD_MID;
}

static bool
is_break (struct character c)
{
  return !c.is_valid || gotmpl_word_class_of (c.rune) == GOTMPL_WORD_BREAK;
}

typedef uint8_t *mapping (const uint8_t *s, size_t n, const char *language,
                          uninorm_t form, uint8_t *result, size_t *length);

/* One character may become several. */
static void
append_mapped (struct pl_buffer *out, const char *s, size_t len,
               mapping *map)
{
  uint8_t room[64], *mapped;
  size_t n = sizeof room;

  mapped = map ((const uint8_t *) s, len, NULL, NULL, room, &n);
  if (mapped)
    pl_buffer_append (out, mapped, n);
  else
    pl_buffer_append (out, s, len);
  if (mapped != room)
    free (mapped);
}

static void
append_title (struct pl_buffer *out, const char *s, struct character c)
{
  if (c.rune >= 0x80)
    append_mapped (out, s, c.len, u8_totitle);
  else
    pl_buffer_putc (out, (char) (c.rune & ~0x20u));
}

static void
append_lower (struct pl_buffer *out, const char *s, struct character c)
{
  if (c.rune >= 0x80)
    append_mapped (out, s, c.len, u8_tolower);
  else
    pl_buffer_putc (out, (char) (c.rune | 0x20));
}

/* A sigma is final unless a cased letter follows, not counting what case
 * ignores.  Writes it with what was skipped; returns the bytes read. */
static size_t
append_sigma (struct pl_buffer *out, const char *s, size_t len,
              bool *is_in_word)
{
  size_t first = read_character (s, len).len, pos = first;
  bool is_final = true, was_mid = false;
  int i;

  for (i = 0; i <= MOST_IGNORABLE && pos < len; i++) {
    struct character c = read_character (s + pos, len - pos);
    bool mid;

    if (!c.is_valid || !gotmpl_is_case_ignorable (c.rune)) {
      is_final = !is_cased (c);
      break;
    }
    mid = is_mid (c);
    if ((was_mid && mid) || is_break (c))
      *is_in_word = false;
    was_mid = mid;
    pos += c.len;
  }
  pl_buffer_puts (out, is_final ? "\xcf\x82" : "\xcf\x83");
  pl_buffer_append (out, s + first, pos - first);
  return pos;
}

void
gotmpl_title (struct pl_buffer *out, const char *s, size_t len)
{
  bool is_in_word = false, was_mid = false;
  size_t i = 0;

  while (i < len) {
    struct character c = read_character (s + i, len - i);
    size_t used = c.len;
    bool mid = is_mid (c);

    if (was_mid && mid)
      is_in_word = false;
    was_mid = mid;
    if (!is_cased (c)) {
      pl_buffer_append (out, s + i, c.len);
      if (is_break (c))
        is_in_word = false;
    } else if (!is_in_word) {
      append_title (out, s + i, c);
      is_in_word = true;
    } else if (c.rune == CAPITAL_SIGMA) {
      used = append_sigma (out, s + i, len - i, &is_in_word);
    } else {
      append_lower (out, s + i, c);
    }
    i += used;
  }
}
