/* SPDX-License-Identifier: Apache-2.0 */
/* A session for the length of a block: by an attribute of the compiler, and
 * plainly. */

#include "project.h"

static void
end_session (struct plating_session **session)
{
  plating_session_free (*session);
}

static void
drop_task (struct plating_task **task)
{
  plating_task_unref (*task);
}

/* Whatever way is taken out of the function, task and session end. */
static int
with_attribute (const struct plating_options *options)
{
  __attribute__ ((cleanup (end_session))) struct plating_session *session
    = new_session ();
  __attribute__ ((cleanup (drop_task))) struct plating_task *task
    = plating_plate (session, NULL, options);

  if (!task || plating_session_run (session, task, 0) < 0)
    return -1;
  if (plating_task_error (task))
    return -1;
  printf ("with an attribute: %lu pages\n", n_files (task));
  return 0;
}

static int
plainly (const struct plating_options *options)
{
  struct plating_session *session = new_session ();
  struct plating_task *task = plating_plate (session, NULL, options);
  int status = -1;

  if (!task || plating_session_run (session, task, 0) < 0
      || plating_task_error (task))
    goto end;
  printf ("plainly: %lu pages\n", n_files (task));
  status = 0;
end:
  plating_task_unref (task);
  plating_session_free (session);
  return status;
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  int status;

  if (argc != 3)
    give_up ("usage: scoped DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  status = with_attribute (options) < 0 || plainly (options) < 0;
  plating_options_free (options);
  return status;
}
