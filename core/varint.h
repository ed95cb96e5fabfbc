/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in as many bytes as they need: seven bits in each, the lowest
 * first; all but the last have the top bit. */

#ifndef PL_VARINT_H
#define PL_VARINT_H

#include <stdint.h>

struct pl_buffer;

/* Appends N.  Failure is the buffer's. */
void pl_varint_put (struct pl_buffer *b, uint64_t n);

/* Reads what put has written at *AT and goes behind it. */
uint64_t pl_varint_get (const char **at);

/* A small difference, up or down, as a small number, and back. */
uint64_t pl_varint_difference (uint64_t from, uint64_t to);
uint64_t pl_varint_apply (uint64_t from, uint64_t difference);

#endif
