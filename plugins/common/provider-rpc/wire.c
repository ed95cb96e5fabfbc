/* SPDX-License-Identifier: Apache-2.0 */
/* Reads protobuf's wire format. */

#include <config.h>

#include "wire.h"

/* Deepest group that is stepped over. */
#define GROUPS 100u

static int
read_varint (struct pr_wire *wire, uint64_t *value)
{
  uint64_t n = 0;
  unsigned shift;

  for (shift = 0; shift < 70; shift += 7) {
    unsigned char c;

    if (wire->p == wire->end)
      return -1;
    c = *wire->p++;
    if (shift == 63 && c > 1)
      return -1;
    n |= (uint64_t) (c & 0x7f) << shift;
    if (c < 0x80) {
      *value = n;
      return 0;
    }
  }
  return -1;
}

static int
skip (struct pr_wire *wire, uint64_t n)
{
  if (n > (uint64_t) (wire->end - wire->p))
    return -1;
  wire->p += n;
  return 0;
}

static int
read_tag (struct pr_wire *wire, struct pr_field *field)
{
  uint64_t tag;

  if (read_varint (wire, &tag) < 0 || tag >> 3 == 0 || tag >> 32 != 0)
    return -1;
  field->number = (uint32_t) (tag >> 3);
  field->type = (uint32_t) (tag & 7);
  return 0;
}

static int
read_value (struct pr_wire *wire, struct pr_field *field)
{
  uint64_t len;

  switch (field->type) {
  case PR_WIRE_VARINT:
    return read_varint (wire, &field->value);
  case PR_WIRE_FIXED64:
    return skip (wire, 8);
  case PR_WIRE_FIXED32:
    return skip (wire, 4);
  case PR_WIRE_BYTES:
    if (read_varint (wire, &len) < 0
        || len > (uint64_t) (wire->end - wire->p))
      return -1;
    field->bytes.ptr = (const char *) wire->p;
    field->bytes.len = (size_t) len;
    return skip (wire, len);
  default:
    return -1;
  }
}

/* Steps behind the end of group NUMBER. */
static int
skip_group (struct pr_wire *wire, uint32_t number)
{
  uint32_t open[GROUPS];
  unsigned depth = 0;
  struct pr_field field;

  open[depth++] = number;
  while (depth > 0) {
    if (read_tag (wire, &field) < 0)
      return -1;
    if (field.type == PR_WIRE_GROUP) {
      if (depth == GROUPS)
        return -1;
      open[depth++] = field.number;
    } else if (field.type == PR_WIRE_GROUP_END) {
      if (open[--depth] != field.number)
        return -1;
    } else if (read_value (wire, &field) < 0) {
      return -1;
    }
  }
  return 0;
}

int
pr_wire_next_of_any (struct pr_wire *wire, struct pr_field *field)
{
  while (wire->p != wire->end) {
    if (read_tag (wire, field) < 0)
      return -1;
    if (field->type != PR_WIRE_GROUP)
      return read_value (wire, field) < 0 ? -1 : 1;
    if (skip_group (wire, field->number) < 0)
      return -1;
  }
  return 0;
}
