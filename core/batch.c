/* SPDX-License-Identifier: Apache-2.0 */
/* Batches: tasks that are made when there is room for them.
 *
 * Each place for a task is a slot; memory depends on the limit alone and
 * not on how many there are. */

#include <config.h>

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "error.h"
#include "loop.h"
#include "session.h"
#include "task.h"
#include "watch.h"

#define MAX_LIMIT 65536u
#define NO_MORE 1

struct slot {
  struct batch *batch;
  struct slot *next;            /* of those that are free */
  struct plating_task *task;    /* NULL: free */
  uint64_t index;
};

struct batch {
  struct plating_batch_options options;
  struct pl_post fill_post;
  _Atomic uint64_t n_started, n_ended;
  int is_exhausted;             /* the source is not asked any more */
  struct plating_error *error;  /* the first in order so far */
  uint64_t error_index;
  struct slot *free;
  struct slot slots[];
};

static void
batch_release (struct plating_task *t, struct pl_task_doomed *doomed)
{
  struct batch *b = pl_task_data (t);

  (void) doomed;
  plating_error_unref (b->error);
}

static uint64_t
get (_Atomic uint64_t *n)
{
  return atomic_load_explicit (n, memory_order_relaxed);
}

static void
finish_if_empty (struct batch *b)
{
  struct plating_task *t = pl_task_of (b);

  if (!b->is_exhausted || get (&b->n_started) > get (&b->n_ended))
    return;
  pl_task_finish (t, NULL, NULL,
                  pl_task_is_cancelled (t) ? pl_error_cancelled ()
                  : plating_error_ref (b->error));
}

static void
cancel_running (struct batch *b)
{
  size_t i;

  b->is_exhausted = 1;
  for (i = 0; i < b->options.limit; i++)
    plating_task_cancel (b->slots[i].task);
}

static void
batch_cancel (struct plating_task *t)
{
  struct batch *b = pl_task_data (t);

  cancel_running (b);
  finish_if_empty (b);
}

static void
batch_progress (struct plating_task *t, uint64_t *done, uint64_t *total)
{
  struct batch *b = pl_task_data (t);

  *done = get (&b->n_ended);
  *total = get (&b->n_started);
}

static void
batch_awaits (struct plating_task *t, struct pl_waits *waits)
{
  struct batch *b = pl_task_data (t);
  size_t i;

  for (i = 0; i < b->options.limit && pl_waits_have_room (waits); i++)
    pl_waits_add (waits, b->slots[i].task);
}

static const struct pl_task_ops batch_ops = {
  .name = "batch",
  .cancel = batch_cancel,
  .awaits = batch_awaits,
  .progress = batch_progress,
  .release = batch_release,
};

/* Item INDEX has failed with ERROR, which is taken. */
static void
note_error (struct batch *b, uint64_t index, struct plating_error *error)
{
  uint32_t mode = b->options.mode;

  if (mode == PLATING_GATHER_ERRORS
      || (b->error && (mode == PLATING_GATHER_FIRST_ERROR
                       || b->error_index < index))) {
    plating_error_unref (error);
    return;
  }
  plating_error_unref (b->error);
  b->error = error;
  b->error_index = index;
  if (mode == PLATING_GATHER_FIRST_ERROR)
    cancel_running (b);
}

static void fill (struct batch *b);

static void
on_slot_end (struct plating_task *task, void *data)
{
  struct slot *slot = data;
  struct batch *b = slot->batch;
  struct plating_task *t = pl_task_of (b);
  struct pl_watch_call call;

  slot->task = NULL;
  slot->next = b->free;
  b->free = slot;
  atomic_fetch_add_explicit (&b->n_ended, 1, memory_order_relaxed);
  if (plating_task_error (task))
    note_error (b, slot->index, pl_task_error_ref (task));
  if (b->options.on_item) {
    pl_task_enter (t, &call);
    b->options.on_item (b->options.data, slot->index, task);
    pl_task_leave (t, &call, (void (*) (void)) b->options.on_item);
  }
  plating_task_unref (task);
  fill (b);
}

/* Puts TASK, number INDEX, into a slot; *WHY may become an error. */
static int
put (struct batch *b, uint64_t index, struct plating_task *task,
     struct plating_error **why)
{
  struct pl_loop *loop = pl_task_loop (pl_task_of (b));
  struct slot *slot = b->free;
  int status = PLATING_E_NOMEM;

  if (task && pl_loop_uv (pl_task_loop (task)) != pl_loop_uv (loop))
    status = PLATING_E_STATE;
  else if (task)
    status = pl_task_check_wait (pl_task_of (b), task, why);
  if (status == 0)
    status = plating_task_on_end (task, on_slot_end, slot);
  if (status < 0) {
    plating_task_cancel (task);
    plating_task_unref (task);
    return status;
  }
  pl_task_adopt (pl_task_of (b), task);
  b->free = slot->next;
  slot->task = task;
  slot->index = index;
  atomic_fetch_add_explicit (&b->n_started, 1, memory_order_relaxed);
  return 0;
}

static int
ask_source (struct batch *b, uint64_t index, struct plating_task **task)
{
  struct plating_task *t = pl_task_of (b);
  struct pl_watch_call call;
  int status;

  pl_task_enter (t, &call);
  status = b->options.source (b->options.data, index, task);
  pl_task_leave (t, &call, (void (*) (void)) b->options.source);
  return status;
}

/* Asks the source for as many as there is room for. */
static void
fill (struct batch *b)
{
  while (b->free && !b->is_exhausted
         && !pl_task_is_cancelled (pl_task_of (b))) {
    struct plating_task *task = NULL;
    struct plating_error *why = NULL;
    uint64_t index = get (&b->n_started);
    int status = ask_source (b, index, &task);

    if (status > 0)
      status = put (b, index, task, &why);
    else {
      plating_task_cancel (task);
      plating_task_unref (task);
      status = status < 0 ? status : NO_MORE;
    }
    if (status == 0)
      continue;
    b->is_exhausted = 1;
    if (status < 0) {
      /* Nothing more can come: that is an error in each mode. */
      if (b->options.mode == PLATING_GATHER_ERRORS)
        b->options.mode = PLATING_GATHER_ALL;
      note_error (b, index, why ? why
                  : status == PLATING_E_NOMEM ? pl_error_no_memory ()
                  : plating_error_new (status, "the source of a batch failed",
                                       NULL));
    }
  }
  finish_if_empty (b);
}

static void
on_fill (struct pl_post *post)
{
  struct batch *b = (struct batch *) (void *)
    ((char *) post - offsetof (struct batch, fill_post));
  struct plating_task *t = pl_task_of (b);

  if (!pl_task_is_over (t)) {
    pl_task_begin (t);
    fill (b);
  }
  plating_task_unref (t);
}

struct plating_task *
plating_batch (struct plating_session *session, struct uv_loop_s *uv,
               const struct plating_batch_options *options)
{
  struct plating_batch_options o = { .mode = PLATING_GATHER_ALL };
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct batch *b;
  int is_wrong;
  size_t i;

  memcpy (&o, options, options->struct_size < sizeof o
          ? options->struct_size : sizeof o);
  is_wrong = !o.source || !o.limit || o.limit > MAX_LIMIT;
  if (is_wrong)
    o.limit = 0;
  if (loop)
    t = pl_task_new (loop, &batch_ops,
                     sizeof *b + o.limit * sizeof b->slots[0]);
  if (!t)
    return NULL;
  b = pl_task_data (t);
  b->options = o;
  if (!o.mode)
    b->options.mode = PLATING_GATHER_ALL;
  for (i = o.limit; i--; ) {
    b->slots[i].batch = b;
    b->slots[i].next = b->free;
    b->free = &b->slots[i];
  }
  if (is_wrong) {
    pl_task_finish (t, NULL, NULL,
                    plating_error_new (PLATING_E_INVAL,
                                       "a batch needs a source, and a limit"
                                       " of 1 to 65536", NULL));
    return t;
  }
  b->fill_post.run = on_fill;
  plating_task_ref (t);
  pl_loop_post (loop, &b->fill_post);
  return t;
}
