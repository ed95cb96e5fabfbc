/* SPDX-License-Identifier: Apache-2.0 */
/* Chunked bump allocation. */

#include <config.h>

#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN alignof (max_align_t)

struct pl_arena_chunk {
  struct pl_arena_chunk *older;
  size_t size;                    /* bytes of data */
  alignas (max_align_t) char data[];
};

void
pl_arena_init (struct pl_arena *a, size_t chunk_size)
{
  *a = (struct pl_arena) { .chunk_size = chunk_size ? chunk_size : 65536 };
}

static void
free_chunks (struct pl_arena_chunk *c)
{
  while (c) {
    struct pl_arena_chunk *older = c->older;

    free (c);
    c = older;
  }
}

void
pl_arena_release (struct pl_arena *a)
{
  free_chunks (a->chunks);
  a->chunks = NULL;
  a->next = a->end = NULL;
  a->total = 0;
  a->is_full = 0;
}

void
pl_arena_reset (struct pl_arena *a)
{
  struct pl_arena_chunk *keep = NULL, *c, *older;

  for (c = a->chunks; c; c = older) {
    older = c->older;
    if (!keep && c->size == a->chunk_size)
      keep = c;
    else
      free (c);
  }
  a->chunks = keep;
  a->is_full = 0;
  a->total = 0;
  a->next = a->end = NULL;
  if (keep) {
    keep->older = NULL;
    a->total = keep->size;
    a->next = keep->data;
    a->end = keep->data + keep->size;
  }
}

void
pl_arena_take (struct pl_arena *a, struct pl_arena *from)
{
  struct pl_arena_chunk *oldest = from->chunks;

  if (!oldest)
    return;
  while (oldest->older)
    oldest = oldest->older;
  if (a->chunks) {
    oldest->older = a->chunks->older;
    a->chunks->older = from->chunks;
  } else {
    a->chunks = from->chunks;
    a->next = from->next;
    a->end = from->end;
  }
  a->total += from->total;
  from->chunks = NULL;
  pl_arena_release (from);
}

/* A piece larger than a quarter of a chunk gets a chunk of its own behind
 * the newest one, so that the rest of the newest is not lost. */
static void *
alloc_chunk (struct pl_arena *a, size_t len)
{
  int own = len > a->chunk_size / 4;
  size_t size = own ? len : a->chunk_size;
  struct pl_arena_chunk *c;

  if (size > SIZE_MAX / 2 || (a->limit && size > a->limit - a->total)) {
    a->is_full = a->limit != 0;
    return NULL;
  }
  c = malloc (sizeof *c + size);
  if (!c)
    return NULL;
  c->size = size;
  a->total += size;
  if (own && a->chunks) {
    c->older = a->chunks->older;
    a->chunks->older = c;
    return c->data;
  }
  c->older = a->chunks;
  a->chunks = c;
  a->next = c->data + len;
  a->end = c->data + size;
  return c->data;
}

void *
pl_arena_alloc (struct pl_arena *a, size_t len)
{
  size_t pad = (size_t) -(uintptr_t) a->next & (ALIGN - 1);
  void *p;

  if (len > SIZE_MAX - ALIGN)
    return NULL;
  if (len + pad > (size_t) (a->end - a->next))
    return alloc_chunk (a, len);
  p = a->next + pad;
  a->next += pad + len;
  return p;
}

void *
pl_arena_zalloc (struct pl_arena *a, size_t len)
{
  void *p = pl_arena_alloc (a, len);

  if (p)
    memset (p, 0, len);
  return p;
}

void *
pl_arena_array (struct pl_arena *a, size_t n, size_t size)
{
  if (size && n > SIZE_MAX / size)
    return NULL;
  return pl_arena_zalloc (a, n * size);
}

char *
pl_arena_strndup (struct pl_arena *a, const void *data, size_t len)
{
  char *p;

  if (len == SIZE_MAX)
    return NULL;
  /* Text needs no alignment: names stand side by side. */
  if (len < (size_t) (a->end - a->next)) {
    p = a->next;
    a->next += len + 1;
  } else {
    p = alloc_chunk (a, len + 1);
  }
  if (p) {
    if (len)
      memcpy (p, data, len);
    p[len] = '\0';
  }
  return p;
}

int
pl_arena_contains (const struct pl_arena *a, const void *p)
{
  uintptr_t at = (uintptr_t) p;
  const struct pl_arena_chunk *c;

  for (c = a->chunks; c; c = c->older)
    if (at >= (uintptr_t) c->data && at - (uintptr_t) c->data < c->size)
      return 1;
  return 0;
}
