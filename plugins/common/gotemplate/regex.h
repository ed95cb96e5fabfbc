/* SPDX-License-Identifier: Apache-2.0 */
/* Replacing by regular expressions. */

#ifndef GOTMPL_REGEX_H
#define GOTMPL_REGEX_H

#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"

/* Appends TEXT with all matches of PATTERN replaced, where $1, ${1}, $name
 * and ${name} in REPLACEMENT stand for groups and $$ for a dollar sign.
 * Returns 0, or an error of the call. */
int gotmpl_regex_replace (struct gotmpl_call *call, struct pl_buffer *out,
                          struct tv pattern, struct tv text,
                          struct tv replacement);

#endif
