/* SPDX-License-Identifier: Apache-2.0 */
/* Cancelled by a signal: what is being written is finished, the rest is left
 * as it was. */

#include <signal.h>

#include <uv.h>

#include "project.h"

struct program {
  uv_signal_t interrupt;
  struct plating_session *session;
  struct plating_task *task;
  int was_cancelled;
};

/* The library handles no signals: the program decides what they mean. */
static void
on_signal (uv_signal_t *interrupt, int number)
{
  struct program *program = interrupt->data;

  (void) number;
  plating_task_cancel (program->task);
}

static void
on_end (struct plating_task *task, void *data)
{
  struct program *program = data;

  program->was_cancelled
    = plating_task_state (task) == PLATING_TASK_CANCELLED;
  uv_close ((uv_handle_t *) &program->interrupt, NULL);
  plating_session_close (program->session, NULL, NULL);
}

int
main (int argc, char **argv)
{
  struct program program = { .was_cancelled = 0 };
  struct plating_options *options;
  uv_loop_t loop;

  if (argc != 3)
    give_up ("usage: interrupt DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  program.session = new_session ();
  uv_loop_init (&loop);
  uv_signal_init (&loop, &program.interrupt);
  program.interrupt.data = &program;
  uv_signal_start (&program.interrupt, on_signal, SIGINT);
  program.task = plating_plate (program.session, &loop, options);
  if (!program.task
      || plating_task_on_end (program.task, on_end, &program) < 0)
    give_up ("out of memory");
  /* As if somebody had pressed Ctrl-C at once. */
  raise (SIGINT);
  uv_run (&loop, UV_RUN_DEFAULT);
  puts (program.was_cancelled ? "cancelled" : "it was faster");
  plating_task_unref (program.task);
  plating_options_free (options);
  return uv_loop_close (&loop) < 0;
}
