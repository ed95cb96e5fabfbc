/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider writes: forwarded line by line, and the end of it kept.
 *
 * Go providers write a JSON object a line: "@level", "@message", "@module"
 * and keys of their own, each of any type.  Other lines may start with a
 * level in brackets. */

#include <config.h>

#include "log.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <plating/types.h>

#include "fault.h"

/* Bytes of one key's value that are shown. */
#define VALUE_SHOWN 200u

int
pr_log_init (struct pr_log *log)
{
  *log = (struct pr_log) { .kept = malloc (PR_LOG_KEPT) };
  pl_buffer_init (&log->partial);
  pl_buffer_init (&log->shown);
  return log->kept ? 0 : -1;
}

void
pr_log_release (struct pr_log *log)
{
  free (log->kept);
  log->kept = NULL;
  pl_buffer_release (&log->partial);
  pl_buffer_release (&log->shown);
}

static void
keep (struct pr_log *log, const char *bytes, size_t len)
{
  log->total += len;
  if (len > PR_LOG_KEPT) {
    bytes += len - PR_LOG_KEPT;
    len = PR_LOG_KEPT;
  }
  while (len > 0) {
    size_t n = PR_LOG_KEPT - log->at;

    if (n > len)
      n = len;
    memcpy (log->kept + log->at, bytes, n);
    log->at = (log->at + n) % PR_LOG_KEPT;
    bytes += n;
    len -= n;
  }
}

/* -- forwarding ----------------------------------------------------------- */

/* Appends "key=value" for a key of the provider's own. */
static void
put_key (struct pl_buffer *out, const char *key, json_t *value)
{
  char *text;

  pl_buffer_putc (out, ' ');
  pr_fault_escape (out, key, strlen (key));
  pl_buffer_putc (out, '=');
  if (json_is_string (value)) {
    size_t len = json_string_length (value);

    pr_fault_escape (out, json_string_value (value),
                     len < VALUE_SHOWN ? len : VALUE_SHOWN);
    return;
  }
  text = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text) {
    size_t len = strlen (text);

    pr_fault_escape (out, text, len < VALUE_SHOWN ? len : VALUE_SHOWN);
  }
  free (text);
}

/* Shows the object of a line.  Returns its level. */
static uint32_t
show_object (struct pl_buffer *out, json_t *object)
{
  const char *level = json_string_value (json_object_get (object, "@level"));
  const char *module = json_string_value (json_object_get (object,
                                                           "@module"));
  json_t *message = json_object_get (object, "@message"), *value;
  const char *key;

  if (level) {
    pl_buffer_putc (out, '[');
    pr_fault_escape (out, level, strnlen (level, 16));
    pl_buffer_puts (out, "] ");
  }
  if (module) {
    pr_fault_escape (out, module, strnlen (module, VALUE_SHOWN));
    pl_buffer_puts (out, ": ");
  }
  if (json_is_string (message))
    pr_fault_escape (out, json_string_value (message),
                     json_string_length (message));
  json_object_foreach (object, key, value)
    if (key[0] != '@')
      put_key (out, key, value);
  return level && !strcmp (level, "trace") ? PLATING_LEVEL_TRACE
    : PLATING_LEVEL_DEBUG;
}

/* Shows a line, an object in short. */
static uint32_t
show_line (struct pl_buffer *out, const char *text, size_t len)
{
  json_t *object = NULL;
  uint32_t level = PLATING_LEVEL_DEBUG;

  if (len > 0 && text[0] == '{')
    object = json_loadb (text, len, JSON_ALLOW_NUL, NULL);
  if (json_is_object (object))
    level = show_object (out, object);
  else
    pr_fault_escape (out, text, len);
  json_decref (object);
  return level;
}

static void
end_line (struct pr_log *log)
{
  const char *text = log->partial.data;
  size_t len = log->partial.len;
  uint32_t level;

  if (len > 0 && text[len - 1] == '\r')
    len--;
  if (len > 0 && !log->partial.failed) {
    pl_buffer_clear (&log->shown);
    if (!strncmp (text, "panic: ", 7) || !strncmp (text, "fatal error: ", 13))
      log->has_crashed = true;
    level = show_line (&log->shown, text, len);
    if (!strncmp (text, "[TRACE]", 7))
      level = PLATING_LEVEL_TRACE;
    if (!log->shown.failed && log->line)
      log->line (log->data, level, log->shown.data, log->shown.len);
  }
  pl_buffer_clear (&log->partial);
}

void
pr_log_add (struct pr_log *log, const char *bytes, size_t len)
{
  keep (log, bytes, len);
  while (len > 0) {
    const char *end = memchr (bytes, '\n', len);
    size_t n = end ? (size_t) (end - bytes) : len;

    if (!log->is_skipping) {
      size_t room = PR_LOG_LINE - log->partial.len;

      pl_buffer_append (&log->partial, bytes, n < room ? n : room);
      if (n > room || end)
        end_line (log);
      log->is_skipping = n > room;
    }
    if (!end)
      return;
    log->is_skipping = false;
    bytes += n + 1;
    len -= n + 1;
  }
}

void
pr_log_flush (struct pr_log *log)
{
  end_line (log);
  log->is_skipping = false;
}

/* -- the end of it -------------------------------------------------------- */

static void
show_lines (struct pl_buffer *out, const char *p, const char *end)
{
  bool is_first = true;

  while (p < end) {
    const char *stop = memchr (p, '\n', (size_t) (end - p));
    size_t len = (size_t) ((stop ? stop : end) - p);

    if (len > 0) {
      if (!is_first)
        pl_buffer_puts (out, " | ");
      is_first = false;
      show_line (out, p, p[len - 1] == '\r' ? len - 1 : len);
    }
    p += len + 1;
  }
}

void
pr_log_tail (const struct pr_log *log, size_t most, struct pl_buffer *out)
{
  size_t n = log->total < PR_LOG_KEPT ? (size_t) log->total : PR_LOG_KEPT;
  size_t start, first;
  struct pl_buffer flat;
  const char *line;

  if (n > most)
    n = most;
  if (n == 0)
    return;
  start = (log->at + PR_LOG_KEPT - n) % PR_LOG_KEPT;
  first = PR_LOG_KEPT - start < n ? PR_LOG_KEPT - start : n;
  pl_buffer_init (&flat);
  pl_buffer_append (&flat, log->kept + start, first);
  pl_buffer_append (&flat, log->kept, n - first);
  if (!flat.failed) {
    const char *end = flat.data + flat.len;

    line = n < log->total ? memchr (flat.data, '\n', flat.len) : NULL;
    show_lines (out, line && line + 1 < end ? line + 1 : flat.data, end);
  }
  pl_buffer_release (&flat);
}
