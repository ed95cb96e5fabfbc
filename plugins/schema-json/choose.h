/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a file's providers is meant. */

#ifndef SJ_CHOOSE_H
#define SJ_CHOOSE_H

#include <stdbool.h>

#include <plating/types.h>

#include "common/buffer.h"

struct sj_document;
struct sj_fault;
struct sj_provider;

struct sj_choice {
  struct plating_text address;      /* as it was set, or empty */
  struct plating_text short_name;   /* as the user calls it */
  bool is_strict;           /* only under the two names tfplugindocs tries */
  bool may_be_any;          /* a file's only provider will do */
};

/* Sets *PROVIDER to the one that is meant and ADDRESS to its address.
 * Returns 0, or a negative code with FAULT set. */
int sj_choose (const struct sj_document *doc, const struct sj_choice *choice,
               const struct sj_provider **provider,
               struct pl_buffer *address, struct sj_fault *fault);

#endif
