/* SPDX-License-Identifier: Apache-2.0 */
/* Link reference definitions, and the table to look them up. */

#include <config.h>

#include "plugins/common/markdown/parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "plugins/common/markdown/chars.h"
#include "plugins/common/markdown/link.h"
#include "plugins/common/markdown/reader.h"

/* White space at the ends of labels also covers VT and FF. */
static bool
is_label_end_space (char c)
{
  return md_is_space (c) || c == '\v' || c == '\f';
}

static void
append_folded (struct pl_buffer *out, const char *s, size_t len)
{
  uint8_t room[64];
  size_t n = sizeof room;
  uint8_t *folded = u8_casefold ((const uint8_t *) s, len, NULL, NULL, room,
                                 &n);

  if (folded == NULL) {
    pl_buffer_append (out, s, len);
    return;
  }
  pl_buffer_append (out, folded, n);
  if (folded != room)
    free (folded);
}

/* Puts the label S into its comparable form in OUT: without outer white
 * space, inner white space as one blank, letter case folded. */
static void
normalise_label (const char *s, size_t len, struct pl_buffer *out)
{
  size_t i = 0;

  pl_buffer_clear (out);
  while (len > 0 && is_label_end_space (s[len - 1]))
    len--;
  while (i < len && is_label_end_space (s[i]))
    i++;
  while (i < len) {
    unsigned char c = (unsigned char) s[i];
    uint32_t rune;
    size_t n;

    if (md_is_space (s[i])) {
      pl_buffer_putc (out, ' ');
      while (i < len && md_is_space (s[i]))
        i++;
    } else if (c < 0x80) {
      pl_buffer_putc (out, c >= 'A' && c <= 'Z' ? (char) (c + 32) : s[i]);
      i++;
    } else {
      n = pl_utf8_decode (s + i, len - i, &rune);
      if (n == 1)
        pl_buffer_putc (out, s[i]);
      else
        append_folded (out, s + i, n);
      i += n;
    }
  }
}

static bool
add_reference (struct md_parser *p, const struct md_target *target)
{
  struct md_reference *ref;

  normalise_label (p->label.data, p->label.len, &p->folded);
  if (p->n_refs == p->cap_refs) {
    size_t cap = p->cap_refs == 0 ? 8 : p->cap_refs * 2;
    struct md_reference *refs = pl_arena_array (p->arena, cap, sizeof *refs);

    if (refs == NULL) {
      md_fail_memory (p);
      return false;
    }
    if (p->n_refs > 0)
      memcpy (refs, p->refs, p->n_refs * sizeof *refs);
    p->refs = refs;
    p->cap_refs = cap;
  }
  ref = &p->refs[p->n_refs];
  ref->label = pl_arena_strndup (p->arena, p->folded.data, p->folded.len);
  if (p->folded.failed || ref->label == NULL) {
    md_fail_memory (p);
    return false;
  }
  ref->label_len = p->folded.len;
  ref->order = p->n_refs++;
  ref->target = *target;
  return true;
}

static int
compare_labels (const struct md_reference *a, const struct md_reference *b)
{
  size_t len = a->label_len < b->label_len ? a->label_len : b->label_len;
  int c = memcmp (a->label, b->label, len);

  if (c != 0)
    return c;
  return (a->label_len > b->label_len) - (a->label_len < b->label_len);
}

static int
compare_references (const void *a, const void *b)
{
  const struct md_reference *x = a, *y = b;
  int c = compare_labels (x, y);

  return c != 0 ? c : (x->order > y->order) - (x->order < y->order);
}

void
md_sort_references (struct md_parser *p)
{
  if (p->n_refs > 1)
    qsort (p->refs, p->n_refs, sizeof *p->refs, compare_references);
}

const struct md_reference *
md_find_reference (struct md_parser *p)
{
  struct md_reference key;
  size_t low = 0, high = p->n_refs;

  if (p->n_refs == 0)
    return NULL;
  normalise_label (p->label.data, p->label.len, &p->folded);
  if (p->folded.failed) {
    md_fail_memory (p);
    return NULL;
  }
  key.label = p->folded.data != NULL ? p->folded.data : "";
  key.label_len = p->folded.len;
  /* The first definition of a label counts: look for the lowest one. */
  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (compare_labels (&p->refs[middle], &key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < p->n_refs && compare_labels (&p->refs[low], &key) == 0)
    return &p->refs[low];
  return NULL;
}

/* Reads one definition at R.  True if there is one, which covers the lines
 * from *FIRST to before *LAST; R may then stand behind these lines. */
static bool
read_definition (struct md_parser *p, struct md_reader *r, size_t *first,
                 size_t *last)
{
  struct md_target target = { 0 };
  struct md_view v;
  size_t dest_line, spaces;
  bool ends_line;
  int opener;

  md_reader_skip_space (r);
  if (md_reader_peek (r) != '[')
    return false;
  *first = r->place.line;
  md_reader_advance (r, 1);
  if (!md_reader_closure (r, '[', ']', &p->label))
    return false;
  v = (struct md_view) { .s = p->label.data, .len = p->label.len };
  if (md_view_is_blank (&v, 0) || md_reader_peek (r) != ':')
    return false;
  md_reader_advance (r, 1);
  if (!md_read_destination (r, NULL, &target.dest, &target.dest_len))
    return false;

  ends_line = !md_reader_line (r, &v) || md_view_is_blank (&v, 0);
  dest_line = r->place.line;
  spaces = md_reader_skip_space (r);
  opener = md_reader_peek (r);
  *last = dest_line + 1;
  if (opener != '"' && opener != '\'' && opener != '(')
    return ends_line && add_reference (p, &target);
  if (spaces == 0)
    return false;
  md_reader_advance (r, 1);
  /* The label must survive the reading of the title. */
  if (!add_reference (p, &target))
    return false;
  if (!md_reader_closure (r, (char) opener,
                          opener == '(' ? ')' : (char) opener, &p->label)) {
    md_reader_next_line (r);
    p->n_refs -= !ends_line;
    return ends_line;
  }
  target.has_title = true;
  target.title_len = p->label.len;
  target.title = pl_arena_strndup (p->arena, p->label.data, p->label.len);
  if (p->label.failed || target.title == NULL) {
    md_fail_memory (p);
    return false;
  }
  p->refs[p->n_refs - 1].target = target;
  if (md_reader_line (r, &v) && !md_view_is_blank (&v, 0)) {
    /* More text follows the title.  The reference tool takes this for a
     * definition with a title, whose last line remains in the paragraph. */
    *last = dest_line;
    p->n_refs -= !ends_line;
    return ends_line;
  }
  *last = r->place.line + 1;
  return true;
}

/* Removes the lines from FIRST to before LAST, both counted without the lines
 * before the first one of LINES. */
static void
remove_lines (struct md_lines *lines, size_t first, size_t last)
{
  if (last > lines->n)
    last = lines->n;
  if (first >= last)
    return;
  /* FIRST is small, and mostly 0: move the head, not the tail. */
  memmove (lines->at + (last - first), lines->at, first * sizeof *lines->at);
  lines->at += last - first;
  lines->n -= last - first;
  lines->cap -= last - first;
}

void
md_take_definitions (struct md_parser *p, struct md_node *paragraph)
{
  struct md_lines *lines = &paragraph->u.lines;
  struct md_lines original = *lines;
  struct md_reader r;
  size_t first, last, offset = 0;

  if (original.n == 0)
    return;
  {
    /* Most paragraphs begin with something else. */
    struct md_span s = original.at[0];

    while (s.start < s.stop && md_is_space (p->src[s.start]))
      s.start++;
    if (s.start == s.stop || p->src[s.start] != '[')
      return;
  }
  md_reader_init (&r, p->src, original.at, original.n);
  while (p->error == 0 && read_definition (p, &r, &first, &last)) {
    if (first == last)
      last++;
    /* FIRST counts from the start of the paragraph, while OFFSET lines of it
     * are taken to be gone; lines between two definitions stay. */
    if (lines->n > 0 && first >= offset)
      remove_lines (lines, first - offset, last - offset);
    offset = last;
  }
}
