/* SPDX-License-Identifier: Apache-2.0 */
/* How many trivial tasks go through one loop in a second, and how much memory
 * a pending one takes, beside libuv's own means.
 *
 * task-bench [N [RATE BYTES]]: prints a table, and fails if less than RATE
 * tasks (1,000,000) went through in a second, or if one took more than BYTES
 * (200).  Where other programs kept the loop's thread from a processor for
 * more than a tenth of the time, as the system's schedstat tells, seconds of
 * processor time count, for the bare program as well. */

#include <config.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <uv.h>

#include <plating/async.h>

/* A span of time, in seconds, or a point of time at its beginning. */
struct span {
  double wall;
  double processor;             /* of this thread */
  double waited;                /* for a processor */
};

static double
seconds_on (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* 0 where the system does not tell. */
static double
seconds_waited (void)
{
  FILE *f = fopen ("/proc/thread-self/schedstat", "r");
  unsigned long long ran, waited = 0;

  if (f && fscanf (f, "%llu %llu", &ran, &waited) != 2)
    waited = 0;
  if (f)
    fclose (f);
  return (double) waited / 1e9;
}

static struct span
now (void)
{
  return (struct span) { seconds_on (CLOCK_MONOTONIC),
                         seconds_on (CLOCK_THREAD_CPUTIME_ID),
                         seconds_waited () };
}

static struct span
since (struct span start)
{
  struct span end = now ();

  return (struct span) { end.wall - start.wall,
                         end.processor - start.processor,
                         end.waited - start.waited };
}

static int
is_quiet (struct span span)
{
  return span.waited <= span.wall / 10;
}

static void
print_rate (const char *what, size_t n, struct span span)
{
  printf ("%-34s %10zu  %8.3f s  %12.0f per second\n", what, n, span.wall,
          (double) n / span.wall);
  printf ("%-34s %10.0f %% %8.3f s  %12.0f per second\n",
          "  waited; processor time", 100 * span.waited / span.wall,
          span.processor, (double) n / span.processor);
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
              int is_warm)
{
  struct round round = { calloc (n, sizeof (struct plating_task *)), n };
  struct plating_task *all;
  uint32_t state = 0;
  uv_idle_t idle;
  struct span start, span, rest;
  size_t before, i;

  if (!round.tasks)
    fail ("out of memory");
  uv_idle_init (loop, &idle);
  idle.data = &round;
  before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
  start = now ();
  for (i = 0; i < n; i++)
    if (!(round.tasks[i] = plating_task_new (session, loop, NULL, NULL)))
      fail ("no task");
  all = plating_gather (session, loop, round.tasks, n, PLATING_GATHER_ALL);
  if (!all || plating_task_on_end (all, note_end, &state) < 0)
    fail ("no gather");
  span = since (start);
  bytes = (double) (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before)
    / (double) n;
  if (is_warm)
    printf ("%-34s %10.1f  bytes\n", "memory of a pending task, gathered",
            bytes);
  start = now ();
  uv_idle_start (&idle, complete_all);
  while (state == 0)
    uv_run (loop, UV_RUN_ONCE);
  plating_task_unref (all);
  rest = since (start);
  span.wall += rest.wall;
  span.processor += rest.processor;
  span.waited += rest.waited;
  if (state != PLATING_TASK_DONE)
    fail ("the gather has failed");
  rate = (double) n / (is_quiet (span) ? span.wall : span.processor);
  if (is_warm)
    print_rate ("tasks through gather", n, span);
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
  struct span start = now ();
  size_t i;

  n_left = n;
  for (i = 0; i < n; i++) {
    uv_work_t *request = malloc (sizeof *request);

    if (!request || uv_queue_work (loop, request, work, after_work) < 0)
      fail ("uv_queue_work");
  }
  uv_run (loop, UV_RUN_DEFAULT);
  print_rate ("bare uv_queue_work, loop's thread", n, since (start));
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
  struct span start = now ();
  uv_async_t wake;

  n_left = n;
  uv_async_init (loop, &wake, on_wake);
  uv_async_send (&wake);
  uv_run (loop, UV_RUN_DEFAULT);
  print_rate ("bare uv_async, a turn each", n, since (start));
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
  gather_tasks (session, &loop, n < 10000 ? n : 10000, 0);
  gather_tasks (session, &loop, n, 1);
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
