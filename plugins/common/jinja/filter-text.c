/* SPDX-License-Identifier: Apache-2.0 */
/* Filters that change a text. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/text.h"

int
jinja_filter_string (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  int status = jinja_bind_none (run, "soft_str", 1, args);

  return status ? status : jinja_to_string (run, self, result);
}

static int
recase (struct jinja_run *run, struct tv self, const struct jinja_args *args,
        const char *function, enum jinja_case to, struct tv *result)
{
  struct tv text;
  int status = jinja_bind_none (run, function, 1, args);

  if (!status)
    status = jinja_to_string (run, self, &text);
  return status ? status : jinja_change_case (run, text, to, result);
}

int
jinja_filter_capitalize (struct jinja_run *run, struct tv self,
                         const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "do_capitalize", JINJA_CASE_CAPITALIZE,
                 result);
}

int
jinja_filter_lower (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "do_lower", JINJA_CASE_LOWER, result);
}

int
jinja_filter_upper (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return recase (run, self, args, "do_upper", JINJA_CASE_UPPER, result);
}

/* Whether a word begins after C. */
static bool
ends_word (uint32_t c)
{
  return c == '-' || c == '(' || c == '{' || c == '[' || c == '<'
    || jinja_point_is_space (c);
}

/* The word from FROM to TO: its first character in upper case, the others
 * in lower case. */
static int
put_word (struct jinja_run *run, struct pl_buffer *out, struct tv text,
          size_t from, size_t to)
{
  struct tv first, rest;
  uint32_t c;
  size_t n;
  int status;

  if (from == to)
    return 0;
  n = jinja_point (text.u.text + from, to - from, &c);
  status = jinja_change_case (run, jinja_part (text, from, from + n),
                              JINJA_CASE_UPPER, &first);
  if (!status)
    status = jinja_change_case (run, jinja_part (text, from + n, to),
                                JINJA_CASE_LOWER, &rest);
  if (status)
    return status;
  pl_buffer_append (out, first.u.text, first.len);
  pl_buffer_append (out, rest.u.text, rest.len);
  return 0;
}

int
jinja_filter_title (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  struct tv text;
  size_t i = 0, start, n;
  uint32_t c;
  int status = jinja_bind_none (run, "do_title", 1, args);

  if (!status)
    status = jinja_to_string (run, self, &text);
  if (status)
    return status;
  jinja_buffer_init (run, &out);
  while (!status && i < text.len) {
    for (start = i; i < text.len; i += n) {
      n = jinja_point (text.u.text + i, text.len - i, &c);
      if (ends_word (c))
        break;
    }
    status = put_word (run, &out, text, start, i);
    if (!status && i < text.len) {
      pl_buffer_append (&out, text.u.text + i, n);
      i += n;
    }
  }
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}

static const struct jinja_parameter center_parameters[] = {
  { "width", true }
};
static const struct jinja_signature center =
  JINJA_SIGNATURE ("do_center", 1, center_parameters);

int
jinja_filter_center (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct tv text, v[1];
  int64_t width = 80;
  int status = jinja_bind (run, &center, args, v);

  if (!status)
    status = jinja_to_string (run, self, &text);
  if (!status && !jinja_is_absent (v[0]))
    status = jinja_to_index (run, v[0], &width);
  return status ? status
    : jinja_text_center (run, text, width, tv_string (" ", 1), result);
}

static const struct jinja_parameter trim_parameters[] = {
  { "chars", true }
};
static const struct jinja_signature trim =
  JINJA_SIGNATURE ("do_trim", 1, trim_parameters);

int
jinja_filter_trim (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct tv text, v[1];
  int status = jinja_bind (run, &trim, args, v);

  if (!status)
    status = jinja_to_string (run, self, &text);
  return status ? status
    : jinja_text_strip (run, text, v[0], true, true, "strip", result);
}

int
jinja_filter_format (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct tv text, given;
  size_t i;
  int status;

  if (args->n_args && args->n_keywords)
    return jinja_raise (run, "FilterArgumentError", "can't handle positional "
                        "and keyword arguments at the same time");
  status = jinja_to_string (run, self, &text);
  if (status)
    return status;
  if (args->n_keywords) {
    status = jinja_make_dict (run, &given);
    for (i = 0; !status && i < args->n_keywords; i++)
      status = jinja_dict_set (run, given,
                               tv_string (args->keywords[i].name,
                                          args->keywords[i].name_len),
                               args->keywords[i].value);
  } else {
    status = jinja_make_tuple (run, args->n_args, &given);
    for (i = 0; !status && i < args->n_args; i++)
      jinja_list_of (given)->items[i] = args->args[i];
  }
  return status ? status : jinja_format_percent (run, text, given, result);
}

static const struct jinja_parameter replace_parameters[] = {
  { "old", false }, { "new", false }, { "count", true }
};
static const struct jinja_signature replace =
  JINJA_SIGNATURE ("do_replace", 2, replace_parameters);

int
jinja_filter_replace (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result)
{
  struct tv v[3], old, new, text = self;
  int64_t count = -1;
  int status = jinja_bind (run, &replace, args, v);
  bool is_plain = !jinja_autoescapes (run);

  if (status)
    return status;
  if (!is_plain && (jinja_is_safe (v[0])
                    || (jinja_is_safe (v[1]) && !jinja_is_safe (self))))
    status = jinja_escape (run, self, &text);
  else
    status = is_plain ? jinja_to_plain (run, self, &text)
      : jinja_to_string (run, self, &text);
  if (!status)
    status = jinja_to_plain (run, v[0], &old);
  if (!status)
    status = jinja_to_string (run, v[1], &new);
  if (!status && jinja_is_safe (text))
    status = jinja_escape (run, new, &new);
  if (!status && !jinja_is_absent (v[2]) && !jinja_is_none (v[2]))
    status = jinja_to_index (run, v[2], &count);
  return status ? status
    : jinja_text_replace (run, text, old, new, count, result);
}

/* -- indent ------------------------------------------------------------- */

static int
cannot_add (struct jinja_run *run, struct tv v)
{
  if (JINJA_IS (v, jinja_list))
    return jinja_no_method (run, v, "splitlines");
  if (jinja_is_undefined (v))
    return jinja_raise_undefined (run, v);
  if (jinja_is_tuple (v))
    return jinja_raise (run, "TypeError", "can only concatenate tuple (not "
                        "\"str\") to tuple");
  return jinja_raise (run, "TypeError", "unsupported operand type(s) for +=: "
                      "'%s' and 'str'", jinja_type_name (v));
}

static const struct jinja_parameter indent_parameters[] = {
  { "width", true }, { "first", true }, { "blank", true }
};
static const struct jinja_signature indent =
  JINJA_SIGNATURE ("do_indent", 1, indent_parameters);

/* What lines are indented by. */
static int
make_indention (struct jinja_run *run, struct tv width, struct tv *v)
{
  if (jinja_is_string (width)) {
    *v = width;
    return 0;
  }
  if (jinja_is_absent (width))
    width = tv_int (4);
  return jinja_arithmetic (run, "*", tv_string (" ", 1), width, v);
}

static int
put_lines (struct jinja_run *run, struct tv text, struct tv indention,
           bool first, bool blank, struct tv *result)
{
  struct pl_buffer out;
  struct jinja_list *lines;
  struct tv list, end;
  size_t i;
  int status;

  /* With a newline at the end, a last line that is empty counts, too. */
  jinja_buffer_init (run, &out);
  pl_buffer_append (&out, text.u.text, text.len);
  pl_buffer_putc (&out, '\n');
  status = jinja_take_string (run, &out, &tv_type_string, &end);
  if (!status)
    status = jinja_text_lines (run, end, false, &list);
  if (status)
    return status;
  lines = jinja_list_of (list);
  jinja_buffer_init (run, &out);
  if (first)
    pl_buffer_append (&out, indention.u.text, indention.len);
  for (i = 0; i < lines->n && !status; i++) {
    if (i)
      pl_buffer_putc (&out, '\n');
    if (i && (blank || lines->items[i].len))
      pl_buffer_append (&out, indention.u.text, indention.len);
    pl_buffer_append (&out, lines->items[i].u.text, lines->items[i].len);
    status = jinja_charge (run, 1 + (lines->items[i].len + indention.len)
                           / 64);
  }
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, text.type, result);
}

int
jinja_filter_indent (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct tv v[3], indention;
  int first, blank, status = jinja_bind (run, &indent, args, v);

  if (!status)
    status = make_indention (run, v[0], &indention);
  if (status)
    return status;
  if (!jinja_is_string (self) && !JINJA_IS (self, jinja_list))
    return cannot_add (run, self);
  /* Text can be added to a list, so that is found out later. */
  blank = jinja_optional_truth (run, v[2], false);
  if (blank >= 0 && !jinja_is_string (self))
    return cannot_add (run, self);
  first = blank < 0 ? blank : jinja_optional_truth (run, v[1], false);
  return first < 0 ? first
    : put_lines (run, self, indention, first, blank, result);
}

/* -- truncate ---------------------------------------------------------- */

static const struct jinja_parameter truncate_parameters[] = {
  { "length", true }, { "killwords", true }, { "end", true },
  { "leeway", true }
};
static const struct jinja_signature truncate =
  JINJA_SIGNATURE ("do_truncate", 2, truncate_parameters);

/* The end of the last word that ends before TO, or TO. */
static size_t
word_end (struct tv text, size_t to)
{
  size_t i;

  for (i = to; i > 0; i--)
    if (text.u.text[i - 1] == ' ')
      return i - 1;
  return to;
}

/* Fails unless V, the length or the leeway, is LEAST or more, in the way
 * of a statement "assert". */
static int
check_least (struct jinja_run *run, const char *name, struct tv v,
             int64_t least)
{
  struct pl_buffer text;
  int order, status = jinja_compare (run, v, tv_int (least), ">=", &order);

  if (status || order == 0 || order == 1)
    return status;
  jinja_buffer_init (run, &text);
  status = jinja_print_str (run, &text, v);
  if (!status)
    status = jinja_raise (run, "AssertionError", "expected %s >= %lld, got "
                          "%s", name, (long long) least,
                          text.failed ? "" : text.data);
  pl_buffer_release (&text);
  return status;
}

/* Whether SELF is short enough to be left alone: 1, 0 or an error.  V are
 * the arguments; *ROOM is set to what remains for text before the end. */
static int
is_short (struct jinja_run *run, struct tv self, const struct tv v[4],
          size_t n_end, int64_t *room)
{
  struct tv length = jinja_is_absent (v[0]) ? tv_int (255) : v[0];
  struct tv leeway = jinja_is_absent (v[3]) || jinja_is_none (v[3])
    ? tv_int (5) : v[3], most;
  size_t n;
  int order, status = check_least (run, "length", length, (int64_t) n_end);

  if (!status)
    status = check_least (run, "leeway", leeway, 0);
  if (!status)
    status = jinja_length (run, self, &n);
  if (!status)
    status = jinja_arithmetic (run, "+", length, leeway, &most);
  if (!status)
    status = jinja_compare (run, tv_int ((int64_t) n), most, "<=", &order);
  if (status)
    return status;
  if (order == 0 || order == -1)
    return 1;
  if (!jinja_is_integer (length))
    return jinja_raise (run, "TypeError", "slice indices must be integers or "
                        "None or have an __index__ method");
  *room = jinja_integer (length) - (int64_t) n_end;
  return 0;
}

int
jinja_filter_truncate (struct jinja_run *run, struct tv self,
                       const struct jinja_args *args, struct tv *result)
{
  struct tv v[4], end;
  int64_t keep = 0;
  size_t n_end, to;
  int kills, status = jinja_bind (run, &truncate, args, v);

  if (status)
    return status;
  end = jinja_is_absent (v[2]) ? tv_string ("...", 3) : v[2];
  status = jinja_length (run, end, &n_end);
  if (!status)
    status = is_short (run, self, v, n_end, &keep);
  if (status < 0)
    return status;
  if (status) {
    *result = self;
    return 0;
  }
  kills = jinja_optional_truth (run, v[1], false);
  if (kills < 0)
    return kills;
  if (!jinja_is_string (self)) {
    const struct tv bounds[3] = { tv_nil (), tv_int (keep), tv_nil () };

    status = jinja_slice (run, self, bounds, &self);
    if (status)
      return status;
    return kills ? jinja_arithmetic (run, "+", self, end, result)
      : jinja_no_method (run, self, "rsplit");
  }
  to = jinja_text_offset (self, (size_t) keep);
  return jinja_arithmetic (run, "+", jinja_part (
    self, 0, kills ? to : word_end (self, to)), end, result);
}

int
jinja_filter_wordcount (struct jinja_run *run, struct tv self,
                        const struct jinja_args *args, struct tv *result)
{
  struct tv text;
  bool in_word = false;
  int64_t n = 0;
  size_t i = 0;
  uint32_t c;
  int status = jinja_bind_none (run, "do_wordcount", 1, args);

  if (!status)
    status = jinja_to_string (run, self, &text);
  if (!status)
    status = jinja_charge (run, 1 + text.len / 16);
  while (!status && i < text.len) {
    i += jinja_point (text.u.text + i, text.len - i, &c);
    if (jinja_point_is_word (c) && !in_word)
      n++;
    in_word = jinja_point_is_word (c);
  }
  *result = tv_int (n);
  return status;
}
