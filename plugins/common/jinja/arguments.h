/* SPDX-License-Identifier: Apache-2.0 */
/* What filters, tests and methods ask of their arguments, with the errors
 * that Python gives. */

#ifndef JINJA_ARGUMENTS_H
#define JINJA_ARGUMENTS_H

#include "plugins/common/jinja/filter.h"

/* Checks the arguments of a method that takes LEAST to MOST of them by
 * position and none by keyword.  TYPE and NAME are for the errors. */
int jinja_check_arity (struct jinja_run *run, const struct jinja_args *args,
                       const char *type, const char *name, size_t least,
                       size_t most);

/* Raises the error of what is built in for a keyword that is no parameter
 * of SIGNATURE. */
int jinja_check_keywords (struct jinja_run *run,
                          const struct jinja_signature *signature,
                          const struct jinja_args *args);

/* V as an integer that fits, or "'x' object cannot be interpreted as an
 * integer". */
int jinja_to_index (struct jinja_run *run, struct tv v, int64_t *n);

/* V as what Python 3.11 takes for a switch: an integer that is not too
 * large. */
int jinja_to_flag (struct jinja_run *run, struct tv v, bool *flag);

/* str (V) of Python: never Markup. */
int jinja_to_plain (struct jinja_run *run, struct tv v, struct tv *result);

/* Argument I, or FALLBACK. */
static inline struct tv
jinja_argument (const struct jinja_args *args, size_t i, struct tv fallback)
{
  return i < args->n_args ? args->args[i] : fallback;
}

/* Initialiser of a signature; PARAMETERS is an array. */
#define JINJA_SIGNATURE(function, hidden, array) \
  { .name = function, .n_hidden = hidden, .parameters = array, \
    .n_parameters = sizeof array / sizeof array[0] }

/* The argument of a FUNCTION that takes one, called NAME, or FALLBACK. */
int jinja_read_only_argument (struct jinja_run *run,
                              const struct jinja_args *args,
                              const char *function, const char *name,
                              struct tv fallback, struct tv *v);

/* Raises what calling V's method NAME comes to if V is no value that has
 * one: there is no such attribute, it is no method, or V is undefined. */
int jinja_no_method (struct jinja_run *run, struct tv v,
                        const char *name);

/* Binds for a function with no parameters but N_HIDDEN ones. */
int jinja_bind_none (struct jinja_run *run, const char *function,
                     unsigned n_hidden, const struct jinja_args *args);

/* The truth of an optional argument: 1, 0 or an error. */
int jinja_optional_truth (struct jinja_run *run, struct tv v, bool fallback);

/* Whether an optional parameter was left out. */
static inline bool
jinja_is_absent (struct tv v)
{
  return v.type == NULL;
}

#endif
