/* SPDX-License-Identifier: Apache-2.0 */
/* A time line of a run, for Perfetto (https://ui.perfetto.dev) or a browser. */

#include "project.h"

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *task;
  int failed;

  if (argc != 4)
    give_up ("usage: traced DIRECTORY SCHEMA TRACE");
  options = project_options (argv[1], argv[2]);
  set (options, "trace", argv[3]);
  session = new_session ();
  task = plating_plate (session, NULL, options);
  if (!task || plating_session_run (session, task, 0) < 0)
    give_up ("out of memory");
  failed = plating_task_error (task) != NULL;
  plating_task_unref (task);
  /* The file is complete when the session has ended. */
  plating_session_free (session);
  plating_options_free (options);
  printf ("open %s\n", argv[3]);
  return failed;
}
