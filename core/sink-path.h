/* SPDX-License-Identifier: Apache-2.0 */
/* Which paths a document may have. */

#ifndef PL_SINK_PATH_H
#define PL_SINK_PATH_H

#include <plating/types.h>

#define PL_SINK_LONGEST_PATH 4096
#define PL_SINK_LONGEST_PART 255

/* Returns what is wrong with PATH, a static text, and the error's class in
 * *CODE; NULL if nothing is.  [any] */
const char *pl_sink_path_fault (struct plating_text path, int *code);

/* Copies PATH to OUT (PL_SINK_LONGEST_PATH + 1 bytes): as it is, or, if
 * something is wrong with it, in the form that messages have.  [any] */
void pl_sink_path_copy (struct plating_text path, char *out);

#endif
