/* SPDX-License-Identifier: Apache-2.0 */
/* From large integers to floats, rounded half to even. */

#ifndef JINJA_BIG_FLOAT_H
#define JINJA_BIG_FLOAT_H

#include <stdbool.h>
#include <stdint.h>

#include <tommath.h>

/* The first 64 bits of N, which is not 0, the highest of them set; whether
 * any other bit is set as well. */
uint64_t jinja_big_top (const mp_int *n, bool *has_rest);

/* The float that is nearest to TOP * 2 ** (EXPONENT - 64), or to a little
 * more with HAS_REST; infinite if it is too large. */
double jinja_big_scale (uint64_t top, bool has_rest, int exponent);

#endif
