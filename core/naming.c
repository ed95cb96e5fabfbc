/* SPDX-License-Identifier: Apache-2.0 */
/* Names of plugins, their kinds and their files. */

#include <config.h>

#include "naming.h"

#include <string.h>

#include <plating/plugin.h>

static const struct kind {
  uint32_t number;
  const char *name;
} kinds[] = {
  { PLATING_PLUGIN_DISCOVERY, "discovery" },
  { PLATING_PLUGIN_RENDERER, "renderer" },
  { PLATING_PLUGIN_VALIDATOR, "validator" },
};

#define N_KINDS (sizeof kinds / sizeof *kinds)

const char *
pl_naming_kind (uint32_t kind)
{
  for (size_t i = 0; i < N_KINDS; i++)
    if (kinds[i].number == kind)
      return kinds[i].name;
  return NULL;
}

uint32_t
pl_naming_kind_of (const char *text, size_t len)
{
  for (size_t i = 0; i < N_KINDS; i++)
    if (strlen (kinds[i].name) == len
        && memcmp (kinds[i].name, text, len) == 0)
      return kinds[i].number;
  return 0;
}

int
pl_naming_is_name (const char *name, size_t len)
{
  if (len == 0 || len > PL_NAMING_NAME_MAX)
    return 0;
  for (size_t i = 0; i < len; i++) {
    int is_letter = name[i] >= 'a' && name[i] <= 'z';
    int is_other = name[i] == '-' || (name[i] >= '0' && name[i] <= '9');

    if (!is_letter && !(is_other && i > 0))
      return 0;
  }
  return name[len - 1] != '-';
}

int
pl_naming_split_file (const char *path, uint32_t *kind, const char **name,
                      size_t *len)
{
  static const char prefix[] = "plating-", suffix[] = ".so";
  const char *slash = strrchr (path, '/'), *s = slash ? slash + 1 : path;
  size_t total = strlen (s), p = sizeof prefix - 1, q = sizeof suffix - 1;
  const char *dash;
  uint32_t found;

  if (total <= p + q || memcmp (s, prefix, p) != 0
      || memcmp (s + total - q, suffix, q) != 0)
    return 0;
  s += p;
  total -= p + q;
  dash = memrchr (s, '-', total);
  if (!dash)
    return 0;
  found = pl_naming_kind_of (dash + 1, total - (size_t) (dash + 1 - s));
  if (!found || !pl_naming_is_name (s, (size_t) (dash - s)))
    return 0;
  *kind = found;
  *name = s;
  *len = (size_t) (dash - s);
  return 1;
}

/* Number of letters to insert, drop, replace or swap with their neighbour
 * that makes B from A, both at most PL_NAMING_NAME_MAX long. */
static size_t
edit_distance (const char *a, size_t a_len, const char *b, size_t b_len)
{
  size_t rows[3][PL_NAMING_NAME_MAX + 1];

  for (size_t j = 0; j <= b_len; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= a_len; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3],
      *two_above = rows[(i + 1) % 3];

    row[0] = i;
    for (size_t j = 1; j <= b_len; j++) {
      size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);

      if (above[j] + 1 < best)
        best = above[j] + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
          && two_above[j - 2] + 1 < best)
        best = two_above[j - 2] + 1;
      row[j] = best;
    }
  }
  return rows[a_len % 3][b_len];
}

int
pl_naming_nearest (const char *word, const char *const *candidates, size_t n)
{
  size_t len = strlen (word), best = SIZE_MAX;
  int nearest = -1;

  if (len > PL_NAMING_NAME_MAX)
    return -1;
  for (size_t i = 0; i < n; i++) {
    size_t c_len = strlen (candidates[i]), d;

    if (c_len > PL_NAMING_NAME_MAX)
      continue;
    d = edit_distance (word, len, candidates[i], c_len);
    /* A third of the longer word, but one error is always forgiven. */
    if (d < best && d <= 1 + (len > c_len ? len : c_len) / 3
        && d < (len > c_len ? len : c_len)) {
      best = d;
      nearest = (int) i;
    }
  }
  return nearest;
}
