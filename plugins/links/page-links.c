/* SPDX-License-Identifier: Apache-2.0 */
/* Finds links and anchors in a page. */

#include <config.h>

#include "plugins/links/page-links.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "common/buffer.h"
#include "common/utf8.h"
#include "plugins/common/frontmatter/frontmatter.h"
#include "plugins/common/markdown/markdown.h"

struct reader {
  struct pl_arena *arena;
  struct plating_text body;
  uint32_t first_line;          /* of the body, in the page */
  size_t counted;               /* bytes whose lines were counted, ... */
  uint32_t line;                /* ... and the line there */
  struct links_page *page;
  struct links_link **last_link;
  struct links_anchor **last_anchor;
};

/* -- lists ------------------------------------------------------------ */

static uint32_t
line_at (struct reader *r, size_t offset)
{
  if (offset < r->counted) {
    r->counted = 0;
    r->line = r->first_line;
  }
  for (; r->counted < offset && r->counted < r->body.len; r->counted++)
    r->line += r->body.ptr[r->counted] == '\n';
  return r->line;
}

static int
add_link (struct reader *r, struct plating_text target, size_t offset)
{
  struct links_link *link = pl_arena_zalloc (r->arena, sizeof *link);

  if (!link)
    return PLATING_E_NOMEM;
  link->target = target;
  link->line = line_at (r, offset);
  *r->last_link = link;
  r->last_link = &link->next;
  return 0;
}

static int
add_anchor (struct reader *r, struct plating_text name,
            enum links_style style)
{
  struct links_anchor *anchor = pl_arena_zalloc (r->arena, sizeof *anchor);

  if (!anchor)
    return PLATING_E_NOMEM;
  anchor->name = name;
  anchor->style = style;
  *r->last_anchor = anchor;
  r->last_anchor = &anchor->next;
  return 0;
}

bool
links_has_anchor (const struct links_page *page, struct plating_text anchor)
{
  const struct links_anchor *a;

  for (a = page->anchors; a; a = a->next)
    if (a->name.len == anchor.len
        && !memcmp (a->name.ptr, anchor.ptr, anchor.len))
      return true;
  return false;
}

/* -- headings --------------------------------------------------------- */

/* Appends what becomes of TEXT in an anchor.  GitHub keeps each blank as a
 * dash; MkDocs makes one dash of several. */
static void
put_slug (struct pl_buffer *out, const struct pl_buffer *text,
          bool is_github)
{
  size_t start = out->len, i, n;
  uint32_t rune;

  for (i = 0; i < text->len; i += n) {
    n = pl_utf8_decode (text->data + i, text->len - i, &rune);
    if (rune >= 'A' && rune <= 'Z') {
      pl_buffer_putc (out, (char) (rune | 32));
    } else if ((rune >= 'a' && rune <= 'z') || (rune >= '0' && rune <= '9')
               || rune == '_') {
      pl_buffer_putc (out, (char) rune);
    } else if (rune == ' ' || rune == '-' || rune == '\t') {
      if (is_github || (out->len > start && out->data[out->len - 1] != '-'))
        pl_buffer_putc (out, '-');
    } else if (rune >= 0x80 && is_github) {
      pl_buffer_append (out, text->data + i, n);
    }
  }
  while (!is_github && out->len > start && out->data[out->len - 1] == '-')
    out->len--;
}

/* Whether a heading of this style has NAME already. */
static bool
is_taken (const struct links_page *page, struct plating_text name,
          enum links_style style)
{
  const struct links_anchor *a;

  for (a = page->anchors; a; a = a->next)
    if (a->style == style && a->name.len == name.len
        && !memcmp (a->name.ptr, name.ptr, name.len))
      return true;
  return false;
}

/* Adds the anchor that a style makes, with a number if it is there. */
static int
add_slug (struct reader *r, const struct pl_buffer *text, bool is_github)
{
  enum links_style style = is_github ? LINKS_GITHUB : LINKS_MKDOCS;
  struct pl_buffer slug;
  struct plating_text name;
  size_t len;
  unsigned n = 0;
  int code;

  pl_buffer_init (&slug);
  put_slug (&slug, text, is_github);
  len = slug.len;
  for (;;) {
    name = (struct plating_text) { len ? slug.data : "", slug.len };
    if (n > 1000 || !is_taken (r->page, name, style))
      break;
    slug.len = len;
    pl_buffer_printf (&slug, is_github ? "-%u" : "_%u", ++n);
  }
  name.ptr = pl_arena_strndup (r->arena, name.ptr, name.len);
  code = slug.failed || !name.ptr ? PLATING_E_NOMEM
    : add_anchor (r, name, style);
  pl_buffer_release (&slug);
  return code;
}

static int
add_heading (struct reader *r, const struct md_node *heading)
{
  const struct md_attribute *a;
  struct pl_buffer text;
  int code;

  pl_buffer_init (&text);
  md_node_write_text (r->body.ptr, heading, &text);
  code = text.failed ? PLATING_E_NOMEM : add_slug (r, &text, false);
  if (code == 0)
    code = add_slug (r, &text, true);
  if (code == 0) {
    struct links_heading *h = pl_arena_zalloc (r->arena, sizeof *h);

    if (h) {
      h->text.ptr = pl_arena_strndup (r->arena, text.data, text.len);
      h->text.len = text.len;
      h->next = r->page->headings;
      r->page->headings = h;
    }
    if (!h || !h->text.ptr)
      code = PLATING_E_NOMEM;
  }
  pl_buffer_release (&text);
  for (a = heading->attributes; a && code == 0; a = a->next)
    if (a->name_len == 2 && !memcmp (a->name, "id", 2))
      code = add_anchor (r, (struct plating_text) { a->value,
                                                    a->value_len },
                         LINKS_EXPLICIT);
  return code;
}

/* -- HTML ------------------------------------------------------------- */

/* The value of the attribute NAME in the tag that starts at S. */
static bool
find_attribute (struct plating_text tag, const char *name,
                struct plating_text *value)
{
  size_t n = strlen (name), i;

  for (i = 1; i + n + 2 < tag.len; i++) {
    char quote = tag.ptr[i + n + 1];
    const char *end;

    if (!strchr (" \t\r\n", tag.ptr[i - 1])
        || strncasecmp (tag.ptr + i, name, n) || tag.ptr[i + n] != '='
        || (quote != '"' && quote != '\''))
      continue;
    end = memchr (tag.ptr + i + n + 2, quote, tag.len - (i + n + 2));
    if (!end)
      return false;
    value->ptr = tag.ptr + i + n + 2;
    value->len = (size_t) (end - value->ptr);
    return true;
  }
  return false;
}

/* Looks at the tags of a piece of HTML that starts at OFFSET. */
static int
add_html (struct reader *r, size_t offset, size_t stop)
{
  static const char *const links[] = { "href", "src" };
  static const char *const anchors[] = { "id", "name" };
  size_t i, k;
  int code = 0;

  for (i = offset; i < stop && code == 0; i++) {
    struct plating_text tag, value;
    const char *end;

    if (r->body.ptr[i] != '<')
      continue;
    end = memchr (r->body.ptr + i, '>', stop - i);
    tag = (struct plating_text) { r->body.ptr + i,
                                  end ? (size_t) (end - r->body.ptr) - i
                                  : stop - i };
    for (k = 0; k < 2 && code == 0; k++) {
      if (find_attribute (tag, links[k], &value))
        code = add_link (r, value, i);
      if (code == 0 && find_attribute (tag, anchors[k], &value))
        code = add_anchor (r, value, LINKS_EXPLICIT);
    }
    i += tag.len - 1;
  }
  return code;
}

static int
add_html_lines (struct reader *r, const struct md_node *node)
{
  const struct md_lines *lines = &node->u.lines;

  if (!lines->n)
    return 0;
  return add_html (r, lines->at[0].start, lines->at[lines->n - 1].stop);
}

/* -- the page --------------------------------------------------------- */

/* A place in the source near NODE, which has none of its own. */
static size_t
place_of (const struct md_node *node, size_t before)
{
  const struct md_node *n;

  for (n = node->first; n; n = md_node_after (n, node))
    if (n->kind == MD_TEXT)
      return n->u.span.start;
  for (n = node; n; n = n->parent)
    if (md_is_block (n) && n->kind != MD_DOCUMENT && n->u.lines.n
        && n->u.lines.at[0].start > before)
      return n->u.lines.at[0].start;
  return before;
}

static int
take_node (struct reader *r, const struct md_node *node, size_t *place)
{
  switch (node->kind) {
  case MD_HEADING:
    return add_heading (r, node);
  case MD_LINK:
  case MD_IMAGE:
    *place = place_of (node, *place);
    return add_link (r, (struct plating_text) { node->u.target.dest,
                                                node->u.target.dest_len },
                     *place);
  case MD_HTML_BLOCK:
  case MD_RAW_HTML:
    return add_html_lines (r, node);
  case MD_TEXT:
    *place = node->u.span.start;
    return 0;
  default:
    return 0;
  }
}

static uint32_t
count_lines (struct plating_text text, size_t end)
{
  uint32_t line = 1;
  size_t i;

  for (i = 0; i < end; i++)
    line += text.ptr[i] == '\n';
  return line;
}

int
links_read (struct pl_arena *arena, struct plating_text page,
            struct links_page *result)
{
  struct reader r = { .arena = arena, .body = page, .page = result };
  struct fm_block block;
  const struct md_node *node;
  struct md_node *root;
  const char *error;
  size_t place = 0;
  int code;

  *result = (struct links_page) { NULL, NULL, NULL };
  r.last_link = &result->links;
  r.last_anchor = &result->anchors;
  if (page.len > 3 && !memcmp (page.ptr, "---", 3)
      && fm_find (page.ptr, page.len, &block))
    r.body = (struct plating_text) { page.ptr + block.end,
                                     page.len - block.end };
  r.first_line = r.line = count_lines (page, (size_t) (r.body.ptr
                                                       - page.ptr));
  code = md_parse (arena, r.body.ptr, r.body.len,
                   MD_TABLES | MD_HEADING_ATTRIBUTES, &root, &error);
  if (code < 0)
    return code == -EFBIG ? PLATING_E_LIMIT : PLATING_E_NOMEM;
  for (node = root; node && code == 0; node = md_node_after (node, root))
    code = take_node (&r, node, &place);
  return code;
}

/* -- targets ---------------------------------------------------------- */

static bool
has_scheme (struct plating_text t)
{
  size_t i;

  for (i = 0; i < t.len; i++) {
    char c = t.ptr[i], small = (char) (c | 32);

    if (c == ':')
      return i > 1;
    if (!(small >= 'a' && small <= 'z')
        && !(i && ((c >= '0' && c <= '9') || c == '+' || c == '-'
                   || c == '.')))
      return false;
  }
  return false;
}

static int
hex_digit (char c)
{
  return c >= '0' && c <= '9' ? c - '0'
         : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static void
put_decoded (struct pl_buffer *out, const char *s, size_t len)
{
  size_t i;

  for (i = 0; i < len; i++)
    if (s[i] == '%' && i + 2 < len && hex_digit (s[i + 1]) >= 0
        && hex_digit (s[i + 2]) >= 0) {
      pl_buffer_putc (out, (char) (hex_digit (s[i + 1]) << 4
                                   | hex_digit (s[i + 2])));
      i += 2;
    } else {
      pl_buffer_putc (out, s[i]);
    }
}

/* Takes "." and ".." out of the path in B.  Returns false if it leaves the
 * site. */
static bool
normalize (struct pl_buffer *b)
{
  char *from = b->data, *end = b->data + b->len, *to = b->data;

  while (from < end) {
    char *slash = memchr (from, '/', (size_t) (end - from));
    size_t n = (size_t) ((slash ? slash : end) - from);

    if (n == 2 && from[0] == '.' && from[1] == '.') {
      if (to == b->data)
        return false;
      for (to--; to > b->data && to[-1] != '/'; to--)
        continue;
    } else if (n && !(n == 1 && from[0] == '.')) {
      memmove (to, from, n);
      to += n;
      if (slash)
        *to++ = '/';
    }
    from = slash ? slash + 1 : end;
  }
  b->len = (size_t) (to - b->data);
  return true;
}

int
links_resolve (struct pl_arena *arena, struct plating_text from,
               struct plating_text target, struct plating_text *path,
               struct plating_text *anchor)
{
  const char *hash, *query;
  struct pl_buffer b;
  size_t len = target.len;
  int result = 1;

  if (has_scheme (target) || (target.len && target.ptr[0] == '/'))
    return 0;
  *anchor = (struct plating_text) { NULL, 0 };
  hash = target.len ? memchr (target.ptr, '#', target.len) : NULL;
  pl_buffer_init (&b);
  if (hash) {
    len = (size_t) (hash - target.ptr);
    put_decoded (&b, hash + 1, target.len - len - 1);
    anchor->ptr = pl_arena_strndup (arena, b.data ? b.data : "", b.len);
    anchor->len = b.len;
    if (!anchor->ptr)
      b.failed = -ENOMEM;
    b.len = 0;
  }
  query = len ? memchr (target.ptr, '?', len) : NULL;
  if (query)
    len = (size_t) (query - target.ptr);
  if (len) {
    while (from.len && from.ptr[from.len - 1] != '/')
      from.len--;
    pl_buffer_append (&b, from.ptr, from.len);
    put_decoded (&b, target.ptr, len);
  } else {
    pl_buffer_append (&b, from.ptr, from.len);
  }
  if (b.failed)
    result = PLATING_E_NOMEM;
  else if (!normalize (&b))
    result = PLATING_E_OUTSIDE;
  if (result == 1) {
    path->ptr = pl_arena_strndup (arena, b.data ? b.data : "", b.len);
    path->len = b.len;
    result = path->ptr ? 1 : PLATING_E_NOMEM;
  }
  pl_buffer_release (&b);
  return result;
}
