/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in as many bytes as they need. */

#include <config.h>

#include "varint.h"

#include "common/buffer.h"

void
pl_varint_put (struct pl_buffer *b, uint64_t n)
{
  for (; n > 127; n >>= 7)
    pl_buffer_putc (b, (char) (n | 128));
  pl_buffer_putc (b, (char) n);
}

uint64_t
pl_varint_get (const char **at)
{
  uint64_t n = 0;
  unsigned shift = 0;
  unsigned char byte;

  do {
    byte = (unsigned char) *(*at)++;
    n |= (uint64_t) (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  return n;
}

uint64_t
pl_varint_difference (uint64_t from, uint64_t to)
{
  uint64_t d = to - from;

  return d >> 63 ? ~(d << 1) : d << 1;
}

uint64_t
pl_varint_apply (uint64_t from, uint64_t difference)
{
  return from + (difference & 1 ? ~(difference >> 1) : difference >> 1);
}
