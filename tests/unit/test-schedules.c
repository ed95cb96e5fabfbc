/* SPDX-License-Identifier: Apache-2.0 */
/* Every order of what can happen to up to three tasks in a group or another
 * combination (complete, fail, cancel, time out, close, cancel the whole, close
 * the session, turns of the loop in between) ends in a legal state: each task
 * ends once, the whole ends once and after its members, state and error fit, and
 * nothing is left on the loop.
 *
 * What is tried exhaustively, in all orders and with a turn of the loop after
 * every subset of the events:
 *   1 task    two different events for it, one or two for the whole
 *   2 tasks   one event each, one or two for the whole
 *   3 tasks   one event each, one for the whole
 * and with PLATING_LONG=1 also
 *   2 tasks   two different events each, one for the whole
 *   3 tasks   one event each, two for the whole
 * Each in seven kinds of whole: groups with and without cancelling on error,
 * gather in its three modes, any and race. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/loop.h"
#include "core/task.h"
#include "task-loop.h"

#define MAX_EVENTS 6
/* Between the time limits of tasks: never by itself. */
#define FAR_MS 1000000000u

struct event {
  char what;                    /* of a task: c omplete, f ail, x cancel, t ime
                                   out; of the whole: C lose, K: close by
                                   cancelling, X cancel, S close the session */
  int task;
};

/* Kinds of whole. */
#define GROUP      0
#define LOOSE      1            /* a group that a failure does not cancel */
#define ALL        2
#define FIRST      3
#define ERRORS     4
#define ANY        5
#define RACE       6
#define N_KINDS    7

struct world {
  int n_tasks, kind;
  struct plating_task *tasks[3];
  struct plating_task *members[3];    /* the tasks, or their time limits */
  uint64_t due_ms[3];                 /* 0: without one */
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

/* How many time limits pass before the one of TASK, from 1; 0: it has none. */
static unsigned
rank_of_limit (const struct event *events, int n, int task)
{
  unsigned rank = 0;
  int i;

  for (i = 0; i < n; i++) {
    rank += events[i].what == 't';
    if (events[i].what == 't' && events[i].task == task)
      return rank;
  }
  return 0;
}

static struct plating_task *
combine (int kind, struct plating_task *const *tasks, size_t n)
{
  static const uint32_t modes[] = {
    [ALL] = PLATING_GATHER_ALL, [FIRST] = PLATING_GATHER_FIRST_ERROR,
    [ERRORS] = PLATING_GATHER_ERRORS,
  };

  return kind == ANY ? plating_any (session, &loop, tasks, n)
    : kind == RACE ? plating_race (session, &loop, tasks, n)
    : plating_gather (session, &loop, tasks, n, modes[kind]);
}

static void
begin (struct world *w, int kind, int n_tasks, const struct event *events,
       int n)
{
  struct plating_task *given[3];
  int i;

  *w = (struct world) { .n_tasks = n_tasks, .kind = kind };
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  if (kind <= LOOSE)
    w->group = plating_group_new (session, &loop, kind == GROUP
                                  ? PLATING_GROUP_CANCEL_ON_ERROR : 0);
  for (i = 0; i < n_tasks; i++) {
    uint64_t ms = rank_of_limit (events, n, i) * (uint64_t) FAR_MS;

    w->tasks[i] = plating_task_ref (new_task ());
    given[i] = w->tasks[i];
    if (ms) {
      given[i] = plating_timeout (given[i], ms);
      w->due_ms[i] = uv_now (&loop) + ms;
    }
    w->members[i] = plating_task_ref (given[i]);
    plating_task_on_end (given[i], on_member_end, &w->n_ends[i]);
    if (w->group)
      ck_assert_int_eq (plating_group_add (w->group, given[i]), 0);
  }
  if (!w->group) {
    w->whole = combine (kind, given, (size_t) n_tasks);
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
  case 't':
    /* Without tasks its session may be gone, and the limit with it. */
    if (!is_over (w->members[e.task]))
      pl_loop_run_timers (pl_task_loop (w->members[e.task]),
                          w->due_ms[e.task] + FAR_MS / 2);
    break;
  case 'C':
    close_whole (w, PLATING_GROUP_WAIT);
    break;
  case 'K':
    close_whole (w, PLATING_GROUP_CANCEL);
    break;
  case 'X':
    if (w->group)
      plating_group_cancel (w->group);
    else
      plating_task_cancel (w->whole);
    break;
  default:
    if (!w->is_session_closed)
      plating_session_close (session, note_closed, &w->n_closed);
    w->is_session_closed = 1;
  }
}

static void
check_state (const struct plating_task *task)
{
  uint32_t state = plating_task_state (task);

  ck_assert (is_over (task));
  ck_assert_int_eq (state == PLATING_TASK_DONE, !code_of (task));
  ck_assert_int_eq (state == PLATING_TASK_CANCELLED,
                    code_of (task) == PLATING_E_CANCELLED);
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
  check_state (w->whole);
  for (i = 0; i < w->n_tasks; i++) {
    ck_assert_int_eq (w->n_ends[i], 1);
    check_state (w->members[i]);
    check_state (w->tasks[i]);
    plating_task_unref (w->tasks[i]);
    plating_task_unref (w->members[i]);
  }
  plating_task_unref (w->whole);
}

static unsigned long n_schedules;

/* One order, with turns after the events whose bit is set; after the last one
 * there is one in any case. */
static void
run_order (int kind, int n_tasks, const struct event *events, int n)
{
  unsigned turns;
  int i;

  for (turns = 0; turns < 1u << (n - 1); turns++) {
    struct world w;

    begin (&w, kind, n_tasks, events, n);
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
