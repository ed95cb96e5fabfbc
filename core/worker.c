/* SPDX-License-Identifier: Apache-2.0 */
/* A session's threads.
 *
 * One queue under one mutex: a unit of work is a page or a whole series of
 * pages, so the queue is visited thousands, not millions of times in a
 * run.  A worker record belongs to the pool until it is orphaned, and then
 * to its own thread, which frees it. */

#include <config.h>

#include "worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <uv.h>

struct pl_worker {
  struct pl_workers *pool;          /* not to be used by an orphan */
  struct pl_worker *next;
  uv_thread_t thread;
  atomic_int orphaned;
};

struct pl_workers {
  uv_mutex_t mutex;
  uv_cond_t ready;                  /* work was queued, or stopping */
  uv_cond_t idle;                   /* a thread ended */
  struct pl_work *first, *last;
  struct pl_worker *workers;        /* running threads */
  struct pl_worker *ended;          /* to be joined */
  size_t n_wanted, n_running, n_waiting, n_queued;
  int stopping;
};

/* How many orphans there are in the process; main asks before it leaves.
 * Process-wide because an orphan outlives its session. */
static atomic_size_t n_orphans;

static _Thread_local struct pl_worker *self;

struct pl_worker *
pl_worker_self (void)
{
  return self;
}

size_t
pl_workers_n_orphans (void)
{
  return atomic_load (&n_orphans);
}

struct pl_workers *
pl_workers_new (size_t n)
{
  struct pl_workers *w = calloc (1, sizeof *w);

  if (!w)
    return NULL;
  w->n_wanted = n ? n : 1;
  if (uv_mutex_init (&w->mutex) < 0)
    goto no_mutex;
  if (uv_cond_init (&w->ready) < 0)
    goto no_ready;
  if (uv_cond_init (&w->idle) < 0)
    goto no_idle;
  return w;

no_idle:
  uv_cond_destroy (&w->ready);
no_ready:
  uv_mutex_destroy (&w->mutex);
no_mutex:
  free (w);
  return NULL;
}

/* Takes WORK out of the queue; the mutex is held. */
static void
take_out (struct pl_workers *w, struct pl_work *work)
{
  if (work->prev)
    work->prev->next = work->next;
  else
    w->first = work->next;
  if (work->next)
    work->next->prev = work->prev;
  else
    w->last = work->prev;
  work->is_queued = 0;
  w->n_queued--;
}

/* Takes the next unit of work; NULL when the thread should end.  Called and
 * returns with the mutex held. */
static struct pl_work *
next_work (struct pl_workers *w)
{
  struct pl_work *work;

  while (!w->first) {
    if (w->stopping || w->n_running > w->n_wanted)
      return NULL;
    w->n_waiting++;
    uv_cond_wait (&w->ready, &w->mutex);
    w->n_waiting--;
  }
  work = w->first;
  take_out (w, work);
  return work;
}

static void
remove_worker (struct pl_workers *w, struct pl_worker *worker)
{
  struct pl_worker **p = &w->workers;

  while (*p != worker)
    p = &(*p)->next;
  *p = worker->next;
  w->n_running--;
}

static void
worker_main (void *data)
{
  struct pl_worker *worker = data;
  struct pl_workers *w = worker->pool;
  struct pl_work *work;

  self = worker;
  uv_mutex_lock (&w->mutex);
  while ((work = next_work (w))) {
    uv_mutex_unlock (&w->mutex);
    work->run (work);
    if (atomic_load (&worker->orphaned)) {
      free (worker);
      atomic_fetch_sub (&n_orphans, 1);
      return;
    }
    uv_mutex_lock (&w->mutex);
  }
  remove_worker (w, worker);
  worker->next = w->ended;
  w->ended = worker;
  uv_cond_broadcast (&w->idle);
  uv_mutex_unlock (&w->mutex);
}

/* Starts one thread; the mutex is held. */
static void
start_worker (struct pl_workers *w)
{
  struct pl_worker *worker = calloc (1, sizeof *worker);

  if (!worker)
    return;
  worker->pool = w;
  if (uv_thread_create (&worker->thread, worker_main, worker) < 0) {
    free (worker);
    return;
  }
  worker->next = w->workers;
  w->workers = worker;
  w->n_running++;
}

static void
join_ended (struct pl_workers *w)
{
  while (w->ended) {
    struct pl_worker *worker = w->ended;

    w->ended = worker->next;
    uv_thread_join (&worker->thread);
    free (worker);
  }
}

void
pl_workers_resize (struct pl_workers *w, size_t n)
{
  uv_mutex_lock (&w->mutex);
  w->n_wanted = n ? n : 1;
  uv_cond_broadcast (&w->ready);
  uv_mutex_unlock (&w->mutex);
}

void
pl_workers_push (struct pl_workers *w, struct pl_work *work)
{
  uv_mutex_lock (&w->mutex);
  if (w->n_queued >= w->n_waiting && w->n_running < w->n_wanted)
    start_worker (w);
  if (!w->n_running) {
    uv_mutex_unlock (&w->mutex);
    work->run (work);
    return;
  }
  work->next = NULL;
  work->prev = w->last;
  work->is_queued = 1;
  if (w->last)
    w->last->next = work;
  else
    w->first = work;
  w->last = work;
  w->n_queued++;
  uv_cond_signal (&w->ready);
  uv_mutex_unlock (&w->mutex);
}

int
pl_workers_withdraw (struct pl_workers *w, struct pl_work *work)
{
  int was_queued;

  uv_mutex_lock (&w->mutex);
  was_queued = work->is_queued;
  if (was_queued)
    take_out (w, work);
  uv_mutex_unlock (&w->mutex);
  return was_queued;
}

int
pl_workers_is_backlogged (struct pl_workers *w)
{
  int yes;

  uv_mutex_lock (&w->mutex);
  yes = w->n_queued > w->n_waiting;
  uv_mutex_unlock (&w->mutex);
  return yes;
}

/* -- calls that are shared out ---------------------------------------- */

struct share {
  void (*function) (void *data, size_t i);
  void *data;
  size_t n;
  atomic_size_t next;               /* the first call nobody has taken */
  uv_sem_t ended;                   /* a helper has returned */
};

/* A place in the queue for a worker that helps. */
struct helper {
  struct pl_work work;              /* first: the work is the helper */
  struct share *share;
};

static void
take_calls (struct share *s)
{
  size_t i;

  while ((i = atomic_fetch_add (&s->next, 1)) < s->n)
    s->function (s->data, i);
}

static void
on_help (struct pl_work *work)
{
  struct share *s = ((struct helper *) (void *) work)->share;

  take_calls (s);
  uv_sem_post (&s->ended);
}

static size_t
count_helpers (struct pl_workers *w, size_t n)
{
  size_t most;

  if (!w || n < 2)
    return 0;
  uv_mutex_lock (&w->mutex);
  most = w->n_wanted - 1;
  uv_mutex_unlock (&w->mutex);
  return n - 1 < most ? n - 1 : most;
}

void
pl_workers_share (struct pl_workers *w, size_t n,
                  void (*function) (void *data, size_t i), void *data)
{
  struct share s = { .function = function, .data = data, .n = n };
  size_t n_helpers = count_helpers (w, n), i;
  struct helper *helpers = NULL;

  atomic_init (&s.next, 0);
  if (n_helpers)
    helpers = calloc (n_helpers, sizeof *helpers);
  if (!helpers || uv_sem_init (&s.ended, 0) < 0) {
    free (helpers);
    take_calls (&s);
    return;
  }
  for (i = 0; i < n_helpers; i++) {
    helpers[i].work.run = on_help;
    helpers[i].share = &s;
    pl_workers_push (w, &helpers[i].work);
  }
  take_calls (&s);
  /* Those that never began are not waited for. */
  for (i = 0; i < n_helpers; i++) {
    if (!pl_workers_withdraw (w, &helpers[i].work))
      uv_sem_wait (&s.ended);
  }
  uv_sem_destroy (&s.ended);
  free (helpers);
}

void
pl_worker_orphan (struct pl_worker *worker)
{
  struct pl_workers *w = worker->pool;

  uv_mutex_lock (&w->mutex);
  remove_worker (w, worker);
  pthread_detach (worker->thread);
  atomic_fetch_add (&n_orphans, 1);
  start_worker (w);
  atomic_store (&worker->orphaned, 1);
  uv_mutex_unlock (&w->mutex);
}

int
pl_worker_is_orphan (void)
{
  return self && atomic_load (&self->orphaned);
}

void
pl_workers_free (struct pl_workers *w)
{
  if (!w)
    return;
  uv_mutex_lock (&w->mutex);
  w->stopping = 1;
  uv_cond_broadcast (&w->ready);
  while (w->n_running)
    uv_cond_wait (&w->idle, &w->mutex);
  join_ended (w);
  uv_mutex_unlock (&w->mutex);
  uv_cond_destroy (&w->ready);
  uv_cond_destroy (&w->idle);
  uv_mutex_destroy (&w->mutex);
  free (w);
}
