/* SPDX-License-Identifier: Apache-2.0 */
/* How many trivial tasks go through one loop in a second, and how much memory
 * a pending one takes, beside libuv's own means.
 *
 * task-bench [N [RATE BYTES]]: prints a table, and fails if less than RATE
 * tasks (1,000,000) went through in a second of processor time, which is a
 * second when no other program has it, or if one took more than BYTES (200). */

#include <config.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <uv.h>

#include <plating/async.h>

/* The processor time of this thread. */
static double
processor_seconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static double
seconds_since (uint64_t start_ns)
{
  return (double) (uv_hrtime () - start_ns) / 1e9;
}

static void
print_rate (const char *what, size_t n, double seconds)
{
  printf ("%-34s %10zu  %8.3f s  %12.0f per second\n", what, n, seconds,
          (double) n / seconds);
}

/* -- tasks ---------------------------------------------------------------- */

static void
fail (const char *what)
{
  fprintf (stderr, "task-bench: error: %s\n", what);
  exit (EXIT_FAILURE);
}

/* What each of the tasks is completed by: a turn of the loop after the one
 * in which it was made. */
struct round {
  struct plating_task **tasks;
  size_t n;
};

static void
complete_all (uv_idle_t *idle)
{
  struct round *r = idle->data;
  size_t i;

  for (i = 0; i < r->n; i++)
    plating_task_complete (r->tasks[i], NULL, NULL);
  uv_idle_stop (idle);
}

static void
note_end (struct plating_task *task, void *data)
{
  *(uint32_t *) data = plating_task_state (task);
}

/* What was measured. */
static double rate, bytes;

static void
gather_tasks (struct plating_session *session, uv_loop_t *loop, size_t n,
              int is_quiet)
{
  struct round round = { calloc (n, sizeof (struct plating_task *)), n };
  struct plating_task *all;
  uint32_t state = 0;
  uv_idle_t idle;
  uint64_t start;
  double seconds, used;
  size_t before, i;

  if (!round.tasks)
    fail ("out of memory");
  uv_idle_init (loop, &idle);
  idle.data = &round;
  before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
  used = processor_seconds ();
  start = uv_hrtime ();
  for (i = 0; i < n; i++)
    if (!(round.tasks[i] = plating_task_new (session, loop, NULL, NULL)))
      fail ("no task");
  all = plating_gather (session, loop, round.tasks, n, PLATING_GATHER_ALL);
  if (!all || plating_task_on_end (all, note_end, &state) < 0)
    fail ("no gather");
  seconds = seconds_since (start);
  bytes = (double) (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before)
    / (double) n;
  if (!is_quiet)
    printf ("%-34s %10.1f  bytes\n", "memory of a pending task, gathered",
            bytes);
  start = uv_hrtime ();
  uv_idle_start (&idle, complete_all);
  while (state == 0)
    uv_run (loop, UV_RUN_ONCE);
  plating_task_unref (all);
  seconds += seconds_since (start);
  used = processor_seconds () - used;
  if (state != PLATING_TASK_DONE)
    fail ("the gather has failed");
  rate = (double) n / used;
  if (!is_quiet)
    print_rate ("tasks through gather", n, seconds);
  if (!is_quiet)
    print_rate ("  by processor time", n, used);
  uv_close ((uv_handle_t *) &idle, NULL);
  uv_run (loop, UV_RUN_NOWAIT);
  free (round.tasks);
}

/* -- bare libuv ----------------------------------------------------------- */

static size_t n_left;

static void
work (uv_work_t *request)
{
  (void) request;
}

static void
after_work (uv_work_t *request, int status)
{
  (void) status;
  free (request);
  n_left--;
}

static void
queue_work (uv_loop_t *loop, size_t n)
{
  uint64_t start = uv_hrtime ();
  size_t i;

  n_left = n;
  for (i = 0; i < n; i++) {
    uv_work_t *request = malloc (sizeof *request);

    if (!request || uv_queue_work (loop, request, work, after_work) < 0)
      fail ("uv_queue_work");
  }
  uv_run (loop, UV_RUN_DEFAULT);
  print_rate ("bare uv_queue_work", n, seconds_since (start));
  printf ("%-34s %10zu  bytes\n", "memory of a uv_work_t",
          sizeof (uv_work_t));
}

static void
on_wake (uv_async_t *wake)
{
  if (--n_left)
    uv_async_send (wake);
  else
    uv_close ((uv_handle_t *) wake, NULL);
}

static void
wake_up (uv_loop_t *loop, size_t n)
{
  uint64_t start = uv_hrtime ();
  uv_async_t wake;

  n_left = n;
  uv_async_init (loop, &wake, on_wake);
  uv_async_send (&wake);
  uv_run (loop, UV_RUN_DEFAULT);
  print_rate ("bare uv_async, a turn each", n, seconds_since (start));
}

int
main (int argc, char **argv)
{
  size_t n = argc > 1 ? strtoul (argv[1], NULL, 10) : 1000000;
  double least = argc > 3 ? strtod (argv[2], NULL) : 1000000;
  double most = argc > 3 ? strtod (argv[3], NULL) : 200;
  int is_kept;
  struct plating_session *session = NULL;
  uv_loop_t loop;

  if (!n || uv_loop_init (&loop) < 0
      || plating_session_new (&session, NULL) < 0)
    fail ("cannot start");
  gather_tasks (session, &loop, n < 10000 ? n : 10000, 1);
  gather_tasks (session, &loop, n, 0);
  plating_session_close (session, NULL, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
  queue_work (&loop, n);
  wake_up (&loop, n / 10 + 1);
  uv_loop_close (&loop);
  is_kept = rate >= least && bytes <= most;
  printf ("at least %.0f a second, at most %.0f bytes each: %s\n", least, most,
          is_kept ? "kept" : "BROKEN");
  return is_kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
