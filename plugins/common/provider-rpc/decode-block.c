/* SPDX-License-Identifier: Apache-2.0 */
/* Reads blocks, attributes and identities of a reply. */

#include <config.h>

#include "decode.h"

#include <string.h>

#include <plating/document.h>

#include "common/text.h"
#include "wire.h"

/* Fields of Attribute whose numbers depend on the protocol; 0: none. */
struct numbers {
  uint32_t nested_type, write_only, deprecation_message;
};

static struct numbers
attribute_numbers (const struct pr_decoder *d)
{
  static const struct numbers five = { 0, 10, 11 }, six = { 10, 11, 12 };

  return d->protocol == 5 ? five : six;
}

/* Nesting of blocks and of nested types, by protobuf's numbers. */
static const uint16_t modes[] = {
  PLATING_MODE_OTHER, PLATING_MODE_SINGLE, PLATING_MODE_LIST,
  PLATING_MODE_SET, PLATING_MODE_MAP, PLATING_MODE_GROUP,
};
#define N_MODES (sizeof modes / sizeof modes[0])
#define SET 3u

/* Sets the mode of NODE.  MOST: the largest number that has a meaning. */
static int
set_mode (struct pr_decoder *d, struct plating_schema_node *node,
          uint64_t number, unsigned most)
{
  static const struct plating_text word = PLATING_TEXT ("\"invalid\"");
  bool is_known = number > 0 && number <= most && number < N_MODES;

  if (node)
    node->mode = is_known ? modes[number] : PLATING_MODE_OTHER;
  if (is_known)
    return 0;
  if (!d->is_lenient)
    return pr_decode_fail (d, "its nesting is unknown: %llu",
                           (unsigned long long) number);
  return pr_decode_extra_json (d, node, "nesting_mode", word);
}

/* -- attributes ---------------------------------------------------------- */

/* What an Attribute says. */
struct attribute {
  struct plating_text type, description, nested, deprecation;
  bool has_nested;
  bool is_required, is_optional, is_computed, is_write_only;
};

static int
read_flag (struct attribute *a, uint32_t number, bool value,
           struct plating_schema_node *node)
{
  static const uint32_t flags[] = {
    [4] = PLATING_FLAG_REQUIRED, [5] = PLATING_FLAG_OPTIONAL,
    [6] = PLATING_FLAG_COMPUTED, [7] = PLATING_FLAG_SENSITIVE,
    [9] = PLATING_FLAG_DEPRECATED,
  };

  if (number == 4)
    a->is_required = value;
  else if (number == 5)
    a->is_optional = value;
  else if (number == 6)
    a->is_computed = value;
  if (number < sizeof flags / sizeof flags[0] && flags[number])
    pr_decode_flag (node, flags[number], value);
  return 0;
}

static int
read_field (struct pr_decoder *d, const struct pr_field *f,
            const struct numbers *numbers, struct attribute *a,
            struct plating_schema_node *node)
{
  if (f->type == PR_WIRE_VARINT) {
    if (f->number == 8)
      pr_decode_flag (node, PLATING_FLAG_MARKDOWN, (int32_t) f->value == 1);
    else if (f->number == numbers->write_only) {
      a->is_write_only = f->value != 0;
      pr_decode_flag (node, PLATING_FLAG_WRITE_ONLY, f->value != 0);
    }
    return read_flag (a, f->number, f->value != 0, node);
  }
  if (f->type != PR_WIRE_BYTES)
    return 0;
  if (f->number == 2)
    a->type = f->bytes;
  else if (f->number == 3)
    a->description = f->bytes;
  else if (f->number == numbers->deprecation_message)
    a->deprecation = f->bytes;
  else if (numbers->nested_type && f->number == numbers->nested_type) {
    a->has_nested = true;
    return pr_decode_merge (d, &a->nested, f->bytes);
  }
  return 0;
}

static void
check_use (struct pr_decoder *d, const struct attribute *a)
{
  if (d->is_lenient)
    return;
  if (!a->is_required && !a->is_optional && !a->is_computed)
    pr_decode_note (d, "it is neither required, optional nor computed");
  else if (a->is_required && (a->is_optional || a->is_computed))
    pr_decode_note (d, "it is required and also optional or computed");
  if (a->is_write_only && d->sets > 0)
    pr_decode_note (d, "it is write-only, within a set");
}

/* The elements of a set are of one type, which must be known. */
static int
read_type (struct pr_decoder *d, const struct attribute *a,
           struct plating_schema_node *node)
{
  if (pr_decode_type (d, a->type, node) < 0)
    return -1;
  if (d->has_dynamic && d->sets > 0 && !d->is_lenient)
    pr_decode_note (d, "its type is dynamic, within a set");
  return 0;
}

static int read_object (struct pr_decoder *d, struct plating_text object,
                        struct plating_schema_node *node);

static int
finish_attribute (struct pr_decoder *d, const struct attribute *a,
                  struct plating_schema_node *node)
{
  if (pr_decode_text (d, a->description, "description") < 0
      || pr_decode_text (d, a->deprecation, "deprecation message") < 0)
    return -1;
  if (node)
    node->text = a->description;
  check_use (d, a);
  if (a->deprecation.len > 0
      && pr_decode_extra_text (d, node, "deprecation_message",
                               a->deprecation) < 0)
    return -1;
  if (a->has_nested && a->type.len > 0)
    return pr_decode_fail (d, "it has a type and a nested type");
  if (a->has_nested)
    return read_object (d, a->nested, node);
  if (a->type.len == 0)
    return pr_decode_fail (d, "it has no type");
  return read_type (d, a, node);
}

static int
read_attribute (struct pr_decoder *d, const struct pr_member *member)
{
  struct pr_place place = { d->place, "attribute", member->name };
  struct pr_wire wire = pr_wire_of (member->message);
  const struct numbers numbers = attribute_numbers (d);
  struct attribute a = { .type = { NULL, 0 } };
  struct plating_schema_node *node;
  struct pr_field f;

  d->place = &place;
  if (pr_decode_enter (d) < 0
      || pr_decode_node (d, PLATING_NODE_ATTRIBUTE, member->name, &node) < 0)
    return -1;
  while (pr_wire_next (&wire, &f) > 0)
    if (read_field (d, &f, &numbers, &a, node) < 0)
      return -1;
  if (finish_attribute (d, &a, node) < 0)
    return -1;
  pr_decode_close (d, node);
  pr_decode_leave (d);
  d->place = place.outer;
  return 0;
}

static int
read_attributes (struct pr_decoder *d, const struct pr_members *members)
{
  uint32_t i;

  for (i = 0; i < members->n; i++)
    if (read_attribute (d, &members->list[i]) < 0)
      return -1;
  return 0;
}

/* Reads the nested type of an attribute. */
static int
read_object (struct pr_decoder *d, struct plating_text object,
             struct plating_schema_node *node)
{
  static const uint32_t fields[] = { 1 };
  struct pr_wire wire = pr_wire_of (object);
  struct pr_members members;
  uint64_t nesting = 0;
  struct pr_field f;
  int status;

  if (pr_decode_enter (d) < 0
      || pr_decode_members (d, object, fields, &members, 1) < 0)
    return -1;
  while (pr_wire_next (&wire, &f) > 0)
    if (f.number == 3 && f.type == PR_WIRE_VARINT)
      nesting = f.value;
  if (node)
    node->type = PLATING_TYPE_NESTED;
  d->is_inner = true;
  status = set_mode (d, node, nesting, 4);
  d->is_inner = false;
  d->sets += nesting == SET;
  if (status < 0 || read_attributes (d, &members) < 0)
    return -1;
  d->sets -= nesting == SET;
  pr_decode_leave (d);
  return 0;
}

/* -- blocks ------------------------------------------------------------ */

/* What a NestedBlock says. */
struct nested {
  struct plating_text block;
  uint64_t nesting;
  int64_t min, max;
};

static int
check_bounds (struct pr_decoder *d, const struct nested *b)
{
  if (d->is_lenient)
    return 0;
  if (b->min < 0 || b->max < 0)
    return pr_decode_fail (d, "its number of items is negative");
  if (b->nesting == 1 && (b->min != b->max || b->min > 1))
    pr_decode_note (d, "a single block with other bounds than 0 to 0 or 1"
                    " to 1");
  if (b->nesting >= 4 && (b->min || b->max))
    pr_decode_note (d, "a map or group with bounds");
  if ((b->nesting == 2 || b->nesting == 3) && b->max > 0 && b->min > b->max)
    pr_decode_note (d, "its least number of items is above its most");
  return 0;
}

static int
read_nested (struct pr_decoder *d, struct pr_wire wire, struct nested *b)
{
  struct pr_field f;

  while (pr_wire_next (&wire, &f) > 0) {
    if (f.number == 2 && f.type == PR_WIRE_BYTES) {
      if (pr_decode_merge (d, &b->block, f.bytes) < 0)
        return -1;
    } else if (f.type == PR_WIRE_VARINT) {
      if (f.number == 3)
        b->nesting = f.value;
      else if (f.number == 4)
        b->min = (int64_t) f.value;
      else if (f.number == 5)
        b->max = (int64_t) f.value;
    }
  }
  if (!b->block.ptr)
    return pr_decode_fail (d, "it has no block");
  return check_bounds (d, b);
}

static int
read_block_type (struct pr_decoder *d, const struct pr_member *member)
{
  struct pr_place place = { d->place, "block", member->name };
  struct nested b = { .block = { NULL, 0 } };
  struct plating_schema_node *node;

  d->place = &place;
  if (pr_decode_enter (d) < 0
      || pr_decode_node (d, PLATING_NODE_BLOCK_TYPE, member->name, &node) < 0
      || read_nested (d, pr_wire_of (member->message), &b) < 0)
    return -1;
  if (node) {
    node->min_items = (uint64_t) b.min;
    node->max_items = (uint64_t) b.max;
  }
  d->sets += b.nesting == SET;
  if (set_mode (d, node, b.nesting, 5) < 0
      || pr_decode_block (d, b.block, node, false) < 0)
    return -1;
  d->sets -= b.nesting == SET;
  pr_decode_close (d, node);
  pr_decode_leave (d);
  d->place = place.outer;
  return 0;
}

/* What a block says of itself. */
static int
read_own_fields (struct pr_decoder *d, struct plating_text block,
                 struct plating_schema_node *node, bool is_root)
{
  struct plating_text description = { NULL, 0 }, deprecation = { NULL, 0 };
  struct pr_wire wire = pr_wire_of (block);
  struct pr_field f;
  int status;

  while (pr_wire_next (&wire, &f) > 0) {
    if (f.type == PR_WIRE_VARINT && f.number == 5) {
      pr_decode_flag (node, PLATING_FLAG_MARKDOWN, (int32_t) f.value == 1);
    } else if (f.type == PR_WIRE_VARINT && f.number == 6) {
      pr_decode_flag (node, PLATING_FLAG_DEPRECATED, f.value != 0);
      if (is_root && f.value)
        d->flags |= PLATING_COMPONENT_DEPRECATED;
      else if (is_root)
        d->flags &= ~PLATING_COMPONENT_DEPRECATED;
    } else if (f.type == PR_WIRE_BYTES && f.number == 4) {
      description = f.bytes;
    } else if (f.type == PR_WIRE_BYTES && f.number == 7) {
      deprecation = f.bytes;
    }
  }
  if (pr_decode_text (d, description, "description") < 0
      || pr_decode_text (d, deprecation, "deprecation message") < 0)
    return -1;
  if (node)
    node->text = description;
  if (deprecation.len == 0)
    return 0;
  d->is_inner = !is_root;
  status = pr_decode_extra_text (d, node, "deprecation_message", deprecation);
  d->is_inner = false;
  return status;
}

static bool
is_block_name (struct plating_text name)
{
  size_t i;

  for (i = 0; i < name.len; i++)
    if (!strchr ("abcdefghijklmnopqrstuvwxyz0123456789_", name.ptr[i])
        || name.ptr[i] == '\0')
      return false;
  return name.len > 0;
}

/* Both lists are sorted. */
static void
check_names (struct pr_decoder *d, const struct pr_members *attributes,
             const struct pr_members *blocks)
{
  uint32_t i, k = 0;

  if (d->is_lenient)
    return;
  for (i = 0; i < blocks->n; i++) {
    const struct plating_text name = blocks->list[i].name;
    const struct pr_place place = { d->place, "block", name };
    int order = -1;

    d->place = &place;
    if (!is_block_name (name))
      pr_decode_note (d, "the name of a block has other characters than"
                      " a-z, 0-9 and _");
    while (k < attributes->n && order < 0) {
      order = pl_text_compare (attributes->list[k].name, name);
      k += order < 0;
    }
    if (order == 0)
      pr_decode_note (d, "an attribute has the same name");
    d->place = place.outer;
  }
}

int
pr_decode_block (struct pr_decoder *d, struct plating_text block,
                 struct plating_schema_node *node, bool is_root)
{
  static const uint32_t fields[] = { 2, 3 };
  struct pr_members lists[2];
  uint32_t i;

  if (pr_decode_enter (d) < 0
      || pr_decode_members (d, block, fields, lists, 2) < 0)
    return -1;
  if (read_own_fields (d, block, node, is_root) < 0)
    return -1;
  check_names (d, &lists[0], &lists[1]);
  if (read_attributes (d, &lists[0]) < 0)
    return -1;
  for (i = 0; i < lists[1].n; i++)
    if (read_block_type (d, &lists[1].list[i]) < 0)
      return -1;
  pr_decode_leave (d);
  return 0;
}

/* -- identities ---------------------------------------------------------- */

static int
read_identity_attribute (struct pr_decoder *d, const struct pr_member *member)
{
  struct pr_place place = { d->place, "attribute", member->name };
  struct plating_text type = { NULL, 0 }, description = { NULL, 0 };
  struct pr_wire wire = pr_wire_of (member->message);
  struct plating_schema_node *node;
  struct pr_field f;

  d->place = &place;
  if (pr_decode_node (d, PLATING_NODE_ATTRIBUTE, member->name, &node) < 0)
    return -1;
  while (pr_wire_next (&wire, &f) > 0) {
    if (f.type == PR_WIRE_BYTES && f.number == 2)
      type = f.bytes;
    else if (f.type == PR_WIRE_BYTES && f.number == 5)
      description = f.bytes;
    else if (f.type == PR_WIRE_VARINT && f.number == 3)
      pr_decode_flag (node, PLATING_FLAG_REQUIRED_FOR_IMPORT, f.value != 0);
    else if (f.type == PR_WIRE_VARINT && f.number == 4)
      pr_decode_flag (node, PLATING_FLAG_OPTIONAL_FOR_IMPORT, f.value != 0);
  }
  if (pr_decode_text (d, description, "description") < 0)
    return -1;
  if (node)
    node->text = description;
  if (type.len == 0)
    return pr_decode_fail (d, "it has no type");
  if (pr_decode_type (d, type, node) < 0)
    return -1;
  if (d->type == PLATING_TYPE_MAP || d->type == PLATING_TYPE_SET
      || d->type == PLATING_TYPE_OBJECT)
    pr_decode_note (d, "its type is a map, a set or an object, which"
                    " Terraform refuses in an identity");
  pr_decode_close (d, node);
  d->place = place.outer;
  return 0;
}

int
pr_decode_identity (struct pr_decoder *d, struct plating_text identity)
{
  struct pr_place place = { d->place, "identity", { NULL, 0 } };
  static const uint32_t fields[] = { 2 };
  struct pr_wire wire = pr_wire_of (identity);
  struct plating_schema_node *node;
  struct pr_members members;
  int64_t version = 0;
  struct pr_field f;
  uint32_t i;

  d->place = &place;
  if (pr_decode_enter (d) < 0
      || pr_decode_node (d, PLATING_NODE_IDENTITY,
                         (struct plating_text) { NULL, 0 }, &node) < 0
      || pr_decode_members (d, identity, fields, &members, 1) < 0)
    return -1;
  while (pr_wire_next (&wire, &f) > 0)
    if (f.number == 1 && f.type == PR_WIRE_VARINT)
      version = (int64_t) f.value;
  if (pr_decode_extra_number (d, node, "version", (uint64_t) version) < 0)
    return -1;
  for (i = 0; i < members.n; i++)
    if (read_identity_attribute (d, &members.list[i]) < 0)
      return -1;
  pr_decode_close (d, node);
  pr_decode_leave (d);
  d->place = place.outer;
  return 0;
}
