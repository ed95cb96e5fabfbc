/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of a session share: session.c (life, loops), session-start.c
 * (operations), session-close.c.
 *
 * A session is bound to each uv loop on which an operation was started, and
 * keeps the binding until it is closed.  Runs are started and ended on
 * their loop's thread; the lists are under the mutex because loops may run
 * in several threads. */

#ifndef PL_SESSION_PARTS_H
#define PL_SESSION_PARTS_H

#include <uv.h>

#include "loop.h"
#include "session.h"

struct pl_events;
struct pl_monitor;
struct pl_run;
struct pl_trace;
struct pl_watch;
struct pl_workers;

struct pl_binding {
  struct pl_binding *next;
  struct plating_session *session;
  struct pl_loop *loop;
  uv_loop_t *uv;
  size_t n_runs;
  struct pl_post close_post;
  int is_held;                  /* by the closing session */
};

struct plating_session {
  struct pl_log *log;
  uv_loop_t own;
  int has_own;
  uv_mutex_t mutex;             /* all below */
  struct pl_workers *workers;
  struct pl_binding *bindings;
  struct pl_run *runs;
  struct pl_trace *trace;       /* of the first run that asked for one */
  struct pl_watch *watch;       /* if somebody looks at tasks */
  struct pl_events *events;
  struct pl_monitor *monitor;   /* of the first run that asked for one */
  struct pl_loop *monitored;    /* where it is */
  uint64_t slow_ms;             /* 0: not said */
  int is_closing;
  size_t n_open;                /* bindings that are not closed yet, and one
                                   while plating_session_close runs */
  size_t n_busy;                /* bindings that have tasks yet */
  int is_own_bound;             /* to its own loop */
  int is_running;               /* plating_session_run is on the stack */
  int is_freed_in_run;
  void (*on_closed) (void *data);
  void *closed_data;
  void (*print) (void *data, int stream, struct plating_text line);
  void *print_data;
  int (*write) (void *data, int stream, struct plating_text bytes);
  void *write_data;
};

/* -- session.c; the mutex is held -- */

/* The binding to UV, made if need be; NULL when memory is exhausted. */
struct pl_binding *pl_session_bind_loop (struct plating_session *session,
                                         uv_loop_t *uv);

/* Has the session's tasks watched from now on, for reports or without. */
void pl_session_watch (struct plating_session *session, int reports);

#endif
