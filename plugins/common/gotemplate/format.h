/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text, as Go's fmt package prints them: the verbs of Printf and
 * the rules of Print.
 *
 * Nothing here fails but for memory, which the buffer remembers, and for
 * values that are nested too deeply: then the functions return -ELOOP. */

#ifndef GOTMPL_FORMAT_H
#define GOTMPL_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "plugins/common/value/value.h"

/* Lists within lists: deeper ones are not printed. */
#define GOTMPL_MAX_VALUE_DEPTH 1000

/* One verb with its flags. */
struct gotmpl_format {
  struct pl_buffer *out;
  bool minus, plus, sharp, space, zero;
  bool plus_v, sharp_v;        /* "%+v" and "%#v" are formats of their own */
  bool has_width, has_precision;
  int width, precision;
  bool is_too_deep;
};

/* -- whole values (format.c) ------------------------------------------- */

/* Prints V with VERB as an argument; no value and nil are "<nil>". */
void gotmpl_format_value (struct gotmpl_format *f, struct tv v,
                          uint32_t verb);

/* Appends V as VERB prints it without flags. */
int gotmpl_format_plain (struct pl_buffer *out, struct tv v, char verb);

/* -- Print, Println, Printf (printf.c) --------------------------------- */

int gotmpl_sprint (struct pl_buffer *out, const struct tv *args, size_t n);
int gotmpl_sprintln (struct pl_buffer *out, const struct tv *args,
                     size_t n);
int gotmpl_sprintf (struct pl_buffer *out, const char *format, size_t len,
                    const struct tv *args, size_t n);

/* -- scalars (format-scalar.c): each returns false if VERB does not suit - */

bool gotmpl_format_bool (struct gotmpl_format *f, bool v, uint32_t verb);
bool gotmpl_format_integer (struct gotmpl_format *f, uint64_t v,
                            bool is_signed, uint32_t verb);
bool gotmpl_format_float (struct gotmpl_format *f, double v, uint32_t verb);
bool gotmpl_format_complex (struct gotmpl_format *f, const double *v,
                            uint32_t verb);
bool gotmpl_format_string (struct gotmpl_format *f, const char *s,
                           size_t len, uint32_t verb);

/* "0x" and hexadecimal digits. */
void gotmpl_format_0x (struct gotmpl_format *f, uint64_t v, bool with_0x);

/* S cut to the precision and filled up to the width, in characters. */
void gotmpl_format_text (struct gotmpl_format *f, const char *s, size_t len);

/* The same without the cut. */
void gotmpl_format_pad (struct gotmpl_format *f, const char *s, size_t len);

#endif
