/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of the core's leaves fails once: no crash, no leak, a
 * clear answer, and the files on disk are whole.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <jansson.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "core/catalog.h"
#include "core/diff.h"
#include "core/error.h"
#include "core/findings.h"
#include "core/log.h"
#include "core/plan.h"
#include "core/roots.h"
#include "core/sink.h"
#include "core/worker.h"
#include "alloc-failure.h"
#include "scratch.h"

/* -- failing -------------------------------------------------------------- */

static int (*current) (void);

static int
run_current (struct plating_error **err)
{
  (void) err;
  return current ();
}

/* Runs SCENE, which returns 0 or a negative code, with each allocation
 * failing. */
static void
fail_all (int (*scene) (void))
{
  current = scene;
  fail_each (run_current, 0);
}

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

/* -- scenes --------------------------------------------------------------- */

static char base[PATH_MAX], docs[PATH_MAX];

static void
set_up (void)
{
  strcpy (base, scratch_new ());
  strcpy (docs, scratch_path (base, "docs"));
}

/* Check's own assertions allocate. */
static void
expect (int is_true)
{
  if (is_true)
    return;
  countdown = -1;
  ck_abort_msg ("a scene is not as expected");
}

static int
fill_catalog (struct pl_catalog *c, struct pl_arena *arena)
{
  struct plating_component one = { .kind = text ("kind") };
  struct plating_catalog_request all = { 0 };
  struct pl_catalog_filter filter = { .n_kinds = 0 };
  char name[] = "name_AA";
  int code = 0, i;

  for (i = 0; i < 300 && code == 0; i++) {
    name[5] = (char) ('A' + i / 20);
    name[6] = (char) ('z' - i % 20);
    one.name = text (name);
    code = pl_catalog_add (c, &one, 1, sizeof one);
  }
  if (code == 0)
    code = pl_catalog_freeze (c, &filter, NULL);
  if (code == 0)
    code = pl_catalog_pack (c);
  if (code == 0 && !pl_catalog_get (c, 77, arena))
    code = PLATING_E_NOMEM;
  return code < 0 ? code : pl_catalog_describe (c, arena, &all);
}

static int
use_catalog (void)
{
  struct pl_catalog *c = pl_catalog_new ();
  struct pl_arena arena;
  int code = PLATING_E_NOMEM;

  pl_arena_init (&arena, 0);
  if (c)
    code = fill_catalog (c, &arena);
  pl_catalog_free (c);
  pl_arena_release (&arena);
  return code;
}

START_TEST (test_catalog)
{
  fail_all (use_catalog);
}
END_TEST

static int
use_plan (void)
{
  struct pl_plan *plan = pl_plan_new ();
  struct plating_plan_entry e = { .path = text ("resources/a.md") };
  struct pl_arena arena;
  uint32_t index;
  int code = plan ? 0 : PLATING_E_NOMEM, i;

  pl_arena_init (&arena, 0);
  for (i = 0; i < 3 && code == 0; i++) {
    e.path.ptr++;
    e.path.len--;
    code = pl_plan_add (plan, &e, 1, sizeof e, 1);
  }
  while (code == 0 && i--) {
    code = pl_plan_take (plan, &arena, &index, &e);
    code = code > 0 ? 0 : code;
  }
  pl_plan_free (plan);
  pl_arena_release (&arena);
  return code;
}

START_TEST (test_plan)
{
  fail_all (use_plan);
}
END_TEST

static int
make_errors (void)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = PLATING_E_SCHEMA,
    .message = PLATING_TEXT ("m"), .component = PLATING_TEXT ("c"),
    .file = PLATING_TEXT ("f"), .hint = PLATING_TEXT ("h"),
  };
  struct plating_error *e = NULL, *other = NULL;
  int code = pl_error_set (&e, PLATING_E_FORMAT, "bad %d", 1);

  expect (e != NULL);
  expect (code == plating_error_code (e));
  pl_error_add_place (&e, "file", 1, 2);
  pl_error_add_component (&e, "component");
  pl_error_add_plugin (&e, "plugin");
  pl_error_add_hint (&e, "hint %d", 1);
  expect (pl_error_wrap (&e, PLATING_E_IO, "frame") == code);
  expect (plating_error_message (e) != NULL);
  pl_error_set_failure (&other, &failure);
  expect (plating_error_message (other) != NULL);
  plating_error_unref (other);
  plating_error_unref (plating_error_ref (e));
  plating_error_unref (e);
  return 0;
}

START_TEST (test_errors)
{
  fail_all (make_errors);
}
END_TEST

static int
log_lines (void)
{
  struct pl_log *log = pl_log_new ();
  struct plating_error *e = NULL;
  int fds[2];
  char line[512];

  if (!log)
    return PLATING_E_NOMEM;
  expect (pipe (fds) == 0);
  pl_log_set_fd (log, fds[1]);
  pl_error_set (&e, PLATING_E_IO, "e");
  pl_error_add_hint (&e, "h");
  pl_log_line (log, PLATING_LEVEL_ERROR, "p", "%s", "x");
  /* A line comes out whatever happens. */
  expect (read (fds[0], line, sizeof line) > 10);
  pl_log_error (log, PLATING_LEVEL_ERROR, e);
  expect (read (fds[0], line, sizeof line) > 10);
  pl_log_set_format (log, PL_LOG_JSON);
  pl_log_error (log, PLATING_LEVEL_ERROR, e);
  expect (read (fds[0], line, sizeof line) > 10);
  pl_log_progress (log, "p");
  close (fds[0]);
  close (fds[1]);
  plating_error_unref (e);
  pl_log_free (log);
  return 0;
}

START_TEST (test_log)
{
  fail_all (log_lines);
}
END_TEST

static int
collect_findings (void)
{
  struct pl_findings *f = pl_findings_new (10);
  struct pl_findings_counts counts;
  struct plating_error *e = NULL;
  struct pl_buffer b;
  char message[16];
  int i, code = 0, result;

  if (!f)
    return PLATING_E_NOMEM;
  for (i = 0; i < 300; i++) {
    snprintf (message, sizeof message, "m%d", i);
    result = pl_findings_add (f, "p", &(struct plating_finding) {
      .struct_size = sizeof (struct plating_finding),
      .severity = PLATING_LEVEL_WARNING, .message = text (message),
      .file = text ("f"),
    });
    code = code < 0 ? code : result;
  }
  pl_error_set (&e, PLATING_E_IO, "e");
  result = pl_findings_add_error (f, "f", e);
  code = code < 0 ? code : result;
  plating_error_unref (e);
  pl_findings_counts_get (f, &counts);
  expect (counts.warnings == 300);
  expect (counts.errors == 1);
  result = pl_findings_finish (f);
  pl_buffer_init (&b);
  pl_findings_format (pl_findings_at (f, 0), 1, &b);
  pl_buffer_release (&b);
  json_decref (pl_findings_json (pl_findings_at (f, 0)));
  pl_findings_free (f);
  return code < 0 ? code : result;
}

START_TEST (test_findings)
{
  fail_all (collect_findings);
}
END_TEST

static int
make_difference (void)
{
  struct pl_buffer b;
  int code;

  pl_buffer_init (&b);
  code = pl_diff_unified (&b, "p", text ("a\nb\nc\nd\n"),
                          text ("b\na\nd\nc\ne\n"), 0);
  pl_buffer_release (&b);
  return code;
}

START_TEST (test_diff)
{
  fail_all (make_difference);
}
END_TEST

static int
use_roots (void)
{
  struct pl_roots *roots = pl_roots_new (NULL, NULL);
  const struct plating_tree *tree;
  struct plating_text bytes;
  struct plating_error *e = NULL;
  int code;

  if (!roots)
    return PLATING_E_NOMEM;
  code = pl_roots_add (roots, text ("r"), text (base), &e);
  if (code == 0)
    code = pl_roots_allow (roots, text ("/nowhere"), &e);
  if (code == 0)
    code = pl_roots_tree (roots, text ("r"), text (""), &tree, &e);
  if (code == 0)
    code = pl_roots_read (roots, text ("r"), text ("link"), NULL, &bytes,
                          NULL, &e);
  if (code == 0) {
    expect (tree->n_entries == 4);
    expect (strcmp (bytes.ptr, "x") == 0);
    free ((void *) (uintptr_t) bytes.ptr);
  }
  expect (code == plating_error_code (e));
  plating_error_unref (e);
  pl_roots_free (roots);
  return code;
}

START_TEST (test_roots)
{
  scratch_write (base, "d/f", "x");
  scratch_write (base, "g", "x");
  scratch_link (scratch_path (base, "d/f"), base, "link");
  fail_all (use_roots);
}
END_TEST

static struct pl_workers *workers;

/* In parts, by one thread: which allocation fails does not depend on who
 * is faster. */
static int
list_large_directory (void)
{
  struct pl_roots *roots = pl_roots_new (NULL, workers);
  const struct plating_tree *tree;
  struct plating_error *e = NULL;
  int code;

  if (!roots)
    return PLATING_E_NOMEM;
  code = pl_roots_add (roots, text ("r"), text (base), &e);
  if (code == 0)
    code = pl_roots_list (roots, text ("r"), text (""), &tree, &e);
  if (code == 0)
    expect (tree->n_entries == 400);
  expect (code == plating_error_code (e));
  plating_error_unref (e);
  pl_roots_free (roots);
  return code;
}

START_TEST (test_large_directory)
{
  char name[32];
  int i;

  for (i = 0; i < 200; i++) {
    snprintf (name, sizeof name, "d%d/f", i);
    scratch_write (base, name, "");
  }
  workers = pl_workers_new (1);
  fail_all (list_large_directory);
  pl_workers_free (workers);
}
END_TEST

static uint32_t mode;

static int
put (struct pl_sink *sink, uint64_t sequence, const char *path,
     const char *bytes, struct plating_error **err)
{
  return pl_sink_put (sink, sequence, &(struct plating_document) {
    .struct_size = sizeof (struct plating_document),
    .to = PLATING_TO_OUTPUT, .path = text (path), .bytes = text (bytes),
  }, err);
}

static int
fill_sink (struct pl_sink *sink, struct pl_arena *arena,
           struct plating_error **e)
{
  static const char *const managed[] = { "/", NULL };
  struct plating_text bytes;
  int code;

  if ((code = pl_sink_root (sink, PLATING_TO_OUTPUT,
                            docs, "docs", 0, e)) < 0
      || (code = pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, NULL, e))
         < 0
      || (code = put (sink, 1, "link.md", "link\n", e)) < 0
      || (code = put (sink, 3, "a/b/x.md", "x\n", e)) < 0
      || (code = put (sink, 2, "a/b/x.md", "y\n", e)) < 0
      || (code = put (sink, 4, "same.md", "new\n", e)) < 0
      || (code = pl_sink_read (sink, PLATING_TO_OUTPUT, text ("link.md"),
                               arena, &bytes, e)) < 0
      || (code = pl_sink_unwanted (sink, PLATING_TO_OUTPUT, managed, 1, e))
         < 0)
    return code;
  code = pl_sink_finish (sink, e);
  return code < 0 ? code : pl_sink_list (sink, e);
}

static int
use_sink (void)
{
  struct pl_sink *sink = NULL;
  struct plating_error *e = NULL;
  struct pl_arena arena;
  long saved = countdown;
  int code;

  countdown = -1;
  scratch_write (base, "docs/same.md", "old\n");
  scratch_write (base, "docs/gone/f.md", "gone\n");
  scratch_write (base, "target.md", "old\n");
  unlink (scratch_path (base, "docs/link.md"));
  scratch_link ("../target.md", base, "docs/link.md");
  countdown = saved;

  pl_arena_init (&arena, 0);
  code = pl_sink_new (&sink, &(struct pl_sink_options) {
    .mode = mode, .project = base, .keep_for_reading = 1 }, &e);
  if (code == 0)
    code = fill_sink (sink, &arena, &e);
  expect (code == plating_error_code (e));
  plating_error_unref (e);
  pl_sink_free (sink);
  pl_arena_release (&arena);
  countdown = -1;
  expect (scratch_count_temporaries (base) == 0);
  expect (strcmp (scratch_read (base, "docs/same.md"), "old\n") == 0
             || strcmp (scratch_read (base, "docs/same.md"), "new\n") == 0);
  return code;
}

START_TEST (test_sink)
{
  static const uint32_t modes[] = { PL_SINK_WRITE, PL_SINK_CHECK,
                                    PL_SINK_DIFF, PL_SINK_MEMORY };

  mode = modes[_i];
  fail_all (use_sink);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("leaf-alloc-failure");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_test (tests, test_catalog);
  tcase_add_test (tests, test_plan);
  tcase_add_test (tests, test_errors);
  tcase_add_test (tests, test_log);
  tcase_add_test (tests, test_findings);
  tcase_add_test (tests, test_diff);
  tcase_add_test (tests, test_roots);
  tcase_add_test (tests, test_large_directory);
  tcase_add_loop_test (tests, test_sink, 0, 4);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
