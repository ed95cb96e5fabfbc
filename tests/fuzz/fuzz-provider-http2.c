/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: what a provider sends on its HTTP/2 connection while two
 * calls wait.  The first byte says in which pieces it comes. */

#include <config.h>

#include <stdlib.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/grpc.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static void
on_message (void *data, const char *bytes, size_t len)
{
  size_t i;

  for (i = 0; i < len; i++)
    *(unsigned *) data += (unsigned char) bytes[i];
}

static void
drain (struct pr_grpc *grpc)
{
  const unsigned char *bytes;

  while (pr_grpc_send (grpc, &bytes) > 0)
    continue;
}

/* What is done must be consistent. */
static void
check_call (const struct pr_call *call)
{
  struct pr_fault fault;

  if (!call->is_done)
    return;
  pr_fault_init (&fault);
  if (call->is_complete && call->status == 0) {
    if (!call->message && (!call->reply || call->len > call->limit))
      abort ();
  } else {
    pr_call_explain (call, &fault);
    if (fault.code == 0 || fault.message.len == 0)
      abort ();
  }
  pr_fault_release (&fault);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  unsigned sum = 0;
  struct pr_call unary = { .path = "/a.B/C", .limit = 4096 };
  struct pr_call stream = {
    .path = "/a.B/D", .limit = 256, .message = on_message,
    .message_data = &sum
  };
  struct pr_fault fault;
  struct pr_grpc grpc;
  size_t piece = len > 0 && data[0] > 0 ? data[0] : 65536, n;
  int status;

  pr_fault_init (&fault);
  status = pr_grpc_init (&grpc, false, &fault);
  if (status == 0)
    status = pr_grpc_call (&grpc, &unary, false);
  if (status == 0)
    status = pr_grpc_call (&grpc, &stream, false);
  if (status < 0)
    abort ();
  drain (&grpc);
  if (len > 0) {
    data++;
    len--;
  }
  for (; len > 0 && status == 0; data += n, len -= n) {
    n = len < piece ? len : piece;
    status = pr_grpc_receive (&grpc, data, n);
    if (status == 0)
      drain (&grpc);
  }
  if (status < 0 && fault.code == 0)
    abort ();
  check_call (&unary);
  check_call (&stream);
  pr_grpc_release (&grpc);
  pr_call_release (&unary);
  pr_call_release (&stream);
  pr_fault_release (&fault);
  return 0;
}
