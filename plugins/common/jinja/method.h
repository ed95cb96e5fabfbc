/* SPDX-License-Identifier: Apache-2.0 */
/* Methods bound to a value, and functions as values. */

#ifndef JINJA_METHOD_H
#define JINJA_METHOD_H

#include "plugins/common/jinja/filter.h"

/* Makes SELF.METHOD a value; returns 1 or an error. */
int jinja_bind_method (struct jinja_run *run, struct tv self,
                       const struct jinja_method *method, struct tv *result);

#endif
