/* SPDX-License-Identifier: Apache-2.0 */
/* Character references of HTML.
 *
 * The names that count without a semicolon, too, are those of Latin-1 and a
 * few more.  All others are looked up by cmark-gfm, which has the whole
 * table for Markdown: a paragraph of nothing but the reference is the
 * character, or the reference itself. */

#include <config.h>

#include "plugins/common/jinja/entity.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CMARK
# include <cmark-gfm.h>
#endif

#include "plugins/common/jinja/text.h"

/* U+00A0 to U+00FF. */
static const char latin1[] =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy "
  "reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm "
  "raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring "
  "AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde "
  "Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml "
  "Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil "
  "egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute "
  "ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn "
  "yuml ";

static const struct {
  char name[5];
  uint8_t c;
} others[] = {
  { "amp", '&' }, { "AMP", '&' }, { "lt", '<' }, { "LT", '<' },
  { "gt", '>' }, { "GT", '>' }, { "quot", '"' }, { "QUOT", '"' },
  { "COPY", 0xa9 }, { "REG", 0xae },
};

/* What references to U+0080 to U+009F mean: those characters of Windows. */
static const uint16_t windows[32] = {
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
  0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
  0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178
};

enum { LONGEST = 32 };   /* characters of a name */

static void
put (struct pl_buffer *out, uint32_t c)
{
  char bytes[4];

  pl_buffer_append (out, bytes, jinja_point_write (c, bytes));
}

/* Whether a reference to C stands for nothing. */
static bool
is_nothing (uint32_t c)
{
  return (c < ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r')
    || c == 0x7f || (c >= 0xfdd0 && c <= 0xfdef)
    || (c & 0xfffe) == 0xfffe;
}

static void
put_number (struct pl_buffer *out, uint32_t c)
{
  if (!c || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
    put (out, 0xfffd);
  else if (c >= 0x80 && c <= 0x9f)
    put (out, windows[c - 0x80]);
  else if (!is_nothing (c))
    put (out, c);
}

/* Replaces "#12;" or "#xab;" at TEXT; returns its length or 0. */
static size_t
read_number (struct pl_buffer *out, const char *text, size_t len)
{
  static const char digits[] = "0123456789abcdefABCDEF";
  bool is_hex = len > 1 && (text[1] == 'x' || text[1] == 'X');
  size_t i = is_hex ? 2 : 1, start = i;
  uint32_t c = 0;

  for (; i < len; i++) {
    const char *digit = text[i] ? strchr (digits, text[i]) : NULL;
    size_t value = digit ? (size_t) (digit - digits) : 99;

    if (value > (is_hex ? 21 : 9))
      break;
    if (value > 15)
      value -= 6;
    if (c <= 0x10ffff)
      c = c * (is_hex ? 16 : 10) + (uint32_t) value;
  }
  if (i == start)
    return 0;
  put_number (out, c);
  return i + (i < len && text[i] == ';');
}

/* One of the names that need no semicolon; 0 if it is none. */
static uint32_t
find_short (const char *name, size_t len)
{
  const char *p = latin1;
  uint32_t c = 0xa0;
  size_t i;

  for (i = 0; i < sizeof others / sizeof others[0]; i++)
    if (strlen (others[i].name) == len && !memcmp (others[i].name, name, len))
      return others[i].c;
  for (; *p; p += strcspn (p, " ") + 1, c++)
    if (strcspn (p, " ") == len && !memcmp (p, name, len))
      return c;
  return 0;
}

#ifdef HAVE_CMARK
/* cmark ends the program when it gets no memory.  So it gets it from here:
 * more than it has ever been seen to need for a few bytes of text. */
enum { POOL_SIZE = 64 * 1024 };

struct pool {
  size_t used;
  _Alignas (max_align_t) char bytes[POOL_SIZE];
};

static _Thread_local struct pool *pool;   /* of the call of the moment */

static bool
is_pooled (const void *p)
{
  return (const char *) p >= pool->bytes
    && (const char *) p < pool->bytes + POOL_SIZE;
}

static void *
pool_calloc (size_t n, size_t size)
{
  size_t len = (n * size + sizeof (max_align_t) - 1)
    / sizeof (max_align_t) * sizeof (max_align_t);
  void *p;

  if (n * size > POOL_SIZE || len > POOL_SIZE - pool->used)
    return calloc (n, size);
  p = pool->bytes + pool->used;
  pool->used += len;
  return memset (p, 0, len);
}

static void *
pool_realloc (void *p, size_t size)
{
  size_t most;
  void *copy;

  if (p && !is_pooled (p))
    return realloc (p, size);
  copy = pool_calloc (1, size);
  if (p && copy) {
    /* What lies behind an old block belongs to the pool, too. */
    most = (size_t) (pool->bytes + POOL_SIZE - (char *) p);
    memmove (copy, p, size < most ? size : most);
  }
  return copy;
}

static void
pool_free (void *p)
{
  if (!is_pooled (p))
    free (p);
}

static const cmark_mem pool_memory = { pool_calloc, pool_realloc, pool_free };

/* The text that "&NAME;" is, if cmark knows it; to be freed with the
 * document. */
static const char *
parse (const char *text, size_t len, cmark_node **document)
{
  /* It is not changed, though not declared so. */
  cmark_mem *memory = (cmark_mem *) (uintptr_t) &pool_memory;
  cmark_parser *parser = cmark_parser_new_with_mem (CMARK_OPT_DEFAULT,
                                                    memory);
  cmark_node *node;

  cmark_parser_feed (parser, text, len);
  *document = cmark_parser_finish (parser);
  cmark_parser_free (parser);
  node = *document ? cmark_node_first_child (*document) : NULL;
  node = node ? cmark_node_first_child (node) : NULL;
  return node && cmark_node_get_type (node) == CMARK_NODE_TEXT
    ? cmark_node_get_literal (node) : NULL;
}

/* Appends what "&NAME;" stands for and returns true, if cmark knows it. */
static bool
put_long (struct pl_buffer *out, const char *name, size_t len)
{
  char text[LONGEST + 3];
  cmark_node *document;
  const char *found;
  bool known;
  size_t i;

  for (i = 0; i < len; i++)
    if (!((name[i] >= 'a' && name[i] <= 'z')
          || (name[i] >= 'A' && name[i] <= 'Z')
          || (name[i] >= '0' && name[i] <= '9')))
      return false;
  text[0] = '&';
  memcpy (text + 1, name, len);
  text[len + 1] = ';';
  pool = malloc (sizeof *pool);
  if (!pool) {
    out->failed = out->failed ? out->failed : -ENOMEM;
    return false;
  }
  pool->used = 0;
  found = parse (text, len + 2, &document);
  known = found && found[0] && found[0] != '&';
  if (known)
    pl_buffer_puts (out, found);
  if (document)
    cmark_node_free (document);
  free (pool);
  return known;
}
#else
static bool
put_long (struct pl_buffer *out, const char *name, size_t len)
{
  (void) out;
  (void) name;
  (void) len;
  return false;
}
#endif

/* Replaces the name at TEXT; returns its length or 0. */
static size_t
read_name (struct pl_buffer *out, const char *text, size_t len)
{
  size_t n = 0, end, points = 0;
  uint32_t c;

  while (n < len && points < LONGEST && !memchr ("\t\n\f <&#;", text[n], 8)) {
    n += jinja_point (text + n, len - n, &c);
    points++;
  }
  if (!n)
    return 0;
  if (n < len && text[n] == ';') {
    c = find_short (text, n);
    if (c)
      put (out, c);
    if (c || (n <= LONGEST && put_long (out, text, n)))
      return n + 1;
  }
  for (end = n; end > 1; end--) {
    c = find_short (text, end);
    if (c) {
      put (out, c);
      return end;
    }
  }
  return 0;
}

void
jinja_unescape (struct pl_buffer *out, const char *text, size_t len)
{
  size_t i = 0, n;

  while (i < len) {
    const char *next = memchr (text + i, '&', len - i);
    size_t stop = next ? (size_t) (next - text) : len;

    pl_buffer_append (out, text + i, stop - i);
    i = stop;
    if (i == len)
      return;
    i++;
    n = i < len && text[i] == '#' ? read_number (out, text + i, len - i)
      : read_name (out, text + i, len - i);
    if (!n)
      pl_buffer_putc (out, '&');
    i += n;
  }
}
