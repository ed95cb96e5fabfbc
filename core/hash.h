/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes for tables in memory: with a seed that hostile input can't know,
 * it can't choose where its texts go either. */

#ifndef PL_HASH_H
#define PL_HASH_H

#include <stdint.h>

#include <plating/types.h>

/* A seed of random bytes; when there are none, something that differs
 * between two tables.  [any] */
uint64_t pl_hash_seed (const void *table);

/* H with WORD, or with all of TEXT, mixed in.  [any] */
uint64_t pl_hash_mix (uint64_t h, uint64_t word);
uint64_t pl_hash_text (uint64_t h, struct plating_text text);

#endif
