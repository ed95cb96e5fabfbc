/* SPDX-License-Identifier: Apache-2.0 */
/* Executions: their limits, variables and errors. */

#include <config.h>

#include "plugins/common/gotemplate/run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/gotemplate/format.h"
#include "plugins/common/gotemplate/quote.h"

#define DEFAULT_MAX_OUTPUT (64u << 20)
#define DEFAULT_MAX_MEMORY (128u << 20)
#define DEFAULT_MAX_STEPS (UINT64_C (1) << 26)
#define DEFAULT_MAX_DEPTH 1000

/* -- errors ------------------------------------------------------------ */

void
gotmpl_error_init (struct gotmpl_error *error)
{
  pl_buffer_init (&error->message);
  error->line = 0;
  error->column = -1;
}

void
gotmpl_error_release (struct gotmpl_error *error)
{
  pl_buffer_release (&error->message);
  error->line = 0;
  error->column = -1;
}

static void
reset_error (struct gotmpl_error *error)
{
  if (!error)
    return;
  pl_buffer_clear (&error->message);
  error->line = 0;
  error->column = -1;
}

/* Sets the line and column of the place at POS. */
static void
locate (struct gotmpl_error *error, const struct gotmpl_source *source,
        size_t pos)
{
  const char *p = source->text, *end = source->text + pos, *found;

  error->line = 1;
  while ((found = memchr (p, '\n', (size_t) (end - p)))) {
    error->line++;
    p = found + 1;
  }
  error->column = (int) (end - p);
}

/* How an error shows the node that it belongs to: text and whole control
 * structures would be too long. */
static void
print_culprit (struct pl_buffer *out, const struct gotmpl_node *node)
{
  switch (node->type) {
  case GOTMPL_NODE_TEXT:
    pl_buffer_puts (out, "text");
    break;
  case GOTMPL_NODE_IF:
  case GOTMPL_NODE_WITH:
  case GOTMPL_NODE_RANGE:
    gotmpl_node_print (out, node->u.branch.pipe);
    break;
  default:
    gotmpl_node_print (out, node);
  }
}

/* Begins the message with the place of the node at hand.  Returns false if
 * there is an error already, or nobody wants to know. */
static bool
begin_error (struct gotmpl_run *run, int status)
{
  struct pl_buffer *message;

  if (run->status)
    return false;
  run->status = status;
  if (!run->error)
    return false;
  message = &run->error->message;
  if (!run->node) {
    pl_buffer_printf (message, "template: %s: ", run->template->name);
    return true;
  }
  locate (run->error, run->template->source, run->node->pos);
  pl_buffer_printf (message, "template: %s:%u:%d: executing ",
                    run->template->source->name, run->error->line,
                    run->error->column);
  gotmpl_quote (message, run->template->name, run->template->name_len,
                false);
  pl_buffer_puts (message, " at <");
  print_culprit (message, run->node);
  pl_buffer_puts (message, ">: ");
  return true;
}

bool
gotmpl_run_fail (struct gotmpl_run *run, const char *fmt, ...)
{
  va_list ap;

  if (begin_error (run, -EINVAL)) {
    va_start (ap, fmt);
    pl_buffer_vprintf (&run->error->message, fmt, ap);
    va_end (ap);
  }
  return false;
}

bool
gotmpl_run_fail_status (struct gotmpl_run *run, int status,
                        const char *fmt, ...)
{
  va_list ap;

  if (begin_error (run, status)) {
    va_start (ap, fmt);
    pl_buffer_vprintf (&run->error->message, fmt, ap);
    va_end (ap);
  }
  return false;
}

bool
gotmpl_run_fail_call (struct gotmpl_run *run, int status, const char *name)
{
  if (begin_error (run, status)) {
    pl_buffer_printf (&run->error->message, "error calling %s: ", name);
    pl_buffer_append (&run->error->message, run->call_error.data,
                      run->call_error.len);
  }
  return false;
}

bool
gotmpl_run_fail_value (struct gotmpl_run *run, const char *before,
                       struct tv v, char verb, const char *after)
{
  if (begin_error (run, -EINVAL)) {
    pl_buffer_puts (&run->error->message, before);
    gotmpl_format_plain (&run->error->message, v, verb);
    pl_buffer_puts (&run->error->message, after);
  }
  return false;
}

bool
gotmpl_run_fail_node (struct gotmpl_run *run, const char *before,
                      const struct gotmpl_node *node, const char *after,
                      const char *last)
{
  if (begin_error (run, -EINVAL)) {
    pl_buffer_puts (&run->error->message, before);
    gotmpl_node_print (&run->error->message, node);
    pl_buffer_puts (&run->error->message, after);
    pl_buffer_puts (&run->error->message, last);
  }
  return false;
}

bool
gotmpl_run_no_memory (struct gotmpl_run *run)
{
  if (run->arena->limit)
    return gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum memory "
                                   "(%zu bytes)",
                                   run->budget->limits.max_memory);
  return gotmpl_run_fail_status (run, -ENOMEM, "out of memory");
}

bool
gotmpl_run_fail_output (struct gotmpl_run *run, const struct pl_buffer *out)
{
  if (out->failed == -EFBIG)
    return gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum output "
                                   "size (%zu bytes)",
                                   run->budget->limits.max_output);
  return gotmpl_run_fail_status (run, -ENOMEM, "out of memory");
}

bool
gotmpl_run_out_of_steps (struct gotmpl_run *run)
{
  return gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum number of "
                                 "steps (%llu)", (unsigned long long)
                                 run->budget->limits.max_steps);
}

bool
gotmpl_run_enter (struct gotmpl_run *run)
{
  if (++run->budget->recursion <= GOTMPL_MAX_RECURSION)
    return true;
  return gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum nesting "
                                 "depth (%d)", GOTMPL_MAX_RECURSION);
}

/* -- variables --------------------------------------------------------- */

bool
gotmpl_run_push (struct gotmpl_run *run, const struct gotmpl_name *name,
                 struct tv v)
{
  if (run->n_variables == run->variables_cap) {
    size_t cap = run->variables_cap ? run->variables_cap * 2 : 32;
    struct gotmpl_variable *grown;

    if (cap * sizeof *grown > run->budget->limits.max_memory)
      return gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum memory "
                                     "(%zu bytes)",
                                     run->budget->limits.max_memory);
    grown = realloc (run->variables, cap * sizeof *grown);
    if (!grown)
      return gotmpl_run_fail_status (run, -ENOMEM, "out of memory");
    run->variables = grown;
    run->variables_cap = cap;
  }
  run->variables[run->n_variables++] = (struct gotmpl_variable) {
    .name = name, .value = v
  };
  return true;
}

/* Finds the variable that was declared last.  Going far costs steps. */
static struct gotmpl_variable *
find_variable (struct gotmpl_run *run, const struct gotmpl_name *name)
{
  size_t i;

  for (i = run->n_variables; i > run->first_variable; i--)
    if (run->variables[i - 1].name == name)
      break;
  if (!gotmpl_run_charge (run, (run->n_variables - i) / 16))
    return NULL;
  if (i > run->first_variable)
    return &run->variables[i - 1];
  gotmpl_run_fail (run, "undefined variable: %s", name->text);
  return NULL;
}

bool
gotmpl_run_assign (struct gotmpl_run *run, const struct gotmpl_name *name,
                   struct tv v)
{
  struct gotmpl_variable *variable = find_variable (run, name);

  if (variable)
    variable->value = v;
  return variable != NULL;
}

bool
gotmpl_run_lookup (struct gotmpl_run *run, const struct gotmpl_name *name,
                   struct tv *v)
{
  const struct gotmpl_variable *variable = find_variable (run, name);

  if (variable)
    *v = variable->value;
  return variable != NULL;
}

/* -- executing --------------------------------------------------------- */

/* A limit that the caller set on its buffer or arena stays if it is the
 * lower one. */
static size_t
limit_from (size_t used, size_t more, size_t own_limit)
{
  size_t limit = more > SIZE_MAX - used ? SIZE_MAX : used + more;

  return own_limit && own_limit < limit ? own_limit : limit;
}

/* Executes TEMPLATE in RUN, whose other members are set. */
static void
run_template (struct gotmpl_run *run, struct tv data)
{
  size_t out_limit = run->out->limit;
  int out_failed = run->out->failed;

  pl_buffer_init (&run->call_error);
  pl_buffer_init (&run->scratch);
  run->scratch.limit = run->budget->limits.max_memory;
  run->out->limit
    = limit_from (run->out->len, run->budget->limits.max_output, out_limit);
  if (gotmpl_run_push (run, run->dollar, data))
    gotmpl_run_list (run, data, &run->template->root);
  run->out->limit = out_limit;
  if (!out_failed && run->out->failed == -EFBIG)
    run->out->failed = 0;
  pl_buffer_release (&run->call_error);
  pl_buffer_release (&run->scratch);
  free (run->variables);
}

/* Finds the template NAME, or says that there is none. */
static const struct gotmpl_template *
find_template (const struct gotmpl_set *set, const char *name,
               struct gotmpl_error *error)
{
  const struct gotmpl_symbol *s
    = gotmpl_symbol_find (&set->templates, name, strlen (name));

  if (s)
    return s->value;
  if (error) {
    pl_buffer_puts (&error->message, "template: no template ");
    gotmpl_quote (&error->message, name, strlen (name), false);
  }
  return NULL;
}

static struct gotmpl_limits
complete_limits (const struct gotmpl_options *options)
{
  struct gotmpl_limits l = { 0 };

  if (options)
    l = options->limits;
  if (!l.max_output)
    l.max_output = DEFAULT_MAX_OUTPUT;
  if (!l.max_memory)
    l.max_memory = DEFAULT_MAX_MEMORY;
  if (!l.max_steps)
    l.max_steps = DEFAULT_MAX_STEPS;
  if (!l.max_depth)
    l.max_depth = DEFAULT_MAX_DEPTH;
  return l;
}

static const struct gotmpl_name *
name_of_dollar (const struct gotmpl_set *set)
{
  return &gotmpl_symbol_find (&set->names, "$", 1)->name;
}

int
gotmpl_execute (const struct gotmpl_set *set, const char *name,
                struct tv data, const struct gotmpl_options *options,
                struct pl_buffer *out, struct gotmpl_error *error)
{
  const struct gotmpl_template *template;
  struct gotmpl_budget budget = { .limits = complete_limits (options) };
  struct pl_arena own, *arena = options ? options->arena : NULL;
  struct gotmpl_run run;
  size_t arena_limit;

  reset_error (error);
  template = find_template (set, name, error);
  if (!template)
    return -EINVAL;
  budget.steps = budget.limits.max_steps;
  pl_arena_init (&own, 0);
  if (!arena)
    arena = &own;
  arena_limit = arena->limit;
  arena->limit
    = limit_from (arena->total, budget.limits.max_memory, arena_limit);
  run = (struct gotmpl_run) {
    .set = set, .template = template, .dollar = name_of_dollar (set),
    .out = out, .arena = arena, .user = options ? options->user : NULL,
    .budget = &budget, .error = error
  };
  run_template (&run, data);
  arena->limit = arena_limit;
  pl_arena_release (&own);
  return run.status;
}

int
gotmpl_call_execute (struct gotmpl_call *call, const struct gotmpl_set *set,
                     const char *name, struct tv data,
                     struct pl_buffer *out)
{
  struct gotmpl_run *outer = call->run, run;
  struct gotmpl_budget *budget = outer->budget;
  const struct gotmpl_template *template;
  struct gotmpl_error error;

  if (budget->depth >= budget->limits.max_depth) {
    gotmpl_call_fail (call, "exceeded maximum template depth (%u)",
                      budget->limits.max_depth);
    return -EFBIG;
  }
  gotmpl_error_init (&error);
  template = find_template (set, name, &error);
  run = (struct gotmpl_run) {
    .set = set, .template = template, .dollar = name_of_dollar (set),
    .out = out, .arena = outer->arena, .user = outer->user,
    .budget = budget, .error = &error, .status = template ? 0 : -EINVAL
  };
  if (template) {
    budget->depth++;
    run_template (&run, data);
    budget->depth--;
  }
  if (run.status)
    gotmpl_call_fail_text (call, error.message.data, error.message.len);
  gotmpl_error_release (&error);
  return run.status;
}
