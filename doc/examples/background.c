/* SPDX-License-Identifier: Apache-2.0 */
/* Background jobs: started now, waited for when the rest is done. */

#include "project.h"

static void
on_end (struct plating_task *task, void *data)
{
  printf ("%s: %s\n", (char *) data,
          plating_task_error (task)
          ? plating_error_message (plating_task_error (task)) : "done");
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_group *jobs;
  char name[] = "pages";
  struct plating_task *task, *all;
  int failed;

  if (argc != 3)
    give_up ("usage: background DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  jobs = plating_group_new (session, NULL, 0);
  task = plating_plate (session, NULL, options);
  if (!jobs || !task)
    give_up ("out of memory");
  plating_task_on_end (task, on_end, name);
  plating_group_add (jobs, task);

  puts ("the program goes on");

  /* The workers have begun already; the callbacks come with the loop. */
  all = plating_group_close (jobs, PLATING_GROUP_WAIT);
  plating_session_run (session, all, 0);
  failed = plating_task_error (all) != NULL;
  plating_task_unref (all);
  plating_session_free (session);
  plating_options_free (options);
  return failed;
}
