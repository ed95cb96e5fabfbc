/* SPDX-License-Identifier: Apache-2.0 */
/* What the methods items, keys and values of dict give: they show what is
 * in the dict at the time of looking. */

#ifndef JINJA_DICT_VIEW_H
#define JINJA_DICT_VIEW_H

#include "plugins/common/jinja/object.h"

extern const struct jinja_type jinja_dict_items;
extern const struct jinja_type jinja_dict_keys;
extern const struct jinja_type jinja_dict_values;

/* TYPE is one of the above. */
int jinja_make_view (struct jinja_run *run, const struct jinja_type *type,
                     struct tv dict, struct tv *view);

/* Whether NEEDLE is among the keys, items or values: 1, 0 or an error. */
int jinja_view_contains (struct jinja_run *run, struct tv view,
                         struct tv needle);

/* Whether V is a view of keys or items, which are sets to Python. */
bool jinja_is_set_view (struct tv v);

/* How the two sets A and B are to each other: *ORDER is negative if A is a
 * part of B, 0 if they are equal, 1 if B is a part of A, otherwise 2. */
int jinja_view_order (struct jinja_run *run, struct tv a, struct tv b,
                      int *order);

/* An iterator over a view of DICT. */
int jinja_iterate_view (struct jinja_run *run, const struct jinja_type *type,
                        struct tv dict, const char *name,
                        struct jinja_iterator **it);

#endif
