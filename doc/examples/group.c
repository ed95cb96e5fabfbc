/* SPDX-License-Identifier: Apache-2.0 */
/* A group: nothing that was started in it outlives it. */

#include "project.h"

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *adorn, *plate, *whole;
  struct plating_group *group;
  int failed;

  if (argc != 3)
    give_up ("usage: group DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  /* If one fails, the other is cancelled. */
  group = plating_group_new (session, NULL, PLATING_GROUP_CANCEL_ON_ERROR);
  adorn = plating_adorn (session, NULL, options);
  plate = plating_plate (session, NULL, options);
  if (!group || !adorn || !plate)
    give_up ("out of memory");
  /* The group takes a reference: keep one to look at the results. */
  plating_group_add (group, plating_task_ref (adorn));
  plating_group_add (group, plating_task_ref (plate));
  whole = plating_group_close (group, PLATING_GROUP_WAIT);
  plating_session_run (session, whole, 0);

  failed = plating_task_error (whole) != NULL;
  printf ("adorn: %s\n", plating_task_error (adorn) ? "failed" : "done");
  printf ("plate: %s\n", plating_task_error (plate) ? "failed" : "done");
  plating_task_unref (adorn);
  plating_task_unref (plate);
  plating_task_unref (whole);
  plating_session_free (session);
  plating_options_free (options);
  return failed;
}
