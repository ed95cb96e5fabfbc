/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: strands that take one plan entry after the other and make its
 * documents.
 *
 * There are as many jobs as workers; only when one goes away to wait for a
 * plugin is another made, up to the bound on what is in flight.  So memory
 * is that of the components that are really under way. */

#include <config.h>

#include "job.h"

#include <stdlib.h>

#include "catalog.h"
#include "deliver.h"
#include "error.h"
#include "events.h"
#include "findings.h"
#include "options.h"
#include "plan.h"
#include "plugin.h"
#include "sink.h"
#include "trace.h"

#define STEP_NEXT     0
#define STEP_LOADED   1
#define STEP_RENDER   2
#define STEP_VALIDATE 3
#define STEP_PUT      4

/* Documents of one entry, for the sequence numbers that put them in order. */
#define PER_ENTRY ((uint64_t) 1 << 24)

static void step (struct pl_strand *s);

static uint64_t
sequence (const struct pl_job *j)
{
  return j->entry * PER_ENTRY + j->n_made;
}

/* Without memory for a line of the plan there is none for a page. */
static void
stop_without_memory (struct pl_run *run)
{
  struct plating_error *error = NULL;

  pl_error_set (&error, PLATING_E_NOMEM, "out of memory");
  pl_findings_add_error (run->findings, NULL, error);
  plating_error_unref (error);
  atomic_store (&run->is_stopped, 1);
}

/* Takes the next plan entry; 0 when there is none, or no more is wanted. */
static int
take_entry (struct pl_job *j)
{
  struct pl_run *run = j->run;
  struct plating_plan_entry *e = &j->planned;
  uint32_t index;
  int taken;

  pl_arena_reset (&j->strand.arena);
  j->schema = NULL;
  j->component = NULL;
  j->n_made = 0;
  j->emitted = j->waiting = j->finished = (struct pl_items) { NULL, 0, 0 };
  j->validator = j->checked = 0;
  j->is_planned = 0;
  if (atomic_load (&run->is_stopped)
      || pl_strand_group_is_cancelled (&run->group))
    return 0;
  taken = pl_plan_take (run->plan, &j->strand.arena, &index, e);
  if (taken > 0 && e->component != PLATING_NONE) {
    j->component = pl_catalog_get (run->catalog, e->component,
                                   &j->strand.arena);
    taken = j->component ? 1 : PLATING_E_NOMEM;
  }
  if (taken < 0)
    stop_without_memory (run);
  if (taken <= 0)
    return 0;
  atomic_fetch_add (&run->next_entry, 1);
  j->entry = index;
  j->is_planned = 1;
  j->strand.subject = j->component ? j->component->name : e->path;
  return 1;
}

/* -- loading ------------------------------------------------------------- */

static int
call_load (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_discovery_ops *ops = s->instance->ops;

  return ops->load_schema (s->instance->handle, j->component, op);
}

static int
load (struct pl_job *j)
{
  j->step = STEP_LOADED;
  j->strand.is_over = 0;
  j->strand.status = 0;
  if (!j->component || !j->run->discovery
      || (j->component->flags & PLATING_COMPONENT_NO_SCHEMA))
    return PL_STRAND_AGAIN;
  j->strand.target = &pl_target_load;
  return pl_strand_call (&j->strand, j->run->discovery, PL_OP_LOAD_SCHEMA,
                         call_load);
}

/* -- the end of an entry -------------------------------------------------- */

/* Gives the document to the command that asked for it. */
static int
deliver (struct pl_job *j, const struct plating_document *d)
{
  int status = d->to == PLATING_TO_OUTPUT
    ? pl_deliver_put (j->run->deliver, j->entry, d) : 0;

  return status < 0
    ? pl_error_set (&j->strand.error, status, status == PLATING_E_NOMEM
                    ? "out of memory" : "the document was not taken") : 0;
}

static int
put (struct pl_job *j, const struct plating_document *d)
{
  struct pl_run *run = j->run;
  struct pl_trace_span span = {
    .name = "write",
    .category = "file",
    .subject = d->path,
    .begin_ns = run->group.trace ? uv_hrtime () : 0,
    .how = PL_TRACE_HERE,
  };
  int status = run->deliver ? deliver (j, d)
    : pl_sink_put (run->sink, sequence (j), d, &j->strand.error);

  if (run->group.trace)
    pl_trace_span (run->group.trace, &span);
  if (status == 0 && pl_events_wants (run->group.events, PLATING_EVENT_PAGE))
    pl_run_tell_page (j, d);
  return status;
}

int
pl_job_put_finished (struct pl_job *j)
{
  const struct plating_plan_entry *e = pl_job_entry (j);
  struct pl_strand *s = &j->strand;
  struct pl_run *run = j->run;
  size_t i;

  for (i = 0; i < j->finished.n; i++) {
    const struct plating_document *d = &j->finished.items[i].document;
    int status = put (j, d);

    j->n_made++;
    if (status < 0) {
      j->cannot_write = status == PLATING_E_IO;
      return s->status = status;
    }
    if (pl_run_keeps_site (run) && d->to == PLATING_TO_OUTPUT
        && pl_run_keep_page (run, e ? e->component : PLATING_NONE, d) < 0)
      return s->status = pl_error_set (&s->error, PLATING_E_NOMEM,
                                       "out of memory");
  }
  j->finished.n = 0;
  return 0;
}

/* What stops the whole run is said once: a plugin that was disabled, a place
 * that can't be written. */
static int
is_repetition (struct pl_job *j)
{
  struct pl_run *run = j->run;

  if (j->strand.instance
      && pl_plugin_is_disabled (j->strand.instance->plugin))
    return atomic_exchange (&run->is_stopped, 1);
  if (j->cannot_write)
    return atomic_exchange (&run->is_stopped, 1);
  return 0;
}

/* The entry could not be made: says so and keeps the old file. */
static void
fail_entry (struct pl_job *j)
{
  const struct plating_plan_entry *e = pl_job_entry (j);
  struct plating_error *error = pl_strand_take_error (&j->strand);
  struct pl_run *run = j->run;

  j->step = STEP_NEXT;
  j->strand.is_over = 0;
  if (error && plating_error_code (error) != PLATING_E_CANCELLED
      && !is_repetition (j)) {
    if (j->component)
      pl_error_add_component (&error, j->component->name.ptr);
    pl_error_wrap (&error, 0, "%s", e->path.ptr);
    pl_findings_add_error (run->findings, NULL, error);
    if (pl_events_wants (run->group.events, PLATING_EVENT_DIAGNOSTIC))
      pl_run_tell_failure (j, e->path, error);
  }
  if (run->sink)
    pl_sink_fail (run->sink, sequence (j), PLATING_TO_OUTPUT, e->path);
  plating_error_unref (error);
}

/* -- the strand ----------------------------------------------------------- */

static void
end_job (struct pl_run *run)
{
  uv_mutex_lock (&run->mutex);
  run->n_jobs--;
  uv_mutex_unlock (&run->mutex);
}

/* Goes on with one entry until it is done or away.  PL_STRAND_AGAIN: the
 * entry is over. */
static int
work_on_entry (struct pl_job *j)
{
  int is_validation = j->run->verb == PL_VERB_VALIDATE;

  for (;;) {
    switch (j->step) {
    case STEP_NEXT:
      if (load (j) == PL_STRAND_AWAY)
        return PL_STRAND_AWAY;
      break;
    case STEP_LOADED:
      j->strand.is_over = 0;
      if (j->strand.status < 0
          || (is_validation ? pl_job_read_page (j)
              : pl_job_begin_rendering (j)) < 0) {
        fail_entry (j);
        return PL_STRAND_AGAIN;
      }
      j->step = is_validation ? STEP_VALIDATE : STEP_RENDER;
      break;
    case STEP_RENDER:
      if (pl_job_render_waiting (j) == PL_STRAND_AWAY)
        return PL_STRAND_AWAY;
      if (j->strand.status < 0) {
        fail_entry (j);
        return PL_STRAND_AGAIN;
      }
      j->step = STEP_VALIDATE;
      break;
    case STEP_VALIDATE:
      if (pl_job_validate_finished (j) == PL_STRAND_AWAY)
        return PL_STRAND_AWAY;
      j->step = STEP_PUT;
      break;
    default:
      if (j->strand.status < 0
          || (!is_validation && pl_job_put_finished (j) < 0))
        fail_entry (j);
      j->step = STEP_NEXT;
      return PL_STRAND_AGAIN;
    }
  }
}

static struct pl_job *
new_job (struct pl_run *run)
{
  struct pl_job *j = calloc (1, sizeof *j);

  if (!j)
    return NULL;
  j->run = run;
  j->strand.group = &run->group;
  j->strand.step = step;
  pl_strand_init (&j->strand);
  j->entry = UINT64_MAX;
  return j;
}

static uint64_t
max_in_flight (const struct pl_run *run)
{
  uint64_t jobs = run->options->jobs;

  if (run->options->max_in_flight)
    return run->options->max_in_flight;
  return jobs > 4 ? 4 * jobs : 16;
}

/* A job has gone away: another may use the worker. */
static void
add_job (struct pl_run *run)
{
  struct pl_job *j = NULL;

  uv_mutex_lock (&run->mutex);
  if (run->n_jobs < max_in_flight (run)
      && atomic_load (&run->next_entry) < run->n_entries
      && !atomic_load (&run->is_stopped))
    j = new_job (run);
  if (j) {
    j->next = run->jobs;
    run->jobs = j;
    run->n_jobs++;
  }
  uv_mutex_unlock (&run->mutex);
  if (j)
    pl_strand_schedule (&j->strand);
}

/* A job that is away may be gone on with, and even be over, before this
 * returns; the hold keeps the run. */
static void
step (struct pl_strand *s)
{
  struct pl_job *j = (struct pl_job *) s;
  struct pl_run *run = j->run;
  int away = 0;

  if (pl_run_hold (run) < 0)
    return;
  s->is_held = 1;
  while (!away) {
    if (j->step == STEP_NEXT && !take_entry (j)) {
      end_job (run);
      break;
    }
    away = work_on_entry (j) == PL_STRAND_AWAY;
    if (away) {
      if (pl_worker_is_orphan ())
        return;
      add_job (run);
      break;
    }
    if (run->deliver && pl_deliver_end_entry (run->deliver, j->entry) < 0)
      atomic_store (&run->is_stopped, 1);
    atomic_fetch_add (&run->n_done, 1);
    if (pl_events_wants (run->group.events, PLATING_EVENT_PROGRESS))
      pl_run_tell_progress (run);
    if (pl_workers_is_backlogged (run->group.workers)) {
      pl_strand_schedule (s);
      break;
    }
  }
  pl_run_release (run);
}

int
pl_job_start_all (struct pl_run *run, struct plating_error **err)
{
  uint64_t n = run->options->jobs, i;
  struct pl_job *first = NULL, *j;

  if (n > max_in_flight (run))
    n = max_in_flight (run);
  if (n > run->n_entries)
    n = run->n_entries;
  for (i = 0; i < n && (j = new_job (run)); i++) {
    j->next = first;
    first = j;
  }
  if (n && !i)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  if (!n)
    return 0;
  pl_run_hold (run);
  uv_mutex_lock (&run->mutex);
  run->jobs = first;
  run->n_jobs = i;
  run->is_main_asleep = 1;
  uv_mutex_unlock (&run->mutex);
  for (j = first; j; j = j->next)
    pl_strand_schedule (&j->strand);
  pl_run_release (run);
  return 1;
}

void
pl_job_free_all (struct pl_run *run)
{
  while (run->jobs) {
    struct pl_job *j = run->jobs;

    run->jobs = j->next;
    pl_strand_release (&j->strand);
    free (j);
  }
}
