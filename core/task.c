/* SPDX-License-Identifier: Apache-2.0 */
/* The embedder's futures.
 *
 * A task is small, since there may be a million of them: no lock, one post,
 * and room for one callback.  Whatever is to happen to it on its loop is a
 * flag; whoever sets the first one queues the post:
 *
 *   CANCEL   somebody asked it to stop
 *   CLAIMED  somebody owns the right to write the outcome
 *   READY    the outcome is written
 *   QUEUED   the post is in the loop's queue, with a reference
 *
 * Only the loop's thread goes on from there, to a final state. */

#include <config.h>

#include "task.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <uv.h>

#include "error.h"
#include "loop.h"
#include "watch.h"

#define QUEUED  1u
#define CLAIMED 2u
#define READY   4u
#define CANCEL  8u
#define TOLD   16u              /* CANCEL was passed on */

struct callback {
  struct callback *next;
  void (*function) (struct plating_task *task, void *data);
  void *data;
};

struct plating_task {
  atomic_uint refs;
  atomic_uint flags;
  atomic_uint state;
  struct pl_loop *loop;
  struct pl_post post;
  const struct pl_task_ops *ops;
  struct plating_task *prev, *next;   /* of the loop's list */
  void (*function) (struct plating_task *task, void *data);
  void *function_data;                /* first callback */
  struct callback *more;              /* the last of the others, a ring */
  void *value;
  void (*destroy) (void *value);
  struct plating_error *error;
};

/* What stands behind the task in memory. */
#define HEADER \
  ((sizeof (struct plating_task) + _Alignof (max_align_t) - 1) \
   / _Alignof (max_align_t) * _Alignof (max_align_t))

static void on_post (struct pl_post *post);

struct plating_task *
pl_task_new (struct pl_loop *loop, const struct pl_task_ops *ops, size_t size)
{
  struct plating_task *t, **head;

  if (pl_loop_is_ending (loop))
    return NULL;
  t = calloc (1, HEADER + size);
  if (!t)
    return NULL;
  /* The caller's, and its own until it ends. */
  atomic_init (&t->refs, 2);
  atomic_init (&t->flags, 0);
  atomic_init (&t->state, PLATING_TASK_PENDING);
  t->loop = pl_loop_ref (loop);
  t->ops = ops;
  t->post.run = on_post;
  head = pl_loop_tasks (loop);
  t->next = *head;
  if (t->next)
    t->next->prev = t;
  *head = t;
  pl_loop_hold (loop);
  if (pl_loop_watch (loop))
    pl_watch_made (pl_loop_watch (loop), t, ops ? ops->name : "task");
  return t;
}

void *
pl_task_data (struct plating_task *t)
{
  return (char *) t + HEADER;
}

struct plating_task *
pl_task_of (void *data)
{
  return (struct plating_task *) (void *) ((char *) data - HEADER);
}

const struct pl_task_ops *
pl_task_ops_of (const struct plating_task *t)
{
  return t->ops;
}

struct pl_loop *
pl_task_loop (const struct plating_task *t)
{
  return t->loop;
}

/* -- references ----------------------------------------------------------- */

struct plating_task *
plating_task_ref (struct plating_task *t)
{
  if (t)
    atomic_fetch_add_explicit (&t->refs, 1, memory_order_relaxed);
  return t;
}

void
pl_task_doom (struct pl_task_doomed *doomed, struct plating_task *t)
{
  if (!t
      || atomic_fetch_sub_explicit (&t->refs, 1, memory_order_acq_rel) != 1)
    return;
  t->next = doomed->first;
  doomed->first = t;
}

/* A value of this kind is a task that has the value. */
static void
destroy_alias (void *value)
{
  plating_task_unref (value);
}

static void
destroy_result (void *value)
{
  plating_result_unref (value);
}

static void
drop_callbacks (struct plating_task *t)
{
  while (t->more) {
    struct callback *c = t->more->next;

    if (c == t->more)
      t->more = NULL;
    else
      t->more->next = c->next;
    free (c);
  }
}

void
plating_task_unref (struct plating_task *task)
{
  struct pl_task_doomed doomed = { NULL };
  struct plating_task *t;

  pl_task_doom (&doomed, task);
  while ((t = doomed.first)) {
    doomed.first = t->next;
    if (pl_loop_watch (t->loop))
      pl_watch_gone (pl_loop_watch (t->loop), t);
    drop_callbacks (t);
    if (t->ops && t->ops->release)
      t->ops->release (t, &doomed);
    if (t->value && t->destroy == destroy_alias)
      pl_task_doom (&doomed, t->value);
    else if (t->value && t->destroy)
      t->destroy (t->value);
    plating_error_unref (t->error);
    pl_loop_unref (t->loop);
    free (t);
  }
}

/* -- looking -------------------------------------------------------------- */

uint32_t
plating_task_state (const struct plating_task *t)
{
  if (!t)
    return PLATING_TASK_FAILED;
  return atomic_load_explicit (&t->state, memory_order_acquire);
}

int
pl_task_is_over (const struct plating_task *t)
{
  return plating_task_state (t) >= PLATING_TASK_DONE;
}

int
pl_task_is_cancelled (const struct plating_task *t)
{
  return (atomic_load (&t->flags) & CANCEL) != 0
    || pl_loop_is_closing (t->loop);
}

/* The task that holds the value. */
static const struct plating_task *
origin (const struct plating_task *t)
{
  while (t->destroy == destroy_alias)
    t = t->value;
  return t;
}

/* Somebody looks at the outcome. */
static void
note_read (const struct plating_task *t)
{
  if (pl_loop_watch (t->loop))
    pl_watch_read (pl_loop_watch (t->loop), t);
}

void
pl_task_adopt (struct plating_task *parent, struct plating_task *member)
{
  if (pl_loop_watch (member->loop))
    pl_watch_adopted (pl_loop_watch (member->loop), parent, member);
}

struct plating_result *
plating_task_result (const struct plating_task *t)
{
  if (!t || !pl_task_is_over (t))
    return NULL;
  note_read (t);
  t = origin (t);
  return t->destroy == destroy_result ? t->value : NULL;
}

void *
plating_task_value (const struct plating_task *t)
{
  if (!t || !pl_task_is_over (t))
    return NULL;
  note_read (t);
  t = origin (t);
  return t->destroy == destroy_result ? NULL : t->value;
}

struct plating_error *
plating_task_error (const struct plating_task *t)
{
  if (!t)
    return pl_error_no_memory ();
  if (!pl_task_is_over (t))
    return NULL;
  note_read (t);
  return t->error;
}

struct plating_error *
pl_task_error_ref (const struct plating_task *t)
{
  return plating_error_ref (plating_task_error (t));
}

void
plating_task_progress (const struct plating_task *task, uint64_t *done,
                       uint64_t *total)
{
  struct plating_task *t = (struct plating_task *) (uintptr_t) task;

  *done = *total = 0;
  if (t && t->ops && t->ops->progress)
    t->ops->progress (t, done, total);
}

/* -- the end -------------------------------------------------------------- */

/* Takes note of BITS and has the loop look at them. [any] */
static int
tell (struct plating_task *t, unsigned bits)
{
  if (atomic_fetch_or (&t->flags, bits | QUEUED) & QUEUED)
    return 0;
  plating_task_ref (t);
  if (pl_loop_post (t->loop, &t->post) == 0)
    return 0;
  /* A closed loop has no tasks that could still change. */
  atomic_fetch_and (&t->flags, ~QUEUED);
  plating_task_unref (t);
  return PLATING_E_STATE;
}

void
pl_task_enter (const struct plating_task *t, struct pl_watch_call *call)
{
  pl_loop_enter (t->loop, call);
  call->task = t;
}

void
pl_task_leave (const struct plating_task *t, const struct pl_watch_call *call,
               void (*function) (void))
{
  pl_loop_leave (t->loop, call, function);
}

static void
run_callback (struct plating_task *t,
              void (*function) (struct plating_task *task, void *data),
              void *data)
{
  struct pl_watch_call call;

  pl_task_enter (t, &call);
  function (t, data);
  pl_task_leave (t, &call, (void (*) (void)) function);
}

static void
run_callbacks (struct plating_task *t)
{
  void (*function) (struct plating_task *task, void *data) = t->function;
  struct callback *last = t->more, *c;

  /* What is added meanwhile is for another turn. */
  t->function = NULL;
  t->more = NULL;
  if (function)
    run_callback (t, function, t->function_data);
  if (!last)
    return;
  c = last->next;
  last->next = NULL;
  while (c) {
    struct callback *next = c->next;

    run_callback (t, c->function, c->data);
    free (c);
    c = next;
  }
}

/* Takes T, which has an outcome and is held by the caller, to its final
 * state. */
static void
settle (struct plating_task *t)
{
  struct pl_loop *loop = t->loop;
  struct plating_task **head = pl_loop_tasks (loop);
  uint32_t state = PLATING_TASK_DONE;

  if (t->error)
    state = plating_error_code (t->error) == PLATING_E_CANCELLED
      ? PLATING_TASK_CANCELLED : PLATING_TASK_FAILED;
  if (pl_loop_watch (loop))
    pl_watch_ended (pl_loop_watch (loop), t, t->value || t->error);
  atomic_store_explicit (&t->state, state, memory_order_release);
  run_callbacks (t);
  if (t->prev)
    t->prev->next = t->next;
  else
    *head = t->next;
  if (t->next)
    t->next->prev = t->prev;
  t->prev = t->next = NULL;
  plating_task_unref (t);
  pl_loop_release (loop);
  if (!*head)
    pl_loop_tell_idle (loop);
}

/* Asked to stop, and there is no outcome yet. */
static void
pass_cancel_on (struct plating_task *t)
{
  if (t->ops && t->ops->cancel)
    t->ops->cancel (t);
  else if (!t->ops || !t->ops->cancel_now)
    pl_task_finish (t, NULL, NULL, pl_error_cancelled ());
}

static void
on_post (struct pl_post *post)
{
  struct plating_task *t = (struct plating_task *) (void *)
    ((char *) post - offsetof (struct plating_task, post));
  unsigned flags = atomic_fetch_and (&t->flags, ~QUEUED);

  if (pl_task_is_over (t)) {
    if (t->function || t->more) {
      run_callbacks (t);
      pl_loop_release (t->loop);
    }
  } else if (flags & READY) {
    settle (t);
  } else if ((flags & CANCEL) && !(flags & TOLD)) {
    atomic_fetch_or (&t->flags, TOLD);
    pass_cancel_on (t);
  }
  plating_task_unref (t);
}

static void
drop (void *value, void (*destroy) (void *value), struct plating_error *error)
{
  if (value && destroy)
    destroy (value);
  plating_error_unref (error);
}

int
pl_task_finish (struct plating_task *t, void *value,
                void (*destroy) (void *value), struct plating_error *error)
{
  if (atomic_fetch_or (&t->flags, CLAIMED) & CLAIMED) {
    drop (value, destroy, error);
    return PLATING_E_STATE;
  }
  t->value = value;
  t->destroy = destroy;
  t->error = error;
  tell (t, READY);
  return 0;
}

int
pl_task_finish_as (struct plating_task *t, struct plating_task *other)
{
  struct plating_task *from
    = (struct plating_task *) (uintptr_t) origin (other);

  if (!from->value)
    return pl_task_finish (t, NULL, NULL, pl_task_error_ref (other));
  return pl_task_finish (t, plating_task_ref (from), destroy_alias,
                         pl_task_error_ref (other));
}

void
pl_task_end (struct plating_task *t, struct plating_result *result,
             struct plating_error *error)
{
  if (atomic_fetch_or (&t->flags, CLAIMED) & CLAIMED) {
    drop (result, destroy_result, error);
    return;
  }
  t->value = result;
  t->destroy = destroy_result;
  t->error = error;
  atomic_fetch_or (&t->flags, READY);
  plating_task_ref (t);
  settle (t);
  plating_task_unref (t);
}

void
pl_task_give_up (struct plating_task *t)
{
  pl_task_finish (t, NULL, NULL, pl_error_no_memory ());
  plating_task_unref (t);
}

void
pl_task_begin (struct plating_task *t)
{
  unsigned pending = PLATING_TASK_PENDING;

  atomic_compare_exchange_strong (&t->state, &pending,
                                  PLATING_TASK_RUNNING);
}

/* -- asking --------------------------------------------------------------- */

/* Adds a callback behind those that are there. */
static int
add_callback (struct plating_task *t,
              void (*function) (struct plating_task *task, void *data),
              void *data)
{
  struct callback *c;

  if (!t->function && !t->more) {
    t->function = function;
    t->function_data = data;
    return 0;
  }
  c = malloc (sizeof *c);
  if (!c)
    return PLATING_E_NOMEM;
  *c = (struct callback) { c, function, data };
  if (t->more) {
    c->next = t->more->next;
    t->more->next = c;
  }
  t->more = c;
  return 0;
}

int
plating_task_on_end (struct plating_task *t,
                     void (*function) (struct plating_task *task,
                                       void *data),
                     void *data)
{
  int is_first, status;

  if (!t)
    return PLATING_E_NOMEM;
  is_first = !t->function && !t->more;
  status = add_callback (t, function, data);
  if (pl_loop_watch (t->loop))
    pl_watch_awaited (pl_loop_watch (t->loop), t, data);
  if (status < 0 || !pl_task_is_over (t) || !is_first)
    return status;
  status = tell (t, 0);
  if (status == 0)
    pl_loop_hold (t->loop);
  else
    t->function = NULL;
  return status;
}

void
plating_task_cancel (struct plating_task *t)
{
  if (!t || pl_task_is_over (t)
      || atomic_fetch_or (&t->flags, CANCEL) & CANCEL)
    return;
  if (t->ops && t->ops->cancel_now)
    t->ops->cancel_now (t);
  else
    tell (t, 0);
}

void
pl_task_cancel_all (struct pl_loop *loop)
{
  struct plating_task *t;

  for (t = *pl_loop_tasks (loop); t; t = t->next)
    plating_task_cancel (t);
}
