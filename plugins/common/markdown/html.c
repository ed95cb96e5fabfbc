/* SPDX-License-Identifier: Apache-2.0 */
/* HTML in Markdown: tags, and blocks that begin with them. */

#include <config.h>

#include "plugins/common/markdown/html.h"

#include <string.h>

#include "common/utf8.h"
#include "plugins/common/markdown/block.h"
#include "plugins/common/markdown/chars.h"

/* The kinds of HTML blocks, as the CommonMark specification counts them. */
enum {
  HTML_RAW_TEXT = 1,      /* script, pre, style, textarea */
  HTML_COMMENT = 2,
  HTML_INSTRUCTION = 3,
  HTML_DECLARATION = 4,
  HTML_CDATA = 5,
  HTML_BLOCK_TAG = 6,
  HTML_OTHER_TAG = 7
};

/* Sorted. */
static const char *const block_tags[] = {
  "address", "article", "aside", "base", "basefont", "blockquote", "body",
  "caption", "center", "col", "colgroup", "dd", "details", "dialog", "dir",
  "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
  "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
  "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem",
  "meta", "nav", "noframes", "ol", "optgroup", "option", "p", "param",
  "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
  "thead", "title", "tr", "track", "ul"
};

static const char *const raw_text_tags[] = {
  "script", "pre", "style", "textarea"
};

/* Sets *C to the current character and returns its length, 0 at the end. */
static size_t
scan_look (struct md_scan *s, char *c)
{
  const struct md_span *line = &s->lines[s->line];
  size_t n = 1;

  while (s->at >= line->stop) {
    if (s->line + 1 >= s->n_lines)
      return 0;
    line = &s->lines[++s->line];
    s->at = line->start;
  }
  *c = s->src[s->at];
  if (((unsigned char) *c & 0x80) && s->valid_only) {
    uint32_t rune;

    n = pl_utf8_decode (s->src + s->at, line->stop - s->at, &rune);
    if (rune == PL_RUNE_ERROR)
      return 0;
  }
  return n;
}

/* Goes over the character C if it is the next one. */
static bool
scan_char (struct md_scan *s, char c)
{
  char found;

  if (scan_look (s, &found) == 0 || found != c)
    return false;
  s->at++;
  return true;
}

/* Goes over characters of the classes; returns how many. */
static size_t
scan_class (struct md_scan *s, unsigned classes)
{
  size_t n = 0;
  char c;

  while (scan_look (s, &c) > 0 && md_char_is (c, classes)) {
    s->at++;
    n++;
  }
  return n;
}

static bool
scan_unquoted_value (struct md_scan *s)
{
  bool any = false;
  size_t n;
  char c;

  while ((n = scan_look (s, &c)) > 0 && (unsigned char) c > ' '
         && strchr ("\"'=<>`", c) == NULL) {
    s->at += n;
    any = true;
  }
  return any;
}

static bool
scan_value (struct md_scan *s)
{
  char quote, c;
  size_t n;

  if (scan_look (s, &quote) == 0)
    return false;
  if (quote != '"' && quote != '\'')
    return scan_unquoted_value (s);
  s->at++;
  while ((n = scan_look (s, &c)) > 0) {
    s->at += n;
    if (c == quote)
      return true;
  }
  return false;
}

/* Goes over the attributes of a tag, if there are any: white space, name and
 * perhaps a value, for each. */
static void
scan_attributes (struct md_scan *s)
{
  for (;;) {
    struct md_scan good = *s;
    char c;

    if (scan_class (s, MD_CH_SPACE) == 0 || scan_look (s, &c) == 0
        || !(md_char_is (c, MD_CH_ALPHA) || c == '_' || c == ':')) {
      *s = good;
      return;
    }
    scan_class (s, MD_CH_NAME);
    good = *s;
    scan_class (s, MD_CH_SPACE);
    if (!scan_char (s, '=')) {
      *s = good;
      continue;
    }
    scan_class (s, MD_CH_SPACE);
    if (!scan_value (s)) {
      *s = good;
      return;
    }
  }
}

/* White space, where CR counts only before LF. */
static void
scan_tag_space (struct md_scan *s)
{
  char c;

  while (scan_look (s, &c) > 0) {
    if (c == '\r') {
      if (s->at + 1 >= s->lines[s->line].stop || s->src[s->at + 1] != '\n')
        return;
    } else if (!md_is_space (c)) {
      return;
    }
    s->at++;
  }
}

bool
md_scan_tag (struct md_scan *s)
{
  bool closes;
  char c;

  if (!scan_char (s, '<'))
    return false;
  closes = scan_char (s, '/');
  if (scan_look (s, &c) == 0 || !md_char_is (c, MD_CH_ALPHA))
    return false;
  while (scan_look (s, &c) > 0
         && (md_char_is (c, MD_CH_ALPHA | MD_CH_DIGIT) || c == '-'))
    s->at++;
  if (!closes)
    scan_attributes (s);
  scan_tag_space (s);
  if (!closes)
    scan_char (s, '/');
  return scan_char (s, '>');
}

/* Length of NAME at S, ignoring the case of letters, or 0.  The long s
 * counts as an s, as it does in Unicode. */
static size_t
match_fold (const char *s, size_t len, const char *name)
{
  size_t i = 0;

  for (; *name != '\0'; name++) {
    if (i < len && (s[i] | 0x20) == *name)
      i++;
    else if (*name == 's' && i + 1 < len && s[i] == '\xc5'
             && s[i + 1] == '\xbf')
      i += 2;
    else
      return 0;
  }
  return i;
}

/* Compares the tag name S with the lower case NAME, ignoring case. */
static int
compare_tag (const char *s, size_t len, const char *name)
{
  for (size_t i = 0; i < len; i++) {
    char c = (char) (s[i] | 0x20);

    if (c != name[i])
      return c < name[i] ? -1 : 1;
  }
  return name[len] == '\0' ? 0 : -1;
}

static bool
is_block_tag (const char *s, size_t len)
{
  size_t low = 0, high = sizeof block_tags / sizeof *block_tags;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int c = compare_tag (s, len, block_tags[middle]);

    if (c == 0)
      return true;
    if (c < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return false;
}

/* The line is over at S, but for its end. */
static bool
is_line_end (const char *s, size_t len)
{
  return len == 0 || (len == 1 && s[0] == '\n')
         || (len == 2 && s[0] == '\r' && s[1] == '\n');
}

static bool
begins_raw_text (const char *s, size_t len)
{
  for (size_t i = 0; i < sizeof raw_text_tags / sizeof *raw_text_tags; i++) {
    size_t n = match_fold (s, len, raw_text_tags[i]);

    if (n == 0)
      continue;
    s += n;
    len -= n;
    return len == 0 || md_is_space (s[0]) || s[0] == '\f' || s[0] == '>'
           || (len > 1 && s[0] == '/' && s[1] == '>');
  }
  return false;
}

/* The line S, behind its <, is nothing but a tag.  *HAS_ATTRIBUTES and *NAME
 * tell more about it. */
static bool
is_lone_tag (const char *s, size_t len, size_t name_end,
             bool *has_attributes)
{
  struct md_span line = { .start = 0, .stop = len };
  struct md_scan scan = {
    .src = s, .lines = &line, .n_lines = 1, .at = name_end
  };
  size_t i;

  scan_attributes (&scan);
  i = scan.at;
  *has_attributes = i > name_end;
  while (i < len && s[i] == ' ')
    i++;
  if (i < len && s[i] == '/')
    i++;
  if (i == len || s[i] != '>')
    return false;
  i++;
  while (i < len && s[i] == ' ')
    i++;
  return is_line_end (s + i, len - i);
}

/* The kind of block that begins with S, which stands behind a <; or 0. */
static int
tag_block_kind (const char *s, size_t len, bool in_paragraph)
{
  size_t name = 0, end;
  bool closes = len > 0 && s[0] == '/', has_attributes;

  if (closes)
    for (name = 1; name < len && s[name] == ' '; name++)
      ;
  end = name;
  if (end == len || !md_char_is (s[end], MD_CH_ALPHA))
    return 0;
  while (end < len
         && (md_char_is (s[end], MD_CH_ALPHA | MD_CH_DIGIT) || s[end] == '-'))
    end++;
  if (is_block_tag (s + name, end - name)) {
    if (is_line_end (s + end, len - end) || s[end] == ' ' || s[end] == '>'
        || (len - end > 1 && s[end] == '/' && s[end + 1] == '>')
        || is_lone_tag (s, len, end, &has_attributes))
      return HTML_BLOCK_TAG;
    return 0;
  }
  if (in_paragraph || !is_lone_tag (s, len, end, &has_attributes))
    return 0;
  /* </ with a blank behind it is not taken for a closing tag here. */
  if (closes && name == 1 && has_attributes)
    return 0;
  if (compare_tag (s + name, end - name, "script") == 0
      || compare_tag (s + name, end - name, "style") == 0
      || compare_tag (s + name, end - name, "pre") == 0)
    return 0;
  return HTML_OTHER_TAG;
}

static bool
has_prefix (const char *s, size_t len, const char *prefix)
{
  size_t n = strlen (prefix);

  return len >= n && memcmp (s, prefix, n) == 0;
}

struct md_node *
md_open_html (struct md_blocks *b, struct md_node *parent)
{
  struct md_node *last = md_blocks_last (b), *node;
  struct md_view v;
  const char *s;
  size_t i = 0, len;
  int kind = 0;

  (void) parent;
  if (!b->has_offset || !md_blocks_line (b, &v))
    return NULL;
  while (i < v.len && md_view_at (&v, i) == ' ')
    i++;
  if (i > 3 || i == v.len || md_view_at (&v, i) != '<')
    return NULL;
  s = v.s + (i - v.pad) + 1;
  len = v.len - i - 1;
  if (begins_raw_text (s, len))
    kind = HTML_RAW_TEXT;
  else if (has_prefix (s, len, "!--"))
    kind = HTML_COMMENT;
  else if (has_prefix (s, len, "?"))
    kind = HTML_INSTRUCTION;
  else if (len > 1 && s[0] == '!' && s[1] >= 'A' && s[1] <= 'Z')
    kind = HTML_DECLARATION;
  else if (has_prefix (s, len, "![CDATA["))
    kind = HTML_CDATA;
  else
    kind = tag_block_kind (s, len, last != NULL
                           && last->kind == MD_PARAGRAPH);
  if (kind == 0)
    return NULL;
  node = md_parser_node (b->p, MD_HTML_BLOCK);
  if (node == NULL || !md_parser_add_line (b->p, node, md_blocks_span (b)))
    return NULL;
  node->level = kind;
  return node;
}

/* The tag that ends a block of raw text is somewhere in S. */
static bool
has_raw_text_end (const char *s, size_t len)
{
  const char *end = s + len;

  while ((s = memchr (s, '<', (size_t) (end - s))) != NULL) {
    s++;
    if (s == end || *s != '/')
      continue;
    s++;
    for (size_t i = 0; i < sizeof raw_text_tags / sizeof *raw_text_tags; i++) {
      size_t n = match_fold (s, (size_t) (end - s), raw_text_tags[i]);

      if (n > 0 && s + n < end && s[n] == '>')
        return true;
    }
  }
  return false;
}

static bool
has_block_end (int kind, const char *s, size_t len)
{
  switch (kind) {
  case HTML_RAW_TEXT:
    return has_raw_text_end (s, len);
  case HTML_COMMENT:
    return memmem (s, len, "-->", 3) != NULL;
  case HTML_INSTRUCTION:
    return memmem (s, len, "?>", 2) != NULL;
  case HTML_DECLARATION:
    return memchr (s, '>', len) != NULL;
  case HTML_CDATA:
    return memmem (s, len, "]]>", 3) != NULL;
  default:
    return false;
  }
}

bool
md_continue_html (struct md_blocks *b, struct md_node *node)
{
  struct md_span span = md_blocks_span (b);
  const struct md_span *first = &node->u.lines.at[0];
  struct md_view v;
  size_t n;

  if (!md_blocks_line (b, &v))
    return false;
  if (node->level >= HTML_BLOCK_TAG)
    return !md_blocks_is_blank (b)
           && md_parser_add_line (b->p, node, span);
  if (node->u.lines.n == 1
      && has_block_end (node->level, b->p->src + first->start,
                        first->stop - first->start))
    return false;
  if (!has_block_end (node->level, v.s, v.len - v.pad))
    return md_parser_add_line (b->p, node, span);
  node->extra = span;
  node->flags |= MD_HAS_CLOSURE;
  /* Where the reference tool goes on: behind the text of the line for raw
   * text, but in the next line for the others, which then gets no chance to
   * continue the blocks around. */
  n = v.len;
  if (node->level == HTML_RAW_TEXT)
    while (n > v.pad && md_is_space (v.s[n - v.pad - 1]))
      n--;
  md_blocks_advance (b, n);
  return false;
}
