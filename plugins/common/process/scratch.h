/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of one's own for files that are needed for a while. */

#ifndef PROCESS_SCRATCH_H
#define PROCESS_SCRATCH_H

#include <stddef.h>

/* Makes a directory below $TMPDIR, or /tmp, that only the user can enter.
 * Returns its path, from malloc, or NULL with errno set. */
char *process_scratch_new (void);

/* Writes the file NAME of the directory.  Returns 0 or an errno value. */
int process_scratch_write (const char *directory, const char *name,
                           const void *data, size_t len);

/* Removes the directory, with all that is in it, and frees its path.  NULL is
 * allowed. */
void process_scratch_free (char *directory);

#endif
