/* SPDX-License-Identifier: Apache-2.0 */
/* Read roots: the directories that plugins may read, each under a name.
 *
 * One object a run.  Everything may be called by many threads at once; what
 * is handed out as "borrowed" lives as long as the object.  Trees are
 * snapshots, taken once; files are read each time. */

#ifndef PL_ROOTS_H
#define PL_ROOTS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/run.h>

struct pl_arena;
struct pl_roots;
struct pl_workers;

/* 0 stands for the default. */
struct pl_roots_limits {
  size_t file_size;     /* bytes of a file that is read; 256 MiB */
  size_t tree_entries;  /* entries of one tree; 1,000,000 */
  size_t tree_depth;    /* directories in each other; 64 */
  size_t tree_bytes;    /* of the paths of one tree; 512 MiB */
};

/* New, without any root.  LIMITS are copied; NULL: defaults.  WORKERS, which
 * outlive it, help to scan trees; NULL: nobody does.  NULL when memory is
 * exhausted. */
struct pl_roots *pl_roots_new (const struct pl_roots_limits *limits,
                               struct pl_workers *workers);
void pl_roots_free (struct pl_roots *roots);

/* Adds the root NAME for the directory PATH (absolute; it need not exist).
 * Copied.  Adding the same again does nothing; NAME with another path is
 * PLATING_E_STATE.  Also: PLATING_E_INVAL, _NOMEM.  [any] */
int pl_roots_add (struct pl_roots *roots, struct plating_text name,
                  struct plating_text path, struct plating_error **err);

/* Opens a place without a name, a directory or a file, to absolute paths
 * and to links (--allow-outside).  PATH is absolute.  [any] */
int pl_roots_allow (struct pl_roots *roots, struct plating_text path,
                    struct plating_error **err);

/* Sets *PATH to the absolute path of root NAME, followed by a NUL byte;
 * borrowed.  Returns 0 or PLATING_E_NOT_FOUND.  [any] */
int pl_roots_path (struct pl_roots *roots, struct plating_text name,
                   struct plating_text *path, struct plating_error **err);

/* Sets *TREE to the snapshot of DIRECTORY, relative to root NAME (empty: the
 * root itself); borrowed.  Sorted as a walk goes that takes the entries of
 * each directory bytewise by name and a directory's content after it.  Links
 * are listed, not followed.  A directory that does not exist gives an empty
 * tree.  The texts are followed by a NUL byte.  Returns 0,
 * PLATING_E_NOT_FOUND (no such root), _OUTSIDE, _LIMIT, _INVAL, _IO,
 * _NOMEM.  [any] */
int pl_roots_tree (struct pl_roots *roots, struct plating_text name,
                   struct plating_text directory,
                   const struct plating_tree **tree,
                   struct plating_error **err);

/* Like pl_roots_tree, but paths are relative to the root, modes are 0, and
 * what a directory above was found to have is not looked for again.  [any] */
int pl_roots_list (struct pl_roots *roots, struct plating_text name,
                   struct plating_text directory,
                   const struct plating_tree **tree,
                   struct plating_error **err);

/* Sets *BYTES to the content of the file PATH, followed by a NUL byte:
 * relative to root NAME, or an absolute path inside any root.  Memory comes
 * from ARENA (then one thread at a time), or from malloc if ARENA is NULL:
 * the caller frees bytes->ptr.  Only regular files.  Links are followed as
 * long as they end in some root.  *SYSTEM_ERROR (may be NULL) is set to the
 * errno value at fault, or 0.  Returns 0, PLATING_E_NOT_FOUND (no such root
 * or file), _OUTSIDE, _LIMIT, _INVAL, _IO, _NOMEM.  [any] */
int pl_roots_read (struct pl_roots *roots, struct plating_text name,
                   struct plating_text path, struct pl_arena *arena,
                   struct plating_text *bytes, int32_t *system_error,
                   struct plating_error **err);

#endif
