/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks one after another: then, on_error, finally. */

#include <config.h>

#include "error.h"
#include "task.h"
#include "watch.h"

struct chain {
  struct plating_task *before, *next;
  int (*step) (struct plating_task *before, struct plating_task **next,
               void *data);
  void *data;
};

static void
chain_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct chain *c = pl_task_data (t);

  pl_task_doom (doomed, c->before);
  pl_task_doom (doomed, c->next);
}

static void
chain_cancel (struct plating_task *t)
{
  struct chain *c = pl_task_data (t);

  plating_task_cancel (c->next ? c->next : c->before);
}

/* What a cleanup has started is not for others to stop. */
static void
finally_cancel (struct plating_task *t)
{
  struct chain *c = pl_task_data (t);

  plating_task_cancel (c->before);
}

static void
chain_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct chain *c = pl_task_data (t);

  pl_waits_add (waits, c->next ? c->next : c->before);
}

static const struct pl_task_ops then_ops = {
  .name = "then",
  .cancel = chain_cancel,
  .awaits = chain_awaits,
  .release = chain_release,
};
static const struct pl_task_ops on_error_ops = {
  .name = "on_error",
  .cancel = chain_cancel,
  .awaits = chain_awaits,
  .release = chain_release,
};
static const struct pl_task_ops finally_ops = {
  .name = "finally",
  .cancel = finally_cancel,
  .awaits = chain_awaits,
  .release = chain_release,
};

/* Ends T as OTHER did, and lets go of what it does not need any more: a chain
 * that is made longer and longer must not keep all that was before. */
static void
end_as (struct plating_task *t, struct plating_task *other)
{
  struct chain *c = pl_task_data (t);
  struct plating_task *before = c->before, *next = c->next;

  c->before = c->next = NULL;
  pl_task_finish_as (t, other);
  plating_task_unref (before);
  plating_task_unref (next);
}

static void
on_next_end (struct plating_task *next, void *data)
{
  struct plating_task *t = data;
  struct chain *c = pl_task_data (t);

  if (pl_task_ops_of (t) == &finally_ops
      && plating_task_state (next) == PLATING_TASK_DONE)
    end_as (t, c->before);
  else
    end_as (t, next);
}

static int
is_wanted (struct plating_task *t, const struct plating_task *before)
{
  const struct pl_task_ops *ops = pl_task_ops_of (t);
  int is_done = plating_task_state (before) == PLATING_TASK_DONE;

  return ops == &finally_ops
    || (!pl_task_is_cancelled (t) && is_done == (ops == &then_ops));
}

/* Drops the outcome of BEFORE, which is not that of the whole; WHY, which is
 * taken, may be NULL. */
static void
fail (struct plating_task *t, int code, struct plating_error *why)
{
  pl_task_finish (t, NULL, NULL, why ? why
                  : code == PLATING_E_NOMEM ? pl_error_no_memory ()
                  : code == PLATING_E_CANCELLED ? pl_error_cancelled ()
                  : plating_error_new (code, "a step failed", NULL));
}

static void
on_before_end (struct plating_task *before, void *data)
{
  struct plating_task *t = data, *next = NULL;
  struct chain *c = pl_task_data (t);
  struct plating_error *why = NULL;
  struct pl_watch_call call;
  int status;

  if (!is_wanted (t, before)) {
    if (pl_task_is_cancelled (t)
        && plating_task_state (before) == PLATING_TASK_DONE
        && pl_task_ops_of (t) == &then_ops)
      fail (t, PLATING_E_CANCELLED, NULL);
    else
      end_as (t, before);
    return;
  }
  pl_task_begin (t);
  pl_task_enter (t, &call);
  status = c->step (before, &next, c->data);
  pl_task_leave (t, &call, (void (*) (void)) c->step);
  if (status == 0 && next)
    status = pl_task_check_wait (t, next, &why);
  if (status == 0 && next)
    status = plating_task_on_end (next, on_next_end, t);
  if (status < 0) {
    plating_task_cancel (next);
    plating_task_unref (next);
    fail (t, status, why);
  } else if (next) {
    c->next = next;
    /* Asked to stop by the step itself. */
    if (pl_task_is_cancelled (t) && pl_task_ops_of (t) != &finally_ops)
      plating_task_cancel (next);
  } else if (pl_task_ops_of (t) == &on_error_ops) {
    pl_task_finish (t, NULL, NULL, NULL);
  } else {
    end_as (t, before);
  }
}

static struct plating_task *
chain (const struct pl_task_ops *ops, struct plating_task *before,
       int (*step) (struct plating_task *before, struct plating_task **next,
                    void *data),
       void *data)
{
  struct plating_task *t = NULL;
  struct chain *c;

  if (before)
    t = pl_task_new (pl_task_loop (before), ops, sizeof *c);
  if (t) {
    c = pl_task_data (t);
    *c = (struct chain) { before, NULL, step, data };
    if (plating_task_on_end (before, on_before_end, t) == 0)
      return t;
    plating_task_cancel (before);
    pl_task_give_up (t);
    return NULL;
  }
  plating_task_cancel (before);
  plating_task_unref (before);
  return NULL;
}

struct plating_task *
plating_then (struct plating_task *before,
              int (*step) (struct plating_task *before,
                           struct plating_task **next, void *data),
              void *data)
{
  return chain (&then_ops, before, step, data);
}

struct plating_task *
plating_on_error (struct plating_task *before,
                  int (*step) (struct plating_task *before,
                               struct plating_task **next, void *data),
                  void *data)
{
  return chain (&on_error_ops, before, step, data);
}

struct plating_task *
plating_finally (struct plating_task *before,
                 int (*step) (struct plating_task *before,
                              struct plating_task **next, void *data),
                 void *data)
{
  return chain (&finally_ops, before, step, data);
}
