/* SPDX-License-Identifier: Apache-2.0 */
/* The table of tests. */

#include <config.h>

#include "plugins/common/jinja/filter.h"

static int
test_defined (struct jinja_run *run, struct tv self,
              const struct jinja_args *args)
{
  (void) run;
  (void) args;
  return !jinja_is_undefined (self);
}

const struct jinja_test jinja_tests[] = {
  { "defined", test_defined },
};
const size_t jinja_n_tests = sizeof jinja_tests / sizeof jinja_tests[0];
