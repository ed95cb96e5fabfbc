/* SPDX-License-Identifier: Apache-2.0 */
/* A schema as the Python tool shows it: the attributes of the outermost
 * block in the order of the source, without what is nested.
 *
 * Both append to OUT, whose failure says whether memory ran out, and put
 * nothing there for a schema without attributes and blocks. */

#ifndef SCHEMADOC_FLAT_FORM_H
#define SCHEMADOC_FLAT_FORM_H

#include <plating/schema.h>

#include "common/buffer.h"

/* Lists in groups: "- `name` (String) - description". */
void schemadoc_flat (const struct plating_schema_view *v,
                     struct pl_buffer *out);

/* Tables: one for the outermost block, and one for each that is nested. */
void schemadoc_table (const struct plating_schema_view *v,
                      struct pl_buffer *out);

/* "List of String", in the words of these forms. */
void schemadoc_flat_type (const struct plating_schema_view *v,
                          uint32_t node, struct pl_buffer *out);

#endif
