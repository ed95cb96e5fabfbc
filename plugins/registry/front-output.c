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

/* -- channels ------------------------------------------------------------- */

struct channel {
  uint32_t stream;              /* PLATING_STREAM_ */
  const char *color;            /* NULL: none */
  bool is_log;                  /* the time before it, one line feed behind */
};

static void
put_clock (struct pl_buffer *line)
{
  time_t now = time (NULL);
  struct tm parts;
  char stamp[64];

  if (localtime_r (&now, &parts)
      && strftime (stamp, sizeof stamp, "%Y/%m/%d %H:%M:%S ", &parts))
    pl_buffer_puts (line, stamp);
}

static void
tell (struct registry_front *f, const struct channel *to, const char *fmt,
      va_list ap)
{
  struct pl_buffer line;

  pl_buffer_init (&line);
  if (to->is_log)
    put_clock (&line);
  format (&line, fmt, ap);
  /* A log line ends in one line feed, whatever its text ends in. */
  if (to->is_log && !line.failed && line.len
      && line.data[line.len - 1] == '\n')
    line.len--;
  print (f, to->stream, to->color, &line);
  pl_buffer_release (&line);
}

void
registry_front_info (struct registry_front *f, const char *fmt, ...)
{
  const struct channel info = { PLATING_STREAM_OUT, "\033[0m", false };
  va_list ap;

  va_start (ap, fmt);
  tell (f, &info, fmt, ap);
  va_end (ap);
}

void
registry_front_warn (struct registry_front *f, const char *fmt, ...)
{
  const struct channel warnings = { PLATING_STREAM_ERR, "\033[93m", false };
  va_list ap;

  va_start (ap, fmt);
  tell (f, &warnings, fmt, ap);
  va_end (ap);
}

void
registry_front_print (struct registry_front *f, uint32_t stream,
                      const char *fmt, ...)
{
  const struct channel plain = { stream, NULL, false };
  va_list ap;

  va_start (ap, fmt);
  tell (f, &plain, fmt, ap);
  va_end (ap);
}

void
registry_front_log (struct registry_front *f, const char *fmt, ...)
{
  const struct channel log = { PLATING_STREAM_ERR, NULL, true };
  va_list ap;

  va_start (ap, fmt);
  tell (f, &log, fmt, ap);
  va_end (ap);
}

void
registry_front_error (struct registry_front *f)
{
  print (f, PLATING_STREAM_ERR, "\033[91m", &f->line);
}

/* -- the line of an error ------------------------------------------------- */

/* Makes a line of FMT, the one before behind it if IS_WRAPPED: the arguments
 * may be parts of that. */
static void
set_line (struct registry_front *f, bool is_wrapped, const char *fmt,
          va_list ap)
{
  struct pl_buffer line;

  pl_buffer_init (&line);
  format (&line, fmt, ap);
  if (is_wrapped)
    pl_buffer_append (&line, f->line.data, f->line.len);
  pl_buffer_release (&f->line);
  f->line = line;
}

bool
registry_front_say (struct registry_front *f, const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  set_line (f, false, fmt, ap);
  va_end (ap);
  return false;
}

bool
registry_front_wrap (struct registry_front *f, const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  set_line (f, true, fmt, ap);
  va_end (ap);
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
