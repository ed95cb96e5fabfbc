/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is handed out piece by piece and taken back all at once. */

#ifndef PL_ARENA_H
#define PL_ARENA_H

#include <stddef.h>

struct pl_arena_chunk;

struct pl_arena {
  struct pl_arena_chunk *chunks;  /* newest first */
  char *next, *end;               /* free part of the newest chunk */
  size_t chunk_size;              /* bytes of an ordinary chunk */
  size_t total;                   /* bytes held in chunks */
  size_t limit;                   /* most bytes to hold; 0: no limit */
  int is_full;                    /* the limit has refused something */
};

/* Sets up an empty arena; allocates nothing.  CHUNK_SIZE 0 means 64 KiB. */
void pl_arena_init (struct pl_arena *a, size_t chunk_size);

/* Frees everything; the arena can be used again. */
void pl_arena_release (struct pl_arena *a);

/* Takes back all that was handed out.  Keeps one ordinary chunk for the
 * next round and frees the rest. */
void pl_arena_reset (struct pl_arena *a);

/* Makes what FROM has handed out A's, in place, and FROM empty. */
void pl_arena_take (struct pl_arena *a, struct pl_arena *from);

/* Returns LEN bytes aligned for any type, uninitialised or zeroed; NULL
 * when memory or the limit is exhausted.  Freed by reset or release. */
void *pl_arena_alloc (struct pl_arena *a, size_t len);
void *pl_arena_zalloc (struct pl_arena *a, size_t len);

/* N elements of SIZE bytes, zeroed; NULL also on overflow. */
void *pl_arena_array (struct pl_arena *a, size_t n, size_t size);

/* Copies LEN bytes and adds a NUL.  DATA may be NULL if LEN is 0. */
char *pl_arena_strndup (struct pl_arena *a, const void *data, size_t len);

/* Whether P points into memory that A handed out. */
int pl_arena_contains (const struct pl_arena *a, const void *p);

#endif
