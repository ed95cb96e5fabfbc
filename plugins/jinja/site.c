/* SPDX-License-Identifier: Apache-2.0 */
/* Finish: the provider's index and the navigation, when all pages are
 * made.
 *
 * Both list what there is: pages of this run, and those of components that
 * this run left out but that lie on the disk. */

#include <config.h>

#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"
#include "plugins/jinja/examples.h"
#include "plugins/jinja/index.h"
#include "plugins/jinja/mkdocs.h"
#include "plugins/jinja/renderer.h"

static const struct plating_text output = PLATING_TEXT (PLATING_ROOT_OUTPUT);
static const struct plating_text project
  = PLATING_TEXT (PLATING_ROOT_PROJECT);
static const struct plating_text nothing = { NULL, 0 };

struct site {
  struct plate_job job;
  const void *pages;
  size_t n_pages, stride;
  const struct plating_tree *disk;
  struct plate_entry *entries;
  size_t n_entries;
  struct plate_guide_entry *guides;
  size_t n_guides;
  bool has_index;
};

static int
no_memory (struct site *s)
{
  return plate_fail (s->job.r, s->job.op, PLATING_E_NOMEM, nothing, 0, 0,
                     " ");
}

static void
report_as (struct site *s, uint32_t severity, struct plating_text file,
           uint32_t line, uint32_t column, const char *before,
           struct plating_text message)
{
  const struct plating_host *host = s->job.r->host;
  const struct plating_text parts[] = { pl_text_of (before), message };
  struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = severity,
    .message = pl_text_join (&s->job.space->arena, parts, 2), .file = file,
    .line = line, .column = column
  };

  if (finding.message.ptr)
    host->report (host, s->job.op, &finding);
}

static void
report (struct site *s, struct plating_text file, uint32_t line,
        uint32_t column, const char *before, struct plating_text message)
{
  report_as (s, PLATING_LEVEL_ERROR, file, line, column, before, message);
}

/* -- what is there ---------------------------------------------------- */

static const struct plating_site_entry *
page_at (const struct site *s, size_t i)
{
  return (const struct plating_site_entry *) (const void *)
    ((const char *) s->pages + i * s->stride);
}

/* Index of the page PATH of this run, or n_pages. */
static size_t
find_page (const struct site *s, struct plating_text path)
{
  size_t low = 0, high = s->n_pages;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int c = pl_text_compare (page_at (s, middle)->path, path);

    if (c == 0)
      return middle;
    if (c < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return s->n_pages;
}

/* Reads the page PATH of this run or of the disk; *BYTES is empty if there
 * is none. */
static void
read_page (struct site *s, struct plating_text path,
           struct plating_text *bytes)
{
  const struct plating_host *host = s->job.r->host;
  size_t i = find_page (s, path);
  int code;

  if (i < s->n_pages)
    code = host->site_read (host, s->job.op, i, bytes);
  else
    code = host->read (host, s->job.op, output, path, bytes, NULL);
  if (code < 0)
    *bytes = nothing;
}

static void
split_page (struct site *s, struct plating_text path,
            struct plate_page_parts *parts)
{
  struct plate_page_fault fault;
  struct plating_text bytes;

  read_page (s, path, &bytes);
  if (!bytes.ptr)
    bytes = pl_text_of ("");
  if (plate_page_split (&s->job.space->arena, plate_unmarked (bytes), parts,
                        &fault) < 0)
    parts->subcategory = parts->page_title = pl_text_of ("");
}

/* -- components ------------------------------------------------------- */

static int
add_component (struct site *s, const struct plate_component *c)
{
  struct plate_entry *e = &s->entries[s->n_entries];
  struct plate_page_parts parts;
  bool is_made = c->is_made && find_page (s, c->page) < s->n_pages;

  /* A page that is left from before is not one of the site any more if this
   * run has found out that it has no place there. */
  if (!is_made && (c->is_left_out || c->is_empty
                   || !plate_tree_has_file (s->disk, c->page)))
    return 0;
  *e = (struct plate_entry) {
    .kind = c->kind, .name = c->name, .page = c->page,
    .group = c->subcategory
  };
  if (!is_made) {
    split_page (s, c->page, &parts);
    e->group = pl_text_copy (&s->job.space->arena, parts.subcategory);
    if (!e->group.ptr)
      return no_memory (s);
  }
  s->n_entries++;
  return 0;
}

static int
find_entries (struct site *s)
{
  const struct plate_renderer *r = s->job.r;
  size_t i;
  int code = 0;

  s->entries = pl_arena_array (&s->job.space->arena, r->n_components + 1,
                               sizeof *s->entries);
  if (!s->entries)
    return no_memory (s);
  for (i = 0; code == 0 && i < r->n_components; i++)
    if (r->components[i].template.ptr
        && r->components[i].kind < PLATE_N_KINDS)
      code = add_component (s, &r->components[i]);
  plate_entries_sort (s->entries, s->n_entries);
  return code;
}

/* -- guides ----------------------------------------------------------- */

static bool
is_guide (struct plating_text path)
{
  return pl_text_starts_with (path, "guides/")
         && pl_text_ends_with (path, ".md")
         && !memchr (path.ptr + 7, '/', path.len - 7);
}

/* "getting-started" as "Getting Started". */
static int
title_of_file (struct site *s, struct plating_text path,
               struct plating_text *title)
{
  struct plating_text name = pl_text_base_name (path);
  struct pl_buffer text;
  size_t i;

  pl_buffer_init (&text);
  name.len -= strlen (".md");
  plate_put_title (&text, name);
  for (i = 0; i < text.len; i++)
    if (text.data[i] == '_' || text.data[i] == '-')
      text.data[i] = ' ';
  *title = pl_text_copy (&s->job.space->arena, (struct plating_text) {
    text.data, text.len
  });
  i = text.failed || !title->ptr;
  pl_buffer_release (&text);
  return i ? no_memory (s) : 0;
}

static int
add_guide (struct site *s, struct plating_text path)
{
  struct plate_guide_entry *g = &s->guides[s->n_guides];
  struct pl_arena *arena = &s->job.space->arena;
  struct plate_page_parts parts;
  int code = 0;

  split_page (s, path, &parts);
  g->order = parts.guide_order;
  g->page = pl_text_copy (arena, path);
  g->title = pl_text_copy (arena, parts.page_title);
  if (!g->page.ptr || !g->title.ptr)
    return no_memory (s);
  if (!g->title.len)
    code = title_of_file (s, path, &g->title);
  s->n_guides++;
  return code;
}

static int
find_guides (struct site *s)
{
  size_t i;
  int code = 0;

  s->guides = pl_arena_array (&s->job.space->arena,
                              s->n_pages + s->disk->n_entries + 1,
                              sizeof *s->guides);
  if (!s->guides)
    return no_memory (s);
  for (i = 0; code == 0 && i < s->n_pages; i++)
    if (is_guide (page_at (s, i)->path))
      code = add_guide (s, page_at (s, i)->path);
  for (i = 0; code == 0 && i < s->disk->n_entries; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (s->disk, i);

    if (is_guide (e->path) && plate_is_file (e)
        && find_page (s, e->path) == s->n_pages)
      code = add_guide (s, e->path);
  }
  plate_guides_sort (s->guides, s->n_guides);
  return code;
}

/* -- index ------------------------------------------------------------ */

/* The lists, for templates and for the end of the page. */
static int
make_lists (struct site *s, const char *top, struct plating_text *text)
{
  struct pl_buffer out;

  pl_buffer_init (&out);
  plate_put_index (s->entries, s->n_entries, top, &out);
  *text = nothing;
  if (!out.failed)
    *text = pl_text_copy (&s->job.space->arena, (struct plating_text) {
      out.data, out.len
    });
  pl_buffer_release (&out);
  return text->ptr ? 0 : no_memory (s);
}

static int
make_default_index (struct site *s, struct pl_buffer *page)
{
  struct plating_text schema, lists;
  int code = plate_schema_text (&s->job, &schema);

  if (code == 0)
    code = make_lists (s, NULL, &lists);
  if (code < 0)
    return code;
  plate_put_default_index (s->job.r->provider_name, s->job.r->shown_name,
                           schema, page);
  pl_buffer_append (page, lists.ptr, lists.len);
  return 0;
}

/* The provider's own template.  Its failure is one of this page. */
static int
render_provider (struct site *s, struct pl_buffer *page)
{
  const struct plate_component *c = s->job.r->provider;
  struct plate_workspace *space = s->job.space;
  struct plate_page_parts parts;
  struct plating_text text;
  int code;

  s->job.component = c;
  code = plate_job_open (&s->job);
  if (code == 0)
    code = make_lists (s, NULL, &s->job.components_text);
  if (code == 0)
    code = plate_job_read (&s->job, c->bundle.root, c->template, &text);
  if (code == 0 && !text.len) {
    report_as (s, PLATING_LEVEL_WARNING,
               plate_shown (s->job.r, c->bundle.root, c->template,
                            &space->arena), 0, 0,
               "the template is empty: the index is that of a provider"
               " without one", pl_text_of (""));
    s->job.component = NULL;
    return make_default_index (s, page);
  }
  if (code == 0)
    code = plate_job_render (&s->job, c->bundle.root, c->template, text,
                             &space->made);
  if (code == 0)
    code = plate_job_assemble (&s->job, c->bundle.root, c->template,
                               &space->made, &parts);
  if (code < 0)
    return code;
  pl_buffer_append (page, space->out.data, space->out.len);
  if (s->job.has_components)
    return 0;
  code = make_lists (s, "## Components", &text);
  if (code < 0)
    return code;
  while (page->len && page->data[page->len - 1] == '\n')
    page->len--;
  pl_buffer_puts (page, "\n\n");
  pl_buffer_append (page, text.ptr, text.len);
  return 0;
}

static int
emit (struct site *s, uint32_t to, const char *path, const char *type,
      const struct pl_buffer *bytes)
{
  const struct plating_host *host = s->job.r->host;
  struct plating_document document = {
    .struct_size = sizeof document, .to = to, .path = pl_text_of (path),
    .media_type = pl_text_of (type), .bytes = { bytes->data, bytes->len }
  };

  return bytes->failed ? no_memory (s)
         : host->emit_document (host, s->job.op, &document);
}

/* Reports that FILE can't be read.  It ends neither the other parts of the
 * site nor the examples. */
static int
report_unread (struct site *s, int code, int32_t error, const char *file,
               const char *what)
{
  if (code == PLATING_E_NOMEM)
    return no_memory (s);
  if (code == PLATING_E_CANCELLED)
    return code;
  s->job.r->reports_failures = true;
  plate_fail_read (s->job.r, s->job.op, code, error, pl_text_of (file), what);
  s->job.r->reports_failures = false;
  return 0;
}

/* Emits the page with what its readers had put between markers. */
static int
emit_index (struct site *s, const struct pl_buffer *page)
{
  struct plating_text old = nothing, name;
  struct pl_buffer merged;
  int32_t error = 0;
  uint32_t line;
  int code = 0;

  if (plate_tree_has_file (s->disk, pl_text_of ("index.md")))
    code = s->job.r->host->read (s->job.r->host, s->job.op, output,
                                 pl_text_of ("index.md"), &old, &error);
  /* What its readers have put there is not to be lost. */
  if (code < 0 && code != PLATING_E_NOT_FOUND)
    return report_unread (s, code, error, "index.md", "the index");
  if (code < 0 || !old.ptr)
    return emit (s, PLATING_TO_OUTPUT, "index.md", PLATING_MEDIA_MARKDOWN,
                 page);
  pl_buffer_init (&merged);
  code = plate_keep_sections ((struct plating_text) { page->data,
                                                      page->len },
                              old, &merged, &line, &name);
  if (code == PLATING_E_FORMAT) {
    report (s, pl_text_of ("index.md"), line, 0, "this section of the index "
            "has no end: ", name);
    code = 0;
  } else {
    code = code < 0 ? no_memory (s)
      : emit (s, PLATING_TO_OUTPUT, "index.md", PLATING_MEDIA_MARKDOWN,
              &merged);
  }
  pl_buffer_release (&merged);
  return code;
}

static int
make_index (struct site *s)
{
  const struct plate_renderer *r = s->job.r;
  struct pl_buffer page;
  int code = 0;

  pl_buffer_init (&page);
  if (r->provider_index != PLATING_NONE
      && r->host->component_schema (r->host, s->job.op, r->provider_index,
                                    &s->job.schema) < 0)
    s->job.schema = NULL;
  s->job.r->reports_failures = true;
  if (r->provider && r->provider->template.ptr)
    code = render_provider (s, &page);
  else
    code = make_default_index (s, &page);
  s->job.r->reports_failures = false;
  if (code == 0 && page.failed)
    code = no_memory (s);
  if (code == 0)
    code = emit_index (s, &page);
  s->has_index = s->has_index || code == 0;
  pl_buffer_release (&page);
  /* What is wrong with the template has been reported. */
  return code == PLATING_E_NOMEM || s->job.r->host->op_is_cancelled
    (s->job.r->host, s->job.op) ? code : 0;
}

/* -- navigation ------------------------------------------------------- */

/* DIRECTORY as a path below another one, as users write it. */
static struct plating_text
tidy_directory (struct plating_text directory)
{
  while (directory.len && directory.ptr[directory.len - 1] == '/')
    directory.len--;
  while (pl_text_starts_with (directory, "./"))
    directory = pl_text_skip (directory, 2);
  return pl_text_same (directory, pl_text_of (".")) ? pl_text_of ("")
    : directory;
}

/* Sets *PREFIX to where the pages are below the directory of the site OLD
 * describes, with a slash behind it; to nothing if they are right there, or
 * elsewhere. */
static int
find_prefix (struct site *s, struct plating_text old,
             struct plating_text *prefix)
{
  const struct plating_host *host = s->job.r->host;
  struct plating_text pages = nothing, site;
  struct pl_buffer docs_dir;
  int code;

  *prefix = nothing;
  pl_buffer_init (&docs_dir);
  code = mkdocs_docs_dir (old, &docs_dir);
  if (code == 0
      && host->root_path (host, s->job.op, output, &pages) == 0)
    pages = plate_below_project (s->job.r, pages);
  site = tidy_directory ((struct plating_text) { docs_dir.data,
                                                 docs_dir.len });
  if (code == 0 && pages.ptr && pages.len > site.len
      && !memcmp (pages.ptr, site.ptr, site.len)
      && (!site.len || pages.ptr[site.len] == '/')) {
    const struct plating_text parts[] = {
      pl_text_skip (pages, site.len + (site.len != 0)), pl_text_of ("/")
    };

    *prefix = pl_text_join (&s->job.space->arena, parts, 2);
    code = prefix->ptr ? 0 : PLATING_E_NOMEM;
  }
  pl_buffer_release (&docs_dir);
  return code;
}

static int
put_prefix (struct site *s, struct plating_text prefix,
            struct plating_text *page)
{
  const struct plating_text parts[] = { prefix, *page };

  if (prefix.len)
    *page = pl_text_join (&s->job.space->arena, parts, 2);
  return page->ptr || !prefix.len ? 0 : PLATING_E_NOMEM;
}

/* Appends the navigation; pages are no longer asked for after it. */
static int
put_navigation (struct site *s, struct plating_text old,
                struct pl_buffer *nav)
{
  struct plating_text prefix, index = pl_text_of ("index.md");
  int code = find_prefix (s, old, &prefix);
  size_t i;

  for (i = 0; i < s->n_entries && code == 0; i++)
    code = put_prefix (s, prefix, &s->entries[i].page);
  for (i = 0; i < s->n_guides && code == 0; i++)
    code = put_prefix (s, prefix, &s->guides[i].page);
  if (code == 0)
    code = put_prefix (s, prefix, &index);
  if (code == 0)
    plate_put_navigation (s->entries, s->n_entries, s->guides, s->n_guides,
                          s->has_index ? index : nothing, nav);
  return nav->failed ? PLATING_E_NOMEM : code;
}

static int
make_navigation (struct site *s)
{
  const struct plating_host *host = s->job.r->host;
  struct plating_text file = pl_text_of ("mkdocs.yml"), old;
  struct mkdocs_error error;
  struct pl_buffer nav, edited;
  int32_t system_error = 0;
  int code = host->read (host, s->job.op, project, file, &old,
                         &system_error);

  if (code == PLATING_E_NOT_FOUND)
    old = pl_text_of ("");
  else if (code < 0)
    return report_unread (s, code, system_error, "mkdocs.yml", "it");
  pl_buffer_init (&nav);
  pl_buffer_init (&edited);
  code = put_navigation (s, old, &nav);
  if (code == 0)
    code = mkdocs_edit (old, (struct plating_text) { nav.data, nav.len },
                        &edited, &error);
  if (code == PLATING_E_NOMEM) {
    no_memory (s);
  } else if (code < 0) {
    report (s, file, error.line, error.column, "its navigation can't be "
            "written: ", pl_text_of (error.message));
    code = 0;
  } else {
    code = emit (s, PLATING_TO_PROJECT_FILE, "mkdocs.yml",
                 "application/yaml", &edited);
  }
  pl_buffer_release (&nav);
  pl_buffer_release (&edited);
  return code;
}

/* -- the operation ---------------------------------------------------- */

static int
open_site (struct site *s)
{
  const struct plating_host *host = s->job.r->host;
  const struct plating_site_entry *pages;
  int code = host->site_list (host, s->job.op, &pages, &s->n_pages,
                              &s->stride);

  s->pages = pages;
  if (code == 0)
    code = host->list (host, s->job.op, output, nothing, &s->disk);
  return code;
}

int
plate_finish (void *instance, const struct plating_catalog_request *req,
              uint64_t op)
{
  struct plate_renderer *r = instance;
  struct site s = { .job = { .r = r, .op = op,
                             .space = plate_workspace_get (r) } };
  int code;

  if (!s.job.space)
    return PLATING_E_NOMEM;
  code = open_site (&s);
  if (code == 0)
    code = find_entries (&s);
  if (code == 0)
    code = find_guides (&s);
  s.has_index = plate_tree_has_file (s.disk, pl_text_of ("index.md"));
  if (code == 0 && r->settings.makes_index)
    code = make_index (&s);
  if (code == 0 && r->settings.makes_navigation && s.n_entries)
    code = make_navigation (&s);
  if (code == 0 && r->settings.makes_examples)
    code = plate_compile_examples (r, req, op);
  plate_workspace_put (r, s.job.space);
  if (code == 0)
    r->host->op_done (r->host, op, 0);
  return code;
}
