/* SPDX-License-Identifier: Apache-2.0 */
/* The template functions that the plugins of one run offer. */

#ifndef PL_FUNCTIONS_H
#define PL_FUNCTIONS_H

#include <plating/host.h>

struct pl_instance;
struct pl_template_functions;
struct plating_error;

/* NULL when memory is exhausted. */
struct pl_template_functions *pl_functions_new (void);
void pl_functions_free (struct pl_template_functions *f);

/* Adds what INSTANCE's plugin offers.  Two functions of one name are
 * refused, naming both plugins. */
int pl_functions_add (struct pl_template_functions *f,
                      struct pl_instance *instance,
                      struct plating_error **err);

/* Sorted by name. */
const struct plating_template_function_ref *pl_functions_list
  (struct pl_template_functions *f, size_t *n);

/* Calls function ID.  A failure has been stated for OP when the return is
 * negative. */
int pl_functions_call (struct pl_template_functions *f,
                       struct pl_instance *caller, uint64_t op, uint32_t id,
                       const struct plating_value *const *arguments,
                       size_t n, const struct plating_value **result);

#endif
