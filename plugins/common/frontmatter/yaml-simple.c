/* SPDX-License-Identifier: Apache-2.0 */
/* Reads simple YAML.
 *
 * libyaml sets up some 70 KiB for each document and looks at each character
 * several times: for thousands of pages with five lines each that is as much
 * as all of their templates cost.  Here a document is lines of
 *
 *   key: text
 *   key: "text"    or with the other quotes
 *   key: |-        or | alone, and then lines that are indented by two
 *
 * in printable ASCII, without an escape, a comment, an empty line or anything
 * else that needs thought.  All else is left to libyaml; what is taken gives
 * the same tree, which the tests compare. */

#include <config.h>

#include "yaml-simple.h"

#include <string.h>

#include <plating/types.h>

#include "yaml-resolve.h"

/* A longer key can't be on one line for libyaml at some point. */
#define KEY_MAX 128

/* More is seldom simple. */
#define LEN_MAX 65536

struct simple {
  struct pl_arena *arena;
  const char *at, *end;
  const char *line_start;
  uint32_t line;
  struct fm_node *root;
  int code;                     /* 0, or out of memory */
};

static bool
is_letter (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_word (char c)
{
  return is_letter (c) || (c >= '0' && c <= '9') || c == '_';
}

/* In plain texts: no character that ever means something. */
static bool
is_plain (char c)
{
  return is_word (c) || c == ' ' || c == '.' || c == '/' || c == '('
         || c == ')';
}

static bool
is_printable (char c)
{
  return c >= ' ' && c <= '~';
}

/* The line feed that ends the line at AT; NULL: there is none, or what comes
 * before it is not printable ASCII. */
static const char *
end_of_line (const struct simple *s, const char *at)
{
  while (at < s->end && is_printable (*at))
    at++;
  return at < s->end && *at == '\n' ? at : NULL;
}

/* Adds a scalar that begins at AT; its text is the LEN bytes of VALUE. */
static bool
add (struct simple *s, const char *at, const char *value, size_t len,
     bool has_quotes)
{
  struct fm_node *node = pl_arena_zalloc (s->arena, sizeof *node);
  char *copy = pl_arena_strndup (s->arena, value, len);

  if (!node || !copy) {
    s->code = PLATING_E_NOMEM;
    return false;
  }
  node->kind = FM_SCALAR;
  node->line = s->line;
  node->column = (uint32_t) (at - s->line_start) + 1;
  node->value = copy;
  node->value_len = len;
  node->tag = has_quotes ? fm_tag_str : fm_resolve (copy, len);
  node->is_plain = !has_quotes;
  node->is_string = strcmp (node->tag, fm_tag_str) == 0;
  if (s->root->last)
    s->root->last->next = node;
  else
    s->root->first = node;
  s->root->last = node;
  s->root->n_children++;
  return true;
}

static void
next_line (struct simple *s, const char *end)
{
  s->at = s->line_start = end + 1;
  s->line++;
}

/* The text between AT, a quote, and END, if the same quote comes last and
 * nowhere else. */
static bool
read_quoted (struct simple *s, const char *at, const char *end)
{
  const char *p;

  if (end - at < 2 || end[-1] != *at)
    return false;
  for (p = at + 1; p < end - 1; p++)
    if (*p == *at || *p == '\\')
      return false;
  return add (s, at, at + 1, (size_t) (end - at) - 2, true);
}

static bool
read_plain (struct simple *s, const char *at, const char *end)
{
  const char *p;

  if (at == end || !is_word (*at) || end[-1] == ' ')
    return false;
  for (p = at; p < end; p++)
    if (!is_plain (*p))
      return false;
  return add (s, at, at, (size_t) (end - at), false);
}

/* Whether the line at AT is one of a block: indented by two, and no more. */
static bool
is_indented (const struct simple *s, const char *at)
{
  return s->end - at > 3 && at[0] == ' ' && at[1] == ' ' && at[2] != ' '
         && at[2] != '\n';
}

/* Lines of text; AT is the stroke that announces them. */
static bool
read_block (struct simple *s, const char *at, const char *end)
{
  bool keeps_end = end - at == 1;
  const char *start = end + 1, *p;
  char *text, *to;

  if (!keeps_end && (end - at != 2 || at[1] != '-'))
    return false;
  for (p = start; is_indented (s, p); p = end + 1)
    if (!(end = end_of_line (s, p)))
      return false;
  if (p == start)
    return false;
  text = to = pl_arena_alloc (s->arena, (size_t) (p - start));
  if (!text) {
    s->code = PLATING_E_NOMEM;
    return false;
  }
  for (p = start; p <= end; p += 3) {
    const char *stop = memchr (p, '\n', (size_t) (end - p) + 1);

    memcpy (to, p + 2, (size_t) (stop - p) - 1);
    to += stop - p - 1;
    p = stop - 2;
  }
  if (!add (s, at, text, (size_t) (to - text) - !keeps_end, true))
    return false;
  for (p = start; p <= end; p++)
    s->line += *p == '\n';
  next_line (s, end);
  return true;
}

static bool
read_line (struct simple *s)
{
  const char *key = s->at, *end, *at;

  for (at = key; at < s->end && is_word (*at); at++)
    ;
  if (at == key || !is_letter (*key) || at - key > KEY_MAX
      || s->end - at < 3 || at[0] != ':' || at[1] != ' ' || at[2] == ' '
      || !(end = end_of_line (s, at)) || !add (s, key, key,
                                               (size_t) (at - key), false))
    return false;
  at += 2;
  if (*at == '|')
    return read_block (s, at, end);
  if (!(*at == '"' || *at == '\'' ? read_quoted (s, at, end)
        : read_plain (s, at, end)))
    return false;
  next_line (s, end);
  return true;
}

int
fm_yaml_read_simple (struct pl_arena *arena, const char *text, size_t len,
                     struct fm_node **root)
{
  struct simple s = { .arena = arena, .at = text, .end = text + len,
                      .line_start = text, .line = 1 };

  if (!len || len > LEN_MAX || !is_letter (*text))
    return 0;
  s.root = pl_arena_zalloc (arena, sizeof *s.root);
  if (!s.root)
    return PLATING_E_NOMEM;
  s.root->kind = FM_MAPPING;
  s.root->line = s.root->column = 1;
  s.root->tag = fm_tag_map;
  s.root->value = "";
  while (s.at < s.end)
    if (!read_line (&s))
      return s.code;
  *root = s.root;
  return 1;
}
