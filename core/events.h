/* SPDX-License-Identifier: Apache-2.0 */
/* The stream of events of a session, from any thread to subscribers on
 * their loops. */

#ifndef PL_EVENTS_H
#define PL_EVENTS_H

#include <plating/observe.h>

struct pl_events;
struct pl_loop;

/* New, without subscribers; NULL when memory is exhausted. */
struct pl_events *pl_events_new (void);

/* Ends all subscriptions; their loops are closed, and nobody tells any
 * more.  NULL is allowed. */
void pl_events_free (struct pl_events *events);

/* Whether anybody wants events of TYPE: all that telling nobody costs.
 * EVENTS may be NULL. [any] */
int pl_events_wants (struct pl_events *events, uint32_t type);

/* Gives each subscriber that wants it a copy of EVENT, whose texts may be of
 * any length; takes the time itself.  Waits for subscribers that ask for
 * that, on workers only. [any] */
void pl_events_tell (struct pl_events *events,
                     const struct plating_event *event);

/* Subscribes on LOOP.  NULL: see plating_subscribe. [loop] */
struct plating_subscription *pl_events_subscribe
  (struct pl_events *events, struct pl_loop *loop,
   const struct plating_subscription_options *options);

#endif
