/* SPDX-License-Identifier: Apache-2.0 */
/* Growing byte strings. */

#include <config.h>

#include "buffer.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
pl_buffer_init (struct pl_buffer *b)
{
  *b = (struct pl_buffer) { 0 };
}

void
pl_buffer_release (struct pl_buffer *b)
{
  size_t limit = b->limit;

  free (b->data);
  *b = (struct pl_buffer) { .limit = limit };
}

void
pl_buffer_clear (struct pl_buffer *b)
{
  b->len = 0;
  b->failed = 0;
  if (b->data)
    b->data[0] = '\0';
}

int
pl_buffer_reserve (struct pl_buffer *b, size_t len)
{
  size_t cap;
  char *data;

  if (b->failed)
    return b->failed;
  if (len > SIZE_MAX / 4 - b->len)
    return b->failed = -ENOMEM;
  if (b->limit && b->len + len > b->limit)
    return b->failed = -EFBIG;
  if (b->data && b->len + len < b->cap)
    return 0;
  cap = b->cap ? b->cap : 64;
  while (cap <= b->len + len)
    cap *= 2;
  data = realloc (b->data, cap);
  if (!data)
    return b->failed = -ENOMEM;
  b->data = data;
  b->cap = cap;
  return 0;
}

void
pl_buffer_append (struct pl_buffer *b, const void *data, size_t len)
{
  if (pl_buffer_reserve (b, len) < 0)
    return;
  if (len)
    memcpy (b->data + b->len, data, len);
  b->len += len;
  b->data[b->len] = '\0';
}

void
pl_buffer_puts (struct pl_buffer *b, const char *s)
{
  pl_buffer_append (b, s, strlen (s));
}

void
pl_buffer_putc (struct pl_buffer *b, char c)
{
  pl_buffer_append (b, &c, 1);
}

void
pl_buffer_fill (struct pl_buffer *b, char c, size_t n)
{
  if (pl_buffer_reserve (b, n) < 0)
    return;
  memset (b->data + b->len, c, n);
  b->len += n;
  b->data[b->len] = '\0';
}

void
pl_buffer_vprintf (struct pl_buffer *b, const char *fmt, va_list ap)
{
  va_list again;
  int n;

  va_copy (again, ap);
  n = vsnprintf (NULL, 0, fmt, again);
  va_end (again);
  if (n < 0 || pl_buffer_reserve (b, (size_t) n) < 0) {
    if (!b->failed)
      b->failed = -EINVAL;
    return;
  }
  vsnprintf (b->data + b->len, (size_t) n + 1, fmt, ap);
  b->len += (size_t) n;
}

void
pl_buffer_printf (struct pl_buffer *b, const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  pl_buffer_vprintf (b, fmt, ap);
  va_end (ap);
}

char *
pl_buffer_take (struct pl_buffer *b, size_t *len)
{
  char *data = NULL;

  if (pl_buffer_reserve (b, 0) == 0) {
    data = b->data;
    data[b->len] = '\0';
    if (len)
      *len = b->len;
    b->data = NULL;
  }
  pl_buffer_release (b);
  return data;
}
