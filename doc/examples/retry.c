/* SPDX-License-Identifier: Apache-2.0 */
/* Trying again, later and later: the first two attempts fail here. */

#include "project.h"

struct job {
  struct plating_session *session;
  struct plating_options *options;
};

static int
start (void *data, uint32_t attempt, struct plating_task **task)
{
  struct job *job = data;

  /* As if a file server were not there yet. */
  if (attempt < 3)
    return PLATING_E_IO;
  *task = plating_plate (job->session, NULL, job->options);
  return *task ? 0 : PLATING_E_NOMEM;
}

/* A mistake in the project stays one. */
static int
is_transient (void *data, uint32_t attempt, const struct plating_error *error)
{
  (void) data;
  (void) attempt;
  return plating_error_code (error) == PLATING_E_IO
    || plating_error_code (error) == PLATING_E_TIMEOUT;
}

int
main (int argc, char **argv)
{
  const struct plating_retry_attempt *attempt;
  struct plating_retry_options retry = {
    .struct_size = sizeof retry,
    .attempts = 5, .base_ms = 10, .factor = 2, .max_ms = 1000,
    .jitter = 0.1, .start = start, .again = is_transient,
  };
  struct plating_task *task;
  struct job job;
  int is_done;
  size_t i;

  if (argc != 3)
    give_up ("usage: retry DIRECTORY SCHEMA");
  job.options = project_options (argv[1], argv[2]);
  job.session = new_session ();
  retry.data = &job;
  task = plating_retry (job.session, NULL, &retry);
  if (!task || plating_session_run (job.session, task, 0) < 0)
    give_up ("out of memory");
  for (i = 0; (attempt = plating_retry_attempt_at (task, i)); i++)
    printf ("attempt %zu: %s\n", i + 1, attempt->error
            ? plating_error_class (attempt->error) : "done");
  printf ("%lu pages\n", n_files (task));
  is_done = plating_task_state (task) == PLATING_TASK_DONE;
  plating_task_unref (task);
  plating_session_free (job.session);
  plating_options_free (job.options);
  return !is_done;
}
