/* SPDX-License-Identifier: Apache-2.0 */
/* Scopes. */

#include <config.h>

#include "plugins/common/jinja/scope.h"

#include <string.h>

#include "plugins/common/jinja/visit.h"

/* Up to here, looking at each symbol is fastest. */
#define FEW_SYMBOLS 12

struct index {
  uint32_t n;          /* a power of two */
  uint32_t numbers[];  /* of symbols, from 1; 0: free */
};

struct jinja_scope *
jinja_scope_new (struct jinja_parser *p, struct jinja_scope *parent,
                 struct jinja_code *code)
{
  struct jinja_scope *scope = pl_arena_zalloc (p->arena, sizeof *scope);

  if (!scope) {
    jinja_parse_no_memory (p);
    return NULL;
  }
  scope->parent = parent;
  scope->code = code;
  return scope;
}

/* -- symbols ----------------------------------------------------------- */

static struct jinja_symbol *
find_own (const struct jinja_scope *scope, const struct jinja_name *name)
{
  const struct index *index = scope->index;
  uint32_t i;

  if (!index) {
    for (i = 0; i < scope->n; i++)
      if (scope->symbols[i].name == name)
        return &scope->symbols[i];
    return NULL;
  }
  for (i = (uint32_t) name->hash; ; i++) {
    uint32_t number = index->numbers[i & (index->n - 1)];

    if (!number)
      return NULL;
    if (scope->symbols[number - 1].name == name)
      return &scope->symbols[number - 1];
  }
}

static void
index_symbol (struct index *index, const struct jinja_name *name,
              uint32_t number)
{
  uint32_t i = (uint32_t) name->hash;

  while (index->numbers[i & (index->n - 1)])
    i++;
  index->numbers[i & (index->n - 1)] = number;
}

static bool
grow (struct jinja_parser *p, struct jinja_scope *scope)
{
  uint32_t cap = scope->cap ? scope->cap * 2 : 8, i;
  struct jinja_symbol *symbols
    = pl_arena_array (p->arena, cap, sizeof *symbols);
  struct index *index = NULL;

  if (cap > FEW_SYMBOLS) {
    index = pl_arena_zalloc (p->arena, sizeof *index
                             + (size_t) cap * 2 * sizeof index->numbers[0]);
    if (!index)
      return jinja_parse_no_memory (p);
    index->n = cap * 2;
  }
  if (!symbols)
    return jinja_parse_no_memory (p);
  for (i = 0; i < scope->n; i++) {
    symbols[i] = scope->symbols[i];
    if (index)
      index_symbol (index, symbols[i].name, i + 1);
  }
  scope->symbols = symbols;
  scope->cap = cap;
  scope->index = index;
  return true;
}

static struct jinja_symbol *
add (struct jinja_parser *p, struct jinja_scope *scope,
     const struct jinja_name *name)
{
  struct jinja_symbol *s;

  if (scope->n == scope->cap && !grow (p, scope))
    return NULL;
  s = &scope->symbols[scope->n++];
  s->name = name;
  s->slot = scope->code->n_slots++;
  if (scope->index)
    index_symbol (scope->index, name, scope->n);
  return s;
}

bool
jinja_scope_find (const struct jinja_scope *scope,
                  const struct jinja_name *name, struct jinja_place *place)
{
  const struct jinja_symbol *s;

  place->hops = 0;
  for (; scope; scope = scope->parent) {
    s = find_own (scope, name);
    if (s) {
      place->slot = s->slot;
      return true;
    }
    if (scope->parent && scope->parent->code != scope->code)
      place->hops++;
  }
  return false;
}

/* As seen from SCOPE, in the scopes around it. */
static bool
find_outer (const struct jinja_scope *scope, const struct jinja_name *name,
            struct jinja_place *place)
{
  if (!scope->parent || !jinja_scope_find (scope->parent, name, place))
    return false;
  place->hops += scope->parent->code != scope->code;
  return true;
}

uint32_t
jinja_scope_declare (struct jinja_parser *p, struct jinja_scope *scope,
                     const struct jinja_name *name)
{
  struct jinja_symbol *s = find_own (scope, name);

  if (!s)
    s = add (p, scope, name);
  if (!s)
    return JINJA_NO_SLOT;
  s->load = JINJA_LOAD_PARAMETER;
  s->is_stored = true;
  return s->slot;
}

static bool
note_load (struct jinja_parser *p, struct jinja_scope *scope,
           const struct jinja_name *name)
{
  struct jinja_place place;
  struct jinja_symbol *s;

  if (jinja_scope_find (scope, name, &place))
    return true;
  s = add (p, scope, name);
  if (s)
    s->load = JINJA_LOAD_RESOLVE;
  return s != NULL;
}

static bool
note_store (struct jinja_parser *p, struct jinja_scope *scope,
            const struct jinja_name *name, bool is_branch)
{
  struct jinja_symbol *s = find_own (scope, name);

  if (!s) {
    struct jinja_place place;
    bool is_known = find_outer (scope, name, &place);

    s = add (p, scope, name);
    if (!s)
      return false;
    s->load = is_known ? JINJA_LOAD_ALIAS
      : is_branch ? JINJA_LOAD_RESOLVE : JINJA_LOAD_NOTHING;
    s->alias = place;
  }
  s->is_stored = true;
  return true;
}

/* -- what nodes do ----------------------------------------------------- */

struct analysis {
  struct jinja_parser *p;
  struct jinja_scope *scope;
  unsigned branches;   /* "if" around the node */
  bool is_target;      /* of a loop: names are parameters */
};

static bool
analyze_name (struct analysis *a, struct jinja_node *node)
{
  const struct jinja_name *name = node->u.name.name;

  if (a->is_target || node->operator == JINJA_USE_PARAMETER)
    return jinja_scope_declare (a->p, a->scope, name) != JINJA_NO_SLOT;
  if (node->operator == JINJA_USE_STORE)
    return note_store (a->p, a->scope, name, a->branches > 0);
  return note_load (a->p, a->scope, name);
}

static bool analyze (struct jinja_node *node, void *data);

static bool
analyze_list (struct analysis *a, const struct jinja_nodes *nodes)
{
  struct jinja_node *node;

  for (node = nodes->first; node; node = node->next)
    if (!analyze (node, a))
      return false;
  return true;
}

static bool
analyze_if (struct analysis *a, struct jinja_node *node)
{
  bool is_good;

  if (!analyze (node->u.branch.test, a))
    return false;
  a->branches++;
  is_good = analyze_list (a, &node->u.branch.body)
    && analyze_list (a, &node->u.branch.elifs)
    && analyze_list (a, &node->u.branch.otherwise);
  a->branches--;
  return is_good;
}

static bool
analyze_import (struct analysis *a, struct jinja_node *node)
{
  struct jinja_node *name;

  if (!analyze (node->u.import.template, a))
    return false;
  if (node->type == JINJA_IMPORT)
    return note_store (a->p, a->scope, node->u.import.target,
                       a->branches > 0);
  for (name = node->u.import.names.first; name; name = name->next)
    if (!note_store (a->p, a->scope, name->u.name.name, a->branches > 0))
      return false;
  return true;
}

/* Stops where a scope of its own begins. */
static bool
analyze (struct jinja_node *node, void *data)
{
  struct analysis *a = data;

  switch (node->type) {
  case JINJA_NAME:
    return analyze_name (a, node);
  case JINJA_NSREF:
    return note_load (a->p, a->scope, node->u.name.name);
  case JINJA_IF:
    return analyze_if (a, node);
  case JINJA_MACRO:
    return note_store (a->p, a->scope, node->u.macro.code->name,
                       a->branches > 0);
  case JINJA_IMPORT:
  case JINJA_FROM:
    return analyze_import (a, node);
  case JINJA_SET:
    return analyze (node->u.set.value, a) && analyze (node->u.set.target, a);
  case JINJA_FOR:
    return analyze (node->u.loop.iter, a);
  case JINJA_CALL_BLOCK:
    return analyze (node->u.macro.call, a);
  case JINJA_FILTER_BLOCK:
    return analyze (node->u.set.filter, a);
  case JINJA_WITH:
    return analyze_list (a, &node->u.with.values);
  case JINJA_SET_BLOCK:
    return analyze (node->u.set.target, a);
  case JINJA_AUTOESCAPE:
  case JINJA_BLOCK:
    return true;
  default:
    return jinja_visit_children (node, analyze, a);
  }
}

void
jinja_scope_analyze (struct jinja_parser *p, struct jinja_scope *scope,
                     const struct jinja_nodes *nodes)
{
  struct analysis a = { .p = p, .scope = scope };

  analyze_list (&a, nodes);
}

void
jinja_scope_analyze_node (struct jinja_parser *p, struct jinja_scope *scope,
                          struct jinja_node *node)
{
  struct analysis a = { .p = p, .scope = scope };

  analyze (node, &a);
}

void
jinja_scope_analyze_target (struct jinja_parser *p,
                            struct jinja_scope *scope,
                            struct jinja_node *node)
{
  struct analysis a = { .p = p, .scope = scope, .is_target = true };

  analyze (node, &a);
}
