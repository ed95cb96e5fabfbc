/* SPDX-License-Identifier: Apache-2.0 */
/* Filters for HTML and URLs. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/entity.h"
#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/text.h"

int
jinja_filter_escape (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  int status = jinja_bind_none (run, "escape", 1, args);

  return status ? status : jinja_escape (run, self, result);
}

int
jinja_filter_forceescape (struct jinja_run *run, struct tv self,
                          const struct jinja_args *args, struct tv *result)
{
  struct tv text;
  int status = jinja_bind_none (run, "do_forceescape", 1, args);

  if (!status)
    status = jinja_to_plain (run, self, &text);
  return status ? status : jinja_escape (run, text, result);
}

int
jinja_filter_safe (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  int status = jinja_bind_none (run, "do_mark_safe", 1, args);

  if (!status)
    status = jinja_to_string (run, self, result);
  if (!status)
    result->type = &jinja_markup;
  return status;
}

/* -- striptags --------------------------------------------------------- */

/* Where the tag or comment at I ends, or (size_t) -1. */
static size_t
tag_end (struct tv text, size_t i)
{
  struct tv mark = tv_string (">", 1);
  size_t from = i, end;

  if (text.len - i >= 4 && !memcmp (text.u.text + i, "<!--", 4)) {
    mark = tv_string ("-->", 3);
    from = i + 4;
  }
  end = jinja_text_find (text, from, mark);
  return end == (size_t) -1 ? end : end + mark.len;
}

int
jinja_filter_striptags (struct jinja_run *run, struct tv self,
                        const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out, plain;
  struct tv text;
  bool space = false;
  size_t i, n, end;
  uint32_t c;
  int status = jinja_bind_none (run, "do_striptags", 1, args);

  if (!status)
    status = jinja_to_plain (run, self, &text);
  if (!status)
    status = jinja_charge (run, 1 + text.len / 16);
  if (status)
    return status;
  jinja_buffer_init (run, &out);
  for (i = 0; i < text.len; i += n) {
    n = jinja_point (text.u.text + i, text.len - i, &c);
    if (c == '<') {
      end = tag_end (text, i);
      if (end != (size_t) -1) {
        n = end - i;
        continue;
      }
      /* No tag after it is closed either, or all count as open. */
      for (; i < text.len; i += n) {
        n = jinja_point (text.u.text + i, text.len - i, &c);
        if (jinja_point_is_space (c)) {
          space = true;
          continue;
        }
        if (space && out.len)
          pl_buffer_putc (&out, ' ');
        space = false;
        pl_buffer_append (&out, text.u.text + i, n);
      }
      break;
    }
    if (jinja_point_is_space (c)) {
      space = true;
      continue;
    }
    if (space && out.len)
      pl_buffer_putc (&out, ' ');
    space = false;
    pl_buffer_append (&out, text.u.text + i, n);
  }
  jinja_buffer_init (run, &plain);
  if (out.data)
    jinja_unescape (&plain, out.data, out.len);
  if (out.failed)
    plain.failed = out.failed;
  pl_buffer_release (&out);
  return jinja_take_string (run, &plain, &tv_type_string, result);
}

/* -- urlencode --------------------------------------------------------- */

static void
quote_bytes (struct pl_buffer *out, const char *text, size_t len,
             bool is_query)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t i;

  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char) text[i];

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9') || (c && strchr ("_.-~", c))
        || (c == '/' && !is_query))
      pl_buffer_putc (out, (char) c);
    else if (c == ' ' && is_query)
      pl_buffer_putc (out, '+');
    else {
      pl_buffer_putc (out, '%');
      pl_buffer_putc (out, hex[c >> 4]);
      pl_buffer_putc (out, hex[c & 15]);
    }
  }
}

static int
quote (struct jinja_run *run, struct pl_buffer *out, struct tv v,
       bool is_query)
{
  struct tv text;
  int status = jinja_to_string (run, v, &text);

  if (!status)
    status = jinja_charge (run, 1 + text.len / 16);
  if (!status)
    quote_bytes (out, text.u.text, text.len, is_query);
  return status;
}

/* A pair of name and value: anything with two elements. */
static int
quote_pair (struct jinja_run *run, struct pl_buffer *out, struct tv pair)
{
  struct jinja_list *items;
  struct tv list;
  int status;

  if (!jinja_can_iterate (pair))
    return jinja_raise (run, "TypeError", "cannot unpack non-iterable %s "
                        "object", jinja_type_name (pair));
  status = jinja_to_list (run, pair, &list);
  if (status)
    return status;
  items = jinja_list_of (list);
  if (items->n > 2)
    return jinja_raise (run, "ValueError",
                        "too many values to unpack (expected 2)");
  if (items->n < 2)
    return jinja_raise (run, "ValueError", "not enough values to unpack "
                        "(expected 2, got %zu)", items->n);
  status = quote (run, out, items->items[0], true);
  pl_buffer_putc (out, '=');
  return status ? status : quote (run, out, items->items[1], true);
}

static int
quote_pairs (struct jinja_run *run, struct pl_buffer *out, struct tv self)
{
  struct jinja_iterator *it;
  struct jinja_entry *entry;
  struct tv pair;
  size_t position = 0, n = 0;
  int status = 0;

  if (JINJA_IS (self, jinja_dict)) {
    while (!status && jinja_dict_next (self, &position, &entry)) {
      if (n++)
        pl_buffer_putc (out, '&');
      status = quote (run, out, entry->key, true);
      pl_buffer_putc (out, '=');
      if (!status)
        status = quote (run, out, entry->value, true);
    }
    return status;
  }
  status = jinja_iterate (run, self, &it);
  while (!status && (status = jinja_next (run, it, &pair)) == 1) {
    if (n++)
      pl_buffer_putc (out, '&');
    status = quote_pair (run, out, pair);
  }
  return status;
}

int
jinja_filter_urlencode (struct jinja_run *run, struct tv self,
                        const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  int status = jinja_bind_none (run, "do_urlencode", 1, args);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  status = jinja_is_string (self) || !jinja_can_iterate (self)
    ? quote (run, &out, self, false) : quote_pairs (run, &out, self);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}

/* -- xmlattr ----------------------------------------------------------- */

static int
put_attribute (struct jinja_run *run, struct pl_buffer *out, struct tv key,
               struct tv value)
{
  struct tv name, content;
  size_t i;
  int status;

  if (!jinja_is_string (key))
    return jinja_raise (run, "TypeError", "expected string or bytes-like "
                        "object, got '%s'", jinja_type_name (key));
  for (i = 0; i < key.len; i++)
    if (memchr (" \t\n\r\f\v/>=", key.u.text[i], 9))
      return jinja_raise_repr (run, "ValueError", "Invalid character in "
                               "attribute name: ", key, "");
  status = jinja_escape (run, key, &name);
  if (!status)
    status = jinja_escape (run, value, &content);
  if (status)
    return status;
  pl_buffer_append (out, name.u.text, name.len);
  pl_buffer_puts (out, "=\"");
  pl_buffer_append (out, content.u.text, content.len);
  pl_buffer_putc (out, '"');
  return jinja_charge (run, 1 + content.len / 64);
}

static const struct jinja_parameter xmlattr_parameters[] = {
  { "autospace", true }
};
static const struct jinja_signature xmlattr =
  JINJA_SIGNATURE ("do_xmlattr", 2, xmlattr_parameters);

int
jinja_filter_xmlattr (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result)
{
  struct jinja_entry *entry;
  struct pl_buffer out;
  struct tv v[1];
  size_t position = 0;
  int space, status = jinja_bind (run, &xmlattr, args, v);

  if (status)
    return status;
  if (!JINJA_IS (self, jinja_dict))
    return jinja_no_method (run, self, "items");
  space = jinja_optional_truth (run, v[0], true);
  if (space < 0)
    return space;
  jinja_buffer_init (run, &out);
  while (!status && jinja_dict_next (self, &position, &entry)) {
    if (jinja_is_none (entry->value) || jinja_is_undefined (entry->value))
      continue;
    if (out.len || space)
      pl_buffer_putc (&out, ' ');
    status = put_attribute (run, &out, entry->key, entry->value);
  }
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, jinja_autoescapes (run)
                            ? &jinja_markup : &tv_type_string, result);
}
