/* SPDX-License-Identifier: Apache-2.0 */
/* Values for a host that a test makes up: counted, and a part of what the
 * allocation of memory may fail for.  For one file of a program. */

#ifndef SCHEMA_FAKE_VALUES_H
#define SCHEMA_FAKE_VALUES_H

#include <stdlib.h>
#include <string.h>

#include <plating/value.h>

#include "common/text.h"

struct plating_value {
  unsigned n_refs;              /* 0: static */
  const struct plating_value **items;
  struct plating_text *keys;    /* of a map */
  size_t n;
  int truth;
  struct plating_text text;
  char own[];                   /* what the text is of one that is made */
};

static void
value_unref (const struct plating_value *value)
{
  struct plating_value *v = (struct plating_value *) (uintptr_t) value;
  size_t i;

  if (!v || v->n_refs == 0 || --v->n_refs > 0)
    return;
  for (i = 0; i < v->n && v->items; i++)
    value_unref (v->items[i]);
  free (v->items);
  free (v->keys);
  free (v);
}

static const struct plating_value *
value_ref (const struct plating_value *value)
{
  struct plating_value *v = (struct plating_value *) (uintptr_t) value;

  v->n_refs += v->n_refs > 0;
  return v;
}

static struct plating_value *
value_new (size_t len)
{
  struct plating_value *v = calloc (1, sizeof *v + len + 1);

  if (v)
    v->n_refs = 1;
  return v;
}

static const struct plating_value *
value_new_string (struct plating_text text)
{
  struct plating_value *v = value_new (text.len);

  if (!v)
    return NULL;
  memcpy (v->own, text.ptr, text.len);
  v->text = (struct plating_text) { v->own, text.len };
  return v;
}

static const struct plating_value *
value_new_bool (int truth)
{
  struct plating_value *v = value_new (0);

  if (v)
    v->truth = truth;
  return v;
}

static const struct plating_value *
value_new_map (const struct plating_text *keys,
               const struct plating_value *const *values, size_t n)
{
  struct plating_value *v = value_new (0);
  size_t i;

  if (!v)
    return NULL;
  v->items = calloc (n + 1, sizeof *v->items);
  v->keys = calloc (n + 1, sizeof *v->keys);
  if (!v->items || !v->keys) {
    value_unref (v);
    return NULL;
  }
  for (i = 0; i < n; i++) {
    v->items[i] = value_ref (values[i]);
    if (keys)
      v->keys[i] = keys[i];     /* those of this plugin are static */
  }
  v->n = n;
  return v;
}

static const struct plating_value *
value_new_list (const struct plating_value *const *values, size_t n)
{
  return value_new_map (NULL, values, n);
}

static int
value_bool (const struct plating_value *value)
{
  return value ? value->truth : 0;
}

static struct plating_text
value_string (const struct plating_value *value)
{
  return value ? value->text : (struct plating_text) { "", 0 };
}

static const struct plating_value *
value_get (const struct plating_value *map, struct plating_text key)
{
  size_t i;

  for (i = map->n; i-- > 0; )
    if (pl_text_same (map->keys[i], key))
      return map->items[i];
  return NULL;
}

static const struct plating_values values = {
  .struct_size = sizeof values,
  .ref = value_ref,
  .unref = value_unref,
  .bool_get = value_bool,
  .string_get = value_string,
  .get = value_get,
  .new_bool = value_new_bool,
  .new_string = value_new_string,
  .new_list = value_new_list,
  .new_map = value_new_map,
};

#endif
