/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as YAML scalars, in the style of Python's writer. */

#ifndef PLATE_YAML_SCALAR_H
#define PLATE_YAML_SCALAR_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"

/* Lines are folded where a blank lies beyond this column. */
#define YAML_WIDTH 80

/* Appends TEXT as a scalar that is read as that text: plain where it can
 * be, between single quotes, or else between double quotes.  COLUMN is
 * where it starts and INDENT where the lines of a folded one do. */
void yaml_put_value (struct pl_buffer *out, const char *text, size_t len,
                     size_t column, size_t indent);

/* The same for the key of a mapping that starts at column INDENT, with the
 * colon.  Keys are not folded; one that is empty or very long gets a
 * question mark and a line of its own. */
void yaml_put_key (struct pl_buffer *out, const char *text, size_t len,
                   size_t indent);

#endif
