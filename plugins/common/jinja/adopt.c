/* SPDX-License-Identifier: Apache-2.0 */
/* The host's values as Python's. */

#include <config.h>

#include "plugins/common/jinja/object.h"

#include <errno.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/run.h"

#define MAX_DEPTH 100

static int adopt (struct pl_arena *arena, struct tv v, unsigned depth,
                  struct tv *result);

static int
adopt_list (struct pl_arena *arena, struct tv v, unsigned depth,
            struct tv *result)
{
  struct jinja_list *list = pl_arena_zalloc (arena, sizeof *list);
  size_t i;
  int status = 0;

  if (list && v.len)
    list->items = pl_arena_array (arena, v.len, sizeof *list->items);
  if (!list || (v.len && !list->items))
    return -ENOMEM;
  list->n = list->cap = v.len;
  for (i = 0; i < v.len && !status; i++)
    status = adopt (arena, v.u.items[i], depth, &list->items[i]);
  *result = jinja_object (&jinja_list, list);
  return status;
}

static int
set_entry (struct pl_arena *arena, struct tv dict, const char *key,
           size_t len, struct tv v, unsigned depth)
{
  struct tv value;
  int status = adopt (arena, v, depth, &value);

  return status ? status
    : jinja_dict_set_adopted (arena, dict, key, len, value);
}

static int
adopt_map (struct pl_arena *arena, struct tv v, unsigned depth,
           struct tv *result)
{
  size_t i;
  int status = jinja_dict_new (arena, result);

  for (i = 0; i < v.len && !status; i++)
    status = set_entry (arena, *result, v.u.entries[i].key,
                        v.u.entries[i].key_len, v.u.entries[i].value, depth);
  return status;
}

static int
adopt_struct (struct pl_arena *arena, struct tv v, unsigned depth,
              struct tv *result)
{
  size_t i;
  int status = jinja_dict_new (arena, result);

  for (i = 0; i < v.type->n_fields && !status; i++)
    status = set_entry (arena, *result, v.type->fields[i].name,
                        v.type->fields[i].name_len, v.u.fields[i], depth);
  return status;
}

/* Functions of Go templates and complex numbers become None. */
static int
adopt (struct pl_arena *arena, struct tv v, unsigned depth,
       struct tv *result)
{
  v.in_interface = 0;
  *result = v;
  switch (tv_kind (v)) {
  case TV_OBJECT:
  case TV_FLOAT:
    return 0;
  case TV_BOOL:
    result->type = &tv_type_bool;
    return 0;
  case TV_INT:
    result->type = &tv_type_int;
    return 0;
  case TV_STRING:
    if (v.type != &jinja_markup)
      result->type = &tv_type_string;
    return 0;
  case TV_UINT:
    return jinja_integer_from_natural (arena, v.u.natural, result);
  case TV_LIST:
    return depth ? adopt_list (arena, v, depth - 1, result) : -EFBIG;
  case TV_MAP:
    return depth ? adopt_map (arena, v, depth - 1, result) : -EFBIG;
  case TV_STRUCT:
    return depth ? adopt_struct (arena, v, depth - 1, result) : -EFBIG;
  default:
    *result = tv_nil ();
    return 0;
  }
}

int
jinja_adopt (struct jinja_run *run, struct tv v, struct tv *result)
{
  int status = tv_kind (v) == TV_OBJECT ? 0
    : adopt (run->arena, v, MAX_DEPTH, result);

  if (tv_kind (v) == TV_OBJECT)
    *result = v;
  if (status == -EFBIG)
    return jinja_raise_limit (run, "depth of values");
  return status ? jinja_no_memory (run) : 0;
}

int
jinja_dict_set_text (struct pl_arena *arena, struct tv dict,
                     const char *key, size_t key_len, struct tv v)
{
  return set_entry (arena, dict, key, key_len, v, MAX_DEPTH);
}

int
jinja_list_append (struct pl_arena *arena, struct tv list, struct tv v)
{
  struct tv value;
  int status = adopt (arena, v, MAX_DEPTH, &value);

  return status ? status : jinja_list_append_adopted (arena, list, value);
}
