/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of our own for the provider's socket and litter. */

#ifndef PR_SCRATCH_DIR_H
#define PR_SCRATCH_DIR_H

#include "common/buffer.h"

struct pr_fault;

/* Longest path: a provider appends up to 18 bytes, and a socket's path has
 * an end at 108 (at 104 elsewhere). */
#define PR_SCRATCH_DIR_LIMIT 80u

/* Makes one with mode 0700 and puts its absolute path, links resolved, into
 * PATH, and the lock that shows that it is in use into *LOCK.  Returns 0, or
 * -1 with FAULT set. */
int pr_scratch_dir_make (struct pl_buffer *path, int *lock,
                         struct pr_fault *fault);

/* Removes PATH and all in it; follows no links.  Also removes what runs that
 * were killed have left beside it.  Closes LOCK.  Returns 0 or -1. */
int pr_scratch_dir_remove (const char *path, int lock);

#endif
