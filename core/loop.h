/* SPDX-License-Identifier: Apache-2.0 */
/* Binding to one uv loop: a queue into its thread, and one timer. */

#ifndef PL_LOOP_H
#define PL_LOOP_H

#include <stdint.h>

#include <uv.h>

/* A unit of work for the loop's thread, embedded in whatever it is about.
 * Belongs to the queue from post until RUN is called. */
struct pl_post {
  struct pl_post *next;
  void (*run) (struct pl_post *post);
};

struct pl_loop;

/* Binds to LOOP.  The binding keeps the loop alive (as active handles do)
 * only while holds are outstanding.  *OUT is new, freed after close.
 * [loop] */
int pl_loop_new (uv_loop_t *loop, struct pl_loop **out);

/* Closes the handles; ON_CLOSED is called on the loop when that is done, and
 * the binding is freed then.  [loop] */
void pl_loop_close (struct pl_loop *l, void (*on_closed) (void *data),
                    void *data);

uv_loop_t *pl_loop_uv (struct pl_loop *l);

/* Whether the caller runs on the thread that made the binding. [any] */
int pl_loop_is_here (const struct pl_loop *l);

/* Whether a callback of this binding is on the stack. [loop] */
int pl_loop_is_inside (const struct pl_loop *l);

/* Queues POST; it runs in a later turn, in order of posting. [any] */
void pl_loop_post (struct pl_loop *l, struct pl_post *post);

/* Keep the uv loop alive, count by count. [loop] */
void pl_loop_hold (struct pl_loop *l);
void pl_loop_release (struct pl_loop *l);

/* Calls TICK every INTERVAL_MS until it is stopped by INTERVAL_MS 0. [loop] */
void pl_loop_set_tick (struct pl_loop *l, uint64_t interval_ms,
                       void (*tick) (void *data), void *data);

#endif
