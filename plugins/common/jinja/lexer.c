/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer.  Outside of tags it looks for the next tag; inside it reads one
 * token at a time.  Whitespace control is settled here. */

#include <config.h>

#include "plugins/common/jinja/lexer.h"

#include <errno.h>
#include <string.h>

#include <unictype.h>
#include <unistr.h>

#include "plugins/common/jinja/literal.h"
#include "plugins/common/jinja/text.h"

enum { IN_DATA, IN_COMMENT, IN_BLOCK, IN_VARIABLE, IN_RAW };

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
    .last_column = 1, .is_line_start = true, .state = IN_DATA
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
static void
locate (struct jinja_lexer *lexer, size_t pos, uint32_t *line,
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

static int
fail (struct jinja_lexer *lexer, size_t pos, const char *message)
{
  lexer->message = message;
  lexer->status = message ? -EINVAL : -ENOMEM;
  locate (lexer, pos, &lexer->error_line, &lexer->error_column);
  return lexer->status;
}

/* BEFORE 'TEXT' AFTER as an error. */
static int
fail_text (struct jinja_lexer *lexer, size_t pos, struct pl_buffer *message)
{
  char *copy = NULL;

  if (!message->failed)
    copy = pl_arena_strndup (lexer->arena, message->data, message->len);
  pl_buffer_release (message);
  return fail (lexer, pos, copy);
}

static void
place (struct jinja_lexer *lexer, struct jinja_token *token,
       enum jinja_token_type type, size_t pos)
{
  *token = (struct jinja_token) { .type = type };
  locate (lexer, pos, &token->line, &token->column);
}

/* -- text outside of tags ---------------------------------------------- */

static bool
starts_with (const struct jinja_lexer *lexer, size_t pos,
             enum jinja_delimiter d)
{
  size_t len = lexer->settings->lengths[d];

  return lexer->len - pos >= len
    && memcmp (lexer->source + pos, lexer->settings->delimiters[d], len) == 0;
}

static size_t
skip_space (const struct jinja_lexer *lexer, size_t pos)
{
  return pos + jinja_space_length (lexer->source + pos, lexer->len - pos);
}

/* What a tag's end at POS takes away: a sign, the end itself, white space.
 * Returns the position behind, or 0 if there is no end. */
static size_t
match_end (const struct jinja_lexer *lexer, size_t pos,
           enum jinja_delimiter d, bool has_plus, bool has_suffix)
{
  char sign = pos < lexer->len ? lexer->source[pos] : 0;
  size_t len = lexer->settings->lengths[d];

  if (has_plus && sign == '+' && starts_with (lexer, pos + 1, d))
    return pos + 1 + len;
  if (sign == '-' && starts_with (lexer, pos + 1, d))
    return skip_space (lexer, pos + 1 + len);
  if (!starts_with (lexer, pos, d))
    return 0;
  pos += len;
  if (has_suffix && lexer->settings->trim_blocks && pos < lexer->len
      && lexer->source[pos] == '\n')
    pos++;
  return pos;
}

/* Whether "raw" begins at POS, just behind a block start and its sign:
 * returns the position behind, or 0. */
static size_t
match_raw (const struct jinja_lexer *lexer, size_t pos, const char *word)
{
  size_t len = strlen (word);

  pos = skip_space (lexer, pos);
  if (lexer->len - pos < len
      || memcmp (lexer->source + pos, word, len) != 0)
    return 0;
  return skip_space (lexer, pos + len);
}

static size_t
skip_sign (const struct jinja_lexer *lexer, size_t pos, char *sign)
{
  *sign = 0;
  if (pos < lexer->len
      && (lexer->source[pos] == '-' || lexer->source[pos] == '+'))
    *sign = lexer->source[pos++];
  return pos;
}

/* Cuts the white space off the end of the text before a tag, where the sign
 * or lstrip_blocks want it. */
static size_t
strip (const struct jinja_lexer *lexer, size_t start, size_t end, char sign,
       bool is_variable)
{
  const char *s = lexer->source;
  size_t line = end;

  if (sign == '-')
    return start + jinja_rstrip_length (s + start, end - start);
  if (sign == '+' || !lexer->settings->lstrip_blocks || is_variable)
    return end;
  while (line > start && s[line - 1] != '\n')
    line--;
  if ((line > start || lexer->is_line_start) && line < end
      && jinja_space_length (s + line, end - line) == end - line)
    return line;
  return end;
}

/* Data with the settings' line ends. */
static int
set_data (struct jinja_lexer *lexer, struct jinja_token *token, size_t start,
          size_t end)
{
  const char *newline = lexer->settings->newline;
  struct pl_buffer b;
  char *copy;
  size_t i;

  token->text = lexer->source + start;
  token->len = end - start;
  if (strcmp (newline, "\n") == 0 || !token->len
      || !memchr (token->text, '\n', token->len))
    return 0;
  pl_buffer_init (&b);
  for (i = start; i < end; i++)
    if (lexer->source[i] == '\n')
      pl_buffer_puts (&b, newline);
    else
      pl_buffer_putc (&b, lexer->source[i]);
  copy = b.failed ? NULL : pl_arena_strndup (lexer->arena, b.data, b.len);
  token->text = copy;
  token->len = b.len;
  pl_buffer_release (&b);
  return copy ? 0 : fail (lexer, start, NULL);
}

/* What begins at POS, if anything: the new state, the end of the opening in
 * *END, its sign. */
static int
match_start (const struct jinja_lexer *lexer, size_t pos, size_t *end,
             char *sign)
{
  size_t raw, i, after;

  if (starts_with (lexer, pos, JINJA_BLOCK_START)) {
    after = skip_sign (lexer, pos + lexer->settings->lengths[0], sign);
    raw = match_raw (lexer, after, "raw");
    raw = raw ? match_end (lexer, raw, JINJA_BLOCK_END, false, false) : 0;
    if (raw) {
      *end = raw;
      return IN_RAW;
    }
  }
  for (i = 0; i < 3; i++) {
    enum jinja_delimiter d = lexer->settings->order[i];

    if (starts_with (lexer, pos, d)) {
      *end = skip_sign (lexer, pos + lexer->settings->lengths[d], sign);
      return d == JINJA_BLOCK_START ? IN_BLOCK
        : d == JINJA_VARIABLE_START ? IN_VARIABLE : IN_COMMENT;
    }
  }
  return IN_DATA;
}

/* The first position from POS on where a tag may begin. */
static size_t
find_candidate (const struct jinja_lexer *lexer, size_t pos)
{
  const struct jinja_lexer_settings *s = lexer->settings;
  char a = s->delimiters[JINJA_BLOCK_START][0];
  char b = s->delimiters[JINJA_VARIABLE_START][0];
  char c = s->delimiters[JINJA_COMMENT_START][0];
  const char *found;

  if (a == b && b == c) {
    found = pos < lexer->len
      ? memchr (lexer->source + pos, a, lexer->len - pos) : NULL;
    return found ? (size_t) (found - lexer->source) : lexer->len;
  }
  while (pos < lexer->len && lexer->source[pos] != a
         && lexer->source[pos] != b && lexer->source[pos] != c)
    pos++;
  return pos;
}

/* Reads text up to the next tag.  Returns 1 with a token, 0 to go on, or an
 * error. */
static int
read_data (struct jinja_lexer *lexer, struct jinja_token *token)
{
  size_t start = lexer->pos, pos = start, end = 0, text_end;
  int state = IN_DATA, status;
  char sign = 0;

  for (;; pos++) {
    pos = find_candidate (lexer, pos);
    if (pos >= lexer->len)
      break;
    state = match_start (lexer, pos, &end, &sign);
    if (state != IN_DATA)
      break;
  }
  if (state == IN_DATA) {
    lexer->pos = lexer->len;
    place (lexer, token, JINJA_TOKEN_DATA, start);
    return set_data (lexer, token, start, lexer->len) ? lexer->status : 1;
  }
  text_end = strip (lexer, start, pos, sign, state == IN_VARIABLE);
  place (lexer, token, JINJA_TOKEN_DATA, start);
  status = set_data (lexer, token, start, text_end);
  if (status)
    return status;
  lexer->state = state;
  lexer->pos = end;
  lexer->is_line_start = end && lexer->source[end - 1] == '\n';
  if (state == IN_BLOCK || state == IN_VARIABLE) {
    place (lexer, &lexer->pending,
           state == IN_BLOCK ? JINJA_TOKEN_BLOCK_BEGIN
           : JINJA_TOKEN_VARIABLE_BEGIN, pos);
    lexer->has_pending = true;
  } else {
    uint32_t line, column;

    locate (lexer, pos, &line, &column);
  }
  return text_end > start;
}

static int
read_comment (struct jinja_lexer *lexer)
{
  size_t pos, end;

  for (pos = lexer->pos; pos < lexer->len; pos++) {
    end = match_end (lexer, pos, JINJA_COMMENT_END, true, true);
    if (end) {
      lexer->pos = end;
      lexer->state = IN_DATA;
      lexer->is_line_start = lexer->source[end - 1] == '\n';
      return 0;
    }
  }
  if (lexer->pos >= lexer->len)
    return 0;
  return fail (lexer, lexer->pos, "Missing end of comment tag");
}

static int
read_raw (struct jinja_lexer *lexer, struct jinja_token *token)
{
  size_t pos, start = lexer->pos, end, text_end;
  int status;
  char sign;

  for (pos = start; pos < lexer->len; pos++) {
    if (!starts_with (lexer, pos, JINJA_BLOCK_START))
      continue;
    end = skip_sign (lexer, pos + lexer->settings->lengths[0], &sign);
    end = match_raw (lexer, end, "endraw");
    end = end ? match_end (lexer, end, JINJA_BLOCK_END, true, true) : 0;
    if (!end)
      continue;
    text_end = strip (lexer, start, pos, sign, false);
    place (lexer, token, JINJA_TOKEN_DATA, start);
    status = set_data (lexer, token, start, text_end);
    if (status)
      return status;
    lexer->pos = end;
    lexer->state = IN_DATA;
    lexer->is_line_start = lexer->source[end - 1] == '\n';
    return text_end > start;
  }
  if (start >= lexer->len)
    return 0;
  return fail (lexer, start, "Missing end of raw directive");
}

/* -- tokens inside of tags --------------------------------------------- */

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
    return open->failed ? fail (lexer, pos, NULL) : 0;
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
  return fail_text (lexer, pos, &message);
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
  return fail_text (lexer, pos, &message);
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
    return fail (lexer, pos, "Invalid character in identifier");
  place (lexer, token, JINJA_TOKEN_NAME, pos);
  token->text = lexer->source + pos;
  token->len = n;
  lexer->pos = pos + n;
  return 1;
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
  place (lexer, token, is_float ? JINJA_TOKEN_FLOAT : JINJA_TOKEN_INTEGER,
         pos);
  status = is_float ? jinja_read_float (s, n, &token->number)
    : jinja_read_integer (s, n, &token->integer);
  if (status == -ENOMEM)
    return fail (lexer, pos, NULL);
  if (status)
    return fail (lexer, pos, "integer too large: it does not fit into 64 "
                 "bits");
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
  place (lexer, token, JINJA_TOKEN_STRING, pos);
  status = jinja_read_string (lexer->arena, s + pos + 1, end - pos - 1,
                              lexer->settings->newline, &token->text,
                              &token->len, &message);
  if (status)
    return fail (lexer, pos, status == -ENOMEM ? NULL : message);
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
    place (lexer, token, operators[i].type, pos);
    lexer->pos = pos + n;
    return 1;
  }
  return 0;
}

/* The end of the tag, if it is here. */
static int
read_end (struct jinja_lexer *lexer, struct jinja_token *token, size_t pos)
{
  bool is_block = lexer->state == IN_BLOCK;
  size_t end;

  if (lexer->brackets.len)
    return 0;
  end = match_end (lexer, pos,
                   is_block ? JINJA_BLOCK_END : JINJA_VARIABLE_END,
                   is_block, is_block);
  if (!end)
    return 0;
  place (lexer, token,
         is_block ? JINJA_TOKEN_BLOCK_END : JINJA_TOKEN_VARIABLE_END, pos);
  lexer->pos = end;
  lexer->state = IN_DATA;
  lexer->is_line_start = lexer->source[end - 1] == '\n';
  return 1;
}

static int
read_tag (struct jinja_lexer *lexer, struct jinja_token *token)
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
    if (lexer->state == IN_DATA)
      status = read_data (lexer, token);
    else if (lexer->state == IN_COMMENT)
      status = read_comment (lexer);
    else if (lexer->state == IN_RAW)
      status = read_raw (lexer, token);
    else
      status = read_tag (lexer, token);
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
