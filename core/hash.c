/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes for tables in memory. */

#include <config.h>

#include "hash.h"

#include <string.h>
#include <sys/random.h>

uint64_t
pl_hash_seed (const void *table)
{
  uint64_t seed;

  if (getrandom (&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
    seed = (uint64_t) (uintptr_t) table;
  return seed;
}

uint64_t
pl_hash_mix (uint64_t h, uint64_t word)
{
  h = (h ^ word) * 0x9fb21c651e98df25u;
  h = (h ^ (h >> 32)) * 0xd6e8feb86659fd93u;
  return h ^ (h >> 29);
}

uint64_t
pl_hash_text (uint64_t h, struct plating_text text)
{
  const char *s = text.ptr;
  size_t len = text.len;
  uint64_t word;

  for (; len >= sizeof word; s += sizeof word, len -= sizeof word) {
    memcpy (&word, s, sizeof word);
    h = pl_hash_mix (h, word);
  }
  word = 0;
  if (len)
    memcpy (&word, s, len);
  return pl_hash_mix (pl_hash_mix (h, word), text.len);
}
