/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the predefined functions share. */

#ifndef GOTMPL_BUILTINS_H
#define GOTMPL_BUILTINS_H

#include <stddef.h>

#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"

/* An empty buffer for the text of a result. */
struct pl_buffer *gotmpl_call_scratch (struct gotmpl_call *call);

/* Moves that text to the arena and makes it the result, if STATUS, which is
 * returned otherwise, is 0. */
int gotmpl_call_finish (struct gotmpl_call *call, int status,
                        struct tv *result);

/* Comparisons (compare.c). */
int gotmpl_builtin_eq (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);
int gotmpl_builtin_ne (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);
int gotmpl_builtin_lt (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);
int gotmpl_builtin_le (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);
int gotmpl_builtin_gt (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);
int gotmpl_builtin_ge (struct gotmpl_call *call, const struct tv *args,
                       size_t n, struct tv *result);

/* Lengths and elements (index.c). */
int gotmpl_builtin_len (struct gotmpl_call *call, const struct tv *args,
                        size_t n, struct tv *result);
int gotmpl_builtin_index (struct gotmpl_call *call, const struct tv *args,
                          size_t n, struct tv *result);
int gotmpl_builtin_slice (struct gotmpl_call *call, const struct tv *args,
                          size_t n, struct tv *result);

/* Escaping (escape.c). */
void gotmpl_escape_html (struct pl_buffer *out, const char *s, size_t len);
void gotmpl_escape_js (struct pl_buffer *out, const char *s, size_t len);
void gotmpl_escape_query (struct pl_buffer *out, const char *s, size_t len);

#endif
