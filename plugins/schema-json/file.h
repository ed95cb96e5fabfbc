/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a whole file, or standard input, into memory. */

#ifndef SJ_FILE_H
#define SJ_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sj_fault;

struct sj_file_request {
  const char *path;         /* "-": standard input */
  uint64_t max_size;        /* most bytes to take */
  bool must_be_regular;     /* refuse what could block for ever */
  /* Asked from time to time; true ends the reading. */
  bool (*is_cancelled) (void *data);
  void *data;
};

/* Sets *TEXT to the file's bytes, followed by SJ_PADDING zeros, and *LEN to
 * their number; the caller frees it.  Returns 0, or a negative code with
 * FAULT set: PLATING_E_IO also for a file whose size changes meanwhile. */
int sj_file_read (const struct sj_file_request *req, char **text,
                  size_t *len, struct sj_fault *fault);

/* Whether PATH is a regular file. */
bool sj_file_is_regular (const char *path);

#endif
