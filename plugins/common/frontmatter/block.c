/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the front matter of a page.
 *
 * The block must open on the first or the second line of the page.  On the
 * second it is seen only if the Markdown parser looks for a new block
 * there: not if the first line starts a paragraph, which goes on, nor
 * inside a code fence or an open HTML block.  So the first line is
 * classified here as that parser would do it.  Blocks that open inside a
 * quote or a list item, which it would also accept, are not looked for. */

#include <config.h>

#include "frontmatter.h"

#include <string.h>
#include <strings.h>

enum line_class {
  LINE_CLOSED,     /* a new block may start on the next line */
  LINE_PARAGRAPH,  /* goes on */
  LINE_DEFINITION, /* a paragraph that is a link reference definition */
  LINE_OPEN        /* takes in the next line, unless a container ends */
};

struct line {
  const char *s;
  size_t len;      /* with the line feed */
};

static struct line
line_at (const char *page, size_t len, size_t start)
{
  const char *end = memchr (page + start, '\n', len - start);

  return (struct line) {
    .s = page + start,
    .len = end ? (size_t) (end - page) + 1 - start : len - start
  };
}

static bool
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_blank (const char *s, size_t len)
{
  size_t i;

  for (i = 0; i < len; i++)
    if (!is_space (s[i]))
      return false;
  return true;
}

static bool
contains (const char *s, size_t len, const char *what)
{
  return memmem (s, len, what, strlen (what)) != NULL;
}

/* Length of a fence: three or more times the same byte and nothing else.
 * Returns 0 if the line is none. */
static size_t
fence_length (struct line line)
{
  size_t len = line.len, i;

  if (len && line.s[len - 1] == '\n')
    len--;
  if (len && line.s[len - 1] == '\r')
    len--;
  if (len < 3 || (line.s[0] != '-' && line.s[0] != '+'))
    return 0;
  for (i = 1; i < len; i++)
    if (line.s[i] != line.s[0])
      return 0;
  return len;
}

static bool
is_thematic_break (const char *s, size_t len)
{
  size_t i, n = 0;

  if (s[0] != '*' && s[0] != '-' && s[0] != '_')
    return false;
  for (i = 0; i < len; i++) {
    if (is_space (s[i]))
      continue;
    if (s[i] != s[0])
      return false;
    n++;
  }
  return n > 2;
}

static bool
is_heading (const char *s, size_t len)
{
  size_t n = 0;

  while (n < len && s[n] == '#')
    n++;
  return n > 0 && n <= 6 && (n == len || is_space (s[n]));
}

static bool
is_code_fence (const char *s, size_t len)
{
  size_t n = 0;

  while (n < len && s[n] == s[0])
    n++;
  return n >= 3 && (s[0] == '~'
                    || (s[0] == '`' && !memchr (s + n, '`', len - n)));
}

/* Whether S starts with an element of raw text ("<pre>"): the block then
 * lasts until such an element is closed. */
static bool
is_raw_element (const char *s, size_t len, bool *closed)
{
  static const char *const names[] = {
    "script", "pre", "style", "textarea"
  };
  size_t i, at;
  bool found = false;

  for (i = 0; i < sizeof names / sizeof names[0] && !found; i++) {
    size_t n = strlen (names[i]);

    if (len <= n || strncasecmp (s + 1, names[i], n) != 0)
      continue;
    found = len == n + 1 || is_space (s[n + 1]) || s[n + 1] == '>'
      || s[n + 1] == '\f' || (s[n + 1] == '/' && len > n + 2
                              && s[n + 2] == '>');
  }
  *closed = false;
  for (at = 0; found && at + 2 < len && !*closed; at++)
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
      size_t n = strlen (names[i]);

      if (s[at] == '<' && s[at + 1] == '/' && len - at >= n + 3
          && strncasecmp (s + at + 2, names[i], n) == 0
          && s[at + 2 + n] == '>')
        *closed = true;
    }
  return found;
}

/* Classifies a line that starts with '<'.  Elements that last until an
 * empty line need not be told from paragraphs: both take in the next
 * line. */
static enum line_class
classify_html (const char *s, size_t len)
{
  static const struct {
    const char *open, *close;
  } kinds[] = {
    { "<!--", "-->" }, { "<?", "?>" }, { "<![CDATA[", "]]>" }
  };
  bool closed;
  size_t i;

  if (is_raw_element (s, len, &closed))
    return closed ? LINE_CLOSED : LINE_OPEN;
  for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    size_t n = strlen (kinds[i].open);

    if (len >= n && memcmp (s, kinds[i].open, n) == 0)
      return contains (s, len, kinds[i].close) ? LINE_CLOSED : LINE_OPEN;
  }
  if (len > 2 && s[1] == '!' && s[2] >= 'A' && s[2] <= 'Z')
    return memchr (s, '>', len) ? LINE_CLOSED : LINE_OPEN;
  return LINE_PARAGRAPH;
}

/* Skips the destination of a link reference definition, from *I on. */
static bool
skip_destination (const char *s, size_t len, size_t *i)
{
  size_t at = *i, depth = 0;

  if (at < len && s[at] == '<') {
    for (at++; at < len && s[at] != '>'; at++)
      if (s[at] == '\n' || s[at] == '<')
        return false;
      else if (s[at] == '\\' && at + 1 < len)
        at++;
    *i = at + 1;
    return at < len;
  }
  for (; at < len && !is_space (s[at]); at++) {
    if (s[at] == '\\' && at + 1 < len && !is_space (s[at + 1]))
      at++;
    else if (s[at] == '(')
      depth++;
    else if (s[at] == ')' && depth-- == 0)
      return false;
  }
  if (at == *i || depth)
    return false;
  *i = at;
  return true;
}

/* Whether the line is all of a link reference definition,
 * "[label]: destination 'title'". */
static bool
is_link_definition (const char *s, size_t len)
{
  size_t i = 1, spaces;
  char closer;

  while (i < len && s[i] != ']') {
    if (s[i] == '[')
      return false;
    i += s[i] == '\\' ? 2 : 1;
  }
  if (i + 1 >= len || s[i + 1] != ':' || is_blank (s + 1, i - 1))
    return false;
  for (i += 2; i < len && is_space (s[i]); i++)
    continue;
  if (!skip_destination (s, len, &i))
    return false;
  for (spaces = 0; i < len && is_space (s[i]); i++)
    spaces++;
  if (i == len)
    return true;
  closer = s[i] == '(' ? ')' : s[i];
  if (!spaces || (s[i] != '"' && s[i] != '\'' && s[i] != '('))
    return false;
  for (i++; i < len && s[i] != closer; i++)
    if (s[i] == '\\')
      i++;
  return i < len && is_blank (s + i + 1, len - i - 1);
}

/* Length of a list marker with the white space that must follow, or 0. */
static size_t
list_marker_length (const char *s, size_t len)
{
  size_t n = 0;

  if (s[0] == '-' || s[0] == '*' || s[0] == '+') {
    n = 1;
  } else {
    while (n < len && s[n] >= '0' && s[n] <= '9')
      n++;
    if (n == 0 || n > 9 || n == len || (s[n] != '.' && s[n] != ')'))
      return 0;
    n++;
  }
  if (n < len && s[n] != '\n' && s[n] != ' ' && s[n] != '\t')
    return 0;
  return n;
}

static enum line_class
classify (const char *s, size_t len)
{
  bool contained = false;
  enum line_class class;

  /* Each round strips one quote or list marker. */
  for (;;) {
    size_t indent = 0, n;

    while (len && (*s == ' ' || *s == '\t')) {
      indent += *s == ' ' ? 1 : 4 - indent % 4;
      s++;
      len--;
    }
    /* Nothing, or indented code. */
    if (is_blank (s, len) || indent > 3)
      return LINE_CLOSED;
    if (is_thematic_break (s, len) || is_heading (s, len))
      return LINE_CLOSED;
    if (*s == '>')
      n = 1;
    else
      n = list_marker_length (s, len);
    if (!n)
      break;
    contained = true;
    s += n;
    len -= n;
    /* The blank behind a marker belongs to it. */
    if (len && (*s == ' ' || *s == '\t')) {
      s++;
      len--;
    }
  }
  if (*s == '<')
    class = classify_html (s, len);
  else if (is_code_fence (s, len))
    class = LINE_OPEN;
  else if (*s == '[' && !contained && is_link_definition (s, len))
    class = LINE_DEFINITION;
  else
    class = LINE_PARAGRAPH;
  /* The container ends at the next line, and all but a paragraph with
   * it. */
  return contained && class == LINE_OPEN ? LINE_CLOSED : class;
}

bool
fm_find (const char *page, size_t len, struct fm_block *block)
{
  struct line fence, line;
  size_t at, n;

  *block = (struct fm_block) { .format = FM_NONE };
  if (!len)
    return false;
  fence = line_at (page, len, 0);
  at = fence.len;
  n = fence_length (fence);
  if (!n && at < len) {
    enum line_class class = classify (fence.s, fence.len);

    fence = line_at (page, len, at);
    n = fence_length (fence);
    /* Dashes under a definition make the parser look again. */
    if (n && (class == LINE_CLOSED
              || (class == LINE_DEFINITION && fence.s[0] == '-')))
      at += fence.len;
    else
      n = 0;
  }
  if (!n)
    return false;
  block->format = fence.s[0] == '-' ? FM_YAML : FM_TOML;
  block->text = page + at;
  block->line = fence.s == page ? 2 : 3;
  block->end = len;
  block->len = len - at;
  for (; at < len; at += line.len) {
    line = line_at (page, len, at);
    if (line.s[0] == fence.s[0] && fence_length (line) == n) {
      block->len = (size_t) (line.s - block->text);
      block->end = at + line.len;
      break;
    }
  }
  return true;
}
