/* SPDX-License-Identifier: Apache-2.0 */
/* Immutable, counted values.
 *
 * A map keeps its members in order of insertion and beside them an index
 * sorted by key, so that look-up is a binary search and a map of many keys
 * is made in n log n.  The last reference frees a tree through a list of
 * what is to be freed, not by recursion: depth costs no stack. */

#include <config.h>

#include "value.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct plating_value {
  atomic_size_t count;          /* 0: static, never counted */
  uint32_t type;
  struct plating_value *next_to_free;
  union {
    int boolean;
    int64_t integer;
    double number;
    struct plating_text text;   /* the bytes stand behind the struct */
    struct {
      struct plating_value **values;  /* all three stand behind the struct */
      struct plating_text *keys;      /* NULL for a list */
      size_t *by_key;                 /* indices, sorted by key */
      size_t n;
    } members;
  } u;
};

static struct plating_value null_value = { .type = PLATING_VALUE_NULL };
static struct plating_value false_value = { .type = PLATING_VALUE_BOOL };
static struct plating_value true_value
  = { .type = PLATING_VALUE_BOOL, .u.boolean = 1 };

/* Nothing in a value changes after it was made but its count, which is why
 * the const of the public type is taken away, and here alone. */
static struct plating_value *
counted (const struct plating_value *v)
{
  union {
    const struct plating_value *visible;
    struct plating_value *own;
  } u = { .visible = v };

  return u.own;
}

static struct plating_value *
new_value (uint32_t type, size_t extra)
{
  struct plating_value *v;

  if (extra > SIZE_MAX - sizeof *v)
    return NULL;
  v = malloc (sizeof *v + extra);
  if (!v)
    return NULL;
  *v = (struct plating_value) { .type = type };
  atomic_init (&v->count, 1);
  return v;
}

const struct plating_value *
pl_value_ref (const struct plating_value *v)
{
  struct plating_value *own = counted (v);

  if (own && atomic_load_explicit (&own->count, memory_order_relaxed) > 0)
    atomic_fetch_add_explicit (&own->count, 1, memory_order_relaxed);
  return v;
}

/* Drops a reference; the last one puts V on the list *PENDING. */
static void
drop (struct plating_value *v, struct plating_value **pending)
{
  if (!v || atomic_load_explicit (&v->count, memory_order_relaxed) == 0)
    return;
  if (atomic_fetch_sub_explicit (&v->count, 1, memory_order_acq_rel) != 1)
    return;
  v->next_to_free = *pending;
  *pending = v;
}

void
pl_value_unref (const struct plating_value *value)
{
  struct plating_value *pending = NULL;

  drop (counted (value), &pending);
  while (pending) {
    struct plating_value *v = pending;

    pending = v->next_to_free;
    if (v->type == PLATING_VALUE_LIST || v->type == PLATING_VALUE_MAP)
      for (size_t i = 0; i < v->u.members.n; i++)
        drop (v->u.members.values[i], &pending);
    free (v);
  }
}

/* -- getters ------------------------------------------------------------- */

static int
is (const struct plating_value *v, uint32_t type)
{
  return v && v->type == type;
}

static int
has_members (const struct plating_value *v)
{
  return is (v, PLATING_VALUE_LIST) || is (v, PLATING_VALUE_MAP);
}

uint32_t
pl_value_type (const struct plating_value *v)
{
  return v ? v->type : PLATING_VALUE_NULL;
}

int
pl_value_bool_get (const struct plating_value *v)
{
  return is (v, PLATING_VALUE_BOOL) ? v->u.boolean : 0;
}

int64_t
pl_value_int_get (const struct plating_value *v)
{
  return is (v, PLATING_VALUE_INT) ? v->u.integer : 0;
}

double
pl_value_number_get (const struct plating_value *v)
{
  return is (v, PLATING_VALUE_NUMBER) ? v->u.number : 0;
}

struct plating_text
pl_value_string_get (const struct plating_value *v)
{
  return is (v, PLATING_VALUE_STRING)
    ? v->u.text : (struct plating_text) { NULL, 0 };
}

size_t
pl_value_size (const struct plating_value *v)
{
  return has_members (v) ? v->u.members.n : 0;
}

const struct plating_value *
pl_value_at (const struct plating_value *v, size_t i)
{
  return i < pl_value_size (v) ? v->u.members.values[i] : NULL;
}

struct plating_text
pl_value_key_at (const struct plating_value *v, size_t i)
{
  return is (v, PLATING_VALUE_MAP) && i < v->u.members.n
    ? v->u.members.keys[i] : (struct plating_text) { NULL, 0 };
}

static int
compare_texts (struct plating_text a, struct plating_text b)
{
  size_t len = a.len < b.len ? a.len : b.len;
  int order = len ? memcmp (a.ptr, b.ptr, len) : 0;

  return order ? order : (a.len > b.len) - (a.len < b.len);
}

const struct plating_value *
pl_value_get (const struct plating_value *v, struct plating_text key)
{
  size_t low = 0, high;

  if (!is (v, PLATING_VALUE_MAP))
    return NULL;
  high = v->u.members.n;
  while (low < high) {
    size_t middle = low + (high - low) / 2, i = v->u.members.by_key[middle];
    int order = compare_texts (v->u.members.keys[i], key);

    if (order == 0)
      return v->u.members.values[i];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

const struct plating_value *
pl_value_get_c (const struct plating_value *map, const char *key)
{
  return pl_value_get (map, (struct plating_text) { key, strlen (key) });
}

/* -- new values ---------------------------------------------------------- */

const struct plating_value *
pl_value_new_null (void)
{
  return &null_value;
}

const struct plating_value *
pl_value_new_bool (int b)
{
  return b ? &true_value : &false_value;
}

const struct plating_value *
pl_value_new_int (int64_t i)
{
  struct plating_value *v = new_value (PLATING_VALUE_INT, 0);

  if (v)
    v->u.integer = i;
  return v;
}

const struct plating_value *
pl_value_new_number (double d)
{
  struct plating_value *v = new_value (PLATING_VALUE_NUMBER, 0);

  if (v)
    v->u.number = d;
  return v;
}

/* Copies TEXT and a NUL behind it to TO; returns the copy. */
static struct plating_text
copy_text (char *to, struct plating_text text)
{
  if (text.len)
    memcpy (to, text.ptr, text.len);
  to[text.len] = '\0';
  return (struct plating_text) { to, text.len };
}

const struct plating_value *
pl_value_new_string (struct plating_text text)
{
  struct plating_value *v;

  if (text.len == SIZE_MAX)
    return NULL;
  v = new_value (PLATING_VALUE_STRING, text.len + 1);
  if (v)
    v->u.text = copy_text ((char *) (v + 1), text);
  return v;
}

const struct plating_value *
pl_value_new_c_string (const char *s)
{
  return pl_value_new_string ((struct plating_text) { s, strlen (s) });
}

const struct plating_value *
pl_value_new_list (const struct plating_value *const *values, size_t n)
{
  struct plating_value *v;

  if (n > SIZE_MAX / 2 / sizeof *values)
    return NULL;
  v = new_value (PLATING_VALUE_LIST, n * sizeof *values);
  if (!v)
    return NULL;
  v->u.members.values = (struct plating_value **) (v + 1);
  v->u.members.n = n;
  for (size_t i = 0; i < n; i++)
    v->u.members.values[i]
      = counted (values[i] ? pl_value_ref (values[i]) : &null_value);
  return v;
}

/* One member of a map to be, while equal keys are looked for. */
struct candidate {
  struct plating_text key;
  size_t i;                     /* place among the arguments */
  size_t value;                 /* place of the value that counts, or n if
                                   an earlier member has the key */
};

static int
compare_candidates (const void *a, const void *b)
{
  const struct candidate *x = a, *y = b;
  int order = compare_texts (x->key, y->key);

  return order ? order : (x->i > y->i) - (x->i < y->i);
}

/* Sorts the N candidates by key.  Of equal ones the first keeps its place
 * and gets the value of the last.  Returns how many different keys there
 * are, and in *KEY_BYTES the bytes that they need. */
static size_t
resolve_keys (struct candidate *c, size_t n, size_t *key_bytes)
{
  size_t different = 0;

  qsort (c, n, sizeof *c, compare_candidates);
  *key_bytes = 0;
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1;
         end < n && compare_texts (c[first].key, c[end].key) == 0; end++)
      c[end].value = n;
    c[first].value = c[end - 1].i;
    *key_bytes += c[first].key.len + 1;
    different++;
  }
  return different;
}

/* Makes the map from resolved candidates; PLACES has room for N numbers. */
static struct plating_value *
assemble_map (struct candidate *c, size_t n, size_t different,
              size_t key_bytes, size_t *places,
              const struct plating_value *const *values)
{
  struct plating_value *v;
  size_t one = sizeof (struct plating_value *) + sizeof (struct plating_text)
    + sizeof (size_t), n_done = 0, place = 0;
  char *bytes;

  v = new_value (PLATING_VALUE_MAP, different * one + key_bytes);
  if (!v)
    return NULL;
  v->u.members.keys = (struct plating_text *) (v + 1);
  v->u.members.values
    = (struct plating_value **) (v->u.members.keys + different);
  v->u.members.by_key = (size_t *) (v->u.members.values + different);
  v->u.members.n = different;
  bytes = (char *) (v->u.members.by_key + different);

  for (size_t i = 0; i < n; i++)
    places[i] = 0;
  for (size_t i = 0; i < n; i++)
    if (c[i].value != n)
      places[c[i].i] = 1;
  for (size_t i = 0; i < n; i++)
    place += places[i], places[i] = place - places[i];

  for (size_t i = 0; i < n; i++) {
    const struct plating_value *value;

    if (c[i].value == n)
      continue;
    place = places[c[i].i];
    value = values[c[i].value];
    v->u.members.keys[place] = copy_text (bytes, c[i].key);
    bytes += c[i].key.len + 1;
    v->u.members.values[place]
      = counted (value ? pl_value_ref (value) : &null_value);
    v->u.members.by_key[n_done++] = place;
  }
  return v;
}

const struct plating_value *
pl_value_new_map (const struct plating_text *keys,
                  const struct plating_value *const *values, size_t n)
{
  struct plating_value *v = NULL;
  struct candidate *c;
  size_t different, key_bytes, *places;

  if (n >= SIZE_MAX / 4 / sizeof *c)
    return NULL;
  c = malloc (n * sizeof *c + 1);
  places = malloc (n * sizeof *places + 1);
  if (c && places) {
    for (size_t i = 0; i < n; i++)
      c[i] = (struct candidate) { .key = keys[i], .i = i };
    different = resolve_keys (c, n, &key_bytes);
    v = assemble_map (c, n, different, key_bytes, places, values);
  }
  free (c);
  free (places);
  return v;
}

/* -- builder ------------------------------------------------------------- */

void
pl_value_builder_init_list (struct pl_value_builder *b)
{
  *b = (struct pl_value_builder) { 0 };
}

void
pl_value_builder_init_map (struct pl_value_builder *b)
{
  *b = (struct pl_value_builder) { .is_map = 1 };
}

void
pl_value_builder_release (struct pl_value_builder *b)
{
  for (size_t i = 0; i < b->n; i++) {
    union {
      const char *visible;
      char *own;
    } key = { b->is_map ? b->keys[i].ptr : NULL };

    pl_value_unref (b->values[i]);
    free (key.own);
  }
  free (b->keys);
  free (b->values);
  *b = (struct pl_value_builder) { .is_map = b->is_map };
}

static int
grow (struct pl_value_builder *b)
{
  size_t cap = b->cap ? b->cap * 2 : 8;
  void *values, *keys;

  if (b->n < b->cap)
    return 0;
  if (cap > SIZE_MAX / 2 / sizeof *b->keys)
    return -1;
  values = realloc (b->values, cap * sizeof *b->values);
  if (!values)
    return -1;
  b->values = values;
  if (b->is_map) {
    keys = realloc (b->keys, cap * sizeof *b->keys);
    if (!keys)
      return -1;
    b->keys = keys;
  }
  b->cap = cap;
  return 0;
}

void
pl_value_builder_take (struct pl_value_builder *b, struct plating_text key,
                       const struct plating_value *value)
{
  char *copy = NULL;

  if (b->failed || !value || grow (b) < 0)
    goto failed;
  if (b->is_map) {
    copy = key.len < SIZE_MAX ? malloc (key.len + 1) : NULL;
    if (!copy)
      goto failed;
    b->keys[b->n] = copy_text (copy, key);
  }
  b->values[b->n++] = value;
  return;

failed:
  b->failed = 1;
  pl_value_unref (value);
}

const struct plating_value *
pl_value_builder_finish (struct pl_value_builder *b)
{
  const struct plating_value *v = NULL;

  if (!b->failed)
    v = b->is_map ? pl_value_new_map (b->keys, b->values, b->n)
                  : pl_value_new_list (b->values, b->n);
  pl_value_builder_release (b);
  return v;
}

const struct plating_values pl_value_table = {
  .struct_size = sizeof (struct plating_values),
  .ref = pl_value_ref,
  .unref = pl_value_unref,
  .type = pl_value_type,
  .bool_get = pl_value_bool_get,
  .int_get = pl_value_int_get,
  .number_get = pl_value_number_get,
  .string_get = pl_value_string_get,
  .size = pl_value_size,
  .at = pl_value_at,
  .key_at = pl_value_key_at,
  .get = pl_value_get,
  .new_null = pl_value_new_null,
  .new_bool = pl_value_new_bool,
  .new_int = pl_value_new_int,
  .new_number = pl_value_new_number,
  .new_string = pl_value_new_string,
  .new_list = pl_value_new_list,
  .new_map = pl_value_new_map,
};
