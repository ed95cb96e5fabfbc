/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the members of an object that nobody knows: whether they are there
 * and the same.  What they mean is not known, so nothing breaks. */

#include <config.h>

#include "plugins/schema/compare.h"

#include <string.h>

static bool
is_known (const char *const *known, const char *key, size_t len)
{
  for (; *known; known++)
    if (strlen (*known) == len && !memcmp (*known, key, len))
      return true;
  return false;
}

static void
note (struct schema_compare *c, struct plating_text key, const char *code,
      const char *text, enum schema_group group)
{
  struct schema_note n = { "member", key, code, text, group, false };

  schema_compare_note (c, &n, NULL, NULL);
}

void
schema_compare_rest (struct schema_compare *c, struct plating_text name,
                     const json_t *old, const json_t *new_one,
                     const char *const *known)
{
  /* Jansson's iterators want objects that could be changed. */
  json_t *mine = (json_t *) (uintptr_t) old;
  json_t *others = (json_t *) (uintptr_t) new_one;
  size_t before = schema_compare_enter (c, name), len;
  const json_t *other;
  const char *key;
  json_t *value;

  json_object_keylen_foreach (mine, key, len, value) {
    struct plating_text text = { key, len };

    if (is_known (known, key, len))
      continue;
    other = json_object_getn (new_one, key, len);
    if (!other)
      note (c, text, "member-removed", "removed", SCHEMA_GROUP_REMOVED);
    else if (!json_equal (value, other))
      note (c, text, "member-changed", "changed", SCHEMA_GROUP_CHANGED);
  }
  json_object_keylen_foreach (others, key, len, value)
    if (!is_known (known, key, len) && !json_object_getn (old, key, len))
      note (c, (struct plating_text) { key, len }, "member-added", "added",
            SCHEMA_GROUP_ADDED);
  schema_compare_leave (c, before);
}
