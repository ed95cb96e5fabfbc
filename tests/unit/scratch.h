/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and files that a test makes for itself.
 *
 * Every failure here ends the test.  Paths that are returned stand in one of
 * some static buffers, used in turn: use them at once. */

#ifndef SCRATCH_H
#define SCRATCH_H

#include <stddef.h>

/* In main, before and after all tests: the directory they share. */
void scratch_begin (void);
void scratch_end (void);

/* Makes a new, empty directory and returns its absolute path, which stays
 * until the next call. */
const char *scratch_new (void);

/* Joins two parts of a path. */
const char *scratch_path (const char *dir, const char *name);

/* Writes TEXT to DIR/NAME and makes the directories above it. */
void scratch_write (const char *dir, const char *name, const char *text);
void scratch_write_bytes (const char *dir, const char *name,
                          const void *bytes, size_t len);
void scratch_make_directory (const char *dir, const char *name);
void scratch_link (const char *target, const char *dir, const char *name);

/* Returns what DIR/NAME holds, in a static buffer of 1 MiB; NULL if there is
 * no such file. */
const char *scratch_read (const char *dir, const char *name);

/* Files below DIR whose name begins with ".plating-". */
int scratch_count_temporaries (const char *dir);

#endif
