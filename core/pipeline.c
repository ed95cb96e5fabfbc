/* SPDX-License-Identifier: Apache-2.0 */
/* The main strand of a run: set-up, discovery, plan, jobs, finish, result.
 *
 * Each step either goes straight on or leaves the worker: for a plugin's op,
 * for the jobs, for errands that plugins still have under way. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "common/buffer.h"
#include "deliver.h"
#include "error.h"
#include "events.h"
#include "findings.h"
#include "options.h"
#include "plan.h"
#include "roots.h"
#include "run.h"
#include "sink.h"
#include "task.h"
#include "trace.h"

#define STEP_SETUP       PL_RUN_UNBEGUN
#define STEP_DISCOVER    1
#define STEP_PLAN        2
#define STEP_PLANNED     3
#define STEP_JOBS        4
#define STEP_JOBS_DONE   5
#define STEP_FINISH      6
#define STEP_FINISHING   7   /* a finish op has ended */
#define STEP_RENDERING   8   /* what it emitted is on its way */
#define STEP_SITE        9
#define STEP_SITE_DONE  10
#define STEP_CLOSE      11
#define STEP_TEARDOWN   12
#define STEP_COMMAND    13   /* the op of a plugin's command has ended */

/* -- steps ---------------------------------------------------------------- */

/* The run ends with what has failed on its main strand. */
static void
fail (struct pl_run *run)
{
  pl_run_keep_error (run);
  run->main.step = STEP_CLOSE;
}

static void
no_memory (struct pl_run *run)
{
  pl_error_set (&run->main.strand.error, PLATING_E_NOMEM, "out of memory");
  fail (run);
}

static int
set_up (struct pl_run *run, struct plating_error **err)
{
  struct pl_trace_span span = {
    .name = "set up",
    .category = "run",
    .begin_ns = uv_hrtime (),
    .how = PL_TRACE_HERE,
  };
  int status = pl_run_setup (run, err);

  if (run->group.trace)
    pl_trace_span (run->group.trace, &span);
  return status;
}

static int
prepare (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  /* It could not be started as it was asked for. */
  if (run->error) {
    run->main.step = STEP_CLOSE;
    return PL_STRAND_AGAIN;
  }
  j->strand.status = set_up (run, &j->strand.error);
  if (j->strand.status < 0) {
    fail (run);
    return PL_STRAND_AGAIN;
  }
  if (run->command) {
    j->step = STEP_COMMAND;
    return pl_command_call (run);
  }
  j->step = STEP_DISCOVER;
  return PL_STRAND_AGAIN;
}

/* A pattern of --components that nothing matches was misspelt: a run that
 * does nothing would pass for one that had nothing to do. */
static int
warn_of_unmatched (struct pl_run *run, const struct plating_options *o)
{
  struct pl_buffer message;
  size_t i;
  int status = 0;

  pl_buffer_init (&message);
  for (i = 0; i < o->components.n && status == 0; i++) {
    struct plating_finding finding = {
      .struct_size = sizeof finding, .severity = PLATING_LEVEL_WARNING
    };

    if (pl_catalog_has_match (run->catalog, o->components.items[i]))
      continue;
    pl_buffer_clear (&message);
    pl_buffer_printf (&message, "no component has a name that matches '%s'",
                      o->components.items[i]);
    finding.message.ptr = message.data;
    finding.message.len = message.len;
    status = message.failed ? PLATING_E_NOMEM
      : pl_findings_add (run->findings, NULL, &finding);
  }
  pl_buffer_release (&message);
  return status;
}

/* Everything is known now: freezes the catalog. */
static void
freeze (struct pl_run *run)
{
  const struct plating_options *o = run->options;
  struct pl_strand *s = &run->main.strand;
  struct pl_catalog_filter filter = {
    .kinds = (const char *const *) o->component_types.items,
    .n_kinds = o->component_types.n,
    .globs = (const char *const *) o->components.items,
    .n_globs = o->components.n,
    .ignore_deprecated = o->ignore_deprecated,
  };

  if (s->status >= 0)
    s->status = pl_catalog_freeze (run->catalog, &filter, &s->error);
  if (s->status >= 0 && (s->status = warn_of_unmatched (run, o)) < 0)
    pl_error_set (&s->error, s->status, "out of memory");
  if (s->status >= 0
      && pl_events_wants (run->group.events, PLATING_EVENT_COMPONENT))
    pl_run_tell_components (run);
  if (s->status >= 0 && run->verb != PL_VERB_INFO
      && (s->status = pl_catalog_pack (run->catalog)) < 0)
    pl_error_set (&s->error, s->status, "out of memory");
  if (s->status < 0)
    fail (run);
  else
    run->main.step = run->verb == PL_VERB_INFO && !run->renderers.n
      ? STEP_CLOSE : STEP_PLAN;
}

static int
discover (struct pl_run *run)
{
  int is_over;
  int next = pl_run_discover (run, &is_over);

  if (is_over)
    freeze (run);
  return next;
}

static struct plating_catalog_request *
new_catalog_request (struct pl_run *run)
{
  struct plating_catalog_request *req
    = pl_arena_zalloc (&run->main.strand.arena, sizeof *req);

  if (!req)
    return NULL;
  req->struct_size = sizeof *req;
  req->provider = &run->provider;
  if (pl_catalog_describe (run->catalog, &run->main.strand.arena, req) < 0)
    return NULL;
  if (run->options->ignore_deprecated)
    req->flags |= PLATING_CATALOG_IGNORE_DEPRECATED;
  if (run->options->templates_only)
    req->flags |= PLATING_CATALOG_TEMPLATES_ONLY;
  return req;
}

static int
call_plan (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_renderer_ops *ops = s->instance->ops;

  return (s->kind == PL_OP_ADORN ? ops->adorn : ops->plan)
    (s->instance->handle, j->request, op);
}

/* validate: every page that is there. */
static void
plan_pages (struct pl_run *run)
{
  static const struct plating_text output
    = PLATING_TEXT (PLATING_ROOT_OUTPUT), all = { NULL, 0 };
  struct pl_strand *s = &run->main.strand;
  const struct plating_tree *tree;
  size_t i;

  run->main.step = STEP_PLANNED;
  s->status = pl_roots_tree (run->roots, output, all, &tree, &s->error);
  for (i = 0; s->status == 0 && i < tree->n_entries; i++) {
    const struct plating_tree_entry *e
      = (const void *) ((const char *) tree->entries + i * tree->entry_size);
    struct plating_plan_entry page = {
      .path = e->path,
      .component = PLATING_NONE,
    };

    if (e->type == PLATING_ENTRY_FILE)
      s->status = pl_plan_add (run->plan, &page, 1, sizeof page, 0);
    if (s->status < 0)
      pl_error_set (&s->error, s->status, "can't list '%s'",
                    run->output_dir);
  }
}

static int
plan (struct pl_run *run)
{
  struct pl_job *j = &run->main;
  struct pl_instance *first;
  const struct plating_renderer_ops *ops;

  if (run->verb == PL_VERB_VALIDATE) {
    plan_pages (run);
    return PL_STRAND_AGAIN;
  }
  first = run->renderers.items[0];
  ops = first->ops;
  if (!run->options->on_document && run->verb != PL_VERB_INFO)
    j->strand.status = pl_run_open_sink (run, &j->strand.error);
  if (j->strand.status == 0 && run->sink)
    j->strand.status = pl_sink_sweep (run->sink, PLATING_TO_OUTPUT,
                                      ops->manages, NULL, &j->strand.error);
  if (j->strand.status == 0 && run->verb == PL_VERB_ADORN && !ops->adorn)
    j->strand.status = pl_error_set (&j->strand.error,
                                     PLATING_E_UNSUPPORTED,
                                     "'%s' proposes no templates or examples",
                                     pl_instance_label (first));
  if (j->strand.status == 0 && run->verb == PL_VERB_INFO
      && !(run->has_template = calloc ((size_t) pl_catalog_size (run->catalog)
                                       + 1, sizeof *run->has_template)))
    j->strand.status = pl_error_set (&j->strand.error, PLATING_E_NOMEM,
                                     "out of memory");
  if (j->strand.status == 0 && !(j->request = new_catalog_request (run)))
    j->strand.status = pl_error_set (&j->strand.error, PLATING_E_NOMEM,
                                     "out of memory");
  if (j->strand.status < 0) {
    fail (run);
    return PL_STRAND_AGAIN;
  }
  j->step = STEP_PLANNED;
  if (run->verb == PL_VERB_ADORN) {
    j->strand.target = &pl_target_render;
    return pl_strand_call (&j->strand, first, PL_OP_ADORN, call_plan);
  }
  j->strand.target = &pl_target_plan;
  return pl_strand_call (&j->strand, first, PL_OP_PLAN, call_plan);
}

static void
planned (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  j->strand.is_over = 0;
  if (j->strand.status < 0) {
    fail (run);
    return;
  }
  /* It was only asked what would be made. */
  if (run->verb == PL_VERB_INFO) {
    j->step = STEP_CLOSE;
    return;
  }
  if (run->verb == PL_VERB_ADORN) {
    j->entry = 0;
    j->finished = j->emitted;
    j->emitted = (struct pl_items) { NULL, 0, 0 };
    if (pl_job_put_finished (j) < 0)
      fail (run);
    j->step = STEP_CLOSE;
    return;
  }
  run->n_entries = pl_plan_size (run->plan);
  /* The request, with all components, is needed no more. */
  pl_arena_reset (&j->strand.arena);
  j->step = STEP_JOBS;
  if (!run->options->on_document)
    return;
  run->deliver = pl_deliver_new (run->n_entries, run->options->on_document,
                                 run->options->document_data);
  if (!run->deliver)
    no_memory (run);
}

static int
start_jobs (struct pl_run *run)
{
  struct pl_strand *s = &run->main.strand;
  int started;

  /* Set before: when jobs were started this strand may run elsewhere. */
  run->main.step = STEP_JOBS_DONE;
  started = pl_job_start_all (run, &s->error);
  if (started < 0)
    fail (run);
  return started > 0 ? PL_STRAND_AWAY : PL_STRAND_AGAIN;
}

static void
jobs_done (struct pl_run *run)
{
  struct pl_strand *s = &run->main.strand;

  pl_job_free_all (run);
  run->main.stage = 0;
  run->main.entry = run->n_entries;
  run->main.step = STEP_FINISH;
  if (pl_strand_group_is_cancelled (&run->group)) {
    pl_error_set (&s->error, PLATING_E_CANCELLED, "the run was cancelled");
    fail (run);
  } else if (atomic_load (&run->is_stopped)) {
    run->main.step = STEP_CLOSE;
  }
}

/* -- finish --------------------------------------------------------------- */

static int
compare_site (const void *a, const void *b)
{
  const struct plating_site_entry *x = a, *y = b;

  return strcmp (x->path.ptr, y->path.ptr);
}

/* The request for an op that sees the site as it is now. */
static int
make_site_request (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  pl_arena_reset (&j->strand.arena);
  j->emitted = j->waiting = j->finished = (struct pl_items) { NULL, 0, 0 };
  if (run->n_site)
    qsort (run->site, run->n_site, sizeof *run->site, compare_site);
  j->n_site = run->n_site;
  j->site = pl_arena_array (&j->strand.arena, run->n_site + 1,
                            sizeof *j->site);
  j->request = new_catalog_request (run);
  if (!j->site || !j->request)
    return PLATING_E_NOMEM;
  if (run->n_site)
    memcpy (j->site, run->site, run->n_site * sizeof *j->site);
  return 0;
}

static int
call_finish (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_renderer_ops *ops = s->instance->ops;

  return ops->finish (s->instance->handle, j->request, op);
}

/* Lets the next renderer that wants to see the site. */
static int
finish (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  for (; j->stage < run->renderers.n; j->stage++) {
    struct pl_instance *renderer = run->renderers.items[j->stage];
    const struct plating_renderer_ops *ops = renderer->ops;

    if (!ops->finish)
      continue;
    if (make_site_request (run) < 0) {
      no_memory (run);
      return PL_STRAND_AGAIN;
    }
    j->step = STEP_FINISHING;
    j->strand.target = &pl_target_finish;
    return pl_strand_call (&j->strand, renderer, PL_OP_FINISH, call_finish);
  }
  j->stage = 0;
  j->step = STEP_SITE;
  return PL_STRAND_AGAIN;
}

static void
finishing (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  j->strand.is_over = 0;
  if (j->strand.status < 0
      || pl_job_take_emitted (j, j->stage + 1) < 0) {
    fail (run);
    return;
  }
  j->step = STEP_RENDERING;
}

static int
rendering (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  if (pl_job_render_waiting (j) == PL_STRAND_AWAY)
    return PL_STRAND_AWAY;
  if (j->strand.status < 0 || pl_job_put_finished (j) < 0) {
    fail (run);
    return PL_STRAND_AGAIN;
  }
  j->stage++;
  j->step = STEP_FINISH;
  return PL_STRAND_AGAIN;
}

static int
call_site (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_validator_ops *ops = s->instance->ops;

  return ops->finish (s->instance->handle, j->request, op);
}

/* Shows the site to the next validator that asks for it. */
static int
validate_site (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  for (; j->stage < run->validators.n; j->stage++) {
    struct pl_instance *validator = run->validators.items[j->stage];
    const struct plating_validator_ops *ops = validator->ops;

    if (!(ops->scopes & PLATING_SCOPE_SITE))
      continue;
    if (make_site_request (run) < 0) {
      no_memory (run);
      return PL_STRAND_AGAIN;
    }
    j->step = STEP_SITE_DONE;
    j->strand.target = &pl_target_site;
    return pl_strand_call (&j->strand, validator, PL_OP_SITE, call_site);
  }
  j->step = STEP_CLOSE;
  return PL_STRAND_AGAIN;
}

static void
site_done (struct pl_run *run)
{
  struct pl_job *j = &run->main;

  j->strand.is_over = 0;
  if (j->strand.status < 0) {
    fail (run);
    return;
  }
  j->stage++;
  j->step = STEP_SITE;
}

/* -- the end -------------------------------------------------------------- */

/* Waits until plugins' errands are over; then nothing holds the run any
 * more. */
static int
wait_for_errands (struct pl_run *run)
{
  int away;

  uv_mutex_lock (&run->mutex);
  away = run->n_errands > 0;
  if (away)
    run->is_main_asleep = 1;
  else
    run->is_ending = 1;
  uv_mutex_unlock (&run->mutex);
  return away ? PL_STRAND_AWAY : PL_STRAND_AGAIN;
}

static int
teardown (struct pl_run *run)
{
  if (wait_for_errands (run) == PL_STRAND_AWAY)
    return PL_STRAND_AWAY;
  pl_run_teardown (run);
  pl_run_make_result (run);
  pl_loop_post (run->env.loop, &run->end_post);
  return PL_STRAND_AWAY;
}

static int
do_step (struct pl_run *run)
{
  switch (run->main.step) {
  case STEP_SETUP:
    pl_task_begin (run->task);
    return prepare (run);
  case STEP_DISCOVER:
    return discover (run);
  case STEP_PLAN:
    return plan (run);
  case STEP_PLANNED:
    planned (run);
    return PL_STRAND_AGAIN;
  case STEP_JOBS:
    return start_jobs (run);
  case STEP_JOBS_DONE:
    jobs_done (run);
    return PL_STRAND_AGAIN;
  case STEP_FINISH:
    return finish (run);
  case STEP_FINISHING:
    finishing (run);
    return PL_STRAND_AGAIN;
  case STEP_RENDERING:
    return rendering (run);
  case STEP_SITE:
    return validate_site (run);
  case STEP_SITE_DONE:
    site_done (run);
    return PL_STRAND_AGAIN;
  case STEP_COMMAND:
    run->main.step = STEP_CLOSE;
    if (run->main.strand.status < 0)
      fail (run);
    return PL_STRAND_AGAIN;
  case STEP_CLOSE:
    pl_run_close_sink (run);
    run->main.step = STEP_TEARDOWN;
    return PL_STRAND_AGAIN;
  default:
    return teardown (run);
  }
}

void
pl_run_step (struct pl_strand *s)
{
  struct pl_run *run = ((struct pl_job *) s)->run;

  while (do_step (run) == PL_STRAND_AGAIN)
    continue;
}
