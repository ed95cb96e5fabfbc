/* SPDX-License-Identifier: Apache-2.0 */
/* Text outside of tags: looks for the next tag.  Whitespace control is
 * settled here. */

#include <config.h>

#include "plugins/common/jinja/lex.h"

#include <string.h>

#include "plugins/common/jinja/text.h"

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

size_t
jinja_lex_match_end (const struct jinja_lexer *lexer, size_t pos,
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
  return copy ? 0 : jinja_lex_fail (lexer, start, NULL);
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
    if (raw)
      raw = jinja_lex_match_end (lexer, raw, JINJA_BLOCK_END, false, false);
    if (raw) {
      *end = raw;
      return JINJA_IN_RAW;
    }
  }
  for (i = 0; i < 3; i++) {
    enum jinja_delimiter d = lexer->settings->order[i];

    if (starts_with (lexer, pos, d)) {
      *end = skip_sign (lexer, pos + lexer->settings->lengths[d], sign);
      return d == JINJA_BLOCK_START ? JINJA_IN_BLOCK
        : d == JINJA_VARIABLE_START ? JINJA_IN_VARIABLE : JINJA_IN_COMMENT;
    }
  }
  return JINJA_IN_DATA;
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

/* Reads text up to the next tag. */
int
jinja_lex_data (struct jinja_lexer *lexer, struct jinja_token *token)
{
  size_t start = lexer->pos, pos = start, end = 0, text_end;
  int state = JINJA_IN_DATA, status;
  char sign = 0;

  for (;; pos++) {
    pos = find_candidate (lexer, pos);
    if (pos >= lexer->len)
      break;
    state = match_start (lexer, pos, &end, &sign);
    if (state != JINJA_IN_DATA)
      break;
  }
  if (state == JINJA_IN_DATA) {
    lexer->pos = lexer->len;
    jinja_lex_place (lexer, token, JINJA_TOKEN_DATA, start);
    return set_data (lexer, token, start, lexer->len) ? lexer->status : 1;
  }
  text_end = strip (lexer, start, pos, sign, state == JINJA_IN_VARIABLE);
  jinja_lex_place (lexer, token, JINJA_TOKEN_DATA, start);
  status = set_data (lexer, token, start, text_end);
  if (status)
    return status;
  lexer->state = state;
  lexer->pos = end;
  lexer->is_line_start = end && lexer->source[end - 1] == '\n';
  if (state == JINJA_IN_BLOCK || state == JINJA_IN_VARIABLE) {
    jinja_lex_place (lexer, &lexer->pending,
                     state == JINJA_IN_BLOCK ? JINJA_TOKEN_BLOCK_BEGIN
                     : JINJA_TOKEN_VARIABLE_BEGIN, pos);
    lexer->has_pending = true;
  } else {
    uint32_t line, column;

    jinja_lex_locate (lexer, pos, &line, &column);
  }
  return text_end > start;
}

int
jinja_lex_comment (struct jinja_lexer *lexer)
{
  size_t pos, end;

  for (pos = lexer->pos; pos < lexer->len; pos++) {
    end = jinja_lex_match_end (lexer, pos, JINJA_COMMENT_END, true, true);
    if (end) {
      lexer->pos = end;
      lexer->state = JINJA_IN_DATA;
      lexer->is_line_start = lexer->source[end - 1] == '\n';
      return 0;
    }
  }
  if (lexer->pos >= lexer->len)
    return 0;
  return jinja_lex_fail (lexer, lexer->pos, "Missing end of comment tag");
}

int
jinja_lex_raw (struct jinja_lexer *lexer, struct jinja_token *token)
{
  size_t pos, start = lexer->pos, end, text_end;
  int status;
  char sign;

  for (pos = start; pos < lexer->len; pos++) {
    if (!starts_with (lexer, pos, JINJA_BLOCK_START))
      continue;
    end = skip_sign (lexer, pos + lexer->settings->lengths[0], &sign);
    end = match_raw (lexer, end, "endraw");
    if (end)
      end = jinja_lex_match_end (lexer, end, JINJA_BLOCK_END, true, true);
    if (!end)
      continue;
    text_end = strip (lexer, start, pos, sign, false);
    jinja_lex_place (lexer, token, JINJA_TOKEN_DATA, start);
    status = set_data (lexer, token, start, text_end);
    if (status)
      return status;
    lexer->pos = end;
    lexer->state = JINJA_IN_DATA;
    lexer->is_line_start = lexer->source[end - 1] == '\n';
    return text_end > start;
  }
  if (start >= lexer->len)
    return 0;
  return jinja_lex_fail (lexer, start, "Missing end of raw directive");
}
