/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the text of a template into tokens, one at a time.
 *
 * Text and actions alternate.  White space beside "{{-" and "-}}" is cut
 * here, and blanks inside actions are tokens, so that the parser can tell
 * ".A.B" from ".A .B" and never thinks of trimming. */

#include <config.h>

#include "plugins/common/gotemplate/lexer.h"

#include <stdint.h>
#include <string.h>

#include "common/buffer.h"
#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"
#include "plugins/common/gotemplate/unicode.h"

#define END_OF_INPUT UINT32_MAX

static const struct {
  const char *word;
  enum gotmpl_token_type type;
} keywords[] = {
  { "block", GOTMPL_TOKEN_BLOCK },
  { "break", GOTMPL_TOKEN_BREAK },
  { "continue", GOTMPL_TOKEN_CONTINUE },
  { "define", GOTMPL_TOKEN_DEFINE },
  { "else", GOTMPL_TOKEN_ELSE },
  { "end", GOTMPL_TOKEN_END },
  { "false", GOTMPL_TOKEN_BOOL },
  { "if", GOTMPL_TOKEN_IF },
  { "nil", GOTMPL_TOKEN_NIL },
  { "range", GOTMPL_TOKEN_RANGE },
  { "template", GOTMPL_TOKEN_TEMPLATE },
  { "true", GOTMPL_TOKEN_BOOL },
  { "with", GOTMPL_TOKEN_WITH },
};

void
gotmpl_lexer_init (struct gotmpl_lexer *l, struct pl_arena *arena,
                   const char *input, size_t len)
{
  *l = (struct gotmpl_lexer) {
    .input = input, .len = len, .line = 1, .start_line = 1, .arena = arena
  };
}

static bool
is_space (uint32_t c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* -- reading characters ----------------------------------------------- */

static size_t
left (const struct gotmpl_lexer *l)
{
  return l->len - l->pos;
}

static bool
is_at (const struct gotmpl_lexer *l, size_t pos, const char *word)
{
  size_t n = strlen (word);

  return pos <= l->len && l->len - pos >= n
    && memcmp (l->input + pos, word, n) == 0;
}

/* The character at the position, and how long it is. */
static uint32_t
peek (const struct gotmpl_lexer *l, size_t *size)
{
  uint32_t rune;

  *size = 0;
  if (l->pos >= l->len)
    return END_OF_INPUT;
  *size = pl_utf8_decode (l->input + l->pos, left (l), &rune);
  return rune;
}

static uint32_t
next (struct gotmpl_lexer *l)
{
  size_t size;
  uint32_t rune = peek (l, &size);

  l->pos += size;
  l->line += rune == '\n';
  return rune;
}

/* Takes the next byte if it is one of SET. */
static bool
accept (struct gotmpl_lexer *l, const char *set)
{
  if (l->pos >= l->len || l->input[l->pos] == '\0'
      || !strchr (set, l->input[l->pos]))
    return false;
  l->pos++;
  return true;
}

static void
accept_run (struct gotmpl_lexer *l, const char *set)
{
  while (accept (l, set))
    ;
}

/* Moves to POS over text whose lines were not counted yet. */
static void
skip_to (struct gotmpl_lexer *l, size_t pos)
{
  const char *p = l->input + l->pos, *end = l->input + pos;

  while (p < end && (p = memchr (p, '\n', (size_t) (end - p)))) {
    l->line++;
    p++;
  }
  l->pos = pos;
}

static void
begin_token (struct gotmpl_lexer *l)
{
  l->start = l->pos;
  l->start_line = l->line;
}

/* -- making tokens ---------------------------------------------------- */

/* The token between start and position. */
static struct gotmpl_token
make (struct gotmpl_lexer *l, enum gotmpl_token_type type)
{
  struct gotmpl_token t = {
    .type = type, .text = l->input + l->start, .len = l->pos - l->start,
    .pos = l->start, .line = l->start_line
  };

  begin_token (l);
  return t;
}

static struct gotmpl_token
fail (struct gotmpl_lexer *l, const char *message)
{
  struct gotmpl_token t = {
    .type = GOTMPL_TOKEN_ERROR, .text = message, .len = strlen (message),
    .pos = l->start, .line = l->start_line
  };

  l->len = l->pos = l->start = 0;
  return t;
}

/* Takes the contents of B for a message. */
static struct gotmpl_token
fail_with (struct gotmpl_lexer *l, struct pl_buffer *b)
{
  const char *message = b->failed ? NULL
    : pl_arena_strndup (l->arena, b->data, b->len);
  struct gotmpl_token t = fail (l, message ? message : "out of memory");

  pl_buffer_release (b);
  return t;
}

static struct gotmpl_token
fail_at_rune (struct gotmpl_lexer *l, const char *what, uint32_t rune)
{
  struct pl_buffer b;
  char bytes[4];

  pl_buffer_init (&b);
  pl_buffer_puts (&b, what);
  pl_buffer_printf (&b, "U+%04X", (unsigned) rune);
  if (gotmpl_is_print (rune)) {
    pl_buffer_puts (&b, " '");
    pl_buffer_append (&b, bytes, pl_utf8_encode (rune, bytes));
    pl_buffer_puts (&b, "'");
  }
  return fail_with (l, &b);
}

static struct gotmpl_token
fail_at_number (struct gotmpl_lexer *l)
{
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_buffer_puts (&b, "bad number syntax: ");
  gotmpl_quote (&b, l->input + l->start, l->pos - l->start, false);
  return fail_with (l, &b);
}

/* -- delimiters ------------------------------------------------------- */

static bool
has_left_trim (const struct gotmpl_lexer *l, size_t pos)
{
  return l->len - pos >= 2 && l->input[pos] == '-'
    && is_space ((unsigned char) l->input[pos + 1]);
}

/* Whether " -}}" is at POS. */
static bool
has_right_trim (const struct gotmpl_lexer *l, size_t pos)
{
  return pos < l->len && is_space ((unsigned char) l->input[pos])
    && is_at (l, pos + 1, "-}}");
}

static size_t
end_of_space (const struct gotmpl_lexer *l, size_t pos)
{
  while (pos < l->len && is_space ((unsigned char) l->input[pos]))
    pos++;
  return pos;
}

/* Skips the comment at the position.  Returns NULL or the error. */
static const char *
skip_comment (struct gotmpl_lexer *l)
{
  const char *close;
  size_t end, body = l->pos + 2;

  begin_token (l);
  close = memmem (l->input + body, l->len - body, "*/", 2);
  if (!close)
    return "unclosed comment";
  end = (size_t) (close - l->input) + 2;
  if (has_right_trim (l, end))
    end = end_of_space (l, end + 4);
  else if (is_at (l, end, "}}"))
    end += 2;
  else
    return "comment ends before closing delimiter";
  skip_to (l, end);
  begin_token (l);
  return NULL;
}

/* Outside actions: text up to the next "{{", or that delimiter. */
static struct gotmpl_token
lex_text (struct gotmpl_lexer *l)
{
  for (;;) {
    const char *found = memmem (l->input + l->pos, left (l), "{{", 2);
    size_t delim = found ? (size_t) (found - l->input) : l->len;
    size_t end = delim, after = delim + 2;
    bool trims = found && has_left_trim (l, after);
    const char *error;

    if (trims)
      while (end > l->start && is_space ((unsigned char) l->input[end - 1]))
        end--;
    if (end > l->start) {
      struct gotmpl_token t;

      skip_to (l, end);
      t = make (l, GOTMPL_TOKEN_TEXT);
      skip_to (l, delim);
      begin_token (l);
      return t;
    }
    skip_to (l, delim);
    begin_token (l);
    if (!found)
      return make (l, GOTMPL_TOKEN_EOF);
    if (trims)
      after += 2;
    if (!is_at (l, after, "/*")) {
      struct gotmpl_token t;

      l->pos = delim + 2;
      t = make (l, GOTMPL_TOKEN_LEFT_DELIM);
      skip_to (l, after);
      begin_token (l);
      l->in_action = true;
      l->n_parens = 0;
      return t;
    }
    skip_to (l, after);
    error = skip_comment (l);
    if (error)
      return fail (l, error);
  }
}

/* At "}}" or " -}}". */
static struct gotmpl_token
lex_right_delim (struct gotmpl_lexer *l)
{
  bool trims = has_right_trim (l, l->pos);
  struct gotmpl_token t;

  if (trims) {
    skip_to (l, l->pos + 2);
    begin_token (l);
  }
  l->pos += 2;
  t = make (l, GOTMPL_TOKEN_RIGHT_DELIM);
  if (trims) {
    skip_to (l, end_of_space (l, l->pos));
    begin_token (l);
  }
  l->in_action = false;
  return t;
}

/* -- inside actions --------------------------------------------------- */

/* A run of blanks, but not the one that belongs to " -}}". */
static struct gotmpl_token
lex_space (struct gotmpl_lexer *l)
{
  size_t end = end_of_space (l, l->pos);

  if (has_right_trim (l, end - 1)) {
    end--;
    if (end == l->pos)
      return lex_right_delim (l);
  }
  skip_to (l, end);
  return make (l, GOTMPL_TOKEN_SPACE);
}

/* Whether a word may end here, so that "$x+2" is not taken for two. */
static bool
is_at_terminator (const struct gotmpl_lexer *l)
{
  size_t size;
  uint32_t rune = peek (l, &size);

  return is_space (rune) || rune == END_OF_INPUT
    || (rune < 0x80 && rune && strchr (".,|:)(", (int) rune))
    || is_at (l, l->pos, "}}");
}

/* Takes the letters and digits of a word. */
static void
accept_word (struct gotmpl_lexer *l)
{
  size_t size;

  while (gotmpl_is_identifier (peek (l, &size)))
    l->pos += size;
}

static struct gotmpl_token
lex_identifier (struct gotmpl_lexer *l)
{
  size_t i, size, len;

  accept_word (l);
  if (!is_at_terminator (l))
    return fail_at_rune (l, "bad character ", peek (l, &size));
  len = l->pos - l->start;
  for (i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
    if (strlen (keywords[i].word) == len
        && memcmp (keywords[i].word, l->input + l->start, len) == 0)
      return make (l, keywords[i].type);
  return make (l, GOTMPL_TOKEN_IDENTIFIER);
}

/* After "." or "$". */
static struct gotmpl_token
lex_field_or_variable (struct gotmpl_lexer *l, enum gotmpl_token_type type)
{
  size_t size;

  if (is_at_terminator (l))
    return make (l, type == GOTMPL_TOKEN_FIELD ? GOTMPL_TOKEN_DOT : type);
  accept_word (l);
  if (!is_at_terminator (l))
    return fail_at_rune (l, "bad character ", peek (l, &size));
  return make (l, type);
}

/* After the opening quote of a string or character constant. */
static struct gotmpl_token
lex_quoted (struct gotmpl_lexer *l, char quote,
            enum gotmpl_token_type type, const char *error)
{
  for (;;) {
    uint32_t rune = next (l);

    if (rune == '\\') {
      rune = next (l);
      if (rune != END_OF_INPUT && rune != '\n')
        continue;
    }
    if (rune == END_OF_INPUT || rune == '\n')
      return fail (l, error);
    if (rune == (unsigned char) quote)
      return make (l, type);
  }
}

static struct gotmpl_token
lex_raw_string (struct gotmpl_lexer *l)
{
  const char *close = memchr (l->input + l->pos, '`', left (l));

  if (!close)
    return fail (l, "unterminated raw quoted string");
  skip_to (l, (size_t) (close - l->input) + 1);
  return make (l, GOTMPL_TOKEN_RAW_STRING);
}

/* Takes what looks like a number; whether it is one, the parser finds
 * out.  Returns false if a letter or digit follows. */
static bool
scan_number (struct gotmpl_lexer *l)
{
  static const char decimal[] = "0123456789_";
  static const char hex[] = "0123456789abcdefABCDEF_";
  const char *digits = decimal;
  size_t size;
  uint32_t rune;

  accept (l, "+-");
  if (accept (l, "0")) {
    if (accept (l, "xX"))
      digits = hex;
    else if (accept (l, "oO"))
      digits = "01234567_";
    else if (accept (l, "bB"))
      digits = "01_";
  }
  accept_run (l, digits);
  if (accept (l, "."))
    accept_run (l, digits);
  if ((digits == decimal && accept (l, "eE"))
      || (digits == hex && accept (l, "pP"))) {
    accept (l, "+-");
    accept_run (l, decimal);
  }
  accept (l, "i");
  rune = peek (l, &size);
  if (gotmpl_is_identifier (rune)) {
    l->pos += size;
    return false;
  }
  return true;
}

static struct gotmpl_token
lex_number (struct gotmpl_lexer *l)
{
  if (!scan_number (l))
    return fail_at_number (l);
  if (l->pos == l->len
      || (l->input[l->pos] != '+' && l->input[l->pos] != '-'))
    return make (l, GOTMPL_TOKEN_NUMBER);
  if (!scan_number (l) || l->input[l->pos - 1] != 'i')
    return fail_at_number (l);
  return make (l, GOTMPL_TOKEN_COMPLEX);
}

static struct gotmpl_token
lex_punctuation (struct gotmpl_lexer *l, uint32_t rune)
{
  switch (rune) {
  case '=':
    return make (l, GOTMPL_TOKEN_ASSIGN);
  case ':':
    if (next (l) != '=')
      return fail (l, "expected :=");
    return make (l, GOTMPL_TOKEN_DECLARE);
  case '|':
    return make (l, GOTMPL_TOKEN_PIPE);
  case '(':
    l->n_parens++;
    return make (l, GOTMPL_TOKEN_LEFT_PAREN);
  case ')':
    if (l->n_parens == 0)
      return fail (l, "unexpected right paren");
    l->n_parens--;
    return make (l, GOTMPL_TOKEN_RIGHT_PAREN);
  default:
    if (rune >= ' ' && rune < 0x7f)
      return make (l, GOTMPL_TOKEN_CHAR);
    return fail_at_rune (l, "unrecognized character in action: ", rune);
  }
}

static struct gotmpl_token
lex_action (struct gotmpl_lexer *l)
{
  uint32_t rune;

  if (has_right_trim (l, l->pos) || is_at (l, l->pos, "}}"))
    return l->n_parens ? fail (l, "unclosed left paren")
      : lex_right_delim (l);
  if (l->pos == l->len)
    return fail (l, "unclosed action");
  if (is_space ((unsigned char) l->input[l->pos]))
    return lex_space (l);
  rune = next (l);
  switch (rune) {
  case '"':
    return lex_quoted (l, '"', GOTMPL_TOKEN_STRING,
                       "unterminated quoted string");
  case '\'':
    return lex_quoted (l, '\'', GOTMPL_TOKEN_CHAR_CONSTANT,
                       "unterminated character constant");
  case '`':
    return lex_raw_string (l);
  case '$':
    return lex_field_or_variable (l, GOTMPL_TOKEN_VARIABLE);
  case '.':
    if (l->pos < l->len
        && (l->input[l->pos] < '0' || l->input[l->pos] > '9'))
      return lex_field_or_variable (l, GOTMPL_TOKEN_FIELD);
    l->pos--;
    return lex_number (l);
  case '+': case '-':
  case '0': case '1': case '2': case '3': case '4':
  case '5': case '6': case '7': case '8': case '9':
    l->pos--;
    return lex_number (l);
  default:
    if (gotmpl_is_identifier (rune))
      return lex_identifier (l);
    return lex_punctuation (l, rune);
  }
}

struct gotmpl_token
gotmpl_lexer_next (struct gotmpl_lexer *l)
{
  return l->in_action ? lex_action (l) : lex_text (l);
}
