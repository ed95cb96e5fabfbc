/* SPDX-License-Identifier: Apache-2.0 */
/* Reads TF_REATTACH_PROVIDERS: where a provider listens that runs already. */

#ifndef PR_REATTACH_H
#define PR_REATTACH_H

#include <stdbool.h>

#include <plating/types.h>

#include "common/buffer.h"

struct pr_fault;

struct pr_reattach {
  struct pl_buffer address;     /* path of its socket */
  struct pl_buffer provider;    /* its key: HOST/NAMESPACE/NAME */
  unsigned protocol;            /* 5 or 6 */
  long pid;                     /* or 0 */
  bool stays;                   /* is not ours to end */
};

void pr_reattach_init (struct pr_reattach *reattach);
void pr_reattach_release (struct pr_reattach *reattach);

/* Takes from JSON the provider whose address is PROVIDER, or ends with it
 * behind a slash; if PROVIDER is empty, the only one.  Returns 0, or -1 with
 * FAULT set. */
int pr_reattach_read (struct pr_reattach *reattach, const char *json,
                      struct plating_text provider, struct pr_fault *fault);

#endif
