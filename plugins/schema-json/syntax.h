/* SPDX-License-Identifier: Apache-2.0 */
/* Says in encoding/json's words why a text is no JSON. */

#ifndef SJ_SYNTAX_H
#define SJ_SYNTAX_H

#include <stddef.h>

struct sj_fault;

/* Checks the LEN bytes of TEXT, which may nest MAX_DEPTH levels (at most
 * SJ_DEPTH_LIMIT).  Returns 0, or a negative code with *FAULT set. */
int sj_syntax_check (const char *text, size_t len, unsigned max_depth,
                     struct sj_fault *fault);

#endif
