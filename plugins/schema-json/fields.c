/* SPDX-License-Identifier: Apache-2.0 */
/* The objects that a schema file is made of, as tables. */

#include <config.h>

#include "fields.h"

#include <plating/document.h>
#include <plating/schema.h>

#include "common/utf8.h"

const char *const sj_kind_names[SJ_N_COMPONENT_KINDS] = {
  [SJ_PROVIDER] = PLATING_KIND_PROVIDER,
  [SJ_RESOURCE] = PLATING_KIND_RESOURCE,
  [SJ_DATA_SOURCE] = PLATING_KIND_DATA_SOURCE,
  [SJ_FUNCTION] = PLATING_KIND_FUNCTION,
  [SJ_EPHEMERAL_RESOURCE] = PLATING_KIND_EPHEMERAL_RESOURCE,
  [SJ_ACTION] = PLATING_KIND_ACTION,
  [SJ_LIST_RESOURCE] = PLATING_KIND_LIST_RESOURCE,
  [SJ_STATE_STORE] = PLATING_KIND_STATE_STORE,
};

#define NAMED(literal) .name = literal, .len = sizeof literal - 1

#define STRING_FIELD(literal, what)                                       \
  { NAMED (literal), .shape = SJ_STRING, .use = what, .go_type = "string" }
#define KIND_FIELD                                                        \
  { NAMED ("description_kind"), .shape = SJ_STRING,                        \
    .use = SJ_USE_DESCRIPTION_KIND,                                        \
    .go_type = "tfjson.SchemaDescriptionKind" }
#define MODE_FIELD                                                        \
  { NAMED ("nesting_mode"), .shape = SJ_STRING,                            \
    .use = SJ_USE_NESTING_MODE, .go_type = "tfjson.SchemaNestingMode" }
#define FLAG_FIELD(literal, flag)                                         \
  { NAMED (literal), .shape = SJ_BOOL, .use = SJ_USE_FLAG, .value = flag,  \
    .go_type = "bool" }
#define UINT_FIELD(literal, what)                                         \
  { NAMED (literal), .shape = SJ_UINT, .use = what, .go_type = "uint64" }
#define TYPE_FIELD(literal, what)                                         \
  { NAMED (literal), .shape = SJ_TYPE, .use = what, .go_type = "cty.Type" }
#define STRUCT_FIELD(literal, what, type, go_name)                        \
  { NAMED (literal), .shape = SJ_STRUCT, .use = what, .of = &type,         \
    .go_type = "tfjson." go_name }
#define MAP_FIELD(literal, what, type, go_name)                           \
  { NAMED (literal), .shape = SJ_MAP, .use = what, .of = &type,            \
    .go_type = "map[string]*tfjson." go_name }
#define COMPONENTS(literal, kind, type, go_name)                          \
  { NAMED (literal), .shape = SJ_MAP, .use = SJ_USE_COMPONENTS,            \
    .value = kind, .of = &type, .go_type = "map[string]*tfjson." go_name }

/* A name's place in the table of slots. */
#define AT(len, a, b) [SJ_SLOT (len, a, b)]

static const struct sj_struct block_struct;

static const struct sj_field identity_attribute_fields[] = {
  TYPE_FIELD ("type", SJ_USE_TYPE),
  STRING_FIELD ("description", SJ_USE_DESCRIPTION),
  FLAG_FIELD ("required_for_import", PLATING_FLAG_REQUIRED_FOR_IMPORT),
  FLAG_FIELD ("optional_for_import", PLATING_FLAG_OPTIONAL_FOR_IMPORT),
};

static const struct sj_struct identity_attribute_struct = {
  .name = "IdentityAttribute", .go_type = "tfjson.IdentityAttribute",
  .fields = identity_attribute_fields, .n_fields = 4,
  .node_kind = PLATING_NODE_ATTRIBUTE,
  .slots = {
    AT (4, 't', 'y') = 1, AT (11, 'd', 'e') = 2, AT (19, 'r', 'e') = 3,
    AT (19, 'o', 'p') = 4,
  },
};

static const struct sj_field identity_fields[] = {
  UINT_FIELD ("version", SJ_USE_VERSION),
  MAP_FIELD ("attributes", SJ_USE_ATTRIBUTES, identity_attribute_struct,
             "IdentityAttribute"),
};

static const struct sj_struct identity_struct = {
  .name = "IdentitySchema", .go_type = "tfjson.IdentitySchema",
  .fields = identity_fields, .n_fields = 2,
  .slots = {
    AT (7, 'v', 'e') = 1, AT (10, 'a', 't') = 2,
  },
};

static const struct sj_field nested_type_fields[] = {
  MAP_FIELD ("attributes", SJ_USE_ATTRIBUTES, sj_attribute_struct,
             "SchemaAttribute"),
  MODE_FIELD,
  UINT_FIELD ("min_items", SJ_USE_MIN_ITEMS),
  UINT_FIELD ("max_items", SJ_USE_MAX_ITEMS),
};

static const struct sj_struct nested_type_struct = {
  .name = "SchemaNestedAttributeType",
  .go_type = "tfjson.SchemaNestedAttributeType",
  .fields = nested_type_fields, .n_fields = 4,
  .slots = {
    AT (10, 'a', 't') = 1, AT (12, 'n', 'e') = 2, AT (9, 'm', 'i') = 3,
    AT (9, 'm', 'a') = 4,
  },
};

static const struct sj_field attribute_fields[] = {
  TYPE_FIELD ("type", SJ_USE_TYPE),
  STRUCT_FIELD ("nested_type", SJ_USE_NESTED_TYPE, nested_type_struct,
                "SchemaNestedAttributeType"),
  STRING_FIELD ("description", SJ_USE_DESCRIPTION),
  KIND_FIELD,
  FLAG_FIELD ("deprecated", PLATING_FLAG_DEPRECATED),
  FLAG_FIELD ("required", PLATING_FLAG_REQUIRED),
  FLAG_FIELD ("optional", PLATING_FLAG_OPTIONAL),
  FLAG_FIELD ("computed", PLATING_FLAG_COMPUTED),
  FLAG_FIELD ("sensitive", PLATING_FLAG_SENSITIVE),
  FLAG_FIELD ("write_only", PLATING_FLAG_WRITE_ONLY),
};

const struct sj_struct sj_attribute_struct = {
  .name = "SchemaAttribute", .go_type = "tfjson.SchemaAttribute",
  .fields = attribute_fields, .n_fields = 10,
  .node_kind = PLATING_NODE_ATTRIBUTE,
  .slots = {
    AT (4, 't', 'y') = 1, AT (11, 'n', 'e') = 2, AT (11, 'd', 'e') = 3,
    AT (16, 'd', 'e') = 4, AT (10, 'd', 'e') = 5, AT (8, 'r', 'e') = 6,
    AT (8, 'o', 'p') = 7, AT (8, 'c', 'o') = 8, AT (9, 's', 'e') = 9,
    AT (10, 'w', 'r') = 10,
  },
};

static const struct sj_field block_type_fields[] = {
  MODE_FIELD,
  STRUCT_FIELD ("block", SJ_USE_INNER_BLOCK, block_struct,
                "SchemaBlock"),
  UINT_FIELD ("min_items", SJ_USE_MIN_ITEMS),
  UINT_FIELD ("max_items", SJ_USE_MAX_ITEMS),
};

static const struct sj_struct block_type_struct = {
  .name = "SchemaBlockType", .go_type = "tfjson.SchemaBlockType",
  .fields = block_type_fields, .n_fields = 4,
  .node_kind = PLATING_NODE_BLOCK_TYPE,
  .slots = {
    AT (12, 'n', 'e') = 1, AT (5, 'b', 'l') = 2, AT (9, 'm', 'i') = 3,
    AT (9, 'm', 'a') = 4,
  },
};

static const struct sj_field block_fields[] = {
  MAP_FIELD ("attributes", SJ_USE_ATTRIBUTES, sj_attribute_struct,
             "SchemaAttribute"),
  MAP_FIELD ("block_types", SJ_USE_BLOCK_TYPES, block_type_struct,
             "SchemaBlockType"),
  STRING_FIELD ("description", SJ_USE_DESCRIPTION),
  KIND_FIELD,
  FLAG_FIELD ("deprecated", PLATING_FLAG_DEPRECATED),
};

static const struct sj_struct block_struct = {
  .name = "SchemaBlock", .go_type = "tfjson.SchemaBlock",
  .fields = block_fields, .n_fields = 5,
  .slots = {
    AT (10, 'a', 't') = 1, AT (11, 'b', 'l') = 2, AT (11, 'd', 'e') = 3,
    AT (16, 'd', 'e') = 4, AT (10, 'd', 'e') = 5,
  },
};

static const struct sj_field schema_fields[] = {
  UINT_FIELD ("version", SJ_USE_VERSION),
  STRUCT_FIELD ("block", SJ_USE_BLOCK, block_struct,
                "SchemaBlock"),
};

static const struct sj_struct schema_struct = {
  .name = "Schema", .go_type = "tfjson.Schema",
  .fields = schema_fields, .n_fields = 2,
  .slots = {
    AT (7, 'v', 'e') = 1, AT (5, 'b', 'l') = 2,
  },
};

static const struct sj_field action_fields[] = {
  STRUCT_FIELD ("block", SJ_USE_BLOCK, block_struct,
                "SchemaBlock"),
};

static const struct sj_struct action_struct = {
  .name = "ActionSchema", .go_type = "tfjson.ActionSchema",
  .fields = action_fields, .n_fields = 1,
  .slots = {
    AT (5, 'b', 'l') = 1,
  },
};

static const struct sj_field parameter_fields[] = {
  STRING_FIELD ("name", SJ_USE_NAME),
  STRING_FIELD ("description", SJ_USE_DESCRIPTION),
  FLAG_FIELD ("is_nullable", PLATING_FLAG_NULLABLE),
  TYPE_FIELD ("type", SJ_USE_PART_TYPE),
};

static const struct sj_struct parameter_struct = {
  .name = "FunctionParameter", .go_type = "tfjson.FunctionParameter",
  .fields = parameter_fields, .n_fields = 4,
  .slots = {
    AT (4, 'n', 'a') = 1, AT (11, 'd', 'e') = 2, AT (11, 'i', 's') = 3,
    AT (4, 't', 'y') = 4,
  },
};

static const struct sj_field function_fields[] = {
  STRING_FIELD ("description", SJ_USE_DESCRIPTION),
  STRING_FIELD ("summary", SJ_USE_SUMMARY),
  STRING_FIELD ("deprecation_message", SJ_USE_DEPRECATION),
  TYPE_FIELD ("return_type", SJ_USE_PART_TYPE),
  { NAMED ("parameters"), .shape = SJ_LIST, .use = SJ_USE_PARAMETERS,
    .of = &parameter_struct, .go_type = "[]*tfjson.FunctionParameter" },
  STRUCT_FIELD ("variadic_parameter", SJ_USE_VARIADIC, parameter_struct,
                "FunctionParameter"),
};

const struct sj_struct sj_function_struct = {
  .name = "FunctionSignature", .go_type = "tfjson.FunctionSignature",
  .fields = function_fields, .n_fields = 6,
  .slots = {
    AT (11, 'd', 'e') = 1, AT (7, 's', 'u') = 2, AT (19, 'd', 'e') = 3,
    AT (11, 'r', 'e') = 4, AT (10, 'p', 'a') = 5, AT (18, 'v', 'a') = 6,
  },
};

static const struct sj_field provider_fields[] = {
  STRUCT_FIELD ("provider", SJ_USE_PROVIDER, schema_struct,
                "Schema"),
  COMPONENTS ("resource_schemas", SJ_RESOURCE, schema_struct,
              "Schema"),
  COMPONENTS ("data_source_schemas", SJ_DATA_SOURCE, schema_struct,
              "Schema"),
  COMPONENTS ("ephemeral_resource_schemas", SJ_EPHEMERAL_RESOURCE,
              schema_struct, "Schema"),
  COMPONENTS ("action_schemas", SJ_ACTION, action_struct,
              "ActionSchema"),
  COMPONENTS ("functions", SJ_FUNCTION, sj_function_struct,
              "FunctionSignature"),
  COMPONENTS ("resource_identity_schemas", SJ_IDENTITY, identity_struct,
              "IdentitySchema"),
  COMPONENTS ("list_resource_schemas", SJ_LIST_RESOURCE, schema_struct,
              "Schema"),
  COMPONENTS ("state_store_schemas", SJ_STATE_STORE, schema_struct,
              "Schema"),
};

const struct sj_struct sj_provider_struct = {
  .name = "ProviderSchema", .go_type = "tfjson.ProviderSchema",
  .fields = provider_fields, .n_fields = 9,
  .slots = {
    AT (8, 'p', 'r') = 1, AT (16, 'r', 'e') = 2, AT (19, 'd', 'a') = 3,
    AT (26, 'e', 'p') = 4, AT (14, 'a', 'c') = 5, AT (9, 'f', 'u') = 6,
    AT (25, 'r', 'e') = 7, AT (21, 'l', 'i') = 8, AT (19, 's', 't') = 9,
  },
};

static const struct sj_field root_fields[] = {
  STRING_FIELD ("format_version", SJ_USE_FORMAT_VERSION),
  MAP_FIELD ("provider_schemas", SJ_USE_PROVIDERS, sj_provider_struct,
             "ProviderSchema"),
};

const struct sj_struct sj_root_struct = {
  .name = "rawSchemas", .go_type = "tfjson.rawSchemas",
  .fields = root_fields, .n_fields = 2,
  .slots = {
    AT (14, 'f', 'o') = 1, AT (16, 'p', 'r') = 2,
  },
};

const struct sj_struct *const sj_kind_structs[SJ_N_KINDS] = {
  [SJ_PROVIDER] = &schema_struct,
  [SJ_RESOURCE] = &schema_struct,
  [SJ_DATA_SOURCE] = &schema_struct,
  [SJ_FUNCTION] = &sj_function_struct,
  [SJ_EPHEMERAL_RESOURCE] = &schema_struct,
  [SJ_ACTION] = &action_struct,
  [SJ_LIST_RESOURCE] = &schema_struct,
  [SJ_STATE_STORE] = &schema_struct,
  [SJ_IDENTITY] = &identity_struct,
};

/* The capital letter for the character at S, or 0 if it is none that folds
 * to ASCII; *N is its length. */
static char
fold (const char *s, size_t len, size_t *n)
{
  uint32_t rune;

  *n = pl_utf8_decode (s, len, &rune);
  if (rune == 0x17f)
    return 'S';
  if (rune == 0x212a)
    return 'K';
  if (rune >= 'a' && rune <= 'z')
    rune -= 'a' - 'A';
  return rune < 0x80 ? (char) rune : '\0';
}

static bool
equals_folded (const struct sj_field *field, const char *name, size_t len)
{
  size_t at = 0, i, n;

  for (i = 0; i < field->len; i++, at += n) {
    char c = field->name[i];

    if (at >= len)
      return false;
    if (c >= 'a' && c <= 'z')
      c = (char) (c - ('a' - 'A'));
    if (fold (name + at, len - at, &n) != c)
      return false;
  }
  return at == len;
}

const struct sj_field *
sj_field_find_folded (const struct sj_struct *type, const char *name,
                      size_t len)
{
  unsigned i;

  for (i = 0; i < type->n_fields; i++)
    if (equals_folded (&type->fields[i], name, len))
      return &type->fields[i];
  return NULL;
}
