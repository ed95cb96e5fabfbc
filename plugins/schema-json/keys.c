/* SPDX-License-Identifier: Apache-2.0 */
/* Finds names that come twice in one object. */

#include <config.h>

#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include <uninorm.h>

/* Up to so many keys are compared each with each, and up to so many are
 * looked up in a small table; more are sorted.  Names that were chosen to
 * have equal hashes cannot make that slow. */
#define FEW 8u
#define SOME 64u

void
sj_keys_init (struct sj_keys *keys, const char *text)
{
  *keys = (struct sj_keys) { .text = text };
  pl_buffer_init (&keys->texts);
}

void
sj_keys_release (struct sj_keys *keys)
{
  free (keys->keys);
  pl_buffer_release (&keys->texts);
}

int
sj_keys_grow (struct sj_keys *keys)
{
  uint32_t cap = keys->cap ? keys->cap * 2 : 256;
  struct sj_key *larger;

  if (cap < keys->cap)
    return -1;
  larger = realloc (keys->keys, cap * sizeof *larger);
  if (!larger)
    return -1;
  keys->keys = larger;
  keys->cap = cap;
  return 0;
}

/* Brings the last bytes of TEXTS, from START on, into form NFC. */
static int
normalise_tail (struct pl_buffer *texts, size_t start)
{
  size_t len;
  uint8_t *nfc = u8_normalize (UNINORM_NFC,
                               (const uint8_t *) texts->data + start,
                               texts->len - start, NULL, &len);

  if (!nfc)
    return -1;
  texts->len = start;
  pl_buffer_append (texts, nfc, len);
  free (nfc);
  return texts->failed ? -1 : 0;
}

int
sj_keys_push_decoded (struct sj_keys *keys, const struct sj_string *s,
                      bool normalise)
{
  struct pl_buffer *texts = &keys->texts;
  size_t start = texts->len, len;

  if (keys->n == keys->cap && sj_keys_grow (keys) < 0)
    return -1;
  if (pl_buffer_reserve (texts, sj_string_room (s)) < 0)
    return -1;
  texts->len += sj_string_decode (s, texts->data + texts->len);
  if (normalise && texts->len > start && normalise_tail (texts, start) < 0)
    return -1;
  len = texts->len - start;
  if ((uint64_t) texts->len > UINT32_MAX || pl_buffer_reserve (texts, 8) < 0)
    return -1;
  keys->keys[keys->n++] = (struct sj_key) {
    (uint32_t) (s->ptr - keys->text), (uint32_t) start, (uint32_t) len,
    sj_keys_hash (texts->data + start, len) & 0x7fffffffu, 1
  };
  return 0;
}

static const char *
bytes_of (const struct sj_keys *keys, const struct sj_key *key)
{
  return (key->is_decoded ? keys->texts.data : keys->text) + key->at;
}

static bool
are_equal (const struct sj_keys *keys, const struct sj_key *a,
           const struct sj_key *b)
{
  return a->hash == b->hash && a->len == b->len
    && !memcmp (bytes_of (keys, a), bytes_of (keys, b), a->len);
}

/* By name, equal names by place. */
static int
compare (const void *one, const void *other, void *data)
{
  const struct sj_keys *keys = data;
  const struct sj_key *a = one, *b = other;
  int order;

  if (a->hash != b->hash)
    return a->hash < b->hash ? -1 : 1;
  if (a->len != b->len)
    return a->len < b->len ? -1 : 1;
  order = memcmp (bytes_of (keys, a), bytes_of (keys, b), a->len);
  if (order)
    return order;
  return a->place < b->place ? -1 : a->place > b->place;
}

static void
check_few (const struct sj_keys *keys, uint32_t base,
           void (*found) (void *data, uint32_t place), void *data)
{
  uint32_t i, j;

  for (i = base + 1; i < keys->n; i++)
    for (j = base; j < i; j++)
      if (keys->keys[i].hash == keys->keys[j].hash
          && are_equal (keys, &keys->keys[i], &keys->keys[j])) {
        found (data, keys->keys[i].place);
        break;
      }
}

static void
check_some (const struct sj_keys *keys, uint32_t base,
            void (*found) (void *data, uint32_t place), void *data)
{
  uint8_t table[SOME * 2] = { 0 };    /* number of a key + 1 */
  uint32_t i, slot;

  for (i = base; i < keys->n; i++) {
    const struct sj_key *key = &keys->keys[i];

    for (slot = key->hash % (SOME * 2); table[slot];
         slot = (slot + 1) % (SOME * 2))
      if (are_equal (keys, key, &keys->keys[base + table[slot] - 1])) {
        found (data, key->place);
        break;
      }
    if (!table[slot])
      table[slot] = (uint8_t) (i - base + 1);
  }
}

static void
check_many (struct sj_keys *keys, uint32_t base,
            void (*found) (void *data, uint32_t place), void *data)
{
  uint32_t i;

  qsort_r (keys->keys + base, keys->n - base, sizeof *keys->keys, compare,
           keys);
  for (i = base + 1; i < keys->n; i++)
    if (are_equal (keys, &keys->keys[i - 1], &keys->keys[i]))
      found (data, keys->keys[i].place);
}

void
sj_keys_pop (struct sj_keys *keys, uint32_t base,
             void (*found) (void *data, uint32_t place), void *data)
{
  uint32_t n = keys->n - base, i;
  size_t texts_len = keys->texts.len;

  for (i = base; texts_len > 0 && i < keys->n; i++)
    if (keys->keys[i].is_decoded) {
      texts_len = keys->keys[i].at;
      break;
    }
  if (n <= FEW)
    check_few (keys, base, found, data);
  else if (n <= SOME)
    check_some (keys, base, found, data);
  else
    check_many (keys, base, found, data);
  keys->n = base;
  keys->texts.len = texts_len;
}
