/* SPDX-License-Identifier: Apache-2.0 */
/* Looking on: a stream of events, and places for the reports of debug mode.
 *
 * A subscription has a queue of bounded length, and says what is to happen
 * when the application is slower than what it watches. */

#ifndef PLATING_OBSERVE_H
#define PLATING_OBSERVE_H

#include <plating/run.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library hides all that is not declared here. */
#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

/* -- plating-event(3): following what operations do ----------------------- */

/* Types, as bits. */
#define PLATING_EVENT_COMPONENT      0x01u  /* a component was discovered */
#define PLATING_EVENT_STAGE_STARTED  0x02u  /* a plugin begins an operation */
#define PLATING_EVENT_STAGE_FINISHED 0x04u
#define PLATING_EVENT_PAGE           0x08u  /* a document is where it goes */
#define PLATING_EVENT_DIAGNOSTIC     0x10u  /* a finding, or a failed page */
#define PLATING_EVENT_RETRY          0x20u  /* plating_retry will try again */
#define PLATING_EVENT_PROGRESS       0x40u
#define PLATING_EVENT_ALL            0x7fu

/* What happened.  Members that do not belong to the type are NULL or 0.
 * Texts are borrowed until the callback returns. */
struct plating_event {
  uint32_t struct_size;
  uint32_t type;                /* PLATING_EVENT_, one of them */
  uint64_t time_ns;             /* of a clock without an epoch */
  uint64_t dropped;             /* events lost since the one before */
  const char *stage;            /* "render" */
  const char *plugin;           /* "registry renderer" */
  const char *component;        /* or, without one, what is worked on */
  const char *path;             /* PAGE, DIAGNOSTIC */
  const char *message;          /* DIAGNOSTIC, RETRY */
  uint32_t severity;            /* DIAGNOSTIC: PLATING_LEVEL_ */
  uint32_t line;                /* DIAGNOSTIC */
  int32_t code;                 /* STAGE_FINISHED, RETRY: 0 or PLATING_E_ */
  uint32_t attempt;             /* RETRY: the one that failed, from 1 */
  uint64_t duration_ns;         /* STAGE_FINISHED */
  uint64_t delay_ms;            /* RETRY */
  uint64_t size;                /* PAGE: in bytes */
  uint64_t done, total;         /* PROGRESS: documents */
};

/* What happens to an event when the queue is full. */
#define PLATING_DROP_OLDEST 100u  /* it takes the place of the oldest one */
#define PLATING_DROP_NEWEST 200u  /* it is lost */
#define PLATING_BLOCK       300u  /* the worker that has it waits; one that
                                     comes from the loop's own thread takes
                                     the place of the oldest */

/* Which events, and where they go. */
struct plating_subscription_options {
  uint32_t struct_size;
  uint32_t types;               /* PLATING_EVENT_ bits; 0: all */
  uint32_t policy;              /* 0: PLATING_DROP_OLDEST */
  uint32_t capacity;            /* of the queue, to 65536; 0: 1024 */
  /* Sees one event after the other. [loop] */
  void (*on_event) (void *data, const struct plating_event *event);
  void *data;
};

/* Lives until plating_unsubscribe or the end of its session. */
struct plating_subscription;

/* Subscribes to what happens in operations of SESSION from now on.  Events
 * come on LOOP (as for operations), those of one thread in their order;
 * progress that is still queued is brought up to date instead of repeated.
 * With PLATING_BLOCK, LOOP has to be run as long as operations are.  A
 * subscription does not keep its loop alive.  OPTIONS are copied.  NULL
 * when options are out of range, memory is exhausted or the session is being
 * closed. [loop] */
struct plating_subscription *plating_subscribe
  (struct plating_session *session, struct uv_loop_s *loop,
   const struct plating_subscription_options *options);

/* Ends SUBSCRIPTION: what is queued is dropped, and on_event is not called
 * any more.  Not needed at the end: closing the session delivers what is
 * queued and ends all.  NULL is allowed. [loop] */
void plating_unsubscribe (struct plating_subscription *subscription);

/* -- plating-debug(3): finding what was forgotten ------------------------- */

/* With the option "debug", or PLATING_DEBUG=1 in the environment when the
 * session is made, the log tells of tasks that nobody waited for or whose
 * outcome nobody looked at, of tasks that were completed twice, of callbacks
 * that held the loop for longer than 50 ms (PLATING_DEBUG=N with N above 1:
 * N ms), and of handles that are left on the session's own loop.  What is
 * told of a task, or of a callback that was called for one, says where that
 * task was made. */

/* Notes the place for the task that the calling thread makes next; for
 * PLATING_AT.  FILE is kept, not copied. [any] */
void plating_debug_place (const char *file, int line);

/* CALL, which makes a task, with its place in reports of debug mode:
 *   task = PLATING_AT (plating_plate (session, loop, options));
 * Without it, reports name the function that made the call, or its
 * address. */
#define PLATING_AT(call) (plating_debug_place (__FILE__, __LINE__), (call))

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
