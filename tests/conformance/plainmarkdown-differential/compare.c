/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the records that judge writes, does the same and shows where the
 * results differ: compare < RECORDS.
 *
 * Two things are not compared, both where a text begins with a line of dashes
 * and what follows is no YAML: the words of the complaint, since libyaml
 * finds another one of several faults first, and white space, since the
 * inline stage of ours knows no TABs that are cut in two. */

#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/format.h"
#include "plugins/common/markdown/markdown.h"

#define FAILED (UINT32_C (1) << 31)
#define MOST_SHOWN 10

struct text {
  char *bytes;
  size_t len;
  bool failed;
};

/* Reads a text with its length before it; false at the end. */
static bool
read_text (struct text *t)
{
  unsigned char head[4];
  uint32_t n;

  if (fread (head, 1, 4, stdin) != 4)
    return false;
  n = head[0] | (uint32_t) head[1] << 8 | (uint32_t) head[2] << 16
      | (uint32_t) head[3] << 24;
  t->failed = (n & FAILED) != 0;
  t->len = n & ~FAILED;
  t->bytes = malloc (t->len + 1);
  if (t->bytes == NULL || fread (t->bytes, 1, t->len, stdin) != t->len) {
    fputs ("compare: truncated input\n", stderr);
    exit (2);
  }
  t->bytes[t->len] = '\0';
  return true;
}

static int
format (const struct text *t, struct pl_buffer *out, const char **error)
{
  struct pl_arena arena;
  struct md_node *root;
  const char *info;
  size_t info_len;
  int status;

  pl_arena_init (&arena, 0);
  status = md_parse (&arena, t->bytes, t->len, MD_FORMAT_OPTIONS, &root,
                     error);
  for (const struct md_node *n = status == 0 ? root->first : NULL;
       n != NULL && status == 0; n = n->next) {
    if (md_fence_info (t->bytes, n, &info, &info_len)) {
      pl_buffer_putc (out, '<');
      pl_buffer_append (out, info, info_len);
      pl_buffer_putc (out, '>');
      md_lines_write (t->bytes, &n->u.lines, out);
    }
    status = md_format_block (t->bytes, n, out, error);
  }
  pl_arena_release (&arena);
  return status;
}

/* Removes from S what is not compared; returns the new length. */
static size_t
neutralise (char *s, size_t len)
{
  size_t n = 0, i = 0;

  while (i < len) {
    if (len - i > 9 && memcmp (s + i, "<!-- yaml", 9) == 0) {
      char *end = memmem (s + i, len - i, "-->", 3);

      i = end != NULL ? (size_t) (end - s) : len;
    } else if (strchr (" \t\n", s[i]) != NULL && s[i] != '\0') {
      i++;
    } else {
      s[n++] = s[i++];
    }
  }
  return n;
}

static bool
is_equal (struct text *expected, struct pl_buffer *out, int status,
          const char *error)
{
  if (status != 0 || expected->failed)
    return status != 0 && expected->failed
           && strcmp (error, expected->bytes) == 0;
  if (out->failed)
    return false;
  if (memmem (expected->bytes, expected->len, "<!-- yaml", 9) != NULL) {
    expected->len = neutralise (expected->bytes, expected->len);
    out->len = neutralise (out->data, out->len);
  }
  return out->len == expected->len
         && (out->len == 0
             || memcmp (out->data, expected->bytes, out->len) == 0);
}

static void
show (const char *label, const char *s, size_t len)
{
  printf ("%s \"", label);
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char) s[i];

    if (c == '\n')
      fputs ("\\n", stdout);
    else if (c < ' ' || c == '"' || c == '\\' || c >= 0x7f)
      printf ("\\x%02x", c);
    else
      putchar (c);
  }
  puts ("\"");
}

/* Compares one result; 1 if it differs. */
static unsigned
compare (const struct text *text, struct text *expected, struct pl_buffer *out,
         int status, const char *error, unsigned differing)
{
  if (is_equal (expected, out, status, error))
    return 0;
  if (differing < MOST_SHOWN) {
    show ("text    ", text->bytes, text->len);
    show (expected->failed ? "expected error" : "expected", expected->bytes,
          expected->len);
    if (status != 0)
      show ("found error", error, strlen (error));
    else
      show ("found   ", out->data, out->len);
  }
  return 1;
}

int
main (void)
{
  struct text text, plain, formatted;
  unsigned n = 0, differing = 0;
  struct pl_buffer out;

  pl_buffer_init (&out);
  while (read_text (&text) && read_text (&plain) && read_text (&formatted)) {
    const char *error = NULL;
    int status = md_plain_text (text.bytes, text.len, &out, &error);

    differing += compare (&text, &plain, &out, status, error, differing);
    pl_buffer_release (&out);
    status = format (&text, &out, &error);
    differing += compare (&text, &formatted, &out, status, error, differing);
    pl_buffer_release (&out);
    free (text.bytes);
    free (plain.bytes);
    free (formatted.bytes);
    n++;
  }
  printf ("%u texts, %u results differ\n", n, differing);
  return n == 0 || differing > 0;
}
