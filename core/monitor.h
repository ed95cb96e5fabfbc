/* SPDX-License-Identifier: Apache-2.0 */
/* A socket that shows what is under way, and takes requests to cancel it.
 *
 * Each line of a connection is a JSON object.  Requests:
 *   {"request":"list"}
 *   {"request":"follow","interval_ms":N}   lists again and again
 *   {"request":"cancel","task":ID}
 * Answers: {"tasks":[…]}, {"cancelled":ID}, {"error":"…"}. */

#ifndef PL_MONITOR_H
#define PL_MONITOR_H

#include <stdio.h>

#include <uv.h>

#include "strand.h"
#include "watch.h"

struct pl_monitor;
struct plating_error;

/* Where the tasks' stages can be asked for. */
struct pl_monitor_source {
  struct pl_watch *watch;
  /* Calls VISIT for each op that runs, with the task that it is for. */
  void (*each_op) (void *owner,
                   void (*visit) (void *data, void *task,
                                  const struct pl_strand_op *op),
                   void *data);
  void *owner;
};

/* Listens at PATH; empty: at a name of its own in $XDG_RUNTIME_DIR.  Only the
 * user may connect.  It does not keep LOOP alive.  Returns 0, PLATING_E_IO,
 * _CONFIG or _NOMEM. [loop] */
int pl_monitor_open (struct pl_monitor **monitor, uv_loop_t *loop,
                     const char *path, const struct pl_monitor_source *source,
                     struct plating_error **err);

/* Takes the socket away, hangs up, and frees in a later turn.  NULL is
 * allowed. [loop] */
void pl_monitor_close (struct pl_monitor *monitor);

/* -- monitor-view.c: the other end ---------------------------------------- */

/* Asks the monitor at PATH (NULL: the only one there is) and writes to OUT:
 * REQUEST is a line without its end.  FOLLOWS: goes on until the other side
 * hangs up.  AS_JSON: lines as they come; else a tree, in place of the one
 * before if IS_SCREEN. */
struct pl_monitor_view {
  const char *path;
  const char *request;
  int follows, as_json, is_screen;
};

int pl_monitor_view (const struct pl_monitor_view *view, FILE *out,
                     struct plating_error **err);

#endif
