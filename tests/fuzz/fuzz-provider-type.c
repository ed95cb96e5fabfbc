/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the type of an attribute in a provider's reply. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "provider-reply.h"
#include "tests/fixtures/provider/message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  struct pl_buffer reply, schema, block, attribute;

  pl_buffer_init (&reply);
  pl_buffer_init (&schema);
  pl_buffer_init (&block);
  pl_buffer_init (&attribute);
  put_text (&attribute, 1, "a");
  put_bytes (&attribute, 2, (const char *) data, len);
  put_message (&block, 2, &attribute);
  put_message (&schema, 2, &block);
  put_message (&reply, 1, &schema);
  if (reply.failed)
    abort ();
  fuzz_reply (6, reply.data, reply.len, NULL, 0);
  pl_buffer_release (&reply);
  return 0;
}
