/* SPDX-License-Identifier: Apache-2.0 */
/* A subscriber is told what really happens in operations: every component,
 * stage, page, failure, attempt and step forward, in a form that fits the
 * result.  One that is slow loses what its policy says, no more, and knows how
 * much. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/observe.h>

#include "scratch.h"
#include "task-loop.h"

#define MAX_SEEN 4096

/* A copy of an event. */
struct seen {
  struct plating_event event;
  char stage[40], plugin[60], component[100], path[200], message[200];
};

struct story {
  struct seen *seen;
  unsigned n;
  uint64_t n_dropped;
  unsigned sleep_ms;            /* with each event */
};

static const char *base;

static void
set_up (void)
{
  base = scratch_new ();
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}

static void
tear_down (void)
{
  plating_session_free (session);
}

static void
copy (char *to, size_t size, const char *from)
{
  snprintf (to, size, "%s", from ? from : "");
}

static void
on_event (void *data, const struct plating_event *e)
{
  struct story *s = data;
  struct seen *to = &s->seen[s->n++];

  ck_assert_uint_lt (s->n, MAX_SEEN);
  ck_assert_uint_ge (e->struct_size, sizeof *e);
  ck_assert_uint_gt (e->time_ns, 0);
  to->event = *e;
  copy (to->stage, sizeof to->stage, e->stage);
  copy (to->plugin, sizeof to->plugin, e->plugin);
  copy (to->component, sizeof to->component, e->component);
  copy (to->path, sizeof to->path, e->path);
  copy (to->message, sizeof to->message, e->message);
  s->n_dropped += e->dropped;
  if (s->sleep_ms)
    uv_sleep (s->sleep_ms);
}

static void
listen_to (struct story *s, uint32_t types, uint32_t policy,
           uint32_t capacity)
{
  struct plating_subscription_options o = {
    .struct_size = sizeof o, .types = types, .policy = policy,
    .capacity = capacity, .on_event = on_event, .data = s,
  };

  s->seen = calloc (MAX_SEEN, sizeof *s->seen);
  ck_assert_ptr_nonnull (s->seen);
  ck_assert_ptr_nonnull (plating_subscribe (session, NULL, &o));
}

static unsigned
count (const struct story *s, uint32_t type)
{
  unsigned n = 0, i;

  for (i = 0; i < s->n; i++)
    n += s->seen[i].event.type == type;
  return n;
}

/* Event number I of TYPE, from 0; the last one for -1. */
static const struct seen *
find (const struct story *s, uint32_t type, int i)
{
  const struct seen *last = NULL;
  unsigned k;

  for (k = 0; k < s->n; k++)
    if (s->seen[k].event.type == type) {
      last = &s->seen[k];
      if (i-- == 0)
        break;
    }
  ck_assert_ptr_nonnull (last);
  return last;
}

static void
set (struct plating_options *o, const char *name, const char *value)
{
  ck_assert_int_eq (plating_options_set (o, name, value, NULL), 0);
}

/* Pages of N components, one more with the list of them, by PLUGIN. */
static struct plating_task *
plate (unsigned n, const char *plugin)
{
  struct plating_options *o = plating_options_new ();
  const char *top = getenv ("PLATING_BUILDDIR");
  struct plating_task *task;
  char text[4200];

  snprintf (text, sizeof text, "%s/tests/fixtures/stages/.libs",
            top ? top : "../..");
  set (o, "plugin-path", text);
  snprintf (text, sizeof text, "fake,count=%u", n);
  set (o, "discover", text);
  set (o, "provider-dir", base);
  set (o, "plugin", "pages");
  if (plugin)
    set (o, "plugin", plugin);
  set (o, "jobs", "2");
  task = plating_plate (session, NULL, o);
  plating_options_free (o);
  ck_assert_ptr_nonnull (task);
  return task;
}

/* Waits for TASK, and delivers what is queued by the end of the session. */
static void
run (struct plating_task *task)
{
  ck_assert_int_eq (plating_session_run (session, task, 0), 0);
  plating_session_free (session);
  ck_assert_int_eq (plating_session_new (&session, NULL), 0);
}

/* -- all kinds ------------------------------------------------------------ */

/* Each stage that has begun has ended, afterwards. */
static void
check_stages (const struct story *s)
{
  unsigned i, k;

  for (i = 0; i < s->n; i++) {
    const struct seen *a = &s->seen[i];
    int is_over = 0;

    if (a->event.type != PLATING_EVENT_STAGE_STARTED)
      continue;
    ck_assert_str_ne (a->stage, "");
    ck_assert_str_ne (a->plugin, "");
    for (k = i + 1; k < s->n && !is_over; k++)
      is_over = s->seen[k].event.type == PLATING_EVENT_STAGE_FINISHED
        && !strcmp (s->seen[k].stage, a->stage)
        && !strcmp (s->seen[k].plugin, a->plugin)
        && !strcmp (s->seen[k].component, a->component);
    ck_assert_msg (is_over, "%s of %s for %s has no end", a->stage,
                   a->plugin, a->component);
  }
}

static unsigned
count_stages (const struct story *s, const char *stage, const char *plugin)
{
  unsigned n = 0, i;

  for (i = 0; i < s->n; i++)
    n += s->seen[i].event.type == PLATING_EVENT_STAGE_FINISHED
      && !strcmp (s->seen[i].stage, stage)
      && !strcmp (s->seen[i].plugin, plugin);
  return n;
}

START_TEST (test_run)
{
  struct plating_task *task;
  const struct plating_result_file *file;
  struct story s = { .n = 0 };
  uint64_t last = 0;
  unsigned i, k;

  listen_to (&s, 0, PLATING_BLOCK, 0);
  task = plate (30, NULL);
  run (task);
  ck_assert_uint_eq (s.n_dropped, 0);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_COMPONENT), 30);
  ck_assert_str_eq (find (&s, PLATING_EVENT_COMPONENT, 7)->component,
                    "fake_000007");
  ck_assert_str_eq (find (&s, PLATING_EVENT_COMPONENT, 7)->plugin,
                    "fake-discovery");

  check_stages (&s);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_STAGE_STARTED),
                     count (&s, PLATING_EVENT_STAGE_FINISHED));
  ck_assert_uint_eq (count_stages (&s, "discover", "fake-discovery"), 1);
  ck_assert_uint_eq (count_stages (&s, "render", "pages-renderer"), 30);
  ck_assert_uint_eq (count_stages (&s, "finish", "pages-renderer"), 1);

  /* The pages are those of the result, with their sizes. */
  for (i = 0; (file = plating_result_file_at (plating_task_result (task), i));
       i++) {
    int found = 0;

    for (k = 0; k < s.n; k++)
      found += s.seen[k].event.type == PLATING_EVENT_PAGE
        && strstr (file->path, s.seen[k].path)
        && s.seen[k].event.size == file->size;
    ck_assert_msg (found == 1, "%d events of %s", found, file->path);
  }
  ck_assert_uint_eq (i, 31);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_PAGE), 31);

  for (i = 0; i < s.n; i++)
    if (s.seen[i].event.type == PLATING_EVENT_PROGRESS) {
      ck_assert_uint_eq (s.seen[i].event.total, 30);
      ck_assert_uint_ge (s.seen[i].event.done, last);
      last = s.seen[i].event.done;
    }
  ck_assert_uint_eq (last, 30);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_DIAGNOSTIC), 0);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_RETRY), 0);
  plating_task_unref (task);
  free (s.seen);
}
END_TEST

START_TEST (test_failing_pages)
{
  struct plating_task *task;
  const struct plating_result *r;
  const struct seen *e;
  struct story s = { .n = 0 };
  unsigned n_failed = 0, n_codes = 0, i;

  listen_to (&s, PLATING_EVENT_DIAGNOSTIC | PLATING_EVENT_STAGE_FINISHED,
             PLATING_BLOCK, 0);
  task = plate (30, "seventh");
  run (task);
  r = plating_task_result (task);
  while (plating_result_error_at (r, n_failed))
    n_failed++;
  ck_assert_uint_gt (n_failed, 0);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_DIAGNOSTIC), n_failed);
  e = find (&s, PLATING_EVENT_DIAGNOSTIC, 0);
  ck_assert_uint_eq (e->event.severity, PLATING_LEVEL_ERROR);
  ck_assert_str_eq (e->plugin, "seventh-renderer");
  ck_assert_ptr_nonnull (strstr (e->message, "this is a seventh page"));
  ck_assert_str_ne (e->path, "");
  for (i = 0; i < s.n; i++)
    n_codes += s.seen[i].event.type == PLATING_EVENT_STAGE_FINISHED
      && s.seen[i].event.code == PLATING_E_TEMPLATE;
  ck_assert_uint_eq (n_codes, n_failed);
  ck_assert_uint_eq (count (&s, PLATING_EVENT_PAGE), 0);
  plating_task_unref (task);
  free (s.seen);
}
END_TEST

static int
fail_once (void *data, uint32_t attempt, struct plating_task **task)
{
  (void) data;
  *task = plating_task_new (session, NULL, NULL, NULL);
  if (attempt > 1)
    return plating_task_complete (*task, NULL, NULL);
  return plating_task_fail (*task, plating_error_new (PLATING_E_IO,
                                                      "not yet", NULL));
}

START_TEST (test_retry)
{
  struct plating_retry_options o = {
    .struct_size = sizeof o, .base_ms = 3, .start = fail_once,
  };
  struct plating_task *task = plating_retry (session, NULL, &o);
  struct story s = { .n = 0 };
  const struct seen *e;

  listen_to (&s, 0, 0, 0);
  run (task);
  ck_assert_uint_eq (plating_task_state (task), PLATING_TASK_DONE);
  ck_assert_uint_eq (s.n, 1);
  e = find (&s, PLATING_EVENT_RETRY, 0);
  ck_assert_uint_eq (e->event.attempt, 1);
  ck_assert_int_eq (e->event.code, PLATING_E_IO);
  ck_assert_uint_eq (e->event.delay_ms, 3);
  ck_assert_str_eq (e->message, "not yet");
  plating_task_unref (task);
  free (s.seen);
}
END_TEST

/* -- slow subscribers ----------------------------------------------------- */

START_TEST (test_slow_subscribers)
{
  struct plating_task *task;
  uint32_t types = PLATING_EVENT_PAGE | PLATING_EVENT_STAGE_FINISHED;
  struct story all = { .n = 0 }, block = { .n = 0 }, oldest = { .n = 0 },
    newest = { .n = 0 };

  listen_to (&all, types, PLATING_DROP_NEWEST, 4000);
  listen_to (&block, types, PLATING_BLOCK, 1);
  block.sleep_ms = 1;
  listen_to (&oldest, types, PLATING_DROP_OLDEST, 2);
  listen_to (&newest, types, PLATING_DROP_NEWEST, 2);
  task = plate (60, NULL);
  run (task);
  ck_assert_uint_gt (all.n, 120);
  ck_assert_uint_eq (all.n_dropped, 0);
  /* Nothing is lost when the workers wait. */
  ck_assert_uint_eq (block.n, all.n);
  ck_assert_uint_eq (block.n_dropped, 0);
  /* What is lost is counted: newest cannot tell what was lost last. */
  ck_assert_uint_eq (oldest.n + oldest.n_dropped, all.n);
  ck_assert_uint_le (newest.n + newest.n_dropped, all.n);
  ck_assert_str_eq (oldest.seen[oldest.n - 1].path,
                    all.seen[all.n - 1].path);
  ck_assert_str_eq (newest.seen[0].stage, all.seen[0].stage);
  plating_task_unref (task);
  free (all.seen);
  free (block.seen);
  free (oldest.seen);
  free (newest.seen);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("run-events");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_run);
  tcase_add_test (tests, test_failing_pages);
  tcase_add_test (tests, test_retry);
  tcase_add_test (tests, test_slow_subscribers);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
