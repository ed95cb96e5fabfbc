/* SPDX-License-Identifier: Apache-2.0 */
/* One run: what its files (setup*.c, target.c, job.c, pipeline.c) share.
 *
 * A run is driven by one main strand, which goes through the stages of the
 * design's data path, and by job strands, which make pages.  The main strand
 * prepares what jobs only read; it sleeps while they work. */

#ifndef PL_RUN_H
#define PL_RUN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include <plating/plugin.h>

#include "common/arena.h"
#include "error.h"
#include "instance.h"
#include "loop.h"
#include "strand.h"

struct pl_catalog;
struct pl_deliver;
struct pl_findings;
struct pl_log;
struct pl_plan;
struct pl_registry;
struct pl_roots;
struct pl_sink;
struct plating_error;
struct plating_options;
struct plating_result;
struct plating_task;

struct pl_run;

/* A document on its way, in the memory of its job. */
struct pl_item {
  struct plating_document document;
  size_t stage;                 /* the renderer that is next */
};

struct pl_items {
  struct pl_item *items;
  size_t n, cap;
};

/* A strand with what plugins hand over while it runs.  The memory behind it
 * is the strand's arena. */
struct pl_job {
  struct pl_strand strand;      /* first */
  struct pl_run *run;
  struct pl_job *next;          /* of the run's jobs */
  int step;
  uint64_t entry;               /* its place in the plan */
  struct plating_plan_entry planned;  /* the entry itself, */
  int is_planned;               /* if there is one */
  uint64_t n_made;              /* documents of this entry, for their order */
  const struct plating_component *component;
  const struct plating_schema_view *schema;
  struct pl_items emitted;      /* by the running op */
  struct pl_items waiting;      /* to be rendered, last one first */
  struct pl_items finished;
  struct pl_item current;
  int cannot_write;             /* the sink refused, for the system's reasons */
  size_t validator, checked;    /* where page validation stands */
  void *request;                /* of the running op, in the arena */
  struct plating_site_entry *site;    /* finish only */
  size_t n_site;
  size_t stage;                 /* main strand: which companion, or where
                                   finish stands */
};

/* The entry of the plan that is under way, or NULL. */
static inline const struct plating_plan_entry *
pl_job_entry (const struct pl_job *job)
{
  return job->is_planned ? &job->planned : NULL;
}

/* Sets the error; returns PL_STRAND_AGAIN. */
static inline int
pl_job_no_memory (struct pl_job *job)
{
  job->strand.status = pl_error_set (&job->strand.error, PLATING_E_NOMEM,
                                     "out of memory");
  return PL_STRAND_AGAIN;
}

struct pl_instances {
  struct pl_instance **items;
  size_t n;
};

/* A plugin's command. */
struct pl_command {
  char *plugin, *name, *program_name;
  struct plating_text *arguments;
  size_t n_arguments;
  int32_t exit_status;
  /* Prints one line. */
  void (*print) (void *data, int stream, struct plating_text line);
  void *print_data;
  /* Writes bytes. */
  int (*write) (void *data, int stream, struct plating_text bytes);
  void *write_data;
  /* Starts an operation on the run's loop.  [loop] */
  struct plating_task *(*start) (void *owner, struct pl_loop *loop,
                                 uint32_t verb,
                                 const struct plating_options *options);
  void *owner;
  struct plating_task *nested;  /* under way; the run's mutex */
};

struct pl_run {
  uint32_t verb;                /* PL_VERB_ */
  struct plating_options *options;
  struct pl_log *log;
  uint64_t started_ns;

  /* Set by setup*.c, then constant. */
  struct pl_instance_env env;
  struct pl_registry *registry;
  struct pl_instance *discovery;      /* gives schemas; NULL: nobody does */
  struct pl_instances companions;     /* discovery plugins that give none */
  int has_own_layout;                 /* --layout is a renderer: no
                                         companions are looked for */
  struct pl_instances renderers, validators;
  struct plating_provider provider;
  char *provider_dir, *output_dir, *templates_dir, *examples_dir;
  char *grouped_dir;                  /* grouped examples */
  char *adorned_dir;                  /* of what adorn makes elsewhere */
  struct pl_arena texts;              /* of provider */
  struct pl_roots *roots;
  struct pl_findings *findings;
  struct pl_catalog *catalog;
  struct pl_catalog *found;           /* by the companion that is running */
  struct pl_plan *plan;
  atomic_uchar *has_template;         /* info: of each component, that it has
                                         one; NULL: not known */
  struct pl_sink *sink;               /* NULL with DELIVER */
  struct pl_deliver *deliver;         /* documents go to a command */
  struct pl_command *command;         /* PL_VERB_COMMAND only; owned */

  /* Jobs. */
  struct pl_strand_group group;
  struct pl_job main;
  struct pl_job *jobs;
  atomic_uint next_entry;
  atomic_uint n_done;
  atomic_uint n_entries;
  atomic_int is_stopped;        /* writing has failed for good */
  pthread_mutex_t telling;      /* progress, so that it never goes back */
  uv_mutex_t mutex;             /* what follows, and jobs */
  size_t n_jobs;                /* jobs that have not ended */
  size_t n_errands;             /* work of plugins and of cancel */
  int is_main_asleep;
  int is_withdrawn;             /* cancelled before its first step */
  int is_ending;
  struct plating_site_entry *site;    /* if somebody wants to see it */
  size_t n_site, cap_site;

  /* Outcome. */
  struct plating_error *error;
  struct plating_result *result;
  struct plating_task *task;
  struct pl_post end_post;
  void (*on_end) (struct pl_run *run);  /* [loop] */
  void *owner;
  struct pl_run *next;          /* of the session */
};

/* -- setup.c [worker] -- */

/* Loads the plugins and makes their instances, roots and tables. */
int pl_run_setup (struct pl_run *run, struct plating_error **err);
/* Destroys the instances. */
void pl_run_teardown (struct pl_run *run);

/* -- run-discover.c -- */

/* Calls the next discovery plugin, after it has taken what the one before
 * found.  *IS_OVER: there is none, or strand.status is negative. */
int pl_run_discover (struct pl_run *run, int *is_over);

/* -- target.c -- */

extern const struct pl_op_target pl_target_discover, pl_target_load,
  pl_target_plan, pl_target_render, pl_target_finish, pl_target_validate,
  pl_target_site;

/* Adds a copy of DOCUMENT, in the arena of JOB, to LIST. */
int pl_items_add (struct pl_job *job, struct pl_items *list,
                  const struct plating_document *document, size_t stage);

/* -- job.c -- */

/* Starts as many jobs as are useful for the plan's entries.  Returns 1: the
 * main strand is scheduled again when they have ended; 0: there is nothing
 * to do; or PLATING_E_NOMEM. */
int pl_job_start_all (struct pl_run *run, struct plating_error **err);
void pl_job_free_all (struct pl_run *run);

/* Hands what is finished to the sink. */
int pl_job_put_finished (struct pl_job *job);

/* -- job-render.c -- */

/* Takes what the last render or finish emitted: to be rendered from STAGE
 * on, in the order in which it came. */
int pl_job_take_emitted (struct pl_job *job, size_t stage);
/* Renders what is waiting.  PL_STRAND_AWAY: call again from the next step.
 * PL_STRAND_AGAIN: all is finished, or strand.status is negative. */
int pl_job_render_waiting (struct pl_job *job);

/* -- run-tell.c: events, for those who want them -- */

void pl_run_tell_components (struct pl_run *run);
void pl_run_tell_page (struct pl_job *job,
                       const struct plating_document *document);
/* The entry that was to become PATH has failed with ERROR. */
void pl_run_tell_failure (struct pl_job *job, struct plating_text path,
                          const struct plating_error *error);
void pl_run_tell_progress (struct pl_run *run);
void pl_run_tell_finding (struct pl_job *job,
                          const struct plating_finding *finding);

/* -- command.c -- */

/* New; all texts are copied.  NULL when memory is exhausted. */
struct pl_command *pl_command_new (const char *plugin, const char *name,
                                   const char *program_name,
                                   const char *const *arguments, size_t n);
void pl_command_free (struct pl_command *command);

/* Starts the command's op on the main strand. */
int pl_command_call (struct pl_run *run);
/* Passes a cancel on to the operation that the command waits for. */
void pl_command_cancel (struct pl_run *run);

/* -- pipeline.c -- */

/* The main strand's steps; where it stands before the first. */
#define PL_RUN_UNBEGUN 0
void pl_run_step (struct pl_strand *s);

/* -- pipeline-sink.c: on the main strand -- */

/* Takes the main strand's error; the run has the first one. */
void pl_run_keep_error (struct pl_run *run);
int pl_run_open_sink (struct pl_run *run, struct plating_error **err);
/* Says what is no longer wanted and ends the writing. */
void pl_run_close_sink (struct pl_run *run);
/* Makes the result of what was done, also of a run that failed. */
void pl_run_make_result (struct pl_run *run);

/* -- pipeline-life.c -- */

/* Sets up a run for VERB with a copy of OPTIONS; starts nothing.  WORKERS and
 * LOOP are borrowed. */
int pl_run_new (struct pl_run **out, uint32_t verb,
                const struct plating_options *options,
                struct pl_workers *workers, struct pl_loop *loop,
                struct pl_log *log);
/* Starts it.  ON_END is called on the loop when error and result are set;
 * its last act is pl_run_free. */
void pl_run_start (struct pl_run *run, void (*on_end) (struct pl_run *run),
                   void *owner);
void pl_run_cancel (struct pl_run *run);  /* [any] */
void pl_run_free (struct pl_run *run);

/* -- run-hold.c -- */

/* Keep the run from ending.  HOLD returns 0, or PLATING_E_STATE when it is
 * ending already. [any] */
int pl_run_hold (struct pl_run *run);
void pl_run_release (struct pl_run *run);

/* -- run-site.c -- */

/* Whether some plugin will look at the whole site. */
int pl_run_keeps_site (const struct pl_run *run);
/* Adds the page of COMPONENT, or PLATING_NONE, to it.  [worker] */
int pl_run_keep_page (struct pl_run *run, uint32_t component,
                      const struct plating_document *d);

#endif
