/* SPDX-License-Identifier: Apache-2.0 */
/* Printing whole values with a verb: lists, maps and structs element by
 * element, and the complaint about a verb that does not suit. */

#include <config.h>

#include "plugins/common/gotemplate/format.h"

#include <errno.h>
#include <string.h>

#include "common/utf8.h"

static void format_element (struct gotmpl_format *f, struct tv v,
                            uint32_t verb, int depth);

static void
format_bad_verb (struct gotmpl_format *f, struct tv v, uint32_t verb,
                 int depth)
{
  char bytes[4];

  pl_buffer_puts (f->out, "%!");
  pl_buffer_append (f->out, bytes, pl_utf8_encode (verb, bytes));
  pl_buffer_putc (f->out, '(');
  if (v.type) {
    pl_buffer_puts (f->out, v.type->name);
    pl_buffer_putc (f->out, '=');
    format_element (f, v, 'v', depth);
  } else {
    pl_buffer_puts (f->out, "<nil>");
  }
  pl_buffer_putc (f->out, ')');
}

/* What separates elements. */
static void
format_separator (struct gotmpl_format *f, size_t i)
{
  if (i > 0)
    pl_buffer_puts (f->out, f->sharp_v ? ", " : " ");
}

/* In Go's syntax a composite begins with its type.  Returns false if it is
 * nil and that is all. */
static bool
format_opening (struct gotmpl_format *f, struct tv v, const char *plain)
{
  if (!f->sharp_v) {
    pl_buffer_puts (f->out, plain);
    return true;
  }
  pl_buffer_puts (f->out, v.type->name);
  if (tv_is_nil (v)) {
    pl_buffer_puts (f->out, "(nil)");
    return false;
  }
  pl_buffer_putc (f->out, '{');
  return true;
}

/* Deep values would exhaust the stack, and wide ones need not be walked
 * once the output is full. */
static bool
may_descend (struct gotmpl_format *f, int depth)
{
  if (depth > GOTMPL_MAX_VALUE_DEPTH)
    f->is_too_deep = true;
  return !f->is_too_deep && !f->out->failed;
}

static void
format_list (struct gotmpl_format *f, struct tv v, uint32_t verb, int depth)
{
  size_t i;

  if (!format_opening (f, v, "["))
    return;
  for (i = 0; i < v.len && may_descend (f, depth); i++) {
    format_separator (f, i);
    format_element (f, tv_at (v, i), verb, depth + 1);
  }
  pl_buffer_putc (f->out, f->sharp_v ? '}' : ']');
}

static void
format_map (struct gotmpl_format *f, struct tv v, uint32_t verb, int depth)
{
  size_t i;

  if (!format_opening (f, v, "map["))
    return;
  for (i = 0; i < v.len && may_descend (f, depth); i++) {
    const struct tv_entry *e = &v.u.entries[i];

    format_separator (f, i);
    format_element (f, tv_string (e->key, e->key_len), verb, depth + 1);
    pl_buffer_putc (f->out, ':');
    format_element (f, tv_entry_value (v, i), verb, depth + 1);
  }
  pl_buffer_putc (f->out, f->sharp_v ? '}' : ']');
}

static void
format_struct (struct gotmpl_format *f, struct tv v, uint32_t verb,
               int depth)
{
  size_t i;

  if (f->sharp_v)
    pl_buffer_puts (f->out, v.type->name);
  pl_buffer_putc (f->out, '{');
  for (i = 0; i < v.type->n_fields && may_descend (f, depth); i++) {
    format_separator (f, i);
    if (f->sharp_v || f->plus_v) {
      pl_buffer_puts (f->out, v.type->fields[i].name);
      pl_buffer_putc (f->out, ':');
    }
    format_element (f, tv_field_value (v, i), verb, depth + 1);
  }
  pl_buffer_putc (f->out, '}');
}

/* Functions have nothing but an address; lists and maps only show theirs
 * with "%p". */
static void
format_pointer (struct gotmpl_format *f, struct tv v, uint32_t verb)
{
  uint64_t address = (uintptr_t) v.u.items;

  switch (verb) {
  case 'v':
    if (f->sharp_v) {
      pl_buffer_printf (f->out, "(%s)(", v.type->name);
      if (address)
        gotmpl_format_0x (f, address, true);
      else
        pl_buffer_puts (f->out, "nil");
      pl_buffer_putc (f->out, ')');
    } else if (address) {
      gotmpl_format_0x (f, address, !f->sharp);
    } else {
      gotmpl_format_pad (f, "<nil>", 5);
    }
    break;
  case 'p':
    gotmpl_format_0x (f, address, !f->sharp);
    break;
  case 'b': case 'o': case 'd': case 'x': case 'X':
    gotmpl_format_integer (f, address, false, verb);
    break;
  default:
    pl_buffer_puts (f->out, "%!");
    pl_buffer_putc (f->out, verb < 0x80 ? (char) verb : '?');
    pl_buffer_printf (f->out, "(%s=", v.type->name);
    format_pointer (f, v, 'v');
    pl_buffer_putc (f->out, ')');
  }
}

static void
format_element (struct gotmpl_format *f, struct tv v, uint32_t verb,
                int depth)
{
  bool is_good = true;

  switch (tv_kind (v)) {
  case TV_NONE:
  case TV_INTERFACE:
    /* An empty slot of a list, map or struct. */
    pl_buffer_puts (f->out, f->sharp_v ? "interface {}(nil)" : "<nil>");
    break;
  case TV_BOOL:
    is_good = gotmpl_format_bool (f, v.u.boolean, verb);
    break;
  case TV_INT:
    is_good = gotmpl_format_integer (f, v.u.natural, true, verb);
    break;
  case TV_UINT:
    is_good = gotmpl_format_integer (f, v.u.natural, false, verb);
    break;
  case TV_FLOAT:
    is_good = gotmpl_format_float (f, v.u.number, verb);
    break;
  case TV_COMPLEX:
    is_good = gotmpl_format_complex (f, v.u.complex, verb);
    break;
  case TV_STRING:
    is_good = gotmpl_format_string (f, v.u.text, v.len, verb);
    break;
  case TV_LIST:
    format_list (f, v, verb, depth);
    break;
  case TV_MAP:
    format_map (f, v, verb, depth);
    break;
  case TV_STRUCT:
    format_struct (f, v, verb, depth);
    break;
  case TV_FUNCTION:
    format_pointer (f, v, verb);
    break;
  case TV_OBJECT:
    /* Never seen here. */
    is_good = false;
    break;
  }
  if (!is_good)
    format_bad_verb (f, v, verb, depth);
}

static bool
has_address (enum tv_kind kind)
{
  return kind == TV_LIST || kind == TV_MAP || kind == TV_FUNCTION;
}

static bool
is_composite (enum tv_kind kind)
{
  return kind == TV_LIST || kind == TV_MAP || kind == TV_STRUCT
    || kind == TV_FUNCTION;
}

void
gotmpl_format_value (struct gotmpl_format *f, struct tv v, uint32_t verb)
{
  enum tv_kind kind;

  v = tv_unwrap (v);
  kind = tv_kind (v);
  if (kind == TV_NONE) {
    if (verb == 'T' || verb == 'v')
      gotmpl_format_pad (f, "<nil>", 5);
    else
      format_bad_verb (f, v, verb, 0);
  } else if (verb == 'T') {
    gotmpl_format_text (f, v.type->name, strlen (v.type->name));
  } else if (verb == 'p' && has_address (kind)) {
    format_pointer (f, v, verb);
  } else if (verb == 'p' || (verb == 'w' && is_composite (kind))) {
    /* These are refused as a whole, not for each element. */
    format_bad_verb (f, v, verb, 0);
  } else {
    format_element (f, v, verb, 0);
  }
}

int
gotmpl_format_plain (struct pl_buffer *out, struct tv v, char verb)
{
  struct gotmpl_format f = { .out = out };

  gotmpl_format_value (&f, v, (unsigned char) verb);
  return f.is_too_deep ? -ELOOP : 0;
}
