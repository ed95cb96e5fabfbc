/* SPDX-License-Identifier: Apache-2.0 */
/* Binding to one uv loop.
 *
 * Any thread pushes onto a stack by one compare-and-swap; the loop's thread
 * takes the whole stack and turns it round.  Only the push that finds the
 * stack empty sends the wake-up, since sends coalesce.  A closed binding
 * has a mark instead of a stack; the wake-up is sent under the mutex, so
 * that it never goes to a handle that is closing. */

#include <config.h>

#include "loop.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <plating/types.h>

#include "watch.h"

/* Longest time of one visit to the queue; what is left waits for the next
 * turn, so that the application's own handles get theirs. */
#define VISIT_NS 2000000u
/* Posts between two looks at the clock. */
#define LOOK_EVERY 64u

struct pl_loop {
  atomic_uint refs;
  uv_loop_t *uv;
  _Atomic (uv_thread_t) thread;       /* where it ran last */
  uv_async_t wake;
  uv_timer_t tick_timer;
  uv_timer_t clock;                   /* runs what is in timers */
  _Atomic (struct pl_post *) posts;   /* newest first */
  struct pl_post *ready;              /* taken from there, oldest first */
  uv_mutex_t mutex;
  int is_closed;                      /* the mutex */
  unsigned n_holds;
  atomic_int is_closing;
  int is_ending;
  int inside;                         /* depth of our callbacks */
  int n_open;                         /* handles not yet closed */
  void (*tick) (void *data);
  void *tick_data;
  void (*on_closed) (void *data);
  void *closed_data;
  struct pl_timers timers;
  struct plating_task *tasks;
  _Atomic (struct pl_watch *) watch;
  uint64_t inner_ns;                  /* see pl_watch_begin */
  struct pl_events *events;
  void (*on_idle) (void *data);
  void *idle_data;
};

/* Stands for the stack of a closed binding. */
static const struct pl_post closed = { NULL, NULL };
#define CLOSED ((struct pl_post *) (uintptr_t) &closed)

/* Turns the stack into the end of the queue. */
static void
take_posts (struct pl_loop *l, struct pl_post *mark)
{
  struct pl_post *p = atomic_exchange (&l->posts, mark), *first = NULL;
  struct pl_post **end = &l->ready;

  while (p) {
    struct pl_post *next = p->next;

    p->next = first;
    first = p;
    p = next;
  }
  while (*end)
    end = &(*end)->next;
  *end = first;
}

static void
run_first (struct pl_loop *l)
{
  struct pl_watch *watch = pl_loop_watch (l);
  struct pl_post *p = l->ready;
  void (*run) (struct pl_post *post) = p->run;
  struct pl_watch_call call;

  l->ready = p->next;
  if (!watch) {
    run (p);
    return;
  }
  pl_watch_begin (&call, &l->inner_ns);
  run (p);
  pl_watch_end (watch, &call, &l->inner_ns, (void (*) (void)) run, NULL,
                NULL);
}

static void
on_wake (uv_async_t *wake)
{
  struct pl_loop *l = wake->data;
  uint64_t end = uv_hrtime () + VISIT_NS;
  unsigned n = 0;

  atomic_store_explicit (&l->thread, uv_thread_self (),
                         memory_order_relaxed);
  /* What an earlier visit has left is older than what is on the stack. */
  if (!l->ready)
    take_posts (l, NULL);
  l->inside++;
  while (l->ready) {
    run_first (l);
    if (++n % LOOK_EVERY == 0 && uv_hrtime () > end)
      break;
  }
  l->inside--;
  if (!uv_is_closing ((uv_handle_t *) wake)
      && (l->ready || atomic_load (&l->posts)))
    uv_async_send (wake);
}

static void
on_tick (uv_timer_t *timer)
{
  struct pl_loop *l = timer->data;

  l->inside++;
  if (l->tick)
    l->tick (l->tick_data);
  l->inside--;
}

/* -- points in time ------------------------------------------------------- */

static void on_clock (uv_timer_t *clock);

static void
set_clock (struct pl_loop *l)
{
  uint64_t now = uv_now (l->uv);

  if (uv_is_closing ((uv_handle_t *) &l->clock))
    return;
  if (!l->timers.first)
    uv_timer_stop (&l->clock);
  else
    uv_timer_start (&l->clock, on_clock,
                    l->timers.first->due_ms > now
                    ? l->timers.first->due_ms - now : 0, 0);
}

void
pl_loop_run_timers (struct pl_loop *l, uint64_t now)
{
  uint64_t end = uv_hrtime () + VISIT_NS;
  struct pl_timer *t = l->timers.first;

  l->inside++;
  /* One at least, also if the system lets others run meanwhile. */
  while (t && t->due_ms <= now) {
    pl_timers_remove (&l->timers, t);
    t->run (t);
    t = uv_hrtime () < end ? l->timers.first : NULL;
  }
  l->inside--;
  set_clock (l);
}

static void
on_clock (uv_timer_t *clock)
{
  struct pl_loop *l = clock->data;

  pl_loop_run_timers (l, uv_now (l->uv));
}

void
pl_loop_add_timer (struct pl_loop *l, struct pl_timer *timer,
                   uint64_t delay_ms)
{
  uint64_t now;

  uv_update_time (l->uv);
  now = uv_now (l->uv);
  timer->due_ms = delay_ms > UINT64_MAX / 2 ? UINT64_MAX / 2
    : now + delay_ms;
  pl_timers_add (&l->timers, timer);
  if (l->timers.first == timer)
    set_clock (l);
}

void
pl_loop_remove_timer (struct pl_loop *l, struct pl_timer *timer)
{
  int was_first = l->timers.first == timer;

  pl_timers_remove (&l->timers, timer);
  if (was_first)
    set_clock (l);
}

/* -- life ----------------------------------------------------------------- */

int
pl_loop_new (uv_loop_t *loop, struct pl_loop **out)
{
  struct pl_loop *l = calloc (1, sizeof *l);

  if (!l)
    return PLATING_E_NOMEM;
  if (uv_mutex_init (&l->mutex) < 0) {
    free (l);
    return PLATING_E_NOMEM;
  }
  atomic_init (&l->refs, 1);
  l->uv = loop;
  atomic_init (&l->thread, uv_thread_self ());
  if (uv_async_init (loop, &l->wake, on_wake) < 0) {
    uv_mutex_destroy (&l->mutex);
    free (l);
    return PLATING_E_IO;
  }
  uv_timer_init (loop, &l->tick_timer);
  uv_timer_init (loop, &l->clock);
  l->wake.data = l->tick_timer.data = l->clock.data = l;
  l->n_open = 3;
  uv_unref ((uv_handle_t *) &l->wake);
  uv_unref ((uv_handle_t *) &l->tick_timer);
  uv_unref ((uv_handle_t *) &l->clock);
  *out = l;
  return 0;
}

struct pl_loop *
pl_loop_ref (struct pl_loop *l)
{
  atomic_fetch_add_explicit (&l->refs, 1, memory_order_relaxed);
  return l;
}

void
pl_loop_unref (struct pl_loop *l)
{
  if (atomic_fetch_sub_explicit (&l->refs, 1, memory_order_acq_rel) != 1)
    return;
  pl_watch_unref (pl_loop_watch (l));
  uv_mutex_destroy (&l->mutex);
  free (l);
}

static void
on_close (uv_handle_t *handle)
{
  struct pl_loop *l = handle->data;

  if (--l->n_open)
    return;
  if (l->on_closed)
    l->on_closed (l->closed_data);
  pl_loop_unref (l);
}

void
pl_loop_close (struct pl_loop *l, void (*on_closed) (void *data), void *data)
{
  uv_mutex_lock (&l->mutex);
  l->is_closed = 1;
  uv_mutex_unlock (&l->mutex);
  take_posts (l, CLOSED);
  l->inside++;
  while (l->ready)
    run_first (l);
  l->inside--;
  l->on_closed = on_closed;
  l->closed_data = data;
  uv_close ((uv_handle_t *) &l->wake, on_close);
  uv_close ((uv_handle_t *) &l->tick_timer, on_close);
  uv_close ((uv_handle_t *) &l->clock, on_close);
}

uv_loop_t *
pl_loop_uv (struct pl_loop *l)
{
  return l->uv;
}

int
pl_loop_is_here (const struct pl_loop *l)
{
  uv_thread_t self = uv_thread_self (), thread = atomic_load (&l->thread);

  return uv_thread_equal (&self, &thread);
}

int
pl_loop_is_inside (const struct pl_loop *l)
{
  return l->inside > 0;
}

int
pl_loop_post (struct pl_loop *l, struct pl_post *post)
{
  struct pl_post *head = atomic_load (&l->posts);

  do {
    if (head == CLOSED)
      return PLATING_E_STATE;
    post->next = head;
  } while (!atomic_compare_exchange_weak (&l->posts, &head, post));
  if (head)
    return 0;
  uv_mutex_lock (&l->mutex);
  if (!l->is_closed)
    uv_async_send (&l->wake);
  uv_mutex_unlock (&l->mutex);
  return 0;
}

void
pl_loop_hold (struct pl_loop *l)
{
  if (l->n_holds++ == 0)
    uv_ref ((uv_handle_t *) &l->wake);
}

void
pl_loop_release (struct pl_loop *l)
{
  if (--l->n_holds == 0)
    uv_unref ((uv_handle_t *) &l->wake);
}

void
pl_loop_set_tick (struct pl_loop *l, uint64_t interval_ms,
                  void (*tick) (void *data), void *data)
{
  l->tick = tick;
  l->tick_data = data;
  if (!interval_ms) {
    uv_timer_stop (&l->tick_timer);
    return;
  }
  uv_update_time (l->uv);
  uv_timer_start (&l->tick_timer, on_tick, interval_ms, interval_ms);
}

void
pl_loop_set_watch (struct pl_loop *l, struct pl_watch *watch)
{
  if (!pl_loop_watch (l))
    atomic_store (&l->watch, pl_watch_ref (watch));
}

struct pl_watch *
pl_loop_watch (const struct pl_loop *l)
{
  return atomic_load_explicit (&l->watch, memory_order_acquire);
}

uint64_t *
pl_loop_inner_ns (struct pl_loop *l)
{
  return &l->inner_ns;
}

void
pl_loop_call (struct pl_loop *l, void (*function) (void *data), void *data,
              const char *plugin)
{
  struct pl_watch *watch = pl_loop_watch (l);
  struct pl_watch_call call;

  if (!watch) {
    function (data);
    return;
  }
  pl_watch_begin (&call, &l->inner_ns);
  function (data);
  pl_watch_end (watch, &call, &l->inner_ns, (void (*) (void)) function,
                NULL, plugin);
}

void
pl_loop_enter (struct pl_loop *l, struct pl_watch_call *call)
{
  call->begin_ns = 0;
  if (pl_loop_watch (l))
    pl_watch_begin (call, &l->inner_ns);
}

void
pl_loop_leave (struct pl_loop *l, const struct pl_watch_call *call,
               void (*function) (void))
{
  if (call->begin_ns)
    pl_watch_end (pl_loop_watch (l), call, &l->inner_ns, function, NULL,
                  NULL);
}

void
pl_loop_set_events (struct pl_loop *l, struct pl_events *events)
{
  l->events = events;
}

struct pl_events *
pl_loop_events (const struct pl_loop *l)
{
  return l->events;
}

void
pl_loop_lock (struct pl_loop *l)
{
  uv_mutex_lock (&l->mutex);
}

void
pl_loop_unlock (struct pl_loop *l)
{
  uv_mutex_unlock (&l->mutex);
}

struct plating_task **
pl_loop_tasks (struct pl_loop *l)
{
  return &l->tasks;
}

void
pl_loop_set_closing (struct pl_loop *l)
{
  atomic_store (&l->is_closing, 1);
}

int
pl_loop_is_closing (const struct pl_loop *l)
{
  return atomic_load (&l->is_closing);
}

void
pl_loop_end (struct pl_loop *l)
{
  l->is_ending = 1;
}

int
pl_loop_is_ending (const struct pl_loop *l)
{
  return l->is_ending;
}

void
pl_loop_set_idle (struct pl_loop *l, void (*on_idle) (void *data),
                  void *data)
{
  l->on_idle = on_idle;
  l->idle_data = data;
}

void
pl_loop_tell_idle (struct pl_loop *l)
{
  if (l->on_idle)
    l->on_idle (l->idle_data);
}
