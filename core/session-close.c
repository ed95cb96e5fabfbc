/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a session.
 *
 * On each of its loops all tasks are cancelled; when the last one there has
 * ended, the binding closes.  The threads end with the last task of all, and
 * whoever closes last tells: a binding, or the call that began. */

#include <config.h>

#include "session-parts.h"

#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "log.h"
#include "monitor.h"
#include "task.h"
#include "trace.h"
#include "watch.h"
#include "worker.h"

static void
end_trace (struct plating_session *s)
{
  int failed = pl_trace_close (s->trace);

  if (failed)
    pl_log_line (s->log, PLATING_LEVEL_WARNING, NULL,
                 "the trace file is not complete: %s", strerror (failed));
}

static void
free_session (struct plating_session *s)
{
  end_trace (s);
  pl_events_free (s->events);
  if (s->watch)
    pl_watch_close (s->watch);
  pl_watch_unref (s->watch);
  /* A plugin that never came back may still log. */
  if (!pl_workers_n_orphans ())
    pl_log_free (s->log);
  uv_mutex_destroy (&s->mutex);
  free (s);
}

static void
drop_session (struct plating_session *s)
{
  void (*on_closed) (void *data) = s->on_closed;
  void *data = s->closed_data;
  int is_last;

  uv_mutex_lock (&s->mutex);
  is_last = --s->n_open == 0;
  uv_mutex_unlock (&s->mutex);
  if (!is_last)
    return;
  free_session (s);
  if (on_closed)
    on_closed (data);
}

static void
on_binding_closed (void *data)
{
  struct pl_binding *b = data, **p;
  struct plating_session *s = b->session;

  uv_mutex_lock (&s->mutex);
  for (p = &s->bindings; *p != b; p = &(*p)->next)
    continue;
  *p = b->next;
  uv_mutex_unlock (&s->mutex);
  if (b->uv == &s->own)
    s->is_own_bound = 0;
  free (b);
  drop_session (s);
}

/* No task is left on this loop. */
static void
on_quiet (void *data)
{
  struct pl_binding *b = data;
  struct plating_session *s = b->session;
  struct pl_workers *workers = NULL;

  if (pl_loop_is_ending (b->loop))
    return;
  pl_loop_end (b->loop);
  uv_mutex_lock (&s->mutex);
  if (--s->n_busy == 0) {
    workers = s->workers;
    s->workers = NULL;
  }
  uv_mutex_unlock (&s->mutex);
  pl_workers_free (workers);
  if (s->monitored == b->loop)
    pl_monitor_close (s->monitor);
  pl_loop_close (b->loop, on_binding_closed, b);
}

static void
cancel_binding (struct pl_post *post)
{
  struct pl_binding *b = (struct pl_binding *) (void *)
    ((char *) post - offsetof (struct pl_binding, close_post));

  if (!b->is_held)
    pl_loop_hold (b->loop);
  b->is_held = 1;
  pl_loop_set_idle (b->loop, on_quiet, b);
  pl_task_cancel_all (b->loop);
  if (!*pl_loop_tasks (b->loop))
    on_quiet (b);
}

/* Begins to close; the caller drops the session afterwards. */
static void
close_bindings (struct plating_session *s)
{
  struct pl_binding *b;

  uv_mutex_lock (&s->mutex);
  s->is_closing = 1;
  s->n_busy = s->n_open++;
  for (b = s->bindings; b; b = b->next) {
    pl_loop_set_closing (b->loop);
    b->close_post.run = cancel_binding;
    /* Holds are for the loop's own thread. */
    b->is_held = pl_loop_is_here (b->loop);
    if (b->is_held)
      pl_loop_hold (b->loop);
    /* No binding goes before the mutex is free again. */
    pl_loop_post (b->loop, &b->close_post);
  }
  uv_mutex_unlock (&s->mutex);
}

void
plating_session_close (struct plating_session *s,
                       void (*on_closed) (void *data), void *data)
{
  /* The second of two calls has nothing to tell. */
  if (s->is_closing || s->is_freed_in_run)
    return;
  s->on_closed = on_closed;
  s->closed_data = data;
  plating_session_free (s);
}

static void
close_handle (uv_handle_t *handle, void *data)
{
  (void) data;
  if (!uv_is_closing (handle))
    uv_close (handle, NULL);
}

void
plating_session_free (struct plating_session *s)
{
  if (!s || s->is_closing)
    return;
  /* Waiting in here would be for ever: plating_session_run, which is on the
   * stack, does it when it has ended. */
  if (s->is_running) {
    s->is_freed_in_run = 1;
    return;
  }
  close_bindings (s);
  if (s->has_own) {
    while (s->is_own_bound)
      uv_run (&s->own, UV_RUN_ONCE);
    if (s->watch)
      pl_watch_handles (s->watch, &s->own);
    /* What a plugin has forgotten must not be waited for, nor be left in a
     * loop that goes away. */
    uv_walk (&s->own, close_handle, NULL);
    uv_run (&s->own, UV_RUN_DEFAULT);
    uv_loop_close (&s->own);
  }
  drop_session (s);
}
