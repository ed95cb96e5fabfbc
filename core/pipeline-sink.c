/* SPDX-License-Identifier: Apache-2.0 */
/* What a run makes: where it goes, and the result at the end. */

#include <config.h>

#include <string.h>

#include "catalog.h"
#include "deliver.h"
#include "error.h"
#include "findings.h"
#include "options.h"
#include "result.h"
#include "run.h"
#include "sink.h"

static uint32_t
sink_mode (const struct plating_options *o)
{
  return o->in_memory ? PL_SINK_MEMORY : o->diff ? PL_SINK_DIFF
    : o->check ? PL_SINK_CHECK : o->dry_run ? PL_SINK_DRY_RUN
    : PL_SINK_WRITE;
}

/* How a place is called in messages: relative to the project if it is
 * inside. */
static const char *
place_name (const struct pl_run *run, const char *dir)
{
  size_t n = strlen (run->provider_dir);

  if (!strncmp (dir, run->provider_dir, n) && dir[n] == '/')
    return dir + n + 1;
  return dir;
}

int
pl_run_open_sink (struct pl_run *run, struct plating_error **err)
{
  struct pl_sink_options options = {
    .mode = sink_mode (run->options),
    .fsync = run->options->fsync, .force = run->options->force,
    .keep_for_reading = pl_run_keeps_site (run),
    .project = run->provider_dir,
  };
  const struct {
    uint32_t to;
    const char *dir;
    int in_results;
  } places[] = {
    { PLATING_TO_OUTPUT, run->output_dir, run->verb == PL_VERB_ADORN },
    { PLATING_TO_TEMPLATES, run->templates_dir, 1 },
    { PLATING_TO_EXAMPLES, run->examples_dir, 1 },
    { PLATING_TO_GROUPED_EXAMPLES, run->grouped_dir, 1 },
    { PLATING_TO_PROJECT_FILE, run->provider_dir, 0 },
    { PLATING_TO_PROJECT, run->adorned_dir, 1 },
  };
  int status = pl_sink_new (&run->sink, &options, err);
  size_t i;

  for (i = 0; i < sizeof places / sizeof *places && status == 0; i++)
    status = pl_sink_root (run->sink, places[i].to, places[i].dir,
                           !strcmp (places[i].dir, run->provider_dir) ? ""
                           : place_name (run, places[i].dir),
                           places[i].in_results, err);
  return status;
}

/* A run tells which files are no longer wanted only if it made all that are:
 * nothing was filtered out and nothing failed. */
static int
is_complete (struct pl_run *run)
{
  struct pl_findings_counts found;

  pl_findings_counts_get (run->findings, &found);
  return run->verb == PL_VERB_PLATE && !run->error && !found.errors
    && !atomic_load (&run->is_stopped)
    && !pl_catalog_is_filtered (run->catalog);
}

/* Two documents of one path are an error of whoever planned them. */
static void
report_conflicts (struct pl_run *run)
{
  size_t n, i;
  const struct pl_sink_conflict *conflicts
    = pl_sink_conflicts (run->sink, &n);

  for (i = 0; i < n; i++) {
    struct plating_error *error = NULL;

    pl_error_set (&error, PLATING_E_INVAL,
                  "two documents are named '%s'", conflicts[i].path);
    pl_findings_add_error (run->findings, conflicts[i].path, error);
    plating_error_unref (error);
  }
}

void
pl_run_keep_error (struct pl_run *run)
{
  struct plating_error *error = pl_strand_take_error (&run->main.strand);

  if (run->error)
    plating_error_unref (error);
  else
    run->error = error;
}

/* What was made at the end is handed over, too. */
static void
end_delivery (struct pl_run *run)
{
  struct pl_strand *s = &run->main.strand;
  int status = pl_deliver_end_entry (run->deliver, run->n_entries);

  if (status < 0) {
    pl_error_set (&s->error, status, "a document was not taken");
    pl_run_keep_error (run);
  }
  pl_deliver_free (run->deliver);
  run->deliver = NULL;
}

void
pl_run_close_sink (struct pl_run *run)
{
  const struct plating_renderer_ops *ops;
  struct pl_strand *s = &run->main.strand;

  if (run->deliver)
    end_delivery (run);
  if (!run->sink)
    return;
  if (is_complete (run)) {
    ops = run->renderers.items[0]->ops;
    if (pl_sink_unwanted (run->sink, PLATING_TO_OUTPUT, ops->manages,
                          run->options->prune, &s->error) < 0)
      pl_run_keep_error (run);
  }
  if (pl_sink_finish (run->sink, &s->error) < 0)
    pl_run_keep_error (run);
  report_conflicts (run);
}

/* How many components, or pages of validate, were not left out. */
static uint64_t
n_processed (struct pl_run *run)
{
  if (run->verb == PL_VERB_VALIDATE)
    return atomic_load (&run->n_done);
  return run->catalog && pl_catalog_is_frozen (run->catalog)
    ? pl_catalog_n_selected (run->catalog) : 0;
}

void
pl_run_make_result (struct pl_run *run)
{
  struct pl_strand *s = &run->main.strand;
  struct pl_result_facts facts = {
    .kind = run->verb == PL_VERB_PLATE ? PL_RESULT_PLATE
      : run->verb == PL_VERB_VALIDATE ? PL_RESULT_VALIDATE
      : run->verb == PL_VERB_ADORN ? PL_RESULT_ADORN : PL_RESULT_OTHER,
    .processed = n_processed (run),
    .planned = run->n_entries,
    .duration_ns = uv_hrtime () - run->started_ns,
    .exit_status = run->command ? run->command->exit_status : 0,
    .is_partial = run->error != NULL,
    .has_template = run->error ? NULL : run->has_template,
  };
  int status = 0;

  if (run->findings)
    status = pl_findings_finish (run->findings);
  if (status == 0)
    status = pl_result_new (&run->result, run->catalog, run->findings,
                            run->sink, &facts);
  else {
    pl_catalog_free (run->catalog);
    pl_findings_free (run->findings);
    pl_sink_free (run->sink);
  }
  run->catalog = NULL;
  run->findings = NULL;
  run->sink = NULL;
  if (status < 0) {
    pl_error_set (&s->error, status, "out of memory");
    pl_run_keep_error (run);
  }
}
