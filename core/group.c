/* SPDX-License-Identifier: Apache-2.0 */
/* Groups: tasks side by side that are added one by one, and that nobody
 * outlives.
 *
 * A group is the data of its task; what the caller holds until it closes the
 * group is a reference to that.  The task ends when the group takes no more
 * (it was closed, or cancelled) and has no member left. */

#include <config.h>

#include <stdatomic.h>
#include <stdlib.h>

#include "error.h"
#include "loop.h"
#include "session.h"
#include "task.h"

struct member {
  struct member *prev, *next;
  struct plating_group *group;
  struct plating_task *task;
};

struct plating_group {
  uint32_t flags;
  int is_closed;                /* by its owner */
  int is_cancelled;             /* and takes no more */
  int has_failed;               /* and cancels what comes */
  struct member *members;
  atomic_size_t n_added, n_ended;
  struct plating_error *error;  /* the one that came first */
};

static void
group_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct plating_group *g = pl_task_data (t);

  (void) doomed;
  plating_error_unref (g->error);
}

static void
finish_if_empty (struct plating_group *g)
{
  struct plating_task *t = pl_task_of (g);

  if (g->members || !(g->is_closed || g->is_cancelled))
    return;
  pl_task_finish (t, NULL, NULL,
                  g->error ? plating_error_ref (g->error)
                  : pl_task_is_cancelled (t) ? pl_error_cancelled () : NULL);
}

static void
cancel_members (struct plating_group *g)
{
  struct member *m;

  for (m = g->members; m; m = m->next)
    plating_task_cancel (m->task);
}

static void
group_cancel (struct plating_task *t)
{
  struct plating_group *g = pl_task_data (t);

  g->is_cancelled = 1;
  cancel_members (g);
  finish_if_empty (g);
}

static void
group_progress (struct plating_task *t, uint64_t *done, uint64_t *total)
{
  struct plating_group *g = pl_task_data (t);

  *done = atomic_load_explicit (&g->n_ended, memory_order_relaxed);
  *total = atomic_load_explicit (&g->n_added, memory_order_relaxed);
}

static void
group_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct plating_group *g = pl_task_data (t);
  const struct member *m;

  for (m = g->members; m && pl_waits_have_room (waits); m = m->next)
    pl_waits_add (waits, m->task);
}

static const struct pl_task_ops group_ops = {
  .name = "group",
  .cancel = group_cancel,
  .awaits = group_awaits,
  .progress = group_progress,
  .release = group_release,
};

static void
on_member_end (struct plating_task *task, void *data)
{
  struct member *m = data;
  struct plating_group *g = m->group;

  if (m->prev)
    m->prev->next = m->next;
  else
    g->members = m->next;
  if (m->next)
    m->next->prev = m->prev;
  free (m);
  atomic_fetch_add_explicit (&g->n_ended, 1, memory_order_relaxed);
  if (plating_task_state (task) == PLATING_TASK_FAILED && !g->error) {
    g->error = pl_task_error_ref (task);
    if (g->flags & PLATING_GROUP_CANCEL_ON_ERROR) {
      g->has_failed = 1;
      cancel_members (g);
    }
  }
  plating_task_unref (task);
  finish_if_empty (g);
}

struct plating_group *
plating_group_new (struct plating_session *session, struct uv_loop_s *uv,
                   uint32_t flags)
{
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct plating_group *g;

  if (loop)
    t = pl_task_new (loop, &group_ops, sizeof *g);
  if (!t)
    return NULL;
  g = pl_task_data (t);
  g->flags = flags;
  pl_task_begin (t);
  return g;
}

/* Whether TASK can become a member. */
static int
check (struct plating_group *g, struct plating_task *task)
{
  struct plating_task *t = pl_task_of (g);
  struct plating_error *why;
  int status;

  if (!task)
    return PLATING_E_NOMEM;
  if (g->is_cancelled || pl_task_is_cancelled (t)
      || (g->is_closed && !g->members)
      || pl_loop_uv (pl_task_loop (task)) != pl_loop_uv (pl_task_loop (t)))
    return PLATING_E_STATE;
  status = pl_task_check_wait (t, task, &why);
  plating_error_unref (why);
  return status;
}

int
plating_group_add (struct plating_group *g, struct plating_task *task)
{
  struct member *m = NULL;
  int status = check (g, task);

  if (status == 0 && !(m = malloc (sizeof *m)))
    status = PLATING_E_NOMEM;
  if (status == 0) {
    *m = (struct member) { NULL, g->members, g, task };
    status = plating_task_on_end (task, on_member_end, m);
  }
  if (status < 0) {
    free (m);
    plating_task_cancel (task);
    plating_task_unref (task);
    return status;
  }
  pl_task_adopt (pl_task_of (g), task);
  if (m->next)
    m->next->prev = m;
  g->members = m;
  atomic_fetch_add_explicit (&g->n_added, 1, memory_order_relaxed);
  if (g->has_failed)
    plating_task_cancel (task);
  return 0;
}

void
plating_group_cancel (struct plating_group *g)
{
  plating_task_cancel (pl_task_of (g));
}

struct plating_task *
plating_group_close (struct plating_group *g, uint32_t how)
{
  g->is_closed = 1;
  if (how == PLATING_GROUP_CANCEL)
    cancel_members (g);
  finish_if_empty (g);
  return pl_task_of (g);
}
