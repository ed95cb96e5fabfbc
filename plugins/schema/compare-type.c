/* SPDX-License-Identifier: Apache-2.0 */
/* Compares types of values, in the JSON form that they have in a schema. */

#include <config.h>

#include "plugins/schema/compare.h"

#include <string.h>

static const char *
kind_of (const json_t *type)
{
  const char *kind = json_is_array (type)
    ? json_string_value (json_array_get (type, 0)) : NULL;

  return kind ? kind : "";
}

static bool
is_optional (const json_t *object, const char *name, size_t len)
{
  const json_t *names = json_array_get (object, 2), *item;
  size_t i;

  json_array_foreach (names, i, item)
    if (json_string_length (item) == len
        && !memcmp (json_string_value (item), name, len))
      return true;
  return false;
}

static bool
object_fits (const json_t *old, const json_t *new_one,
             enum schema_type_use use)
{
  json_t *before = json_array_get (old, 1), *after = json_array_get (new_one,
                                                                     1);
  const json_t *other;
  const char *name;
  json_t *type;
  size_t len;

  json_object_keylen_foreach (before, name, len, type) {
    other = json_object_getn (after, name, len);
    if (!other || !schema_type_fits (type, other, use))
      return false;
    if (use == SCHEMA_TYPE_SET && is_optional (old, name, len)
        && !is_optional (new_one, name, len))
      return false;
  }
  if (use == SCHEMA_TYPE_READ)
    return true;
  json_object_keylen_foreach (after, name, len, type)
    if (!json_object_getn (before, name, len)
        && !is_optional (new_one, name, len))
      return false;
  return true;
}

static bool
tuple_fits (const json_t *old, const json_t *new_one,
            enum schema_type_use use)
{
  const json_t *before = json_array_get (old, 1);
  const json_t *after = json_array_get (new_one, 1);
  size_t n = json_array_size (before), i;

  if (n != json_array_size (after))
    return false;
  for (i = 0; i < n; i++)
    if (!schema_type_fits (json_array_get (before, i),
                           json_array_get (after, i), use))
      return false;
  return true;
}

bool
schema_type_fits (const json_t *old, const json_t *new_one,
                  enum schema_type_use use)
{
  const char *kind = kind_of (old);

  if (old == new_one || json_equal (old, new_one))
    return true;
  if (!*kind || strcmp (kind, kind_of (new_one)))
    return false;
  if (!strcmp (kind, "object"))
    return object_fits (old, new_one, use);
  if (!strcmp (kind, "tuple"))
    return tuple_fits (old, new_one, use);
  return schema_type_fits (json_array_get (old, 1),
                           json_array_get (new_one, 1), use);
}

/* -- types of attributes -------------------------------------------------- */

/* What has no type has null for it in the type of its object. */
static json_t *
nested_object (const json_t *nested)
{
  json_t *fields = json_object (), *attribute;
  json_t *attributes = json_object_get (nested, "attributes");
  const char *name;
  bool is_complete = fields != NULL;
  json_t *type;
  size_t len;

  json_object_keylen_foreach (attributes, name, len, attribute) {
    is_complete = is_complete && schema_type_of (attribute, &type);
    if (is_complete)
      is_complete = json_object_setn_new (fields, name, len,
                                          type ? type : json_null ()) == 0;
  }
  if (!is_complete) {
    json_decref (fields);
    return NULL;
  }
  return json_pack ("[so]", "object", fields);
}

bool
schema_type_of (const json_t *attribute, json_t **type)
{
  const json_t *plain = json_object_get (attribute, "type");
  const json_t *nested = json_object_get (attribute, "nested_type");
  const char *mode
    = json_string_value (json_object_get (nested, "nesting_mode"));

  *type = nested ? nested_object (nested) : json_deep_copy (plain);
  if (*type && nested && mode && strcmp (mode, "single"))
    *type = json_pack ("[so]", mode, *type);
  return *type || (!nested && !plain);
}

/* -- showing -------------------------------------------------------------- */

static void
show_object (const json_t *type, struct pl_buffer *out)
{
  json_t *fields = json_array_get (type, 1), *field;
  bool is_first = true;
  const char *name;
  size_t len;

  pl_buffer_puts (out, "object({");
  json_object_keylen_foreach (fields, name, len, field) {
    bool may_lack = is_optional (type, name, len);

    pl_buffer_puts (out, is_first ? "" : ", ");
    is_first = false;
    pl_buffer_append (out, name, len);
    pl_buffer_puts (out, may_lack ? "=optional(" : "=");
    schema_type_show (field, out);
    pl_buffer_puts (out, may_lack ? ")" : "");
  }
  pl_buffer_puts (out, "})");
}

void
schema_type_show (const json_t *type, struct pl_buffer *out)
{
  const char *kind = kind_of (type);
  const json_t *item;
  size_t i;

  if (json_is_string (type)) {
    pl_buffer_puts (out, strcmp (json_string_value (type), "dynamic")
                    ? json_string_value (type) : "any");
  } else if (!strcmp (kind, "object")) {
    show_object (type, out);
  } else if (!strcmp (kind, "tuple")) {
    pl_buffer_puts (out, "tuple([");
    json_array_foreach (json_array_get (type, 1), i, item) {
      pl_buffer_puts (out, i ? ", " : "");
      schema_type_show (item, out);
    }
    pl_buffer_puts (out, "])");
  } else if (*kind) {
    pl_buffer_printf (out, "%s(", kind);
    schema_type_show (json_array_get (type, 1), out);
    pl_buffer_putc (out, ')');
  } else {
    pl_buffer_puts (out, "none");
  }
}
