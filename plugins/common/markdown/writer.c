/* SPDX-License-Identifier: Apache-2.0 */
/* Writing of formatted Markdown line by line. */

#include <config.h>

#include "plugins/common/markdown/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/markdown/chars.h"

/* Longest output for one block: nested blocks and tables can make much out of
 * a small text. */
#define MAX_OUTPUT ((size_t) 64 << 20)

void
md_writer_init (struct md_writer *w, const char *src, struct pl_buffer *out)
{
  *w = (struct md_writer) {
    .src = src, .out = out, .begin = out->len, .at_line_start = true
  };
  pl_buffer_init (&w->prefix);
  pl_buffer_init (&w->held);
}

int
md_writer_release (struct md_writer *w)
{
  int status = w->failed;

  if (status == 0)
    status = w->out->failed;
  if (status == 0)
    status = w->prefix.failed;
  if (status == 0)
    status = w->held.failed;
  pl_buffer_release (&w->prefix);
  pl_buffer_release (&w->held);
  free (w->levels);
  free (w->counters);
  return status;
}

void
md_write_text (struct md_writer *w, const char *s, size_t len)
{
  if (w->out->len - w->begin > MAX_OUTPUT)
    w->failed = -EFBIG;
  while (len > 0 && w->failed == 0) {
    const char *lf = memchr (s, '\n', len);
    size_t n = lf != NULL ? (size_t) (lf - s) + 1 : len;

    if (w->at_line_start)
      pl_buffer_append (w->out, w->prefix.data,
                        n > 1 || lf == NULL ? w->prefix.len : w->solid_len);
    pl_buffer_append (w->out, w->held.data, w->held.len);
    pl_buffer_clear (&w->held);
    pl_buffer_append (w->out, s, n);
    w->at_line_start = lf != NULL;
    s += n;
    len -= n;
  }
}

void
md_write_string (struct md_writer *w, const char *s)
{
  md_write_text (w, s, strlen (s));
}

void
md_write_span (struct md_writer *w, struct md_span span)
{
  struct pl_buffer text;

  if (span.pad == 0 && !span.newline) {
    if (span.stop > span.start)
      md_write_text (w, w->src + span.start, span.stop - span.start);
    return;
  }
  pl_buffer_init (&text);
  md_span_write (w->src, span, &text);
  if (text.failed)
    w->failed = text.failed;
  md_write_text (w, text.data, text.len);
  pl_buffer_release (&text);
}

/* Writes text with each run of white space as one blank. */
void
md_write_clean (struct md_writer *w, struct md_span span)
{
  const char *s = w->src + span.start;
  size_t len = span.stop > span.start ? span.stop - span.start : 0;

  while (len > 0) {
    size_t n = 0;

    while (n < len && !md_is_space (s[n]))
      n++;
    md_write_text (w, s, n);
    if (n == len)
      return;
    md_write_text (w, " ", 1);
    while (n < len && md_is_space (s[n]))
      n++;
    s += n;
    len -= n;
  }
}

void
md_writer_push (struct md_writer *w, const char *prefix, size_t len,
                bool solid)
{
  struct md_level *level;

  if (w->n_levels == w->cap_levels) {
    size_t cap = w->cap_levels == 0 ? 8 : w->cap_levels * 2;
    struct md_level *levels = realloc (w->levels, cap * sizeof *levels);

    if (levels == NULL) {
      w->failed = -ENOMEM;
      return;
    }
    w->levels = levels;
    w->cap_levels = cap;
  }
  level = &w->levels[w->n_levels++];
  level->prefix_len = w->prefix.len;
  level->solid_len = w->solid_len;
  if (prefix != NULL)
    pl_buffer_append (&w->prefix, prefix, len);
  else
    pl_buffer_fill (&w->prefix, ' ', len);
  if (solid)
    w->solid_len = level->prefix_len + 1;
}

void
md_writer_pop (struct md_writer *w)
{
  const struct md_level *level = &w->levels[--w->n_levels];

  w->prefix.len = level->prefix_len;
  w->solid_len = level->solid_len;
}

void
md_writer_push_counter (struct md_writer *w, long first)
{
  if (w->n_counters == w->cap_counters) {
    size_t cap = w->cap_counters == 0 ? 8 : w->cap_counters * 2;
    long *counters = realloc (w->counters, cap * sizeof *counters);

    if (counters == NULL) {
      w->failed = -ENOMEM;
      return;
    }
    w->counters = counters;
    w->cap_counters = cap;
  }
  w->counters[w->n_counters++] = first;
}
