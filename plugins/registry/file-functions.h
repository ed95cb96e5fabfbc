/* SPDX-License-Identifier: Apache-2.0 */
/* Template functions that read files. */

#ifndef REGISTRY_FILE_FUNCTIONS_H
#define REGISTRY_FILE_FUNCTIONS_H

#include <stddef.h>

#include "plugins/common/gotemplate/gotemplate.h"

/* codefile FORMAT FILE */
int registry_function_codefile (struct gotmpl_call *call,
                                const struct tv *args, size_t n_args,
                                struct tv *result);

/* tffile FILE */
int registry_function_tffile (struct gotmpl_call *call,
                              const struct tv *args, size_t n_args,
                              struct tv *result);

/* include FILE [DATA]: what the template FILE makes of DATA */
int registry_function_include (struct gotmpl_call *call,
                               const struct tv *args, size_t n_args,
                               struct tv *result);

#endif
