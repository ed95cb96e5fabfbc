/* SPDX-License-Identifier: Apache-2.0 */
/* Types, constructors and readers of template values. */

#include <config.h>

#include "plugins/common/value/value.h"

#include <stdlib.h>
#include <string.h>

const struct tv_type tv_type_any = {
  .kind = TV_INTERFACE, .name = "interface {}"
};
const struct tv_type tv_type_bool = { .kind = TV_BOOL, .name = "bool" };
const struct tv_type tv_type_int = { .kind = TV_INT, .name = "int" };
const struct tv_type tv_type_int64 = { .kind = TV_INT, .name = "int64" };
const struct tv_type tv_type_uint8 = { .kind = TV_UINT, .name = "uint8" };
const struct tv_type tv_type_uint = { .kind = TV_UINT, .name = "uint" };
const struct tv_type tv_type_uint64 = { .kind = TV_UINT, .name = "uint64" };
const struct tv_type tv_type_float64 = {
  .kind = TV_FLOAT, .name = "float64"
};
const struct tv_type tv_type_complex128 = {
  .kind = TV_COMPLEX, .name = "complex128"
};
const struct tv_type tv_type_string = { .kind = TV_STRING, .name = "string" };
const struct tv_type tv_type_list_any = {
  .kind = TV_LIST, .name = "[]interface {}", .element = &tv_type_any
};
const struct tv_type tv_type_list_bool = {
  .kind = TV_LIST, .name = "[]bool", .element = &tv_type_bool
};
const struct tv_type tv_type_list_int = {
  .kind = TV_LIST, .name = "[]int", .element = &tv_type_int
};
const struct tv_type tv_type_list_float64 = {
  .kind = TV_LIST, .name = "[]float64", .element = &tv_type_float64
};
const struct tv_type tv_type_list_string = {
  .kind = TV_LIST, .name = "[]string", .element = &tv_type_string
};
const struct tv_type tv_type_map_any = {
  .kind = TV_MAP, .name = "map[string]interface {}", .element = &tv_type_any
};
const struct tv_type tv_type_map_int = {
  .kind = TV_MAP, .name = "map[string]int", .element = &tv_type_int
};
const struct tv_type tv_type_map_string = {
  .kind = TV_MAP, .name = "map[string]string", .element = &tv_type_string
};

/* What empty lists and maps that are not nil point to. */
static const struct tv no_items;
static const struct tv_entry no_entries;

struct tv
tv_cstring (const char *text)
{
  return tv_string (text, text ? strlen (text) : 0);
}

struct tv
tv_list (const struct tv_type *type, const struct tv *items, size_t n)
{
  return (struct tv) {
    .type = type, .u.items = n ? items : &no_items, .len = n
  };
}

void
tv_map_builder_init (struct tv_map_builder *b, struct pl_arena *arena,
                     size_t expected)
{
  *b = (struct tv_map_builder) { .arena = arena };
  if (expected) {
    b->entries = pl_arena_array (arena, expected, sizeof *b->entries);
    b->cap = expected;
    b->failed = !b->entries;
  }
}

static void
grow (struct tv_map_builder *b)
{
  size_t cap = b->cap ? b->cap * 2 : 8;
  struct tv_entry *entries
    = pl_arena_array (b->arena, cap, sizeof *entries);

  if (!entries) {
    b->failed = true;
    return;
  }
  if (b->n)
    memcpy (entries, b->entries, b->n * sizeof *entries);
  b->entries = entries;
  b->cap = cap;
}

void
tv_map_builder_set (struct tv_map_builder *b, const char *key,
                    size_t key_len, struct tv v)
{
  if (!b->failed && b->n == b->cap)
    grow (b);
  if (b->failed)
    return;
  v.in_interface = 0;
  b->entries[b->n] = (struct tv_entry) {
    .key = key_len ? key : "", .key_len = key_len, .value = v,
    .position = b->n
  };
  b->n++;
}

static int
compare_keys (const char *a, size_t a_len, const char *b, size_t b_len)
{
  size_t len = a_len < b_len ? a_len : b_len;
  int order = len ? memcmp (a, b, len) : 0;

  return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* qsort is not stable; the position makes it so. */
static int
compare_entries (const void *a, const void *b)
{
  const struct tv_entry *x = a, *y = b;
  int order = compare_keys (x->key, x->key_len, y->key, y->key_len);

  return order ? order
    : (x->position > y->position) - (x->position < y->position);
}

int
tv_map_builder_finish (struct tv_map_builder *b, const struct tv_type *type,
                       struct tv *map)
{
  size_t i, n = 0;

  if (b->failed)
    return -1;
  if (b->n)
    qsort (b->entries, b->n, sizeof *b->entries, compare_entries);
  for (i = 0; i < b->n; i++) {
    const struct tv_entry *e = &b->entries[i];

    if (n && compare_keys (b->entries[n - 1].key, b->entries[n - 1].key_len,
                           e->key, e->key_len) == 0)
      n--;
    b->entries[n++] = *e;
  }
  *map = (struct tv) {
    .type = type, .u.entries = n ? b->entries : &no_entries, .len = n
  };
  return 0;
}

bool
tv_is_true (struct tv v)
{
  switch (tv_kind (v)) {
  case TV_NONE:
  case TV_INTERFACE:
    return false;
  case TV_BOOL:
    return v.u.boolean;
  case TV_INT:
  case TV_UINT:
    return v.u.natural != 0;
  case TV_FLOAT:
    return v.u.number != 0;
  case TV_COMPLEX:
    return v.u.complex[0] != 0 || v.u.complex[1] != 0;
  case TV_STRING:
  case TV_LIST:
  case TV_MAP:
    return v.len > 0;
  case TV_STRUCT:
  case TV_OBJECT:
    return true;
  case TV_FUNCTION:
    return v.u.function != NULL;
  }
  return false;
}

bool
tv_is_nil (struct tv v)
{
  switch (tv_kind (v)) {
  case TV_NONE:
  case TV_INTERFACE:
    return true;
  case TV_LIST:
    return !v.u.items;
  case TV_MAP:
    return !v.u.entries;
  case TV_FUNCTION:
    return !v.u.function;
  default:
    return false;
  }
}

bool
tv_map_get (struct tv map, const char *key, size_t key_len,
            struct tv *value)
{
  size_t low = 0, high = map.len;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct tv_entry *e = &map.u.entries[middle];
    int order = compare_keys (key, key_len, e->key, e->key_len);

    if (order == 0) {
      *value = tv_entry_value (map, middle);
      return true;
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return false;
}

/* Structs have a score of fields at most: comparing lengths first is
 * faster than any table. */
bool
tv_struct_get (struct tv structure, const char *name, size_t name_len,
               struct tv *value)
{
  const struct tv_field *fields = structure.type->fields;
  size_t i, n = structure.type->n_fields;

  for (i = 0; i < n; i++)
    if (fields[i].name_len == name_len
        && memcmp (fields[i].name, name, name_len) == 0) {
      *value = tv_field_value (structure, i);
      return true;
    }
  return false;
}

struct tv
tv_zero (const struct tv_type *type, struct pl_arena *arena)
{
  static const double zero_complex[2];
  struct tv *fields;
  size_t i;

  switch (type->kind) {
  case TV_STRING:
    return (struct tv) { .type = type, .u.text = "" };
  case TV_COMPLEX:
    return (struct tv) { .type = type, .u.complex = zero_complex };
  case TV_STRUCT:
    fields = pl_arena_array (arena, type->n_fields, sizeof *fields);
    if (!fields)
      return tv_none ();
    for (i = 0; i < type->n_fields; i++) {
      fields[i] = tv_zero (type->fields[i].type, arena);
      if (!fields[i].type)
        return tv_none ();
    }
    return tv_struct (type, fields);
  default:
    return (struct tv) { .type = type };
  }
}
