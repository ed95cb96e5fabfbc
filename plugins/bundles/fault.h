/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, in which file or directory, and what can be done. */

#ifndef BN_FAULT_H
#define BN_FAULT_H

#include <plating/types.h>

#include "common/buffer.h"

struct bn_fault {
  int code;                     /* PLATING_E_; 0: nothing is wrong */
  struct pl_buffer message, hint, file;
};

void bn_fault_init (struct bn_fault *fault);
void bn_fault_release (struct bn_fault *fault);

/* Drops what FAULT says and says this.  FILE may be NULL.  Returns CODE. */
int bn_fault_set (struct bn_fault *fault, int code, const char *file,
                  const char *fmt, ...)
  __attribute__ ((format (printf, 4, 5)));

/* The same with ": " and the text of the errno value SYSTEM. */
int bn_fault_set_system (struct bn_fault *fault, int code, int system,
                         const char *file, const char *what);

int bn_fault_no_memory (struct bn_fault *fault);

/* The code: if there was no memory for the message, that. */
int bn_fault_code (const struct bn_fault *fault);

#endif
