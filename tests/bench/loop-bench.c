/* SPDX-License-Identifier: Apache-2.0 */
/* What a run does to the loop of the program that started it.
 *
 * loop-bench SCHEMA NAME DIRECTORY WORKERS: plates on a borrowed loop.  Prints
 * how late a timer of 1 ms came there, beside one in a program that does
 * nothing while as many threads are busy, and how much processor time the
 * loop's thread took in the longest turn.  A turn is all callbacks between two
 * waits, so that none of them can have taken longer.  Fails if one took more
 * than 5 ms.
 * loop-bench --plant ...: with a callback that takes 8 ms, which must fail. */

#include <config.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <uv.h>

#include <plating/async.h>

#define LONGEST_NS 5000000u
#define MAX_WORKERS 64
#define N_CLASSES 8             /* up to 1, 2, 4 … 64 ms, and more */

struct histogram {
  uv_timer_t timer;
  uint64_t due_ns, worst_ns, n;
  uint64_t classes[N_CLASSES];
};

struct turns {
  uv_prepare_t prepare;
  uint64_t last_ns, longest_ns, all_ns, n;
};

static void
fail (const char *what)
{
  fprintf (stderr, "loop-bench: error: %s\n", what);
  exit (EXIT_FAILURE);
}

static double
ms (uint64_t ns)
{
  return (double) ns / 1e6;
}

/* -- a timer -------------------------------------------------------------- */

static void on_timer (uv_timer_t *timer);

static void
arm (struct histogram *h)
{
  uv_update_time (h->timer.loop);
  h->due_ns = uv_hrtime () + 1000000;
  uv_timer_start (&h->timer, on_timer, 1, 0);
}

static void
on_timer (uv_timer_t *timer)
{
  struct histogram *h = timer->data;
  uint64_t now = uv_hrtime (), late = now > h->due_ns ? now - h->due_ns : 0;
  int class = 0;

  while (class < N_CLASSES - 1 && late > (uint64_t) 1000000 << class)
    class++;
  h->classes[class]++;
  h->n++;
  if (late > h->worst_ns)
    h->worst_ns = late;
  arm (h);
}

static void
start_timer (struct histogram *h, uv_loop_t *loop)
{
  memset (h, 0, sizeof *h);
  uv_timer_init (loop, &h->timer);
  h->timer.data = h;
  arm (h);
}

static void
print_histograms (const struct histogram *a, const struct histogram *b,
                  int n_workers)
{
  int i;

  printf ("lateness of a timer of 1 ms     in the run      with %d busy"
          " threads\n", n_workers);
  for (i = 0; i < N_CLASSES; i++)
    printf ("  %s %2d ms             %8llu %5.1f %%      %8llu %5.1f %%\n",
            i < N_CLASSES - 1 ? "up to    " : "more than",
            i < N_CLASSES - 1 ? 1 << i : 1 << (i - 1),
            (unsigned long long) a->classes[i],
            100.0 * (double) a->classes[i] / (double) (a->n ? a->n : 1),
            (unsigned long long) b->classes[i],
            100.0 * (double) b->classes[i] / (double) (b->n ? b->n : 1));
  printf ("  the latest               %8.2f ms           %8.2f ms\n",
          ms (a->worst_ns), ms (b->worst_ns));
}

/* -- processor time ------------------------------------------------------- */

static uint64_t
thread_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

/* What was done since the last look. */
static uint64_t
end_turn (struct turns *t)
{
  uint64_t now = thread_ns (), used = now - t->last_ns;

  t->last_ns = now;
  t->all_ns += used;
  t->n++;
  if (used > t->longest_ns)
    t->longest_ns = used;
  return used;
}

static void
on_prepare (uv_prepare_t *prepare)
{
  end_turn (prepare->data);
}

/* -- the run -------------------------------------------------------------- */

struct run {
  uv_loop_t loop;
  struct histogram late;
  struct turns turns;
  struct plating_session *session;
  uint64_t n_pages, duration_ns;
  int is_planted;
};

static void
burn (uv_timer_t *timer)
{
  uint64_t end = thread_ns () + 8000000;

  while (thread_ns () < end)
    continue;
  uv_close ((uv_handle_t *) timer, NULL);
}

static void
on_closed (void *data)
{
  struct run *r = data;

  uv_close ((uv_handle_t *) &r->late.timer, NULL);
  uv_close ((uv_handle_t *) &r->turns.prepare, NULL);
}

static void
on_end (struct plating_task *task, void *data)
{
  struct plating_plate_result made = { .struct_size = sizeof made };
  struct run *r = data;

  if (plating_task_error (task))
    fail (plating_error_message (plating_task_error (task)));
  plating_result_plate (plating_task_result (task), &made);
  r->n_pages = made.files_generated;
  plating_session_close (r->session, on_closed, r);
}

static void
set (struct plating_options *options, const char *name, const char *value)
{
  if (plating_options_set (options, name, value, NULL) < 0)
    fail (name);
}

static void
run (struct run *r, char **argv)
{
  struct plating_options *options = plating_options_new ();
  struct plating_task *task;
  uint64_t start = uv_hrtime (), starting;
  uv_timer_t planted;

  set (options, "providers-schema", argv[0]);
  set (options, "provider-dir", argv[2]);
  set (options, "provider-name", argv[1]);
  set (options, "jobs", argv[3]);
  if (uv_loop_init (&r->loop) < 0
      || plating_session_new (&r->session, NULL) < 0)
    fail ("cannot start");
  start_timer (&r->late, &r->loop);
  uv_prepare_init (&r->loop, &r->turns.prepare);
  r->turns.prepare.data = &r->turns;
  uv_prepare_start (&r->turns.prepare, on_prepare);
  if (r->is_planted) {
    uv_timer_init (&r->loop, &planted);
    uv_timer_start (&planted, burn, 3, 0);
  }
  r->turns.last_ns = thread_ns ();
  task = plating_plate (r->session, &r->loop, options);
  starting = end_turn (&r->turns);
  if (plating_task_on_end (task, on_end, r) < 0)
    fail ("out of memory");
  plating_task_unref (task);
  uv_run (&r->loop, UV_RUN_DEFAULT);
  r->duration_ns = uv_hrtime () - start;
  plating_options_free (options);
  uv_loop_close (&r->loop);
  printf ("%llu pages in %.0f ms, %s workers\n",
          (unsigned long long) r->n_pages, ms (r->duration_ns), argv[3]);
  printf ("processor time of the loop's thread: %.2f ms in %llu turns;"
          " to start %.2f ms\n", ms (r->turns.all_ns),
          (unsigned long long) r->turns.n, ms (starting));
}

/* -- the other program ---------------------------------------------------- */

static atomic_int is_over;

static void
be_busy (void *data)
{
  atomic_ulong *count = data;

  while (!atomic_load_explicit (&is_over, memory_order_relaxed))
    atomic_fetch_add_explicit (count, 1, memory_order_relaxed);
}

static void
stop (uv_timer_t *end)
{
  uv_stop (end->loop);
}

static void
idle (struct histogram *h, int n_workers, uint64_t duration_ns)
{
  static atomic_ulong counts[MAX_WORKERS];
  uv_thread_t threads[MAX_WORKERS];
  uv_loop_t loop;
  uv_timer_t end;
  int i;

  if (uv_loop_init (&loop) < 0)
    fail ("cannot start");
  for (i = 0; i < n_workers; i++)
    if (uv_thread_create (&threads[i], be_busy, &counts[i]) < 0)
      fail ("no thread");
  start_timer (h, &loop);
  uv_timer_init (&loop, &end);
  uv_timer_start (&end, stop, duration_ns / 1000000 + 1, 0);
  uv_run (&loop, UV_RUN_DEFAULT);
  atomic_store (&is_over, 1);
  for (i = 0; i < n_workers; i++)
    uv_thread_join (&threads[i]);
  uv_close ((uv_handle_t *) &h->timer, NULL);
  uv_close ((uv_handle_t *) &end, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
  uv_loop_close (&loop);
}

int
main (int argc, char **argv)
{
  static struct run r;
  static struct histogram other;
  int n_workers;

  if (argc > 1 && !strcmp (argv[1], "--plant")) {
    r.is_planted = 1;
    argc--;
    argv++;
  }
  n_workers = argc == 5 ? atoi (argv[4]) : 0;
  if (n_workers < 1 || n_workers > MAX_WORKERS)
    fail ("usage: loop-bench [--plant] SCHEMA NAME DIRECTORY"
          " WORKERS");
  run (&r, argv + 1);
  idle (&other, n_workers, r.duration_ns);
  print_histograms (&r.late, &other, n_workers);
  printf ("longest turn %.2f ms of processor time, at most %.0f: %s\n",
          ms (r.turns.longest_ns), ms (LONGEST_NS),
          r.turns.longest_ns > LONGEST_NS ? "BROKEN" : "kept");
  return r.turns.longest_ns > LONGEST_NS ? EXIT_FAILURE : EXIT_SUCCESS;
}
