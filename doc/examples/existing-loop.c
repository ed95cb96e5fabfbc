/* SPDX-License-Identifier: Apache-2.0 */
/* A loop that is there already: the library borrows it, and never runs,
 * stops or closes it. */

#include <uv.h>

#include "project.h"

struct program {
  struct plating_session *session;
  struct plating_options *options;
  uv_timer_t clock;
  unsigned n_ticks;
};

static void
on_tick (uv_timer_t *clock)
{
  ((struct program *) clock->data)->n_ticks++;
}

static void
on_closed (void *data)
{
  struct program *program = data;

  puts ("session closed");
  uv_close ((uv_handle_t *) &program->clock, NULL);
}

static void
on_plated (struct plating_task *task, void *data)
{
  struct program *program = data;

  printf ("%lu pages\n", n_files (task));
  plating_task_unref (task);
  plating_session_close (program->session, on_closed, program);
}

/* The loop runs when this is called. */
static void
on_begin (uv_timer_t *once)
{
  struct program *program = once->data;
  struct plating_task *task
    = plating_plate (program->session, once->loop, program->options);

  uv_close ((uv_handle_t *) once, NULL);
  if (!task || plating_task_on_end (task, on_plated, program) < 0)
    give_up ("out of memory");
}

int
main (int argc, char **argv)
{
  struct program program = { .n_ticks = 0 };
  uv_timer_t once;
  uv_loop_t loop;

  if (argc != 3)
    give_up ("usage: existing-loop DIRECTORY SCHEMA");
  program.options = project_options (argv[1], argv[2]);
  program.session = new_session ();
  uv_loop_init (&loop);
  uv_timer_init (&loop, &program.clock);
  program.clock.data = &program;
  uv_timer_start (&program.clock, on_tick, 1, 1);
  uv_timer_init (&loop, &once);
  once.data = &program;
  uv_timer_start (&once, on_begin, 5, 0);
  uv_run (&loop, UV_RUN_DEFAULT);
  puts (program.n_ticks ? "the clock went on" : "the clock stood still");
  plating_options_free (program.options);
  return uv_loop_close (&loop) < 0 || !program.n_ticks;
}
