/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the lexer share. */

#ifndef JINJA_LEX_H
#define JINJA_LEX_H

#include "plugins/common/jinja/lexer.h"

/* States of a lexer. */
enum {
  JINJA_IN_DATA, JINJA_IN_COMMENT, JINJA_IN_BLOCK, JINJA_IN_VARIABLE,
  JINJA_IN_RAW
};

/* -- lexer.c -- */

/* Line and column of POS, which does not go back. */
void jinja_lex_locate (struct jinja_lexer *lexer, size_t pos, uint32_t *line,
                       uint32_t *column);
/* Sets the lexer's error at POS; MESSAGE NULL: no memory.  Returns the
 * error. */
int jinja_lex_fail (struct jinja_lexer *lexer, size_t pos,
                    const char *message);
/* The same with a message that was put together; it is released. */
int jinja_lex_fail_text (struct jinja_lexer *lexer, size_t pos,
                         struct pl_buffer *message);
/* Makes *TOKEN an empty one of TYPE at POS. */
void jinja_lex_place (struct jinja_lexer *lexer, struct jinja_token *token,
                      enum jinja_token_type type, size_t pos);

/* -- lex-data.c: outside of tags -- */

/* Each of them reads from the lexer's place on.  Returns 1 with a token, 0 to
 * go on, or an error. */
int jinja_lex_data (struct jinja_lexer *lexer, struct jinja_token *token);
int jinja_lex_comment (struct jinja_lexer *lexer);
int jinja_lex_raw (struct jinja_lexer *lexer, struct jinja_token *token);

/* What a tag's end at POS takes away: a sign, the end itself, white space.
 * Returns the position behind, or 0 if there is no end. */
size_t jinja_lex_match_end (const struct jinja_lexer *lexer, size_t pos,
                            enum jinja_delimiter d, bool has_plus,
                            bool has_suffix);

/* -- lex-tag.c: inside -- */

int jinja_lex_tag (struct jinja_lexer *lexer, struct jinja_token *token);

#endif
