/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the n-th allocation from an arena fail as well: most of them need no
 * memory of their own, and would never fail with alloc-failure.h alone.  For
 * one file of a program that is linked with $(FAIL_ARENAS) as well. */

#ifndef ARENA_FAILURE_H
#define ARENA_FAILURE_H

#include "common/arena.h"
#include "tests/unit/alloc-failure.h"

void *__real_pl_arena_alloc (struct pl_arena *a, size_t len);
void *__real_pl_arena_zalloc (struct pl_arena *a, size_t len);
void *__real_pl_arena_array (struct pl_arena *a, size_t n, size_t size);
char *__real_pl_arena_strndup (struct pl_arena *a, const void *data,
                               size_t len);
void *__wrap_pl_arena_alloc (struct pl_arena *a, size_t len);
void *__wrap_pl_arena_zalloc (struct pl_arena *a, size_t len);
void *__wrap_pl_arena_array (struct pl_arena *a, size_t n, size_t size);
char *__wrap_pl_arena_strndup (struct pl_arena *a, const void *data,
                               size_t len);

void *
__wrap_pl_arena_alloc (struct pl_arena *a, size_t len)
{
  return allocation_fails () ? NULL : __real_pl_arena_alloc (a, len);
}

void *
__wrap_pl_arena_zalloc (struct pl_arena *a, size_t len)
{
  return allocation_fails () ? NULL : __real_pl_arena_zalloc (a, len);
}

void *
__wrap_pl_arena_array (struct pl_arena *a, size_t n, size_t size)
{
  return allocation_fails () ? NULL : __real_pl_arena_array (a, n, size);
}

char *
__wrap_pl_arena_strndup (struct pl_arena *a, const void *data, size_t len)
{
  return allocation_fails () ? NULL : __real_pl_arena_strndup (a, data, len);
}

#endif
