/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks that the application ends. */

#include <config.h>

#include "error.h"
#include "loop.h"
#include "session.h"
#include "task.h"
#include "watch.h"

struct promise {
  void (*on_cancel) (struct plating_task *task, void *data);
  void *data;
};

static void
promise_cancel (struct plating_task *t)
{
  struct promise *p = pl_task_data (t);
  struct pl_watch_call call;

  if (p->on_cancel) {
    pl_task_enter (t, &call);
    p->on_cancel (t, p->data);
    pl_task_leave (t, &call, (void (*) (void)) p->on_cancel);
  } else
    pl_task_finish (t, NULL, NULL, pl_error_cancelled ());
}

static const struct pl_task_ops promise_ops = {
  .name = "task",
  .cancel = promise_cancel,
};

struct plating_task *
plating_task_new (struct plating_session *session, struct uv_loop_s *uv,
                  void (*on_cancel) (struct plating_task *task, void *data),
                  void *data)
{
  struct pl_loop *loop = pl_session_bind (session, uv);
  struct plating_task *t = NULL;
  struct promise *p;

  if (loop)
    t = pl_task_new (loop, &promise_ops, sizeof *p);
  if (!t)
    return NULL;
  p = pl_task_data (t);
  p->on_cancel = on_cancel;
  p->data = data;
  return t;
}

void
plating_task_begin (struct plating_task *t)
{
  if (t && pl_task_ops_of (t) == &promise_ops)
    pl_task_begin (t);
}

/* STATUS of an end that the application has told.  A second one is only
 * right for a task that was cancelled meanwhile. */
static int
told (struct plating_task *t, int status)
{
  struct pl_watch *watch = pl_loop_watch (pl_task_loop (t));

  if (status == PLATING_E_STATE && watch && !pl_task_is_cancelled (t))
    pl_watch_doubled (watch, t);
  return status;
}

int
plating_task_complete (struct plating_task *t, void *value,
                       void (*destroy) (void *value))
{
  if (t && pl_task_ops_of (t) == &promise_ops)
    return told (t, pl_task_finish (t, value, destroy, NULL));
  if (value && destroy)
    destroy (value);
  return PLATING_E_STATE;
}

int
plating_task_fail (struct plating_task *t, struct plating_error *error)
{
  if (!error)
    error = pl_error_no_memory ();
  if (t && pl_task_ops_of (t) == &promise_ops)
    return told (t, pl_task_finish (t, NULL, NULL, error));
  plating_error_unref (error);
  return PLATING_E_STATE;
}

int
plating_task_is_cancelled (const struct plating_task *t)
{
  return t && pl_task_is_cancelled (t);
}
