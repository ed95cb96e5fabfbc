/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot of one directory tree. */

#ifndef PL_TREE_H
#define PL_TREE_H

#include <stddef.h>

#include <plating/host.h>

#include "common/arena.h"

struct pl_workers;

struct pl_tree_limits {
  size_t entries;
  size_t depth;        /* directories in each other */
  size_t bytes;        /* of all paths */
};

struct pl_tree {
  struct plating_tree tree;    /* what plugins see */
  struct pl_arena arena;       /* holds the paths */
};

/* Sets up an empty tree. */
void pl_tree_init (struct pl_tree *t);
void pl_tree_release (struct pl_tree *t);

/* Fills T, which is empty, with what is below the directory that FD has open
 * (FD is closed in any case): entries of each directory sorted bytewise by
 * name, a directory's content after it, links not followed.  Returns 0 or a
 * negative errno value; -E2BIG, -ENAMETOOLONG or -EFBIG for more entries,
 * depth or bytes than LIMITS say.  Then T is empty and *WHERE, if it is not
 * NULL, is the path of the directory at fault, which the caller frees.
 * With PREFIX, which outlives T, paths begin with it (and a slash, unless
 * it is empty), and modes are 0.  WORKERS, which may be NULL, help with
 * large directories if they have nothing else to do.  [worker] */
int pl_tree_scan (struct pl_tree *t, int fd,
                  const struct pl_tree_limits *limits,
                  const struct plating_text *prefix,
                  struct pl_workers *workers, char **where);

/* Makes T, which is empty, the part of WHOLE that is in DIRECTORY, and
 * returns 1; 0 if WHOLE does not know it as a directory.  WHOLE outlives
 * T. */
int pl_tree_take_part (struct pl_tree *t, const struct pl_tree *whole,
                       struct plating_text directory);

#endif
