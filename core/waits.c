/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks that would wait for each other.
 *
 * Who is made from tasks that exist is waited for by nobody yet, so that only
 * what begins to wait later can close a circle: a step's next task, an
 * attempt, a member of a group or of a batch.  From there the tasks are
 * visited that are waited for, nearest first.  They are few as a rule; their
 * number is bounded, for a chain of many steps must not become slow. */

#include <config.h>

#include <stdlib.h>

#include "common/buffer.h"
#include "loop.h"
#include "task.h"

/* Tasks that are visited, and in debug mode. */
#define FEW   48u
#define MANY  4096u

/* Names that an error shows at each end of a longer way. */
#define SHOWN 6u

struct wait {
  struct plating_task *task;
  size_t from;                  /* who waits for it: the index */
};

struct pl_waits {
  struct plating_task *waiter;  /* who is looked for */
  struct wait *all;
  size_t n, cap, at;
  int is_circle;
};

void
pl_waits_add (struct pl_waits *w, struct plating_task *task)
{
  size_t i;

  if (!task || w->is_circle || w->n == w->cap || pl_task_is_over (task)
      || pl_loop_uv (pl_task_loop (task))
         != pl_loop_uv (pl_task_loop (w->waiter)))
    return;
  for (i = 0; i < w->n; i++)
    if (w->all[i].task == task)
      return;
  w->is_circle = task == w->waiter;
  w->all[w->n++] = (struct wait) { task, w->at };
}

int
pl_waits_have_room (const struct pl_waits *w)
{
  return !w->is_circle && w->n < w->cap;
}

static const char *
name_of (const struct plating_task *t)
{
  const struct pl_task_ops *ops = pl_task_ops_of (t);

  return ops ? ops->name : "task";
}

/* The way from the waiter to itself; of a long one both ends. */
static struct plating_error *
explain (const struct pl_waits *w)
{
  struct plating_error *error = NULL;
  size_t length = 1, i, k, steps;
  struct pl_buffer b;

  for (i = w->n - 1; i > 0; i = w->all[i].from)
    length++;
  pl_buffer_init (&b);
  pl_buffer_printf (&b, "a task would wait for itself: %s",
                    name_of (w->waiter));
  for (k = 0; k < length; k++) {
    if (k == SHOWN && k + SHOWN < length) {
      pl_buffer_printf (&b, " -> (%zu more)", length - 2 * SHOWN);
      k = length - SHOWN;
    }
    for (i = w->n - 1, steps = length - 1 - k; steps > 0; steps--)
      i = w->all[i].from;
    pl_buffer_printf (&b, " -> %s", name_of (w->all[i].task));
  }
  if (!b.failed)
    error = plating_error_new (PLATING_E_STATE, b.data, NULL);
  pl_buffer_release (&b);
  return error;
}

int
pl_task_check_wait (struct plating_task *waiter, struct plating_task *task,
                    struct plating_error **why)
{
  struct wait few[FEW], *many = NULL;
  struct pl_waits w = { .waiter = waiter, .all = few, .cap = FEW };

  *why = NULL;
  if (pl_loop_watch (pl_task_loop (waiter)))
    many = malloc (MANY * sizeof *many);
  if (many) {
    w.all = many;
    w.cap = MANY;
  }
  pl_waits_add (&w, task);
  for (; w.at < w.n && !w.is_circle; w.at++) {
    struct plating_task *t = w.all[w.at].task;
    const struct pl_task_ops *ops = pl_task_ops_of (t);

    if (ops && ops->awaits)
      ops->awaits (t, &w);
  }
  if (w.is_circle)
    *why = explain (&w);
  free (many);
  return w.is_circle ? PLATING_E_STATE : 0;
}
