/* SPDX-License-Identifier: Apache-2.0 */
/* The stream of events of a session.
 *
 * One mutex for all subscriptions.  They are numbered, so that a thread that
 * has waited for one of them finds the next even if the list has changed.
 * A subscription is held by the list, by the post that delivers, and by
 * threads that wait. */

#include <config.h>

#include "events.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "loop.h"
#include "watch.h"
#include "worker.h"

#define DEFAULT_CAPACITY 1024u
#define MAX_CAPACITY 65536u
/* Events that one visit to the loop delivers. */
#define PER_VISIT 128u

struct item {
  struct item *next;
  struct plating_event event;   /* its texts follow */
};

struct plating_subscription {
  struct pl_events *events;
  struct pl_loop *loop;
  struct plating_subscription *next;
  struct pl_post post;
  struct plating_subscription_options options;
  uint64_t number;
  unsigned n_refs;
  int is_over, is_posted;
  uv_cond_t room;
  struct item *first, *last;
  size_t n;
  uint64_t n_dropped;           /* since the last one that was delivered */
};

struct pl_events {
  atomic_uint wanted;           /* types that somebody wants */
  uv_mutex_t mutex;             /* all below, and the subscriptions */
  struct plating_subscription *first;
  uint64_t last_number;
};

struct pl_events *
pl_events_new (void)
{
  struct pl_events *e = calloc (1, sizeof *e);

  if (e && uv_mutex_init (&e->mutex) == 0)
    return e;
  free (e);
  return NULL;
}

static struct item *
take_first (struct plating_subscription *s)
{
  struct item *item = s->first;

  if (!item)
    return NULL;
  s->first = item->next;
  if (!s->first)
    s->last = NULL;
  s->n--;
  return item;
}

/* Drops a reference; the mutex is held. */
static void
release (struct plating_subscription *s)
{
  struct item *item;

  if (--s->n_refs)
    return;
  while ((item = take_first (s)))
    free (item);
  uv_cond_destroy (&s->room);
  pl_loop_unref (s->loop);
  free (s);
}

/* Takes S out of the list; the mutex is held. */
static void
end (struct plating_subscription *s)
{
  struct pl_events *e = s->events;
  struct plating_subscription **p, *other;
  unsigned wanted = 0;

  for (p = &e->first; *p != s; p = &(*p)->next)
    continue;
  *p = s->next;
  for (other = e->first; other; other = other->next)
    wanted |= other->options.types;
  atomic_store (&e->wanted, wanted);
  s->is_over = 1;
  uv_cond_broadcast (&s->room);
  release (s);
}

void
pl_events_free (struct pl_events *e)
{
  if (!e)
    return;
  uv_mutex_lock (&e->mutex);
  while (e->first)
    end (e->first);
  uv_mutex_unlock (&e->mutex);
  uv_mutex_destroy (&e->mutex);
  free (e);
}

/* -- delivering ----------------------------------------------------------- */

/* The next event to deliver, with what was lost before it; NULL: no more. */
static struct item *
next_item (struct plating_subscription *s)
{
  struct item *item = NULL;

  uv_mutex_lock (&s->events->mutex);
  if (!s->is_over)
    item = take_first (s);
  if (item) {
    item->event.dropped = s->n_dropped;
    s->n_dropped = 0;
    uv_cond_signal (&s->room);
  }
  uv_mutex_unlock (&s->events->mutex);
  return item;
}

static void
deliver (struct pl_post *post)
{
  struct plating_subscription *s = (struct plating_subscription *) (void *)
    ((char *) post - offsetof (struct plating_subscription, post));
  struct pl_events *e = s->events;
  struct pl_watch_call call;
  struct item *item;
  unsigned n = 0;
  int again = 0;

  for (;;) {
    while (n++ < PER_VISIT && (item = next_item (s))) {
      pl_loop_enter (s->loop, &call);
      s->options.on_event (s->options.data, &item->event);
      pl_loop_leave (s->loop, &call, (void (*) (void)) s->options.on_event);
      free (item);
    }
    n = 0;
    uv_mutex_lock (&e->mutex);
    again = !s->is_over && s->first;
    if (!again)
      s->is_posted = 0;
    uv_mutex_unlock (&e->mutex);
    /* A loop that is being closed takes no posts: deliver all now. */
    if (!again || pl_loop_post (s->loop, &s->post) == 0)
      break;
  }
  if (again)
    return;
  uv_mutex_lock (&e->mutex);
  release (s);
  uv_mutex_unlock (&e->mutex);
}

/* -- telling -------------------------------------------------------------- */

int
pl_events_wants (struct pl_events *e, uint32_t type)
{
  return e && atomic_load_explicit (&e->wanted, memory_order_relaxed) & type;
}

/* Puts a copy of TEXT at *END. */
static const char *
keep (const char *text, char **end)
{
  char *copy = *end;
  size_t size;

  if (!text)
    return NULL;
  size = strlen (text) + 1;
  memcpy (copy, text, size);
  *end += size;
  return copy;
}

static size_t
size_of (const char *text)
{
  return text ? strlen (text) + 1 : 0;
}

static struct item *
copy (const struct plating_event *event)
{
  size_t n = size_of (event->stage) + size_of (event->plugin)
    + size_of (event->component) + size_of (event->path)
    + size_of (event->message);
  struct item *item = malloc (sizeof *item + n);
  char *end;

  if (!item)
    return NULL;
  end = (char *) (item + 1);
  item->next = NULL;
  item->event = *event;
  item->event.struct_size = sizeof item->event;
  item->event.stage = keep (event->stage, &end);
  item->event.plugin = keep (event->plugin, &end);
  item->event.component = keep (event->component, &end);
  item->event.path = keep (event->path, &end);
  item->event.message = keep (event->message, &end);
  return item;
}

/* Makes room in the queue of S, which is full; the mutex is held.  Returns
 * whether there is any. */
static int
make_room (struct plating_subscription *s)
{
  if (s->options.policy == PLATING_DROP_NEWEST) {
    s->n_dropped++;
    return 0;
  }
  if (s->options.policy == PLATING_BLOCK && pl_worker_self ()) {
    while (s->n >= s->options.capacity && !s->is_over)
      uv_cond_wait (&s->room, &s->events->mutex);
    return !s->is_over;
  }
  free (take_first (s));
  s->n_dropped++;
  return 1;
}

/* Progress of which the subscriber does not know yet is only brought up to
 * date. */
static int
is_merged (struct plating_subscription *s, const struct plating_event *event)
{
  if (event->type != PLATING_EVENT_PROGRESS || !s->last
      || s->last->event.type != PLATING_EVENT_PROGRESS)
    return 0;
  if (event->done >= s->last->event.done) {
    s->last->event.done = event->done;
    s->last->event.total = event->total;
    s->last->event.time_ns = event->time_ns;
  }
  return 1;
}

/* Queues a copy of EVENT for S; the mutex is held. */
static void
queue (struct plating_subscription *s, const struct plating_event *event)
{
  struct item *item;

  if (s->is_over)
    return;
  item = copy (event);
  if (!item) {
    s->n_dropped++;
    return;
  }
  if (s->last)
    s->last->next = item;
  else
    s->first = item;
  s->last = item;
  s->n++;
  if (s->is_posted)
    return;
  s->is_posted = 1;
  s->n_refs++;
  if (pl_loop_post (s->loop, &s->post) < 0) {
    s->is_posted = 0;
    s->n_refs--;
  }
}

static struct plating_subscription *
first_after (struct pl_events *e, uint64_t number)
{
  struct plating_subscription *s = e->first;

  while (s && s->number <= number)
    s = s->next;
  return s;
}

void
pl_events_tell (struct pl_events *e, const struct plating_event *event)
{
  struct plating_event timed = *event;
  struct plating_subscription *s;
  uint64_t number = 0;

  timed.time_ns = uv_hrtime ();
  uv_mutex_lock (&e->mutex);
  while ((s = first_after (e, number))) {
    s->n_refs++;
    number = s->number;
    if (s->options.types & event->type) {
      if (!is_merged (s, &timed)
          && (s->n < s->options.capacity || make_room (s)))
        queue (s, &timed);
    }
    release (s);
  }
  uv_mutex_unlock (&e->mutex);
}

/* -- subscribing ---------------------------------------------------------- */

static int
complete_options (struct plating_subscription_options *o)
{
  if (!o->types)
    o->types = PLATING_EVENT_ALL;
  if (!o->policy)
    o->policy = PLATING_DROP_OLDEST;
  if (!o->capacity)
    o->capacity = DEFAULT_CAPACITY;
  return o->on_event && o->capacity <= MAX_CAPACITY
    && !(o->types & ~PLATING_EVENT_ALL)
    && (o->policy == PLATING_DROP_OLDEST || o->policy == PLATING_DROP_NEWEST
        || o->policy == PLATING_BLOCK);
}

struct plating_subscription *
pl_events_subscribe (struct pl_events *e, struct pl_loop *loop,
                     const struct plating_subscription_options *options)
{
  struct plating_subscription *s = calloc (1, sizeof *s), **p;

  if (!s)
    return NULL;
  memcpy (&s->options, options, options->struct_size < sizeof s->options
          ? options->struct_size : sizeof s->options);
  if (!complete_options (&s->options) || uv_cond_init (&s->room) < 0) {
    free (s);
    return NULL;
  }
  s->events = e;
  s->loop = pl_loop_ref (loop);
  s->post.run = deliver;
  s->n_refs = 1;
  uv_mutex_lock (&e->mutex);
  s->number = ++e->last_number;
  for (p = &e->first; *p; p = &(*p)->next)
    continue;
  *p = s;
  atomic_fetch_or (&e->wanted, s->options.types);
  uv_mutex_unlock (&e->mutex);
  return s;
}

void
plating_unsubscribe (struct plating_subscription *s)
{
  struct pl_events *e;

  if (!s)
    return;
  e = s->events;
  uv_mutex_lock (&e->mutex);
  end (s);
  uv_mutex_unlock (&e->mutex);
}
