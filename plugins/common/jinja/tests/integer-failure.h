/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the n-th call of libtommath fail for want of memory, counted with
 * the allocations: those of its own are out of reach of the linker.  For one
 * file of a program that is linked with -Wl,--wrap= for each of these. */

#ifndef INTEGER_FAILURE_H
#define INTEGER_FAILURE_H

#include <tommath.h>

#include "tests/unit/arena-failure.h"

#define LOSE(NAME, PARAMETERS, ARGUMENTS) \
  mp_err __real_##NAME PARAMETERS; \
  mp_err __wrap_##NAME PARAMETERS; \
  mp_err \
  __wrap_##NAME PARAMETERS \
  { \
    return allocation_fails () ? MP_MEM : __real_##NAME ARGUMENTS; \
  }

LOSE (mp_init, (mp_int *a), (a))
LOSE (mp_init_set, (mp_int *a, mp_digit b), (a, b))
LOSE (mp_init_copy, (mp_int *a, const mp_int *b), (a, b))
LOSE (mp_add, (const mp_int *a, const mp_int *b, mp_int *c), (a, b, c))
LOSE (mp_sub, (const mp_int *a, const mp_int *b, mp_int *c), (a, b, c))
LOSE (mp_mul, (const mp_int *a, const mp_int *b, mp_int *c), (a, b, c))
LOSE (mp_div, (const mp_int *a, const mp_int *b, mp_int *c, mp_int *d),
      (a, b, c, d))
LOSE (mp_mul_2d, (const mp_int *a, int b, mp_int *c), (a, b, c))
LOSE (mp_add_d, (const mp_int *a, mp_digit b, mp_int *c), (a, b, c))
LOSE (mp_sub_d, (const mp_int *a, mp_digit b, mp_int *c), (a, b, c))
LOSE (mp_mul_d, (const mp_int *a, mp_digit b, mp_int *c), (a, b, c))
LOSE (mp_div_d, (const mp_int *a, mp_digit b, mp_int *c, mp_digit *d),
      (a, b, c, d))

#endif
