/* SPDX-License-Identifier: Apache-2.0 */
/* The list of documents to make.
 *
 * It is a queue: entries go in and come out in the same order, once each.
 * So an entry is kept as what differs from the one before, which takes ten
 * bytes or so where paths are sorted, and memory is given back as entries
 * are taken. */

#include <config.h>

#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "varint.h"

#define CHUNK 16384u

struct chunk {
  struct chunk *next;
  size_t len, taken, cap;
  char bytes[];
};

/* What the next entry is told by. */
struct last {
  struct pl_buffer path;
  uint32_t component;
  uint64_t data;
};

struct pl_plan {
  uv_mutex_t mutex;             /* all below */
  struct chunk *first, *newest;
  struct last added, taken;
  struct pl_buffer one;         /* the entry that is being added */
  uint32_t n, n_taken;
};

struct pl_plan *
pl_plan_new (void)
{
  struct pl_plan *p = calloc (1, sizeof *p);

  if (p && uv_mutex_init (&p->mutex) < 0) {
    free (p);
    return NULL;
  }
  if (p) {
    pl_buffer_init (&p->added.path);
    pl_buffer_init (&p->taken.path);
    pl_buffer_init (&p->one);
  }
  return p;
}

void
pl_plan_free (struct pl_plan *p)
{
  struct chunk *c;

  if (!p)
    return;
  while ((c = p->first)) {
    p->first = c->next;
    free (c);
  }
  uv_mutex_destroy (&p->mutex);
  pl_buffer_release (&p->added.path);
  pl_buffer_release (&p->taken.path);
  pl_buffer_release (&p->one);
  free (p);
}

/* -- bytes ------------------------------------------------------------- */

static size_t
n_shared (const struct pl_buffer *last, struct plating_text path)
{
  size_t n = 0;

  while (n < last->len && n < path.len && last->data[n] == path.ptr[n])
    n++;
  return n;
}

/* Makes PATH of its first SHARED bytes and TAIL. */
static int
set_path (struct pl_buffer *path, size_t shared, const char *tail,
          size_t len)
{
  path->len = shared;
  pl_buffer_append (path, tail, len);
  return path->failed ? PLATING_E_NOMEM : 0;
}

/* -- adding ------------------------------------------------------------ */

static void
encode (struct pl_plan *p, const struct plating_plan_entry *e)
{
  size_t shared = n_shared (&p->added.path, e->path);
  size_t len = e->path.len - shared;

  pl_buffer_clear (&p->one);
  pl_varint_put (&p->one, shared);
  pl_varint_put (&p->one, len);
  if (len)
    pl_buffer_append (&p->one, e->path.ptr + shared, len);
  pl_varint_put (&p->one, pl_varint_difference (p->added.component,
                                                e->component));
  pl_varint_put (&p->one, pl_varint_difference (p->added.data, e->data));
  pl_varint_put (&p->one, e->flags);
}

/* A chunk with room for LEN more bytes, or NULL. */
static struct chunk *
reserve (struct pl_plan *p, size_t len)
{
  struct chunk *c = p->newest;
  size_t cap = len > CHUNK ? len : CHUNK;

  if (c && len <= c->cap - c->len)
    return c;
  c = malloc (sizeof *c + cap);
  if (!c)
    return NULL;
  *c = (struct chunk) { .cap = cap };
  if (p->newest)
    p->newest->next = c;
  else
    p->first = c;
  p->newest = c;
  return c;
}

static int
add (struct pl_plan *p, const struct plating_plan_entry *e)
{
  struct chunk *c;
  size_t shared = n_shared (&p->added.path, e->path);

  encode (p, e);
  if (p->one.failed || !(c = reserve (p, p->one.len))
      || set_path (&p->added.path, shared, e->path.ptr + shared,
                   e->path.len - shared) < 0)
    return PLATING_E_NOMEM;
  memcpy (c->bytes + c->len, p->one.data, p->one.len);
  c->len += p->one.len;
  p->added.component = e->component;
  p->added.data = e->data;
  p->n++;
  return 0;
}

int
pl_plan_add (struct pl_plan *p, const struct plating_plan_entry *entries,
             size_t n, size_t stride, uint32_t n_components)
{
  int status = 0;
  size_t i;

  if (stride < sizeof *entries)
    return PLATING_E_INVAL;
  uv_mutex_lock (&p->mutex);
  if (n > PL_PLAN_LIMIT - p->n)
    status = PLATING_E_LIMIT;
  for (i = 0; i < n && status == 0; i++) {
    const struct plating_plan_entry *e = (const void *)
      ((const char *) entries + i * stride);

    if (e->component != PLATING_NONE && e->component >= n_components)
      status = PLATING_E_INVAL;
    else
      status = add (p, e);
  }
  uv_mutex_unlock (&p->mutex);
  return status;
}

uint32_t
pl_plan_size (const struct pl_plan *p)
{
  return p->n;
}

/* -- taking ------------------------------------------------------------ */

/* Frees the first chunk if all of it was taken. */
static struct chunk *
first_chunk (struct pl_plan *p)
{
  struct chunk *c = p->first;

  if (c->taken < c->len)
    return c;
  p->first = c->next;
  free (c);
  return p->first;
}

static int
decode (struct pl_plan *p, struct pl_arena *arena,
        struct plating_plan_entry *e)
{
  struct chunk *c = first_chunk (p);
  const char *at = c->bytes + c->taken;
  size_t shared = (size_t) pl_varint_get (&at);
  size_t len = (size_t) pl_varint_get (&at);
  int status = set_path (&p->taken.path, shared, at, len);

  at += len;
  p->taken.component = (uint32_t) pl_varint_apply (p->taken.component,
                                                   pl_varint_get (&at));
  p->taken.data = pl_varint_apply (p->taken.data, pl_varint_get (&at));
  *e = (struct plating_plan_entry) {
    .component = p->taken.component, .data = p->taken.data,
    .flags = (uint32_t) pl_varint_get (&at),
  };
  c->taken = (size_t) (at - c->bytes);
  if (status == 0) {
    e->path.ptr = pl_arena_strndup (arena, p->taken.path.data,
                                    p->taken.path.len);
    e->path.len = p->taken.path.len;
  }
  return e->path.ptr ? 0 : PLATING_E_NOMEM;
}

int
pl_plan_take (struct pl_plan *p, struct pl_arena *arena, uint32_t *index,
              struct plating_plan_entry *entry)
{
  int status = 0;

  uv_mutex_lock (&p->mutex);
  if (p->n_taken < p->n) {
    *index = p->n_taken++;
    status = decode (p, arena, entry) < 0 ? PLATING_E_NOMEM : 1;
  }
  uv_mutex_unlock (&p->mutex);
  return status;
}
