/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the lines of `nav' in a file of YAML and replaces them.
 *
 * Libyaml's events say where the key and its value are: that way tags,
 * anchors and merges of the user's need not be understood.  Its marks count
 * characters, not bytes.  The end of a block is not where libyaml sees it
 * (at the next key, behind comments of that key) but where the last thing
 * in it ends. */

#include <config.h>

#include "plugins/jinja/mkdocs.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "common/utf8.h"

/* Collections within each other; libyaml itself recurses nowhere. */
#define DEPTH_MAX 200

struct place {
  bool has_root, is_flow, has_nav;
  size_t root;                  /* characters: the first key */
  size_t column;                /* of the keys */
  size_t nav, nav_end;          /* characters: the key; behind the value */
  size_t key_end;               /* characters: behind the key */
  yaml_mark_t map_mark, nav_mark;
  bool is_nav_end_empty;        /* it is where a scalar without text is */
  size_t document_end;          /* characters: the next "..." or "---" */
};

struct walk {
  yaml_parser_t parser;
  struct plating_text text;
  struct place *place;
  struct mkdocs_error *error;
  unsigned depth;               /* open collections */
  bool is_key;                  /* the next node at depth 1 is a key */
  bool in_nav;
  bool in_docs_dir;
  struct pl_buffer *docs_dir;   /* NULL: nobody asks for it */
};

static int
state (struct mkdocs_error *error, int code, const yaml_mark_t *mark,
       const char *fmt, ...) __attribute__ ((format (printf, 4, 5)));

static int
state (struct mkdocs_error *error, int code, const yaml_mark_t *mark,
       const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  vsnprintf (error->message, sizeof error->message, fmt, ap);
  va_end (ap);
  error->line = mark ? (uint32_t) mark->line + 1 : 0;
  error->column = mark ? (uint32_t) mark->column + 1 : 0;
  return code;
}

/* -- finding ---------------------------------------------------------- */

/* A node that ends at MARK was seen inside the value of nav. */
static void
extend (struct walk *w, yaml_mark_t mark, bool is_empty)
{
  if (!w->in_nav || mark.index <= w->place->nav_end)
    return;
  w->place->nav_end = mark.index;
  w->place->is_nav_end_empty = is_empty;
}

static bool
is_scalar (const yaml_event_t *event, const char *text)
{
  return event->type == YAML_SCALAR_EVENT
    && event->data.scalar.length == strlen (text)
    && !memcmp (event->data.scalar.value, text, strlen (text));
}

/* The value of a key of the root. */
static void
take_value (struct walk *w, const yaml_event_t *event)
{
  if (w->in_docs_dir && w->docs_dir && event->type == YAML_SCALAR_EVENT
      && !event->data.scalar.tag) {
    pl_buffer_clear (w->docs_dir);
    pl_buffer_append (w->docs_dir, event->data.scalar.value,
                      event->data.scalar.length);
  }
}

/* A node starts at depth 1: a key or a value of the root. */
static int
take_member (struct walk *w, const yaml_event_t *event)
{
  struct place *p = w->place;
  bool was_key = w->is_key;

  w->is_key = !was_key;
  if (!was_key) {
    take_value (w, event);
    return 0;
  }
  w->in_nav = false;
  w->in_docs_dir = is_scalar (event, "docs_dir");
  if (!p->has_root) {
    p->has_root = true;
    p->root = event->start_mark.index;
    p->column = event->start_mark.column;
  }
  if (event->type == YAML_ALIAS_EVENT)
    return state (w->error, PLATING_E_FORMAT, &event->start_mark,
                  "a key of the settings is an alias: write it out");
  if (!is_scalar (event, "nav"))
    return 0;
  if (p->has_nav)
    return state (w->error, PLATING_E_FORMAT, &event->start_mark,
                  "it has the key 'nav' twice");
  if (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE
      || event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
    return state (w->error, PLATING_E_FORMAT, &event->start_mark,
                  "the key 'nav' is a block of text: write it as 'nav:'");
  p->has_nav = true;
  p->nav = event->start_mark.index;
  p->nav_end = p->key_end = event->end_mark.index;
  p->nav_mark = event->start_mark;
  w->in_nav = true;
  return 0;
}

static int
take_node (struct walk *w, const yaml_event_t *event)
{
  bool is_open = event->type == YAML_MAPPING_START_EVENT
                 || event->type == YAML_SEQUENCE_START_EVENT;
  int code = 0;

  if (w->depth == 0) {
    if (event->type == YAML_SCALAR_EVENT && !event->data.scalar.length
        && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE
        && !event->data.scalar.tag && !event->data.scalar.anchor)
      return 0;
    if (event->type != YAML_MAPPING_START_EVENT)
      return state (w->error, PLATING_E_FORMAT, &event->start_mark,
                    "it is no map of settings");
    w->place->map_mark = event->start_mark;
    w->place->is_flow = event->data.mapping_start.style
                        == YAML_FLOW_MAPPING_STYLE;
    w->is_key = true;
    w->depth = 1;
    return 0;
  }
  if (w->depth == 1)
    code = take_member (w, event);
  /* A scalar without text stands behind its dash or colon, or, of a key
   * after a question mark, where the next thing is. */
  if (!is_open)
    extend (w, event->end_mark,
            event->end_mark.index == event->start_mark.index);
  if (is_open) {
    yaml_mark_t first = event->start_mark;

    /* The mark stands before a bracket, or a block's first dash or key. */
    first.index++;
    extend (w, first, false);
    if (++w->depth > DEPTH_MAX)
      return state (w->error, PLATING_E_LIMIT, &event->start_mark,
                    "more than %d levels", DEPTH_MAX);
  }
  return code;
}

static int
take_event (struct walk *w, const yaml_event_t *event)
{
  switch (event->type) {
  case YAML_SCALAR_EVENT:
  case YAML_ALIAS_EVENT:
  case YAML_SEQUENCE_START_EVENT:
  case YAML_MAPPING_START_EVENT:
    return take_node (w, event);
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    /* A bracket has a length, the end of a block has none. */
    if (event->end_mark.index > event->start_mark.index)
      extend (w, event->end_mark, false);
    w->depth--;
    return 0;
  case YAML_DOCUMENT_END_EVENT:
    w->place->document_end = event->start_mark.index;
    return 0;
  default:
    return 0;
  }
}

static int
parser_failure (struct walk *w)
{
  yaml_mark_t mark = w->parser.problem_mark;
  size_t i;

  if (w->parser.error == YAML_MEMORY_ERROR)
    return PLATING_E_NOMEM;
  if (w->parser.error == YAML_READER_ERROR) {
    /* Its mark is that of the parser, which is behind. */
    mark.line = mark.column = 0;
    for (i = 0; i < w->parser.problem_offset && i < w->text.len; i++) {
      mark.column = w->text.ptr[i] == '\n' ? 0 : mark.column + 1;
      mark.line += w->text.ptr[i] == '\n';
    }
  }
  return state (w->error, PLATING_E_FORMAT, &mark, "%s",
                w->parser.problem ? w->parser.problem : "it is no YAML");
}

/* Looks for the places in the first document of TEXT.  What follows it has to
 * begin as a document of its own: else the first ends where nobody sees it,
 * in the midst of a line. */
static int
find_places (struct plating_text text, struct place *place,
             struct pl_buffer *docs_dir, struct mkdocs_error *error)
{
  struct walk w = { .text = text, .place = place, .error = error,
                    .docs_dir = docs_dir };
  yaml_event_t event;
  bool has_ended = false, ends = false;
  int code = 0;

  *place = (struct place) { .document_end = SIZE_MAX };
  if (!yaml_parser_initialize (&w.parser))
    return PLATING_E_NOMEM;
  yaml_parser_set_input_string (&w.parser, (const unsigned char *) text.ptr,
                                text.len);
  while (code == 0 && !ends) {
    if (!yaml_parser_parse (&w.parser, &event)) {
      code = parser_failure (&w);
      break;
    }
    code = take_event (&w, &event);
    ends = has_ended || event.type == YAML_STREAM_END_EVENT;
    has_ended = event.type == YAML_DOCUMENT_END_EVENT;
    yaml_event_delete (&event);
  }
  yaml_parser_delete (&w.parser);
  return code;
}

/* Whether TEXT is one document that has a navigation, and all of whose
 * aliases lead somewhere. */
static int
check_document (struct plating_text text, struct mkdocs_error *error)
{
  struct walk w = { .text = text, .error = error };
  yaml_document_t document;
  struct place place;
  int code = find_places (text, &place, NULL, error);

  if (code == 0 && !place.has_nav)
    code = PLATING_E_FORMAT;
  if (code < 0)
    return code;
  if (!yaml_parser_initialize (&w.parser))
    return PLATING_E_NOMEM;
  yaml_parser_set_input_string (&w.parser, (const unsigned char *) text.ptr,
                                text.len);
  if (yaml_parser_load (&w.parser, &document))
    yaml_document_delete (&document);
  else
    code = parser_failure (&w);
  yaml_parser_delete (&w.parser);
  return code;
}

/* -- editing ---------------------------------------------------------- */

/* The byte at which character INDEX of the text behind its byte order mark
 * starts. */
static size_t
byte_of (struct plating_text text, size_t start, size_t index)
{
  size_t i = start;

  while (index-- && i < text.len) {
    i++;
    while (i < text.len && ((unsigned char) text.ptr[i] & 0xc0) == 0x80)
      i++;
  }
  return i;
}

/* Behind the byte order mark, if there is one. */
static size_t
mark_start (struct plating_text text)
{
  return text.len >= 3 && !memcmp (text.ptr, "\xef\xbb\xbf", 3) ? 3 : 0;
}

static size_t
line_start (struct plating_text text, size_t i)
{
  while (i > 0 && text.ptr[i - 1] != '\n' && text.ptr[i - 1] != '\r')
    i--;
  return i;
}

/* Behind the end of the line that I is on. */
static size_t
line_end (struct plating_text text, size_t i)
{
  while (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\r')
    i++;
  if (i + 1 < text.len && text.ptr[i] == '\r' && text.ptr[i + 1] == '\n')
    i++;
  return i < text.len ? i + 1 : i;
}

/* How the lines of TEXT end. */
static const char *
line_feed (struct plating_text text)
{
  const char *lf = text.len ? memchr (text.ptr, '\n', text.len) : NULL;

  return lf && lf > text.ptr && lf[-1] == '\r' ? "\r\n" : "\n";
}

/* The comment on the line of the old key, with the blanks before it: behind
 * the colon, or behind a value that ends on this line. */
static struct plating_text
comment_of (struct plating_text old, const struct place *p)
{
  size_t start = mark_start (old), end, i, k;
  const size_t from[] = {
    byte_of (old, start, p->key_end), byte_of (old, start, p->nav_end)
  };

  end = line_end (old, from[0]);
  while (end > from[0] && strchr ("\r\n", old.ptr[end - 1]))
    end--;
  for (k = 0; p->has_nav && k < 2; k++) {
    size_t blanks;

    for (i = from[k]; k == 0 && i < end && strchr (" \t", old.ptr[i]); i++)
      continue;
    if (k == 0 && i < end && old.ptr[i] == ':')
      i++;
    for (blanks = i; i < end && strchr (" \t", old.ptr[i]); i++)
      continue;
    if (i < end && i > blanks && old.ptr[i] == '#')
      return (struct plating_text) { old.ptr + blanks, end - blanks };
  }
  return (struct plating_text) { NULL, 0 };
}

static void
put_nav (struct pl_buffer *out, struct plating_text nav, size_t column,
         struct plating_text comment, const char *feed)
{
  const char *at = nav.ptr, *end = nav.ptr + nav.len, *lf;

  pl_buffer_fill (out, ' ', column);
  pl_buffer_puts (out, nav.len ? "nav:" : "nav: []");
  pl_buffer_append (out, comment.ptr, comment.len);
  pl_buffer_puts (out, feed);
  for (; at < end; at = lf + 1) {
    lf = memchr (at, '\n', (size_t) (end - at));
    if (!lf)
      lf = end;
    if (lf > at) {
      pl_buffer_fill (out, ' ', column);
      pl_buffer_append (out, at, (size_t) (lf - at));
    }
    pl_buffer_puts (out, feed);
  }
}

static bool
is_blank (struct plating_text text, size_t from, size_t to)
{
  for (; from < to; from++)
    if (text.ptr[from] != ' ')
      return false;
  return true;
}

/* Leaves the blanks before TO, and the lines of comments too if IS_EMPTY;
 * nothing before KEY. */
static size_t
leave_blanks (struct plating_text text, size_t key, size_t to, bool is_empty)
{
  size_t line;

  for (;;) {
    while (to > key && strchr (" \t\r\n", text.ptr[to - 1]))
      to--;
    line = line_start (text, to);
    if (!is_empty || line <= key)
      return to;
    while (line < to && strchr (" \t", text.ptr[line]))
      line++;
    if (text.ptr[line] != '#')
      return to;
    to = line;
  }
}

/* Whether a key that ends at AT has its colon in the same line; what a question
 * mark makes a key has not. */
static bool
has_colon (struct plating_text text, size_t at)
{
  while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
    at++;
  return at < text.len && text.ptr[at] == ':';
}

/* Sets *FROM and *TO to the bytes that the navigation takes the place
 * of. */
static int
find_bytes (struct plating_text old, const struct place *p, size_t *from,
            size_t *to, struct mkdocs_error *error)
{
  size_t start = mark_start (old);
  size_t key;

  if (!p->has_nav) {
    *from = byte_of (old, start, p->document_end);
    if (*from < old.len)
      *from = line_start (old, *from);
    *to = *from;
    return 0;
  }
  key = byte_of (old, start, p->nav);
  /* A block text ends at the start of a later line. */
  *to = leave_blanks (old, key, byte_of (old, start, p->nav_end),
                      p->is_nav_end_empty);
  *from = line_start (old, key);
  if (*from < start)
    *from = start;
  *to = line_end (old, *to);
  if (!is_blank (old, *from, key))
    return state (error, PLATING_E_FORMAT, &p->nav_mark,
                  "the key 'nav' does not stand at the start of a line");
  if (!has_colon (old, byte_of (old, start, p->key_end)))
    return state (error, PLATING_E_FORMAT, &p->nav_mark,
                  "the key 'nav' has no colon behind it");
  return 0;
}

/* Appends the edited text; the lines around stay as they are. */
static void
write_edited (struct plating_text old, struct plating_text nav,
              const struct place *p, size_t from, size_t to,
              struct pl_buffer *out)
{
  const char *feed = line_feed (old);

  pl_buffer_append (out, old.ptr, from);
  if (from && old.ptr[from - 1] != '\n' && old.ptr[from - 1] != '\r'
      && from != mark_start (old))
    pl_buffer_puts (out, feed);
  put_nav (out, nav, p->has_root ? p->column : 0, comment_of (old, p), feed);
  if (to < old.len)
    pl_buffer_append (out, old.ptr + to, old.len - to);
}

int
mkdocs_edit (struct plating_text old, struct plating_text nav,
             struct pl_buffer *out, struct mkdocs_error *error)
{
  struct place p;
  size_t from, to, start = out->len;
  int code;

  *error = (struct mkdocs_error) { .line = 0 };
  if (old.len > MKDOCS_SIZE_MAX)
    return state (error, PLATING_E_LIMIT, NULL, "it has more than %zu MiB",
                  MKDOCS_SIZE_MAX >> 20);
  if (pl_utf8_valid_prefix (old.ptr, old.len) != old.len)
    return state (error, PLATING_E_FORMAT, NULL, "it is not in UTF-8");
  code = find_places (old, &p, NULL, error);
  if (code == 0 && p.is_flow)
    code = state (error, PLATING_E_FORMAT, &p.map_mark, "its settings are "
                  "between braces; only those on lines of their own can be "
                  "edited");
  if (code == 0)
    code = find_bytes (old, &p, &from, &to, error);
  if (code != 0)
    return code;
  write_edited (old, nav, &p, from, to, out);
  if (out->failed)
    return PLATING_E_NOMEM;
  /* What was there already need not be looked at again. */
  if (out->len - start == old.len && old.len
      && memcmp (out->data + start, old.ptr, old.len) == 0)
    return 0;
  code = check_document ((struct plating_text) { out->data + start,
                                                 out->len - start }, error);
  if (code < 0 && code != PLATING_E_NOMEM)
    code = state (error, PLATING_E_FORMAT, p.has_nav ? &p.nav_mark : NULL,
                  "another 'nav' would break it: an anchor inside is used "
                  "elsewhere, or a key has no text");
  if (code < 0) {
    out->len = start;
    out->data[start] = '\0';
  }
  return code;
}

int
mkdocs_docs_dir (struct plating_text text, struct pl_buffer *out)
{
  struct mkdocs_error error;
  struct place place;
  int code = 0;

  pl_buffer_clear (out);
  pl_buffer_puts (out, "docs");
  if (text.len && text.len <= MKDOCS_SIZE_MAX)
    code = find_places (text, &place, out, &error);
  return code == PLATING_E_NOMEM || out->failed ? PLATING_E_NOMEM : 0;
}
