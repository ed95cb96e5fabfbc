/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: reading one that may change, comparing one with bytes, and
 * replacing one so that it is always whole.
 *
 * A file is replaced by writing ".plating-PID-N.tmp" beside it and renaming
 * that.  The writer holds a lock (flock) on the temporary while it writes; a
 * temporary that nobody has locked is a left-over.  In the moment between
 * closing and renaming a sweeper may take it for one: the rename then
 * fails, and the file is written again.
 *
 * Functions return 0 or a negative errno value. */

#ifndef PL_FILE_H
#define PL_FILE_H

#include <stdatomic.h>
#include <stddef.h>

#include <sys/stat.h>

#include <plating/types.h>

struct pl_arena;

/* Sets *BYTES to all that FD has, followed by a NUL byte, from ARENA or, if
 * that is NULL, from malloc.  -EISDIR, -ENODEV (no regular file), -EFBIG
 * (more than LIMIT bytes), -ESTALE (its size changed meanwhile), -ENOMEM, or
 * what the system says.  [any] */
int pl_file_read (int fd, size_t limit, struct pl_arena *arena,
                  struct plating_text *bytes);

/* Compares the file NAME in directory DIR with BYTES, piece by piece.  *ST is
 * set when it could be opened.  Returns 0 (equal), 1 (differs), -ENOENT,
 * -ELOOP (a symbolic link), -EISDIR, -ENODEV, or what the system says. */
int pl_file_compare (int dir, const char *name, struct plating_text bytes,
                     struct stat *st);

struct pl_file_options {
  unsigned mode;       /* permission bits, less the umask */
  int keep_mode;       /* -1, or the permission bits to set whatever the
                          umask says */
  int fsync;           /* flush the bytes before they get their name */
  int exclusive;       /* fail with -EEXIST if there is such a file */
};

/* Makes BYTES the content of the file NAME in directory DIR.  On failure the
 * file is as before and no temporary is left.  COUNTER gives names to
 * temporaries; any number of threads may share it.  [worker] */
int pl_file_replace (int dir, const char *name, struct plating_text bytes,
                     const struct pl_file_options *options,
                     atomic_ulong *counter);

/* 1 if NAME (without directory) is the name of a temporary.  [any] */
int pl_file_is_temporary (const char *name, size_t len);

/* Removes the temporary NAME in DIR if no living process writes it.  Returns
 * 1 if it was removed, 0 if not. */
int pl_file_remove_left_over (int dir, const char *name);

#endif
