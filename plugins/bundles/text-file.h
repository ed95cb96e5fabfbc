/* SPDX-License-Identifier: Apache-2.0 */
/* Small text files. */

#ifndef BN_TEXT_FILE_H
#define BN_TEXT_FILE_H

#include <stddef.h>

/* Largest file that is read. */
#define BN_TEXT_FILE_MAX (16u << 20)

/* Sets *TEXT to the bytes of a regular file, new, with a NUL behind; to NULL
 * if it can't be read or is larger.  LEN may be NULL.  Returns 0 or
 * PLATING_E_NOMEM. */
int bn_text_file_read (const char *path, char **text, size_t *len);

#endif
