/* SPDX-License-Identifier: Apache-2.0 */
/* JSON's words: white space, strings, numbers, whole values. */

#include <config.h>

#include "json.h"

#include <endian.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "common/utf8.h"

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* -- strings ---------------------------------------------------- */

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

/* The number of the escape \uXXXX at P, or -1. */
static int32_t
hex_escape (const char *p)
{
  int32_t rune = 0;
  unsigned i;

  if (p[0] != '\\' || p[1] != 'u')
    return -1;
  for (i = 2; i < 6; i++) {
    int digit = hex_digit (p[i]);

    if (digit < 0)
      return -1;
    rune = rune << 4 | digit;
  }
  return rune;
}

static bool
is_high_surrogate (int32_t rune)
{
  return rune >= 0xd800 && rune <= 0xdbff;
}

static bool
is_low_surrogate (int32_t rune)
{
  return rune >= 0xdc00 && rune <= 0xdfff;
}

/* Returns the end of the escape at P and adds to *FLAGS what it stands
 * for. */
static const char *
skip_escape (const char *p, uint32_t *flags)
{
  int32_t rune;

  *flags |= SJ_ESCAPED;
  switch (p[1]) {
  case '"': case '\\': case '/':
  case 'b': case 'f': case 'n': case 'r': case 't':
    return p + 2;
  case 'u':
    break;
  default:
    return NULL;
  }
  rune = hex_escape (p);
  if (rune < 0)
    return NULL;
  if (rune == 0) {
    *flags |= SJ_NUL;
  } else if (is_low_surrogate (rune)) {
    *flags |= SJ_SURROGATE;
  } else if (is_high_surrogate (rune)) {
    if (is_low_surrogate (hex_escape (p + 6)))
      return p + 12;
    *flags |= SJ_SURROGATE;
  }
  return p + 6;
}

/* Of the bytes of WORD, marks (by 0x80) the first that ends a run of
 * ordinary characters: quote, backslash, control character.  Bytes behind
 * the first one may be marked by mistake. */
static inline uint64_t
find_special (uint64_t word)
{
  return (((word ^ ONES * '"') - ONES) | ((word ^ ONES * '\\') - ONES)
          | (word - ONES * 0x20)) & ~word & HIGHS;
}

/* Goes to the first special byte from P on and adds to *FLAGS what is in
 * front of it. */
static inline const char *
skip_ordinary (const char *p, uint32_t *flags)
{
  uint64_t word = le64toh (sj_word_at (p)), special = find_special (word);
  uint64_t high = 0;

  while (!special) {
    high |= word;
    p += 8;
    word = le64toh (sj_word_at (p));
    special = find_special (word);
  }
  high |= word & (special ^ (special - 1)) >> 8;
  *flags |= (high & HIGHS) != 0;
  return p + (__builtin_ctzll (special) >> 3);
}

/* Goes on at the special byte P of a string that starts at START. */
static const char *
read_escaped (const char *p, const char *start, uint32_t flags,
              struct sj_string *s)
{
  while (*p == '\\') {
    p = skip_escape (p, &flags);
    if (!p)
      return NULL;
    p = skip_ordinary (p, &flags);
  }
  if (*p != '"')
    return NULL;
  *s = (struct sj_string) { start, (uint32_t) (p - start), flags };
  return p + 1;
}

const char *
sj_read_string (const char *p, struct sj_string *s)
{
  const char *start = p;
  uint32_t flags = 0;

  p = skip_ordinary (p, &flags);
  if (*p != '"')
    return read_escaped (p, start, flags, s);
  *s = (struct sj_string) { start, (uint32_t) (p - start), flags };
  return p + 1;
}

bool
sj_is_utf8 (const char *s, size_t len)
{
  size_t i = 0;

  while (i < len) {
    uint32_t rune;
    size_t n;

    if (!(s[i] & 0x80)) {
      i++;
      while (i + 8 <= len && !(sj_word_at (s + i) & HIGHS))
        i += 8;
      continue;
    }
    n = pl_utf8_decode (s + i, len - i, &rune);
    if (n == 1)
      return false;
    i += n;
  }
  return true;
}

bool
sj_string_needs_decoding (const struct sj_string *s)
{
  return (s->flags & SJ_ESCAPED)
    || ((s->flags & SJ_HIGH) && !sj_is_utf8 (s->ptr, s->len));
}

size_t
sj_string_room (const struct sj_string *s)
{
  size_t bad = 0, i = 0;

  if (!(s->flags & SJ_HIGH))
    return s->len;
  while (i < s->len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s->ptr + i, s->len - i, &rune);

    bad += n == 1 && rune == PL_RUNE_ERROR;
    i += n;
  }
  return s->len + 2 * bad;
}

/* Writes what the escape at *P stands for and moves *P behind it. */
static size_t
decode_escape (const char **p, char *out)
{
  static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
  const char *escape = *p, *found;
  int32_t rune, low;

  if (escape[1] != 'u') {
    *p += 2;
    found = strchr (letters, escape[1]);
    *out = found ? meanings[found - letters] : escape[1];
    return 1;
  }
  rune = hex_escape (escape);
  *p += 6;
  if (is_high_surrogate (rune)) {
    low = hex_escape (*p);
    if (is_low_surrogate (low)) {
      *p += 6;
      rune = 0x10000 + ((rune - 0xd800) << 10) + (low - 0xdc00);
    }
  }
  return pl_utf8_encode ((uint32_t) rune, out);
}

size_t
sj_string_decode (const struct sj_string *s, char *out)
{
  const char *p = s->ptr, *end = s->ptr + s->len;
  char *to = out;

  while (p < end) {
    uint32_t rune;

    if (*p == '\\') {
      to += decode_escape (&p, to);
    } else if (!(*p & 0x80)) {
      *to++ = *p++;
    } else {
      p += pl_utf8_decode (p, (size_t) (end - p), &rune);
      to += pl_utf8_encode (rune, to);
    }
  }
  return (size_t) (to - out);
}

/* -- numbers ---------------------------------------------------- */

static const char *
skip_digits (const char *p)
{
  if (*p < '0' || *p > '9')
    return NULL;
  while (*p >= '0' && *p <= '9')
    p++;
  return p;
}

const char *
sj_skip_number (const char *p)
{
  if (*p == '-')
    p++;
  p = *p == '0' ? p + 1 : skip_digits (p);
  if (p && *p == '.')
    p = skip_digits (p + 1);
  if (p && (*p == 'e' || *p == 'E')) {
    p++;
    if (*p == '+' || *p == '-')
      p++;
    p = skip_digits (p);
  }
  return p;
}

bool
sj_number_to_uint64 (const char *p, const char *end, uint64_t *n)
{
  uint64_t value = 0;

  for (; p < end; p++) {
    unsigned digit = (unsigned) (*p - '0');

    if (*p < '0' || *p > '9' || value > (UINT64_MAX - digit) / 10)
      return false;
    value = value * 10 + digit;
  }
  *n = value;
  return true;
}

/* The decimal point must be a point whatever the program's locale is. */
int
sj_number_is_huge (const char *p, const char *end)
{
  size_t len = (size_t) (end - p);
  locale_t c_locale, before;
  char *copy;
  int huge;

  copy = malloc (len + 1);
  if (!copy)
    return -1;
  memcpy (copy, p, len);
  copy[len] = '\0';
  c_locale = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0);
  if (c_locale == (locale_t) 0) {
    free (copy);
    return -1;
  }
  before = uselocale (c_locale);
  huge = isinf (strtod (copy, NULL)) != 0;
  uselocale (before);
  freelocale (c_locale);
  free (copy);
  return huge;
}

/* -- whole values -------------------------------------------------- */

static const char *
skip_word (const char *p, const char *word, size_t len)
{
  return memcmp (p, word, len) ? NULL : p + len;
}

static const char *
skip_scalar (const char *p)
{
  struct sj_string s;

  switch (*p) {
  case '"':
    return sj_read_string (p + 1, &s);
  case 't':
    return skip_word (p, "true", 4);
  case 'f':
    return skip_word (p, "false", 5);
  case 'n':
    return skip_word (p, "null", 4);
  default:
    return sj_skip_number (p);
  }
}

/* Skips a key and its colon. */
static const char *
skip_key (const char *p)
{
  struct sj_string s;

  if (*p != '"')
    return NULL;
  p = sj_read_string (p + 1, &s);
  if (!p)
    return NULL;
  p = sj_skip_space (p);
  return *p == ':' ? p + 1 : NULL;
}

/* Notes in bit LEVEL whether that level is an object; those above it are
 * gone. */
static void
set_level (uint64_t *objects, unsigned level, bool is_object)
{
  unsigned bit = level % 64;
  uint64_t below = bit ? objects[level / 64] & (((uint64_t) 1 << bit) - 1) : 0;

  objects[level / 64] = below | (uint64_t) is_object << bit;
}

const char *
sj_skip_value (const char *p, unsigned depth)
{
  uint64_t objects[SJ_DEPTH_LIMIT / 64 + 1];
  unsigned level = 0;
  bool in_object = false;

  if (depth > SJ_DEPTH_LIMIT)
    depth = SJ_DEPTH_LIMIT;
  for (;;) {
    p = sj_skip_space (p);
    if (*p == '{' || *p == '[') {
      if (level >= depth)
        return NULL;
      in_object = *p == '{';
      set_level (objects, level++, in_object);
      p = sj_skip_space (p + 1);
      if (*p != (in_object ? '}' : ']')) {
        p = in_object ? skip_key (p) : p;
        if (!p)
          return NULL;
        continue;
      }
    } else {
      p = skip_scalar (p);
    }
    for (;;) {
      if (!p || level == 0)
        return p;
      p = sj_skip_space (p);
      if (*p == ',')
        break;
      if (*p != (in_object ? '}' : ']'))
        return NULL;
      p++;
      level--;
      if (level > 0)
        in_object = objects[(level - 1) / 64] >> (level - 1) % 64 & 1;
    }
    p++;
    if (in_object) {
      p = skip_key (sj_skip_space (p));
      if (!p)
        return NULL;
    }
  }
}
