/* SPDX-License-Identifier: Apache-2.0 */
/* A directory that files are written below: its subdirectories are made
 * when needed, opened once, and never lead out of it.
 *
 * Links in it are followed if they end below the directory itself or below
 * the project.  Functions return 0 or a negative errno value; -EXDEV: a link
 * leads elsewhere, which pl_outdir_find_link names. */

#ifndef PL_OUTDIR_H
#define PL_OUTDIR_H

struct pl_outdir;

/* Where a file is. */
struct pl_outdir_place {
  int dir;             /* its directory */
  const char *name;    /* in that directory */
  int is_fresh;        /* the directory was made by this run */
  int is_first;        /* nobody looked for a file in it before */
  int owns_dir;        /* private: dir is closed with the place */
  char *own_name;      /* private: memory of name */
};

/* New, for the absolute path DIRECTORY, which need not exist; PROJECT
 * (absolute) may be NULL.  Copied.  NULL when memory is exhausted. */
struct pl_outdir *pl_outdir_new (const char *directory, const char *project);
void pl_outdir_free (struct pl_outdir *o);

/* Closes all directories; they are opened again when needed.  Not while
 * places are open. */
void pl_outdir_close (struct pl_outdir *o);

/* Finds the directory of the file PATH (relative, checked by the caller) and
 * makes it first if MAKE is set, else gives -ENOENT if there is none.
 * [any] */
int pl_outdir_find (struct pl_outdir *o, const char *path, int make,
                    struct pl_outdir_place *place);

/* PLACE, found for PATH, is a symbolic link: moves PLACE on to the file that
 * it leads to, which need not exist.  [any] */
int pl_outdir_follow (struct pl_outdir *o, const char *path,
                      struct pl_outdir_place *place);

void pl_outdir_release_place (struct pl_outdir_place *place);

/* The directory itself, borrowed; or a negative errno value.  [any] */
int pl_outdir_fd (struct pl_outdir *o);

/* 1 if a file was looked for in directory PATH (relative) or below it by
 * pl_outdir_find.  [any] */
int pl_outdir_was_used (struct pl_outdir *o, const char *path);

/* Flushes to disk each directory that files were looked for in. */
int pl_outdir_flush (struct pl_outdir *o);

/* Path of the link that leads PATH outside, for the caller to free; NULL if
 * it can't be told.  [any] */
char *pl_outdir_find_link (struct pl_outdir *o, const char *path);

#endif
