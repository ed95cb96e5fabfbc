/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a provider for its schemas, on a thread of its own.
 *
 * The thread also is what the provider's life hangs on: the kernel kills
 * the child when the thread that forked it ends. */

#include <config.h>

#include "run.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

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
  pthread_mutex_t mutex;        /* all below */
  pthread_cond_t changed;
  uv_async_t stop;
  bool is_stoppable;            /* stop is open */
  bool has_answered;
  bool has_failed;
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
  run->has_answered = true;
  run->has_failed = run->exchange.fault.code != 0
    || !run->exchange.schema_call.is_complete;
  pthread_cond_signal (&run->changed);
  pthread_mutex_unlock (&run->mutex);
}

static void *
thread_main (void *data)
{
  struct pr_run *run = data;
  sigset_t all;

  /* Signals are for the application's threads. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, NULL);
  pr_exchange_run (&run->exchange);
  uv_loop_close (&run->exchange.loop);
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
  if (pthread_mutex_init (&run->mutex, NULL) == 0) {
    if (pthread_cond_init (&run->changed, NULL) == 0)
      return 0;
    pthread_mutex_destroy (&run->mutex);
  }
  uv_close ((uv_handle_t *) &run->stop, NULL);
  uv_run (&x->loop, UV_RUN_DEFAULT);
  uv_loop_close (&x->loop);
  return -1;
}

static void
release (struct pr_run *run)
{
  pthread_cond_destroy (&run->changed);
  pthread_mutex_destroy (&run->mutex);
  pr_call_release (&run->exchange.schema_call);
  pr_call_release (&run->exchange.identity_call);
  pr_fault_release (&run->exchange.fault);
  free (run);
}

struct pr_run *
pr_run_start (const struct pr_run_request *req, struct pr_fault *fault)
{
  struct pr_run *run = calloc (1, sizeof *run);

  if (!run || set_up (run, req) < 0) {
    free (run);
    pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
    return NULL;
  }
  if (pthread_create (&run->thread, NULL, thread_main, run)) {
    uv_close ((uv_handle_t *) &run->stop, NULL);
    uv_run (&run->exchange.loop, UV_RUN_DEFAULT);
    uv_loop_close (&run->exchange.loop);
    release (run);
    pr_fault_say (fault, PLATING_E_LIMIT, "no thread can be started");
    return NULL;
  }
  return run;
}

static void
move_fault (struct pr_fault *to, const struct pr_fault *from)
{
  struct plating_text message = pr_fault_message (from);

  pr_fault_say (to, pr_fault_code (from), "%.*s", (int) message.len,
                message.ptr);
  if (from->hint.len > 0)
    pr_fault_advise (to, "%s", from->hint.data);
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

  pthread_mutex_lock (&run->mutex);
  while (!run->has_answered)
    pthread_cond_wait (&run->changed, &run->mutex);
  pthread_mutex_unlock (&run->mutex);
  *reply = NULL;
  /* The thread touches the replies no more, and not the fault if it has
   * failed. */
  if (run->has_failed) {
    move_fault (fault, &x->fault);
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
  if (!run)
    return;
  pthread_join (run->thread, NULL);
  release (run);
}
