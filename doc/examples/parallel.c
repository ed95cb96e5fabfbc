/* SPDX-License-Identifier: Apache-2.0 */
/* One after the other against at once: adorn, then plate and validate. */

#include <uv.h>

#include "project.h"

static void
run (struct plating_session *session, struct plating_task *task)
{
  if (!task || plating_session_run (session, task, 0) < 0)
    give_up ("out of memory");
  if (plating_task_error (task))
    give_up (plating_error_message (plating_task_error (task)));
  plating_task_unref (task);
}

static double
one_by_one (struct plating_session *session,
            const struct plating_options *options)
{
  uint64_t begin = uv_hrtime ();

  run (session, plating_adorn (session, NULL, options));
  run (session, plating_plate (session, NULL, options));
  run (session, plating_validate (session, NULL, options));
  return (double) (uv_hrtime () - begin) / 1e6;
}

/* Pages are replaced as a whole, so that validate sees an old or a new one,
 * never half of one. */
static double
at_once (struct plating_session *session,
         const struct plating_options *options)
{
  uint64_t begin = uv_hrtime ();
  struct plating_task *both[2], *all;

  run (session, plating_adorn (session, NULL, options));
  both[0] = plating_plate (session, NULL, options);
  both[1] = plating_validate (session, NULL, options);
  all = plating_gather (session, NULL, both, 2, PLATING_GATHER_ALL);
  if (!all || plating_session_run (session, all, 0) < 0)
    give_up ("out of memory");
  if (plating_task_error (all))
    give_up (plating_error_message (plating_task_error (all)));
  /* Members stay in the order in which they were given. */
  printf ("%lu pages\n", n_files (plating_member_at (all, 0)));
  plating_task_unref (all);
  return (double) (uv_hrtime () - begin) / 1e6;
}

int
main (int argc, char **argv)
{
  struct plating_options *options;
  struct plating_session *session;
  double slow, fast;

  if (argc != 3)
    give_up ("usage: parallel DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  /* The first time there is more to write. */
  one_by_one (session, options);
  slow = one_by_one (session, options);
  fast = at_once (session, options);
  printf ("one by one: %.1f ms, at once: %.1f ms\n", slow, fast);
  plating_session_free (session);
  plating_options_free (options);
  return 0;
}
