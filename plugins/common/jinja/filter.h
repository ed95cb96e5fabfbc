/* SPDX-License-Identifier: Apache-2.0 */
/* What filters, tests and methods of values look like, and where the
 * evaluator finds them.
 *
 * Their files:
 *   filters.c     the table jinja_filters, sorted by name
 *   filter-X.c    filters by subject
 *   tests.c       the table jinja_tests, sorted by name
 *   methods.c     jinja_find_method, and method-X.c the methods by type
 *   print.c ...   str, repr, % and str.format */

#ifndef JINJA_FILTER_H
#define JINJA_FILTER_H

#include "plugins/common/jinja/object.h"

/* A filter: SELF|name(ARGS).  Returns 0 with *RESULT, or an error that was
 * raised.  It must charge the run (jinja_charge) for work that grows with
 * its arguments, in steps of about 64 bytes or one value; jinja_next,
 * jinja_append and the like do so themselves. */
typedef int jinja_filter_call (struct jinja_run *run, struct tv self,
                               const struct jinja_args *args,
                               struct tv *result);

struct jinja_filter {
  const char *name;
  jinja_filter_call *call;
};

/* A test: SELF is name(ARGS).  Returns 1, 0 or an error. */
typedef int jinja_test_call (struct jinja_run *run, struct tv self,
                             const struct jinja_args *args);

struct jinja_test {
  const char *name;
  jinja_test_call *call;
};

extern const struct jinja_filter jinja_filters[];
extern const size_t jinja_n_filters;
extern const struct jinja_test jinja_tests[];
extern const size_t jinja_n_tests;

/* By name (bind.c); NULL if there is none. */
const struct jinja_filter *jinja_find_filter (const char *name, size_t len);
const struct jinja_test *jinja_find_test (const char *name, size_t len);

/* A filter or test by name with arguments, for map, select and the like;
 * "No filter named 'x'." */
int jinja_apply_filter (struct jinja_run *run, const char *name, size_t len,
                        struct tv self, const struct jinja_args *args,
                        struct tv *result);
int jinja_apply_test (struct jinja_run *run, const char *name, size_t len,
                      struct tv self, const struct jinja_args *args);

/* -- arguments ---------------------------------------------------------- */

/* What Python's errors say of a function: its NAME ("do_replace"), its
 * parameters after the first N_HIDDEN ones (the environment, the value that
 * is filtered), which count in "takes 2 positional arguments but 3 were
 * given". */
struct jinja_signature {
  const char *name;
  unsigned n_hidden;
  const struct jinja_parameter *parameters;
  size_t n_parameters;
};

/* Stores the arguments in VALUES, one for each parameter; tv_none for
 * optional ones that were left out.  Raises Python's TypeError for missing,
 * unknown, doubled and superfluous ones. */
int jinja_bind (struct jinja_run *run, const struct jinja_signature *signature,
                const struct jinja_args *args, struct tv *values);

/* -- methods ----------------------------------------------------------- */

/* A method of str, list, dict ...: what SELF.name (ARGS) does. */
struct jinja_method {
  const char *name;
  jinja_filter_call *call;
};

/* The method NAME of SELF's type, or NULL.  Only what templates may use:
 * nothing that begins with an underscore. */
const struct jinja_method *jinja_find_method (struct tv self,
                                              const char *name, size_t len);

/* -- printing ---------------------------------------------------------- */

/* Append str (V) and repr (V) as Python gives them.  Undefined prints as
 * nothing, or raises if strict.  0 or an error; OUT remembers its own
 * failure as always, which jinja_take_string raises. */
int jinja_print_str (struct jinja_run *run, struct pl_buffer *out,
                     struct tv v);
int jinja_print_repr (struct jinja_run *run, struct pl_buffer *out,
                      struct tv v);

/* Raises CLASS with BEFORE, V as above, and AFTER. */
int jinja_raise_repr (struct jinja_run *run, const char *class,
                      const char *before, struct tv v, const char *after);

/* str (V) as a value: V itself if it is text. */
int jinja_to_string (struct jinja_run *run, struct tv v, struct tv *result);

/* TEXT % V: printf-style formatting, Markup if TEXT is. */
int jinja_format_percent (struct jinja_run *run, struct tv text, struct tv v,
                          struct tv *result);

#endif
