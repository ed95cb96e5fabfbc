/* SPDX-License-Identifier: Apache-2.0 */
/* A program that can be looked at: "plating monitor SOCKET" shows its tasks,
 * and can cancel them. */

#include "project.h"

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *work, *limited;
  int was_cancelled;

  if (argc != 4)
    give_up ("usage: monitored DIRECTORY SCHEMA SOCKET");
  options = project_options (argv[1], argv[2]);
  set (options, "monitor", argv[3]);
  session = new_session ();
  plating_task_unref (plating_info (session, NULL, options));
  /* Something that takes its time. */
  work = plating_delay (session, NULL, 20000);
  limited = plating_timeout (work, 10000);
  if (!limited)
    give_up ("out of memory");
  plating_session_run (session, limited, 0);
  was_cancelled = plating_task_state (limited) == PLATING_TASK_CANCELLED;
  puts (was_cancelled ? "cancelled from outside" : "nobody came");
  plating_task_unref (limited);
  plating_session_free (session);
  plating_options_free (options);
  return !was_cancelled;
}
