/* SPDX-License-Identifier: Apache-2.0 */
/* Names of plugins, their kinds and their files. */

#ifndef PL_NAMING_H
#define PL_NAMING_H

#include <stddef.h>
#include <stdint.h>

/* Longest name of a plugin, setting, rule or command, in bytes. */
#define PL_NAMING_NAME_MAX 64

/* "discovery", "renderer", "validator" for PLATING_PLUGIN_; NULL for a
 * number that is no kind.  Static. [any] */
const char *pl_naming_kind (uint32_t kind);

/* The number of the kind that the LEN bytes at TEXT name, or 0. [any] */
uint32_t pl_naming_kind_of (const char *text, size_t len);

/* Whether the LEN bytes at NAME are [a-z][a-z0-9-]*, not too long, and
 * do not end in '-'. [any] */
int pl_naming_is_name (const char *name, size_t len);

/* Takes the file name (the last part of PATH) apart.  Returns 1 and sets
 * *KIND, *NAME (a part of PATH) and *LEN if it is plating-NAME-KIND.so,
 * else 0.  [any] */
int pl_naming_split_file (const char *path, uint32_t *kind,
                          const char **name, size_t *len);

/* Index of the candidate that is most like WORD (by edit distance, and
 * near enough to be a typing error), or -1.  [any] */
int pl_naming_nearest (const char *word, const char *const *candidates,
                       size_t n);

#endif
