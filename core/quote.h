/* SPDX-License-Identifier: Apache-2.0 */
/* Names from outside, made fit to be shown in a message. */

#ifndef PL_QUOTE_H
#define PL_QUOTE_H

#include <stddef.h>

#include <plating/types.h>

struct pl_buffer;

/* Appends TEXT: control characters and malformed UTF-8 as \xNN, so that a
 * message stays one line and moves no cursor.  With MOST > 0, what is longer
 * than MOST bytes loses its middle, which becomes "...".  [any] */
void pl_quote_append (struct pl_buffer *out, struct plating_text text,
                      size_t most);

/* Room for any result of pl_quote. */
#define PL_QUOTE_SIZE 512

/* The same into OUT, which has PL_QUOTE_SIZE bytes, shortened to fit;
 * returns OUT.  [any] */
const char *pl_quote (char *out, struct plating_text text);

#endif
