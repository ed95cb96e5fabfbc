/* SPDX-License-Identifier: Apache-2.0 */
/* The template language of Go's text/template: parse once, execute often.
 *
 * A set holds the functions that its templates may call and the templates
 * parsed into it, which may invoke each other.  After the last parse the
 * set does not change any more and may be executed by any number of threads
 * at once; each execution has its own data, output and limits.
 *
 * Errors have the text that Go's users know.  Functions return 0 or
 *   -EINVAL  the template or its data is at fault
 *   -EFBIG   a limit was reached
 *   -ENOMEM  the system has no more memory
 * and describe what happened in a struct gotmpl_error. */

#ifndef GOTMPL_GOTEMPLATE_H
#define GOTMPL_GOTEMPLATE_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/value/value.h"

/* -- errors ------------------------------------------------------------ */

struct gotmpl_error {
  struct pl_buffer message;  /* "template: NAME:LINE:COL: executing ..." */
  unsigned line;             /* from 1; 0: not known */
  int column;                /* in bytes from 0; -1: not known */
};

void gotmpl_error_init (struct gotmpl_error *error);
void gotmpl_error_release (struct gotmpl_error *error);

/* -- functions --------------------------------------------------------- */

/* What a function may use while it runs. */
struct gotmpl_call {
  struct pl_arena *arena;    /* for results; freed after the execution */
  const struct gotmpl_function *function;
  void *user;                /* from the options of this execution */
  struct gotmpl_run *run;    /* private */
};

#define GOTMPL_VARIADIC UINT_MAX

/* A function that templates can call by NAME.  It is given between MIN_ARGS
 * and MAX_ARGS arguments, the value that was piped in as the last, each of
 * which has the type that TYPES names for its place; the last of the N_TYPES
 * also holds for all further arguments.  Instead of a type there may be
 *   tv_type_any  any value, tv_nil for no value
 *   NULL         any value as it is, also no value
 * and with N_TYPES 0 the latter holds for all.
 *
 * CALL returns 0 and sets *RESULT, or returns what gotmpl_call_fail or
 * gotmpl_call_no_memory returned.  It may be called from several threads at
 * once. */
struct gotmpl_function {
  const char *name;
  unsigned min_args, max_args;
  const struct tv_type *types[4];
  unsigned n_types;
  int (*call) (struct gotmpl_call *call, const struct tv *args,
               size_t n_args, struct tv *result);
  void *data;                /* for the function itself */
};

struct gotmpl_function_table {
  const struct gotmpl_function *functions;
  size_t n_functions;
};

/* Fails the call with a message; Go's form is "error calling NAME: ...". */
int gotmpl_call_fail (struct gotmpl_call *call, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* Fails the call with TEXT as it is, NUL and all. */
int gotmpl_call_fail_text (struct gotmpl_call *call, const char *text,
                           size_t len);

/* Fails the call because its arena gave no memory. */
int gotmpl_call_no_memory (struct gotmpl_call *call);

/* Charges the execution for WORK units (about 64 bytes looked at each) that
 * the function is about to do.  Returns 0, or an error to be returned. */
int gotmpl_call_charge (struct gotmpl_call *call, size_t work);

/* Appends V to OUT as the action {{V}} prints it ("<no value>" for none),
 * so that functions treat values as Go does.  Returns 0 or an error. */
int gotmpl_call_print (struct gotmpl_call *call, struct pl_buffer *out,
                       struct tv v);

/* -- sets -------------------------------------------------------------- */

struct gotmpl_set;

/* Makes an empty set whose templates know Go's predefined functions and
 * those of the TABLES, where later tables win.  The tables' functions are
 * borrowed, the array is not.  Returns NULL when memory runs out. */
struct gotmpl_set *
gotmpl_set_new (const struct gotmpl_function_table *tables, size_t n_tables);

/* Makes an empty set with the functions of MODEL, which has to live as long.
 * It takes far less time than a set of its own: for many templates that are
 * parsed and executed once.  Many threads may do so at the same time. */
struct gotmpl_set *gotmpl_set_new_like (const struct gotmpl_set *model);

/* SET may be NULL. */
void gotmpl_set_free (struct gotmpl_set *set);

/* Parses TEXT, which is copied, as the template NAME, and the templates
 * that it defines.  As in Go, a template of the same name from an earlier
 * call is replaced unless the new one is empty.  ERROR may be NULL.  After
 * an error the templates are those from before, unless memory ran out. */
int gotmpl_parse (struct gotmpl_set *set, const char *name,
                  const char *text, size_t len, struct gotmpl_error *error);

/* Whether SET has a template of that name. */
bool gotmpl_set_has (const struct gotmpl_set *set, const char *name);

/* -- execution --------------------------------------------------------- */

/* 0 stands for the default. */
struct gotmpl_limits {
  size_t max_output;    /* bytes written by one execution; 64 MiB */
  size_t max_memory;    /* bytes of values made by it; 128 MiB */
  uint64_t max_steps;   /* nodes visited, elements, iterations; 2^26 */
  unsigned max_depth;   /* templates within templates; 1000 */
};

struct gotmpl_options {
  struct gotmpl_limits limits;
  /* Where values are made; NULL: one for this execution.  The caller's
   * arena has its own limit and is reset by the caller. */
  struct pl_arena *arena;
  void *user;           /* for the functions */
};

/* Appends to OUT what the template NAME of SET makes of DATA.  After an
 * error OUT holds what was written before it.  OPTIONS and ERROR may be
 * NULL. */
int gotmpl_execute (const struct gotmpl_set *set, const char *name,
                    struct tv data, const struct gotmpl_options *options,
                    struct pl_buffer *out, struct gotmpl_error *error);

/* The same from within a function, under the limits of the execution that
 * called it; one level deeper.  After an error, which has become that of
 * the call, the function returns what this returned. */
int gotmpl_call_execute (struct gotmpl_call *call,
                         const struct gotmpl_set *set, const char *name,
                         struct tv data, struct pl_buffer *out);

/* -- ready-made functions ----------------------------------------------- */

/* What tfplugindocs offers without reading files: lower, upper, title,
 * trimspace, split, prefixlines. */
extern const struct gotmpl_function_table gotmpl_text_functions;

/* What its users ask for, arguments in the order of the sprig library, so
 * that the subject comes last and can be piped in:
 *   hasPrefix PREFIX S           hasSuffix SUFFIX S
 *   contains PART S              replace OLD NEW S
 *   trimPrefix PREFIX S          trimSuffix SUFFIX S
 *   repeat COUNT S               indent BLANKS S
 *   join SEPARATOR LIST          default FALLBACK VALUE
 *   list VALUE...                dict KEY VALUE KEY VALUE...
 *   toJson VALUE                 regexReplaceAll REGEX S REPLACEMENT
 * In a replacement $1, ${1}, $name and ${name} stand for groups. */
extern const struct gotmpl_function_table gotmpl_extra_functions;

#endif
