/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves to the embedder.
 *
 * Nothing is copied: the result becomes the owner of the run's catalog,
 * findings and sink. */

#include <config.h>

#include "result.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "catalog.h"
#include "findings.h"
#include "sink.h"

struct plating_result {
  atomic_uint refs;
  struct pl_catalog *catalog;
  struct pl_findings *findings;
  struct pl_sink *sink;
  struct plating_result_component *components;
  size_t n_components;
  struct pl_arena names;        /* of components */
  struct plating_result_counts counts;
  struct pl_result_facts facts;
  const struct plating_result_finding **errors;
  struct plating_result_failure *failures;
  const struct plating_result_file **outputs;
  size_t n_errors, n_outputs, n_failures;
  uint64_t examples_written, n_lint_errors;
  int knows_templates;
};

static void
result_free (struct plating_result *r)
{
  pl_catalog_free (r->catalog);
  pl_findings_free (r->findings);
  pl_sink_free (r->sink);
  free (r->components);
  pl_arena_release (&r->names);
  while (r->n_failures)
    free ((char *) (uintptr_t) r->failures[--r->n_failures].text);
  free (r->failures);
  free (r->errors);
  free (r->outputs);
  free (r);
}

/* Lists what was found, less what is left out.  What is left out by plate for
 * being deprecated alone stays: it may have a page in spite of that. */
static int
copy_components (struct plating_result *r,
                 const struct plating_catalog_request *all,
                 const atomic_uchar *has_template)
{
  const struct plating_component *c = all->components;
  struct plating_result_component *to;
  int leaves_out = r->facts.kind != PL_RESULT_PLATE
                   || (all->flags & PLATING_CATALOG_FILTERED);
  uint32_t i;

  r->components = calloc ((size_t) all->n_components + 1,
                          sizeof *r->components);
  if (!r->components)
    return PLATING_E_NOMEM;
  for (to = r->components, i = 0; i < all->n_components; i++, c++) {
    if (leaves_out && all->selected && !all->selected[i])
      continue;
    *to = (struct plating_result_component) {
      .struct_size = sizeof *to, .flags = c->flags, .kind = c->kind.ptr,
      .name = pl_arena_strndup (&r->names, c->name.ptr, c->name.len),
    };
    if (!to->name)
      return PLATING_E_NOMEM;
    if (has_template && has_template[i])
      to->flags |= PLATING_COMPONENT_HAS_TEMPLATE;
    to++;
    r->n_components++;
  }
  return 0;
}

static int
list_components (struct plating_result *r, const atomic_uchar *has_template)
{
  struct plating_catalog_request all = { 0 };
  struct pl_arena arena;
  int status;

  /* One that was never finished is neither sorted nor filtered. */
  if (!r->catalog || !pl_catalog_is_frozen (r->catalog)
      || !pl_catalog_size (r->catalog))
    return 0;
  pl_arena_init (&arena, 0);
  status = pl_catalog_describe (r->catalog, &arena, &all);
  if (status == 0)
    status = copy_components (r, &all, has_template);
  pl_arena_release (&arena);
  return status;
}

static int
is_output (const struct plating_result_file *file)
{
  return file->status == PLATING_FILE_WRITTEN
    || file->status == PLATING_FILE_UNCHANGED
    || file->status == PLATING_FILE_DIFFERS
    || file->status == PLATING_FILE_MISSING;
}

/* Lists the errors. */
static int
list_errors (struct plating_result *r)
{
  size_t n = r->findings ? pl_findings_n (r->findings) : 0, i;

  r->errors = calloc (n + 1, sizeof (*r->errors));
  if (!r->errors)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    const struct plating_result_finding *f = pl_findings_at (r->findings, i);

    if (f->severity != PLATING_LEVEL_ERROR)
      continue;
    r->errors[r->n_errors++] = f;
    r->n_lint_errors += f->rule && !f->error;
  }
  return 0;
}

static void
put_error (struct pl_buffer *b, const struct plating_result_finding *f)
{
  if (b->len)
    pl_buffer_puts (b, "; ");
  if (f->line)
    pl_buffer_printf (b, f->column ? "%u:" : "%u", f->line);
  if (f->line && f->column)
    pl_buffer_printf (b, "%u", f->column);
  if (f->line)
    pl_buffer_putc (b, ' ');
  if (f->rule)
    pl_buffer_printf (b, "%s ", f->rule);
  pl_buffer_puts (b, f->message);
}

/* Puts the errors together that are about the file of number I; returns how
 * many, or PLATING_E_NOMEM. */
static int
add_failure (struct plating_result *r, size_t i)
{
  const char *path = r->errors[i]->file;
  struct pl_buffer b;
  size_t n = 0;
  char *text;

  if (!path)
    return 1;
  pl_buffer_init (&b);
  for (; i + n < r->n_errors && r->errors[i + n]->file
       && !strcmp (r->errors[i + n]->file, path); n++)
    put_error (&b, r->errors[i + n]);
  text = pl_buffer_take (&b, NULL);
  if (!text)
    return PLATING_E_NOMEM;
  r->failures[r->n_failures++] = (struct plating_result_failure) {
    sizeof *r->failures, (uint32_t) n, path, text,
  };
  return (int) n;
}

/* Errors are sorted by file. */
static int
list_failures (struct plating_result *r)
{
  size_t i = 0;

  r->failures = calloc (r->n_errors + 1, sizeof *r->failures);
  if (!r->failures)
    return PLATING_E_NOMEM;
  while (i < r->n_errors) {
    int n = add_failure (r, i);

    if (n < 0)
      return n;
    i += (size_t) n;
  }
  return 0;
}

/* Lists what was made. */
static int
list_outputs (struct plating_result *r)
{
  const struct plating_result_file *files = NULL;
  size_t n = 0, i;

  if (r->sink && pl_sink_list (r->sink, NULL) < 0)
    return PLATING_E_NOMEM;
  if (r->sink)
    files = pl_sink_files (r->sink, &n);
  r->outputs = calloc (n + 1, sizeof (*r->outputs));
  if (!r->outputs)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++)
    if (is_output (&files[i]))
      r->outputs[r->n_outputs++] = &files[i];
  if (r->sink)
    r->examples_written = pl_sink_examples_written (r->sink);
  return 0;
}

int
pl_result_new (struct plating_result **out, struct pl_catalog *catalog,
               struct pl_findings *findings, struct pl_sink *sink,
               const struct pl_result_facts *facts)
{
  struct plating_result *r = calloc (1, sizeof *r);
  struct pl_findings_counts found = { 0 };

  if (!r) {
    pl_catalog_free (catalog);
    pl_findings_free (findings);
    pl_sink_free (sink);
    return PLATING_E_NOMEM;
  }
  atomic_init (&r->refs, 1);
  pl_arena_init (&r->names, 0);
  r->catalog = catalog;
  r->findings = findings;
  r->sink = sink;
  r->facts = *facts;
  r->facts.has_template = NULL;
  r->knows_templates = facts->has_template != NULL;
  if (list_components (r, facts->has_template) < 0
      || list_errors (r) < 0 || list_failures (r) < 0
      || list_outputs (r) < 0) {
    result_free (r);
    return PLATING_E_NOMEM;
  }
  r->counts.struct_size = sizeof r->counts;
  r->counts.components = catalog ? pl_catalog_size (catalog) : 0;
  r->counts.planned = facts->planned;
  r->counts.duration_ns = facts->duration_ns;
  if (sink)
    pl_sink_counts (sink, &r->counts);
  if (findings)
    pl_findings_counts_get (findings, &found);
  r->counts.errors = found.errors;
  r->counts.warnings = found.warnings;
  *out = r;
  return 0;
}

int
pl_result_knows_templates (const struct plating_result *r)
{
  return r->knows_templates;
}

struct plating_result *
plating_result_ref (struct plating_result *r)
{
  if (r)
    atomic_fetch_add (&r->refs, 1);
  return r;
}

void
plating_result_unref (struct plating_result *r)
{
  if (r && atomic_fetch_sub (&r->refs, 1) == 1)
    result_free (r);
}

void
plating_result_counts_get (const struct plating_result *r,
                           struct plating_result_counts *counts)
{
  static const struct plating_result_counts none = { 0 };
  uint32_t size = counts->struct_size;

  if (size > sizeof none)
    size = sizeof none;
  memcpy (counts, r ? &r->counts : &none, size);
  counts->struct_size = size;
}

const struct plating_result_file *
plating_result_file_at (const struct plating_result *r, size_t i)
{
  const struct plating_result_file *files;
  size_t n;

  if (!r || !r->sink)
    return NULL;
  files = pl_sink_files (r->sink, &n);
  return i < n ? &files[i] : NULL;
}

const struct plating_result_finding *
plating_result_finding_at (const struct plating_result *r, size_t i)
{
  return r && r->findings ? pl_findings_at (r->findings, i) : NULL;
}

const struct plating_result_component *
plating_result_component_at (const struct plating_result *r, size_t i)
{
  return r && i < r->n_components ? &r->components[i] : NULL;
}

const struct plating_result_finding *
plating_result_error_at (const struct plating_result *r, size_t i)
{
  return r && i < r->n_errors ? r->errors[i] : NULL;
}

const struct plating_result_failure *
plating_result_failure_at (const struct plating_result *r, size_t i)
{
  return r && i < r->n_failures ? &r->failures[i] : NULL;
}

const struct plating_result_file *
plating_result_output_at (const struct plating_result *r, size_t i)
{
  return r && i < r->n_outputs ? r->outputs[i] : NULL;
}

/* -- by operation --------------------------------------------------------- */

static uint32_t
success_flag (const struct plating_result *r)
{
  return r->counts.errors || r->counts.failed || r->facts.is_partial ? 0
    : PLATING_RESULT_SUCCESS;
}

static double
seconds (const struct plating_result *r)
{
  return (double) r->counts.duration_ns / 1e9;
}

/* Copies as much of FULL as *OUT, which begins with its size, has room for;
 * so does FULL. */
static void
give (void *out, const void *full, uint32_t full_size)
{
  uint32_t size;

  memcpy (&size, out, sizeof size);
  if (size > full_size)
    size = full_size;
  memcpy (out, full, size);
  if (size >= sizeof size)
    memcpy (out, &size, sizeof size);
}

int
plating_result_adorn (const struct plating_result *r,
                      struct plating_adorn_result *out)
{
  struct plating_adorn_result full = { .struct_size = sizeof full };

  if (!r || r->facts.kind != PL_RESULT_ADORN)
    return PLATING_E_STATE;
  full.flags = success_flag (r);
  full.components_processed = r->facts.processed;
  full.templates_generated = r->counts.written - r->examples_written;
  full.examples_created = r->examples_written;
  full.n_errors = r->counts.errors;
  full.duration_seconds = seconds (r);
  give (out, &full, sizeof full);
  return 0;
}

int
plating_result_plate (const struct plating_result *r,
                      struct plating_plate_result *out)
{
  struct plating_plate_result full = { .struct_size = sizeof full };

  if (!r || r->facts.kind != PL_RESULT_PLATE)
    return PLATING_E_STATE;
  full.flags = success_flag (r);
  full.components_processed = r->facts.processed;
  full.files_generated = r->counts.written + r->counts.unchanged
    + r->counts.differs + r->counts.missing;
  full.files_written = r->counts.written;
  full.n_errors = r->counts.errors;
  full.duration_seconds = seconds (r);
  give (out, &full, sizeof full);
  return 0;
}

int
plating_result_validate (const struct plating_result *r,
                         struct plating_validate_result *out)
{
  struct plating_validate_result full = { .struct_size = sizeof full };

  if (!r || r->facts.kind != PL_RESULT_VALIDATE)
    return PLATING_E_STATE;
  full.flags = success_flag (r);
  full.total = r->counts.planned;
  full.failed = r->n_failures < r->facts.processed ? r->n_failures
    : r->facts.processed;
  full.passed = r->facts.processed - full.failed;
  full.skipped = full.total - r->facts.processed;
  full.n_errors = r->counts.errors;
  full.n_warnings = r->counts.warnings;
  full.duration_seconds = seconds (r);
  full.terraform_version = "";
  full.n_lint_errors = r->n_lint_errors;
  give (out, &full, sizeof full);
  return 0;
}

int
plating_result_exit_status (const struct plating_result *r)
{
  return r ? r->facts.exit_status : 0;
}

struct plating_text
plating_result_page (const struct plating_result *r, const char *path)
{
  struct plating_text none = { NULL, 0 };

  return r && r->sink ? pl_sink_page (r->sink, path) : none;
}
