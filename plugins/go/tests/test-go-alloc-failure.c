/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of a discovery that builds the provider fails once, from
 * the settings to the end of the provider: all is found, or what is said is
 * that memory is exhausted, and no error of the sources' that they have not;
 * nothing crashes or leaks, no file is left, and an executable is only kept
 * under the name of all that it is made from.
 *
 * The go command is this program, and so is what it builds. */

#include <config.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "plugins/python/tests/provide.h"
#include "tests/unit/alloc-failure.h"
#include "plugins/schema-json/tests/losing-host.h"

/* -- the go command ------------------------------------------------------- */

/* The path of this program. */
static void
find_program (char path[500])
{
  ssize_t n = readlink ("/proc/self/exe", path, 499);

  path[n > 0 ? n : 0] = '\0';
}

/* go build -o PATH, in the folder of the sources. */
static int
build (const char *path)
{
  char program[500];

  if (access ("is-library", F_OK) == 0)
    return 0;
  if (access ("is-broken", F_OK) == 0) {
    fputs ("# example.com/apple\n./main.go:3:1: odd\n./main.go:4:1: so too\n",
           stderr);
    return 1;
  }
  find_program (program);
  return symlink (program, path) != 0;
}

/* -- files ---------------------------------------------------------------- */

static char top[] = "/tmp/plating-test.XXXXXX";

static const char *const files[] = {
  "good/go.mod", "good/main.go", "broken/go.mod", "broken/is-broken",
  "library/go.mod", "library/is-library", "bare/main.go", "goenv", "tmp/",
};

static void
set_path (const char *variable, const char *name)
{
  char path[100];

  snprintf (path, sizeof path, "%s/%s", top, name);
  setenv (variable, path, 1);
}

static void
make_files (void)
{
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (top));
  ck_assert_int_eq (chdir (top), 0);
  for (i = 0; i < sizeof files / sizeof *files; i++) {
    char path[100], *slash = strchr (files[i], '/');
    FILE *f;

    snprintf (path, sizeof path, "%.*s",
              (int) (slash ? slash - files[i] : 0), files[i]);
    if (slash)
      mkdir (path, 0700);
    if (slash && !slash[1])
      continue;
    f = fopen (files[i], "w");
    ck_assert_ptr_nonnull (f);
    ck_assert_int_ge (fprintf (f, "GOFLAGS=-trimpath\n"), 0);
    ck_assert_int_eq (fclose (f), 0);
  }
  set_path ("TMPDIR", "tmp");
  set_path ("XDG_CACHE_HOME", "cache");
  set_path ("GOENV", "goenv");
  unsetenv ("GOWORK");
}

static void
remove_tree (const char *path)
{
  char command[100];

  snprintf (command, sizeof command, "rm -rf '%s'", path);
  ck_assert_int_eq (system (command), 0);
}

static void
remove_files (void)
{
  remove_tree (top);
}

/* How many files PATH has, which may be missing. */
static int
count (const char *path)
{
  DIR *dir = opendir (path);
  struct dirent *entry;
  int n = 0;

  while (dir && (entry = readdir (dir)))
    n += entry->d_name[0] != '.';
  if (dir)
    closedir (dir);
  return n;
}

/* -- discoveries ---------------------------------------------------------- */

static const struct scene {
  const char *directory;
  bool has_go, has_cache, forgets;      /* the cache, each time */
  int status;
  const char *message;
  uint32_t score;
} scenes[] = {
  { "good", true, false, false, 0, "", PLATING_PROBE_POSSIBLE },
  { "good", true, true, true, 0, "", PLATING_PROBE_POSSIBLE },
  { "good", true, true, false, 0, "", PLATING_PROBE_POSSIBLE },
  { "good", false, false, false, PLATING_E_DISCOVERY,
    "there is no go command", PLATING_PROBE_POSSIBLE },
  { "broken", true, true, false, PLATING_E_DISCOVERY,
    "exit status 1: ./main.go:3:1: odd", PLATING_PROBE_POSSIBLE },
  { "library", true, true, false, PLATING_E_DISCOVERY,
    "the package is no program", PLATING_PROBE_POSSIBLE },
  { "bare", false, false, false, PLATING_E_DISCOVERY,
    "there is no go command", PLATING_PROBE_NO },
};

static const struct scene *scene;

/* Discovers, with allocation LAST_ONE failing, or none of them.  *N is set to
 * how many components there are. */
static void
try (long last_one, int *status, size_t *n)
{
  char program[500];
  const struct fake_setting settings[] = {
    { "start-timeout", NULL, 60 }, { "call-timeout", NULL, 60 },
    { "timeout", NULL, 60 }, { "build-timeout", NULL, 60 },
    { "max-reply", NULL, 1 << 20 }, { "cache", NULL, scene->has_cache },
    { "go", scene->has_go ? program : "no-such-go", 0 },
    { NULL, NULL, 0 },
  };
  char directory[100];
  const struct losing_scene losing = {
    .directory = directory, .name = "apple", .score = scene->score,
    .status = scene->status, .message = scene->message,
  };
  struct fake_host host;

  find_program (program);
  if (scene->forgets)
    remove_tree ("cache/plating/go");
  snprintf (directory, sizeof directory, "%s/%s", top, scene->directory);
  losing_host_init (&host);
  *status = losing_host_work (&host, fake_host_settings (&host, NULL, settings),
                              &losing, last_one);
  *n = host.n_components;
  fake_host_release (&host);
  ck_assert_msg (count ("tmp") == 0, "allocation %ld: litter", last_one);
  ck_assert_msg (count ("cache/plating/go") <= 1,
                 "allocation %ld: %d executables are kept", last_one,
                 count ("cache/plating/go"));
}

START_TEST (each_allocation_fails)
{
  size_t n_all, n;
  int status;
  long i;

  scene = &scenes[_i];
  try (-1, &status, &n_all);
  ck_assert_int_eq (n_all > 5, status == 0);
  if (status == 0 && scene->has_cache)
    ck_assert_int_eq (count ("cache/plating/go"), 1);
  for (i = 0; i < 5000; i++) {
    try (i, &status, &n);
    if (status == scene->status)
      ck_assert_uint_eq (n, n_all);
    if (n_failures == 0)
      break;
  }
  ck_assert_int_eq (status, scene->status);
  ck_assert_int_gt (i, 3);
}
END_TEST

int
main (int argc, char **argv)
{
  Suite *suite;
  SRunner *runner;
  TCase *c;
  int n_failed;

  if (argc == 4 && !strcmp (argv[1], "build") && !strcmp (argv[2], "-o"))
    return build (argv[3]);
  if (strstr (argv[0], "/terraform-provider-"))
    return provide (argc, argv);
  suite = suite_create ("go-alloc-failure");
  c = tcase_create ("allocations");
  tcase_set_timeout (c, 120);
  tcase_add_unchecked_fixture (c, make_files, remove_files);
  tcase_add_loop_test (c, each_allocation_fails, 0,
                       sizeof scenes / sizeof scenes[0]);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
