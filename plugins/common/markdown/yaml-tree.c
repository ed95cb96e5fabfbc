/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of YAML documents into trees. */

#include <config.h>

#include "plugins/common/markdown/yaml-tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 500
#define MAX_TREE ((size_t) 256 << 20)

/* Anchors that are looked at in search of those that aliases mean. */
#define MAX_SEARCH ((size_t) 20000000)

/* Gives the syntax problem that the parser found. */
static void
report_syntax (struct md_yaml_tree *t)
{
  const yaml_parser_t *p = &t->parser;
  size_t line = p->problem_mark.line;

  if (p->error == YAML_MEMORY_ERROR) {
    t->status = -ENOMEM;
    return;
  }
  if (line != 0)
    line += p->error == YAML_SCANNER_ERROR;
  else
    line = p->context_mark.line;
  pl_buffer_puts (t->problem, "yaml: ");
  if (line != 0)
    pl_buffer_printf (t->problem, "line %zu: ", line);
  pl_buffer_puts (t->problem, p->problem != NULL ? p->problem : "unknown "
                  "problem parsing YAML content");
}

static bool
stopped (const struct md_yaml_tree *t)
{
  return t->status != 0 || t->problem->len > 0 || t->problem->failed;
}

static struct md_yaml_node *
new_node (struct md_yaml_tree *t, const yaml_event_t *e, yaml_node_type_t kind,
          const yaml_char_t *anchor)
{
  struct md_yaml_node *n = pl_arena_zalloc (&t->arena, sizeof *n);

  if (n == NULL) {
    t->status = -ENOMEM;
    return NULL;
  }
  n->kind = kind;
  n->line = e->start_mark.line + 1;
  if (anchor == NULL || kind == YAML_NO_NODE)
    return n;
  n->anchor = pl_arena_strndup (&t->arena, anchor,
                                strlen ((const char *) anchor));
  if (t->n_anchors == t->cap_anchors) {
    size_t cap = t->cap_anchors == 0 ? 8 : t->cap_anchors * 2;
    struct md_yaml_node **anchors = realloc (t->anchors,
                                          cap * sizeof (void *));

    if (anchors == NULL) {
      t->status = -ENOMEM;
      return NULL;
    }
    t->anchors = anchors;
    t->cap_anchors = cap;
  }
  t->anchors[t->n_anchors++] = n;
  if (n->anchor == NULL)
    t->status = -ENOMEM;
  return n->anchor != NULL ? n : NULL;
}

static struct md_yaml_node *
read_alias (struct md_yaml_tree *t, const yaml_event_t *e)
{
  const char *anchor = (const char *) e->data.alias.anchor;
  struct md_yaml_node *n = new_node (t, e, YAML_NO_NODE, NULL);

  if (n == NULL)
    return NULL;
  t->searched += t->n_anchors;
  if (t->searched > MAX_SEARCH) {
    t->status = -EFBIG;
    return NULL;
  }
  for (size_t i = t->n_anchors; i > 0 && n->target == NULL; i--)
    if (strcmp (t->anchors[i - 1]->anchor, anchor) == 0)
      n->target = t->anchors[i - 1];
  if (n->target == NULL)
    pl_buffer_printf (t->problem, "yaml: unknown anchor '%s' referenced",
                      anchor);
  else
    n->anchor = n->target->anchor;
  return n;
}

static struct md_yaml_node *
read_scalar (struct md_yaml_tree *t, const yaml_event_t *e)
{
  struct md_yaml_node *n = new_node (t, e, YAML_SCALAR_NODE,
                                  e->data.scalar.anchor);
  const char *tag = (const char *) e->data.scalar.tag;

  if (n == NULL)
    return NULL;
  n->plain = e->data.scalar.plain_implicit;
  n->value_len = e->data.scalar.length;
  n->value = pl_arena_strndup (&t->arena, e->data.scalar.value,
                               n->value_len);
  if (tag != NULL)
    n->tag = pl_arena_strndup (&t->arena, tag, strlen (tag));
  if (n->value == NULL || (tag != NULL && n->tag == NULL))
    t->status = -ENOMEM;
  return n;
}

/* Makes a node of the event E, NULL if it ends a collection. */
static struct md_yaml_node *
node_from_event (struct md_yaml_tree *t, const yaml_event_t *e)
{
  switch (e->type) {
  case YAML_ALIAS_EVENT:
    return read_alias (t, e);
  case YAML_SCALAR_EVENT:
    return read_scalar (t, e);
  case YAML_SEQUENCE_START_EVENT:
    return new_node (t, e, YAML_SEQUENCE_NODE,
                     e->data.sequence_start.anchor);
  case YAML_MAPPING_START_EVENT:
    return new_node (t, e, YAML_MAPPING_NODE, e->data.mapping_start.anchor);
  default:
    return NULL;
  }
}

/* Reads the first document; NULL if there is none, or a problem. */
static struct md_yaml_node *
read_document (struct md_yaml_tree *t)
{
  struct md_yaml_node *open[MAX_DEPTH], *root = NULL;
  size_t depth = 0;
  bool done = false;

  while (!done && !stopped (t)) {
    struct md_yaml_node *n;
    yaml_event_t e;

    if (!yaml_parser_parse (&t->parser, &e)) {
      report_syntax (t);
      return NULL;
    }
    n = node_from_event (t, &e);
    done = e.type == YAML_DOCUMENT_END_EVENT
           || e.type == YAML_STREAM_END_EVENT;
    if (e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT)
      depth--;
    yaml_event_delete (&e);
    if (n == NULL)
      continue;
    if (depth == 0) {
      root = n;
    } else {
      struct md_yaml_node *parent = open[depth - 1];

      if (parent->last != NULL)
        parent->last->next = n;
      else
        parent->first = n;
      parent->last = n;
    }
    if (n->kind != YAML_SEQUENCE_NODE && n->kind != YAML_MAPPING_NODE)
      continue;
    if (depth == MAX_DEPTH)
      t->status = -EFBIG;
    else
      open[depth++] = n;
  }
  return stopped (t) ? NULL : root;
}

struct md_yaml_node *
md_yaml_tree_read (struct md_yaml_tree *t, const char *text, size_t len,
                   struct pl_buffer *problem)
{
  struct md_yaml_node *root;

  *t = (struct md_yaml_tree) { .problem = problem };
  pl_arena_init (&t->arena, 4096);
  t->arena.limit = MAX_TREE;
  if (!yaml_parser_initialize (&t->parser)) {
    t->status = -ENOMEM;
    return NULL;
  }
  if (len == 0) {
    text = "\n";
    len = 1;
  }
  yaml_parser_set_input_string (&t->parser, (const unsigned char *) text,
                                len);
  root = read_document (t);
  yaml_parser_delete (&t->parser);
  return root;
}

void
md_yaml_tree_release (struct md_yaml_tree *t)
{
  pl_arena_release (&t->arena);
  free (t->anchors);
}
