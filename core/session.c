/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: workers, loops, and the runs that use them.
 *
 * A session is bound to each uv loop on which an operation was started, and
 * keeps the binding until it is closed.  Runs are started and ended on
 * their loop's thread; the lists are under the mutex because loops may run
 * in several threads. */

#include <config.h>

#include "session.h"

#include <stdlib.h>
#include <string.h>

#include <plating/async.h>
#include <plating/observe.h>

#include "error.h"
#include "events.h"
#include "log.h"
#include "loop.h"
#include "monitor.h"
#include "options.h"
#include "run.h"
#include "task.h"
#include "trace.h"
#include "watch.h"
#include "worker.h"

#define TICK_MS 100
/* How long a callback may take before debug mode speaks of it. */
#define SLOW_MS 50

struct binding {
  struct binding *next;
  struct plating_session *session;
  struct pl_loop *loop;
  uv_loop_t *uv;
  size_t n_runs;
  struct pl_post close_post;
  int is_held;                  /* by the closing session */
};

struct plating_session {
  struct pl_log *log;
  uv_loop_t own;
  int has_own;
  uv_mutex_t mutex;             /* all below */
  struct pl_workers *workers;
  struct binding *bindings;
  struct pl_run *runs;
  struct pl_trace *trace;       /* of the first run that asked for one */
  struct pl_watch *watch;       /* if somebody looks at tasks */
  struct pl_events *events;
  struct pl_monitor *monitor;   /* of the first run that asked for one */
  struct pl_loop *monitored;    /* where it is */
  uint64_t slow_ms;             /* 0: not said */
  int is_closing;
  size_t n_open;                /* bindings that are not closed yet, and one
                                   while plating_session_close runs */
  size_t n_busy;                /* bindings that have tasks yet */
  int is_own_bound;             /* to its own loop */
  int is_running;               /* plating_session_run is on the stack */
  int is_freed_in_run;
  void (*on_closed) (void *data);
  void *closed_data;
  void (*print) (void *data, int stream, struct plating_text line);
  void *print_data;
};

const char *
plating_version (void)
{
  return PLATING_VERSION;
}

/* -- looking on ------------------------------------------------------------- */

/* What PLATING_DEBUG says: 0, or the longest time of a callback. */
static uint64_t
wanted_by_environment (void)
{
  const char *text = getenv ("PLATING_DEBUG");
  uint64_t ms = text ? strtoull (text, NULL, 10) : 0;

  return ms == 1 ? SLOW_MS : ms < 1000000 ? ms : 1000000;
}

/* Has the session's tasks watched from now on, for reports or without.  The
 * mutex is held, if there is anybody else. */
static void
watch (struct plating_session *s, int reports)
{
  struct binding *b;

  if (!s->watch)
    s->watch = pl_watch_new ();
  if (!s->watch)
    return;
  if (reports && !pl_watch_is_reporting (s->watch))
    pl_watch_report (s->watch, s->log,
                     (s->slow_ms ? s->slow_ms : SLOW_MS) * 1000000);
  for (b = s->bindings; b; b = b->next)
    pl_loop_set_watch (b->loop, s->watch);
}

struct plating_subscription *
plating_subscribe (struct plating_session *s, struct uv_loop_s *uv,
                   const struct plating_subscription_options *options)
{
  struct pl_loop *loop = pl_session_bind (s, uv);

  return loop ? pl_events_subscribe (s->events, loop, options) : NULL;
}

int
plating_session_new (struct plating_session **session,
                     struct plating_error **err)
{
  struct plating_session *s = calloc (1, sizeof *s);

  *session = NULL;
  if (s) {
    s->log = pl_log_new ();
    s->events = pl_events_new ();
  }
  if (!s || !s->log || !s->events || uv_mutex_init (&s->mutex) < 0) {
    if (s) {
      pl_log_free (s->log);
      pl_events_free (s->events);
    }
    free (s);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  s->slow_ms = wanted_by_environment ();
  if (s->slow_ms)
    watch (s, 1);
  *session = s;
  return 0;
}

struct pl_log *
pl_session_log (struct plating_session *s)
{
  return s->log;
}

struct uv_loop_s *
pl_session_loop (struct plating_session *s)
{
  if (!s->has_own) {
    if (uv_loop_init (&s->own) < 0)
      return NULL;
    s->has_own = 1;
  }
  return &s->own;
}

/* -- bindings --------------------------------------------------------------- */

/* The binding to UV, made if need be; the mutex is held. */
static struct binding *
bind_loop (struct plating_session *s, uv_loop_t *uv)
{
  struct binding *b;

  for (b = s->bindings; b; b = b->next)
    if (b->uv == uv)
      return b;
  b = calloc (1, sizeof *b);
  if (!b)
    return NULL;
  if (pl_loop_new (uv, &b->loop) < 0) {
    free (b);
    return NULL;
  }
  if (uv == &s->own)
    s->is_own_bound = 1;
  pl_loop_set_events (b->loop, s->events);
  if (s->watch)
    pl_loop_set_watch (b->loop, s->watch);
  b->session = s;
  b->uv = uv;
  b->next = s->bindings;
  s->bindings = b;
  s->n_open++;
  return b;
}

static void
check_runs (void *data)
{
  struct binding *b = data;
  struct pl_run *run;

  uv_mutex_lock (&b->session->mutex);
  for (run = b->session->runs; run; run = run->next)
    if (run->env.loop == b->loop)
      pl_strand_group_check (&run->group);
  uv_mutex_unlock (&b->session->mutex);
}

struct pl_loop *
pl_session_bind (struct plating_session *s, struct uv_loop_s *uv)
{
  struct binding *b = NULL;

  uv_mutex_lock (&s->mutex);
  if (!s->is_closing && (uv || (uv = pl_session_loop (s))))
    b = bind_loop (s, uv);
  uv_mutex_unlock (&s->mutex);
  return b ? b->loop : NULL;
}

/* -- closing ------------------------------------------------------------------ */

/* On each of its loops all tasks are cancelled; when the last one there has
 * ended, the binding closes.  The threads end with the last task of all, and
 * whoever closes last tells: a binding, or the call that began. */

static void
end_trace (struct plating_session *s)
{
  int failed = pl_trace_close (s->trace);

  if (failed)
    pl_log_line (s->log, PLATING_LEVEL_WARNING, NULL,
                 "the trace file is not complete: %s", strerror (failed));
}

static void
free_session (struct plating_session *s)
{
  end_trace (s);
  pl_events_free (s->events);
  if (s->watch)
    pl_watch_close (s->watch);
  pl_watch_unref (s->watch);
  /* A plugin that never came back may still log. */
  if (!pl_workers_n_orphans ())
    pl_log_free (s->log);
  uv_mutex_destroy (&s->mutex);
  free (s);
}

static void
drop_session (struct plating_session *s)
{
  void (*on_closed) (void *data) = s->on_closed;
  void *data = s->closed_data;
  int is_last;

  uv_mutex_lock (&s->mutex);
  is_last = --s->n_open == 0;
  uv_mutex_unlock (&s->mutex);
  if (!is_last)
    return;
  free_session (s);
  if (on_closed)
    on_closed (data);
}

static void
on_binding_closed (void *data)
{
  struct binding *b = data, **p;
  struct plating_session *s = b->session;

  uv_mutex_lock (&s->mutex);
  for (p = &s->bindings; *p != b; p = &(*p)->next)
    continue;
  *p = b->next;
  uv_mutex_unlock (&s->mutex);
  if (b->uv == &s->own)
    s->is_own_bound = 0;
  free (b);
  drop_session (s);
}

/* No task is left on this loop. */
static void
on_quiet (void *data)
{
  struct binding *b = data;
  struct plating_session *s = b->session;
  struct pl_workers *workers = NULL;

  if (pl_loop_is_ending (b->loop))
    return;
  pl_loop_end (b->loop);
  uv_mutex_lock (&s->mutex);
  if (--s->n_busy == 0) {
    workers = s->workers;
    s->workers = NULL;
  }
  uv_mutex_unlock (&s->mutex);
  pl_workers_free (workers);
  if (s->monitored == b->loop)
    pl_monitor_close (s->monitor);
  pl_loop_close (b->loop, on_binding_closed, b);
}

static void
cancel_binding (struct pl_post *post)
{
  struct binding *b = (struct binding *) (void *)
    ((char *) post - offsetof (struct binding, close_post));

  if (!b->is_held)
    pl_loop_hold (b->loop);
  b->is_held = 1;
  pl_loop_set_idle (b->loop, on_quiet, b);
  pl_task_cancel_all (b->loop);
  if (!*pl_loop_tasks (b->loop))
    on_quiet (b);
}

/* Begins to close; the caller drops the session afterwards. */
static void
close_bindings (struct plating_session *s)
{
  struct binding *b;

  uv_mutex_lock (&s->mutex);
  s->is_closing = 1;
  s->n_busy = s->n_open++;
  for (b = s->bindings; b; b = b->next) {
    b->close_post.run = cancel_binding;
    /* Holds are for the loop's own thread. */
    b->is_held = pl_loop_is_here (b->loop);
    if (b->is_held)
      pl_loop_hold (b->loop);
    /* No binding goes before the mutex is free again. */
    pl_loop_post (b->loop, &b->close_post);
  }
  uv_mutex_unlock (&s->mutex);
}

void
plating_session_close (struct plating_session *s,
                       void (*on_closed) (void *data), void *data)
{
  /* The second of two calls has nothing to tell. */
  if (s->is_closing || s->is_freed_in_run)
    return;
  s->on_closed = on_closed;
  s->closed_data = data;
  plating_session_free (s);
}

static void
close_handle (uv_handle_t *handle, void *data)
{
  (void) data;
  if (!uv_is_closing (handle))
    uv_close (handle, NULL);
}

void
plating_session_free (struct plating_session *s)
{
  if (!s || s->is_closing)
    return;
  /* Waiting in here would be for ever: plating_session_run, which is on the
   * stack, does it when it has ended. */
  if (s->is_running) {
    s->is_freed_in_run = 1;
    return;
  }
  close_bindings (s);
  if (s->has_own) {
    while (s->is_own_bound)
      uv_run (&s->own, UV_RUN_ONCE);
    if (s->watch)
      pl_watch_handles (s->watch, &s->own);
    /* What a plugin has forgotten must not be waited for, nor be left in a
     * loop that goes away. */
    uv_walk (&s->own, close_handle, NULL);
    uv_run (&s->own, UV_RUN_DEFAULT);
    uv_loop_close (&s->own);
  }
  drop_session (s);
}

/* -- operations ------------------------------------------------------------------ */

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
  struct binding *b;
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

  watch (s, 0);
  source.watch = s->watch;
  s->monitored = loop;
  if (!s->watch)
    pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  else
    pl_monitor_open (&s->monitor, pl_loop_uv (loop), path, &source, err);
}

/* Makes a run; the mutex is held. */
static struct pl_run *
new_run (struct plating_session *s, uv_loop_t *uv, uint32_t verb,
         const struct plating_options *options, struct binding **binding)
{
  struct pl_run *run;

  if (s->is_closing)
    return NULL;
  if (options && options->debug)
    watch (s, 1);
  if (!s->workers)
    s->workers = pl_workers_new (n_workers (options));
  else
    pl_workers_resize (s->workers, n_workers (options));
  *binding = bind_loop (s, uv);
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
  struct binding *binding;
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
plating_session_on_log (struct plating_session *session, uint32_t level,
                        void (*log) (void *data, uint32_t level,
                                     const char *plugin, const char *line),
                        void *data)
{
  if (level)
    pl_log_set_level (session->log, level);
  pl_log_set_sink (session->log, log, data);
}

/* -- running ------------------------------------------------------------------------ */

static void
on_time_out (uv_timer_t *timer)
{
  *(int *) timer->data = 1;
}

static void
on_timer_closed (uv_handle_t *timer)
{
  *(int *) timer->data = 1;
}

/* Whether the caller may wait for TASK by running the session's loop. */
static int
can_run (struct plating_session *s, const struct plating_task *task)
{
  struct pl_loop *loop = pl_task_loop (task);
  struct binding *b;

  if (s->is_running || !s->has_own || !pl_loop_is_here (loop))
    return 0;
  uv_mutex_lock (&s->mutex);
  for (b = s->bindings; b && b->loop != loop; b = b->next)
    continue;
  uv_mutex_unlock (&s->mutex);
  return b && b->uv == &s->own && !pl_loop_is_inside (loop);
}

int
plating_session_run (struct plating_session *s, struct plating_task *task,
                     uint64_t timeout_ms)
{
  uv_timer_t timer;
  int is_late = 0, is_timer_closed = 0, is_over;

  if (!task)
    return PLATING_E_NOMEM;
  if (pl_task_is_over (task))
    return 0;
  if (!can_run (s, task))
    return PLATING_E_STATE;
  s->is_running = 1;
  plating_task_ref (task);
  if (s->watch)
    pl_watch_awaited (s->watch, task, NULL);
  uv_timer_init (&s->own, &timer);
  timer.data = &is_late;
  uv_update_time (&s->own);
  if (timeout_ms)
    uv_timer_start (&timer, on_time_out, timeout_ms, 0);
  while (!pl_task_is_over (task) && !is_late)
    uv_run (&s->own, UV_RUN_ONCE);
  timer.data = &is_timer_closed;
  uv_close ((uv_handle_t *) &timer, on_timer_closed);
  while (!is_timer_closed)
    uv_run (&s->own, UV_RUN_NOWAIT);
  is_over = pl_task_is_over (task);
  plating_task_unref (task);
  s->is_running = 0;
  if (s->is_freed_in_run)
    plating_session_free (s);
  return is_over ? 0 : PLATING_E_TIMEOUT;
}
