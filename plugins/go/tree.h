/* SPDX-License-Identifier: Apache-2.0 */
/* What a source tree has: a list by which it is known again. */

#ifndef GO_TREE_H
#define GO_TREE_H

#include "common/buffer.h"

/* Appends a line for each file below DIRECTORY, sorted by path, with its mode
 * and the hash of its content; what begins with a dot is left out.  Returns
 * 0, or an errno value. */
int go_tree_list (const char *directory, struct pl_buffer *list);

#endif
