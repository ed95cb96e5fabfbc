/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting with a specification, as Python's format () and the operator
 * "%" do it. */

#ifndef JINJA_FORMAT_H
#define JINJA_FORMAT_H

#include "plugins/common/jinja/filter.h"

/* Most characters that a width or precision may ask for. */
#define JINJA_FORMAT_MAX (1 << 20)

/* "[[fill]align][sign][z][#][0][width][grouping][.precision][type]". */
struct jinja_spec {
  char fill[4];        /* one code point */
  size_t fill_len;
  char align;          /* < > = ^, or 0: that of the type */
  char sign;           /* + - or blank; 0: none was given */
  bool no_negative_zero, alternate;
  char grouping;       /* , or _ or 0 */
  char type;           /* 0: none was given */
  size_t width;
  int precision;       /* -1: none was given */
};

/* A number on its way to be padded: "-0x" "12" ".5e+03". */
struct jinja_digits {
  char sign[2];        /* "", "-", "+" or " " */
  const char *prefix;
  const char *digits;  /* before the point; these are grouped */
  size_t n_digits;
  const char *rest;
  size_t n_rest;
};

/* Appends TEXT padded as SPEC says; ALIGN is used if it says nothing. */
void jinja_append_padded (struct pl_buffer *out,
                          const struct jinja_spec *spec, char align,
                          const char *text, size_t len);

/* Appends V, any integer, in the base of SPEC's type (b c d o x X, n or
 * 0).  Returns 0 or an error. */
int jinja_append_integer (struct jinja_run *run, struct pl_buffer *out,
                          const struct jinja_spec *spec, struct tv v);

/* Appends V in the format of SPEC's type (e E f F g G %, n or 0). */
void jinja_append_float (struct pl_buffer *out,
                         const struct jinja_spec *spec, double v);

/* Appends format (V, SPEC). */
int jinja_format_value (struct jinja_run *run, struct pl_buffer *out,
                        struct tv v, const char *spec, size_t len);

/* TEXT.format (ARGS): a method of str. */
int jinja_format_text (struct jinja_run *run, struct tv text,
                       const struct jinja_args *args, struct tv *result);

/* TEXT.format_map (MAPPING), likewise. */
int jinja_format_text_map (struct jinja_run *run, struct tv text,
                           const struct jinja_args *args, struct tv *result);

#endif
