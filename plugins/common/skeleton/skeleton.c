/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a skeleton: blocks of each kind of component. */

#include <config.h>

#include "plugins/common/skeleton/skeleton.h"

#include <errno.h>
#include <string.h>

#include <plating/document.h>

/* Most bytes of a file: blocks can be required any number of times. */
#define SIZE_LIMIT ((size_t) 1 << 20)

#define STEP 2

static const struct plating_schema_node *
at (const struct skeleton *s, uint32_t i)
{
  return plating_schema_node_at (s->view, i);
}

static void
begin (struct skeleton *s)
{
  s->problem = NULL;
  pl_buffer_clear (s->out);
  s->out->limit = SIZE_LIMIT;
}

/* The end of a file that was written with CODE. */
static int
finish (struct skeleton *s, int code)
{
  if (code == 0 && s->out->failed == -EFBIG)
    return skeleton_fail (s, PLATING_E_LIMIT, "it is too large");
  return code == 0 && s->out->failed ? PLATING_E_NOMEM : code;
}

/* -- blocks ------------------------------------------------------------ */

/* A block whose name can't be written can't be in a configuration. */
static bool
is_required_block (const struct plating_schema_node *node)
{
  return node->kind == PLATING_NODE_BLOCK_TYPE && node->min_items > 0
         && node->mode != PLATING_MODE_GROUP
         && node->mode != PLATING_MODE_OTHER
         && skeleton_hcl_is_identifier (node->name);
}

static int write_body (struct skeleton *s, uint32_t node,
                       uint32_t flags, size_t indent, unsigned depth);

/* Writes the block of NODE as often as it is required.  They are alike, so
 * that the rest are copies of the first. */
static int
write_block (struct skeleton *s, uint32_t node, size_t indent,
             unsigned depth)
{
  const struct plating_schema_node *n = at (s, node);
  uint64_t n_more = n->mode == PLATING_MODE_SINGLE ? 0 : n->min_items - 1;
  size_t start = s->out->len, len;
  int code;

  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_append (s->out, n->name.ptr, n->name.len);
  if (n->mode == PLATING_MODE_MAP) {
    /* Labels have to differ. */
    pl_buffer_puts (s->out, " \"key\"");
    n_more = 0;
  }
  pl_buffer_puts (s->out, " {\n");
  code = write_body (s, node, PLATING_FLAG_REQUIRED, indent + STEP,
                     depth + 1);
  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_puts (s->out, "}\n");
  len = s->out->len - start;
  for (; code == 0 && n_more && !s->out->failed; n_more--) {
    pl_buffer_putc (s->out, '\n');
    if (pl_buffer_reserve (s->out, len) == 0)
      pl_buffer_append (s->out, s->out->data + start, len);
  }
  return code;
}

static int
write_blocks (struct skeleton *s, uint32_t parent, size_t start,
              size_t indent, unsigned depth)
{
  uint32_t end = at (s, parent)->end, *nodes, i;
  size_t n = 0, k;
  int code = 0;

  for (i = parent + 1; i < end; i = at (s, i)->end)
    n += is_required_block (at (s, i));
  if (n == 0)
    return 0;
  nodes = pl_arena_array (s->arena, n, sizeof *nodes);
  if (!nodes)
    return PLATING_E_NOMEM;
  for (n = 0, i = parent + 1; i < end; i = at (s, i)->end)
    if (is_required_block (at (s, i)))
      nodes[n++] = i;
  skeleton_sort (s, nodes, n);
  for (k = 0; code == 0 && k < n; k++) {
    if (s->out->len > start)
      pl_buffer_putc (s->out, '\n');
    code = write_block (s, nodes[k], indent, depth);
  }
  return code;
}

/* Writes what stands between the braces of a block: the children of NODE
 * with one of FLAGS, and blocks. */
static int
write_body (struct skeleton *s, uint32_t node, uint32_t flags,
            size_t indent, unsigned depth)
{
  size_t start = s->out->len, n, n_named = 0, i;
  uint32_t *nodes;
  int code;

  if (depth > SKELETON_DEPTH)
    return skeleton_fail (s, PLATING_E_LIMIT,
                                   "its blocks are nested too deeply");
  code = skeleton_required (s, node, flags, &nodes, &n);
  if (code < 0)
    return code;
  for (i = 0; i < n; i++)
    if (skeleton_hcl_is_identifier (at (s, nodes[i])->name))
      nodes[n_named++] = nodes[i];
  code = skeleton_members (s, nodes, n_named, false, indent, depth);
  if (code < 0)
    return code;
  return write_blocks (s, node, start, indent, depth);
}

/* The same for the component's own block. */
static int
write_own_body (struct skeleton *s, size_t indent)
{
  uint32_t block = plating_schema_child (s->view, 0, PLATING_NODE_BLOCK);

  return block == PLATING_NONE ? 0
         : write_body (s, block, PLATING_FLAG_REQUIRED, indent, 0);
}

int
skeleton_body (struct skeleton *s, size_t indent)
{
  s->problem = NULL;
  s->out->limit = SIZE_LIMIT;
  return finish (s, write_own_body (s, indent));
}

/* -- examples ---------------------------------------------------------- */

static void
open_block (struct skeleton *s, const char *keyword,
            const char *label, size_t indent)
{
  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_printf (s->out, "%s ", keyword);
  skeleton_hcl_quote (s->out, s->name);
  if (label)
    pl_buffer_printf (s->out, " \"%s\"", label);
  pl_buffer_puts (s->out, " {\n");
}

/* A block whose arguments are its own. */
static int
write_plain (struct skeleton *s, const char *keyword,
             const char *label)
{
  int code;

  open_block (s, keyword, label, 0);
  code = write_own_body (s, STEP);
  pl_buffer_puts (s->out, "}\n");
  return code;
}

/* A block whose arguments are in an inner one, which is left out when it
 * would be empty. */
static int
write_with_config (struct skeleton *s, const char *keyword,
                   bool has_provider)
{
  static const char head[] = "  config {\n";
  size_t start;
  int code;

  open_block (s, keyword, "example", 0);
  if (has_provider) {
    if (!skeleton_hcl_is_identifier (s->provider))
      return skeleton_fail (s, PLATING_E_UNSUPPORTED,
                                     "the provider's name can't be written "
                                     "in a configuration");
    pl_buffer_puts (s->out, "  provider = ");
    pl_buffer_append (s->out, s->provider.ptr, s->provider.len);
    pl_buffer_putc (s->out, '\n');
  }
  start = s->out->len;
  if (has_provider)
    pl_buffer_putc (s->out, '\n');
  pl_buffer_puts (s->out, head);
  code = write_own_body (s, 2 * STEP);
  if (s->out->len == start + has_provider + sizeof head - 1)
    s->out->len = start;
  else
    pl_buffer_puts (s->out, "  }\n");
  pl_buffer_puts (s->out, "}\n");
  return code;
}

/* A state store says which provider it belongs to in a block. */
static int
write_state_store (struct skeleton *s)
{
  size_t start;
  int code;

  pl_buffer_puts (s->out, "terraform {\n");
  open_block (s, "state_store", NULL, STEP);
  start = s->out->len;
  code = write_own_body (s, 2 * STEP);
  if (s->out->len > start)
    pl_buffer_putc (s->out, '\n');
  pl_buffer_puts (s->out, "    provider ");
  skeleton_hcl_quote (s->out, s->provider);
  pl_buffer_puts (s->out, " {\n    }\n  }\n}\n");
  return code;
}

static bool
is_argument (const struct plating_schema_node *node)
{
  return node->kind == PLATING_NODE_PARAMETER
         || node->kind == PLATING_NODE_VARIADIC;
}

/* Writes the arguments of a call, one of them for the variadic parameter.
 * They are on one line if each is. */
static int
write_arguments (struct skeleton *s)
{
  uint32_t end = at (s, 0)->end, i;
  bool is_inline = true;
  int code = 0, n = 0;

  for (i = 1; i < end; i = at (s, i)->end)
    if (is_argument (at (s, i)) && !skeleton_is_inline (s, i))
      is_inline = false;
  for (i = 1; code == 0 && i < end; i = at (s, i)->end) {
    if (!is_argument (at (s, i)))
      continue;
    if (n++)
      pl_buffer_puts (s->out, is_inline ? ", " : ",");
    if (!is_inline) {
      pl_buffer_putc (s->out, '\n');
      pl_buffer_fill (s->out, ' ', 2 * STEP);
    }
    code = skeleton_value (s, i, 2 * STEP, 0);
  }
  if (!is_inline)
    pl_buffer_puts (s->out, "\n  ");
  return code;
}

int
skeleton_arguments (struct skeleton *s)
{
  s->problem = NULL;
  s->out->limit = SIZE_LIMIT;
  return finish (s, write_arguments (s));
}

static int
write_function (struct skeleton *s)
{
  int code;

  if (!skeleton_hcl_is_identifier (s->provider)
      || !skeleton_hcl_is_identifier (s->name))
    return skeleton_fail (s, PLATING_E_UNSUPPORTED,
                                   "its name can't be written in a "
                                   "configuration");
  pl_buffer_puts (s->out, "output \"example\" {\n  value = provider::");
  pl_buffer_append (s->out, s->provider.ptr, s->provider.len);
  pl_buffer_puts (s->out, "::");
  pl_buffer_append (s->out, s->name.ptr, s->name.len);
  pl_buffer_putc (s->out, '(');
  code = write_arguments (s);
  pl_buffer_puts (s->out, ")\n}\n");
  return code;
}

static int
write_example (struct skeleton *s)
{
  switch (s->kind) {
  case SKELETON_RESOURCE:
    return write_plain (s, "resource", "example");
  case SKELETON_DATA_SOURCE:
    return write_plain (s, "data", "example");
  case SKELETON_EPHEMERAL_RESOURCE:
    return write_plain (s, "ephemeral", "example");
  case SKELETON_PROVIDER:
    s->name = s->provider;
    return write_plain (s, "provider", NULL);
  case SKELETON_ACTION:
    return write_with_config (s, "action", false);
  case SKELETON_LIST_RESOURCE:
    return write_with_config (s, "list", true);
  case SKELETON_STATE_STORE:
    return write_state_store (s);
  case SKELETON_FUNCTION:
    return write_function (s);
  default:
    return skeleton_fail (s, PLATING_E_UNSUPPORTED,
                                   "its kind has no examples");
  }
}

int
skeleton_example (struct skeleton *s)
{
  begin (s);
  return finish (s, write_example (s));
}

/* -- import ------------------------------------------------------------ */

static int
check_address (struct skeleton *s)
{
  if (skeleton_hcl_is_identifier (s->name))
    return 0;
  return skeleton_fail (s, PLATING_E_UNSUPPORTED,
                                 "its name can't be written in an address");
}

int
skeleton_import (struct skeleton *s)
{
  int code;

  begin (s);
  code = check_address (s);
  if (code < 0)
    return code;
  pl_buffer_puts (s->out, "terraform import ");
  pl_buffer_append (s->out, s->name.ptr, s->name.len);
  pl_buffer_puts (s->out, ".example \"id\"\n");
  return finish (s, 0);
}

int
skeleton_import_identity (struct skeleton *s)
{
  uint32_t identity = plating_schema_child (s->view, 0,
                                            PLATING_NODE_IDENTITY);
  uint32_t *nodes;
  size_t n;
  int code;

  begin (s);
  if (identity == PLATING_NONE)
    return PLATING_E_NOT_FOUND;
  code = check_address (s);
  if (code == 0)
    code = skeleton_required (s, identity,
                                       PLATING_FLAG_REQUIRED_FOR_IMPORT,
                                       &nodes, &n);
  if (code == 0 && n == 0)
    code = skeleton_required (s, identity,
                                       PLATING_FLAG_OPTIONAL_FOR_IMPORT,
                                       &nodes, &n);
  if (code < 0)
    return code;
  pl_buffer_puts (s->out, "import {\n  to = ");
  pl_buffer_append (s->out, s->name.ptr, s->name.len);
  pl_buffer_puts (s->out, ".example\n  identity = {\n");
  code = skeleton_members (s, nodes, n, true, 2 * STEP, 0);
  pl_buffer_puts (s->out, "  }\n}\n");
  return finish (s, code);
}
