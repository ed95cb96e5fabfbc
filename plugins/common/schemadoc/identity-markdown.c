/* SPDX-License-Identifier: Apache-2.0 */
/* The identity of a resource as Markdown. */

#include <config.h>

#include "plugins/common/schemadoc/schema-markdown.h"

#include <plating/types.h>

#include "plugins/common/gotemplate/quote.h"

/* Collects the attributes, sorted. */
static int
collect (struct registry_markdown *m, uint32_t identity,
         struct registry_name **names, size_t *n)
{
  uint32_t end = registry_node (m, identity)->end, i;
  const struct plating_schema_node *a;
  size_t cap = 0;
  void *array = NULL;
  int code;

  *n = 0;
  for (i = identity + 1; i < end; i = a->end) {
    a = registry_node (m, i);
    if (a->kind != PLATING_NODE_ATTRIBUTE)
      continue;
    code = registry_markdown_grow (m, &array, *n, &cap, sizeof **names);
    if (code < 0)
      return code;
    *names = array;
    (*names)[(*n)++] = (struct registry_name) {
      .ptr = a->name.ptr, .len = a->name.len, .node = i,
      .group = a->flags & PLATING_FLAG_REQUIRED_FOR_IMPORT
               ? PLATING_FLAG_REQUIRED_FOR_IMPORT
               : a->flags & PLATING_FLAG_OPTIONAL_FOR_IMPORT
    };
  }
  if (*n)
    registry_sort_names (*names, *n);
  for (i = 0; i < *n; i++)
    if (!(*names)[i].group) {
      registry_markdown_fail (m, "invalid schema: for ");
      gotmpl_quote (m->error, (*names)[i].ptr, (*names)[i].len, false);
      pl_buffer_puts (m->error, " attribute, either RequiredForImport for "
                      "OptionalForImport must be set to true");
      return PLATING_E_SCHEMA;
    }
  return 0;
}

static int
write_group (struct registry_markdown *m, const struct registry_name *names,
             size_t n, uint32_t group, const char *heading)
{
  int has_heading = 0, code;
  size_t i;

  for (i = 0; i < n; i++) {
    if (names[i].group != group)
      continue;
    if (!has_heading)
      pl_buffer_puts (m->out, heading);
    has_heading = 1;
    pl_buffer_puts (m->out, "- `");
    pl_buffer_append (m->out, names[i].ptr, names[i].len);
    pl_buffer_puts (m->out, "` (");
    code = registry_write_type (m, names[i].node, 0);
    if (code < 0) {
      registry_markdown_wrap (m, "unable to render identity attribute",
                              registry_node (m, names[i].node)->name);
      return code;
    }
    pl_buffer_putc (m->out, ')');
    registry_write_description (m, registry_node (m, names[i].node)->text);
    pl_buffer_putc (m->out, '\n');
  }
  return 0;
}

int
registry_identity_markdown (struct registry_markdown *m, uint32_t identity)
{
  struct registry_name *names = NULL;
  size_t n;
  int code = collect (m, identity, &names, &n);

  pl_buffer_puts (m->out, "### Identity Schema\n\n");
  if (code == 0)
    code = write_group (m, names, n, PLATING_FLAG_REQUIRED_FOR_IMPORT,
                        "#### Required\n\n");
  pl_buffer_putc (m->out, '\n');
  if (code == 0)
    code = write_group (m, names, n, PLATING_FLAG_OPTIONAL_FOR_IMPORT,
                        "#### Optional\n\n");
  if (code == 0)
    code = registry_markdown_check (m);
  return code;
}
