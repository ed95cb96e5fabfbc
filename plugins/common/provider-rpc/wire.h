/* SPDX-License-Identifier: Apache-2.0 */
/* Reads protobuf's wire format, field by field, from memory.
 *
 * Why not protobuf-c's unpacker: it makes a tree of a whole message, up to
 * ninety times the size of hostile input and as deep as that likes, which
 * must then be walked again to make nodes of it.  Here a schema's nodes come
 * straight from the bytes of the reply. */

#ifndef PR_WIRE_H
#define PR_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

struct pr_wire {
  const unsigned char *p, *end;
};

/* Wire types. */
#define PR_WIRE_VARINT 0u
#define PR_WIRE_FIXED64 1u
#define PR_WIRE_BYTES  2u
#define PR_WIRE_GROUP  3u
#define PR_WIRE_GROUP_END 4u
#define PR_WIRE_FIXED32 5u

struct pr_field {
  uint32_t number;
  uint32_t type;                /* PR_WIRE_ */
  uint64_t value;               /* of VARINT */
  struct plating_text bytes;    /* of BYTES: never NULL */
};

static inline struct pr_wire
pr_wire_of (struct plating_text message)
{
  const unsigned char *p = (const unsigned char *) message.ptr;

  return (struct pr_wire) { p, p ? p + message.len : p };
}

/* The same as pr_wire_next, for all fields. */
int pr_wire_next_of_any (struct pr_wire *wire, struct pr_field *field);

/* No address of the caller's goes further than this, so that what it reads
 * with pr_wire_next can stay in registers. */
static inline int
pr_wire_next_copied (struct pr_wire *wire, struct pr_field *field)
{
  struct pr_field f = { .number = 0 };
  struct pr_wire rest = *wire;
  int next = pr_wire_next_of_any (&rest, &f);

  *wire = rest;
  *field = f;
  return next;
}

/* Sets *FIELD to the next one; groups are stepped over.  Returns 1, 0 at
 * the end, or -1 if the bytes are no message. */
static inline int
pr_wire_next (struct pr_wire *wire, struct pr_field *field)
{
  const unsigned char *p = wire->p;
  size_t left = (size_t) (wire->end - p);

  /* Nearly all fields: numbers below 16, and values or lengths below
   * 128. */
  if (left >= 2 && p[0] >= 8 && p[0] < 0x80 && p[1] < 0x80) {
    *field = (struct pr_field) { .number = p[0] >> 3, .type = p[0] & 7 };
    if (field->type == PR_WIRE_VARINT) {
      field->value = p[1];
      wire->p = p + 2;
      return 1;
    }
    if (field->type == PR_WIRE_BYTES && p[1] <= left - 2) {
      field->bytes = (struct plating_text) { (const char *) p + 2, p[1] };
      wire->p = p + 2 + p[1];
      return 1;
    }
  }
  return left ? pr_wire_next_copied (wire, field) : 0;
}

#endif
