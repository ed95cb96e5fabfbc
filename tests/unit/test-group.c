/* SPDX-License-Identifier: Apache-2.0 */
/* Groups and batches: nothing that was started in them outlives them, and a
 * batch never runs more than it may. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "task-loop.h"

/* -- groups --------------------------------------------------------------- */

/* Three tasks, held here, in a new group. */
static struct plating_group *
make_group (struct plating_task *at[3], uint32_t flags)
{
  struct plating_group *group = plating_group_new (session, &loop, flags);
  int i;

  ck_assert_ptr_nonnull (group);
  for (i = 0; i < 3; i++) {
    at[i] = plating_task_ref (new_task ());
    ck_assert_int_eq (plating_group_add (group, at[i]), 0);
  }
  return group;
}

static void
drop (struct plating_task *at[3], struct plating_task *all)
{
  int i;

  for (i = 0; i < 3; i++)
    plating_task_unref (at[i]);
  plating_task_unref (all);
}

START_TEST (test_group_waits)
{
  struct plating_task *at[3], *all;
  struct plating_group *group = make_group (at, 0);
  uint64_t done, total;

  plating_task_complete (at[1], NULL, NULL);
  turn ();
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  turn ();
  ck_assert (!is_over (all));
  plating_task_complete (at[0], NULL, NULL);
  turn ();
  plating_task_progress (all, &done, &total);
  ck_assert_uint_eq (done, 2);
  ck_assert_uint_eq (total, 3);
  ck_assert (!is_over (all));
  plating_task_complete (at[2], NULL, NULL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  drop (at, all);
}
END_TEST

START_TEST (test_group_cancels_at_close)
{
  struct plating_task *at[3], *all;
  struct plating_group *group = make_group (at, 0);
  int i;

  all = plating_group_close (group, PLATING_GROUP_CANCEL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  for (i = 0; i < 3; i++)
    ck_assert_uint_eq (plating_task_state (at[i]), PLATING_TASK_CANCELLED);
  drop (at, all);
}
END_TEST

START_TEST (test_empty_group)
{
  struct plating_task *all
    = plating_group_close (plating_group_new (session, &loop, 0),
                           PLATING_GROUP_WAIT);

  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  plating_task_unref (all);
}
END_TEST

START_TEST (test_failure_is_kept)
{
  struct plating_task *at[3], *all;
  struct plating_group *group = make_group (at, 0);

  fail_task (at[2], PLATING_E_IO);
  turn ();
  fail_task (at[1], PLATING_E_SCHEMA);
  turn ();
  ck_assert (!is_over (at[0]));
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  plating_task_complete (at[0], NULL, NULL);
  ck_assert_uint_eq (finish (all), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (all), PLATING_E_IO);
  drop (at, all);
}
END_TEST

START_TEST (test_failure_cancels_siblings)
{
  struct plating_task *at[3], *all, *late = new_task ();
  struct plating_group *group
    = make_group (at, PLATING_GROUP_CANCEL_ON_ERROR);

  fail_task (at[2], PLATING_E_IO);
  turn ();
  /* What comes too late is cancelled as well. */
  plating_task_ref (late);
  ck_assert_int_eq (plating_group_add (group, late), 0);
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (finish (all), PLATING_TASK_FAILED);
  ck_assert_int_eq (code_of (all), PLATING_E_IO);
  ck_assert_uint_eq (plating_task_state (at[0]), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (plating_task_state (late), PLATING_TASK_CANCELLED);
  plating_task_unref (late);
  drop (at, all);
}
END_TEST

START_TEST (test_cancelled_member_is_no_failure)
{
  struct plating_task *at[3], *all;
  struct plating_group *group
    = make_group (at, PLATING_GROUP_CANCEL_ON_ERROR);

  plating_task_cancel (at[0]);
  turn ();
  turn ();
  ck_assert (is_over (at[0]) && !is_over (at[1]));
  plating_task_complete (at[1], NULL, NULL);
  plating_task_complete (at[2], NULL, NULL);
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  drop (at, all);
}
END_TEST

START_TEST (test_cancelled_group_takes_nothing)
{
  struct plating_task *at[3], *all, *late = new_task ();
  struct plating_group *group = make_group (at, 0);

  plating_group_cancel (group);
  plating_task_ref (late);
  ck_assert_int_eq (plating_group_add (group, late), PLATING_E_STATE);
  ck_assert_int_eq (plating_group_add (group, NULL), PLATING_E_NOMEM);
  ck_assert_uint_eq (finish (late), PLATING_TASK_CANCELLED);
  turn ();
  turn ();
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (finish (all), PLATING_TASK_CANCELLED);
  plating_task_unref (late);
  drop (at, all);
}
END_TEST

struct generation {
  struct plating_group *group;
  int n_left, n_started;
};

/* Each member starts two more while there are some left. */
static void
have_children (struct plating_task *task, void *data)
{
  struct generation *g = data;
  int i;

  (void) task;
  for (i = 0; i < 2 && g->n_left; i++) {
    struct plating_task *child = plating_delay (session, &loop, 0);

    g->n_left--;
    g->n_started++;
    plating_task_on_end (child, have_children, g);
    ck_assert_int_eq (plating_group_add (g->group, child), 0);
  }
}

START_TEST (test_members_add_members)
{
  struct generation g = { plating_group_new (session, &loop, 0), 1000, 0 };
  struct plating_task *first = plating_delay (session, &loop, 0), *all;
  uint64_t done, total;

  plating_task_on_end (first, have_children, &g);
  plating_group_add (g.group, first);
  all = plating_group_close (g.group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (finish (all), PLATING_TASK_DONE);
  ck_assert_int_eq (g.n_started, 1000);
  plating_task_progress (all, &done, &total);
  ck_assert_uint_eq (done, 1001);
  plating_task_unref (all);
}
END_TEST

START_TEST (test_open_group_does_not_stop_a_session_from_closing)
{
  struct plating_task *at[3], *all;
  struct plating_group *group = make_group (at, 0);
  int n_closed = 0;

  plating_session_close (session, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_closed, 1);
  all = plating_group_close (group, PLATING_GROUP_WAIT);
  ck_assert_uint_eq (plating_task_state (all), PLATING_TASK_CANCELLED);
  drop (at, all);
  plating_session_new (&session, NULL);
}
END_TEST

/* -- batches -------------------------------------------------------------- */

struct supply {
  uint64_t n;                   /* how many there are */
  int64_t bad;                  /* the one that fails; -1: none */
  int64_t source_fails;         /* where the source does; -1: nowhere */
  int n_running, most_running;
  uint64_t n_seen;
  uint8_t seen[2000];
};

static int
next_item (void *data, uint64_t index, struct plating_task **task)
{
  struct supply *s = data;

  if ((int64_t) index == s->source_fails)
    return PLATING_E_FORMAT;
  if (index >= s->n)
    return 0;
  *task = plating_delay (session, &loop, index % 3);
  if ((int64_t) index == s->bad) {
    plating_task_cancel (*task);
    plating_task_unref (*task);
    *task = new_task ();
    fail_task (*task, PLATING_E_TEMPLATE);
  }
  if (++s->n_running > s->most_running)
    s->most_running = s->n_running;
  return 1;
}

static void
see_item (void *data, uint64_t index, struct plating_task *task)
{
  struct supply *s = data;

  ck_assert (is_over (task));
  s->n_running--;
  s->n_seen++;
  ck_assert_uint_eq (s->seen[index], 0);
  s->seen[index] = 1;
}

static struct plating_task *
start_batch (struct supply *s, size_t limit, uint32_t mode)
{
  struct plating_batch_options o = {
    .struct_size = sizeof o, .limit = limit, .mode = mode,
    .source = next_item, .on_item = see_item, .data = s,
  };

  return plating_batch (session, &loop, &o);
}

START_TEST (test_batch)
{
  static const size_t limits[] = { 1, 7, 5000 };
  size_t i;

  for (i = 0; i < sizeof limits / sizeof limits[0]; i++) {
    struct supply s = { .n = i ? 1000 : 20, .bad = -1, .source_fails = -1 };
    struct plating_task *task = start_batch (&s, limits[i], 0);
    uint64_t done, total;

    ck_assert_int_eq (s.n_running, 0);
    ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
    ck_assert_uint_eq (s.n_seen, s.n);
    ck_assert_int_eq (s.most_running,
                      (int) (limits[i] < s.n ? limits[i] : s.n));
    plating_task_progress (task, &done, &total);
    ck_assert_uint_eq (done, s.n);
    ck_assert_uint_eq (total, s.n);
    plating_task_unref (task);
  }
}
END_TEST

START_TEST (test_batch_of_nothing)
{
  struct supply s = { .n = 0, .bad = -1, .source_fails = -1 };
  struct plating_task *task = start_batch (&s, 3, 0);

  ck_assert_uint_eq (finish (task), PLATING_TASK_DONE);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_batch_with_an_error)
{
  static const struct {
    uint32_t mode;
    int code;
    int runs_on;
  } cases[] = {
    { PLATING_GATHER_ALL, PLATING_E_TEMPLATE, 1 },
    { PLATING_GATHER_FIRST_ERROR, PLATING_E_TEMPLATE, 0 },
    { PLATING_GATHER_ERRORS, 0, 1 },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct supply s = { .n = 300, .bad = 30, .source_fails = -1 };
    struct plating_task *task = start_batch (&s, 4, cases[i].mode);

    finish (task);
    ck_assert_int_eq (code_of (task), cases[i].code);
    ck_assert_int_eq (s.n_seen == 300, cases[i].runs_on);
    ck_assert_int_eq (s.n_running, 0);
    plating_task_unref (task);
  }
}
END_TEST

START_TEST (test_source_that_fails)
{
  static const uint32_t modes[] = {
    PLATING_GATHER_ALL, PLATING_GATHER_FIRST_ERROR, PLATING_GATHER_ERRORS,
  };
  size_t i;

  for (i = 0; i < 3; i++) {
    struct supply s = { .n = 300, .bad = -1, .source_fails = 10 };
    struct plating_task *task = start_batch (&s, 4, modes[i]);

    ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
    ck_assert_int_eq (code_of (task), PLATING_E_FORMAT);
    ck_assert_uint_eq (s.n_seen, 10);
    plating_task_unref (task);
  }
}
END_TEST

START_TEST (test_batch_cancelled)
{
  struct supply s = { .n = 1000, .bad = -1, .source_fails = -1 };
  struct plating_task *task = start_batch (&s, 10, 0);

  while (s.n_seen < 50)
    uv_run (&loop, UV_RUN_ONCE);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_lt (s.n_seen, 100);
  ck_assert_int_eq (s.n_running, 0);
  plating_task_unref (task);

  /* Before it has begun. */
  s = (struct supply) { .n = 10, .bad = -1, .source_fails = -1 };
  task = start_batch (&s, 10, 0);
  plating_task_cancel (task);
  ck_assert_uint_eq (finish (task), PLATING_TASK_CANCELLED);
  ck_assert_uint_eq (s.n_seen, 0);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_batch_out_of_range)
{
  static const size_t limits[] = { 0, 65537, SIZE_MAX };
  size_t i;

  for (i = 0; i < 3; i++) {
    struct supply s = { .n = 10, .bad = -1, .source_fails = -1 };
    struct plating_task *task = start_batch (&s, limits[i], 0);

    ck_assert_uint_eq (finish (task), PLATING_TASK_FAILED);
    ck_assert_int_eq (code_of (task), PLATING_E_INVAL);
    plating_task_unref (task);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("group");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up_loop, tear_down_loop);
  tcase_add_test (tests, test_group_waits);
  tcase_add_test (tests, test_group_cancels_at_close);
  tcase_add_test (tests, test_empty_group);
  tcase_add_test (tests, test_failure_is_kept);
  tcase_add_test (tests, test_failure_cancels_siblings);
  tcase_add_test (tests, test_cancelled_member_is_no_failure);
  tcase_add_test (tests, test_cancelled_group_takes_nothing);
  tcase_add_test (tests, test_members_add_members);
  tcase_add_test (tests, test_open_group_does_not_stop_a_session_from_closing);
  tcase_add_test (tests, test_batch);
  tcase_add_test (tests, test_batch_of_nothing);
  tcase_add_test (tests, test_batch_with_an_error);
  tcase_add_test (tests, test_source_that_fails);
  tcase_add_test (tests, test_batch_cancelled);
  tcase_add_test (tests, test_batch_out_of_range);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
