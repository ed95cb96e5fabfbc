/* SPDX-License-Identifier: Apache-2.0 */
/* Dicts: entries in their order, and a hash table of their numbers once
 * there are more than a few. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <errno.h>
#include <string.h>

#define FEW_ENTRIES 8
#define DELETED UINT32_MAX

/* A keyed hash would need a secret; chains are bounded by the steps that
 * each comparison costs. */
uint64_t
jinja_hash_text (const char *text, size_t len)
{
  uint64_t h = UINT64_C (0xcbf29ce484222325);
  size_t i;

  for (i = 0; i < len; i++)
    h = (h ^ (unsigned char) text[i]) * UINT64_C (0x100000001b3);
  return h ^ h >> 29;
}

/* -- searching --------------------------------------------------------- */

struct probe {
  struct tv key;
  uint64_t hash;
};

/* Whether entry I has the key: 1, 0 or an error. */
static int
matches (struct jinja_run *run, const struct jinja_entry *e,
         const struct probe *p)
{
  if (e->hash != p->hash || tv_kind (e->key) == TV_NONE)
    return 0;
  if (jinja_is_string (e->key) && jinja_is_string (p->key))
    return e->key.len == p->key.len
      && (!e->key.len
          || memcmp (e->key.u.text, p->key.u.text, e->key.len) == 0);
  return run ? jinja_equal (run, e->key, p->key) : 0;
}

/* Finds the entry: 1 with its number, 0 or an error. */
static int
find (struct jinja_run *run, const struct jinja_dict *d,
      const struct probe *p, size_t *number)
{
  size_t i, steps;
  int status;

  if (!d->n_index) {
    for (i = 0; i < d->n_entries; i++) {
      status = matches (run, &d->entries[i], p);
      if (status) {
        *number = i;
        return status;
      }
    }
    return 0;
  }
  i = (size_t) p->hash;
  for (steps = 1; ; i++, steps++) {
    uint32_t n = d->index[i & (d->n_index - 1)];

    if (!n)
      return 0;
    if (run && steps % 64 == 0) {
      status = jinja_charge_fast (run, 64);
      if (status)
        return status;
    }
    if (n == DELETED)
      continue;
    status = matches (run, &d->entries[n - 1], p);
    if (status) {
      *number = n - 1;
      return status;
    }
  }
}

/* -- growing ----------------------------------------------------------- */

static void
index_entry (struct jinja_dict *d, size_t number)
{
  size_t i = (size_t) d->entries[number].hash;

  while (d->index[i & (d->n_index - 1)])
    i++;
  d->index[i & (d->n_index - 1)] = (uint32_t) number + 1;
}

/* Makes room for one more entry; leaves deleted ones behind. */
static int
grow (struct pl_arena *arena, struct jinja_dict *d)
{
  size_t cap = d->n + d->n / 2 + 4, i, n = 0;
  struct jinja_entry *entries = pl_arena_array (arena, cap, sizeof *entries);
  uint32_t *index = NULL;
  size_t n_index = 0;

  if (cap >= UINT32_MAX / 4)
    return -ENOMEM;
  if (cap > FEW_ENTRIES) {
    for (n_index = 16; n_index < cap * 2; n_index *= 2)
      ;
    index = pl_arena_array (arena, n_index, sizeof *index);
  }
  if (!entries || (n_index && !index))
    return -ENOMEM;
  for (i = 0; i < d->n_entries; i++)
    if (tv_kind (d->entries[i].key) != TV_NONE)
      entries[n++] = d->entries[i];
  d->entries = entries;
  d->n_entries = n;
  d->cap = cap;
  d->index = index;
  d->n_index = n_index;
  for (i = 0; i < n && n_index; i++)
    index_entry (d, i);
  return 0;
}

static int
add (struct pl_arena *arena, struct jinja_dict *d, const struct probe *p,
     struct tv value)
{
  if (d->n_entries == d->cap && grow (arena, d) < 0)
    return -ENOMEM;
  d->entries[d->n_entries] = (struct jinja_entry) {
    .key = p->key, .value = value, .hash = p->hash
  };
  if (d->n_index)
    index_entry (d, d->n_entries);
  d->n_entries++;
  d->n++;
  return 0;
}

/* -- what others call -------------------------------------------------- */

int
jinja_make_dict (struct jinja_run *run, struct tv *dict)
{
  return jinja_dict_new (run->arena, dict) ? jinja_no_memory (run) : 0;
}

int
jinja_dict_new (struct pl_arena *arena, struct tv *dict)
{
  struct jinja_dict *d = pl_arena_zalloc (arena, sizeof *d);

  if (!d)
    return -ENOMEM;
  *dict = jinja_object (&jinja_dict, d);
  return 0;
}

int
jinja_dict_get (struct jinja_run *run, struct tv dict, struct tv key,
                struct tv *value)
{
  const struct jinja_dict *d = jinja_dict_of (dict);
  struct probe p = { .key = key };
  size_t number;
  int status = jinja_hash (run, key, &p.hash);

  if (!status)
    status = find (run, d, &p, &number);
  if (status > 0)
    *value = d->entries[number].value;
  return status;
}

int
jinja_dict_set (struct jinja_run *run, struct tv dict, struct tv key,
                struct tv value)
{
  struct jinja_dict *d = jinja_dict_of (dict);
  struct probe p = { .key = key };
  size_t number;
  int status = jinja_hash (run, key, &p.hash);

  if (!status)
    status = find (run, d, &p, &number);
  if (status < 0)
    return status;
  if (status) {
    d->entries[number].value = value;
    return 0;
  }
  return add (run->arena, d, &p, value) ? jinja_no_memory (run) : 0;
}

int
jinja_dict_set_adopted (struct pl_arena *arena, struct tv dict,
                        const char *key, size_t len, struct tv v)
{
  struct jinja_dict *d = jinja_dict_of (dict);
  struct probe p = {
    .key = tv_string (key, len), .hash = jinja_hash_text (key, len)
  };
  size_t number;

  if (find (NULL, d, &p, &number) <= 0)
    return add (arena, d, &p, v);
  d->entries[number].value = v;
  return 0;
}

int
jinja_dict_delete (struct jinja_run *run, struct tv dict, struct tv key)
{
  struct jinja_dict *d = jinja_dict_of (dict);
  struct probe p = { .key = key };
  size_t number, i;
  int status = jinja_hash (run, key, &p.hash);

  if (!status)
    status = find (run, d, &p, &number);
  if (status <= 0)
    return status;
  if (d->n_index) {
    i = (size_t) p.hash;
    while (d->index[i & (d->n_index - 1)] != number + 1)
      i++;
    d->index[i & (d->n_index - 1)] = DELETED;
  }
  d->entries[number].key = d->entries[number].value = tv_none ();
  d->n--;
  return 1;
}

int
jinja_dict_get_text (struct tv dict, const char *key, size_t len,
                     struct tv *value)
{
  const struct jinja_dict *d = jinja_dict_of (dict);
  struct probe p = {
    .key = tv_string (key, len), .hash = jinja_hash_text (key, len)
  };
  size_t number;

  if (find (NULL, d, &p, &number) <= 0)
    return 0;
  *value = d->entries[number].value;
  return 1;
}

bool
jinja_dict_next (struct tv dict, size_t *position,
                 struct jinja_entry **entry)
{
  struct jinja_dict *d = jinja_dict_of (dict);

  while (*position < d->n_entries) {
    *entry = &d->entries[(*position)++];
    if (tv_kind ((*entry)->key) != TV_NONE)
      return true;
  }
  return false;
}

/* -- the type ---------------------------------------------------------- */

static int
dict_length (struct jinja_run *run, struct tv self, size_t *n)
{
  (void) run;
  *n = jinja_dict_of (self)->n;
  return 0;
}

static int
dict_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  struct jinja_entry *entry;
  size_t position = 0;
  struct tv other;
  int status = 1;

  if (!JINJA_IS (b, jinja_dict)
      || jinja_dict_of (a)->n != jinja_dict_of (b)->n)
    return 0;
  while (status > 0 && jinja_dict_next (a, &position, &entry)) {
    status = jinja_charge_fast (run, 1);
    if (!status)
      status = jinja_dict_get (run, b, entry->key, &other);
    if (status > 0)
      status = jinja_equal (run, entry->value, other);
  }
  return status;
}

struct key_iterator {
  struct jinja_iterator iterator;
  struct tv dict;
  size_t position, n;
};

static int
next_key (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct key_iterator *k = (struct key_iterator *) it;
  struct jinja_entry *entry;

  if (jinja_dict_of (k->dict)->n != k->n)
    return jinja_raise (run, "RuntimeError", "dictionary changed size during "
                        "iteration");
  if (!jinja_dict_next (k->dict, &k->position, &entry))
    return 0;
  *v = entry->key;
  return 1;
}

static int
dict_iterate (struct jinja_run *run, struct tv self,
              struct jinja_iterator **it)
{
  struct key_iterator *k = pl_arena_zalloc (run->arena, sizeof *k);

  if (!k)
    return jinja_no_memory (run);
  k->iterator.next = next_key;
  k->dict = self;
  k->n = jinja_dict_of (self)->n;
  *it = &k->iterator;
  return 0;
}

const struct jinja_type jinja_dict = {
  .tv = { .kind = TV_OBJECT, .name = "dict" },
  .item = jinja_dict_get,
  .iterate = dict_iterate,
  .length = dict_length,
  .equal = dict_equal
};
