/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts, with longer and longer delays between them. */

#include <config.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "error.h"
#include "events.h"
#include "loop.h"
#include "session.h"
#include "task.h"
#include "timer.h"
#include "watch.h"

#define MAX_ATTEMPTS 1000u

struct retry {
  struct plating_retry_options options;
  struct plating_task *current;
  struct pl_post start_post;
  struct pl_timer timer;
  uint64_t started_ns;          /* of the current attempt */
  uint64_t chance;              /* state of the generator */
  size_t n, capacity;
  struct plating_retry_attempt *attempts;
};

static void
retry_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct retry *r = pl_task_data (t);
  size_t i;

  for (i = 0; i < r->n; i++)
    plating_error_unref (r->attempts[i].error);
  free (r->attempts);
  pl_task_doom (doomed, r->current);
}

static void
retry_cancel (struct plating_task *t)
{
  struct retry *r = pl_task_data (t);

  if (r->current) {
    plating_task_cancel (r->current);
    return;
  }
  pl_loop_remove_timer (pl_task_loop (t), &r->timer);
  pl_task_finish (t, NULL, NULL, pl_error_cancelled ());
}

static void
retry_progress (struct plating_task *t, uint64_t *done, uint64_t *total)
{
  struct retry *r = pl_task_data (t);

  if (pl_task_is_over (t))
    *done = r->n;
  *total = r->options.attempts;
}

static void
retry_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct retry *r = pl_task_data (t);

  pl_waits_add (waits, r->current);
}

static const struct pl_task_ops retry_ops = {
  .name = "retry",
  .cancel = retry_cancel,
  .awaits = retry_awaits,
  .progress = retry_progress,
  .release = retry_release,
};

/* -- delays --------------------------------------------------------------- */

/* From 0 to 1, by the generator splitmix64. */
static double
next_chance (struct retry *r)
{
  uint64_t z = r->chance += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return (double) (z >> 11) / 9007199254740992.0;
}

/* How long to wait after the attempts that there were. */
static uint64_t
next_delay (struct retry *r)
{
  const struct plating_retry_options *o = &r->options;
  double longest = (double) o->max_ms, delay = (double) o->base_ms;
  size_t i;

  for (i = 1; i < r->n && delay < longest; i++)
    delay *= o->factor;
  if (delay > longest)
    delay = longest;
  delay *= 1 + o->jitter * (2 * next_chance (r) - 1);
  return (uint64_t) (delay < longest ? delay : longest);
}

/* -- attempts ------------------------------------------------------------- */

static void start (struct plating_task *t);

static int
is_worth_it (struct retry *r, const struct plating_error *error)
{
  int code = plating_error_code (error);

  if (r->n >= r->options.attempts || code == PLATING_E_CANCELLED)
    return 0;
  if (r->options.again)
    return r->options.again (r->options.data, (uint32_t) r->n, error);
  return code == PLATING_E_IO || code == PLATING_E_TIMEOUT;
}

static void
on_delay_over (struct pl_timer *timer)
{
  struct retry *r = (struct retry *) (void *)
    ((char *) timer - offsetof (struct retry, timer));
  struct plating_task *t = pl_task_of (r);

  /* Who has cancelled it meanwhile will be heard next. */
  if (!pl_task_is_cancelled (t))
    start (t);
}

/* Tells whoever watches that there will be another attempt after A. */
static void
tell_retry (struct plating_task *t, const struct plating_retry_attempt *a)
{
  struct pl_events *events = pl_loop_events (pl_task_loop (t));
  struct retry *r = pl_task_data (t);
  struct plating_event event = {
    .type = PLATING_EVENT_RETRY,
    .message = plating_error_message (a->error),
    .code = plating_error_code (a->error),
    .attempt = (uint32_t) r->n,
    .duration_ns = a->duration_ns,
    .delay_ms = a->delay_ms,
  };

  if (pl_events_wants (events, PLATING_EVENT_RETRY))
    pl_events_tell (events, &event);
}

/* The last attempt has ended in STATE with ERROR, which is taken. */
static void
end_attempt (struct plating_task *t, uint32_t state,
             struct plating_error *error)
{
  struct retry *r = pl_task_data (t);
  struct plating_retry_attempt *a = &r->attempts[r->n++];

  *a = (struct plating_retry_attempt) {
    .struct_size = sizeof *a,
    .state = state,
    .duration_ns = uv_hrtime () - r->started_ns,
    .error = error,
  };
  if (error && !pl_task_is_cancelled (t) && is_worth_it (r, error)) {
    plating_task_unref (r->current);
    r->current = NULL;
    a->delay_ms = next_delay (r);
    tell_retry (t, a);
    pl_loop_add_timer (pl_task_loop (t), &r->timer, a->delay_ms);
  } else if (r->current) {
    pl_task_finish_as (t, r->current);
  } else {
    pl_task_finish (t, NULL, NULL, plating_error_ref (error));
  }
}

static void
on_attempt_end (struct plating_task *task, void *data)
{
  end_attempt (data, plating_task_state (task), pl_task_error_ref (task));
}

/* Makes room for the account of one more. */
static int
reserve (struct retry *r)
{
  size_t capacity = r->capacity ? 2 * r->capacity : 4;
  void *larger;

  if (r->n < r->capacity)
    return 0;
  larger = realloc (r->attempts, capacity * sizeof *r->attempts);
  if (!larger)
    return PLATING_E_NOMEM;
  r->attempts = larger;
  r->capacity = capacity;
  return 0;
}

static void
start (struct plating_task *t)
{
  struct retry *r = pl_task_data (t);
  struct plating_task *task = NULL;
  struct plating_error *why = NULL;
  struct pl_watch_call call;
  int status;

  if (reserve (r) < 0) {
    pl_task_finish (t, NULL, NULL, pl_error_no_memory ());
    return;
  }
  r->started_ns = uv_hrtime ();
  pl_task_enter (t, &call);
  status = r->options.start (r->options.data, (uint32_t) r->n + 1, &task);
  pl_task_leave (t, &call, (void (*) (void)) r->options.start);
  if (status == 0)
    status = !task ? PLATING_E_NOMEM
      : pl_loop_uv (pl_task_loop (task)) != pl_loop_uv (pl_task_loop (t))
      ? PLATING_E_STATE : pl_task_check_wait (t, task, &why);
  if (status == 0)
    status = plating_task_on_end (task, on_attempt_end, t);
  if (status < 0) {
    plating_task_cancel (task);
    plating_task_unref (task);
    end_attempt (t, PLATING_TASK_FAILED,
                 why ? why
                 : status == PLATING_E_NOMEM ? pl_error_no_memory ()
                 : plating_error_new (status, "an attempt could not start",
                                      NULL));
    return;
  }
  r->current = task;
  if (pl_task_is_cancelled (t))
    plating_task_cancel (task);
}

static void
on_start (struct pl_post *post)
{
  struct retry *r = (struct retry *) (void *)
    ((char *) post - offsetof (struct retry, start_post));
  struct plating_task *t = pl_task_of (r);

  /* A cancel that came first has given it its outcome. */
  if (!pl_task_is_cancelled (t)) {
    pl_task_begin (t);
    start (t);
  }
  plating_task_unref (t);
}

/* Puts defaults in; returns 0 if something is out of range. */
static int
complete_options (struct plating_retry_options *o)
{
  if (!o->attempts)
    o->attempts = 3;
  if (!o->base_ms)
    o->base_ms = 500;
  if (!o->max_ms)
    o->max_ms = 60000;
  if (!(o->factor < 0 || o->factor > 0))
    o->factor = 2;
  return o->start && o->attempts <= MAX_ATTEMPTS && o->factor >= 1
    && o->jitter >= 0 && o->jitter <= 1;
}

struct plating_task *
plating_retry (struct plating_session *session, struct uv_loop_s *uv,
               const struct plating_retry_options *options)
{
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct retry *r;

  if (loop)
    t = pl_task_new (loop, &retry_ops, sizeof *r);
  if (!t)
    return NULL;
  r = pl_task_data (t);
  memcpy (&r->options, options, options->struct_size < sizeof r->options
          ? options->struct_size : sizeof r->options);
  if (!complete_options (&r->options)) {
    pl_task_finish (t, NULL, NULL,
                    plating_error_new (PLATING_E_INVAL, "attempts, factor,"
                                       " jitter or start are out of range",
                                       NULL));
    return t;
  }
  r->chance = r->options.seed;
  if (!r->chance
      && uv_random (NULL, NULL, &r->chance, sizeof r->chance, 0, NULL) < 0)
    r->chance = uv_hrtime ();
  r->timer.run = on_delay_over;
  r->start_post.run = on_start;
  plating_task_ref (t);
  pl_loop_post (loop, &r->start_post);
  return t;
}

const struct plating_retry_attempt *
plating_retry_attempt_at (const struct plating_task *task, size_t i)
{
  struct plating_task *t = (struct plating_task *) (uintptr_t) task;
  const struct retry *r;

  if (!t || pl_task_ops_of (t) != &retry_ops || !pl_task_is_over (t))
    return NULL;
  r = pl_task_data (t);
  return i < r->n ? &r->attempts[i] : NULL;
}
