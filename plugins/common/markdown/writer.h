/* SPDX-License-Identifier: Apache-2.0 */
/* Writing of formatted Markdown line by line.
 *
 * A writer puts the prefixes of quotes and items before each line, and holds
 * back the opening marks of emphasis and links until something follows them,
 * so that empty emphasis vanishes. */

#ifndef MD_WRITER_H
#define MD_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "plugins/common/markdown/tree.h"

/* A quote or an item that is being written. */
struct md_level {
  size_t prefix_len;   /* before it */
  size_t solid_len;    /* before it: up to the last character but blanks */
};

struct md_writer {
  const char *src;
  struct pl_buffer *out;
  size_t begin;              /* of the output in OUT */
  struct pl_buffer prefix;   /* of each line */
  size_t solid_len;          /* its length without blanks at its end */
  struct md_level *levels;
  size_t n_levels, cap_levels;
  long *counters;            /* of the lists that are open */
  size_t n_counters, cap_counters;
  struct pl_buffer held;     /* opening marks without content so far */
  bool at_line_start;
  int failed;
};

void md_writer_init (struct md_writer *w, const char *src,
                     struct pl_buffer *out);

/* Frees what belongs to W and returns 0 or its first failure. */
int md_writer_release (struct md_writer *w);

void md_write_text (struct md_writer *w, const char *s, size_t len);
void md_write_string (struct md_writer *w, const char *s);
void md_write_span (struct md_writer *w, struct md_span span);

/* Writes text with each run of white space as one blank. */
void md_write_clean (struct md_writer *w, struct md_span span);

/* From the next line on, PREFIX comes first, or LEN blanks if it is NULL.
 * SOLID: it begins with a character, which also stands on empty lines. */
void md_writer_push (struct md_writer *w, const char *prefix, size_t len,
                     bool solid);
void md_writer_pop (struct md_writer *w);

/* A list with the numbers from FIRST on begins. */
void md_writer_push_counter (struct md_writer *w, long first);

/* Appends ROOT with all that is below it, by a writer of its own.  Returns 0,
 * -ENOMEM or -EFBIG. */
int md_format_tree (const char *src, const struct md_node *root,
                    struct pl_buffer *out);

void md_write_table (struct md_writer *w, const struct md_node *table);

#endif
