/* SPDX-License-Identifier: Apache-2.0 */
/* Views for people, and what must hold for every view. */

#include <config.h>

#include "show-view.h"

#include <stdlib.h>

#include "common/utf8.h"

struct word {
  uint16_t number;
  const char *word;
};

static const struct word kinds[] = {
  { PLATING_NODE_COMPONENT, "component" },
  { PLATING_NODE_BLOCK, "block" },
  { PLATING_NODE_ATTRIBUTE, "attribute" },
  { PLATING_NODE_BLOCK_TYPE, "block-type" },
  { PLATING_NODE_ELEMENT, "element" },
  { PLATING_NODE_FIELD, "field" },
  { PLATING_NODE_IDENTITY, "identity" },
  { PLATING_NODE_SUMMARY, "summary" },
  { PLATING_NODE_DEPRECATION, "deprecation" },
  { PLATING_NODE_PARAMETER, "parameter" },
  { PLATING_NODE_VARIADIC, "variadic" },
  { PLATING_NODE_RETURN, "return" },
  { 0, NULL },
};

static const struct word types[] = {
  { PLATING_TYPE_NONE, "" },
  { PLATING_TYPE_STRING, "string" },
  { PLATING_TYPE_NUMBER, "number" },
  { PLATING_TYPE_BOOL, "bool" },
  { PLATING_TYPE_DYNAMIC, "dynamic" },
  { PLATING_TYPE_LIST, "list" },
  { PLATING_TYPE_SET, "set" },
  { PLATING_TYPE_MAP, "map" },
  { PLATING_TYPE_TUPLE, "tuple" },
  { PLATING_TYPE_OBJECT, "object" },
  { PLATING_TYPE_NESTED, "nested" },
  { 0, NULL },
};

static const struct word modes[] = {
  { PLATING_MODE_NONE, "" },
  { PLATING_MODE_SINGLE, "single" },
  { PLATING_MODE_LIST, "list" },
  { PLATING_MODE_SET, "set" },
  { PLATING_MODE_MAP, "map" },
  { PLATING_MODE_GROUP, "group" },
  { PLATING_MODE_OTHER, "other" },
  { 0, NULL },
};

static const char *
find_word (const struct word *words, uint16_t number)
{
  for (; words->word; words++)
    if (words->number == number)
      return words->word;
  return NULL;
}

static void
show_node (struct pl_buffer *out, const struct plating_schema_node *node,
           unsigned depth)
{
  pl_buffer_fill (out, ' ', depth * 2u);
  pl_buffer_puts (out, find_word (kinds, node->kind));
  if (node->name.len > 0) {
    pl_buffer_puts (out, " \"");
    pl_buffer_append (out, node->name.ptr, node->name.len);
    pl_buffer_putc (out, '"');
  }
  if (node->type)
    pl_buffer_printf (out, " %s", find_word (types, node->type));
  if (node->mode)
    pl_buffer_printf (out, " %s", find_word (modes, node->mode));
  if (node->min_items || node->max_items)
    pl_buffer_printf (out, " %llu..%llu",
                      (unsigned long long) node->min_items,
                      (unsigned long long) node->max_items);
  if (node->flags)
    pl_buffer_printf (out, " +0x%x", node->flags);
  if (node->text.len > 0) {
    pl_buffer_puts (out, " : ");
    pl_buffer_append (out, node->text.ptr, node->text.len);
  }
  pl_buffer_putc (out, '\n');
}

void
show_view (struct pl_buffer *out, const struct plating_schema_view *view)
{
  uint32_t *open = malloc (view->n_nodes * sizeof *open);
  uint32_t i, extra = 0;
  unsigned depth = 0;

  if (!open)
    abort ();
  for (i = 0; i < view->n_nodes; i++) {
    const struct plating_schema_node *node = plating_schema_node_at (view, i);

    while (depth > 0 && open[depth - 1] <= i)
      depth--;
    show_node (out, node, depth);
    open[depth++] = node->end;
    for (; extra < view->n_extras; extra++) {
      const struct plating_schema_extra *e
        = plating_schema_extra_at (view, extra);

      if (e->node != i)
        break;
      pl_buffer_fill (out, ' ', depth * 2u);
      if (e->reserved & PLATING_EXTRA_INNER)
        pl_buffer_puts (out, "inner ");
      pl_buffer_append (out, e->key.ptr, e->key.len);
      pl_buffer_puts (out, " = ");
      pl_buffer_append (out, e->json.ptr, e->json.len);
      pl_buffer_putc (out, '\n');
    }
  }
  free (open);
}

static int
is_text (struct plating_text text)
{
  return text.len == 0
    || pl_utf8_valid_prefix (text.ptr, text.len) == text.len;
}

static int
has_type (uint16_t kind)
{
  return kind == PLATING_NODE_ATTRIBUTE || kind == PLATING_NODE_ELEMENT
    || kind == PLATING_NODE_FIELD || kind == PLATING_NODE_PARAMETER
    || kind == PLATING_NODE_VARIADIC || kind == PLATING_NODE_RETURN;
}

/* Whether a node of KIND may stand below PARENT. */
static int
may_stand (uint16_t kind, const struct plating_schema_node *parent)
{
  switch (parent->kind) {
  case PLATING_NODE_COMPONENT:
    return kind == PLATING_NODE_BLOCK || kind == PLATING_NODE_IDENTITY
      || kind == PLATING_NODE_SUMMARY || kind == PLATING_NODE_DEPRECATION
      || kind == PLATING_NODE_PARAMETER || kind == PLATING_NODE_VARIADIC
      || kind == PLATING_NODE_RETURN;
  case PLATING_NODE_BLOCK:
  case PLATING_NODE_BLOCK_TYPE:
    return kind == PLATING_NODE_ATTRIBUTE
      || kind == PLATING_NODE_BLOCK_TYPE;
  case PLATING_NODE_IDENTITY:
    return kind == PLATING_NODE_ATTRIBUTE;
  default:
    break;
  }
  switch (parent->type) {
  case PLATING_TYPE_LIST:
  case PLATING_TYPE_SET:
  case PLATING_TYPE_MAP:
  case PLATING_TYPE_TUPLE:
    return kind == PLATING_NODE_ELEMENT;
  case PLATING_TYPE_OBJECT:
    return kind == PLATING_NODE_FIELD;
  case PLATING_TYPE_NESTED:
    return parent->kind == PLATING_NODE_ATTRIBUTE
      && kind == PLATING_NODE_ATTRIBUTE;
  default:
    return 0;
  }
}

static const char *
check_node (const struct plating_schema_node *node,
            const struct plating_schema_node *parent)
{
  if (!find_word (kinds, node->kind) || !find_word (types, node->type)
      || !find_word (modes, node->mode) || node->reserved != 0
      || (node->flags & ~0x1fffu))
    return "an unknown number";
  if (!has_type (node->kind) && node->type != PLATING_TYPE_NONE)
    return "a type where none may be";
  if (!is_text (node->name) || !is_text (node->text))
    return "a text that is no UTF-8";
  if (parent && !may_stand (node->kind, parent))
    return "a node below one where it may not be";
  return NULL;
}

/* A collection that is no map, object or tuple has one element. */
static const char *
check_size (const struct plating_schema_view *view, uint32_t i)
{
  const struct plating_schema_node *node = plating_schema_node_at (view, i);

  if (node->type != PLATING_TYPE_LIST && node->type != PLATING_TYPE_SET
      && node->type != PLATING_TYPE_MAP)
    return NULL;
  if (i + 1 >= node->end
      || plating_schema_node_at (view, i + 1)->end != node->end)
    return "a collection without exactly one element";
  return NULL;
}

static const char *
check_extras (const struct plating_schema_view *view)
{
  uint32_t i, last = 0;

  for (i = 0; i < view->n_extras; i++) {
    const struct plating_schema_extra *e = plating_schema_extra_at (view, i);

    if (e->node < last || e->node >= view->n_nodes
        || e->reserved > PLATING_EXTRA_INNER)
      return "an extra that is out of order";
    if (!is_text (e->key) || e->json.len == 0
        || (unsigned char) e->json.ptr[0] <= ' '
        || (unsigned char) e->json.ptr[e->json.len - 1] <= ' ')
      return "an extra that is no value";
    last = e->node;
  }
  return NULL;
}

const char *
check_view (const struct plating_schema_view *view)
{
  const struct plating_schema_node *root = view->nodes;
  uint32_t *open = malloc ((view->n_nodes + 1) * sizeof *open);
  const char *wrong = NULL;
  uint32_t i, depth = 0;

  if (!open)
    return "no memory";
  if (view->struct_size != sizeof *view || view->reserved != 0
      || view->node_size != sizeof *root || view->n_nodes == 0
      || root->kind != PLATING_NODE_COMPONENT || root->end != view->n_nodes)
    wrong = "a bad head or root";
  for (i = 0; i < view->n_nodes && !wrong; i++) {
    const struct plating_schema_node *node = plating_schema_node_at (view, i);
    const struct plating_schema_node *parent;

    while (depth > 0 && plating_schema_node_at (view, open[depth - 1])->end
           <= i)
      depth--;
    parent = depth > 0 ? plating_schema_node_at (view, open[depth - 1])
      : NULL;
    if (node->end <= i || node->end > (parent ? parent->end : view->n_nodes)
        || (i > 0 && !parent)) {
      wrong = "a subtree that is not inside its parent's";
      break;
    }
    wrong = check_node (node, parent);
    if (!wrong)
      wrong = check_size (view, i);
    open[depth++] = i;
  }
  free (open);
  return wrong ? wrong : check_extras (view);
}
