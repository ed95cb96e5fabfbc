/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in text, as Python's int () and float () read them. */

#ifndef JINJA_NUMBER_TEXT_H
#define JINJA_NUMBER_TEXT_H

#include "plugins/common/jinja/object.h"

/* Reads a whole number with blanks, sign, prefix and underscores.  Returns
 * 1 with *N, 0 if TEXT is none, has too many digits for Python or BASE is
 * not 0 or 2 to 36, or an error. */
int jinja_parse_integer (struct jinja_run *run, const char *text, size_t len,
                         int64_t base, struct tv *n);

/* Returns 1 with *D, 0 if TEXT is no number, or an error. */
int jinja_parse_float (struct jinja_run *run, const char *text, size_t len,
                       double *d);

#endif
