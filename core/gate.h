/* SPDX-License-Identifier: Apache-2.0 */
/* Lets one operation at a time through: how thread models are enforced
 * without a lock over a call into a plugin. */

#ifndef PL_GATE_H
#define PL_GATE_H

#include <uv.h>

/* Who waits; embedded in whatever waits. */
struct pl_gate_waiter {
  struct pl_gate_waiter *next;
  /* Called by the one who leaves, on its thread, when the waiter has the
   * gate: queues work and returns. */
  void (*enter) (struct pl_gate_waiter *waiter);
};

struct pl_gate {
  uv_mutex_t mutex;
  int busy;
  struct pl_gate_waiter *first, *last;
};

int pl_gate_init (struct pl_gate *g);
void pl_gate_release (struct pl_gate *g);

/* Returns 1 if the caller has the gate now; else 0, and WAITER is queued,
 * first come first served. [any] */
int pl_gate_enter (struct pl_gate *g, struct pl_gate_waiter *waiter);

/* Gives the gate to the next one. [any] */
void pl_gate_leave (struct pl_gate *g);

#endif
