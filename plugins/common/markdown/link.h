/* SPDX-License-Identifier: Apache-2.0 */
/* Destinations of links. */

#ifndef MD_LINK_H
#define MD_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/reader.h"

struct pl_arena;

/* What is known of places where destinations were looked for in vain, so
 * that no part of a block is searched again and again. */
struct md_link_memo {
  struct pl_arena *arena;
  /* The first > at or behind ANGLE_FROM is at ANGLE_TO, unless the line ends
   * there. */
  size_t angle_from, angle_to;
  bool angle_found;
  /* In the word from WORD_START to WORD_END, the closing parenthesis for each
   * opening one, 0: none. */
  size_t word_start, word_end;
  size_t *closers;
  size_t wasted;       /* bytes searched without a result */
  size_t bad_tail[2];  /* what follows a destination here is no link's end */
};

/* Reads a destination over to its end.  MEMO may be NULL; memory that it
 * lacks only costs time. */
bool md_read_destination (struct md_reader *r, struct md_link_memo *memo,
                          const char **dest, size_t *len);

#endif
