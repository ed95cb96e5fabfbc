/* SPDX-License-Identifier: Apache-2.0 */
/* The filter pprint: values over several lines, as Python's pprint lays
 * them out in 80 columns. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/sort.h"
#include "plugins/common/jinja/text.h"

enum { WIDTH = 80 };

struct outer {
  const struct outer *next;
  const void *object;
};

struct printer {
  struct jinja_run *run;
  struct pl_buffer *out;
};

/* The order of types whose values cannot be compared. */
static int
sort_keys (struct printer *p, struct jinja_sorted *pairs, size_t n)
{
  size_t i, j;
  int order, status;

  for (i = 1; i < n; i++) {
    struct jinja_sorted one = pairs[i];

    for (j = i; j > 0; j--) {
      struct tv a = one.key, b = pairs[j - 1].key;
      bool alike = (jinja_is_any_number (a) && jinja_is_any_number (b))
        || (jinja_is_string (a) && jinja_is_string (b));

      status = jinja_charge (p->run, 1);
      if (status)
        return status;
      if (alike) {
        status = jinja_compare (p->run, a, b, "<", &order);
        if (status)
          return status;
      } else
        order = strcmp (jinja_type_name (a), jinja_type_name (b));
      if (order >= 0)
        break;
      pairs[j] = pairs[j - 1];
    }
    pairs[j] = one;
  }
  return 0;
}

static int
sorted_entries (struct printer *p, struct tv dict,
                struct jinja_sorted **pairs)
{
  size_t n = jinja_dict_of (dict)->n, position = 0, i;
  struct jinja_entry *entry;

  *pairs = pl_arena_array (jinja_arena (p->run), n, sizeof **pairs);
  if (n && !*pairs)
    return jinja_no_memory (p->run);
  for (i = 0; jinja_dict_next (dict, &position, &entry); i++) {
    (*pairs)[i].key = entry->key;
    (*pairs)[i].value = entry->value;
  }
  return sort_keys (p, *pairs, n);
}

static bool
is_container (struct tv v)
{
  return JINJA_IS (v, jinja_dict) || JINJA_IS (v, jinja_list)
    || JINJA_IS (v, jinja_tuple);
}

/* repr (V), with sorted dicts. */
static int
put_repr (struct printer *p, struct pl_buffer *out, struct tv v,
          const struct outer *outer)
{
  struct outer here = { .next = outer, .object = v.u.object };
  struct jinja_sorted *pairs;
  size_t i, n;
  int status;

  if (!is_container (v))
    return jinja_print_repr (p->run, out, v);
  for (; outer; outer = outer->next)
    if (outer->object == v.u.object) {
      pl_buffer_printf (out, "<Recursion on %s with id=0>",
                        jinja_type_name (v));
      return 0;
    }
  status = jinja_enter (p->run);
  if (status)
    return status;
  if (JINJA_IS (v, jinja_dict)) {
    status = sorted_entries (p, v, &pairs);
    pl_buffer_putc (out, '{');
    n = jinja_dict_of (v)->n;
    for (i = 0; i < n && !status; i++) {
      pl_buffer_puts (out, i ? ", " : "");
      status = put_repr (p, out, pairs[i].key, &here);
      pl_buffer_puts (out, ": ");
      if (!status)
        status = put_repr (p, out, pairs[i].value, &here);
    }
    pl_buffer_putc (out, '}');
  } else {
    const struct jinja_list *list = jinja_list_of (v);
    bool is_tuple = jinja_is_tuple (v);

    pl_buffer_putc (out, is_tuple ? '(' : '[');
    for (i = 0; i < list->n && !status; i++) {
      pl_buffer_puts (out, i ? ", " : "");
      status = put_repr (p, out, list->items[i], &here);
    }
    pl_buffer_puts (out, is_tuple && list->n == 1 ? ",)"
                    : is_tuple ? ")" : "]");
  }
  jinja_leave (p->run);
  return status;
}

static void
put_break (struct printer *p, size_t indent)
{
  pl_buffer_putc (p->out, '\n');
  pl_buffer_fill (p->out, ' ', indent);
}

/* -- text -------------------------------------------------------------- */

/* A text is written as constants below each other. */
struct constants {
  struct printer *printer;
  size_t indent;
  size_t n;
};

static size_t
repr_length (struct constants *c, const char *text, size_t len)
{
  struct pl_buffer out;
  size_t n = 0;

  pl_buffer_init (&out);
  jinja_quote (&out, text, len, false);
  if (out.failed)
    c->printer->out->failed = out.failed;
  else
    n = jinja_count_points (out.data, out.len);
  pl_buffer_release (&out);
  return n;
}

static void
put_constant (struct constants *c, struct tv text, size_t from, size_t to)
{
  if (c->n++)
    put_break (c->printer, c->indent);
  jinja_quote (c->printer->out, text.u.text + from, to - from, false);
}

/* The end of the word at I and of the white space after it. */
static size_t
word_end (struct tv text, size_t i, size_t end)
{
  bool in_space = false;
  uint32_t c;

  while (i < end) {
    size_t n = jinja_point (text.u.text + i, end - i, &c);

    if (jinja_point_is_space (c))
      in_space = true;
    else if (in_space)
      break;
    i += n;
  }
  return i;
}

/* The line from I to END; the last line has to leave ALLOWANCE free. */
static void
put_line (struct constants *c, struct tv text, size_t i, size_t end,
          size_t width, size_t allowance, bool is_last)
{
  size_t room = is_last ? width - allowance : width, start = i;

  if (repr_length (c, text.u.text + i, end - i) <= room) {
    put_constant (c, text, i, end);
    return;
  }
  while (i < end) {
    size_t next = word_end (text, i, end);
    size_t most = next == end && is_last ? width - allowance : width;

    if (repr_length (c, text.u.text + start, next - start) > most
        && i > start) {
      put_constant (c, text, start, i);
      start = i;
    }
    i = next;
  }
  if (i > start)
    put_constant (c, text, start, i);
}

static int
put_text (struct printer *p, struct tv text, size_t indent, size_t allowance,
          int level)
{
  struct constants c = { .printer = p };
  struct jinja_list *lines;
  struct tv list;
  struct pl_buffer made, *out = p->out;
  size_t i, at = 0, width;
  int status = jinja_text_lines (p->run, text, true, &list);

  if (!status)
    status = jinja_charge (p->run, 1 + text.len / 4);
  if (status)
    return status;
  if (level == 1) {
    indent++;
    allowance++;
  }
  c.indent = indent;
  /* Far to the right, no width is left: then every word stands alone. */
  width = indent + allowance < WIDTH ? WIDTH - indent : allowance;
  jinja_buffer_init (p->run, &made);
  p->out = &made;
  lines = jinja_list_of (list);
  for (i = 0; i < lines->n; i++) {
    size_t end = at + lines->items[i].len;

    put_line (&c, text, at, end, width, allowance, i + 1 == lines->n);
    at = end;
  }
  p->out = out;
  if (made.failed) {
    pl_buffer_release (&made);
    return jinja_no_memory (p->run);
  }
  if (level == 1 && c.n > 1)
    pl_buffer_putc (out, '(');
  pl_buffer_append (out, made.data, made.len);
  if (level == 1 && c.n > 1)
    pl_buffer_putc (out, ')');
  pl_buffer_release (&made);
  return 0;
}

/* -- containers -------------------------------------------------------- */

static int put_value (struct printer *p, struct tv v, size_t indent,
                      size_t allowance, int level, const struct outer *outer);

static int
put_items (struct printer *p, struct tv v, size_t indent, size_t allowance,
           int level, const struct outer *outer)
{
  const struct jinja_list *list = jinja_list_of (v);
  const char *end = !JINJA_IS (v, jinja_tuple) ? "]"
    : list->n == 1 ? ",)" : ")";
  size_t i;
  int status = 0;

  pl_buffer_putc (p->out, JINJA_IS (v, jinja_tuple) ? '(' : '[');
  indent++;
  for (i = 0; i < list->n && !status; i++) {
    if (i) {
      pl_buffer_putc (p->out, ',');
      put_break (p, indent);
    }
    status = put_value (p, list->items[i], indent, i + 1 == list->n
                        ? allowance + strlen (end) : 1, level, outer);
  }
  pl_buffer_puts (p->out, end);
  return status;
}

static int
put_entries (struct printer *p, struct tv v, size_t indent, size_t allowance,
             int level, const struct outer *outer)
{
  size_t n = jinja_dict_of (v)->n, i;
  struct jinja_sorted *pairs;
  int status = sorted_entries (p, v, &pairs);

  pl_buffer_putc (p->out, '{');
  indent++;
  for (i = 0; i < n && !status; i++) {
    struct pl_buffer key;

    if (i) {
      pl_buffer_putc (p->out, ',');
      put_break (p, indent);
    }
    jinja_buffer_init (p->run, &key);
    status = put_repr (p, &key, pairs[i].key, outer);
    if (!status && key.failed)
      status = jinja_no_memory (p->run);
    if (!status) {
      pl_buffer_append (p->out, key.data, key.len);
      pl_buffer_puts (p->out, ": ");
      status = put_value (p, pairs[i].value, indent + 2
                          + jinja_count_points (key.data, key.len),
                          i + 1 == n ? allowance + 1 : 1, level, outer);
    }
    pl_buffer_release (&key);
  }
  pl_buffer_putc (p->out, '}');
  return status;
}

static bool
is_among (const struct outer *outer, const void *object)
{
  for (; outer; outer = outer->next)
    if (outer->object == object)
      return true;
  return false;
}

static int
put_value (struct printer *p, struct tv v, size_t indent, size_t allowance,
           int level, const struct outer *outer)
{
  struct outer here = { .next = outer, .object = v.u.object };
  bool is_text = tv_kind (v) == TV_STRING && !jinja_is_safe (v);
  struct pl_buffer text;
  size_t n;
  int status;

  jinja_buffer_init (p->run, &text);
  status = put_repr (p, &text, v, outer);
  if (!status && text.failed)
    status = jinja_no_memory (p->run);
  if (status) {
    pl_buffer_release (&text);
    return status;
  }
  n = jinja_count_points (text.data, text.len) + indent + allowance;
  if (n <= WIDTH || !(is_text ? v.len > 0 : is_container (v))
      || (is_container (v) && is_among (outer, v.u.object)))
    pl_buffer_append (p->out, text.data, text.len);
  else if (is_text)
    status = put_text (p, v, indent, allowance, level + 1);
  else {
    status = jinja_enter (p->run);
    if (!status) {
      status = JINJA_IS (v, jinja_dict)
        ? put_entries (p, v, indent, allowance, level + 1, &here)
        : put_items (p, v, indent, allowance, level + 1, &here);
      jinja_leave (p->run);
    }
  }
  pl_buffer_release (&text);
  return status;
}

int
jinja_filter_pprint (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  struct printer p = { .run = run, .out = &out };
  int status = jinja_bind_none (run, "do_pprint", 1, args);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  status = put_value (&p, self, 0, 0, 0, NULL);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}
