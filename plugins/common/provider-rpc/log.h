/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider writes to its standard error and output: forwarded line
 * by line, and the end of it kept for messages. */

#ifndef PR_LOG_H
#define PR_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* Bytes of the end that are kept. */
#define PR_LOG_KEPT 65536u

/* Longest line that is forwarded whole. */
#define PR_LOG_LINE 16384u

struct pr_log {
  /* Called with each line; LEVEL is PLATING_LEVEL_DEBUG or _TRACE. */
  void (*line) (void *data, uint32_t level, const char *text, size_t len);
  void *data;
  char *kept;                   /* ring of PR_LOG_KEPT bytes, or NULL */
  size_t at;                    /* where the next byte goes */
  uint64_t total;               /* bytes that came */
  struct pl_buffer partial;     /* line that has no end yet */
  struct pl_buffer shown;       /* line as it is forwarded */
  bool is_skipping;             /* the rest of a line that is too long */
  bool has_crashed;             /* a line began like a Go panic */
};

/* Returns 0 or -1 when memory is exhausted. */
int pr_log_init (struct pr_log *log);
void pr_log_release (struct pr_log *log);

/* Takes bytes as they come. */
void pr_log_add (struct pr_log *log, const char *bytes, size_t len);

/* Forwards a last line without end. */
void pr_log_flush (struct pr_log *log);

/* Appends the end of what came, at most MOST bytes of it and from the start
 * of a line on, as it is forwarded, with " | " between lines. */
void pr_log_tail (const struct pr_log *log, size_t most,
                  struct pl_buffer *out);

#endif
