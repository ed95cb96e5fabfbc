/* SPDX-License-Identifier: Apache-2.0 */
/* Title case of a text in no particular language. */

#ifndef GOTMPL_TITLE_H
#define GOTMPL_TITLE_H

#include <stddef.h>

#include "common/buffer.h"

/* Appends S with the first cased letter of each word in title case and the
 * others in lower case. */
void gotmpl_title (struct pl_buffer *out, const char *s, size_t len);

#endif
