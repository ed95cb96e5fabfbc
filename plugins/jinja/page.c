/* SPDX-License-Identifier: Apache-2.0 */
/* Render: one page from its template, its component and its bundle. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/utf8.h"
#include "plugins/jinja/renderer.h"

/* A buffer that a page has made larger than this is not kept. */
#define KEEP_MAX ((size_t) 1 << 20)

/* Values that one template may make. */
#define VALUES_MAX ((size_t) 128 << 20)

static const struct plating_text nothing = { NULL, 0 };

/* -- work spaces ------------------------------------------------------ */

struct plate_workspace *
plate_workspace_get (struct plate_renderer *r)
{
  struct plate_workspace *space;

  pthread_mutex_lock (&r->mutex);
  space = r->workspaces;
  if (space)
    r->workspaces = space->next;
  pthread_mutex_unlock (&r->mutex);
  if (space || !(space = calloc (1, sizeof *space)))
    return space;
  pl_arena_init (&space->arena, 0);
  pl_arena_init (&space->values, 0);
  space->values.limit = VALUES_MAX;
  pl_buffer_init (&space->made);
  pl_buffer_init (&space->out);
  pl_buffer_init (&space->scratch);
  jinja_error_init (&space->error);
  return space;
}

static void
empty (struct pl_buffer *b)
{
  if (b->cap > KEEP_MAX)
    pl_buffer_release (b);
  pl_buffer_clear (b);
}

void
plate_workspace_put (struct plate_renderer *r, struct plate_workspace *space)
{
  pl_arena_reset (&space->arena);
  pl_arena_reset (&space->values);
  empty (&space->made);
  empty (&space->out);
  empty (&space->scratch);
  pthread_mutex_lock (&r->mutex);
  space->next = r->workspaces;
  r->workspaces = space;
  pthread_mutex_unlock (&r->mutex);
}

void
plate_workspaces_free (struct plate_workspace *first)
{
  while (first) {
    struct plate_workspace *next = first->next;

    pl_arena_release (&first->arena);
    pl_arena_release (&first->values);
    pl_buffer_release (&first->made);
    pl_buffer_release (&first->out);
    pl_buffer_release (&first->scratch);
    jinja_error_release (&first->error);
    free (first);
    first = next;
  }
}

/* -- failures --------------------------------------------------------- */

static int
no_memory (struct plate_job *job)
{
  job->is_stated = true;
  return plate_fail (job->r, job->op, PLATING_E_NOMEM, nothing, 0, 0, " ");
}

/* The file that a template of this NAME was read from. */
static struct plating_text
file_of (struct plate_job *job, const struct plate_root *root,
         struct plating_text path, struct plating_text name)
{
  const struct plate_file *file;
  size_t i;

  if (!name.len || pl_text_same (name, path))
    return plate_shown (job->r, root, path, &job->space->arena);
  file = plate_files_find (&job->partials, name);
  if (file)
    return plate_shown (job->r, job->component->bundle.root, file->path,
                        &job->space->arena);
  for (i = 0; i < job->r->n_partials; i++)
    if (pl_text_same (job->r->partials[i].name, name))
      return job->r->partials[i].path;
  return plate_shown (job->r, root, path, &job->space->arena);
}

static int
template_failure (struct plate_job *job, const struct plate_root *root,
                  struct plating_text path, int code)
{
  const struct jinja_error *e = &job->space->error;
  struct plating_text name = { e->name.data, e->name.len };
  /* The name alone is all that Jinja says of it. */
  bool is_missing = e->kind && strcmp (e->kind, "TemplateNotFound") == 0;

  if (job->is_stated)
    return PLATING_E_TEMPLATE;
  if (code == -ENOMEM)
    return no_memory (job);
  job->is_stated = true;
  return plate_fail (job->r, job->op,
                     code == -EFBIG ? PLATING_E_LIMIT
                     : code == -ECANCELED ? PLATING_E_CANCELLED
                     : PLATING_E_TEMPLATE,
                     file_of (job, root, path, name), e->line, e->column,
                     "%s%.*s%s", is_missing ? "there is no template '" : "",
                     (int) e->text.len, e->text.len ? e->text.data : "",
                     is_missing ? "'" : "");
}

struct plating_text
plate_unmarked (struct plating_text text)
{
  return pl_text_skip (text, pl_text_starts_with (text, "\xef\xbb\xbf")
                       ? 3 : 0);
}

/* Reads the file PATH as it is. */
static int
read_file (struct plate_job *job, const struct plate_root *root,
           struct plating_text path, struct plating_text *text)
{
  const struct plating_host *host = job->r->host;
  struct plating_text name = root ? root->name
    : pl_text_of (PLATING_ROOT_PROJECT);
  int32_t error = 0;
  int code = host->read (host, job->op, name, path, text, &error);

  if (code < 0) {
    *text = nothing;
    job->is_stated = true;
    return plate_fail_read (job->r, job->op, code, error,
                            plate_shown (job->r, root, path,
                                         &job->space->arena), "it");
  }
  if (pl_utf8_valid_prefix (text->ptr, text->len) == text->len)
    return 0;
  *text = nothing;
  job->is_stated = true;
  return plate_fail (job->r, job->op, PLATING_E_FORMAT,
                     plate_shown (job->r, root, path, &job->space->arena),
                     0, 0, "it is not in UTF-8");
}

int
plate_job_read (struct plate_job *job, const struct plate_root *root,
                struct plating_text path, struct plating_text *text)
{
  int code = read_file (job, root, path, text);

  *text = plate_unmarked (*text);
  return code;
}

/* -- data ------------------------------------------------------------- */

struct filler {
  struct pl_arena *arena;
  struct tv dict;
  int code;
};

static void
put_value (struct filler *f, const char *name, struct tv value)
{
  if (f->code == 0)
    f->code = jinja_dict_set_text (f->arena, f->dict, name, strlen (name),
                                   value);
}

static void
put_text (struct filler *f, const char *name, struct plating_text text)
{
  put_value (f, name, tv_string (text.ptr, text.len));
}

static int
put_examples (struct plate_job *job, struct filler *f)
{
  struct tv examples;
  size_t i;

  if (jinja_dict_new (f->arena, &examples) < 0)
    return no_memory (job);
  for (i = 0; i < job->examples.n; i++) {
    struct plating_text key = job->examples.items[i].key;
    struct plating_text text = plate_job_example (job, i);

    if (!text.ptr)
      return job->is_stated ? PLATING_E_IO : no_memory (job);
    if (jinja_dict_set_text (f->arena, examples, key.ptr, key.len,
                             tv_string (text.ptr, text.len)) < 0)
      return no_memory (job);
  }
  put_value (f, "examples", examples);
  return 0;
}

static int
put_function (struct plate_job *job, struct filler *f)
{
  struct plate_function_texts texts;
  int code = plate_function_texts (job, &texts);

  if (code < 0)
    return job->is_stated ? code : no_memory (job);
  if (!texts.signature.ptr)
    return 0;
  put_text (f, "signature_markdown", texts.signature);
  put_text (f, "arguments_markdown", texts.arguments);
  put_value (f, "has_variadic", tv_bool (texts.has_variadic));
  put_text (f, "variadic_argument_markdown", texts.variadic);
  return 0;
}

static int
put_component (struct plate_job *job, struct filler *f)
{
  const struct plate_component *c = job->component;
  const struct plate_kind_names *kind = &plate_kinds[c->kind];
  const struct plating_text parts[] = {
    pl_text_of ("Terraform "), pl_text_of (kind->value),
    pl_text_of (" for "), c->name
  };
  struct plating_text description = pl_text_join (f->arena, parts, 4);
  int code;

  if (!description.ptr)
    return no_memory (job);

  put_text (f, "name", c->name);
  put_text (f, "component_type", pl_text_of (kind->display));
  put_text (f, "description", description);
  put_value (f, "is_test_only", tv_bool (c->is_test_only));
  code = plate_schema_text (job, &job->schema_text);
  if (code < 0)
    return job->is_stated ? code : no_memory (job);
  if (job->schema && c->kind != PLATE_FUNCTION)
    put_text (f, "schema_markdown", job->schema_text);
  return c->kind == PLATE_FUNCTION ? put_function (job, f) : 0;
}

/* The variables.  The texts of examples are read here if a template may
 * look at them other than by example(). */
static int
make_data (struct plate_job *job, struct plating_text text, struct tv *data)
{
  struct filler f = { .arena = &job->space->values };
  int code = 0;

  if (jinja_dict_new (f.arena, &f.dict) < 0)
    return no_memory (job);
  put_text (&f, "provider_name", job->r->provider_name);
  put_text (&f, "rendered_provider_name", job->r->shown_name);
  if (job->r->settings.partials_dir.ptr)
    put_text (&f, "global_partials_dir", job->r->settings.partials_dir);
  if (job->component) {
    code = put_component (job, &f);
    if (code == 0 && (job->partials.n || job->r->n_partials
                      || memmem (text.ptr, text.len, "examples", 8)))
      code = put_examples (job, &f);
  }
  *data = f.dict;
  return code < 0 ? code : f.code < 0 ? no_memory (job) : 0;
}

/* -- templates -------------------------------------------------------- */

int
plate_job_open (struct plate_job *job)
{
  const struct plate_component *c = job->component;
  struct pl_arena *arena = &job->space->arena;

  if (!c)
    return 0;
  if (plate_bundle_partials (&c->bundle, arena, &job->partials) < 0
      || plate_bundle_examples (&c->bundle, arena, &job->examples) < 0)
    return no_memory (job);
  if (!job->examples.n)
    return 0;
  job->example_texts = pl_arena_array (arena, job->examples.n,
                                       sizeof *job->example_texts);
  return job->example_texts ? 0 : no_memory (job);
}

static bool
is_cancelled (void *user)
{
  const struct plate_job *job = user;

  return job->r->host->op_is_cancelled (job->r->host, job->op) != 0;
}

static int
execute (struct plate_job *job, const struct plate_root *root,
         struct plating_text path, struct plating_text text,
         const struct tv *data, struct pl_buffer *out)
{
  struct jinja_options options = {
    .data = *data, .load = plate_load, .is_cancelled = is_cancelled,
    .user = job, .arena = &job->space->values
  };
  const struct plating_text parts[] = { path };
  struct plating_text name = pl_text_join (&job->space->arena, parts, 1);
  int code;

  if (!name.ptr)
    return no_memory (job);
  code = jinja_render (job->r->environment, name.ptr, text.ptr, text.len,
                       &options, out, &job->space->error);
  if (code == 0 && out->failed)
    code = -ENOMEM;
  return code < 0 ? template_failure (job, root, path, code) : 0;
}

int
plate_job_render (struct plate_job *job, const struct plate_root *root,
                  struct plating_text path, struct plating_text text,
                  struct pl_buffer *out)
{
  struct tv data;
  int code = make_data (job, text, &data);

  return code < 0 ? code : execute (job, root, path, text, &data, out);
}

/* A global header or footer as this page has it. */
static int
render_extra (struct plate_job *job, const struct plate_partial *partial,
              struct plating_text *text)
{
  struct pl_buffer out;
  int code;

  *text = nothing;
  if (!partial->text.ptr)
    return 0;
  pl_buffer_init (&out);
  code = plate_job_render (job, NULL, partial->path, partial->text, &out);
  /* A template loses its last line feed; that of a header belongs to it. */
  if (pl_text_ends_with (partial->text, "\n"))
    pl_buffer_putc (&out, '\n');
  if (code == 0) {
    *text = pl_text_copy (&job->space->arena, (struct plating_text) {
      out.data, out.len
    });
    if (out.failed || !text->ptr)
      code = no_memory (job);
  }
  pl_buffer_release (&out);
  return code;
}

/* States what is wrong with front matter.  The place is one of the rendered
 * page, and of the template as far as that has no more or fewer lines
 * there. */
static int
front_matter_failure (struct plate_job *job, const struct plate_root *root,
                      struct plating_text path, int code,
                      const struct plate_page_fault *fault)
{
  if (code == PLATING_E_NOMEM)
    return no_memory (job);
  job->is_stated = true;
  return plate_fail (job->r, job->op, code,
                     plate_shown (job->r, root, path, &job->space->arena),
                     fault->line, fault->column,
                     "its front matter is wrong: %.*s",
                     (int) fault->message.len, fault->message.ptr);
}

int
plate_job_assemble (struct plate_job *job, const struct plate_root *root,
                    struct plating_text path, struct pl_buffer *made,
                    struct plate_page_parts *parts)
{
  struct pl_arena *arena = &job->space->arena;
  struct plating_text text = { made->len ? made->data : "", made->len };
  struct plate_page_extras extras = {
    .test_variable = job->r->settings.test_variable
  };
  struct plate_page_fault fault;
  int code = plate_page_split (arena, text, parts, &fault);

  if (code < 0)
    return front_matter_failure (job, root, path, code, &fault);
  /* The index has none of these. */
  if (job->component && job->component->kind != PLATE_PROVIDER) {
    extras.is_test_only = job->component->is_test_only;
    if (!parts->skips_header)
      code = render_extra (job, &job->r->header, &extras.header);
    if (code == 0 && !parts->skips_footer)
      code = render_extra (job, &job->r->footer, &extras.footer);
  }
  if (code < 0)
    return code;
  code = plate_page_assemble (arena, parts, &extras, &job->space->out);
  if (code == PLATING_E_NOMEM)
    return no_memory (job);
  if (code == 0)
    return 0;
  job->is_stated = true;
  return plate_fail (job->r, job->op, code,
                     plate_shown (job->r, root, path, arena), 0, 0,
                     "the page is too large");
}

/* -- pages ------------------------------------------------------------ */

static int
emit (struct plate_job *job, struct plating_text page,
      struct plating_text bytes, uint32_t flags)
{
  const struct plating_host *host = job->r->host;
  struct plating_document document = {
    .struct_size = sizeof document, .to = PLATING_TO_OUTPUT,
    .flags = flags, .path = page,
    .media_type = pl_text_of (PLATING_MEDIA_MARKDOWN), .bytes = bytes
  };

  job->is_stated = true;
  return host->emit_document (host, job->op, &document);
}

/* What index and navigation will ask for. */
static int
note_page (struct plate_job *job, struct plate_component *c,
           const struct plate_page_parts *parts)
{
  struct plating_text subcategory = parts->subcategory;
  int code = 0;

  if (c->is_test_only && !parts->has_subcategory)
    subcategory = pl_text_of (PLATE_TEST_MODE);
  pthread_mutex_lock (&job->r->mutex);
  c->subcategory = pl_text_copy (&job->r->results, subcategory);
  if (c->subcategory.ptr)
    c->is_made = true;
  else
    code = PLATING_E_NOMEM;
  pthread_mutex_unlock (&job->r->mutex);
  return code < 0 ? no_memory (job) : 0;
}

/* An empty template stands for a page that has still to be written. */
static int
report_empty (struct plate_job *job, struct plate_component *c)
{
  const struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = PLATING_LEVEL_WARNING,
    .message = pl_text_of ("the template is empty: there is no page"),
    .file = plate_shown (job->r, c->bundle.root, c->template,
                         &job->space->arena)
  };

  if (!finding.file.ptr)
    return no_memory (job);
  job->r->host->report (job->r->host, job->op, &finding);
  pthread_mutex_lock (&job->r->mutex);
  c->is_empty = true;
  pthread_mutex_unlock (&job->r->mutex);
  return 0;
}

static int
render_component (struct plate_job *job, struct plate_component *c)
{
  struct plate_workspace *space = job->space;
  const struct plate_root *root = c->bundle.root;
  struct plate_page_parts parts;
  struct plating_text text;
  int code;

  job->component = c;
  code = plate_job_open (job);
  if (code == 0)
    code = plate_job_read (job, root, c->template, &text);
  if (code == 0 && !text.len)
    return report_empty (job, c);
  if (code == 0)
    code = plate_job_render (job, root, c->template, text, &space->made);
  if (code == 0)
    code = plate_job_assemble (job, root, c->template, &space->made,
                               &parts);
  if (code == 0)
    code = note_page (job, c, &parts);
  return code < 0 ? code
         : emit (job, c->page, (struct plating_text) { space->out.data,
                                                       space->out.len }, 0);
}

static int
render_guide (struct plate_job *job, const struct plate_guide *g)
{
  struct plate_workspace *space = job->space;
  struct plate_page_parts parts;
  struct plating_text text;
  int code = read_file (job, NULL, g->source, &text);

  if (code < 0)
    return code;
  if (!g->is_template)
    return emit (job, g->page, text, PLATING_DOCUMENT_VERBATIM);
  code = plate_job_render (job, NULL, g->source, plate_unmarked (text),
                           &space->made);
  if (code == 0)
    code = plate_job_assemble (job, NULL, g->source, &space->made, &parts);
  return code < 0 ? code
         : emit (job, g->page, (struct plating_text) { space->out.data,
                                                       space->out.len }, 0);
}

int
plate_render (void *instance, const struct plating_render_request *req,
              uint64_t op)
{
  struct plate_renderer *r = instance;
  struct plate_job job = {
    .r = r, .op = op, .schema = req->schema,
    .space = plate_workspace_get (r)
  };
  int code;

  if (!job.space)
    return PLATING_E_NOMEM;
  if (req->data < r->n_components)
    code = render_component (&job, &r->components[req->data]);
  else
    code = render_guide (&job, &r->guides[req->data - r->n_components]);
  plate_workspace_put (r, job.space);
  if (code == 0)
    r->host->op_done (r->host, op, 0);
  return code;
}
