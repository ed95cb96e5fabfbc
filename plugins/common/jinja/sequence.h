/* SPDX-License-Identifier: Apache-2.0 */
/* Lists, tuples, text and ranges as sequences. */

#ifndef JINJA_SEQUENCE_H
#define JINJA_SEQUENCE_H

#include "plugins/common/jinja/object.h"

/* Whether jinja_iterate would not fail with "is not iterable". */
bool jinja_can_iterate (struct tv v);

/* OBJECT[a:b:c] of Python; None for what was left out. */
int jinja_slice (struct jinja_run *run, struct tv object,
                 const struct tv bounds[3], struct tv *result);

/* Element I, which may be negative, of text, a list, tuple or range: 1, 0
 * if there is none, or an error. */
int jinja_index (struct jinja_run *run, struct tv v, int64_t i,
                 struct tv *result);

/* The I-th number of a range, I below its length. */
static inline int64_t
jinja_range_at (const struct jinja_range *r, uint64_t i)
{
  return (int64_t) ((uint64_t) r->start + i * (uint64_t) r->step);
}

int jinja_make_range (struct jinja_run *run, int64_t start, int64_t stop,
                      int64_t step, struct tv *range);

#endif
