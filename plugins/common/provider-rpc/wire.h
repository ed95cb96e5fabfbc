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

/* Sets *FIELD to the next one; groups are stepped over.  Returns 1, 0 at
 * the end, or -1 if the bytes are no message. */
int pr_wire_next (struct pr_wire *wire, struct pr_field *field);

#endif
