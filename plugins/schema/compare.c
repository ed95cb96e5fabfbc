/* SPDX-License-Identifier: Apache-2.0 */
/* Compares two schemas of one component: blocks, attributes, identities. */

#include <config.h>

#include "plugins/schema/compare.h"

#include <string.h>

static const struct plating_text no_name = { NULL, 0 };

/* What is known of each object. */
static const char *const component_names[] = { "version", "block", NULL };
static const char *const block_names[] = {
  "attributes", "block_types", "description", "description_kind",
  "deprecated", "deprecation_message", NULL
};
static const char *const attribute_names[] = {
  "type", "nested_type", "description", "description_kind", "deprecated",
  "deprecation_message", "required", "optional", "computed", "sensitive",
  "write_only", NULL
};
static const char *const nested_names[] = {
  "attributes", "block", "nesting_mode", "min_items", "max_items", NULL
};
static const char *const identity_names[] = { "version", "attributes", NULL };
static const char *const identity_attribute_names[] = {
  "type", "description", "required_for_import", "optional_for_import", NULL
};
static const char *const no_names[] = { NULL };

static void compare_block (struct schema_compare *c, const json_t *old,
                           const json_t *new_one);
static void compare_attributes (struct schema_compare *c, json_t *old,
                                json_t *new_one, json_t *old_blocks,
                                json_t *new_blocks);

/* -- notes ---------------------------------------------------------------- */

size_t
schema_compare_enter (struct schema_compare *c, struct plating_text name)
{
  size_t len = c->path.len;

  if (name.ptr) {
    if (len)
      pl_buffer_putc (&c->path, '.');
    pl_buffer_append (&c->path, name.ptr, name.len);
  }
  return len;
}

void
schema_compare_leave (struct schema_compare *c, size_t len)
{
  c->path.len = len;
  if (c->path.data)
    c->path.data[len] = '\0';
}

void
schema_compare_note (struct schema_compare *c, const struct schema_note *note,
                     const char *before, const char *after)
{
  size_t len = schema_compare_enter (c, note->name);
  struct schema_change change = {
    .section = c->section, .component = c->component, .part = note->part,
    .path = { c->path.data, c->path.len }, .code = note->code,
    .text = note->text, .before = before, .after = after,
    .group = note->group, .is_breaking = note->is_breaking,
  };

  if (c->path.failed)
    c->changes->no_memory = true;
  else
    schema_changes_add (c->changes, &change);
  schema_compare_leave (c, len);
}

static bool
has (const json_t *object, const char *key)
{
  return json_is_true (json_object_get (object, key));
}

/* A change of a member that is true or absent. */
static void
compare_flag (struct schema_compare *c, const struct schema_note *common,
              const json_t *old, const json_t *new_one, const char *key,
              const char *gained, const char *lost)
{
  struct schema_note note = *common;
  bool is_set = has (new_one, key);

  if (has (old, key) == is_set)
    return;
  note.text = is_set ? gained : lost;
  schema_compare_note (c, &note, NULL, NULL);
}

static void
compare_deprecation (struct schema_compare *c, const char *part,
                     struct plating_text name, const json_t *old,
                     const json_t *new_one)
{
  bool is_deprecated = has (new_one, "deprecated");
  struct schema_note note = {
    part, name, is_deprecated ? "deprecated" : "undeprecated",
    is_deprecated ? "deprecated" : "no longer deprecated",
    SCHEMA_GROUP_DEPRECATED, false
  };

  if (has (old, "deprecated") == is_deprecated)
    return;
  schema_compare_note (c, &note, NULL, json_string_value
                       (json_object_get (new_one, "deprecation_message")));
}

void
schema_compare_description (struct schema_compare *c, const char *part,
                            struct plating_text name, const json_t *old,
                            const json_t *new_one, const char *key)
{
  struct schema_note note = {
    part, name, "description-changed", "description changed",
    SCHEMA_GROUP_CHANGED, false
  };
  const json_t *before = json_object_get (old, key);
  const json_t *after = json_object_get (new_one, key);

  if (c->has_descriptions && before != after
      && !(before && after && json_equal (before, after)))
    schema_compare_note (c, &note, json_string_value (before),
                         json_string_value (after));
}

/* -- numbers -------------------------------------------------------------- */

/* Numbers are read as reals, so that none is too large. */
static double
number (const json_t *object, const char *key)
{
  return json_number_value (json_object_get (object, key));
}

/* NONE: what 0 means, or NULL. */
static void
note_numbers (struct schema_compare *c, const struct schema_note *note,
              const double *both, const char *none)
{
  char texts[2][32];
  unsigned i;

  for (i = 0; i < 2; i++)
    if (none && !(both[i] > 0))
      snprintf (texts[i], sizeof texts[i], "%s", none);
    else
      snprintf (texts[i], sizeof texts[i], "%.0f", both[i]);
  schema_compare_note (c, note, texts[0], texts[1]);
}

static void
compare_limits (struct schema_compare *c, const char *part,
                const json_t *old, const json_t *new_one)
{
  double least[2] = { number (old, "min_items"),
                      number (new_one, "min_items") };
  double most[2] = { number (old, "max_items"),
                     number (new_one, "max_items") };
  struct schema_note note = {
    part, no_name, "min-items-changed", "least number changed",
    SCHEMA_GROUP_CHANGED, !c->is_output && least[1] > least[0]
  };

  if (least[1] > least[0] || least[1] < least[0])
    note_numbers (c, &note, least, NULL);
  note.code = "max-items-changed";
  note.text = "largest number changed";
  note.is_breaking = !c->is_output && most[1] > 0
    && (!(most[0] > 0) || most[1] < most[0]);
  if (most[1] > most[0] || most[1] < most[0])
    note_numbers (c, &note, most, "no limit");
}

/* Returns whether it is the same. */
static bool
compare_mode (struct schema_compare *c, const char *part, const json_t *old,
              const json_t *new_one)
{
  struct schema_note note = {
    part, no_name, "nesting-changed", "nesting changed",
    SCHEMA_GROUP_CHANGED, true
  };
  const json_t *before = json_object_get (old, "nesting_mode");
  const json_t *after = json_object_get (new_one, "nesting_mode");

  if (before == after || json_equal (before, after))
    return true;
  schema_compare_note (c, &note, json_string_value (before),
                       json_string_value (after));
  return false;
}

static void
compare_version (struct schema_compare *c, const json_t *old,
                 const json_t *new_one)
{
  double both[2] = { number (old, "version"), number (new_one, "version") };
  struct schema_note note = {
    NULL, no_name, "version-changed", "schema version changed",
    SCHEMA_GROUP_CHANGED, both[1] < both[0]
  };

  if (both[0] < both[1] || both[0] > both[1])
    note_numbers (c, &note, both, NULL);
}

/* -- attributes ----------------------------------------------------------- */

static bool
is_set_by_user (const json_t *attribute)
{
  return has (attribute, "required") || has (attribute, "optional");
}

static const char *
usage_of (const json_t *a)
{
  bool is_computed = has (a, "computed");

  return has (a, "required") ? "required"
    : has (a, "optional") ? (is_computed ? "optional, computed" : "optional")
    : is_computed ? "computed" : "neither set nor computed";
}

static void
compare_usage (struct schema_compare *c, struct plating_text name,
               const json_t *old, const json_t *new_one)
{
  bool was_set = is_set_by_user (old), is_set = is_set_by_user (new_one);
  const char *before = usage_of (old), *after = usage_of (new_one);
  struct schema_note note = {
    "attribute", name, "usage-changed", "usage changed",
    SCHEMA_GROUP_CHANGED, false
  };

  if (!strcmp (before, after))
    return;
  note.is_breaking = !c->is_output
    && ((has (new_one, "required") && !has (old, "required"))
        || (was_set && !is_set)
        || (has (old, "computed") && !has (new_one, "computed")));
  schema_compare_note (c, &note, before, after);
}

static void
note_type (struct schema_compare *c, struct plating_text name,
           const json_t *before, const json_t *after, bool is_breaking)
{
  struct schema_note note = {
    "attribute", name, "type-changed", "type changed",
    SCHEMA_GROUP_CHANGED, is_breaking
  };
  struct pl_buffer old, new_one;

  pl_buffer_init (&old);
  pl_buffer_init (&new_one);
  schema_type_show (before, &old);
  schema_type_show (after, &new_one);
  if (old.failed || new_one.failed)
    c->changes->no_memory = true;
  else
    schema_compare_note (c, &note, old.data, new_one.data);
  pl_buffer_release (&old);
  pl_buffer_release (&new_one);
}

/* One type at least is plain. */
static void
compare_plain_types (struct schema_compare *c, struct plating_text name,
                     const json_t *old, const json_t *new_one)
{
  bool is_set = is_set_by_user (new_one) && !c->is_output;
  json_t *before = NULL, *after = NULL;

  if (!schema_type_of (old, &before) || !schema_type_of (new_one, &after))
    c->changes->no_memory = true;
  else if (before != after && !json_equal (before, after))
    note_type (c, name, before, after,
               !schema_type_fits (before, after, is_set ? SCHEMA_TYPE_SET
                                  : SCHEMA_TYPE_READ));
  json_decref (before);
  json_decref (after);
}

static void
compare_nested_types (struct schema_compare *c, struct plating_text name,
                      const json_t *old, const json_t *new_one, bool is_set)
{
  size_t len = schema_compare_enter (c, name);
  bool was_output = c->is_output;

  c->is_output = was_output || !is_set;
  if (compare_mode (c, "attribute", old, new_one)) {
    compare_limits (c, "attribute", old, new_one);
    compare_attributes (c, json_object_get (old, "attributes"),
                        json_object_get (new_one, "attributes"), NULL, NULL);
  }
  schema_compare_rest (c, no_name, old, new_one, nested_names);
  c->is_output = was_output;
  schema_compare_leave (c, len);
}

static void
compare_attribute (struct schema_compare *c, struct plating_text name,
                   const json_t *old, const json_t *new_one)
{
  const json_t *before = json_object_get (old, "nested_type");
  const json_t *after = json_object_get (new_one, "nested_type");
  struct schema_note flag = { "attribute", name, "sensitive-changed", NULL,
                              SCHEMA_GROUP_CHANGED, false };

  compare_usage (c, name, old, new_one);
  if (before && after)
    compare_nested_types (c, name, before, after, is_set_by_user (new_one));
  else
    compare_plain_types (c, name, old, new_one);
  flag.is_breaking = has (new_one, "sensitive");
  compare_flag (c, &flag, old, new_one, "sensitive", "now sensitive",
                "no longer sensitive");
  flag.code = "write-only-changed";
  flag.is_breaking = true;
  compare_flag (c, &flag, old, new_one, "write_only", "now write-only",
                "no longer write-only");
  compare_deprecation (c, "attribute", name, old, new_one);
  schema_compare_description (c, "attribute", name, old, new_one,
                              "description");
  schema_compare_rest (c, name, old, new_one, attribute_names);
}

static void
note_added (struct schema_compare *c, struct plating_text name,
            const json_t *attribute)
{
  struct schema_note note = {
    "attribute", name, "attribute-added", "added", SCHEMA_GROUP_ADDED,
    !c->is_output && has (attribute, "required")
  };

  schema_compare_note (c, &note, NULL, usage_of (attribute));
}

static void
note_removed (struct schema_compare *c, const char *part,
              struct plating_text name, const char *code)
{
  struct schema_note note = {
    part, name, code, "removed", SCHEMA_GROUP_REMOVED, true
  };

  schema_compare_note (c, &note, NULL, NULL);
}

static void
note_turned (struct schema_compare *c, struct plating_text name,
             const char *code, const char *before, const char *after)
{
  struct schema_note note = {
    before, name, code, "became something else", SCHEMA_GROUP_CHANGED, true
  };

  schema_compare_note (c, &note, before, after);
}

static void
compare_attributes (struct schema_compare *c, json_t *old, json_t *new_one,
                    json_t *old_blocks, json_t *new_blocks)
{
  const json_t *other;
  const char *key;
  json_t *value;
  size_t len;

  json_object_keylen_foreach (old, key, len, value) {
    struct plating_text name = { key, len };

    other = json_object_getn (new_one, key, len);
    if (other)
      compare_attribute (c, name, value, other);
    else if (json_object_getn (new_blocks, key, len))
      note_turned (c, name, "attribute-became-block", "attribute", "block");
    else
      note_removed (c, "attribute", name, "attribute-removed");
  }
  json_object_keylen_foreach (new_one, key, len, value)
    if (!json_object_getn (old, key, len)
        && !json_object_getn (old_blocks, key, len))
      note_added (c, (struct plating_text) { key, len }, value);
}

/* -- blocks --------------------------------------------------------------- */

static void
compare_block_type (struct schema_compare *c, struct plating_text name,
                    const json_t *old, const json_t *new_one)
{
  size_t len = schema_compare_enter (c, name);
  const json_t *before = json_object_get (old, "block");
  const json_t *after = json_object_get (new_one, "block");

  if (compare_mode (c, "block", old, new_one))
    compare_limits (c, "block", old, new_one);
  compare_deprecation (c, "block", no_name, before, after);
  schema_compare_description (c, "block", no_name, before, after,
                              "description");
  schema_compare_rest (c, no_name, old, new_one, nested_names);
  compare_block (c, before, after);
  schema_compare_leave (c, len);
}

static void
note_added_block (struct schema_compare *c, struct plating_text name,
                  const json_t *type)
{
  bool is_required = number (type, "min_items") > 0;
  struct schema_note note = {
    "block", name, "block-added", "added", SCHEMA_GROUP_ADDED,
    is_required && !c->is_output
  };

  schema_compare_note (c, &note, NULL, is_required ? "required" : "optional");
}

static void
compare_block (struct schema_compare *c, const json_t *old,
               const json_t *new_one)
{
  json_t *attributes[2] = { json_object_get (old, "attributes"),
                            json_object_get (new_one, "attributes") };
  json_t *blocks[2] = { json_object_get (old, "block_types"),
                        json_object_get (new_one, "block_types") };
  const json_t *other;
  const char *key;
  json_t *value;
  size_t len;

  compare_attributes (c, attributes[0], attributes[1], blocks[0], blocks[1]);
  json_object_keylen_foreach (blocks[0], key, len, value) {
    struct plating_text name = { key, len };

    other = json_object_getn (blocks[1], key, len);
    if (other)
      compare_block_type (c, name, value, other);
    else if (json_object_getn (attributes[1], key, len))
      note_turned (c, name, "block-became-attribute", "block", "attribute");
    else
      note_removed (c, "block", name, "block-removed");
  }
  json_object_keylen_foreach (blocks[1], key, len, value)
    if (!json_object_getn (blocks[0], key, len)
        && !json_object_getn (attributes[0], key, len))
      note_added_block (c, (struct plating_text) { key, len }, value);
  schema_compare_rest (c, no_name, old, new_one, block_names);
}

/* -- identities ----------------------------------------------------------- */

static const char *
import_usage_of (const json_t *a)
{
  return has (a, "required_for_import") ? "required for import"
    : has (a, "optional_for_import") ? "optional for import" : "not imported";
}

static void
compare_identity_attribute (struct schema_compare *c,
                            struct plating_text name, const json_t *old,
                            const json_t *new_one)
{
  const char *before = import_usage_of (old), *after = import_usage_of
    (new_one);
  struct schema_note note = {
    "attribute", name, "import-usage-changed", "usage changed",
    SCHEMA_GROUP_CHANGED, has (new_one, "required_for_import")
    || !has (new_one, "optional_for_import")
  };

  if (strcmp (before, after))
    schema_compare_note (c, &note, before, after);
  compare_plain_types (c, name, old, new_one);
  schema_compare_description (c, "attribute", name, old, new_one,
                              "description");
  schema_compare_rest (c, name, old, new_one, identity_attribute_names);
}

static void
compare_identity (struct schema_compare *c, const json_t *old,
                  const json_t *new_one)
{
  json_t *before = json_object_get (old, "attributes");
  json_t *after = json_object_get (new_one, "attributes");
  const json_t *other;
  const char *key;
  json_t *value;
  size_t len;

  json_object_keylen_foreach (before, key, len, value) {
    struct plating_text name = { key, len };

    other = json_object_getn (after, key, len);
    if (other)
      compare_identity_attribute (c, name, value, other);
    else
      note_removed (c, "attribute", name, "attribute-removed");
  }
  json_object_keylen_foreach (after, key, len, value) {
    struct schema_note note = {
      "attribute", { key, len }, "attribute-added", "added",
      SCHEMA_GROUP_ADDED, has (value, "required_for_import")
    };

    if (!json_object_getn (before, key, len))
      schema_compare_note (c, &note, NULL, import_usage_of (value));
  }
}

void
schema_compare_component (struct schema_compare *c, const json_t *old,
                          const json_t *new_one)
{
  const json_t *before = json_object_get (old, "block");
  const json_t *after = json_object_get (new_one, "block");

  schema_compare_leave (c, 0);
  c->is_output = false;
  if (c->section->form == SCHEMA_FORM_FUNCTION) {
    schema_compare_function (c, old, new_one);
    return;
  }
  if (c->section->form == SCHEMA_FORM_MEMBERS) {
    schema_compare_rest (c, no_name, old, new_one, no_names);
    return;
  }
  schema_compare_rest (c, no_name, old, new_one,
                       c->section->form == SCHEMA_FORM_IDENTITY
                       ? identity_names : component_names);
  compare_version (c, old, new_one);
  if (c->section->form == SCHEMA_FORM_IDENTITY) {
    compare_identity (c, old, new_one);
    return;
  }
  compare_deprecation (c, NULL, no_name, before, after);
  schema_compare_description (c, NULL, no_name, before, after,
                              "description");
  compare_block (c, before, after);
}
