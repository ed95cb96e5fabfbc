/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the TOML reader share.  Private to toml*.c. */

#ifndef TOML_READER_H
#define TOML_READER_H

#include <locale.h>

#include "common/buffer.h"
#include "common/toml.h"

/* One part of a dotted key. */
struct toml_part {
  const char *text;             /* in the arena */
  size_t len;
  uint32_t line, column;
};

struct toml_reader {
  struct pl_arena *arena;
  struct toml_error *error;
  const char *at, *end;         /* what is left of the text */
  const char *line_start;
  uint32_t line;                /* from 1 */
  size_t depth, max_depth;
  uint32_t section;             /* counts bodies of tables */
  uint64_t seed;                /* of the tables' hashes */
  struct pl_buffer buffer;      /* a string in the making */
  locale_t numbers;             /* the C locale, once it was needed */
};

/* -- toml-reader.c ------------------------------------------------------ */

/* The column of PLACE, a position in the current line. */
uint32_t toml_column (const struct toml_reader *r, const char *place);

/* Sets the error at PLACE, a position in the current line, and returns
 * PLATING_E_FORMAT. */
int toml_fail (struct toml_reader *r, const char *place, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* The same for the character at the current position: "EXPECTED, found
 * …". */
int toml_fail_here (struct toml_reader *r, const char *expected);

/* A new value whose place is PLACE, or NULL. */
struct toml_value *toml_new (struct toml_reader *r, enum toml_kind kind,
                             const char *place);

void toml_skip_blanks (struct toml_reader *r);

/* Reads a line end at the current position, if there is one.  Returns 1 if
 * so, 0 if not, and PLATING_E_FORMAT for a carriage return alone. */
int toml_read_line_end (struct toml_reader *r);

/* Reads a comment, if there is one, up to the end of the line. */
int toml_skip_comment (struct toml_reader *r);

/* -- toml-table.c -------------------------------------------------------- */

/* A number that others can't foresee. */
uint64_t toml_table_seed (void);

/* The member of that key, or NULL. */
struct toml_member *toml_table_find (const struct toml_table *table,
                                     const char *key, size_t len);

/* Adds a member that is not there yet.  Returns 0, or PLATING_E_NOMEM. */
int toml_table_add (struct toml_reader *r, struct toml_value *table,
                    const struct toml_part *key, struct toml_value *value);

/* -- toml-string.c ------------------------------------------------------- */

/* Reads a string that starts with '"' or '\''.  Strings over several lines
 * are allowed with MAY_SPAN.  *TEXT lives in the arena. */
int toml_read_string (struct toml_reader *r, bool may_span,
                      const char **text, size_t *len);

/* -- toml-scalar.c ----------------------------------------------------- */

/* Reads a boolean, number, date or time. */
int toml_read_scalar (struct toml_reader *r, struct toml_value **value);

#endif
