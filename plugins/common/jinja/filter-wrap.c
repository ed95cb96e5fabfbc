/* SPDX-License-Identifier: Apache-2.0 */
/* The filter wordwrap: fills lines as Python's textwrap does. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <stdlib.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/text.h"

#include <unictype.h>

/* A piece of a line that is not broken, unless it is too long. */
struct chunk {
  const uint32_t *text;
  size_t len;
};

struct wrapper {
  struct jinja_run *run;
  struct pl_buffer *out;
  struct tv separator;
  size_t width;
  struct tv breaks_words;  /* options whose truth is asked for only when */
  struct tv breaks_hyphens; /* it matters: an undefined one may be no error */
  bool splits_hyphens;     /* words end at hyphens: only if it is True */
  uint32_t *text;          /* a line as code points */
  size_t len;
  struct chunk *chunks;
  size_t n_chunks;
  bool has_lines;          /* something was put out for this line */
  int status;
};

/* Only ASCII counts as white space here. */
static bool
is_space (uint32_t c)
{
  return (c >= '\t' && c <= '\r') || c == ' ';
}

static bool
is_letter (uint32_t c)
{
  return jinja_point_is_word (c) && uc_decimal_value (c) < 0;
}

/* What can stand in a word with an em-dash after it. */
static bool
is_word_part (uint32_t c)
{
  return jinja_point_is_word (c) || c == '!' || c == '"' || c == '\''
    || c == '&' || c == '.' || c == ',' || c == '?';
}

static bool
is_at (const struct wrapper *w, size_t i, bool (*is) (uint32_t c))
{
  return i < w->len && is (w->text[i]);
}

/* The length of an em-dash at I, two hyphens or more before a word; 0 if
 * there is none. */
static size_t
dash_at (const struct wrapper *w, size_t i)
{
  size_t n = 0;

  while (i + n < w->len && w->text[i + n] == '-')
    n++;
  return n >= 2 && is_at (w, i + n, jinja_point_is_word) ? n : 0;
}

/* Whether a word can be broken after the hyphen at I. */
static bool
breaks_after (const struct wrapper *w, size_t i)
{
  bool before = (i >= 2 && is_letter (w->text[i - 1])
                 && is_letter (w->text[i - 2]))
    || (i >= 3 && is_word_part (w->text[i - 1]) && w->text[i - 2] == '-'
        && is_letter (w->text[i - 3]));
  size_t next = i + 1;

  if (!before || !is_at (w, next, is_letter))
    return false;
  next++;
  if (next < w->len && w->text[next] == '-')
    next++;
  return is_at (w, next, is_letter);
}

/* The length of the chunk that begins at I. */
static size_t
chunk_length (const struct wrapper *w, size_t i)
{
  size_t end = i, n;

  if (is_space (w->text[i])) {
    while (is_at (w, end, is_space))
      end++;
    return end - i;
  }
  if (!w->splits_hyphens) {
    while (end < w->len && !is_space (w->text[end]))
      end++;
    return end - i;
  }
  if (i > 0 && is_word_part (w->text[i - 1])) {
    n = dash_at (w, i);
    if (n)
      return n;
  }
  for (end = i + 1; end < w->len; end++) {
    if (w->text[end] == '-' && breaks_after (w, end))
      return end + 1 - i;
    if (is_space (w->text[end]))
      break;
    if (is_word_part (w->text[end - 1]) && dash_at (w, end))
      break;
  }
  return end - i;
}

static void
put_chunk (struct wrapper *w, struct chunk c)
{
  size_t i;
  char bytes[4];

  for (i = 0; i < c.len; i++)
    pl_buffer_append (w->out, bytes, jinja_point_write (c.text[i], bytes));
}

static bool
is_blank (struct chunk c)
{
  size_t i;

  for (i = 0; i < c.len; i++)
    if (!jinja_point_is_space (c.text[i]))
      return false;
  return true;
}

/* Whether OPTION counts as true; an error is left in the status. */
static bool
is_set (struct wrapper *w, struct tv option)
{
  int truth = jinja_optional_truth (w->run, option, true);

  if (truth < 0)
    w->status = truth;
  return truth > 0;
}

/* Where to cut a chunk that is too long, with ROOM left on the line. */
static size_t
cut_at (struct wrapper *w, struct chunk c, size_t room)
{
  size_t i, j;

  if (is_set (w, w->breaks_hyphens))
    for (i = room < c.len ? room : 0; i-- > 1;)
      if (c.text[i] == '-') {
        for (j = 0; j < i; j++)
          if (c.text[j] != '-')
            return i + 1;
        break;
      }
  return room;
}

/* Puts out the line that begins with chunk I and returns the first chunk
 * that is not on it. */
static size_t
put_line (struct wrapper *w, size_t i)
{
  struct chunk part = { NULL, 0 };
  size_t start, end, length = 0;
  bool was_cut = false;

  if (w->has_lines && is_blank (w->chunks[i]))
    i++;
  for (start = end = i; end < w->n_chunks
       && length + w->chunks[end].len <= w->width; end++)
    length += w->chunks[end].len;
  i = end;
  if (end < w->n_chunks && w->chunks[end].len > w->width) {
    if (is_set (w, w->breaks_words)) {
      size_t cut = cut_at (w, w->chunks[end], w->width - length);

      was_cut = true;
      part.text = w->chunks[end].text;
      part.len = cut;
      w->chunks[end].text += cut;
      w->chunks[end].len -= cut;
      if (is_blank (part))
        part.text = NULL;
    } else if (end == start)
      i = ++end;
  }
  if (!was_cut && end > start && is_blank (w->chunks[end - 1]))
    end--;
  if (end == start && !part.text)
    return i;
  if (w->has_lines)
    pl_buffer_append (w->out, w->separator.u.text, w->separator.len);
  w->has_lines = true;
  for (; start < end; start++)
    put_chunk (w, w->chunks[start]);
  if (part.text)
    put_chunk (w, part);
  return i;
}

static int
wrap_line (struct wrapper *w, struct tv line)
{
  struct pl_arena *arena = jinja_arena (w->run);
  size_t i;
  int status = jinja_charge (w->run, 1 + line.len / 8);

  if (status)
    return status;
  w->len = w->n_chunks = 0;
  w->has_lines = false;
  w->text = pl_arena_array (arena, line.len + 1, sizeof *w->text);
  w->chunks = pl_arena_array (arena, line.len + 1, sizeof *w->chunks);
  if (!w->text || !w->chunks)
    return jinja_no_memory (w->run);
  for (i = 0; i < line.len; w->len++)
    i += jinja_point (line.u.text + i, line.len - i, &w->text[w->len]);
  for (i = 0; i < w->len; i += w->chunks[w->n_chunks++].len) {
    w->chunks[w->n_chunks].text = w->text + i;
    w->chunks[w->n_chunks].len = chunk_length (w, i);
  }
  for (i = 0; i < w->n_chunks && !w->out->failed && !w->status;)
    i = put_line (w, i);
  return w->status;
}

static const struct jinja_parameter wrap_parameters[] = {
  { "width", true }, { "break_long_words", true }, { "wrapstring", true },
  { "break_on_hyphens", true }
};
static const struct jinja_signature wordwrap =
  JINJA_SIGNATURE ("do_wordwrap", 2, wrap_parameters);

static int
read_options (struct wrapper *w, const struct tv *v)
{
  int64_t width = 79;

  w->breaks_words = v[1];
  w->breaks_hyphens = v[3];
  w->splits_hyphens = jinja_is_absent (v[3])
    || (tv_kind (v[3]) == TV_BOOL && v[3].u.boolean);
  w->separator = tv_string ("\n", 1);
  if (!jinja_is_absent (v[2]) && !jinja_is_none (v[2])) {
    if (!jinja_is_string (v[2]))
      return jinja_no_method (w->run, v[2], "join");
    w->separator = v[2];
  }
  if (!jinja_is_absent (v[0])) {
    if (jinja_is_undefined (v[0]))
      return jinja_raise_undefined (w->run, v[0]);
    if (!jinja_is_any_integer (v[0]))
      return jinja_raise (w->run, "TypeError", "'<=' not supported between "
                          "instances of '%s' and 'int'",
                          jinja_type_name (v[0]));
    width = jinja_integer_clamp (v[0]);
  }
  w->width = width > 0 ? (size_t) width : 0;
  return width > 0 ? 0 : jinja_raise_repr (w->run, "ValueError",
                                           "invalid width ", v[0],
                                           " (must be > 0)");
}

int
jinja_filter_wordwrap (struct jinja_run *run, struct tv self,
                       const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  struct wrapper w = { .run = run, .out = &out };
  struct tv v[4], lines;
  size_t i, n;
  int status = jinja_bind (run, &wordwrap, args, v);

  if (status)
    return status;
  if (!jinja_is_string (self))
    return jinja_no_method (run, self, "splitlines");
  status = jinja_text_lines (run, self, false, &lines);
  n = status ? 0 : jinja_list_of (lines)->n;
  if (!status && n)
    status = read_options (&w, v);
  if (status)
    return status;
  jinja_buffer_init (run, &out);
  for (i = 0; i < n && !status; i++) {
    if (i)
      pl_buffer_append (&out, w.separator.u.text, w.separator.len);
    status = wrap_line (&w, jinja_list_of (lines)->items[i]);
  }
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, n && jinja_is_safe (w.separator)
                            ? &jinja_markup : &tv_type_string, result);
}
