/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps a run from ending, and who goes on when nothing does. */

#include <config.h>

#include "run.h"

/* Schedules the main strand if it is asleep and nothing keeps it so; a run
 * that never began ends instead.  The mutex is held, and is released; the
 * run may be gone afterwards. */
static void
wake_main (struct pl_run *run)
{
  int wake = run->is_main_asleep && !run->n_jobs && !run->n_errands;
  int end = wake && run->is_withdrawn;

  if (wake)
    run->is_main_asleep = 0;
  if (end)
    run->is_ending = 1;
  uv_mutex_unlock (&run->mutex);
  if (end)
    pl_loop_post (run->env.loop, &run->end_post);
  else if (wake)
    pl_strand_schedule (&run->main.strand);
}

int
pl_run_hold (struct pl_run *run)
{
  int status = 0;

  uv_mutex_lock (&run->mutex);
  if (run->is_ending)
    status = PLATING_E_STATE;
  else
    run->n_errands++;
  uv_mutex_unlock (&run->mutex);
  return status;
}

void
pl_run_release (struct pl_run *run)
{
  uv_mutex_lock (&run->mutex);
  run->n_errands--;
  wake_main (run);
}
