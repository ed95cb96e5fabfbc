/* SPDX-License-Identifier: Apache-2.0 */
/* Go's quoted strings and characters, both ways. */

#ifndef GOTMPL_QUOTE_H
#define GOTMPL_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/buffer.h"

/* Appends S between double quotes, with escapes for what is not printable
 * or, with ASCII_ONLY, not ASCII. */
void gotmpl_quote (struct pl_buffer *out, const char *s, size_t len,
                   bool ascii_only);

/* The same for one character between single quotes; one that is no
 * character becomes U+FFFD. */
void gotmpl_quote_rune (struct pl_buffer *out, uint32_t rune,
                        bool ascii_only);

/* Whether S can stand between back quotes unchanged. */
bool gotmpl_can_backquote (const char *s, size_t len);

enum gotmpl_unquote_result {
  GOTMPL_UNQUOTE_OK,
  GOTMPL_UNQUOTE_SYNTAX,
  GOTMPL_UNQUOTE_NO_MEMORY
};

/* Decodes the string constant S, LEN bytes with its quotes ('"' or '`').
 * *TEXT is part of S or lives in ARENA. */
enum gotmpl_unquote_result
gotmpl_unquote (struct pl_arena *arena, const char *s, size_t len,
                const char **text, size_t *text_len);

/* Decodes the character or escape at the start of S, inside QUOTE.
 * *IS_BYTE tells that it stands for one byte, not for a character.
 * Returns the bytes read, 0 for a syntax error. */
size_t gotmpl_unquote_char (const char *s, size_t len, char quote,
                            uint32_t *rune, bool *is_byte);

#endif
