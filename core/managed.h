/* SPDX-License-Identifier: Apache-2.0 */
/* A walk through the places in an output directory that a renderer
 * manages. */

#ifndef PL_MANAGED_H
#define PL_MANAGED_H

struct pl_outdir;

struct pl_managed_visit {
  /* Called for each entry that is no directory, of each directory in the
   * order of names.  PATH is relative to the output directory, NAME stands in
   * the open directory DIR, IS_LINK says that it is a symbolic link.  Returns
   * 1 if it removed the entry, 0, or a negative errno value, which ends the
   * walk. */
  int (*entry) (void *data, int dir, const char *name, const char *path,
                int is_link);
  void *data;
  /* Remove directories that became empty because something in them was. */
  int remove_empty;
  /* For a managed file: visit all entries of its directory. */
  int with_siblings;
};

/* Visits what MANAGES stands for: ended by NULL; a name with '/' at its end
 * is a directory with all below it, "/" the whole output directory, any other
 * a file.  Links are not followed.  What does not exist is passed over.
 * Returns 0 or a negative errno value: -EINVAL (a name that leaves the
 * directory), -ENAMETOOLONG (too deep); then *WHERE is the place in question,
 * for the caller to free, or NULL.  [worker] */
int pl_managed_walk (struct pl_outdir *o, const char *const *manages,
                     const struct pl_managed_visit *visit, char **where);

#endif
