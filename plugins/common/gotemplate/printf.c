/* SPDX-License-Identifier: Apache-2.0 */
/* Go's Print, Println and Printf over template values. */

#include <config.h>

#include <errno.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/format.h"

/* Widths and precisions beyond this are mistakes. */
#define MOST_WIDTH 1000000

int
gotmpl_sprint (struct pl_buffer *out, const struct tv *args, size_t n)
{
  bool after_string = false;
  size_t i;

  for (i = 0; i < n && !out->failed; i++) {
    bool is_string = tv_kind (args[i]) == TV_STRING;

    if (i > 0 && !is_string && !after_string)
      pl_buffer_putc (out, ' ');
    if (gotmpl_format_plain (out, args[i], 'v'))
      return -ELOOP;
    after_string = is_string;
  }
  return 0;
}

int
gotmpl_sprintln (struct pl_buffer *out, const struct tv *args, size_t n)
{
  size_t i;

  for (i = 0; i < n && !out->failed; i++) {
    if (i > 0)
      pl_buffer_putc (out, ' ');
    if (gotmpl_format_plain (out, args[i], 'v'))
      return -ELOOP;
  }
  pl_buffer_putc (out, '\n');
  return 0;
}

/* -- reading the format ------------------------------------------------ */

struct reader {
  const char *format;
  size_t pos, len;
  const struct tv *args;
  size_t n_args, arg;          /* how many there are; which is next */
  bool is_reordered;           /* the format names arguments by number */
  bool is_good_index;          /* those numbers were valid */
};

static bool
is_at (const struct reader *r, char c)
{
  return r->pos < r->len && r->format[r->pos] == c;
}

static bool
is_too_large (int64_t n)
{
  return n > MOST_WIDTH || n < -MOST_WIDTH;
}

/* Reads decimal digits up to END.  Returns false, and skips everything, if
 * the number is absurd; false also if there is none. */
static bool
read_number (struct reader *r, size_t end, int *n)
{
  bool seen = false;

  *n = 0;
  for (; r->pos < end && r->format[r->pos] >= '0'
       && r->format[r->pos] <= '9'; r->pos++) {
    if (is_too_large (*n)) {
      *n = 0;
      r->pos = end;
      return false;
    }
    *n = *n * 10 + (r->format[r->pos] - '0');
    seen = true;
  }
  return seen;
}

/* Reads "[N]" if it comes next and makes N the next argument.  Returns
 * whether it was there. */
static bool
read_index (struct reader *r)
{
  size_t start = r->pos, close = r->pos + 1;
  int n;

  if (!is_at (r, '['))
    return false;
  r->is_reordered = true;
  while (close < r->len && r->format[close] != ']')
    close++;
  if (r->len - start < 3 || close == r->len) {
    r->is_good_index = false;
    r->pos = start + 1;
    return false;
  }
  r->pos = start + 1;
  if (!read_number (r, close, &n) || r->pos != close) {
    r->is_good_index = false;
    r->pos = close + 1;
    return false;
  }
  r->pos = close + 1;
  if (n < 1 || (size_t) n > r->n_args)
    r->is_good_index = false;
  else
    r->arg = (size_t) n - 1;
  return true;
}

/* Takes the next argument for a "*". */
static bool
take_number (struct reader *r, int *n)
{
  struct tv v;

  *n = 0;
  if (r->arg >= r->n_args)
    return false;
  v = tv_unwrap (r->args[r->arg++]);
  if (tv_kind (v) != TV_INT
      && (tv_kind (v) != TV_UINT || v.u.natural > INT64_MAX))
    return false;
  if (is_too_large (v.u.integer))
    return false;
  *n = (int) v.u.integer;
  return true;
}

static void
read_flags (struct reader *r, struct gotmpl_format *f)
{
  for (; r->pos < r->len; r->pos++)
    switch (r->format[r->pos]) {
    case '#': f->sharp = true; break;
    case '0': f->zero = true; break;
    case '+': f->plus = true; break;
    case '-': f->minus = true; break;
    case ' ': f->space = true; break;
    default: return;
    }
}

static void
read_width (struct reader *r, struct gotmpl_format *f, bool *after_index)
{
  if (!is_at (r, '*')) {
    f->has_width = read_number (r, r->len, &f->width);
    if (*after_index && f->has_width)
      r->is_good_index = false;
    return;
  }
  r->pos++;
  f->has_width = take_number (r, &f->width);
  if (!f->has_width)
    pl_buffer_puts (f->out, "%!(BADWIDTH)");
  if (f->width < 0) {
    f->width = -f->width;
    f->minus = true;
    f->zero = false;
  }
  *after_index = false;
}

static void
read_precision (struct reader *r, struct gotmpl_format *f,
                bool *after_index)
{
  if (!is_at (r, '.') || r->pos + 1 >= r->len)
    return;
  r->pos++;
  if (*after_index)
    r->is_good_index = false;
  *after_index = read_index (r);
  if (!is_at (r, '*')) {
    if (!read_number (r, r->len, &f->precision))
      f->precision = 0;
    f->has_precision = true;
    return;
  }
  r->pos++;
  f->has_precision = take_number (r, &f->precision);
  if (f->precision < 0) {
    f->precision = 0;
    f->has_precision = false;
  }
  if (!f->has_precision)
    pl_buffer_puts (f->out, "%!(BADPREC)");
  *after_index = false;
}

static void
complain (struct gotmpl_format *f, uint32_t verb, const char *what)
{
  char bytes[4];

  pl_buffer_puts (f->out, "%!");
  pl_buffer_append (f->out, bytes, pl_utf8_encode (verb, bytes));
  pl_buffer_puts (f->out, what);
}

/* After "%".  Returns false at the end of the format. */
static bool
format_verb (struct reader *r, struct gotmpl_format *f)
{
  bool after_index;
  uint32_t verb;

  r->is_good_index = true;
  read_flags (r, f);
  after_index = read_index (r);
  read_width (r, f, &after_index);
  read_precision (r, f, &after_index);
  if (!after_index)
    read_index (r);
  if (r->pos >= r->len) {
    pl_buffer_puts (f->out, "%!(NOVERB)");
    return false;
  }
  r->pos += pl_utf8_decode (r->format + r->pos, r->len - r->pos, &verb);
  if (verb == '%') {
    pl_buffer_putc (f->out, '%');
  } else if (!r->is_good_index) {
    complain (f, verb, "(BADINDEX)");
  } else if (r->arg >= r->n_args) {
    complain (f, verb, "(MISSING)");
  } else {
    if (verb == 'v' || verb == 'w') {
      f->sharp_v = f->sharp;
      f->plus_v = f->plus;
      f->sharp = f->plus = false;
    }
    gotmpl_format_value (f, r->args[r->arg++], verb);
  }
  return true;
}

/* The arguments that the format did not ask for. */
static int
format_extra (struct pl_buffer *out, const struct tv *args, size_t n)
{
  size_t i;

  pl_buffer_puts (out, "%!(EXTRA ");
  for (i = 0; i < n; i++) {
    struct tv v = tv_unwrap (args[i]);

    if (i > 0)
      pl_buffer_puts (out, ", ");
    if (v.type)
      pl_buffer_printf (out, "%s=", v.type->name);
    if (gotmpl_format_plain (out, v, 'v'))
      return -ELOOP;
  }
  pl_buffer_putc (out, ')');
  return 0;
}

int
gotmpl_sprintf (struct pl_buffer *out, const char *format, size_t len,
                const struct tv *args, size_t n)
{
  struct reader r = {
    .format = format, .len = len, .args = args, .n_args = n
  };

  while (r.pos < len && !out->failed) {
    struct gotmpl_format f = { .out = out };
    size_t start = r.pos;

    while (r.pos < len && format[r.pos] != '%')
      r.pos++;
    pl_buffer_append (out, format + start, r.pos - start);
    if (r.pos >= len)
      break;
    r.pos++;
    if (!format_verb (&r, &f))
      break;
    if (f.is_too_deep)
      return -ELOOP;
  }
  if (!r.is_reordered && r.arg < n)
    return format_extra (out, args + r.arg, n - r.arg);
  return 0;
}
