/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer: its source, its places, and who reads what comes next. */

#include <config.h>

#include "plugins/common/jinja/lex.h"

#include <errno.h>
#include <string.h>

static const char *const descriptions[] = {
  [JINJA_TOKEN_EOF] = "end of template",
  [JINJA_TOKEN_DATA] = "template data / text",
  [JINJA_TOKEN_BLOCK_BEGIN] = "begin of statement block",
  [JINJA_TOKEN_BLOCK_END] = "end of statement block",
  [JINJA_TOKEN_VARIABLE_BEGIN] = "begin of print statement",
  [JINJA_TOKEN_VARIABLE_END] = "end of print statement",
  [JINJA_TOKEN_NAME] = "name",
  [JINJA_TOKEN_STRING] = "string",
  [JINJA_TOKEN_INTEGER] = "integer",
  [JINJA_TOKEN_FLOAT] = "float",
  [JINJA_TOKEN_ADD] = "+", [JINJA_TOKEN_ASSIGN] = "=",
  [JINJA_TOKEN_COLON] = ":", [JINJA_TOKEN_COMMA] = ",",
  [JINJA_TOKEN_DIV] = "/", [JINJA_TOKEN_DOT] = ".",
  [JINJA_TOKEN_EQ] = "==", [JINJA_TOKEN_FLOORDIV] = "//",
  [JINJA_TOKEN_GT] = ">", [JINJA_TOKEN_GTEQ] = ">=",
  [JINJA_TOKEN_LBRACE] = "{", [JINJA_TOKEN_LBRACKET] = "[",
  [JINJA_TOKEN_LPAREN] = "(", [JINJA_TOKEN_LT] = "<",
  [JINJA_TOKEN_LTEQ] = "<=", [JINJA_TOKEN_MOD] = "%",
  [JINJA_TOKEN_MUL] = "*", [JINJA_TOKEN_NE] = "!=",
  [JINJA_TOKEN_PIPE] = "|", [JINJA_TOKEN_POW] = "**",
  [JINJA_TOKEN_RBRACE] = "}", [JINJA_TOKEN_RBRACKET] = "]",
  [JINJA_TOKEN_RPAREN] = ")", [JINJA_TOKEN_SEMICOLON] = ";",
  [JINJA_TOKEN_SUB] = "-", [JINJA_TOKEN_TILDE] = "~"
};

const char *
jinja_token_describe (enum jinja_token_type type)
{
  return descriptions[type];
}

/* -- setting up ---------------------------------------------------------- */

/* Makes all line ends "\n". */
static int
normalize (struct jinja_lexer *lexer, const char *text, size_t len)
{
  char *copy, *to;
  size_t i;

  lexer->source = text;
  lexer->len = len;
  if (!len || !memchr (text, '\r', len))
    return 0;
  to = copy = pl_arena_alloc (lexer->arena, len);
  if (!copy)
    return -ENOMEM;
  for (i = 0; i < len; i++)
    if (text[i] != '\r') {
      *to++ = text[i];
    } else {
      *to++ = '\n';
      if (i + 1 < len && text[i + 1] == '\n')
        i++;
    }
  lexer->source = copy;
  lexer->len = (size_t) (to - copy);
  return 0;
}

int
jinja_lexer_init (struct jinja_lexer *lexer,
                  const struct jinja_lexer_settings *settings,
                  struct pl_arena *arena, const char *text, size_t len)
{
  *lexer = (struct jinja_lexer) {
    .settings = settings, .arena = arena, .line = 1, .last_line = 1,
    .last_column = 1, .is_line_start = true, .state = JINJA_IN_DATA
  };
  pl_buffer_init (&lexer->brackets);
  if (normalize (lexer, text, len) < 0)
    return -ENOMEM;
  if (!settings->keep_trailing_newline && lexer->len
      && lexer->source[lexer->len - 1] == '\n')
    lexer->len--;
  return 0;
}

void
jinja_lexer_release (struct jinja_lexer *lexer)
{
  pl_buffer_release (&lexer->brackets);
}

/* -- places and errors ------------------------------------------------- */

/* Line and column of POS, which does not go back. */
void
jinja_lex_locate (struct jinja_lexer *lexer, size_t pos, uint32_t *line,
                  uint32_t *column)
{
  const char *p = lexer->source + lexer->counted;
  const char *end = lexer->source + pos, *found;

  while (p < end && (found = memchr (p, '\n', (size_t) (end - p)))) {
    lexer->line++;
    p = found + 1;
    lexer->line_start = (size_t) (p - lexer->source);
  }
  if (pos > lexer->counted)
    lexer->counted = pos;
  *line = lexer->line;
  *column = pos >= lexer->line_start
    ? (uint32_t) (pos - lexer->line_start) + 1 : 1;
}

int
jinja_lex_fail (struct jinja_lexer *lexer, size_t pos, const char *message)
{
  lexer->message = message;
  lexer->status = message ? -EINVAL : -ENOMEM;
  jinja_lex_locate (lexer, pos, &lexer->error_line, &lexer->error_column);
  return lexer->status;
}

/* The same with a message that was put together, and is released. */
int
jinja_lex_fail_text (struct jinja_lexer *lexer, size_t pos,
                     struct pl_buffer *message)
{
  char *copy = NULL;

  if (!message->failed)
    copy = pl_arena_strndup (lexer->arena, message->data, message->len);
  pl_buffer_release (message);
  return jinja_lex_fail (lexer, pos, copy);
}

void
jinja_lex_place (struct jinja_lexer *lexer, struct jinja_token *token,
                 enum jinja_token_type type, size_t pos)
{
  *token = (struct jinja_token) { .type = type };
  jinja_lex_locate (lexer, pos, &token->line, &token->column);
}

/* -- reading ------------------------------------------------------------ */

int
jinja_lexer_next (struct jinja_lexer *lexer, struct jinja_token *token)
{
  int status = lexer->status;

  if (lexer->has_pending) {
    *token = lexer->pending;
    lexer->has_pending = false;
    status = 1;
  }
  while (!status) {
    if (lexer->pos >= lexer->len) {
      *token = (struct jinja_token) {
        .type = JINJA_TOKEN_EOF, .line = lexer->last_line,
        .column = lexer->last_column
      };
      return 0;
    }
    if (lexer->state == JINJA_IN_DATA)
      status = jinja_lex_data (lexer, token);
    else if (lexer->state == JINJA_IN_COMMENT)
      status = jinja_lex_comment (lexer);
    else if (lexer->state == JINJA_IN_RAW)
      status = jinja_lex_raw (lexer, token);
    else
      status = jinja_lex_tag (lexer, token);
    if (!status && lexer->has_pending) {
      *token = lexer->pending;
      lexer->has_pending = false;
      status = 1;
    }
  }
  if (status < 0)
    return status;
  lexer->last_line = token->line;
  lexer->last_column = token->column;
  return 0;
}
