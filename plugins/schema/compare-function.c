/* SPDX-License-Identifier: Apache-2.0 */
/* Compares two signatures of a function. */

#include <config.h>

#include "plugins/schema/compare.h"

#include <string.h>

static const struct plating_text no_name = { NULL, 0 };

static const char *const function_names[] = {
  "description", "summary", "deprecation_message", "return_type",
  "parameters", "variadic_parameter", NULL
};
static const char *const parameter_names[] = {
  "name", "description", "is_nullable", "type", NULL
};

static struct plating_text
name_of (const json_t *parameter)
{
  const json_t *name = json_object_get (parameter, "name");

  return (struct plating_text) { json_string_value (name),
                                 json_string_length (name) };
}

/* What may be given may still be given. */
static bool
accepts_all (const json_t *old, const json_t *new_one)
{
  const char *word = json_string_value (new_one);

  return (word && !strcmp (word, "dynamic"))
    || schema_type_fits (old, new_one, SCHEMA_TYPE_SET);
}

static void
compare_type (struct schema_compare *c, const char *part,
              struct plating_text name, const json_t *old,
              const json_t *new_one, bool is_breaking)
{
  struct schema_note note = {
    part, name, "type-changed", "type changed", SCHEMA_GROUP_CHANGED,
    is_breaking
  };
  struct pl_buffer before, after;

  if (old == new_one || json_equal (old, new_one))
    return;
  pl_buffer_init (&before);
  pl_buffer_init (&after);
  schema_type_show (old, &before);
  schema_type_show (new_one, &after);
  if (before.failed || after.failed)
    c->changes->no_memory = true;
  else
    schema_compare_note (c, &note, before.data, after.data);
  pl_buffer_release (&before);
  pl_buffer_release (&after);
}

static void
compare_parameter (struct schema_compare *c, const char *part,
                   const json_t *old, const json_t *new_one)
{
  struct plating_text name = name_of (new_one);
  const json_t *before = json_object_get (old, "type");
  const json_t *after = json_object_get (new_one, "type");
  bool was_nullable = json_is_true (json_object_get (old, "is_nullable"));
  bool is_nullable = json_is_true (json_object_get (new_one, "is_nullable"));

  if (name_of (old).len != name.len
      || (name.len && memcmp (name_of (old).ptr, name.ptr, name.len))) {
    struct schema_note note = {
      part, name, "parameter-renamed", "renamed", SCHEMA_GROUP_CHANGED, false
    };

    schema_compare_note (c, &note, name_of (old).ptr, name.ptr);
  }
  compare_type (c, part, name, before, after, !accepts_all (before, after));
  if (was_nullable != is_nullable) {
    struct schema_note note = {
      part, name, "nullable-changed",
      is_nullable ? "may now be null" : "may no longer be null",
      SCHEMA_GROUP_CHANGED, was_nullable
    };

    schema_compare_note (c, &note, NULL, NULL);
  }
  schema_compare_description (c, part, name, old, new_one, "description");
  schema_compare_rest (c, name, old, new_one, parameter_names);
}

static void
compare_parameters (struct schema_compare *c, const json_t *old,
                    const json_t *new_one)
{
  const json_t *before = json_object_get (old, "parameters");
  const json_t *after = json_object_get (new_one, "parameters");
  size_t n_before = json_array_size (before), n = json_array_size (after), i;

  for (i = 0; i < n_before && i < n; i++)
    compare_parameter (c, "parameter", json_array_get (before, i),
                       json_array_get (after, i));
  for (; i < n_before || i < n; i++) {
    struct schema_note note = {
      "parameter", name_of (json_array_get (i < n ? after : before, i)),
      i < n ? "parameter-added" : "parameter-removed",
      i < n ? "added" : "removed",
      i < n ? SCHEMA_GROUP_ADDED : SCHEMA_GROUP_REMOVED, true
    };

    schema_compare_note (c, &note, NULL, NULL);
  }
}

static void
compare_variadic (struct schema_compare *c, const json_t *old,
                  const json_t *new_one)
{
  const json_t *before = json_object_get (old, "variadic_parameter");
  const json_t *after = json_object_get (new_one, "variadic_parameter");

  if (before && after) {
    compare_parameter (c, "variadic parameter", before, after);
  } else if (before || after) {
    struct schema_note note = {
      "variadic parameter", name_of (after ? after : before),
      after ? "parameter-added" : "parameter-removed",
      after ? "added" : "removed",
      after ? SCHEMA_GROUP_ADDED : SCHEMA_GROUP_REMOVED, before != NULL
    };

    schema_compare_note (c, &note, NULL, NULL);
  }
}

void
schema_compare_function (struct schema_compare *c, const json_t *old,
                         const json_t *new_one)
{
  const json_t *before = json_object_get (old, "return_type");
  const json_t *after = json_object_get (new_one, "return_type");
  bool was_deprecated = json_object_get (old, "deprecation_message") != NULL;
  bool is_deprecated
    = json_object_get (new_one, "deprecation_message") != NULL;

  compare_parameters (c, old, new_one);
  compare_variadic (c, old, new_one);
  compare_type (c, "result", no_name, before, after,
                !schema_type_fits (before, after, SCHEMA_TYPE_READ));
  if (was_deprecated != is_deprecated) {
    struct schema_note note = {
      NULL, no_name, is_deprecated ? "deprecated" : "undeprecated",
      is_deprecated ? "deprecated" : "no longer deprecated",
      SCHEMA_GROUP_DEPRECATED, false
    };

    schema_compare_note (c, &note, NULL, json_string_value
                         (json_object_get (new_one, "deprecation_message")));
  }
  schema_compare_description (c, NULL, no_name, old, new_one, "summary");
  schema_compare_description (c, NULL, no_name, old, new_one,
                              "description");
  schema_compare_rest (c, no_name, old, new_one, function_names);
}
