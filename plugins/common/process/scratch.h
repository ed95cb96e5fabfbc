/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of one's own for files that are needed for a while. */

#ifndef PROCESS_SCRATCH_H
#define PROCESS_SCRATCH_H

#include <stddef.h>

struct process_scratch;

/* Makes one that only the user can enter, below $TMPDIR, or below /tmp if its
 * path, links resolved, would have more than LONGEST bytes (0: whatever) or
 * that is not possible.  NULL with errno set. */
struct process_scratch *process_scratch_new (size_t longest);

/* The same below PARENT; its name begins with START. */
struct process_scratch *process_scratch_new_in (const char *parent,
                                                const char *start);

const char *process_scratch_path (const struct process_scratch *scratch);

/* Writes the file NAME of it.  Returns 0 or an errno value. */
int process_scratch_write (const struct process_scratch *scratch,
                           const char *name, const void *data, size_t len);

/* Gives it the new path PATH, beside the old one, in place of whatever
 * stands there; it stays when it is freed.  Returns 0 or an errno value. */
int process_scratch_keep (struct process_scratch *scratch, const char *path);

/* Removes it with all that is in it, following no links, and what runs that
 * were killed have left beside it.  NULL is allowed. */
void process_scratch_free (struct process_scratch *scratch);

/* Removes the directory PATH with all that is in it, following no links. */
void process_scratch_remove (const char *path);

#endif
