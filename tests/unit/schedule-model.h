/* SPDX-License-Identifier: Apache-2.0 */
/* Up to three tasks in a group or another combination, what can happen to
 * them, and a model of what has to come of it. */

#ifndef SCHEDULE_MODEL_H
#define SCHEDULE_MODEL_H

#include "core/loop.h"
#include "core/task.h"
#include "task-loop.h"

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
  int n_ends, order[3];               /* of members, as they ended */
  int n_whole_ends, n_closed, is_session_closed;
  /* What is to come of it. */
  char outcome[3];              /* of the task: c, f, or 0: not told so */
  int is_asked[3];              /* to stop, by whomever */
  int is_late[3];
  int is_over[3];               /* once all is quiet */
  int is_whole_asked;
  int may_be_cancelled;         /* the whole, by the end of the session */
};

static struct world w;

static void
fail_at (int line, const char *what)
{
  ck_abort_msg ("line %d: not so: %s", line, what);
}

/* An assertion of Check writes to a pipe each time, also when all is well:
 * there are millions here. */
#define must(condition) \
  ((condition) ? (void) 0 : fail_at (__LINE__, #condition))

static void
on_member_end (struct plating_task *task, void *data)
{
  struct plating_task **member = data;

  must (is_over (task));
  must (w.n_ends < w.n_tasks);
  w.order[w.n_ends++] = (int) (member - w.members);
}

static void
on_whole_end (struct plating_task *task, void *data)
{
  int i;

  (void) data;
  must (is_over (task));
  w.n_whole_ends++;
  for (i = 0; i < w.n_tasks; i++)
    must (is_over (w.members[i]));
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
begin (int kind, int n_tasks, const struct event *events, int n)
{
  struct plating_task *given[3];
  int i;

  w = (struct world) { .n_tasks = n_tasks, .kind = kind };
  must (plating_session_new (&session, NULL) == 0);
  if (kind <= LOOSE)
    w.group = plating_group_new (session, &loop, kind == GROUP
                                 ? PLATING_GROUP_CANCEL_ON_ERROR : 0);
  for (i = 0; i < n_tasks; i++) {
    uint64_t ms = rank_of_limit (events, n, i) * (uint64_t) FAR_MS;

    w.tasks[i] = plating_task_new (session, &loop, NULL, NULL);
    plating_task_ref (w.tasks[i]);
    given[i] = w.tasks[i];
    if (ms) {
      given[i] = plating_timeout (given[i], ms);
      w.due_ms[i] = uv_now (&loop) + ms;
    }
    w.members[i] = plating_task_ref (given[i]);
    plating_task_on_end (given[i], on_member_end, &w.members[i]);
    if (w.group)
      must (plating_group_add (w.group, given[i]) == 0);
  }
  if (!w.group) {
    w.whole = combine (kind, given, (size_t) n_tasks);
    plating_task_on_end (w.whole, on_whole_end, NULL);
  }
}

static int
are_over (void)
{
  int i, n = 0;

  for (i = 0; i < w.n_tasks; i++)
    n += is_over (w.members[i]);
  return n == w.n_tasks;
}

static void
ask_all (void)
{
  int i;

  for (i = 0; i < w.n_tasks; i++)
    w.is_asked[i] = 1;
}

/* -- events --------------------------------------------------------------- */

static void
close_whole (uint32_t how)
{
  if (!w.group)
    return;
  if (how == PLATING_GROUP_CANCEL)
    ask_all ();
  w.whole = plating_group_close (w.group, how);
  w.group = NULL;
  /* A group that was cancelled may have ended before it is closed. */
  if (plating_task_on_end (w.whole, on_whole_end, NULL) == PLATING_E_STATE)
    w.n_whole_ends++;
}

static void
tell (struct event e)
{
  int code = e.what == 'c'
    ? plating_task_complete (w.tasks[e.task], NULL, NULL)
    : plating_task_fail (w.tasks[e.task],
                         plating_error_new (PLATING_E_IO, "planted", NULL));
  int is_first = !w.outcome[e.task] && !is_over (w.tasks[e.task]);

  /* It has ended as cancelled, if not for the others then for the loop. */
  if (code < 0 && is_first)
    is_first = !plating_task_is_cancelled (w.tasks[e.task]);
  must (code == (is_first ? 0 : PLATING_E_STATE));
  if (is_first)
    w.outcome[e.task] = e.what;
}

static void
pass_limit (int i)
{
  /* Without tasks its session may be gone, and the limit with it. */
  if (is_over (w.members[i]))
    return;
  w.is_late[i] = !is_over (w.tasks[i])
    && !plating_task_is_cancelled (w.members[i]);
  pl_loop_run_timers (pl_task_loop (w.members[i]),
                      w.due_ms[i] + FAR_MS / 2);
  if (w.is_late[i])
    must (plating_task_is_cancelled (w.tasks[i]));
  w.is_asked[i] = 1;
}

static void
cancel_whole (void)
{
  w.is_whole_asked |= !are_over () || w.group;
  ask_all ();
  if (w.group)
    plating_group_cancel (w.group);
  else
    plating_task_cancel (w.whole);
}

static void
do_event (struct event e)
{
  switch (e.what) {
  case 'c': case 'f':
    tell (e);
    break;
  case 'x':
    w.is_asked[e.task] = 1;
    plating_task_cancel (w.members[e.task]);
    break;
  case 't':
    pass_limit (e.task);
    break;
  case 'C':
    close_whole (PLATING_GROUP_WAIT);
    break;
  case 'K':
    close_whole (PLATING_GROUP_CANCEL);
    break;
  case 'X':
    cancel_whole ();
    break;
  default:
    w.may_be_cancelled |= !are_over () || w.group;
    ask_all ();
    plating_session_close (session, note_closed, &w.n_closed);
    w.is_session_closed = 1;
  }
}

/* -- what has to come of them --------------------------------------------- */

/* Whether the end of member I makes the whole cancel the others. */
static int
decides (int i)
{
  int is_done = w.outcome[i] == 'c';

  switch (w.kind) {
  case GROUP:
    return w.outcome[i] == 'f' || (!is_done && w.is_late[i]);
  case FIRST:
    return !is_done;
  case ANY:
    return is_done;
  default:
    return w.kind == RACE;
  }
}

/* All is quiet: whoever had a reason to end has ended, nobody else has. */
static void
check_quiet (void)
{
  int is_decided = 0, n = 0, i;

  for (i = 0; i < w.n_tasks; i++) {
    w.is_over[i] |= w.outcome[i] || w.is_asked[i];
    is_decided |= w.is_over[i] && decides (i);
  }
  if (is_decided)
    ask_all ();
  for (i = 0; i < w.n_tasks; i++) {
    w.is_over[i] |= is_decided;
    must (is_over (w.tasks[i]) == w.is_over[i]);
    must (is_over (w.members[i]) == w.is_over[i]);
    n += w.is_over[i];
  }
  if (w.whole)
    must (is_over (w.whole) == (n == w.n_tasks));
}

/* STATE and CODE of TASK are these. */
static void
check_state (const struct plating_task *task, uint32_t state, int code)
{
  must (plating_task_state (task) == state);
  must (code_of (task) == code);
}

static void
check_member (int i)
{
  const struct plating_task *member = w.members[i];

  if (w.outcome[i] == 'c')
    check_state (w.tasks[i], PLATING_TASK_DONE, 0);
  else if (w.outcome[i] == 'f')
    check_state (w.tasks[i], PLATING_TASK_FAILED, PLATING_E_IO);
  else
    check_state (w.tasks[i], PLATING_TASK_CANCELLED, PLATING_E_CANCELLED);
  if (!w.is_late[i] || w.outcome[i] == 'c') {
    check_state (member, plating_task_state (w.tasks[i]),
                 code_of (w.tasks[i]));
    return;
  }
  check_state (member, PLATING_TASK_FAILED, PLATING_E_TIMEOUT);
  must (plating_error_code
          (plating_error_cause (plating_task_error (member)))
        == code_of (w.tasks[i]));
}

/* The first member in ORDER (NULL: as given) that is done, or has failed, or
 * is not done; else NULL. */
static const struct plating_task *
first (const int *order, uint32_t lowest, uint32_t highest)
{
  int i;

  for (i = 0; i < w.n_tasks; i++) {
    const struct plating_task *member = w.members[order ? order[i] : i];
    uint32_t state = plating_task_state (member);

    if (state >= lowest && state <= highest)
      return member;
  }
  return NULL;
}

/* The member that the whole ends as; NULL: it is done. */
static const struct plating_task *
model (void)
{
  const struct plating_task *done;

  switch (w.kind) {
  case GROUP: case LOOSE:
    return first (w.order, PLATING_TASK_FAILED, PLATING_TASK_FAILED);
  case ALL:
    return first (NULL, PLATING_TASK_FAILED, PLATING_TASK_CANCELLED);
  case FIRST:
    return first (w.order, PLATING_TASK_FAILED, PLATING_TASK_CANCELLED);
  case ANY:
    done = first (NULL, PLATING_TASK_DONE, PLATING_TASK_DONE);
    return done ? done : first (NULL, PLATING_TASK_FAILED,
                                PLATING_TASK_CANCELLED);
  case RACE:
    return w.members[w.order[0]];
  default:
    return NULL;
  }
}

static void
check_whole (void)
{
  const struct plating_task *as = model ();
  int is_cancelled = plating_task_state (w.whole) == PLATING_TASK_CANCELLED;

  /* The failure of a member says more than that the group was cancelled. */
  if ((w.kind > LOOSE || !as)
      && (w.is_whole_asked || (w.may_be_cancelled && is_cancelled)))
    check_state (w.whole, PLATING_TASK_CANCELLED, PLATING_E_CANCELLED);
  else
    check_state (w.whole, as ? plating_task_state (as) : PLATING_TASK_DONE,
                 as ? code_of (as) : 0);
}

#endif
