/* SPDX-License-Identifier: Apache-2.0 */
/* The unified difference of two texts, in bounded time and memory.
 *
 * 1. The lines that both texts begin and end with are cut off, but for the
 *    context; what lies between is divided into lines.
 * 2. Equal lines get equal numbers, by sorting (no hash table that hostile
 *    input could fill).  Lines that only one side has are changes.
 * 3. The others are compared by pl_diff_search.
 * 4. Changes are put together into hunks. */

#include <config.h>

#include "diff.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "diff-search.h"

#define CONTEXT 3

/* Lines of both sides that are numbered (32 bytes each); more are replaced
 * as a whole. */
#define MOST_LINES (1u << 20)

struct line {
  const char *ptr;
  size_t len;                  /* with its line feed, if it has one */
};

struct side {
  struct plating_text text;    /* what lies between the equal ends */
  size_t first;                /* number of its first line, from 0 */
  struct line *lines;
  size_t n;
  uint32_t *numbers;           /* equal lines have equal numbers */
  unsigned char *changed;      /* a flag a line */
};


/* -- equal ends ------------------------------------------------------- */

static size_t
count_lines (const char *s, size_t len)
{
  size_t n = 0;
  const char *end = s + len, *lf;

  while (s < end) {
    n++;
    lf = memchr (s, '\n', (size_t) (end - s));
    if (!lf)
      break;
    s = lf + 1;
  }
  return n;
}

/* Length of the longest common prefix that ends at a line's end. */
static size_t
common_prefix (struct plating_text a, struct plating_text b)
{
  size_t least = a.len < b.len ? a.len : b.len, i = 0;

  while (i < least && a.ptr[i] == b.ptr[i])
    i++;
  while (i > 0 && a.ptr[i - 1] != '\n')
    i--;
  return i;
}

/* Length of the longest common suffix that starts at a line's start. */
static size_t
common_suffix (struct plating_text a, struct plating_text b)
{
  size_t least = a.len < b.len ? a.len : b.len, n = 0;
  const char *s, *lf;

  while (n < least && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1])
    n++;
  if (n == 0)
    return 0;
  if ((n == a.len || a.ptr[a.len - n - 1] == '\n')
      && (n == b.len || b.ptr[b.len - n - 1] == '\n'))
    return n;
  s = a.ptr + a.len - n;
  lf = memchr (s, '\n', n);
  return lf ? (size_t) (a.ptr + a.len - (lf + 1)) : 0;
}

/* Takes the last CONTEXT lines off a prefix of LEN bytes. */
static size_t
without_last_lines (const char *s, size_t len)
{
  int i;

  for (i = 0; i < CONTEXT && len > 0; i++) {
    len--;
    while (len > 0 && s[len - 1] != '\n')
      len--;
  }
  return len;
}

/* Bytes of the first CONTEXT lines of S. */
static size_t
first_lines (const char *s, size_t len)
{
  size_t used = 0;
  const char *lf;
  int i;

  for (i = 0; i < CONTEXT && used < len; i++) {
    lf = memchr (s + used, '\n', len - used);
    used = lf ? (size_t) (lf + 1 - s) : len;
  }
  return used;
}

/* Leaves of A and B what differs, with its context. */
static void
cut_ends (struct side *a, struct side *b)
{
  size_t prefix = common_prefix (a->text, b->text), suffix, kept;
  struct plating_text rest_a, rest_b;

  rest_a = (struct plating_text) { a->text.ptr + prefix,
                                   a->text.len - prefix };
  rest_b = (struct plating_text) { b->text.ptr + prefix,
                                   b->text.len - prefix };
  suffix = common_suffix (rest_a, rest_b);
  suffix -= first_lines (rest_a.ptr + rest_a.len - suffix, suffix);
  kept = without_last_lines (a->text.ptr, prefix);
  a->first = b->first = count_lines (a->text.ptr, kept);
  a->text = (struct plating_text) { a->text.ptr + kept,
                                    a->text.len - kept - suffix };
  b->text = (struct plating_text) { b->text.ptr + kept,
                                    b->text.len - kept - suffix };
}

/* -- lines ------------------------------------------------------------ */

static int
split (struct side *side)
{
  const char *s = side->text.ptr, *end = s + side->text.len, *lf;
  size_t i;

  side->n = count_lines (s, side->text.len);
  side->lines = calloc (side->n + 1, sizeof *side->lines);
  side->numbers = calloc (side->n + 1, sizeof *side->numbers);
  side->changed = calloc (side->n + 1, 1);
  if (!side->lines || !side->numbers || !side->changed)
    return PLATING_E_NOMEM;
  for (i = 0; i < side->n; i++) {
    lf = memchr (s, '\n', (size_t) (end - s));
    side->lines[i].ptr = s;
    side->lines[i].len = (size_t) ((lf ? lf + 1 : end) - s);
    s += side->lines[i].len;
  }
  return 0;
}

static void
release_side (struct side *side)
{
  free (side->lines);
  free (side->numbers);
  free (side->changed);
}

struct key {
  uint64_t hash;
  const struct line *line;
  uint32_t *number;
  unsigned char *changed;
};

static uint64_t
hash_line (const struct line *line)
{
  uint64_t h = 0xcbf29ce484222325u;
  size_t i;

  for (i = 0; i < line->len; i++)
    h = (h ^ (unsigned char) line->ptr[i]) * 0x100000001b3u;
  return h;
}

static int
compare_lines (const struct key *a, const struct key *b)
{
  if (a->hash != b->hash)
    return a->hash < b->hash ? -1 : 1;
  if (a->line->len != b->line->len)
    return a->line->len < b->line->len ? -1 : 1;
  return memcmp (a->line->ptr, b->line->ptr, a->line->len);
}

static int
compare_keys (const void *a, const void *b)
{
  return compare_lines (a, b);
}

static void
add_keys (struct key *keys, struct side *side)
{
  size_t i;

  for (i = 0; i < side->n; i++)
    keys[i] = (struct key) {
      .hash = hash_line (&side->lines[i]),
      .line = &side->lines[i],
      .number = &side->numbers[i],
      .changed = &side->changed[i],
    };
}

/* Numbers the lines of both sides and marks those as changed that only one
 * of them has. */
static int
number_lines (struct side *a, struct side *b)
{
  size_t n = a->n + b->n, i, j, k, of_a;
  struct key *keys = calloc (n + 1, sizeof *keys);
  uint32_t number = 0;

  if (!keys)
    return PLATING_E_NOMEM;
  add_keys (keys, a);
  add_keys (keys + a->n, b);
  qsort (keys, n, sizeof *keys, compare_keys);
  for (i = 0; i < n; i = j, number++) {
    of_a = 0;
    for (j = i; j < n && compare_lines (&keys[i], &keys[j]) == 0; j++) {
      *keys[j].number = number;
      if (keys[j].number >= a->numbers && keys[j].number < a->numbers + a->n)
        of_a++;
    }
    for (k = i; k < j; k++)
      *keys[k].changed = of_a == 0 || of_a == j - i;
  }
  free (keys);
  return 0;
}

/* -- comparing -------------------------------------------------------- */

/* The lines of a side that are not changes for certain. */
struct rest {
  uint32_t *numbers;
  size_t *index;               /* which line of the side each is */
  unsigned char *changed;
  size_t n;
};

static int
collect (struct rest *rest, const struct side *side)
{
  size_t i;

  rest->numbers = calloc (side->n + 1, sizeof *rest->numbers);
  rest->index = calloc (side->n + 1, sizeof *rest->index);
  rest->changed = calloc (side->n + 1, 1);
  if (!rest->numbers || !rest->index || !rest->changed)
    return PLATING_E_NOMEM;
  for (i = 0; i < side->n; i++)
    if (!side->changed[i]) {
      rest->numbers[rest->n] = side->numbers[i];
      rest->index[rest->n++] = i;
    }
  return 0;
}

static void
give_back (struct rest *rest, struct side *side)
{
  size_t i;

  for (i = 0; i < rest->n; i++)
    side->changed[rest->index[i]] = rest->changed[i];
}

static void
release_rest (struct rest *rest)
{
  free (rest->numbers);
  free (rest->index);
  free (rest->changed);
}

static int
compare_sides (struct side *a, struct side *b)
{
  struct rest rest_a = { 0 }, rest_b = { 0 };
  int code;

  if ((code = collect (&rest_a, a)) == 0
      && (code = collect (&rest_b, b)) == 0
      && (code = pl_diff_search (rest_a.numbers, rest_a.n, rest_a.changed,
                                 rest_b.numbers, rest_b.n, rest_b.changed))
         == 0) {
    give_back (&rest_a, a);
    give_back (&rest_b, b);
  }
  release_rest (&rest_a);
  release_rest (&rest_b);
  return code;
}

/* -- output ----------------------------------------------------------- */

static void
put_lines (struct pl_buffer *out, char sign, const struct line *lines,
           size_t from, size_t to)
{
  size_t i;

  for (i = from; i < to; i++) {
    pl_buffer_putc (out, sign);
    pl_buffer_append (out, lines[i].ptr, lines[i].len);
    if (lines[i].ptr[lines[i].len - 1] != '\n')
      pl_buffer_puts (out, "\n\\ No newline at end of file\n");
  }
}

/* An empty range is named by the line before it. */
static void
put_range (struct pl_buffer *out, char sign, size_t first, size_t n)
{
  pl_buffer_printf (out, " %c%zu", sign, n ? first + 1 : first);
  if (n != 1)
    pl_buffer_printf (out, ",%zu", n);
}

/* Ends of the next change at or after *I, *J, which stand at equal lines or
 * at a change; 0 if there is none. */
static int
next_change (const struct side *a, const struct side *b, size_t *i, size_t *j,
             size_t *i_end, size_t *j_end)
{
  while (*i < a->n && *j < b->n && !a->changed[*i] && !b->changed[*j])
    ++*i, ++*j;
  *i_end = *i;
  *j_end = *j;
  while (*i_end < a->n && a->changed[*i_end])
    ++*i_end;
  while (*j_end < b->n && b->changed[*j_end])
    ++*j_end;
  return *i_end > *i || *j_end > *j;
}

/* Writes the hunk whose changes are in [I, I_END) and [J, J_END). */
static void
put_hunk (struct pl_buffer *out, const struct side *a, const struct side *b,
          size_t i, size_t j, size_t i_end, size_t j_end)
{
  size_t before = i < CONTEXT ? i : CONTEXT, after = a->n - i_end;
  size_t x, y;

  if (after > CONTEXT)
    after = CONTEXT;
  i -= before;
  j -= before;
  pl_buffer_puts (out, "@@");
  put_range (out, '-', a->first + i, i_end + after - i);
  put_range (out, '+', b->first + j, j_end + after - j);
  pl_buffer_puts (out, " @@\n");
  while (i < i_end || j < j_end) {
    x = i;
    y = j;
    while (x < i_end && y < j_end && !a->changed[x] && !b->changed[y])
      x++, y++;
    put_lines (out, ' ', a->lines, i, x);
    i = x;
    j = y;
    while (x < i_end && a->changed[x])
      x++;
    while (y < j_end && b->changed[y])
      y++;
    put_lines (out, '-', a->lines, i, x);
    put_lines (out, '+', b->lines, j, y);
    i = x;
    j = y;
  }
  put_lines (out, ' ', a->lines, i_end, i_end + after);
}

static void
put_hunks (struct pl_buffer *out, const struct side *a, const struct side *b)
{
  size_t i = 0, j = 0, i_end, j_end, i_next, j_next, i_last, j_last;
  int more = next_change (a, b, &i, &j, &i_end, &j_end);

  while (more) {
    for (;;) {
      i_next = i_end;
      j_next = j_end;
      more = next_change (a, b, &i_next, &j_next, &i_last, &j_last);
      if (!more || i_next - i_end > 2 * CONTEXT)
        break;
      i_end = i_last;
      j_end = j_last;
    }
    put_hunk (out, a, b, i, j, i_end, j_end);
    i = i_next;
    j = j_next;
    i_end = i_last;
    j_end = j_last;
  }
}

/* Writes one side of a replacement as a whole, without a table of lines. */
static void
put_text (struct pl_buffer *out, char sign, struct plating_text text)
{
  const char *s = text.ptr, *end = s + text.len, *lf;
  struct line line;

  while (s < end && !out->failed) {
    lf = memchr (s, '\n', (size_t) (end - s));
    line = (struct line) { s, (size_t) ((lf ? lf + 1 : end) - s) };
    put_lines (out, sign, &line, 0, 1);
    s += line.len;
  }
}

static void
put_replacement (struct pl_buffer *out, const struct side *a,
                 const struct side *b)
{
  pl_buffer_puts (out, "@@");
  put_range (out, '-', a->first, count_lines (a->text.ptr, a->text.len));
  put_range (out, '+', b->first, count_lines (b->text.ptr, b->text.len));
  pl_buffer_puts (out, " @@\n");
  put_text (out, '-', a->text);
  put_text (out, '+', b->text);
}

/* Names with special characters are quoted as in C, which patch
 * understands; after a name with a space comes a tab, to show its end. */
static void
put_name (struct pl_buffer *out, const char *prefix, const char *path)
{
  const char *s;
  int quote = 0;

  for (s = path; *s; s++)
    quote |= (unsigned char) *s < 0x20 || *s == 0x7f || *s == '"'
             || *s == '\\';
  if (!quote) {
    pl_buffer_printf (out, "%s%s%s", prefix, path,
                      strchr (path, ' ') ? "\t" : "");
    return;
  }
  pl_buffer_printf (out, "\"%s", prefix);
  for (s = path; *s; s++)
    if ((unsigned char) *s < 0x20 || *s == 0x7f)
      pl_buffer_printf (out, "\\%03o", (unsigned) (unsigned char) *s);
    else
      pl_buffer_printf (out, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
  pl_buffer_putc (out, '"');
}

static void
put_heading (struct pl_buffer *out, const char *path, unsigned flags)
{
  pl_buffer_puts (out, "--- ");
  if (flags & PL_DIFF_NO_OLD)
    pl_buffer_puts (out, "/dev/null");
  else
    put_name (out, "a/", path);
  pl_buffer_puts (out, "\n+++ ");
  if (flags & PL_DIFF_NO_NEW)
    pl_buffer_puts (out, "/dev/null");
  else
    put_name (out, "b/", path);
  pl_buffer_putc (out, '\n');
}

static void
put_binary (struct pl_buffer *out, const char *path, unsigned flags)
{
  pl_buffer_puts (out, "Binary files ");
  if (flags & PL_DIFF_NO_OLD)
    pl_buffer_puts (out, "/dev/null");
  else
    put_name (out, "a/", path);
  pl_buffer_puts (out, " and ");
  if (flags & PL_DIFF_NO_NEW)
    pl_buffer_puts (out, "/dev/null");
  else
    put_name (out, "b/", path);
  pl_buffer_puts (out, " differ\n");
}

static int
put_difference (struct pl_buffer *out, struct side *a, struct side *b)
{
  int code;

  if ((code = split (a)) == 0 && (code = split (b)) == 0
      && (code = number_lines (a, b)) == 0
      && (code = compare_sides (a, b)) == 0)
    put_hunks (out, a, b);
  release_side (a);
  release_side (b);
  return code;
}

static int
has_nul (struct plating_text text)
{
  return text.len && memchr (text.ptr, 0, text.len);
}

int
pl_diff_unified (struct pl_buffer *out, const char *path,
                 struct plating_text old_text, struct plating_text new_text,
                 unsigned flags)
{
  struct side a = { .text = old_text }, b = { .text = new_text };
  size_t n;
  int code = 0;

  if (!a.text.len)
    a.text.ptr = "";
  if (!b.text.len)
    b.text.ptr = "";
  if (a.text.len == b.text.len && !flags
      && memcmp (a.text.ptr, b.text.ptr, a.text.len) == 0)
    return 0;
  if (has_nul (old_text) || has_nul (new_text)) {
    put_binary (out, path, flags);
  } else {
    put_heading (out, path, flags);
    cut_ends (&a, &b);
    n = count_lines (a.text.ptr, a.text.len)
        + count_lines (b.text.ptr, b.text.len);
    if (n > MOST_LINES)
      put_replacement (out, &a, &b);
    else
      code = put_difference (out, &a, &b);
  }
  if (code == 0 && out->failed)
    code = out->failed == -ENOMEM ? PLATING_E_NOMEM : PLATING_E_LIMIT;
  return code;
}
