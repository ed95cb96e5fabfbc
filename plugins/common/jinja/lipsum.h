/* SPDX-License-Identifier: Apache-2.0 */
/* Text that means nothing. */

#ifndef JINJA_LIPSUM_H
#define JINJA_LIPSUM_H

#include "plugins/common/jinja/object.h"

/* Appends N paragraphs of LEAST to MOST words.  The same call gives the same
 * text always: pages must not change by themselves. */
int jinja_lipsum (struct jinja_run *run, struct pl_buffer *out, int64_t n,
                  bool is_html, int64_t least, int64_t most);

#endif
