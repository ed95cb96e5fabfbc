/* SPDX-License-Identifier: Apache-2.0 */
/* The navigation in a site's mkdocs.yml.
 *
 * Only the lines of the key `nav' are written; every other byte of the file
 * is the user's and stays, with its comments, quotes, anchors and tags. */

#ifndef PLATE_MKDOCS_H
#define PLATE_MKDOCS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/buffer.h"

/* A larger file is refused. */
#define MKDOCS_SIZE_MAX ((size_t) 4 << 20)

struct mkdocs_error {
  char message[160];
  uint32_t line, column;        /* from 1; 0: not known */
};

/* Appends to OUT the file OLD with NAV in the place of its navigation.  NAV
 * is the list below `nav:' as lines that start in the first column, each
 * ended by a line feed.  Without a key `nav' it is added at the end.
 * Returns 0, or PLATING_E_FORMAT, _LIMIT or _NOMEM with *ERROR filled in
 * and nothing written. */
int mkdocs_edit (struct plating_text old, struct plating_text nav,
                 struct pl_buffer *out, struct mkdocs_error *error);

/* Sets OUT to the directory of the site's pages as the file TEXT has it, or
 * to "docs": what navigation is relative to.  Returns 0 or
 * PLATING_E_NOMEM. */
int mkdocs_docs_dir (struct plating_text text, struct pl_buffer *out);

#endif
