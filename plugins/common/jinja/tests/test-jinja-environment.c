/* SPDX-License-Identifier: Apache-2.0 */
/* An environment of Jinja templates compiles each only once, forgets those
 * that are too many, can be used by many threads at a time, and checks
 * templates without rendering them. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jinja-fixture.h"

static int
load (void *user, const char *name, size_t name_len, const char **text,
      size_t *text_len)
{
  (void) user;
  if (name_len != 4 || memcmp (name, "part", 4))
    return -ENOENT;
  *text = "<{{ name }}>";
  *text_len = strlen (*text);
  return 0;
}

static void
set_up (void)
{
  begin ();
  renew_environment (&(struct jinja_settings) { 0 });
  options.load = load;
}

START_TEST (templates_are_compiled_once)
{
  uint64_t compiled, found;

  expect ("{% include 'part' %}", "<disk>");
  expect ("{% include 'part' %}", "<disk>");
  expect ("{% include 'part' %}.", "<disk>.");
  jinja_environment_count (environment, &compiled, &found);
  ck_assert_uint_eq (compiled, 3);
  ck_assert_uint_eq (found, 3);
}
END_TEST

START_TEST (the_cache_stays_small)
{
  char text[32];
  uint64_t compiled, found;
  int i;

  renew_environment (&(struct jinja_settings) { .max_cached_bytes = 100000 });
  for (i = 0; i < 500; i++) {
    snprintf (text, sizeof text, "{{ %d }}", i % 100);
    ck_assert_int_eq (render ("page", text), 0);
  }
  jinja_environment_count (environment, &compiled, &found);
  ck_assert_uint_gt (compiled, 100);
}
END_TEST

struct worker {
  pthread_t thread;
  int failures;
};

static void *
work (void *data)
{
  struct worker *worker = data;
  struct jinja_error own_error;
  struct pl_buffer own_out;
  int i;

  jinja_error_init (&own_error);
  pl_buffer_init (&own_out);
  for (i = 0; i < 200; i++) {
    struct jinja_options own = { .load = load };
    char text[64];

    snprintf (text, sizeof text, "{%% include 'part' %%}{{ %d + 1 }}",
              i % 7);
    pl_buffer_clear (&own_out);
    if (jinja_render (environment, "page", text, strlen (text), &own,
                      &own_out, &own_error))
      worker->failures++;
    snprintf (text, sizeof text, "<>%d", i % 7 + 1);
    if (strcmp (own_out.data, text) != 0)
      worker->failures++;
  }
  jinja_error_release (&own_error);
  pl_buffer_release (&own_out);
  return NULL;
}

START_TEST (many_threads_share_an_environment)
{
  struct worker workers[4] = { 0 };
  size_t i;

  for (i = 0; i < 4; i++)
    ck_assert_int_eq (pthread_create (&workers[i].thread, NULL, work,
                                      &workers[i]), 0);
  for (i = 0; i < 4; i++) {
    pthread_join (workers[i].thread, NULL);
    ck_assert_int_eq (workers[i].failures, 0);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("jinja-environment");
  TCase *c = tcase_create ("environment");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, templates_are_compiled_once);
  tcase_add_test (c, the_cache_stays_small);
  tcase_add_test (c, many_threads_share_an_environment);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
