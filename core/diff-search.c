/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest way from one sequence to another.
 *
 * Myers' O(ND) algorithm in its form with linear space: the search goes on
 * from both ends until the paths meet; then each half is searched alone.  A
 * path is a walk through the grid of both sequences, from one corner to the
 * other, in which only steps along a diagonal are free.  When the search has
 * used up its budget, what is left is taken as changed. */

#include <config.h>

#include "diff-search.h"

#include <limits.h>
#include <stdlib.h>

#include <plating/types.h>

/* Longest path that is searched for from one end, in changes. */
#define MOST_CHANGES 4096

/* Steps of all searches together: some tenths of a second. */
#define STEP_BUDGET 30000000L

/* What was not reached on a diagonal, forward and backward. */
#define BEFORE_ALL INT_MIN
#define AFTER_ALL INT_MAX

struct search {
  const uint32_t *a, *b;
  unsigned char *a_changed, *b_changed;
  int *forward, *backward;     /* furthest x on each diagonal */
  int most;                    /* diagonals on either side of the middle */
  long budget;
};

/* The box of lines [A0, A1) and [B0, B1) that is searched. */
struct box {
  int a0, a1, b0, b1;
};

/* Follows equal lines from (X, X - K); returns the new X. */
static int
slide (struct search *s, const struct box *box, int x, int k)
{
  int from = x;

  while (x < box->a1 && x - k < box->b1 && s->a[x] == s->b[x - k])
    x++;
  s->budget -= 1 + (x - from);
  return x;
}

static int
slide_back (struct search *s, const struct box *box, int x, int k)
{
  int from = x;

  while (x > box->a0 && x - k > box->b0 && s->a[x - 1] == s->b[x - k - 1])
    x--;
  s->budget -= 1 + (from - x);
  return x;
}

/* One more change forward on diagonal K, of which F is the entry. */
static int
step (struct search *s, const struct box *box, const int *f, int k)
{
  int right = f[-1] != BEFORE_ALL && f[-1] < box->a1 ? f[-1] + 1
                                                     : BEFORE_ALL;
  int down = f[1] != BEFORE_ALL && f[1] - k <= box->b1 ? f[1] : BEFORE_ALL;
  int x = right > down ? right : down;

  return x == BEFORE_ALL ? x : slide (s, box, x, k);
}

static int
step_back (struct search *s, const struct box *box, const int *f, int k)
{
  int left = f[1] != AFTER_ALL && f[1] > box->a0 ? f[1] - 1 : AFTER_ALL;
  int up = f[-1] != AFTER_ALL && f[-1] - k >= box->b0 ? f[-1] : AFTER_ALL;
  int x = left < up ? left : up;

  return x == AFTER_ALL ? x : slide_back (s, box, x, k);
}

/* Finds a point on a shortest path through BOX, whose corners are changes.
 * Diagonals are x - y; forward ones are counted from the diagonal of the
 * first corner, backward ones from that of the last.  Returns 1, or 0 when
 * the budget or MOST is used up. */
static int
find_middle (struct search *s, const struct box *box, int *x, int *y)
{
  int start = box->a0 - box->b0, end = box->a1 - box->b1;
  int *forward = s->forward + s->most + 1;
  int *backward = s->backward + s->most + 1;
  int odd = (start - end) & 1, d, k, other;

  forward[0] = slide (s, box, box->a0, start);
  backward[0] = slide_back (s, box, box->a1, end);
  for (d = 1; d <= s->most && s->budget > 0; d++) {
    forward[-d] = forward[d] = BEFORE_ALL;
    forward[-d - 1] = forward[d + 1] = BEFORE_ALL;
    backward[-d - 1] = backward[d + 1] = AFTER_ALL;
    for (k = -d; k <= d && s->budget > 0; k += 2) {
      *x = forward[k] = step (s, box, forward + k, start + k);
      other = start + k - end;
      if (odd && other > -d && other < d && *x != BEFORE_ALL
          && backward[other] <= *x) {
        *y = *x - (start + k);
        return 1;
      }
    }
    backward[-d] = backward[d] = AFTER_ALL;
    for (k = -d; k <= d && s->budget > 0; k += 2) {
      *x = backward[k] = step_back (s, box, backward + k, end + k);
      other = end + k - start;
      if (!odd && other >= -d && other <= d && *x != AFTER_ALL
          && forward[other] >= *x) {
        *y = *x - (end + k);
        return 1;
      }
    }
  }
  return 0;
}

static void
mark (struct search *s, const struct box *box)
{
  int i;

  for (i = box->a0; i < box->a1; i++)
    s->a_changed[i] = 1;
  for (i = box->b0; i < box->b1; i++)
    s->b_changed[i] = 1;
}

/* Marks the changes in BOX.  Each half of a box costs at most half as many
 * changes, which bounds the depth. */
static void
search_box (struct search *s, struct box box)
{
  int x, y;

  while (box.a0 < box.a1 && box.b0 < box.b1 && s->a[box.a0] == s->b[box.b0])
    box.a0++, box.b0++;
  while (box.a0 < box.a1 && box.b0 < box.b1
         && s->a[box.a1 - 1] == s->b[box.b1 - 1])
    box.a1--, box.b1--;
  if (box.a0 == box.a1 || box.b0 == box.b1
      || !find_middle (s, &box, &x, &y)) {
    mark (s, &box);
    return;
  }
  search_box (s, (struct box) { box.a0, x, box.b0, y });
  search_box (s, (struct box) { x, box.a1, y, box.b1 });
}

int
pl_diff_search (const uint32_t *a, size_t n_a, unsigned char *a_changed,
                const uint32_t *b, size_t n_b, unsigned char *b_changed)
{
  struct search s = {
    .a = a, .b = b, .a_changed = a_changed, .b_changed = b_changed,
    .most = MOST_CHANGES, .budget = STEP_BUDGET,
  };
  int code = PLATING_E_NOMEM;
  size_t width;

  if (n_a > INT_MAX / 4 || n_b > INT_MAX / 4)
    return PLATING_E_LIMIT;
  if (n_a + n_b < MOST_CHANGES)
    s.most = (int) (n_a + n_b) + 1;
  width = 2 * (size_t) s.most + 3;
  s.forward = calloc (width, sizeof *s.forward);
  s.backward = calloc (width, sizeof *s.backward);
  if (s.forward && s.backward) {
    search_box (&s, (struct box) { 0, (int) n_a, 0, (int) n_b });
    code = 0;
  }
  free (s.forward);
  free (s.backward);
  return code;
}
