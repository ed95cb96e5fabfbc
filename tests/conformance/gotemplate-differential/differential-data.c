/* SPDX-License-Identifier: Apache-2.0 */
/* Making template values of the descriptions in data.json. */

#include <config.h>

#include "differential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
  struct pl_arena *arena;
  json_t *types;              /* descriptions of structs */
  const struct tv_type *made[64];
  size_t n_made;
};

static struct tv make (struct maker *m, json_t *v);

static void
give_up (const char *what)
{
  fprintf (stderr, "gotemplate-differential: cannot make %s\n", what);
  exit (2);
}

static void *
array (struct maker *m, size_t n, size_t size)
{
  void *p = pl_arena_array (m->arena, n + 1, size);

  if (!p)
    give_up ("an array");
  return p;
}

/* -- types ------------------------------------------------------------- */

static const struct tv_type *const known_types[] = {
  &tv_type_any, &tv_type_bool, &tv_type_int, &tv_type_int64, &tv_type_uint8,
  &tv_type_uint, &tv_type_uint64, &tv_type_float64, &tv_type_complex128,
  &tv_type_string, &tv_type_list_any, &tv_type_list_bool, &tv_type_list_int,
  &tv_type_list_float64, &tv_type_list_string, &tv_type_map_any,
  &tv_type_map_int, &tv_type_map_string, &differential_no_function_type
};

static const struct tv_type *type_of (struct maker *m, const char *name);

static void
make_fields (struct maker *m, struct tv_type *type, json_t *description)
{
  size_t i, n = json_array_size (description);
  struct tv_field *fields = array (m, n, sizeof *fields);

  for (i = 0; i < n; i++) {
    json_t *field = json_array_get (description, i);

    fields[i].name = json_string_value (json_array_get (field, 0));
    fields[i].name_len = strlen (fields[i].name);
    fields[i].type
      = type_of (m, json_string_value (json_array_get (field, 1)));
  }
  type->fields = fields;
  type->n_fields = n;
}

static const struct tv_type *
type_of (struct maker *m, const char *name)
{
  json_t *description = json_object_get (m->types, name);
  struct tv_type *type;
  size_t i;

  for (i = 0; i < sizeof known_types / sizeof known_types[0]; i++)
    if (strcmp (known_types[i]->name, name) == 0)
      return known_types[i];
  for (i = 0; i < m->n_made; i++)
    if (strcmp (m->made[i]->name, name) == 0)
      return m->made[i];
  if (m->n_made == sizeof m->made / sizeof m->made[0])
    give_up (name);
  type = array (m, 1, sizeof *type);
  type->name = name;
  if (description) {
    type->kind = TV_STRUCT;
    make_fields (m, type, description);
  } else if (strncmp (name, "[]", 2) == 0) {
    type->kind = TV_LIST;
    type->element = type_of (m, name + 2);
  } else if (strncmp (name, "func", 4) == 0) {
    type->kind = TV_FUNCTION;
  } else {
    give_up (name);
  }
  m->made[m->n_made++] = type;
  return type;
}

/* BEFORE followed by the name of an element type. */
static const struct tv_type *
composite_type (struct maker *m, const char *before, const char *element)
{
  char name[128];
  const char *kept;

  if (strcmp (element, "any") == 0)
    element = "interface {}";
  snprintf (name, sizeof name, "%s%s", before, element);
  kept = pl_arena_strndup (m->arena, name, strlen (name));
  return type_of (m, kept ? kept : "");
}

/* -- values ------------------------------------------------------------ */

/* Replaces the signs for a line feed, a tab, a carriage return and for any
 * byte: «ff». */
static struct tv
make_string (struct maker *m, const char *s)
{
  char *copy = array (m, strlen (s), 1), *end = copy;
  unsigned byte;

  while (*s) {
    if (strncmp (s, "\xe2\x8f\x8e", 3) == 0) {
      *end++ = '\n';
      s += 3;
    } else if (strncmp (s, "\xe2\x87\xa5", 3) == 0) {
      *end++ = '\t';
      s += 3;
    } else if (strncmp (s, "\xe2\x90\x8d", 3) == 0) {
      *end++ = '\r';
      s += 3;
    } else if (sscanf (s, "\xc2\xab%2x\xc2\xbb", &byte) == 1) {
      *end++ = (char) byte;
      s += 6;
    } else {
      *end++ = *s++;
    }
  }
  return tv_string (copy, (size_t) (end - copy));
}

static struct tv
make_list (struct maker *m, const char *element, json_t *items)
{
  size_t i, n = json_array_size (items);
  struct tv *made = array (m, n, sizeof *made);

  for (i = 0; i < n; i++)
    made[i] = make (m, json_array_get (items, i));
  return tv_list (composite_type (m, "[]", element), made, n);
}

static struct tv
make_map (struct maker *m, const char *element, json_t *entries)
{
  struct tv_map_builder b;
  struct tv map;
  const char *key;
  json_t *item;

  tv_map_builder_init (&b, m->arena, 0);
  json_object_foreach (entries, key, item)
    tv_map_builder_set (&b, key, strlen (key), make (m, item));
  if (tv_map_builder_finish (&b, composite_type (m, "map[string]", element),
                             &map))
    give_up ("a map");
  return map;
}

static struct tv
make_struct (struct maker *m, const char *name, json_t *fields)
{
  const struct tv_type *type = type_of (m, name);
  struct tv *made = array (m, type->n_fields, sizeof *made);
  size_t i;

  if (type->kind != TV_STRUCT || json_array_size (fields) != type->n_fields)
    give_up (name);
  for (i = 0; i < type->n_fields; i++)
    made[i] = make (m, json_array_get (fields, i));
  return tv_struct (type, made);
}

/* A number of the type NAME, written as a string. */
static struct tv
make_number (struct maker *m, const char *name, json_t *v)
{
  const struct tv_type *type = type_of (m, name);
  const char *text = json_string_value (v);
  double *parts;

  switch (type->kind) {
  case TV_FLOAT:
    return tv_float (strtod (text, NULL));
  case TV_COMPLEX:
    parts = array (m, 2, sizeof *parts);
    parts[0] = strtod (json_string_value (json_array_get (v, 0)), NULL);
    parts[1] = strtod (json_string_value (json_array_get (v, 1)), NULL);
    return tv_complex (parts);
  case TV_INT:
    return tv_integer (type, (uint64_t) strtoll (text, NULL, 10));
  default:
    return tv_integer (type, strtoull (text, NULL, 10));
  }
}

static struct tv
make_tagged (struct maker *m, json_t *v)
{
  json_t *of = json_object_get (v, "of"), *tag;
  const char *key;

  if ((tag = json_object_get (v, "struct")))
    return make_struct (m, json_string_value (tag),
                        json_object_get (v, "fields"));
  if ((tag = json_object_get (v, "list")))
    return make_list (m, json_string_value (tag), of);
  if ((tag = json_object_get (v, "map")))
    return make_map (m, json_string_value (tag), of);
  if ((tag = json_object_get (v, "nil")))
    return tv_nil_of (type_of (m, json_string_value (tag)));
  if ((tag = json_object_get (v, "func")))
    return differential_function_value (json_string_value (tag));
  json_object_foreach (v, key, tag)
    return make_number (m, key, tag);
  give_up ("an empty description");
  return tv_none ();
}

static struct tv
make (struct maker *m, json_t *v)
{
  switch (json_typeof (v)) {
  case JSON_NULL:
    return tv_nil ();
  case JSON_TRUE:
  case JSON_FALSE:
    return tv_bool (json_is_true (v));
  case JSON_STRING:
    return make_string (m, json_string_value (v));
  case JSON_INTEGER:
    return tv_int (json_integer_value (v));
  case JSON_OBJECT:
    return make_tagged (m, v);
  default:
    give_up ("a value");
    return tv_none ();
  }
}

struct tv
differential_data (struct pl_arena *arena, json_t *description,
                   const char *name)
{
  struct maker m = {
    .arena = arena, .types = json_object_get (description, "types")
  };
  json_t *v = json_object_get (json_object_get (description, "data"), name);

  if (!v)
    give_up (name);
  return tv_unwrap (make (&m, v));
}
