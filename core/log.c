/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: level, plugin, message; one write each, errno preserved. */

#include <config.h>

#include "log.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "common/buffer.h"
#include "error.h"
#include "quote.h"

/* How long a full pipe or terminal may hold a line up, in all. */
#define LONGEST_WAIT_MS 5000

#define ERASE_LINE "\r\033[K"

struct pl_log {
  uint32_t level, format;
  int color, fd;
  void (*sink) (void *data, uint32_t level, const char *plugin,
                const char *line);
  void *data;
  atomic_int in_progress;      /* a progress line is on the terminal */
};

static const struct {
  uint32_t level;
  const char *name, *prefix, *color;
} levels[] = {
  { PLATING_LEVEL_ERROR, "error", "error: ", "\033[1;31m" },
  { PLATING_LEVEL_WARNING, "warning", "warning: ", "\033[1;33m" },
  { PLATING_LEVEL_INFO, "info", "", "" },
  { PLATING_LEVEL_DEBUG, "debug", "debug: ", "\033[2m" },
  { PLATING_LEVEL_TRACE, "trace", "trace: ", "\033[2m" },
};

struct pl_log *
pl_log_new (void)
{
  struct pl_log *log = calloc (1, sizeof *log);

  if (log) {
    log->level = PLATING_LEVEL_INFO;
    log->format = PL_LOG_TEXT;
    log->fd = STDERR_FILENO;
    atomic_init (&log->in_progress, 0);
  }
  return log;
}

void
pl_log_free (struct pl_log *log)
{
  free (log);
}

void
pl_log_set_level (struct pl_log *log, uint32_t level)
{
  log->level = level;
}

void
pl_log_set_format (struct pl_log *log, uint32_t format)
{
  log->format = format;
}

void
pl_log_set_color (struct pl_log *log, int color)
{
  log->color = color;
}

void
pl_log_set_fd (struct pl_log *log, int fd)
{
  log->fd = fd;
}

void
pl_log_set_sink (struct pl_log *log,
                 void (*sink) (void *data, uint32_t level,
                               const char *plugin, const char *line),
                 void *data)
{
  log->sink = sink;
  log->data = data;
}

/* A level between two known ones counts as the more severe of them. */
static size_t
level_index (uint32_t level)
{
  size_t i = sizeof levels / sizeof levels[0] - 1;

  while (i > 0 && level < levels[i].level)
    i--;
  return i;
}

const char *
pl_log_level_name (uint32_t level)
{
  return levels[level_index (level)].name;
}

int
pl_log_shows (const struct pl_log *log, uint32_t level)
{
  return log && levels[level_index (level)].level <= log->level;
}

static void
write_all (int fd, const char *data, size_t len)
{
  struct pollfd p = { .fd = fd, .events = POLLOUT };
  int waited_ms = 0;
  ssize_t n;

  while (len > 0) {
    n = write (fd, data, len);
    if (n > 0) {
      data += n;
      len -= (size_t) n;
    } else if (n < 0 && errno == EAGAIN && waited_ms < LONGEST_WAIT_MS) {
      poll (&p, 1, 100);
      waited_ms += 100;
    } else if (n >= 0 || errno != EINTR) {
      return;
    }
  }
}

/* Writes what B holds, or that it could not be put together. */
static void
write_buffer (struct pl_log *log, struct pl_buffer *b)
{
  static const char no_memory[] = "plating: error: out of memory\n";

  if (b->failed || !b->data)
    write_all (log->fd, no_memory, sizeof no_memory - 1);
  else
    write_all (log->fd, b->data, b->len);
}

static void
append_text (struct pl_log *log, struct pl_buffer *out, uint32_t level,
             const char *plugin, const char *message, const char *hint)
{
  size_t i = level_index (level);
  const char *color = log->color ? levels[i].color : "";
  const char *end = log->color && *levels[i].prefix ? "\033[0m" : "";

  if (atomic_exchange (&log->in_progress, 0))
    pl_buffer_puts (out, ERASE_LINE);
  pl_buffer_printf (out, "plating: %s%s%s", color, levels[i].prefix, end);
  if (plugin)
    pl_buffer_printf (out, "%s: ", plugin);
  pl_buffer_printf (out, "%s\n", message);
  if (hint)
    pl_buffer_printf (out, "plating: %shint:%s %s\n",
                      log->color ? "\033[1;36m" : "",
                      log->color ? "\033[0m" : "", hint);
}

static int
set_string (json_t *object, const char *key, const char *value)
{
  return value ? json_object_set_new (object, key, json_string (value)) : 0;
}

static void
append_json (struct pl_buffer *out, uint32_t level, const char *plugin,
             const char *message, const char *hint)
{
  json_t *object = json_object ();
  char *text = NULL;

  if (object && set_string (object, "level", pl_log_level_name (level)) == 0
      && set_string (object, "plugin", plugin) == 0
      && set_string (object, "message", message) == 0
      && set_string (object, "hint", hint) == 0)
    text = json_dumps (object, JSON_COMPACT);
  json_decref (object);
  if (text)
    pl_buffer_printf (out, "%s\n", text);
  else
    out->failed = -ENOMEM;
  free (text);
}

/* MESSAGE, PLUGIN and HINT are each fit for one line. */
static void
emit (struct pl_log *log, uint32_t level, const char *plugin,
      const char *message, const char *hint)
{
  struct pl_buffer line;

  if (log->sink) {
    log->sink (log->data, level, plugin, message);
    if (hint)
      log->sink (log->data, level, plugin, hint);
    return;
  }
  pl_buffer_init (&line);
  if (log->format == PL_LOG_JSON)
    append_json (&line, level, plugin, message, hint);
  else
    append_text (log, &line, level, plugin, message, hint);
  write_buffer (log, &line);
  pl_buffer_release (&line);
}

void
pl_log_text (struct pl_log *log, uint32_t level, const char *plugin,
             struct plating_text message)
{
  int saved = errno;
  struct pl_buffer b;

  if (!pl_log_shows (log, level))
    return;
  while (message.len && message.ptr[message.len - 1] == '\n')
    message.len--;
  pl_buffer_init (&b);
  pl_buffer_puts (&b, "");
  pl_quote_append (&b, message, 0);
  emit (log, level, plugin, b.failed ? "out of memory" : b.data, NULL);
  pl_buffer_release (&b);
  errno = saved;
}

void
pl_log_line (struct pl_log *log, uint32_t level, const char *plugin,
             const char *fmt, ...)
{
  int saved = errno;
  struct pl_buffer b;
  va_list ap;

  if (!pl_log_shows (log, level))
    return;
  pl_buffer_init (&b);
  va_start (ap, fmt);
  pl_buffer_vprintf (&b, fmt, ap);
  va_end (ap);
  if (b.failed)
    emit (log, level, plugin, "out of memory", NULL);
  else
    pl_log_text (log, level, plugin,
                 (struct plating_text) { b.data, b.len });
  pl_buffer_release (&b);
  errno = saved;
}

void
pl_log_error (struct pl_log *log, uint32_t level,
              const struct plating_error *e)
{
  int saved = errno;
  struct pl_buffer raw, message, hint;
  const char *advice = plating_error_hint (e);

  if (!pl_log_shows (log, level))
    return;
  pl_buffer_init (&raw);
  pl_buffer_init (&message);
  pl_buffer_init (&hint);
  pl_buffer_puts (&raw, "");
  pl_error_format (e, &raw);
  pl_buffer_puts (&message, "");
  if (!raw.failed)
    pl_quote_append (&message,
                     (struct plating_text) { raw.data, raw.len }, 0);
  if (advice)
    pl_quote_append (&hint,
                     (struct plating_text) { advice, strlen (advice) }, 0);
  emit (log, level, plating_error_plugin (e),
        raw.failed || message.failed ? "out of memory" : message.data,
        hint.failed ? NULL : hint.data);
  pl_buffer_release (&raw);
  pl_buffer_release (&message);
  pl_buffer_release (&hint);
  errno = saved;
}

void
pl_log_progress (struct pl_log *log, const char *line)
{
  int saved = errno;
  struct pl_buffer b;

  if (!log || log->sink)
    return;
  pl_buffer_init (&b);
  if (line) {
    atomic_store (&log->in_progress, 1);
    pl_buffer_printf (&b, "\r%s\033[K", line);
    write_buffer (log, &b);
  } else if (atomic_exchange (&log->in_progress, 0)) {
    write_all (log->fd, ERASE_LINE, strlen (ERASE_LINE));
  }
  pl_buffer_release (&b);
  errno = saved;
}
