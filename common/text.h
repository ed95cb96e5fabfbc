/* SPDX-License-Identifier: Apache-2.0 */
/* The few things that are done with texts of known length, which may hold
 * any bytes. */

#ifndef PL_TEXT_H
#define PL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <plating/types.h>

#include "common/arena.h"

static inline struct plating_text
pl_text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static inline bool
pl_text_same (struct plating_text a, struct plating_text b)
{
  return a.len == b.len && (!a.len || !memcmp (a.ptr, b.ptr, a.len));
}

/* TEXT without its first N bytes. */
static inline struct plating_text
pl_text_skip (struct plating_text text, size_t n)
{
  return n ? (struct plating_text) { text.ptr + n, text.len - n } : text;
}

bool pl_text_starts_with (struct plating_text text, const char *prefix);
bool pl_text_ends_with (struct plating_text text, const char *suffix);

/* Bytewise order. */
int pl_text_compare (struct plating_text a, struct plating_text b);

/* The last part of a path. */
struct plating_text pl_text_base_name (struct plating_text path);

/* Joins N parts to a text of ARENA, followed by a NUL byte; ptr is NULL when
 * memory runs out. */
struct plating_text pl_text_join (struct pl_arena *arena,
                                  const struct plating_text *parts,
                                  size_t n);
struct plating_text pl_text_copy (struct pl_arena *arena,
                                  struct plating_text text);

#endif
