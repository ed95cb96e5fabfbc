/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges of integers of any size.  One whose numbers fit into 64 bits is a
 * jinja_range with a struct jinja_range, any other a jinja_big_range. */

#ifndef JINJA_RANGE_H
#define JINJA_RANGE_H

#include "plugins/common/jinja/object.h"

extern const struct jinja_type jinja_big_range;

static inline bool
jinja_is_range (struct tv v)
{
  return JINJA_IS (v, jinja_range) || JINJA_IS (v, jinja_big_range);
}

/* range (START, STOP, STEP) of any integers; STEP is not 0. */
int jinja_make_any_range (struct jinja_run *run, struct tv start,
                          struct tv stop, struct tv step, struct tv *range);

/* The functions below take both types. */

/* Whether it has a length that Python can tell. */
bool jinja_range_has_length (struct tv range);

/* What the types do alike. */
int jinja_range_equal (struct jinja_run *run, struct tv a, struct tv b);
int jinja_range_attribute (struct jinja_run *run, struct tv self,
                           const char *name, size_t len, struct tv *result);
int jinja_range_print (struct jinja_run *run, struct pl_buffer *out,
                       struct tv self, bool is_repr);

/* Where the integer N stands: 1 with *AT, 0 or an error. */
int jinja_range_find (struct jinja_run *run, struct tv range, struct tv n,
                      struct tv *at);

/* RANGE[a:b:c], whose bounds are integers or None. */
int jinja_range_slice (struct jinja_run *run, struct tv range,
                       const struct tv bounds[3], struct tv *result);

#endif
