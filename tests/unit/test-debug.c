/* SPDX-License-Identifier: Apache-2.0 */
/* Debug mode tells of what was forgotten, once each, with the place where the
 * task was made; of callbacks that held the loop, by the name of the
 * application's function or by the plugin's; of handles that were left; and of
 * nothing else. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/observe.h>

#include "scratch.h"
#include "task-loop.h"

#define MAX_LINES 64

static char lines[MAX_LINES][600];
static int n_lines;
static double waited_before;

/* How long this thread has been ready and waited for a processor, in ms; 0
 * where the system does not tell. */
static double
waited (void)
{
  FILE *f = fopen ("/proc/thread-self/schedstat", "r");
  unsigned long long ran, ns = 0;

  if (f && fscanf (f, "%llu %llu", &ran, &ns) != 2)
    ns = 0;
  if (f)
    fclose (f);
  return (double) ns / 1e6;
}

/* That a callback was slow which is not so by itself: true where other
 * programs have the processors, and of no interest. */
static int
is_strange (const char *line)
{
  return strstr (line, "held the loop") && !strstr (line, "callback slow_")
    && !strstr (line, "render of plugin 'slow-")
    && waited () - waited_before >= 10;
}

/* Reports come on the loop's thread, which is this one. */
static void
on_log (void *data, uint32_t level, const char *plugin, const char *line)
{
  (void) data;
  (void) plugin;
  if (strncmp (line, "debug: ", 7) != 0 || is_strange (line))
    return;
  ck_assert_uint_eq (level, PLATING_LEVEL_WARNING);
  ck_assert_int_lt (n_lines, MAX_LINES);
  snprintf (lines[n_lines++], sizeof lines[0], "%s", line + 7);
}

/* Whether there is a report with both texts. */
static int
was_told (const char *a, const char *b)
{
  int i;

  for (i = 0; i < n_lines; i++)
    if (strstr (lines[i], a) && strstr (lines[i], b))
      return 1;
  return 0;
}

#define MUST_TELL(a, b) \
  ck_assert_msg (was_told (a, b), "not told: %s … %s; first of %d: %s", a, b, \
                 n_lines, n_lines ? lines[0] : "-")

static char *
place (int line)
{
  static char text[64];

  snprintf (text, sizeof text, "test-debug.c:%d", line);
  return text;
}

static void
begin (void)
{
  n_lines = 0;
  waited_before = waited ();
  ck_assert_int_eq (uv_loop_init (&loop), 0);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
  plating_session_on_log (session, 0, on_log, NULL);
}

/* How long a callback may take before it is told of: more than any but the
 * slow ones do on a busy machine. */
static void
set_up (void)
{
  setenv ("PLATING_DEBUG", "300", 1);
  begin ();
}

/* Closes the session, so that all is told. */
static void
end (void)
{
  int n_closed = 0;

  plating_session_close (session, note_closed, &n_closed);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_closed, 1);
}

static void
tear_down (void)
{
  ck_assert_int_eq (uv_loop_close (&loop), 0);
}

static void
ignore (struct plating_task *task, void *data)
{
  (void) task;
  (void) data;
}

static void
look (struct plating_task *task, void *data)
{
  (void) data;
  plating_task_error (task);
}

/* -- tasks ---------------------------------------------------------------- */

START_TEST (test_never_awaited)
{
  struct plating_task *task
    = PLATING_AT (plating_delay (session, &loop, 0)); int line = __LINE__;

  plating_task_unref (task);
  uv_run (&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq (n_lines, 1);
  MUST_TELL ("(delay) was never awaited", place (line));
  end ();
  ck_assert_int_eq (n_lines, 1);
}
END_TEST

START_TEST (test_never_awaited_and_cut_off)
{
  struct plating_task *task = PLATING_AT (new_task ()); int line = __LINE__;

  end ();
  ck_assert_int_eq (n_lines, 1);
  MUST_TELL ("was never awaited", place (line));
  plating_task_unref (task);
  ck_assert_int_eq (n_lines, 1);
}
END_TEST

/* A static function: the name is in the program's file alone. */
static __attribute__ ((noinline)) struct plating_task *
make_without_a_place (void)
{
  struct plating_task *task = plating_delay (session, &loop, 0);

  return plating_task_state (task) ? task : NULL;
}

START_TEST (test_place_by_function)
{
  plating_task_unref (make_without_a_place ());
  uv_run (&loop, UV_RUN_DEFAULT);
  MUST_TELL ("never awaited", "made by make_without_a_place+0x");
  end ();
}
END_TEST

START_TEST (test_result_never_read)
{
  struct plating_task *task = PLATING_AT (new_task ()); int line = __LINE__;

  plating_task_on_end (task, ignore, NULL);
  fail_task (task, PLATING_E_IO);
  plating_task_unref (task);
  uv_run (&loop, UV_RUN_DEFAULT);
  MUST_TELL ("ended, but nobody looked at its outcome", place (line));
  end ();
  ck_assert_int_eq (n_lines, 1);
}
END_TEST

/* What is looked at, what has nothing to look at, and members of what is
 * looked at. */
START_TEST (test_nothing_to_tell)
{
  struct plating_task *a = new_task (), *b = new_task (), *c = new_task ();
  struct plating_task *members[2], *whole;
  struct plating_group *group;

  plating_task_on_end (a, look, NULL);
  fail_task (a, PLATING_E_IO);
  plating_task_on_end (b, ignore, NULL);
  plating_task_complete (b, NULL, NULL);
  plating_task_unref (a);
  plating_task_unref (b);
  members[0] = c;
  members[1] = plating_timeout (plating_delay (session, &loop, 0), 1000);
  fail_task (c, PLATING_E_IO);
  group = plating_group_new (session, &loop, 0);
  plating_group_add (group, plating_gather (session, &loop, members, 2,
                                            PLATING_GATHER_ALL));
  whole = plating_group_close (group, PLATING_GROUP_WAIT);
  finish (whole);
  ck_assert_int_eq (code_of (whole), PLATING_E_IO);
  plating_task_unref (whole);
  end ();
  ck_assert_msg (n_lines == 0, "told: %s", lines[0]);
}
END_TEST

START_TEST (test_completed_twice)
{
  struct plating_task *task = PLATING_AT (new_task ()); int line = __LINE__;

  plating_task_on_end (task, look, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_task_complete (task, NULL, NULL);
  ck_assert_int_eq (n_lines, 1);
  MUST_TELL ("was completed twice", place (line));
  plating_task_fail (task, NULL);
  ck_assert_int_eq (n_lines, 2);
  plating_task_unref (task);
  uv_run (&loop, UV_RUN_DEFAULT);

  /* Being cancelled meanwhile is nobody's fault. */
  task = new_task ();
  plating_task_on_end (task, look, NULL);
  plating_task_cancel (task);
  uv_run (&loop, UV_RUN_DEFAULT);
  plating_task_complete (task, NULL, NULL);
  plating_task_unref (task);
  end ();
  ck_assert_int_eq (n_lines, 2);
}
END_TEST

/* -- callbacks ------------------------------------------------------------ */

static void
be_slow (void)
{
  uv_sleep (400);
}

static void
slow_end (struct plating_task *task, void *data)
{
  look (task, data);
  be_slow ();
}

static void
slow_cancel (struct plating_task *task, void *data)
{
  (void) data;
  be_slow ();
  plating_task_fail (task, plating_error_new (PLATING_E_CANCELLED, "stopped",
                                              NULL));
}

static int
slow_step (struct plating_task *before, struct plating_task **next,
           void *data)
{
  (void) before;
  (void) data;
  be_slow ();
  *next = plating_delay (session, &loop, 0);
  return 0;
}

static int
slow_source (void *data, uint64_t index, struct plating_task **task)
{
  (void) data;
  be_slow ();
  *task = index ? NULL : plating_delay (session, &loop, 0);
  return !index;
}

static int
slow_start (void *data, uint32_t attempt, struct plating_task **task)
{
  (void) data;
  (void) attempt;
  be_slow ();
  *task = plating_delay (session, &loop, 0);
  return 0;
}

static void
slow_item (void *data, uint64_t index, struct plating_task *task)
{
  (void) data;
  (void) index;
  look (task, NULL);
  be_slow ();
}

static void
run_to_its_end (struct plating_task *task)
{
  plating_task_on_end (task, look, NULL);
  finish (task);
  plating_task_unref (task);
}

START_TEST (test_slow_callbacks)
{
  struct plating_batch_options batch = {
    .struct_size = sizeof batch, .limit = 1, .source = slow_source,
    .on_item = slow_item,
  };
  struct plating_retry_options retry = {
    .struct_size = sizeof retry, .start = slow_start,
  };
  struct plating_task *task = PLATING_AT (new_task ()); int line = __LINE__;

  plating_task_on_end (task, slow_end, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_task_unref (task);
  uv_run (&loop, UV_RUN_DEFAULT);
  MUST_TELL ("callback slow_end+0x0 ", " ms; it is of task 1 (task), made at ");
  MUST_TELL ("held the loop for ", place (line));
  /* That what contains it was not slow by itself is told too. */
  ck_assert_int_eq (n_lines, 1);

  task = PLATING_AT (plating_task_new (session, &loop, slow_cancel, NULL));
  line = __LINE__ - 1;
  plating_task_cancel (task);
  run_to_its_end (task);
  MUST_TELL ("callback slow_cancel+0x0 ", place (line));
  task = plating_delay (session, &loop, 0);
  run_to_its_end (PLATING_AT (plating_then (task, slow_step, NULL)));
  MUST_TELL ("callback slow_step+0x0 ", place (__LINE__ - 1));
  run_to_its_end (PLATING_AT (plating_batch (session, &loop, &batch)));
  MUST_TELL ("callback slow_source+0x0 ", place (__LINE__ - 1));
  MUST_TELL ("callback slow_item+0x0 ", place (__LINE__ - 2));
  run_to_its_end (PLATING_AT (plating_retry (session, &loop, &retry)));
  MUST_TELL ("callback slow_start+0x0 ", place (__LINE__ - 1));
  /* The source was called twice. */
  ck_assert_int_eq (n_lines, 7);
  end ();
  ck_assert_int_eq (n_lines, 7);
}
END_TEST

/* -- plugins -------------------------------------------------------------- */

static void
set (struct plating_options *o, const char *name, const char *value)
{
  ck_assert_int_eq (plating_options_set (o, name, value, NULL), 0);
}

static int plated_at;           /* the line */

static void
plate_slowly (struct plating_session *s)
{
  struct plating_options *o = plating_options_new ();
  const char *top = getenv ("PLATING_BUILDDIR");
  struct plating_task *task;
  char text[4200];

  snprintf (text, sizeof text, "%s/tests/fixtures/stages/.libs",
            top ? top : "../..");
  set (o, "plugin-path", text);
  set (o, "discover", "fake,count=2");
  set (o, "provider-dir", scratch_new ());
  set (o, "plugin", "pages");
  set (o, "plugin", "slow");
  set (o, "in-memory", "true");
  task = PLATING_AT (plating_plate (s, NULL, o)); plated_at = __LINE__;
  ck_assert_int_eq (plating_session_run (s, task, 0), 0);
  ck_assert_msg (plating_task_result (task) != NULL, "%s",
                 plating_error_message (plating_task_error (task)));
  plating_task_unref (task);
  plating_options_free (o);
}

START_TEST (test_slow_plugin_that_leaves_a_handle)
{
  struct plating_session *s;

  ck_assert_int_eq (plating_session_new (&s, NULL), 0);
  plating_session_on_log (s, 0, on_log, NULL);
  plate_slowly (s);
  ck_assert_msg (n_lines == 3, "%s | %s | %s | %s", lines[0], lines[1],
                 lines[2], lines[3]);
  MUST_TELL ("callback render of plugin 'slow-renderer' held the loop",
             place (plated_at));
  plating_session_free (s);
  ck_assert_int_eq (n_lines, 4);
  MUST_TELL ("a handle is left on the session's loop: timer", "never_called");
  end ();
}
END_TEST

/* -- without -------------------------------------------------------------- */

static void
set_up_quiet (void)
{
  unsetenv ("PLATING_DEBUG");
  begin ();
}

START_TEST (test_not_asked_for)
{
  struct plating_task *task = PLATING_AT (new_task ());

  plating_task_on_end (task, slow_end, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_task_complete (task, NULL, NULL);
  plating_task_unref (task);
  plating_task_unref (plating_delay (session, &loop, 0));
  uv_run (&loop, UV_RUN_DEFAULT);
  end ();
  ck_assert_int_eq (n_lines, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("debug");
  TCase *tests = tcase_create ("debug"), *quiet = tcase_create ("quiet");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_never_awaited);
  tcase_add_test (tests, test_never_awaited_and_cut_off);
  tcase_add_test (tests, test_place_by_function);
  tcase_add_test (tests, test_result_never_read);
  tcase_add_test (tests, test_nothing_to_tell);
  tcase_add_test (tests, test_completed_twice);
  tcase_add_test (tests, test_slow_callbacks);
  tcase_add_test (tests, test_slow_plugin_that_leaves_a_handle);
  tcase_add_checked_fixture (quiet, set_up_quiet, tear_down);
  tcase_add_test (quiet, test_not_asked_for);
  suite_add_tcase (suite, tests);
  suite_add_tcase (suite, quiet);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
