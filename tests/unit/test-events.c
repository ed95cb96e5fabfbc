/* SPDX-License-Identifier: Apache-2.0 */
/* Events reach subscribers in order; what a full queue loses is what the
 * policy says, and is counted. */

#include <config.h>

#include <stdatomic.h>
#include <stdlib.h>

#include <check.h>
#include <uv.h>

#include <plating/observe.h>

#include "core/events.h"
#include "core/loop.h"
#include "core/worker.h"

struct fixture {
  uv_loop_t uv;
  struct pl_loop *loop;
  struct pl_events *events;
  uint64_t seen[64];
  unsigned n;
  uint64_t dropped;
  struct plating_subscription *ends;  /* after the first event */
};

static struct fixture f;

static void
set_up (void)
{
  f = (struct fixture) { .n = 0 };
  ck_assert_int_eq (uv_loop_init (&f.uv), 0);
  ck_assert_int_eq (pl_loop_new (&f.uv, &f.loop), 0);
  pl_loop_hold (f.loop);
  f.events = pl_events_new ();
  ck_assert_ptr_nonnull (f.events);
}

static void
tear_down (void)
{
  pl_loop_release (f.loop);
  pl_loop_close (f.loop, NULL, NULL);
  uv_run (&f.uv, UV_RUN_DEFAULT);
  pl_events_free (f.events);
  ck_assert_int_eq (uv_loop_close (&f.uv), 0);
}

static void
on_event (void *data, const struct plating_event *event)
{
  (void) data;
  ck_assert_uint_lt (f.n, 64);
  f.seen[f.n++] = event->done;
  f.dropped += event->dropped;
  if (f.ends)
    plating_unsubscribe (f.ends);
  f.ends = NULL;
}

static struct plating_subscription *
subscribe (uint32_t policy, uint32_t capacity)
{
  struct plating_subscription_options options = {
    .struct_size = sizeof options,
    .types = PLATING_EVENT_PAGE | PLATING_EVENT_PROGRESS,
    .policy = policy, .capacity = capacity, .on_event = on_event,
  };

  return pl_events_subscribe (f.events, f.loop, &options);
}

static void
tell (uint32_t type, uint64_t number)
{
  struct plating_event event = {
    .type = type, .path = "a/page.md", .done = number,
  };

  pl_events_tell (f.events, &event);
}

static void
tell_pages (uint64_t n)
{
  uint64_t i;

  for (i = 1; i <= n; i++)
    tell (PLATING_EVENT_PAGE, i);
}

static void
run (void)
{
  unsigned i;

  for (i = 0; i < 8; i++)
    uv_run (&f.uv, UV_RUN_NOWAIT);
}

START_TEST (test_order)
{
  ck_assert (!pl_events_wants (NULL, PLATING_EVENT_PAGE));
  ck_assert (!pl_events_wants (f.events, PLATING_EVENT_PAGE));
  ck_assert_ptr_nonnull (subscribe (0, 0));
  ck_assert (pl_events_wants (f.events, PLATING_EVENT_PAGE));
  ck_assert (!pl_events_wants (f.events, PLATING_EVENT_RETRY));
  tell (PLATING_EVENT_RETRY, 99);
  tell_pages (5);
  ck_assert_uint_eq (f.n, 0);
  run ();
  ck_assert_uint_eq (f.n, 5);
  ck_assert_uint_eq (f.seen[0], 1);
  ck_assert_uint_eq (f.seen[4], 5);
  ck_assert_uint_eq (f.dropped, 0);
}
END_TEST

START_TEST (test_drop_oldest)
{
  subscribe (PLATING_DROP_OLDEST, 3);
  tell_pages (10);
  run ();
  ck_assert_uint_eq (f.n, 3);
  ck_assert_uint_eq (f.seen[0], 8);
  ck_assert_uint_eq (f.seen[2], 10);
  ck_assert_uint_eq (f.dropped, 7);
}
END_TEST

START_TEST (test_drop_newest)
{
  subscribe (PLATING_DROP_NEWEST, 3);
  tell_pages (10);
  run ();
  ck_assert_uint_eq (f.n, 3);
  ck_assert_uint_eq (f.seen[0], 1);
  ck_assert_uint_eq (f.seen[2], 3);
  ck_assert_uint_eq (f.dropped, 7);
}
END_TEST

START_TEST (test_progress_is_merged)
{
  uint64_t i;

  subscribe (PLATING_DROP_NEWEST, 3);
  for (i = 1; i <= 10; i++)
    tell (PLATING_EVENT_PROGRESS, i);
  tell (PLATING_EVENT_PROGRESS, 4);
  run ();
  ck_assert_uint_eq (f.n, 1);
  ck_assert_uint_eq (f.seen[0], 10);
  ck_assert_uint_eq (f.dropped, 0);
}
END_TEST

struct teller {
  struct pl_work work;
  atomic_int is_over;
};

static void
tell_from_worker (struct pl_work *work)
{
  tell_pages (40);
  atomic_store (&((struct teller *) (void *) work)->is_over, 1);
}

START_TEST (test_block)
{
  struct pl_workers *workers = pl_workers_new (1);
  struct teller teller = { .work.run = tell_from_worker };
  unsigned i;

  subscribe (PLATING_BLOCK, 3);
  pl_workers_push (workers, &teller.work);
  uv_sleep (30);
  ck_assert (!atomic_load (&teller.is_over));
  for (i = 0; i < 2000 && f.n < 40; i++) {
    uv_run (&f.uv, UV_RUN_NOWAIT);
    uv_sleep (1);
  }
  pl_workers_free (workers);
  ck_assert_uint_eq (f.n, 40);
  ck_assert_uint_eq (f.seen[39], 40);
  ck_assert_uint_eq (f.dropped, 0);
}
END_TEST

START_TEST (test_end_releases_the_worker)
{
  struct pl_workers *workers = pl_workers_new (1);
  struct teller teller = { .work.run = tell_from_worker };
  struct plating_subscription *s = subscribe (PLATING_BLOCK, 3);

  pl_workers_push (workers, &teller.work);
  uv_sleep (30);
  plating_unsubscribe (s);
  pl_workers_free (workers);
  ck_assert (atomic_load (&teller.is_over));
  run ();
  ck_assert_uint_eq (f.n, 0);
}
END_TEST

START_TEST (test_end_within_callback)
{
  f.ends = subscribe (0, 0);
  tell_pages (5);
  run ();
  ck_assert_uint_eq (f.n, 1);
  ck_assert (!pl_events_wants (f.events, PLATING_EVENT_PAGE));
}
END_TEST

START_TEST (test_close_delivers_all)
{
  uint64_t i;

  subscribe (0, 0);
  for (i = 0; i < 50; i++)
    tell (PLATING_EVENT_PAGE, i);
  pl_loop_close (f.loop, NULL, NULL);
  ck_assert_uint_eq (f.n, 50);
  uv_run (&f.uv, UV_RUN_DEFAULT);
  ck_assert_int_eq (pl_loop_new (&f.uv, &f.loop), 0);
  pl_loop_hold (f.loop);
}
END_TEST

START_TEST (test_options)
{
  ck_assert_ptr_null (subscribe (101, 3));
  ck_assert_ptr_null (subscribe (PLATING_BLOCK, 65537));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("events");
  TCase *tests = tcase_create ("events");
  SRunner *runner;
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_order);
  tcase_add_test (tests, test_drop_oldest);
  tcase_add_test (tests, test_drop_newest);
  tcase_add_test (tests, test_progress_is_merged);
  tcase_add_test (tests, test_block);
  tcase_add_test (tests, test_end_releases_the_worker);
  tcase_add_test (tests, test_end_within_callback);
  tcase_add_test (tests, test_close_delivers_all);
  tcase_add_test (tests, test_options);
  suite_add_tcase (suite, tests);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
