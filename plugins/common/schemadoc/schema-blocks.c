/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of nested blocks.
 *
 * Whether a block is Optional or Read-Only, and whether it holds a
 * write-only argument, depends on all blocks below it.  A node stands
 * before its children, so one pass from the last node to the first finds
 * the children's answers ready: linear, whatever the nesting. */

#include <config.h>

#include "plugins/common/schemadoc/schema-blocks.h"

#include <plating/types.h>

static int
is_read_only (uint32_t flags)
{
  return (flags & (PLATING_FLAG_COMPUTED | PLATING_FLAG_OPTIONAL
                   | PLATING_FLAG_REQUIRED)) == PLATING_FLAG_COMPUTED;
}

static uint8_t
test_block (struct registry_markdown *m, uint32_t block,
            const uint8_t *tests)
{
  const struct plating_schema_node *node = registry_node (m, block), *child;
  int is_empty = 1, wants_input = 0, all_read_only = 1, write_only = 0;
  uint32_t i;
  uint8_t bits = 0;

  for (i = block + 1; i < node->end; i = child->end) {
    child = registry_node (m, i);
    if (child->kind == PLATING_NODE_ATTRIBUTE) {
      is_empty = 0;
      if (child->flags & (PLATING_FLAG_REQUIRED | PLATING_FLAG_OPTIONAL))
        wants_input = 1;
      if (!is_read_only (child->flags))
        all_read_only = 0;
      if (child->flags & PLATING_FLAG_WRITE_ONLY)
        write_only = 1;
    } else if (child->kind == PLATING_NODE_BLOCK_TYPE) {
      is_empty = 0;
      if (tests[i] & (REGISTRY_BLOCK_REQUIRED | REGISTRY_BLOCK_OPTIONAL))
        wants_input = 1;
      if (!(tests[i] & REGISTRY_BLOCK_READ_ONLY))
        all_read_only = 0;
      if (tests[i] & REGISTRY_BLOCK_WRITE_ONLY)
        write_only = 1;
    }
  }
  if (node->min_items > 0)
    bits |= REGISTRY_BLOCK_REQUIRED;
  else if (is_empty || wants_input)
    bits |= REGISTRY_BLOCK_OPTIONAL;
  if (node->min_items == 0 && node->max_items == 0 && all_read_only)
    bits |= REGISTRY_BLOCK_READ_ONLY;
  if (write_only)
    bits |= REGISTRY_BLOCK_WRITE_ONLY;
  return bits;
}

int
registry_test_blocks (struct registry_markdown *m, const uint8_t **tests)
{
  uint32_t n = m->view->n_nodes, i, last = PLATING_NONE;
  uint8_t *bits;

  *tests = NULL;
  for (i = 0; i < n; i++)
    if (registry_node (m, i)->kind == PLATING_NODE_BLOCK_TYPE)
      last = i;
  if (last == PLATING_NONE)
    return 0;
  bits = pl_arena_alloc (m->arena, (size_t) last + 1);
  if (!bits)
    return PLATING_E_NOMEM;
  for (i = last + 1; i-- > 0;)
    if (registry_node (m, i)->kind == PLATING_NODE_BLOCK_TYPE)
      bits[i] = test_block (m, i, bits);
  *tests = bits;
  return 0;
}
