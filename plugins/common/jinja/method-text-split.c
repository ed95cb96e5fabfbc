/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of str that take a text apart or put parts together. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <string.h>

#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/text.h"

/* Reads "sep" and "maxsplit", by position or keyword. */
static int
read_split (struct jinja_run *run, const struct jinja_args *args,
            const char *name, struct tv *separator, int64_t *most)
{
  struct tv values[2];
  static const struct jinja_parameter parameters[] = {
    { "sep", true }, { "maxsplit", true }
  };
  struct jinja_signature signature = { name, 0, parameters, 2 };
  int status;

  if (args->n_args + args->n_keywords > 2)
    return jinja_raise (run, "TypeError", "%s() takes at most 2 arguments "
                        "(%zu given)", name,
                        args->n_args + args->n_keywords);
  status = jinja_check_keywords (run, &signature, args);
  if (!status)
    status = jinja_bind (run, &signature, args, values);
  if (status)
    return status;
  *separator = jinja_is_absent (values[0]) ? tv_nil () : values[0];
  *most = -1;
  if (!jinja_is_absent (values[1])) {
    status = jinja_to_index (run, values[1], most);
    if (status)
      return status;
  }
  if (!jinja_is_none (*separator) && !jinja_is_string (*separator))
    return jinja_raise (run, "TypeError", "must be str or None, not %s",
                        jinja_type_name (*separator));
  if (jinja_is_string (*separator) && !separator->len)
    return jinja_raise (run, "ValueError", "empty separator");
  return 0;
}

/* Splits at runs of white space. */
static int
split_space (struct jinja_run *run, struct tv text, int64_t most,
             struct tv list)
{
  size_t i = jinja_space_length (text.u.text, text.len), start;
  uint32_t c;
  int status = 0;

  while (!status && i < text.len) {
    size_t n = 0;

    /* What is left stays as it is, with the white space at its end. */
    if (most == 0)
      return jinja_append (run, list, jinja_part (text, i, text.len));
    for (start = i; i < text.len; i += n) {
      n = jinja_point (text.u.text + i, text.len - i, &c);
      if (jinja_point_is_space (c))
        break;
    }
    status = jinja_append (run, list, jinja_part (text, start, i));
    i += jinja_space_length (text.u.text + i, text.len - i);
    most -= most > 0;
  }
  return status;
}

static int
split_at (struct jinja_run *run, struct tv text, struct tv separator,
          int64_t most, struct tv list)
{
  size_t from = 0, at;
  int status = 0;

  while (!status && most
         && (at = jinja_text_find (text, from, separator)) != (size_t) -1) {
    status = jinja_append (run, list, jinja_part (text, from, at));
    from = at + separator.len;
    most -= most > 0;
  }
  return status ? status
    : jinja_append (run, list, jinja_part (text, from, text.len));
}

static int
method_split (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  struct tv separator;
  int64_t most;
  int status = read_split (run, args, "split", &separator, &most);

  if (!status)
    status = jinja_charge (run, 1 + self.len / 64);
  if (!status)
    status = jinja_make_list (run, 0, result);
  if (status)
    return status;
  return jinja_is_none (separator)
    ? split_space (run, self, most, *result)
    : split_at (run, self, separator, most, *result);
}

/* The last SEPARATOR that ends at or before END, or (size_t) -1. */
static size_t
find_last (struct tv text, size_t end, struct tv separator)
{
  size_t at;

  if (end < separator.len)
    return (size_t) -1;
  for (at = end - separator.len; at != (size_t) -1; at--)
    if (!memcmp (text.u.text + at, separator.u.text, separator.len))
      return at;
  return (size_t) -1;
}

/* The start of the word that ends at END. */
static size_t
word_start (struct tv text, size_t end)
{
  while (end) {
    size_t at = end - 1;
    uint32_t c;

    while (at && (text.u.text[at] & 0xc0) == 0x80)
      at--;
    jinja_point (text.u.text + at, end - at, &c);
    if (jinja_point_is_space (c))
      break;
    end = at;
  }
  return end;
}

static void
turn (struct jinja_list *list)
{
  size_t i;

  for (i = 0; i < list->n / 2; i++) {
    struct tv v = list->items[i];

    list->items[i] = list->items[list->n - 1 - i];
    list->items[list->n - 1 - i] = v;
  }
}

static int
rsplit_space (struct jinja_run *run, struct tv text, int64_t most,
              struct tv list)
{
  size_t end = jinja_rstrip_length (text.u.text, text.len), start;
  int status = 0;

  while (!status && end) {
    if (most == 0)
      return jinja_append (run, list, jinja_part (text, 0, end));
    start = word_start (text, end);
    status = jinja_append (run, list, jinja_part (text, start, end));
    end = jinja_rstrip_length (text.u.text, start);
    most -= most > 0;
  }
  return status;
}

static int
method_rsplit (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  struct tv separator;
  int64_t most;
  size_t end = self.len, at;
  int status = read_split (run, args, "rsplit", &separator, &most);

  if (!status)
    status = jinja_charge (run, 1 + self.len / 64);
  if (!status)
    status = jinja_make_list (run, 0, result);
  if (status)
    return status;
  if (jinja_is_none (separator))
    status = rsplit_space (run, self, most, *result);
  else {
    while (!status && most
           && (at = find_last (self, end, separator)) != (size_t) -1) {
      status = jinja_append (run, *result,
                             jinja_part (self, at + separator.len, end));
      end = at;
      most -= most > 0;
    }
    if (!status)
      status = jinja_append (run, *result, jinja_part (self, 0, end));
  }
  if (!status)
    turn (jinja_list_of (*result));
  return status;
}

static bool
ends_line (uint32_t c)
{
  return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e) || c == 0x85
    || c == 0x2028 || c == 0x2029;
}

int
jinja_text_lines (struct jinja_run *run, struct tv text, bool keep_ends,
                  struct tv *list)
{
  size_t i = 0, start = 0, n;
  uint32_t c;
  int status = jinja_charge (run, 1 + text.len / 64);

  if (!status)
    status = jinja_make_list (run, 0, list);
  while (!status && i < text.len) {
    n = jinja_point (text.u.text + i, text.len - i, &c);
    if (ends_line (c)) {
      if (c == '\r' && i + 1 < text.len && text.u.text[i + 1] == '\n')
        n = 2;
      status = jinja_append (run, *list, jinja_part (
        text, start, keep_ends ? i + n : i));
      start = i + n;
    }
    i += n;
  }
  if (!status && start < text.len)
    status = jinja_append (run, *list, jinja_part (text, start, text.len));
  return status;
}

static int
method_splitlines (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct tv keep;
  bool keeps;
  int status = jinja_read_only_argument (run, args, "splitlines", "keepends",
                                         tv_bool (false), &keep);

  if (!status)
    status = jinja_to_flag (run, keep, &keeps);
  return status ? status : jinja_text_lines (run, self, keeps, result);
}

static int
partition (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, bool from_end, const char *name,
           struct tv *result)
{
  struct tv separator, *items;
  size_t at;
  int status = jinja_check_arity (run, args, "str", name, 1, 1);

  if (status)
    return status;
  separator = args->args[0];
  if (!jinja_is_string (separator))
    return jinja_raise (run, "TypeError", "must be str, not %s",
                        jinja_type_name (separator));
  if (!separator.len)
    return jinja_raise (run, "ValueError", "empty separator");
  status = jinja_make_tuple (run, 3, result);
  if (status)
    return status;
  items = jinja_list_of (*result)->items;
  at = from_end ? find_last (self, self.len, separator)
    : jinja_text_find (self, 0, separator);
  if (at == (size_t) -1) {
    items[0] = items[1] = items[2] = jinja_part (self, 0, 0);
    items[from_end ? 2 : 0] = self;
    return 0;
  }
  items[0] = jinja_part (self, 0, at);
  /* The separator itself, unless all becomes Markup. */
  items[1] = jinja_is_safe (self)
    ? jinja_part (self, at, at + separator.len) : separator;
  items[2] = jinja_part (self, at + separator.len, self.len);
  return 0;
}

static int
method_partition (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  return partition (run, self, args, false, "partition", result);
}

static int
method_rpartition (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  return partition (run, self, args, true, "rpartition", result);
}

int
jinja_text_join (struct jinja_run *run, struct tv separator, struct tv parts,
                 struct tv *result)
{
  struct jinja_iterator *it;
  struct pl_buffer out;
  struct tv v;
  size_t n = 0;
  int status = jinja_iterate (run, parts, &it);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  while ((status = jinja_next (run, it, &v)) == 1) {
    if (jinja_is_safe (separator)) {
      status = jinja_escape (run, v, &v);
      if (status)
        break;
    } else if (!jinja_is_string (v)) {
      status = jinja_raise (run, "TypeError", "sequence item %zu: expected "
                            "str instance, %s found", n,
                            jinja_type_name (v));
      break;
    }
    if (n++)
      pl_buffer_append (&out, separator.u.text, separator.len);
    pl_buffer_append (&out, v.u.text, v.len);
    status = jinja_charge (run, (v.len + separator.len) / 64);
    if (status)
      break;
  }
  if (status < 0) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, separator.type, result);
}

static int
method_join (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "str", "join", 1, 1);

  if (status)
    return status;
  if (!jinja_can_iterate (args->args[0]) && !jinja_is_safe (self))
    return jinja_raise (run, "TypeError", "can only join an iterable");
  return jinja_text_join (run, self, args->args[0], result);
}

static const struct jinja_method methods[] = {
  { "join", method_join },
  { "partition", method_partition },
  { "rpartition", method_rpartition },
  { "rsplit", method_rsplit },
  { "split", method_split },
  { "splitlines", method_splitlines },
};

const struct jinja_method_table jinja_text_split_methods =
  JINJA_METHOD_TABLE (methods);
