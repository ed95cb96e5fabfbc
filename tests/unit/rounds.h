/* SPDX-License-Identifier: Apache-2.0 */
/* How often a test repeats what one time would not show: valgrind looks at
 * each step, so that few rounds do there. */

#ifndef ROUNDS_H
#define ROUNDS_H

#include <stdlib.h>

static inline int
rounds (int n)
{
  return getenv ("PLATING_VALGRIND") ? n / 50 + 1 : n;
}

#endif
