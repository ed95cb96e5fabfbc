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

#include <plating/async.h>

#include "error.h"
#include "log.h"
#include "loop.h"
#include "options.h"
#include "run.h"
#include "task.h"
#include "worker.h"

#define TICK_MS 100

struct binding {
  struct binding *next;
  struct plating_session *session;
  struct pl_loop *loop;
  uv_loop_t *uv;
  size_t n_runs;
  struct pl_post close_post;
};

struct plating_session {
  struct pl_log *log;
  uv_loop_t own;
  int has_own;
  uv_mutex_t mutex;             /* all below */
  struct pl_workers *workers;
  struct binding *bindings;
  struct pl_run *runs;
  int is_closing;
  size_t n_open;                /* bindings that are not closed yet */
  int is_closed;
  int is_freed_by_caller;       /* plating_session_free waits */
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

int
plating_session_new (struct plating_session **session,
                     struct plating_error **err)
{
  struct plating_session *s = calloc (1, sizeof *s);

  *session = NULL;
  if (s)
    s->log = pl_log_new ();
  if (!s || !s->log || uv_mutex_init (&s->mutex) < 0) {
    if (s)
      pl_log_free (s->log);
    free (s);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
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

/* -- closing ------------------------------------------------------------------ */

static void
free_session (struct plating_session *s)
{
  /* A plugin that never came back may still log. */
  if (!pl_workers_n_orphans ())
    pl_log_free (s->log);
  uv_mutex_destroy (&s->mutex);
  free (s);
}

static void
on_binding_closed (void *data)
{
  struct binding *b = data;
  struct plating_session *s = b->session;
  size_t n_open;

  free (b);
  uv_mutex_lock (&s->mutex);
  n_open = --s->n_open;
  s->is_closed = n_open == 0;
  uv_mutex_unlock (&s->mutex);
  if (n_open)
    return;
  if (s->on_closed)
    s->on_closed (s->closed_data);
  if (!s->is_freed_by_caller)
    free_session (s);
}

static void
close_binding (struct pl_post *post)
{
  struct binding *b = (struct binding *) (void *)
    ((char *) post - offsetof (struct binding, close_post));

  pl_loop_close (b->loop, on_binding_closed, b);
}

/* No run is left: ends the threads and closes all bindings, each on its own
 * loop.  The mutex is held, and is released. */
static void
finish_close (struct plating_session *s)
{
  struct pl_workers *workers = s->workers;
  struct binding *b = s->bindings;

  s->workers = NULL;
  s->bindings = NULL;
  uv_mutex_unlock (&s->mutex);
  pl_workers_free (workers);
  while (b) {
    struct binding *next = b->next;

    b->close_post.run = close_binding;
    pl_loop_hold (b->loop);
    pl_loop_post (b->loop, &b->close_post);
    b = next;
  }
}

/* Cancels a run that was not told yet, without the lock; 0 if there is
 * none. */
static int
cancel_one (struct plating_session *s)
{
  struct plating_task *task = NULL;
  struct pl_run *run;

  uv_mutex_lock (&s->mutex);
  for (run = s->runs; run && !task; run = run->next)
    if (!run->is_told) {
      run->is_told = 1;
      task = plating_task_ref (run->task);
    }
  uv_mutex_unlock (&s->mutex);
  if (task)
    plating_task_cancel (task);
  plating_task_unref (task);
  return task != NULL;
}

void
plating_session_close (struct plating_session *s,
                       void (*on_closed) (void *data), void *data)
{
  uv_mutex_lock (&s->mutex);
  s->is_closing = 1;
  s->on_closed = on_closed;
  s->closed_data = data;
  uv_mutex_unlock (&s->mutex);
  while (cancel_one (s))
    continue;
  uv_mutex_lock (&s->mutex);
  if (s->runs) {
    uv_mutex_unlock (&s->mutex);
    return;
  }
  if (s->bindings) {
    finish_close (s);
    return;
  }
  s->is_closed = 1;
  uv_mutex_unlock (&s->mutex);
  if (on_closed)
    on_closed (data);
  if (!s->is_freed_by_caller)
    free_session (s);
}

void
plating_session_free (struct plating_session *s)
{
  if (!s)
    return;
  s->is_freed_by_caller = 1;
  plating_session_close (s, NULL, NULL);
  while (!s->is_closed && s->has_own)
    uv_run (&s->own, UV_RUN_ONCE);
  if (s->has_own) {
    uv_run (&s->own, UV_RUN_DEFAULT);
    uv_loop_close (&s->own);
  }
  free_session (s);
}

/* -- operations ------------------------------------------------------------------ */

static void
on_run_end (struct pl_run *run)
{
  struct plating_session *s = run->owner;
  struct plating_task *task = run->task;
  struct pl_loop *loop = run->env.loop;
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

  pl_task_end (task, plating_result_ref (run->result), error);
  plating_task_unref (task);
  pl_run_free (run);

  pl_loop_release (loop);
  uv_mutex_lock (&s->mutex);
  if (s->is_closing && !s->runs && s->bindings)
    finish_close (s);
  else
    uv_mutex_unlock (&s->mutex);
}

static int
task_hold (void *data)
{
  return pl_run_hold (data);
}

static void
task_cancel (void *data)
{
  struct pl_run *run = data;

  pl_run_cancel (run);
  pl_run_release (run);
}

static void
task_progress (void *data, uint64_t *done, uint64_t *total)
{
  struct pl_run *run = data;

  *done = atomic_load (&run->n_done);
  *total = atomic_load (&run->n_entries);
}

static const struct pl_task_ops task_ops = {
  .hold = task_hold,
  .cancel = task_cancel,
  .progress = task_progress,
};

static size_t
n_workers (const struct plating_options *o)
{
  return o && o->jobs ? (size_t) o->jobs : uv_available_parallelism ();
}

/* Makes a run; the mutex is held. */
static struct pl_run *
new_run (struct plating_session *s, uv_loop_t *uv, uint32_t verb,
         const struct plating_options *options, struct binding **binding)
{
  struct pl_run *run;

  if (s->is_closing)
    return NULL;
  if (!s->workers)
    s->workers = pl_workers_new (n_workers (options));
  else
    pl_workers_resize (s->workers, n_workers (options));
  *binding = bind_loop (s, uv);
  if (!s->workers || !*binding
      || pl_run_new (&run, verb, options, s->workers, (*binding)->loop,
                     s->log) < 0)
    return NULL;
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
  task = run ? pl_task_new (binding->loop, &task_ops, run) : NULL;
  if (run && !task) {
    binding->n_runs--;
    pl_run_free (run);
  }
  if (task) {
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
  pl_loop_hold (binding->loop);
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

static int
is_final (const struct plating_task *task)
{
  return plating_task_state (task) >= PLATING_TASK_DONE;
}

int
plating_session_run (struct plating_session *s, struct plating_task *task,
                     uint64_t timeout_ms)
{
  struct binding *b;
  uv_timer_t timer;
  int is_late = 0, is_timer_closed = 0;

  if (is_final (task))
    return 0;
  uv_mutex_lock (&s->mutex);
  for (b = s->bindings; b && b->uv != &s->own; b = b->next)
    continue;
  uv_mutex_unlock (&s->mutex);
  if (!s->has_own || !b || pl_task_loop (task) != b->loop
      || pl_loop_is_inside (b->loop) || !pl_loop_is_here (b->loop))
    return PLATING_E_STATE;
  uv_timer_init (&s->own, &timer);
  timer.data = &is_late;
  if (timeout_ms)
    uv_timer_start (&timer, on_time_out, timeout_ms, 0);
  while (!is_final (task) && !is_late)
    uv_run (&s->own, UV_RUN_ONCE);
  timer.data = &is_timer_closed;
  uv_close ((uv_handle_t *) &timer, on_timer_closed);
  while (!is_timer_closed)
    uv_run (&s->own, UV_RUN_NOWAIT);
  return is_final (task) ? 0 : PLATING_E_TIMEOUT;
}
