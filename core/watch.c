/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a session's tasks: a hash table by address under one mutex.
 *
 * It may cost what it costs, since it is there only when it was asked for.
 * It lives as long as the last task that is in it. */

#include <config.h>

#include "watch.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/observe.h>

#include "common/buffer.h"
#include "log.h"
#include "symbol.h"

#define N_FRAMES 12

struct record {
  struct record *next;          /* of the bucket */
  void *task;
  uint64_t id, parent, made_ns;
  const char *name;
  const char *file;             /* of PLATING_AT, or NULL */
  int line;
  int n_frames;
  void *frames[N_FRAMES];       /* without a file: who called */
  unsigned is_awaited : 1, is_read : 1, is_ended : 1, has_outcome : 1,
    is_told : 1;
};

struct pl_watch {
  atomic_uint refs;
  atomic_int is_reporting;
  uv_mutex_t mutex;             /* all below */
  struct pl_log *log;           /* NULL: no reports */
  uint64_t slow_ns;
  uint64_t last_id;
  struct record **buckets;
  size_t n_buckets, n;
};

/* Where the thread's next task is made, for PLATING_AT. */
static _Thread_local const char *next_file;
static _Thread_local int next_line;

void
plating_debug_place (const char *file, int line)
{
  next_file = file;
  next_line = line;
}

struct pl_watch *
pl_watch_new (void)
{
  struct pl_watch *w = calloc (1, sizeof *w);

  if (!w)
    return NULL;
  w->n_buckets = 256;
  w->buckets = calloc (w->n_buckets, sizeof *w->buckets);
  if (!w->buckets || uv_mutex_init (&w->mutex) < 0) {
    free (w->buckets);
    free (w);
    return NULL;
  }
  atomic_init (&w->refs, 1);
  return w;
}

struct pl_watch *
pl_watch_ref (struct pl_watch *w)
{
  atomic_fetch_add (&w->refs, 1);
  return w;
}

void
pl_watch_unref (struct pl_watch *w)
{
  size_t i;

  if (!w || atomic_fetch_sub (&w->refs, 1) != 1)
    return;
  for (i = 0; i < w->n_buckets; i++)
    while (w->buckets[i]) {
      struct record *r = w->buckets[i];

      w->buckets[i] = r->next;
      free (r);
    }
  free (w->buckets);
  uv_mutex_destroy (&w->mutex);
  free (w);
}

void
pl_watch_report (struct pl_watch *w, struct pl_log *log, uint64_t slow_ns)
{
  uv_mutex_lock (&w->mutex);
  w->log = log;
  w->slow_ns = slow_ns;
  uv_mutex_unlock (&w->mutex);
  atomic_store (&w->is_reporting, 1);
}

int
pl_watch_is_reporting (struct pl_watch *w)
{
  return atomic_load (&w->is_reporting);
}

/* -- the table; the mutex is held ----------------------------------------- */

static struct record **
bucket (struct pl_watch *w, const void *task)
{
  uint64_t h = (uint64_t) (uintptr_t) task * 0x9e3779b97f4a7c15u;

  return &w->buckets[(h >> 32) & (w->n_buckets - 1)];
}

static struct record *
find (struct pl_watch *w, const void *task)
{
  struct record *r = *bucket (w, task);

  while (r && r->task != task)
    r = r->next;
  return r;
}

/* Doubles the table; without memory it only gets slower. */
static void
grow (struct pl_watch *w)
{
  size_t n = w->n_buckets, i;
  struct record **old = w->buckets, **new = calloc (2 * n, sizeof *new);

  if (!new)
    return;
  w->buckets = new;
  w->n_buckets = 2 * n;
  for (i = 0; i < n; i++)
    while (old[i]) {
      struct record *r = old[i], **to = bucket (w, r->task);

      old[i] = r->next;
      r->next = *to;
      *to = r;
    }
  free (old);
}

/* -- reports -------------------------------------------------------------- */

/* The frame that called the library: the first one of another object behind
 * its own.  What is before them is a sanitizer's. */
static const void *
caller (const struct record *r)
{
  Dl_info own, info;
  int is_inside = 0, i;

  if (!dladdr ((const void *) (uintptr_t) pl_watch_new, &own))
    own.dli_fbase = NULL;
  for (i = 0; i < r->n_frames; i++) {
    int is_own = dladdr (r->frames[i], &info)
      && info.dli_fbase == own.dli_fbase;

    if (is_inside && !is_own)
      return r->frames[i];
    is_inside |= is_own;
  }
  return NULL;
}

static void
put_place (struct pl_buffer *b, const struct record *r)
{
  const void *address = caller (r);

  pl_buffer_puts (b, ", made ");
  if (r->file)
    pl_buffer_printf (b, "at %s:%d", r->file, r->line);
  else if (address) {
    pl_buffer_puts (b, "by ");
    pl_symbol_put (b, address);
  } else
    pl_buffer_puts (b, "somewhere");
}

static void
tell (struct pl_watch *w, const struct record *r, const char *what)
{
  struct pl_buffer b;

  if (!w->log)
    return;
  pl_buffer_init (&b);
  pl_buffer_printf (&b, "debug: task %llu (%s) %s",
                    (unsigned long long) r->id, r->name, what);
  put_place (&b, r);
  pl_log_line (w->log, PLATING_LEVEL_WARNING, NULL, "%s",
               b.data ? b.data : "debug: out of memory");
  pl_buffer_release (&b);
}

/* Reports what R was spared; the mutex is held. */
static void
tell_forgotten (struct pl_watch *w, struct record *r)
{
  if (r->is_told)
    return;
  r->is_told = 1;
  if (!r->is_awaited && !r->is_read)
    tell (w, r, "was never awaited");
  else if (!r->is_read && r->has_outcome)
    tell (w, r, "ended, but nobody looked at its outcome");
}

void
pl_watch_close (struct pl_watch *w)
{
  struct record *r;
  size_t i;

  uv_mutex_lock (&w->mutex);
  for (i = 0; i < w->n_buckets; i++)
    for (r = w->buckets[i]; r; r = r->next)
      if (!r->is_awaited && !r->is_read)
        tell_forgotten (w, r);
  w->log = NULL;
  uv_mutex_unlock (&w->mutex);
  atomic_store (&w->is_reporting, 0);
}

/* -- what happens --------------------------------------------------------- */

void
pl_watch_made (struct pl_watch *w, void *task, const char *name)
{
  struct record *r = calloc (1, sizeof *r), **to;

  if (!r)
    return;
  r->task = task;
  r->name = name;
  r->made_ns = uv_hrtime ();
  r->file = next_file;
  r->line = next_line;
  next_file = NULL;
  if (!r->file)
    r->n_frames = backtrace (r->frames, N_FRAMES);
  uv_mutex_lock (&w->mutex);
  r->id = ++w->last_id;
  if (++w->n > 2 * w->n_buckets)
    grow (w);
  to = bucket (w, task);
  r->next = *to;
  *to = r;
  uv_mutex_unlock (&w->mutex);
}

static void
adopt (struct record *parent, struct record *member)
{
  member->parent = parent->id;
  /* Whoever looks at the parent need not look at it. */
  member->is_awaited = member->is_read = 1;
}

void
pl_watch_adopted (struct pl_watch *w, void *parent, void *member)
{
  struct record *p, *m;

  uv_mutex_lock (&w->mutex);
  p = find (w, parent);
  m = find (w, member);
  if (p && m)
    adopt (p, m);
  uv_mutex_unlock (&w->mutex);
}

void
pl_watch_awaited (struct pl_watch *w, void *task, void *data)
{
  struct record *r, *parent;

  uv_mutex_lock (&w->mutex);
  r = find (w, task);
  parent = data ? find (w, data) : NULL;
  if (r)
    r->is_awaited = 1;
  if (r && parent && parent != r)
    adopt (parent, r);
  uv_mutex_unlock (&w->mutex);
}

void
pl_watch_read (struct pl_watch *w, const void *task)
{
  struct record *r;

  uv_mutex_lock (&w->mutex);
  r = find (w, task);
  if (r)
    r->is_read = 1;
  uv_mutex_unlock (&w->mutex);
}

void
pl_watch_doubled (struct pl_watch *w, const void *task)
{
  struct record *r;

  uv_mutex_lock (&w->mutex);
  r = find (w, task);
  if (r)
    tell (w, r, "was completed twice");
  uv_mutex_unlock (&w->mutex);
}

void
pl_watch_ended (struct pl_watch *w, void *task, int has_outcome)
{
  struct record *r;

  uv_mutex_lock (&w->mutex);
  r = find (w, task);
  if (r) {
    r->is_ended = 1;
    r->has_outcome = has_outcome != 0;
  }
  uv_mutex_unlock (&w->mutex);
}

void
pl_watch_gone (struct pl_watch *w, void *task)
{
  struct record **p, *r;

  uv_mutex_lock (&w->mutex);
  for (p = bucket (w, task); *p && (*p)->task != task; p = &(*p)->next)
    continue;
  r = *p;
  if (r) {
    *p = r->next;
    w->n--;
    tell_forgotten (w, r);
  }
  uv_mutex_unlock (&w->mutex);
  free (r);
}

void
pl_watch_each (struct pl_watch *w,
               void (*visit) (void *data,
                              const struct pl_watch_record *record),
               void *data)
{
  struct record *r;
  size_t i;

  uv_mutex_lock (&w->mutex);
  for (i = 0; i < w->n_buckets; i++)
    for (r = w->buckets[i]; r; r = r->next) {
      struct pl_watch_record record = {
        r->id, r->parent, r->made_ns, r->name, r->task,
      };

      if (!r->is_ended)
        visit (data, &record);
    }
  uv_mutex_unlock (&w->mutex);
}

/* -- callbacks ------------------------------------------------------------ */

void
pl_watch_begin (struct pl_watch_call *call, uint64_t *inner_ns)
{
  call->begin_ns = uv_hrtime ();
  call->inner_ns = *inner_ns;
  call->task = NULL;
}

void
pl_watch_end (struct pl_watch *w, const struct pl_watch_call *call,
              uint64_t *inner_ns, void (*function) (void), const char *stage,
              const char *plugin)
{
  uint64_t all = uv_hrtime () - call->begin_ns;
  uint64_t own = all - (*inner_ns - call->inner_ns);
  const struct record *r;
  struct pl_buffer b;

  *inner_ns = call->inner_ns + all;
  pl_buffer_init (&b);
  uv_mutex_lock (&w->mutex);
  if (w->log && own >= w->slow_ns) {
    pl_buffer_puts (&b, "debug: callback ");
    if (stage)
      pl_buffer_puts (&b, stage);
    else
      pl_symbol_put (&b, (const void *) (uintptr_t) function);
    if (plugin)
      pl_buffer_printf (&b, " of plugin '%s'", plugin);
    pl_buffer_printf (&b, " held the loop for %llu ms",
                      (unsigned long long) (own / 1000000));
    r = call->task ? find (w, call->task) : NULL;
    if (r) {
      pl_buffer_printf (&b, "; it is of task %llu (%s)",
                        (unsigned long long) r->id, r->name);
      put_place (&b, r);
    }
    pl_log_line (w->log, PLATING_LEVEL_WARNING, NULL, "%s",
                 b.data ? b.data : "debug: out of memory");
  }
  uv_mutex_unlock (&w->mutex);
  pl_buffer_release (&b);
}

/* The function that HANDLE calls, where it is there to be read. */
static void
put_callback (struct pl_buffer *b, uv_handle_t *handle)
{
  void (*function) (void) = NULL;

  if (handle->type == UV_TIMER)
    function = (void (*) (void)) ((uv_timer_t *) handle)->timer_cb;
  else if (handle->type == UV_ASYNC)
    function = (void (*) (void)) ((uv_async_t *) handle)->async_cb;
  else if (handle->type == UV_POLL)
    function = (void (*) (void)) ((uv_poll_t *) handle)->poll_cb;
  else if (handle->type == UV_SIGNAL)
    function = (void (*) (void)) ((uv_signal_t *) handle)->signal_cb;
  else if (handle->type == UV_PROCESS)
    function = (void (*) (void)) ((uv_process_t *) handle)->exit_cb;
  if (!function)
    return;
  pl_buffer_puts (b, ", which calls ");
  pl_symbol_put (b, (const void *) (uintptr_t) function);
}

static void
tell_handle (uv_handle_t *handle, void *data)
{
  struct pl_watch *w = data;
  struct pl_buffer b;

  if (uv_is_closing (handle) || !w->log)
    return;
  pl_buffer_init (&b);
  pl_buffer_printf (&b, "debug: a handle is left on the session's loop: %s",
                    uv_handle_type_name (handle->type));
  put_callback (&b, handle);
  pl_log_line (w->log, PLATING_LEVEL_WARNING, NULL, "%s",
               b.data ? b.data : "debug: out of memory");
  pl_buffer_release (&b);
}

void
pl_watch_handles (struct pl_watch *w, uv_loop_t *loop)
{
  uv_mutex_lock (&w->mutex);
  uv_walk (loop, tell_handle, w);
  uv_mutex_unlock (&w->mutex);
}
