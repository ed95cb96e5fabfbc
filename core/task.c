/* SPDX-License-Identifier: Apache-2.0 */
/* The embedder's futures.
 *
 * A task is changed only on its loop's thread; other threads read its state
 * and may ask it to stop. */

#include <config.h>

#include "task.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <uv.h>

#include "error.h"
#include "loop.h"

struct callback {
  struct callback *next;
  void (*function) (struct plating_task *task, void *data);
  void *data;
};

struct plating_task {
  atomic_uint refs;
  atomic_uint state;
  atomic_int cancel_asked;
  struct pl_loop *loop;
  uv_mutex_t mutex;             /* ops: set to NULL when it ends */
  const struct pl_task_ops *ops;
  void *data;
  struct plating_result *result;
  struct plating_error *error;
  struct callback *first, **last;
  struct pl_post post;          /* runs callbacks that were added late */
  int is_posted;
  uint64_t done, total;         /* as they were at the end */
};

static void run_late_callbacks (struct pl_post *post);

struct plating_task *
pl_task_new (struct pl_loop *loop, const struct pl_task_ops *ops, void *data)
{
  struct plating_task *t = calloc (1, sizeof *t);

  if (!t)
    return NULL;
  if (uv_mutex_init (&t->mutex) < 0) {
    free (t);
    return NULL;
  }
  atomic_init (&t->refs, 1);
  atomic_init (&t->state, PLATING_TASK_RUNNING);
  t->loop = loop;
  t->ops = ops;
  t->data = data;
  t->last = &t->first;
  t->post.run = run_late_callbacks;
  return t;
}

struct plating_task *
plating_task_ref (struct plating_task *t)
{
  if (t)
    atomic_fetch_add (&t->refs, 1);
  return t;
}

void
plating_task_unref (struct plating_task *t)
{
  if (!t || atomic_fetch_sub (&t->refs, 1) != 1)
    return;
  while (t->first) {
    struct callback *c = t->first;

    t->first = c->next;
    free (c);
  }
  plating_result_unref (t->result);
  plating_error_unref (t->error);
  uv_mutex_destroy (&t->mutex);
  free (t);
}

uint32_t
plating_task_state (const struct plating_task *t)
{
  return atomic_load (&t->state);
}

static int
is_final (const struct plating_task *t)
{
  return plating_task_state (t) >= PLATING_TASK_DONE;
}

static void
run_callbacks (struct plating_task *t)
{
  while (t->first) {
    struct callback *c = t->first;

    t->first = c->next;
    if (!t->first)
      t->last = &t->first;
    c->function (t, c->data);
    free (c);
  }
}

static void
run_late_callbacks (struct pl_post *post)
{
  struct plating_task *t = (struct plating_task *) (void *)
    ((char *) post - offsetof (struct plating_task, post));

  t->is_posted = 0;
  run_callbacks (t);
  pl_loop_release (t->loop);
  plating_task_unref (t);
}

int
plating_task_on_end (struct plating_task *t,
                     void (*function) (struct plating_task *task,
                                       void *data),
                     void *data)
{
  struct callback *c = malloc (sizeof *c);

  if (!c)
    return PLATING_E_NOMEM;
  *c = (struct callback) { NULL, function, data };
  *t->last = c;
  t->last = &c->next;
  if (is_final (t) && !t->is_posted) {
    t->is_posted = 1;
    plating_task_ref (t);
    pl_loop_hold (t->loop);
    pl_loop_post (t->loop, &t->post);
  }
  return 0;
}

void
plating_task_cancel (struct plating_task *t)
{
  const struct pl_task_ops *ops;

  if (atomic_exchange (&t->cancel_asked, 1))
    return;
  uv_mutex_lock (&t->mutex);
  ops = t->ops;
  if (ops && (!ops->cancel || ops->hold (t->data) < 0))
    ops = NULL;
  uv_mutex_unlock (&t->mutex);
  if (ops)
    ops->cancel (t->data);
}

struct plating_result *
plating_task_result (const struct plating_task *t)
{
  return is_final (t) ? t->result : NULL;
}

struct plating_error *
plating_task_error (const struct plating_task *t)
{
  return is_final (t) ? t->error : NULL;
}

void
plating_task_progress (const struct plating_task *task, uint64_t *done,
                       uint64_t *total)
{
  struct plating_task *t = (struct plating_task *) (uintptr_t) task;

  uv_mutex_lock (&t->mutex);
  if (t->ops && t->ops->progress)
    t->ops->progress (t->data, &t->done, &t->total);
  *done = t->done;
  *total = t->total;
  uv_mutex_unlock (&t->mutex);
}

struct pl_loop *
pl_task_loop (const struct plating_task *t)
{
  return t->loop;
}

void
pl_task_end (struct plating_task *t, struct plating_result *result,
             struct plating_error *error)
{
  uint32_t state = PLATING_TASK_DONE;

  uv_mutex_lock (&t->mutex);
  if (t->ops && t->ops->progress)
    t->ops->progress (t->data, &t->done, &t->total);
  t->ops = NULL;
  uv_mutex_unlock (&t->mutex);
  t->result = result;
  t->error = error;
  if (error)
    state = plating_error_code (error) == PLATING_E_CANCELLED
      ? PLATING_TASK_CANCELLED : PLATING_TASK_FAILED;
  atomic_store (&t->state, state);
  plating_task_ref (t);
  run_callbacks (t);
  plating_task_unref (t);
}
