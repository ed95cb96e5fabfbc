/* SPDX-License-Identifier: Apache-2.0 */
/* Binding to one uv loop: a queue into its thread, points in time, and the
 * tasks that live there. */

#ifndef PL_LOOP_H
#define PL_LOOP_H

#include <stdint.h>

#include <uv.h>

#include "timer.h"

/* A unit of work for the loop's thread, embedded in whatever it is about.
 * Belongs to the queue from post until RUN is called. */
struct pl_post {
  struct pl_post *next;
  void (*run) (struct pl_post *post);
};

struct pl_events;
struct pl_loop;
struct pl_watch;
struct plating_task;

/* Binds to LOOP.  The binding keeps the loop alive (as active handles do)
 * only while holds are outstanding.  *OUT is new, with one reference that
 * pl_loop_close drops.  [loop] */
int pl_loop_new (uv_loop_t *loop, struct pl_loop **out);

/* Counted: a task may be asked to stop by a thread that cannot know whether
 * the loop is still there. [any] */
struct pl_loop *pl_loop_ref (struct pl_loop *l);
void pl_loop_unref (struct pl_loop *l);

/* Runs what is queued, closes the handles, and takes nothing more; ON_CLOSED
 * is called on the loop when that is done, and the reference is dropped
 * then.  [loop] */
void pl_loop_close (struct pl_loop *l, void (*on_closed) (void *data),
                    void *data);

uv_loop_t *pl_loop_uv (struct pl_loop *l);

/* Whether the caller runs on the thread that made the binding, or that ran
 * the loop since. [any] */
int pl_loop_is_here (const struct pl_loop *l);

/* Whether a callback of this binding is on the stack. [loop] */
int pl_loop_is_inside (const struct pl_loop *l);

/* Queues POST; it runs in a later turn, in order of posting.  Returns 0, or
 * PLATING_E_STATE when the binding is closed: then it never runs. [any] */
int pl_loop_post (struct pl_loop *l, struct pl_post *post);

/* Keep the uv loop alive, count by count. [loop] */
void pl_loop_hold (struct pl_loop *l);
void pl_loop_release (struct pl_loop *l);

/* Calls TICK every INTERVAL_MS until it is stopped by INTERVAL_MS 0. [loop] */
void pl_loop_set_tick (struct pl_loop *l, uint64_t interval_ms,
                       void (*tick) (void *data), void *data);

/* Runs TIMER, whose run is set, once and not before DELAY_MS are over.  It
 * does not keep the loop alive.  [loop] */
void pl_loop_add_timer (struct pl_loop *l, struct pl_timer *timer,
                        uint64_t delay_ms);
/* Runs what is due at NOW, a time of uv_now: what the loop does by itself when
 * that time has come.  For tests, which need not wait for it then. [loop] */
void pl_loop_run_timers (struct pl_loop *l, uint64_t now);
/* Takes TIMER back, if it has not run. [loop] */
void pl_loop_remove_timer (struct pl_loop *l, struct pl_timer *timer);

/* What looks at the tasks here, or NULL.  A watch is held until the loop
 * itself is gone, and is set once. [loop]; asked for by [any] */
void pl_loop_set_watch (struct pl_loop *l, struct pl_watch *watch);
struct pl_watch *pl_loop_watch (const struct pl_loop *l);

/* Calls FUNCTION (DATA) and lets the watch know how long that took.  PLUGIN:
 * whose it is, or NULL. [loop] */
void pl_loop_call (struct pl_loop *l, void (*function) (void *data),
                   void *data, const char *plugin);

/* The same in two steps, around a call of the application's function: an outer
 * call is not charged for an inner one. [loop] */
struct pl_watch_call;
void pl_loop_enter (struct pl_loop *l, struct pl_watch_call *call);
void pl_loop_leave (struct pl_loop *l, const struct pl_watch_call *call,
                    void (*function) (void));

/* Where events of this loop go, borrowed, or NULL.  Set before there are
 * tasks. [any] */
void pl_loop_set_events (struct pl_loop *l, struct pl_events *events);
struct pl_events *pl_loop_events (const struct pl_loop *l);

/* The loop's account of callbacks inside callbacks, for pl_watch_begin.
 * [loop] */
uint64_t *pl_loop_inner_ns (struct pl_loop *l);

/* A lock for what tasks of this loop share with other threads.  Nothing is
 * called with it but pl_run_hold and the like. [any] */
void pl_loop_lock (struct pl_loop *l);
void pl_loop_unlock (struct pl_loop *l);

/* Head of the list of this loop's tasks that have not ended, for task.c.
 * [loop] */
struct plating_task **pl_loop_tasks (struct pl_loop *l);

/* From now on every task here counts as asked to stop, also before it is told
 * so. [any] */
void pl_loop_set_closing (struct pl_loop *l);
int pl_loop_is_closing (const struct pl_loop *l);

/* From now on no task is made here. [loop] */
void pl_loop_end (struct pl_loop *l);
int pl_loop_is_ending (const struct pl_loop *l);

/* Calls ON_IDLE whenever the last of them has ended; NULL: no more. [loop] */
void pl_loop_set_idle (struct pl_loop *l, void (*on_idle) (void *data),
                       void *data);
/* The last one has ended. [loop] */
void pl_loop_tell_idle (struct pl_loop *l);

#endif
