/* SPDX-License-Identifier: Apache-2.0 */
/* Template values as values of the plugin ABI, and back. */

#ifndef REGISTRY_VALUES_H
#define REGISTRY_VALUES_H

#include <plating/value.h>

#include "common/arena.h"
#include "plugins/common/value/value.h"

/* Makes a new reference to what V is; structs become maps, no value becomes
 * null.  Sets *PROBLEM to NULL or, when it returns NULL, to a static text:
 * "out of memory" or what can't be passed on. */
const struct plating_value *
registry_value_new (const struct plating_values *values, struct tv v,
                    const char **problem);

/* Copies VALUE, memory of ARENA, to *V.  Returns 0 or -1 with *PROBLEM
 * set. */
int registry_value_read (const struct plating_values *values,
                         const struct plating_value *value,
                         struct pl_arena *arena, struct tv *v,
                         const char **problem);

#endif
