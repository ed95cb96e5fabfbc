/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest way from one sequence to another. */

#ifndef PL_DIFF_SEARCH_H
#define PL_DIFF_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* Sets A_CHANGED[i] to 1 for each element of A (N_A of them) that goes, and
 * B_CHANGED[i] for each of B that comes; the rest of A and B are equal.  The
 * flags are 0 before.  As few as possible are set, unless the search would
 * take long.  Returns 0, PLATING_E_NOMEM or _LIMIT (over INT_MAX / 4
 * elements).  [any] */
int pl_diff_search (const uint32_t *a, size_t n_a, unsigned char *a_changed,
                    const uint32_t *b, size_t n_b, unsigned char *b_changed);

#endif
