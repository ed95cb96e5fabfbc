/* SPDX-License-Identifier: Apache-2.0 */
/* The filter tojson: Python's json.dumps with sorted keys, made safe for
 * HTML. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/sort.h"
#include "plugins/common/jinja/text.h"

struct outer {
  const struct outer *next;
  const void *object;
};

struct dumper {
  struct jinja_run *run;
  struct pl_buffer *out;
  bool has_indent;
  struct tv indent;        /* text; one level */
};

static void
put_unit (struct pl_buffer *out, uint32_t c)
{
  pl_buffer_printf (out, "\\u%04x", (unsigned) c);
}

static void
put_text (struct pl_buffer *out, const char *text, size_t len)
{
  size_t i = 0;
  uint32_t c;

  pl_buffer_putc (out, '"');
  while (i < len && !out->failed) {
    i += jinja_point (text + i, len - i, &c);
    switch (c) {
    case '"': pl_buffer_puts (out, "\\\""); break;
    case '\\': pl_buffer_puts (out, "\\\\"); break;
    case '\n': pl_buffer_puts (out, "\\n"); break;
    case '\r': pl_buffer_puts (out, "\\r"); break;
    case '\t': pl_buffer_puts (out, "\\t"); break;
    case '\f': pl_buffer_puts (out, "\\f"); break;
    case '\b': pl_buffer_puts (out, "\\b"); break;
    case '<': case '>': case '&': case '\'':
      put_unit (out, c);
      break;
    default:
      if (c >= 0x10000) {
        put_unit (out, 0xd800 + ((c - 0x10000) >> 10));
        put_unit (out, 0xdc00 + ((c - 0x10000) & 0x3ff));
      } else if (c < ' ' || c >= 0x7f)
        put_unit (out, c);
      else
        pl_buffer_putc (out, (char) c);
    }
  }
  pl_buffer_putc (out, '"');
}

static void
put_float (struct pl_buffer *out, double v)
{
  if (isnan (v))
    pl_buffer_puts (out, "NaN");
  else if (isinf (v))
    pl_buffer_puts (out, v < 0 ? "-Infinity" : "Infinity");
  else
    jinja_print_float (out, v);
}

/* The start of a line at DEPTH, if lines are indented. */
static void
put_break (struct dumper *d, int depth)
{
  if (!d->has_indent)
    return;
  pl_buffer_putc (d->out, '\n');
  for (; depth > 0; depth--)
    pl_buffer_append (d->out, d->indent.u.text, d->indent.len);
}

static void
put_separator (struct dumper *d, bool is_first, int depth)
{
  if (!is_first)
    pl_buffer_puts (d->out, d->has_indent ? "," : ", ");
  put_break (d, depth);
}

static int
put_key (struct dumper *d, struct tv key)
{
  switch (tv_kind (key)) {
  case TV_STRING:
    put_text (d->out, key.u.text, key.len);
    break;
  case TV_FLOAT:
    pl_buffer_putc (d->out, '"');
    put_float (d->out, key.u.number);
    pl_buffer_putc (d->out, '"');
    break;
  case TV_BOOL:
    pl_buffer_puts (d->out, key.u.boolean ? "\"true\"" : "\"false\"");
    break;
  case TV_INTERFACE:
    pl_buffer_puts (d->out, "\"null\"");
    break;
  case TV_INT:
    pl_buffer_printf (d->out, "\"%" PRId64 "\"", key.u.integer);
    break;
  case TV_OBJECT:
    if (jinja_is_big_integer (key)) {
      int status;

      pl_buffer_putc (d->out, '"');
      status = jinja_print_str (d->run, d->out, key);
      if (status)
        return status;
      pl_buffer_putc (d->out, '"');
      break;
    }
    __attribute__ ((fallthrough));
  default:
    return jinja_raise (d->run, "TypeError", "keys must be str, int, float, "
                        "bool or None, not %s", jinja_type_name (key));
  }
  pl_buffer_puts (d->out, ": ");
  return 0;
}

static int put_value (struct dumper *d, struct tv v, int depth,
                      const struct outer *outer);

static int
put_list (struct dumper *d, struct tv v, int depth, const struct outer *outer)
{
  const struct jinja_list *list = jinja_list_of (v);
  size_t i;
  int status = 0;

  if (!list->n) {
    pl_buffer_puts (d->out, "[]");
    return 0;
  }
  pl_buffer_putc (d->out, '[');
  for (i = 0; i < list->n && !status; i++) {
    put_separator (d, i == 0, depth + 1);
    status = put_value (d, list->items[i], depth + 1, outer);
  }
  put_break (d, depth);
  pl_buffer_putc (d->out, ']');
  return status;
}

static int
put_dict (struct dumper *d, struct tv v, int depth, const struct outer *outer)
{
  size_t n = jinja_dict_of (v)->n, position = 0, i;
  struct jinja_sorted *pairs;
  struct jinja_entry *entry;
  int status;

  if (!n) {
    pl_buffer_puts (d->out, "{}");
    return 0;
  }
  pairs = pl_arena_array (jinja_arena (d->run), n, sizeof *pairs);
  if (!pairs)
    return jinja_no_memory (d->run);
  for (i = 0; jinja_dict_next (v, &position, &entry); i++) {
    pairs[i].key = entry->key;
    pairs[i].value = entry->value;
  }
  pl_buffer_putc (d->out, '{');
  status = jinja_sort (d->run, pairs, n, false);
  for (i = 0; i < n && !status; i++) {
    put_separator (d, i == 0, depth + 1);
    status = put_key (d, pairs[i].key);
    if (!status)
      status = put_value (d, pairs[i].value, depth + 1, outer);
  }
  put_break (d, depth);
  pl_buffer_putc (d->out, '}');
  return status;
}

static int
put_container (struct dumper *d, struct tv v, int depth,
               const struct outer *outer)
{
  struct outer here = { .next = outer, .object = v.u.object };
  int status;

  for (; outer; outer = outer->next)
    if (outer->object == v.u.object)
      return jinja_raise (d->run, "ValueError",
                          "Circular reference detected");
  status = jinja_enter (d->run);
  if (status)
    return status;
  status = JINJA_IS (v, jinja_dict) ? put_dict (d, v, depth, &here)
    : put_list (d, v, depth, &here);
  jinja_leave (d->run);
  return status;
}

static int
put_value (struct dumper *d, struct tv v, int depth,
           const struct outer *outer)
{
  int status = jinja_charge (d->run, 1 + v.len / 32);

  if (status)
    return status;
  switch (tv_kind (v)) {
  case TV_INTERFACE:
    pl_buffer_puts (d->out, "null");
    return 0;
  case TV_BOOL:
    pl_buffer_puts (d->out, v.u.boolean ? "true" : "false");
    return 0;
  case TV_INT:
    pl_buffer_printf (d->out, "%" PRId64, v.u.integer);
    return 0;
  case TV_FLOAT:
    put_float (d->out, v.u.number);
    return 0;
  case TV_STRING:
    put_text (d->out, v.u.text, v.len);
    return 0;
  default:
    if (JINJA_IS (v, jinja_dict) || jinja_is_sequence (v))
      return put_container (d, v, depth, outer);
    if (jinja_is_big_integer (v))
      return jinja_print_str (d->run, d->out, v);
    return jinja_raise (d->run, "TypeError", "Object of type %s is not JSON "
                        "serializable", jinja_type_name (v));
  }
}

static const struct jinja_parameter json_parameters[] = {
  { "indent", true }
};
static const struct jinja_signature tojson =
  JINJA_SIGNATURE ("do_tojson", 2, json_parameters);

static int
read_indent (struct dumper *d, struct tv v)
{
  if (jinja_is_absent (v) || jinja_is_none (v))
    return 0;
  d->has_indent = true;
  d->indent = v;
  if (jinja_is_string (v))
    return 0;
  if (jinja_is_integer (v) && jinja_integer (v) > 1000)
    return jinja_raise_limit (d->run, "indentation");
  return jinja_arithmetic (d->run, "*", tv_string (" ", 1), v, &d->indent);
}

int
jinja_filter_tojson (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  struct dumper d = { .run = run, .out = &out };
  struct tv v[1];
  int status = jinja_bind (run, &tojson, args, v);

  /* Python does not even look at the indentation of text. */
  if (!status && !jinja_is_string (self))
    status = read_indent (&d, v[0]);
  if (status)
    return status;
  jinja_buffer_init (run, &out);
  status = put_value (&d, self, 0, NULL);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, &jinja_markup, result);
}
