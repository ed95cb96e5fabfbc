/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a provider's replies, from protobuf to views.  The first byte
 * is the protocol, 5 or 6; the next two, high one first, say how much of the
 * rest are identities. */

#include <config.h>

#include <stdint.h>

#include "provider-reply.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  size_t n;

  if (len < 3)
    return 0;
  n = (size_t) data[1] << 8 | data[2];
  if (n > len - 3)
    n = len - 3;
  fuzz_reply (data[0] == 5 ? 5 : 6, data + 3 + n, len - 3 - n,
              n > 0 ? data + 3 : NULL, n);
  return 0;
}
