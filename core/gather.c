/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks side by side, known from the start: gather, any, race. */

#include <config.h>

#include <stdatomic.h>

#include "error.h"
#include "loop.h"
#include "session.h"
#include "task.h"

/* Beside the PLATING_GATHER_ modes. */
#define MODE_ANY  1000u
#define MODE_RACE 2000u

struct gather {
  size_t n;
  atomic_size_t n_ended;
  uint32_t mode;
  int is_decided;               /* the others have been cancelled */
  struct plating_task *winner;  /* of any and race; a member */
  struct plating_error *error;  /* the one that came first */
  struct plating_task *members[];
};

static void
gather_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct gather *g = pl_task_data (t);
  size_t i;

  for (i = 0; i < g->n; i++)
    pl_task_doom (doomed, g->members[i]);
  plating_error_unref (g->error);
}

static void
cancel_members (struct plating_task *t)
{
  struct gather *g = pl_task_data (t);
  size_t i;

  for (i = 0; i < g->n; i++)
    plating_task_cancel (g->members[i]);
}

static void
gather_progress (struct plating_task *t, uint64_t *done, uint64_t *total)
{
  struct gather *g = pl_task_data (t);

  *done = atomic_load_explicit (&g->n_ended, memory_order_relaxed);
  *total = g->n;
}

static void
gather_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct gather *g = pl_task_data (t);
  size_t i;

  for (i = 0; i < g->n && pl_waits_have_room (waits); i++)
    pl_waits_add (waits, g->members[i]);
}

static const struct pl_task_ops gather_ops = {
  .name = "gather",
  .cancel = cancel_members,
  .awaits = gather_awaits,
  .progress = gather_progress,
  .release = gather_release,
};

/* The error of the first member in order that has one; a new reference. */
static struct plating_error *
first_error (const struct gather *g)
{
  size_t i;

  for (i = 0; i < g->n; i++) {
    if (!g->members[i])
      return pl_error_no_memory ();
    if (plating_task_error (g->members[i]))
      return pl_task_error_ref (g->members[i]);
  }
  return NULL;
}

static void
finish (struct plating_task *t)
{
  struct gather *g = pl_task_data (t);
  struct plating_error *error = NULL;

  if (pl_task_is_cancelled (t))
    error = pl_error_cancelled ();
  else if (g->winner) {
    pl_task_finish_as (t, g->winner);
    return;
  } else if (g->error)
    error = plating_error_ref (g->error);
  else if (g->mode != PLATING_GATHER_ERRORS)
    error = first_error (g);
  pl_task_finish (t, NULL, NULL, error);
}

/* One more has ended; MEMBER is NULL for one that never was. */
static void
count (struct plating_task *t, struct plating_task *member)
{
  struct gather *g = pl_task_data (t);
  size_t n = atomic_load_explicit (&g->n_ended, memory_order_relaxed) + 1;
  int is_done = member
    && plating_task_state (member) == PLATING_TASK_DONE;

  atomic_store_explicit (&g->n_ended, n, memory_order_relaxed);
  if (!g->is_decided
      && ((g->mode == MODE_ANY && is_done)
          || (g->mode == MODE_RACE && member)
          || (g->mode == PLATING_GATHER_FIRST_ERROR && !is_done))) {
    g->is_decided = 1;
    if (g->mode != PLATING_GATHER_FIRST_ERROR)
      g->winner = member;
    else
      g->error = member ? pl_task_error_ref (member)
        : pl_error_no_memory ();
    if (n < g->n)
      cancel_members (t);
  }
  if (n == g->n)
    finish (t);
}

static void
on_member_end (struct plating_task *member, void *data)
{
  count (data, member);
}

static int
are_on (struct plating_task *const *tasks, size_t n, struct pl_loop *loop)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (tasks[i]
        && pl_loop_uv (pl_task_loop (tasks[i])) != pl_loop_uv (loop))
      return 0;
  return 1;
}

/* Fails T without waiting for anything. */
static struct plating_task *
refuse (struct plating_task *t, int code, const char *why)
{
  pl_task_finish (t, NULL, NULL, plating_error_new (code, why, NULL));
  return t;
}

/* Listens to all members. */
static int
watch (struct plating_task *t)
{
  struct gather *g = pl_task_data (t);
  size_t i;

  for (i = 0; i < g->n; i++) {
    struct plating_task *member = g->members[i];

    if (!member)
      count (t, NULL);
    else if (plating_task_on_end (member, on_member_end, t) < 0) {
      /* The members that are watched hold T by what they will call. */
      plating_task_cancel (member);
      count (t, NULL);
    }
  }
  return 0;
}

static struct plating_task *
gather (struct plating_session *session, struct uv_loop_s *uv,
        struct plating_task *const *tasks, size_t n, uint32_t mode)
{
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct gather *g;
  size_t i;

  if (loop && n < SIZE_MAX / sizeof *tasks / 2)
    t = pl_task_new (loop, &gather_ops, sizeof *g + n * sizeof *tasks);
  if (!t) {
    for (i = 0; i < n; i++) {
      plating_task_cancel (tasks[i]);
      plating_task_unref (tasks[i]);
    }
    return NULL;
  }
  g = pl_task_data (t);
  g->n = n;
  g->mode = mode;
  for (i = 0; i < n; i++)
    g->members[i] = tasks[i];
  pl_task_begin (t);
  if (!are_on (tasks, n, loop)) {
    cancel_members (t);
    return refuse (t, PLATING_E_STATE, "a task lives on another loop");
  }
  if (!n && mode >= MODE_ANY)
    return refuse (t, PLATING_E_INVAL, "there is no task to choose from");
  if (!n)
    finish (t);
  watch (t);
  return t;
}

struct plating_task *
plating_gather (struct plating_session *session, struct uv_loop_s *loop,
                struct plating_task *const *tasks, size_t n, uint32_t mode)
{
  if (mode != PLATING_GATHER_FIRST_ERROR && mode != PLATING_GATHER_ERRORS)
    mode = PLATING_GATHER_ALL;
  return gather (session, loop, tasks, n, mode);
}

struct plating_task *
plating_any (struct plating_session *session, struct uv_loop_s *loop,
             struct plating_task *const *tasks, size_t n)
{
  return gather (session, loop, tasks, n, MODE_ANY);
}

struct plating_task *
plating_race (struct plating_session *session, struct uv_loop_s *loop,
              struct plating_task *const *tasks, size_t n)
{
  return gather (session, loop, tasks, n, MODE_RACE);
}

struct plating_task *
plating_member_at (const struct plating_task *task, size_t i)
{
  struct plating_task *t = (struct plating_task *) (uintptr_t) task;
  const struct gather *g;

  if (!t || pl_task_ops_of (t) != &gather_ops)
    return NULL;
  g = pl_task_data (t);
  return i < g->n ? g->members[i] : NULL;
}
