/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, and where in the text. */

#ifndef SJ_FAULT_H
#define SJ_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/buffer.h"

struct sj_fault {
  int code;                 /* PLATING_E_; 0: nothing is wrong */
  struct pl_buffer message;
  struct pl_buffer hint;
  size_t offset;            /* in the text, if has_offset */
  bool has_offset;
};

void sj_fault_init (struct sj_fault *fault);
void sj_fault_release (struct sj_fault *fault);

/* Drop what FAULT says and start anew: the caller appends to its message.
 * Returns CODE. */
int sj_fault_set (struct sj_fault *fault, int code);
int sj_fault_set_at (struct sj_fault *fault, int code, size_t offset);

/* The same with the whole message. */
int sj_fault_say (struct sj_fault *fault, int code, const char *message);

/* What FAULT says, and its code: if there was no memory to say it,
 * that. */
struct plating_text sj_fault_message (const struct sj_fault *fault);
int sj_fault_code (const struct sj_fault *fault);

/* Appends S as Go's %q prints it. */
void sj_fault_quote (struct pl_buffer *out, const char *s, size_t len);

/* Finds lines and columns for offsets of one text; quick when they
 * rise. */
struct sj_place {
  const char *text;
  size_t line_start;        /* offset of the line found last */
  uint32_t line, column;    /* from 1 */
};

void sj_place_init (struct sj_place *place, const char *text);
void sj_place_find (struct sj_place *place, size_t offset);

#endif
