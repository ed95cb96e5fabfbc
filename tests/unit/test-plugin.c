/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a good file is loaded once, however often and from however many
 * threads it is asked for; a bad one is refused for its own reason. */

#include <config.h>

#include <pthread.h>

#include <check.h>

#include <plating/run.h>

#include "core/plugin.h"
#include "plugin-files.h"

/* Fails unless FILE is refused with WHY in the message. */
static void
refuse (const char *file, const char *why)
{
  struct plating_error *err = NULL;
  struct pl_plugin *p;
  int status = pl_plugin_load (file, &p, &err);

  ck_assert_msg (status == PLATING_E_PLUGIN, "%s was loaded", file);
  ck_assert_ptr_null (p);
  ck_assert_msg (strstr (plating_error_message (err), why) != NULL,
                 "'%s' lacks '%s'", plating_error_message (err), why);
  ck_assert_ptr_nonnull (strstr (plating_error_message (err), file));
  plating_error_unref (err);
}

static struct pl_plugin *
load (const char *file)
{
  struct plating_error *err = NULL;
  struct pl_plugin *p;
  int status = pl_plugin_load (file, &p, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  return p;
}

START_TEST (test_good_plugins)
{
  struct pl_plugin *p = load (plugin_file ("minimal-renderer"));
  const struct plating_template_function *functions;
  size_t n;

  ck_assert_str_eq (pl_plugin_label (p), "minimal-renderer");
  ck_assert_str_eq (pl_plugin_path (p), plugin_file ("minimal-renderer"));
  ck_assert_ptr_nonnull (pl_plugin_renderer (p)->render);
  ck_assert_ptr_eq (pl_plugin_descriptor (p)->ops, pl_plugin_renderer (p));
  ck_assert_ptr_null (pl_plugin_validator (p));
  ck_assert_ptr_null (pl_plugin_discovery (p));
  ck_assert (pl_plugin_list_has (pl_plugin_renderer (p)->accepts,
                                 PLATING_MEDIA_COMPONENT));
  ck_assert (!pl_plugin_list_has (pl_plugin_renderer (p)->accepts, "x"));
  ck_assert_ptr_null (pl_plugin_template_functions (p, &n));
  ck_assert_uint_eq (n, 0);

  p = load (plugin_file ("complete-validator"));
  ck_assert_ptr_nonnull (pl_plugin_validator (p));
  functions = pl_plugin_template_functions (p, &n);
  ck_assert_uint_eq (n, 3);
  ck_assert_str_eq (functions[2].name, "pad");
  ck_assert_ptr_nonnull (pl_plugin_commands (p, &n));
  ck_assert_uint_eq (n, 1);
}
END_TEST

START_TEST (test_same_file_is_one_plugin)
{
  struct pl_plugin *p = load (plugin_file ("minimal-renderer"));
  char *folder = strdup (new_folder ()), link_path[4200], cwd[4096];
  const char *dir = plugin_files_dir ();

  ck_assert_ptr_eq (load (plugin_file ("minimal-renderer")), p);
  snprintf (link_path, sizeof link_path, "%s/plating-minimal-renderer.so",
            folder);
  ck_assert_int_eq (symlink (plugin_file ("minimal-renderer"), link_path), 0);
  ck_assert_ptr_eq (load (link_path), p);
  ck_assert_ptr_nonnull (getcwd (cwd, sizeof cwd));
  ck_assert_int_eq (chdir (dir), 0);
  ck_assert_ptr_eq (load ("plating-minimal-renderer.so"), p);
  ck_assert_ptr_eq (load ("./plating-minimal-renderer.so"), p);
  ck_assert_int_eq (chdir (cwd), 0);
  remove_folder (folder);
  free (folder);
}
END_TEST

START_TEST (test_refused_by_descriptor)
{
  static const struct {
    const char *name, *why;
  } cases[] = {
    { "no-descriptor-renderer", "is not a plugin: it has no descriptor" },
    { "null-descriptor-renderer", "gives no descriptor" },
    { "newer-abi-renderer", "is built for plugin ABI " },
    { "older-abi-renderer", "is built for plugin ABI " },
    { "needs-newer-host-renderer", "install a newer plating" },
    { "short-struct-renderer", "states a descriptor of " },
    { "wrong-kind-renderer", "is a renderer by its name" },
    { "wrong-name-renderer", "holds the plugin 'other-name'" },
    { "unknown-flag-renderer", "has the unknown flag 0x4000" },
    { "undefined-symbol-renderer", "cannot be loaded: undefined symbol: "
      "function_that_nobody_defines" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    refuse (plugin_file (cases[i].name), cases[i].why);
    /* It is mapped now, and still no plugin. */
    refuse (plugin_file (cases[i].name), cases[i].why);
  }
}
END_TEST

START_TEST (test_refused_by_file)
{
  char *folder = strdup (new_folder ()), path[4200];
  size_t len;
  char *bytes = read_bytes (plugin_file ("minimal-renderer"), &len);

  snprintf (path, sizeof path, "%s/plating-minimal-renderer.so", folder);
  refuse (path, "does not exist");
  write_bytes (path, bytes, len / 2);
  refuse (path, "is truncated");
  write_bytes (path, "hello", 5);
  refuse (path, "is not a plugin");
  write_bytes (path, bytes, len);
  ck_assert_int_eq (chmod (path, 0777), 0);
  refuse (path, "can be written by others");
  snprintf (path, sizeof path, "%s/minimal.la", folder);
  write_bytes (path, bytes, len);
  refuse (path, "has a name that does not end in '.so'");
  free (bytes);
  remove_folder (folder);
  free (folder);
}
END_TEST

START_TEST (test_replaced_file)
{
  char *folder = strdup (new_folder ()), path[4200], aside[4200];

  snprintf (path, sizeof path, "%s/plating-minimal-renderer.so", folder);
  snprintf (aside, sizeof aside, "%s/aside", folder);
  copy_file (plugin_file ("minimal-renderer"), path);
  load (path);
  ck_assert_int_eq (rename (path, aside), 0);
  copy_file (plugin_file ("minimal-renderer"), path);
  refuse (path, "was replaced after this program had loaded it");
  remove_folder (folder);
  free (folder);
}
END_TEST

static void *
load_in_thread (void *file)
{
  struct pl_plugin *p;

  return pl_plugin_load (file, &p, NULL) == 0 ? p : NULL;
}

START_TEST (test_threads)
{
  char *file = strdup (plugin_file ("complete-validator"));
  pthread_t threads[8];
  void *first = NULL, *p;

  for (int i = 0; i < 8; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, load_in_thread,
                                      file), 0);
  for (int i = 0; i < 8; i++) {
    pthread_join (threads[i], &p);
    ck_assert_ptr_nonnull (p);
    ck_assert (!first || first == p);
    first = p;
  }
  free (file);
}
END_TEST

START_TEST (test_disable)
{
  struct pl_plugin *p = load (plugin_file ("create-fails-renderer"));

  ck_assert (!pl_plugin_is_disabled (p));
  ck_assert_ptr_null (pl_plugin_disabled_reason (p));
  ck_assert_int_eq (pl_plugin_disable (p, "first"), 1);
  ck_assert_int_eq (pl_plugin_disable (p, "second"), 0);
  ck_assert (pl_plugin_is_disabled (p));
  ck_assert_str_eq (pl_plugin_disabled_reason (p), "first");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plugin");
  TCase *tests = tcase_create ("plugin");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_good_plugins);
  tcase_add_test (tests, test_same_file_is_one_plugin);
  tcase_add_test (tests, test_refused_by_descriptor);
  tcase_add_test (tests, test_refused_by_file);
  tcase_add_test (tests, test_replaced_file);
  tcase_add_test (tests, test_threads);
  tcase_add_test (tests, test_disable);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
