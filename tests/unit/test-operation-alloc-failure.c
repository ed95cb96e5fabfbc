/* SPDX-License-Identifier: Apache-2.0 */
/* Whole operations while one allocation after the other fails, in whichever
 * thread that is: no crash, no leak, an end, and never success without all
 * that belongs to it.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include <check.h>

#include <plating/async.h>
#include <plating/observe.h>

#include "alloc-failure.h"
#include "scratch.h"

/* -- scenes --------------------------------------------------------------- */

static const char *base;
static char plugins[4200];

static void
ignore (void *data, const struct plating_event *event)
{
  (void) event;
  ++*(unsigned *) data;
}

static void
drop_line (void *data, uint32_t level, const char *plugin, const char *line)
{
  (void) data;
  (void) level;
  (void) plugin;
  (void) line;
}

/* New options, or NULL. */
static struct plating_options *
new_options (void)
{
  static const char *const pairs[][2] = {
    { "discover", "fake,count=3" }, { "plugin", "pages" },
    { "in-memory", "true" }, { "jobs", "2" },
  };
  struct plating_options *o = plating_options_new ();
  struct plating_error *err = NULL;
  int status;
  size_t i;

  status = plating_options_set (o, "plugin-path", plugins, &err);
  if (status == 0)
    status = plating_options_set (o, "provider-dir", base, &err);
  for (i = 0; status == 0 && i < sizeof pairs / sizeof pairs[0]; i++)
    status = plating_options_set (o, pairs[i][0], pairs[i][1], &err);
  if (status == 0)
    return o;
  plating_error_unref (err);
  plating_options_free (o);
  return NULL;
}

/* What went wrong: Check's own functions allocate. */
static const char *broken;

static struct plating_task *(*start) (struct plating_session *session,
                                      struct uv_loop_s *loop,
                                      const struct plating_options *options);

static void
look (const struct plating_task *task)
{
  const struct plating_result *r = plating_task_result (task);
  struct plating_plate_result made = { .struct_size = sizeof made };
  uint32_t state = plating_task_state (task);
  size_t i;

  if (state < PLATING_TASK_DONE)
    broken = "a task has not ended";
  if ((state == PLATING_TASK_DONE) != !plating_task_error (task))
    broken = "state and error do not fit";
  for (i = 0; plating_result_file_at (r, i); i++)
    continue;
  if (start == plating_plate && plating_result_plate (r, &made) == 0
      && (made.flags & PLATING_RESULT_SUCCESS)
      && (made.files_generated != 4 || i != 4))
    broken = "success, but pages are missing";
}

static void
scene (void)
{
  struct plating_subscription_options all = {
    .struct_size = sizeof all, .on_event = ignore,
  };
  struct plating_session *session = NULL;
  struct plating_options *options;
  struct plating_error *err = NULL;
  struct plating_task *task;
  unsigned n_events = 0;

  all.data = &n_events;
  if (plating_session_new (&session, &err) < 0) {
    plating_error_unref (err);
    return;
  }
  plating_session_on_log (session, PLATING_LEVEL_ERROR, drop_line, NULL);
  options = new_options ();
  if (options) {
    plating_subscribe (session, NULL, &all);
    task = start (session, NULL, options);
    plating_session_run (session, task, 0);
    look (task);
    plating_task_unref (task);
  }
  plating_options_free (options);
  plating_session_free (session);
}

static void
fail_all (void)
{
  long n;

  for (n = 0; n < 100000; n++) {
    n_failures = 0;
    countdown = n;
    scene ();
    countdown = -1;
    ck_assert_msg (!broken, "allocation %ld: %s", n, broken);
    if (!n_failures)
      break;
  }
  ck_assert_int_gt (n, 100);
  printf ("%ld allocations\n", n);
}

static void
set_up (void)
{
  const char *top = getenv ("PLATING_BUILDDIR");

  base = scratch_new ();
  snprintf (plugins, sizeof plugins, "%s/tests/fixtures/stages/.libs",
            top ? top : "../..");
}

START_TEST (test_plate)
{
  start = plating_plate;
  fail_all ();
}
END_TEST

START_TEST (test_validate)
{
  start = plating_validate;
  fail_all ();
}
END_TEST

START_TEST (test_adorn)
{
  start = plating_adorn;
  fail_all ();
}
END_TEST

START_TEST (test_info)
{
  start = plating_info;
  fail_all ();
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("operation-alloc-failure");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_plate);
  tcase_add_test (tests, test_validate);
  tcase_add_test (tests, test_adorn);
  tcase_add_test (tests, test_info);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
