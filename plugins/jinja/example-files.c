/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the files beside examples. */

#include <config.h>

#include "plugins/jinja/example-files.h"

#include <string.h>

static void
put (struct pl_buffer *out, struct plating_text text)
{
  pl_buffer_append (out, text.ptr, text.len);
}

/* The other providers of `required_providers'. */
static void
put_others (const struct plate_requirements *others, struct pl_buffer *out)
{
  size_t i;

  for (i = 0; i < others->n; i++) {
    pl_buffer_puts (out, "    ");
    put (out, others->items[i].name);
    pl_buffer_puts (out, " = ");
    put (out, others->items[i].value);
    pl_buffer_putc (out, '\n');
  }
}

static void
begin_provider_block (const struct plate_example_provider *p,
                      struct pl_buffer *out)
{
  pl_buffer_puts (out, "provider \"");
  put (out, p->name);
  pl_buffer_puts (out, "\" {\n");
}

static void
put_test_note (const struct plate_example_provider *p, struct pl_buffer *out)
{
  pl_buffer_puts (out, "  # This component is registered `test_only`.");
  if (p->test_variable.len) {
    pl_buffer_puts (out, " Start the\n  # provider with ");
    put (out, p->test_variable);
    pl_buffer_puts (out, "=true in its environment,\n"
                    "  # or it will not publish the component at all.\n");
  } else {
    pl_buffer_puts (out, " A provider\n  # that is started normally does not"
                    " publish it.\n");
  }
}

void
plate_put_provider_file (const struct plate_example_provider *p,
                         const struct plate_requirements *others,
                         bool is_test_only, struct pl_buffer *out)
{
  pl_buffer_puts (out, "terraform {\n  required_providers {\n    ");
  put (out, p->name);
  pl_buffer_puts (out, " = {\n      source");
  pl_buffer_puts (out, p->version.len ? "  = \"" : " = \"");
  put (out, p->source);
  if (p->version.len) {
    pl_buffer_puts (out, "\"\n      version = \"");
    put (out, p->version);
  }
  pl_buffer_puts (out, "\"\n    }\n");
  put_others (others, out);
  pl_buffer_puts (out, "  }\n}\n\n");
  begin_provider_block (p, out);
  if (is_test_only)
    put_test_note (p, out);
  pl_buffer_puts (out, "  # Add your configuration options here\n}\n");
}

void
plate_put_group_provider_file (const struct plate_example_provider *p,
                               const struct plate_requirements *others,
                               struct pl_buffer *out)
{
  pl_buffer_puts (out, "terraform {\n  required_version = \">= 0.12\"\n\n"
                  "  required_providers {\n    ");
  put (out, p->name);
  pl_buffer_puts (out, " = {\n      source = \"");
  put (out, p->source);
  if (p->version.len) {
    pl_buffer_puts (out, "\"\n      version = \"");
    put (out, p->version);
  }
  pl_buffer_puts (out, "\"\n    }\n");
  put_others (others, out);
  pl_buffer_puts (out, "  }\n}\n\n");
  begin_provider_block (p, out);
  pl_buffer_puts (out, "  # Configure provider settings here\n}\n");
}

static void
put_title (struct pl_buffer *out, struct plating_text name)
{
  size_t start = out->len, i;

  plate_put_title (out, name);
  for (i = start; !out->failed && i < out->len; i++)
    if (out->data[i] == '_')
      out->data[i] = ' ';
}

static void
put_command (struct pl_buffer *out, const char *remark, const char *command)
{
  pl_buffer_printf (out, "# %s\nterraform %s\n", remark, command);
}

void
plate_put_group_readme (const struct plate_example_provider *p,
                        struct plating_text name,
                        const struct plating_text *components, size_t n,
                        struct pl_buffer *out)
{
  size_t i;

  pl_buffer_puts (out, "# ");
  put_title (out, name);
  pl_buffer_puts (out, " Example\n\nThis is a grouped example demonstrating"
                  " how to use multiple ");
  put (out, p->name);
  pl_buffer_puts (out, " components together.\n\n"
                  "## Components Included\n\n");
  for (i = 0; i < n; i++) {
    pl_buffer_puts (out, "- ");
    put (out, components[i]);
    pl_buffer_putc (out, '\n');
  }
  pl_buffer_puts (out, "\n## Usage\n\nTo use this example:\n\n```bash\n");
  put_command (out, "Initialize Terraform", "init");
  pl_buffer_putc (out, '\n');
  put_command (out, "Review the planned changes", "plan");
  pl_buffer_putc (out, '\n');
  put_command (out, "Apply the configuration", "apply");
  pl_buffer_puts (out, "```\n\n## Clean Up\n\nTo remove the resources created"
                  " by this example:\n\n```bash\nterraform destroy\n```\n\n"
                  "## Notes\n\n"
                  "- This example demonstrates best practices for using"
                  " multiple components together\n"
                  "- Modify the configuration files as needed for your use"
                  " case\n"
                  "- Ensure you have the required providers configured\n");
}
