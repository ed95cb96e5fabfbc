/* SPDX-License-Identifier: Apache-2.0 */
/* Plan: which components have a template, which guides there are. */

#include <config.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"
#include "common/utf8.h"
#include "plugins/jinja/bundle-tree.h"
#include "plugins/jinja/renderer.h"

#define DEFAULT_GUIDES ".plating/guides"

#define NAME_PREFIX "terraform-provider-"

static const struct plating_text nothing = { NULL, 0 };

/* The failure of one page where others are made by the same op. */
static void
report_failure (const struct plate_renderer *r, uint64_t op,
                const struct plating_failure *failure)
{
  const struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = PLATING_LEVEL_ERROR,
    .message = failure->message, .file = failure->file,
    .line = failure->line, .column = failure->column
  };

  r->host->report (r->host, op, &finding);
}

int
plate_fail (const struct plate_renderer *r, uint64_t op, int code,
            struct plating_text file, uint32_t line, uint32_t column,
            const char *fmt, ...)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = code, .file = file,
    .line = line, .column = column
  };
  struct pl_buffer message;
  va_list ap;

  pl_buffer_init (&message);
  va_start (ap, fmt);
  pl_buffer_vprintf (&message, fmt, ap);
  va_end (ap);
  failure.message = message.failed || code == PLATING_E_NOMEM
    ? pl_text_of ("out of memory")
    : (struct plating_text) { message.data, message.len };
  if (r->reports_failures && code != PLATING_E_NOMEM)
    report_failure (r, op, &failure);
  else
    r->host->fail (r->host, op, &failure);
  pl_buffer_release (&message);
  return code;
}

static int
no_memory (const struct plate_renderer *r, uint64_t op)
{
  return plate_fail (r, op, PLATING_E_NOMEM, nothing, 0, 0, " ");
}

struct plating_text
plate_shown (const struct plate_renderer *r, const struct plate_root *root,
             struct plating_text path, struct pl_arena *arena)
{
  struct plating_text base = root ? root->path : r->project;
  size_t n = r->project.len;

  if (base.len == n && !memcmp (base.ptr, r->project.ptr, n))
    return path;
  if (base.len > n && !memcmp (base.ptr, r->project.ptr, n)
      && base.ptr[n] == '/')
    base = pl_text_skip (base, n + 1);
  {
    const struct plating_text parts[] = { base, pl_text_of ("/"), path };

    return pl_text_join (arena, parts, 3);
  }
}

/* PATH, absolute, without "." and ".."; ptr is NULL if memory is
 * exhausted. */
static struct plating_text
clean_path (struct plate_renderer *r, struct plating_text path)
{
  char *clean = pl_arena_alloc (&r->memory, path.len + 1);
  size_t len = 0, i = 0, n;

  for (; clean && i < path.len; i += n + 1) {
    struct plating_text part = pl_text_skip (path, i);
    const char *slash = memchr (part.ptr, '/', part.len);

    n = part.len = slash ? (size_t) (slash - part.ptr) : part.len;
    if (pl_text_same (part, pl_text_of ("..")))
      while (len && clean[--len] != '/')
        continue;
    else if (n && !pl_text_same (part, pl_text_of ("."))) {
      clean[len++] = '/';
      memcpy (clean + len, part.ptr, n);
      len += n;
    }
  }
  return (struct plating_text) { clean, len };
}

struct plating_text
plate_below_project (const struct plate_renderer *r,
                     struct plating_text path)
{
  size_t n = r->project.len;

  if (path.len == n && !memcmp (path.ptr, r->project.ptr, n))
    return pl_text_of ("");
  if (path.len > n && !memcmp (path.ptr, r->project.ptr, n)
      && path.ptr[n] == '/')
    return pl_text_skip (path, n + 1);
  return nothing;
}

/* -- roots ------------------------------------------------------------ */

static const struct plating_component *
component_at (const struct plating_catalog_request *req, uint32_t i)
{
  return (const struct plating_component *) (const void *)
    ((const char *) req->components + (size_t) i * req->component_size);
}

static int
open_root (struct plate_renderer *r, uint64_t op,
           const struct plating_catalog_request *req,
           struct plating_text name, struct plate_root **found)
{
  struct plate_root *root, **roots;
  size_t i;
  int code;

  *found = NULL;
  for (i = 0; i < r->n_roots; i++)
    if (pl_text_same (r->roots[i]->name, name)) {
      *found = r->roots[i];
      return 0;
    }
  root = pl_arena_zalloc (&r->memory, sizeof *root);
  roots = pl_arena_array (&r->memory, r->n_roots + 1, sizeof *roots);
  if (!root || !roots)
    return no_memory (r, op);
  if (r->n_roots)
    memcpy (roots, r->roots, r->n_roots * sizeof *roots);
  root->name = pl_text_copy (&r->memory, name);
  code = r->host->root_path (r->host, op, name, &root->path);
  if (code == 0) {
    root->path = pl_text_copy (&r->memory, root->path);
    if (!root->name.ptr || !root->path.ptr)
      return no_memory (r, op);
    code = plate_bundle_tree (r, op, req, root);
  }
  if (code < 0)
    return code == PLATING_E_NOMEM ? no_memory (r, op)
      : plate_fail (r, op, code, root->path, 0, 0,
                    "can't list the bundles' directory '%.*s'",
                    (int) name.len, name.ptr);
  roots[r->n_roots++] = *found = root;
  r->roots = roots;
  return 0;
}

/* -- components ------------------------------------------------------- */

static int
set_page (struct plate_renderer *r, struct plate_component *c)
{
  const struct plating_text parts[] = {
    pl_text_of (plate_kinds[c->kind].directory), pl_text_of ("/"),
    plate_page_name (c->kind, c->name, r->provider_name),
    pl_text_of (".md")
  };

  c->page = c->kind == PLATE_PROVIDER ? pl_text_of ("index.md")
    : pl_text_join (&r->memory, parts, 4);
  return c->page.ptr ? 0 : PLATING_E_NOMEM;
}

static int
add_component (struct plate_renderer *r, uint64_t op,
               const struct plating_catalog_request *req, uint32_t index,
               const struct plating_component *from)
{
  struct plate_component *c = &r->components[r->n_components];
  const struct plating_folder *folder = from->folder;
  struct plate_root *root;
  int code = open_root (r, op, req, folder->root, &root);

  if (code < 0)
    return code;
  *c = (struct plate_component) {
    .index = index, .kind = plate_kind_of (from->kind),
    .name = pl_text_copy (&r->memory, from->name),
    .folder_name = pl_text_copy (&r->memory, folder->name),
    .bundle = { .root = root,
                .path = pl_text_copy (&r->memory, folder->path) },
    .is_selected = !req->selected || req->selected[index],
    .is_left_out = req->flags & PLATING_CATALOG_IGNORE_DEPRECATED
                   && from->flags & PLATING_COMPONENT_DEPRECATED
  };
  if (c->kind == PLATE_OTHER)
    return 0;
  if (c->bundle.path.ptr)
    c->bundle.near = pl_snapshot_bound (root->tree, c->bundle.path);
  if (!c->name.ptr || !c->folder_name.ptr || !c->bundle.path.ptr
      || plate_bundle_template (&c->bundle, c->folder_name, c->name,
                                &r->memory, &c->template) < 0
      || set_page (r, c) < 0)
    return no_memory (r, op);
  if (c->kind == PLATE_PROVIDER)
    r->provider = c;
  r->n_components++;
  return 0;
}

static int
find_components (struct plate_renderer *r,
                 const struct plating_catalog_request *req, uint64_t op)
{
  static const struct plating_text provider
    = PLATING_TEXT (PLATING_KIND_PROVIDER);
  uint32_t i;
  int code = 0;

  r->provider_index = PLATING_NONE;
  if (!req->n_components)
    return 0;
  r->components = pl_arena_array (&r->memory, req->n_components,
                                  sizeof *r->components);
  if (!r->components)
    return no_memory (r, op);
  for (i = 0; code == 0 && i < req->n_components; i++) {
    const struct plating_component *c = component_at (req, i);

    if (pl_text_same (c->kind, provider)
        && !(c->flags & PLATING_COMPONENT_NO_SCHEMA))
      r->provider_index = i;
    if (c->folder)
      code = add_component (r, op, req, i, c);
  }
  return code;
}

/* -- texts of the project --------------------------------------------- */

/* Lists the files of the directory PATH of the project. */
static int
list_project (struct plate_renderer *r, uint64_t op,
              struct plating_text path, const struct plating_tree **tree)
{
  struct plating_text root = pl_text_of (PLATING_ROOT_PROJECT);
  int code = r->host->tree (r->host, op, root, path, tree);

  return code == 0 ? 0
         : plate_fail (r, op, code, path, 0, 0, "can't list the directory");
}

/* Where a setting's directory is in the project; that it must be, and that
 * it must be there, is said here. */
static int
place_directory (struct plate_renderer *r, uint64_t op, const char *setting,
                 struct plating_text given, struct plating_text *path)
{
  struct plating_text root = pl_text_of (PLATING_ROOT_PROJECT), bytes;
  int code;

  given = clean_path (r, given);
  if (!given.ptr)
    return no_memory (r, op);
  *path = plate_below_project (r, given);
  if (!path->ptr)
    return plate_fail (r, op, PLATING_E_OUTSIDE, given, 0, 0,
                       "setting '%s' has to be inside the project", setting);
  /* A directory can't be read as a file can; only listing it would not tell
   * whether it is there. */
  code = path->len ? r->host->read (r->host, op, root, *path, &bytes, NULL)
    : PLATING_E_IO;
  if (code == 0)
    return plate_fail (r, op, PLATING_E_INVAL, given, 0, 0,
                       "setting '%s' names a file, not a directory", setting);
  return code != PLATING_E_NOT_FOUND ? 0
    : plate_fail (r, op, code, given, 0, 0,
                  "setting '%s' names a directory that is not there",
                  setting);
}

const char *
plate_why_unread (int code, int32_t error)
{
  return error ? strerror (error)
    : code == PLATING_E_OUTSIDE ? "a link leads out of the project"
    : code == PLATING_E_LIMIT ? "it is too large"
    : code == PLATING_E_IO ? "it is no regular file, or has just changed"
    : NULL;
}

int
plate_fail_read (const struct plate_renderer *r, uint64_t op, int code,
                 int32_t error, struct plating_text file, const char *what)
{
  const char *why = plate_why_unread (code, error);

  return plate_fail (r, op, code, file, 0, 0, "can't read %s%s%s", what,
                     why ? ": " : "", why ? why : "");
}

static int
read_partial (struct plate_renderer *r, uint64_t op,
              struct plate_partial *partial)
{
  struct plating_text root = pl_text_of (PLATING_ROOT_PROJECT);
  int32_t error = 0;
  int code = r->host->read (r->host, op, root, partial->path,
                            &partial->text, &error);

  if (code < 0)
    return plate_fail_read (r, op, code, error, partial->path,
                            "the global partial");
  if (pl_utf8_valid_prefix (partial->text.ptr, partial->text.len)
      != partial->text.len)
    return plate_fail (r, op, PLATING_E_FORMAT, partial->path, 0, 0,
                       "it is not in UTF-8");
  partial->text = pl_text_copy (&r->memory, plate_unmarked (partial->text));
  return partial->text.ptr ? 0 : no_memory (r, op);
}

static int
find_partials (struct plate_renderer *r, uint64_t op)
{
  const struct plating_tree *tree;
  struct plating_text dir;
  size_t i;
  int code;

  if (!r->settings.partials_dir.ptr)
    return 0;
  code = place_directory (r, op, "global-partials-dir",
                          r->settings.partials_dir, &dir);
  if (code == 0)
    code = list_project (r, op, dir, &tree);
  if (code < 0)
    return code;
  r->partials = pl_arena_array (&r->memory, tree->n_entries + 1,
                                sizeof *r->partials);
  if (!r->partials)
    return no_memory (r, op);
  for (i = 0; code == 0 && i < tree->n_entries; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (tree, i);
    struct plate_partial *p = &r->partials[r->n_partials];
    const struct plating_text parts[] = {
      dir, pl_text_of (dir.len ? "/" : ""), e->path
    };

    if (e->path.ptr[0] != '_' || !plate_is_file (e)
        || memchr (e->path.ptr, '/', e->path.len))
      continue;
    p->name = pl_text_copy (&r->memory, e->path);
    p->path = pl_text_join (&r->memory, parts, 3);
    if (!p->name.ptr || !p->path.ptr)
      return no_memory (r, op);
    code = read_partial (r, op, p);
    if (pl_text_same (p->name, pl_text_of ("_global_header.md")))
      r->header = *p;
    else if (pl_text_same (p->name, pl_text_of ("_global_footer.md")))
      r->footer = *p;
    r->n_partials++;
  }
  return code;
}

static int
add_guide (struct plate_renderer *r, uint64_t op, struct plating_text dir,
           struct plating_text name)
{
  struct plate_guide *g = &r->guides[r->n_guides++];
  const struct plating_text source[] = {
    dir, pl_text_of (dir.len ? "/" : ""), name
  };
  struct plating_text page[] = {
    pl_text_of ("guides/"), name, pl_text_of (".md")
  };

  g->is_template = pl_text_ends_with (name, ".tmpl.md");
  page[1].len -= strlen (g->is_template ? ".tmpl.md" : ".md");
  g->source = pl_text_join (&r->memory, source, 3);
  g->page = pl_text_join (&r->memory, page, 3);
  return g->source.ptr && g->page.ptr ? 0 : no_memory (r, op);
}

static int
find_guides (struct plate_renderer *r, uint64_t op)
{
  struct plating_text dir = pl_text_of (DEFAULT_GUIDES);
  const struct plating_tree *tree;
  size_t i;
  int code = 0;

  if (r->settings.guides_dir.ptr)
    code = place_directory (r, op, "guides-dir", r->settings.guides_dir,
                            &dir);
  if (code == 0)
    code = list_project (r, op, dir, &tree);
  if (code < 0)
    return code;
  r->guides = pl_arena_array (&r->memory, tree->n_entries + 1,
                              sizeof *r->guides);
  if (!r->guides)
    return no_memory (r, op);
  for (i = 0; code == 0 && i < tree->n_entries; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (tree, i);

    if (plate_is_file (e) && pl_text_ends_with (e->path, ".md")
        && e->path.ptr[0] != '_' && !memchr (e->path.ptr, '/', e->path.len))
      code = add_guide (r, op, dir, e->path);
  }
  return code;
}

/* -- entries ---------------------------------------------------------- */

static int
emit_components (struct plate_renderer *r, uint64_t op)
{
  size_t i;
  int code = 0;

  for (i = 0; code == 0 && i < r->n_components; i++) {
    const struct plate_component *c = &r->components[i];
    struct plating_text source;
    struct plating_plan_entry entry = {
      .path = c->page, .component = c->index, .data = i,
      .sources = &source, .n_sources = 1
    };

    if (!c->is_selected || !c->template.ptr || c->kind == PLATE_PROVIDER)
      continue;
    source = plate_shown (r, c->bundle.root, c->template, &r->memory);
    if (!source.ptr)
      return no_memory (r, op);
    code = r->host->emit_plan (r->host, op, &entry, 1, sizeof entry);
  }
  return code;
}

static int
emit_guides (struct plate_renderer *r, uint64_t op)
{
  size_t i;
  int code = 0;

  for (i = 0; code == 0 && i < r->n_guides; i++) {
    struct plating_plan_entry entry = {
      .path = r->guides[i].page, .component = PLATING_NONE,
      .data = r->n_components + i, .sources = &r->guides[i].source,
      .n_sources = 1
    };

    code = r->host->emit_plan (r->host, op, &entry, 1, sizeof entry);
  }
  return code;
}

/* -- the operation ---------------------------------------------------- */

void
plate_plan_release (struct plate_renderer *r)
{
  r->roots = NULL;
  r->components = NULL;
  r->guides = NULL;
  r->partials = NULL;
  r->n_roots = r->n_components = r->n_guides = r->n_partials = 0;
  r->header = r->footer = (struct plate_partial) { .text = nothing };
  r->provider = NULL;
  pl_arena_release (&r->memory);
  pl_arena_release (&r->results);
}

static struct plating_text
short_name (struct plating_text name)
{
  return pl_text_skip (name, pl_text_starts_with (name, NAME_PREFIX)
                       ? strlen (NAME_PREFIX) : 0);
}

int
plate_open (struct plate_renderer *r,
            const struct plating_catalog_request *req, uint64_t op)
{
  int code;

  plate_plan_release (r);
  code = r->host->root_path (r->host, op, pl_text_of (PLATING_ROOT_PROJECT),
                             &r->project);
  if (code < 0)
    return plate_fail (r, op, code, nothing, 0, 0, "there is no project");
  r->project = pl_text_copy (&r->memory, r->project);
  r->provider_name = pl_text_copy (&r->memory, req->provider->short_name);
  r->shown_name = pl_text_copy (&r->memory,
                                short_name (req->provider->rendered_name));
  if (!r->project.ptr || !r->provider_name.ptr || !r->shown_name.ptr)
    return no_memory (r, op);
  code = find_components (r, req, op);
  if (code == 0)
    code = find_partials (r, op);
  if (code == 0)
    code = find_guides (r, op);
  return code == 0 ? plate_mark_test_only (r, op) : code;
}

int
plate_plan (void *instance, const struct plating_catalog_request *req,
            uint64_t op)
{
  struct plate_renderer *r = instance;
  int code = plate_open (r, req, op);

  if (code == 0)
    code = emit_components (r, op);
  if (code == 0)
    code = emit_guides (r, op);
  if (code == 0)
    r->host->op_done (r->host, op, 0);
  return code;
}
