/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of printing that formatting and filters use, too. */

#ifndef JINJA_PRINT_H
#define JINJA_PRINT_H

#include "plugins/common/jinja/filter.h"

/* str.isprintable of one code point. */
bool jinja_point_is_printable (uint32_t c);

/* Appends repr of TEXT; with ASCII_ONLY, ascii (). */
void jinja_quote (struct pl_buffer *out, const char *text, size_t len,
                  bool ascii_only);

/* Appends repr of V. */
void jinja_print_float (struct pl_buffer *out, double v);

#endif
