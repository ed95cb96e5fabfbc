/* SPDX-License-Identifier: Apache-2.0 */
/* Finds names that come twice in one object, for all open objects of a
 * text at once: a stack. */

#ifndef SJ_KEYS_H
#define SJ_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "plugins/common/schemaview/json.h"

struct sj_key {
  uint32_t place;           /* in the text, of the first byte */
  uint32_t at;              /* where its bytes are: in the text or texts */
  uint32_t len;
  uint32_t hash : 31;
  uint32_t is_decoded : 1;  /* the bytes are in texts */
};

struct sj_keys {
  const char *text;         /* source of all keys, padded */
  struct sj_key *keys;
  uint32_t n, cap;
  struct pl_buffer texts;   /* of keys that had to be decoded */
};

void sj_keys_init (struct sj_keys *keys, const char *text);
void sj_keys_release (struct sj_keys *keys);

/* Makes room for one key more.  Returns 0 or -1. */
int sj_keys_grow (struct sj_keys *keys);

/* Adds a key that has to be decoded; with NORMALISE it is taken in
 * Unicode's form NFC.  Returns 0 or -1 when memory is exhausted. */
int sj_keys_push_decoded (struct sj_keys *keys, const struct sj_string *s,
                          bool normalise);

/* A good mix of the LEN bytes of P, of which up to 7 more may be read. */
static inline uint32_t
sj_keys_hash (const char *p, size_t len)
{
  uint64_t hash = len, word, factor = 0x9e3779b97f4a7c15u;

  for (; len > 8; len -= 8, p += 8) {
    hash = (hash ^ sj_word_at (p)) * factor;
    hash ^= hash >> 32;
  }
  word = len ? sj_word_at (p) : 0;
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  word = len ? word << (8 - len) * 8 : 0;
#else
  word = len ? word >> (8 - len) * 8 : 0;
#endif
  hash = (hash ^ word) * factor;
  return (uint32_t) (hash >> 33);
}

/* Adds the key S of the object opened last.  Returns 0 or -1 when memory
 * is exhausted. */
static inline int
sj_keys_push (struct sj_keys *keys, const struct sj_string *s,
              bool normalise)
{
  uint32_t at = (uint32_t) (s->ptr - keys->text);

  if (s->flags && (normalise || sj_string_needs_decoding (s)))
    return sj_keys_push_decoded (keys, s, normalise);
  if (keys->n == keys->cap && sj_keys_grow (keys) < 0)
    return -1;
  keys->keys[keys->n++] = (struct sj_key) {
    at, at, s->len, sj_keys_hash (s->ptr, s->len) & 0x7fffffffu, 0
  };
  return 0;
}

/* Closes the object whose first key is number BASE.  FOUND is called for
 * each key that is not the first of its name, with its place. */
void sj_keys_pop (struct sj_keys *keys, uint32_t base,
                  void (*found) (void *data, uint32_t place), void *data);

#endif
