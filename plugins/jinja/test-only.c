/* SPDX-License-Identifier: Apache-2.0 */
/* Which components only a provider under test has: those that patterns
 * name, and those that the schema of the published provider lacks.  Each is
 * judged by itself, whatever else is in its bundle. */

#include <config.h>

#include <string.h>

#include <jansson.h>

#include <plating/types.h>

#include "plugins/jinja/renderer.h"

/* Where each kind stands in the JSON of `terraform providers schema'. */
static const char *const members[PLATE_N_KINDS] = {
  [PLATE_RESOURCE] = "resource_schemas",
  [PLATE_DATA_SOURCE] = "data_source_schemas",
  [PLATE_FUNCTION] = "functions",
  [PLATE_EPHEMERAL_RESOURCE] = "ephemeral_resource_schemas",
  [PLATE_LIST_RESOURCE] = "list_resource_schemas",
  [PLATE_ACTION] = "action_schemas",
  [PLATE_STATE_STORE] = "state_store_schemas"
};

/* PATTERN is a glob for the name, or KIND/GLOB, where KIND may have
 * underlines for dashes. */
static bool
matches (struct plating_text pattern, const struct plate_component *c)
{
  const char *slash = memchr (pattern.ptr, '/', pattern.len);
  struct plating_text kind;

  if (!slash)
    return plate_glob (pattern, c->name);
  kind = (struct plating_text) { pattern.ptr,
                                 (size_t) (slash - pattern.ptr) };
  if (!pl_text_same (kind, pl_text_of (plate_kinds[c->kind].kind))
      && !pl_text_same (kind, pl_text_of (plate_kinds[c->kind].value)))
    return false;
  return plate_glob (pl_text_skip (pattern, kind.len + 1), c->name);
}

/* Marks what the published provider does not have.  A kind that its schema
 * says nothing about was unknown to the program that printed it. */
static void
compare_published (struct plate_renderer *r, json_t *provider)
{
  size_t i;

  for (i = 0; i < r->n_components; i++) {
    struct plate_component *c = &r->components[i];
    json_t *map = c->kind < PLATE_N_KINDS
      ? json_object_get (provider, members[c->kind]) : NULL;

    if (json_is_object (map)
        && !json_object_getn (map, c->name.ptr, c->name.len))
      c->is_test_only = true;
  }
}

/* The provider of ROOT: the one that is documented, or the only one. */
static json_t *
find_provider (const struct plate_renderer *r, json_t *root)
{
  json_t *all = json_object_get (root, "provider_schemas"), *value;
  const char *key;

  if (json_object_size (all) == 1)
    return json_object_iter_value (json_object_iter (all));
  json_object_foreach (all, key, value) {
    const char *slash = strrchr (key, '/');

    if (pl_text_same (pl_text_of (slash ? slash + 1 : key), r->provider_name))
      return value;
  }
  return NULL;
}

static int
read_published (struct plate_renderer *r, uint64_t op)
{
  static const struct plating_text project
    = PLATING_TEXT (PLATING_ROOT_PROJECT);
  struct plating_text path = r->settings.published_schema, bytes;
  json_error_t error;
  json_t *root, *provider;
  int32_t system_error = 0;
  int code = r->host->read (r->host, op, project, path, &bytes,
                            &system_error);

  if (code < 0)
    return plate_fail (r, op, code, path, 0, 0,
                       "can't read the published schema%s%s",
                       system_error ? ": " : "",
                       system_error ? strerror (system_error) : "");
  root = json_loadb (bytes.ptr, bytes.len, 0, &error);
  if (!root)
    return plate_fail (r, op, PLATING_E_FORMAT, path,
                       error.line > 0 ? (uint32_t) error.line : 0,
                       error.column > 0 ? (uint32_t) error.column : 0,
                       "the published schema is no JSON: %s", error.text);
  provider = find_provider (r, root);
  if (provider)
    compare_published (r, provider);
  else
    code = plate_fail (r, op, PLATING_E_SCHEMA, path, 0, 0,
                       "the published schema has no provider '%.*s'",
                       (int) r->provider_name.len, r->provider_name.ptr);
  json_decref (root);
  return code;
}

int
plate_mark_test_only (struct plate_renderer *r, uint64_t op)
{
  size_t i, k;

  for (i = 0; i < r->n_components; i++)
    for (k = 0; k < r->settings.n_test_only; k++)
      if (matches (r->settings.test_only[k], &r->components[i]))
        r->components[i].is_test_only = true;
  return r->settings.published_schema.ptr ? read_published (r, op) : 0;
}
