/* SPDX-License-Identifier: Apache-2.0 */
/* The methods "format" and "format_map" of text. */

#include <config.h>

#include "plugins/common/jinja/format.h"

#include <string.h>

#include "plugins/common/jinja/arguments.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/range.h"

struct formatter {
  struct jinja_run *run;
  const struct jinja_args *args;
  const struct tv *mapping;  /* of format_map; NULL: names are keywords */
  size_t next;             /* number of the next "{}" */
  bool is_automatic, is_manual;
  bool escapes;            /* the text is Markup */
};

static int
raise_key (struct formatter *f, const char *name, size_t len)
{
  struct pl_buffer text;
  int status;

  jinja_buffer_init (f->run, &text);
  jinja_quote (&text, name, len, false);
  status = jinja_raise (f->run, "KeyError", "%s",
                        text.failed ? "" : text.data);
  pl_buffer_release (&text);
  return status;
}

/* Digits alone as a number *N; -1 if NAME is anything else.  Returns 0 or
 * an error. */
static int
to_number (struct formatter *f, const char *name, size_t len, int64_t *n)
{
  bool is_large = false;
  size_t i;

  *n = -1;
  for (i = 0; i < len; i++)
    if (name[i] < '0' || name[i] > '9')
      return 0;
  for (i = 0; i < len; i++)
    if (__builtin_mul_overflow (i ? *n : 0, 10, n)
        || __builtin_add_overflow (*n, name[i] - '0', n))
      is_large = true;
  return is_large ? jinja_raise (f->run, "ValueError", "Too many decimal "
                                 "digits in format string") : 0;
}

static int get_item (struct formatter *f, const char *name, size_t len,
                     struct tv *v);

/* The argument that a field begins with.  Markup has a formatter of its
 * own, with other texts for the same errors. */
static int
find_argument (struct formatter *f, const char *name, size_t len,
               struct tv *v)
{
  int64_t n;
  size_t i;
  int status = to_number (f, name, len, &n);

  if (status)
    return status;
  if (!len || n >= 0) {
    if (f->mapping && !f->escapes)
      return jinja_raise (f->run, "ValueError",
                          "Format string contains positional fields");
    if (len ? f->is_automatic : f->is_manual)
      return jinja_raise (f->run, "ValueError", len && !f->escapes
                          ? "cannot switch from automatic field numbering "
                            "to manual field specification"
                          : "cannot switch from manual field specification "
                            "to automatic field numbering");
    f->is_automatic |= !len;
    f->is_manual |= len > 0;
    if (!len)
      n = (int64_t) f->next++;
    if (f->escapes && (f->mapping || (size_t) n >= f->args->n_args))
      return jinja_raise (f->run, "IndexError", "tuple index out of range");
    if ((size_t) n >= f->args->n_args)
      return jinja_raise (f->run, "IndexError", "Replacement index %lld out "
                          "of range for positional args tuple",
                          (long long) n);
    *v = f->args->args[n];
    return 0;
  }
  if (f->mapping) {
    *v = *f->mapping;
    return get_item (f, name, len, v);
  }
  for (i = 0; i < f->args->n_keywords; i++)
    if (f->args->keywords[i].name_len == len
        && !memcmp (f->args->keywords[i].name, name, len)) {
      *v = f->args->keywords[i].value;
      return 0;
    }
  return raise_key (f, name, len);
}

static int
get_attribute (struct formatter *f, const char *name, size_t len,
               struct tv *v)
{
  struct tv found;
  int status;

  if (!len)
    return jinja_raise (f->run, "ValueError",
                        "Empty attribute in format string");
  if (jinja_is_undefined (*v))
    return jinja_raise_undefined (f->run, *v);
  status = jinja_find_attribute (f->run, *v, name, len, &found);
  if (status == 1) {
    *v = found;
    return 0;
  }
  return status < 0 ? status
    : jinja_raise (f->run, "AttributeError",
                   "'%s' object has no attribute '%.*s'",
                   jinja_type_name (*v), (int) len, name);
}

static int
get_item (struct formatter *f, const char *name, size_t len, struct tv *v)
{
  int64_t n;
  struct tv key, found;
  int status = to_number (f, name, len, &n);

  if (status)
    return status;
  key = n >= 0 ? tv_int (n) : tv_string (name, len);
  if (!len)
    return jinja_raise (f->run, "ValueError",
                        "Empty attribute in format string");
  if (jinja_is_undefined (*v))
    return jinja_raise_undefined (f->run, *v);
  status = jinja_find_item (f->run, *v, key, &found);
  if (status == 1) {
    *v = found;
    return 0;
  }
  if (status < 0)
    return status;
  if (JINJA_IS (*v, jinja_dict))
    return n >= 0 ? jinja_raise (f->run, "KeyError", "%lld", (long long) n)
      : raise_key (f, name, len);
  if (jinja_is_sequence (*v) || jinja_is_string (*v)
      || jinja_is_range (*v)) {
    const char *type = jinja_is_string (*v) ? "string" : jinja_type_name (*v);

    if (n >= 0)
      return jinja_raise (f->run, "IndexError", "%s%s index out of range",
                          type, jinja_is_range (*v) ? " object" : "");
    return jinja_raise (f->run, "TypeError", "%s indices must be integers"
                        "%s", type, jinja_is_string (*v) ? ", not 'str'"
                        : " or slices, not str");
  }
  return jinja_raise (f->run, "TypeError",
                      "'%s' object is not subscriptable",
                      jinja_type_name (*v));
}

/* "0.name[key]": the value of a field. */
static int
field_value (struct formatter *f, const char *name, size_t len,
             struct tv *v)
{
  size_t i = 0, start;
  int status;

  while (i < len && name[i] != '.' && name[i] != '[')
    i++;
  status = find_argument (f, name, i, v);
  while (!status && i < len) {
    if (name[i] == '.') {
      for (start = ++i; i < len && name[i] != '.' && name[i] != '[';)
        i++;
      status = get_attribute (f, name + start, i - start, v);
    } else if (name[i] == '[') {
      for (start = ++i; i < len && name[i] != ']';)
        i++;
      if (i == len)
        return jinja_raise (f->run, "ValueError",
                            "Missing ']' in format string");
      status = get_item (f, name + start, i - start, v);
      i++;
    } else
      return jinja_raise (f->run, "ValueError", "Only '.' or '[' may follow "
                          "']' in format field specifier");
  }
  return status;
}

static int
convert (struct formatter *f, char conversion, struct tv *v)
{
  struct pl_buffer text;
  int status;

  jinja_buffer_init (f->run, &text);
  if (conversion == 's')
    status = jinja_print_str (f->run, &text, *v);
  else if (conversion == 'a' && jinja_is_string (*v)) {
    jinja_quote (&text, v->u.text, v->len, true);
    status = 0;
  } else
    status = jinja_print_repr (f->run, &text, *v);
  if (status) {
    pl_buffer_release (&text);
    return status;
  }
  return jinja_take_string (f->run, &text, &tv_type_string, v);
}

static int
put_value (struct formatter *f, struct pl_buffer *out, struct tv v,
           const char *spec, size_t len)
{
  struct pl_buffer text;
  struct tv made;
  int status;

  if (!f->escapes)
    return jinja_format_value (f->run, out, v, spec, len);
  if (jinja_is_safe (v)) {
    if (len)
      return jinja_raise (f->run, "ValueError", "Unsupported format "
                          "specification for Markup.");
    pl_buffer_append (out, v.u.text, v.len);
    return 0;
  }
  jinja_buffer_init (f->run, &text);
  status = jinja_format_value (f->run, &text, v, spec, len);
  if (status) {
    pl_buffer_release (&text);
    return status;
  }
  status = jinja_take_string (f->run, &text, &tv_type_string, &made);
  if (!status)
    jinja_escape_append (out, made.u.text, made.len);
  return status;
}

static int format_part (struct formatter *f, struct pl_buffer *out,
                        const char *p, size_t len, int depth);

/* The LEN bytes inside "{" and "}". */
static int
put_field (struct formatter *f, struct pl_buffer *out, const char *p,
           size_t len, int depth)
{
  size_t i = 0, brackets = 0, end;
  struct pl_buffer spec;
  char conversion = 0;
  struct tv v;
  int status;

  for (; i < len && (brackets || (p[i] != ':' && p[i] != '!')); i++)
    brackets = p[i] == '[' ? 1 : p[i] == ']' ? 0 : brackets;
  end = i;
  if (i < len && p[i] == '!') {
    if (i + 1 == len)
      return jinja_raise (f->run, "ValueError", "unmatched '{' in format "
                          "spec");
    conversion = p[i + 1];
    i += 2;
    if (i < len && p[i] != ':')
      return jinja_raise (f->run, "ValueError",
                          "expected ':' after conversion specifier");
  }
  status = field_value (f, p, end, &v);
  if (status)
    return status;
  if (conversion && !strchr ("sra", conversion))
    return jinja_raise (f->run, "ValueError",
                        "Unknown conversion specifier %c", conversion);
  if (conversion) {
    status = convert (f, conversion, &v);
    if (status)
      return status;
  }
  jinja_buffer_init (f->run, &spec);
  if (i < len)
    status = format_part (f, &spec, p + i + 1, len - i - 1, depth + 1);
  if (!status && spec.failed)
    status = jinja_no_memory (f->run);
  if (!status)
    status = put_value (f, out, v, spec.data ? spec.data : "", spec.len);
  pl_buffer_release (&spec);
  return status;
}

static int
format_part (struct formatter *f, struct pl_buffer *out, const char *p,
             size_t len, int depth)
{
  size_t i = 0, start;
  int status = 0;

  if (depth > 1)
    return jinja_raise (f->run, "ValueError",
                        "Max string recursion exceeded");
  while (i < len && !status) {
    size_t level = 1;

    start = i;
    while (i < len && p[i] != '{' && p[i] != '}')
      i++;
    pl_buffer_append (out, p + start, i - start);
    status = jinja_charge (f->run, 1 + (i - start) / 64);
    if (status || i == len)
      return status;
    if (!depth && i + 1 < len && p[i + 1] == p[i]) {
      pl_buffer_putc (out, p[i]);
      i += 2;
      continue;
    }
    if (p[i] == '}')
      return jinja_raise (f->run, "ValueError",
                          "Single '}' encountered in format string");
    start = ++i;
    for (; i < len && level; i++)
      level += p[i] == '{' ? 1 : p[i] == '}' ? (size_t) -1 : 0;
    if (level)
      return jinja_raise (f->run, "ValueError", start == len
                          ? "Single '{' encountered in format string"
                          : "expected '}' before end of string");
    status = put_field (f, out, p + start, i - 1 - start, depth);
  }
  return status;
}

static int
format (struct formatter *f, struct tv text, struct tv *result)
{
  struct pl_buffer out;
  int status;

  f->escapes = jinja_is_safe (text);
  jinja_buffer_init (f->run, &out);
  status = format_part (f, &out, text.u.text, text.len, 0);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (f->run, &out, f->escapes ? &jinja_markup
                            : &tv_type_string, result);
}

int
jinja_format_text (struct jinja_run *run, struct tv text,
                   const struct jinja_args *args, struct tv *result)
{
  struct formatter f = { .run = run, .args = args };

  return format (&f, text, result);
}

int
jinja_format_text_map (struct jinja_run *run, struct tv text,
                       const struct jinja_args *args, struct tv *result)
{
  struct formatter f = { .run = run, .args = args };
  int status = jinja_check_arity (run, args, jinja_type_name (text),
                                  "format_map", 1, 1);

  if (status)
    return status;
  f.mapping = args->args;
  return format (&f, text, result);
}
