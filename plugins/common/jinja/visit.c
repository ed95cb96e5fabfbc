/* SPDX-License-Identifier: Apache-2.0 */
/* Walking through trees. */

#include <config.h>

#include "plugins/common/jinja/visit.h"

#include <string.h>

struct walk {
  bool (*visit) (struct jinja_node *child, void *data);
  void *data;
};

static bool
one (struct walk *w, struct jinja_node *node)
{
  return !node || w->visit (node, w->data);
}

static bool
all (struct walk *w, const struct jinja_nodes *nodes)
{
  struct jinja_node *node;

  for (node = nodes->first; node; node = node->next)
    if (!w->visit (node, w->data))
      return false;
  return true;
}

static bool
call_children (struct walk *w, struct jinja_node *node)
{
  struct jinja_arguments *a = node->u.call.arguments;

  return one (w, node->u.call.object) && all (w, &a->args)
    && all (w, &a->keywords) && one (w, a->more_args)
    && one (w, a->more_keywords);
}

static bool
expression_children (struct walk *w, struct jinja_node *node)
{
  switch (node->type) {
  case JINJA_TUPLE:
  case JINJA_LIST:
  case JINJA_DICT:
  case JINJA_CONCAT:
    return all (w, &node->u.list.items);
  case JINJA_COMPARE:
    return one (w, node->u.op.a) && all (w, &node->u.op.operands);
  case JINJA_GETATTR:
  case JINJA_KEYWORD:
    return one (w, node->u.attribute.object);
  case JINJA_CALL:
  case JINJA_FILTER:
  case JINJA_TEST:
    return call_children (w, node);
  case JINJA_CONST:
  case JINJA_NAME:
  case JINJA_NSREF:
    return true;
  default:
    return one (w, node->u.op.a) && one (w, node->u.op.b)
      && one (w, node->u.op.c);
  }
}

bool
jinja_visit_children (struct jinja_node *node,
                      bool (*visit) (struct jinja_node *child, void *data),
                      void *data)
{
  struct walk walk = { visit, data }, *w = &walk;

  switch (node->type) {
  case JINJA_DATA:
  case JINJA_BREAK:
  case JINJA_CONTINUE:
    return true;
  case JINJA_OUTPUT:
    return all (w, &node->u.output.items);
  case JINJA_FOR:
    return one (w, node->u.loop.target) && one (w, node->u.loop.iter)
      && all (w, &node->u.loop.body) && all (w, &node->u.loop.otherwise)
      && one (w, node->u.loop.test);
  case JINJA_IF:
    return one (w, node->u.branch.test) && all (w, &node->u.branch.body)
      && all (w, &node->u.branch.elifs) && all (w, &node->u.branch.otherwise);
  case JINJA_WITH:
    return all (w, &node->u.with.targets) && all (w, &node->u.with.values)
      && all (w, &node->u.with.body);
  case JINJA_SET:
    return one (w, node->u.set.target) && one (w, node->u.set.value);
  case JINJA_SET_BLOCK:
    return one (w, node->u.set.target) && one (w, node->u.set.filter)
      && all (w, &node->u.set.body);
  case JINJA_FILTER_BLOCK:
    return all (w, &node->u.set.body) && one (w, node->u.set.filter);
  case JINJA_CALL_BLOCK:
  case JINJA_MACRO:
    return one (w, node->u.macro.call)
      && all (w, &node->u.macro.code->parameters)
      && all (w, &node->u.macro.code->defaults)
      && all (w, &node->u.macro.code->body);
  case JINJA_BLOCK:
    return all (w, &node->u.block.body);
  case JINJA_EXTENDS:
  case JINJA_INCLUDE:
  case JINJA_IMPORT:
  case JINJA_FROM:
    return one (w, node->u.import.template);
  case JINJA_DO:
  case JINJA_AUTOESCAPE:
    return one (w, node->u.modifier.value)
      && all (w, &node->u.modifier.body);
  default:
    return expression_children (w, node);
  }
}

/* -- depth ------------------------------------------------------------- */

static bool
descend (struct jinja_node *node, void *data)
{
  unsigned *left = data;
  bool is_good;

  if (!*left)
    return false;
  --*left;
  is_good = jinja_visit_children (node, descend, left);
  ++*left;
  return is_good;
}

bool
jinja_depth_is_within (const struct jinja_nodes *body, unsigned limit)
{
  struct jinja_node *node;

  for (node = body->first; node; node = node->next)
    if (!descend (node, &limit))
      return false;
  return true;
}

/* -- special names ----------------------------------------------------- */

static const struct {
  const char *text;
  unsigned flag;
} special[] = {
  { "loop", JINJA_UNDECLARED_LOOP },
  { "self", JINJA_UNDECLARED_SELF },
  { "super", JINJA_UNDECLARED_SUPER },
  { "caller", JINJA_UNDECLARED_CALLER },
  { "kwargs", JINJA_UNDECLARED_KWARGS },
  { "varargs", JINJA_UNDECLARED_VARARGS },
};

struct search {
  unsigned names;      /* that are still looked for */
  unsigned found;
};

static unsigned
special_flag (const struct jinja_name *name)
{
  size_t i;

  for (i = 0; i < sizeof special / sizeof special[0]; i++)
    if (strcmp (special[i].text, name->text) == 0)
      return special[i].flag;
  return 0;
}

static bool
search (struct jinja_node *node, void *data)
{
  struct search *s = data;
  unsigned flag;

  if (node->type == JINJA_BLOCK)
    return true;
  if (node->type != JINJA_NAME)
    return jinja_visit_children (node, search, data);
  flag = special_flag (node->u.name.name) & s->names;
  if (node->operator == JINJA_USE_LOAD) {
    s->found |= flag;
    return s->found != s->names;
  }
  s->names &= ~flag;
  return true;
}

unsigned
jinja_find_undeclared (const struct jinja_nodes *body, unsigned names)
{
  struct search s = { .names = names };
  struct jinja_node *node;

  for (node = body->first; node; node = node->next)
    if (!search (node, &s))
      break;
  return s.found;
}
