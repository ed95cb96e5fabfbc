/* SPDX-License-Identifier: Apache-2.0 */
/* One operation after the other without waiting in between: then, on_error,
 * finally.  A step says what comes next; the whole is one task. */

#include "project.h"

struct work {
  struct plating_session *session;
  struct plating_options *options;
};

/* After adorn: its outcome is in BEFORE. */
static int
then_plate (struct plating_task *before, struct plating_task **next,
            void *data)
{
  struct plating_adorn_result made = { .struct_size = sizeof made };
  struct work *work = data;

  plating_result_adorn (plating_task_result (before), &made);
  printf ("%s templates\n", made.templates_generated ? "some" : "no");
  *next = plating_plate (work->session, NULL, work->options);
  return *next ? 0 : PLATING_E_NOMEM;
}

/* If anything before has failed; without a next task the whole is done. */
static int
say_why (struct plating_task *before, struct plating_task **next, void *data)
{
  (void) next;
  (void) data;
  printf ("failed: %s\n",
          plating_error_class (plating_task_error (before)));
  return 0;
}

/* In any case, also when the whole is cancelled. */
static int
clean_up (struct plating_task *before, struct plating_task **next, void *data)
{
  (void) before;
  (void) next;
  (void) data;
  puts ("cleaned up");
  return 0;
}

int
main (int argc, char **argv)
{
  struct plating_task *whole;
  struct work work;
  int failed;

  if (argc != 3)
    give_up ("usage: chain DIRECTORY SCHEMA");
  work.options = project_options (argv[1], argv[2]);
  work.session = new_session ();
  whole = plating_adorn (work.session, NULL, work.options);
  whole = plating_then (whole, then_plate, &work);
  whole = plating_on_error (whole, say_why, NULL);
  whole = plating_finally (whole, clean_up, NULL);
  /* Each call took the task before it, and NULL goes through them all. */
  plating_session_run (work.session, whole, 0);
  failed = plating_task_error (whole) != NULL;
  if (plating_task_result (whole))
    printf ("%lu pages\n", n_files (whole));
  plating_task_unref (whole);
  plating_session_free (work.session);
  plating_options_free (work.options);
  return failed;
}
