/* SPDX-License-Identifier: Apache-2.0 */
/* The operator "%" of text: printf-style formatting. */

#include <config.h>

#include "plugins/common/jinja/format.h"

#include <math.h>
#include <string.h>

#include "plugins/common/jinja/arguments.h"
#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/text.h"

struct formatter {
  struct jinja_run *run;
  struct pl_buffer *out;
  const char *start, *p, *end;
  struct tv value;       /* right of the operator */
  const struct tv *args; /* what is taken one after the other */
  size_t n_args, next;
  bool is_mapping;       /* VALUE may be asked by key, or left unused */
  bool escapes;          /* what is put in is escaped: Markup */
};

/* One conversion: %(key)#0- +WIDTH.PRECISION TYPE. */
struct conversion {
  struct jinja_spec spec;
  bool zero, left;
};

static int
next_argument (struct formatter *f, struct tv *v)
{
  if (f->next >= f->n_args)
    return jinja_raise (f->run, "TypeError",
                        "not enough arguments for format string");
  *v = f->args[f->next++];
  return 0;
}

/* After "%(": takes the value of the key as the only argument. */
static int
read_key (struct formatter *f, struct tv *found)
{
  const char *start = ++f->p;
  int depth = 1, status;
  struct tv key;

  if (!f->is_mapping)
    return jinja_raise (f->run, "TypeError", "format requires a mapping");
  for (; f->p < f->end && depth; f->p++)
    depth += *f->p == '(' ? 1 : *f->p == ')' ? -1 : 0;
  if (depth)
    return jinja_raise (f->run, "ValueError", "incomplete format key");
  key = tv_string (start, (size_t) (f->p - 1 - start));
  status = jinja_find_item (f->run, f->value, key, found);
  if (status == 0) {
    struct pl_buffer text;
    bool is_dict = JINJA_IS (f->value, jinja_dict);

    if (!is_dict)
      return jinja_raise (f->run, "TypeError",
                          "%s indices must be integers or slices, not str",
                          jinja_type_name (f->value));
    jinja_buffer_init (f->run, &text);
    jinja_quote (&text, key.u.text, key.len, false);
    status = jinja_raise (f->run, "KeyError", "%s",
                          text.failed ? "" : text.data);
    pl_buffer_release (&text);
    return status;
  }
  if (status < 0)
    return status;
  f->args = found;
  f->n_args = 1;
  f->next = 0;
  return 0;
}

/* A width or precision, "*" or digits; -1 if there is none.  TYPE is C's in
 * which Python keeps it. */
static int
read_amount (struct formatter *f, const char *type, int *amount)
{
  struct tv v;
  int64_t n = -1;
  int status;

  if (f->p < f->end && *f->p == '*') {
    f->p++;
    status = next_argument (f, &v);
    if (status)
      return status;
    if (jinja_is_big_integer (v))
      return jinja_raise_overflow (f->run, type);
    if (!jinja_is_integer (v))
      return jinja_raise (f->run, "TypeError", "* wants int");
    n = jinja_integer (v);
    if (n < -JINJA_FORMAT_MAX || n > JINJA_FORMAT_MAX)
      return jinja_raise_limit (f->run, "format width");
    *amount = (int) n;
    return 0;
  }
  for (; f->p < f->end && *f->p >= '0' && *f->p <= '9'; f->p++) {
    n = (n < 0 ? 0 : n) * 10 + (*f->p - '0');
    if (n > JINJA_FORMAT_MAX)
      return jinja_raise_limit (f->run, "format width");
  }
  *amount = (int) n;
  return 0;
}

/* Flags, width, precision, length modifier and type. */
static int
read_conversion (struct formatter *f, struct conversion *c)
{
  int amount, status;

  for (; f->p < f->end && *f->p && strchr ("-+ #0", *f->p); f->p++)
    switch (*f->p) {
    case '-': c->left = true; break;
    case '+': c->spec.sign = '+'; break;
    case ' ': c->spec.sign = c->spec.sign ? c->spec.sign : ' '; break;
    case '#': c->spec.alternate = true; break;
    default: c->zero = true; break;
    }
  status = read_amount (f, "ssize_t", &amount);
  if (status)
    return status;
  if (amount < -1 || (amount == -1 && f->p[-1] == '*')) {
    c->left = true;
    amount = -amount;
  }
  c->spec.width = amount < 0 ? 0 : (size_t) amount;
  if (f->p < f->end && *f->p == '.') {
    f->p++;
    status = read_amount (f, "int", &amount);
    if (status)
      return status;
    c->spec.precision = amount < 0 ? 0 : amount;
  }
  if (f->p < f->end && *f->p && strchr ("hlL", *f->p))
    f->p++;
  if (f->p == f->end)
    return jinja_raise (f->run, "ValueError", "incomplete format");
  c->spec.type = *f->p++;
  return 0;
}

/* Appends TEXT, cut and padded. */
static void
put_text (struct formatter *f, const struct conversion *c, const char *text,
          size_t len)
{
  if (c->spec.precision >= 0)
    len = jinja_point_offset (text, len, (size_t) c->spec.precision);
  jinja_append_padded (f->out, &c->spec, c->left ? '<' : '>', text, len);
}

/* %s, %r and %a. */
static int
put_value (struct formatter *f, const struct conversion *c, struct tv v)
{
  struct pl_buffer text;
  struct tv made;
  int status;

  jinja_buffer_init (f->run, &text);
  if (c->spec.type == 's')
    status = jinja_print_str (f->run, &text, v);
  else if (c->spec.type == 'a' && jinja_is_string (v)) {
    jinja_quote (&text, v.u.text, v.len, true);
    status = 0;
  } else
    status = jinja_print_repr (f->run, &text, v);
  if (status) {
    pl_buffer_release (&text);
    return status;
  }
  status = jinja_take_string (f->run, &text,
                              c->spec.type == 's' && jinja_is_safe (v)
                              ? &jinja_markup : &tv_type_string, &made);
  if (!status && f->escapes)
    status = jinja_escape (f->run, made, &made);
  if (!status)
    put_text (f, c, made.u.text, made.len);
  return status;
}

static int
put_integer (struct formatter *f, struct conversion *c, struct tv v)
{
  struct jinja_spec *s = &c->spec;
  size_t width = s->width;
  int status;

  if (s->type == 'i' || s->type == 'u')
    s->type = 'd';
  if (s->precision >= 0) {
    /* At least so many digits: zeros after sign and prefix. */
    struct jinja_spec inner = *s;
    struct pl_buffer text;
    bool has_sign = jinja_integer_is_negative (v) || s->sign;

    inner.align = '=';
    inner.fill[0] = '0';
    inner.fill_len = 1;
    inner.width = (size_t) s->precision + has_sign
      + (s->alternate && s->type != 'd' ? 2 : 0);
    pl_buffer_init (&text);
    status = jinja_append_integer (f->run, &text, &inner, v);
    if (text.failed)
      f->out->failed = f->out->failed ? f->out->failed : text.failed;
    else if (c->zero && !c->left && text.len < width) {
      /* Python fills the width with zeros all the same. */
      inner.width = width;
      status = jinja_append_integer (f->run, f->out, &inner, v);
    } else if (!status)
      jinja_append_padded (f->out, s, c->left ? '<' : '>', text.data,
                           text.len);
    pl_buffer_release (&text);
    return status;
  }
  return jinja_append_integer (f->run, f->out, s, v);
}

static int
not_a_number (struct formatter *f, const struct conversion *c, struct tv v)
{
  if (jinja_is_undefined (v) && !strchr ("oxX", c->spec.type))
    return jinja_raise_undefined (f->run, v);
  if (strchr ("diu", c->spec.type))
    return jinja_raise (f->run, "TypeError", "%%%c format: a real number is "
                        "required, not %s", c->spec.type,
                        jinja_type_name (v));
  if (strchr ("oxX", c->spec.type))
    return jinja_raise (f->run, "TypeError", "%%%c format: an integer is "
                        "required, not %s", c->spec.type,
                        jinja_type_name (v));
  return jinja_raise (f->run, "TypeError", "must be real number, not %s",
                      jinja_type_name (v));
}

static int
put_number (struct formatter *f, struct conversion *c, struct tv v)
{
  bool is_decimal = strchr ("diu", c->spec.type);
  bool is_integer = is_decimal || strchr ("oxX", c->spec.type);
  double d;
  int status;

  if (!jinja_is_any_number (v) || (is_integer && !is_decimal
                                   && !jinja_is_any_integer (v)))
    return not_a_number (f, c, v);
  c->spec.align = c->left ? '<' : c->zero ? '=' : '>';
  if (c->zero && !c->left) {
    c->spec.fill[0] = '0';
    c->spec.fill_len = 1;
  }
  if (!is_integer) {
    if (c->spec.precision < 0)
      c->spec.precision = 6;
    status = jinja_to_float (f->run, v, &d);
    if (!status)
      jinja_append_float (f->out, &c->spec, d);
    return status;
  }
  if (tv_kind (v) == TV_FLOAT) {
    d = v.u.number;
    if (isnan (d))
      return jinja_raise (f->run, "ValueError",
                          "cannot convert float NaN to integer");
    if (isinf (d))
      return jinja_raise (f->run, "OverflowError",
                          "cannot convert float infinity to integer");
    status = jinja_integer_from_float (f->run, d, &v);
    if (status)
      return status;
  }
  return put_integer (f, c, v);
}

static int
put_character (struct formatter *f, const struct conversion *c, struct tv v)
{
  char text[4], align = c->left ? '<' : '>';
  size_t len;

  /* There is nothing to be cut, whatever the precision. */
  if (jinja_is_string (v) && jinja_text_length (v) == 1) {
    jinja_append_padded (f->out, &c->spec, align, v.u.text, v.len);
    return 0;
  }
  if (!jinja_is_any_integer (v))
    return jinja_raise (f->run, "TypeError", "%%c requires int or char");
  if (jinja_is_big_integer (v) || jinja_integer (v) < 0
      || jinja_integer (v) > 0x10ffff)
    return jinja_raise (f->run, "OverflowError",
                        "%%c arg not in range(0x110000)");
  len = jinja_point_write ((uint32_t) jinja_integer (v), text);
  jinja_append_padded (f->out, &c->spec, align, text, len);
  return 0;
}

/* At "%". */
static int
put_conversion (struct formatter *f)
{
  struct conversion c = { .spec = { .precision = -1 } };
  struct tv v, found;
  int status;

  f->p++;
  if (f->p < f->end && *f->p == '%') {
    pl_buffer_putc (f->out, *f->p++);
    return 0;
  }
  if (f->p < f->end && *f->p == '(') {
    status = read_key (f, &found);
    if (status)
      return status;
  }
  status = read_conversion (f, &c);
  if (!status)
    status = next_argument (f, &v);
  if (status)
    return status;
  if (!strchr ("diuoxXeEfFgGcrsa", c.spec.type) || !c.spec.type) {
    uint32_t point;
    const char *at = f->p - 1;

    jinja_point (at, (size_t) (f->end - at), &point);
    return jinja_raise (f->run, "ValueError", "unsupported format character "
                        "'%.*s' (0x%x) at index %zu",
                        point < 0x80 ? 1 : 0, at, (unsigned) point,
                        jinja_count_points (f->start,
                                            (size_t) (at - f->start)));
  }
  switch (c.spec.type) {
  case 's': case 'r': case 'a':
    return put_value (f, &c, v);
  case 'c':
    return put_character (f, &c, v);
  default:
    return put_number (f, &c, v);
  }
}

/* Whether Python takes V for a mapping here: what has subscripts. */
static bool
has_subscripts (struct tv v)
{
  return JINJA_IS (v, jinja_dict) || JINJA_IS (v, jinja_list)
    || jinja_is_range (v) || jinja_is_undefined (v);
}

static int
format_all (struct formatter *f)
{
  int status = 0;

  while (f->p < f->end && !status) {
    const char *percent = memchr (f->p, '%', (size_t) (f->end - f->p));
    const char *stop = percent ? percent : f->end;

    pl_buffer_append (f->out, f->p, (size_t) (stop - f->p));
    status = jinja_charge (f->run, 1 + (size_t) (stop - f->p) / 64);
    f->p = stop;
    if (!status && percent)
      status = put_conversion (f);
  }
  if (!status && f->next < f->n_args && !f->is_mapping)
    status = jinja_raise (f->run, "TypeError", "not all arguments converted "
                          "during string formatting");
  return status;
}

int
jinja_format_percent (struct jinja_run *run, struct tv text, struct tv v,
                      struct tv *result)
{
  struct pl_buffer out;
  struct formatter f = {
    .run = run, .out = &out, .start = text.u.text, .p = text.u.text,
    .end = text.u.text + text.len, .value = v, .args = &v, .n_args = 1,
    .is_mapping = has_subscripts (v), .escapes = jinja_is_safe (text)
  };
  int status;

  if (jinja_is_tuple (v)) {
    f.args = jinja_list_of (v)->items;
    f.n_args = jinja_list_of (v)->n;
  }
  jinja_buffer_init (run, &out);
  status = format_all (&f);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, f.escapes ? &jinja_markup
                            : &tv_type_string, result);
}
