/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: the editor of navigations.  What it writes is the old
 * file, byte for byte, but for the lines of the old navigation, in the place
 * of which is the new one with the comment behind the key; written a second
 * time it stays as it is. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "plugins/jinja/mkdocs.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct plating_text nav
  = PLATING_TEXT ("- Overview: index.md\n- A:\n  - x: a/x.md\n");

static void
check (int condition)
{
  if (!condition)
    abort ();
}

/* What the editor is compared with: where libyaml's tree of OLD, not its
 * events, has the key, and the one behind. */
struct expected {
  int is_known, has_nav;
  size_t key, next;             /* bytes; NEXT: behind the navigation */
};

/* The byte at which character INDEX starts. */
static size_t
byte_of (struct plating_text text, size_t index)
{
  size_t i = text.len >= 3 && !memcmp (text.ptr, "\xef\xbb\xbf", 3) ? 3 : 0;

  while (index-- && i < text.len) {
    i++;
    while (i < text.len && ((unsigned char) text.ptr[i] & 0xc0) == 0x80)
      i++;
  }
  return i;
}

static int
is_nav (const yaml_node_t *key)
{
  return key->type == YAML_SCALAR_NODE && key->data.scalar.length == 3
         && !memcmp (key->data.scalar.value, "nav", 3);
}

static void
find_pairs (struct plating_text old, yaml_document_t *document,
            struct expected *e)
{
  yaml_node_t *root = yaml_document_get_root_node (document), *key;
  yaml_node_pair_t *pair;

  e->next = byte_of (old, document->end_mark.index);
  if (!root || root->type != YAML_MAPPING_NODE)
    return;
  for (pair = root->data.mapping.pairs.start;
       pair < root->data.mapping.pairs.top; pair++) {
    size_t at;

    key = yaml_document_get_node (document, pair->key);
    at = byte_of (old, key->start_mark.index);
    /* An alias has the place of what it stands for. */
    if (e->has_nav && at > e->key) {
      e->next = at;
      return;
    }
    if (!e->has_nav && is_nav (key)) {
      e->has_nav = 1;
      e->key = at;
    }
  }
}

/* A tree can't be had of what has an alias that leads nowhere. */
static struct expected
expect (struct plating_text old)
{
  struct expected e = { 0 };
  yaml_document_t document;
  yaml_parser_t parser;

  if (!yaml_parser_initialize (&parser))
    return e;
  yaml_parser_set_input_string (&parser, (const unsigned char *) old.ptr,
                                old.len);
  if (yaml_parser_load (&parser, &document)) {
    e.is_known = 1;
    find_pairs (old, &document, &e);
    yaml_document_delete (&document);
  }
  yaml_parser_delete (&parser);
  return e;
}

/* The length of the new navigation if it stands at AT, else 0; *COMMENT is the
 * one behind its key, which may be empty. */
static size_t
match_nav (const char *at, const char *end, struct plating_text *comment)
{
  static const char *const lines[] = {
    "nav:", "- Overview: index.md", "- A:", "  - x: a/x.md"
  };
  const char *start = at;
  size_t column = 0, i;

  while (at + column < end && at[column] == ' ')
    column++;
  for (i = 0; i < sizeof lines / sizeof *lines; i++) {
    size_t n = strlen (lines[i]), k;

    for (k = 0; k < column; k++)
      if (at == end || *at++ != ' ')
        return 0;
    if ((size_t) (end - at) < n || memcmp (at, lines[i], n) != 0)
      return 0;
    at += n;
    if (i == 0) {
      comment->ptr = at;
      if (at < end && strchr (" \t", *at))
        while (at < end && !strchr ("\r\n", *at))
          at++;
      comment->len = (size_t) (at - comment->ptr);
    }
    if (at < end && *at == '\r')
      at++;
    if (at == end || *at++ != '\n')
      return 0;
  }
  return (size_t) (at - start);
}

/* The bytes FROM to TO of OLD are gone: those of the navigation, from the
 * start of its line up to the end of its last, and nothing else. */
static int
is_nav_gone (struct plating_text old, const struct expected *e, size_t from,
             size_t to)
{
  size_t line = to, i;

  if (!e->is_known)
    return 1;
  if (!e->has_nav || from == to)
    return !e->has_nav && from == to;
  if (from > e->key || to <= e->key || to > e->next)
    return 0;
  for (i = from; i < e->key; i++)
    if (!strchr (" \xef\xbb\xbf", old.ptr[i]))
      return 0;
  /* What is left up to the next key is no part of the value. */
  for (i = to; i < e->next; i++) {
    if (strchr ("#.-%?", old.ptr[i]))
      break;
    if (!strchr (" \t\r\n!&\xef\xbb\xbf", old.ptr[i]))
      return 0;
  }
  /* Nor are comments behind it taken; in a block text they are text. */
  if (memchr (old.ptr + from, '|', to - from)
      || memchr (old.ptr + from, '>', to - from)
      || memchr (old.ptr + from, '"', to - from)
      || memchr (old.ptr + from, '\'', to - from))
    return 1;
  while (line > from && strchr ("\r\n", old.ptr[line - 1]))
    line--;
  while (line > from && !strchr ("\r\n", old.ptr[line - 1]))
    line--;
  while (line < to && strchr (" \t", old.ptr[line]))
    line++;
  return line < to && !strchr ("#\r\n", old.ptr[line]);
}

/* Whether COMMENT is none or one of the old navigation's. */
static int
is_comment_kept (struct plating_text old, size_t from, size_t to,
                 struct plating_text comment)
{
  size_t i = 0;

  if (!comment.len)
    return 1;
  while (i < comment.len && strchr (" \t", comment.ptr[i]))
    i++;
  return i < comment.len && comment.ptr[i] == '#'
         && memmem (old.ptr + from, to - from, comment.ptr, comment.len);
}

/* Whether OLD with the navigation at AT, LEN bytes, is EDITED. */
static int
is_edit (struct plating_text old, const struct expected *e,
         const struct pl_buffer *edited, size_t at, size_t len,
         struct plating_text comment)
{
  size_t back = edited->len - at - len, front = at;

  /* A last line that did not end does now. */
  if (!back && front > old.len && !memcmp (edited->data, old.ptr, old.len))
    return strchr ("\r\n", old.ptr[old.len - 1]) == NULL
           && (front - old.len == 1
               || (front - old.len == 2 && edited->data[old.len] == '\r'))
           && edited->data[front - 1] == '\n'
           && is_nav_gone (old, e, old.len, old.len);
  return front + back <= old.len
         && !memcmp (edited->data, old.ptr, front)
         && !memcmp (edited->data + at + len, old.ptr + old.len - back, back)
         && is_nav_gone (old, e, front, old.len - back)
         && is_comment_kept (old, front, old.len - back, comment);
}

/* EDITED is OLD but for the navigation: all bytes outside of it stay. */
static void
check_edit (struct plating_text old, const struct pl_buffer *edited)
{
  const struct expected e = expect (old);
  const char *end = edited->data + edited->len;
  struct plating_text comment;
  size_t at, len;

  for (at = 0; at < edited->len; at++) {
    if (at && !strchr ("\r\n", edited->data[at - 1])
        && !(at == 3 && !memcmp (edited->data, "\xef\xbb\xbf", 3)))
      continue;
    len = match_nav (edited->data + at, end, &comment);
    if (len && is_edit (old, &e, edited, at, len, comment))
      return;
  }
  abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct plating_text old = { (const char *) data, size };
  struct mkdocs_error error;
  struct pl_buffer first, second;
  int code;

  pl_buffer_init (&first);
  pl_buffer_init (&second);
  code = mkdocs_edit (old, nav, &first, &error);
  if (code == 0) {
    check_edit (old, &first);
    code = mkdocs_edit ((struct plating_text) { first.data, first.len }, nav,
                        &second, &error);
    check (code == 0 && second.len == first.len
           && !memcmp (first.data, second.data, first.len));
  } else {
    check (code == PLATING_E_FORMAT || code == PLATING_E_LIMIT);
    check (first.len == 0 && error.message[0]);
  }
  pl_buffer_release (&first);
  pl_buffer_release (&second);
  return 0;
}
