/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting as Python's sorted () does it.
 *
 * Which two keys are compared first decides what the error says of keys
 * that cannot be.  So short lists go Python's way: a run at the start, then
 * binary insertion.  Longer ones are halved and merged. */

#include <config.h>

#include "plugins/common/jinja/sort.h"

#include <string.h>

enum { SHORT = 64 };

/* Whether A < B: 1, 0 or an error. */
static int
is_less (struct jinja_run *run, struct tv a, struct tv b)
{
  int order, status = jinja_charge (run, 1);

  if (!status)
    status = jinja_compare (run, a, b, "<", &order);
  return status ? status : order < 0;
}

static void
turn (struct jinja_sorted *pairs, size_t n)
{
  size_t i;

  for (i = 0; i < n / 2; i++) {
    struct jinja_sorted one = pairs[i];

    pairs[i] = pairs[n - 1 - i];
    pairs[n - 1 - i] = one;
  }
}

/* Finds how many pairs at the start rise, or strictly fall and are turned
 * round.  Returns 0 or an error. */
static int
find_run (struct jinja_run *run, struct jinja_sorted *pairs, size_t n,
          size_t *length)
{
  int less;
  bool falls;
  size_t i = 1;

  *length = n;
  if (n < 2)
    return 0;
  less = is_less (run, pairs[1].key, pairs[0].key);
  if (less < 0)
    return less;
  falls = less;
  for (i = 2; i < n; i++) {
    less = is_less (run, pairs[i].key, pairs[i - 1].key);
    if (less < 0)
      return less;
    if (falls != (bool) less)
      break;
  }
  *length = i;
  if (falls)
    turn (pairs, i);
  return 0;
}

static int
sort_short (struct jinja_run *run, struct jinja_sorted *pairs, size_t n)
{
  size_t start;
  int status = find_run (run, pairs, n, &start);

  for (; !status && start < n; start++) {
    struct jinja_sorted one = pairs[start];
    size_t low = 0, high = start;

    while (low < high) {
      size_t middle = low + (high - low) / 2;
      int less = is_less (run, one.key, pairs[middle].key);

      if (less < 0)
        return less;
      if (less)
        high = middle;
      else
        low = middle + 1;
    }
    memmove (pairs + low + 1, pairs + low, (start - low) * sizeof *pairs);
    pairs[low] = one;
  }
  return status;
}

/* SPACE has room for half of the pairs. */
static int
sort_long (struct jinja_run *run, struct jinja_sorted *pairs, size_t n,
           struct jinja_sorted *space)
{
  size_t half = n / 2, a = 0, b = half, to = 0;
  int status;

  if (n <= SHORT)
    return sort_short (run, pairs, n);
  status = sort_long (run, pairs, half, space);
  if (!status)
    status = sort_long (run, pairs + half, n - half, space);
  if (status)
    return status;
  memcpy (space, pairs, half * sizeof *pairs);
  while (a < half && b < n) {
    int less = is_less (run, pairs[b].key, space[a].key);

    if (less < 0) {
      memcpy (pairs + to, space + a, (half - a) * sizeof *pairs);
      return less;
    }
    pairs[to++] = less ? pairs[b++] : space[a++];
  }
  memcpy (pairs + to, space + a, (half - a) * sizeof *pairs);
  return 0;
}

int
jinja_sort (struct jinja_run *run, struct jinja_sorted *pairs, size_t n,
            bool reverse)
{
  struct jinja_sorted *space = NULL;
  int status;

  if (n > SHORT) {
    space = pl_arena_array (jinja_arena (run), n / 2, sizeof *space);
    if (!space)
      return jinja_no_memory (run);
  }
  if (reverse)
    turn (pairs, n);
  status = sort_long (run, pairs, n, space);
  if (reverse)
    turn (pairs, n);
  return status;
}
