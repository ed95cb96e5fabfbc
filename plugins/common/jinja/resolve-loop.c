/* SPDX-License-Identifier: Apache-2.0 */
/* The scopes of loops: of the test, of the body and of what is done without
 * a turn. */

#include <config.h>

#include "plugins/common/jinja/resolve.h"

#include <string.h>

#include "plugins/common/jinja/scope.h"
#include "plugins/common/jinja/visit.h"

/* Nothing in a loop may set "loop". */
static bool
check_loop_name (struct jinja_node *node, void *data)
{
  struct jinja_parser *p = data;

  if (node->type == JINJA_NAME && node->operator == JINJA_USE_STORE
      && strcmp (node->u.name.name->text, "loop") == 0)
    return jinja_parse_fail_kind (p, "TemplateAssertionError", node->line,
                                  node->column, "Can't assign to special "
                                  "loop variable in for-loop target");
  return jinja_visit_children (node, check_loop_name, p);
}

static bool
has_scoped_block (struct jinja_node *node, void *data)
{
  if (node->type == JINJA_BLOCK && node->flag)
    return false;
  return jinja_visit_children (node, has_scoped_block, data);
}

static struct jinja_node *
copy_target (struct jinja_parser *p, const struct jinja_node *node)
{
  struct jinja_node *copy = jinja_node_new (p, node->type, node->line,
                                            node->column), *item, *part;

  if (!copy)
    return NULL;
  *copy = *node;
  copy->next = NULL;
  if (node->type != JINJA_TUPLE)
    return copy;
  copy->u.list.items = (struct jinja_nodes) { 0 };
  for (item = node->u.list.items.first; item; item = item->next) {
    part = copy_target (p, item);
    if (!part)
      return NULL;
    jinja_nodes_add (&copy->u.list.items, part);
  }
  return copy;
}

static bool
resolve_loop_test (struct jinja_resolver *r, struct jinja_node *node,
                   struct jinja_scope *outer, struct jinja_code *code)
{
  struct jinja_scope *scope;
  struct jinja_resolver in;

  if (!node->u.loop.test)
    return true;
  scope = jinja_scope_new (r->p, outer, code);
  node->u.loop.test_target = copy_target (r->p, node->u.loop.target);
  if (!scope || !node->u.loop.test_target)
    return false;
  node->u.loop.test_scope = scope;
  jinja_scope_analyze_target (r->p, scope, node->u.loop.test_target);
  jinja_scope_analyze_node (r->p, scope, node->u.loop.test);
  in = jinja_resolver_inside (r, scope);
  return !r->p->status && jinja_resolve_node (node->u.loop.test_target, &in)
    && jinja_resolve_node (node->u.loop.test, &in);
}

/* Makes the scopes of a loop. */
static bool
open_loop (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_code *code = r->scope->code;
  struct jinja_scope *scope;
  bool has_loop = node->flag
    || jinja_find_undeclared (&node->u.loop.body, JINJA_UNDECLARED_LOOP)
    || !jinja_visit_children (node, has_scoped_block, NULL);

  if (node->flag) {
    code = pl_arena_zalloc (r->p->arena, sizeof *code);
    if (!code)
      return jinja_parse_no_memory (r->p);
    jinja_note_closure (r->scope);
    code->self_slot = code->super_slot = JINJA_NO_SLOT;
  }
  node->u.loop.code = code;
  node->u.loop.loop_slot = JINJA_NO_SLOT;
  scope = jinja_scope_new (r->p, r->scope, code);
  if (!scope)
    return false;
  node->u.loop.scope = scope;
  if (has_loop)
    node->u.loop.loop_slot
      = jinja_scope_declare (r->p, scope, jinja_intern (r->p, "loop", 4));
  jinja_scope_analyze_target (r->p, scope, node->u.loop.target);
  jinja_scope_analyze (r->p, scope, &node->u.loop.body);
  if (node->u.loop.otherwise.n) {
    node->u.loop.else_scope = jinja_scope_new (r->p, r->scope, code);
    if (!node->u.loop.else_scope)
      return false;
    jinja_scope_analyze (r->p, node->u.loop.else_scope,
                         &node->u.loop.otherwise);
  }
  return !r->p->status;
}

bool
jinja_resolve_loop (struct jinja_resolver *r, struct jinja_node *node)
{
  struct jinja_resolver in;

  if (!open_loop (r, node)
      || !resolve_loop_test (r, node, r->scope, node->u.loop.code)
      || !jinja_visit_children (node, check_loop_name, r->p))
    return false;
  in = jinja_resolver_inside (r, node->u.loop.scope);
  in.loops = node->flag ? 1 : r->loops + 1;
  if (!jinja_resolve_node (node->u.loop.target, &in)
      || (!node->flag && !jinja_resolve_node (node->u.loop.iter, r))
      || !jinja_resolve_list (&in, &node->u.loop.body))
    return false;
  if (node->u.loop.otherwise.n) {
    in = jinja_resolver_inside (r, node->u.loop.else_scope);
    in.loops = node->flag ? 0 : r->loops;
    if (!jinja_resolve_list (&in, &node->u.loop.otherwise))
      return false;
  }
  return !node->flag || jinja_resolve_node (node->u.loop.iter, r);
}
