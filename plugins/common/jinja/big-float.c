/* SPDX-License-Identifier: Apache-2.0 */
/* From large integers to floats, rounded half to even. */

#include <config.h>

#include "plugins/common/jinja/big-float.h"

#include <math.h>

uint64_t
jinja_big_top (const mp_int *n, bool *has_rest)
{
  int i = n->used - 1, missing = 64;
  int here = mp_count_bits (n) - i * MP_DIGIT_BIT;
  uint64_t top = 0;

  *has_rest = false;
  for (; i >= 0 && missing; i--) {
    int taken = here < missing ? here : missing;

    top = top << taken | n->dp[i] >> (here - taken);
    if (taken < here
        && (n->dp[i] & (((mp_digit) 1 << (here - taken)) - 1)))
      *has_rest = true;
    missing -= taken;
    here = MP_DIGIT_BIT;
  }
  for (; i >= 0; i--)
    if (n->dp[i])
      *has_rest = true;
  return top << missing;
}

double
jinja_big_scale (uint64_t top, bool has_rest, int exponent)
{
  /* Near 0, floats have fewer bits. */
  int precision = exponent < 53 - 1074 ? exponent + 1074 : 53;
  int dropped = 64 - precision;
  uint64_t kept, cut, half;

  if (precision < 0)
    return 0;
  kept = dropped == 64 ? 0 : top >> dropped;
  cut = dropped == 64 ? top : top & ((UINT64_C (1) << dropped) - 1);
  half = UINT64_C (1) << (dropped - 1);
  if (cut > half || (cut == half && (has_rest || (kept & 1))))
    kept++;
  return ldexp ((double) kept, exponent - precision);
}
