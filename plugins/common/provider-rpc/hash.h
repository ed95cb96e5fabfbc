/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes: of files, so that copies are known; of what is kept, so that
 * damage is seen. */

#ifndef PR_HASH_H
#define PR_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Characters of a file's hash, with the NUL. */
#define PR_HASH_TEXT 65u

/* Puts the SHA-256 of all that can be read from FD, followed by the LEN
 * bytes of MORE, into TEXT in hexadecimal.  Returns 0, or -1: an error, or
 * built without OpenSSL. */
int pr_hash_file (int fd, const void *more, size_t len,
                  char text[PR_HASH_TEXT]);

/* A quick sum that sees damage, not malice.  SUM: that of what came before,
 * or 0. */
uint64_t pr_hash_sum (uint64_t sum, const void *bytes, size_t len);

#endif
