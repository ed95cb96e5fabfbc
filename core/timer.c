/* SPDX-License-Identifier: Apache-2.0 */
/* A heap of points in time. */

#include <config.h>

#include "timer.h"

#include <stddef.h>

/* One heap of two, each without siblings; either may be NULL. */
static struct pl_timer *
meld (struct pl_timer *a, struct pl_timer *b)
{
  struct pl_timer *swap;

  if (!a || !b)
    return a ? a : b;
  if (b->due_ms < a->due_ms) {
    swap = a;
    a = b;
    b = swap;
  }
  b->next = a->child;
  if (b->next)
    b->next->place = &b->next;
  b->place = &a->child;
  a->child = b;
  return a;
}

/* One heap of a list of siblings: by pairs from the left, then all pairs
 * from the right. */
static struct pl_timer *
meld_all (struct pl_timer *list)
{
  struct pl_timer *pairs = NULL, *all = NULL;

  while (list) {
    struct pl_timer *a = list, *b = a->next, *pair;

    list = b ? b->next : NULL;
    a->next = NULL;
    if (b)
      b->next = NULL;
    pair = meld (a, b);
    pair->next = pairs;
    pairs = pair;
  }
  while (pairs) {
    struct pl_timer *pair = pairs;

    pairs = pair->next;
    pair->next = NULL;
    all = meld (all, pair);
  }
  return all;
}

static void
set_first (struct pl_timers *heap, struct pl_timer *first)
{
  heap->first = first;
  if (first)
    first->place = &heap->first;
}

void
pl_timers_add (struct pl_timers *heap, struct pl_timer *timer)
{
  timer->child = timer->next = NULL;
  set_first (heap, meld (heap->first, timer));
}

void
pl_timers_remove (struct pl_timers *heap, struct pl_timer *timer)
{
  struct pl_timer *rest;

  if (!timer->place)
    return;
  rest = meld_all (timer->child);
  timer->child = NULL;
  if (timer->place == &heap->first) {
    set_first (heap, rest);
  } else {
    *timer->place = timer->next;
    if (timer->next)
      timer->next->place = timer->place;
    set_first (heap, meld (heap->first, rest));
  }
  timer->next = NULL;
  timer->place = NULL;
}
