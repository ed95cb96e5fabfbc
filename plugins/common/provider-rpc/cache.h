/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of providers that were asked before, in $XDG_CACHE_HOME/plating.
 *
 * An executable is known again by its device, inode, size, and both times
 * to the nanosecond: the time of the inode's last change can't be set back,
 * so that an edit of the same size under an old date is seen.  A copy is
 * known by the hash of its content.  What it was started with counts too.
 * The cache is never needed: whatever is wrong with it, it is as if it were
 * empty. */

#ifndef PR_CACHE_H
#define PR_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"

struct pr_launch;
struct pr_reply;

struct pr_cache_key {
  bool is_usable;               /* false: it can't be known again */
  bool is_fresh;                /* too young: may change within one tick of
                                   the clock of its times */
  char *path;                   /* of the executable */
  uint64_t size;                /* of it */
  struct pl_buffer state;       /* of it, as text */
  struct pl_buffer start;       /* arguments and variables */
};

/* Looks at what LAUNCH starts, with the variables N_ENV, ENV.  Scripts are
 * not usable: what they do stands elsewhere. */
void pr_cache_key_init (struct pr_cache_key *key,
                        const struct pr_launch *launch,
                        const char *const *env, size_t n_env);
void pr_cache_key_release (struct pr_cache_key *key);

/* Returns the replies for KEY, unread, or NULL. */
struct pr_reply *pr_cache_find (const struct pr_cache_key *key);

/* Keeps REPLY for KEY, unless the executable is no longer the one that KEY
 * was made from.  Takes as long as reading the executable. */
void pr_cache_store (const struct pr_cache_key *key,
                     const struct pr_reply *reply);

#endif
