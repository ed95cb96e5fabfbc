/* SPDX-License-Identifier: Apache-2.0 */
/* A script: one operation after the other, then it is done. */

#include "project.h"

/* Waits for TASK on the session's own loop; tells how it went. */
static int
wait_for (struct plating_session *session, struct plating_task *task)
{
  int failed = !task || plating_session_run (session, task, 0) < 0
    || plating_task_error (task);

  if (task && plating_task_error (task))
    fprintf (stderr, "%s\n",
             plating_error_message (plating_task_error (task)));
  plating_task_unref (task);
  return failed;
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  int failed;

  if (argc != 3)
    give_up ("usage: script DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  failed = wait_for (session, plating_adorn (session, NULL, options))
    || wait_for (session, plating_plate (session, NULL, options))
    || wait_for (session, plating_validate (session, NULL, options));
  puts (failed ? "Failed" : "Done");
  plating_session_free (session);
  plating_options_free (options);
  return failed;
}
