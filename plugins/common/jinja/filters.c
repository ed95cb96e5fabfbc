/* SPDX-License-Identifier: Apache-2.0 */
/* The table of filters. */

#include <config.h>

#include "plugins/common/jinja/filter.h"

static int
filter_string (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  (void) args;
  return jinja_to_string (run, self, result);
}

const struct jinja_filter jinja_filters[] = {
  { "string", filter_string },
};
const size_t jinja_n_filters = sizeof jinja_filters / sizeof jinja_filters[0];
