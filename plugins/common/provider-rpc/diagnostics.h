/* SPDX-License-Identifier: Apache-2.0 */
/* The diagnostics of a reply: errors end the discovery, all else is a
 * warning. */

#ifndef PR_DIAGNOSTICS_H
#define PR_DIAGNOSTICS_H

#include <stdint.h>

#include <plating/types.h>

#include "common/buffer.h"

struct pr_fault;
struct pr_listener;

struct pr_diagnostics {
  const struct pr_listener *listener;
  struct pl_buffer errors;      /* one a line */
  uint32_t n, n_errors;
};

void pr_diagnostics_init (struct pr_diagnostics *diagnostics,
                          const struct pr_listener *listener);
void pr_diagnostics_release (struct pr_diagnostics *diagnostics);

/* Takes one Diagnostic message. */
void pr_diagnostics_add (struct pr_diagnostics *diagnostics,
                         struct plating_text message);

/* Returns 0, or -1 with FAULT set if there were errors. */
int pr_diagnostics_end (struct pr_diagnostics *diagnostics,
                        struct pr_fault *fault);

#endif
