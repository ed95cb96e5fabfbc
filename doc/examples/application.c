/* SPDX-License-Identifier: Apache-2.0 */
/* Plating inside an application: an object that is made before any loop runs
 * and used again and again. */

#include "project.h"

/* The application: its documentation is one of the things it looks after. */
struct application {
  struct plating_session *session;
  struct plating_options *options;
  unsigned n_runs;
};

static void
application_init (struct application *app, char **argv)
{
  app->options = project_options (argv[1], argv[2]);
  app->session = new_session ();
  app->n_runs = 0;
}

static void
application_release (struct application *app)
{
  plating_session_free (app->session);
  plating_options_free (app->options);
}

/* Brings the pages up to date; returns how many there are, or -1. */
static long
application_document (struct application *app)
{
  struct plating_task *task
    = plating_plate (app->session, NULL, app->options);
  long n = -1;

  app->n_runs++;
  if (task && plating_session_run (app->session, task, 0) == 0
      && plating_task_state (task) == PLATING_TASK_DONE)
    n = (long) n_files (task);
  plating_task_unref (task);
  return n;
}

int
main (int argc, char **argv)
{
  struct application app;
  long first, second;

  if (argc != 3)
    give_up ("usage: application DIRECTORY SCHEMA");
  application_init (&app, argv);
  first = application_document (&app);
  second = application_document (&app);
  printf ("%u runs, %ld pages each\n", app.n_runs, first);
  application_release (&app);
  return first <= 0 || first != second;
}
