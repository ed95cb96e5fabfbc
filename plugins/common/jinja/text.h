/* SPDX-License-Identifier: Apache-2.0 */
/* Text as Python sees it: code points in UTF-8.  A byte that is not part of
 * a character counts as one. */

#ifndef JINJA_TEXT_H
#define JINJA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether str.isspace says so of C; what "\s" and strip () mean, too. */
bool jinja_point_is_space (uint32_t c);

/* Reads the code point at TEXT (LEN > 0 bytes) into *C and returns its
 * bytes; a broken one is its first byte, U+FFFD. */
size_t jinja_point (const char *text, size_t len, uint32_t *c);

/* Writes C, at most 4 bytes, and returns how many. */
size_t jinja_point_write (uint32_t c, char *to);

size_t jinja_count_points (const char *text, size_t len);

/* The offset of code point I, or LEN if there are fewer. */
size_t jinja_point_offset (const char *text, size_t len, size_t i);

/* The bytes of white space at the start. */
size_t jinja_space_length (const char *text, size_t len);

/* The length without white space at the end. */
size_t jinja_rstrip_length (const char *text, size_t len);

#endif
