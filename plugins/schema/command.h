/* SPDX-License-Identifier: Apache-2.0 */
/* `plating schema`: one struct schema_command for a command line, which is
 * worked on by one thread at a time. */

#ifndef SCHEMA_COMMAND_H
#define SCHEMA_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/extensions.h>
#include <plating/host.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/schema/sections.h"

enum schema_format {
  SCHEMA_FORMAT_TEXT,
  SCHEMA_FORMAT_MARKDOWN,
  SCHEMA_FORMAT_JSON
};

/* An option for the host's operation. */
struct schema_passed {
  const char *name;
  const char *value;        /* NULL: a switch */
  bool is_list;
};

struct schema_diff;

struct schema_command {
  const struct plating_host *host;
  uint64_t op;
  int32_t *exit_status;
  struct pl_arena arena;

  /* What was asked for. */
  bool is_summary, is_diff, is_old, is_quiet, wants_descriptions;
  enum schema_format format;
  bool has_format;
  const char *address;      /* --address, or NULL */
  struct schema_passed *passed;
  size_t n_passed, cap_passed;
  const char *words[3];     /* that are no options */
  size_t n_words;

  /* Printing. */
  struct pl_buffer out;
  const struct schema_section *section;     /* the open one */
  bool has_begun, has_address;
  bool is_closed;           /* the provider's object has ended */
  size_t n_errors;          /* findings of that severity */

  struct schema_diff *diff;
};

/* -- options.c -- */

/* Reads the arguments.  Returns 0, or a negative code after the host was told
 * why. */
int schema_options_read (struct schema_command *c,
                         const struct plating_command_request *req);
int schema_options_add (struct schema_command *c, const char *name,
                        const char *value, bool is_list);

/* -- command.c -- */

/* Ends the command; the memory is gone afterwards. */
void schema_command_end (struct schema_command *c, int32_t exit_status);
/* Ends it with an error: MESSAGE, what to do in HINT (may be NULL). */
void schema_command_fail (struct schema_command *c, int code,
                          const char *message, const char *hint);

/* Starts VERB with what was passed and the N options in MORE.  DONE gets what
 * becomes of it, ON_DOCUMENT (may be NULL) each document.  Returns 0, or a
 * negative code and does neither. */
int schema_command_operate (struct schema_command *c, const char *verb,
                            const struct schema_passed *more, size_t n,
                            int (*on_document)
                              (void *data,
                               const struct plating_document *document),
                            void (*done)
                              (void *data,
                               const struct plating_operation_outcome
                                 *outcome));

/* Prints findings, and whether that of an operation was good enough to go on;
 * if not, the command has ended. */
bool schema_command_is_fine (struct schema_command *c,
                             const struct plating_operation_outcome *outcome);

/* Writes what is in c->out.  Returns 0 or a negative code. */
int schema_command_flush (struct schema_command *c);

/* Starts the operation that gives the schema in pieces to ON_DOCUMENT, with N
 * more options. */
int schema_command_pieces (struct schema_command *c,
                           const struct schema_passed *more, size_t n,
                           int (*on_document)
                             (void *data,
                              const struct plating_document *document),
                           void (*done)
                             (void *data,
                              const struct plating_operation_outcome
                                *outcome));

/* -- print.c, summary.c, diff.c: what a command line can ask for.  0, or a
 * negative code and nothing was started. -- */

int schema_print (struct schema_command *c);
int schema_summary (struct schema_command *c);
int schema_diff (struct schema_command *c);
void schema_diff_free (struct schema_diff *d);

#endif
