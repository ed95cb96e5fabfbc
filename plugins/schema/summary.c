/* SPDX-License-Identifier: Apache-2.0 */
/* `plating schema --summary`: how many components of each kind there are. */

#include <config.h>

#include "plugins/schema/command.h"

#include <string.h>

#include "plugins/schema/text.h"

struct counts {
  size_t n, n_deprecated;
};

/* Components of SECTION; those with an identity if it has that form. */
static struct counts
count (const struct schema_section *section,
       const struct plating_operation_outcome *outcome)
{
  struct counts counts = { 0, 0 };
  size_t i;

  for (i = 0; i < outcome->n_components; i++) {
    const struct plating_operation_component *one = &outcome->components[i];

    if (!schema_text_is (one->kind, section->kind, strlen (section->kind))
        || one->flags & PLATING_COMPONENT_NO_SCHEMA
        || (section->form == SCHEMA_FORM_IDENTITY
            && !(one->flags & PLATING_COMPONENT_HAS_IDENTITY)))
      continue;
    counts.n++;
    counts.n_deprecated += (one->flags & PLATING_COMPONENT_DEPRECATED) != 0;
  }
  return counts;
}

static void
put_line (struct schema_command *c, const struct schema_section *section,
          struct counts n)
{
  if (c->format == SCHEMA_FORMAT_MARKDOWN)
    pl_buffer_printf (&c->out, "| %s | %zu | %zu |\n", section->many, n.n,
                      n.n_deprecated);
  else if (n.n_deprecated)
    pl_buffer_printf (&c->out, "%-21s%7zu  (%zu deprecated)\n",
                      section->many, n.n, n.n_deprecated);
  else
    pl_buffer_printf (&c->out, "%-21s%7zu\n", section->many, n.n);
}

static void
put_member (struct schema_command *c, const struct schema_section *section,
            struct counts n, bool is_first)
{
  pl_buffer_printf (&c->out, "%s\"%s\":{\"count\":%zu,\"deprecated\":%zu}",
                    is_first ? "" : ",", section->key, n.n, n.n_deprecated);
}

static void
on_done (void *data, const struct plating_operation_outcome *outcome)
{
  struct schema_command *c = data;
  int status;
  size_t i;

  if (!schema_command_is_fine (c, outcome))
    return;
  if (c->format == SCHEMA_FORMAT_JSON)
    pl_buffer_puts (&c->out, "{\"format_version\":\"1.0\",\"counts\":{");
  else if (c->format == SCHEMA_FORMAT_MARKDOWN)
    pl_buffer_puts (&c->out, "| kind | count | deprecated |\n"
                    "| --- | ---: | ---: |\n");
  for (i = 1; i < schema_n_sections; i++) {
    const struct schema_section *section = &schema_sections[i];
    struct counts n = count (section, outcome);

    if (c->format == SCHEMA_FORMAT_JSON)
      put_member (c, section, n, i == 1);
    else if (n.n > 0)
      put_line (c, section, n);
  }
  if (c->format == SCHEMA_FORMAT_JSON)
    pl_buffer_puts (&c->out, "}}\n");
  status = schema_command_flush (c);
  if (status < 0)
    schema_command_fail (c, status, "the summary can't be written", NULL);
  else
    schema_command_end (c, 0);
}

int
schema_summary (struct schema_command *c)
{
  return schema_command_operate (c, "info", NULL, 0, NULL, on_done);
}
