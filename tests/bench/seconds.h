/* SPDX-License-Identifier: Apache-2.0 */
/* Points and spans of time as seconds. */

#ifndef BENCH_SECONDS_H
#define BENCH_SECONDS_H

#include <sys/time.h>
#include <time.h>

static inline double
seconds_now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static inline double
seconds_of (struct timeval t)
{
  return (double) t.tv_sec + (double) t.tv_usec / 1e6;
}

#endif
