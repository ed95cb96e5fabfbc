/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation behind the calls for tasks fails once: no crash, no leak,
 * and all that was made still ends.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <string.h>

#include "alloc-failure.h"
#include "task-loop.h"

static int
step (struct plating_task *before, struct plating_task **next, void *data)
{
  (void) before;
  (void) data;
  *next = plating_delay (session, &loop, 0);
  return *next ? 0 : PLATING_E_NOMEM;
}

static int
start (void *data, uint32_t attempt, struct plating_task **task)
{
  (void) data;
  *task = plating_task_new (session, &loop, NULL, NULL);
  if (!*task)
    return PLATING_E_NOMEM;
  if (attempt < 3)
    plating_task_fail (*task, plating_error_new (PLATING_E_IO, "planted",
                                                 NULL));
  else
    plating_task_complete (*task, NULL, NULL);
  return 0;
}

static int
item (void *data, uint64_t index, struct plating_task **task)
{
  (void) data;
  if (index > 4)
    return 0;
  *task = plating_delay (session, &loop, 0);
  return 1;
}

/* -- what is made; NULL without memory ------------------------------------ */

static struct plating_task *
new_delay (void)
{
  return plating_delay (session, &loop, 0);
}

static struct plating_task *
new_chain (void)
{
  struct plating_task *task = plating_then (new_delay (), step, NULL);

  task = plating_on_error (task, step, NULL);
  return plating_finally (task, step, NULL);
}

static struct plating_task *
new_bounds (void)
{
  return plating_timeout (plating_shield (new_delay ()), 10000);
}

static struct plating_task *
new_gather (void)
{
  struct plating_task *tasks[3] = { new_delay (), new_chain (), NULL };
  struct plating_task *inner[2] = { new_delay (), new_delay () };

  tasks[2] = plating_race (session, &loop, inner, 2);
  return plating_gather (session, &loop, tasks, 3,
                         PLATING_GATHER_FIRST_ERROR);
}

static struct plating_task *
new_group (void)
{
  struct plating_group *group
    = plating_group_new (session, &loop, PLATING_GROUP_CANCEL_ON_ERROR);
  struct plating_task *task, *failed;
  int status;

  if (!group)
    return NULL;
  status = plating_group_add (group, new_delay ());
  if (status == 0)
    status = plating_group_add (group, new_chain ());
  task = plating_group_close (group, PLATING_GROUP_WAIT);
  if (status == 0)
    return task;
  failed = plating_task_new (session, &loop, NULL, NULL);
  if (failed)
    plating_task_fail (failed, NULL);
  plating_task_unref (task);
  return failed;
}

static struct plating_task *
new_retry (void)
{
  struct plating_retry_options o = {
    .struct_size = sizeof o, .start = start, .base_ms = 1, .attempts = 9,
  };

  return plating_retry (session, &loop, &o);
}

static struct plating_task *
new_batch (void)
{
  struct plating_batch_options o = {
    .struct_size = sizeof o, .source = item, .limit = 2,
  };

  return plating_batch (session, &loop, &o);
}

static int n_ends;

/* Check's own functions allocate: what is wrong is told afterwards. */
static const char *broken;

static void
must (int is_true, const char *what)
{
  if (!is_true)
    broken = what;
}

static void
count (struct plating_task *task, void *data)
{
  (void) task;
  (void) data;
  n_ends++;
}

static struct plating_task *
new_watched (void)
{
  struct plating_task *task = new_delay ();
  int i, n_added = 0;

  n_ends = 0;
  if (!task)
    return NULL;
  for (i = 0; i < 5; i++)
    n_added += plating_task_on_end (task, count, NULL) == 0;
  uv_run (&loop, UV_RUN_DEFAULT);
  must (n_ends == n_added, "a callback is missing");
  if (n_added == 5)
    return task;
  plating_task_unref (task);
  return NULL;
}

/* -- the scenes ----------------------------------------------------------- */

static struct plating_task *(*make) (void);

static int
scene (struct plating_error **err)
{
  struct plating_task *task;
  int code, n_closed = 0;

  code = plating_session_new (&session, err);
  if (code < 0)
    return code;
  task = make ();
  uv_run (&loop, UV_RUN_DEFAULT);
  if (task) {
    must (is_over (task), "a task has not ended");
    code = code_of (task);
    /* What could not be started any more. */
    if (code == PLATING_E_IO || code == PLATING_E_CANCELLED)
      code = PLATING_E_NOMEM;
  } else {
    code = PLATING_E_NOMEM;
  }
  plating_task_unref (task);
  plating_session_close (session, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  must (n_closed == 1, "the session is not closed");
  return code;
}

START_TEST (test_all)
{
  static struct plating_task *(*const makers[]) (void) = {
    new_delay, new_chain, new_bounds, new_gather, new_group, new_retry,
    new_batch, new_watched,
  };
  size_t i;

  ck_assert_int_eq (uv_loop_init (&loop), 0);
  for (i = 0; i < sizeof makers / sizeof makers[0]; i++) {
    make = makers[i];
    fail_each (scene, 0);
    ck_assert_msg (!broken, "%zu: %s", i, broken);
  }
  ck_assert_int_eq (uv_loop_close (&loop), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("task-alloc-failure");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 30);
  tcase_add_test (tests, test_all);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
