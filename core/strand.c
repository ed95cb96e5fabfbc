/* SPDX-License-Identifier: Apache-2.0 */
/* Strands: steps on workers, calls of plugins in between.
 *
 * A call goes through these phases:
 *   GATE   waits until the thread model lets it through
 *   LOOP   waits for the loop's thread (plugins that do not block)
 *   CALL   the plugin has it
 *   OVER   ended; the next step looks at the outcome
 * A blocking plugin that is done on return takes the strand from CALL to
 * OVER within one worker trip. */

#include <config.h>

#include "strand.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "error.h"
#include "events.h"
#include "instance.h"
#include "plugin.h"
#include "trace.h"
#include "watch.h"

#define PHASE_STEP 0
#define PHASE_GATE 1
#define PHASE_LOOP 2
#define PHASE_CALL 3
#define PHASE_OVER 4

#define FROM(pointer, type, member) \
  ((type *) (void *) ((char *) (pointer) - offsetof (type, member)))

/* Memory that abandoned ops may still use: kept until the process ends,
 * since nobody can tell when they stop. */
struct kept_arena {
  struct kept_arena *next;
  struct pl_arena arena;
};

static _Atomic (struct kept_arena *) kept_arenas;

static void run_strand (struct pl_work *work);
static void call_on_loop (struct pl_post *post);
static void enter_gate (struct pl_gate_waiter *waiter);
static void resume (void *owner);

int
pl_strand_group_init (struct pl_strand_group *g)
{
  return uv_mutex_init (&g->mutex) < 0 ? PLATING_E_NOMEM : 0;
}

void
pl_strand_group_release (struct pl_strand_group *g)
{
  uv_mutex_destroy (&g->mutex);
}

void
pl_strand_init (struct pl_strand *s)
{
  s->work.run = run_strand;
  s->post.run = call_on_loop;
  s->waiter.enter = enter_gate;
  s->phase = PHASE_STEP;
  pl_arena_init (&s->arena, 0);
}

void
pl_strand_release (struct pl_strand *s)
{
  plating_error_unref (s->error);
  s->error = NULL;
  pl_arena_release (&s->arena);
}

static void
keep_arena (struct pl_strand *s)
{
  struct kept_arena *kept = malloc (sizeof *kept);

  if (kept) {
    kept->arena = s->arena;
    kept->next = kept_arenas;
    while (!atomic_compare_exchange_weak (&kept_arenas, &kept->next, kept))
      continue;
  }
  pl_arena_init (&s->arena, 0);
}

void
pl_strand_schedule (struct pl_strand *s)
{
  pl_workers_push (s->group->workers, &s->work);
}

int
pl_strand_withdraw (struct pl_strand *s)
{
  return pl_workers_withdraw (s->group->workers, &s->work);
}

struct plating_error *
pl_strand_take_error (struct pl_strand *s)
{
  struct plating_error *e = s->error;

  s->error = NULL;
  return e;
}

static void
list_add (struct pl_strand *s)
{
  struct pl_strand_group *g = s->group;

  s->begin_ns = uv_hrtime ();
  uv_mutex_lock (&g->mutex);
  s->deadline_ns = g->time_limit_ns ? s->begin_ns + g->time_limit_ns : 0;
  if (g->is_cancelled)
    s->deadline_ns = g->cancel_deadline_ns;
  s->handle = pl_op_handle (s->op);
  s->prev = NULL;
  s->next = g->running;
  if (s->next)
    s->next->prev = s;
  g->running = s;
  uv_mutex_unlock (&g->mutex);
}

void
pl_strand_group_each (struct pl_strand_group *g,
                      void (*visit) (void *data,
                                     const struct pl_strand_op *op),
                      void *data)
{
  struct pl_strand *s;

  uv_mutex_lock (&g->mutex);
  for (s = g->running; s; s = s->next) {
    struct pl_strand_op op = {
      pl_op_kind_name (s->kind), pl_instance_label (s->instance),
      s->subject, s->begin_ns,
    };

    visit (data, &op);
  }
  uv_mutex_unlock (&g->mutex);
}

static void
list_remove (struct pl_strand *s)
{
  struct pl_strand_group *g = s->group;

  uv_mutex_lock (&g->mutex);
  if (s->prev)
    s->prev->next = s->next;
  else
    g->running = s->next;
  if (s->next)
    s->next->prev = s->prev;
  uv_mutex_unlock (&g->mutex);
}

/* Puts the outcome of a call that did not take place. */
static void
refuse (struct pl_strand *s, int code, const char *why)
{
  s->status = pl_error_set (&s->error, code, "%s", why);
  if (code == PLATING_E_PLUGIN)
    pl_error_add_plugin (&s->error, pl_instance_label (s->instance));
  s->is_over = 1;
}

/* The op, or what the calling thread has to do with it, as it is drawn. */
static struct pl_trace_span
span_of (const struct pl_strand *s, uint32_t how)
{
  struct pl_trace_span span = {
    .name = pl_op_kind_name (s->kind),
    .category = "stage",
    .plugin = pl_instance_label (s->instance),
    .subject = s->subject,
    .begin_ns = s->begin_ns,
    .how = how,
  };

  return span;
}

/* Records the op as over. */
static void
trace_op (const struct pl_strand *s, uint32_t how)
{
  struct pl_trace_span span = span_of (s, how);

  pl_trace_span (s->group->trace, &span);
}

/* Tells subscribers that the op begins or is over, as TYPE says. */
static void
tell_stage (const struct pl_strand *s, uint32_t type)
{
  struct plating_event event = {
    .type = type,
    .stage = pl_op_kind_name (s->kind),
    .plugin = pl_instance_label (s->instance),
    .component = s->subject.ptr,
  };

  if (type == PLATING_EVENT_STAGE_FINISHED) {
    event.code = s->status < 0 ? s->status : 0;
    event.duration_ns = uv_hrtime () - s->begin_ns;
  }
  pl_events_tell (s->group->events, &event);
}

/* The op has ended, perhaps AFTER the call into the plugin had: takes its
 * outcome and lets the next one through. */
static void
end_call (struct pl_strand *s, int after)
{
  struct pl_gate *gate = s->instance->gate;

  list_remove (s);
  if (s->group->trace)
    trace_op (s, after ? PL_TRACE_AWAY : PL_TRACE_HERE);
  s->status = pl_op_end (s->op, &s->error);
  s->op = NULL;
  if (pl_events_wants (s->group->events, PLATING_EVENT_STAGE_FINISHED))
    tell_stage (s, PLATING_EVENT_STAGE_FINISHED);
  s->is_over = 1;
  if (s->error)
    pl_error_add_plugin (&s->error, pl_instance_label (s->instance));
  if (gate)
    pl_gate_leave (gate);
}

/* From here on a worker or the loop is inside the plugin. */
static int
call_owner (void *owner, uint64_t op)
{
  struct pl_strand *s = owner;

  return s->call (s, op);
}

/* The call may go ahead.  Returns PL_STRAND_AGAIN or _AWAY. */
static int
begin_call (struct pl_strand *s)
{
  struct pl_gate *gate = s->instance->gate;
  const char *reason = pl_plugin_disabled_reason (s->instance->plugin);

  if (pl_strand_group_is_cancelled (s->group))
    refuse (s, PLATING_E_CANCELLED, "the run was cancelled");
  else if (reason)
    refuse (s, PLATING_E_PLUGIN, reason);
  else if (!(s->op = pl_op_new (s->instance, s->kind, s->target, s, resume)))
    refuse (s, PLATING_E_NOMEM, "out of memory");
  if (s->is_over) {
    if (gate)
      pl_gate_leave (gate);
    return PL_STRAND_AGAIN;
  }
  if (pl_events_wants (s->group->events, PLATING_EVENT_STAGE_STARTED))
    tell_stage (s, PLATING_EVENT_STAGE_STARTED);
  if (!pl_instance_is_blocking (s->instance)) {
    s->phase = PHASE_LOOP;
    pl_loop_post (s->group->loop, &s->post);
    return PL_STRAND_AWAY;
  }
  s->phase = PHASE_CALL;
  list_add (s);
  if (pl_op_start (s->op, call_owner) == PL_OP_PENDING)
    return PL_STRAND_AWAY;
  end_call (s, 0);
  return PL_STRAND_AGAIN;
}

static void
call_on_loop (struct pl_post *post)
{
  struct pl_strand *s = FROM (post, struct pl_strand, post);
  struct pl_trace *trace = s->group->trace;
  struct pl_loop *loop = s->group->loop;
  struct pl_watch *watch = pl_loop_watch (loop);
  struct pl_watch_call call;
  struct pl_trace_span span;

  s->phase = PHASE_CALL;
  list_add (s);
  /* The strand may be elsewhere after the call, or gone. */
  span = span_of (s, PL_TRACE_HERE);
  if (watch) {
    pl_watch_begin (&call, pl_loop_inner_ns (loop));
    call.task = s->group->task;
  }
  if (pl_op_start (s->op, call_owner) == PL_OP_ENDED)
    resume (s);
  if (watch)
    pl_watch_end (watch, &call, pl_loop_inner_ns (loop), NULL, span.name,
                  span.plugin);
  if (trace)
    pl_trace_span (trace, &span);
}

/* The op ended after its start had returned, or was given up. */
static void
resume (void *owner)
{
  struct pl_strand *s = owner;

  s->phase = PHASE_OVER;
  pl_workers_push (s->group->workers, &s->work);
}

static void
enter_gate (struct pl_gate_waiter *waiter)
{
  struct pl_strand *s = FROM (waiter, struct pl_strand, waiter);

  pl_workers_push (s->group->workers, &s->work);
}

static void
run_strand (struct pl_work *work)
{
  struct pl_strand *s = FROM (work, struct pl_strand, work);
  int phase = s->phase;

  s->phase = PHASE_STEP;
  if (phase == PHASE_GATE && begin_call (s) == PL_STRAND_AWAY)
    return;
  if (phase == PHASE_OVER)
    end_call (s, 1);
  s->step (s);
}

int
pl_strand_call (struct pl_strand *s, struct pl_instance *instance,
                uint32_t kind,
                int (*call) (struct pl_strand *s, uint64_t op))
{
  s->instance = instance;
  s->kind = kind;
  s->call = call;
  s->is_over = 0;
  s->phase = PHASE_GATE;
  if (instance->gate && !pl_gate_enter (instance->gate, &s->waiter))
    return PL_STRAND_AWAY;
  return begin_call (s);
}

/* An op that runs, as seen from outside its strand. */
struct running {
  struct pl_strand *strand;
  struct pl_instance *instance;
  struct pl_op *op;
  uint64_t handle;
};

/* Gives up one op.  What the plugin may still be using is kept: its
 * instance, the strand's arena, and the record of the op. */
static void
give_up (struct pl_strand_group *g, const struct running *late, int code)
{
  int stuck = 0;

  if (!pl_op_abandon (late->op, late->handle, code, &stuck))
    return;
  atomic_store (&late->instance->abandoned, 1);
  keep_arena (late->strand);
  uv_mutex_lock (&g->mutex);
  g->has_orphans = 1;
  uv_mutex_unlock (&g->mutex);
  if (stuck && late->strand->is_held)
    g->release (g->owner);
  pl_instance_breach (late->instance, code == PLATING_E_CANCELLED
                      ? "did not end an operation when it was cancelled"
                      : "did not end an operation in time");
  resume (late->strand);
}

/* Finds an op whose time is over and makes sure it is not found again. */
static int
find_late (struct pl_strand_group *g, uint64_t now, struct running *late,
           int *code)
{
  struct pl_strand *s;
  int found = 0;

  uv_mutex_lock (&g->mutex);
  for (s = g->running; s && !found; s = s->next) {
    if (s->deadline_ns && s->deadline_ns <= now) {
      *late = (struct running) { s, s->instance, s->op, s->handle };
      *code = g->is_cancelled ? PLATING_E_CANCELLED : PLATING_E_TIMEOUT;
      s->deadline_ns = 0;
      found = 1;
    }
  }
  uv_mutex_unlock (&g->mutex);
  return found;
}

void
pl_strand_group_check (struct pl_strand_group *g)
{
  uint64_t now = uv_hrtime ();
  struct running late;
  int code;

  while (find_late (g, now, &late, &code))
    give_up (g, &late, code);
}

void
pl_strand_group_cancel (struct pl_strand_group *g, uint64_t grace_ns)
{
  uint64_t deadline = uv_hrtime () + grace_ns;
  struct running *all;
  struct pl_strand *s;
  size_t n = 0, i = 0;

  uv_mutex_lock (&g->mutex);
  g->is_cancelled = 1;
  g->cancel_deadline_ns = deadline;
  for (s = g->running; s; s = s->next) {
    if (!s->deadline_ns || s->deadline_ns > deadline)
      s->deadline_ns = deadline;
    n++;
  }
  all = n ? calloc (n, sizeof *all) : NULL;
  for (s = g->running; s && all; s = s->next)
    all[i++] = (struct running) { s, s->instance, s->op, s->handle };
  uv_mutex_unlock (&g->mutex);
  while (i--)
    pl_instance_cancel (all[i].instance, all[i].handle);
  free (all);
}

int
pl_strand_group_is_cancelled (struct pl_strand_group *g)
{
  int cancelled;

  uv_mutex_lock (&g->mutex);
  cancelled = g->is_cancelled;
  uv_mutex_unlock (&g->mutex);
  return cancelled;
}
