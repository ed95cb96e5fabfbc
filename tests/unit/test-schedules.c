/* SPDX-License-Identifier: Apache-2.0 */
/* Every order of what can happen to up to three tasks in a group or a gather
 * (complete, fail, cancel, time out, close, turns of the loop in between)
 * ends in a legal state: each task ends once, the whole ends after its
 * members, and nothing is left on the loop.
 *
 * All orders of the events are tried, each with a turn of the loop after
 * every subset of them. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "task-loop.h"

#define MAX_EVENTS 6

struct event {
  char what;                    /* c omplete, f ail, x cancel, t ime out,
                                   C lose, X cancel the whole, S close the
                                   session */
  int task;
};

struct world {
  int n_tasks;
  struct plating_task *tasks[3];
  struct plating_task *members[3];    /* borrowed: the task, or its timeout */
  struct plating_group *group;
  struct plating_task *whole;
  int n_ends[3], n_whole_ends, n_closed, is_session_closed;
};

static void
on_member_end (struct plating_task *task, void *data)
{
  ck_assert (is_over (task));
  ++*(int *) data;
}

static void
on_whole_end (struct plating_task *task, void *data)
{
  struct world *w = data;
  int i;

  ck_assert (is_over (task));
  w->n_whole_ends++;
  for (i = 0; i < w->n_tasks; i++)
    ck_assert_msg (is_over (w->members[i]), "a member outlives the whole");
}

static int
has_time_out (const struct event *events, int n, int task)
{
  int i;

  for (i = 0; i < n; i++)
    if (events[i].what == 't' && events[i].task == task)
      return 1;
  return 0;
}

static void
begin (struct world *w, int n_tasks, const struct event *events, int n,
       uint32_t mode)
{
  struct plating_task *given[3];
  int i;

  *w = (struct world) { .n_tasks = n_tasks };
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  if (!mode)
    w->group = plating_group_new (session, &loop,
                                  PLATING_GROUP_CANCEL_ON_ERROR);
  for (i = 0; i < n_tasks; i++) {
    w->tasks[i] = plating_task_ref (new_task ());
    given[i] = w->tasks[i];
    /* The time is over in the first turn. */
    if (has_time_out (events, n, i))
      given[i] = plating_timeout (given[i], 0);
    w->members[i] = plating_task_ref (given[i]);
    plating_task_on_end (given[i], on_member_end, &w->n_ends[i]);
    if (w->group)
      ck_assert_int_eq (plating_group_add (w->group, given[i]), 0);
  }
  if (mode) {
    w->whole = plating_gather (session, &loop, given, n_tasks, mode);
    plating_task_on_end (w->whole, on_whole_end, w);
  }
}

static void
close_whole (struct world *w, uint32_t how)
{
  if (!w->group)
    return;
  w->whole = plating_group_close (w->group, how);
  w->group = NULL;
  /* A group that was cancelled may have ended before it is closed. */
  if (plating_task_on_end (w->whole, on_whole_end, w) == PLATING_E_STATE)
    w->n_whole_ends++;
}

static void
do_event (struct world *w, struct event e)
{
  switch (e.what) {
  case 'c':
    plating_task_complete (w->tasks[e.task], NULL, NULL);
    break;
  case 'f':
    plating_task_fail (w->tasks[e.task],
                       plating_error_new (PLATING_E_IO, "planted", NULL));
    break;
  case 'x':
    plating_task_cancel (w->members[e.task]);
    break;
  case 'C':
    close_whole (w, PLATING_GROUP_WAIT);
    break;
  case 'X':
    if (w->group)
      plating_group_cancel (w->group);
    else
      plating_task_cancel (w->whole);
    break;
  case 'S':
    if (!w->is_session_closed)
      plating_session_close (session, note_closed, &w->n_closed);
    w->is_session_closed = 1;
    break;
  default:
    break;                      /* t: by itself */
  }
}

/* Lets all come to its end, and looks at it. */
static void
end (struct world *w)
{
  int i;

  close_whole (w, PLATING_GROUP_CANCEL);
  for (i = 0; i < w->n_tasks; i++)
    plating_task_cancel (w->tasks[i]);
  do_event (w, (struct event) { 'S', 0 });
  ck_assert_int_eq (uv_run (&loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq (w->n_closed, 1);
  ck_assert_int_eq (w->n_whole_ends, 1);
  for (i = 0; i < w->n_tasks; i++) {
    uint32_t state = plating_task_state (w->members[i]);

    ck_assert_int_eq (w->n_ends[i], 1);
    ck_assert (is_over (w->tasks[i]));
    ck_assert_int_eq (state == PLATING_TASK_DONE, !code_of (w->members[i]));
    ck_assert_int_eq (state == PLATING_TASK_CANCELLED,
                      code_of (w->members[i]) == PLATING_E_CANCELLED);
    plating_task_unref (w->tasks[i]);
    plating_task_unref (w->members[i]);
  }
  if (plating_task_state (w->whole) == PLATING_TASK_DONE)
    ck_assert_ptr_null (plating_task_error (w->whole));
  plating_task_unref (w->whole);
}

static unsigned long n_schedules;

/* One order, with turns after the events whose bit is set. */
static void
run_order (int n_tasks, const struct event *events, int n, uint32_t mode)
{
  unsigned turns;
  int i;

  for (turns = 0; turns < 1u << n; turns++) {
    struct world w;

    begin (&w, n_tasks, events, n, mode);
    for (i = 0; i < n; i++) {
      do_event (&w, events[i]);
      if (turns >> i & 1)
        turn ();
    }
    end (&w);
    n_schedules++;
  }
}

/* All orders of EVENTS; those before FIRST have their places. */
static void
permute (int n_tasks, struct event *events, int n, int first, uint32_t mode)
{
  int i;

  if (first == n) {
    run_order (n_tasks, events, n, mode);
    return;
  }
  for (i = first; i < n; i++) {
    struct event swap = events[first];

    events[first] = events[i];
    events[i] = swap;
    permute (n_tasks, events, n, first + 1, mode);
    swap = events[first];
    events[first] = events[i];
    events[i] = swap;
  }
}

/* SET is pairs of an event and a task. */
static void
try_all (int n_tasks, const char *set)
{
  static const uint32_t modes[] = {
    0, PLATING_GATHER_ALL, PLATING_GATHER_FIRST_ERROR,
  };
  struct event events[MAX_EVENTS];
  int n = (int) strlen (set) / 2, i;
  size_t m;

  for (m = 0; m < sizeof modes / sizeof modes[0]; m++) {
    for (i = 0; i < n; i++)
      events[i] = (struct event) { set[2 * i], set[2 * i + 1] - '0' };
    permute (n_tasks, events, n, 0, modes[m]);
  }
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
  try_all (1, "c0x0t0C0X0");
  try_all (1, "f0x0t0C0S0");
}
END_TEST

START_TEST (test_two_tasks)
{
  try_all (2, "c0x1t1C0X0");
  try_all (2, "f0c1x1C0S0");
  try_all (2, "t0t1f1X0C0");
}
END_TEST

START_TEST (test_three_tasks)
{
  try_all (3, "c0f1x2C0");
  try_all (3, "c0t1x2X0");
  try_all (3, "t0f1c2S0");
  try_all (3, "c0x1c2C0S0");
  ck_assert_uint_gt (n_schedules, 1000);
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
  tcase_set_timeout (tests, 30);
  tcase_add_test (tests, test_one_task);
  tcase_add_test (tests, test_two_tasks);
  tcase_add_test (tests, test_three_tasks);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
