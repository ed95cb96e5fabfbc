/* SPDX-License-Identifier: Apache-2.0 */
/* From text to tokens. */

#include <config.h>

#include "plugins/common/hcl/hcl.h"

#include <string.h>

static int scan_at (struct hcl_scanner *s, unsigned depth,
                    struct hcl_token *token);

/* The byte order mark of UTF-8. */
static const char mark[] = "\xef\xbb\xbf";

void
hcl_scanner_init (struct hcl_scanner *s, struct plating_text text)
{
  *s = (struct hcl_scanner) { .text = text };
  if (text.len >= 3 && !memcmp (text.ptr, mark, 3))
    s->next = 3;
}

/* The byte at offset AT, or 0 behind the end. */
static unsigned char
byte (const struct hcl_scanner *s, size_t at)
{
  return at < s->text.len ? (unsigned char) s->text.ptr[at] : 0;
}

static bool
is_letter (unsigned char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
    || c >= 0x80;
}

static bool
is_digit (unsigned char c)
{
  return c >= '0' && c <= '9';
}

static bool
is_name_byte (unsigned char c)
{
  return is_letter (c) || is_digit (c) || c == '-';
}

static int
fail (struct hcl_scanner *s, size_t at, const char *problem)
{
  s->next = at;
  s->problem = problem;
  return PLATING_E_FORMAT;
}

static int
too_deep (struct hcl_scanner *s, size_t at)
{
  fail (s, at, "too many levels");
  return PLATING_E_LIMIT;
}

/* Length of the newline at AT, or 0. */
static size_t
newline (const struct hcl_scanner *s, size_t at)
{
  if (byte (s, at) == '\n')
    return 1;
  return byte (s, at) == '\r' && byte (s, at + 1) == '\n' ? 2 : 0;
}

/* -- templates ------------------------------------------------------------ */

/* Whether a template begins at AT. */
static bool
is_template (const struct hcl_scanner *s, size_t at)
{
  unsigned char c = byte (s, at);

  return (c == '$' || c == '%') && byte (s, at + 1) == '{';
}

/* Whether it would, but for the doubled sign. */
static bool
is_escaped_template (const struct hcl_scanner *s, size_t at)
{
  return is_template (s, at + 1) && byte (s, at) == byte (s, at + 1);
}

/* Sets *END behind the brace that ends the template at AT. */
static int
skip_template (struct hcl_scanner *s, size_t at, unsigned depth, size_t *end)
{
  struct hcl_token token;
  unsigned n_open = 1;
  int status;

  if (depth >= HCL_DEPTH_MAX)
    return too_deep (s, at);
  s->next = at + 2;
  while (n_open) {
    status = scan_at (s, depth + 1, &token);
    if (status < 0)
      return status;
    if (token.type == HCL_END)
      return fail (s, at, "this template has no end");
    if (hcl_is (s->text, &token, "{"))
      n_open++;
    else if (hcl_is (s->text, &token, "}"))
      n_open--;
  }
  *end = s->next;
  return 0;
}

static int
scan_string (struct hcl_scanner *s, unsigned depth, struct hcl_token *token)
{
  size_t at = token->start + 1;
  int status;

  for (;;) {
    if (at >= s->text.len || newline (s, at))
      return fail (s, token->start, "this string has no end");
    if (byte (s, at) == '"')
      break;
    if (byte (s, at) == '\\') {
      at += 2;
    } else if (is_escaped_template (s, at)) {
      at += 3;
    } else if (is_template (s, at)) {
      status = skip_template (s, at, depth, &at);
      if (status < 0)
        return status;
    } else {
      at++;
    }
  }
  token->type = HCL_STRING;
  token->end = at + 1;
  return 0;
}

/* The offset behind the end marker if the line at AT holds nothing else,
 * or 0. */
static size_t
marker_end (const struct hcl_scanner *s, size_t at, struct plating_text marker)
{
  while (byte (s, at) == ' ' || byte (s, at) == '\t')
    at++;
  if (s->text.len - at < marker.len
      || memcmp (s->text.ptr + at, marker.ptr, marker.len))
    return 0;
  at += marker.len;
  return at == s->text.len || newline (s, at) ? at : 0;
}

static int
scan_heredoc (struct hcl_scanner *s, unsigned depth, struct hcl_token *token)
{
  size_t at = token->start + 2, end;
  struct plating_text marker;
  int status;

  at += byte (s, at) == '-';
  marker.ptr = s->text.ptr + at;
  marker.len = 0;
  while (is_name_byte (byte (s, at + marker.len)))
    marker.len++;
  at += marker.len;
  if (!marker.len || !newline (s, at))
    return fail (s, token->start, "a heredoc begins with a name at the end of"
                 " its line");
  at += newline (s, at);
  while (!(end = at < s->text.len ? marker_end (s, at, marker) : 0)) {
    while (at < s->text.len && byte (s, at) != '\n') {
      if (is_escaped_template (s, at)) {
        at += 3;
      } else if (is_template (s, at)) {
        status = skip_template (s, at, depth, &at);
        if (status < 0)
          return status;
      } else {
        at++;
      }
    }
    if (at >= s->text.len)
      return fail (s, token->start, "this heredoc has no end");
    at++;
  }
  token->type = HCL_HEREDOC;
  token->end = end;
  return 0;
}

bool
hcl_template_next (struct plating_text text, const struct hcl_token *token,
                   size_t *at, struct plating_text *inner)
{
  struct hcl_scanner s = { .text = { text.ptr, token->end } };
  size_t i = *at > token->start ? *at : token->start + 1, end;

  for (; i < token->end; i++) {
    if (token->type == HCL_STRING && byte (&s, i) == '\\') {
      i++;
    } else if (is_escaped_template (&s, i)) {
      i += 2;
    } else if (is_template (&s, i)) {
      if (skip_template (&s, i, 0, &end) < 0)
        return false;
      inner->ptr = text.ptr + i + 2;
      inner->len = end - 1 - (i + 2);
      *at = end;
      return true;
    }
  }
  return false;
}

/* -- tokens --------------------------------------------------------------- */

static int
scan_comment (struct hcl_scanner *s, struct hcl_token *token)
{
  size_t at = token->start;
  const char *end;

  token->type = HCL_COMMENT;
  if (byte (s, at) == '/' && byte (s, at + 1) == '*') {
    end = s->text.len - at > 3
      ? memmem (s->text.ptr + at + 2, s->text.len - at - 2, "*/", 2) : NULL;
    if (!end)
      return fail (s, at, "this comment has no end");
    token->end = (size_t) (end - s->text.ptr) + 2;
    return 0;
  }
  while (at < s->text.len && !newline (s, at))
    at++;
  token->end = at;
  return 0;
}

static void
scan_number (struct hcl_scanner *s, struct hcl_token *token)
{
  size_t at = token->start;

  while (is_digit (byte (s, at)) || is_letter (byte (s, at))
         || (byte (s, at) == '.' && is_digit (byte (s, at + 1)))
         || ((byte (s, at) == '+' || byte (s, at) == '-')
             && (byte (s, at - 1) | 0x20) == 'e'))
    at++;
  token->type = HCL_NUMBER;
  token->end = at;
}

static int
scan_sign (struct hcl_scanner *s, struct hcl_token *token)
{
  static const char *const longer[] = {
    "...", "::", "==", "!=", "<=", ">=", "&&", "||", "=>",
  };
  size_t at = token->start, i;

  token->type = HCL_SIGN;
  for (i = 0; i < sizeof longer / sizeof *longer; i++) {
    size_t n = strlen (longer[i]);

    if (s->text.len - at >= n && !memcmp (s->text.ptr + at, longer[i], n)) {
      token->end = at + n;
      return 0;
    }
  }
  if (!byte (s, at) || !strchr ("{}[]()=,.:?!<>+-*/%&|~", byte (s, at)))
    return fail (s, at, "this character has no meaning here");
  token->end = at + 1;
  return 0;
}

static int
scan_at (struct hcl_scanner *s, unsigned depth, struct hcl_token *token)
{
  size_t at = s->next, n;
  unsigned char c;
  int status = 0;

  while (byte (s, at) == ' ' || byte (s, at) == '\t'
         || (byte (s, at) == '\r' && !newline (s, at)))
    at++;
  *token = (struct hcl_token) { HCL_END, at, at };
  c = byte (s, at);
  n = newline (s, at);
  if (at >= s->text.len) {
    token->type = HCL_END;
  } else if (n) {
    token->type = HCL_NEWLINE;
    token->end = at + n;
  } else if (c == '#' || (c == '/' && (byte (s, at + 1) == '/'
                                       || byte (s, at + 1) == '*'))) {
    status = scan_comment (s, token);
  } else if (c == '"') {
    status = scan_string (s, depth, token);
  } else if (c == '<' && byte (s, at + 1) == '<') {
    status = scan_heredoc (s, depth, token);
  } else if (is_digit (c)) {
    scan_number (s, token);
  } else if (s->text.len - at >= 3 && !memcmp (s->text.ptr + at, mark, 3)) {
    status = fail (s, at, "a byte order mark has no meaning here");
  } else if (is_letter (c)) {
    token->type = HCL_NAME;
    while (is_name_byte (byte (s, at)))
      at++;
    token->end = at;
  } else {
    status = scan_sign (s, token);
  }
  if (status == 0)
    s->next = token->end;
  return status;
}

int
hcl_scan (struct hcl_scanner *s, struct hcl_token *token)
{
  return scan_at (s, 0, token);
}

bool
hcl_is (struct plating_text text, const struct hcl_token *token,
        const char *s)
{
  size_t n = strlen (s);

  return token->end - token->start == n
    && !memcmp (text.ptr + token->start, s, n);
}

void
hcl_place (struct plating_text text, size_t offset, uint32_t *line,
           uint32_t *column)
{
  size_t start = 0, i;

  *line = 1;
  for (i = 0; i < offset && i < text.len; i++)
    if (text.ptr[i] == '\n') {
      ++*line;
      start = i + 1;
    }
  *column = (uint32_t) (offset - start) + 1;
}

/* -- calls ---------------------------------------------------------------- */

struct calls {
  bool (*found) (void *data, struct plating_text provider,
                 struct plating_text function);
  void *data;
  bool is_over;
};

/* How far into "provider::NAME::FUNCTION (" the tokens before have come. */
struct progress {
  unsigned step;
  struct plating_text provider, function;
};

static void
follow (struct progress *p, struct plating_text text,
        const struct hcl_token *token)
{
  struct plating_text word = { text.ptr + token->start,
                               token->end - token->start };
  bool is_sign = hcl_is (text, token, "::");

  if (token->type == HCL_NAME && (p->step == 2 || p->step == 4)) {
    *(p->step == 2 ? &p->provider : &p->function) = word;
    p->step++;
  } else if (is_sign && (p->step == 1 || p->step == 3)) {
    p->step++;
  } else {
    p->step = hcl_is (text, token, "provider") ? 1 : 0;
  }
}

static int find_calls (struct calls *calls, struct plating_text text,
                       unsigned depth);

static int
find_in_templates (struct calls *calls, struct plating_text text,
                   const struct hcl_token *token, unsigned depth)
{
  struct plating_text inner;
  size_t at = 0;
  int status = 0;

  while (status == 0 && !calls->is_over
         && hcl_template_next (text, token, &at, &inner))
    status = find_calls (calls, inner, depth + 1);
  return status;
}

static int
find_calls (struct calls *calls, struct plating_text text, unsigned depth)
{
  struct hcl_scanner s = { .text = text };
  struct progress p = { .step = 0 };
  struct hcl_token token;
  int status;

  if (depth == 0)
    hcl_scanner_init (&s, text);
  while ((status = hcl_scan (&s, &token)) == 0 && token.type != HCL_END
         && !calls->is_over) {
    if (p.step == 5 && hcl_is (text, &token, "("))
      calls->is_over = !calls->found (calls->data, p.provider, p.function);
    follow (&p, text, &token);
    if (token.type == HCL_STRING || token.type == HCL_HEREDOC)
      status = find_in_templates (calls, text, &token, depth);
    if (status < 0)
      break;
  }
  return status;
}

int
hcl_find_calls (struct plating_text text,
                bool (*found) (void *data, struct plating_text provider,
                               struct plating_text function),
                void *data)
{
  struct calls calls = { .found = found, .data = data };

  return find_calls (&calls, text, 0);
}
