/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of known length: compared, taken apart and put together. */

#include <config.h>

#include "common/text.h"

#include <stdint.h>

bool
pl_text_starts_with (struct plating_text text, const char *prefix)
{
  size_t n = strlen (prefix);

  return text.len >= n && (!n || !memcmp (text.ptr, prefix, n));
}

bool
pl_text_ends_with (struct plating_text text, const char *suffix)
{
  size_t n = strlen (suffix);

  return text.len >= n
         && (!n || !memcmp (text.ptr + text.len - n, suffix, n));
}

int
pl_text_compare (struct plating_text a, struct plating_text b)
{
  size_t n = a.len < b.len ? a.len : b.len;
  int c = n ? memcmp (a.ptr, b.ptr, n) : 0;

  return c ? c : a.len < b.len ? -1 : a.len > b.len;
}

struct plating_text
pl_text_base_name (struct plating_text path)
{
  size_t i = path.len;

  while (i > 0 && path.ptr[i - 1] != '/')
    i--;
  return pl_text_skip (path, i);
}

struct plating_text
pl_text_join (struct pl_arena *arena, const struct plating_text *parts,
              size_t n)
{
  struct plating_text joined = { NULL, 0 };
  size_t len = 0, i;
  char *p;

  for (i = 0; i < n; i++) {
    if (parts[i].len > SIZE_MAX / 2 - len)
      return joined;
    len += parts[i].len;
  }
  p = pl_arena_alloc (arena, len + 1);
  if (!p)
    return joined;
  joined = (struct plating_text) { p, len };
  for (i = 0; i < n; i++)
    if (parts[i].len) {
      memcpy (p, parts[i].ptr, parts[i].len);
      p += parts[i].len;
    }
  *p = '\0';
  return joined;
}

struct plating_text
pl_text_copy (struct pl_arena *arena, struct plating_text text)
{
  return pl_text_join (arena, &text, 1);
}
