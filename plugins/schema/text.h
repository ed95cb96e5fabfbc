/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as Go's encoder writes it, which is how Terraform prints schemas. */

#ifndef SCHEMA_TEXT_H
#define SCHEMA_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/types.h>

#include "common/buffer.h"

static inline bool
schema_text_is (struct plating_text text, const char *literal, size_t len)
{
  return text.len == len && (len == 0 || !__builtin_memcmp (text.ptr, literal,
                                                            len));
}

/* Whether TEXT is LITERAL, a string constant. */
#define SCHEMA_TEXT_IS(text, literal) \
  schema_text_is (text, literal, sizeof (literal) - 1)

/* Bytewise order, as that of keys. */
int schema_text_compare (struct plating_text a, struct plating_text b);

/* Appends TEXT as a JSON string; what is no UTF-8 becomes U+FFFD. */
void schema_text_quote (struct pl_buffer *out, struct plating_text text);

/* Where the JSON string that starts at byte I, with its quote, ends. */
size_t schema_text_string_end (struct plating_text json, size_t i);

/* Appends JSON, a value that has been checked, without white space. */
void schema_text_compact (struct pl_buffer *out, struct plating_text json);

#endif
