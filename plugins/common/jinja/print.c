/* SPDX-License-Identifier: Apache-2.0 */
/* Values as Python prints them: str and repr. */

#include <config.h>

#include "plugins/common/jinja/print.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <unictype.h>

#include "plugins/common/gotemplate/float.h"
#include "plugins/common/jinja/text.h"

/* The lists and dicts that are being printed around a value: one that
 * holds itself is not printed for ever. */
struct outer {
  const struct outer *next;
  const void *object;
};

bool
jinja_point_is_printable (uint32_t c)
{
  if (c < 0x7f)
    return c >= ' ';
  return !uc_is_general_category_withtable (
    c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z);
}

static void
escape_point (struct pl_buffer *out, uint32_t c)
{
  if (c < 0x100)
    pl_buffer_printf (out, "\\x%02x", (unsigned) c);
  else if (c < 0x10000)
    pl_buffer_printf (out, "\\u%04x", (unsigned) c);
  else
    pl_buffer_printf (out, "\\U%08x", (unsigned) c);
}

void
jinja_quote (struct pl_buffer *out, const char *text, size_t len,
             bool ascii_only)
{
  char quote = memchr (text, '\'', len) && !memchr (text, '"', len)
    ? '"' : '\'';
  size_t i, n;

  pl_buffer_putc (out, quote);
  for (i = 0; i < len; i += n) {
    uint32_t c;

    n = jinja_point (text + i, len - i, &c);
    if (c == (unsigned char) quote || c == '\\') {
      pl_buffer_putc (out, '\\');
      pl_buffer_putc (out, (char) c);
    } else if (c == '\n')
      pl_buffer_puts (out, "\\n");
    else if (c == '\r')
      pl_buffer_puts (out, "\\r");
    else if (c == '\t')
      pl_buffer_puts (out, "\\t");
    else if (!jinja_point_is_printable (c) || (ascii_only && c >= 0x80))
      escape_point (out, c);
    else
      pl_buffer_append (out, text + i, n);
  }
  pl_buffer_putc (out, quote);
}

void
jinja_print_float (struct pl_buffer *out, double v)
{
  struct pl_buffer text;
  char digits[32];
  int exponent, n = 0;
  const char *p;

  if (isnan (v)) {
    pl_buffer_puts (out, "nan");
    return;
  }
  if (signbit (v))
    pl_buffer_putc (out, '-');
  if (isinf (v)) {
    pl_buffer_puts (out, "inf");
    return;
  }
  /* The shortest digits, as "d.ddde+xx". */
  pl_buffer_init (&text);
  gotmpl_float_append (&text, fabs (v), 'e', -1);
  pl_buffer_putc (&text, '\0');
  if (text.failed) {
    out->failed = out->failed ? out->failed : text.failed;
    pl_buffer_release (&text);
    return;
  }
  for (p = text.data; *p != 'e'; p++)
    if (*p != '.' && n < (int) sizeof digits)
      digits[n++] = *p;
  exponent = (int) strtol (p + 1, NULL, 10);
  pl_buffer_release (&text);
  if (exponent < -4 || exponent >= 16) {
    pl_buffer_putc (out, digits[0]);
    if (n > 1) {
      pl_buffer_putc (out, '.');
      pl_buffer_append (out, digits + 1, (size_t) n - 1);
    }
    pl_buffer_printf (out, "e%c%02d", exponent < 0 ? '-' : '+',
                      abs (exponent));
    return;
  }
  if (exponent < 0) {
    pl_buffer_puts (out, "0.");
    pl_buffer_fill (out, '0', (size_t) (-exponent - 1));
    pl_buffer_append (out, digits, (size_t) n);
  } else if (n <= exponent + 1) {
    pl_buffer_append (out, digits, (size_t) n);
    pl_buffer_fill (out, '0', (size_t) (exponent + 1 - n));
    pl_buffer_puts (out, ".0");
  } else {
    pl_buffer_append (out, digits, (size_t) exponent + 1);
    pl_buffer_putc (out, '.');
    pl_buffer_append (out, digits + exponent + 1,
                      (size_t) (n - exponent - 1));
  }
}

static int print_nested (struct jinja_run *run, struct pl_buffer *out,
                         struct tv v, const struct outer *outer);

static int
print_items (struct jinja_run *run, struct pl_buffer *out, struct tv v,
             const struct outer *outer)
{
  const struct jinja_list *list = jinja_list_of (v);
  bool is_tuple = jinja_is_tuple (v);
  size_t i;
  int status;

  pl_buffer_putc (out, is_tuple ? '(' : '[');
  for (i = 0; i < list->n; i++) {
    if (i)
      pl_buffer_puts (out, ", ");
    status = print_nested (run, out, list->items[i], outer);
    if (status)
      return status;
  }
  if (is_tuple && list->n == 1)
    pl_buffer_putc (out, ',');
  pl_buffer_putc (out, is_tuple ? ')' : ']');
  return 0;
}

static int
print_entries (struct jinja_run *run, struct pl_buffer *out, struct tv v,
               const struct outer *outer)
{
  struct jinja_entry *entry;
  size_t position = 0;
  bool is_first = true;
  int status;

  pl_buffer_putc (out, '{');
  while (jinja_dict_next (v, &position, &entry)) {
    if (!is_first)
      pl_buffer_puts (out, ", ");
    is_first = false;
    status = print_nested (run, out, entry->key, outer);
    if (status)
      return status;
    pl_buffer_puts (out, ": ");
    status = print_nested (run, out, entry->value, outer);
    if (status)
      return status;
  }
  pl_buffer_putc (out, '}');
  return 0;
}

static int
print_container (struct jinja_run *run, struct pl_buffer *out, struct tv v,
                 const struct outer *outer)
{
  struct outer here = { .next = outer, .object = v.u.object };
  int status;

  for (; outer; outer = outer->next)
    if (outer->object == v.u.object) {
      pl_buffer_puts (out, JINJA_IS (v, jinja_dict) ? "{...}"
                      : jinja_is_tuple (v) ? "(...)" : "[...]");
      return 0;
    }
  status = jinja_enter (run);
  if (status)
    return status;
  status = JINJA_IS (v, jinja_dict) ? print_entries (run, out, v, &here)
    : print_items (run, out, v, &here);
  jinja_leave (run);
  return status;
}

static int
print_nested (struct jinja_run *run, struct pl_buffer *out, struct tv v,
              const struct outer *outer)
{
  int status = jinja_charge (run, 1 + v.len / 64);

  if (status)
    return status;
  switch (tv_kind (v)) {
  case TV_INTERFACE:
    pl_buffer_puts (out, "None");
    return 0;
  case TV_BOOL:
    pl_buffer_puts (out, v.u.boolean ? "True" : "False");
    return 0;
  case TV_INT:
    pl_buffer_printf (out, "%" PRId64, v.u.integer);
    return 0;
  case TV_FLOAT:
    jinja_print_float (out, v.u.number);
    return 0;
  case TV_STRING:
    if (jinja_is_safe (v))
      pl_buffer_puts (out, "Markup(");
    jinja_quote (out, v.u.text, v.len, false);
    if (jinja_is_safe (v))
      pl_buffer_putc (out, ')');
    return 0;
  case TV_OBJECT:
    if (JINJA_IS (v, jinja_dict) || jinja_is_sequence (v))
      return print_container (run, out, v, outer);
    if (jinja_type_of (v)->print)
      return jinja_type_of (v)->print (run, out, v, true);
    break;
  default:
    break;
  }
  pl_buffer_putc (out, '<');
  if (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->module)
    pl_buffer_printf (out, "%s.", jinja_type_of (v)->module);
  pl_buffer_printf (out, "%s object>", jinja_type_name (v));
  return 0;
}

int
jinja_print_repr (struct jinja_run *run, struct pl_buffer *out, struct tv v)
{
  return print_nested (run, out, v, NULL);
}

int
jinja_raise_repr (struct jinja_run *run, const char *class,
                  const char *before, struct tv v, const char *after)
{
  struct pl_buffer text;
  int status;

  jinja_buffer_init (run, &text);
  status = jinja_print_repr (run, &text, v);
  if (!status)
    status = jinja_raise (run, class, "%s%s%s", before,
                          text.failed ? "" : text.data, after);
  pl_buffer_release (&text);
  return status;
}

int
jinja_print_str (struct jinja_run *run, struct pl_buffer *out, struct tv v)
{
  if (tv_kind (v) == TV_STRING) {
    pl_buffer_append (out, v.u.text, v.len);
    return jinja_charge (run, 1 + v.len / 64);
  }
  if (tv_kind (v) == TV_OBJECT && !JINJA_IS (v, jinja_dict)
      && !jinja_is_sequence (v) && jinja_type_of (v)->print)
    return jinja_type_of (v)->print (run, out, v, false);
  return print_nested (run, out, v, NULL);
}

int
jinja_to_string (struct jinja_run *run, struct tv v, struct tv *result)
{
  struct pl_buffer out;
  int status;

  if (jinja_is_string (v)) {
    *result = v;
    return 0;
  }
  jinja_buffer_init (run, &out);
  status = jinja_print_str (run, &out, v);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}
