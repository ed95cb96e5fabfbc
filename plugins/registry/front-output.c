/* SPDX-License-Identifier: Apache-2.0 */
/* What the compatible front says: formats, colours, and the clock of log
 * lines. */

#include <config.h>

#include "plugins/registry/front.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "plugins/common/gotemplate/quote.h"

/* Go's words for an errno value: those of the C library, without a capital
 * letter at the start. */
static void
put_error (struct pl_buffer *out, int number)
{
  char text[128];
  const char *words = strerror_r (number, text, sizeof text);

  if (!*words)
    return;
  pl_buffer_putc (out, (char) tolower ((unsigned char) words[0]));
  pl_buffer_puts (out, words + 1);
}

static void
put_text (struct pl_buffer *out, struct plating_text text, bool is_quoted)
{
  if (is_quoted)
    gotmpl_quote (out, text.ptr, text.len, false);
  else
    pl_buffer_append (out, text.ptr, text.len);
}

static void
format (struct pl_buffer *out, const char *fmt, va_list ap)
{
  for (; *fmt; fmt++) {
    size_t n = strcspn (fmt, "%");
    const char *s;

    pl_buffer_append (out, fmt, n);
    fmt += n;
    if (!*fmt || !*++fmt)
      return;
    switch (*fmt) {
    case 's':
    case 'q':
      s = va_arg (ap, const char *);
      put_text (out, (struct plating_text) { s, strlen (s) }, *fmt == 'q');
      break;
    case 't':
    case 'T':
      put_text (out, *va_arg (ap, const struct plating_text *),
                *fmt == 'T');
      break;
    case 'e':
      put_error (out, va_arg (ap, int));
      break;
    default:
      pl_buffer_putc (out, *fmt);
    }
  }
}

/* Prints LINE between COLOR and its end. */
static void
print (struct registry_front *f, uint32_t stream, const char *color,
       const struct pl_buffer *line)
{
  struct pl_buffer colored;

  if (line->failed)
    return;
  if (!f->has_color || !color) {
    f->host->print (f->host, f->op, stream,
                    (struct plating_text) { line->data, line->len });
    return;
  }
  pl_buffer_init (&colored);
  pl_buffer_puts (&colored, color);
  pl_buffer_append (&colored, line->data, line->len);
  pl_buffer_puts (&colored, "\033[0m");
  if (!colored.failed)
    f->host->print (f->host, f->op, stream,
                    (struct plating_text) { colored.data, colored.len });
  pl_buffer_release (&colored);
}

void
registry_front_info (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer line;
  va_list ap;

  pl_buffer_init (&line);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  print (f, PLATING_STREAM_OUT, "\033[0m", &line);
  pl_buffer_release (&line);
}

void
registry_front_warn (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer line;
  va_list ap;

  pl_buffer_init (&line);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  print (f, PLATING_STREAM_ERR, "\033[93m", &line);
  pl_buffer_release (&line);
}

void
registry_front_print (struct registry_front *f, uint32_t stream,
                      const char *fmt, ...)
{
  struct pl_buffer line;
  va_list ap;

  pl_buffer_init (&line);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  print (f, stream, NULL, &line);
  pl_buffer_release (&line);
}

void
registry_front_log (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer line;
  time_t now = time (NULL);
  struct tm parts;
  char stamp[64];
  va_list ap;

  pl_buffer_init (&line);
  if (localtime_r (&now, &parts)
      && strftime (stamp, sizeof stamp, "%Y/%m/%d %H:%M:%S ", &parts))
    pl_buffer_puts (&line, stamp);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  /* A log line ends in one line feed, whatever its text ends in. */
  if (!line.failed && line.len && line.data[line.len - 1] == '\n')
    line.len--;
  print (f, PLATING_STREAM_ERR, NULL, &line);
  pl_buffer_release (&line);
}

void
registry_front_error (struct registry_front *f)
{
  print (f, PLATING_STREAM_ERR, "\033[91m", &f->line);
}

bool
registry_front_say (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer line;
  va_list ap;

  /* The arguments may be parts of the old line. */
  pl_buffer_init (&line);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  pl_buffer_release (&f->line);
  f->line = line;
  return false;
}

bool
registry_front_wrap (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer line;
  va_list ap;

  pl_buffer_init (&line);
  va_start (ap, fmt);
  format (&line, fmt, ap);
  va_end (ap);
  pl_buffer_append (&line, f->line.data, f->line.len);
  pl_buffer_release (&f->line);
  f->line = line;
  return false;
}

const char *
registry_front_text (struct registry_front *f, const char *fmt, ...)
{
  struct pl_buffer text;
  const char *copy = NULL;
  va_list ap;

  pl_buffer_init (&text);
  va_start (ap, fmt);
  format (&text, fmt, ap);
  va_end (ap);
  if (!text.failed)
    copy = pl_arena_strndup (&f->arena, text.data, text.len);
  pl_buffer_release (&text);
  return copy;
}
