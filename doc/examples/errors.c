/* SPDX-License-Identifier: Apache-2.0 */
/* Errors by class: a broken template is reported and lived with, anything
 * else ends the program. */

#include "project.h"

/* Pages that could not be made are findings of a run that is done: the
 * others were made. */
static unsigned
report_templates (const struct plating_result *result)
{
  const struct plating_result_finding *finding;
  const struct plating_error *error;
  unsigned n = 0;
  size_t i;

  for (i = 0; (finding = plating_result_error_at (result, i)); i++)
    for (error = finding->error; error; error = plating_error_cause (error))
      if (plating_error_code (error) == PLATING_E_TEMPLATE) {
        printf ("template %s, line %u: %s\n", plating_error_file (error)
                ? plating_error_file (error) : "?",
                plating_error_line (error), plating_error_message (error));
        n++;
        break;
      }
  return n;
}

static int
describe (const struct plating_error *error)
{
  switch (plating_error_code (error)) {
  case PLATING_E_CANCELLED:
    puts ("somebody stopped it");
    return 0;
  case PLATING_E_TIMEOUT:
  case PLATING_E_IO:
    printf ("try again later: %s\n", plating_error_message (error));
    return 0;
  default:
    printf ("%s error: %s\n", plating_error_class (error),
            plating_error_message (error));
    if (plating_error_hint (error))
      printf ("hint: %s\n", plating_error_hint (error));
    return 1;
  }
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *task;
  int status = 0;

  if (argc != 3)
    give_up ("usage: errors DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  task = plating_plate (session, NULL, options);
  if (!task || plating_session_run (session, task, 0) < 0)
    give_up ("out of memory");
  if (plating_task_error (task))
    status = describe (plating_task_error (task));
  else
    printf ("%u broken templates\n",
            report_templates (plating_task_result (task)));
  plating_task_unref (task);
  plating_session_free (session);
  plating_options_free (options);
  return status;
}
