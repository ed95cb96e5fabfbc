/* SPDX-License-Identifier: Apache-2.0 */
/* Signature and arguments of a provider's function as Markdown. */

#include <config.h>

#include "plugins/common/schemadoc/schema-markdown.h"

#include <plating/types.h>

#include "common/utf8.h"

/* Writes NAME TYPE as in a signature. */
static int
write_parameter (struct registry_markdown *m, uint32_t node)
{
  struct plating_text name = registry_node (m, node)->name;
  int code;

  pl_buffer_append (m->out, name.ptr, name.len);
  pl_buffer_putc (m->out, ' ');
  code = registry_write_type (m, node, 1);
  if (code < 0)
    registry_markdown_wrap (m, "unable to render parameter", name);
  return code;
}

/* The separator before the variadic parameter depends on whether the
 * source has a list of parameters, not on whether that is empty. */
int
registry_function_signature (struct registry_markdown *m)
{
  const struct plating_schema_node *f = registry_node (m, 0);
  uint32_t i, variadic = PLATING_NONE, result = PLATING_NONE;
  int code, n_parameters = 0;

  pl_buffer_puts (m->out, "```text\n");
  pl_buffer_append (m->out, f->name.ptr, f->name.len);
  pl_buffer_putc (m->out, '(');
  for (i = 1; i < f->end; i = registry_node (m, i)->end)
    switch (registry_node (m, i)->kind) {
    case PLATING_NODE_PARAMETER:
      if (n_parameters++)
        pl_buffer_puts (m->out, ", ");
      code = write_parameter (m, i);
      if (code < 0)
        return code;
      break;
    case PLATING_NODE_VARIADIC:
      variadic = i;
      break;
    case PLATING_NODE_RETURN:
      result = i;
      break;
    default:
      break;
    }
  if (variadic != PLATING_NONE) {
    if (n_parameters || f->flags & PLATING_FLAG_PARAMETERS)
      pl_buffer_puts (m->out, ", ");
    code = write_parameter (m, variadic);
    if (code < 0)
      return code;
    pl_buffer_puts (m->out, "...");
  }
  pl_buffer_puts (m->out, ") ");
  if (result == PLATING_NONE
      || registry_node (m, result)->type == PLATING_TYPE_NONE)
    return registry_markdown_fail (m, "the function has no return type");
  code = registry_write_type (m, result, 1);
  if (code < 0)
    return code;
  pl_buffer_puts (m->out, "\n```");
  return registry_markdown_check (m);
}

/* Writes one numbered line without its end.  The blank before the
 * description stays when there is none. */
static int
write_argument (struct registry_markdown *m, uint32_t node,
                const char *before_type)
{
  const struct plating_schema_node *p = registry_node (m, node);
  struct plating_text text = p->text;
  int code;

  pl_buffer_puts (m->out, "1. `");
  pl_buffer_append (m->out, p->name.ptr, p->name.len);
  pl_buffer_puts (m->out, "` (");
  pl_buffer_puts (m->out, before_type);
  code = registry_write_type (m, node, 0);
  if (code < 0) {
    registry_markdown_wrap (m, "unable to render parameter", p->name);
    return code;
  }
  if (p->flags & PLATING_FLAG_NULLABLE)
    pl_buffer_puts (m->out, ", Nullable");
  pl_buffer_puts (m->out, ") ");
  pl_utf8_trim (&text.ptr, &text.len);
  pl_buffer_append (m->out, text.ptr, text.len);
  return 0;
}

int
registry_function_arguments (struct registry_markdown *m)
{
  uint32_t end = registry_node (m, 0)->end, i;
  int n = 0, code;

  for (i = 1; i < end; i = registry_node (m, i)->end) {
    if (registry_node (m, i)->kind != PLATING_NODE_PARAMETER)
      continue;
    if (n++)
      pl_buffer_putc (m->out, '\n');
    code = write_argument (m, i, "");
    if (code < 0)
      return code;
  }
  return registry_markdown_check (m);
}

int
registry_function_variadic (struct registry_markdown *m)
{
  uint32_t i = plating_schema_child (m->view, 0, PLATING_NODE_VARIADIC);
  int code = i == PLATING_NONE ? 0 : write_argument (m, i, "Variadic, ");

  return code < 0 ? code : registry_markdown_check (m);
}
