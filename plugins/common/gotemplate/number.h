/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric constants in Go's syntax. */

#ifndef GOTMPL_NUMBER_H
#define GOTMPL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* A constant has no type of its own: it is every kind of number that can
 * hold its value, and its use and spelling decide. */
struct gotmpl_number {
  bool is_int, is_uint, is_float, is_complex;
  int64_t integer;
  uint64_t natural;
  double real;
  double complex[2];
};

/* All return 0, or -1 with a message appended to ERROR, or -ENOMEM. */

/* TEXT is a character constant with its quotes. */
int gotmpl_number_from_char (struct gotmpl_number *n, const char *text,
                             size_t len, struct pl_buffer *error);

/* TEXT is "A+Bi" or "A-Bi". */
int gotmpl_number_from_complex (struct gotmpl_number *n, const char *text,
                                size_t len, struct pl_buffer *error);

/* Any other number, also "Bi". */
int gotmpl_number_from_text (struct gotmpl_number *n, const char *text,
                             size_t len, struct pl_buffer *error);

#endif
