/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: a class, a message, where it happened, and what caused it.
 *
 * struct plating_error is the public opaque type (accessors in
 * <plating/run.h>).  Inside, a function that can fail takes a last
 * parameter `struct plating_error **err` (may be NULL) and returns 0 or a
 * negative PLATING_E_ code.  The first to notice sets the error; whoever
 * passes it up may wrap it in one frame of context.  An error is either
 * returned or reported, never both. */

#ifndef PL_ERROR_H
#define PL_ERROR_H

#include <stdint.h>

#include <plating/document.h>
#include <plating/run.h>

struct pl_buffer;

/* Sets *ERR to a new error and returns CODE.  When memory is exhausted, *ERR
 * becomes a static error of class PLATING_E_NOMEM and that is returned.
 * ERR may be NULL.  An error already in *ERR is a bug. */
int pl_error_set (struct plating_error **err, int code, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* The same with ": " and the text of errno value SYSTEM appended; class
 * PLATING_E_IO (or _NOMEM for ENOMEM). */
int pl_error_set_system (struct plating_error **err, int system,
                         const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* The same from what a plugin stated. */
int pl_error_set_failure (struct plating_error **err,
                          const struct plating_failure *failure);

/* Put one frame of context around *ERR, which stays reachable as the
 * cause; the class stays.  Returns the class.  Does nothing if ERR or *ERR
 * is NULL (and then returns CODE). */
int pl_error_wrap (struct plating_error **err, int code, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* Add to *ERR (nothing happens if ERR or *ERR is NULL).  Texts copied; NULL
 * or 0 leaves a value as it is. */
void pl_error_add_place (struct plating_error **err, const char *file,
                         uint32_t line, uint32_t column);
void pl_error_add_component (struct plating_error **err,
                             const char *component);
void pl_error_add_plugin (struct plating_error **err, const char *plugin);
void pl_error_add_hint (struct plating_error **err, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* Static errors, for where there is no memory or no need for any: never
 * changed nor freed, counting them does nothing. */
struct plating_error *pl_error_no_memory (void);
struct plating_error *pl_error_cancelled (void);

/* Appends the message on one line: outermost frame first, then its causes,
 * joined by ": ", then the place as "FILE:LINE:COLUMN" if it is known. */
void pl_error_format (const struct plating_error *e, struct pl_buffer *out);

/* The same without the place. */
void pl_error_format_message (const struct plating_error *e,
                              struct pl_buffer *out);

#endif
