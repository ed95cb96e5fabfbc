/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines have the right prefix, are one write each and keep errno. */

#include <config.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "core/error.h"
#include "core/log.h"

static struct pl_log *log_;
static int pipe_fds[2];

static void
set_up (void)
{
  ck_assert_int_eq (pipe (pipe_fds), 0);
  log_ = pl_log_new ();
  ck_assert_ptr_nonnull (log_);
  pl_log_set_fd (log_, pipe_fds[1]);
}

static void
tear_down (void)
{
  close (pipe_fds[0]);
  close (pipe_fds[1]);
  pl_log_free (log_);
}

/* What was written since the last call. */
static const char *
written (void)
{
  static char text[65536];
  ssize_t n;

  ck_assert_int_eq (write (pipe_fds[1], "$", 1), 1);
  n = read (pipe_fds[0], text, sizeof text - 1);
  ck_assert_int_gt (n, 0);
  ck_assert_int_eq (text[n - 1], '$');
  text[n - 1] = '\0';
  return text;
}

START_TEST (test_prefixes)
{
  pl_log_set_level (log_, PLATING_LEVEL_TRACE);
  pl_log_line (log_, PLATING_LEVEL_ERROR, NULL, "no %s", "luck");
  ck_assert_str_eq (written (), "plating: error: no luck\n");
  pl_log_line (log_, PLATING_LEVEL_WARNING, "registry", "odd");
  ck_assert_str_eq (written (), "plating: warning: registry: odd\n");
  pl_log_line (log_, PLATING_LEVEL_INFO, NULL, "done");
  ck_assert_str_eq (written (), "plating: done\n");
  pl_log_line (log_, PLATING_LEVEL_DEBUG, NULL, "d");
  ck_assert_str_eq (written (), "plating: debug: d\n");
  pl_log_line (log_, PLATING_LEVEL_TRACE, NULL, "t");
  ck_assert_str_eq (written (), "plating: trace: t\n");
}
END_TEST

START_TEST (test_threshold)
{
  pl_log_line (log_, PLATING_LEVEL_DEBUG, NULL, "hidden");
  ck_assert_str_eq (written (), "");
  ck_assert_int_eq (pl_log_shows (log_, PLATING_LEVEL_INFO), 1);
  ck_assert_int_eq (pl_log_shows (log_, PLATING_LEVEL_DEBUG), 0);
  pl_log_set_level (log_, PLATING_LEVEL_ERROR);
  pl_log_line (log_, PLATING_LEVEL_WARNING, NULL, "hidden");
  ck_assert_str_eq (written (), "");
  ck_assert_int_eq (pl_log_shows (NULL, PLATING_LEVEL_ERROR), 0);
  pl_log_line (NULL, PLATING_LEVEL_ERROR, NULL, "nowhere");
}
END_TEST

START_TEST (test_hostile_message_is_one_line)
{
  static const char text[] = "a\nplating: error: forged\033[31m\n";

  pl_log_text (log_, PLATING_LEVEL_INFO, "p",
               (struct plating_text) { text, sizeof text - 1 });
  ck_assert_str_eq (written (),
                    "plating: p: a\\nplating: error: forged\\x1b[31m\n");
  pl_log_text (log_, PLATING_LEVEL_INFO, NULL,
               (struct plating_text) { NULL, 0 });
  ck_assert_str_eq (written (), "plating: \n");
}
END_TEST

START_TEST (test_error_with_causes_and_hint)
{
  struct plating_error *e = NULL;

  pl_error_set (&e, PLATING_E_FORMAT, "unexpected '}'");
  pl_error_add_place (&e, "schema.json", 4, 5);
  pl_error_add_plugin (&e, "schema-json");
  pl_error_add_hint (&e, "check the file");
  pl_error_wrap (&e, PLATING_E_FORMAT, "read the schema");
  pl_log_error (log_, PLATING_LEVEL_ERROR, e);
  ck_assert_str_eq (written (),
                    "plating: error: schema-json: read the schema: "
                    "unexpected '}': schema.json:4:5\n"
                    "plating: hint: check the file\n");
  pl_log_set_format (log_, PL_LOG_JSON);
  pl_log_error (log_, PLATING_LEVEL_ERROR, e);
  ck_assert_str_eq (written (),
                    "{\"level\":\"error\",\"plugin\":\"schema-json\","
                    "\"message\":\"read the schema: unexpected '}': "
                    "schema.json:4:5\",\"hint\":\"check the file\"}\n");
  plating_error_unref (e);
}
END_TEST

START_TEST (test_json_of_bad_bytes)
{
  pl_log_set_format (log_, PL_LOG_JSON);
  pl_log_line (log_, PLATING_LEVEL_WARNING, NULL, "a\"\xff");
  ck_assert_str_eq (written (),
                    "{\"level\":\"warning\",\"message\":\"a\\\"\\\\xff\"}\n");
}
END_TEST

START_TEST (test_color)
{
  pl_log_set_color (log_, 1);
  pl_log_line (log_, PLATING_LEVEL_ERROR, NULL, "x");
  ck_assert_str_eq (written (), "plating: \033[1;31merror: \033[0mx\n");
  pl_log_line (log_, PLATING_LEVEL_INFO, NULL, "x");
  ck_assert_str_eq (written (), "plating: x\n");
}
END_TEST

START_TEST (test_errno_is_preserved)
{
  errno = EXDEV;
  pl_log_set_fd (log_, -1);
  pl_log_line (log_, PLATING_LEVEL_ERROR, NULL, "x");
  ck_assert_int_eq (errno, EXDEV);
  pl_log_set_fd (log_, pipe_fds[1]);
}
END_TEST

START_TEST (test_progress_gives_way)
{
  pl_log_progress (log_, "3 of 7");
  ck_assert_str_eq (written (), "\r3 of 7\033[K");
  pl_log_line (log_, PLATING_LEVEL_INFO, NULL, "x");
  ck_assert_str_eq (written (), "\r\033[Kplating: x\n");
  pl_log_line (log_, PLATING_LEVEL_INFO, NULL, "x");
  ck_assert_str_eq (written (), "plating: x\n");
  pl_log_progress (log_, "4 of 7");
  pl_log_progress (log_, NULL);
  ck_assert_str_eq (written (), "\r4 of 7\033[K\r\033[K");
  pl_log_progress (log_, NULL);
  ck_assert_str_eq (written (), "");
}
END_TEST

struct seen {
  uint32_t level;
  char plugin[32], line[64];
  int n;
};

static void
take (void *data, uint32_t level, const char *plugin, const char *line)
{
  struct seen *seen = data;

  seen->level = level;
  snprintf (seen->plugin, sizeof seen->plugin, "%s", plugin ? plugin : "-");
  snprintf (seen->line, sizeof seen->line, "%s", line);
  seen->n++;
}

START_TEST (test_sink)
{
  struct seen seen = { 0 };

  pl_log_set_sink (log_, take, &seen);
  pl_log_line (log_, PLATING_LEVEL_WARNING, "mkdocs", "hm\n");
  ck_assert_uint_eq (seen.level, PLATING_LEVEL_WARNING);
  ck_assert_str_eq (seen.plugin, "mkdocs");
  ck_assert_str_eq (seen.line, "hm");
  pl_log_progress (log_, "nothing");
  pl_log_line (log_, PLATING_LEVEL_DEBUG, NULL, "hidden");
  ck_assert_int_eq (seen.n, 1);
  ck_assert_str_eq (written (), "");
  pl_log_set_sink (log_, NULL, NULL);
  pl_log_line (log_, PLATING_LEVEL_INFO, NULL, "back");
  ck_assert_str_eq (written (), "plating: back\n");
}
END_TEST

static void *
write_lines (void *data)
{
  int i;

  (void) data;
  for (i = 0; i < 100; i++)
    pl_log_line (log_, PLATING_LEVEL_INFO, "thread", "%060d", i);
  return NULL;
}

START_TEST (test_lines_of_threads_are_whole)
{
  pthread_t threads[4];
  char line[128];
  FILE *f = fdopen (dup (pipe_fds[0]), "r");
  int i, n = 0;

  for (i = 0; i < 4; i++)
    pthread_create (&threads[i], NULL, write_lines, NULL);
  while (n < 400 && fgets (line, sizeof line, f)) {
    ck_assert_uint_eq (strlen (line), strlen ("plating: thread: ") + 61);
    ck_assert_int_eq (strncmp (line, "plating: thread: 000", 20), 0);
    n++;
  }
  for (i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  ck_assert_int_eq (n, 400);
  fclose (f);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("log");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_prefixes);
  tcase_add_test (tests, test_threshold);
  tcase_add_test (tests, test_hostile_message_is_one_line);
  tcase_add_test (tests, test_error_with_causes_and_hint);
  tcase_add_test (tests, test_json_of_bad_bytes);
  tcase_add_test (tests, test_color);
  tcase_add_test (tests, test_errno_is_preserved);
  tcase_add_test (tests, test_progress_gives_way);
  tcase_add_test (tests, test_sink);
  tcase_add_test (tests, test_lines_of_threads_are_whole);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
