/* SPDX-License-Identifier: Apache-2.0 */
/* A session's threads.
 *
 * Work that may block runs here and nowhere else.  A worker that is stuck
 * in a plugin can be given up: it becomes an orphan, a new thread takes its
 * place, and when the call ever returns the orphan ends without touching
 * anything that was the session's. */

#ifndef PL_WORKER_H
#define PL_WORKER_H

#include <stddef.h>

/* A unit of work, embedded in whatever it is about.  Belongs to the queue
 * from push until RUN is called. */
struct pl_work {
  struct pl_work *next, *prev;
  int is_queued;                /* the pool's mutex; zeroed at first */
  void (*run) (struct pl_work *work);
};

struct pl_workers;
struct pl_worker;

/* Threads start with the first push.  N is at least 1.  Returns NULL when
 * memory is exhausted. */
struct pl_workers *pl_workers_new (size_t n);

/* Raises or lowers the number of threads; lowering takes effect as they
 * become idle. [any] */
void pl_workers_resize (struct pl_workers *w, size_t n);

/* Waits for queued work and for all threads but orphans, and frees.  Not
 * from a worker. */
void pl_workers_free (struct pl_workers *w);

/* Queues WORK, first come first served.  If no thread at all can be
 * started, the work runs at once on the caller's thread. [any] */
void pl_workers_push (struct pl_workers *w, struct pl_work *work);

/* Takes WORK back.  Returns 1, or 0 when it is not queued (any more). [any] */
int pl_workers_withdraw (struct pl_workers *w, struct pl_work *work);

/* Whether work is waiting that no thread has taken. [any] */
int pl_workers_is_backlogged (struct pl_workers *w);

/* Calls FUNCTION (DATA, I) once for each I below N, several at once: on the
 * calling thread and on workers that have nothing else to do.  Returns when
 * all calls have returned.  W NULL: on the calling thread alone. [any] */
void pl_workers_share (struct pl_workers *w, size_t n,
                       void (*function) (void *data, size_t i), void *data);

/* The calling thread's worker, or NULL. [any] */
struct pl_worker *pl_worker_self (void);

/* Gives WORKER, which must be inside a unit of work, up and starts a thread
 * in its place. [any] */
void pl_worker_orphan (struct pl_worker *worker);

/* Whether the calling thread was given up: then it touches nothing and
 * returns. [any] */
int pl_worker_is_orphan (void);

/* Number of orphans in this process that have not ended: while it is not
 * 0, exit handlers may hang. [any] */
size_t pl_workers_n_orphans (void);

#endif
