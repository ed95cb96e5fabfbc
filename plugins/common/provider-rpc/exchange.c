/* SPDX-License-Identifier: Apache-2.0 */
/* One conversation with a provider: the states and what leads from one to
 * the next.
 *
 *   line → connection → replies → shutdown → (term → kill →) eof → over
 *
 * Any fault after the start leads to kill, a lost connection first to the
 * question whether the process has ended, so that the message can say how.
 * Each state but the last has a time limit, so that none of them is for
 * ever. */

#include <config.h>

#include "exchange.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <plating/types.h>

#include "plugins/common/process/scratch.h"
#include "tls.h"
#include "wire.h"

/* How long an exit status may come after the connection is lost; how long
 * pipes may stay open after the exit. */
#define STATUS_MS 2000u
#define EOF_MS 1000u

/* Looking for the exit where there are no pidfds. */
#define TICK_MS 10u

static void enter (struct pr_exchange *x, enum pr_state state);

/* -- answers -------------------------------------------------------------- */

static void
answer (struct pr_exchange *x)
{
  if (x->has_answered)
    return;
  x->has_answered = true;
  uv_stop (&x->loop);
  x->answered (x->data);
}

static void
fail (struct pr_exchange *x, bool tells_end)
{
  pr_link_close (x);
  if (x->state >= PR_AWAITS_SHUTDOWN)
    return;
  x->tells_end = tells_end;
  enter (x, x->child.pid > 0 ? PR_AWAITS_KILL : PR_IS_OVER);
}

void
pr_exchange_fail (struct pr_exchange *x, int code, const char *fmt, ...)
{
  struct pl_buffer text;
  va_list ap;

  if (x->fault.code == 0) {
    pl_buffer_init (&text);
    va_start (ap, fmt);
    pl_buffer_vprintf (&text, fmt, ap);
    va_end (ap);
    pr_fault_say (&x->fault, code, "%s", text.data ? text.data : "failed");
    pl_buffer_release (&text);
  }
  fail (x, false);
}

void
pr_exchange_fail_telling (struct pr_exchange *x, int code, const char *fmt,
                          ...)
{
  struct pl_buffer text;
  va_list ap;

  pl_buffer_init (&text);
  va_start (ap, fmt);
  pl_buffer_vprintf (&text, fmt, ap);
  va_end (ap);
  pr_fault_say (&x->fault, code, "%s", text.data ? text.data : "failed");
  pl_buffer_release (&text);
  fail (x, true);
}

/* -- the child's end ------------------------------------------------------ */

static void
fail_ended (struct pr_exchange *x)
{
  pr_exchange_fail_telling (x, PLATING_E_DISCOVERY, x->has_line
                            ? "the provider ended before it answered"
                            : "the provider ended without a handshake");
}

static void
fail_after_handshake (struct pr_exchange *x)
{
  pr_exchange_fail_telling (x, PLATING_E_DISCOVERY,
                            "the provider ended after its handshake");
}

static void
on_time_after_exit (uv_timer_t *timer)
{
  fail_ended (timer->data);
}

static void
on_exit_or_tick (struct pr_exchange *x)
{
  if (!pr_child_reap (&x->child))
    return;
  uv_timer_stop (&x->tick);
  if (x->has_poll) {
    uv_poll_stop (&x->exit_poll);
    uv_close ((uv_handle_t *) &x->exit_poll, NULL);
    x->has_poll = false;
  }
  switch (x->state) {
  case PR_AWAITS_LINE:
  case PR_AWAITS_REPLIES:
    /* What it sent may still be on its way, but not for long. */
    uv_timer_start (&x->timer, on_time_after_exit, STATUS_MS, 0);
    break;
  case PR_AWAITS_CONNECTION:
    fail_after_handshake (x);
    break;
  case PR_AWAITS_STATUS:
    fail_ended (x);
    break;
  default:
    enter (x, PR_AWAITS_EOF);
    break;
  }
}

static void
on_poll (uv_poll_t *poll, int status, int events)
{
  (void) status;
  (void) events;
  on_exit_or_tick (poll->data);
}

static void
on_tick (uv_timer_t *timer)
{
  on_exit_or_tick (timer->data);
}

static void
watch_exit (struct pr_exchange *x)
{
  int fd = x->child.exit_fd;

  if (fd >= 0 && uv_poll_init (&x->loop, &x->exit_poll, fd) == 0) {
    x->has_poll = true;
    x->exit_poll.data = x;
    if (uv_poll_start (&x->exit_poll, UV_READABLE, on_poll) == 0)
      return;
  }
  uv_timer_start (&x->tick, on_tick, TICK_MS, TICK_MS);
}

void
pr_exchange_check_pipes (struct pr_exchange *x)
{
  if (x->state == PR_AWAITS_LINE && !x->out_is_open && !x->has_line) {
    /* Nothing more can come; how it ended will be known in a moment. */
    uv_timer_stop (&x->timer);
    if (x->child.is_reaped)
      fail_ended (x);
    else
      enter (x, PR_AWAITS_STATUS);
  } else if (x->state == PR_AWAITS_EOF && !x->out_is_open
             && !x->err_is_open) {
    enter (x, PR_IS_OVER);
  }
}

/* -- states --------------------------------------------------------------- */

static void
on_time (uv_timer_t *timer)
{
  struct pr_exchange *x = timer->data;
  const struct pr_limits *limits = &x->req->limits;

  switch (x->state) {
  case PR_AWAITS_LINE:
    pr_exchange_fail_telling (x, PLATING_E_TIMEOUT, "the provider gave no"
                              " handshake within %g s",
                              (double) limits->start_ms / 1000);
    pr_fault_advise (&x->fault, "is it a provider? start-timeout allows it"
                     " more time");
    break;
  case PR_AWAITS_CONNECTION:
    pr_exchange_fail (x, PLATING_E_TIMEOUT, "the provider took no connection"
                      " within %g s%s%s", (double) limits->connect_ms / 1000,
                      x->connect_code ? ": " : "", x->connect_code
                      ? strerror (x->connect_code) : "");
    break;
  case PR_AWAITS_REPLIES:
    pr_exchange_fail (x, PLATING_E_TIMEOUT, "the provider gave no answer to"
                      " %s within %g s", x->schema_call.is_done
                      ? x->identity_call.path : x->schema_call.path,
                      (double) limits->call_ms / 1000);
    pr_fault_advise (&x->fault, "call-timeout allows it more time");
    break;
  case PR_AWAITS_STATUS:
    pr_exchange_fail_telling (x, PLATING_E_DISCOVERY, x->has_line
                              ? "the provider closed the connection before"
                              " it answered" : "the provider closed its"
                              " output without a handshake");
    break;
  case PR_AWAITS_SHUTDOWN:
    enter (x, x->req->path ? PR_AWAITS_TERM : PR_IS_OVER);
    break;
  case PR_AWAITS_TERM:
    enter (x, PR_AWAITS_KILL);
    break;
  case PR_AWAITS_KILL:
  case PR_AWAITS_EOF:
    enter (x, PR_IS_OVER);
    break;
  default:
    break;
  }
}

static void
on_total_time (uv_timer_t *timer)
{
  struct pr_exchange *x = timer->data;

  pr_exchange_fail_telling (x, PLATING_E_TIMEOUT, "the provider gave no"
                            " answer within %g s in all",
                            (double) x->req->limits.total_ms / 1000);
  pr_fault_advise (&x->fault, "timeout allows it more time");
}

static void
ask_to_end (struct pr_exchange *x)
{
  x->shutdown_call.path = "/plugin.GRPCController/Shutdown";
  x->shutdown_call.limit = 65536;
  if (!x->req->stays && x->has_link
      && pr_grpc_call (&x->grpc, &x->shutdown_call, x->is_secure) == 0)
    pr_link_flush (x);
  /* One that runs closes the connection when it has understood. */
  else if (x->req->path == NULL)
    enter (x, PR_IS_OVER);
}

static void
close_handle (uv_handle_t *handle, void *data)
{
  (void) data;
  if (!uv_is_closing (handle))
    uv_close (handle, NULL);
}

/* Nothing is awaited any more. */
static void
end (struct pr_exchange *x)
{
  if (x->child.pid > 0 && !x->child.is_reaped) {
    x->is_killed = true;
    pr_child_signal (&x->child, SIGKILL);
    pr_child_wait (&x->child);
  }
  pr_link_close (x);
  pr_pipes_close (x);
  uv_walk (&x->loop, close_handle, NULL);
}

static uint64_t
state_ms (const struct pr_exchange *x, enum pr_state state)
{
  const struct pr_limits *limits = &x->req->limits;

  switch (state) {
  case PR_AWAITS_LINE:
    return limits->start_ms;
  case PR_AWAITS_CONNECTION:
    return limits->connect_ms;
  case PR_AWAITS_REPLIES:
    return limits->call_ms;
  case PR_AWAITS_STATUS:
    return STATUS_MS;
  case PR_AWAITS_SHUTDOWN:
    return limits->stop_ms;
  case PR_AWAITS_TERM:
    return limits->term_ms;
  default:
    return EOF_MS;
  }
}

static void
enter (struct pr_exchange *x, enum pr_state state)
{
  if (x->state == PR_IS_OVER || (state < x->state && x->state > 0))
    return;
  x->state = state;
  if (state >= PR_AWAITS_SHUTDOWN)
    uv_timer_stop (&x->total);
  uv_timer_stop (&x->timer);
  uv_timer_stop (&x->retry);
  if (state != PR_IS_OVER)
    uv_timer_start (&x->timer, on_time, state_ms (x, state), 0);
  switch (state) {
  case PR_AWAITS_SHUTDOWN:
    answer (x);
    ask_to_end (x);
    break;
  case PR_AWAITS_TERM:
    pr_child_signal (&x->child, SIGTERM);
    break;
  case PR_AWAITS_KILL:
    x->is_killed = !x->child.is_reaped;
    pr_child_signal (&x->child, SIGKILL);
    if (x->child.is_reaped)
      enter (x, PR_AWAITS_EOF);
    break;
  case PR_AWAITS_EOF:
    pr_exchange_check_pipes (x);
    break;
  case PR_IS_OVER:
    end (x);
    break;
  default:
    break;
  }
  /* It may have ended before it was asked to. */
  if ((state == PR_AWAITS_SHUTDOWN || state == PR_AWAITS_TERM)
      && x->state == state && x->child.is_reaped)
    enter (x, PR_AWAITS_EOF);
}

/* -- the connection ------------------------------------------------------- */

void
pr_exchange_has_line (struct pr_exchange *x)
{
  const struct plating_text line = { x->line.data, x->line.len };

  if (x->state != PR_AWAITS_LINE)
    return;
  if (x->line.failed) {
    pr_exchange_fail (x, PLATING_E_NOMEM, "out of memory");
    return;
  }
  if (pr_handshake_parse (line, &x->handshake, &x->fault) < 0
      || pr_address_check (x) < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "no handshake");
    return;
  }
  /* The end may have been seen before its last line. */
  if (x->child.is_reaped) {
    fail_after_handshake (x);
    return;
  }
  x->protocol = x->handshake.protocol;
  enter (x, PR_AWAITS_CONNECTION);
  pr_link_connect (x);
}

/* A chunk of what the provider itself prints: StdioData. */
static void
on_stdio (void *data, const char *bytes, size_t len)
{
  struct pr_exchange *x = data;
  struct pr_wire wire = pr_wire_of ((struct plating_text) { bytes, len });
  struct pr_field f;

  while (pr_wire_next (&wire, &f) > 0)
    if (f.number == 2 && f.type == PR_WIRE_BYTES)
      pr_log_add (&x->err_log, f.bytes.ptr, f.bytes.len);
}

static int
start_calls (struct pr_exchange *x)
{
  bool is_five = x->protocol == 5;
  size_t most = x->req->limits.max_reply;

  x->stdio_call.path = "/plugin.GRPCStdio/StreamStdio";
  x->stdio_call.limit = 1 << 20;
  x->stdio_call.message = on_stdio;
  x->stdio_call.message_data = x;
  x->schema_call.path = is_five ? "/tfplugin5.Provider/GetSchema"
    : "/tfplugin6.Provider/GetProviderSchema";
  x->schema_call.limit = most;
  x->identity_call.path = is_five
    ? "/tfplugin5.Provider/GetResourceIdentitySchemas"
    : "/tfplugin6.Provider/GetResourceIdentitySchemas";
  x->identity_call.limit = most;
  /* All go out together; what is waited for is asked for first. */
  if (pr_grpc_call (&x->grpc, &x->schema_call, x->is_secure) < 0
      || pr_grpc_call (&x->grpc, &x->identity_call, x->is_secure) < 0)
    return -1;
  return x->req->path
    ? pr_grpc_call (&x->grpc, &x->stdio_call, x->is_secure) : 0;
}

void
pr_exchange_has_link (struct pr_exchange *x)
{
  if (start_calls (x) < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "the calls failed");
    return;
  }
  enter (x, PR_AWAITS_REPLIES);
  pr_link_flush (x);
}

void
pr_exchange_lost_link (struct pr_exchange *x)
{
  pr_link_close (x);
  if (x->state == PR_AWAITS_SHUTDOWN && !x->req->path)
    enter (x, PR_IS_OVER);
  if (x->state > PR_AWAITS_REPLIES)
    return;
  if (x->has_grpc && x->grpc.has_goaway)
    pr_grpc_explain (&x->grpc, &x->fault);
  if (x->child.pid > 0 && !x->child.is_reaped)
    enter (x, PR_AWAITS_STATUS);
  else
    fail_ended (x);
}

static bool
has_reply (const struct pr_call *call)
{
  return call->is_complete && call->status == 0 && call->reply;
}

void
pr_exchange_check_calls (struct pr_exchange *x)
{
  const struct pr_call *schema = &x->schema_call;
  const struct pr_call *identity = &x->identity_call;

  if (x->state != PR_AWAITS_REPLIES)
    return;
  if (schema->is_done && !has_reply (schema)) {
    if (x->grpc.has_goaway)
      pr_grpc_explain (&x->grpc, &x->fault);
    pr_call_explain (schema, &x->fault);
    fail (x, false);
  } else if (identity->is_done && !has_reply (identity)
             && !pr_call_is_missing (identity)
             && (schema->is_done || !x->grpc.has_goaway)) {
    pr_call_explain (identity, &x->fault);
    fail (x, false);
  } else if (schema->is_done && identity->is_done) {
    enter (x, PR_AWAITS_SHUTDOWN);
  } else if (pr_grpc_is_over (&x->grpc)) {
    pr_grpc_explain (&x->grpc, &x->fault);
    fail (x, false);
  }
}

/* -- start and end -------------------------------------------------------- */

static void
begin_child (struct pr_exchange *x)
{
  if (x->req->allows_tcp)
    x->tls = pr_tls_new (&x->fault);
  if (x->fault.code != 0
      || pr_launch_make_directory (x) < 0
      || pr_launch_child (x) < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "no start");
    return;
  }
  watch_exit (x);
  if (pr_pipes_open (x) < 0)
    pr_exchange_fail (x, PLATING_E_IO, "the provider's output cannot be"
                      " read");
}

static void
begin (struct pr_exchange *x)
{
  uv_timer_start (&x->total, on_total_time, x->req->limits.total_ms, 0);
  uv_timer_start (&x->timer, on_time, x->req->limits.start_ms, 0);
  if (x->req->path) {
    begin_child (x);
    return;
  }
  x->protocol = x->req->protocol;
  x->has_line = true;
  pl_buffer_puts (&x->address, x->req->address);
  if (x->address.failed) {
    pr_exchange_fail (x, PLATING_E_NOMEM, "out of memory");
    return;
  }
  enter (x, PR_AWAITS_CONNECTION);
  pr_link_connect (x);
}

static void
release (struct pr_exchange *x)
{
  pr_log_flush (&x->out_log);
  pr_log_flush (&x->err_log);
  process_scratch_free (x->scratch);
  if (x->has_grpc)
    pr_grpc_release (&x->grpc);
  pr_tls_free (x->tls);
  pr_call_release (&x->stdio_call);
  pr_call_release (&x->shutdown_call);
  pr_log_release (&x->out_log);
  pr_log_release (&x->err_log);
  pl_buffer_release (&x->line);
  pl_buffer_release (&x->address);
  pl_buffer_release (&x->outgoing);
  if (x->child.out >= 0)
    close (x->child.out);
  if (x->child.err >= 0)
    close (x->child.err);
  if (x->child.exit_fd >= 0)
    close (x->child.exit_fd);
}

static int
set_up (struct pr_exchange *x)
{
  uv_timer_t *const timers[] = { &x->timer, &x->total, &x->retry, &x->tick };
  size_t i;

  x->child = (struct pr_child) { .exit_fd = -1, .out = -1, .err = -1 };
  for (i = 0; i < sizeof timers / sizeof timers[0]; i++) {
    uv_timer_init (&x->loop, timers[i]);
    timers[i]->data = x;
  }
  if (pr_log_init (&x->out_log) < 0 || pr_log_init (&x->err_log) < 0)
    return pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory");
  x->out_log.line = x->err_log.line = x->req->line;
  x->out_log.data = x->err_log.data = x->req->data;
  return 0;
}

/* Nothing is left. */
static void
finish (struct pr_exchange *x)
{
  if (x->fault.code != 0 && x->tells_end)
    pr_exchange_tell_end (x);
  release (x);
  x->is_released = true;
  answer (x);
}

void
pr_exchange_begin (struct pr_exchange *x)
{
  if (set_up (x) < 0)
    fail (x, false);
  else
    begin (x);
  uv_run (&x->loop, UV_RUN_DEFAULT);
  if (!x->has_answered)
    finish (x);
}

void
pr_exchange_end (struct pr_exchange *x)
{
  if (x->is_released)
    return;
  uv_run (&x->loop, UV_RUN_DEFAULT);
  finish (x);
}
