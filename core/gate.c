/* SPDX-License-Identifier: Apache-2.0 */
/* Lets one operation at a time through. */

#include <config.h>

#include "gate.h"

#include <plating/types.h>

int
pl_gate_init (struct pl_gate *g)
{
  *g = (struct pl_gate) { .busy = 0 };
  return uv_mutex_init (&g->mutex) < 0 ? PLATING_E_NOMEM : 0;
}

void
pl_gate_release (struct pl_gate *g)
{
  uv_mutex_destroy (&g->mutex);
}

int
pl_gate_enter (struct pl_gate *g, struct pl_gate_waiter *waiter)
{
  int entered;

  uv_mutex_lock (&g->mutex);
  entered = !g->busy;
  g->busy = 1;
  if (!entered) {
    waiter->next = NULL;
    if (g->last)
      g->last->next = waiter;
    else
      g->first = waiter;
    g->last = waiter;
  }
  uv_mutex_unlock (&g->mutex);
  return entered;
}

void
pl_gate_leave (struct pl_gate *g)
{
  struct pl_gate_waiter *waiter;

  uv_mutex_lock (&g->mutex);
  waiter = g->first;
  if (waiter) {
    g->first = waiter->next;
    if (!g->first)
      g->last = NULL;
  } else {
    g->busy = 0;
  }
  uv_mutex_unlock (&g->mutex);
  if (waiter)
    waiter->enter (waiter);
}
