/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in text, as Python's int () and float () read them. */

#ifndef JINJA_NUMBER_TEXT_H
#define JINJA_NUMBER_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Reads a whole number with blanks, sign, prefix and underscores.  Returns
 * 1 with *N, 0 if TEXT is none or BASE is not 0 or 2 to 36, -1 if it does
 * not fit. */
int jinja_parse_integer (const char *text, size_t len, int64_t base,
                         int64_t *n);

/* Returns 1 with *D, or 0 if TEXT is no number. */
int jinja_parse_float (const char *text, size_t len, double *d);

#endif
