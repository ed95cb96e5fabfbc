/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a session's tasks, kept beside them when somebody looks: debug
 * mode, which reports what was forgotten, and the monitor, which shows what
 * is alive.
 *
 * A task is a mere address here.  Without a watch nothing is paid for but the
 * question whether there is one. */

#ifndef PL_WATCH_H
#define PL_WATCH_H

#include <stdint.h>

#include <uv.h>

struct pl_log;
struct pl_watch;

/* New, with one reference; reports nothing.  NULL when memory is
 * exhausted. */
struct pl_watch *pl_watch_new (void);
struct pl_watch *pl_watch_ref (struct pl_watch *watch);
void pl_watch_unref (struct pl_watch *watch);

/* From now on what is forgotten is reported to LOG, and so are callbacks that
 * take SLOW_NS or longer. */
void pl_watch_report (struct pl_watch *watch, struct pl_log *log,
                      uint64_t slow_ns);

/* Whether there are reports. [any] */
int pl_watch_is_reporting (struct pl_watch *watch);

/* The session ends: reports what is left, and then no more. */
void pl_watch_close (struct pl_watch *watch);

/* -- what happens to tasks; WATCH is not NULL. [any] -- */

/* TASK was made; NAME is static. */
void pl_watch_made (struct pl_watch *watch, void *task, const char *name);
/* It waits for its member; both may be unknown. */
void pl_watch_adopted (struct pl_watch *watch, void *parent, void *member);
/* Somebody wants to know when it ends; if DATA is a task, as its parent. */
void pl_watch_awaited (struct pl_watch *watch, void *task, void *data);
/* Somebody has looked at its outcome. */
void pl_watch_read (struct pl_watch *watch, const void *task);
/* It was completed again. */
void pl_watch_doubled (struct pl_watch *watch, const void *task);
/* It is about to end; HAS_OUTCOME if there is anything to look at. */
void pl_watch_ended (struct pl_watch *watch, void *task, int has_outcome);
/* It is about to be freed. */
void pl_watch_gone (struct pl_watch *watch, void *task);

/* -- callbacks -- */

/* A callback that runs; on the stack. */
struct pl_watch_call {
  uint64_t begin_ns, inner_ns;
  const void *task;             /* whose it is; NULL at first */
};

/* INNER_NS is the loop's account of what has been told apart so far: a
 * callback is not charged for those that it contains. [loop] */
void pl_watch_begin (struct pl_watch_call *call, uint64_t *inner_ns);
/* Reports the callback if it was slow: by STAGE, what PLUGIN was asked to do;
 * if that is NULL, FUNCTION by its name.  PLUGIN may be NULL. [loop] */
void pl_watch_end (struct pl_watch *watch, const struct pl_watch_call *call,
                   uint64_t *inner_ns, void (*function) (void),
                   const char *stage, const char *plugin);

/* Reports what is open on LOOP, which should be nothing any more. [loop] */
void pl_watch_handles (struct pl_watch *watch, uv_loop_t *loop);

/* -- what is alive -- */

struct pl_watch_record {
  uint64_t id, parent;          /* parent 0: none */
  uint64_t made_ns;
  const char *name;
  void *task;                   /* not ended, valid during the call only */
};

/* Calls VISIT for each task that has not ended, in no order.  It must not
 * make, end or free tasks. [any] */
void pl_watch_each (struct pl_watch *watch,
                    void (*visit) (void *data,
                                   const struct pl_watch_record *record),
                    void *data);

#endif
