/* SPDX-License-Identifier: Apache-2.0 */
/* The unified difference of two texts, in bounded time and memory. */

#ifndef PL_DIFF_H
#define PL_DIFF_H

#include <stddef.h>

#include <plating/types.h>

struct pl_buffer;

/* There is no old, or no new file: /dev/null stands in its place. */
#define PL_DIFF_NO_OLD 0x01u
#define PL_DIFF_NO_NEW 0x02u

/* Appends to OUT what turns OLD into NEW, in the form that patch -p1 takes,
 * with labels a/PATH and b/PATH and three lines of context; nothing if they
 * are equal and both exist.  If one of them contains NUL, one line says that
 * the binary files differ.  The difference is the shortest unless it is
 * longer than some thousand lines; then parts of it may be replaced as a
 * whole.  Returns 0, PLATING_E_NOMEM or, when OUT's limit is reached,
 * PLATING_E_LIMIT; then OUT has an incomplete end.  [any] */
int pl_diff_unified (struct pl_buffer *out, const char *path,
                     struct plating_text old_text,
                     struct plating_text new_text, unsigned flags);

#endif
