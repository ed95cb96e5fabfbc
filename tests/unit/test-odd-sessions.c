/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions in odd orders: operations that are let go of, cancelled or closed
 * upon at once; sessions that are closed by each other; one session on three
 * loops in three threads, and three sessions, each on one of them. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/observe.h>

#include "session-pages.h"

#define N_THREADS 3
#define N_ROUNDS  60

/* -- operations ----------------------------------------------------------- */

START_TEST (test_operation_is_let_go)
{
  struct plating_options *o = options_for (20, NULL);

  plating_task_unref (plating_plate (session, &loop, o));
  plating_options_free (o);
  uv_run (&loop, UV_RUN_DEFAULT);
}
END_TEST

/* Nothing but being cancelled ends a run of "waits". */
START_TEST (test_operation_is_cancelled_at_once)
{
  struct plating_options *o = options_for (20, "waits");
  struct plating_task *task = plating_plate (session, &loop, o);

  plating_task_cancel (task);
  plating_options_free (o);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  plating_task_unref (task);
}
END_TEST

/* Whether the run that TASK stands for came to its end. */
static int
is_success (const struct plating_task *task)
{
  struct plating_plate_result counts = { .struct_size = sizeof counts };

  return plating_result_plate (plating_task_result (task), &counts) == 0
    && (counts.flags & PLATING_RESULT_SUCCESS);
}

/* The workers need no turn of the loop: by the time at which the run is
 * cancelled they may have done all of it, or nothing. */
START_TEST (test_operation_is_cancelled_at_some_time)
{
  unsigned delay_ms;

  for (delay_ms = 0; delay_ms < 40; delay_ms = delay_ms * 2 + 1) {
    struct plating_options *o = options_for (20, NULL);
    struct plating_task *task = plating_plate (session, &loop, o);

    plating_options_free (o);
    uv_sleep (delay_ms);
    plating_task_cancel (task);
    if (finish (task) == PLATING_TASK_DONE) {
      ck_assert (is_success (task));
      ck_assert_ptr_null (plating_task_error (task));
    } else {
      ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_CANCELLED);
      ck_assert (!is_success (task));
      ck_assert_int_eq (plating_error_code (plating_task_error (task)),
                        PLATING_E_CANCELLED);
    }
    plating_task_unref (task);
  }
}
END_TEST

START_TEST (test_session_is_closed_at_once)
{
  struct plating_options *o = options_for (20, "waits");
  struct plating_task *task = plating_plate (session, &loop, o);
  int n_closed = 0;

  plating_session_close (session, note_closed, &n_closed);
  ck_assert_ptr_null (plating_plate (session, &loop, o));
  plating_options_free (o);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_closed, 1);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_CANCELLED);
  plating_task_unref (task);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

struct close_both {
  struct plating_session *other;
  struct plating_task *task;
  int n_closed;
};

static void
close_other (void *data)
{
  struct close_both *c = data;

  /* The first is gone, its task is not. */
  ck_assert_uint_eq (plating_task_state (c->task), PLATING_TASK_CANCELLED);
  plating_task_unref (c->task);
  plating_session_close (c->other, note_closed, &c->n_closed);
}

START_TEST (test_one_closes_the_other)
{
  struct close_both c = { .n_closed = 0 };
  struct plating_task *left;

  ck_assert_int_eq (plating_session_new (&c.other, NULL), 0);
  left = plating_task_new (c.other, &loop, NULL, NULL);
  c.task = new_task ();
  plating_session_close (session, close_other, &c);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (c.n_closed, 1);
  ck_assert_uint_eq (plating_task_state (left), PLATING_TASK_CANCELLED);
  plating_task_unref (left);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

/* The stream of events goes on while its reader closes the session. */
static void
close_on_event (void *data, const struct plating_event *event)
{
  int *n_closed = data;

  if (event->type == PLATING_EVENT_PAGE && *n_closed == 0) {
    *n_closed = -1;
    plating_session_close (session, note_closed, n_closed);
  }
}

START_TEST (test_closed_by_an_event)
{
  int n_closed = 0;
  struct plating_subscription_options s = {
    .struct_size = sizeof s, .on_event = close_on_event, .data = &n_closed,
  };
  struct plating_options *o = options_for (20, NULL);
  struct plating_task *task;

  ck_assert_ptr_nonnull (plating_subscribe (session, &loop, &s));
  task = plating_plate (session, &loop, o);
  plating_options_free (o);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert (is_over (task));
  /* It was -1. */
  ck_assert_int_eq (n_closed, 0);
  plating_task_unref (task);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

/* -- threads -------------------------------------------------------------- */

/* What the threads share: a task of each, for the others to end. */
struct shared {
  uv_mutex_t mutex;
  struct plating_task *offered[N_THREADS];
};

struct thread {
  uv_thread_t thread;
  uv_loop_t loop;
  struct plating_session *session;
  struct shared *shared;
  int number;
  uint64_t chance;
  int n_over, n_wrong, n_closed;
};

static unsigned
chance (struct thread *t)
{
  t->chance = t->chance * 6364136223846793005u + 1442695040888963407u;
  return (unsigned) (t->chance >> 33);
}

static void
on_over (struct plating_task *task, void *data)
{
  struct thread *t = data;

  t->n_wrong += !is_over (task);
  t->n_over++;
}

/* Puts TASK where the others find it, and does something to what is there. */
static void
exchange (struct thread *t, struct plating_task *task)
{
  struct plating_task *taken;
  int at = (int) (chance (t) % N_THREADS);

  uv_mutex_lock (&t->shared->mutex);
  taken = t->shared->offered[at];
  t->shared->offered[at] = plating_task_ref (task);
  uv_mutex_unlock (&t->shared->mutex);
  if (!taken)
    return;
  switch (chance (t) % 3) {
  case 0:
    plating_task_cancel (taken);
    break;
  case 1:
    plating_task_complete (taken, NULL, NULL);
    break;
  default:
    plating_task_fail (taken, plating_error_new (PLATING_E_IO, "planted",
                                                 NULL));
  }
  plating_task_unref (taken);
}

/* A task around others, one of which another thread may end. */
static struct plating_task *
odd_task (struct thread *t)
{
  struct plating_task *open
    = plating_task_new (t->session, &t->loop, NULL, NULL);
  struct plating_task *members[3] = {
    open, plating_delay (t->session, &t->loop, chance (t) % 3),
    plating_timeout (plating_task_new (t->session, &t->loop, NULL, NULL),
                     chance (t) % 3),
  };

  exchange (t, open);
  switch (chance (t) % 4) {
  case 0:
    return plating_race (t->session, &t->loop, members, 3);
  case 1:
    return plating_any (t->session, &t->loop, members, 3);
  case 2:
    return plating_gather (t->session, &t->loop, members, 3,
                           PLATING_GATHER_FIRST_ERROR);
  default:
    return plating_timeout (plating_gather (t->session, &t->loop, members, 3,
                                            PLATING_GATHER_ALL), 3);
  }
}

static void
run_thread (void *data)
{
  struct thread *t = data;
  int i;

  for (i = 0; i < N_ROUNDS; i++) {
    struct plating_task *task = odd_task (t);

    plating_task_on_end (task, on_over, t);
    if (chance (t) % 4 == 0)
      plating_task_cancel (task);
    plating_task_unref (task);
    uv_run (&t->loop, UV_RUN_NOWAIT);
  }
  uv_run (&t->loop, UV_RUN_DEFAULT);
}

static void
never (uv_timer_t *timer)
{
  (void) timer;
}

/* A loop of another thread that has nothing else to do needs something to
 * keep it going until the session is closed. */
static void
run_until (struct thread *threads, int n, const int *n_closed)
{
  uv_timer_t keep[N_THREADS];
  int i;

  for (i = 0; i < n; i++) {
    uv_timer_init (&threads[i].loop, &keep[i]);
    uv_timer_start (&keep[i], never, 3600000, 0);
  }
  while (!*n_closed)
    for (i = 0; i < n; i++)
      uv_run (&threads[i].loop, UV_RUN_NOWAIT);
  for (i = 0; i < n; i++) {
    uv_close ((uv_handle_t *) &keep[i], NULL);
    uv_run (&threads[i].loop, UV_RUN_DEFAULT);
  }
}

static void
run_threads (int has_one_session)
{
  struct shared shared = { .offered = { NULL } };
  struct thread threads[N_THREADS];
  int n_closed = 0, i;

  uv_mutex_init (&shared.mutex);
  for (i = 0; i < N_THREADS; i++) {
    struct thread *t = &threads[i];

    *t = (struct thread) { .shared = &shared, .number = i,
                           .session = session, .chance = (uint64_t) i + 1 };
    uv_loop_init (&t->loop);
    if (!has_one_session)
      ck_assert_int_eq (plating_session_new (&t->session, NULL), 0);
  }
  for (i = 0; i < N_THREADS; i++)
    uv_thread_create (&threads[i].thread, run_thread, &threads[i]);
  for (i = 0; i < N_THREADS; i++)
    uv_thread_join (&threads[i].thread);
  for (i = 0; i < N_THREADS; i++)
    plating_task_unref (shared.offered[i]);
  uv_mutex_destroy (&shared.mutex);
  if (has_one_session) {
    plating_session_close (session, note_closed, &n_closed);
    run_until (threads, N_THREADS, &n_closed);
    ck_assert_int_eq (n_closed, 1);
    ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  }
  for (i = 0; i < N_THREADS; i++) {
    struct thread *t = &threads[i];

    if (!has_one_session) {
      plating_session_close (t->session, note_closed, &t->n_closed);
      run_until (t, 1, &t->n_closed);
      ck_assert_int_eq (t->n_closed, 1);
    }
    ck_assert_int_eq (uv_loop_close (&t->loop), 0);
    ck_assert_int_eq (t->n_over, N_ROUNDS);
    ck_assert_int_eq (t->n_wrong, 0);
  }
}

START_TEST (test_one_session_on_three_loops)
{
  run_threads (1);
}
END_TEST

START_TEST (test_three_sessions_on_three_loops)
{
  run_threads (0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("odd-sessions");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up_pages, tear_down_loop);
  tcase_add_test (tests, test_operation_is_let_go);
  tcase_add_test (tests, test_operation_is_cancelled_at_once);
  tcase_add_test (tests, test_operation_is_cancelled_at_some_time);
  tcase_add_test (tests, test_session_is_closed_at_once);
  tcase_add_test (tests, test_one_closes_the_other);
  tcase_add_test (tests, test_closed_by_an_event);
  tcase_add_test (tests, test_one_session_on_three_loops);
  tcase_add_test (tests, test_three_sessions_on_three_loops);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
