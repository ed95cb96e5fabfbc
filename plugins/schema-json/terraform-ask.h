/* SPDX-License-Identifier: Apache-2.0 */
/* Has Terraform or OpenTofu print the schema of a provider that is there as an
 * executable.  Nothing is downloaded: the executable stands in for the
 * provider that the configuration names. */

#ifndef TERRAFORM_ASK_H
#define TERRAFORM_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"

struct sj_fault;

struct terraform_question {
  const char *program;      /* absolute path of terraform or tofu */
  const char *provider;     /* absolute path of the provider's executable */
  const char *host, *namespace, *type;      /* its address */
  uint64_t time_limit_ms;
  bool (*is_cancelled) (void *data);
  void *data;
};

/* Appends the answer to OUT.  Returns 0, or a negative code with FAULT set. */
int terraform_ask (const struct terraform_question *q, struct pl_buffer *out,
                   struct sj_fault *fault);

#endif
