/* SPDX-License-Identifier: Apache-2.0 */
/* A growing byte string whose failure is remembered: append freely, ask
 * once at the end. */

#ifndef PL_BUFFER_H
#define PL_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

struct pl_buffer {
  char *data;    /* always followed by a NUL byte when not NULL */
  size_t len;    /* bytes, without that NUL */
  size_t cap;    /* bytes allocated */
  size_t limit;  /* most bytes allowed; 0: no limit */
  int failed;    /* 0, or the first error: -ENOMEM, -EFBIG */
};

/* Sets up an empty buffer; allocates nothing. */
void pl_buffer_init (struct pl_buffer *b);

/* Frees the bytes and makes the buffer empty and usable again. */
void pl_buffer_release (struct pl_buffer *b);

/* Empties the buffer but keeps its memory; forgets a failure. */
void pl_buffer_clear (struct pl_buffer *b);

/* Makes room for LEN more bytes.  Returns 0 or the buffer's error. */
int pl_buffer_reserve (struct pl_buffer *b, size_t len);

/* Append; after a failure they do nothing. */
void pl_buffer_append (struct pl_buffer *b, const void *data, size_t len);
void pl_buffer_puts (struct pl_buffer *b, const char *s);
void pl_buffer_putc (struct pl_buffer *b, char c);
void pl_buffer_fill (struct pl_buffer *b, char c, size_t n);
void pl_buffer_printf (struct pl_buffer *b, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));
void pl_buffer_vprintf (struct pl_buffer *b, const char *fmt, va_list ap)
  __attribute__ ((format (printf, 2, 0)));

/* Returns the bytes (NUL-terminated, never NULL on success), which the
 * caller must free, and leaves the buffer empty; NULL if the buffer had
 * failed.  LEN may be NULL. */
char *pl_buffer_take (struct pl_buffer *b, size_t *len);

#endif
