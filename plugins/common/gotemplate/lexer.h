/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the text of a template into tokens, one at a time. */

#ifndef GOTMPL_LEXER_H
#define GOTMPL_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"

enum gotmpl_token_type {
  GOTMPL_TOKEN_ERROR,          /* text is the message */
  GOTMPL_TOKEN_BOOL,
  GOTMPL_TOKEN_CHAR,           /* any other printable ASCII character */
  GOTMPL_TOKEN_CHAR_CONSTANT,
  GOTMPL_TOKEN_COMPLEX,        /* "1+2i" */
  GOTMPL_TOKEN_ASSIGN,         /* "=" */
  GOTMPL_TOKEN_DECLARE,        /* ":=" */
  GOTMPL_TOKEN_EOF,
  GOTMPL_TOKEN_FIELD,          /* with its "." */
  GOTMPL_TOKEN_IDENTIFIER,
  GOTMPL_TOKEN_LEFT_DELIM,
  GOTMPL_TOKEN_LEFT_PAREN,
  GOTMPL_TOKEN_NUMBER,
  GOTMPL_TOKEN_PIPE,
  GOTMPL_TOKEN_RAW_STRING,     /* with its quotes */
  GOTMPL_TOKEN_RIGHT_DELIM,
  GOTMPL_TOKEN_RIGHT_PAREN,
  GOTMPL_TOKEN_SPACE,
  GOTMPL_TOKEN_STRING,         /* with its quotes */
  GOTMPL_TOKEN_TEXT,
  GOTMPL_TOKEN_VARIABLE,       /* with its "$" */
  /* Keywords, from here on. */
  GOTMPL_TOKEN_BLOCK,
  GOTMPL_TOKEN_BREAK,
  GOTMPL_TOKEN_CONTINUE,
  GOTMPL_TOKEN_DEFINE,
  GOTMPL_TOKEN_DOT,
  GOTMPL_TOKEN_ELSE,
  GOTMPL_TOKEN_END,
  GOTMPL_TOKEN_IF,
  GOTMPL_TOKEN_NIL,
  GOTMPL_TOKEN_RANGE,
  GOTMPL_TOKEN_TEMPLATE,
  GOTMPL_TOKEN_WITH
};

#define GOTMPL_FIRST_KEYWORD GOTMPL_TOKEN_BLOCK

struct gotmpl_token {
  enum gotmpl_token_type type;
  const char *text;            /* part of the input, or a message */
  size_t len;
  size_t pos;                  /* of its first byte in the input */
  unsigned line;               /* in which it starts, from 1 */
};

struct gotmpl_lexer {
  const char *input;
  size_t len;
  size_t pos, start;           /* of the token at hand: end, beginning */
  unsigned line, start_line;
  unsigned n_parens;           /* open in this action */
  bool in_action;
  struct pl_arena *arena;      /* for messages */
};

/* Borrows INPUT for as long as tokens are used. */
void gotmpl_lexer_init (struct gotmpl_lexer *l, struct pl_arena *arena,
                        const char *input, size_t len);

/* Reads the next token.  Comments are skipped.  After an error the input
 * counts as exhausted. */
struct gotmpl_token gotmpl_lexer_next (struct gotmpl_lexer *l);

#endif
