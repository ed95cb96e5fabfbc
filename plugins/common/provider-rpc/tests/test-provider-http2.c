/* SPDX-License-Identifier: Apache-2.0 */
/* The client of HTTP/2 and gRPC beside a server in the same memory: replies
 * come whole however they are cut, of any size beside each other, streams
 * come message by message, and what is wrong with one call does not touch
 * the other. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <nghttp2/nghttp2.h>

#include <plating/types.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/grpc.h"

/* Larger than the window of a stream, and of the connection. */
#define LARGE ((size_t) 20 << 20)

/* What the server says to one path. */
struct answer {
  const char *path;
  const char *body;             /* with the bytes in front of messages */
  size_t len, at;
  const char *status;           /* of gRPC; NULL: no trailers */
  int resets;
};

struct peer {
  nghttp2_session *session;
  struct answer *answers;       /* ended by a path of NULL */
  unsigned n_streams;
};

static nghttp2_nv
header (const char *name, const char *value)
{
  return (nghttp2_nv) {
    (uint8_t *) (uintptr_t) name, (uint8_t *) (uintptr_t) value,
    strlen (name), strlen (value), NGHTTP2_NV_FLAG_NONE
  };
}

static ssize_t
give (nghttp2_session *session, int32_t stream, uint8_t *bytes, size_t len,
      uint32_t *flags, nghttp2_data_source *source, void *data)
{
  struct answer *answer = source->ptr;
  size_t n = answer->len - answer->at;

  (void) data;
  if (n > len)
    n = len;
  if (n > 0)
    memcpy (bytes, answer->body + answer->at, n);
  answer->at += n;
  if (answer->at < answer->len)
    return (ssize_t) n;
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  if (answer->status) {
    const nghttp2_nv trailer = header ("grpc-status", answer->status);

    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    nghttp2_submit_trailer (session, stream, &trailer, 1);
  }
  return (ssize_t) n;
}

static int
on_header (nghttp2_session *session, const nghttp2_frame *frame,
           const uint8_t *name, size_t name_len, const uint8_t *value,
           size_t value_len, uint8_t flags, void *data)
{
  const nghttp2_nv headers[] = {
    header (":status", "200"), header ("content-type", "application/grpc"),
  };
  struct peer *peer = data;
  struct answer *answer;

  (void) flags;
  if (name_len != 5 || memcmp (name, ":path", 5))
    return 0;
  peer->n_streams++;
  for (answer = peer->answers; answer->path; answer++) {
    const nghttp2_data_provider body = {
      .source.ptr = answer, .read_callback = give
    };

    if (value_len != strlen (answer->path)
        || memcmp (value, answer->path, value_len))
      continue;
    if (answer->resets)
      nghttp2_submit_rst_stream (session, 0, frame->hd.stream_id,
                                 NGHTTP2_INTERNAL_ERROR);
    else
      nghttp2_submit_response (session, frame->hd.stream_id, headers, 2,
                               &body);
  }
  return 0;
}

static void
peer_init (struct peer *peer, struct answer *answers)
{
  nghttp2_session_callbacks *callbacks;

  *peer = (struct peer) { .answers = answers };
  ck_assert_int_eq (nghttp2_session_callbacks_new (&callbacks), 0);
  nghttp2_session_callbacks_set_on_header_callback (callbacks, on_header);
  ck_assert_int_eq (nghttp2_session_server_new (&peer->session, callbacks,
                                                peer), 0);
  nghttp2_session_callbacks_del (callbacks);
  ck_assert_int_eq (nghttp2_submit_settings (peer->session, 0, NULL, 0), 0);
}

/* Moves what each has to say to the other, in pieces of PIECE bytes (0: as
 * they come), until both are silent.  Returns what the client says to it. */
static int
converse (struct peer *peer, struct pr_grpc *client, size_t piece)
{
  const unsigned char *out;
  const uint8_t *in;
  ssize_t n;
  long sent;
  int moved = 1;

  while (moved) {
    moved = 0;
    while ((sent = pr_grpc_send (client, &out)) > 0) {
      ck_assert_int_eq (nghttp2_session_mem_recv (peer->session, out,
                                                  (size_t) sent), sent);
      moved = 1;
    }
    n = nghttp2_session_mem_send (peer->session, &in);
    while (n > 0) {
      size_t some = piece && piece < (size_t) n ? piece : (size_t) n;

      if (pr_grpc_receive (client, in, some) < 0)
        return -1;
      in += some;
      n -= (ssize_t) some;
      moved = 1;
    }
  }
  return 0;
}

/* A message of LEN bytes with the five in front of it, from malloc. */
static char *
message_new (size_t len)
{
  char *body = malloc (len + 5);
  size_t i;

  ck_assert_ptr_nonnull (body);
  body[0] = 0;
  body[1] = (char) (len >> 24);
  body[2] = (char) (len >> 16);
  body[3] = (char) (len >> 8);
  body[4] = (char) len;
  for (i = 0; i < len; i++)
    body[i + 5] = (char) (i * 7 >> 3);
  return body;
}

static void
expect_whole (const struct pr_call *call, const char *body, size_t len)
{
  ck_assert (call->is_done);
  ck_assert (call->is_complete);
  ck_assert_int_eq (call->status, 0);
  ck_assert_uint_eq (call->len, len);
  ck_assert_int_eq (memcmp (call->reply, body + 5, len), 0);
}

/* Sizes of pieces and of replies. */
static const struct {
  size_t piece, len;
} cuts[] = {
  { 1, 0 }, { 1, 1 }, { 1, 40000 }, { 3, 40000 }, { 7, 16384 },
  { 16393, 100000 }, { 65536, 3000000 }, { 0, 65531 }, { 0, LARGE },
};

/* Two calls at once, one of which has a small reply. */
START_TEST (test_whole)
{
  size_t len = cuts[_i].len;
  char *body = message_new (len), *other = message_new (11);
  struct answer answers[] = {
    { .path = "/a/A", .body = body, .len = len + 5, .status = "0" },
    { .path = "/b/B", .body = other, .len = 16, .status = "0" },
    { .path = NULL },
  };
  struct pr_call a = { .path = "/a/A", .limit = LARGE };
  struct pr_call b = { .path = "/b/B", .limit = 11 };
  struct pr_fault fault;
  struct pr_grpc client;
  struct peer peer;

  pr_fault_init (&fault);
  peer_init (&peer, answers);
  ck_assert_int_eq (pr_grpc_init (&client, false, &fault), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &a, false), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &b, false), 0);
  ck_assert_int_eq (converse (&peer, &client, cuts[_i].piece), 0);
  expect_whole (&a, body, len);
  expect_whole (&b, other, 11);
  ck_assert_uint_eq (peer.n_streams, 2);
  ck_assert (!pr_grpc_is_over (&client));
  pr_call_release (&a);
  pr_call_release (&b);
  pr_grpc_release (&client);
  nghttp2_session_del (peer.session);
  pr_fault_release (&fault);
  free (body);
  free (other);
}
END_TEST

/* What the other call meets: SAID is what is told of it. */
static const struct {
  size_t len, announced, limit;
  unsigned char flag;
  const char *status;
  int resets;
  const char *said;
} wrongs[] = {
  { 10, 10, 9, 0, "0", 0, "too large: 10 bytes, the limit is 9" },
  { 10, 11, 99, 0, "0", 0, "the reply is shorter than announced" },
  { 10, 9, 99, 0, "0", 0, "there is more than was announced" },
  { 10, 10, 99, 1, "0", 0, "it is compressed" },
  { 10, 10, 99, 0, NULL, 0, "the trailers are missing" },
  { 10, 10, 99, 0, "7", 0, "PERMISSION_DENIED" },
  { 10, 10, 99, 0, "0", 1, "the stream was reset by INTERNAL_ERROR" },
  { 10, 0xffffffff, 99, 0, "0", 0, "4294967295 bytes, the limit is 99" },
};

START_TEST (test_wrong)
{
  char *body = message_new (wrongs[_i].len), *other = message_new (5000);
  struct answer answers[] = {
    { .path = "/a/A", .body = body, .len = wrongs[_i].len + 5,
      .status = wrongs[_i].status, .resets = wrongs[_i].resets },
    { .path = "/b/B", .body = other, .len = 5005, .status = "0" },
    { .path = NULL },
  };
  struct pr_call a = { .path = "/a/A", .limit = wrongs[_i].limit };
  struct pr_call b = { .path = "/b/B", .limit = 99999 };
  struct pr_fault fault, said;
  struct pr_grpc client;
  struct peer peer;

  body[0] = (char) wrongs[_i].flag;
  body[1] = (char) (wrongs[_i].announced >> 24);
  body[2] = (char) (wrongs[_i].announced >> 16);
  body[3] = (char) (wrongs[_i].announced >> 8);
  body[4] = (char) wrongs[_i].announced;
  pr_fault_init (&fault);
  pr_fault_init (&said);
  peer_init (&peer, answers);
  ck_assert_int_eq (pr_grpc_init (&client, true, &fault), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &a, true), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &b, true), 0);
  ck_assert_int_eq (converse (&peer, &client, 13), 0);
  ck_assert (a.is_done);
  pr_call_explain (&a, &said);
  ck_assert_msg (strstr (said.message.data, wrongs[_i].said) != NULL,
                 "'%s' lacks '%s'", said.message.data, wrongs[_i].said);
  expect_whole (&b, other, 5000);
  pr_call_release (&a);
  pr_call_release (&b);
  pr_grpc_release (&client);
  nghttp2_session_del (peer.session);
  pr_fault_release (&fault);
  pr_fault_release (&said);
  free (body);
  free (other);
}
END_TEST

static void
on_message (void *data, const char *bytes, size_t len)
{
  pl_buffer_append (data, bytes, len);
  pl_buffer_putc (data, '|');
}

/* A stream of messages, one of them empty, one after which there is an end
 * without one. */
START_TEST (test_stream)
{
  static const char body[] = "\0\0\0\0\3abc" "\0\0\0\0\0" "\0\0\0\0\1d";
  struct answer answers[] = {
    { .path = "/s/S", .body = body, .len = sizeof body - 1, .status = "0" },
    { .path = NULL },
  };
  struct pl_buffer heard;
  struct pr_call s = {
    .path = "/s/S", .limit = 100, .message = on_message,
    .message_data = &heard
  };
  struct pr_fault fault;
  struct pr_grpc client;
  struct peer peer;

  pl_buffer_init (&heard);
  pr_fault_init (&fault);
  peer_init (&peer, answers);
  ck_assert_int_eq (pr_grpc_init (&client, false, &fault), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &s, false), 0);
  ck_assert_int_eq (converse (&peer, &client, (size_t) _i), 0);
  ck_assert (s.is_done);
  ck_assert_str_eq (heard.data, "abc||d|");
  pr_call_release (&s);
  pr_grpc_release (&client);
  nghttp2_session_del (peer.session);
  pr_fault_release (&fault);
  pl_buffer_release (&heard);
}
END_TEST

/* The server says that it goes: the connection is over, and why is told. */
START_TEST (test_goaway)
{
  struct answer none = { .path = NULL };
  struct pr_call a = { .path = "/a/A", .limit = 9 };
  struct pr_fault fault, said;
  struct pr_grpc client;
  struct peer peer;

  pr_fault_init (&fault);
  pr_fault_init (&said);
  peer_init (&peer, &none);
  ck_assert_int_eq (pr_grpc_init (&client, false, &fault), 0);
  ck_assert_int_eq (pr_grpc_call (&client, &a, false), 0);
  ck_assert_int_eq (converse (&peer, &client, 0), 0);
  ck_assert (!a.is_done);
  nghttp2_submit_goaway (peer.session, 0, 0, NGHTTP2_ENHANCE_YOUR_CALM,
                         (const uint8_t *) "no\x1bmore", 7);
  ck_assert_int_eq (converse (&peer, &client, 2), 0);
  ck_assert (client.has_goaway);
  pr_grpc_explain (&client, &said);
  ck_assert_ptr_nonnull (strstr (said.message.data,
                                 "GOAWAY, ENHANCE_YOUR_CALM: no\\x1bmore"));
  pr_call_release (&a);
  pr_grpc_release (&client);
  nghttp2_session_del (peer.session);
  pr_fault_release (&fault);
  pr_fault_release (&said);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("provider-http2");
  TCase *c = tcase_create ("http2");
  SRunner *runner;
  int n_failed;

  tcase_set_timeout (c, 300);
  tcase_add_loop_test (c, test_whole, 0, sizeof cuts / sizeof cuts[0]);
  tcase_add_loop_test (c, test_wrong, 0, sizeof wrongs / sizeof wrongs[0]);
  tcase_add_loop_test (c, test_stream, 0, 4);
  tcase_add_test (c, test_goaway);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
