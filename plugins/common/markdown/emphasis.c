/* SPDX-License-Identifier: Apache-2.0 */
/* Emphasis: runs of * _ and ~, and how they pair. */

#include <config.h>

#include "plugins/common/markdown/inline.h"

#include "common/arena.h"
#include "common/utf8.h"
#include "plugins/common/markdown/chars.h"

/* The rune at POS of S; if that is in the middle of one, the rune before. */
static uint32_t
rune_at (const char *s, size_t len, size_t pos)
{
  uint32_t rune;

  while (pos > 0 && ((unsigned char) s[pos] & 0xc0) == 0x80)
    pos--;
  pl_utf8_decode (s + pos, len - pos, &rune);
  return rune;
}

struct md_node *
md_parse_delimiter (struct md_inline *in)
{
  uint32_t before = md_reader_previous_rune (&in->r), after = ' ';
  bool before_punct, before_space, after_punct, after_space, left, right;
  struct md_delimiter *d;
  struct md_node *node;
  struct md_view v;
  size_t n = 0;
  char mark;

  if (!md_reader_line (&in->r, &v))
    return NULL;
  mark = v.s[0];
  while (n < v.len && v.s[n] == mark)
    n++;
  if (mark == '~' && (n > 2 || before == '~'))
    return NULL;
  if (n < v.len)
    after = rune_at (v.s, v.len, n);
  before_punct = md_rune_is_punct (before);
  before_space = pl_utf8_is_space (before);
  after_punct = md_rune_is_punct (after);
  after_space = pl_utf8_is_space (after);
  left = !after_space && (!after_punct || before_space || before_punct);
  right = !before_space && (!before_punct || after_space || after_punct);

  d = pl_arena_zalloc (in->p->arena, sizeof *d);
  node = md_parser_node (in->p, MD_DELIMITER);
  if (d == NULL || node == NULL) {
    md_fail_memory (in->p);
    return NULL;
  }
  node->u.span = (struct md_span) {
    .start = in->r.place.at.start, .stop = in->r.place.at.start + n
  };
  d->node = node;
  d->mark = mark;
  d->can_open = left && (mark != '_' || !right || before_punct);
  d->can_close = right && (mark != '_' || !left || after_punct);
  d->length = d->original = n;
  d->order = ++in->order;
  d->prev = in->last;
  if (in->last != NULL)
    in->last->next = d;
  else
    in->first = d;
  in->last = d;
  md_reader_advance (&in->r, n);
  return node;
}

/* Takes D out of the list; what is left of it becomes text. */
static bool
remove_delimiter (struct md_inline *in, struct md_delimiter *d)
{
  if (d->prev != NULL)
    d->prev->next = d->next;
  else
    in->first = d->next;
  if (d->next != NULL)
    d->next->prev = d->prev;
  else
    in->last = d->prev;
  if (d->length > 0)
    return md_turn_into_text (in, d->node);
  md_node_unlink (d->node);
  return true;
}

/* How many characters of OPENER and CLOSER pair; 0: none, because one of them
 * could be both and their lengths do not fit. */
static size_t
paired_length (const struct md_delimiter *opener,
               const struct md_delimiter *closer)
{
  if ((opener->can_close || closer->can_open)
      && (opener->original + closer->original) % 3 == 0
      && closer->original % 3 != 0)
    return 0;
  return opener->length >= 2 && closer->length >= 2 ? 2 : 1;
}

static void
shorten (struct md_delimiter *d, size_t n)
{
  d->length -= n;
  d->node->u.span.stop = d->node->u.span.start + d->length;
}

/* Makes emphasis of N characters of both and what is between them. */
static bool
make_emphasis (struct md_inline *in, struct md_delimiter *opener,
               struct md_delimiter *closer, size_t n)
{
  struct md_node *node, *child;

  shorten (opener, n);
  shorten (closer, n);
  node = md_parser_node (in->p, opener->mark == '~' ? MD_STRIKETHROUGH
                                                    : MD_EMPHASIS);
  if (node == NULL)
    return false;
  node->level = (int) n;
  while ((child = opener->node->next) != NULL && child != closer->node) {
    md_node_unlink (child);
    md_node_append (node, child);
  }
  md_node_insert_after (opener->node, node);
  while (opener->next != closer)
    if (!remove_delimiter (in, opener->next))
      return false;
  return opener->length > 0 || remove_delimiter (in, opener);
}

/* What is known of closers of one kind: before ORDER there is no opener for
 * them.  The kind decides on that alone, as openers never get better. */
struct missing {
  size_t order;
  bool had_candidate;
};

static struct missing *
missing_for (struct missing kinds[3][2][3], const struct md_delimiter *closer)
{
  size_t mark = closer->mark == '*' ? 0 : closer->mark == '_' ? 1 : 2;

  return &kinds[mark][closer->can_open][closer->original % 3];
}

/* Looks for the nearest opener for CLOSER behind BOTTOM. */
static struct md_delimiter *
find_opener (const struct md_delimiter *closer,
             const struct md_delimiter *bottom, struct missing *missing,
             size_t *length, bool *candidate)
{
  struct md_delimiter *opener = closer->prev;

  *candidate = false;
  for (; opener != NULL && opener != bottom; opener = opener->prev) {
    if (opener->order < missing->order) {
      *candidate = *candidate || missing->had_candidate;
      break;
    }
    if (!opener->can_open || opener->mark != closer->mark)
      continue;
    *candidate = true;
    *length = paired_length (opener, closer);
    if (*length > 0)
      return opener;
  }
  missing->order = closer->order;
  missing->had_candidate = *candidate;
  return NULL;
}

void
md_pair_delimiters (struct md_inline *in, struct md_delimiter *bottom)
{
  struct missing kinds[3][2][3] = { 0 };
  struct md_delimiter *closer = bottom != NULL ? bottom->next : in->first;

  while (closer != NULL) {
    struct md_delimiter *next = closer->next, *opener;
    bool candidate;
    size_t length;

    if (!closer->can_close) {
      closer = next;
      continue;
    }
    opener = find_opener (closer, bottom, missing_for (kinds, closer),
                          &length, &candidate);
    if (opener == NULL) {
      if (!candidate && !closer->can_open && !remove_delimiter (in, closer))
        return;
      closer = next;
      continue;
    }
    if (!make_emphasis (in, opener, closer, length))
      return;
    if (closer->length == 0) {
      if (!remove_delimiter (in, closer))
        return;
      closer = next;
    }
  }
  while (in->last != NULL && in->last != bottom)
    if (!remove_delimiter (in, in->last))
      return;
}
