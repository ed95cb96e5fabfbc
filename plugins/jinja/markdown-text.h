/* SPDX-License-Identifier: Apache-2.0 */
/* Names that may hold any character, as parts of Markdown. */

#ifndef PLATE_MARKDOWN_TEXT_H
#define PLATE_MARKDOWN_TEXT_H

#include <plating/types.h>

#include "common/buffer.h"

/* Appends PATH as the target of a link: what MkDocs, the registries and
 * GitHub would not take for a part of it is written as %XX. */
void plate_put_target (struct pl_buffer *out, struct plating_text path);

/* Appends TEXT as a span of code, on one line. */
void plate_put_code (struct pl_buffer *out, struct plating_text text);

/* Appends TEXT with a blank for each control character, line feeds too. */
void plate_put_line (struct pl_buffer *out, struct plating_text text);

#endif
