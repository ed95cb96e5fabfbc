/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a run: made, started, cancelled, freed. */

#include <config.h>

#include <stdlib.h>

#include "catalog.h"
#include "deliver.h"
#include "error.h"
#include "findings.h"
#include "hostapi.h"
#include "options.h"
#include "plan.h"
#include "roots.h"
#include "run.h"
#include "sink.h"

/* How long a plugin may take to end its ops when a run is cancelled. */
#define CANCEL_GRACE_NS 3000000000u

/* Runs whose plugins may still be inside an op that was given up: kept until
 * the process ends. */
static _Atomic (struct pl_run *) kept_runs;

/* -- for plugins --------------------------------------------------------- */

static int
env_hold (void *owner)
{
  return pl_run_hold (owner);
}

static void
env_release (void *owner)
{
  pl_run_release (owner);
}

static void
on_end_post (struct pl_post *post)
{
  struct pl_run *run = (struct pl_run *) (void *)
    ((char *) post - offsetof (struct pl_run, end_post));

  run->on_end (run);
}

/* -- for the session ----------------------------------------------------- */

int
pl_run_new (struct pl_run **out, uint32_t verb,
            const struct plating_options *options,
            struct pl_workers *workers, struct pl_loop *loop,
            struct pl_log *log)
{
  struct pl_run *run = calloc (1, sizeof *run);

  if (!run)
    return PLATING_E_NOMEM;
  run->options = pl_options_copy (options);
  if (!run->options || uv_mutex_init (&run->mutex) < 0) {
    plating_options_free (run->options);
    free (run);
    return PLATING_E_NOMEM;
  }
  pthread_mutex_init (&run->telling, NULL);
  if (!run->options->jobs)
    run->options->jobs = uv_available_parallelism ();
  run->group.workers = workers;
  run->group.loop = loop;
  run->group.time_limit_ns = run->options->time_limit_s * 1000000000u;
  if (pl_strand_group_init (&run->group) < 0) {
    pthread_mutex_destroy (&run->telling);
    uv_mutex_destroy (&run->mutex);
    plating_options_free (run->options);
    free (run);
    return PLATING_E_NOMEM;
  }
  run->group.release = env_release;
  run->group.owner = run;
  run->verb = verb;
  run->log = log;
  run->env = (struct pl_instance_env) {
    .host = pl_hostapi_table (), .log = log, .loop = loop,
    .workers = workers, .hold = env_hold, .release = env_release, .owner = run,
  };
  pl_arena_init (&run->texts, 0);
  run->main.run = run;
  run->main.strand.group = &run->group;
  run->main.strand.step = pl_run_step;
  pl_strand_init (&run->main.strand);
  run->end_post.run = on_end_post;
  *out = run;
  return 0;
}

void
pl_run_start (struct pl_run *run, void (*on_end) (struct pl_run *run),
              void *owner)
{
  run->on_end = on_end;
  run->owner = owner;
  run->started_ns = uv_hrtime ();
  pl_strand_schedule (&run->main.strand);
}

/* A run that waits for a worker need not wait any more.  The caller has a
 * hold. */
static void
withdraw (struct pl_run *run)
{
  if (!pl_strand_withdraw (&run->main.strand))
    return;
  /* Nobody else looks at it now. */
  if (run->main.step != PL_RUN_UNBEGUN) {
    pl_strand_schedule (&run->main.strand);
    return;
  }
  uv_mutex_lock (&run->mutex);
  run->error = pl_error_cancelled ();
  run->is_withdrawn = 1;
  run->is_main_asleep = 1;
  uv_mutex_unlock (&run->mutex);
}

void
pl_run_cancel (struct pl_run *run)
{
  if (pl_run_hold (run) < 0)
    return;
  pl_command_cancel (run);
  pl_strand_group_cancel (&run->group, CANCEL_GRACE_NS);
  withdraw (run);
  pl_run_release (run);
}

void
pl_run_free (struct pl_run *run)
{
  if (run->group.has_orphans) {
    run->next = kept_runs;
    while (!atomic_compare_exchange_weak (&kept_runs, &run->next, run))
      continue;
    return;
  }
  plating_error_unref (run->error);
  plating_result_unref (run->result);
  pl_catalog_free (run->catalog);
  pl_catalog_free (run->found);
  pl_findings_free (run->findings);
  pl_sink_free (run->sink);
  pl_strand_release (&run->main.strand);
  pl_strand_group_release (&run->group);
  pl_deliver_free (run->deliver);
  pl_plan_free (run->plan);
  free (run->has_template);
  pl_roots_free (run->roots);
  pl_arena_release (&run->texts);
  pthread_mutex_destroy (&run->telling);
  uv_mutex_destroy (&run->mutex);
  free (run->site);
  pl_command_free (run->command);
  free (run->provider_dir);
  free (run->output_dir);
  free (run->templates_dir);
  free (run->examples_dir);
  free (run->grouped_dir);
  free (run->adorned_dir);
  plating_options_free (run->options);
  free (run);
}
