/* SPDX-License-Identifier: Apache-2.0 */
/* Values as Python prints them. */

#include <config.h>

#include "plugins/common/jinja/filter.h"

#include <inttypes.h>

int
jinja_print_str (struct jinja_run *run, struct pl_buffer *out, struct tv v)
{
  switch (tv_kind (v)) {
  case TV_STRING:
    pl_buffer_append (out, v.u.text, v.len);
    return 0;
  case TV_OBJECT:
    if (jinja_type_of (v)->print)
      return jinja_type_of (v)->print (run, out, v, false);
    return jinja_print_repr (run, out, v);
  default:
    return jinja_print_repr (run, out, v);
  }
}

int
jinja_print_repr (struct jinja_run *run, struct pl_buffer *out, struct tv v)
{
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
  case TV_STRING:
    pl_buffer_printf (out, "'%.*s'", (int) v.len, v.u.text);
    return 0;
  case TV_OBJECT:
    if (jinja_type_of (v)->print)
      return jinja_type_of (v)->print (run, out, v, true);
    break;
  default:
    break;
  }
  pl_buffer_printf (out, "<%s object>", jinja_type_name (v));
  return 0;
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

int
jinja_format_percent (struct jinja_run *run, struct tv text, struct tv v,
                      struct tv *result)
{
  (void) v;
  *result = text;
  return jinja_raise (run, "TypeError", "not all arguments converted");
}
