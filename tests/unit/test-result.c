/* SPDX-License-Identifier: Apache-2.0 */
/* What operations leave: each field of the results of adorn, plate and
 * validate, what failed and why, file by file; structs that are too short are
 * filled as far as they go. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog.h"
#include "core/findings.h"
#include "core/result.h"
#include "scratch.h"
#include "task-loop.h"

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

/* -- by hand -------------------------------------------------------------- */

static void
add (struct pl_findings *f, const char *file, uint32_t line, uint32_t column,
     const char *rule, const char *message)
{
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_ERROR,
    .line = line, .column = column,
    .message = { message, strlen (message) },
  };

  if (file)
    finding.file = (struct plating_text) { file, strlen (file) };
  if (rule)
    finding.rule = (struct plating_text) { rule, strlen (rule) };
  ck_assert_int_eq (pl_findings_add (f, "checker", &finding), 0);
}

START_TEST (test_failures)
{
  struct plating_validate_result v = { .struct_size = sizeof v };
  struct pl_result_facts facts = {
    .kind = PL_RESULT_VALIDATE, .processed = 5, .planned = 7,
    .duration_ns = 1500000000,
  };
  struct pl_findings *f = pl_findings_new (0);
  const struct plating_result_failure *failure;
  struct plating_result *r;

  add (f, "b.md", 3, 7, "R2", "second");
  add (f, "b.md", 1, 0, "R1", "first");
  add (f, "a.md", 0, 0, NULL, "can't be read");
  add (f, NULL, 0, 0, "R3", "of the site");
  ck_assert_int_eq (pl_findings_finish (f), 0);
  ck_assert_int_eq (pl_result_new (&r, NULL, f, NULL, &facts), 0);
  ck_assert_int_eq (plating_result_validate (r, &v), 0);
  ck_assert_uint_eq (v.flags, 0);
  ck_assert_uint_eq (v.total, 7);
  ck_assert_uint_eq (v.skipped, 2);
  ck_assert_uint_eq (v.failed, 2);
  ck_assert_uint_eq (v.passed, 3);
  ck_assert_uint_eq (v.n_errors, 4);
  ck_assert_uint_eq (v.n_lint_errors, 3);
  ck_assert_uint_eq (v.n_warnings, 0);
  ck_assert (v.duration_seconds > 1.49 && v.duration_seconds < 1.51);
  ck_assert_str_eq (v.terraform_version, "");

  failure = plating_result_failure_at (r, 0);
  ck_assert_str_eq (failure->path, "a.md");
  ck_assert_str_eq (failure->text, "can't be read");
  ck_assert_uint_eq (failure->n_errors, 1);
  failure = plating_result_failure_at (r, 1);
  ck_assert_str_eq (failure->path, "b.md");
  ck_assert_str_eq (failure->text, "1 R1 first; 3:7 R2 second");
  ck_assert_uint_eq (failure->n_errors, 2);
  ck_assert_ptr_null (plating_result_failure_at (r, 2));
  plating_result_unref (r);
}
END_TEST

START_TEST (test_short_structs)
{
  struct pl_result_facts facts = {
    .kind = PL_RESULT_PLATE, .processed = 5, .planned = 7,
  };
  struct plating_plate_result p = { .files_generated = 99 };
  struct plating_result *r;

  ck_assert_int_eq (pl_result_new (&r, NULL, NULL, NULL, &facts), 0);
  p.struct_size = offsetof (struct plating_plate_result, files_generated);
  ck_assert_int_eq (plating_result_plate (r, &p), 0);
  ck_assert_uint_eq (p.struct_size,
                     offsetof (struct plating_plate_result, files_generated));
  ck_assert_uint_eq (p.components_processed, 5);
  ck_assert_uint_eq (p.files_generated, 99);
  /* A longer one of a later release is told how much is known. */
  p.struct_size = 4096;
  ck_assert_int_eq (plating_result_plate (r, &p), 0);
  ck_assert_uint_eq (p.struct_size, sizeof p);
  ck_assert_uint_eq (p.flags, PLATING_RESULT_SUCCESS);
  plating_result_unref (r);
}
END_TEST

/* A discovery that has failed in the middle: there were components, but none
 * is to be had. */
START_TEST (test_unfinished_discovery)
{
  const struct plating_component found[] = {
    { .kind = PLATING_TEXT ("resource"), .name = PLATING_TEXT ("a") },
    { .kind = PLATING_TEXT ("resource"), .name = PLATING_TEXT ("b") },
  };
  struct plating_result_counts counts = { .struct_size = sizeof counts };
  struct pl_result_facts facts = { .kind = PL_RESULT_PLATE };
  struct pl_catalog *catalog = pl_catalog_new ();
  struct plating_result *r;
  size_t i;

  ck_assert_int_eq (pl_catalog_add (catalog, found, 2, sizeof found[0]), 0);
  ck_assert_int_eq (pl_result_new (&r, catalog, NULL, NULL, &facts), 0);
  plating_result_counts_get (r, &counts);
  ck_assert_uint_eq (counts.components, 2);
  for (i = 0; i < 3; i++)
    ck_assert_ptr_null (plating_result_component_at (r, i));
  plating_result_unref (r);
}
END_TEST

/* -- of operations -------------------------------------------------------- */

static void
set (struct plating_options *o, const char *name, const char *value)
{
  struct plating_error *err = NULL;

  ck_assert_msg (plating_options_set (o, name, value, &err) == 0, "%s: %s",
                 name, plating_error_message (err));
}

static const char *layout;      /* or NULL */

/* Runs START on the demo provider and returns a task that is done. */
static struct plating_task *
run (struct plating_task *(*start) (struct plating_session *session,
                                    struct uv_loop_s *loop,
                                    const struct plating_options *options))
{
  struct plating_options *o = plating_options_new ();
  const char *top = getenv ("PLATING_SRCDIR");
  struct plating_task *task;
  char schema[4200];

  snprintf (schema, sizeof schema, "%s/doc/demo/schema.json",
            top ? top : "../..");
  set (o, "provider-dir", base);
  set (o, "provider-name", "orchard");
  if (layout)
    set (o, "layout", layout);
  set (o, "providers-schema", schema);
  task = start (session, NULL, o);
  plating_options_free (o);
  ck_assert_int_eq (plating_session_run (session, task, 0), 0);
  ck_assert_msg (plating_task_result (task) != NULL, "%s",
                 plating_error_message (plating_task_error (task)));
  return task;
}

/* How many files the result lists with STATUS, below FOLDER. */
static uint64_t
count (const struct plating_task *task, uint32_t status, const char *folder)
{
  const struct plating_result *r = plating_task_result (task);
  const struct plating_result_file *file;
  uint64_t n = 0;
  size_t i;

  for (i = 0; (file = plating_result_file_at (r, i)); i++)
    n += file->status == status
      && !strncmp (file->path, folder, strlen (folder));
  return n;
}

START_TEST (test_adorn)
{
  struct plating_adorn_result a = { .struct_size = sizeof a };
  struct plating_task *task = run (plating_adorn);
  uint64_t templates = count (task, PLATING_FILE_WRITTEN, "templates/");
  uint64_t examples = count (task, PLATING_FILE_WRITTEN, "examples/");

  ck_assert_int_eq (plating_result_adorn (plating_task_result (task), &a), 0);
  ck_assert_uint_eq (a.flags, PLATING_RESULT_SUCCESS);
  ck_assert_uint_gt (a.components_processed, 0);
  ck_assert_uint_gt (templates, 0);
  ck_assert_uint_gt (examples, 0);
  ck_assert_uint_eq (a.templates_generated, templates);
  ck_assert_uint_eq (a.examples_created, examples);
  ck_assert_uint_eq (a.n_errors, 0);
  ck_assert (a.duration_seconds > 0);
  plating_task_unref (task);

  /* Counts are of what was really written. */
  task = run (plating_adorn);
  ck_assert_int_eq (plating_result_adorn (plating_task_result (task), &a), 0);
  ck_assert_uint_eq (a.templates_generated + a.examples_created, 0);
  ck_assert_uint_gt (a.components_processed, 0);
  plating_task_unref (task);
}
END_TEST

/* Examples that are kept beside the code are known for what they are. */
START_TEST (test_adorn_of_bundles)
{
  struct plating_adorn_result a = { .struct_size = sizeof a };
  const struct plating_result_file *file;
  struct plating_task *task;
  uint64_t n_examples = 0, n = 0;

  layout = "bundles";
  task = run (plating_adorn);
  layout = NULL;
  for (; (file = plating_result_file_at (plating_task_result (task), n)); n++)
    n_examples += strstr (file->path, ".plating/examples/") != NULL;
  ck_assert_int_eq (plating_result_adorn (plating_task_result (task), &a), 0);
  ck_assert_uint_gt (n_examples, 0);
  ck_assert_uint_gt (n, n_examples);
  ck_assert_uint_eq (a.examples_created, n_examples);
  ck_assert_uint_eq (a.templates_generated, n - n_examples);
  plating_task_unref (task);
}
END_TEST

static void
check_broken (const struct plating_task *task)
{
  const struct plating_result *r = plating_task_result (task);
  const struct plating_result_finding *finding
    = plating_result_error_at (r, 0);
  const struct plating_error *e;
  int n_causes = 0;

  ck_assert_ptr_nonnull (finding);
  ck_assert_ptr_null (plating_result_error_at (r, 1));
  ck_assert_uint_eq (finding->severity, PLATING_LEVEL_ERROR);
  ck_assert_ptr_nonnull (finding->error);
  for (e = finding->error; plating_error_cause (e);
       e = plating_error_cause (e))
    n_causes++;
  ck_assert_int_gt (n_causes, 0);
  ck_assert_int_eq (plating_error_code (e), PLATING_E_TEMPLATE);
  ck_assert_str_eq (plating_error_class (e), "template");
  ck_assert_ptr_nonnull (strstr (plating_error_file (e), "index.md.tmpl"));
  ck_assert_uint_eq (plating_error_line (e), 2);
  ck_assert_ptr_nonnull (plating_error_message (e));
  ck_assert_ptr_nonnull (strstr (plating_result_failure_at (r, 0)->path,
                                 "index.md"));
}

START_TEST (test_plate)
{
  struct plating_plate_result p = { .struct_size = sizeof p };
  struct plating_task *task = run (plating_plate);
  uint64_t n = count (task, PLATING_FILE_WRITTEN, "");
  size_t i;

  ck_assert_int_eq (plating_result_plate (plating_task_result (task), &p), 0);
  ck_assert_uint_eq (p.flags, PLATING_RESULT_SUCCESS);
  ck_assert_uint_eq (p.files_generated, n);
  ck_assert_uint_eq (p.files_written, n);
  ck_assert_uint_gt (p.components_processed, 0);
  ck_assert (p.duration_seconds > 0);
  for (i = 0; plating_result_output_at (plating_task_result (task), i); i++)
    continue;
  ck_assert_uint_eq (i, n);
  plating_task_unref (task);

  /* One page fails; the others are there already. */
  scratch_write (base, "templates/index.md.tmpl", "fine\n{{ .Nothing");
  task = run (plating_plate);
  ck_assert_int_eq (plating_result_plate (plating_task_result (task), &p), 0);
  ck_assert_uint_eq (p.flags, 0);
  ck_assert_uint_eq (p.files_generated, n - 1);
  ck_assert_uint_eq (p.files_written, 0);
  ck_assert_uint_eq (p.n_errors, 1);
  check_broken (task);
  plating_task_unref (task);
}
END_TEST

START_TEST (test_validate)
{
  struct plating_validate_result v = { .struct_size = sizeof v };
  struct plating_plate_result p = { .struct_size = sizeof p };
  struct plating_task *task = run (plating_plate);
  uint64_t n;

  plating_result_plate (plating_task_result (task), &p);
  n = p.files_generated;
  plating_task_unref (task);
  task = run (plating_validate);
  ck_assert_int_eq (plating_result_validate (plating_task_result (task), &v),
                    0);
  ck_assert_uint_eq (v.flags, PLATING_RESULT_SUCCESS);
  ck_assert_uint_eq (v.total, n);
  ck_assert_uint_eq (v.passed, n);
  ck_assert_uint_eq (v.failed + v.skipped + v.n_errors, 0);
  plating_task_unref (task);

  scratch_write (base, "docs/resources/hive.md", "no front matter\n");
  task = run (plating_validate);
  ck_assert_int_eq (plating_result_validate (plating_task_result (task), &v),
                    0);
  ck_assert_uint_eq (v.flags, 0);
  ck_assert_uint_eq (v.total, n);
  ck_assert_uint_eq (v.failed, 1);
  ck_assert_uint_eq (v.passed, n - 1);
  ck_assert_uint_gt (v.n_errors, 0);
  ck_assert_uint_eq (v.n_lint_errors, v.n_errors);
  ck_assert_ptr_nonnull (strstr (plating_result_failure_at
                                 (plating_task_result (task), 0)->path,
                                 "resources/hive.md"));
  plating_task_unref (task);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("result");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_failures);
  tcase_add_test (tests, test_short_structs);
  tcase_add_test (tests, test_unfinished_discovery);
  tcase_add_test (tests, test_adorn);
  tcase_add_test (tests, test_adorn_of_bundles);
  tcase_add_test (tests, test_plate);
  tcase_add_test (tests, test_validate);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
