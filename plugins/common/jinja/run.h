/* SPDX-License-Identifier: Apache-2.0 */
/* The state of one rendering, shared by the files that execute.
 *
 *   run.c        accounts, errors, the beginning and the end
 *   execute.c    statements        loop.c     loops
 *   evaluate.c   expressions       macro.c      macros
 *   inherit.c    blocks            import.c   other templates
 *   environment.c  settings, compiled templates
 *
 * Functions return 0 or a negative code after the error was noted, unless
 * they say otherwise. */

#ifndef JINJA_RUN_H
#define JINJA_RUN_H

#include "plugins/common/jinja/lexer.h"
#include "plugins/common/jinja/tree.h"

/* What the stack can hold: expressions and statements within each other,
 * over all templates and macros. */
#define JINJA_MAX_RECURSION 2000

struct jinja_frame {
  struct jinja_frame *outer;
  uint32_t n_slots;
  struct tv slots[];
};

/* A block of some template, with those that it overrides behind it. */
struct jinja_block {
  const struct jinja_template *template;
  const struct jinja_node *node;
};

struct jinja_block_stack {
  const char *name;
  size_t name_len;
  struct jinja_block *blocks;
  size_t n, cap;
};

struct jinja_block_table {
  struct jinja_block_stack *stacks;
  size_t n, cap;
};

/* What a template looks names up in that are not its own: VARS, which it
 * sets, then the layers, then the host's data and the globals. */
struct jinja_layer {
  struct tv vars;                /* a dict */
  const struct jinja_layer *next;
};

struct jinja_context {
  const struct jinja_template *template;
  struct tv vars;                /* a dict or no value */
  struct tv exported;            /* a dict whose keys count, or no value */
  const struct jinja_layer *layers;
  bool is_isolated;              /* does not see the host's data */
  bool *autoescape;              /* shared with derived contexts */
  bool own_autoescape;
  struct jinja_block_table blocks;
};

struct jinja_module {
  const struct jinja_template *template;
  struct tv exported;            /* a dict */
  struct tv body;                /* what it printed, text */
};

struct jinja_module_entry {
  struct jinja_module *module;
  struct jinja_module_entry *next;
};

/* Templates that this rendering holds on to. */
struct jinja_held {
  struct jinja_template *template;
  const char *name;              /* that it was loaded by; NULL: the first */
  size_t name_len;
  struct jinja_held *next;
};

struct jinja_run {
  struct jinja_environment *environment;
  struct jinja_options options;
  struct jinja_limits limits;
  struct pl_arena *arena;
  struct pl_buffer *out;         /* of the moment */
  size_t captured;               /* bytes in buffers that wait */
  uint64_t steps;                /* that are left */
  uint64_t until_check;          /* steps left at the next look at the host */
  unsigned depth, recursion;
  struct jinja_error *error;
  int status;
  /* Where we are. */
  const struct jinja_template *template;
  const struct jinja_node *marker;     /* whose line errors are reported at */
  const struct jinja_node *where;
  struct jinja_context *context;
  struct jinja_frame *frame;
  const struct jinja_scope *scope;
  const struct jinja_template *parent; /* of the root that is running */
  struct tv data;                /* the host's as far as they were used: a
                                  * dict or no value */
  struct jinja_held *held;
  struct jinja_module_entry *modules;
  struct jinja_frame *spare_frames[16];
};

/* Where we are, to come back. */
struct jinja_position {
  const struct jinja_template *template;
  const struct jinja_node *marker, *where;
  struct jinja_context *context;
  struct jinja_frame *frame;
  const struct jinja_scope *scope;
  const struct jinja_template *parent;
};

/* -- run.c ------------------------------------------------------------- */

void jinja_error_set (struct jinja_error *error, const char *kind,
                      const char *name, size_t name_len, unsigned line,
                      unsigned column, const char *text, size_t len);

struct jinja_position jinja_position_save (const struct jinja_run *run);
void jinja_position_restore (struct jinja_run *run,
                             const struct jinja_position *position);

int jinja_out_of_steps (struct jinja_run *run, uint64_t n);

static inline int
jinja_charge_fast (struct jinja_run *run, uint64_t n)
{
  if (run->steps < run->until_check + n)
    return jinja_out_of_steps (run, n);
  run->steps -= n;
  return 0;
}

/* Nested evaluation; jinja_ascend only after 0. */
int jinja_too_deep (struct jinja_run *run);

static inline int
jinja_descend (struct jinja_run *run)
{
  if (run->recursion >= JINJA_MAX_RECURSION)
    return jinja_too_deep (run);
  run->recursion++;
  return 0;
}

static inline void
jinja_ascend (struct jinja_run *run)
{
  run->recursion--;
}

/* Appends to the output of the moment. */
int jinja_write (struct jinja_run *run, const char *text, size_t len);

/* Makes OUT the output; jinja_release_output gives the text as a value of
 * TYPE, or only takes OUT away if V is NULL. */
struct jinja_capture {
  struct pl_buffer buffer, *outer;
  size_t held;
};
void jinja_capture (struct jinja_run *run, struct jinja_capture *capture);
int jinja_release_capture (struct jinja_run *run,
                           struct jinja_capture *capture,
                           const struct tv_type *type, struct tv *v);

/* A frame for CODE within OUTER, all slots without value. */
struct jinja_frame *jinja_frame_new (struct jinja_run *run,
                                     const struct jinja_code *code,
                                     struct jinja_frame *outer);
void jinja_frame_free (struct jinja_run *run, const struct jinja_code *code,
                       struct jinja_frame *frame);

static inline struct tv *
jinja_variable (struct jinja_run *run, const struct jinja_place *place)
{
  struct jinja_frame *frame = run->frame;
  uint32_t i;

  for (i = place->hops; i > 0; i--)
    frame = frame->outer;
  return &frame->slots[place->slot];
}

/* -- evaluate.c -------------------------------------------------------- */

int jinja_evaluate (struct jinja_run *run, const struct jinja_node *node,
                    struct tv *v);

/* The truth of NODE: 1, 0 or an error. */
int jinja_condition (struct jinja_run *run, const struct jinja_node *node);

/* Arguments for a call: evaluated into ARGS, whose memory is the arena's.
 * CALLER, unless it is no value, becomes the keyword "caller". */
int jinja_evaluate_arguments (struct jinja_run *run,
                              const struct jinja_arguments *arguments,
                              struct tv caller, struct jinja_args *args);

/* NODE is a filter; INPUT is what is filtered if NODE says nothing of it. */
int jinja_evaluate_filter (struct jinja_run *run,
                           const struct jinja_node *node, struct tv input,
                           struct tv *v);

bool jinja_is_escaping (struct jinja_run *run,
                        const struct jinja_node *node);

/* Sets a name, a tuple of names or a namespace's attribute. */
int jinja_assign (struct jinja_run *run, const struct jinja_node *target,
                  struct tv v);

/* -- execute.c --------------------------------------------------------- */

/* What a body came to, besides errors. */
enum { JINJA_DONE = 0, JINJA_BROKE = 1, JINJA_CONTINUED = 2 };

int jinja_execute (struct jinja_run *run, const struct jinja_nodes *body);

/* Gives the variables of SCOPE their first values. */
int jinja_enter_scope (struct jinja_run *run,
                       const struct jinja_scope *scope);

/* -- loop.c ------------------------------------------------------------ */

int jinja_execute_loop (struct jinja_run *run,
                        const struct jinja_node *node);

/* -- macro.c ----------------------------------------------------------- */

/* The macro that NODE, a macro or call block, makes here. */
int jinja_make_macro (struct jinja_run *run, const struct jinja_node *node,
                      struct tv *macro);

/* -- inherit.c --------------------------------------------------------- */

/* The blocks of TEMPLATE go behind those that CONTEXT has. */
int jinja_add_blocks (struct jinja_run *run, struct jinja_context *context,
                      const struct jinja_template *template);
int jinja_execute_block (struct jinja_run *run,
                         const struct jinja_node *node);
int jinja_execute_extends (struct jinja_run *run,
                           const struct jinja_node *node);

/* Runs TEMPLATE's root, and its parents', in CONTEXT. */
int jinja_execute_root (struct jinja_run *run,
                        const struct jinja_template *template,
                        struct jinja_context *context);

/* -- import.c ---------------------------------------------------------- */

/* A context of the same template with the variables of the moment. */
int jinja_derive_context (struct jinja_run *run,
                          const struct jinja_scope *scope,
                          struct jinja_context **context);

/* Finds NAME in the context; *V is no value if it is not there. */
int jinja_resolve_name (struct jinja_run *run, const struct jinja_name *name,
                        struct tv *v);
int jinja_execute_include (struct jinja_run *run,
                           const struct jinja_node *node);
int jinja_execute_import (struct jinja_run *run,
                          const struct jinja_node *node);

/* The template that V names. */
int jinja_get_template (struct jinja_run *run, struct tv v,
                        const struct jinja_template **template);

/* Sets a variable of the context, outside of all scopes. */
int jinja_export (struct jinja_run *run, const struct jinja_name *name,
                  struct tv v, bool is_exported);

/* -- sequence.c, dict.c ------------------------------------------------ */

/* For values that are Python's already; 0 or -ENOMEM. */
int jinja_list_append_adopted (struct pl_arena *arena, struct tv list,
                               struct tv v);
int jinja_dict_set_adopted (struct pl_arena *arena, struct tv dict,
                            const char *key, size_t len, struct tv v);

/* -- globals.c --------------------------------------------------------- */

/* range, dict, lipsum, cycler, joiner, namespace: 1 or 0. */
int jinja_find_global (const char *name, size_t len, struct tv *v);

/* -- environment.c ----------------------------------------------------- */

struct jinja_environment;

enum jinja_undefined
jinja_environment_undefined (const struct jinja_environment *environment);

/* The host's function NAME: 1 with a value, or 0. */
int jinja_find_function (const struct jinja_environment *environment,
                         const char *name, size_t len, struct tv *v);

/* The compiled template, counted; or an error. */
int jinja_environment_get (struct jinja_environment *environment,
                           const char *name, size_t name_len,
                           const char *text, size_t len,
                           struct jinja_template **template,
                           struct jinja_error *error);
void jinja_environment_put (struct jinja_environment *environment,
                            struct jinja_template *template);

#endif
