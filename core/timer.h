/* SPDX-License-Identifier: Apache-2.0 */
/* A heap of points in time; adding and removing never allocates.
 *
 * A pairing heap: each element has its first child and its siblings.  Not
 * for several threads at once. */

#ifndef PL_TIMER_H
#define PL_TIMER_H

#include <stdint.h>

/* Embedded in whatever waits.  Belongs to the heap from add until it is
 * removed or taken.  Zeroed before its first use. */
struct pl_timer {
  uint64_t due_ms;
  void (*run) (struct pl_timer *timer);
  struct pl_timer *child;       /* the first one */
  struct pl_timer *next;        /* sibling */
  struct pl_timer **place;      /* what points here; NULL: in no heap */
};

/* Empty when zeroed. */
struct pl_timers {
  struct pl_timer *first;       /* the one that is due first */
};

/* TIMER, whose due_ms and run are set, must be in no heap. */
void pl_timers_add (struct pl_timers *heap, struct pl_timer *timer);

/* Does nothing if TIMER is in no heap. */
void pl_timers_remove (struct pl_timers *heap, struct pl_timer *timer);

#endif
