/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds of tasks: a time limit, a shield against cancelling, a delay. */

#include <config.h>

#include <stddef.h>
#include <stdio.h>

#include "error.h"
#include "loop.h"
#include "session.h"
#include "task.h"
#include "timer.h"

/* -- timeout -------------------------------------------------------------- */

struct timeout {
  struct plating_task *task;
  struct pl_timer timer;
  uint64_t ms;
  int is_late;
};

static void
timeout_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct timeout *o = pl_task_data (t);

  pl_task_doom (doomed, o->task);
}

static void
timeout_cancel (struct plating_task *t)
{
  struct timeout *o = pl_task_data (t);

  plating_task_cancel (o->task);
}

static void
timeout_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct timeout *o = pl_task_data (t);

  pl_waits_add (waits, o->task);
}

static const struct pl_task_ops timeout_ops = {
  .name = "timeout",
  .cancel = timeout_cancel,
  .awaits = timeout_awaits,
  .release = timeout_release,
};

static void
on_late (struct pl_timer *timer)
{
  struct timeout *o = (struct timeout *) (void *)
    ((char *) timer - offsetof (struct timeout, timer));

  /* Somebody else was first. */
  if (pl_task_is_cancelled (pl_task_of (o)))
    return;
  o->is_late = 1;
  plating_task_cancel (o->task);
}

static void
on_timed_end (struct plating_task *task, void *data)
{
  struct plating_task *t = data;
  struct timeout *o = pl_task_data (t);
  char message[64];

  pl_loop_remove_timer (pl_task_loop (t), &o->timer);
  if (!o->is_late || plating_task_state (task) == PLATING_TASK_DONE) {
    pl_task_finish_as (t, task);
    return;
  }
  snprintf (message, sizeof message, "took longer than %llu ms",
            (unsigned long long) o->ms);
  pl_task_finish (t, NULL, NULL,
                  plating_error_new (PLATING_E_TIMEOUT, message,
                                     pl_task_error_ref (task)));
}

struct plating_task *
plating_timeout (struct plating_task *task, uint64_t ms)
{
  struct plating_task *t = NULL;
  struct timeout *o;

  if (task)
    t = pl_task_new (pl_task_loop (task), &timeout_ops, sizeof *o);
  if (!t) {
    plating_task_cancel (task);
    plating_task_unref (task);
    return NULL;
  }
  o = pl_task_data (t);
  o->task = task;
  o->ms = ms;
  o->timer.run = on_late;
  if (plating_task_on_end (task, on_timed_end, t) < 0) {
    plating_task_cancel (task);
    pl_task_give_up (t);
    return NULL;
  }
  pl_task_begin (t);
  pl_loop_add_timer (pl_task_loop (t), &o->timer, ms);
  return t;
}

/* -- shield --------------------------------------------------------------- */

/* Its data is the task behind it, whose callback holds a reference: the
 * shield may end first. */

static void
shield_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct plating_task **behind = pl_task_data (t);

  pl_task_doom (doomed, *behind);
}

static void
shield_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct plating_task **behind = pl_task_data (t);

  pl_waits_add (waits, *behind);
}

/* Without a cancel it ends by itself when it is cancelled. */
static const struct pl_task_ops shield_ops = {
  .name = "shield",
  .awaits = shield_awaits,
  .release = shield_release,
};

static void
on_shielded_end (struct plating_task *task, void *data)
{
  struct plating_task *t = data;

  pl_task_finish_as (t, task);
  plating_task_unref (t);
}

struct plating_task *
plating_shield (struct plating_task *task)
{
  struct plating_task *t = NULL, **behind;

  if (task)
    t = pl_task_new (pl_task_loop (task), &shield_ops, sizeof *behind);
  if (!t) {
    plating_task_cancel (task);
    plating_task_unref (task);
    return NULL;
  }
  behind = pl_task_data (t);
  *behind = task;
  if (plating_task_on_end (task, on_shielded_end, t) < 0) {
    plating_task_cancel (task);
    pl_task_give_up (t);
    return NULL;
  }
  plating_task_ref (t);
  pl_task_begin (t);
  return t;
}

/* -- delay ---------------------------------------------------------------- */

static void
delay_cancel (struct plating_task *t)
{
  pl_loop_remove_timer (pl_task_loop (t), pl_task_data (t));
  pl_task_finish (t, NULL, NULL, pl_error_cancelled ());
}

static const struct pl_task_ops delay_ops = {
  .name = "delay",
  .cancel = delay_cancel,
};

static void
on_delay_over (struct pl_timer *timer)
{
  pl_task_finish (pl_task_of (timer), NULL, NULL, NULL);
}

struct plating_task *
plating_delay (struct plating_session *session, struct uv_loop_s *uv,
               uint64_t ms)
{
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct pl_timer *timer;

  if (loop)
    t = pl_task_new (loop, &delay_ops, sizeof *timer);
  if (!t)
    return NULL;
  timer = pl_task_data (t);
  timer->run = on_delay_over;
  pl_task_begin (t);
  pl_loop_add_timer (loop, timer, ms);
  return t;
}
