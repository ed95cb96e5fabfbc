/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a provider for its schemas, and leaves its end to a thread.
 *
 * The thread that waits for the replies also is what the provider's life
 * hangs on: the kernel kills the child when the thread that started it
 * ends. */

#include <config.h>

#include "run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include <plating/types.h>

#include "exchange.h"
#include "reply.h"

const struct pr_limits pr_limits_usual = {
  .start_ms = 30000, .connect_ms = 2000, .call_ms = 120000,
  .total_ms = 300000, .stop_ms = 2000, .term_ms = 1000,
  .max_output = (uint64_t) 1 << 30, .max_reply = (size_t) 64 << 20,
};

struct pr_run {
  struct pr_exchange exchange;
  pthread_t thread;
  bool has_thread;
  bool has_failed;
  uv_async_t stop;
  pthread_mutex_t mutex;        /* all below */
  bool is_stoppable;            /* stop is open */
};

static void
on_stop (uv_async_t *stop)
{
  struct pr_run *run = stop->data;

  pr_exchange_fail (&run->exchange, PLATING_E_CANCELLED, "cancelled");
}

static void
on_answer (void *data)
{
  struct pr_run *run = data;

  pthread_mutex_lock (&run->mutex);
  /* From here on there is nothing to cancel: the provider is being ended. */
  run->is_stoppable = false;
  pthread_mutex_unlock (&run->mutex);
  run->has_failed = run->exchange.fault.code != 0
    || !run->exchange.schema_call.is_complete;
}

/* Signals are for the application's threads; and no write to what has gone
 * may raise one. */
static void
block_signals (sigset_t *old)
{
  sigset_t all;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, old);
}

static void
restore_signals (const sigset_t *old)
{
  static const struct timespec at_once = { 0, 0 };
  sigset_t pipe;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  if (!sigismember (old, SIGPIPE))
    while (sigtimedwait (&pipe, NULL, &at_once) < 0 && errno == EINTR)
      continue;
  pthread_sigmask (SIG_SETMASK, old, NULL);
}

static void
run_to_end (struct pr_run *run)
{
  pr_exchange_end (&run->exchange);
  uv_loop_close (&run->exchange.loop);
}

static void *
thread_main (void *data)
{
  sigset_t old;

  block_signals (&old);
  run_to_end (data);
  return NULL;
}

static int
set_up (struct pr_run *run, const struct pr_run_request *req)
{
  struct pr_exchange *x = &run->exchange;

  x->req = req;
  x->answered = on_answer;
  x->data = run;
  pr_fault_init (&x->fault);
  if (uv_loop_init (&x->loop) < 0)
    return -1;
  if (uv_async_init (&x->loop, &run->stop, on_stop) < 0) {
    uv_loop_close (&x->loop);
    return -1;
  }
  run->stop.data = run;
  run->is_stoppable = true;
  if (pthread_mutex_init (&run->mutex, NULL) == 0)
    return 0;
  uv_close ((uv_handle_t *) &run->stop, NULL);
  uv_run (&x->loop, UV_RUN_DEFAULT);
  uv_loop_close (&x->loop);
  return -1;
}

static void
release (struct pr_run *run)
{
  pthread_mutex_destroy (&run->mutex);
  pr_call_release (&run->exchange.schema_call);
  pr_call_release (&run->exchange.identity_call);
  pr_fault_release (&run->exchange.fault);
  free (run);
}

struct pr_run *
pr_run_new (const struct pr_run_request *req, struct pr_fault *fault)
{
  struct pr_run *run = calloc (1, sizeof *run);

  if (run && set_up (run, req) == 0)
    return run;
  free (run);
  pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  return NULL;
}

static char *
take (struct pr_call *call, size_t *len)
{
  char *reply = call->status == 0 && call->is_complete ? call->reply : NULL;

  if (reply)
    call->reply = NULL;
  *len = reply ? call->len : 0;
  return reply;
}

int
pr_run_wait (struct pr_run *run, struct pr_reply **reply,
             struct pr_fault *fault)
{
  struct pr_exchange *x = &run->exchange;

  sigset_t old;

  *reply = NULL;
  block_signals (&old);
  pr_exchange_begin (x);
  restore_signals (&old);
  /* What comes now touches the replies no more, and not the fault if it has
   * failed. */
  if (run->has_failed) {
    pr_fault_copy (fault, &x->fault);
    return -1;
  }
  *reply = pr_reply_new (x->protocol);
  if (!*reply)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  (*reply)->schema = take (&x->schema_call, &(*reply)->schema_len);
  (*reply)->identity = take (&x->identity_call, &(*reply)->identity_len);
  return 0;
}

void
pr_run_leave (struct pr_run *run)
{
  run->has_thread
    = pthread_create (&run->thread, NULL, thread_main, run) == 0;
}

void
pr_run_cancel (struct pr_run *run)
{
  pthread_mutex_lock (&run->mutex);
  if (run->is_stoppable)
    uv_async_send (&run->stop);
  pthread_mutex_unlock (&run->mutex);
}

void
pr_run_free (struct pr_run *run)
{
  sigset_t old;

  if (!run)
    return;
  if (run->has_thread) {
    pthread_join (run->thread, NULL);
  } else {
    block_signals (&old);
    run_to_end (run);
    restore_signals (&old);
  }
  release (run);
}
