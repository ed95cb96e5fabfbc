/* SPDX-License-Identifier: Apache-2.0 */
/* Binding to one uv loop.
 *
 * Any thread pushes onto a stack by one compare-and-swap; the loop's thread
 * takes the whole stack and turns it round.  Only the push that finds the
 * stack empty sends the wake-up, since sends coalesce. */

#include <config.h>

#include "loop.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <plating/types.h>

struct pl_loop {
  uv_loop_t *uv;
  uv_thread_t thread;
  uv_async_t wake;
  uv_timer_t timer;
  _Atomic (struct pl_post *) posts;   /* newest first */
  unsigned n_holds;
  int inside;                         /* depth of our callbacks */
  int n_open;                         /* handles not yet closed */
  void (*tick) (void *data);
  void *tick_data;
  void (*on_closed) (void *data);
  void *closed_data;
};

static void
drain (struct pl_loop *l)
{
  struct pl_post *p = atomic_exchange (&l->posts, NULL), *first = NULL;

  while (p) {
    struct pl_post *next = p->next;

    p->next = first;
    first = p;
    p = next;
  }
  l->inside++;
  while (first) {
    p = first;
    first = p->next;
    p->run (p);
  }
  l->inside--;
}

static void
on_wake (uv_async_t *wake)
{
  drain (wake->data);
}

static void
on_timer (uv_timer_t *timer)
{
  struct pl_loop *l = timer->data;

  l->inside++;
  if (l->tick)
    l->tick (l->tick_data);
  l->inside--;
}

int
pl_loop_new (uv_loop_t *loop, struct pl_loop **out)
{
  struct pl_loop *l = calloc (1, sizeof *l);

  if (!l)
    return PLATING_E_NOMEM;
  l->uv = loop;
  l->thread = uv_thread_self ();
  if (uv_async_init (loop, &l->wake, on_wake) < 0) {
    free (l);
    return PLATING_E_IO;
  }
  uv_timer_init (loop, &l->timer);
  l->wake.data = l->timer.data = l;
  l->n_open = 2;
  uv_unref ((uv_handle_t *) &l->wake);
  uv_unref ((uv_handle_t *) &l->timer);
  *out = l;
  return 0;
}

static void
on_close (uv_handle_t *handle)
{
  struct pl_loop *l = handle->data;

  if (--l->n_open)
    return;
  if (l->on_closed)
    l->on_closed (l->closed_data);
  free (l);
}

void
pl_loop_close (struct pl_loop *l, void (*on_closed) (void *data), void *data)
{
  l->on_closed = on_closed;
  l->closed_data = data;
  uv_close ((uv_handle_t *) &l->wake, on_close);
  uv_close ((uv_handle_t *) &l->timer, on_close);
}

uv_loop_t *
pl_loop_uv (struct pl_loop *l)
{
  return l->uv;
}

int
pl_loop_is_here (const struct pl_loop *l)
{
  uv_thread_t self = uv_thread_self ();

  return uv_thread_equal (&self, &l->thread);
}

int
pl_loop_is_inside (const struct pl_loop *l)
{
  return l->inside > 0;
}

void
pl_loop_post (struct pl_loop *l, struct pl_post *post)
{
  struct pl_post *head = atomic_load (&l->posts);

  do
    post->next = head;
  while (!atomic_compare_exchange_weak (&l->posts, &head, post));
  if (!head)
    uv_async_send (&l->wake);
}

void
pl_loop_hold (struct pl_loop *l)
{
  if (l->n_holds++ == 0)
    uv_ref ((uv_handle_t *) &l->wake);
}

void
pl_loop_release (struct pl_loop *l)
{
  if (--l->n_holds == 0)
    uv_unref ((uv_handle_t *) &l->wake);
}

void
pl_loop_set_tick (struct pl_loop *l, uint64_t interval_ms,
                  void (*tick) (void *data), void *data)
{
  l->tick = tick;
  l->tick_data = data;
  if (!interval_ms) {
    uv_timer_stop (&l->timer);
    return;
  }
  uv_update_time (l->uv);
  uv_timer_start (&l->timer, on_timer, interval_ms, interval_ms);
}
