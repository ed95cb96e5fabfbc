/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting as Python's sorted () does it. */

#ifndef JINJA_SORT_H
#define JINJA_SORT_H

#include "plugins/common/jinja/object.h"

struct jinja_sorted {
  struct tv key;
  struct tv value;
};

/* Sorts the N pairs by their keys; stable, also if reversed.  Fails if two
 * keys cannot be compared. */
int jinja_sort (struct jinja_run *run, struct jinja_sorted *pairs, size_t n,
                bool reverse);

#endif
