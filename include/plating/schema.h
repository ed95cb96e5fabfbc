/* SPDX-License-Identifier: Apache-2.0 */
/* The flat schema view: one component's schema as an array of nodes.
 *
 * A view is one pre-order array.  The first child of node i is i + 1 if
 * that is less than nodes[i].end; the next sibling of a node is its end.
 * The order is that of the source: a renderer that wants names sorted
 * sorts them.  A view is read-only and is reached without calls; all of it,
 * texts included, is valid until the operation it was given to is done.
 *
 * Shape (kinds in capitals):
 *   COMPONENT                  name; text: description (functions only)
 *     BLOCK                    text: description
 *       ATTRIBUTE …            name, text, flags, type; children below
 *       BLOCK_TYPE …           name, text, flags, mode, min, max; children
 *                              are those of its block, as under BLOCK
 *     IDENTITY                 resource identity
 *       ATTRIBUTE …            flags: FOR_IMPORT bits
 *     SUMMARY, DEPRECATION     text (functions only)
 *     PARAMETER …, VARIADIC, RETURN   name, text, flags, type
 *
 * Children of a node that has a type (ATTRIBUTE, FIELD, ELEMENT, PARAMETER,
 * VARIADIC, RETURN):
 *   LIST, SET, MAP: one ELEMENT; TUPLE: an ELEMENT each; OBJECT: a FIELD
 *   each; NESTED: an ATTRIBUTE each (mode, min and max are those of the
 *   nested type). */

#ifndef PLATING_SCHEMA_H
#define PLATING_SCHEMA_H

#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of node.  Skip (to end) a node whose kind you do not know. */
#define PLATING_NODE_COMPONENT   100u
#define PLATING_NODE_BLOCK       200u
#define PLATING_NODE_ATTRIBUTE   300u
#define PLATING_NODE_BLOCK_TYPE  400u
#define PLATING_NODE_ELEMENT     500u  /* element of a collection or tuple */
#define PLATING_NODE_FIELD       600u  /* attribute of an object type */
#define PLATING_NODE_IDENTITY    700u
#define PLATING_NODE_SUMMARY     800u
#define PLATING_NODE_DEPRECATION 900u
#define PLATING_NODE_PARAMETER  1000u
#define PLATING_NODE_VARIADIC   1100u
#define PLATING_NODE_RETURN     1200u

/* Types of a value.  NONE: the source gave no type. */
#define PLATING_TYPE_NONE      0u
#define PLATING_TYPE_STRING  100u
#define PLATING_TYPE_NUMBER  200u
#define PLATING_TYPE_BOOL    300u
#define PLATING_TYPE_DYNAMIC 400u
#define PLATING_TYPE_LIST    500u
#define PLATING_TYPE_SET     600u
#define PLATING_TYPE_MAP     700u
#define PLATING_TYPE_TUPLE   800u
#define PLATING_TYPE_OBJECT  900u
#define PLATING_TYPE_NESTED 1000u  /* a nested attribute type */

/* Nesting modes of block types and nested types.  OTHER: the source has a
 * word that is none of these; extras hold it under "nesting_mode". */
#define PLATING_MODE_NONE     0u
#define PLATING_MODE_SINGLE 100u
#define PLATING_MODE_LIST   200u
#define PLATING_MODE_SET    300u
#define PLATING_MODE_MAP    400u
#define PLATING_MODE_GROUP  500u
#define PLATING_MODE_OTHER 9000u

/* Flags. */
#define PLATING_FLAG_REQUIRED    0x0001u
#define PLATING_FLAG_OPTIONAL    0x0002u
#define PLATING_FLAG_COMPUTED    0x0004u
#define PLATING_FLAG_SENSITIVE   0x0008u
#define PLATING_FLAG_DEPRECATED  0x0010u
#define PLATING_FLAG_WRITE_ONLY  0x0020u
#define PLATING_FLAG_NULLABLE    0x0040u  /* PARAMETER, VARIADIC */
#define PLATING_FLAG_MARKDOWN    0x0080u  /* description_kind is markdown */
#define PLATING_FLAG_REQUIRED_FOR_IMPORT 0x0100u
#define PLATING_FLAG_OPTIONAL_FOR_IMPORT 0x0200u
/* COMPONENT: the source has a "parameters" list, perhaps an empty one. */
#define PLATING_FLAG_PARAMETERS  0x0400u
/* ATTRIBUTE whose type is NESTED: the source also had a plain type, which
 * was a tuple (tfplugindocs refuses it even then). */
#define PLATING_FLAG_TUPLE_TOO   0x0800u
/* The source has null here, or a BLOCK_TYPE without a block. */
#define PLATING_FLAG_MISSING     0x1000u

struct plating_schema_node {
  uint16_t kind;                /* PLATING_NODE_ */
  uint16_t type;                /* PLATING_TYPE_ */
  uint16_t mode;                /* PLATING_MODE_ */
  uint16_t reserved;            /* 0 */
  uint32_t flags;               /* PLATING_FLAG_ */
  uint32_t end;                 /* index behind the subtree */
  struct plating_text name;
  struct plating_text text;     /* description as it stands in the source */
  uint64_t min_items;
  uint64_t max_items;
};

/* The member stands in the block of a BLOCK_TYPE, or in the nested type of an
 * ATTRIBUTE: two objects of the source that share a node. */
#define PLATING_EXTRA_INNER 0x01u
/* Of a provider: the member stands in the whole document, not in the object
 * of the provider. */
#define PLATING_EXTRA_DOCUMENT 0x02u

/* A member of the source's JSON that the nodes have no place for. */
struct plating_schema_extra {
  uint32_t node;                /* index of the node it belongs to */
  uint32_t reserved;            /* PLATING_EXTRA_, since 0.3; else 0 */
  struct plating_text key;
  struct plating_text json;     /* the value, as it stands in the source */
};

struct plating_schema_view {
  uint32_t struct_size;
  uint32_t node_size;           /* bytes from one node to the next */
  uint32_t n_nodes;
  uint32_t extra_size;          /* bytes from one extra to the next */
  const void *nodes;            /* struct plating_schema_node */
  const void *extras;           /* struct plating_schema_extra, by node */
  uint32_t n_extras;
  uint32_t reserved;            /* 0 */
};

/* Returns node I, which must be less than n_nodes. [any] */
static inline const struct plating_schema_node *
plating_schema_node_at (const struct plating_schema_view *v, uint32_t i)
{
  return (const struct plating_schema_node *) (const void *)
    ((const char *) v->nodes + (size_t) i * v->node_size);
}

/* Returns extra I, which must be less than n_extras. [any] */
static inline const struct plating_schema_extra *
plating_schema_extra_at (const struct plating_schema_view *v, uint32_t i)
{
  return (const struct plating_schema_extra *) (const void *)
    ((const char *) v->extras + (size_t) i * v->extra_size);
}

/* Returns the index of the first child of PARENT that is of KIND, or
 * PLATING_NONE. [any] */
static inline uint32_t
plating_schema_child (const struct plating_schema_view *v, uint32_t parent,
                      uint16_t kind)
{
  uint32_t end = plating_schema_node_at (v, parent)->end, i;

  for (i = parent + 1; i < end; i = plating_schema_node_at (v, i)->end)
    if (plating_schema_node_at (v, i)->kind == kind)
      return i;
  return PLATING_NONE;
}

#ifdef __cplusplus
}
#endif

#endif
