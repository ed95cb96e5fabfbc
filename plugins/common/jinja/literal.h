/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and strings as templates write them. */

#ifndef JINJA_LITERAL_H
#define JINJA_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "plugins/common/value/value.h"

/* The bytes of the number at TEXT, 0 if there is none.  After a dot there
 * are only integers. */
size_t jinja_number_length (const char *text, size_t len, bool after_dot,
                            bool *is_float);

/* The value of what jinja_number_length found, large integers in ARENA: 0,
 * -ENOMEM, or what jinja_integer_from_digits says of too many digits. */
int jinja_read_integer (struct pl_arena *arena, const char *text, size_t len,
                        struct tv *value);
int jinja_read_float (const char *text, size_t len, struct tv *value);

/* Decodes what stands between the quotes; "\n" becomes NEWLINE first.
 * Returns 0, -ENOMEM, or -EINVAL with *MESSAGE. */
int jinja_read_string (struct pl_arena *arena, const char *text, size_t len,
                       const char *newline, const char **result,
                       size_t *result_len, const char **message);

#endif
