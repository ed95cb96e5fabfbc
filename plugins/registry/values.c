/* SPDX-License-Identifier: Apache-2.0 */
/* Conversion of values between templates and plugins. */

#include <config.h>

#include "plugins/registry/values.h"

#include <stdbool.h>
#include <stdlib.h>

#define DEPTH_MAX 100

static const char no_memory[] = "out of memory";
static const char too_deep[] = "the value is nested too deeply";

static const struct plating_value *
new_value (const struct plating_values *values, struct tv v, int depth,
           const char **problem);

static struct plating_text
text_of (const char *s, size_t len)
{
  return (struct plating_text) { s, len };
}

/* Where the members of a list, map or struct come from. */
static struct tv
member (struct tv v, size_t i, struct plating_text *key)
{
  const struct tv_field *f;

  switch (tv_kind (v)) {
  case TV_MAP:
    *key = text_of (v.u.entries[i].key, v.u.entries[i].key_len);
    return tv_entry_value (v, i);
  case TV_STRUCT:
    f = &v.type->fields[i];
    *key = text_of (f->name, f->name_len);
    return tv_field_value (v, i);
  default:
    return tv_at (v, i);
  }
}

static const struct plating_value *
new_members (const struct plating_values *values, struct tv v, int depth,
             const char **problem)
{
  size_t n = tv_kind (v) == TV_STRUCT ? v.type->n_fields : v.len, i, made;
  const struct plating_value **members = calloc (n + 1, sizeof *members);
  struct plating_text *keys = calloc (n + 1, sizeof *keys);
  const struct plating_value *result = NULL;

  *problem = members && keys ? NULL : no_memory;
  for (made = 0; !*problem && made < n; made++) {
    struct tv m = member (v, made, &keys[made]);

    members[made] = new_value (values, m, depth + 1, problem);
  }
  if (!*problem) {
    result = tv_kind (v) == TV_LIST
             ? values->new_list (members, n)
             : values->new_map (keys, members, n);
    if (!result)
      *problem = no_memory;
  }
  for (i = 0; i < made; i++)
    values->unref (members[i]);
  free (members);
  free (keys);
  return result;
}

static const struct plating_value *
new_value (const struct plating_values *values, struct tv v, int depth,
           const char **problem)
{
  const struct plating_value *result = NULL;

  if (depth > DEPTH_MAX) {
    *problem = too_deep;
    return NULL;
  }
  v = tv_unwrap (v);
  switch (tv_kind (v)) {
  case TV_NONE:
  case TV_INTERFACE:
    result = values->new_null ();
    break;
  case TV_BOOL:
    result = values->new_bool (v.u.boolean);
    break;
  case TV_INT:
    result = values->new_int (v.u.integer);
    break;
  case TV_UINT:
    result = v.u.natural <= INT64_MAX
             ? values->new_int ((int64_t) v.u.natural)
             : values->new_number ((double) v.u.natural);
    break;
  case TV_FLOAT:
    result = values->new_number (v.u.number);
    break;
  case TV_STRING:
    result = values->new_string (text_of (v.u.text, v.len));
    break;
  case TV_LIST:
  case TV_MAP:
  case TV_STRUCT:
    return new_members (values, v, depth, problem);
  case TV_COMPLEX:
  case TV_FUNCTION:
  case TV_OBJECT:
    *problem = "a plugin's function can't be given a value of this type";
    return NULL;
  }
  *problem = result ? NULL : no_memory;
  return result;
}

const struct plating_value *
registry_value_new (const struct plating_values *values, struct tv v,
                    const char **problem)
{
  return new_value (values, v, 0, problem);
}

static int read_value (const struct plating_values *values,
                       const struct plating_value *value, int depth,
                       struct pl_arena *arena, struct tv *v,
                       const char **problem);

static int
read_list (const struct plating_values *values,
           const struct plating_value *value, int depth,
           struct pl_arena *arena, struct tv *v, const char **problem)
{
  size_t n = values->size (value), i;
  struct tv *items = pl_arena_array (arena, n, sizeof *items);

  if (!items) {
    *problem = no_memory;
    return -1;
  }
  for (i = 0; i < n; i++)
    if (read_value (values, values->at (value, i), depth + 1, arena,
                    &items[i], problem) < 0)
      return -1;
  *v = tv_list (&tv_type_list_any, items, n);
  return 0;
}

static int
read_map (const struct plating_values *values,
          const struct plating_value *value, int depth,
          struct pl_arena *arena, struct tv *v, const char **problem)
{
  size_t n = values->size (value), i;
  struct tv_map_builder b;

  tv_map_builder_init (&b, arena, n);
  for (i = 0; i < n; i++) {
    struct plating_text key = values->key_at (value, i);
    const char *copy = pl_arena_strndup (arena, key.ptr, key.len);
    struct tv member_value;

    *problem = no_memory;
    if (!copy || read_value (values, values->at (value, i), depth + 1,
                             arena, &member_value, problem) < 0)
      return -1;
    tv_map_builder_set (&b, copy, key.len, member_value);
  }
  *problem = no_memory;
  return tv_map_builder_finish (&b, &tv_type_map_any, v);
}

static int
read_value (const struct plating_values *values,
            const struct plating_value *value, int depth,
            struct pl_arena *arena, struct tv *v, const char **problem)
{
  struct plating_text text;
  const char *copy;

  if (depth > DEPTH_MAX) {
    *problem = too_deep;
    return -1;
  }
  switch (values->type (value)) {
  case PLATING_VALUE_BOOL:
    *v = tv_bool (values->bool_get (value) != 0);
    return 0;
  case PLATING_VALUE_INT:
    *v = tv_int (values->int_get (value));
    return 0;
  case PLATING_VALUE_NUMBER:
    *v = tv_float (values->number_get (value));
    return 0;
  case PLATING_VALUE_STRING:
    text = values->string_get (value);
    copy = pl_arena_strndup (arena, text.ptr, text.len);
    *problem = no_memory;
    if (!copy)
      return -1;
    *v = tv_string (copy, text.len);
    return 0;
  case PLATING_VALUE_LIST:
    return read_list (values, value, depth, arena, v, problem);
  case PLATING_VALUE_MAP:
    return read_map (values, value, depth, arena, v, problem);
  default:
    *v = tv_nil ();
    return 0;
  }
}

int
registry_value_read (const struct plating_values *values,
                     const struct plating_value *value,
                     struct pl_arena *arena, struct tv *v,
                     const char **problem)
{
  return read_value (values, value, 0, arena, v, problem);
}
