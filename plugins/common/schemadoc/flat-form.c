/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of a schema that the Python tool has: lists and tables. */

#include <config.h>

#include "plugins/common/schemadoc/flat-form.h"

#include <stdbool.h>

#include <plating/types.h>

enum group {
  GROUP_REQUIRED,
  GROUP_OPTIONAL,
  GROUP_READ_ONLY,
  N_GROUPS
};

static const char *const headings[N_GROUPS] = {
  [GROUP_REQUIRED] = "### Required",
  [GROUP_OPTIONAL] = "### Optional",
  [GROUP_READ_ONLY] = "### Read-Only"
};

static const struct plating_schema_node *
node_at (const struct plating_schema_view *v, uint32_t i)
{
  return plating_schema_node_at (v, i);
}

static void
put_text (struct pl_buffer *out, struct plating_text text)
{
  pl_buffer_append (out, text.ptr, text.len);
}

/* -- types --------------------------------------------------------------- */

/* A type that the source does not give is a string, and one with several
 * members has no words here: so it was there. */
void
schemadoc_flat_type (const struct plating_schema_view *v, uint32_t node,
                     struct pl_buffer *out)
{
  for (;;) {
    switch (node_at (v, node)->type) {
    case PLATING_TYPE_NUMBER:
      pl_buffer_puts (out, "Number");
      return;
    case PLATING_TYPE_BOOL:
      pl_buffer_puts (out, "Boolean");
      return;
    case PLATING_TYPE_DYNAMIC:
    case PLATING_TYPE_TUPLE:
      pl_buffer_puts (out, "Dynamic");
      return;
    case PLATING_TYPE_OBJECT:
      pl_buffer_puts (out, "Object");
      return;
    case PLATING_TYPE_LIST:
      pl_buffer_puts (out, "List of ");
      break;
    case PLATING_TYPE_SET:
      pl_buffer_puts (out, "Set of ");
      break;
    case PLATING_TYPE_MAP:
      pl_buffer_puts (out, "Map of ");
      break;
    default:
      pl_buffer_puts (out, "String");
      return;
    }
    node = plating_schema_child (v, node, PLATING_NODE_ELEMENT);
    if (node == PLATING_NONE) {
      pl_buffer_puts (out, "String");
      return;
    }
  }
}

/* -- lists --------------------------------------------------------------- */

static enum group
group_of (const struct plating_schema_node *a)
{
  if (a->flags & PLATING_FLAG_REQUIRED)
    return GROUP_REQUIRED;
  return (a->flags & PLATING_FLAG_COMPUTED)
         && !(a->flags & PLATING_FLAG_OPTIONAL)
         ? GROUP_READ_ONLY : GROUP_OPTIONAL;
}

static void
put_attribute (const struct plating_schema_view *v, uint32_t i,
               struct pl_buffer *out)
{
  const struct plating_schema_node *a = node_at (v, i);

  pl_buffer_puts (out, "- `");
  put_text (out, a->name);
  pl_buffer_puts (out, "` (");
  schemadoc_flat_type (v, i, out);
  pl_buffer_putc (out, ')');
  if (a->text.len) {
    pl_buffer_puts (out, " - ");
    put_text (out, a->text);
  }
  pl_buffer_putc (out, '\n');
}

/* Writes the attributes of BLOCK that are in GROUP, or its nested blocks if
 * that is N_GROUPS. */
static void
put_group (const struct plating_schema_view *v, uint32_t block,
           enum group group, struct pl_buffer *out)
{
  uint32_t end = node_at (v, block)->end, i;
  bool has_heading = false;

  for (i = block + 1; i < end; i = node_at (v, i)->end) {
    const struct plating_schema_node *n = node_at (v, i);
    bool is_wanted = group == N_GROUPS
      ? n->kind == PLATING_NODE_BLOCK_TYPE
      : n->kind == PLATING_NODE_ATTRIBUTE && group_of (n) == group;

    if (!is_wanted)
      continue;
    if (!has_heading) {
      pl_buffer_puts (out, group == N_GROUPS ? "### Blocks"
                           : headings[group]);
      pl_buffer_puts (out, "\n\n");
      has_heading = true;
    }
    if (group != N_GROUPS) {
      put_attribute (v, i, out);
      continue;
    }
    pl_buffer_puts (out, "- `");
    put_text (out, n->name);
    pl_buffer_puts (out, n->max_items == 1 ? "` (Optional)\n"
                         : "` (Optional, List)\n");
  }
  if (has_heading)
    pl_buffer_putc (out, '\n');
}

/* The outermost block of a view, if it has members. */
static uint32_t
root_block (const struct plating_schema_view *v)
{
  uint32_t block = v && v->n_nodes
    ? plating_schema_child (v, 0, PLATING_NODE_BLOCK) : PLATING_NONE;

  if (block == PLATING_NONE
      || (plating_schema_child (v, block, PLATING_NODE_ATTRIBUTE)
          == PLATING_NONE
          && plating_schema_child (v, block, PLATING_NODE_BLOCK_TYPE)
             == PLATING_NONE))
    return PLATING_NONE;
  return block;
}

void
schemadoc_flat (const struct plating_schema_view *v, struct pl_buffer *out)
{
  uint32_t block = root_block (v);
  int group;

  if (block == PLATING_NONE)
    return;
  pl_buffer_puts (out, "## Schema\n\n");
  for (group = 0; group <= N_GROUPS; group++)
    put_group (v, block, (enum group) group, out);
  /* The text ends with the last line, without the empty one behind it. */
  if (!out->failed && out->len)
    out->data[--out->len] = '\0';
}

/* -- tables -------------------------------------------------------------- */

/* A table's cell is on one line, and a bar would end it. */
static void
put_cell (struct pl_buffer *out, struct plating_text text)
{
  size_t i;

  for (i = 0; i < text.len; i++)
    switch (text.ptr[i]) {
    case '|':
      pl_buffer_puts (out, "\\|");
      break;
    case '\n':
      pl_buffer_puts (out, i + 1 < text.len ? "<br>" : "");
      break;
    case '\r':
      break;
    default:
      pl_buffer_putc (out, text.ptr[i]);
    }
}

static void
put_row (const struct plating_schema_view *v, uint32_t i,
         struct pl_buffer *out)
{
  const struct plating_schema_node *a = node_at (v, i);

  pl_buffer_puts (out, "| `");
  put_cell (out, a->name);
  pl_buffer_puts (out, "` | ");
  if (a->type == PLATING_TYPE_NESTED)
    pl_buffer_puts (out, "Object");
  else
    schemadoc_flat_type (v, i, out);
  pl_buffer_puts (out, a->flags & PLATING_FLAG_REQUIRED ? " | **Yes** | "
                       : a->flags & PLATING_FLAG_COMPUTED
                       ? " | No (Computed) | " : " | No | ");
  if (a->text.len)
    put_cell (out, a->text);
  else
    pl_buffer_puts (out, "No description available");
  pl_buffer_puts (out, " |\n");
}

static void
put_rows (const struct plating_schema_view *v, uint32_t parent,
          struct pl_buffer *out)
{
  uint32_t end = node_at (v, parent)->end, i;
  bool has_rows = false;

  for (i = parent + 1; i < end; i = node_at (v, i)->end) {
    if (node_at (v, i)->kind != PLATING_NODE_ATTRIBUTE)
      continue;
    if (!has_rows)
      pl_buffer_puts (out, "| Argument | Type | Required | Description |\n"
                           "|----------|------|----------|-------------|\n");
    has_rows = true;
    put_row (v, i, out);
  }
  if (!has_rows)
    pl_buffer_puts (out, "No arguments available.\n");
}

void
schemadoc_table (const struct plating_schema_view *v, struct pl_buffer *out)
{
  uint32_t block = root_block (v), end, i;

  if (block == PLATING_NONE)
    return;
  pl_buffer_puts (out, "## Schema\n\n");
  put_rows (v, block, out);
  end = node_at (v, block)->end;
  /* All that is nested, at any depth: the nodes are in pre-order. */
  for (i = block + 1; i < end; i++) {
    const struct plating_schema_node *n = node_at (v, i);
    bool is_block = n->kind == PLATING_NODE_BLOCK_TYPE;

    if (!is_block && !(n->kind == PLATING_NODE_ATTRIBUTE
                       && n->type == PLATING_TYPE_NESTED))
      continue;
    pl_buffer_puts (out, "\n### ");
    put_text (out, n->name);
    pl_buffer_puts (out, is_block ? " Block\n\n" : " Attributes\n\n");
    put_rows (v, i, out);
  }
}
