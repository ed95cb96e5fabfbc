/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of config-tree.h and config-file.h. */

#include <config.h>

#include "core/config-file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/types.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "core/config-tree.h"
#include "core/options.h"
#include "scratch.h"

static struct pl_arena arena;
static struct plating_error *error;

static void
setup (void)
{
  pl_arena_init (&arena, 0);
  error = NULL;
}

static void
teardown (void)
{
  plating_error_unref (error);
  pl_arena_release (&arena);
}

static struct pl_config_node *
yaml (const char *text)
{
  struct pl_config_node *root;

  ck_assert_msg (pl_config_read_yaml (&arena, text, strlen (text), &root,
                                      &error) == 0, "%s", text);
  ck_assert_ptr_nonnull (root);
  return root;
}

START_TEST (test_scalars)
{
  static const struct {
    const char *yaml;
    uint32_t type;
    const char *text;
  } cases[] = {
    { "x", PL_CONFIG_STRING, "x" }, { "'1'", PL_CONFIG_STRING, "1" },
    { "\"true\"", PL_CONFIG_STRING, "true" },
    { "true", PL_CONFIG_BOOL, "true" }, { "TRUE", PL_CONFIG_BOOL, "true" },
    { "False", PL_CONFIG_BOOL, "false" }, { "yes", PL_CONFIG_STRING, "yes" },
    { "12", PL_CONFIG_INT, "12" }, { "-3", PL_CONFIG_INT, "-3" },
    { "1.5", PL_CONFIG_NUMBER, "1.5" }, { "1e3", PL_CONFIG_NUMBER, "1e3" },
    { ".5", PL_CONFIG_NUMBER, ".5" }, { ".inf", PL_CONFIG_NUMBER, ".inf" },
    { "1.2.3", PL_CONFIG_STRING, "1.2.3" }, { "1e", PL_CONFIG_STRING, "1e" },
    { ".", PL_CONFIG_STRING, "." }, { "-", PL_CONFIG_LIST, NULL },
    { "~", PL_CONFIG_NULL, "~" }, { "", PL_CONFIG_NULL, NULL },
    { "# x", PL_CONFIG_NULL, NULL }, { "null", PL_CONFIG_NULL, "null" },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct pl_config_node *n = yaml (cases[i].yaml);

    ck_assert_msg (n->type == cases[i].type, "%s: %u", cases[i].yaml,
                   n->type);
    if (cases[i].text)
      ck_assert_str_eq (n->text, cases[i].text);
  }
}
END_TEST

START_TEST (test_places)
{
  const struct pl_config_node *root = yaml ("a: 1\nb:\n  - x\n  - c: d\n");
  const struct pl_config_node *b = root->last;

  ck_assert_uint_eq (root->n, 2);
  ck_assert_str_eq (root->first->key, "a");
  ck_assert_uint_eq (root->first->key_line, 1);
  ck_assert_uint_eq (root->first->column, 4);
  ck_assert_uint_eq (b->key_line, 2);
  ck_assert_uint_eq (b->first->line, 3);
  ck_assert_uint_eq (b->first->column, 5);
  ck_assert_str_eq (b->last->first->key, "c");
  ck_assert_uint_eq (b->last->first->key_line, 4);
}
END_TEST

static void
refused (int (*read) (struct pl_arena *, const char *, size_t,
                      struct pl_config_node **, struct plating_error **),
         const char *text, size_t len, uint32_t line)
{
  struct pl_config_node *root;

  ck_assert_msg (read (&arena, text, len, &root, &error)
                 == PLATING_E_CONFIG, "%s", text);
  ck_assert_msg (plating_error_line (error) == line, "%.40s: line %u", text,
                 plating_error_line (error));
  plating_error_unref (error);
  error = NULL;
}

START_TEST (test_refused)
{
  static const struct {
    const char *text;
    uint32_t line;
  } yamls[] = {
    { "a: &x 1\nb: *x", 2 }, { "a: !!int 1", 1 }, { "a: !x {}", 1 },
    { "a: 1\na: 2", 2 }, { "a\n---\nb", 2 },
    { "[a]: b", 1 }, { "? {}\n: b", 1 }, { "a: \"\\0\"", 1 },
  };
  struct pl_buffer b;
  size_t i;

  for (i = 0; i < sizeof yamls / sizeof *yamls; i++)
    refused (pl_config_read_yaml, yamls[i].text, strlen (yamls[i].text),
             yamls[i].line);
  pl_buffer_init (&b);
  pl_buffer_fill (&b, '[', 100000);
  refused (pl_config_read_yaml, b.data, b.len, 1);
  pl_buffer_clear (&b);
  pl_buffer_fill (&b, ' ', PL_CONFIG_SIZE_MAX + 1);
  refused (pl_config_read_yaml, b.data, b.len, 0);
  pl_buffer_clear (&b);
  for (i = 0; i <= PL_CONFIG_ITEMS_MAX; i++)
    pl_buffer_printf (&b, "k%zu: v\n", i);
  refused (pl_config_read_yaml, b.data, b.len, PL_CONFIG_ITEMS_MAX + 1);
  pl_buffer_release (&b);
}
END_TEST

START_TEST (test_toml)
{
  static const char text[] = "[tool.plating]\na = 'x'\nb = [1, 2.5, true]\n"
    "c = { d = 1979-05-27 }\n";
  static const char nul[] = "[tool.plating]\na = \"\\u0000\"\n";
  struct pl_config_node *root;
  const struct pl_config_node *b;

  ck_assert_int_eq (pl_config_read_toml (&arena, text, strlen (text), &root,
                                         &error), 0);
  ck_assert_uint_eq (root->n, 3);
  ck_assert_str_eq (root->first->text, "x");
  b = root->first->next;
  ck_assert_str_eq (b->first->text, "1");
  ck_assert_uint_eq (b->first->next->type, PL_CONFIG_NUMBER);
  ck_assert_str_eq (b->last->text, "true");
  ck_assert_uint_eq (b->key_line, 3);
  ck_assert_uint_eq (root->last->first->type, PL_CONFIG_DATE);
  ck_assert_int_eq (pl_config_read_toml (&arena, "[tool]\n", 7, &root,
                                         &error), 0);
  ck_assert_ptr_null (root);
  refused (pl_config_read_toml, nul, strlen (nul), 2);
  refused (pl_config_read_toml, "x = ", 4, 1);
}
END_TEST

/* Whoever sets options before is not overruled, and knows where the rest
 * comes from. */
START_TEST (test_apply)
{
  struct plating_options *o = plating_options_new (), *copy;
  const struct pl_origin *origin;
  const struct pl_option *jobs = pl_options_find ("jobs", 4);
  const char *dir = scratch_new ();
  char path[4096];

  scratch_write (dir, "plating.yaml",
                 "provider-name: file\n"
                 "plugins: [a, {name: b, settings: {c: 'd,e', f: [1, true]}}]"
                 "\njobs: 3\nprune: true\noffline: true\n");
  snprintf (path, sizeof path, "%s/plating.yaml", dir);
  plating_options_set (o, "provider-dir", dir, NULL);
  plating_options_set (o, "provider-name", "mine", NULL);
  plating_options_set (o, "offline", "false", NULL);
  ck_assert_int_eq (pl_config_apply (o, PL_VERB_ADORN, &error), 0);
  ck_assert_str_eq (o->provider_name, "mine");
  ck_assert_uint_eq (o->plugins.n, 2);
  ck_assert_str_eq (o->plugins.items[0], "a");
  ck_assert_str_eq (o->plugins.items[1], "b,c=d,,e,f=1,f=true");
  ck_assert_uint_eq (o->jobs, 3);
  ck_assert_int_eq (o->prune, 0);
  ck_assert_int_eq (o->offline, 0);
  ck_assert_int_eq (o->no_config, 1);
  copy = pl_options_copy (o);
  origin = pl_options_origin (copy, jobs, 0);
  ck_assert_ptr_nonnull (origin);
  ck_assert_str_eq (origin->file, path);
  ck_assert_uint_eq (origin->line, 3);
  ck_assert_uint_eq (origin->column, 7);
  ck_assert_int_eq (pl_options_is_given (copy, jobs), 1);
  ck_assert_ptr_null (pl_options_origin
                      (copy, pl_options_find ("provider-name", 13), 0));
  ck_assert_ptr_nonnull (pl_options_origin
                         (copy, pl_options_find ("plugin", 6), 1));
  plating_options_free (copy);
  plating_options_free (o);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("config");
  TCase *tests = tcase_create ("config");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_checked_fixture (tests, setup, teardown);
  tcase_add_test (tests, test_scalars);
  tcase_add_test (tests, test_places);
  tcase_add_test (tests, test_refused);
  tcase_add_test (tests, test_toml);
  tcase_add_test (tests, test_apply);
  scratch_begin ();
  srunner_run_all (runner, CK_NORMAL);
  scratch_end ();
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
