/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the checks: what is checked, and how results are told. */

#ifndef REGISTRY_CHECKS_REPORT_H
#define REGISTRY_CHECKS_REPORT_H

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/registry/checks.h"

struct checks_run {
  const struct checks_options *options;
  const struct checks_source *source;
  const struct checks_sink *sink;
  struct pl_arena *arena;       /* until the end of the run */
  struct pl_buffer line;        /* the text being made */
};

void checks_report_init (struct checks_run *run, struct pl_arena *arena,
                         const struct checks_options *options,
                         const struct checks_source *source,
                         const struct checks_sink *sink);
void checks_report_release (struct checks_run *run);

void checks_progress (struct checks_run *run, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));
void checks_debug (struct checks_run *run, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* PATH as messages show it: the registry layout's directory under its own
 * name.  In the arena, or PATH itself. */
const char *checks_shown_path (struct checks_run *run, const char *path);

/* Hands on FINDING, whose message is made from FMT; the rest is set.
 * Returns what the sink returns, or PLATING_E_NOMEM. */
int checks_find (struct checks_run *run, struct checks_finding finding,
                 const char *fmt, ...) __attribute__ ((format (printf, 3,
                                                               4)));

#endif
