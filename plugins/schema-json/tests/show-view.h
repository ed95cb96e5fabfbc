/* SPDX-License-Identifier: Apache-2.0 */
/* Views for people, and what must hold for every view. */

#ifndef SJ_SHOW_VIEW_H
#define SJ_SHOW_VIEW_H

#include <plating/schema.h>

#include "common/buffer.h"

/* Appends a line for each node, indented by its depth:
 *   KIND "NAME" TYPE MODE MIN..MAX +0xFLAGS : TEXT
 * without what is not there, and for each extra "KEY = JSON". */
void show_view (struct pl_buffer *out,
                const struct plating_schema_view *view);

/* Says what is wrong with VIEW, or returns NULL.  All its bytes are read. */
const char *check_view (const struct plating_schema_view *view);

#endif
