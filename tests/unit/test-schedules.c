/* SPDX-License-Identifier: Apache-2.0 */
/* Every order of what can happen to up to three tasks in a group or another
 * combination (complete, fail, cancel, time out, close, cancel the whole, close
 * the session, turns of the loop in between) ends in a legal state: each task
 * ends once, in the state and with the class of error that this order of
 * events asks for; the whole ends once and after its members, and as their ends
 * ask for; nothing is left on the loop.
 *
 * What is tried exhaustively, in all orders and after every subset of the
 * events, is one turn of the loop, and as many as it takes until all is quiet.
 * With the latter it is also known who has to have ended, and who may not
 * have:
 *   1 task    two different events for it, one or two for the whole
 *   2 tasks   one event each, one or two for the whole
 *   3 tasks   one event each, one for the whole
 * and with PLATING_LONG=1 also
 *   2 tasks   two different events each, one for the whole
 *   3 tasks   one event each, two for the whole
 * Each in seven kinds of whole: groups with and without cancelling on error,
 * gather in its three modes, any and race. */

#include <config.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schedule-model.h"

#define MAX_EVENTS 6

/* -- schedules ------------------------------------------------------------ */

/* Turns until nobody has anything to do: what wakes the loop is written into
 * something that it polls. */
static void
settle (void)
{
  struct pollfd polled = { .fd = uv_backend_fd (&loop), .events = POLLIN };

  do
    turn ();
  while (poll (&polled, 1, 0) > 0);
}

static void
check_timer (uv_handle_t *handle, void *data)
{
  (void) data;
  must (handle->type != UV_TIMER || !uv_is_active (handle));
}

/* Lets all come to its end, and looks at it. */
static void
end (void)
{
  int i;

  close_whole (PLATING_GROUP_CANCEL);
  for (i = 0; i < w.n_tasks; i++)
    plating_task_cancel (w.tasks[i]);
  settle ();
  must (w.n_whole_ends == 1);
  uv_walk (&loop, check_timer, NULL);
  if (!w.is_session_closed)
    plating_session_close (session, note_closed, &w.n_closed);
  must (uv_run (&loop, UV_RUN_DEFAULT) == 0);
  must (w.n_closed == 1);
  must (w.n_whole_ends == 1);
  must (w.n_ends == w.n_tasks);
  for (i = 0; i < w.n_tasks; i++)
    check_member (i);
  check_whole ();
  for (i = 0; i < w.n_tasks; i++) {
    plating_task_unref (w.tasks[i]);
    plating_task_unref (w.members[i]);
  }
  plating_task_unref (w.whole);
}

static unsigned long n_schedules;

/* One order, with turns after the events whose bit is set; after the last one
 * there is one in any case. */
static void
run_order (int kind, int n_tasks, const struct event *events, int n)
{
  unsigned turns, all = 1u << (n - 1);
  int i;

  for (turns = 0; turns < 2 * all; turns++) {
    int settles = turns >= all;

    begin (kind, n_tasks, events, n);
    for (i = 0; i < n; i++) {
      do_event (events[i]);
      if (settles && (turns >> i & 1 || i == n - 1)) {
        settle ();
        check_quiet ();
      } else if (turns >> i & 1) {
        turn ();
      }
    }
    end ();
    n_schedules++;
  }
}

/* All orders of EVENTS; those before FIRST have their places. */
static void
permute (int kind, int n_tasks, struct event *events, int n, int first)
{
  int i;

  if (first == n) {
    run_order (kind, n_tasks, events, n);
    return;
  }
  for (i = first; i < n; i++) {
    struct event swap = events[first];

    events[first] = events[i];
    events[i] = swap;
    permute (kind, n_tasks, events, n, first + 1);
    swap = events[first];
    events[first] = events[i];
    events[i] = swap;
  }
}

/* -- what is tried -------------------------------------------------------- */

/* Adds N_WHOLE different events for the whole, from number FROM on; only
 * groups are closed. */
static void
choose_whole (int n_tasks, struct event *events, int n, int n_whole,
              int from)
{
  static const char all[] = "CKXS";
  int i, kind;

  if (!n_whole) {
    for (kind = 0; kind < N_KINDS; kind++)
      if (kind <= LOOSE || !memchr (all, events[n - 1].what, 2))
        if (kind <= LOOSE || n < 2 || !memchr (all, events[n - 2].what, 2))
          permute (kind, n_tasks, events, n, 0);
    return;
  }
  for (i = from; i < 4; i++) {
    events[n] = (struct event) { all[i], 0 };
    choose_whole (n_tasks, events, n + 1, n_whole - 1, i + 1);
  }
}

/* Adds N_EACH different events for each task from number TASK on.  Tasks are
 * alike, so that the choices for one are not before those for the one before:
 * AT_LEAST. */
static void
choose (int n_tasks, int n_each, int n_whole, struct event *events, int n,
        int task, int at_least)
{
  static const char *const choices[2][6] = {
    { "c", "f", "x", "t" }, { "cf", "cx", "ct", "fx", "ft", "xt" },
  };
  int i, k;

  if (task == n_tasks) {
    choose_whole (n_tasks, events, n, n_whole, 0);
    return;
  }
  for (i = at_least; i < 6 && choices[n_each - 1][i]; i++) {
    for (k = 0; k < n_each; k++)
      events[n + k] = (struct event) { choices[n_each - 1][i][k], task };
    choose (n_tasks, n_each, n_whole, events, n + n_each, task + 1, i);
  }
}

static void
try_all (int n_tasks, int n_each, int n_whole)
{
  struct event events[MAX_EVENTS];

  n_schedules = 0;
  choose (n_tasks, n_each, n_whole, events, 0, 0, 0);
  printf ("%d tasks, %d events each, %d of the whole: %lu schedules\n",
          n_tasks, n_each, n_whole, n_schedules);
  ck_assert_uint_gt (n_schedules, 100);
}

static void
set_up (void)
{
  ck_assert_int_eq (uv_loop_init (&loop), 0);
}

static void
tear_down (void)
{
  ck_assert_int_eq (uv_loop_close (&loop), 0);
}

START_TEST (test_one_task)
{
  try_all (1, 1, 1);
  try_all (1, 2, 1);
  try_all (1, 2, 2);
}
END_TEST

START_TEST (test_two_tasks)
{
  try_all (2, 1, 1);
  try_all (2, 1, 2);
}
END_TEST

START_TEST (test_three_tasks)
{
  try_all (3, 1, 1);
}
END_TEST

START_TEST (test_long)
{
  try_all (2, 2, 1);
  try_all (3, 1, 2);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schedules");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_set_timeout (tests, getenv ("PLATING_LONG") ? 0 : 60);
  tcase_add_test (tests, test_one_task);
  tcase_add_test (tests, test_two_tasks);
  tcase_add_test (tests, test_three_tasks);
  if (getenv ("PLATING_LONG"))
    tcase_add_test (tests, test_long);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
