/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks in odd orders: whatever a callback does with the tasks around it
 * (cancel, close, let go of, add), all end once, as they are documented to,
 * and nothing is left. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "task-loop.h"

/* What a callback is to do, and with what. */
struct deed {
  void (*act) (struct deed *deed);
  struct plating_task *task, *other;
  struct plating_group *group;
  int n;                        /* how often it was asked */
  int status;
};

static int marker;             /* a value of tasks */

static void
do_deed (struct plating_task *task, void *data)
{
  struct deed *d = data;

  ck_assert (is_over (task));
  d->n++;
  if (d->act)
    d->act (d);
}

static void
cancel_task (struct deed *d)
{
  plating_task_cancel (d->task);
}

static void
let_go (struct deed *d)
{
  plating_task_unref (d->task);
  d->task = NULL;
}

static void
close_session (struct deed *d)
{
  plating_session_close (session, note_closed, &d->status);
}

static void
count_end (struct plating_task *task, void *data)
{
  ck_assert (is_over (task));
  ++*(int *) data;
}

/* -- the task itself ------------------------------------------------------ */

START_TEST (test_cancelled_in_its_own_callback)
{
  struct deed d = { .act = cancel_task, .task = new_task () };

  plating_task_on_end (d.task, do_deed, &d);
  plating_task_complete (d.task, NULL, NULL);
  ck_assert_uint_eq (finish (d.task), PLATING_TASK_DONE);
  ck_assert_int_eq (d.n, 1);
  ck_assert (!plating_task_is_cancelled (d.task));
  plating_task_unref (d.task);
}
END_TEST

START_TEST (test_let_go_in_its_own_callback)
{
  struct deed d = { .act = let_go, .task = new_task () };
  int n_later = 0;

  plating_task_on_end (d.task, do_deed, &d);
  plating_task_on_end (d.task, count_end, &n_later);
  plating_task_complete (d.task, NULL, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (d.n, 1);
  ck_assert_int_eq (n_later, 1);
}
END_TEST

static void
add_again (struct deed *d)
{
  if (d->n < 4)
    ck_assert_int_eq (plating_task_on_end (d->task, do_deed, d), 0);
}

START_TEST (test_callbacks_that_add_callbacks)
{
  struct deed d = { .act = add_again, .task = new_task () };

  plating_task_on_end (d.task, do_deed, &d);
  plating_task_complete (d.task, NULL, NULL);
  plating_task_unref (d.task);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (d.n, 4);
}
END_TEST

static void
complete_now (struct plating_task *task, void *data)
{
  *(int *) data = plating_task_complete (task, data, NULL);
}

/* Who is asked to stop may be done all the same. */
START_TEST (test_done_when_asked_to_stop)
{
  int status = 7;
  struct plating_task *task = plating_task_new (session, &loop, complete_now,
                                                &status);

  plating_task_cancel (task);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  ck_assert_int_eq (status, 0);
  ck_assert_ptr_eq (plating_task_value (task), &status);
  plating_task_unref (task);
}
END_TEST

/* -- side by side --------------------------------------------------------- */

START_TEST (test_whole_is_cancelled_by_a_member)
{
  static const uint32_t modes[] = {
    PLATING_GATHER_ALL, PLATING_GATHER_FIRST_ERROR, PLATING_GATHER_ERRORS,
  };
  size_t i;

  for (i = 0; i < 3; i++) {
    struct plating_task *members[] = { new_task (), new_task () };
    struct deed d = { .act = cancel_task };

    plating_task_on_end (members[0], do_deed, &d);
    d.task = plating_gather (session, &loop, members, 2, modes[i]);
    plating_task_complete (members[0], NULL, NULL);
    ck_assert_uint_eq (finish (d.task), PLATING_TASK_CANCELLED);
    ck_assert_uint_eq (plating_task_state (plating_member_at (d.task, 1)),
                       PLATING_TASK_CANCELLED);
    plating_task_unref (d.task);
  }
}
END_TEST

/* Nobody holds the whole any more, and the members go on. */
START_TEST (test_whole_is_let_go_while_it_waits)
{
  struct plating_task *members[] = { new_task (), new_task () };
  struct plating_task *kept = plating_task_ref (members[1]);
  struct deed d = { .act = let_go };

  plating_task_on_end (members[0], do_deed, &d);
  d.task = plating_gather (session, &loop, members, 2, PLATING_GATHER_ALL);
  plating_task_complete (members[0], NULL, NULL);
  while (!d.n)
    uv_run (&loop, UV_RUN_ONCE);
  turn ();
  ck_assert (!is_over (kept));
  plating_task_complete (kept, NULL, NULL);
  ck_assert_uint_eq (finish (kept), PLATING_TASK_DONE);
  plating_task_unref (kept);
}
END_TEST

/* Its members have ended before it is made. */
START_TEST (test_members_that_have_ended)
{
  struct plating_task *done = new_task (), *failed = new_task (), *whole;
  struct plating_task *members[2];

  plating_task_complete (done, &marker, NULL);
  fail_task (failed, PLATING_E_IO);
  finish (done);
  finish (failed);
  members[0] = plating_task_ref (failed);
  members[1] = plating_task_ref (done);
  whole = plating_any (session, &loop, members, 2);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_DONE);
  ck_assert_ptr_eq (plating_task_value (whole), &marker);
  plating_task_unref (whole);
  members[0] = failed;
  members[1] = done;
  whole = plating_race (session, &loop, members, 2);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_FAILED);
  plating_task_unref (whole);
}
END_TEST

/* -- groups --------------------------------------------------------------- */

static void
close_group (struct deed *d)
{
  d->other = plating_group_close (d->group, PLATING_GROUP_CANCEL);
  /* Members may still be added: the one whose callback this is counts until
   * it returns. */
  d->task = new_task ();
  d->status = plating_group_add (d->group, plating_task_ref (d->task));
  if (d->status == 0)
    plating_task_complete (d->task, NULL, NULL);
}

START_TEST (test_group_is_closed_by_a_member)
{
  struct deed d = { .act = close_group };
  struct plating_task *first = new_task (), *second = new_task ();

  d.group = plating_group_new (session, &loop, 0);
  plating_task_on_end (first, do_deed, &d);
  plating_group_add (d.group, plating_task_ref (first));
  plating_group_add (d.group, plating_task_ref (second));
  plating_task_complete (first, NULL, NULL);
  finish (first);
  ck_assert_int_eq (d.n, 1);
  ck_assert_int_eq (d.status, 0);
  ck_assert_uint_eq (finish (d.other), PLATING_TASK_DONE);
  ck_assert_uint_eq (plating_task_state (second), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (d.task), PLATING_TASK_DONE);
  plating_task_unref (d.task);
  plating_task_unref (d.other);
  plating_task_unref (first);
  plating_task_unref (second);
}
END_TEST

static void
cancel_group (struct deed *d)
{
  plating_group_cancel (d->group);
  d->status = plating_group_add (d->group, new_task ());
}

START_TEST (test_group_is_cancelled_by_a_member)
{
  struct deed d = { .act = cancel_group };
  struct plating_task *first = new_task (), *whole;

  d.group = plating_group_new (session, &loop, 0);
  plating_task_on_end (first, do_deed, &d);
  plating_group_add (d.group, first);
  plating_group_add (d.group, new_task ());
  plating_task_complete (first, NULL, NULL);
  while (!d.n)
    uv_run (&loop, UV_RUN_ONCE);
  turn ();
  ck_assert_int_eq (d.status, PLATING_E_STATE);
  whole = plating_group_close (d.group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
  plating_task_unref (whole);
}
END_TEST

/* -- batches -------------------------------------------------------------- */

struct source {
  int fails_at, cancels_at, closes_at, empty_at; /* from 1; 0: never */
  struct plating_task *whole;
  int n_closed, n_items;
  size_t n_running, n_most;
};

static int
next_item (void *data, uint64_t index, struct plating_task **task)
{
  struct source *s = data;

  if ((int) index + 1 == s->fails_at) {
    /* What was made all the same is dropped. */
    *task = new_task ();
    return PLATING_E_BUNDLE;
  }
  if ((int) index + 1 == s->cancels_at)
    plating_task_cancel (s->whole);
  if ((int) index + 1 == s->closes_at)
    plating_session_close (session, note_closed, &s->n_closed);
  if (index == 10) {
    *task = new_task ();
    return 0;
  }
  if ((int) index + 1 != s->empty_at)
    *task = plating_delay (session, &loop, index % 3);
  if (*task && ++s->n_running > s->n_most)
    s->n_most = s->n_running;
  return 1;
}

static void
on_item (void *data, uint64_t index, struct plating_task *task)
{
  struct source *s = data;

  (void) index;
  ck_assert (is_over (task));
  s->n_running--;
  s->n_items++;
}

static struct plating_task *
batch (struct source *s)
{
  struct plating_batch_options o = {
    .struct_size = sizeof o, .limit = 3, .source = next_item,
    .on_item = on_item, .data = s,
  };

  s->whole = plating_batch (session, &loop, &o);
  return s->whole;
}

START_TEST (test_sources_that_do_something_else)
{
  static const struct {
    struct source source;
    uint32_t state;
    int code, n_items;
  } cases[] = {
    { { 0 }, PLATING_TASK_DONE, 0, 10 },
    { { .fails_at = 1 }, PLATING_TASK_FAILED, PLATING_E_BUNDLE, 0 },
    { { .fails_at = 5 }, PLATING_TASK_FAILED, PLATING_E_BUNDLE, 4 },
    { { .cancels_at = 1 }, PLATING_TASK_CANCELLED, PLATING_E_CANCELLED, 1 },
    { { .cancels_at = 5 }, PLATING_TASK_CANCELLED, PLATING_E_CANCELLED, 5 },
    /* A task that could not be made. */
    { { .empty_at = 3 }, PLATING_TASK_FAILED, PLATING_E_NOMEM, 2 },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct source s = cases[i].source;
    struct plating_task *whole = batch (&s);

    ck_assert_uint_eq (finish (whole), cases[i].state);
    ck_assert_int_eq (code_of (whole), cases[i].code);
    ck_assert_int_eq (s.n_items, cases[i].n_items);
    ck_assert_uint_eq (s.n_running, 0);
    ck_assert_uint_le (s.n_most, 3);
    plating_task_unref (whole);
  }
}
END_TEST

START_TEST (test_batch_is_let_go)
{
  struct source s = { 0 };

  plating_task_unref (batch (&s));
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (s.n_items, 10);
}
END_TEST

/* -- limits --------------------------------------------------------------- */

START_TEST (test_limits_in_odd_orders)
{
  struct plating_task *inner = new_task (), *shield, *task;
  struct deed d = { .act = cancel_task };

  /* None at all, and one within another. */
  task = plating_timeout (plating_timeout (new_task (), 1000000), 0);
  ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (task), PLATING_E_TIMEOUT);
  plating_task_unref (task);

  /* It has ended already. */
  plating_task_complete (inner, &marker, NULL);
  finish (inner);
  task = plating_timeout (plating_shield (inner), 0);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert (is_over (task));
  plating_task_unref (task);

  /* The shield is cancelled by the callback of what it shields. */
  inner = new_task ();
  plating_task_on_end (inner, do_deed, &d);
  d.task = shield = plating_shield (plating_task_ref (inner));
  fail_task (inner, PLATING_E_IO);
  ck_assert_uint_ge (finish (shield), PLATING_TASK_FAILED);
  ck_assert_uint_eq (finish (inner), PLATING_TASK_FAILED);
  plating_task_unref (shield);
  plating_task_unref (inner);

  /* Nobody holds the shield. */
  inner = new_task ();
  plating_task_unref (plating_shield (plating_task_ref (inner)));
  turn ();
  ck_assert (!is_over (inner));
  plating_task_complete (inner, NULL, NULL);
  finish (inner);
  plating_task_unref (inner);
}
END_TEST

/* -- the session ---------------------------------------------------------- */

/* What has begun when a callback closes the session ends as cancelled, whether
 * other tasks run then or none does, and nobody can make one. */
START_TEST (test_session_is_closed_by_a_source)
{
  int at;

  for (at = 1; at <= 5; at++) {
    struct source s = { .closes_at = at };
    struct plating_task *whole = batch (&s);

    ck_assert_uint_eq (finish (whole), PLATING_TASK_CANCELLED);
    uv_run (&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq (s.n_closed, 1);
    plating_task_unref (whole);
    ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  }
}
END_TEST

START_TEST (test_session_is_closed_by_a_callback)
{
  struct source s = { .closes_at = 5 };
  struct deed d = { .act = close_session };
  struct plating_task *task = new_task (), *waiting = new_task ();
  struct plating_task *whole = batch (&s);
  struct plating_task *late = plating_timeout (plating_task_ref (waiting),
                                               1000000);

  finish (whole);
  ck_assert_uint_eq (plating_task_state (whole), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (finish (late), PLATING_TASK_CANCELLED);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (s.n_closed, 1);
  plating_task_unref (whole);
  plating_task_unref (late);
  plating_task_unref (waiting);
  plating_task_unref (task);

  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  task = new_task ();
  waiting = new_task ();
  plating_task_on_end (task, do_deed, &d);
  plating_task_complete (task, NULL, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (d.status, 1);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_DONE);
  ck_assert_uint_eq (plating_task_state (waiting), PLATING_TASK_CANCELLED);
  ck_assert_int_eq (plating_task_on_end (waiting, do_deed, &d),
                    PLATING_E_STATE);
  plating_task_cancel (waiting);
  plating_task_unref (task);
  plating_task_unref (waiting);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("odd-tasks");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_cancelled_in_its_own_callback);
  tcase_add_test (tests, test_let_go_in_its_own_callback);
  tcase_add_test (tests, test_callbacks_that_add_callbacks);
  tcase_add_test (tests, test_done_when_asked_to_stop);
  tcase_add_test (tests, test_whole_is_cancelled_by_a_member);
  tcase_add_test (tests, test_whole_is_let_go_while_it_waits);
  tcase_add_test (tests, test_members_that_have_ended);
  tcase_add_test (tests, test_group_is_closed_by_a_member);
  tcase_add_test (tests, test_group_is_cancelled_by_a_member);
  tcase_add_test (tests, test_sources_that_do_something_else);
  tcase_add_test (tests, test_batch_is_let_go);
  tcase_add_test (tests, test_limits_in_odd_orders);
  tcase_add_test (tests, test_session_is_closed_by_a_source);
  tcase_add_test (tests, test_session_is_closed_by_a_callback);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
