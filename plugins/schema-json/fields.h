/* SPDX-License-Identifier: Apache-2.0 */
/* The objects that a schema file is made of, as tables: which members each
 * has, of which type, and what they are used for.
 *
 * Their Go names stand in messages. */

#ifndef SJ_FIELDS_H
#define SJ_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugins/common/schemaview/json.h"

/* Kinds of component, in the order of sj_kind_names; identities are
 * collected like components but belong to resources. */
enum sj_kind {
  SJ_PROVIDER,
  SJ_RESOURCE,
  SJ_DATA_SOURCE,
  SJ_FUNCTION,
  SJ_EPHEMERAL_RESOURCE,
  SJ_ACTION,
  SJ_LIST_RESOURCE,
  SJ_STATE_STORE,
  SJ_N_COMPONENT_KINDS,
  SJ_IDENTITY = SJ_N_COMPONENT_KINDS,
  SJ_N_KINDS
};

/* PLATING_KIND_ of each. */
extern const char *const sj_kind_names[SJ_N_COMPONENT_KINDS];

/* What a member holds. */
enum sj_shape {
  SJ_STRING,
  SJ_BOOL,
  SJ_UINT,                  /* uint64_t */
  SJ_TYPE,                  /* type of a value, see types.h */
  SJ_STRUCT,                /* object with known members */
  SJ_MAP,                   /* object of objects, keys are names */
  SJ_LIST                   /* list of objects */
};

/* What is done with it. */
enum sj_use {
  SJ_USE_FORMAT_VERSION,
  SJ_USE_PROVIDERS,         /* map */
  SJ_USE_COMPONENTS,        /* map; value is the kind */
  SJ_USE_PROVIDER,          /* the one component that has no name */
  SJ_USE_VERSION,           /* has no place in the view: an extra */
  SJ_USE_BLOCK,             /* block of a component */
  SJ_USE_INNER_BLOCK,       /* block of a block type */
  SJ_USE_NESTED_TYPE,
  SJ_USE_ATTRIBUTES,        /* map */
  SJ_USE_BLOCK_TYPES,       /* map */
  SJ_USE_NAME,
  SJ_USE_DESCRIPTION,
  SJ_USE_DESCRIPTION_KIND,
  SJ_USE_NESTING_MODE,
  SJ_USE_FLAG,              /* value is PLATING_FLAG_ */
  SJ_USE_MIN_ITEMS,
  SJ_USE_MAX_ITEMS,
  SJ_USE_TYPE,              /* of an attribute */
  SJ_USE_PART_TYPE,         /* of a parameter or result */
  SJ_USE_SUMMARY,
  SJ_USE_DEPRECATION,
  SJ_USE_PARAMETERS,        /* list */
  SJ_USE_VARIADIC
};

struct sj_struct;

struct sj_field {
  char name[32];            /* zeros behind it */
  const char *go_type;
  const struct sj_struct *of; /* STRUCT: its type; MAP, LIST: its elements' */
  uint8_t len;              /* of name */
  uint8_t shape;            /* enum sj_shape */
  uint8_t use;              /* enum sj_use */
  uint16_t value;           /* see enum sj_use */
};

/* Where sj_field_find looks for a name of LEN bytes that starts with the
 * bytes A and B: different for all fields of one struct. */
#define SJ_SLOT(len, a, b) \
  (((unsigned) (len) + 3 * (unsigned) (a) + 2 * (unsigned) (b)) & 31)

struct sj_struct {
  const char *name;         /* Go's, without the package */
  const char *go_type;
  const struct sj_field *fields;
  uint16_t n_fields;
  uint16_t node_kind;       /* PLATING_NODE_ of an element; 0: makes none */
  uint8_t slots[32];        /* index of the field + 1 */
};

extern const struct sj_struct sj_provider_struct;
extern const struct sj_struct sj_root_struct;
extern const struct sj_struct sj_attribute_struct;
extern const struct sj_struct sj_function_struct;

/* The object that describes a component of each kind, or an identity. */
extern const struct sj_struct *const sj_kind_structs[SJ_N_KINDS];

/* The field that is called NAME exactly, or NULL.  8 bytes behind NAME
 * must be readable. */
static inline const struct sj_field *
sj_field_find (const struct sj_struct *type, const char *name, size_t len)
{
  unsigned slot = type->slots[SJ_SLOT (len, (unsigned char) name[0],
                                       (unsigned char) name[1])];
  const struct sj_field *field;

  if (slot == 0)
    return NULL;
  field = &type->fields[slot - 1];
  return field->len == len && sj_are_same (field->name, name, len)
    ? field : NULL;
}

/* The same without regard to case, by the simple case folding of Unicode:
 * U+017F equals s, U+212A equals k. */
const struct sj_field *sj_field_find_folded (const struct sj_struct *type,
                                             const char *name, size_t len);

#endif
