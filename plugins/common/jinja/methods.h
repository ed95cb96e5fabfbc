/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of methods, and helpers of those of text. */

#ifndef JINJA_METHODS_H
#define JINJA_METHODS_H

#include "plugins/common/jinja/arguments.h"

/* Sorted by name. */
struct jinja_method_table {
  const struct jinja_method *methods;
  size_t n;
};

#define JINJA_METHOD_TABLE(array) \
  { array, sizeof array / sizeof array[0] }

extern const struct jinja_method_table jinja_text_make_methods;
extern const struct jinja_method_table jinja_text_ask_methods;
extern const struct jinja_method_table jinja_text_split_methods;
extern const struct jinja_method_table jinja_list_methods;
extern const struct jinja_method_table jinja_tuple_methods;
extern const struct jinja_method_table jinja_dict_methods;
extern const struct jinja_method_table jinja_range_methods;
extern const struct jinja_method_table jinja_integer_methods;
extern const struct jinja_method_table jinja_float_methods;

/* The bytes FROM to TO of TEXT as a value of TEXT's type. */
static inline struct tv
jinja_part (struct tv text, size_t from, size_t to)
{
  struct tv v = tv_string (text.u.text + from, to - from);

  v.type = text.type;
  return v;
}

/* Where NEEDLE is in TEXT from byte FROM on: its offset, or (size_t) -1. */
size_t jinja_text_find (struct tv text, size_t from, struct tv needle);

/* str.replace; COUNT < 0: all. */
int jinja_text_replace (struct jinja_run *run, struct tv text,
                        struct tv old, struct tv new, int64_t count,
                        struct tv *result);

/* str.center; FILL is one code point. */
int jinja_text_center (struct jinja_run *run, struct tv text, int64_t width,
                       struct tv fill, struct tv *result);

/* str.strip; CHARS none or text. */
int jinja_text_strip (struct jinja_run *run, struct tv text, struct tv chars,
                      bool left, bool right, const char *name,
                      struct tv *result);

/* str.splitlines. */
int jinja_text_lines (struct jinja_run *run, struct tv text, bool keep_ends,
                      struct tv *list);

/* str.join, which escapes what it joins if SEPARATOR is Markup. */
int jinja_text_join (struct jinja_run *run, struct tv separator,
                     struct tv parts, struct tv *result);

#endif
