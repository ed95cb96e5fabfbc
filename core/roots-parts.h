/* SPDX-License-Identifier: Apache-2.0 */
/* Read roots: what the files roots*.c share. */

#ifndef PL_ROOTS_PARTS_H
#define PL_ROOTS_PARTS_H

#include "roots.h"

#include <pthread.h>
#include <stdatomic.h>

struct pl_root {
  struct plating_text name;    /* ptr NULL: opened by pl_roots_allow */
  struct plating_text path;    /* absolute, without "..", NUL follows */
  atomic_int fd;               /* the directory, or -1 */
  struct pl_root *next;
  char memory[];               /* of name and path */
};

struct pl_roots {
  struct pl_roots_limits limits;
  struct pl_workers *workers;
  pthread_rwlock_t table;
  void *by_name, *by_path;     /* search trees of struct pl_root */
  struct pl_root *all;
  atomic_int n_open;
  struct pl_tree_cache *trees; /* by path of the root, NUL, form, directory;
                                * lists refer to the names of their nodes */
};

/* -- roots-table.c -- */

/* The root NAME; NULL with *ERR if there is none. */
struct pl_root *pl_roots_find (struct pl_roots *roots,
                               struct plating_text name,
                               struct plating_error **err);

/* The innermost root that holds PATH (tidy, absolute) by its text, or NULL. */
struct pl_root *pl_roots_holder (struct pl_roots *roots, const char *path);

/* -- roots-open.c -- */

/* Opens PATH, absolute or below ROOT.  *FULL is set to its absolute path, for
 * messages and for the caller to free, if it leads out of the root.  Returns
 * a descriptor or -errno; -EXDEV: it is in no root. */
int pl_roots_open_path (struct pl_roots *roots, struct pl_root *root,
                        struct plating_text path, int flags, char **full);

/* Set *ERR for what went wrong with PATH, and return its code: it is outside,
 * or the system said SYSTEM, an errno value. */
int pl_roots_say_outside (struct pl_roots *roots, const char *verb,
                          struct plating_text path, const char *full,
                          struct plating_error **err);
int pl_roots_say_system (const char *verb, struct plating_text path,
                         int system, struct plating_error **err);

#endif
