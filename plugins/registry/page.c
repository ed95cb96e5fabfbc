/* SPDX-License-Identifier: Apache-2.0 */
/* Render: one document from its template and its component. */

#include <config.h>

#include "plugins/registry/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "plugins/common/gotemplate/quote.h"
#include "plugins/common/schemadoc/markdown.h"

/* A buffer that a page has made larger than this is not kept. */
#define KEEP_MAX ((size_t) 1 << 20)

/* -- work spaces ------------------------------------------------------- */

static struct registry_workspace *
get_workspace (struct registry_renderer *r)
{
  struct registry_workspace *space;

  pthread_mutex_lock (&r->mutex);
  space = r->workspaces;
  if (space)
    r->workspaces = space->next;
  pthread_mutex_unlock (&r->mutex);
  if (space || !(space = calloc (1, sizeof *space)))
    return space;
  pl_arena_init (&space->arena, 0);
  pl_buffer_init (&space->schema);
  space->schema.limit = REGISTRY_MARKDOWN_MAX;
  pl_buffer_init (&space->out);
  pl_buffer_init (&space->error);
  gotmpl_error_init (&space->template_error);
  return space;
}

static void
empty_buffer (struct pl_buffer *b)
{
  if (b->cap > KEEP_MAX)
    pl_buffer_release (b);
  pl_buffer_clear (b);
}

static void
put_workspace (struct registry_renderer *r,
               struct registry_workspace *space)
{
  pl_arena_reset (&space->arena);
  empty_buffer (&space->schema);
  empty_buffer (&space->out);
  empty_buffer (&space->error);
  gotmpl_error_release (&space->template_error);
  gotmpl_error_init (&space->template_error);
  pthread_mutex_lock (&r->mutex);
  space->next = r->workspaces;
  r->workspaces = space;
  pthread_mutex_unlock (&r->mutex);
}

void
registry_workspaces_free (struct registry_workspace *first)
{
  while (first) {
    struct registry_workspace *next = first->next;

    pl_arena_release (&first->arena);
    pl_buffer_release (&first->schema);
    pl_buffer_release (&first->out);
    pl_buffer_release (&first->error);
    gotmpl_error_release (&first->template_error);
    free (first);
    first = next;
  }
}

/* -- failing ----------------------------------------------------------- */

int
registry_page_fail (struct registry_page *page, int code, const char *text)
{
  pl_buffer_clear (&page->space->error);
  pl_buffer_puts (&page->space->error, text);
  return code;
}

void
registry_page_prefix (struct registry_page *page, const char *text)
{
  struct pl_buffer inner = page->space->error;

  if (!inner.len)
    return;
  pl_buffer_init (&page->space->error);
  pl_buffer_puts (&page->space->error, text);
  pl_buffer_append (&page->space->error, inner.data, inner.len);
  pl_buffer_release (&inner);
}

/* Puts 'unable to render KIND template "PATH": ' in front. */
static void
name_template (struct registry_page *page)
{
  const struct registry_file *f = page->file;
  struct pl_buffer prefix;

  pl_buffer_init (&prefix);
  pl_buffer_puts (&prefix, "unable to render ");
  pl_buffer_puts (&prefix, registry_kinds[f->kind].words);
  if (f->kind != REGISTRY_PLAIN)
    pl_buffer_putc (&prefix, ' ');
  pl_buffer_puts (&prefix, "template ");
  gotmpl_quote (&prefix, f->path.ptr, f->path.len, false);
  pl_buffer_puts (&prefix, ": ");
  if (!prefix.failed)
    registry_page_prefix (page, prefix.data);
  pl_buffer_release (&prefix);
}

static void
state_failure (struct registry_page *page, int code)
{
  const struct registry_file *f = page->file;
  struct registry_workspace *space = page->space;
  const struct plating_text parts[] = {
    page->renderer->templates_name, pl_text_of ("/"),
    page->is_in_schema_template ? pl_text_of (REGISTRY_SCHEMA_TEMPLATE)
    : f->origin == REGISTRY_FROM_FALLBACK
    ? pl_text_of (registry_kinds[f->home].fallback) : f->path
  };
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = code,
    .message = { space->error.data, space->error.len },
    .component = page->data.name,
    .line = space->template_error.line
  };

  if (space->template_error.column >= 0 && failure.line)
    failure.column = (uint32_t) space->template_error.column + 1;
  if (code == PLATING_E_NOMEM || space->error.failed || !space->error.len)
    failure.message = pl_text_of ("out of memory");
  if (page->is_outside)
    failure.hint = pl_text_of ("--allow-outside PATH lets templates read "
                               "other places");
  if (f->origin != REGISTRY_FROM_DEFAULT || page->is_in_schema_template)
    failure.file = pl_text_join (&space->arena, parts, 3);
  page->renderer->host->fail (page->renderer->host, page->op, &failure);
}

/* -- templates --------------------------------------------------------- */

static int
fail_parse (struct registry_page *page, const struct registry_template *t)
{
  struct pl_buffer *error = &page->space->error;
  struct gotmpl_error *where = &page->space->template_error;

  if (t->code == PLATING_E_NOMEM)
    return t->code;
  pl_buffer_clear (error);
  pl_buffer_puts (error, "unable to parse template");
  /* The original shows all of the template; the name is enough. */
  if (page->renderer->compatible) {
    pl_buffer_putc (error, ' ');
    gotmpl_quote (error, t->text.ptr, t->text.len, false);
  }
  pl_buffer_puts (error, ": ");
  pl_buffer_append (error, t->error.message.data, t->error.message.len);
  where->line = t->error.line;
  where->column = t->error.column;
  return t->code;
}

static int
execute (struct registry_page *page, const struct registry_template *t,
         struct tv data)
{
  struct registry_workspace *space = page->space;
  struct registry_page_run run = {
    .renderer = page->renderer, .op = page->op, .file = page->file,
    .component = page->data.name
  };
  struct gotmpl_options options = { .arena = &space->arena, .user = &run };
  int status;

  if (t->code < 0)
    return fail_parse (page, t);
  status = gotmpl_execute (t->set,
                           registry_kinds[page->file->kind].template_name,
                           data, &options, &space->out,
                           &space->template_error);
  if (status == 0)
    return 0;
  page->is_stated = run.is_stated;
  page->is_outside = run.is_outside;
  pl_buffer_clear (&space->error);
  pl_buffer_puts (&space->error, "unable to execute template: ");
  pl_buffer_append (&space->error, space->template_error.message.data,
                    space->template_error.message.len);
  return status == -ENOMEM ? PLATING_E_NOMEM
         : status == -EFBIG ? PLATING_E_LIMIT : PLATING_E_TEMPLATE;
}

/* The template that the page shares with others, or NULL. */
static const struct registry_template *
shared_template (const struct registry_page *page)
{
  const struct registry_file *f = page->file;

  if (f->origin == REGISTRY_FROM_FILE)
    return NULL;
  return &page->renderer->shared[f->home]
           [f->origin == REGISTRY_FROM_DEFAULT][f->kind == REGISTRY_PLAIN];
}

/* Executes the page's template, whose text is TEXT unless it is shared. */
static int
run_template (struct registry_page *page, struct plating_text text,
              struct tv data)
{
  const struct registry_template *shared = shared_template (page);
  struct registry_template own = { .text = text };
  int code;

  if (shared)
    return execute (page, shared, data);
  registry_template_parse (page->renderer, &own,
                           registry_kinds[page->file->kind].template_name);
  code = execute (page, &own, data);
  registry_template_release (&own);
  return code;
}

/* -- components -------------------------------------------------------- */

/* Where tfplugindocs looks for examples with a pattern of the whole path,
 * so that some names of directories find nothing or fail. */
static int
spoil_examples (struct registry_page *page)
{
  const struct registry_kind_names *k = &registry_kinds[page->data.kind];
  struct pl_buffer *error = &page->space->error;
  const struct plating_text parts[] = {
    page->renderer->examples.path, pl_text_of ("/"),
    registry_examples_directory (page->data.kind, page->data.name,
                                 &page->space->arena),
    pl_text_of (k->example), pl_text_of ("*"),
    pl_text_of (k->example_suffix)
  };
  struct plating_text pattern
    = pl_text_join (&page->space->arena, parts,
                    sizeof parts / sizeof parts[0]);
  bool is_bad;

  if (!pattern.ptr || !parts[2].ptr)
    return PLATING_E_NOMEM;
  if (registry_is_pattern (pattern, &is_bad))
    page->examples.n_files = 0;
  if (!is_bad)
    return 0;
  pl_buffer_clear (error);
  pl_buffer_puts (error, "unable to glob example files with pattern ");
  gotmpl_quote (error, pattern.ptr, pattern.len, false);
  pl_buffer_puts (error, ": syntax error in pattern");
  return PLATING_E_INVAL;
}

static int
find_examples (struct registry_page *page)
{
  struct registry_renderer *r = page->renderer;
  int code = registry_examples_find (&r->examples, r->host, page->op,
                                     page->data.kind, page->data.name,
                                     &page->space->arena, &page->examples);

  if (code < 0 && code != PLATING_E_NOMEM)
    return registry_page_fail (page, code, "can't list the examples");
  if (code == 0 && r->compatible)
    code = spoil_examples (page);
  return code;
}

static int
render_component (struct registry_page *page, struct plating_text text)
{
  struct tv data;
  int code = registry_page_schema (page);

  /* An empty template makes an empty page, but only of a schema that can
   * be shown. */
  if (code < 0 || text.len == 0)
    return code;
  if (page->data.kind == REGISTRY_RESOURCE)
    code = registry_page_identity (page);
  if (code < 0)
    return code;
  data = registry_data_value (&page->data, &page->space->arena);
  if (tv_kind (data) == TV_NONE)
    return PLATING_E_NOMEM;
  return run_template (page, text, data);
}

/* The component's name can't be that of a file. */
static int
fail_name (struct registry_page *page)
{
  struct plating_text name = page->data.name;
  const char *problem = "it is too long";

  if (memchr (name.ptr, '/', name.len))
    problem = "it holds a slash";
  else if (memchr (name.ptr, '\0', name.len))
    problem = "it holds a NUL character";
  registry_page_fail (page, PLATING_E_OUTSIDE, "no page can be named after "
                      "this component: ");
  pl_buffer_puts (&page->space->error, problem);
  return PLATING_E_OUTSIDE;
}

static int
check_trouble (struct registry_page *page)
{
  switch (page->file->trouble) {
  case REGISTRY_BAD_NAME:
    return fail_name (page);
  case REGISTRY_NO_PROVIDER:
    return registry_page_fail (page, PLATING_E_SCHEMA, "the schema does not "
                               "describe the provider's configuration");
  default:
    return 0;
  }
}

static int
render_template (struct registry_page *page)
{
  struct registry_workspace *space = page->space;
  const struct registry_template *shared = shared_template (page);
  const struct registry_file *f = page->file;
  struct plating_text text;
  int code = check_trouble (page);

  if (code < 0)
    return code;
  if (shared)
    text = shared->text;
  else
    code = registry_read_template (page->renderer, page->op, f->path, &text,
                                   &space->error);
  if (code == 0 && f->kind != REGISTRY_PLAIN)
    code = find_examples (page);
  if (code < 0)
    return code;
  if (f->kind != REGISTRY_PLAIN)
    code = render_component (page, text);
  else if (text.len)
    code = run_template (page, text, tv_none ());
  if (code < 0)
    name_template (page);
  return code;
}

/* -- the operation ----------------------------------------------------- */

static int
emit (struct registry_page *page, struct plating_text bytes, uint32_t flags)
{
  const struct plating_host *host = page->renderer->host;
  struct plating_document document = {
    .struct_size = sizeof document,
    .to = PLATING_TO_OUTPUT,
    .flags = flags,
    .mode = page->file->mode,
    .path = page->request->path,
    .media_type = registry_media_type (page->request->path),
    .bytes = bytes
  };
  int code = host->emit_document (host, page->op, &document);

  /* The host knows why. */
  page->is_stated = code < 0;
  return code;
}

static int
copy_static (struct registry_page *page)
{
  struct plating_text path = page->file->path, bytes;
  uint32_t flags = PLATING_DOCUMENT_VERBATIM;
  int code = registry_read_template (page->renderer, page->op, path, &bytes,
                                     &page->space->error);

  /* What the original does not remove it does not overwrite either. */
  if (!registry_is_managed (path))
    flags |= PLATING_DOCUMENT_KEEP_EXISTING;
  return code < 0 ? code : emit (page, bytes, flags);
}

/* The file that the request is about; false when memory is exhausted. */
static bool
find_page_file (struct registry_renderer *r,
                const struct plating_render_request *req,
                struct pl_arena *arena, struct registry_file *file)
{
  const struct plating_text parts[] = {
    req->path, pl_text_of (".tmpl")
  };
  struct plating_text path;

  if (!registry_data_is_made (req->data)) {
    *file = r->site.files[req->data];
    return true;
  }
  path = pl_text_join (arena, parts, 2);
  *file = registry_file_of_data (req->data, path, req->component_index);
  return path.ptr != NULL;
}

int
registry_render (void *instance, const struct plating_render_request *req,
                 uint64_t op)
{
  struct registry_renderer *r = instance;
  struct registry_file file;
  struct registry_page page = {
    .renderer = r, .request = req, .op = op, .file = &file,
    .space = get_workspace (r)
  };
  int code;

  if (!page.space)
    return PLATING_E_NOMEM;
  if (!find_page_file (r, req, &page.space->arena, &file)) {
    put_workspace (r, page.space);
    return PLATING_E_NOMEM;
  }
  page.data = (struct registry_page_data) {
    .kind = page.file->kind,
    .examples = &page.examples,
    .provider_name = r->provider_name,
    .rendered_name = r->rendered_name
  };
  if (req->component)
    page.data.name = req->component->name;
  if (!page.file->is_template) {
    code = copy_static (&page);
  } else {
    code = render_template (&page);
    if (code == 0 && page.space->out.failed)
      code = PLATING_E_NOMEM;
    if (code == 0)
      code = emit (&page, (struct plating_text) {
        page.space->out.data, page.space->out.len
      }, 0);
  }
  if (code < 0 && !page.is_stated)
    state_failure (&page, code);
  put_workspace (r, page.space);
  if (code == 0)
    r->host->op_done (r->host, op, 0);
  return code;
}
