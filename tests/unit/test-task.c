/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks: they end once, in a turn of their own, and may be held, looked at,
 * completed and cancelled by any thread. */

#include <config.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "task-loop.h"

/* -- what is written down ------------------------------------------------- */

static char story[64];

static void *
text (const char *s)
{
  return (void *) (uintptr_t) s;
}

static void
tell (struct plating_task *task, void *data)
{
  (void) task;
  strcat (story, data);
}

static void
set_up (void)
{
  story[0] = '\0';
  set_up_loop ();
}

static atomic_int n_destroyed;

static void
destroy (void *value)
{
  atomic_fetch_add (&n_destroyed, *(int *) value);
}

/* -- tests ---------------------------------------------------------------- */

START_TEST (test_complete)
{
  struct plating_task *task = new_task ();
  int value = 1;

  atomic_store (&n_destroyed, 0);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_PENDING);
  plating_task_begin (task);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_RUNNING);
  ck_assert_int_eq (plating_task_complete (task, &value, destroy), 0);
  ck_assert_msg (!is_over (task), "it ends in a later turn");
  ck_assert_ptr_null (plating_task_value (task));
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (task), &value);
  ck_assert_ptr_null (plating_task_result (task));
  ck_assert_ptr_null (plating_task_error (task));
  ck_assert_int_eq (n_destroyed, 0);
  plating_task_unref (task);
  ck_assert_int_eq (n_destroyed, 1);
}
END_TEST

START_TEST (test_second_outcome_is_refused)
{
  struct plating_task *task = new_task ();
  int first = 1, second = 10;

  atomic_store (&n_destroyed, 0);
  ck_assert_int_eq (plating_task_complete (task, &first, destroy), 0);
  ck_assert_int_eq (plating_task_complete (task, &second, destroy),
                    PLATING_E_STATE);
  ck_assert_int_eq (n_destroyed, 10);
  ck_assert_int_eq (plating_task_fail (task, NULL), PLATING_E_STATE);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (task), &first);
  ck_assert_int_eq (plating_task_fail (task, NULL), PLATING_E_STATE);
  plating_task_unref (task);
  ck_assert_int_eq (n_destroyed, 11);
}
END_TEST

START_TEST (test_fail)
{
  struct plating_task *task = new_task ();
  struct plating_error *cause
    = plating_error_new (PLATING_E_IO, "disk", NULL);

  plating_task_fail (task, plating_error_new (PLATING_E_TEMPLATE, "page",
                                              cause));
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_TEMPLATE);
  ck_assert_str_eq (plating_error_message (plating_task_error (task)),
                    "page");
  ck_assert_str_eq (plating_error_message
                      (plating_error_cause (plating_task_error (task))),
                    "disk");
  plating_task_unref (task);

  task = new_task ();
  plating_task_fail (task, NULL);
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_NOMEM);
  plating_task_unref (task);
}
END_TEST

static void
add_later (struct plating_task *task, void *data)
{
  strcat (story, "a");
  ck_assert_int_eq (plating_task_on_end (task, tell, data), 0);
  strcat (story, "b");
}

START_TEST (test_callbacks_come_in_order_and_later)
{
  struct plating_task *task = new_task ();

  plating_task_on_end (task, add_later, text ("z"));
  plating_task_on_end (task, tell, text ("2"));
  plating_task_on_end (task, tell, text ("3"));
  plating_task_complete (task, NULL, NULL);
  ck_assert_str_eq (story, "");
  turn ();
  ck_assert_str_eq (story, "ab23");
  turn ();
  ck_assert_str_eq (story, "ab23z");
  /* It has ended long ago. */
  plating_task_on_end (task, tell, text ("4"));
  plating_task_on_end (task, tell, text ("5"));
  ck_assert_str_eq (story, "ab23z");
  turn ();
  ck_assert_str_eq (story, "ab23z45");
  plating_task_unref (task);
}
END_TEST

START_TEST (test_nobody_holds_it)
{
  struct plating_task *task = new_task ();

  plating_task_on_end (task, tell, text ("end"));
  plating_task_complete (task, NULL, NULL);
  plating_task_unref (task);
  turn ();
  ck_assert_str_eq (story, "end");
  plating_task_unref (NULL);
  ck_assert_ptr_null (plating_task_ref (NULL));
  plating_task_cancel (NULL);
}
END_TEST

START_TEST (test_cancel)
{
  struct plating_task *task = new_task ();

  plating_task_cancel (task);
  plating_task_cancel (task);
  ck_assert_int_eq (plating_task_is_cancelled (task), 1);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_int_eq (code_of (task), PLATING_E_CANCELLED);
  plating_task_cancel (task);
  plating_task_unref (task);
}
END_TEST

static void
stop_it (struct plating_task *task, void *data)
{
  strcat (story, data);
  plating_task_fail (task, plating_error_new (PLATING_E_CANCELLED, "mine",
                                              NULL));
}

START_TEST (test_cancel_is_passed_on)
{
  struct plating_task *task
    = plating_task_new (session, &loop, stop_it, text ("stop"));

  plating_task_cancel (task);
  ck_assert_str_eq (story, "");
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_str_eq (story, "stop");
  ck_assert_str_eq (plating_error_message (plating_task_error (task)),
                    "mine");
  plating_task_unref (task);

  /* Not if the outcome came first. */
  task = plating_task_new (session, &loop, stop_it, text ("again"));
  plating_task_complete (task, NULL, NULL);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_str_eq (story, "stop");
  plating_task_unref (task);
}
END_TEST

START_TEST (test_only_the_applications_tasks_can_be_ended)
{
  struct plating_task *task = plating_delay (session, &loop, 1);
  int value = 1;

  atomic_store (&n_destroyed, 0);
  ck_assert_int_eq (plating_task_complete (task, &value, destroy),
                    PLATING_E_STATE);
  ck_assert_int_eq (n_destroyed, 1);
  ck_assert_int_eq (plating_task_fail (task, NULL), PLATING_E_STATE);
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_pending_task_keeps_the_loop_alive)
{
  struct plating_task *task = new_task ();

  ck_assert_int_ne (uv_loop_alive (&loop), 0);
  plating_task_complete (task, NULL, NULL);
  turn ();
  ck_assert_int_eq (uv_loop_alive (&loop), 0);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_held_beyond_the_session)
{
  struct plating_task *task = new_task ();
  int n_closed = 0;

  plating_session_close (session, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_closed, 1);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_CANCELLED);
  plating_task_cancel (task);
  ck_assert_int_eq (plating_task_on_end (task, tell, text ("never")),
                    PLATING_E_STATE);
  ck_assert_ptr_null (plating_then (plating_task_ref (task), NULL, NULL));
  plating_task_unref (task);
  ck_assert_str_eq (story, "");
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

START_TEST (test_null_is_a_failed_task)
{
  struct plating_plate_result made = { .struct_size = sizeof made };
  struct plating_result_counts counts = { .struct_size = sizeof counts };
  uint64_t done = 1, total = 1;

  ck_assert_uint_eq (plating_task_state (NULL), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (NULL), PLATING_E_NOMEM);
  ck_assert_ptr_null (plating_task_result (NULL));
  ck_assert_ptr_null (plating_task_value (NULL));
  ck_assert_int_eq (plating_task_on_end (NULL, tell, NULL), PLATING_E_NOMEM);
  ck_assert_int_eq (plating_session_run (session, NULL, 0), PLATING_E_NOMEM);
  ck_assert_int_eq (plating_task_complete (NULL, NULL, NULL),
                    PLATING_E_STATE);
  ck_assert_int_eq (plating_task_fail (NULL, NULL), PLATING_E_STATE);
  ck_assert (!plating_task_is_cancelled (NULL));
  plating_task_begin (NULL);
  plating_task_cancel (NULL);
  plating_task_progress (NULL, &done, &total);
  ck_assert_uint_eq (done + total, 0);
  ck_assert_ptr_null (plating_member_at (NULL, 0));
  ck_assert_ptr_null (plating_retry_attempt_at (NULL, 0));
  ck_assert_ptr_null (plating_then (NULL, NULL, NULL));
  ck_assert_ptr_null (plating_timeout (NULL, 1));
  ck_assert_ptr_null (plating_shield (NULL));
  ck_assert_int_eq (plating_result_plate (NULL, &made), PLATING_E_STATE);
  plating_result_counts_get (NULL, &counts);
  ck_assert_uint_eq (counts.planned, 0);
  ck_assert_ptr_null (plating_result_file_at (NULL, 0));
  ck_assert_ptr_null (plating_result_error_at (NULL, 0));
}
END_TEST

/* -- threads -------------------------------------------------------------- */

#define N_THREADS 3
#define N_SHARED 300

static struct plating_task *shared[N_SHARED];
static atomic_int n_accepted;

static void
complete_shared (void *data)
{
  int i, value = *(int *) data;
  uint64_t done, total;

  for (i = 0; i < N_SHARED; i++) {
    struct plating_task *task = shared[(i + value * 50) % N_SHARED];

    if (value == 1)
      plating_task_cancel (task);
    if (plating_task_complete (task, NULL, NULL) == 0)
      atomic_fetch_add (&n_accepted, 1);
    plating_task_progress (task, &done, &total);
    plating_task_unref (task);
  }
}

static void
count (struct plating_task *task, void *data)
{
  ck_assert (is_over (task));
  ++*(int *) data;
}

START_TEST (test_threads_complete_and_cancel)
{
  int numbers[N_THREADS] = { 0, 1, 2 }, n_ended = 0, i;
  uv_thread_t threads[N_THREADS];

  atomic_store (&n_accepted, 0);
  for (i = 0; i < N_SHARED; i++) {
    shared[i] = new_task ();
    plating_task_on_end (shared[i], count, &n_ended);
    plating_task_ref (plating_task_ref (shared[i]));
  }
  for (i = 0; i < N_THREADS; i++)
    uv_thread_create (&threads[i], complete_shared, &numbers[i]);
  while (n_ended < N_SHARED)
    uv_run (&loop, UV_RUN_ONCE);
  for (i = 0; i < N_THREADS; i++)
    uv_thread_join (&threads[i]);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_ended, N_SHARED);
  ck_assert_int_le (n_accepted, N_SHARED);
  ck_assert_int_gt (n_accepted, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("task");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down_loop);
  tcase_add_test (tests, test_complete);
  tcase_add_test (tests, test_second_outcome_is_refused);
  tcase_add_test (tests, test_fail);
  tcase_add_test (tests, test_callbacks_come_in_order_and_later);
  tcase_add_test (tests, test_nobody_holds_it);
  tcase_add_test (tests, test_cancel);
  tcase_add_test (tests, test_cancel_is_passed_on);
  tcase_add_test (tests, test_only_the_applications_tasks_can_be_ended);
  tcase_add_test (tests, test_pending_task_keeps_the_loop_alive);
  tcase_add_test (tests, test_held_beyond_the_session);
  tcase_add_test (tests, test_null_is_a_failed_task);
  tcase_add_test (tests, test_threads_complete_and_cancel);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
