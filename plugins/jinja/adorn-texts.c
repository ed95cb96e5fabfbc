/* SPDX-License-Identifier: Apache-2.0 */
/* The templates and examples that bundles start with. */

#include <config.h>

#include "plugins/jinja/adorn.h"

#include <string.h>

#include "plugins/common/skeleton/skeleton.h"

/* What a kind's template says of it. */
static const char *const paragraphs[PLATE_OTHER] = {
  [PLATE_EPHEMERAL_RESOURCE] =
    "Ephemeral resources are opened during an operation and closed when it"
    " ends.\nTheir values are never written to state, so they can only be"
    " consumed by\nwrite-only attributes, provider configuration, or other"
    " ephemeral values.\n",
  [PLATE_LIST_RESOURCE] =
    "List resources are queried with `terraform query` from a `.tfquery.hcl`"
    " file\nrather than planned or applied. The schema below is the `config`"
    " block of the\n`list` block, not the schema of the managed resource"
    " being listed.\n",
  [PLATE_STATE_STORE] =
    "State stores are configured inside the `terraform` block and hold"
    " Terraform\nstate on the provider's behalf. Because the store is loaded"
    " before the provider\nis configured, its own `provider` block is declared"
    " inline.\n",
  [PLATE_ACTION] =
    "Actions run as a side effect of an apply. They are either triggered from"
    " a\nresource's `lifecycle.action_trigger` block or invoked directly.\n"
};

static void
put (struct pl_buffer *out, struct plating_text text)
{
  pl_buffer_append (out, text.ptr, text.len);
}

/* -- templates ------------------------------------------------------------ */

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first line of the description. */
static struct plating_text
summary_of (const struct plating_schema_view *schema)
{
  struct plating_text text = { NULL, 0 };
  const char *end;
  uint32_t block;

  if (!schema)
    return text;
  block = plating_schema_child (schema, 0, PLATING_NODE_BLOCK);
  text = plating_schema_node_at (schema, block == PLATING_NONE ? 0
                                 : block)->text;
  while (text.len && is_blank (text.ptr[0]))
    text = pl_text_skip (text, 1);
  end = text.len ? memchr (text.ptr, '\n', text.len) : NULL;
  if (end)
    text.len = (size_t) (end - text.ptr);
  while (text.len && is_blank (text.ptr[text.len - 1]))
    text.len--;
  return text;
}

static void
put_words (struct pl_buffer *out, const char *value)
{
  for (; *value; value++)
    pl_buffer_putc (out, *value == '_' ? ' ' : *value);
}

/* What could be taken for a template is none. */
static void
put_summary (struct pl_buffer *out, const struct plate_subject *s)
{
  struct plating_text text = summary_of (s->schema);
  bool is_raw = memmem (text.ptr ? text.ptr : "", text.len, "{{", 2)
    || memmem (text.ptr ? text.ptr : "", text.len, "{%", 2)
    || memmem (text.ptr ? text.ptr : "", text.len, "{#", 2);

  if (!text.len) {
    pl_buffer_puts (out, "Terraform ");
    put_words (out, plate_kinds[s->kind].value);
    pl_buffer_puts (out, " for ");
    put (out, s->name);
    return;
  }
  /* Nothing can be said of a text that would end this. */
  if (is_raw && memmem (text.ptr, text.len, "endraw", 6))
    return;
  pl_buffer_puts (out, is_raw ? "{% raw %}" : "");
  put (out, text);
  pl_buffer_puts (out, is_raw ? "{% endraw %}" : "");
}

static void
put_head (const struct plate_subject *s, struct pl_buffer *out)
{
  const char *display = plate_kinds[s->kind].display;

  pl_buffer_printf (out, "---\npage_title: \"%s: ", display);
  put (out, s->name);
  pl_buffer_puts (out, "\"\n");
  if (s->is_test_only)
    pl_buffer_puts (out, "subcategory: \"Test Mode\"\n");
  pl_buffer_puts (out, "description: |-\n  ");
  put_summary (out, s);
  pl_buffer_puts (out, "\n---\n\n# ");
  put (out, s->name);
  pl_buffer_printf (out, " (%s)\n\n", display);
  put_summary (out, s);
  pl_buffer_puts (out, "\n\n");
  if (paragraphs[s->kind])
    pl_buffer_printf (out, "%s\n", paragraphs[s->kind]);
}

void
plate_put_default_template (const struct plate_subject *s,
                            struct pl_buffer *out)
{
  put_head (s, out);
  pl_buffer_puts (out, "## Example Usage\n\n{{ example(\"example\") }}\n\n");
  if (s->kind == PLATE_FUNCTION) {
    pl_buffer_puts (out, "## Signature\n\n`{{ signature_markdown }}`\n\n"
                    "## Arguments\n\n{{ arguments_markdown }}\n\n"
                    "{% if has_variadic %}\n## Variadic Arguments\n\n"
                    "{{ variadic_argument_markdown }}\n{% endif %}\n");
    return;
  }
  pl_buffer_puts (out, "{{ schema() }}\n");
  if (s->kind != PLATE_RESOURCE)
    return;
  pl_buffer_puts (out, "\n## Import\n\n```bash\nterraform import ");
  put (out, s->name);
  pl_buffer_puts (out, ".example <id>\n```\n");
}

/* -- examples ------------------------------------------------------------- */

const char *
plate_example_suffix (enum plate_kind kind)
{
  return kind == PLATE_LIST_RESOURCE ? ".tfquery.hcl" : ".tf";
}

/* Writes each part: "%" stands for the name, "&" for the provider's. */
static void
put_form (struct pl_buffer *out, const struct plate_subject *s,
          const char *form)
{
  for (; *form; form++)
    if (*form == '%')
      put (out, s->name);
    else if (*form == '&')
      put (out, s->provider);
    else
      pl_buffer_putc (out, *form);
}

/* The part of each kind before what is configured, what stands there if
 * nothing has to be, and the part behind it. */
static const struct {
  const char *head, *nothing, *tail;
  size_t indent;
} forms[PLATE_OTHER + 1] = {
  [PLATE_RESOURCE] = {
    "resource \"%\" \"example\" {\n", "# Configuration options here",
    "}\n\noutput \"example_id\" {\n"
    "  description = \"The ID of the % resource\"\n"
    "  value       = %.example.id\n}\n", 2
  },
  [PLATE_DATA_SOURCE] = {
    "data \"%\" \"example\" {\n", "# Configuration options here",
    "}\n\noutput \"example_data\" {\n"
    "  description = \"Data from %\"\n"
    "  value       = data.%.example\n}\n", 2
  },
  [PLATE_EPHEMERAL_RESOURCE] = {
    "ephemeral \"%\" \"example\" {\n", "# Configuration options here",
    "}\n\n# Ephemeral values cannot be persisted. Consume them from a"
    " write-only\n# attribute, a provider block, or another ephemeral"
    " resource.\n", 2
  },
  [PLATE_LIST_RESOURCE] = {
    "# Save as example.tfquery.hcl and run `terraform query`.\n"
    "list \"%\" \"example\" {\n  provider = &\n\n  config {\n",
    "# Filter options here", "  }\n}\n", 4
  },
  [PLATE_STATE_STORE] = {
    "terraform {\n  state_store \"%\" {\n    provider \"&\" {}\n\n",
    "# Configuration options here", "  }\n}\n", 4
  },
  [PLATE_PROVIDER] = {
    "provider \"&\" {\n", "# Configuration options here", "}\n", 2
  },
  [PLATE_ACTION] = {
    "action \"%\" \"example\" {\n  config {\n",
    "# Configuration options here",
    "  }\n}\n\n"
    "# Actions run as a side effect of an apply, triggered from a"
    " resource:\n#\n#   lifecycle {\n#     action_trigger {\n"
    "#       events  = [after_create]\n"
    "#       actions = [action.%.example]\n#     }\n#   }\n", 4
  }
};

/* Whether the schema has something to say on how the component is set
 * up. */
static int
put_body (struct skeleton *s, const struct plate_subject *subject,
          size_t indent, const char *nothing)
{
  size_t start = s->out->len;
  int code = subject->schema ? skeleton_body (s, indent) : 0;

  if (code < 0 || s->out->len > start)
    return code;
  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_printf (s->out, "%s\n", nothing);
  return 0;
}

static int
put_call (struct skeleton *s, const struct plate_subject *subject)
{
  int code = 0;

  pl_buffer_puts (s->out, "locals {\n  example_result = ");
  if (!subject->schema) {
    put (s->out, subject->name);
    pl_buffer_puts (s->out, "(\n    # Function arguments here\n  )\n}\n");
  } else {
    if (!skeleton_hcl_is_identifier (subject->provider)
        || !skeleton_hcl_is_identifier (subject->name)) {
      s->problem = "its name can't be written in a configuration";
      return PLATING_E_UNSUPPORTED;
    }
    put_form (s->out, subject, "provider::&::%(");
    code = skeleton_arguments (s);
    pl_buffer_puts (s->out, ")\n}\n");
  }
  put_form (s->out, subject, "\noutput \"function_result\" {\n"
            "  description = \"Result of % function\"\n"
            "  value       = local.example_result\n}\n");
  return code;
}

int
plate_write_default_example (const struct plate_subject *subject,
                             struct pl_arena *arena, struct pl_buffer *out,
                             const char **problem)
{
  struct skeleton s = { .view = subject->schema, .name = subject->name,
                        .provider = subject->provider, .arena = arena,
                        .out = out };
  enum plate_kind kind = subject->kind;
  int code = 0;

  pl_buffer_clear (out);
  if (kind == PLATE_FUNCTION) {
    code = put_call (&s, subject);
  } else if (!skeleton_hcl_is_identifier (subject->name)) {
    s.problem = "its name can't be written in a configuration";
    code = PLATING_E_UNSUPPORTED;
  } else if (forms[kind].head
             && (kind != PLATE_PROVIDER || subject->schema)) {
    put_form (out, subject, forms[kind].head);
    code = put_body (&s, subject, forms[kind].indent, forms[kind].nothing);
    put_form (out, subject, forms[kind].tail);
  } else {
    put_form (out, subject, "# Example usage for %\n"
              "# Add your Terraform configuration here\n");
  }
  *problem = s.problem ? s.problem : "it can't be written";
  if (code == 0 && out->failed)
    code = PLATING_E_NOMEM;
  out->limit = 0;
  return code;
}
