/* SPDX-License-Identifier: Apache-2.0 */
/* The Jinja template language: compile once, render often.
 *
 * An environment holds the settings, the host's functions and the compiled
 * templates, which it finds again by name and content.  It may be used by
 * any number of threads at once; each rendering has its own data, output
 * and limits.
 *
 * A template reaches what it was given and nothing else: values are plain
 * data, there are no hidden attributes, and names of other templates go
 * through the host's loader.
 *
 * Errors have the texts that users of Jinja and Python know.  Functions
 * return 0 or
 *   -EINVAL     the template or its data is at fault
 *   -EFBIG      a limit was reached
 *   -ECANCELED  the host said so
 *   -ENOMEM     the system has no more memory
 * and describe what happened in a struct jinja_error. */

#ifndef JINJA_JINJA_H
#define JINJA_JINJA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/value/value.h"

struct jinja_run;

/* -- errors ------------------------------------------------------------ */

struct jinja_error {
  struct pl_buffer message;  /* "NAME:LINE:COLUMN: TEXT" */
  struct pl_buffer text;     /* "'x' is undefined"; errors that Jinja knows
                              * from Python start with "TypeError: " */
  struct pl_buffer name;     /* of the template that is at fault */
  const char *kind;          /* "UndefinedError", "TemplateSyntaxError",
                              * "TypeError" ...; static; NULL: no error */
  unsigned line;             /* from 1; 0: not known */
  unsigned column;           /* in bytes from 1; 0: not known */
};

void jinja_error_init (struct jinja_error *error);
void jinja_error_release (struct jinja_error *error);

/* -- functions of the host --------------------------------------------- */

struct jinja_keyword {
  const char *name;          /* not terminated */
  size_t name_len;
  struct tv value;
};

/* What a call was given. */
struct jinja_args {
  const struct tv *args;
  size_t n_args;
  const struct jinja_keyword *keywords;
  size_t n_keywords;
};

struct jinja_parameter {
  const char *name;
  bool is_optional;
};

/* A function that templates can call by NAME.  Its arguments, by position
 * or keyword, are brought into the order of PARAMETERS before the call;
 * those that were left out are tv_none.  With IS_VARIADIC further
 * arguments follow in VALUES; otherwise N_VALUES is N_PARAMETERS.
 *
 * CALL returns 0 and sets *RESULT, or returns what jinja_raise or another
 * function returned.  It may be called from several threads at once.
 * Values are made in jinja_arena (run). */
struct jinja_function {
  const char *name;
  const struct jinja_parameter *parameters;
  size_t n_parameters;
  bool is_variadic;
  int (*call) (struct jinja_run *run, const struct jinja_function *function,
               const struct tv *values, size_t n_values, struct tv *result);
  void *data;                /* for the function itself */
};

struct jinja_function_table {
  const struct jinja_function *functions;
  size_t n_functions;
};

/* Raises an error of the Python class KIND (static) at the place that is
 * being executed, and returns the negative code to be returned. */
int jinja_raise (struct jinja_run *run, const char *kind,
                 const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));
int jinja_no_memory (struct jinja_run *run);

struct pl_arena *jinja_arena (struct jinja_run *run);
void *jinja_user (struct jinja_run *run);   /* of the options */

/* Charges the rendering for N steps (about 64 bytes looked at each).
 * Returns 0 or an error to be returned. */
int jinja_charge (struct jinja_run *run, size_t n);

/* Renders the template NAME of the loader, as "include" does from the place
 * of the call, and appends what it makes to OUT.  Returns 0 or an error to
 * be returned. */
int jinja_include (struct jinja_run *run, const char *name, size_t name_len,
                   struct pl_buffer *out);

/* -- environments ------------------------------------------------------ */

enum jinja_undefined {
  JINJA_UNDEFINED_DEFAULT,   /* prints as nothing, is false and empty */
  JINJA_UNDEFINED_STRICT,    /* may only be tested for */
  JINJA_UNDEFINED_CHAINABLE  /* its attributes are undefined, too */
};

/* All zero is Jinja's own default. */
struct jinja_settings {
  enum jinja_undefined undefined;
  bool trim_blocks, lstrip_blocks, keep_trailing_newline;
  const char *newline;               /* "\n", "\r\n" or "\r"; NULL: "\n" */
  /* Delimiters; NULL: {% %}, {{ }}, {# #}. */
  const char *block_start, *block_end;
  const char *variable_start, *variable_end;
  const char *comment_start, *comment_end;
  /* Whether the template NAME escapes what it prints; NULL: never.
   * jinja_escape_by_name does for names in .html, .htm and .xml. */
  bool (*autoescape) (const char *name, size_t name_len);
  const struct jinja_function_table *tables;  /* later ones win */
  size_t n_tables;
  size_t max_cached_bytes;           /* of compiled templates; 0: 64 MiB */
};

bool jinja_escape_by_name (const char *name, size_t name_len);

struct jinja_environment;

/* Borrows the functions, copies the rest.  Returns NULL when memory runs
 * out or delimiters make no sense. */
struct jinja_environment *
jinja_environment_new (const struct jinja_settings *settings);

/* ENVIRONMENT may be NULL. */
void jinja_environment_free (struct jinja_environment *environment);

/* How often a template had to be compiled, and how often it was there. */
void jinja_environment_count (struct jinja_environment *environment,
                              uint64_t *compiled, uint64_t *found);

/* -- rendering --------------------------------------------------------- */

/* 0 stands for the default. */
struct jinja_limits {
  size_t max_output;    /* bytes written by one rendering; 64 MiB */
  size_t max_memory;    /* bytes of values made by it; 128 MiB */
  uint64_t max_steps;   /* nodes visited, elements, iterations; 2^26 */
  unsigned max_depth;   /* macros, templates, loops within each other; 200 */
};

struct jinja_options {
  /* The variables: a dict of jinja_dict_new, or a map or struct as Go
   * templates get; no value for none. */
  struct tv data;
  struct jinja_limits limits;
  /* Finds the template NAME: returns 0 with *TEXT, borrowed until the end
   * of the rendering, or -ENOENT, or another error.  NULL: there are no
   * others. */
  int (*load) (void *user, const char *name, size_t name_len,
               const char **text, size_t *text_len);
  /* Asked now and then; true ends the rendering.  May be NULL. */
  bool (*is_cancelled) (void *user);
  void *user;
  /* Where values are made; NULL: one for this rendering.  The caller's
   * arena has its own limit and is reset by the caller. */
  struct pl_arena *arena;
};

/* Appends to OUT what the template TEXT, called NAME, makes of the data.
 * After an error OUT holds what was written before it.  OPTIONS and ERROR
 * may be NULL. */
int jinja_render (struct jinja_environment *environment, const char *name,
                  const char *text, size_t len,
                  const struct jinja_options *options,
                  struct pl_buffer *out, struct jinja_error *error);

/* -- values of Python --------------------------------------------------- */

/* Lists and dicts that a template may change, and the order of dicts, are
 * not in the common values; these are made in an arena.  Python's None is
 * tv_nil.  They return 0 or -ENOMEM. */
int jinja_list_new (struct pl_arena *arena, struct tv *list);
int jinja_list_append (struct pl_arena *arena, struct tv list, struct tv v);
int jinja_dict_new (struct pl_arena *arena, struct tv *dict);
int jinja_dict_set_text (struct pl_arena *arena, struct tv dict,
                         const char *key, size_t key_len, struct tv v);

#endif
