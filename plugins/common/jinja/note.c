/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of what Jinja notes no line for: goes through the statements in
 * the order in which Jinja writes its program. */

#include <config.h>

#include "plugins/common/jinja/note.h"

#include <string.h>

#include "plugins/common/jinja/visit.h"

struct notes {
  const struct jinja_node *last;   /* NULL: nothing was noted */
  bool has_parent;                 /* for certain, from here on */
};

static void note (struct notes *n, struct jinja_node *node);

static void
note_all (struct notes *n, const struct jinja_nodes *nodes)
{
  struct jinja_node *node;

  for (node = nodes->first; node; node = node->next)
    note (n, node);
}

/* Filters that ask what the template runs in. */
static const char *const asking[] = {
  "map", "random", "reject", "rejectattr", "select", "selectattr"
};

/* Whether NODE is the same in every run; goes on as long as it is.  DATA:
 * unused. */
static bool
is_constant (struct jinja_node *node, void *data)
{
  const struct jinja_node *first = node->u.op.a;
  bool is_settled;
  size_t i;

  switch (node->type) {
  case JINJA_NAME:
  case JINJA_CALL:
    return false;
  case JINJA_FILTER:
    for (i = 0; i < sizeof asking / sizeof asking[0]; i++)
      if (strcmp (node->u.call.name->text, asking[i]) == 0)
        return false;
    break;
  case JINJA_AND:
  case JINJA_OR:
    is_settled = first->type == JINJA_CONST
      && tv_is_true (first->u.constant) == (node->type == JINJA_OR);
    if (is_settled)
      return true;
    break;
  case JINJA_CONDEXPR:
    if (first->type != JINJA_CONST)
      break;
    if (tv_is_true (first->u.constant))
      return is_constant (node->u.op.b, data);
    return node->u.op.c && is_constant (node->u.op.c, data);
  default:
    break;
  }
  return jinja_visit_children (node, is_constant, data);
}

/* What is the same in every run is written as text, which has no line. */
static void
note_output (struct notes *n, struct jinja_node *node)
{
  struct jinja_node *item;

  if (node->is_toplevel && n->has_parent)
    return;
  for (item = node->u.output.items.first; item; item = item->next)
    if (item->escaping == JINJA_ESCAPE_ASK
        || (item->type != JINJA_DATA && !is_constant (item, NULL)))
      n->last = item;
}

static void
note_loop (struct notes *n, struct jinja_node *node)
{
  n->last = node;
  note_all (n, &node->u.loop.body);
  note_all (n, &node->u.loop.otherwise);
  if (node->flag)
    n->last = node;
}

static void
note_branches (struct notes *n, struct jinja_node *node)
{
  struct jinja_node *other;

  n->last = node;
  note_all (n, &node->u.branch.body);
  for (other = node->u.branch.elifs.first; other; other = other->next) {
    n->last = other;
    note_all (n, &other->u.branch.body);
  }
  note_all (n, &node->u.branch.otherwise);
}

static void
note (struct notes *n, struct jinja_node *node)
{
  switch (node->type) {
  case JINJA_OUTPUT:
    note_output (n, node);
    break;
  case JINJA_FOR:
    note_loop (n, node);
    break;
  case JINJA_IF:
    note_branches (n, node);
    break;
  case JINJA_WITH:
    node->u.with.noted = n->last;
    note_all (n, &node->u.with.body);
    break;
  case JINJA_SET:
    node->u.set.noted = n->last;
    n->last = node;
    break;
  case JINJA_SET_BLOCK:
  case JINJA_FILTER_BLOCK:
    note_all (n, &node->u.set.body);
    n->last = node;
    break;
  case JINJA_MACRO:
  case JINJA_CALL_BLOCK:
    n->last = node;
    note_all (n, &node->u.macro.code->body);
    if (node->type == JINJA_CALL_BLOCK)
      n->last = node;
    break;
  case JINJA_BLOCK:
    /* Its body is written elsewhere. */
    if (!node->is_toplevel || !n->has_parent)
      n->last = node;
    break;
  case JINJA_EXTENDS:
    node->u.import.noted = n->last;
    n->last = node;
    break;
  case JINJA_AUTOESCAPE:
    note_all (n, &node->u.modifier.body);
    break;
  default:
    n->last = node;
    break;
  }
}

void
jinja_note_lines (struct jinja_template *t)
{
  struct notes n = { NULL, false };
  struct jinja_node *node;
  size_t i;

  for (node = t->body.first; node; node = node->next) {
    note (&n, node);
    if (node->type == JINJA_EXTENDS)
      n.has_parent = true;
  }
  n.has_parent = false;
  for (i = 0; i < t->n_blocks; i++) {
    n.last = t->blocks[i];
    note_all (&n, &t->blocks[i]->u.block.body);
  }
}
