/* SPDX-License-Identifier: Apache-2.0 */
/* Template values as JSON. */

#ifndef GOTMPL_JSON_H
#define GOTMPL_JSON_H

#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"

/* Appends V on one line, safe to be put into HTML, as Go's encoding/json
 * does.  Returns 0, or an error of the call. */
int gotmpl_json_append (struct gotmpl_call *call, struct pl_buffer *out,
                        struct tv v);

#endif
