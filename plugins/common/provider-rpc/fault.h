/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong between us and a provider. */

#ifndef PR_FAULT_H
#define PR_FAULT_H

#include <stddef.h>

#include <plating/types.h>

#include "common/buffer.h"

struct pr_fault {
  int code;                 /* PLATING_E_; 0: nothing is wrong */
  struct pl_buffer message;
  struct pl_buffer hint;
};

void pr_fault_init (struct pr_fault *fault);
void pr_fault_release (struct pr_fault *fault);

/* Says what is wrong, unless something is already.  Returns -1. */
int pr_fault_say (struct pr_fault *fault, int code, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* Says what can be done about it; the first advice counts. */
void pr_fault_advise (struct pr_fault *fault, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* Says in TO what is wrong in FROM. */
void pr_fault_copy (struct pr_fault *to, const struct pr_fault *from);

/* The message and its code; if there was no memory for it, that. */
struct plating_text pr_fault_message (const struct pr_fault *fault);
int pr_fault_code (const struct pr_fault *fault);

/* Appends S as a terminal may see it: control characters and what is no
 * UTF-8 as \xNN. */
void pr_fault_escape (struct pl_buffer *out, const char *s, size_t len);

#endif
