/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program to its end and keeps what it says.
 *
 * The program is in a process group of its own, which ends with it: when the
 * time is over or the user gives up, the group is asked to end and, a second
 * later, killed.  A grandchild that keeps the pipes open is waited for no
 * longer than that. */

#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

struct process_request {
  const char *path;
  const char *const *arguments;     /* with the name; ended by NULL */
  const char *directory;
  char *const *environment;         /* NULL: that of this process */
  bool keeps_errors_apart;          /* else they go with the output */
  uint64_t time_limit_ms;           /* 0: none */
  size_t output_limit;              /* most bytes to keep; 0: 1 GiB */
  /* Asked from time to time; true ends the program.  May be NULL. */
  bool (*is_cancelled) (void *data);
  void *data;
};

/* Why a program was made to end. */
enum process_end {
  PROCESS_ENDED,            /* it was not */
  PROCESS_TIMED_OUT,
  PROCESS_CANCELLED,
  PROCESS_TOO_LOUD          /* more output than allowed */
};

struct process_result {
  struct pl_buffer out, err;
  int status;               /* as wait has it */
  enum process_end end;
};

/* Runs it.  RESULT has to be released in any case.  Returns 0, or an errno
 * value: it could not be started, or (ENOMEM) what it said could not be kept
 * and it was ended. */
int process_run (const struct process_request *request,
                 struct process_result *result);
void process_result_release (struct process_result *result);

/* Appends the path of program NAME to PATH: NAME itself if it has a slash,
 * else as a shell would find it.  Returns whether there is one. */
bool process_find (const char *name, struct pl_buffer *path);

/* The environment of this process without the variables whose names start as
 * one of DROPPED (ended by NULL) says, and with those in ADDED
 * ("NAME=value", ended by NULL), which are borrowed.  NULL when memory is
 * exhausted; free () the result. */
char **process_environment (const char *const *dropped,
                            const char *const *added);

/* Appends how a program has ended: "exit status 1", "signal: killed". */
void process_describe (int status, struct pl_buffer *out);

#endif
