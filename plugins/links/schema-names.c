/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the names in a page with those in a schema. */

#include <config.h>

#include "plugins/links/schema-names.h"

#include <string.h>

#include "common/text.h"

/* Whether PAGE has NAME as a code span, or at the start of one: a signature
 * names parameters with their types. */
static bool
is_named (struct plating_text page, struct plating_text name)
{
  const char *at = page.ptr, *end = page.ptr + page.len;

  while (at < end && name.len) {
    const char *p = memmem (at, (size_t) (end - at), name.ptr, name.len);

    if (!p)
      return false;
    if (p > page.ptr && p[-1] == '`' && p + name.len < end
        && p[name.len] == '`')
      return true;
    at = p + 1;
  }
  return !name.len;
}

static bool
is_in_schema (const struct plating_schema_view *v, struct plating_text name)
{
  uint32_t i;

  for (i = 0; i < v->n_nodes; i++)
    if (pl_text_same (plating_schema_node_at (v, i)->name, name))
      return true;
  return false;
}

/* The level whose members a page has to name. */
static uint32_t
members_of (const struct plating_schema_view *v)
{
  uint32_t block = plating_schema_child (v, 0, PLATING_NODE_BLOCK);

  return block == PLATING_NONE ? 0 : block;
}

/* The name in a line "- `name` (", or nothing. */
static struct plating_text
listed_name (struct plating_text line)
{
  struct plating_text none = { NULL, 0 }, name;
  const char *tick;

  if (line.len < 7 || memcmp (line.ptr, "- `", 3))
    return none;
  name = (struct plating_text) { line.ptr + 3, line.len - 3 };
  tick = memchr (name.ptr, '`', name.len);
  if (!tick || tick + 2 >= line.ptr + line.len || tick[1] != ' '
      || tick[2] != '(')
    return none;
  name.len = (size_t) (tick - name.ptr);
  return name;
}

void
links_compare_schema (struct plating_text page,
                      const struct plating_schema_view *view,
                      void (*found) (void *data, bool is_stale,
                                     struct plating_text name,
                                     uint32_t line),
                      void *data)
{
  uint32_t top = members_of (view), i, line = 0;
  uint32_t end = plating_schema_node_at (view, top)->end;
  const char *at = page.ptr, *stop = page.ptr + page.len;
  bool in_schema = false;

  for (i = top + 1; i < end; i = plating_schema_node_at (view, i)->end) {
    const struct plating_schema_node *n = plating_schema_node_at (view, i);

    if ((n->kind == PLATING_NODE_ATTRIBUTE
         || n->kind == PLATING_NODE_BLOCK_TYPE
         || n->kind == PLATING_NODE_PARAMETER
         || n->kind == PLATING_NODE_VARIADIC)
        && !is_named (page, n->name))
      found (data, false, n->name, 0);
  }
  while (at < stop) {
    const char *lf = memchr (at, '\n', (size_t) (stop - at));
    struct plating_text text = { at, (size_t) ((lf ? lf : stop) - at) };
    struct plating_text name;

    line++;
    at = lf ? lf + 1 : stop;
    if (text.len > 3 && !memcmp (text.ptr, "## ", 3))
      in_schema = memmem (text.ptr, text.len, "Schema", 6) != NULL;
    name = listed_name (text);
    if (in_schema && name.ptr && !is_in_schema (view, name))
      found (data, true, name, line);
  }
}
