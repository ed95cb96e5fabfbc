/* SPDX-License-Identifier: Apache-2.0 */
/* Opening files that must not lie outside of a directory.
 *
 * With openat2 the kernel keeps the promise; without it (before Linux 5.6,
 * or forbidden by a sandbox) the path is resolved, checked, opened, and
 * what was opened is checked again. */

#ifndef PL_CONFINE_H
#define PL_CONFINE_H

#include <stddef.h>

/* Opens PATH (relative, not empty) below the directory DIR, following links
 * that stay below it.  FLAGS are those of open; O_CLOEXEC is added.  Returns
 * a file descriptor or a negative errno value; -EXDEV: the path leads
 * outside, or by an absolute link.  [any] */
int pl_confine_open (int dir, const char *path, int flags);

/* Opens the absolute path REAL, as realpath gives it, following no link at
 * all (-ELOOP if there is one now).  [any] */
int pl_confine_open_real (const char *real, int flags);

/* 1 if the absolute path PATH is BASE or below it; both are compared as
 * texts and must be in canonical form.  [any] */
int pl_confine_contains (const char *base, const char *path);

/* 1 if PATH, relative to the directory DIR, is inside it, as it is written and
 * wherever links lead; what does not exist is where its parent is.  An
 * absolute path, an empty one, one with ".." and a link that leads to nothing
 * are not.  [any] */
int pl_confine_holds (const char *dir, const char *path);

/* Returns a copy of the absolute path PATH (LEN bytes) without empty and "."
 * parts and without a slash at its end; NULL when memory is exhausted.  The
 * caller frees it.  [any] */
char *pl_confine_tidy (const char *path, size_t len);

/* Finds the link that leads PATH (absolute) to where it must not go: the
 * first part of PATH that is a link and whose end is not INSIDE, though that
 * of the directory it stands in is.  Returns its path, which the caller frees,
 * or NULL if there is none or memory is exhausted.  [any] */
char *pl_confine_find_link (const char *path,
                            int (*inside) (void *data, const char *real),
                            void *data);

#endif
