/* SPDX-License-Identifier: Apache-2.0 */
/* Walking through trees. */

#ifndef JINJA_VISIT_H
#define JINJA_VISIT_H

#include "plugins/common/jinja/tree.h"

/* Calls VISIT for each child of NODE, in the order of Jinja's fields, until
 * it returns false, which is then returned. */
bool jinja_visit_children (struct jinja_node *node,
                           bool (*visit) (struct jinja_node *child,
                                          void *data), void *data);

/* Whether no expression or statement of BODY lies deeper than LIMIT. */
bool jinja_depth_is_within (const struct jinja_nodes *body, unsigned limit);

enum {
  JINJA_UNDECLARED_LOOP = 1, JINJA_UNDECLARED_SELF = 2,
  JINJA_UNDECLARED_SUPER = 4, JINJA_UNDECLARED_CALLER = 8,
  JINJA_UNDECLARED_KWARGS = 16, JINJA_UNDECLARED_VARARGS = 32
};

/* Which of these special NAMES are used in BODY before something of the
 * name is made there. */
unsigned jinja_find_undeclared (const struct jinja_nodes *body,
                                unsigned names);

#endif
