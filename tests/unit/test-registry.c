/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: plugins are found where the search path says and nowhere else;
 * lists survive any plugin; the cache saves work, never hides a change and
 * is never needed. */

#include <config.h>

#include <check.h>

#include <plating/plugin.h>
#include <plating/run.h>

#include "core/registry.h"
#include "plugin-files.h"

/* Folder of the test, the folders in it, the cache file, and the file to
 * which the examining program's wrapper adds a line for each run. */
static char *folder, *first, *second, *cache, *runs;

static char *
in_folder (const char *name)
{
  char *path;

  ck_assert_int_ge (asprintf (&path, "%s/%s", folder, name), 0);
  return path;
}

/* Examination goes through a script that counts. */
static void
set_up (void)
{
  const char *program = getenv ("PLATING_DESCRIBE_PLUGIN");
  char *wrapper, *script;

  ck_assert_msg (program != NULL, "PLATING_DESCRIBE_PLUGIN is not set");
  folder = strdup (new_folder ());
  first = in_folder ("first");
  second = in_folder ("second");
  cache = in_folder ("cache/registry.json");
  runs = in_folder ("runs");
  wrapper = in_folder ("wrapper");
  ck_assert_int_eq (mkdir (first, 0755), 0);
  ck_assert_int_eq (mkdir (second, 0755), 0);
  ck_assert_int_ge (asprintf (&script, "#!/bin/sh\necho run >> '%s'\n"
                              "exec '%s' \"$@\"\n", runs, program), 0);
  write_bytes (wrapper, script, strlen (script));
  setenv ("PLATING_DESCRIBE_PLUGIN", wrapper, 1);
  setenv ("PLATING_REGISTRY", cache, 1);
  unsetenv ("PLATING_PLUGIN_PATH");
  free (wrapper);
  free (script);
}

/* The environment of a test ends with its process; without fork the next
 * test wraps the wrapper, which is then gone. */
static char *real_program;

static void
tear_down (void)
{
  setenv ("PLATING_DESCRIBE_PLUGIN", real_program, 1);
  remove_folder (folder);
  free (folder);
  free (first);
  free (second);
  free (cache);
  free (runs);
}

/* Copies the built plugin FROM to DIR as plating-TO.so; returns the path,
 * which stays until the next call. */
static const char *
put_plugin (const char *dir, const char *from, const char *to)
{
  static char path[4200];

  snprintf (path, sizeof path, "%s/plating-%s.so", dir, to);
  copy_file (plugin_file (from), path);
  return path;
}

static size_t
count_runs (void)
{
  struct stat st;

  return stat (runs, &st) == 0 ? (size_t) st.st_size / strlen ("run\n") : 0;
}

static struct pl_registry *
open_registry (const char *a, const char *b)
{
  const char *dirs[] = { a, b };
  struct plating_error *err = NULL;
  struct pl_registry *r;
  size_t n = b ? 2 : a ? 1 : 0;
  int status = pl_registry_new (dirs, n, &r, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  return r;
}

static struct pl_registry_list *
list_all (const struct pl_registry *r)
{
  struct plating_error *err = NULL;
  struct pl_registry_list *list;
  int status = pl_registry_list (r, 0, &list, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  return list;
}

static void
expect_found (const struct pl_registry *r, const char *name,
              const char *dir)
{
  struct plating_error *err = NULL;
  char *path, expected[4200];
  int status = pl_registry_find (r, PLATING_PLUGIN_RENDERER, name, &path,
                                 &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  snprintf (expected, sizeof expected, "%s/plating-%s-renderer.so", dir,
            name);
  ck_assert_str_eq (path, expected);
  free (path);
}

/* Fails unless NAME is not found; the hint must contain HINT. */
static void
expect_missing (const struct pl_registry *r, const char *name,
                const char *message, const char *hint)
{
  struct plating_error *err = NULL;
  char *path;

  ck_assert_int_eq (pl_registry_find (r, PLATING_PLUGIN_RENDERER, name,
                                      &path, &err), PLATING_E_CONFIG);
  ck_assert_ptr_null (path);
  ck_assert_msg (strstr (plating_error_message (err), message) != NULL,
                 "'%s' lacks '%s'", plating_error_message (err), message);
  if (hint)
    ck_assert_msg (strstr (plating_error_hint (err), hint) != NULL,
                   "'%s' lacks '%s'", plating_error_hint (err), hint);
  plating_error_unref (err);
  ck_assert_int_eq (pl_registry_find (r, PLATING_PLUGIN_RENDERER, name,
                                      &path, NULL), PLATING_E_CONFIG);
}

/* -- search path --------------------------------------------------------- */

START_TEST (test_search_path)
{
  static const char own[] = "/home-data/plating-1/plugins/" HOST_TRIPLET;
  struct pl_registry *r;
  char cwd[4096], expected[4200];

  setenv ("PLATING_PLUGIN_PATH", ":/env/a::/given/:/env/b/:", 1);
  setenv ("XDG_DATA_HOME", "/home-data", 1);
  ck_assert_ptr_nonnull (getcwd (cwd, sizeof cwd));
  r = open_registry ("/given", "./rel");
  ck_assert_str_eq (pl_registry_dir_at (r, 0), "/given");
  snprintf (expected, sizeof expected, "%s/rel", cwd);
  ck_assert_str_eq (pl_registry_dir_at (r, 1), expected);
  ck_assert_str_eq (pl_registry_dir_at (r, 2), "/env/a");
  ck_assert_str_eq (pl_registry_dir_at (r, 3), "/env/b");
  ck_assert_str_eq (pl_registry_dir_at (r, 4), own);
  ck_assert_str_eq (pl_registry_dir_at (r, 5), PLUGINDIR);
  ck_assert_ptr_null (pl_registry_dir_at (r, 6));
  pl_registry_free (r);
  /* Must be absolute to count. */
  setenv ("XDG_DATA_HOME", "relative", 1);
  setenv ("HOME", "/somebody", 1);
  unsetenv ("PLATING_PLUGIN_PATH");
  r = open_registry (NULL, NULL);
  ck_assert_str_eq (pl_registry_dir_at (r, 0), "/somebody/.local/share/"
                    "plating-1/plugins/" HOST_TRIPLET);
  ck_assert_str_eq (pl_registry_dir_at (r, 1), PLUGINDIR);
  pl_registry_free (r);
  pl_registry_free (NULL);
}
END_TEST

START_TEST (test_find)
{
  struct pl_registry *r = open_registry (first, second);
  char link_path[4200], looked[9000];

  put_plugin (second, "minimal-renderer", "minimal-renderer");
  expect_found (r, "minimal", second);
  put_plugin (first, "minimal-renderer", "minimal-renderer");
  expect_found (r, "minimal", first);
  put_plugin (second, "complete-validator", "complete-validator");
  expect_missing (r, "complete", "no renderer plugin 'complete' found",
                  "there is a validator of this name");
  snprintf (looked, sizeof looked, "did you mean 'minimal'? looked in %s, "
            "%s, ", first, second);
  expect_missing (r, "minimla", "no renderer plugin 'minimla' found",
                  looked);
  expect_missing (r, "../minimal", "is no name of a plugin", NULL);
  expect_missing (r, "", "is no name of a plugin", NULL);
  snprintf (link_path, sizeof link_path, "%s/plating-lost-renderer.so",
            first);
  ck_assert_int_eq (symlink ("nowhere", link_path), 0);
  expect_found (r, "lost", first);
  pl_registry_free (r);
}
END_TEST

START_TEST (test_current_directory_is_not_searched)
{
  struct pl_registry *r;
  char cwd[4096];

  put_plugin (first, "minimal-renderer", "minimal-renderer");
  ck_assert_ptr_nonnull (getcwd (cwd, sizeof cwd));
  ck_assert_int_eq (chdir (first), 0);
  setenv ("PLATING_PLUGIN_PATH", ":", 1);
  setenv ("XDG_DATA_HOME", second, 1);
  r = open_registry (NULL, NULL);
  expect_missing (r, "minimal", "no renderer plugin 'minimal' found", NULL);
  pl_registry_free (r);
  ck_assert_int_eq (chdir (cwd), 0);
}
END_TEST

/* -- lists --------------------------------------------------------------- */

START_TEST (test_list)
{
  struct pl_registry *r = open_registry (first, second);
  struct pl_registry_list *list;
  const struct pl_registry_entry *e;

  put_plugin (first, "complete-validator", "complete-validator");
  put_plugin (second, "complete-validator", "complete-validator");
  put_plugin (second, "minimal-renderer", "minimal-renderer");
  put_plugin (first, "crash-in-constructor-renderer",
              "crash-in-constructor-renderer");
  put_plugin (first, "newer-abi-renderer", "newer-abi-renderer");
  write_bytes (put_plugin (first, "minimal-renderer", "text-discovery"),
               "text", 4);
  put_plugin (first, "minimal-renderer", "no-kind");
  list = list_all (r);
  e = list->entries;
  ck_assert_uint_eq (list->n_entries, 6);

  ck_assert_uint_eq (e[0].kind, PLATING_PLUGIN_DISCOVERY);
  ck_assert_str_eq (e[0].name, "text");
  ck_assert_ptr_nonnull (strstr (e[0].problem, "is not a plugin"));
  ck_assert_ptr_null (e[0].description);
  ck_assert_str_eq (e[1].name, "crash-in-constructor");
  ck_assert_ptr_nonnull (strstr (e[1].problem, "crashed while it was "
                                 "examined (signal 11"));
  ck_assert_str_eq (e[2].name, "minimal");
  ck_assert_ptr_null (e[2].problem);
  ck_assert_ptr_nonnull (e[2].description);
  ck_assert_ptr_nonnull (strstr (e[3].problem, "is built for plugin ABI"));
  ck_assert_str_eq (e[4].name, "complete");
  ck_assert_int_eq (e[4].is_hidden, 0);
  ck_assert_ptr_nonnull (strstr (e[4].path, "/first/"));
  ck_assert_int_eq (e[5].is_hidden, 1);
  ck_assert_ptr_nonnull (strstr (e[5].path, "/second/"));
  pl_registry_list_free (list);
  pl_registry_free (r);
}
END_TEST

/* -- cache --------------------------------------------------------------- */

static void
describe (const char *path, const char *name)
{
  struct plating_error *err = NULL;
  json_t *description;
  int status = pl_registry_describe (path, &description, &err);

  ck_assert_msg (status == 0, "%s", plating_error_message (err));
  ck_assert_str_eq (json_string_value (json_object_get (description, "name")),
                    name);
  json_decref (description);
}

START_TEST (test_cache_saves_work)
{
  const char *path = put_plugin (first, "minimal-renderer", "x");

  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), 1);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), 1);
  setenv ("PLATING_REGISTRY", "", 1);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), 2);
}
END_TEST

/* The same size and the same date do not make it the same file. */
START_TEST (test_cache_sees_changes)
{
  const char *path = put_plugin (first, "minimal-renderer", "x");
  struct timespec times[2];
  struct stat st;
  size_t len;
  char *bytes = read_bytes (path, &len);
  FILE *file;

  describe (path, "minimal");
  ck_assert_int_eq (stat (path, &st), 0);
  times[0] = st.st_atim;
  times[1] = st.st_mtim;
  file = fopen (path, "r+b");
  ck_assert_ptr_nonnull (file);
  ck_assert_uint_eq (fwrite (bytes, 1, len, file), len);
  fclose (file);
  ck_assert_int_eq (utimensat (AT_FDCWD, path, times, 0), 0);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), 2);
  free (bytes);
}
END_TEST

START_TEST (test_bad_caches_are_ignored)
{
  static const char *const bad[] = {
    "", "{", "[]", "null", "{\"format\":1}", "{\"format\":2,\"files\":{}}",
    ("{\"format\":1,\"plating\":\"0\",\"abi\":\"0.0\",\"examiner\":\"\","
     "\"files\":{}}"),
  };
  const char *path = put_plugin (first, "minimal-renderer", "x");
  size_t len, n = 1;
  char *good, *changed, *place;

  describe (path, "minimal");
  good = read_bytes (cache, &len);
  good[len] = '\0';
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    write_bytes (cache, bad[i], strlen (bad[i]));
    describe (path, "minimal");
    ck_assert_uint_eq (count_runs (), ++n);
  }
  /* A verdict without the shape of one. */
  changed = strdup (good);
  place = strstr (changed, "\"description\"");
  ck_assert_ptr_nonnull (place);
  place[1] = 'D';
  write_bytes (cache, changed, len);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), ++n);
  /* One that others may have written; then the good one. */
  write_bytes (cache, good, len);
  ck_assert_int_eq (chmod (cache, 0666), 0);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), ++n);
  write_bytes (cache, good, len);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), n);
  free (good);
  free (changed);
}
END_TEST

/* Nor does a place where nothing can be written matter. */
START_TEST (test_cache_is_not_needed)
{
  const char *path = put_plugin (first, "minimal-renderer", "x");

  setenv ("PLATING_REGISTRY", "/dev/null/no/cache.json", 1);
  describe (path, "minimal");
  setenv ("PLATING_REGISTRY", folder, 1);
  describe (path, "minimal");
  ck_assert_uint_eq (count_runs (), 2);
}
END_TEST

START_TEST (test_vanished_files_leave_the_cache)
{
  char *path = strdup (put_plugin (first, "minimal-renderer", "x"));
  char *bytes;
  size_t len;

  describe (path, "minimal");
  ck_assert_int_eq (unlink (path), 0);
  describe (put_plugin (first, "minimal-renderer", "y"), "minimal");
  bytes = read_bytes (cache, &len);
  bytes[len] = '\0';
  ck_assert_ptr_null (strstr (bytes, path));
  ck_assert_ptr_nonnull (strstr (bytes, "plating-y.so"));
  free (bytes);
  free (path);
}
END_TEST

START_TEST (test_examine)
{
  char *path = strdup (put_plugin (first, "crash-in-descriptor-renderer",
                                   "crash"));

  for (int i = 0; i < 2; i++) {
    struct plating_error *err = NULL;

    ck_assert_int_eq (pl_registry_examine (path, &err), PLATING_E_PLUGIN);
    ck_assert_ptr_nonnull (strstr (plating_error_message (err),
                                   "crashed while it was examined"));
    ck_assert_ptr_nonnull (strstr (plating_error_message (err), path));
    plating_error_unref (err);
    /* It stays bad until it changes. */
    ck_assert_uint_eq (count_runs (), 1);
  }
  ck_assert_int_eq (pl_registry_examine (put_plugin (first,
                                                     "minimal-renderer",
                                                     "good"), NULL), 0);
  ck_assert_int_eq (pl_registry_examine ("/nonexistent.so", NULL),
                    PLATING_E_PLUGIN);
  ck_assert_int_eq (pl_registry_examine (first, NULL), PLATING_E_PLUGIN);
  free (path);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("registry");
  TCase *tests = tcase_create ("registry");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  real_program = getenv ("PLATING_DESCRIBE_PLUGIN");
  if (real_program)
    real_program = strdup (real_program);
  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_search_path);
  tcase_add_test (tests, test_find);
  tcase_add_test (tests, test_current_directory_is_not_searched);
  tcase_add_test (tests, test_list);
  tcase_add_test (tests, test_cache_saves_work);
  tcase_add_test (tests, test_cache_sees_changes);
  tcase_add_test (tests, test_bad_caches_are_ignored);
  tcase_add_test (tests, test_cache_is_not_needed);
  tcase_add_test (tests, test_vanished_files_leave_the_cache);
  tcase_add_test (tests, test_examine);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  free (real_program);
  return n_failed ? 1 : 0;
}
