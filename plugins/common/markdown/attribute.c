/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of headings: {#id .class name=value}.
 *
 * Values can be words, strings, numbers, and lists of values or attributes.
 * All that is ever done with a value is to print it, so it is kept in the
 * form in which the reference tool prints it: that is a complaint for numbers
 * and truth values. */

#include <config.h>

#include "plugins/common/markdown/attribute.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "plugins/common/markdown/chars.h"

#define MAX_DEPTH 100
#define MAX_ATTRIBUTES 1000   /* in one pair of braces */
#define MAX_STEPS ((size_t) 20000000)

enum value_kind {
  VALUE_TEXT,
  VALUE_NULL,
  VALUE_OTHER
};

struct attr_reader {
  struct md_parser *p;
  const char *s;
  size_t len, at;
  unsigned depth;
  struct pl_buffer text;   /* values, one behind the other */
};

static bool read_list (struct attr_reader *r, struct md_attribute **list,
                       bool print);

static int
peek (const struct attr_reader *r)
{
  return r->at < r->len ? (unsigned char) r->s[r->at] : -1;
}

static void
skip_space (struct attr_reader *r)
{
  while (r->at < r->len && md_is_space (r->s[r->at]))
    r->at++;
}

static bool
is_name_start (int c)
{
  return c == '_' || c == ':' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Length of the name at the current place, 0: there is none. */
static size_t
name_length (const struct attr_reader *r)
{
  size_t i = r->at;

  if (!is_name_start (peek (r)))
    return 0;
  while (i < r->len && md_char_is (r->s[i], MD_CH_NAME))
    i++;
  return i - r->at;
}

/* Reads a string in double quotes, which ends in its line. */
static bool
read_string (struct attr_reader *r)
{
  static const char escapes[] = "\"/\\bfnrt", meanings[] = "\"/\\\b\f\n\r\t";

  for (r->at++; r->at < r->len && r->s[r->at] != '\n'; r->at++) {
    char c = r->s[r->at];

    if (c == '"') {
      r->at++;
      return true;
    }
    if (c == '\\' && r->at + 1 < r->len) {
      const char *e = strchr (escapes, r->s[r->at + 1]);

      if (e != NULL && *e != '\0') {
        c = meanings[e - escapes];
        r->at++;
      }
    }
    pl_buffer_putc (&r->text, c);
  }
  return false;
}

/* Prints V as the shortest number that reads as V again. */
static void
print_number (struct pl_buffer *out, double v)
{
  char digits[40];
  char *e;
  int exponent, n = 0;

  for (int precision = 0; precision < 17; precision++) {
    snprintf (digits, sizeof digits, "%.*e", precision, fabs (v));
    if (strtod (digits, NULL) == fabs (v))
      break;
  }
  e = strchr (digits, 'e');
  if (signbit (v))
    pl_buffer_putc (out, '-');
  exponent = atoi (e + 1);
  if (exponent < -4 || exponent >= 6) {
    pl_buffer_append (out, digits, (size_t) (e - digits));
    pl_buffer_printf (out, "e%c%02d", exponent < 0 ? '-' : '+',
                      abs (exponent));
    return;
  }
  /* Only the digits count from here on. */
  for (const char *d = digits; d < e; d++)
    if (*d != '.')
      digits[n++] = *d;
  if (exponent < 0) {
    pl_buffer_puts (out, "0.");
    pl_buffer_fill (out, '0', (size_t) (-exponent - 1));
    pl_buffer_append (out, digits, (size_t) n);
    return;
  }
  for (int i = 0; i < n || i <= exponent; i++) {
    if (i == exponent + 1)
      pl_buffer_putc (out, '.');
    pl_buffer_putc (out, i < n ? digits[i] : '0');
  }
}

static bool
read_digits (struct attr_reader *r, struct pl_buffer *number)
{
  bool any = false;

  while (r->at < r->len && md_char_is (r->s[r->at], MD_CH_DIGIT)) {
    pl_buffer_putc (number, r->s[r->at++]);
    any = true;
  }
  return any;
}

static bool
scan_number (struct attr_reader *r, struct pl_buffer *number)
{
  int c = peek (r);

  if (c == '-')
    pl_buffer_putc (number, '-');
  r->at += c == '-' || c == '+';
  if (!read_digits (r, number))
    return false;
  if (peek (r) == '.') {
    r->at++;
    pl_buffer_putc (number, '.');
    read_digits (r, number);
  }
  c = peek (r);
  if (c != 'e' && c != 'E')
    return true;
  r->at++;
  pl_buffer_putc (number, 'e');
  c = peek (r);
  if (c == '-' || c == '+') {
    r->at++;
    pl_buffer_putc (number, (char) c);
  }
  return read_digits (r, number);
}

static bool
read_number (struct attr_reader *r)
{
  struct pl_buffer number;
  locale_t c_numbers, before;
  bool ok;

  pl_buffer_init (&number);
  ok = scan_number (r, &number);
  c_numbers = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0);
  if (number.failed || c_numbers == (locale_t) 0)
    md_fail_memory (r->p);
  if (ok && r->p->error == 0) {
    double v;

    before = uselocale (c_numbers);
    v = strtod (number.data, NULL);
    ok = !isinf (v);
    if (ok) {
      pl_buffer_puts (&r->text, "%!s(float64=");
      print_number (&r->text, v);
      pl_buffer_putc (&r->text, ')');
    }
    uselocale (before);
  }
  if (c_numbers != (locale_t) 0)
    freelocale (c_numbers);
  pl_buffer_release (&number);
  return ok;
}

static bool
read_word (struct attr_reader *r, enum value_kind *kind)
{
  const char *word = r->s + r->at;
  size_t n = name_length (r);

  r->at += n;
  if ((n == 4 && memcmp (word, "true", 4) == 0)
      || (n == 5 && memcmp (word, "false", 5) == 0)) {
    pl_buffer_printf (&r->text, "%%!s(bool=%.*s)", (int) n, word);
  } else if (n == 4 && memcmp (word, "null", 4) == 0) {
    *kind = VALUE_NULL;
    pl_buffer_puts (&r->text, "<nil>");
  } else {
    *kind = VALUE_TEXT;
    pl_buffer_append (&r->text, word, n);
  }
  return n > 0;
}

static bool read_value (struct attr_reader *r, enum value_kind *kind);

/* Reads "[value, value]".  Commas do not count as long as they do not stand
 * at the end. */
static bool
read_array (struct attr_reader *r)
{
  enum value_kind kind;
  bool first = true;

  r->at++;
  pl_buffer_putc (&r->text, '[');
  for (;;) {
    int c = peek (r);

    if (!first && c == ',')
      r->at++;
    if (c == ']') {
      r->at++;
      pl_buffer_putc (&r->text, ']');
      return true;
    }
    if (!first)
      pl_buffer_putc (&r->text, ' ');
    if (!read_value (r, &kind))
      return false;
    skip_space (r);
    first = false;
  }
}

static bool
read_nested (struct attr_reader *r, int c)
{
  struct md_attribute *list;
  bool ok;

  if (r->depth == MAX_DEPTH) {
    md_fail (r->p, -EFBIG, "heading attributes are nested too deeply");
    return false;
  }
  r->depth++;
  ok = c == '[' ? read_array (r) : read_list (r, &list, true);
  r->depth--;
  return ok;
}

/* Reads a value and appends its printed form to the text. */
static bool
read_value (struct attr_reader *r, enum value_kind *kind)
{
  int c;

  *kind = VALUE_OTHER;
  skip_space (r);
  c = peek (r);
  if (r->p->work++ > MAX_STEPS) {
    md_fail (r->p, -EFBIG, "heading attributes take too long to read");
    return false;
  }
  if (c == '{' || c == '[')
    return read_nested (r, c);
  if (c == '"') {
    *kind = VALUE_TEXT;
    return read_string (r);
  }
  if (c == '-' || c == '+' || (c >= '0' && c <= '9'))
    return read_number (r);
  return read_word (r, kind);
}

/* Reads "#id", ".class" or "name=value"; the text receives the value. */
static bool
read_attribute (struct attr_reader *r, struct md_attribute *a)
{
  enum value_kind kind = VALUE_TEXT;
  size_t n;
  int c;

  skip_space (r);
  c = peek (r);
  if (c == '#' || c == '.') {
    r->at++;
    a->name = c == '#' ? "id" : "class";
    a->name_len = strlen (a->name);
    while ((c = peek (r)) >= 0 && !md_is_space ((char) c)
           && (!md_is_punct ((char) c) || strchr ("_-:.", c) != NULL)) {
      pl_buffer_putc (&r->text, (char) c);
      r->at++;
    }
    return true;
  }
  n = name_length (r);
  if (n == 0)
    return false;
  a->name = r->s + r->at;
  a->name_len = n;
  r->at += n;
  skip_space (r);
  if (peek (r) != '=')
    return false;
  r->at++;
  if (!read_value (r, &kind)
      || (n == 5 && memcmp (a->name, "class", 5) == 0 && kind != VALUE_TEXT))
    return false;
  a->is_null = kind == VALUE_NULL;
  return true;
}

static bool
has_name (const struct md_attribute *a, const char *name, size_t len)
{
  return a->name_len == len && memcmp (a->name, name, len) == 0;
}

static struct md_attribute *
find_attribute (struct md_attribute *list, const char *name, size_t len)
{
  while (list != NULL && !has_name (list, name, len))
    list = list->next;
  return list;
}

/* Moves what is behind MARK from the text into A, behind the value that A has
 * already. */
static bool
store_value (struct attr_reader *r, struct md_attribute *a, size_t mark)
{
  size_t n = r->text.len - mark;
  size_t old = a->value != NULL ? a->value_len + 1 : 0;
  char *value;

  if (r->text.failed) {
    md_fail_memory (r->p);
    return false;
  }
  value = pl_arena_alloc (r->p->arena, old + n + 1);
  if (value == NULL) {
    md_fail_memory (r->p);
    return false;
  }
  if (old > 0) {
    memcpy (value, a->value, old - 1);
    value[old - 1] = ' ';
  }
  if (n > 0)
    memcpy (value + old, r->text.data + mark, n);
  value[old + n] = '\0';
  a->value = value;
  a->value_len = old + n;
  r->text.len = mark;
  return true;
}

static void
print_list (struct attr_reader *r, const struct md_attribute *list)
{
  pl_buffer_putc (&r->text, '[');
  for (; list != NULL; list = list->next) {
    pl_buffer_putc (&r->text, '{');
    pl_buffer_append (&r->text, list->name, list->name_len);
    pl_buffer_putc (&r->text, ' ');
    pl_buffer_append (&r->text, list->value, list->value_len);
    pl_buffer_puts (&r->text, list->next != NULL ? "} " : "}");
  }
  pl_buffer_putc (&r->text, ']');
}

/* Reads attributes in braces.  The values of classes are joined.  With PRINT
 * the text receives the whole. */
static bool
read_list (struct attr_reader *r, struct md_attribute **list, bool print)
{
  struct md_attribute **end = list, *class = NULL;
  size_t n = 0;

  *list = NULL;
  skip_space (r);
  if (peek (r) != '{')
    return false;
  r->at++;
  while (peek (r) != '}') {
    struct md_attribute a = { 0 }, *node;
    size_t mark = r->text.len;

    if (n++ == MAX_ATTRIBUTES)
      md_fail (r->p, -EFBIG, "a heading has too many attributes");
    if (!read_attribute (r, &a) || r->p->error != 0)
      return false;
    if (class != NULL && has_name (&a, "class", 5)) {
      node = class;
    } else {
      node = pl_arena_zalloc (r->p->arena, sizeof *node);
      if (node == NULL) {
        md_fail_memory (r->p);
        return false;
      }
      *node = a;
      *end = node;
      end = &node->next;
      if (has_name (&a, "class", 5))
        class = node;
    }
    if (!store_value (r, node, mark))
      return false;
    skip_space (r);
    if (peek (r) == ',') {
      r->at++;
      skip_space (r);
    }
  }
  r->at++;
  if (print)
    print_list (r, *list);
  return true;
}

bool
md_read_attributes (struct md_parser *p, const char *s, size_t len,
                    size_t *at, struct md_attribute **list)
{
  struct attr_reader r = { .p = p, .s = s, .len = len, .at = *at };
  bool ok;

  pl_buffer_init (&r.text);
  ok = read_list (&r, list, false) && p->error == 0;
  pl_buffer_release (&r.text);
  if (ok)
    *at = r.at;
  return ok;
}

void
md_set_attributes (struct md_node *heading, struct md_attribute *list)
{
  while (list != NULL) {
    struct md_attribute *next = list->next, *old, **end;

    list->next = NULL;
    old = find_attribute (heading->attributes, list->name, list->name_len);
    if (old != NULL) {
      old->value = list->value;
      old->value_len = list->value_len;
      old->is_null = list->is_null;
    } else {
      for (end = &heading->attributes; *end != NULL; end = &(*end)->next)
        ;
      *end = list;
    }
    list = next;
  }
}

bool
md_has_id (const struct md_node *heading)
{
  return find_attribute (heading->attributes, "id", 2) != NULL;
}

void
md_take_last_attributes (struct md_parser *p, struct md_node *heading)
{
  struct md_lines *lines = &heading->u.lines;
  struct md_attribute *list = NULL;
  struct md_span *last;
  size_t i, start = 0, end;
  const char *s;
  bool ok = false;

  if (lines->n == 0)
    return;
  last = &lines->at[lines->n - 1];
  s = p->src;
  end = last->stop;
  for (i = last->start; i < last->stop && s[i] != '\xff'; i++) {
    if (s[i] == '\\') {
      if (i + 1 < last->stop && s[i + 1] == '{')
        i++;
    } else if (s[i] == '{') {
      /* Only the last opening brace counts. */
      start = end = i;
      ok = md_read_attributes (p, s, last->stop, &end, &list);
      if (p->error != 0)
        return;
    }
  }
  if (!ok)
    return;
  while (end < last->stop && md_is_space (s[end]))
    end++;
  if (end < last->stop)
    return;
  md_set_attributes (heading, list);
  last->stop = start;
}
