/* SPDX-License-Identifier: Apache-2.0 */
/* Iterating from the end: Python's reversed (). */

#ifndef JINJA_REVERSED_H
#define JINJA_REVERSED_H

#include "plugins/common/jinja/object.h"

/* reversed (V): 1 with *IT, 0 if V cannot be reversed, or an error. */
int jinja_iterate_reversed (struct jinja_run *run, struct tv v,
                            struct jinja_iterator **it);

/* Such an iterator as a value. */
struct tv jinja_reversed_value (struct jinja_iterator *it);

#endif
