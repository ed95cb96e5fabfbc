/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that templates can call: those of the template library,
 * those of this renderer, and those that plugins of the run offer. */

#include <config.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <plating/types.h>

#include "plugins/common/markdown/markdown.h"
#include "plugins/registry/file-functions.h"
#include "plugins/registry/renderer.h"
#include "plugins/registry/values.h"

/* -- plainmarkdown ----------------------------------------------------- */

static int
plain_markdown (struct gotmpl_call *call, const struct tv *args,
                size_t n_args, struct tv *result)
{
  struct pl_buffer out;
  const char *problem = NULL, *copy;
  int status = gotmpl_call_charge (call, args[0].len / 8);

  (void) n_args;
  if (status < 0)
    return status;
  pl_buffer_init (&out);
  status = md_plain_text (args[0].u.text, args[0].len, &out, &problem);
  if (status == -ENOMEM) {
    status = gotmpl_call_no_memory (call);
  } else if (status < 0) {
    status = gotmpl_call_fail (call, "%s", problem);
  } else if ((copy = pl_arena_strndup (call->arena, out.data, out.len))) {
    *result = tv_string (copy, out.len);
  } else {
    status = gotmpl_call_no_memory (call);
  }
  pl_buffer_release (&out);
  return status;
}

/* -- subcategory ------------------------------------------------------- */

/* That of the page by the rules.  A page without a component goes by the
 * name of its file. */
static int
subcategory (struct gotmpl_call *call, const struct tv *args, size_t n_args,
             struct tv *result)
{
  const struct registry_page_run *run = call->user;
  struct plating_text path = run->file->path, name = run->component;
  struct plating_text directory = path, short_name;

  (void) args;
  (void) n_args;
  directory.len -= pl_text_base_name (path).len;
  if (!name.len)
    name = registry_stem (path);
  short_name = registry_component_short_name
                 (name, run->renderer->provider_short_name);
  name = registry_subcategory_of (&run->renderer->subcategories, directory,
                                  name, short_name.len);
  *result = tv_string (name.ptr, name.len);
  return 0;
}

/* -- tables ------------------------------------------------------------ */

static const struct gotmpl_function own_functions[] = {
  { .name = "codefile", .min_args = 2, .max_args = 2,
    .types = { &tv_type_string, &tv_type_string }, .n_types = 2,
    .call = registry_function_codefile },
  { .name = "tffile", .min_args = 1, .max_args = 1,
    .types = { &tv_type_string }, .n_types = 1,
    .call = registry_function_tffile },
  { .name = "plainmarkdown", .min_args = 1, .max_args = 1,
    .types = { &tv_type_string }, .n_types = 1, .call = plain_markdown },
  /* Unknown to tfplugindocs, so they come last. */
  { .name = "include", .min_args = 1, .max_args = 2,
    .types = { &tv_type_string, NULL }, .n_types = 2,
    .call = registry_function_include },
  { .name = "subcategory", .min_args = 0, .max_args = 0,
    .call = subcategory }
};

#define N_OWN (sizeof own_functions / sizeof own_functions[0])
#define N_UNKNOWN 2

/* -- functions of plugins ---------------------------------------------- */

/* Calls the function of a plugin whose number is CALL's data. */
static int
call_plugin (struct gotmpl_call *call, const struct tv *args, size_t n_args,
             struct tv *result)
{
  struct registry_page_run *run = call->user;
  const struct plating_host *host = run->renderer->host;
  const uint32_t *id = call->function->data;
  const struct plating_value **values, *answer = NULL;
  const char *problem = NULL;
  size_t n, i;
  int status = 0;

  values = calloc (n_args + 1, sizeof *values);
  if (!values)
    return gotmpl_call_no_memory (call);
  for (n = 0; n < n_args && !problem; n++)
    values[n] = registry_value_new (host->values, args[n], &problem);
  if (problem) {
    status = gotmpl_call_fail (call, "%s", problem);
  } else if (host->call_template_function (host, run->op, *id, values,
                                           n_args, &answer) < 0) {
    /* The plugin has said why; only it knows. */
    run->is_stated = true;
    status = gotmpl_call_fail (call, "the plugin's function failed");
  } else {
    if (registry_value_read (host->values, answer, call->arena, result,
                             &problem) < 0)
      status = gotmpl_call_fail (call, "%s", problem);
    host->values->unref (answer);
  }
  for (i = 0; i < n; i++)
    host->values->unref (values[i]);
  free (values);
  return status;
}

static int
add_plugin_functions (struct registry_renderer *r)
{
  const struct plating_host *host = r->host;
  const struct plating_template_function_ref *refs;
  struct gotmpl_function *functions;
  uint32_t *ids;
  size_t n = 0, stride = 0, i;

  if (!PLATING_HAS (host, template_functions)
      || !PLATING_HAS (host, call_template_function)
      || host->template_functions (host, &refs, &n, &stride) < 0 || n == 0)
    return 0;
  functions = pl_arena_array (&r->memory, n, sizeof *functions);
  ids = pl_arena_array (&r->memory, n, sizeof *ids);
  if (!functions || !ids)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    const struct plating_template_function_ref *ref
      = (const struct plating_template_function_ref *) (const void *)
        ((const char *) refs + i * stride);
    const char *name = pl_arena_strndup (&r->memory, ref->name.ptr,
                                         ref->name.len);

    if (!name)
      return PLATING_E_NOMEM;
    ids[i] = ref->id;
    functions[i] = (struct gotmpl_function) {
      .name = name, .min_args = ref->least,
      .max_args = ref->most == PLATING_NONE ? GOTMPL_VARIADIC : ref->most,
      .call = call_plugin, .data = &ids[i]
    };
  }
  r->tables[r->n_tables++] = (struct gotmpl_function_table) {
    functions, n
  };
  return 0;
}

/* Later tables win: no plugin changes what the registry's templates have
 * always called. */
int
registry_functions_start (struct registry_renderer *r)
{
  int code;

  r->n_tables = 0;
  code = add_plugin_functions (r);
  if (!r->compatible)
    r->tables[r->n_tables++] = gotmpl_extra_functions;
  r->tables[r->n_tables++] = gotmpl_text_functions;
  r->tables[r->n_tables++] = (struct gotmpl_function_table) {
    own_functions, r->compatible ? N_OWN - N_UNKNOWN : N_OWN
  };
  if (code < 0)
    return code;
  r->functions = gotmpl_set_new (r->tables, r->n_tables);
  return r->functions ? 0 : PLATING_E_NOMEM;
}
