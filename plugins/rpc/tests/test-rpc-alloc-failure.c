/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once: the reader of replies, of handshakes and of
 * attachments, and the HTTP/2 client say that they are out of memory, and
 * nothing is lost or broken. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/grpc.h"
#include "plugins/common/provider-rpc/handshake.h"
#include "plugins/common/provider-rpc/reattach.h"
#include "plugins/common/provider-rpc/reply.h"
#include "plugins/schema-json/tests/fake-host.h"
#include "tests/fixtures/provider/message.h"
#include "tests/unit/alloc-failure.h"

static const struct pr_listener listener = { NULL, NULL, NULL };
static struct pl_buffer schema, identities;

/* Each returns 0, or -1 with FAULT set. */

static int
run_reply (struct pr_fault *fault)
{
  struct pr_reply *reply = pr_reply_new (6);
  struct plating_schema_view *view;
  struct fake_host host;
  long later = countdown;
  int status;
  uint32_t i;

  if (!reply)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  countdown = -1;
  fake_host_init (&host);
  reply->schema = malloc (schema.len);
  memcpy (reply->schema, schema.data, schema.len);
  reply->schema_len = schema.len;
  reply->identity = malloc (identities.len);
  memcpy (reply->identity, identities.data, identities.len);
  reply->identity_len = identities.len;
  countdown = later;
  status = pr_reply_read (reply, &listener, fault);
  for (i = 0; i < reply->n_entries && status == 0; i++)
    status = pr_reply_load (reply, i, (struct plating_text) { "x", 1 },
                            &host.table, 1, &view, fault);
  countdown = -1;
  fake_host_release (&host);
  pr_reply_free (reply);
  return status;
}

static int
run_lines (struct pr_fault *fault)
{
  static const char reattach_text[] = "{\"a/b/c\":{\"Protocol\":\"grpc\","
    "\"ProtocolVersion\":6,\"Pid\":7,\"Test\":true,\"Addr\":{\"Network\":"
    "\"unix\",\"String\":\"/s\"}}}";
  static const struct plating_text line = PLATING_TEXT ("1|6|unix|/s|grpc|\n");
  struct pr_handshake handshake;
  struct pr_reattach reattach;
  int status;

  pr_reattach_init (&reattach);
  status = pr_handshake_parse (line, &handshake, fault);
  if (status == 0)
    status = pr_reattach_read (&reattach, reattach_text,
                               (struct plating_text) { "c", 1 }, fault);
  pr_reattach_release (&reattach);
  return status;
}

/* A server's SETTINGS and their acknowledgement, headers, a message of two
 * bytes, trailers: for stream 1. */
static const char answer[] =
  "\0\0\0\x04\0\0\0\0\0" "\0\0\0\x04\x01\0\0\0\0"
  "\0\0\x22\x01\x04\0\0\0\x01" "\x88\x0f\x10\x10" "application/grpc"
  "\x00\x03" "x-a" "\x08" "01234567"
  "\0\0\x07\0\0\0\0\0\x01" "\0\0\0\0\x02" "\x08\x01"
  "\0\0\x0f\x01\x05\0\0\0\x01" "\x00\x0b" "grpc-status" "\x01" "0";

static int
run_grpc (struct pr_fault *fault)
{
  struct pr_call call = { .path = "/a.B/C", .limit = 100 };
  struct pr_grpc grpc;
  const unsigned char *bytes;
  int status = pr_grpc_init (&grpc, false, fault);
  long n = 1;

  if (status == 0)
    status = pr_grpc_call (&grpc, &call, false);
  while (status == 0 && n > 0)
    n = pr_grpc_send (&grpc, &bytes);
  if (n < 0)
    status = -1;
  if (status == 0)
    status = pr_grpc_receive (&grpc, answer, sizeof answer - 1);
  if (status == 0 && !(call.is_complete && call.status == 0 && call.reply
                       && call.len == 2)) {
    pr_call_explain (&call, fault);
    status = -1;
  }
  countdown = -1;
  pr_call_release (&call);
  pr_grpc_release (&grpc);
  return status;
}

static int (*const runs[]) (struct pr_fault *fault) = {
  run_reply, run_lines, run_grpc,
};

START_TEST (test_allocations)
{
  struct pr_fault fault;
  int status = -1;
  long n;

  /* The first one has no failure. */
  for (n = -1; n < 100000 && (n < 1 || n_failures > 0); n++) {
    n_failures = 0;
    pr_fault_init (&fault);
    countdown = n;
    status = runs[_i] (&fault);
    countdown = -1;
    if (n < 0 || n_failures == 0)
      ck_assert_msg (status == 0, "%s", pr_fault_message (&fault).ptr);
    if (status < 0)
      ck_assert_int_ne (pr_fault_code (&fault), 0);
    pr_fault_release (&fault);
  }
  ck_assert_int_eq (n_failures, 0);
  ck_assert_int_eq (status, 0);
  ck_assert_int_gt (n, 1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rpc-alloc-failure");
  TCase *c = tcase_create ("allocations");
  SRunner *runner;
  int n_failed;

  pl_buffer_init (&schema);
  pl_buffer_init (&identities);
  make_reply (&schema, 6);
  make_identities (&identities);
  tcase_set_timeout (c, 60);
  tcase_add_loop_test (c, test_allocations, 0, sizeof runs / sizeof runs[0]);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  pl_buffer_release (&schema);
  pl_buffer_release (&identities);
  return n_failed > 0;
}
