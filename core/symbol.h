/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions, for people. */

#ifndef PL_SYMBOL_H
#define PL_SYMBOL_H

struct pl_buffer;

/* Appends what is at ADDRESS: "function+0x1f (file+0x1234)", as far as it is
 * known.  Slow: it may read the object's file. [any] */
void pl_symbol_put (struct pl_buffer *b, const void *address);

#endif
