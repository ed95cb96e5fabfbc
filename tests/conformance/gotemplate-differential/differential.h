/* SPDX-License-Identifier: Apache-2.0 */
/* The C side of the comparison with Go's text/template. */

#ifndef DIFFERENTIAL_H
#define DIFFERENTIAL_H

#include <jansson.h>

#include "common/arena.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/common/value/value.h"

/* The functions that only exist to be called by test cases. */
extern const struct gotmpl_function_table differential_functions;

/* Functions as values. */
struct tv differential_function_value (const char *name);
extern const struct tv_type differential_no_function_type;

/* Makes the data set NAME of the description; everything lives in ARENA.
 * Ends the program if the description is not understood. */
struct tv differential_data (struct pl_arena *arena, json_t *description,
                             const char *name);

#endif
