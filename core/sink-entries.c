/* SPDX-License-Identifier: Apache-2.0 */
/* What a sink keeps of each path. */

#include <config.h>

#include "sink-entries.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"

/* Entries begin at multiples of this; their numbers count such units. */
#define UNIT sizeof (uint64_t)
#define UNITS 8192u            /* of a chunk */
#define CHUNK (UNITS * UNIT)
#define MOST_CHUNKS (UINT32_MAX / UNITS)

/* Directories with a number of their own.  Entries of others have all of
 * their path behind them, as in the directory "". */
#define MOST_DIRECTORIES 65000u

/* A path up to its last slash, which is part of it. */
struct place {
  uint32_t to;
  const char *path;
  size_t len;
};

struct directory {
  struct place place;          /* first; its path is a part of TEXT */
  uint16_t number;
  size_t prefix_len;           /* bytes before the path that are shown */
  char text[];
};

struct chunk {
  size_t used;                 /* bytes of data */
  _Alignas (uint64_t) char data[CHUNK];
};

struct pl_sink_entries {
  uint64_t seed;
  uint32_t *slots;             /* numbers of entries by hash */
  size_t n, n_slots;
  struct chunk **chunks;
  size_t n_chunks, cap_chunks;
  void *by_path;               /* search tree of directories */
  struct directory **directories;      /* by number */
  size_t n_directories, cap_directories;
  struct pl_sink_extra **extras;       /* entry->extra - 1 */
  size_t n_extras, cap_extras;
};

struct pl_sink_entries *
pl_sink_entries_new (void)
{
  struct pl_sink_entries *e = calloc (1, sizeof *e);

  if (e)
    e->seed = pl_hash_seed (e);
  return e;
}

static void
keep_node (void *node)
{
  (void) node;
}

void
pl_sink_entries_free (struct pl_sink_entries *e)
{
  size_t i;

  if (!e)
    return;
  tdestroy (e->by_path, keep_node);
  for (i = 0; i < e->n_directories; i++)
    free (e->directories[i]);
  for (i = 0; i < e->n_extras; i++) {
    free (e->extras[i]->diff);
    free (e->extras[i]);
  }
  for (i = 0; i < e->n_chunks; i++)
    free (e->chunks[i]);
  free (e->directories);
  free (e->extras);
  free (e->chunks);
  free (e->slots);
  free (e);
}

size_t
pl_sink_entries_n (const struct pl_sink_entries *e)
{
  return e->n;
}

/* Makes room for one more pointer in *ARRAY; 0 when memory is exhausted. */
static int
grow (void *array, size_t n, size_t *cap)
{
  void **old, **larger;
  size_t new_cap = *cap ? 2 * *cap : 16;

  if (n < *cap)
    return 1;
  memcpy (&old, array, sizeof old);
  larger = realloc (old, new_cap * sizeof *larger);
  if (!larger)
    return 0;
  memcpy (array, &larger, sizeof larger);
  *cap = new_cap;
  return 1;
}

/* -- directories ------------------------------------------------------ */

static int
compare_places (const void *left, const void *right)
{
  const struct place *a = left, *b = right;

  if (a->to != b->to)
    return a->to < b->to ? -1 : 1;
  if (a->len != b->len)
    return a->len < b->len ? -1 : 1;
  return a->len ? memcmp (a->path, b->path, a->len) : 0;
}

static struct directory *
make_directory (const struct place *place, const char *prefix)
{
  size_t prefix_len = strlen (prefix);
  struct directory *d;
  char *to;

  d = calloc (1, sizeof *d + prefix_len + 1 + place->len);
  if (!d)
    return NULL;
  to = d->text;
  if (prefix_len) {
    memcpy (to, prefix, prefix_len);
    to += prefix_len;
    *to++ = '/';
  }
  if (place->len)
    memcpy (to, place->path, place->len);
  d->prefix_len = (size_t) (to - d->text);
  d->place = (struct place) { place->to, to, place->len };
  return d;
}

/* The directory that PLACE is, or the one that stands for it when there are
 * too many; NULL when memory is exhausted. */
static const struct directory *
get_directory (struct pl_sink_entries *e, struct place place,
               const char *prefix)
{
  struct directory **slot = tfind (&place, &e->by_path, compare_places), *d;

  if (slot)
    return *slot;
  if (place.len && e->n_directories >= MOST_DIRECTORIES) {
    place.len = 0;
    return get_directory (e, place, prefix);
  }
  if (!grow (&e->directories, e->n_directories, &e->cap_directories)
      || !(d = make_directory (&place, prefix)))
    return NULL;
  if (!tsearch (d, &e->by_path, compare_places)) {
    free (d);
    return NULL;
  }
  d->number = (uint16_t) e->n_directories;
  e->directories[e->n_directories++] = d;
  return d;
}

static const struct directory *
directory_of (const struct pl_sink_entries *e,
              const struct pl_sink_entry *entry)
{
  return e->directories[entry->directory];
}

/* -- numbers ---------------------------------------------------------- */

static struct pl_sink_entry *
entry_at (const struct pl_sink_entries *e, uint32_t number)
{
  return (void *) (e->chunks[number / UNITS]->data
                   + number % UNITS * UNIT);
}

/* Bytes of an entry with LEN bytes of name. */
static size_t
size_of (size_t len)
{
  size_t size = offsetof (struct pl_sink_entry, name) + len + 1;

  return (size + UNIT - 1) / UNIT * UNIT;
}

static int
add_chunk (struct pl_sink_entries *e)
{
  struct chunk *c;

  if (e->n_chunks == MOST_CHUNKS
      || !grow (&e->chunks, e->n_chunks, &e->cap_chunks)
      || !(c = malloc (sizeof *c)))
    return 0;
  /* Number 0 is no entry. */
  c->used = e->n_chunks ? 0 : UNIT;
  e->chunks[e->n_chunks++] = c;
  return 1;
}

/* Returns the number of a new entry, zeroed, or 0. */
static uint32_t
new_entry (struct pl_sink_entries *e, size_t name_len)
{
  size_t size = size_of (name_len);
  struct chunk *c = e->n_chunks ? e->chunks[e->n_chunks - 1] : NULL;
  size_t at;

  if (!c || size > CHUNK - c->used) {
    if (size > CHUNK - UNIT || !add_chunk (e))
      return 0;
    c = e->chunks[e->n_chunks - 1];
  }
  at = c->used;
  c->used += size;
  memset (c->data + at, 0, size);
  return (uint32_t) ((e->n_chunks - 1) * UNITS + at / UNIT);
}

struct pl_sink_entry *
pl_sink_entries_next (const struct pl_sink_entries *e,
                      struct pl_sink_cursor *cursor)
{
  struct pl_sink_entry *entry;

  if (!cursor->chunk && !cursor->offset)
    cursor->offset = UNIT;
  while (cursor->chunk < e->n_chunks
         && cursor->offset == e->chunks[cursor->chunk]->used) {
    cursor->chunk++;
    cursor->offset = 0;
  }
  if (cursor->chunk == e->n_chunks)
    return NULL;
  entry = (void *) (e->chunks[cursor->chunk]->data + cursor->offset);
  cursor->offset += size_of (strlen (entry->name));
  return entry;
}

/* -- looking up ------------------------------------------------------- */

static struct place
place_of (uint32_t to, const char *path)
{
  const char *slash = strrchr (path, '/');

  return (struct place) { to, path, slash ? (size_t) (slash - path) + 1 : 0 };
}

static uint64_t
hash_path (const struct pl_sink_entries *e, const struct place *place,
           const char *name)
{
  uint64_t h = pl_hash_mix (e->seed, place->to);

  h = pl_hash_text (h, (struct plating_text) { place->path, place->len });
  return pl_hash_text (h, (struct plating_text) { name, strlen (name) });
}

static int
is_entry_of (const struct pl_sink_entries *e,
             const struct pl_sink_entry *entry, uint32_t to,
             const char *path)
{
  const struct place *place = &directory_of (e, entry)->place;

  return place->to == to && !strncmp (path, place->path, place->len)
    && !strcmp (path + place->len, entry->name);
}

struct pl_sink_entry *
pl_sink_entries_find (const struct pl_sink_entries *e, uint32_t to,
                      const char *path)
{
  struct place place = place_of (to, path);
  struct pl_sink_entry *entry;
  uint32_t number;

  if (!e->n_slots)
    return NULL;
  number = e->slots[hash_path (e, &place, path + place.len)
                    & (e->n_slots - 1)];
  for (; number; number = entry->next) {
    entry = entry_at (e, number);
    if (is_entry_of (e, entry, to, path))
      return entry;
  }
  return NULL;
}

static void
place_entry (struct pl_sink_entries *e, struct pl_sink_entry *entry,
             uint32_t number)
{
  const struct directory *d = directory_of (e, entry);
  struct place place = d->place.len ? d->place
    : place_of (d->place.to, entry->name);
  const char *name = d->place.len ? entry->name : entry->name + place.len;
  uint32_t *slot = &e->slots[hash_path (e, &place, name) & (e->n_slots - 1)];

  entry->next = *slot;
  *slot = number;
}

/* Makes twice as many slots, and gives every entry its place again. */
static int
grow_slots (struct pl_sink_entries *e)
{
  size_t n = e->n_slots ? 2 * e->n_slots : 256;
  uint32_t *slots = calloc (n, sizeof *slots);
  struct pl_sink_cursor cursor = { 0 };
  struct pl_sink_entry *entry;

  if (!slots)
    return 0;
  free (e->slots);
  e->slots = slots;
  e->n_slots = n;
  while ((entry = pl_sink_entries_next (e, &cursor))) {
    size_t at = cursor.offset - size_of (strlen (entry->name));

    place_entry (e, entry, (uint32_t) (cursor.chunk * UNITS + at / UNIT));
  }
  return 1;
}

struct pl_sink_entry *
pl_sink_entries_add (struct pl_sink_entries *e, uint32_t to,
                     const char *prefix, const char *path)
{
  const struct directory *d = get_directory (e, place_of (to, path), prefix);
  struct pl_sink_entry *entry;
  size_t len;
  uint32_t number;

  if (!d || (e->n == e->n_slots && !grow_slots (e)))
    return NULL;
  len = strlen (path) - d->place.len;
  number = new_entry (e, len);
  if (!number)
    return NULL;
  entry = entry_at (e, number);
  memcpy (entry->name, path + d->place.len, len + 1);
  entry->directory = d->number;
  place_entry (e, entry, number);
  e->n++;
  return entry;
}

/* -- what else there is ------------------------------------------------ */

struct pl_sink_extra *
pl_sink_entries_extra (struct pl_sink_entries *e,
                       struct pl_sink_entry *entry, int make)
{
  struct pl_sink_extra *extra;

  if (entry->extra)
    return e->extras[entry->extra - 1];
  if (!make || e->n_extras == UINT32_MAX
      || !grow (&e->extras, e->n_extras, &e->cap_extras))
    return NULL;
  extra = calloc (1, sizeof *extra);
  if (!extra)
    return NULL;
  e->extras[e->n_extras++] = extra;
  entry->extra = (uint32_t) e->n_extras;
  return extra;
}

uint32_t
pl_sink_entries_to (const struct pl_sink_entries *e,
                    const struct pl_sink_entry *entry)
{
  return directory_of (e, entry)->place.to;
}

size_t
pl_sink_entries_shown_len (const struct pl_sink_entries *e,
                           const struct pl_sink_entry *entry)
{
  const struct directory *d = directory_of (e, entry);

  return d->prefix_len + d->place.len + strlen (entry->name);
}

void
pl_sink_entries_show (const struct pl_sink_entries *e,
                      const struct pl_sink_entry *entry, char *out)
{
  const struct directory *d = directory_of (e, entry);
  size_t len = d->prefix_len + d->place.len;

  memcpy (out, d->text, len);
  strcpy (out + len, entry->name);
}
