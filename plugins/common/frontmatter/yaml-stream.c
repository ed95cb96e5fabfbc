/* SPDX-License-Identifier: Apache-2.0 */
/* Scans YAML with libyaml and finds the faults that yaml.v3 would find.
 *
 * yaml.v3 grew out of libyaml, so both find the same faults with the same
 * words.  Where they differ, the difference is made up for here:
 *
 *   - yaml.v3 scans two tokens further before it looks at one: a fault in
 *     a token comes before a fault in how the two tokens before it stand.
 *     So after a fault, the scanner runs again by itself up to that token.
 *   - yaml.v3 reads 512 bytes at a time: faults in the encoding further on
 *     come later.
 *   - '%YAML 1.2' and '\/' are faults, and '?' ends a plain scalar in a
 *     flow collection.
 *   - "\'", ':' before a bracket or comma in a flow collection, and tabs
 *     before a comment that follows a comment are no faults: when libyaml
 *     stumbles over one, the text is repaired and read again.
 *   - yaml.v3 notices later that a key has no ':', so that a character
 *     which starts no token comes first.
 *
 * Left alone: ',' in tags; byte order marks within the text; keys without
 * ':' that other faults follow at once; and the depth, which is more
 * narrowly limited here because libyaml's time for a token grows with the
 * flow level. */

#include <config.h>

#include "yaml-stream.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <plating/types.h>

#define TEXT_MAX ((size_t) 1 << 20)
#define TAG_DIRECTIVES_MAX 1000
#define REPAIRS_MAX 64

#define LOOKAHEAD 3
#define CHUNK 512

/* Stands for a ':' that libyaml must not see.  A text that holds this
 * character is not repaired so. */
static const char colon[] = "\xef\xa3\xb0";

/* -- errors ----------------------------------------------------------- */

int
fm_fail (struct pl_arena *arena, struct fm_error *error, int code,
         const char *fmt, ...)
{
  va_list ap, again;
  char *message;
  int n;

  va_start (ap, fmt);
  va_copy (again, ap);
  n = vsnprintf (NULL, 0, fmt, again);
  va_end (again);
  message = n < 0 ? NULL : pl_arena_alloc (arena, (size_t) n + 1);
  if (message)
    vsnprintf (message, (size_t) n + 1, fmt, ap);
  va_end (ap);
  if (!message)
    return PLATING_E_NOMEM;
  *error = (struct fm_error) { .message = message, .len = (size_t) n };
  return code;
}

int
fm_stream_fault (struct fm_stream *s, size_t shown, yaml_mark_t problem,
                 const char *text)
{
  int code;

  if (shown)
    code = fm_fail (s->arena, s->error, PLATING_E_FORMAT,
                    "yaml: line %zu: %s", shown, text);
  else
    code = fm_fail (s->arena, s->error, PLATING_E_FORMAT, "yaml: %s", text);
  if (code == PLATING_E_FORMAT) {
    s->error->line = (uint32_t) problem.line + 1;
    s->error->column = (uint32_t) problem.column + 1;
  }
  return code;
}

size_t
fm_stream_offset (struct fm_stream *s, yaml_mark_t mark)
{
  if (s->offset == 0 && s->len >= 3
      && memcmp (s->text, "\xef\xbb\xbf", 3) == 0)
    s->offset = 3;
  while (s->index < mark.index && s->offset < s->len) {
    s->offset++;
    while (s->offset < s->len
           && ((unsigned char) s->text[s->offset] & 0xc0) == 0x80)
      s->offset++;
    s->index++;
  }
  return s->offset;
}

/* Whether the next token behind MARK starts with a character that can't
 * start one; moves MARK there. */
static bool
is_no_token (struct fm_stream *s, yaml_mark_t *mark)
{
  size_t i = fm_stream_offset (s, *mark);
  bool new_line = mark->column == 0;

  for (; i < s->len; i++) {
    char c = s->text[i];

    if (c == '#') {
      const char *end = memchr (s->text + i, '\n', s->len - i);

      i = end ? (size_t) (end - s->text) : s->len;
      c = '\n';
    }
    if (c == '\n') {
      mark->line++;
      mark->column = 0;
      new_line = true;
    } else if (c == ' ' || c == '\r' || (c == '\t' && !new_line)) {
      mark->column++;
    } else {
      return c == '@' || c == '`' || c == '\t' || (c == '%' && mark->column);
    }
  }
  return false;
}

/* -- repairs ---------------------------------------------------------- */

/* Replaces N bytes at START by WITH. */
static bool
replace (struct fm_stream *s, size_t start, size_t n, const char *with)
{
  size_t m = strlen (with);
  char *copy = pl_arena_alloc (s->arena, s->len - n + m + 1);

  if (!copy)
    return false;
  memcpy (copy, s->text, start);
  memcpy (copy + start, with, m);
  memcpy (copy + start + m, s->text + start + n, s->len - start - n);
  s->text = copy;
  s->len = s->len - n + m;
  return true;
}

/* Takes the backslashes before apostrophes out of the double-quoted
 * scalar around START. */
static bool
repair_apostrophes (struct fm_stream *s, size_t start)
{
  size_t from, to;
  char *copy;

  if (start + 1 >= s->len || s->text[start] != '\\'
      || s->text[start + 1] != '\'')
    return false;
  copy = pl_arena_strndup (s->arena, s->text, s->len);
  if (!copy)
    return false;
  for (from = to = start; from < s->len && copy[from] != '"'; ) {
    if (copy[from] == '\\' && from + 1 < s->len) {
      if (copy[from + 1] != '\'')
        copy[to++] = '\\';
      from++;
    }
    copy[to++] = copy[from++];
  }
  memmove (copy + to, copy + from, s->len - from);
  s->len -= from - to;
  s->text = copy;
  return true;
}

/* Makes blanks of the tabs before comments, from START on, if the line
 * before is a comment. */
static bool
repair_comments (struct fm_stream *s, size_t start)
{
  size_t line, at = start;
  char *copy;

  while (at < s->len && strchr (" \t\r\n", s->text[at]) && s->text[at])
    at++;
  if (at >= s->len || s->text[at] != '#')
    return false;
  for (line = start; line && s->text[line - 1] != '\n'; line--)
    continue;
  for (at = line; at && strchr (" \t\r\n", s->text[at - 1])
       && s->text[at - 1]; at--)
    continue;
  while (at && s->text[at - 1] != '\n')
    at--;
  while (at < s->len && (s->text[at] == ' ' || s->text[at] == '\t'))
    at++;
  if (at >= line || s->text[at] != '#')
    return false;
  copy = pl_arena_strndup (s->arena, s->text, s->len);
  if (!copy)
    return false;
  /* All comments that follow each other at once. */
  for (at = line; at < s->len; at++)
    if (copy[at] == '\t') {
      copy[at] = ' ';
    } else if (copy[at] == '#') {
      while (at + 1 < s->len && copy[at] != '\n')
        at++;
    } else if (!strchr (" \r\n", copy[at]) || !copy[at]) {
      break;
    }
  s->text = copy;
  return true;
}

/* Changes the text if libyaml has stumbled over something that yaml.v3
 * takes. */
static bool
repair (struct fm_stream *s)
{
  const yaml_parser_t *parser = &s->parser;
  size_t at;

  if (s->n_repairs >= REPAIRS_MAX || parser->error != YAML_SCANNER_ERROR
      || parser->encoding != YAML_UTF8_ENCODING)
    return false;
  at = fm_stream_offset (s, parser->problem_mark);
  if (strcmp (parser->problem, "found unknown escape character") == 0)
    return repair_apostrophes (s, at);
  if (strcmp (parser->problem, "found character that cannot start any "
              "token") == 0)
    return repair_comments (s, at);
  if (strcmp (parser->problem, "found unexpected ':'") != 0
      || at >= s->len || s->text[at] != ':')
    return false;
  if (!s->has_colon && memmem (s->text, s->len, colon, strlen (colon)))
    return false;
  s->has_colon = replace (s, at, 1, colon);
  return s->has_colon;
}

/* -- faults of libyaml ------------------------------------------------ */

static int
encoding_fault (struct fm_stream *s, const yaml_parser_t *parser)
{
  yaml_mark_t mark = { 0, 0, 0 };
  size_t i;

  for (i = 0; i < parser->problem_offset && i < s->len; i++)
    if (s->text[i] == '\n') {
      mark.line++;
      mark.column = 0;
    } else if (((unsigned char) s->text[i] & 0xc0) != 0x80) {
      mark.column++;
    }
  return fm_stream_fault (s, 0, mark, parser->problem);
}

/* The marks count from 0: where yaml.v3 forgets to add one, it is forgotten
 * here. */
int
fm_stream_libyaml_fault (struct fm_stream *s)
{
  static const char no_colon[] = "could not find expected ':'";
  const yaml_parser_t *parser = &s->parser;
  yaml_mark_t mark = parser->problem_mark;
  size_t shown = parser->context_mark.line;

  if (repair (s)) {
    s->is_repaired = true;
    s->n_repairs++;
    return PLATING_E_FORMAT;
  }
  switch (parser->error) {
  case YAML_SCANNER_ERROR:
    if (strcmp (parser->problem, no_colon) == 0
        && parser->encoding == YAML_UTF8_ENCODING && is_no_token (s, &mark))
      return fm_stream_fault (s, mark.line ? mark.line + 1 : 0, mark,
                              "found character that cannot start any "
                              "token");
    if (!shown)
      shown = mark.line;
    return fm_stream_fault (s, shown ? shown + 1 : 0, mark,
                            parser->problem);
  case YAML_PARSER_ERROR:
    return fm_stream_fault (s, shown ? shown : mark.line, mark,
                            parser->problem);
  case YAML_READER_ERROR:
    return encoding_fault (s, parser);
  default:
    return PLATING_E_NOMEM;
  }
}

/* -- input ------------------------------------------------------------ */

static int
feed (void *data, unsigned char *out, size_t size, size_t *n)
{
  struct fm_stream *s = data;
  size_t kept = (size_t) (s->parser.raw_buffer.last
                          - s->parser.raw_buffer.start);
  size_t len = kept < CHUNK ? CHUNK - kept : 1;

  if (len > size)
    len = size;
  if (len > s->len - s->fed)
    len = s->len - s->fed;
  if (len)
    memcpy (out, s->text + s->fed, len);
  s->fed += len;
  *n = len;
  return 1;
}

int
fm_stream_start (struct fm_stream *s)
{
  s->is_repaired = false;
  if (!yaml_parser_initialize (&s->parser))
    return PLATING_E_NOMEM;
  s->fed = s->index = s->offset = 0;
  yaml_parser_set_input (&s->parser, feed, s);
  return 0;
}

/* -- looking ahead ---------------------------------------------------- */

/* Looks for the escape "\/" in a double-quoted scalar. */
static int
check_escapes (struct fm_stream *s, yaml_mark_t from, yaml_mark_t to)
{
  size_t i = fm_stream_offset (s, from), end = fm_stream_offset (s, to);
  yaml_mark_t mark = from;

  for (; i + 1 < end; i++) {
    if (s->text[i] == '\n') {
      mark.line++;
    } else if (s->text[i] == '\\') {
      size_t shown = from.line ? from.line : mark.line;

      if (s->text[++i] == '/')
        return fm_stream_fault (s, shown ? shown + 1 : 0, mark,
                                "found unknown escape character");
      if (s->text[i] == '\n')
        mark.line++;
    }
  }
  return 0;
}

/* Looks for what yaml.v3 refuses in a token although libyaml took it.
 * *SINCE_VERSION counts the tokens from a wrong version on. */
static int
check_token (struct fm_stream *s, const yaml_token_t *token, bool at_end,
             yaml_mark_t *version, int *since_version)
{
  if (*since_version)
    ++*since_version;
  if (token->type == YAML_VERSION_DIRECTIVE_TOKEN && !*since_version
      && (token->data.version_directive.major != 1
          || token->data.version_directive.minor != 1)) {
    *version = token->start_mark;
    *since_version = 1;
  }
  if (*since_version == LOOKAHEAD || (*since_version && at_end))
    return fm_stream_fault (s, version->line, *version,
                            "found incompatible YAML document");
  if (s->has_slash_escape && token->type == YAML_SCALAR_TOKEN
      && token->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
      && s->parser.encoding == YAML_UTF8_ENCODING)
    return check_escapes (s, token->start_mark, token->end_mark);
  return 0;
}

/* Whether the scanner has reached a depth that takes too much time. */
static bool
is_too_deep (const yaml_parser_t *parser)
{
  return parser->flow_level > FM_DEPTH_MAX
    || parser->indents.top - parser->indents.start > FM_DEPTH_MAX;
}

/* Scans until NEED tokens are there.  Returns 0, or what yaml.v3 says when
 * there is a fault before. */
static int
scan_tokens (struct fm_stream *s, size_t need)
{
  yaml_mark_t version;
  int since_version = 0, code = fm_stream_start (s);
  size_t n = 0;

  while (code == 0 && n < need && !is_too_deep (&s->parser)) {
    yaml_token_t token, *queued, *last;

    if (yaml_parser_scan (&s->parser, &token)) {
      bool at_end = token.type == YAML_STREAM_END_TOKEN;

      n++;
      code = check_token (s, &token, at_end, &version, &since_version);
      yaml_token_delete (&token);
      if (at_end)
        break;
      continue;
    }
    /* Ends of blocks come together with the token that is at fault. */
    last = s->parser.tokens.tail;
    while (last > s->parser.tokens.head
           && last[-1].type == YAML_BLOCK_END_TOKEN)
      last--;
    for (queued = s->parser.tokens.head;
         queued < last && n < need && code == 0; queued++) {
      code = check_token (s, queued, false, &version, &since_version);
      n++;
    }
    if (n < need && code == 0)
      code = fm_stream_libyaml_fault (s);
    break;
  }
  yaml_parser_delete (&s->parser);
  return code;
}

/* Whether the text may hold what yaml.v3 refuses and libyaml takes, so
 * that all tokens must be looked at. */
static bool
is_suspect (const struct fm_stream *s)
{
  return s->has_slash_escape || memmem (s->text, s->len, "%YAML", 5);
}

int
fm_stream_finish (struct fm_stream *s, int code)
{
  const yaml_parser_t *parser = &s->parser;
  size_t seen = parser->tokens_parsed
    + (size_t) (parser->token_available ? 1 : 0);
  bool at_end = parser->stream_end_produced
    || (parser->token_available
        && parser->tokens.head->type == YAML_STREAM_END_TOKEN);
  bool in_scanner = parser->error == YAML_SCANNER_ERROR;
  bool in_reader = parser->error == YAML_READER_ERROR;
  struct fm_error first = *s->error;
  int ahead;

  yaml_parser_delete (&s->parser);
  if ((code != 0 && code != PLATING_E_FORMAT) || s->is_repaired || in_reader
      || (!is_suspect (s) && (in_scanner || (code == 0 && at_end))))
    return code;
  ahead = scan_tokens (s, in_scanner ? SIZE_MAX : seen + LOOKAHEAD - 1);
  if (ahead == 0)
    *s->error = first;
  return ahead ? ahead : code;
}

/* libyaml compares each tag directive with all before it. */
static bool
has_many_tag_directives (const char *text, size_t len)
{
  const char *at = text;
  size_t n = 0;

  while (at && n <= TAG_DIRECTIVES_MAX) {
    size_t left = len - (size_t) (at - text);

    n += left >= 4 && memcmp (at, "%TAG", 4) == 0;
    at = left ? memchr (at, '\n', left) : NULL;
    if (at)
      at++;
  }
  return n > TAG_DIRECTIVES_MAX;
}

/* -- from outside ----------------------------------------------------- */

int
fm_stream_init (struct fm_stream *s, struct pl_arena *arena,
                const char *text, size_t len, struct fm_error *error)
{
  *s = (struct fm_stream) {
    .arena = arena, .error = error, .text = text, .len = len
  };
  if (len > TEXT_MAX)
    return fm_fail (arena, error, PLATING_E_LIMIT, "yaml: the front matter "
                    "is longer than %zu bytes", TEXT_MAX);
  if (has_many_tag_directives (text, len))
    return fm_fail (arena, error, PLATING_E_LIMIT,
                    "yaml: more than %d tag directives",
                    TAG_DIRECTIVES_MAX);
  s->has_slash_escape = memmem (text, len, "\\/", 2) != NULL;
  return 0;
}

void
fm_stream_restore (const struct fm_stream *s, char *value, size_t *len)
{
  size_t n = strlen (colon);
  char *at;

  while (s->has_colon && (at = memmem (value, *len, colon, n)) != NULL) {
    *at = ':';
    memmove (at + 1, at + n, (size_t) (value + *len - at) - n);
    *len -= n - 1;
    value[*len] = '\0';
  }
}
