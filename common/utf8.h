/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as Go's unicode/utf8 package sees it: what is not well formed is
 * one byte long and stands for U+FFFD. */

#ifndef PL_UTF8_H
#define PL_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define PL_RUNE_ERROR 0xfffdu

/* Decodes the rune at S (LEN > 0 bytes left) into *RUNE and returns its
 * length in bytes.  A byte that starts no well-formed rune gives
 * PL_RUNE_ERROR and length 1. */
size_t pl_utf8_decode (const char *s, size_t len, uint32_t *rune);

/* Writes RUNE to OUT (4 bytes of room) and returns its length; surrogates
 * and values over 0x10ffff are written as U+FFFD. */
size_t pl_utf8_encode (uint32_t rune, char *out);

/* Length of the longest well-formed prefix of S. */
size_t pl_utf8_valid_prefix (const char *s, size_t len);

/* Unicode White_Space (U+200B is not). */
int pl_utf8_is_space (uint32_t rune);

/* Cuts White_Space off both ends of *S, *LEN. */
void pl_utf8_trim (const char **s, size_t *len);

#endif
