/* SPDX-License-Identifier: Apache-2.0 */
/* The state of one execution, shared by the files that execute.
 *
 * execute.c walks the nodes of a template, evaluate.c computes pipelines
 * and operands, call.c calls functions, run.c keeps the accounts and
 * describes errors.
 *
 * The node that is being executed is noted in the state before anything can
 * go wrong with it; an error names that node. */

#ifndef GOTMPL_RUN_H
#define GOTMPL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/common/gotemplate/symbols.h"
#include "plugins/common/gotemplate/tree.h"

/* Lists, pipelines and templates within each other, all together: what the
 * stack can hold. */
#define GOTMPL_MAX_RECURSION 2500

struct gotmpl_set {
  struct pl_arena arena;
  void *names;          /* symbols: interned names of fields, variables */
  void *functions;      /* symbols: struct gotmpl_function; */
  const struct gotmpl_set *model;       /* or NULL; its functions instead */
  void *templates;      /* symbols: struct gotmpl_template */
};

/* What is left of the limits; shared with executions that are nested. */
struct gotmpl_budget {
  uint64_t steps;
  unsigned depth;       /* templates within templates */
  unsigned recursion;
  struct gotmpl_limits limits;
};

struct gotmpl_variable {
  const struct gotmpl_name *name;
  struct tv value;
};

struct gotmpl_run {
  const struct gotmpl_set *set;
  const struct gotmpl_template *template;
  const struct gotmpl_node *node;        /* for errors */
  struct gotmpl_variable *variables;     /* of all templates, a stack */
  size_t n_variables, variables_cap;
  size_t first_variable;                 /* of this template; it is "$" */
  const struct gotmpl_name *dollar;
  struct pl_buffer *out;
  struct pl_arena *arena;
  void *user;
  struct gotmpl_budget *budget;
  struct gotmpl_error *error;
  struct pl_buffer call_error;           /* what a function complained of */
  struct pl_buffer scratch;              /* text on its way to the arena */
  int status;                            /* 0 until something failed */
};

/* -- run.c ------------------------------------------------------------- */

/* All fail functions describe the error with its place, unless there is one
 * already, and return false. */
bool gotmpl_run_fail (struct gotmpl_run *run, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));
bool gotmpl_run_fail_status (struct gotmpl_run *run, int status,
                             const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* What the function NAME said in call_error. */
bool gotmpl_run_fail_call (struct gotmpl_run *run, int status,
                           const char *name);

/* BEFORE, V printed with VERB, AFTER. */
bool gotmpl_run_fail_value (struct gotmpl_run *run, const char *before,
                            struct tv v, char verb, const char *after);

/* BEFORE, NODE in canonical form, AFTER, LAST. */
bool gotmpl_run_fail_node (struct gotmpl_run *run, const char *before,
                           const struct gotmpl_node *node,
                           const char *after, const char *last);
bool gotmpl_run_no_memory (struct gotmpl_run *run);

/* Says why the output could not be written. */
bool gotmpl_run_fail_output (struct gotmpl_run *run,
                             const struct pl_buffer *out);

bool gotmpl_run_out_of_steps (struct gotmpl_run *run);

/* Takes N from the steps that are left. */
static inline bool
gotmpl_run_charge (struct gotmpl_run *run, uint64_t n)
{
  if (n > run->budget->steps)
    return gotmpl_run_out_of_steps (run);
  run->budget->steps -= n;
  return true;
}

bool gotmpl_run_enter (struct gotmpl_run *run);
static inline void
gotmpl_run_leave (struct gotmpl_run *run)
{
  run->budget->recursion--;
}

/* Variables. */
bool gotmpl_run_push (struct gotmpl_run *run, const struct gotmpl_name *name,
                      struct tv v);
bool gotmpl_run_assign (struct gotmpl_run *run,
                        const struct gotmpl_name *name, struct tv v);
bool gotmpl_run_lookup (struct gotmpl_run *run,
                        const struct gotmpl_name *name, struct tv *v);

/* -- execute.c --------------------------------------------------------- */

enum gotmpl_outcome {
  GOTMPL_DONE, GOTMPL_BREAK, GOTMPL_CONTINUE, GOTMPL_FAILED
};

enum gotmpl_outcome gotmpl_run_list (struct gotmpl_run *run, struct tv dot,
                                     const struct gotmpl_list *list);

/* -- evaluate.c -------------------------------------------------------- */

/* The value of the pipeline NODE, never in an interface slot; declares the
 * pipeline's variables. */
bool gotmpl_run_pipe (struct gotmpl_run *run, struct tv dot,
                      const struct gotmpl_node *node, struct tv *value);

/* The value of an operand as an argument of type TYPE, where the address of
 * tv_type_any and NULL have the meaning they have for functions. */
bool gotmpl_run_arg (struct gotmpl_run *run, struct tv dot,
                     const struct tv_type *type,
                     const struct gotmpl_node *node, struct tv *value);

/* Makes *VALUE suit TYPE, or fails. */
bool gotmpl_run_check_type (struct gotmpl_run *run,
                            const struct tv_type *type, struct tv *value);

/* -- call.c ------------------------------------------------------------ */

/* Calls the function of NODE.  ARGS is the first of the operands after it
 * (NULL: none), FINAL the value that was piped in or NULL, WHOLE the node
 * that an error of the function belongs to. */
bool gotmpl_run_function (struct gotmpl_run *run, struct tv dot,
                          const struct gotmpl_node *node,
                          const struct gotmpl_node *whole,
                          const struct gotmpl_node *args,
                          const struct tv *final, struct tv *value);

/* -- builtins.c -------------------------------------------------------- */

extern const struct gotmpl_function_table gotmpl_builtins;

/* These three do not take their arguments like other functions: call.c
 * does their work. */
extern const struct gotmpl_function gotmpl_builtin_and;
extern const struct gotmpl_function gotmpl_builtin_or;
extern const struct gotmpl_function gotmpl_builtin_call;

#endif
