/* SPDX-License-Identifier: Apache-2.0 */
/* The members of TOML tables.
 *
 * They stay in their order; a hash table over them makes look-ups quick in
 * large ones.  The hash depends on a random number, so that nobody can
 * write a document whose keys all meet in one slot.  Nothing that is seen
 * from outside depends on it. */

#include <config.h>

#include "common/toml-reader.h"

#include <string.h>
#include <sys/random.h>

#include <plating/types.h>

/* Members from which on a table is hashed. */
#define HASHED_FROM 8
#define EMPTY_SLOT UINT32_MAX

uint64_t
toml_table_seed (void)
{
  uint64_t seed;

  if (getrandom (&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
    seed = (uintptr_t) &seed;
  return seed;
}

/* Both halves of a product, which depend on all bits of both factors. */
static uint64_t
mix (uint64_t a, uint64_t b)
{
  uint64_t al = (uint32_t) a, ah = a >> 32, bl = (uint32_t) b, bh = b >> 32;
  uint64_t middle = ah * bl + (al * bl >> 32);
  uint64_t middle2 = al * bh + (uint32_t) middle;
  uint64_t high = ah * bh + (middle >> 32) + (middle2 >> 32);

  return high ^ (a * b);
}

static size_t
hash (uint64_t seed, const char *key, size_t len)
{
  uint64_t h = seed ^ len, word;

  for (; len >= sizeof word; key += sizeof word, len -= sizeof word) {
    memcpy (&word, key, sizeof word);
    h = mix (h ^ word, seed ^ 0x9e3779b97f4a7c15u);
  }
  word = 0;
  memcpy (&word, key, len);
  h = mix (h ^ word, seed ^ 0xbf58476d1ce4e5b9u);
  return (size_t) h;
}

/* The slot of KEY, or an empty one. */
static size_t
find_slot (const struct toml_table *t, const char *key, size_t len)
{
  size_t slot = hash (t->seed, key, len) & (t->n_slots - 1);

  for (;; slot = (slot + 1) & (t->n_slots - 1)) {
    const struct toml_member *m;

    if (t->slots[slot] == EMPTY_SLOT)
      return slot;
    m = &t->members[t->slots[slot]];
    if (m->key_len == len && memcmp (m->key, key, len) == 0)
      return slot;
  }
}

struct toml_member *
toml_table_find (const struct toml_table *t, const char *key, size_t len)
{
  size_t i;

  if (t->n_slots) {
    i = find_slot (t, key, len);
    return t->slots[i] == EMPTY_SLOT ? NULL : &t->members[t->slots[i]];
  }
  for (i = 0; i < t->n; i++)
    if (t->members[i].key_len == len
        && memcmp (t->members[i].key, key, len) == 0)
      return &t->members[i];
  return NULL;
}

/* Makes room for one more member and for its slot. */
static int
grow (struct toml_reader *r, struct toml_table *t)
{
  size_t cap = t->cap ? t->cap * 2 : 4, i;
  struct toml_member *members;

  if (t->n < t->cap)
    return 0;
  members = pl_arena_array (r->arena, cap, sizeof *members);
  if (!members)
    return PLATING_E_NOMEM;
  if (t->n)
    memcpy (members, t->members, t->n * sizeof *members);
  t->members = members;
  t->cap = cap;
  if (cap <= HASHED_FROM)
    return 0;
  t->n_slots = cap * 2;
  t->slots = pl_arena_alloc (r->arena, t->n_slots * sizeof *t->slots);
  if (!t->slots)
    return PLATING_E_NOMEM;
  memset (t->slots, 0xff, t->n_slots * sizeof *t->slots);
  for (i = 0; i < t->n; i++)
    t->slots[find_slot (t, t->members[i].key, t->members[i].key_len)]
      = (uint32_t) i;
  return 0;
}

int
toml_table_add (struct toml_reader *r, struct toml_value *table,
                const struct toml_part *key, struct toml_value *value)
{
  struct toml_table *t = &table->u.table;

  if (grow (r, t) < 0)
    return PLATING_E_NOMEM;
  if (t->n_slots)
    t->slots[find_slot (t, key->text, key->len)] = (uint32_t) t->n;
  t->members[t->n++] = (struct toml_member) {
    .key = key->text, .key_len = key->len, .line = key->line,
    .column = key->column, .value = value
  };
  return 0;
}

const struct toml_member *
toml_find (const struct toml_value *table, const char *key, size_t key_len)
{
  if (!table || table->kind != TOML_TABLE)
    return NULL;
  return toml_table_find (&table->u.table, key, key_len);
}

const struct toml_value *
toml_get (const struct toml_value *table, const char *key)
{
  const struct toml_member *m = toml_find (table, key, strlen (key));

  return m ? m->value : NULL;
}
