/* SPDX-License-Identifier: Apache-2.0 */
/* One conversation with a provider, on a loop of its own: from the start of
 * the process, or the connection to a running one, to the end of both.
 *
 *   exchange.c   the states and what leads from one to the next
 *   pipes.c      the child's standard output and error
 *   link.c       the connection and the bytes on it
 *   address.c    where to connect, and whether that is allowed
 *   launch.c     the process's start
 *   last-words.c what is told of its end
 *
 * Until the replies are there all of it happens on the thread that asks for
 * them; run.c lets another one see to the rest. */

#ifndef PR_EXCHANGE_H
#define PR_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "child.h"
#include "common/buffer.h"
#include "fault.h"
#include "grpc.h"
#include "handshake.h"
#include "log.h"
#include "run.h"

struct pr_tls;
struct process_scratch;

/* What is awaited. */
enum pr_state {
  PR_AWAITS_LINE,           /* the handshake */
  PR_AWAITS_CONNECTION,
  PR_AWAITS_REPLIES,
  PR_AWAITS_STATUS,         /* the connection is lost: why? */
  PR_AWAITS_SHUTDOWN,       /* it was asked to end */
  PR_AWAITS_TERM,           /* SIGTERM was sent */
  PR_AWAITS_KILL,           /* SIGKILL was sent */
  PR_AWAITS_EOF,            /* it has ended, its pipes are still open */
  PR_IS_OVER
};

struct pr_exchange {
  const struct pr_run_request *req;
  enum pr_state state;
  struct pr_fault fault;        /* the first one */
  bool tells_end;               /* append status and last words to it */
  bool is_killed;               /* by us: its status says nothing */

  /* Called once: the replies are there (and the provider has still to be
   * ended), or all is over and the fault is set. */
  void (*answered) (void *data);
  void *data;
  bool has_answered, is_released;

  struct process_scratch *scratch;      /* the provider's own directory */
  struct pr_child child;
  struct pr_log out_log, err_log;
  struct pl_buffer line;        /* the handshake */
  bool has_line;
  bool out_is_open, err_is_open;
  struct pr_handshake handshake;
  struct pl_buffer address;     /* where to connect */
  bool is_tcp, is_secure;
  unsigned protocol;

  struct pr_grpc grpc;
  bool has_grpc, has_link, is_writing;
  struct pr_tls *tls;
  struct pl_buffer outgoing;
  int connect_code;             /* why it is tried again; errno, or 0 */
  struct pr_call stdio_call, schema_call, identity_call, shutdown_call;

  uv_loop_t loop;
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_pipe_t pipe;
    uv_tcp_t tcp;
  } link;
  uv_pipe_t out_pipe, err_pipe;
  uv_poll_t exit_poll;
  uv_timer_t timer, total, retry, tick;
  bool has_pipes, has_poll;
  uv_write_t write;
  uv_connect_t connect;
  char input[65536];
};

/* Runs until the answered function has been called. */
void pr_exchange_begin (struct pr_exchange *x);

/* Runs the rest; returns when nothing is left of the provider.  The thread
 * may be another, if that of the beginning still lives: the provider dies
 * with it. */
void pr_exchange_end (struct pr_exchange *x);

/* -- between the parts ---------------------------------------------------- */

/* The fault has been set (or is set now): ends the provider. */
void pr_exchange_fail (struct pr_exchange *x, int code, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* The same for what may have to do with what the provider last wrote. */
void pr_exchange_fail_telling (struct pr_exchange *x, int code,
                               const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* The handshake has come. */
void pr_exchange_has_line (struct pr_exchange *x);

/* The connection stands; is lost; calls may be done. */
void pr_exchange_has_link (struct pr_exchange *x);
void pr_exchange_lost_link (struct pr_exchange *x);
void pr_exchange_check_calls (struct pr_exchange *x);

/* A pipe has ended. */
void pr_exchange_check_pipes (struct pr_exchange *x);

/* last-words.c: adds the child's end to the fault's message. */
void pr_exchange_tell_end (struct pr_exchange *x);

/* launch.c: makes the directory for the provider's socket and litter.
 * Returns 0, or -1 with the fault set. */
int pr_launch_make_directory (struct pr_exchange *x);

/* launch.c: starts the child in its directory.  Returns 0, or -1 with the
 * fault set. */
int pr_launch_child (struct pr_exchange *x);

/* pipes.c: start to read; close what is still open. */
int pr_pipes_open (struct pr_exchange *x);
void pr_pipes_close (struct pr_exchange *x);

/* link.c: connect to the address; send what is to be sent; close. */
void pr_link_connect (struct pr_exchange *x);
void pr_link_flush (struct pr_exchange *x);
void pr_link_close (struct pr_exchange *x);

/* address.c: checks the address of the handshake and keeps it.  Returns 0,
 * or -1 with the fault set. */
int pr_address_check (struct pr_exchange *x);

/* Connects to the socket at the address.  Returns its descriptor, or the
 * negative errno.  -EPERM: it is not ours, the fault is set. */
int pr_address_connect (struct pr_exchange *x);

#endif
