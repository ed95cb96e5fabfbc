/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding, encoding and trimming of UTF-8. */

#include <config.h>

#include "utf8.h"

#include <string.h>

/* Well-formed sequences are those of table 3-7 of the Unicode Standard. */
size_t
pl_utf8_decode (const char *str, size_t len, uint32_t *rune)
{
  const unsigned char *s = (const unsigned char *) str;
  unsigned char lo = 0x80, hi = 0xbf;
  size_t n, i;
  uint32_t r;

  *rune = PL_RUNE_ERROR;
  if (s[0] < 0x80) {
    *rune = s[0];
    return 1;
  }
  if (s[0] < 0xc2 || s[0] > 0xf4)
    return 1;
  n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
  if (len < n)
    return 1;
  if (s[0] == 0xe0)
    lo = 0xa0;
  else if (s[0] == 0xed)
    hi = 0x9f;
  else if (s[0] == 0xf0)
    lo = 0x90;
  else if (s[0] == 0xf4)
    hi = 0x8f;
  if (s[1] < lo || s[1] > hi)
    return 1;
  r = s[0] & (0xffu >> (n + 1));
  r = r << 6 | (s[1] & 0x3f);
  for (i = 2; i < n; i++) {
    if (s[i] < 0x80 || s[i] > 0xbf)
      return 1;
    r = r << 6 | (s[i] & 0x3f);
  }
  *rune = r;
  return n;
}

/* Like pl_utf8_decode, for the rune that ends at S + LEN. */
static size_t
decode_last (const char *s, size_t len, uint32_t *rune)
{
  size_t back;

  for (back = 2; back <= 4 && back <= len; back++) {
    uint32_t r;

    if (pl_utf8_decode (s + len - back, back, &r) == back) {
      *rune = r;
      return back;
    }
  }
  return pl_utf8_decode (s + len - 1, 1, rune);
}

size_t
pl_utf8_encode (uint32_t r, char *out)
{
  if (r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff))
    r = PL_RUNE_ERROR;
  if (r < 0x80) {
    out[0] = (char) r;
    return 1;
  }
  if (r < 0x800) {
    out[0] = (char) (0xc0 | r >> 6);
    out[1] = (char) (0x80 | (r & 0x3f));
    return 2;
  }
  if (r < 0x10000) {
    out[0] = (char) (0xe0 | r >> 12);
    out[1] = (char) (0x80 | (r >> 6 & 0x3f));
    out[2] = (char) (0x80 | (r & 0x3f));
    return 3;
  }
  out[0] = (char) (0xf0 | r >> 18);
  out[1] = (char) (0x80 | (r >> 12 & 0x3f));
  out[2] = (char) (0x80 | (r >> 6 & 0x3f));
  out[3] = (char) (0x80 | (r & 0x3f));
  return 4;
}

/* Most text is ASCII: eight bytes of it are skipped at once. */
static size_t
skip_ascii (const char *s, size_t i, size_t len)
{
  uint64_t word;

  for (; len - i >= sizeof word; i += sizeof word) {
    memcpy (&word, s + i, sizeof word);
    if (word & 0x8080808080808080u)
      break;
  }
  return i;
}

size_t
pl_utf8_valid_prefix (const char *s, size_t len)
{
  size_t i = 0;

  while ((i = skip_ascii (s, i, len)) < len) {
    uint32_t r;
    size_t n;

    if ((unsigned char) s[i] < 0x80) {
      i++;
      continue;
    }
    n = pl_utf8_decode (s + i, len - i, &r);
    if (n == 1)
      break;
    i += n;
  }
  return i;
}

int
pl_utf8_is_space (uint32_t r)
{
  return (r >= '\t' && r <= '\r') || r == ' ' || r == 0x85 || r == 0xa0
    || r == 0x1680 || (r >= 0x2000 && r <= 0x200a) || r == 0x2028
    || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000;
}

void
pl_utf8_trim (const char **s, size_t *len)
{
  uint32_t r;
  size_t n;

  while (*len && (n = pl_utf8_decode (*s, *len, &r), pl_utf8_is_space (r))) {
    *s += n;
    *len -= n;
  }
  while (*len
         && (n = decode_last (*s, *len, &r), pl_utf8_is_space (r)))
    *len -= n;
}
