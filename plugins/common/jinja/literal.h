/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and strings as templates write them. */

#ifndef JINJA_LITERAL_H
#define JINJA_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

/* The bytes of the number at TEXT, 0 if there is none.  After a dot there
 * are only integers. */
size_t jinja_number_length (const char *text, size_t len, bool after_dot,
                            bool *is_float);

/* The value of what jinja_number_length found: 0, -ERANGE or -ENOMEM. */
int jinja_read_integer (const char *text, size_t len, int64_t *value);
int jinja_read_float (const char *text, size_t len, double *value);

/* Decodes what stands between the quotes; "\n" becomes NEWLINE first.
 * Returns 0, -ENOMEM, or -EINVAL with *MESSAGE. */
int jinja_read_string (struct pl_arena *arena, const char *text, size_t len,
                       const char *newline, const char **result,
                       size_t *result_len, const char **message);

#endif
