/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes TOML front matter.
 *
 * tfplugindocs has no TOML names for the fields, so that they go by the
 * names of its own structure, in any case: "PageTitle", not "page_title".
 * What is wrong with the text itself is told in our words. */

#include <config.h>

#include "decode.h"

#include <string.h>
#include <strings.h>

#include <plating/types.h>

#include "common/toml.h"

#include "yaml-stream.h"

static const char *const names[FM_N_FIELDS] = {
  [FM_DESCRIPTION] = "Description",
  [FM_LAYOUT] = "Layout",
  [FM_PAGE_TITLE] = "PageTitle",
  [FM_SIDEBAR_CURRENT] = "SidebarCurrent",
  [FM_SUBCATEGORY] = "Subcategory"
};

/* What the original calls the type of a value. */
static const char *
type_name (const struct toml_value *value)
{
  switch (value->kind) {
  case TOML_TABLE:
    return "map[string]interface {}";
  case TOML_ARRAY:
    return value->u.array.is_of_tables ? "[]map[string]interface {}"
      : "[]interface {}";
  case TOML_STRING:
    return "string";
  case TOML_INTEGER:
    return "int64";
  case TOML_FLOAT:
    return "float64";
  case TOML_BOOLEAN:
    return "bool";
  default:
    return "time.Time";
  }
}

static int
find_field (const struct toml_member *member)
{
  int i;

  for (i = 0; i < FM_N_FIELDS; i++)
    if (member->key_len == strlen (names[i])
        && strncasecmp (member->key, names[i], member->key_len) == 0)
      return i;
  return -1;
}

static int
set_field (struct pl_arena *arena, struct fm_fields *fields, int field,
           const struct toml_member *member, struct fm_error *error)
{
  const struct toml_value *value = member->value;
  int code;

  if (value->kind == TOML_STRING) {
    fields->values[field] = (struct fm_value) {
      .present = true, .text = value->u.string.text,
      .len = value->u.string.len, .line = member->line,
      .column = member->column
    };
    return 0;
  }
  code = fm_fail (arena, error, PLATING_E_FORMAT,
                  "toml: line %u (last key \"%s\"): incompatible types: "
                  "TOML value has type %s; destination has type string",
                  (unsigned) member->line, member->key, type_name (value));
  error->line = member->line;
  error->column = member->column;
  return code;
}

int
fm_decode_toml (struct pl_arena *arena, const char *text, size_t len,
                struct fm_fields *fields, struct fm_error *error)
{
  struct toml_error toml_error;
  struct toml_value *root;
  size_t i;
  int code = toml_read (arena, text, len, NULL, &root, &toml_error);

  if (code == PLATING_E_NOMEM)
    return code;
  if (code < 0) {
    code = fm_fail (arena, error, code, "toml: line %u: %s",
                    (unsigned) toml_error.line, toml_error.message);
    error->line = toml_error.line;
    error->column = toml_error.column;
    return code;
  }
  for (i = 0; i < root->u.table.n && code == 0; i++) {
    const struct toml_member *member = &root->u.table.members[i];
    int field = find_field (member);

    if (field >= 0)
      code = set_field (arena, fields, field, member, error);
  }
  return code;
}
