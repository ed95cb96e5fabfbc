/* SPDX-License-Identifier: Apache-2.0 */
/* The inline stage of the Markdown parser. */

#include <config.h>

#include "plugins/common/markdown/inline.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/html.h"
#include "plugins/common/markdown/markdown.h"

static struct md_node *
new_text (struct md_inline *in, size_t start, size_t stop)
{
  struct md_node *node = md_parser_node (in->p, MD_TEXT);

  if (node != NULL)
    node->u.span = (struct md_span) { .start = start, .stop = stop };
  return node;
}

/* Text that ends at START can be made longer. */
static bool
can_grow (const struct md_node *node, size_t start)
{
  return node != NULL && node->kind == MD_TEXT && node->u.span.stop == start
         && !(node->flags & MD_SOFT_BREAK);
}

bool
md_append_text (struct md_inline *in, size_t start, size_t stop)
{
  struct md_node *node = in->parent->last;

  if (can_grow (node, start)) {
    node->u.span.stop = stop;
    return true;
  }
  node = new_text (in, start, stop);
  if (node == NULL)
    return false;
  md_node_append (in->parent, node);
  return true;
}

bool
md_turn_into_text (struct md_inline *in, struct md_node *node)
{
  struct md_span span = node->u.span;
  struct md_node *text;

  if (can_grow (node->prev, span.start)) {
    node->prev->u.span.stop = span.stop;
    md_node_unlink (node);
    return true;
  }
  text = new_text (in, span.start, span.stop);
  if (text == NULL)
    return false;
  md_node_replace (node, text);
  return true;
}

/* Notes where the last run of backquotes of each length begins. */
static void
note_runs (struct md_inline *in)
{
  size_t longest = 0;

  for (int pass = 0; pass < 2; pass++) {
    for (size_t line = 0; line < in->r.n_lines; line++) {
      const struct md_span *at = &in->r.lines[line];

      for (size_t i = at->start; i < at->stop; i++) {
        size_t start = i;

        while (i < at->stop && in->p->src[i] == '`')
          i++;
        if (i - start > longest)
          longest = i - start;
        if (pass == 1 && i > start)
          in->last_run[i - start] = start + 1;
      }
    }
    if (pass == 0) {
      in->last_run = pl_arena_array (in->p->arena, longest + 1,
                                     sizeof *in->last_run);
      if (in->last_run == NULL) {
        md_fail_memory (in->p);
        return;
      }
      in->n_runs = longest + 1;
    }
  }
}

/* Takes one blank or LF off both ends of SPAN's text if both have one. */
static void
strip_code (const char *src, struct md_node *span)
{
  struct md_span *first, *last;
  bool blank = true;

  for (struct md_node *n = span->first; n != NULL && blank; n = n->next)
    for (size_t i = n->u.span.start; i < n->u.span.stop && blank; i++)
      blank = md_is_space (src[i]);
  if (blank)
    return;
  first = &span->first->u.span;
  last = &span->last->u.span;
  if (first->start == first->stop || last->start == last->stop
      || (src[first->start] != ' ' && src[first->start] != '\n')
      || (src[last->stop - 1] != ' ' && src[last->stop - 1] != '\n'))
    return;
  first->start++;
  last->stop--;
}

static bool
add_code (struct md_inline *in, struct md_node *span, size_t start,
          size_t stop)
{
  struct md_node *text = new_text (in, start, stop);

  if (text == NULL)
    return false;
  text->flags |= MD_RAW;
  md_node_append (span, text);
  return true;
}

static struct md_node *
parse_code_span (struct md_inline *in)
{
  const char *src = in->p->src;
  size_t start = in->r.place.at.start, opener = 0;
  struct md_place behind;
  struct md_node *span;
  struct md_view v;

  while (start + opener < in->r.place.at.stop && src[start + opener] == '`')
    opener++;
  md_reader_advance (&in->r, opener);
  behind = in->r.place;
  if (in->last_run != NULL
      && (opener >= in->n_runs || in->last_run[opener] <= behind.at.start))
    return new_text (in, start, start + opener);

  span = md_parser_node (in->p, MD_CODE_SPAN);
  if (span == NULL)
    return NULL;
  while (md_reader_line (&in->r, &v)) {
    size_t from = in->r.place.at.start;

    for (size_t i = 0; i < v.len; i++) {
      size_t run = i;

      while (i < v.len && v.s[i] == '`')
        i++;
      if (i == run || i - run != opener)
        continue;
      if (run > 0 && !add_code (in, span, from, from + run))
        return NULL;
      md_reader_advance (&in->r, i);
      strip_code (src, span);
      return span;
    }
    if (!add_code (in, span, from, from + v.len))
      return NULL;
    md_reader_next_line (&in->r);
  }
  in->r.place = behind;
  if (in->last_run == NULL)
    note_runs (in);
  return in->p->error != 0 ? NULL : new_text (in, start, start + opener);
}

/* Length of a URL with scheme at S, without > behind it; 0: there is none. */
static size_t
match_uri (const char *s, size_t len)
{
  size_t i = 1;

  if (len == 0 || !md_char_is (s[0], MD_CH_ALPHA))
    return 0;
  while (i < len && (md_is_alnum (s[i]) || s[i] == '+' || s[i] == '-'
                     || s[i] == '.'))
    i++;
  if (i == 1 || i > 33 || i == len || s[i] != ':')
    return 0;
  i++;
  while (i < len && (unsigned char) s[i] > ' ' && s[i] != '<' && s[i] != '>')
    i++;
  return i;
}

static size_t
match_mail (const char *s, size_t len)
{
  size_t i = 0, domain;

  while (i < len && md_char_is (s[i], MD_CH_EMAIL))
    i++;
  if (i == 0 || i == len || s[i] != '@')
    return 0;
  i++;
  domain = md_match_domain (s + i, len - i);
  return domain > 0 ? i + domain : 0;
}

static struct md_node *
parse_autolink (struct md_inline *in)
{
  unsigned flags = MD_EMAIL;
  struct md_node *link;
  struct md_view v;
  size_t n;

  if (!md_reader_line (&in->r, &v))
    return NULL;
  n = match_mail (v.s + 1, v.len - 1);
  if (n == 0) {
    n = match_uri (v.s + 1, v.len - 1);
    flags = 0;
  }
  if (n == 0 || n + 1 >= v.len || v.s[n + 1] != '>')
    return NULL;
  link = md_parser_node (in->p, MD_AUTOLINK);
  if (link == NULL)
    return NULL;
  link->flags |= flags;
  link->u.span = (struct md_span) {
    .start = in->r.place.at.start + 1, .stop = in->r.place.at.start + 1 + n
  };
  md_reader_advance (&in->r, n + 2);
  return link;
}

/* Makes raw HTML of what lies between the current place and END. */
static struct md_node *
take_html (struct md_inline *in, size_t end_line, size_t end)
{
  struct md_node *html = md_parser_node (in->p, MD_RAW_HTML);
  struct md_span span;

  if (html == NULL)
    return NULL;
  while (in->r.place.line < end_line) {
    if (!md_parser_add_line (in->p, html, in->r.place.at))
      return NULL;
    md_reader_next_line (&in->r);
  }
  span = in->r.place.at;
  span.stop = end;
  if (!md_parser_add_line (in->p, html, span))
    return NULL;
  md_reader_advance (&in->r, end - span.start);
  return html;
}

/* Raw HTML that ends with the string END, looked for SKIP characters behind
 * the current place. */
static struct md_node *
parse_until (struct md_inline *in, size_t skip, const char *end,
             enum md_html_end which)
{
  size_t from = in->r.place.at.start + skip;

  if (in->html_end_missing[which])
    return NULL;
  for (size_t line = in->r.place.line; line < in->r.n_lines; line++) {
    const struct md_span *at = &in->r.lines[line];
    const char *found;

    if (from < at->start)
      from = at->start;
    found = memmem (in->p->src + from, at->stop - from, end, strlen (end));
    if (found != NULL)
      return take_html (in, line, (size_t) (found - in->p->src)
                        + strlen (end));
  }
  in->html_end_missing[which] = true;
  return NULL;
}

static struct md_node *
parse_raw_html (struct md_inline *in)
{
  struct md_scan scan;
  struct md_view v;

  if (!md_reader_line (&in->r, &v) || v.len < 2)
    return NULL;
  if (v.s[1] == '?')
    return parse_until (in, 0, "?>", MD_END_INSTRUCTION);
  if (v.s[1] == '!') {
    size_t start = in->r.place.at.start;

    if (v.len >= 5 && memcmp (v.s, "<!-->", 5) == 0)
      return take_html (in, in->r.place.line, start + 5);
    if (v.len >= 6 && memcmp (v.s, "<!--->", 6) == 0)
      return take_html (in, in->r.place.line, start + 6);
    if (v.len >= 4 && memcmp (v.s, "<!--", 4) == 0)
      return parse_until (in, 4, "-->", MD_END_COMMENT);
    if (v.len > 2 && v.s[2] >= 'A' && v.s[2] <= 'Z')
      return parse_until (in, 0, ">", MD_END_DECLARATION);
    if (v.len >= 9 && memcmp (v.s, "<![CDATA[", 9) == 0)
      return parse_until (in, 0, "]]>", MD_END_CDATA);
    return NULL;
  }
  scan = (struct md_scan) {
    .src = in->p->src, .lines = in->r.lines, .n_lines = in->r.n_lines,
    .line = in->r.place.line, .at = in->r.place.at.start, .valid_only = true
  };
  return md_scan_tag (&scan) ? take_html (in, scan.line, scan.at) : NULL;
}

static struct md_node *
parse_task_box (struct md_inline *in)
{
  struct md_node *item = in->parent->parent, *box;
  struct md_view v;
  size_t n = 3;

  if (item->kind != MD_ITEM || item->first != in->parent
      || in->parent->first != NULL || !md_reader_line (&in->r, &v)
      || v.len < 3 || v.s[2] != ']'
      || !(md_is_space (v.s[1]) || v.s[1] == '\f' || v.s[1] == 'x'
           || v.s[1] == 'X'))
    return NULL;
  while (n < v.len && (md_is_space (v.s[n]) || v.s[n] == '\f'))
    n++;
  box = md_parser_node (in->p, MD_TASK_BOX);
  if (box == NULL)
    return NULL;
  if (v.s[1] == 'x' || v.s[1] == 'X')
    box->flags |= MD_CHECKED;
  md_reader_advance (&in->r, n);
  return box;
}

/* Tries PARSE; on failure goes back to PLACE. */
static struct md_node *
attempt (struct md_inline *in, struct md_node *(*parse) (struct md_inline *),
         const struct md_place *place)
{
  struct md_node *node;

  if (in->p->error != 0)
    return NULL;
  node = parse (in);
  if (node == NULL)
    in->r.place = *place;
  return node;
}

/* Parses what C, at the current place, can begin.  Blanks, and other
 * characters at the start of a line or behind an inline, come as a blank. */
static struct md_node *
parse_at (struct md_inline *in, char c)
{
  unsigned options = in->p->options;
  struct md_place place = in->r.place;
  struct md_node *node = NULL;

  switch (c) {
  case '`':
    return attempt (in, parse_code_span, &place);
  case '[':
    if (options & MD_TASKS)
      node = attempt (in, parse_task_box, &place);
    return node != NULL ? node : attempt (in, md_parse_bracket, &place);
  case '!':
  case ']':
    return attempt (in, md_parse_bracket, &place);
  case '<':
    node = attempt (in, parse_autolink, &place);
    return node != NULL ? node : attempt (in, parse_raw_html, &place);
  case '*':
  case '_':
    return attempt (in, md_parse_delimiter, &place);
  case '~':
    if (options & MD_STRIKE)
      node = attempt (in, md_parse_delimiter, &place);
    break;
  default:
    break;
  }
  if (node == NULL && (options & MD_LINKIFY))
    node = attempt (in, md_parse_bare_link, &place);
  return node;
}

static bool
begins_something (const struct md_inline *in, char c)
{
  switch (c) {
  case '`': case '[': case '!': case ']': case '<': case '*': case '_':
    return true;
  case '~':
    return (in->p->options & (MD_STRIKE | MD_LINKIFY)) != 0;
  case '(':
  case ' ':
    return (in->p->options & MD_LINKIFY) != 0;
  default:
    return false;
  }
}

/* How much of the line S belongs to its text, and the kind of break at its
 * end. */
static size_t
find_line_break (const char *s, size_t len, unsigned *flags, bool *visible)
{
  size_t eol = len > 1 && s[len - 2] == '\r' ? 2 : 1;

  *flags = 0;
  *visible = false;
  if (s[len - 1] != '\n')
    return len;
  /* LF alone is looked at first: a CR may stand behind the backslash or the
   * blanks, too, but cannot be one of them. */
  for (size_t n = 1; n <= eol; n++) {
    if (len > n && s[len - n - 1] == '\\'
        && (len == n + 1 || s[len - n - 2] != '\\')) {
      *flags = MD_HARD_BREAK;
      *visible = true;
      return len - n - 1;
    }
  }
  for (size_t n = 1; n <= eol; n++) {
    if (len >= n + 2 && s[len - n - 1] == ' ' && s[len - n - 2] == ' ') {
      *flags = MD_HARD_BREAK;
      return len - n - 2;
    }
  }
  *flags = MD_SOFT_BREAK;
  return len;
}

/* Ends a line: what is left since START is text, without white space at its
 * end unless a backslash follows. */
static bool
end_line (struct md_inline *in, size_t start, unsigned flags, bool visible)
{
  size_t stop = in->r.place.at.start;
  struct md_node *text;

  while (!visible && stop > start && md_is_space (in->p->src[stop - 1]))
    stop--;
  text = new_text (in, start, stop);
  if (text == NULL)
    return false;
  text->flags |= flags;
  md_node_append (in->parent, text);
  md_reader_next_line (&in->r);
  return true;
}

/* Parses up to the next inline or the end of the line, whichever comes
 * first.  *ESCAPED: a backslash came before. */
static bool
parse_some (struct md_inline *in, bool *escaped)
{
  size_t base = in->r.place.at.start, start = base, len;
  unsigned flags;
  bool visible;
  struct md_view v;

  md_reader_line (&in->r, &v);
  len = find_line_break (v.s, v.len, &flags, &visible);
  for (size_t i = 0; i < len && v.s[i] != '\n'; i++) {
    char c = v.s[i];
    bool space = md_is_space (c) && c != '\r', punct = md_is_punct (c);
    char first = space || (i == 0 && !punct) ? ' ' : c;

    if (((punct && !*escaped) || space || i == 0)
        && begins_something (in, first)) {
      struct md_node *node;

      in->r.place.at.start = base + i;
      if (i > 0 && !md_append_text (in, start, base + i))
        return false;
      start = base + i;
      node = parse_at (in, first);
      if (in->p->error != 0)
        return false;
      if (node != NULL) {
        md_node_append (in->parent, node);
        return true;
      }
    }
    *escaped = !*escaped && c == '\\';
  }
  in->r.place.at.start = base + len - (flags == MD_SOFT_BREAK);
  return end_line (in, start, flags, visible);
}

static void
parse_block (struct md_inline *in, struct md_node *block)
{
  bool escaped = false;
  struct md_view v;

  in->parent = block;
  in->first = in->last = NULL;
  in->order = in->n_brackets = in->n_links = 0;
  in->last_run = NULL;
  in->mail_from = in->mail_at = 0;
  memset (in->html_end_missing, 0, sizeof in->html_end_missing);
  in->link_memo = (struct md_link_memo) {
    .arena = in->p->arena,
    .bad_tail = { (size_t) -1, (size_t) -1 }
  };
  md_reader_init (&in->r, in->p->src, block->u.lines.at, block->u.lines.n);
  while (in->p->error == 0 && md_reader_line (&in->r, &v))
    if (!parse_some (in, &escaped))
      return;
  if (in->p->error == 0) {
    md_pair_delimiters (in, NULL);
    md_drop_brackets (in);
  }
}

void
md_parse_inlines (struct md_parser *p)
{
  struct md_inline in = { .p = p };
  struct md_node *n = p->root;

  while (n != NULL && p->error == 0) {
    switch (n->kind) {
    case MD_PARAGRAPH:
    case MD_TEXT_BLOCK:
    case MD_HEADING:
    case MD_TABLE_CELL:
      parse_block (&in, n);
      n = md_node_following (n, p->root);
      break;
    default:
      n = md_node_after (n, p->root);
    }
  }
  free (in.brackets);
}
