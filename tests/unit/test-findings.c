/* SPDX-License-Identifier: Apache-2.0 */
/* Findings come out in one order, once, whatever order they came in. */

#include <config.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <jansson.h>

#include "common/buffer.h"
#include "core/error.h"
#include "core/findings.h"

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

static void
add (struct pl_findings *f, const char *plugin, uint32_t severity,
     const char *file, uint32_t line, uint32_t column, const char *rule,
     const char *message, const char *component)
{
  ck_assert_int_eq (pl_findings_add (f, plugin, &(struct plating_finding) {
    .struct_size = sizeof (struct plating_finding),
    .severity = severity, .file = text (file), .line = line,
    .column = column, .rule = text (rule), .message = text (message),
    .component = text (component),
  }), 0);
}

/* All findings, formatted, a line each. */
static const char *
listing (const struct pl_findings *f)
{
  static char out[1 << 20];
  struct pl_buffer b;
  size_t i;

  pl_buffer_init (&b);
  pl_buffer_puts (&b, "");
  for (i = 0; i < pl_findings_n (f); i++) {
    pl_findings_format (pl_findings_at (f, i), 1, &b);
    pl_buffer_putc (&b, '\n');
  }
  ck_assert_uint_lt (b.len, sizeof out);
  memcpy (out, b.data, b.len + 1);
  pl_buffer_release (&b);
  return out;
}

START_TEST (test_order_and_format)
{
  struct pl_findings *f = pl_findings_new (0);

  add (f, "registry", PLATING_LEVEL_WARNING, "b.md", 1, 1, "r", "m", NULL);
  add (f, "registry", PLATING_LEVEL_ERROR, "a.md", 10, 1, "r", "m", NULL);
  add (f, "registry", PLATING_LEVEL_ERROR, "a.md", 9, 2, "r", "m", NULL);
  add (f, "registry", PLATING_LEVEL_ERROR, "a.md", 9, 1, "s", "m", NULL);
  add (f, "registry", PLATING_LEVEL_ERROR, "a.md", 9, 1, "r", "n", NULL);
  add (f, "registry", PLATING_LEVEL_INFO, "a.md", 9, 1, "r", "m", "y");
  add (f, "registry", PLATING_LEVEL_INFO, "a.md", 9, 1, "r", "m", "x");
  add (f, NULL, PLATING_LEVEL_WARNING, NULL, 0, 0, NULL, "no place", "acme");
  add (f, NULL, PLATING_LEVEL_WARNING, NULL, 7, 0, NULL, "nothing", NULL);
  add (f, NULL, 77, "a.md", 0, 3, "alone", "strange", NULL);
  ck_assert_int_eq (pl_findings_finish (f), 0);
  ck_assert_str_eq (listing (f),
                    "acme: warning: no place\n"
                    "warning: nothing\n"
                    "a.md: error: strange [alone]\n"
                    "a.md:9:1: info: m [registry/r]\n"
                    "a.md:9:1: info: m [registry/r]\n"
                    "a.md:9:1: error: n [registry/r]\n"
                    "a.md:9:1: error: m [registry/s]\n"
                    "a.md:9:2: error: m [registry/r]\n"
                    "a.md:10:1: error: m [registry/r]\n"
                    "b.md:1:1: warning: m [registry/r]\n");
  ck_assert_str_eq (pl_findings_at (f, 3)->component, "x");
  ck_assert_ptr_null (pl_findings_at (f, 10));
  pl_findings_free (f);
}
END_TEST

START_TEST (test_repeats_are_dropped)
{
  struct pl_findings *f = pl_findings_new (0);
  struct pl_findings_counts counts;
  int i;

  for (i = 0; i < 5; i++) {
    add (f, "p", PLATING_LEVEL_WARNING, "a", 1, 1, "r", "m", NULL);
    add (f, "q", PLATING_LEVEL_WARNING, "a", 1, 1, "r", "m", NULL);
    add (f, "p", PLATING_LEVEL_ERROR, "a", 1, 1, "r", "m", NULL);
    /* The same bytes, divided in another way. */
    add (f, "p", PLATING_LEVEL_WARNING, "a", 1, 1, "rm", "", NULL);
    add (f, "p", PLATING_LEVEL_WARNING, "a", 1, 1, "", "rm", NULL);
  }
  pl_findings_counts_get (f, &counts);
  ck_assert_uint_eq (counts.warnings, 4);
  ck_assert_uint_eq (counts.errors, 1);
  ck_assert_uint_eq (counts.dropped, 0);
  pl_findings_finish (f);
  ck_assert_uint_eq (pl_findings_n (f), 5);
  pl_findings_free (f);
}
END_TEST

/* Adds N findings in the order of a permutation, of which every 50th is an
 * error that sorts last, and returns what is kept. */
static char *
kept_of (unsigned n, unsigned step, size_t limit)
{
  struct pl_findings *f = pl_findings_new (limit);
  struct pl_findings_counts counts;
  char file[32], *out;
  unsigned i, k;

  for (i = 0; i < n; i++) {
    k = i * step % n;
    snprintf (file, sizeof file, "%s%06u", k % 50 == 0 ? "z" : "a", k);
    add (f, "p", k % 50 == 0 ? PLATING_LEVEL_ERROR : PLATING_LEVEL_INFO,
         file, 1, 1, "r", "m", NULL);
    add (f, "p", k % 50 == 0 ? PLATING_LEVEL_ERROR : PLATING_LEVEL_INFO,
         file, 1, 1, "r", "m", NULL);
  }
  pl_findings_counts_get (f, &counts);
  ck_assert_uint_eq (counts.errors, n / 50);
  ck_assert_uint_eq (counts.infos, n - n / 50);
  ck_assert_uint_eq (counts.dropped, n - limit);
  pl_findings_finish (f);
  pl_findings_counts_get (f, &counts);
  ck_assert_uint_eq (counts.dropped, n - limit);
  ck_assert_uint_eq (pl_findings_n (f), limit);
  out = strdup (listing (f));
  pl_findings_free (f);
  return out;
}

START_TEST (test_limit_does_not_depend_on_order)
{
  char *forward = kept_of (5000, 1, 300), *mixed = kept_of (5000, 3571, 300);
  char *backward = kept_of (5000, 4999, 300), *s;
  int n_errors = 0;

  ck_assert_str_eq (forward, mixed);
  ck_assert_str_eq (forward, backward);
  for (s = forward; (s = strstr (s, ": error:")); s++)
    n_errors++;
  ck_assert_int_eq (n_errors, 100);
  free (forward);
  free (mixed);
  free (backward);
}
END_TEST

START_TEST (test_failed_page)
{
  struct pl_findings *f = pl_findings_new (0);
  struct plating_error *e = NULL, *other = NULL;
  const struct plating_result_finding *r;
  json_t *json;
  char *dump;

  pl_error_set (&e, PLATING_E_TEMPLATE, "unclosed action");
  pl_error_add_place (&e, "templates/x.tmpl", 3, 0);
  pl_error_add_component (&e, "acme_x");
  pl_error_add_plugin (&e, "registry");
  pl_error_wrap (&e, PLATING_E_TEMPLATE, "render docs/x.md");
  pl_error_set (&other, PLATING_E_LIMIT, "too large");
  ck_assert_int_eq (pl_findings_add_error (f, "docs/x.md", e), 0);
  ck_assert_int_eq (pl_findings_add_error (f, "docs/y.md", other), 0);
  plating_error_unref (e);
  plating_error_unref (other);
  pl_findings_finish (f);
  ck_assert_str_eq (listing (f),
                    "docs/y.md: error: too large\n"
                    "templates/x.tmpl:3: error: render docs/x.md: "
                    "unclosed action [registry]\n");
  r = pl_findings_at (f, 1);
  ck_assert_int_eq (plating_error_code (r->error), PLATING_E_TEMPLATE);
  ck_assert_str_eq (r->component, "acme_x");
  json = pl_findings_json (r);
  dump = json_dumps (json, JSON_COMPACT);
  ck_assert_str_eq (dump, "{\"severity\":\"error\",\"message\":\"render "
                          "docs/x.md: unclosed action\",\"plugin\":"
                          "\"registry\",\"component\":\"acme_x\",\"file\":"
                          "\"templates/x.tmpl\",\"line\":3,\"class\":"
                          "\"template\"}");
  free (dump);
  json_decref (json);
  pl_findings_free (f);
}
END_TEST

START_TEST (test_hostile_texts)
{
  struct pl_findings *f = pl_findings_new (0);
  size_t len = 1 << 20;
  char *big = malloc (len), *dump;
  json_t *json;

  memset (big, 'x', len);
  ck_assert_int_eq (pl_findings_add (f, "p", &(struct plating_finding) {
    .struct_size = sizeof (struct plating_finding),
    .severity = PLATING_LEVEL_WARNING, .message = { big, len },
  }), 0);
  add (f, "p", PLATING_LEVEL_WARNING, "a\nb", 1, 1, "r", "bad \xff\n", NULL);
  /* A finding of an older plugin: only the first members are read. */
  ck_assert_int_eq (pl_findings_add (f, "p", &(struct plating_finding) {
    .struct_size = offsetof (struct plating_finding, message),
    .severity = PLATING_LEVEL_WARNING, .message = { big, (size_t) -1 },
  }), 0);
  pl_findings_finish (f);
  ck_assert_uint_eq (pl_findings_n (f), 3);
  ck_assert_str_eq (pl_findings_at (f, 0)->message, "");
  ck_assert_uint_eq (strlen (pl_findings_at (f, 1)->message), 65536);
  ck_assert_ptr_nonnull (strstr (listing (f), "a\\nb:1:1: warning: "
                                              "bad \\xff\\n [p/r]\n"));
  json = pl_findings_json (pl_findings_at (f, 2));
  dump = json_dumps (json, JSON_COMPACT);
  ck_assert_ptr_nonnull (strstr (dump, "bad \xef\xbf\xbd\\n"));
  free (dump);
  json_decref (json);
  pl_findings_free (f);
  free (big);
}
END_TEST

static void *
add_many (void *data)
{
  struct pl_findings *f = data;
  char file[32];
  int i;

  for (i = 0; i < 2000; i++) {
    snprintf (file, sizeof file, "f%d", i % 1000);
    add (f, "p", PLATING_LEVEL_WARNING, file, 1, 1, "r", "m", NULL);
  }
  return NULL;
}

START_TEST (test_threads)
{
  struct pl_findings *f = pl_findings_new (400);
  struct pl_findings_counts counts;
  pthread_t threads[4];
  int i;

  for (i = 0; i < 4; i++)
    pthread_create (&threads[i], NULL, add_many, f);
  for (i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  pl_findings_counts_get (f, &counts);
  ck_assert_uint_eq (counts.warnings, 1000);
  ck_assert_uint_eq (counts.dropped, 600);
  pl_findings_finish (f);
  ck_assert_uint_eq (pl_findings_n (f), 400);
  pl_findings_free (f);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("findings");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_test (tests, test_order_and_format);
  tcase_add_test (tests, test_repeats_are_dropped);
  tcase_add_test (tests, test_limit_does_not_depend_on_order);
  tcase_add_test (tests, test_failed_page);
  tcase_add_test (tests, test_hostile_texts);
  tcase_add_test (tests, test_threads);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
