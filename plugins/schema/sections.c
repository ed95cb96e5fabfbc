/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that a provider's schema has. */

#include <config.h>

#include "plugins/schema/sections.h"

#include <string.h>

#include <plating/document.h>

#include "plugins/schema/text.h"

const struct schema_section schema_sections[] = {
  { "provider", PLATING_KIND_PROVIDER, NULL, "provider", "provider",
    SCHEMA_FORM_SCHEMA, true },
  { "resource_schemas", PLATING_KIND_RESOURCE, "resources", "resource",
    "resources", SCHEMA_FORM_SCHEMA, true },
  { "data_source_schemas", PLATING_KIND_DATA_SOURCE, "data-sources",
    "data source", "data sources", SCHEMA_FORM_SCHEMA, true },
  { "ephemeral_resource_schemas", PLATING_KIND_EPHEMERAL_RESOURCE,
    "ephemeral-resources", "ephemeral resource", "ephemeral resources",
    SCHEMA_FORM_SCHEMA, true },
  { "list_resource_schemas", PLATING_KIND_LIST_RESOURCE, "list-resources",
    "list resource", "list resources", SCHEMA_FORM_SCHEMA, false },
  { "functions", PLATING_KIND_FUNCTION, "functions", "function", "functions",
    SCHEMA_FORM_FUNCTION, true },
  { "resource_identity_schemas", PLATING_KIND_RESOURCE, "identities",
    "identity", "resource identities", SCHEMA_FORM_IDENTITY, false },
  { "action_schemas", PLATING_KIND_ACTION, "actions", "action", "actions",
    SCHEMA_FORM_ACTION, false },
  { "state_store_schemas", PLATING_KIND_STATE_STORE, "state-stores",
    "state store", "state stores", SCHEMA_FORM_SCHEMA, false },
  { "members", NULL, NULL, "provider's members", "provider's members",
    SCHEMA_FORM_MEMBERS, false },
  { "document", NULL, NULL, "document", "document", SCHEMA_FORM_MEMBERS,
    false },
};

const size_t schema_n_sections
  = sizeof schema_sections / sizeof *schema_sections - 2;

const struct schema_section *
schema_section_of_path (struct plating_text path)
{
  const char *slash = path.len ? memchr (path.ptr, '/', path.len) : NULL;
  size_t n = slash ? (size_t) (slash - path.ptr) : 0, i;

  if (SCHEMA_TEXT_IS (path, SCHEMA_PROVIDER_PATH))
    return &schema_sections[0];
  if (SCHEMA_TEXT_IS (path, SCHEMA_REST_PATH))
    return &schema_sections[schema_n_sections];
  if (SCHEMA_TEXT_IS (path, SCHEMA_DOCUMENT_PATH))
    return &schema_sections[schema_n_sections + 1];
  for (i = 1; i < schema_n_sections; i++)
    if (n == strlen (schema_sections[i].directory)
        && !memcmp (schema_sections[i].directory, path.ptr, n))
      return &schema_sections[i];
  return NULL;
}
