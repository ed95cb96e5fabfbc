/* SPDX-License-Identifier: Apache-2.0 */
/* What the command prints of a result. */

#include <config.h>

#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <plating/document.h>

#include "common/buffer.h"
#include "findings.h"
#include "log.h"
#include "options.h"
#include "quote.h"
#include "result.h"

/* Findings that are shown in full without --verbose. */
#define MAX_SHOWN 50

int
pl_report_status_of_error (const struct plating_error *error)
{
  switch (plating_error_code (error)) {
  case PLATING_E_CANCELLED:
    return PL_EXIT_INTERRUPTED;
  case PLATING_E_CONFIG:
  case PLATING_E_PLUGIN:
    return PL_EXIT_USAGE;
  default:
    return PL_EXIT_FAILED;
  }
}

static int
status_of_findings (const struct plating_result *r)
{
  const struct plating_result_finding *f;
  int status = PL_EXIT_FINE;
  size_t i;

  for (i = 0; (f = plating_result_finding_at (r, i)); i++)
    if (f->error)
      return PL_EXIT_FAILED;
    else if (f->severity == PLATING_LEVEL_ERROR)
      status = PL_EXIT_FINDINGS;
  return status;
}

static int
is_checking (const struct plating_options *o)
{
  return o->check || o->diff;
}

static int
status_of_files (const struct plating_result_counts *n,
                 const struct plating_options *o)
{
  if (n->failed)
    return PL_EXIT_FAILED;
  if (is_checking (o) && (n->differs || n->missing || n->unwanted))
    return PL_EXIT_FINDINGS;
  return PL_EXIT_FINE;
}

static const char *
status_name (uint32_t status)
{
  switch (status) {
  case PLATING_FILE_WRITTEN:
    return "written";
  case PLATING_FILE_UNCHANGED:
    return "unchanged";
  case PLATING_FILE_REMOVED:
    return "removed";
  case PLATING_FILE_DIFFERS:
    return "differs";
  case PLATING_FILE_MISSING:
    return "missing";
  case PLATING_FILE_UNWANTED:
    return "no longer wanted";
  case PLATING_FILE_KEPT:
    return "kept";
  default:
    return "failed";
  }
}

/* -- text ----------------------------------------------------------------- */

/* Whether the file is news: what a check or a dry run is asked for. */
static int
is_news (const struct plating_result_file *f, const struct plating_options *o)
{
  switch (f->status) {
  case PLATING_FILE_DIFFERS:
  case PLATING_FILE_MISSING:
    return 1;
  case PLATING_FILE_UNWANTED:
    return is_checking (o) || o->dry_run || o->verbose;
  case PLATING_FILE_UNCHANGED:
  case PLATING_FILE_KEPT:
    return 0;
  default:
    return o->verbose;
  }
}

/* Ends a line with TEXT, a name from outside, and SUFFIX. */
static void
print_name (const char *text, const char *suffix)
{
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_quote_append (&b, (struct plating_text) { text, strlen (text) }, 0);
  pl_buffer_puts (&b, suffix);
  puts (b.failed || !b.data ? "" : b.data);
  pl_buffer_release (&b);
}

static void
print_files (const struct plating_result *r, const struct plating_options *o)
{
  const struct plating_result_file *f;
  size_t i;

  for (i = 0; (f = plating_result_file_at (r, i)); i++) {
    if (f->diff)
      fputs (f->diff, stdout);
    else if (is_news (f, o)) {
      printf ("%s: ", status_name (f->status));
      print_name (f->path, "");
    }
  }
}

static void
print_components (const struct plating_result *r)
{
  const struct plating_result_component *c;
  size_t i;

  for (i = 0; (c = plating_result_component_at (r, i)); i++) {
    printf ("%-20s ", c->kind);
    print_name (c->name, c->flags & PLATING_COMPONENT_DEPRECATED
                         ? " (deprecated)" : "");
  }
}

/* How many components there are of a kind.  The provider is none. */
struct kind_count {
  const char *kind;
  uint64_t n;
};

/* Counts the components of each kind, the kinds in the order in which they
 * come up.  *N is 0 without memory, too. */
static struct kind_count *
count_kinds (const struct plating_result *r, size_t *n, uint64_t *total)
{
  const struct plating_result_component *c;
  struct kind_count *all = NULL, *more;
  size_t i, k;

  *n = 0;
  *total = 0;
  for (i = 0; (c = plating_result_component_at (r, i)); i++) {
    if (!strcmp (c->kind, PLATING_KIND_PROVIDER))
      continue;
    for (k = 0; k < *n && strcmp (all[k].kind, c->kind) != 0; k++)
      ;
    if (k == *n) {
      more = realloc (all, (*n + 1) * sizeof *all);
      if (!more)
        break;
      all = more;
      all[(*n)++] = (struct kind_count) { c->kind, 0 };
    }
    all[k].n++;
    ++*total;
  }
  return all;
}

/* For how many of KIND there is a template. */
static uint64_t
n_with_template (const struct plating_result *r, const char *kind)
{
  const struct plating_result_component *c;
  uint64_t n = 0;
  size_t i;

  for (i = 0; (c = plating_result_component_at (r, i)); i++)
    n += (c->flags & PLATING_COMPONENT_HAS_TEMPLATE)
         && strcmp (c->kind, kind) == 0;
  return n;
}

static void
print_statistics (const struct plating_result *r)
{
  uint64_t total;
  size_t n, i;
  struct kind_count *kinds = count_kinds (r, &n, &total);

  printf ("\nRegistry Statistics:\n   Total components: %" PRIu64 "\n",
          total);
  for (i = 0; i < n; i++)
    printf ("%s%s%s", i ? ", " : "   Component types: ", kinds[i].kind,
            i + 1 < n ? "" : "\n");
  for (i = 0; i < n; i++) {
    printf ("   %s: %" PRIu64 " total", kinds[i].kind, kinds[i].n);
    if (pl_result_knows_templates (r))
      printf (", %" PRIu64 " with templates",
              n_with_template (r, kinds[i].kind));
    putchar ('\n');
  }
  free (kinds);
}

static void
log_findings (const struct plating_result *r, const struct plating_options *o,
              struct pl_log *log)
{
  const struct plating_result_finding *f;
  struct pl_buffer line;
  size_t i, n_shown = 0, n_hidden = 0;

  pl_buffer_init (&line);
  for (i = 0; (f = plating_result_finding_at (r, i)); i++) {
    if (!o->verbose && n_shown >= MAX_SHOWN) {
      n_hidden++;
      continue;
    }
    n_shown++;
    if (f->error) {
      pl_log_error (log, f->severity, f->error);
      continue;
    }
    pl_buffer_clear (&line);
    /* The log names other severities itself. */
    pl_findings_format (f, f->severity == PLATING_LEVEL_INFO, &line);
    if (line.data)
      pl_log_line (log, f->severity, NULL, "%s", line.data);
  }
  if (n_hidden)
    pl_log_line (log, PLATING_LEVEL_WARNING, NULL,
                 "%zu more findings like these; --verbose shows them all",
                 n_hidden);
  pl_buffer_release (&line);
}

static void
append_count (struct pl_buffer *b, uint64_t n, const char *what, int always)
{
  if (n || always)
    pl_buffer_printf (b, "%s%llu %s", b->len ? ", " : "",
                      (unsigned long long) n, what);
}

/* The same for things, of which there may be one. */
static void
append_things (struct pl_buffer *b, uint64_t n, const char *one,
               const char *many, int always)
{
  append_count (b, n, n == 1 ? one : many, always);
}

static void
log_summary (uint32_t verb, const struct plating_options *o,
             const struct plating_result_counts *n, struct pl_log *log)
{
  int writing = verb != PL_VERB_VALIDATE && !is_checking (o) && !o->dry_run;
  struct pl_buffer b;

  if (verb == PL_VERB_INFO || o->quiet)
    return;
  pl_buffer_init (&b);
  if (verb == PL_VERB_VALIDATE) {
    append_things (&b, n->planned, "file checked", "files checked", 1);
  } else if (writing) {
    append_count (&b, n->written, "written", 1);
    append_count (&b, n->kept, "kept", verb == PL_VERB_ADORN);
  } else {
    append_count (&b, n->missing, "missing", 1);
    append_count (&b, n->differs, "different", 1);
  }
  if (verb == PL_VERB_PLATE)
    append_count (&b, n->unchanged, "unchanged", 1);
  if (writing && verb == PL_VERB_PLATE)
    append_count (&b, n->removed, "removed", 1);
  append_count (&b, n->unwanted, "no longer wanted", 0);
  append_count (&b, n->failed, "failed", 0);
  append_things (&b, n->errors, "problem", "problems", 1);
  append_things (&b, n->warnings, "warning", "warnings", 0);
  pl_buffer_printf (&b, " in %.2f s", (double) n->duration_ns / 1e9);
  if (b.data)
    pl_log_line (log, PLATING_LEVEL_INFO, NULL, "%s", b.data);
  if (n->unwanted && !is_checking (o) && !o->prune)
    pl_log_line (log, PLATING_LEVEL_INFO, NULL,
                 "--prune removes pages that are no longer wanted");
  pl_buffer_release (&b);
}

/* -- JSON ----------------------------------------------------------------- */

static void
set (json_t *object, const char *key, uint64_t n)
{
  json_object_set_new (object, key, json_integer ((json_int_t) n));
}

static json_t *
counts_json (const struct plating_result_counts *n)
{
  json_t *o = json_object ();

  set (o, "components", n->components);
  set (o, "planned", n->planned);
  set (o, "written", n->written);
  set (o, "unchanged", n->unchanged);
  set (o, "removed", n->removed);
  set (o, "differs", n->differs);
  set (o, "missing", n->missing);
  set (o, "unwanted", n->unwanted);
  set (o, "kept", n->kept);
  set (o, "failed", n->failed);
  set (o, "errors", n->errors);
  set (o, "warnings", n->warnings);
  set (o, "bytes_written", n->bytes_written);
  json_object_set_new (o, "seconds",
                       json_real ((double) n->duration_ns / 1e9));
  return o;
}

static json_t *
files_json (const struct plating_result *r)
{
  const struct plating_result_file *f;
  json_t *list = json_array (), *o;
  size_t i;

  for (i = 0; (f = plating_result_file_at (r, i)); i++) {
    o = json_object ();
    json_object_set_new (o, "path", json_string (f->path));
    json_object_set_new (o, "status", json_string (status_name (f->status)));
    set (o, "size", f->size);
    if (f->diff)
      json_object_set_new (o, "diff", json_string (f->diff));
    json_array_append_new (list, o);
  }
  return list;
}

static json_t *
findings_json (const struct plating_result *r)
{
  const struct plating_result_finding *f;
  json_t *list = json_array ();
  size_t i;

  for (i = 0; (f = plating_result_finding_at (r, i)); i++)
    json_array_append_new (list, pl_findings_json (f));
  return list;
}

static json_t *
components_json (const struct plating_result *r)
{
  const struct plating_result_component *c;
  json_t *list = json_array (), *o;
  size_t i;

  for (i = 0; (c = plating_result_component_at (r, i)); i++) {
    o = json_object ();
    json_object_set_new (o, "kind", json_string (c->kind));
    json_object_set_new (o, "name", json_string (c->name));
    json_object_set_new (o, "deprecated", json_boolean
                         (c->flags & PLATING_COMPONENT_DEPRECATED));
    if (pl_result_knows_templates (r))
      json_object_set_new (o, "has_template", json_boolean
                           (c->flags & PLATING_COMPONENT_HAS_TEMPLATE));
    json_array_append_new (list, o);
  }
  return list;
}

static json_t *
statistics_json (const struct plating_result *r)
{
  json_t *o = json_object (), *types = json_array (), *totals = json_object ();
  json_t *with_templates = json_object ();
  uint64_t total;
  size_t n, i;
  struct kind_count *kinds = count_kinds (r, &n, &total);

  set (o, "total_components", total);
  for (i = 0; i < n; i++) {
    json_array_append_new (types, json_string (kinds[i].kind));
    set (totals, kinds[i].kind, kinds[i].n);
    set (with_templates, kinds[i].kind, n_with_template (r, kinds[i].kind));
  }
  json_object_set_new (o, "component_types", types);
  json_object_set_new (o, "totals", totals);
  if (pl_result_knows_templates (r))
    json_object_set (o, "with_templates", with_templates);
  json_decref (with_templates);
  free (kinds);
  return o;
}

static void
print_json (uint32_t verb, const struct plating_result *r,
            const struct plating_result_counts *n)
{
  json_t *o = json_object ();

  json_object_set_new (o, "counts", counts_json (n));
  if (verb == PL_VERB_INFO) {
    json_object_set_new (o, "components", components_json (r));
    json_object_set_new (o, "statistics", statistics_json (r));
  } else {
    json_object_set_new (o, "files", files_json (r));
  }
  json_object_set_new (o, "findings", findings_json (r));
  json_dumpf (o, stdout, JSON_INDENT (2));
  putchar ('\n');
  json_decref (o);
}

/* -- all together --------------------------------------------------------- */

static int
max (int a, int b)
{
  return a > b ? a : b;
}

int
pl_report_result (uint32_t verb, const struct plating_options *o,
                  const struct plating_result *r,
                  const struct plating_error *error, struct pl_log *log)
{
  struct plating_result_counts n = { .struct_size = sizeof n };
  int status = PL_EXIT_FINE;

  pl_log_progress (log, NULL);
  if (r) {
    plating_result_counts_get (r, &n);
    status = max (status_of_findings (r), status_of_files (&n, o));
    if (o->format && !strcmp (o->format, "json")) {
      print_json (verb, r, &n);
    } else {
      if (verb == PL_VERB_INFO) {
        print_components (r);
        /* Nothing was found out: there is nothing to count. */
        if (!error || plating_result_component_at (r, 0))
          print_statistics (r);
      } else {
        print_files (r, o);
      }
      log_findings (r, o, log);
    }
    if (fflush (stdout) != 0) {
      pl_log_line (log, PLATING_LEVEL_ERROR, NULL,
                   "write standard output: %s", strerror (errno));
      status = max (status, PL_EXIT_FAILED);
    }
  }
  if (error) {
    pl_log_error (log, PLATING_LEVEL_ERROR, error);
    status = max (status, pl_report_status_of_error (error));
  }
  if (r && (!error || n.written))
    log_summary (verb, o, &n, log);
  return status;
}
