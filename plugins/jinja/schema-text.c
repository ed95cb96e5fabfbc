/* SPDX-License-Identifier: Apache-2.0 */
/* A component's schema, and a function's signature, as templates get
 * them. */

#include <config.h>

#include <string.h>

#include "plugins/common/schemadoc/flat-form.h"
#include "plugins/common/schemadoc/schema-markdown.h"
#include "plugins/jinja/renderer.h"

static int
keep (struct plate_job *job, struct plating_text from,
      struct plating_text *text)
{
  if (job->space->scratch.failed)
    return PLATING_E_NOMEM;
  *text = pl_text_copy (&job->space->arena, from);
  return text->ptr ? 0 : PLATING_E_NOMEM;
}

/* Calls WRITE for the schema; what it refuses fails the page. */
static int
write_markdown (struct plate_job *job,
                int (*write) (struct registry_markdown *m))
{
  struct pl_buffer error;
  struct registry_markdown m = {
    .view = job->schema, .arena = &job->space->arena,
    .out = &job->space->scratch, .error = &error, .shows_all = true
  };
  int code;

  pl_buffer_init (&error);
  pl_buffer_clear (m.out);
  code = write (&m);
  if (code < 0 && code != PLATING_E_NOMEM) {
    plate_fail (job->r, job->op, code, (struct plating_text) { NULL, 0 }, 0,
                0, "the schema can't be shown: %.*s", (int) error.len,
                error.len ? error.data : "");
    job->is_stated = true;
  }
  pl_buffer_release (&error);
  return code;
}

static int
write_registry (struct registry_markdown *m)
{
  return registry_schema_markdown (m, 0);
}

static bool
has_members (const struct plating_schema_view *v)
{
  uint32_t block = v && v->n_nodes
    ? plating_schema_child (v, 0, PLATING_NODE_BLOCK) : PLATING_NONE;

  return block != PLATING_NONE
         && plating_schema_node_at (v, block)->end > block + 1;
}

int
plate_schema_text (struct plate_job *job, struct plating_text *text)
{
  struct pl_buffer *out = &job->space->scratch;
  int code = 0;

  *text = (struct plating_text) { "", 0 };
  if ((job->component && job->component->kind == PLATE_FUNCTION)
      || !has_members (job->schema))
    return 0;
  pl_buffer_clear (out);
  switch (job->r->settings.style) {
  case PLATE_STYLE_REGISTRY:
    code = write_markdown (job, write_registry);
    /* One line feed ends it, as it ends the others. */
    while (code == 0 && out->len > 1 && out->data[out->len - 1] == '\n'
           && out->data[out->len - 2] == '\n')
      out->len--;
    break;
  case PLATE_STYLE_FLAT:
    schemadoc_flat (job->schema, out);
    break;
  default:
    schemadoc_table (job->schema, out);
  }
  return code < 0 ? code
         : keep (job, (struct plating_text) { out->data, out->len }, text);
}

/* -- functions -------------------------------------------------------- */

/* What stands between the code fences, which templates bring along. */
static struct plating_text
inside_fences (struct plating_text text)
{
  static const char open[] = "```text\n", close[] = "\n```";

  if (pl_text_starts_with (text, open))
    text = pl_text_skip (text, strlen (open));
  if (pl_text_ends_with (text, close))
    text.len -= strlen (close);
  return text;
}

int
plate_function_texts (struct plate_job *job,
                      struct plate_function_texts *texts)
{
  const struct plating_schema_view *v = job->schema;
  struct pl_buffer *out = &job->space->scratch;
  int code;

  *texts = (struct plate_function_texts) { .has_variadic = false };
  if (!v || !v->n_nodes)
    return 0;
  code = write_markdown (job, registry_function_signature);
  if (code == 0)
    code = keep (job, inside_fences ((struct plating_text) { out->data,
                                                             out->len }),
                 &texts->signature);
  if (code == 0)
    code = write_markdown (job, registry_function_arguments);
  if (code == 0)
    code = keep (job, (struct plating_text) { out->data, out->len },
                 &texts->arguments);
  if (code == 0)
    code = write_markdown (job, registry_function_variadic);
  if (code == 0)
    code = keep (job, (struct plating_text) { out->data, out->len },
                 &texts->variadic);
  texts->has_variadic
    = plating_schema_child (v, 0, PLATING_NODE_VARIADIC) != PLATING_NONE;
  return code;
}
