/* SPDX-License-Identifier: Apache-2.0 */
/* Links and images: brackets, and what follows them. */

#include <config.h>

#include "plugins/common/markdown/inline.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "plugins/common/markdown/chars.h"

/* Longest label of a reference. */
#define MAX_LABEL 999

/* From this number of bytes on it pays to know all parentheses. */
#define MAX_WASTED 4096

static bool
is_escape (const char *s, size_t len, size_t i)
{
  return s[i] == '\\' && i + 1 < len && md_is_punct (s[i + 1]);
}

/* Finds the unescaped > in V behind its first character. */
static bool
find_angle (const struct md_view *v, size_t start,
            struct md_link_memo *memo, size_t *found)
{
  size_t i = 1;

  if (memo != NULL && start >= memo->angle_from && start <= memo->angle_to) {
    *found = memo->angle_to - start;
    return memo->angle_found;
  }
  while (i < v->len && v->s[i] != '>')
    i += is_escape (v->s, v->len, i) ? 2 : 1;
  if (i > v->len)
    i = v->len;
  if (memo != NULL) {
    memo->angle_from = start;
    memo->angle_to = start + i;
    memo->angle_found = i < v->len;
  }
  *found = i;
  return i < v->len;
}

/* Finds out for all parentheses of a word, which begins at START with one,
 * where they end. */
static void
note_word (struct md_link_memo *memo, const char *s, size_t len, size_t start)
{
  size_t n = 0, depth = 0, *open;

  while (n < len && !md_is_space (s[n]))
    n++;
  memo->closers = pl_arena_array (memo->arena, n + 1, sizeof (size_t));
  open = pl_arena_array (memo->arena, n + 1, sizeof (size_t));
  if (memo->closers == NULL || open == NULL) {
    memo->closers = NULL;
    return;
  }
  memo->word_start = start;
  memo->word_end = start + n;
  for (size_t i = 0; i < n; i++) {
    if (is_escape (s, len, i))
      i++;
    else if (s[i] == '(')
      open[depth++] = i;
    else if (s[i] == ')' && depth > 0)
      memo->closers[open[--depth]] = i;
  }
}

/* Length of the destination V, whose place is START: up to white space or the
 * parenthesis that closes the one before. */
static size_t
bare_length (const struct md_view *v, size_t start,
             struct md_link_memo *memo)
{
  size_t i = 0, depth = 0;

  if (memo != NULL && memo->wasted > MAX_WASTED && v->s[-1] == '(') {
    size_t paren = start - 1;

    if (memo->closers == NULL || paren < memo->word_start
        || paren >= memo->word_end)
      note_word (memo, v->s - 1, v->len + 1, paren);
    if (memo->closers != NULL) {
      i = memo->closers[paren - memo->word_start];
      return i > 0 ? memo->word_start + i - start : memo->word_end - start;
    }
  }
  for (; i < v->len && !md_is_space (v->s[i]); i++) {
    if (is_escape (v->s, v->len, i))
      i++;
    else if (v->s[i] == '(')
      depth++;
    else if (v->s[i] == ')' && depth-- == 0)
      break;
  }
  if (memo != NULL)
    memo->wasted += i;
  return i;
}

bool
md_read_destination (struct md_reader *r, struct md_link_memo *memo,
                     const char **dest, size_t *len)
{
  struct md_view v;
  size_t n;

  md_reader_skip_space (r);
  if (!md_reader_line (r, &v))
    return false;
  *dest = v.s;
  if (v.s[0] == '<') {
    if (!find_angle (&v, r->place.at.start, memo, &n))
      return false;
    *dest = v.s + 1;
    *len = n - 1;
    md_reader_advance (r, n + 1);
    return true;
  }
  n = bare_length (&v, r->place.at.start, memo);
  *len = n;
  md_reader_advance (r, n);
  return n > 0;
}

/* Reads the title, if there is one, and the parenthesis behind it. */
static bool
read_link_end (struct md_inline *in, struct md_target *target)
{
  int opener;

  md_reader_skip_space (&in->r);
  opener = md_reader_peek (&in->r);
  if (opener == '"' || opener == '\'' || opener == '(') {
    md_reader_advance (&in->r, 1);
    if (!md_reader_closure (&in->r, (char) opener,
                            opener == '(' ? ')' : (char) opener,
                            &in->p->label))
      return false;
    md_reader_skip_space (&in->r);
    if (md_reader_peek (&in->r) != ')')
      return false;
    target->has_title = true;
    target->title_len = in->p->label.len;
    target->title = pl_arena_strndup (in->p->arena, in->p->label.data,
                                      in->p->label.len);
    if (in->p->label.failed || target->title == NULL) {
      md_fail_memory (in->p);
      return false;
    }
  } else if (opener != ')') {
    return false;
  }
  md_reader_advance (&in->r, 1);
  return true;
}

/* Reads "(destination "title")". */
static bool
read_inline_target (struct md_inline *in, struct md_target *target)
{
  size_t *bad;

  md_reader_advance (&in->r, 1);
  md_reader_skip_space (&in->r);
  if (md_reader_peek (&in->r) == ')') {
    md_reader_advance (&in->r, 1);
    return true;
  }
  bad = &in->link_memo.bad_tail[md_reader_peek (&in->r) == '<'];
  if (!md_read_destination (&in->r, &in->link_memo, &target->dest,
                            &target->dest_len)
      || in->r.place.at.start == *bad)
    return false;
  {
    size_t tail = in->r.place.at.start;

    if (read_link_end (in, target))
      return true;
    *bad = tail;
  }
  return false;
}

/* Makes p->label the text behind BRACKET, up to STOP. */
static void
label_from_text (struct md_inline *in, const struct md_bracket *bracket,
                 size_t stop)
{
  pl_buffer_clear (&in->p->label);
  md_reader_value (&in->r, bracket->line, bracket->node->u.span.stop, stop,
                   MAX_LABEL, &in->p->label);
}

static bool
use_reference (struct md_inline *in, struct md_target *target)
{
  const struct md_reference *ref;

  if (in->p->label.failed) {
    md_fail_memory (in->p);
    return false;
  }
  if (in->p->label.len > MAX_LABEL)
    return false;
  ref = md_find_reference (in->p);
  if (ref == NULL)
    return false;
  *target = ref->target;
  return true;
}

/* Finds the target of the link whose ] is at CLOSE and just read. */
static bool
find_target (struct md_inline *in, const struct md_bracket *bracket,
             size_t close, struct md_target *target)
{
  struct md_place place = in->r.place;
  int c = md_reader_peek (&in->r);

  if (c == '(') {
    if (read_inline_target (in, target))
      return true;
    *target = (struct md_target) { 0 };
  } else if (c == '[') {
    struct md_view label;

    md_reader_advance (&in->r, 1);
    if (md_reader_closure (&in->r, '[', ']', &in->p->label)) {
      label = (struct md_view) {
        .s = in->p->label.data, .len = in->p->label.len
      };
      if (md_view_is_blank (&label, 0))
        label_from_text (in, bracket, close);
      return use_reference (in, target);
    }
  }
  if (in->p->error != 0)
    return false;
  in->r.place = place;
  if (in->p->n_refs == 0)
    return false;
  label_from_text (in, bracket, close);
  return use_reference (in, target);
}

static struct md_node *
open_bracket (struct md_inline *in, bool is_image)
{
  struct md_node *node = md_parser_node (in->p, MD_BRACKET);

  if (node == NULL)
    return NULL;
  if (in->n_brackets == in->cap_brackets) {
    size_t cap = in->cap_brackets == 0 ? 16 : in->cap_brackets * 2;
    struct md_bracket *brackets = realloc (in->brackets,
                                           cap * sizeof *brackets);

    if (brackets == NULL) {
      md_fail_memory (in->p);
      return NULL;
    }
    in->brackets = brackets;
    in->cap_brackets = cap;
  }
  node->u.span = (struct md_span) {
    .start = in->r.place.at.start,
    .stop = in->r.place.at.start + 1 + is_image
  };
  in->brackets[in->n_brackets++] = (struct md_bracket) {
    .node = node, .line = in->r.place.line, .is_image = is_image,
    .bottom = in->last, .n_links = in->n_links
  };
  md_reader_advance (&in->r, 1 + (size_t) is_image);
  return node;
}

/* The stretch from the first to the last open bracket is that of a label that
 * is too long. */
static bool
brackets_too_far (const struct md_inline *in)
{
  return in->n_brackets > 0
         && in->brackets[in->n_brackets - 1].node->u.span.stop
            - in->brackets[0].node->u.span.start > MAX_LABEL - 1;
}

static struct md_node *
close_bracket (struct md_inline *in)
{
  struct md_target target = { 0 };
  struct md_bracket bracket;
  struct md_node *link, *child;
  size_t close = in->r.place.at.start;

  if (in->n_brackets == 0)
    return NULL;
  bracket = in->brackets[--in->n_brackets];
  md_reader_advance (&in->r, 1);
  /* A link holds no link; an image may hold one. */
  if (brackets_too_far (in)
      || (!bracket.is_image && in->n_links > bracket.n_links)
      || !find_target (in, &bracket, close, &target)) {
    if (in->p->error == 0)
      md_turn_into_text (in, bracket.node);
    return NULL;
  }
  md_pair_delimiters (in, bracket.bottom);
  link = md_parser_node (in->p, bracket.is_image ? MD_IMAGE : MD_LINK);
  if (link == NULL || in->p->error != 0)
    return NULL;
  link->u.target = target;
  in->n_links += !bracket.is_image;
  while ((child = bracket.node->next) != NULL) {
    md_node_unlink (child);
    md_node_append (link, child);
  }
  md_node_unlink (bracket.node);
  return link;
}

struct md_node *
md_parse_bracket (struct md_inline *in)
{
  struct md_view v;

  if (!md_reader_line (&in->r, &v))
    return NULL;
  if (v.s[0] == '[')
    return open_bracket (in, false);
  if (v.s[0] == ']')
    return close_bracket (in);
  return v.len > 1 && v.s[1] == '[' ? open_bracket (in, true) : NULL;
}

void
md_drop_brackets (struct md_inline *in)
{
  for (size_t i = 0; i < in->n_brackets; i++) {
    struct md_node *node = in->brackets[i].node;
    struct md_node *text = md_parser_node (in->p, MD_TEXT);

    if (text == NULL)
      return;
    text->u.span = node->u.span;
    md_node_replace (node, text);
  }
  in->n_brackets = 0;
}
