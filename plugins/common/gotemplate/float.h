/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point numbers as text, as Go's strconv writes them. */

#ifndef GOTMPL_FLOAT_H
#define GOTMPL_FLOAT_H

#include "common/buffer.h"

/* Appends V with a sign if it is negative.  FORMAT is one of e E f g G b x
 * X; PRECISION -1 means as many digits as it takes to read V back.
 * Infinities and not-a-number are +Inf, -Inf and NaN. */
void gotmpl_float_append (struct pl_buffer *out, double v, char format,
                          int precision);

#endif
