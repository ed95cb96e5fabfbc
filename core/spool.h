/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes put aside in an unnamed temporary file, so that they take no
 * memory. */

#ifndef PL_SPOOL_H
#define PL_SPOOL_H

#include <stdint.h>

#include <plating/types.h>

struct pl_arena;
struct pl_spool;

/* New; the file is made with the first bytes, in $TMPDIR or /tmp.  NULL when
 * memory is exhausted. */
struct pl_spool *pl_spool_new (void);
void pl_spool_free (struct pl_spool *s);

/* Puts BYTES aside; *OFFSET is where.  Returns 0 or a negative errno value.
 * [any] */
int pl_spool_put (struct pl_spool *s, struct plating_text bytes,
                  uint64_t *offset);

/* Sets *BYTES to the LEN bytes at OFFSET, followed by a NUL byte, from
 * ARENA.  Returns 0 or a negative errno value.  [any], one thread at a time
 * for ARENA */
int pl_spool_get (struct pl_spool *s, uint64_t offset, size_t len,
                  struct pl_arena *arena, struct plating_text *bytes);

#endif
