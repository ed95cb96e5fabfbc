/* SPDX-License-Identifier: Apache-2.0 */
/* The operations of a session: runs, and the tasks that stand for them. */

#include <config.h>

#include "session-parts.h"

#include <plating/async.h>

#include "error.h"
#include "monitor.h"
#include "options.h"
#include "run.h"
#include "task.h"
#include "trace.h"
#include "worker.h"

#define TICK_MS 100

/* What stands behind a task of this kind. */
struct operation {
  struct pl_run *run;           /* the loop's lock; NULL when it has ended */
  uint64_t done, total;         /* as they were then */
};

static void
read_progress (struct operation *o)
{
  if (!o->run)
    return;
  o->done = atomic_load (&o->run->n_done);
  o->total = atomic_load (&o->run->n_entries);
}

static void
operation_progress (struct plating_task *task, uint64_t *done,
                    uint64_t *total)
{
  struct operation *o = pl_task_data (task);
  struct pl_loop *loop = pl_task_loop (task);

  pl_loop_lock (loop);
  read_progress (o);
  *done = o->done;
  *total = o->total;
  pl_loop_unlock (loop);
}

static void
operation_cancel (struct plating_task *task)
{
  struct operation *o = pl_task_data (task);
  struct pl_loop *loop = pl_task_loop (task);
  struct pl_run *run;

  pl_loop_lock (loop);
  run = o->run && pl_run_hold (o->run) == 0 ? o->run : NULL;
  pl_loop_unlock (loop);
  if (run) {
    pl_run_cancel (run);
    pl_run_release (run);
  }
}

static const struct pl_task_ops operation_ops = {
  .name = "operation",
  .cancel_now = operation_cancel,
  .progress = operation_progress,
};

static void
on_run_end (struct pl_run *run)
{
  struct plating_session *s = run->owner;
  struct plating_task *task = run->task;
  struct operation *o = pl_task_data (task);
  struct pl_loop *loop = run->env.loop;
  struct plating_result *result = plating_result_ref (run->result);
  struct plating_error *error = run->error;
  struct pl_binding *b;
  struct pl_run **p;

  run->error = NULL;
  uv_mutex_lock (&s->mutex);
  for (p = &s->runs; *p != run; p = &(*p)->next)
    continue;
  *p = run->next;
  for (b = s->bindings; b->loop != loop; b = b->next)
    continue;
  if (--b->n_runs == 0)
    pl_loop_set_tick (loop, 0, NULL, NULL);
  uv_mutex_unlock (&s->mutex);

  pl_loop_lock (loop);
  read_progress (o);
  o->run = NULL;
  pl_loop_unlock (loop);
  pl_run_free (run);
  /* Last of all: without tasks the session may be gone. */
  pl_task_end (task, result, error);
  plating_task_unref (task);
}

static size_t
n_workers (const struct plating_options *o)
{
  return o && o->jobs ? (size_t) o->jobs : uv_available_parallelism ();
}

/* An op of a run on its way to the monitor. */
struct op_visit {
  void (*visit) (void *data, void *task, const struct pl_strand_op *op);
  void *data;
  void *task;
};

static void
visit_op (void *data, const struct pl_strand_op *op)
{
  struct op_visit *v = data;

  v->visit (v->data, v->task, op);
}

static void
each_op (void *owner,
         void (*visit) (void *data, void *task,
                        const struct pl_strand_op *op),
         void *data)
{
  struct plating_session *s = owner;
  struct pl_run *run;

  uv_mutex_lock (&s->mutex);
  for (run = s->runs; run; run = run->next) {
    struct op_visit v = { visit, data, run->task };

    pl_strand_group_each (&run->group, visit_op, &v);
  }
  uv_mutex_unlock (&s->mutex);
}

/* The mutex is held. */
static void
open_monitor (struct plating_session *s, struct pl_loop *loop,
              const char *path, struct plating_error **err)
{
  struct pl_monitor_source source = { .each_op = each_op, .owner = s };

  pl_session_watch (s, 0);
  source.watch = s->watch;
  s->monitored = loop;
  if (!s->watch)
    pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  else
    pl_monitor_open (&s->monitor, pl_loop_uv (loop), path, &source, err);
}

static void
check_runs (void *data)
{
  struct pl_binding *b = data;
  struct pl_run *run;

  uv_mutex_lock (&b->session->mutex);
  for (run = b->session->runs; run; run = run->next)
    if (run->env.loop == b->loop)
      pl_strand_group_check (&run->group);
  uv_mutex_unlock (&b->session->mutex);
}

/* Makes a run; the mutex is held. */
static struct pl_run *
new_run (struct plating_session *s, uv_loop_t *uv, uint32_t verb,
         const struct plating_options *options, struct pl_binding **binding)
{
  struct pl_run *run;

  if (s->is_closing)
    return NULL;
  if (options && options->debug)
    pl_session_watch (s, 1);
  if (!s->workers)
    s->workers = pl_workers_new (n_workers (options));
  else
    pl_workers_resize (s->workers, n_workers (options));
  *binding = pl_session_bind_loop (s, uv);
  if (!s->workers || !*binding
      || pl_run_new (&run, verb, options, s->workers, (*binding)->loop,
                     s->log) < 0)
    return NULL;
  if (run->options->monitor && !s->monitor)
    open_monitor (s, (*binding)->loop, run->options->monitor, &run->error);
  if (run->options->trace && !s->trace && !run->error)
    pl_trace_open (&s->trace, run->options->trace, &run->error);
  run->group.trace = s->trace;
  run->group.events = s->events;
  (*binding)->n_runs++;
  return run;
}

static struct plating_task *start (struct plating_session *s, uv_loop_t *uv,
                                   uint32_t verb,
                                   const struct plating_options *options,
                                   struct pl_command *command);

/* An operation that a command asks for. */
static struct plating_task *
start_nested (void *owner, struct pl_loop *loop, uint32_t verb,
              const struct plating_options *options)
{
  return start (owner, pl_loop_uv (loop), verb, options, NULL);
}

/* Takes COMMAND (may be NULL), even on failure. */
static struct plating_task *
start (struct plating_session *s, uv_loop_t *uv, uint32_t verb,
       const struct plating_options *options, struct pl_command *command)
{
  struct pl_binding *binding;
  struct plating_task *task;
  struct pl_run *run;

  if (!uv)
    uv = pl_session_loop (s);
  if (!uv) {
    pl_command_free (command);
    return NULL;
  }
  uv_mutex_lock (&s->mutex);
  run = new_run (s, uv, verb, options, &binding);
  task = run ? pl_task_new (binding->loop, &operation_ops,
                            sizeof (struct operation)) : NULL;
  if (run && !task) {
    binding->n_runs--;
    pl_run_free (run);
  }
  if (task) {
    ((struct operation *) pl_task_data (task))->run = run;
    run->task = plating_task_ref (task);
    run->group.task = task;
    run->next = s->runs;
    s->runs = run;
  }
  uv_mutex_unlock (&s->mutex);
  if (!task) {
    pl_command_free (command);
    return NULL;
  }
  run->command = command;
  if (command) {
    command->print = s->print;
    command->print_data = s->print_data;
    command->write = s->write;
    command->write_data = s->write_data;
    command->start = start_nested;
    command->owner = s;
  }
  pl_loop_set_tick (binding->loop, TICK_MS, check_runs, binding);
  pl_run_start (run, on_run_end, s);
  return task;
}

struct plating_task *
plating_plate (struct plating_session *session, struct uv_loop_s *loop,
               const struct plating_options *options)
{
  return start (session, loop, PL_VERB_PLATE, options, NULL);
}

struct plating_task *
plating_validate (struct plating_session *session, struct uv_loop_s *loop,
                  const struct plating_options *options)
{
  return start (session, loop, PL_VERB_VALIDATE, options, NULL);
}

struct plating_task *
plating_adorn (struct plating_session *session, struct uv_loop_s *loop,
               const struct plating_options *options)
{
  return start (session, loop, PL_VERB_ADORN, options, NULL);
}

struct plating_task *
plating_info (struct plating_session *session, struct uv_loop_s *loop,
              const struct plating_options *options)
{
  return start (session, loop, PL_VERB_INFO, options, NULL);
}

struct plating_task *
plating_command (struct plating_session *session, struct uv_loop_s *loop,
                 const struct plating_options *options, const char *plugin,
                 const char *name, const char *program_name,
                 const char *const *arguments, size_t n)
{
  struct pl_command *command
    = pl_command_new (plugin, name, program_name, arguments, n);

  return command ? start (session, loop, PL_VERB_COMMAND, options, command)
    : NULL;
}

void
plating_session_on_print (struct plating_session *session,
                          void (*print) (void *data, int stream,
                                         struct plating_text line),
                          void *data)
{
  session->print = print;
  session->print_data = data;
}

void
plating_session_on_write (struct plating_session *session,
                          int (*write) (void *data, int stream,
                                        struct plating_text bytes),
                          void *data)
{
  session->write = write;
  session->write_data = data;
}
