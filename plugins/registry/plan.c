/* SPDX-License-Identifier: Apache-2.0 */
/* Plan: which documents there will be. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "plugins/common/gotemplate/quote.h"
#include "plugins/registry/renderer.h"

int
registry_fail (struct registry_renderer *r, uint64_t op, int code,
               const struct pl_buffer *message)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = code,
    .message = code == PLATING_E_NOMEM || !message->len
               ? pl_text_of ("out of memory")
               : (struct plating_text) { message->data, message->len }
  };

  if (r->schema_template.code < 0) {
    const struct plating_text parts[] = {
      r->templates_name, pl_text_of ("/" REGISTRY_SCHEMA_TEMPLATE)
    };

    failure.file = pl_text_join (&r->memory, parts, 2);
    failure.line = r->schema_template.error.line;
    if (r->schema_template.error.column >= 0)
      failure.column = (uint32_t) r->schema_template.error.column + 1;
  }
  r->host->fail (r->host, op, &failure);
  return code;
}

/* -- roots ------------------------------------------------------------- */

static int
copy_text (struct registry_renderer *r, struct plating_text *to,
           struct plating_text from)
{
  to->ptr = pl_arena_strndup (&r->memory, from.ptr, from.len);
  to->len = to->ptr ? from.len : 0;
  return to->ptr ? 0 : PLATING_E_NOMEM;
}

/* Gets the path of the root NAME and, unless TREE is NULL, its snapshot. */
static int
open_root (struct registry_renderer *r, uint64_t op, const char *name,
           struct plating_text *path, const struct plating_tree **tree,
           struct pl_buffer *message)
{
  static const struct plating_text all = { NULL, 0 };
  struct plating_text root = pl_text_of (name);
  int code = r->host->root_path (r->host, op, root, path);

  if (code == 0)
    code = copy_text (r, path, *path);
  if (code == 0 && tree)
    code = r->host->tree (r->host, op, root, all, tree);
  if (code < 0 && code != PLATING_E_NOMEM) {
    pl_buffer_printf (message, "can't list the %s directory", name);
    if (path->len) {
      pl_buffer_puts (message, " '");
      pl_buffer_append (message, path->ptr, path->len);
      pl_buffer_putc (message, '\'');
    }
  }
  return code;
}

/* PATH as messages show it: relative to the project if it is inside. */
static struct plating_text
shown_path (struct registry_renderer *r, struct plating_text path)
{
  size_t n = r->project.len;

  if (path.len > n + 1 && !memcmp (path.ptr, r->project.ptr, n)
      && path.ptr[n] == '/') {
    path.ptr += n + 1;
    path.len -= n + 1;
  }
  return path;
}

static int
open_roots (struct registry_renderer *r, uint64_t op,
            struct pl_buffer *message)
{
  int code = open_root (r, op, PLATING_ROOT_PROJECT, &r->project, NULL,
                        message);

  if (code == 0)
    code = open_root (r, op, PLATING_ROOT_TEMPLATES, &r->templates_path,
                      &r->site.templates, message);
  if (code == 0)
    code = open_root (r, op, PLATING_ROOT_EXAMPLES, &r->examples.path,
                      &r->examples.tree, message);
  if (code == 0) {
    r->templates_name = shown_path (r, r->templates_path);
    registry_examples_start (&r->examples);
  }
  return code;
}

/* -- shared templates -------------------------------------------------- */

static int
parse_shared (struct registry_renderer *r, uint64_t op,
              enum registry_kind kind, int is_default, int is_plain,
              struct pl_buffer *message)
{
  struct registry_template *t = &r->shared[kind][is_default][is_plain];
  int code = 0;

  if (is_default) {
    t->text = registry_default_template_for (r, kind);
  } else {
    struct plating_text path = pl_text_of (registry_kinds[kind].fallback);

    code = registry_read_template (r, op, path, &t->text, message);
    if (code == 0)
      code = copy_text (r, &t->text, t->text);
  }
  if (code < 0)
    return code;
  registry_template_parse (r, t, is_plain
                           ? registry_kinds[REGISTRY_PLAIN].template_name
                           : registry_kinds[kind].template_name);
  /* Another failure is that of each page. */
  return t->code == PLATING_E_NOMEM ? t->code : 0;
}

/* Parses the templates that are not those of one page. */
static int
parse_all_shared (struct registry_renderer *r, uint64_t op,
                  struct pl_buffer *message)
{
  struct registry_walk walk = { 0 };
  const struct registry_file *f;
  int code = 0, kind, d, p;

  while ((f = registry_site_next (&r->site, &walk)))
    if (f->is_template && !f->is_unused
        && f->origin != REGISTRY_FROM_FILE)
      r->shared[f->home][f->origin == REGISTRY_FROM_DEFAULT]
               [f->kind == REGISTRY_PLAIN].is_used = true;
  for (kind = 0; code == 0 && kind < REGISTRY_N_KINDS; kind++)
    for (d = 0; code == 0 && d < 2; d++)
      for (p = 0; code == 0 && p < 2; p++)
        if (r->shared[kind][d][p].is_used)
          code = parse_shared (r, op, (enum registry_kind) kind, d, p,
                               message);
  return code;
}

/* -- findings ---------------------------------------------------------- */

static void
report (struct registry_renderer *r, uint64_t op,
        const struct registry_file *file, struct plating_text component,
        const struct pl_buffer *message)
{
  const struct plating_text parts[] = {
    r->templates_name, pl_text_of ("/"), file->path
  };
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_WARNING,
    .message = { message->data, message->len },
    .component = component
  };

  if (message->failed)
    return;
  if (file->origin == REGISTRY_FROM_FILE)
    finding.file = pl_text_join (&r->memory, parts, 3);
  r->host->report (r->host, op, &finding);
}

static void
report_missing (struct registry_renderer *r, uint64_t op,
                const struct registry_file *file)
{
  struct plating_text stem = registry_stem (file->path);
  struct plating_text short_name = r->provider_short_name;
  const struct plating_text parts[] = {
    short_name, pl_text_of ("_"), stem
  };
  struct plating_text name = pl_text_join (&r->memory, parts, 3);
  struct pl_buffer message;

  pl_buffer_init (&message);
  pl_buffer_printf (&message, "%s entitled ",
                    registry_kinds[file->home].words);
  if (file->home == REGISTRY_FUNCTION) {
    gotmpl_quote (&message, stem.ptr, stem.len, false);
  } else {
    gotmpl_quote (&message, short_name.ptr, short_name.len, false);
    pl_buffer_puts (&message, ", or ");
    if (name.ptr)
      gotmpl_quote (&message, name.ptr, name.len, false);
  }
  pl_buffer_puts (&message, " does not exist");
  report (r, op, file, (struct plating_text) { NULL, 0 }, &message);
  pl_buffer_release (&message);
}

/* A template that was made for one component and shows another: the former
 * has no page. */
static void
report_shadowed (struct registry_renderer *r, uint64_t op,
                 const struct registry_file *file)
{
  const struct registry_catalog *c = &r->site.catalog;
  struct plating_text page = registry_page_path (file->path);
  struct plating_text lost = registry_component (c, file->made_for)->name;
  struct plating_text name = registry_component (c, file->component)->name;
  struct pl_buffer message;

  pl_buffer_init (&message);
  pl_buffer_printf (&message, "%s ", registry_kinds[file->home].words);
  gotmpl_quote (&message, lost.ptr, lost.len, false);
  pl_buffer_puts (&message, " has no page, since ");
  gotmpl_quote (&message, page.ptr, page.len, false);
  pl_buffer_puts (&message, " is that of ");
  gotmpl_quote (&message, name.ptr, name.len, false);
  report (r, op, file, lost, &message);
  pl_buffer_release (&message);
}

/* -- entries ----------------------------------------------------------- */

/* Whether a component takes part.  One that is deprecated does so in spite
 * of --ignore-deprecated when it has a template of its own. */
static bool
is_wanted (const struct registry_renderer *r, const struct registry_file *f)
{
  const struct plating_catalog_request *req = r->site.catalog.request;
  uint32_t i = f->component;

  if (i == PLATING_NONE || !req->selected || req->selected[i])
    return true;
  return req->flags & PLATING_CATALOG_IGNORE_DEPRECATED
         && !(req->flags & PLATING_CATALOG_FILTERED)
         && registry_component (&r->site.catalog, i)->flags
            & PLATING_COMPONENT_DEPRECATED;
}

/* Emits the entry of F, where WALK stands.  TEXTS is for this call alone. */
static int
emit_entry (struct registry_renderer *r, uint64_t op,
            const struct registry_walk *walk, const struct registry_file *f,
            struct pl_arena *texts)
{
  struct plating_plan_entry entry = {
    .path = f->is_template ? registry_page_path (f->path) : f->path,
    .component = f->component,
    .data = registry_file_data (walk, f)
  };
  struct plating_text source;

  if (f->origin != REGISTRY_FROM_DEFAULT) {
    const struct plating_text parts[] = {
      r->templates_name, pl_text_of ("/"),
      f->origin == REGISTRY_FROM_FILE ? f->path
      : pl_text_of (registry_kinds[f->home].fallback)
    };

    pl_arena_reset (texts);
    source = pl_text_join (texts, parts, 3);
    if (!source.ptr)
      return PLATING_E_NOMEM;
    entry.sources = &source;
    entry.n_sources = 1;
  }
  return r->host->emit_plan (r->host, op, &entry, 1, sizeof entry);
}

static int
emit_all (struct registry_renderer *r, uint64_t op)
{
  struct registry_walk walk = { 0 };
  const struct registry_file *f;
  struct pl_arena texts;
  int code = 0;

  pl_arena_init (&texts, 0);
  while (code == 0 && (f = registry_site_next (&r->site, &walk))) {
    if (f->is_unused || !is_wanted (r, f))
      continue;
    if (f->trouble == REGISTRY_MISSING)
      report_missing (r, op, f);
    else if (f->made_for != PLATING_NONE && f->component != f->made_for
             && !r->compatible)
      report_shadowed (r, op, f);
    code = emit_entry (r, op, &walk, f, &texts);
  }
  pl_arena_release (&texts);
  return code;
}

/* -- the operation ----------------------------------------------------- */

void
registry_plan_release (struct registry_renderer *r)
{
  int kind, d, p;

  for (kind = 0; kind < REGISTRY_N_KINDS; kind++)
    for (d = 0; d < 2; d++)
      for (p = 0; p < 2; p++)
        registry_template_release (&r->shared[kind][d][p]);
  memset (r->shared, 0, sizeof r->shared);
  registry_template_release (&r->schema_template);
  memset (&r->schema_template, 0, sizeof r->schema_template);
  memset (&r->schema_words, 0, sizeof r->schema_words);
  gotmpl_set_free (r->functions);
  r->functions = NULL;
  pl_arena_release (&r->passing);
  memset (&r->site, 0, sizeof r->site);
  registry_includes_free (r->includes);
  r->includes = NULL;
  pl_arena_release (&r->memory);
}

static int
copy_names (struct registry_renderer *r,
            const struct plating_catalog_request *req)
{
  const struct plating_provider *p = req->provider;
  int code = copy_text (r, &r->provider_name, p->name);

  if (code == 0)
    code = copy_text (r, &r->rendered_name, p->rendered_name);
  r->provider_short_name = registry_short_name (r->provider_name);
  r->site.arena = &r->memory;
  r->site.passing = &r->passing;
  r->site.short_name = r->provider_short_name;
  r->site.compatible = r->compatible;
  return code;
}

int
registry_open_site (struct registry_renderer *r,
                    const struct plating_catalog_request *req, uint64_t op,
                    bool lists_choices, struct pl_buffer *message)
{
  int code;

  registry_plan_release (r);
  r->site.lists_choices = lists_choices;
  code = copy_names (r, req);
  if (code == 0)
    code = open_roots (r, op, message);
  if (code == 0)
    code = registry_site_make (&r->site, req, r->templates_path, message);
  return code;
}

int
registry_plan (void *instance, const struct plating_catalog_request *req,
               uint64_t op)
{
  struct registry_renderer *r = instance;
  struct pl_buffer message;
  int code;

  pl_buffer_init (&message);
  code = registry_open_site (r, req, op, false, &message);
  if (code == 0)
    code = registry_functions_start (r);
  if (code == 0 && !r->compatible)
    code = registry_open_schema_template (r, op, &message);
  if (code == 0)
    code = parse_all_shared (r, op, &message);
  if (code < 0)
    code = registry_fail (r, op, code, &message);
  else
    code = emit_all (r, op);
  /* The request is the host's again; what render needs is in the plan's
   * data and in the site's files. */
  r->site.catalog.request = NULL;
  r->site.n_made = 0;
  pl_arena_release (&r->passing);
  pl_buffer_release (&message);
  if (code == 0)
    r->host->op_done (r->host, op, 0);
  return code;
}
