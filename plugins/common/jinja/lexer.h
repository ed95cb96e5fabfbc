/* SPDX-License-Identifier: Apache-2.0 */
/* Splits a template into tokens, one at a time. */

#ifndef JINJA_LEXER_H
#define JINJA_LEXER_H

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/jinja/jinja.h"

enum jinja_token_type {
  JINJA_TOKEN_EOF,
  JINJA_TOKEN_DATA,
  JINJA_TOKEN_BLOCK_BEGIN, JINJA_TOKEN_BLOCK_END,
  JINJA_TOKEN_VARIABLE_BEGIN, JINJA_TOKEN_VARIABLE_END,
  JINJA_TOKEN_NAME, JINJA_TOKEN_STRING, JINJA_TOKEN_INTEGER,
  JINJA_TOKEN_FLOAT,
  JINJA_TOKEN_ADD, JINJA_TOKEN_ASSIGN, JINJA_TOKEN_COLON, JINJA_TOKEN_COMMA,
  JINJA_TOKEN_DIV, JINJA_TOKEN_DOT, JINJA_TOKEN_EQ, JINJA_TOKEN_FLOORDIV,
  JINJA_TOKEN_GT, JINJA_TOKEN_GTEQ, JINJA_TOKEN_LBRACE, JINJA_TOKEN_LBRACKET,
  JINJA_TOKEN_LPAREN, JINJA_TOKEN_LT, JINJA_TOKEN_LTEQ, JINJA_TOKEN_MOD,
  JINJA_TOKEN_MUL, JINJA_TOKEN_NE, JINJA_TOKEN_PIPE, JINJA_TOKEN_POW,
  JINJA_TOKEN_RBRACE, JINJA_TOKEN_RBRACKET, JINJA_TOKEN_RPAREN,
  JINJA_TOKEN_SEMICOLON, JINJA_TOKEN_SUB, JINJA_TOKEN_TILDE
};

struct jinja_token {
  enum jinja_token_type type;
  uint32_t line, column;
  const char *text;              /* name, string (decoded) or data */
  size_t len;
  struct tv value;               /* of a number */
};

enum jinja_delimiter {
  JINJA_BLOCK_START, JINJA_BLOCK_END, JINJA_VARIABLE_START,
  JINJA_VARIABLE_END, JINJA_COMMENT_START, JINJA_COMMENT_END,
  JINJA_N_DELIMITERS
};

struct jinja_lexer_settings {
  const char *delimiters[JINJA_N_DELIMITERS];
  size_t lengths[JINJA_N_DELIMITERS];
  /* The starts in the order in which they are tried at one place. */
  enum jinja_delimiter order[3];
  bool trim_blocks, lstrip_blocks, keep_trailing_newline;
  const char *newline;
};

struct jinja_lexer {
  const struct jinja_lexer_settings *settings;
  struct pl_arena *arena;        /* of strings that differ from the source */
  const char *source;            /* with "\n" only */
  size_t len, pos;
  size_t counted;                /* line and line_start belong to here */
  uint32_t line;
  size_t line_start;
  int state;
  bool is_line_start;            /* the last match ended with a newline */
  struct pl_buffer brackets;     /* that are open */
  struct jinja_token pending;    /* begin of a tag after data */
  bool has_pending;
  uint32_t last_line, last_column; /* of the last token */
  /* After a failure: */
  int status;
  const char *message;           /* in the arena or static */
  uint32_t error_line, error_column;
};

/* LEXER borrows SETTINGS and ARENA; TEXT is copied if need be.  Returns 0 or
 * -ENOMEM. */
int jinja_lexer_init (struct jinja_lexer *lexer,
                      const struct jinja_lexer_settings *settings,
                      struct pl_arena *arena, const char *text, size_t len);
void jinja_lexer_release (struct jinja_lexer *lexer);

/* Returns 0, or an error with LEXER's message; -ENOMEM has none. */
int jinja_lexer_next (struct jinja_lexer *lexer, struct jinja_token *token);

/* How errors name a token type, or a name token's text. */
const char *jinja_token_describe (enum jinja_token_type type);

#endif
