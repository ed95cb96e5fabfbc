/* SPDX-License-Identifier: Apache-2.0 */
/* The second half of compiling: scopes for statements, places for variables,
 * filters and tests by name, and the checks that need the whole tree.  It
 * goes through the template in Jinja's order, so that the same one of
 * several errors comes first. */

#include <config.h>

#include "plugins/common/jinja/resolve.h"

#include <string.h>

#include "plugins/common/jinja/note.h"
#include "plugins/common/jinja/scope.h"
#include "plugins/common/jinja/visit.h"

/* Parentheses are counted while parsing, but chains of operators and
 * attributes are deep, too. */
#define MAX_DEPTH 500

bool
jinja_resolve_list (struct jinja_resolver *r, const struct jinja_nodes *nodes)
{
  struct jinja_node *node;

  for (node = nodes->first; node; node = node->next)
    if (!jinja_resolve_node (node, r))
      return false;
  return true;
}

static bool
resolve_optional (struct jinja_resolver *r, struct jinja_node *node)
{
  return !node || jinja_resolve_node (node, r);
}

/* A scope within R's; false after a failure of memory. */
static struct jinja_scope *
inner_scope (struct jinja_resolver *r)
{
  return jinja_scope_new (r->p, r->scope, r->scope->code);
}

struct jinja_resolver
jinja_resolver_inside (const struct jinja_resolver *r,
                       struct jinja_scope *scope)
{
  struct jinja_resolver in = *r;

  in.scope = scope;
  in.is_soft = in.is_toplevel = in.is_certain = false;
  return in;
}

static bool
resolve_body (const struct jinja_resolver *r, struct jinja_scope *scope,
              const struct jinja_nodes *body)
{
  struct jinja_resolver in = jinja_resolver_inside (r, scope);

  return !r->p->status && jinja_resolve_list (&in, body);
}

/* -- expressions ------------------------------------------------------- */

static bool
resolve_name (struct jinja_resolver *r, struct jinja_node *node)
{
  /* All names were noted when the scope was analyzed. */
  return jinja_scope_find (r->scope, node->u.name.name, &node->u.name.place)
    || jinja_parse_no_memory (r->p);
}

static bool
resolve_filter (struct jinja_resolver *r, struct jinja_node *node)
{
  const struct jinja_name *name = node->u.call.name;
  bool is_filter = node->type == JINJA_FILTER, is_known;

  if (is_filter) {
    node->u.call.f.filter = jinja_find_filter (name->text, name->len);
    is_known = node->u.call.f.filter;
  } else {
    node->u.call.f.test = jinja_find_test (name->text, name->len);
    is_known = node->u.call.f.test;
  }
  if (!is_known && !r->is_soft)
    return jinja_parse_fail_kind (r->p, "TemplateAssertionError", node->line,
                                  node->column, "No %s named '%s'.",
                                  is_filter ? "filter" : "test", name->text);
  return jinja_visit_children (node, jinja_resolve_node, r);
}

static bool
resolve_condition (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_resolver soft = *r;

  soft.is_soft = true;
  return jinja_visit_children (node, jinja_resolve_node, &soft);
}

/* A constant that settles "or" or "and" hides what follows, as in Jinja's
 * optimizer: unknown filters there are no error. */
static bool
resolve_logic (struct jinja_resolver *r, struct jinja_node *node)
{
  const struct jinja_node *first = node->u.op.a;

  if (first->type == JINJA_CONST
      && tv_is_true (first->u.constant) == (node->type == JINJA_OR))
    return true;
  return jinja_visit_children (node, jinja_resolve_node, r);
}

/* -- macros ------------------------------------------------------------ */

void
jinja_note_closure (struct jinja_scope *scope)
{
  for (; scope; scope = scope->parent)
    scope->code->has_closures = true;
}

/* Declares the variables that a macro has without saying so. */
static bool
declare_special (struct jinja_resolver *r, struct jinja_node *node,
                 struct jinja_scope *scope)
{
  struct jinja_macro_code *m = node->u.macro.code;
  unsigned used = jinja_find_undeclared (&m->body, JINJA_UNDECLARED_CALLER
                                         | JINJA_UNDECLARED_KWARGS
                                         | JINJA_UNDECLARED_VARARGS);
  const struct jinja_node *parameter;
  uint32_t i = 0;

  for (parameter = m->parameters.first; parameter;
       parameter = parameter->next, i++) {
    const char *name = parameter->u.name.name->text;

    if (strcmp (name, "caller") == 0) {
      m->explicit_caller = true;
      if ((used & JINJA_UNDECLARED_CALLER)
          && i < m->parameters.n - m->defaults.n)
        return jinja_parse_fail_kind
          (r->p, "TemplateAssertionError", node->line, node->column,
           "When defining macros or call blocks the special \"caller\" "
           "argument must be omitted or be given a default.");
    }
    if (strcmp (name, "kwargs") == 0)
      used &= ~(unsigned) JINJA_UNDECLARED_KWARGS;
    if (strcmp (name, "varargs") == 0)
      used &= ~(unsigned) JINJA_UNDECLARED_VARARGS;
  }
  m->caller_slot = m->kwargs_slot = m->varargs_slot = JINJA_NO_SLOT;
  m->has_caller = used & JINJA_UNDECLARED_CALLER;
  m->has_kwargs = used & JINJA_UNDECLARED_KWARGS;
  m->has_varargs = used & JINJA_UNDECLARED_VARARGS;
  if (m->has_caller && !m->explicit_caller)
    m->caller_slot = jinja_scope_declare (r->p, scope,
                                          jinja_intern (r->p, "caller", 6));
  if (m->has_kwargs)
    m->kwargs_slot = jinja_scope_declare (r->p, scope,
                                          jinja_intern (r->p, "kwargs", 6));
  if (m->has_varargs)
    m->varargs_slot = jinja_scope_declare (r->p, scope,
                                           jinja_intern (r->p, "varargs",
                                                         7));
  return !r->p->status;
}

static bool
resolve_macro_code (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_macro_code *m = node->u.macro.code;
  struct jinja_scope *scope = jinja_scope_new (r->p, r->scope, &m->code);
  struct jinja_resolver in;

  if (!scope)
    return false;
  jinja_note_closure (r->scope);
  m->code.scope = scope;
  m->code.self_slot = m->code.super_slot = JINJA_NO_SLOT;
  jinja_scope_analyze (r->p, scope, &m->parameters);
  jinja_scope_analyze (r->p, scope, &m->defaults);
  jinja_scope_analyze (r->p, scope, &m->body);
  if (r->p->status || !declare_special (r, node, scope))
    return false;
  in = jinja_resolver_inside (r, scope);
  in.checks_output = false;
  in.loops = 0;
  return jinja_resolve_list (&in, &m->parameters)
    && jinja_resolve_list (&in, &m->defaults)
    && jinja_resolve_list (&in, &m->body);
}

static bool
resolve_macro (struct jinja_resolver *r, struct jinja_node *node)
{
  return resolve_macro_code (r, node)
    && (jinja_scope_find (r->scope, node->u.macro.code->name,
                          &node->u.macro.place)
        || jinja_parse_no_memory (r->p));
}

static bool
resolve_call_block (struct jinja_resolver *r, struct jinja_node *node)
{
  return resolve_macro_code (r, node)
    && jinja_resolve_node (node->u.macro.call, r);
}

/* -- other statements -------------------------------------------------- */

static bool
resolve_branches (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_resolver soft = *r;

  soft.is_soft = true;
  soft.is_certain = false;
  return jinja_visit_children (node, jinja_resolve_node, &soft);
}

static bool
resolve_with (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_scope *scope = inner_scope (r);
  struct jinja_node *target = node->u.with.targets.first;
  struct jinja_node *value = node->u.with.values.first;
  struct jinja_resolver in;

  if (!scope)
    return false;
  node->u.with.scope = scope;
  jinja_scope_analyze (r->p, scope, &node->u.with.targets);
  jinja_scope_analyze (r->p, scope, &node->u.with.body);
  in = jinja_resolver_inside (r, scope);
  for (; target; target = target->next, value = value->next)
    if (r->p->status || !jinja_resolve_node (target, &in)
        || !jinja_resolve_node (value, r))
      return false;
  return resolve_body (r, scope, &node->u.with.body);
}

static bool
resolve_capture (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_scope *scope = inner_scope (r);
  struct jinja_resolver in;

  if (!scope)
    return false;
  node->u.set.scope = scope;
  jinja_scope_analyze (r->p, scope, &node->u.set.body);
  if (node->type == JINJA_FILTER_BLOCK)
    jinja_scope_analyze_node (r->p, scope, node->u.set.filter);
  in = jinja_resolver_inside (r, scope);
  if (node->type == JINJA_SET_BLOCK) {
    in.checks_output = false;
    /* The filter's names belong to the body's scope, but are not noted
     * there: what the body and the scopes around it do not know is looked
     * up. */
    if (node->u.set.filter)
      jinja_scope_analyze_node (r->p, scope, node->u.set.filter);
  }
  return !r->p->status && jinja_resolve_list (&in, &node->u.set.body)
    && resolve_optional (&in, node->u.set.filter)
    && resolve_optional (r, node->u.set.target);
}

/* The code of a block is resolved at the end. */
static bool
resolve_block (struct jinja_resolver *r, struct jinja_node *node)
{
  node->u.block.outer = r->scope;
  return true;
}

static bool
resolve_import (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_node *name;

  node->u.import.scope = r->scope;
  if (node->type == JINJA_EXTENDS && !r->is_toplevel)
    return jinja_parse_fail_kind (r->p, "TemplateAssertionError", node->line,
                                  node->column, "cannot use extend from a "
                                  "non top-level scope");
  if (!jinja_resolve_node (node->u.import.template, r))
    return false;
  if (node->type == JINJA_EXTENDS && r->is_certain)
    r->p->has_parent = true;
  if (node->type == JINJA_IMPORT)
    return jinja_scope_find (r->scope, node->u.import.target,
                             &node->u.import.place)
      || jinja_parse_no_memory (r->p);
  for (name = node->u.import.names.first; name; name = name->next)
    if (!resolve_name (r, name))
      return false;
  return true;
}

static bool
resolve_autoescape (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_scope *scope = inner_scope (r);
  const struct jinja_node *value = node->u.modifier.value;
  struct jinja_resolver in;

  if (!scope)
    return false;
  node->u.modifier.scope = scope;
  jinja_scope_analyze_node (r->p, scope, node->u.modifier.value);
  jinja_scope_analyze (r->p, scope, &node->u.modifier.body);
  in = jinja_resolver_inside (r, scope);
  if (r->p->status || !jinja_resolve_node (node->u.modifier.value, &in))
    return false;
  in.escaping = value->type != JINJA_CONST
    || r->escaping == JINJA_ESCAPE_ASK ? JINJA_ESCAPE_ASK
    : tv_is_true (value->u.constant) ? JINJA_ESCAPE_ON : JINJA_ESCAPE_OFF;
  return jinja_resolve_list (&in, &node->u.modifier.body);
}

/* A break outside of loops is an error, but not before all others. */
static bool
resolve_jump (struct jinja_resolver *r, struct jinja_node *node)
{
  if (!r->loops && !r->p->stray)
    r->p->stray = node;
  return true;
}

/* What is certainly not printed is not even looked at. */
static bool
resolve_output (struct jinja_resolver *r, struct jinja_node *node)
{
  return (r->checks_output && r->p->has_parent)
    || jinja_visit_children (node, jinja_resolve_node, r);
}

bool
jinja_resolve_node (struct jinja_node *node, void *data)
{
  struct jinja_resolver *r = data;

  node->escaping = (uint8_t) r->escaping;
  node->is_toplevel = node->type == JINJA_OUTPUT ? r->checks_output
    : r->is_toplevel;
  switch (node->type) {
  case JINJA_OUTPUT:
    return resolve_output (r, node);
  case JINJA_NAME:
  case JINJA_NSREF:
    return resolve_name (r, node);
  case JINJA_FILTER:
  case JINJA_TEST:
    return resolve_filter (r, node);
  case JINJA_CONDEXPR:
    return resolve_condition (r, node);
  case JINJA_AND:
  case JINJA_OR:
    return resolve_logic (r, node);
  case JINJA_FOR:
    return jinja_resolve_loop (r, node);
  case JINJA_IF:
    return resolve_branches (r, node);
  case JINJA_WITH:
    return resolve_with (r, node);
  case JINJA_SET_BLOCK:
  case JINJA_FILTER_BLOCK:
    return resolve_capture (r, node);
  case JINJA_MACRO:
    return resolve_macro (r, node);
  case JINJA_CALL_BLOCK:
    return resolve_call_block (r, node);
  case JINJA_BLOCK:
    return resolve_block (r, node);
  case JINJA_EXTENDS:
  case JINJA_INCLUDE:
  case JINJA_IMPORT:
  case JINJA_FROM:
    return resolve_import (r, node);
  case JINJA_AUTOESCAPE:
    return resolve_autoescape (r, node);
  case JINJA_BREAK:
  case JINJA_CONTINUE:
    return resolve_jump (r, node);
  default:
    return jinja_visit_children (node, jinja_resolve_node, r);
  }
}

/* -- templates --------------------------------------------------------- */

struct collection {
  struct jinja_parser *p;
  struct jinja_template *template;
  size_t cap;
};

static bool
add_block (struct collection *c, struct jinja_node *node)
{
  struct jinja_template *t = c->template;
  struct jinja_node **blocks;
  size_t i;

  for (i = 0; i < t->n_blocks; i++)
    if (t->blocks[i]->u.block.name == node->u.block.name)
      return jinja_parse_fail_kind (c->p, "TemplateAssertionError",
                                    node->line, node->column,
                                    "block '%s' defined twice",
                                    node->u.block.name->text);
  if (t->n_blocks == c->cap) {
    c->cap = c->cap ? c->cap * 2 : 8;
    blocks = pl_arena_array (c->p->arena, c->cap, sizeof *blocks);
    if (!blocks)
      return jinja_parse_no_memory (c->p);
    if (t->n_blocks)
      memcpy (blocks, t->blocks, t->n_blocks * sizeof *blocks);
    t->blocks = blocks;
  }
  t->blocks[t->n_blocks++] = node;
  return true;
}

static bool
collect (struct jinja_node *node, void *data)
{
  struct collection *c = data;

  if (node->type == JINJA_EXTENDS)
    c->template->has_extends = true;
  if (node->type == JINJA_BLOCK && !add_block (c, node))
    return false;
  return jinja_visit_children (node, collect, c);
}

/* CODE's outermost scope, with "self" and "super" if BODY uses them. */
static struct jinja_scope *
open_code (struct jinja_parser *p, struct jinja_code *code,
           const struct jinja_nodes *body, unsigned names)
{
  struct jinja_scope *scope = jinja_scope_new (p, NULL, code);
  unsigned used = jinja_find_undeclared (body, names);

  if (!scope)
    return NULL;
  code->scope = scope;
  code->self_slot = code->super_slot = JINJA_NO_SLOT;
  if (used & JINJA_UNDECLARED_SELF)
    code->self_slot = jinja_scope_declare (p, scope,
                                           jinja_intern (p, "self", 4));
  if (used & JINJA_UNDECLARED_SUPER)
    code->super_slot = jinja_scope_declare (p, scope,
                                            jinja_intern (p, "super", 5));
  jinja_scope_analyze (p, scope, body);
  return p->status ? NULL : scope;
}

static bool
resolve_blocks (struct jinja_parser *p, enum jinja_escaping escaping)
{
  struct jinja_template *t = p->template;
  size_t i;

  for (i = 0; i < t->n_blocks; i++) {
    struct jinja_node *node = t->blocks[i];
    struct jinja_resolver r = { .p = p, .escaping = escaping };

    r.scope = open_code (p, &node->u.block.code, &node->u.block.body,
                         JINJA_UNDECLARED_SELF | JINJA_UNDECLARED_SUPER);
    if (!r.scope || !jinja_resolve_list (&r, &node->u.block.body))
      return false;
  }
  return true;
}

bool
jinja_resolve (struct jinja_parser *p)
{
  struct jinja_template *t = p->template;
  struct collection c = { p, t, 0 };
  struct jinja_resolver r = {
    .p = p, .is_toplevel = true, .is_certain = true,
    .escaping = t->autoescape ? JINJA_ESCAPE_ON : JINJA_ESCAPE_OFF
  };
  struct jinja_node *node;

  if (!jinja_depth_is_within (&t->body, MAX_DEPTH))
    return jinja_parse_fail (p, 1, 1, "too deeply nested: more than %u "
                             "operators or statements within each other",
                             MAX_DEPTH);
  for (node = t->body.first; node; node = node->next)
    if (!collect (node, &c))
      return false;
  r.checks_output = t->has_extends;
  r.scope = open_code (p, &t->code, &t->body, JINJA_UNDECLARED_SELF);
  if (!r.scope || !jinja_resolve_list (&r, &t->body)
      || !resolve_blocks (p, r.escaping))
    return false;
  jinja_note_lines (t);
  return !p->stray
    || jinja_parse_fail (p, p->stray->line, p->stray->column,
                         p->stray->type == JINJA_BREAK ? "'break' outside loop"
                         : "'continue' not properly in loop");
}
