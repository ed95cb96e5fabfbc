/* SPDX-License-Identifier: Apache-2.0 */
/* Walking the nodes of a template and writing what they print. */

#include <config.h>

#include <errno.h>

#include "plugins/common/gotemplate/format.h"
#include "plugins/common/gotemplate/run.h"

static bool
check_output (struct gotmpl_run *run)
{
  return !run->out->failed || gotmpl_run_fail_output (run, run->out);
}

/* Prints the value of an action. */
static bool
print_value (struct gotmpl_run *run, const struct gotmpl_node *node,
             struct tv v)
{
  run->node = node;
  switch (tv_kind (v)) {
  case TV_NONE:
    pl_buffer_append (run->out, "<no value>", 10);
    break;
  case TV_STRING:
    pl_buffer_append (run->out, v.u.text, v.len);
    break;
  case TV_FUNCTION:
    return gotmpl_run_fail_node (run, "can't print ", node, " of type ",
                                 v.type->name);
  default:
    if (gotmpl_format_plain (run->out, v, 'v'))
      return gotmpl_run_fail_status (run, -EFBIG, "value is nested too "
                                     "deeply (limit %d)",
                                     GOTMPL_MAX_VALUE_DEPTH);
  }
  return check_output (run);
}

static bool
run_action (struct gotmpl_run *run, struct tv dot,
            const struct gotmpl_node *node)
{
  struct tv v;

  return gotmpl_run_pipe (run, dot, node->u.action, &v)
    && (node->u.action->u.pipe.n_variables > 0
        || print_value (run, node, v));
}

static enum gotmpl_outcome
run_if_or_with (struct gotmpl_run *run, struct tv dot,
                const struct gotmpl_node *node)
{
  const struct gotmpl_branch *branch = &node->u.branch;
  size_t n_variables = run->n_variables;
  enum gotmpl_outcome outcome = GOTMPL_DONE;
  struct tv v;

  if (!gotmpl_run_pipe (run, dot, branch->pipe, &v))
    return GOTMPL_FAILED;
  if (tv_is_true (v))
    outcome = gotmpl_run_list (run, node->type == GOTMPL_NODE_WITH ? v : dot,
                               &branch->list);
  else if (branch->has_else)
    outcome = gotmpl_run_list (run, dot, &branch->else_list);
  run->n_variables = n_variables;
  return outcome;
}

/* -- range ------------------------------------------------------------- */

/* Gives the range's variables their values for one turn.  A single variable
 * is given the element. */
static bool
set_range_variables (struct gotmpl_run *run, const struct gotmpl_pipe *pipe,
                     struct tv index, struct tv element)
{
  struct gotmpl_variable *top = run->variables + run->n_variables;

  if (pipe->n_variables == 0)
    return true;
  if (pipe->is_assign)
    return pipe->n_variables == 1
      ? gotmpl_run_assign (run, pipe->variables[0], element)
      : gotmpl_run_assign (run, pipe->variables[0], index)
        && gotmpl_run_assign (run, pipe->variables[1], element);
  top[-1].value = element;
  if (pipe->n_variables > 1)
    top[-2].value = index;
  return true;
}

/* One turn.  Afterwards the variables are those from before it. */
static enum gotmpl_outcome
run_turn (struct gotmpl_run *run, const struct gotmpl_branch *branch,
          struct tv index, struct tv element)
{
  size_t n_variables = run->n_variables;
  enum gotmpl_outcome outcome = GOTMPL_FAILED;

  if (gotmpl_run_charge (run, 1)
      && set_range_variables (run, &branch->pipe->u.pipe, index, element))
    outcome = gotmpl_run_list (run, element, &branch->list);
  run->n_variables = n_variables;
  return outcome == GOTMPL_CONTINUE ? GOTMPL_DONE : outcome;
}

static enum gotmpl_outcome
range_over_list (struct gotmpl_run *run, const struct gotmpl_branch *branch,
                 struct tv list)
{
  enum gotmpl_outcome outcome = GOTMPL_DONE;
  size_t i;

  for (i = 0; i < list.len && outcome == GOTMPL_DONE; i++)
    outcome = run_turn (run, branch, tv_int ((int64_t) i), tv_at (list, i));
  return outcome;
}

static enum gotmpl_outcome
range_over_map (struct gotmpl_run *run, const struct gotmpl_branch *branch,
                struct tv map)
{
  enum gotmpl_outcome outcome = GOTMPL_DONE;
  size_t i;

  for (i = 0; i < map.len && outcome == GOTMPL_DONE; i++)
    outcome = run_turn (run, branch, tv_string (map.u.entries[i].key,
                                                map.u.entries[i].key_len),
                        tv_entry_value (map, i));
  return outcome;
}

/* From 0 up; the elements have the type of the number. */
static enum gotmpl_outcome
range_over_number (struct gotmpl_run *run,
                   const struct gotmpl_branch *branch, struct tv number)
{
  enum gotmpl_outcome outcome = GOTMPL_DONE;
  uint64_t i;

  for (i = 0; i < number.u.natural && outcome == GOTMPL_DONE; i++)
    outcome = run_turn (run, branch, tv_none (),
                        tv_integer (number.type, i));
  return outcome;
}

/* How many turns V is good for; -1 after an error. */
static int
check_range (struct gotmpl_run *run, const struct gotmpl_branch *branch,
             struct tv v)
{
  switch (tv_kind (v)) {
  case TV_INT:
  case TV_UINT:
    if (branch->pipe->u.pipe.n_variables > 1) {
      gotmpl_run_fail_value (run, "can't use ", v, 'v',
                             " to iterate over more than one variable");
      return -1;
    }
    return tv_kind (v) == TV_INT ? v.u.integer > 0 : v.u.natural > 0;
  case TV_NONE:
    return 0;
  case TV_LIST:
  case TV_MAP:
    return v.len > 0;
  default:
    gotmpl_run_fail_value (run, "range can't iterate over ", v, 'v', "");
    return -1;
  }
}

static enum gotmpl_outcome
run_range (struct gotmpl_run *run, struct tv dot,
           const struct gotmpl_node *node)
{
  const struct gotmpl_branch *branch = &node->u.branch;
  size_t n_variables = run->n_variables;
  enum gotmpl_outcome outcome;
  struct tv v;
  int has_turns;

  if (!gotmpl_run_pipe (run, dot, branch->pipe, &v))
    return GOTMPL_FAILED;
  has_turns = check_range (run, branch, v);
  if (has_turns < 0)
    return GOTMPL_FAILED;
  if (!has_turns && branch->has_else)
    outcome = gotmpl_run_list (run, dot, &branch->else_list);
  else if (!has_turns)
    outcome = GOTMPL_DONE;
  else if (tv_kind (v) == TV_LIST)
    outcome = range_over_list (run, branch, v);
  else if (tv_kind (v) == TV_MAP)
    outcome = range_over_map (run, branch, v);
  else
    outcome = range_over_number (run, branch, v);
  run->n_variables = n_variables;
  /* Also a break in the else list goes no further than this. */
  return outcome == GOTMPL_BREAK ? GOTMPL_DONE : outcome;
}

/* -- templates --------------------------------------------------------- */

/* Runs TEMPLATE with nothing but DATA: its variables are its own. */
static enum gotmpl_outcome
run_invoked (struct gotmpl_run *run, const struct gotmpl_template *template,
             struct tv data)
{
  const struct gotmpl_template *caller = run->template;
  const struct gotmpl_node *node = run->node;
  size_t n_variables = run->n_variables, first = run->first_variable;
  enum gotmpl_outcome outcome = GOTMPL_FAILED;

  if (gotmpl_run_push (run, run->dollar, data)) {
    run->budget->depth++;
    run->template = template;
    run->first_variable = n_variables;
    outcome = gotmpl_run_list (run, data, &template->root);
    run->budget->depth--;
  }
  run->n_variables = n_variables;
  run->first_variable = first;
  run->template = caller;
  run->node = node;
  return outcome;
}

static enum gotmpl_outcome
run_template (struct gotmpl_run *run, struct tv dot,
              const struct gotmpl_node *node)
{
  const struct gotmpl_symbol *s
    = gotmpl_symbol_find (&run->set->templates, node->u.invocation.text,
                          node->u.invocation.len);
  struct tv data = tv_none ();

  if (!s) {
    gotmpl_run_fail_value (run, "template ",
                           tv_string (node->u.invocation.text,
                                      node->u.invocation.len),
                           'q', " not defined");
    return GOTMPL_FAILED;
  }
  if (run->budget->depth >= run->budget->limits.max_depth) {
    gotmpl_run_fail_status (run, -EFBIG, "exceeded maximum template depth "
                            "(%u)", run->budget->limits.max_depth);
    return GOTMPL_FAILED;
  }
  if (node->u.invocation.pipe
      && !gotmpl_run_pipe (run, dot, node->u.invocation.pipe, &data))
    return GOTMPL_FAILED;
  return run_invoked (run, s->value, data);
}

/* -- lists ------------------------------------------------------------- */

static enum gotmpl_outcome
run_node (struct gotmpl_run *run, struct tv dot,
          const struct gotmpl_node *node)
{
  switch (node->type) {
  case GOTMPL_NODE_TEXT:
    pl_buffer_append (run->out, node->u.text.text, node->u.text.len);
    return check_output (run) ? GOTMPL_DONE : GOTMPL_FAILED;
  case GOTMPL_NODE_ACTION:
    return run_action (run, dot, node) ? GOTMPL_DONE : GOTMPL_FAILED;
  case GOTMPL_NODE_IF:
  case GOTMPL_NODE_WITH:
    return run_if_or_with (run, dot, node);
  case GOTMPL_NODE_RANGE:
    return run_range (run, dot, node);
  case GOTMPL_NODE_TEMPLATE:
    return run_template (run, dot, node);
  case GOTMPL_NODE_BREAK:
    return GOTMPL_BREAK;
  case GOTMPL_NODE_CONTINUE:
    return GOTMPL_CONTINUE;
  default:
    gotmpl_run_fail (run, "unknown node");
    return GOTMPL_FAILED;
  }
}

enum gotmpl_outcome
gotmpl_run_list (struct gotmpl_run *run, struct tv dot,
                 const struct gotmpl_list *list)
{
  enum gotmpl_outcome outcome = GOTMPL_DONE;
  const struct gotmpl_node *node;

  if (!gotmpl_run_enter (run))
    return GOTMPL_FAILED;
  for (node = list->first; node && outcome == GOTMPL_DONE;
       node = node->next) {
    run->node = node;
    outcome = gotmpl_run_charge (run, 1) ? run_node (run, dot, node)
      : GOTMPL_FAILED;
  }
  gotmpl_run_leave (run);
  return outcome;
}
