/* SPDX-License-Identifier: Apache-2.0 */
/* Character references of HTML. */

#ifndef JINJA_ENTITY_H
#define JINJA_ENTITY_H

#include "common/buffer.h"

/* Appends TEXT with its character references replaced, as HTML 5 and
 * Python's html.unescape () read them. */
void jinja_unescape (struct pl_buffer *out, const char *text, size_t len);

#endif
