/* SPDX-License-Identifier: Apache-2.0 */
/* Builds a provider from its sources, unless that was done before. */

#ifndef GO_BUILD_H
#define GO_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"

struct process_scratch;

struct go_build {
  const char *program;          /* absolute path of go */
  const char *directory;        /* of the sources */
  bool has_cache;               /* executables are kept */
  uint64_t time_limit_ms;
  bool (*is_cancelled) (void *data);
  void *data;
  /* The executable; the directory it is in is removed by go_build_release
   * unless it is in the cache. */
  struct pl_buffer executable;
  struct process_scratch *scratch;      /* or NULL */
  bool was_there;               /* nothing had to be built */
};

/* Returns 0, or a negative code with a message in WHY. */
int go_build (struct go_build *build, struct pl_buffer *why);
void go_build_release (struct go_build *build);

#endif
