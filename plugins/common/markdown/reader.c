/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the lines of one block as if they were one text. */

#include <config.h>

#include "plugins/common/markdown/reader.h"

#include "common/buffer.h"
#include "common/utf8.h"
#include "plugins/common/markdown/chars.h"

bool
md_view_is_blank (const struct md_view *v, size_t from)
{
  size_t i = from > v->pad ? from - v->pad : 0;

  for (; i < v->len - v->pad; i++)
    if (!md_is_space (v->s[i]))
      return false;
  return true;
}

long
md_view_indent (const struct md_view *v, long column, size_t *pos)
{
  long width = (long) v->pad;
  size_t i = v->pad;

  for (; i < v->len; i++) {
    char c = v->s[i - v->pad];

    if (c == ' ')
      width++;
    else if (c == '\t')
      width += md_tab_width (column + width);
    else
      break;
  }
  *pos = i;
  return width;
}

bool
md_view_indent_position (const struct md_view *v, long column, size_t padding,
                         long width, size_t *pos, size_t *rest)
{
  long w = 0;
  size_t i = 0;

  if (width == 0) {
    *pos = 0;
    *rest = padding;
    return true;
  }
  for (; i < v->len; i++) {
    char c = md_view_at (v, i);

    if (i < padding)
      w++;
    else if (c == '\t' && w < width)
      w += md_tab_width (column + w);
    else if (c == ' ' && w < width)
      w++;
    else
      break;
  }
  if (w < width)
    return false;
  *pos = i < padding ? 0 : i - padding;
  *rest = (size_t) (w - width);
  return true;
}

void
md_reader_init (struct md_reader *r, const char *src,
                const struct md_span *lines, size_t n_lines)
{
  r->src = src;
  r->lines = lines;
  r->n_lines = n_lines;
  r->end = n_lines > 0 ? lines[n_lines - 1].stop : 0;
  r->place.line = 0;
  r->place.at = n_lines > 0 ? lines[0] : (struct md_span) { 0 };
}

static bool
at_end (const struct md_reader *r)
{
  return r->place.line >= r->n_lines || r->place.at.start >= r->end;
}

bool
md_reader_line (const struct md_reader *r, struct md_view *v)
{
  const struct md_span *at = &r->place.at;

  if (at_end (r))
    return false;
  v->s = r->src + at->start;
  v->pad = at->pad;
  v->len = at->pad + (at->stop > at->start ? at->stop - at->start : 0);
  return true;
}

int
md_reader_peek (const struct md_reader *r)
{
  if (at_end (r))
    return -1;
  if (r->place.at.pad != 0)
    return ' ';
  return (unsigned char) r->src[r->place.at.start];
}

void
md_reader_next_line (struct md_reader *r)
{
  r->place.line++;
  if (r->place.line < r->n_lines)
    r->place.at = r->lines[r->place.line];
}

void
md_reader_advance (struct md_reader *r, size_t n)
{
  struct md_span *at = &r->place.at;

  while (n > 0) {
    size_t left = at->stop > at->start ? at->stop - at->start : 0;

    if (at->pad > 0) {
      at->pad--;
      n--;
    } else if (n < left || at->stop >= r->end) {
      at->start += n;
      n = 0;
    } else {
      /* The last character of a line that is not the last one. */
      n -= left > 0 ? left : 1;
      if (r->place.line >= r->n_lines)
        return;
      md_reader_next_line (r);
    }
  }
}

size_t
md_reader_skip_space (struct md_reader *r)
{
  size_t skipped = 0;
  int c;

  while ((c = md_reader_peek (r)) >= 0 && md_is_space ((char) c)) {
    md_reader_advance (r, 1);
    skipped++;
  }
  return skipped;
}

uint32_t
md_reader_previous_rune (const struct md_reader *r)
{
  size_t start = r->place.at.start;
  size_t i = start;
  uint32_t rune;

  if (r->place.at.pad != 0)
    return ' ';
  if (r->n_lines == 0
      || (r->place.line == 0 && start <= r->lines[0].start))
    return '\n';
  while (i > 0) {
    i--;
    if (((unsigned char) r->src[i] & 0xc0) != 0x80) {
      /* What follows may be looked at beyond START: a byte sequence that is
       * cut off by other bytes counts as a broken one either way. */
      pl_utf8_decode (r->src + i, r->end - i, &rune);
      return rune;
    }
  }
  return '\n';
}

void
md_reader_value (const struct md_reader *r, size_t line, size_t start,
                 size_t stop, size_t max, struct pl_buffer *out)
{
  size_t from = start;

  for (; line < r->n_lines && out->len <= max && !out->failed; line++) {
    const struct md_span *at = &r->lines[line];
    size_t to = stop < at->stop ? stop : at->stop;

    if (at->pad > 0)
      pl_buffer_fill (out, ' ', at->pad);
    if (from < to)
      pl_buffer_append (out, r->src + from, to - from);
    if (at->stop > stop)
      return;
    if (line + 1 < r->n_lines)
      from = r->lines[line + 1].start;
  }
}

bool
md_reader_closure (struct md_reader *r, char opener, char closer,
                   struct pl_buffer *text)
{
  struct md_view v;

  pl_buffer_clear (text);
  while (md_reader_line (r, &v)) {
    struct md_place place = r->place;
    size_t i = 0;

    while (i < v.len) {
      char c = md_view_at (&v, i);

      if (c == '\\' && i + 1 < v.len && md_is_punct (md_view_at (&v, i + 1))) {
        i += 2;
        continue;
      }
      if (c == closer) {
        /* The blanks of PAD are counted in I, hence the end lies behind the
         * closer when there are any. */
        md_reader_value (r, place.line, place.at.start, place.at.start + i,
                         (size_t) -1, text);
        md_reader_advance (r, i + 1);
        return true;
      }
      if (c == opener)
        return false;
      i++;
    }
    md_reader_value (r, place.line, place.at.start, place.at.stop,
                     (size_t) -1, text);
    md_reader_next_line (r);
  }
  return false;
}
