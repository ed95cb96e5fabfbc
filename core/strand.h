/* SPDX-License-Identifier: Apache-2.0 */
/* A strand: a piece of work that goes from step to step on workers, and may
 * call plugins on the way without holding a thread while it waits.
 *
 * A strand's STEP function runs on a worker.  It does what it can; when it
 * wants a plugin it calls pl_strand_call.  If that says PL_STRAND_AGAIN the
 * call is over and its outcome is in STATUS and ERROR; if it says
 * PL_STRAND_AWAY, STEP returns at once and is called again when the call is
 * over.  A strand runs in one thread at a time. */

#ifndef PL_STRAND_H
#define PL_STRAND_H

#include <stdint.h>

#include "common/arena.h"
#include "gate.h"
#include "loop.h"
#include "op.h"
#include "worker.h"

struct pl_instance;
struct pl_strand_group;
struct pl_events;
struct pl_trace;
struct plating_error;

#define PL_STRAND_AGAIN 1
#define PL_STRAND_AWAY  0

struct pl_strand {
  /* Set by the owner. */
  struct pl_strand_group *group;
  void (*step) (struct pl_strand *s);
  const struct pl_op_target *target;  /* its owner argument is the strand */
  struct pl_arena arena;
  int is_held;                        /* the thread in STEP has a hold */
  struct plating_text subject;        /* what it is about, for people */

  /* Outcome of the last call. */
  int status;
  struct plating_error *error;        /* the strand's own, or NULL */
  int is_over;                        /* a call has ended, look at it */

  /* Private. */
  struct pl_work work;
  struct pl_post post;
  struct pl_gate_waiter waiter;
  struct pl_instance *instance;
  uint32_t kind;
  int (*call) (struct pl_strand *s, uint64_t op);
  int phase;
  struct pl_op *op;
  uint64_t handle;                    /* of op */
  uint64_t deadline_ns;               /* 0: none */
  uint64_t begin_ns;                  /* of the op, if somebody looks */
  struct pl_strand *prev, *next;      /* strands with a running op */
};

/* The strands of one run. */
struct pl_strand_group {
  struct pl_workers *workers;
  struct pl_loop *loop;
  uint64_t time_limit_ns;             /* of one op; 0: none */
  /* Drops the hold of a thread that was given up. */
  void (*release) (void *owner);
  void *owner;
  struct pl_trace *trace;             /* or NULL */
  struct pl_events *events;           /* or NULL */
  const void *task;                   /* for reports of who is slow */
  uv_mutex_t mutex;                   /* the list, and the two below */
  struct pl_strand *running;
  int is_cancelled;
  uint64_t cancel_deadline_ns;        /* for ops that begin late */
  int has_orphans;                    /* an op was abandoned in this run */
};

int pl_strand_group_init (struct pl_strand_group *g);
void pl_strand_group_release (struct pl_strand_group *g);

/* No op is started any more; those that run are told through their plugin's
 * cancel function, and given up after GRACE_NS.  [worker] */
void pl_strand_group_cancel (struct pl_strand_group *g, uint64_t grace_ns);

int pl_strand_group_is_cancelled (struct pl_strand_group *g);

/* An op that a plugin has at the moment. */
struct pl_strand_op {
  const char *stage, *plugin;
  struct plating_text subject;
  uint64_t begin_ns;
};

/* Calls VISIT for each of the group's. [any] */
void pl_strand_group_each (struct pl_strand_group *g,
                           void (*visit) (void *data,
                                          const struct pl_strand_op *op),
                           void *data);

/* Gives up ops whose time is over.  Called from time to time.  [loop] */
void pl_strand_group_check (struct pl_strand_group *g);

/* Sets up a strand whose group, step and target are set. */
void pl_strand_init (struct pl_strand *s);

/* Frees arena and error.  The arena of an abandoned op has been put aside
 * and is kept until the process ends. */
void pl_strand_release (struct pl_strand *s);

/* Queues the next step. [any] */
void pl_strand_schedule (struct pl_strand *s);

/* Takes a strand back that was scheduled and has not begun its step.
 * Returns 1, or 0 when it has. [any] */
int pl_strand_withdraw (struct pl_strand *s);

/* Starts an op of KIND of INSTANCE by CALL, which calls into the plugin and
 * returns what that returns. [worker] */
int pl_strand_call (struct pl_strand *s, struct pl_instance *instance,
                    uint32_t kind,
                    int (*call) (struct pl_strand *s, uint64_t op));

/* Takes the error of the last call; the caller owns it then. */
struct plating_error *pl_strand_take_error (struct pl_strand *s);

#endif
