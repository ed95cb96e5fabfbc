/* SPDX-License-Identifier: Apache-2.0 */
/* What debug mode is for: one task is started and never waited for, another
 * is completed twice, and a callback is slow. */

#include <uv.h>

#include "project.h"

void sleep_in_callback (struct plating_task *task, void *data);

/* Not static, so that its name can be found. */
void
sleep_in_callback (struct plating_task *task, void *data)
{
  (void) task;
  (void) data;
  uv_sleep (80);
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *forgotten, *waited, *promise;

  if (argc != 3)
    give_up ("usage: never-awaited DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  /* Like PLATING_DEBUG=1 in the environment. */
  set (options, "debug", "true");
  session = new_session ();
  waited = plating_info (session, NULL, options);
  forgotten = PLATING_AT (plating_info (session, NULL, options));
  plating_task_unref (forgotten);

  promise = PLATING_AT (plating_task_new (session, NULL, NULL, NULL));
  plating_task_on_end (promise, sleep_in_callback, NULL);
  plating_task_complete (promise, NULL, NULL);
  plating_task_complete (promise, NULL, NULL);
  plating_task_unref (promise);

  plating_session_run (session, waited, 0);
  puts (plating_task_error (waited) ? "failed" : "done");
  plating_task_unref (waited);
  plating_session_free (session);
  plating_options_free (options);
  return 0;
}
