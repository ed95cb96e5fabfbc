/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the lines and findings of the checks. */

#include <config.h>

#include "plugins/registry/checks-report.h"

#include <stdarg.h>
#include <string.h>

#include "plugins/registry/checks-layout.h"

void
checks_report_init (struct checks_run *run, struct pl_arena *arena,
                    const struct checks_options *options,
                    const struct checks_source *source,
                    const struct checks_sink *sink)
{
  *run = (struct checks_run) {
    .options = options, .source = source, .sink = sink, .arena = arena
  };
  pl_buffer_init (&run->line);
}

void
checks_report_release (struct checks_run *run)
{
  pl_buffer_release (&run->line);
}

/* A line that there is no memory for is left out. */
__attribute__ ((format (printf, 3, 0)))
static void
tell (struct checks_run *run, void (*to) (void *data, const char *line),
      const char *fmt, va_list ap)
{
  pl_buffer_clear (&run->line);
  pl_buffer_vprintf (&run->line, fmt, ap);
  if (!run->line.failed && run->line.data)
    to (run->sink->data, run->line.data);
}

void
checks_progress (struct checks_run *run, const char *fmt, ...)
{
  va_list ap;

  if (!run->sink->progress)
    return;
  va_start (ap, fmt);
  tell (run, run->sink->progress, fmt, ap);
  va_end (ap);
}

void
checks_debug (struct checks_run *run, const char *fmt, ...)
{
  va_list ap;

  if (!run->sink->debug)
    return;
  va_start (ap, fmt);
  tell (run, run->sink->debug, fmt, ap);
  va_end (ap);
}

const char *
checks_shown_path (struct checks_run *run, const char *path)
{
  struct plating_text name = run->options->registry_name;
  size_t n = strlen (CHECKS_REGISTRY_DIRECTORY), rest;
  char *shown;

  if (!name.len || strncmp (path, CHECKS_REGISTRY_DIRECTORY, n) != 0
      || (path[n] && path[n] != '/'))
    return path;
  rest = strlen (path + n);
  shown = pl_arena_alloc (run->arena, name.len + rest + 1);
  if (!shown)
    return path;
  memcpy (shown, name.ptr, name.len);
  memcpy (shown + name.len, path + n, rest + 1);
  return shown;
}

int
checks_find (struct checks_run *run, struct checks_finding finding,
             const char *fmt, ...)
{
  va_list ap;

  pl_buffer_clear (&run->line);
  va_start (ap, fmt);
  pl_buffer_vprintf (&run->line, fmt, ap);
  va_end (ap);
  if (run->line.failed)
    return PLATING_E_NOMEM;
  finding.message.ptr = run->line.data;
  finding.message.len = run->line.len;
  return run->sink->finding (run->sink->data, &finding);
}
