/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: level, plugin, message; one write each, errno preserved.
 *
 * Settings are changed before other threads use the log; the calls that
 * write lines come from any thread and take no lock.  A message is made
 * fit for one line (control characters are shown as \xNN). */

#ifndef PL_LOG_H
#define PL_LOG_H

#include <stdarg.h>
#include <stdint.h>

#include <plating/run.h>
#include <plating/types.h>

struct pl_log;

#define PL_LOG_TEXT 100u  /* plating: warning: message */
#define PL_LOG_JSON 200u  /* {"level":"warning","message":"..."} */

/* New: level INFO, text, no colour, file descriptor 2; NULL when memory is
 * exhausted. */
struct pl_log *pl_log_new (void);
void pl_log_free (struct pl_log *log);

/* The highest PLATING_LEVEL_ that is shown. */
void pl_log_set_level (struct pl_log *log, uint32_t level);
/* PL_LOG_TEXT or PL_LOG_JSON. */
void pl_log_set_format (struct pl_log *log, uint32_t format);
void pl_log_set_color (struct pl_log *log, int color);
void pl_log_set_fd (struct pl_log *log, int fd);

/* Sends lines to SINK instead of the file descriptor: LINE is the message
 * without program, level, plugin and line feed, ended by NUL; PLUGIN may be
 * NULL.  Called on the thread that logs, several at once.  NULL: back to
 * the file descriptor. */
void pl_log_set_sink (struct pl_log *log,
                      void (*sink) (void *data, uint32_t level,
                                    const char *plugin, const char *line),
                      void *data);

/* 1 if a line of LEVEL would be shown.  NULL log: 0.  [any] */
int pl_log_shows (const struct pl_log *log, uint32_t level);

/* Write one line, in the name of PLUGIN unless that is NULL.  A NULL log
 * takes and drops all.  [any] */
void pl_log_line (struct pl_log *log, uint32_t level, const char *plugin,
                  const char *fmt, ...)
  __attribute__ ((format (printf, 4, 5)));
/* The same with a finished text. */
void pl_log_text (struct pl_log *log, uint32_t level, const char *plugin,
                  struct plating_text message);

/* Writes E with its causes and its place, in the name of its plugin; its
 * hint follows on a line of its own.  [any] */
void pl_log_error (struct pl_log *log, uint32_t level,
                   const struct plating_error *e);

/* Shows LINE on the terminal until the next line of any kind, which takes
 * its place; NULL takes it away.  Only for a file descriptor that is a
 * terminal: the caller knows.  [any] */
void pl_log_progress (struct pl_log *log, const char *line);

/* "error", "warning", "info", "debug" or "trace".  Static.  [any] */
const char *pl_log_level_name (uint32_t level);

#endif
