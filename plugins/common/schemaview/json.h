/* SPDX-License-Identifier: Apache-2.0 */
/* JSON's words: white space, strings, numbers, whole values.
 *
 * The functions here read from memory that is followed by SJ_PADDING bytes
 * of zero.  A zero byte is no part of any word, so that nothing but the
 * words themselves needs to be looked at to stop in time.  They say that
 * something is wrong, not what: sj_syntax_check finds the words for it. */

#ifndef SJ_JSON_H
#define SJ_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Zero bytes that must follow a text. */
#define SJ_PADDING 64u

/* Nesting beyond which encoding/json gives up. */
#define SJ_DEPTH_LIMIT 10000u

/* Properties of a string. */
#define SJ_HIGH      0x01u  /* bytes above 0x7f */
#define SJ_ESCAPED   0x02u  /* a backslash */
#define SJ_NUL       0x04u  /* \u0000 */
#define SJ_SURROGATE 0x08u  /* half a surrogate pair */

/* A string as it stands in the source, without the quotes. */
struct sj_string {
  const char *ptr;
  uint32_t len;
  uint32_t flags;           /* SJ_HIGH ... */
};

static inline uint64_t
sj_word_at (const char *p)
{
  uint64_t word;

  memcpy (&word, p, sizeof word);
  return word;
}

/* Whether LEN bytes are the same.  Up to 7 more of both may be read. */
static inline bool
sj_are_same (const char *a, const char *b, size_t len)
{
  for (; len >= 8; len -= 8, a += 8, b += 8)
    if (sj_word_at (a) != sj_word_at (b))
      return false;
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return len == 0 || (sj_word_at (a) ^ sj_word_at (b)) << (8 - len) * 8 == 0;
#else
  return len == 0 || (sj_word_at (a) ^ sj_word_at (b)) >> (8 - len) * 8 == 0;
#endif
}

static inline const char *
sj_skip_space (const char *p)
{
  while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
    p++;
  return p;
}

/* Reads the string behind the opening quote at P - 1 into *S.  Returns
 * where it ends, behind the closing quote, or NULL. */
const char *sj_read_string (const char *p, struct sj_string *s);

/* Return the end of the number or of the value that starts at P, or
 * NULL.  A value may have up to DEPTH levels. */
const char *sj_skip_number (const char *p);
const char *sj_skip_value (const char *p, unsigned depth);

/* Sets *N to the number, which ends at END, if it is a uint64_t written
 * plainly: digits only. */
bool sj_number_to_uint64 (const char *p, const char *end, uint64_t *n);

/* Whether the number from P to END is too large for a double; -1 when
 * memory is exhausted. */
int sj_number_is_huge (const char *p, const char *end);

/* Whether S is well-formed UTF-8. */
bool sj_is_utf8 (const char *s, size_t len);

/* Whether S's text differs from its source. */
bool sj_string_needs_decoding (const struct sj_string *s);

/* Most bytes that S's text can have. */
size_t sj_string_room (const struct sj_string *s);

/* Writes S's text to OUT, which has that room, and returns its length:
 * escapes are resolved; what is no character becomes U+FFFD. */
size_t sj_string_decode (const struct sj_string *s, char *out);

#endif
