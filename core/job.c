/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: strands that take one plan entry after the other and make its
 * documents.
 *
 * There are as many jobs as workers; only when one goes away to wait for a
 * plugin is another made, up to the bound on what is in flight.  So memory
 * is that of the components that are really under way. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "deliver.h"
#include "error.h"
#include "events.h"
#include "findings.h"
#include "options.h"
#include "plan.h"
#include "plugin.h"
#include "roots.h"
#include "run.h"
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

static const struct plating_plan_entry *
entry_of (const struct pl_job *j)
{
  return j->is_planned ? &j->planned : NULL;
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

/* -- rendering ------------------------------------------------------------ */

int
pl_job_take_emitted (struct pl_job *j, size_t stage)
{
  size_t i;

  /* The last one waiting is taken first. */
  for (i = j->emitted.n; i--;)
    if (pl_items_add (j, &j->waiting, &j->emitted.items[i].document, stage)
        < 0)
      return j->strand.status = pl_error_set (&j->strand.error,
                                              PLATING_E_NOMEM,
                                              "out of memory");
  j->emitted.n = 0;
  return 0;
}

static int
call_render (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_renderer_ops *ops = s->instance->ops;

  return ops->render (s->instance->handle, j->request, op);
}

static int
make_render_request (struct pl_job *j)
{
  const struct plating_plan_entry *e = entry_of (j);
  struct plating_render_request *req
    = pl_arena_zalloc (&j->strand.arena, sizeof *req);
  struct plating_document *in
    = pl_arena_alloc (&j->strand.arena, sizeof *in);

  if (!req || !in)
    return PLATING_E_NOMEM;
  *in = j->current.document;
  req->struct_size = sizeof *req;
  req->provider = &j->run->provider;
  req->component = j->component;
  req->schema = j->schema;
  req->component_index = e ? e->component : PLATING_NONE;
  if (e) {
    req->path = e->path;
    req->data = e->data;
  }
  req->in = j->current.stage ? in : NULL;
  j->request = req;
  return 0;
}

/* Whether the renderer at the item's stage has to see it. */
static int
is_for_renderer (const struct pl_job *j, const struct pl_item *item)
{
  const struct plating_renderer_ops *ops;
  char type[128];

  if (item->stage >= j->run->renderers.n
      || (item->document.flags & PLATING_DOCUMENT_VERBATIM))
    return 0;
  if (!item->stage)
    return 1;
  ops = j->run->renderers.items[item->stage]->ops;
  if (item->document.media_type.len >= sizeof type
      || !item->document.media_type.len)
    return 0;
  memcpy (type, item->document.media_type.ptr, item->document.media_type.len);
  type[item->document.media_type.len] = '\0';
  return pl_plugin_list_has (ops->accepts, type)
    || pl_plugin_list_has (ops->accepts, PLATING_MEDIA_ANY);
}

static int
no_memory (struct pl_job *j)
{
  j->strand.status = pl_error_set (&j->strand.error, PLATING_E_NOMEM,
                                   "out of memory");
  return PL_STRAND_AGAIN;
}

int
pl_job_render_waiting (struct pl_job *j)
{
  struct pl_strand *s = &j->strand;
  int is_job = j != &j->run->main;

  for (;;) {
    if (s->is_over) {
      s->is_over = 0;
      if (!is_job)
        s->subject = (struct plating_text) { NULL, 0 };
      if (s->status < 0 || pl_job_take_emitted (j, j->current.stage + 1) < 0)
        return PL_STRAND_AGAIN;
    }
    s->status = 0;
    if (!j->waiting.n)
      return PL_STRAND_AGAIN;
    j->current = j->waiting.items[--j->waiting.n];
    if (!is_for_renderer (j, &j->current)) {
      if (j->current.stage >= j->run->renderers.n
          || (j->current.document.flags & PLATING_DOCUMENT_VERBATIM)) {
        if (pl_items_add (j, &j->finished, &j->current.document, 0) < 0)
          return no_memory (j);
        continue;
      }
      /* Not this one's business: to the next stage as it is. */
      if (pl_items_add (j, &j->waiting, &j->current.document,
                        j->current.stage + 1) < 0)
        return no_memory (j);
      continue;
    }
    if (make_render_request (j) < 0)
      return no_memory (j);
    /* What finish has made is about no entry of the plan. */
    if (!is_job)
      s->subject = j->current.document.path;
    s->target = &pl_target_render;
    if (pl_strand_call (s, j->run->renderers.items[j->current.stage],
                        PL_OP_RENDER, call_render) == PL_STRAND_AWAY)
      return PL_STRAND_AWAY;
  }
}

/* The item that makes the first renderer start. */
static int
begin_rendering (struct pl_job *j)
{
  static const struct plating_document none = {
    .struct_size = sizeof none,
  };

  j->step = STEP_RENDER;
  j->strand.is_over = 0;
  return pl_items_add (j, &j->waiting, &none, 0) < 0
    ? no_memory (j), -1 : 0;
}

/* -- validating ------------------------------------------------------------ */

static const char *
media_type_of (struct plating_text path)
{
  static const struct {
    const char *suffix, *type;
  } types[] = {
    { ".md", PLATING_MEDIA_MARKDOWN },
    { ".markdown", PLATING_MEDIA_MARKDOWN },
    { ".html", PLATING_MEDIA_HTML },
    { ".json", PLATING_MEDIA_JSON },
    { ".txt", PLATING_MEDIA_TEXT },
  };
  size_t i;

  for (i = 0; i < sizeof types / sizeof *types; i++) {
    size_t n = strlen (types[i].suffix);

    if (path.len > n && !memcmp (path.ptr + path.len - n, types[i].suffix, n))
      return types[i].type;
  }
  return PLATING_MEDIA_OTHER;
}

/* validate: the page as it is on disk. */
static int
read_page (struct pl_job *j)
{
  static const struct plating_text output
    = PLATING_TEXT (PLATING_ROOT_OUTPUT);
  const struct plating_plan_entry *e = entry_of (j);
  const char *type = media_type_of (e->path);
  struct plating_document d = {
    .struct_size = sizeof d,
    .to = PLATING_TO_OUTPUT,
    .path = e->path,
    .media_type = { type, strlen (type) },
  };

  j->step = STEP_VALIDATE;
  j->strand.is_over = 0;
  j->strand.status = pl_roots_read (j->run->roots, output, e->path,
                                    &j->strand.arena, &d.bytes, NULL,
                                    &j->strand.error);
  if (j->strand.status < 0)
    return -1;
  return pl_items_add (j, &j->finished, &d, 0) < 0 ? no_memory (j), -1 : 0;
}

static int
call_validate (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_validator_ops *ops = s->instance->ops;

  return ops->validate (s->instance->handle, j->request, op);
}

static int
make_validate_request (struct pl_job *j,
                       const struct plating_document *document)
{
  struct plating_validate_request *req
    = pl_arena_zalloc (&j->strand.arena, sizeof *req);

  if (!req)
    return PLATING_E_NOMEM;
  req->struct_size = sizeof *req;
  req->provider = &j->run->provider;
  req->document = document;
  req->component = j->component;
  req->schema = j->schema;
  j->request = req;
  return 0;
}

static int
wants_page (const struct pl_instance *validator,
            const struct plating_document *d)
{
  const struct plating_validator_ops *ops = validator->ops;

  return (ops->scopes & PLATING_SCOPE_PAGE)
    && (pl_plugin_list_has (ops->accepts, PLATING_MEDIA_ANY)
        || pl_plugin_list_has (ops->accepts, d->media_type.ptr));
}

/* Shows each finished document to each validator. */
static int
validate_finished (struct pl_job *j)
{
  struct pl_strand *s = &j->strand;

  for (;;) {
    const struct plating_document *d;
    struct pl_instance *validator;

    if (s->is_over) {
      s->is_over = 0;
      if (s->status < 0)
        return PL_STRAND_AGAIN;
      j->validator++;
    }
    s->status = 0;
    if (j->validator >= j->run->validators.n) {
      j->validator = 0;
      j->checked++;
    }
    if (j->checked >= j->finished.n || !j->run->validators.n)
      return PL_STRAND_AGAIN;
    d = &j->finished.items[j->checked].document;
    validator = j->run->validators.items[j->validator];
    if (!wants_page (validator, d)) {
      j->validator++;
      continue;
    }
    if (make_validate_request (j, d) < 0)
      return no_memory (j);
    s->target = &pl_target_validate;
    if (pl_strand_call (s, validator, PL_OP_VALIDATE, call_validate)
        == PL_STRAND_AWAY)
      return PL_STRAND_AWAY;
  }
}

/* -- the end of an entry ---------------------------------------------------- */

static int
remember_site (struct pl_job *j, const struct plating_document *d)
{
  const struct plating_plan_entry *e = entry_of (j);
  struct pl_run *run = j->run;
  struct plating_site_entry *site;
  char *path, *type;

  uv_mutex_lock (&run->mutex);
  if (run->n_site == run->cap_site) {
    size_t cap = run->cap_site ? 2 * run->cap_site : 256;

    site = realloc (run->site, cap * sizeof *site);
    if (site) {
      run->site = site;
      run->cap_site = cap;
    }
  }
  path = pl_arena_strndup (&run->texts, d->path.ptr, d->path.len);
  type = pl_arena_strndup (&run->texts, d->media_type.ptr,
                           d->media_type.len);
  if (run->n_site < run->cap_site && path && type)
    run->site[run->n_site++] = (struct plating_site_entry) {
      .path = { path, d->path.len },
      .media_type = { type, d->media_type.len },
      .component = e ? e->component : PLATING_NONE,
    };
  else
    path = NULL;
  uv_mutex_unlock (&run->mutex);
  return path ? 0 : PLATING_E_NOMEM;
}

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
        && remember_site (j, d) < 0)
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
  const struct plating_plan_entry *e = entry_of (j);
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

/* -- the strand --------------------------------------------------------------- */

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
      if (j->strand.status >= 0
          && (is_validation ? read_page (j) : begin_rendering (j)) == 0)
        break;
      fail_entry (j);
      return PL_STRAND_AGAIN;
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
      if (validate_finished (j) == PL_STRAND_AWAY)
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
