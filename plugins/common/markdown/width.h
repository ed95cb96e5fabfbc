/* SPDX-License-Identifier: Apache-2.0 */
/* Display width of text, as Markdown tables are aligned by it. */

#ifndef MD_WIDTH_H
#define MD_WIDTH_H

#include <stddef.h>

/* Columns that the UTF-8 text S takes; broken bytes take one each. */
size_t md_text_width (const char *s, size_t len);

#endif
