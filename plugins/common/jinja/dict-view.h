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

/* An iterator over a view of DICT. */
int jinja_iterate_view (struct jinja_run *run, const struct jinja_type *type,
                        struct tv dict, const char *name,
                        struct jinja_iterator **it);

#endif
