/* SPDX-License-Identifier: Apache-2.0 */
/* Recognition of HTML tags in Markdown. */

#ifndef MD_HTML_H
#define MD_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/reader.h"

/* A place from which lines are read character by character. */
struct md_scan {
  const char *src;
  const struct md_span *lines;
  size_t n_lines;
  size_t line, at;
  bool valid_only;  /* stop where the text is no UTF-8, or is U+FFFD */
};

/* Goes over an opening or closing tag, which S stands at; false if there is
 * none. */
bool md_scan_tag (struct md_scan *s);

#endif
