/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: their life, the loops that they are bound to, and waiting on their
 * own. */

#include <config.h>

#include "session-parts.h"

#include <stdlib.h>

#include <plating/async.h>
#include <plating/observe.h>

#include "error.h"
#include "events.h"
#include "log.h"
#include "task.h"
#include "watch.h"

/* How long a callback may take before debug mode speaks of it. */
#define SLOW_MS 50

const char *
plating_version (void)
{
  return PLATING_VERSION;
}

/* -- looking on ----------------------------------------------------------- */

/* What PLATING_DEBUG says: 0, or the longest time of a callback. */
static uint64_t
wanted_by_environment (void)
{
  const char *text = getenv ("PLATING_DEBUG");
  uint64_t ms = text ? strtoull (text, NULL, 10) : 0;

  return ms == 1 ? SLOW_MS : ms < 1000000 ? ms : 1000000;
}

void
pl_session_watch (struct plating_session *s, int reports)
{
  struct pl_binding *b;

  if (!s->watch)
    s->watch = pl_watch_new ();
  if (!s->watch)
    return;
  if (reports && !pl_watch_is_reporting (s->watch))
    pl_watch_report (s->watch, s->log,
                     (s->slow_ms ? s->slow_ms : SLOW_MS) * 1000000);
  for (b = s->bindings; b; b = b->next)
    pl_loop_set_watch (b->loop, s->watch);
}

struct plating_subscription *
plating_subscribe (struct plating_session *s, struct uv_loop_s *uv,
                   const struct plating_subscription_options *options)
{
  struct pl_loop *loop = pl_session_bind (s, uv);

  return loop ? pl_events_subscribe (s->events, loop, options) : NULL;
}

int
plating_session_new (struct plating_session **session,
                     struct plating_error **err)
{
  struct plating_session *s = calloc (1, sizeof *s);

  *session = NULL;
  if (s) {
    s->log = pl_log_new ();
    s->events = pl_events_new ();
  }
  if (!s || !s->log || !s->events || uv_mutex_init (&s->mutex) < 0) {
    if (s) {
      pl_log_free (s->log);
      pl_events_free (s->events);
    }
    free (s);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  s->slow_ms = wanted_by_environment ();
  if (s->slow_ms)
    pl_session_watch (s, 1);
  *session = s;
  return 0;
}

struct pl_log *
pl_session_log (struct plating_session *s)
{
  return s->log;
}

struct uv_loop_s *
pl_session_loop (struct plating_session *s)
{
  if (!s->has_own) {
    if (uv_loop_init (&s->own) < 0)
      return NULL;
    s->has_own = 1;
  }
  return &s->own;
}

void
plating_session_on_log (struct plating_session *session, uint32_t level,
                        void (*log) (void *data, uint32_t level,
                                     const char *plugin, const char *line),
                        void *data)
{
  if (level)
    pl_log_set_level (session->log, level);
  pl_log_set_sink (session->log, log, data);
}

/* -- bindings ------------------------------------------------------------- */

struct pl_binding *
pl_session_bind_loop (struct plating_session *s, uv_loop_t *uv)
{
  struct pl_binding *b;

  for (b = s->bindings; b; b = b->next)
    if (b->uv == uv)
      return b;
  b = calloc (1, sizeof *b);
  if (!b)
    return NULL;
  if (pl_loop_new (uv, &b->loop) < 0) {
    free (b);
    return NULL;
  }
  if (uv == &s->own)
    s->is_own_bound = 1;
  pl_loop_set_events (b->loop, s->events);
  if (s->watch)
    pl_loop_set_watch (b->loop, s->watch);
  b->session = s;
  b->uv = uv;
  b->next = s->bindings;
  s->bindings = b;
  s->n_open++;
  return b;
}

struct pl_loop *
pl_session_bind (struct plating_session *s, struct uv_loop_s *uv)
{
  struct pl_binding *b = NULL;

  uv_mutex_lock (&s->mutex);
  if (!s->is_closing && (uv || (uv = pl_session_loop (s))))
    b = pl_session_bind_loop (s, uv);
  uv_mutex_unlock (&s->mutex);
  return b ? b->loop : NULL;
}

/* -- running -------------------------------------------------------------- */

static void
on_time_out (uv_timer_t *timer)
{
  *(int *) timer->data = 1;
}

static void
on_timer_closed (uv_handle_t *timer)
{
  *(int *) timer->data = 1;
}

/* Whether the caller may wait for TASK by running the session's loop. */
static int
can_run (struct plating_session *s, const struct plating_task *task)
{
  struct pl_loop *loop = pl_task_loop (task);
  struct pl_binding *b;

  if (s->is_running || !s->has_own || !pl_loop_is_here (loop))
    return 0;
  uv_mutex_lock (&s->mutex);
  for (b = s->bindings; b && b->loop != loop; b = b->next)
    continue;
  uv_mutex_unlock (&s->mutex);
  return b && b->uv == &s->own && !pl_loop_is_inside (loop);
}

int
plating_session_run (struct plating_session *s, struct plating_task *task,
                     uint64_t timeout_ms)
{
  uv_timer_t timer;
  int is_late = 0, is_timer_closed = 0, is_over;

  if (!task)
    return PLATING_E_NOMEM;
  if (pl_task_is_over (task))
    return 0;
  if (!can_run (s, task))
    return PLATING_E_STATE;
  s->is_running = 1;
  plating_task_ref (task);
  if (s->watch)
    pl_watch_awaited (s->watch, task, NULL);
  uv_timer_init (&s->own, &timer);
  timer.data = &is_late;
  uv_update_time (&s->own);
  if (timeout_ms)
    uv_timer_start (&timer, on_time_out, timeout_ms, 0);
  while (!pl_task_is_over (task) && !is_late)
    uv_run (&s->own, UV_RUN_ONCE);
  timer.data = &is_timer_closed;
  uv_close ((uv_handle_t *) &timer, on_timer_closed);
  while (!is_timer_closed)
    uv_run (&s->own, UV_RUN_NOWAIT);
  is_over = pl_task_is_over (task);
  plating_task_unref (task);
  s->is_running = 0;
  if (s->is_freed_in_run)
    plating_session_free (s);
  return is_over ? 0 : PLATING_E_TIMEOUT;
}
