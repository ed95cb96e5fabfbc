/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of a discovery by the framework's command fails once, from
 * the settings to the end of the provider: all is found, or what is said is
 * that memory is exhausted, and no error of the project's that it has not;
 * nothing crashes or leaks, and no file is left. */

#include <config.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "plugins/python/tests/provide.h"
#include "tests/unit/alloc-failure.h"
#include "plugins/schema-json/tests/losing-host.h"

/* -- files ---------------------------------------------------------------- */

static char top[] = "/tmp/plating-test.XXXXXX";
static char this_program[500];
static char *usual_path;

#define APPLE "[tool.pyvider]\nname = \"apple\"\n"

/* Projects, and where each has the framework's command. */
static const struct {
  const char *directory, *text, *command;
} projects[] = {
  { "plain", APPLE, NULL },
  { "usual", APPLE, "usual/.venv/bin/pyvider" },
  { "broken", "[tool.pyvider]\nname = \"apple\n", NULL },
  { "nameless", "[tool.pyvider]\n", NULL },
  { "odd", "[tool.pyvider]\nname = \"../apple\"\n", NULL },
  { "bare", NULL, "bin/pyvider" },
};

static void
make_directories (const char *path)
{
  char copy[100], *slash;

  snprintf (copy, sizeof copy, "%s", path);
  for (slash = strchr (copy, '/'); slash; slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    mkdir (copy, 0700);
    *slash = '/';
  }
}

static void
make_files (void)
{
  size_t i;
  ssize_t n = readlink ("/proc/self/exe", this_program,
                        sizeof this_program - 1);

  ck_assert (n > 0 && (size_t) n < sizeof this_program - 1);
  usual_path = strdup (getenv ("PATH"));
  ck_assert_ptr_nonnull (mkdtemp (top));
  ck_assert_int_eq (chdir (top), 0);
  ck_assert_int_eq (mkdir ("tmp", 0700), 0);
  for (i = 0; i < sizeof projects / sizeof *projects; i++) {
    char path[100];
    FILE *f;

    snprintf (path, sizeof path, "%s/pyproject.toml", projects[i].directory);
    make_directories (path);
    if (projects[i].text) {
      f = fopen (path, "w");
      ck_assert_ptr_nonnull (f);
      ck_assert_int_ge (fputs (projects[i].text, f), 0);
      ck_assert_int_eq (fclose (f), 0);
    }
    if (projects[i].command) {
      make_directories (projects[i].command);
      ck_assert_int_eq (symlink (this_program, projects[i].command), 0);
    }
  }
}

static void
remove_files (void)
{
  char command[100];

  setenv ("PATH", usual_path, 1);
  free (usual_path);
  snprintf (command, sizeof command, "rm -rf '%s'", top);
  ck_assert_int_eq (system (command), 0);
}

static int
is_empty (const char *path)
{
  DIR *dir = opendir (path);
  struct dirent *entry;
  int n = 0;

  ck_assert_ptr_nonnull (dir);
  while ((entry = readdir (dir)))
    n += entry->d_name[0] != '.';
  closedir (dir);
  return n == 0;
}

/* -- discoveries ---------------------------------------------------------- */

static const struct scene {
  const char *directory, *program, *path;
  int status;
  const char *message;
  uint32_t score;
} scenes[] = {
  { "plain", "/", "/nowhere", 0, "", PLATING_PROBE_LIKELY },
  { "plain", "bin/pyvider", "/nowhere", 0, "", PLATING_PROBE_LIKELY },
  { "usual", NULL, "/nowhere", 0, "", PLATING_PROBE_LIKELY },
  { "plain", NULL, "bin", 0, "", PLATING_PROBE_LIKELY },
  { "plain", NULL, "/nowhere", PLATING_E_DISCOVERY,
    "there is no pyvider command", PLATING_PROBE_LIKELY },
  { "broken", "/", "/nowhere", PLATING_E_FORMAT, "", PLATING_PROBE_NO },
  { "nameless", "/", "/nowhere", PLATING_E_DISCOVERY,
    "no pyproject.toml with a name", PLATING_PROBE_NO },
  { "bare", "/", "/nowhere", PLATING_E_DISCOVERY,
    "no pyproject.toml with a name", PLATING_PROBE_NO },
  { "odd", "/", "/nowhere", PLATING_E_FORMAT, "is none of a provider",
    PLATING_PROBE_LIKELY },
};

static const struct scene *scene;

/* Discovers, with allocation LAST_ONE failing, or none of them.  *N is set to
 * how many components there are. */
static void
try (long last_one, int *status, size_t *n)
{
  const struct fake_setting settings[] = {
    { "start-timeout", NULL, 60 }, { "call-timeout", NULL, 60 },
    { "timeout", NULL, 60 }, { "max-reply", NULL, 1 << 20 },
    { scene->program ? "program" : NULL,
      scene->program && !strcmp (scene->program, "/") ? this_program
      : scene->program, 0 },
    { NULL, NULL, 0 },
  };
  char directory[100];
  const struct losing_scene losing = {
    .directory = directory, .name = "", .score = scene->score,
    .status = scene->status, .message = scene->message,
  };
  struct fake_host host;

  snprintf (directory, sizeof directory, "%s/%s", top, scene->directory);
  losing_host_init (&host);
  *status = losing_host_work (&host, fake_host_settings (&host, NULL, settings),
                              &losing, last_one);
  *n = host.n_components;
  fake_host_release (&host);
  ck_assert_msg (is_empty ("tmp"), "allocation %ld: litter", last_one);
}

START_TEST (each_allocation_fails)
{
  char text[200];
  size_t n_all, n;
  int status;
  long i;

  scene = &scenes[_i];
  snprintf (text, sizeof text, "%s%s", scene->path[0] == '/' ? "" : top,
            scene->path[0] == '/' ? scene->path : "/bin");
  setenv ("PATH", text, 1);
  snprintf (text, sizeof text, "%s/tmp", top);
  setenv ("TMPDIR", text, 1);
  try (-1, &status, &n_all);
  ck_assert_int_eq (n_all > 5, status == 0);
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

  if (argc > 1 && !strcmp (argv[1], "provide"))
    return provide (argc, argv);
  suite = suite_create ("python-alloc-failure");
  c = tcase_create ("allocations");
  tcase_set_timeout (c, 60);
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
