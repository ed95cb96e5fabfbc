/* SPDX-License-Identifier: Apache-2.0 */
/* gRPC calls over one HTTP/2 connection, without the connection: bytes that
 * came are given in, bytes to send are taken out.  Who calls reads sockets,
 * watches clocks and ends processes. */

#ifndef PR_GRPC_H
#define PR_GRPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

struct nghttp2_session;
struct pr_fault;

/* Limits on what the other side may send. */
#define PR_HEADERS 64u          /* in one block */
#define PR_HEADERS_SIZE 65536u
#define PR_EMPTY_FRAMES 10000u  /* in a row, without a byte of a message */

/* Status codes of gRPC that are treated in ways of their own. */
#define PR_GRPC_CANCELLED 1
#define PR_GRPC_UNKNOWN 2
#define PR_GRPC_DEADLINE 4
#define PR_GRPC_EXHAUSTED 8
#define PR_GRPC_UNIMPLEMENTED 12
#define PR_GRPC_INTERNAL 13
#define PR_GRPC_UNAVAILABLE 14

/* One call whose request is an empty message. */
struct pr_call {
  const char *path;             /* static; set before the call */
  size_t limit;                 /* most bytes of the reply; the same */
  /* Called for every message of a stream, instead of keeping one.  NULL:
   * there is one reply.  Messages above LIMIT end the stream. */
  void (*message) (void *data, const char *bytes, size_t len);
  void *message_data;

  bool is_done;                 /* the stream is over */
  bool is_complete;             /* it ended as it should */
  int status;                   /* of gRPC, if is_complete; else -1 */
  int http_status;              /* 0: no headers came */
  bool is_grpc;                 /* its content type */
  struct pl_buffer text;        /* grpc-message, decoded */
  uint32_t reset;               /* code of HTTP/2 by which it ended */
  uint64_t too_large;           /* size that was announced, or 0 */
  const char *broken;           /* what was wrong with the framing */
  char *reply;                  /* from malloc; the caller takes it */
  size_t len;

  /* Private. */
  int32_t stream;
  unsigned char prefix[5];
  unsigned n_prefix, n_messages, n_headers;
  size_t headers_size, got;
  bool has_status, has_ended, has_message;
};

struct pr_grpc {
  struct nghttp2_session *session;
  struct pr_fault *fault;       /* set when the connection is of no use */
  uint32_t n_empty;
  bool has_goaway;
  uint32_t goaway_code;
  struct pl_buffer goaway_text;
};

/* Sets up a connection on which nothing has been sent.  IS_SECURE: TLS is
 * below.  Returns 0, or -1 with FAULT set. */
int pr_grpc_init (struct pr_grpc *grpc, bool is_secure,
                  struct pr_fault *fault);
void pr_grpc_release (struct pr_grpc *grpc);

/* Starts CALL, which must last until it is done or GRPC is released. */
int pr_grpc_call (struct pr_grpc *grpc, struct pr_call *call,
                  bool is_secure);
void pr_call_release (struct pr_call *call);

/* Takes bytes that came.  Returns 0, or -1 with the fault set. */
int pr_grpc_receive (struct pr_grpc *grpc, const void *bytes, size_t len);

/* Sets *BYTES to what is to be sent next, good until the next call here;
 * returns its length, 0 if there is nothing, or -1. */
long pr_grpc_send (struct pr_grpc *grpc, const unsigned char **bytes);

/* Whether the connection is of no more use: it was ended by one side. */
bool pr_grpc_is_over (const struct pr_grpc *grpc);

/* States why it is over. */
void pr_grpc_explain (const struct pr_grpc *grpc, struct pr_fault *fault);

/* States what became of a call that is done and has no reply. */
void pr_call_explain (const struct pr_call *call, struct pr_fault *fault);

/* Whether the call failed because the procedure does not exist. */
static inline bool
pr_call_is_missing (const struct pr_call *call)
{
  return call->is_complete && call->status == PR_GRPC_UNIMPLEMENTED;
}

#endif
