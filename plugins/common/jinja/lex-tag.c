/* SPDX-License-Identifier: Apache-2.0 */
/* What stands inside of tags: one token at a time. */

#include <config.h>

#include "plugins/common/jinja/lex.h"

#include <errno.h>
#include <string.h>

#include <unictype.h>
#include <unistr.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/literal.h"
#include "plugins/common/jinja/text.h"

static const struct {
  char text[3];
  enum jinja_token_type type;
} operators[] = {
  /* The longer ones first. */
  { "//", JINJA_TOKEN_FLOORDIV }, { "**", JINJA_TOKEN_POW },
  { "==", JINJA_TOKEN_EQ }, { "!=", JINJA_TOKEN_NE },
  { ">=", JINJA_TOKEN_GTEQ }, { "<=", JINJA_TOKEN_LTEQ },
  { "+", JINJA_TOKEN_ADD }, { "-", JINJA_TOKEN_SUB },
  { "/", JINJA_TOKEN_DIV }, { "*", JINJA_TOKEN_MUL },
  { "%", JINJA_TOKEN_MOD }, { "~", JINJA_TOKEN_TILDE },
  { "[", JINJA_TOKEN_LBRACKET }, { "]", JINJA_TOKEN_RBRACKET },
  { "(", JINJA_TOKEN_LPAREN }, { ")", JINJA_TOKEN_RPAREN },
  { "{", JINJA_TOKEN_LBRACE }, { "}", JINJA_TOKEN_RBRACE },
  { ">", JINJA_TOKEN_GT }, { "<", JINJA_TOKEN_LT },
  { "=", JINJA_TOKEN_ASSIGN }, { ".", JINJA_TOKEN_DOT },
  { ":", JINJA_TOKEN_COLON }, { "|", JINJA_TOKEN_PIPE },
  { ",", JINJA_TOKEN_COMMA }, { ";", JINJA_TOKEN_SEMICOLON },
};

/* Keeps the account of open brackets. */
static int
balance (struct jinja_lexer *lexer, char c, size_t pos)
{
  struct pl_buffer *open = &lexer->brackets, message;
  char expected;

  if (c == '(' || c == '[' || c == '{') {
    pl_buffer_putc (open, c == '(' ? ')' : c == '[' ? ']' : '}');
    return open->failed ? jinja_lex_fail (lexer, pos, NULL) : 0;
  }
  if (c != ')' && c != ']' && c != '}')
    return 0;
  expected = open->len ? open->data[open->len - 1] : 0;
  if (expected == c) {
    open->len--;
    return 0;
  }
  pl_buffer_init (&message);
  if (expected)
    pl_buffer_printf (&message, "unexpected '%c', expected '%c'", c,
                      expected);
  else
    pl_buffer_printf (&message, "unexpected '%c'", c);
  return jinja_lex_fail_text (lexer, pos, &message);
}

static int
fail_character (struct jinja_lexer *lexer, size_t pos)
{
  struct pl_buffer message;
  size_t at = jinja_count_points (lexer->source, pos);
  ucs4_t c;
  int n = u8_mbtouc (&c, (const uint8_t *) lexer->source + pos,
                     lexer->len - pos);

  pl_buffer_init (&message);
  if (c == '\'')
    pl_buffer_puts (&message, "unexpected char \"'\"");
  else if (c == '\\')
    pl_buffer_puts (&message, "unexpected char '\\\\'");
  else if (c < 32 || c == 127)
    pl_buffer_printf (&message, "unexpected char '\\x%02x'", (unsigned) c);
  else
    pl_buffer_printf (&message, "unexpected char '%.*s'", n,
                      lexer->source + pos);
  pl_buffer_printf (&message, " at %zu", at);
  return jinja_lex_fail_text (lexer, pos, &message);
}

/* The bytes of the name at POS; 0 if there is none. */
static size_t
name_length (const struct jinja_lexer *lexer, size_t pos, bool *is_good)
{
  size_t start = pos;

  *is_good = true;
  while (pos < lexer->len) {
    unsigned char b = (unsigned char) lexer->source[pos];
    ucs4_t c;
    int n;

    if (b < 0x80) {
      bool digit = b >= '0' && b <= '9';

      if (!digit && b != '_' && ((b | 32) < 'a' || (b | 32) > 'z'))
        break;
      if (digit && pos == start)
        *is_good = false;
      pos++;
      continue;
    }
    n = u8_mbtoucr (&c, (const uint8_t *) lexer->source + pos,
                    lexer->len - pos);
    if (n <= 0)
      break;
    if (pos == start ? uc_is_property_xid_start (c)
        : uc_is_property_xid_continue (c)) {
      pos += (size_t) n;
      continue;
    }
    if (!uc_is_property_xid_continue (c)
        && !uc_is_general_category (c, UC_CATEGORY_N))
      break;
    *is_good = false;
    pos += (size_t) n;
  }
  return pos - start;
}

static int
read_name (struct jinja_lexer *lexer, struct jinja_token *token, size_t pos)
{
  bool is_good;
  size_t n = name_length (lexer, pos, &is_good);

  if (!n)
    return 0;
  if (!is_good)
    return jinja_lex_fail (lexer, pos, "Invalid character in identifier");
  jinja_lex_place (lexer, token, JINJA_TOKEN_NAME, pos);
  token->text = lexer->source + pos;
  token->len = n;
  lexer->pos = pos + n;
  return 1;
}

/* A number of LEN bytes is too large, as STATUS of jinja_read_integer
 * says. */
static int
fail_number (struct jinja_lexer *lexer, size_t pos, size_t len, int status)
{
  size_t n_digits = 0, i;
  struct pl_buffer message;

  for (i = pos; i < pos + len; i++)
    n_digits += lexer->source[i] != '_';
  pl_buffer_init (&message);
  if (status == -EFBIG)
    pl_buffer_printf (&message, "integer too large: it has more than %d bits",
                      JINJA_MAX_BITS);
  else
    pl_buffer_printf (&message, "Exceeds the limit (%d digits) for integer "
                      "string conversion: value has %zu digits; use "
                      "sys.set_int_max_str_digits() to increase the limit",
                      JINJA_MAX_DIGITS, n_digits);
  return jinja_lex_fail_text (lexer, pos, &message);
}

static int
read_number (struct jinja_lexer *lexer, struct jinja_token *token,
             size_t pos)
{
  const char *s = lexer->source + pos;
  bool after_dot = pos > 0 && s[-1] == '.', is_float;
  size_t n = jinja_number_length (s, lexer->len - pos, after_dot, &is_float);
  int status;

  if (!n)
    return 0;
  jinja_lex_place (lexer, token,
                   is_float ? JINJA_TOKEN_FLOAT : JINJA_TOKEN_INTEGER, pos);
  status = is_float ? jinja_read_float (s, n, &token->value)
    : jinja_read_integer (lexer->arena, s, n, &token->value);
  if (status == -ENOMEM)
    return jinja_lex_fail (lexer, pos, NULL);
  if (status)
    return fail_number (lexer, pos, n, status);
  lexer->pos = pos + n;
  return 1;
}

static int
read_string (struct jinja_lexer *lexer, struct jinja_token *token,
             size_t pos)
{
  const char *s = lexer->source, *message = NULL;
  char quote = s[pos];
  size_t end = pos + 1;
  int status;

  if (quote != '"' && quote != '\'')
    return 0;
  while (end < lexer->len && s[end] != quote)
    end += s[end] == '\\' ? 2 : 1;
  if (end >= lexer->len)
    return 0;
  jinja_lex_place (lexer, token, JINJA_TOKEN_STRING, pos);
  status = jinja_read_string (lexer->arena, s + pos + 1, end - pos - 1,
                              lexer->settings->newline, &token->text,
                              &token->len, &message);
  if (status)
    return jinja_lex_fail (lexer, pos, status == -ENOMEM ? NULL : message);
  lexer->pos = end + 1;
  return 1;
}

static int
read_operator (struct jinja_lexer *lexer, struct jinja_token *token,
               size_t pos)
{
  size_t i;

  for (i = 0; i < sizeof operators / sizeof operators[0]; i++) {
    size_t n = strlen (operators[i].text);

    if (lexer->len - pos < n
        || memcmp (lexer->source + pos, operators[i].text, n) != 0)
      continue;
    if (n == 1 && balance (lexer, operators[i].text[0], pos))
      return lexer->status;
    jinja_lex_place (lexer, token, operators[i].type, pos);
    lexer->pos = pos + n;
    return 1;
  }
  return 0;
}

/* The end of the tag, if it is here. */
static int
read_end (struct jinja_lexer *lexer, struct jinja_token *token, size_t pos)
{
  bool is_block = lexer->state == JINJA_IN_BLOCK;
  size_t end;

  if (lexer->brackets.len)
    return 0;
  end = jinja_lex_match_end (lexer, pos,
                             is_block ? JINJA_BLOCK_END : JINJA_VARIABLE_END,
                             is_block, is_block);
  if (!end)
    return 0;
  jinja_lex_place (lexer, token,
                   is_block ? JINJA_TOKEN_BLOCK_END
                   : JINJA_TOKEN_VARIABLE_END, pos);
  lexer->pos = end;
  lexer->state = JINJA_IN_DATA;
  lexer->is_line_start = lexer->source[end - 1] == '\n';
  return 1;
}

int
jinja_lex_tag (struct jinja_lexer *lexer, struct jinja_token *token)
{
  static int (*const readers[]) (struct jinja_lexer *, struct jinja_token *,
                                 size_t) = {
    read_end, read_number, read_name, read_string, read_operator
  };
  size_t i;

  for (;;) {
    size_t space = jinja_space_length (lexer->source + lexer->pos,
                                       lexer->len - lexer->pos);
    int status = read_end (lexer, token, lexer->pos);

    if (status)
      return status;
    if (!space)
      break;
    lexer->pos += space;
  }
  if (lexer->pos >= lexer->len)
    return 0;
  for (i = 1; i < sizeof readers / sizeof readers[0]; i++) {
    int status = readers[i] (lexer, token, lexer->pos);

    if (status)
      return status;
  }
  return fail_character (lexer, lexer->pos);
}
