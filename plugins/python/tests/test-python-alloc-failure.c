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
#include "plugins/schema-json/tests/fake-host.h"
#include "tests/unit/alloc-failure.h"

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

/* -- the host: what it takes for itself does not fail -------------------- */

static int (*take_components) (const struct plating_host *host, uint64_t op,
                               const struct plating_component *components,
                               size_t n, size_t stride);
static int (*take_provider) (const struct plating_host *host, uint64_t op,
                             const struct plating_provider *provider);

static int
emit_components (const struct plating_host *host, uint64_t op,
                 const struct plating_component *components, size_t n,
                 size_t stride)
{
  long later = countdown;
  int status;

  countdown = -1;
  status = take_components (host, op, components, n, stride);
  countdown = later;
  return status;
}

static int
emit_provider (const struct plating_host *host, uint64_t op,
               const struct plating_provider *provider)
{
  long later = countdown;
  int status;

  countdown = -1;
  status = take_provider (host, op, provider);
  countdown = later;
  return status;
}

static void
log_line (const struct plating_host *host, uint64_t op, uint32_t level,
          struct plating_text message)
{
  (void) host, (void) op, (void) level, (void) message;
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

/* Looks whether the plugin fits, discovers and loads all.  *N is set to how
 * many components there are. */
static int
use (struct fake_host *host, void *instance, size_t *n)
{
  const struct plating_discovery_ops *ops = plating_plugin_v1 ()->ops;
  char directory[100];
  const struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { directory, (size_t)
      snprintf (directory, sizeof directory, "%s/%s", top, scene->directory) },
  };
  uint32_t score;
  int status = ops->probe (instance, &req, &score);

  if (status < 0)
    return status;
  if (score != scene->score)
    return PLATING_E_STATE;
  status = fake_host_discover (host, instance, directory, "");
  *n = host->n_components;
  for (size_t i = 0; i < *n && status == 0; i++)
    status = fake_host_load (host, instance, i);
  return status;
}

/* Does it all with an instance of its own. */
static int
work (struct fake_host *host, const struct plating_value *settings, size_t *n)
{
  const struct plating_plugin *plugin = plating_plugin_v1 ();
  void *instance;
  int status = plugin->create (&host->table, settings, &instance);

  *n = 0;
  if (status == 0) {
    status = use (host, instance, n);
    plugin->destroy (instance);
  }
  return status;
}

static const char *
stated (const struct fake_host *host)
{
  return host->message.len ? host->message.data : "";
}

/* The same, with allocation LAST_ONE failing, or none of them. */
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
  const struct plating_value *map;
  struct fake_host host;

  fake_host_init (&host);
  take_components = host.table.emit_components;
  take_provider = host.table.emit_provider;
  host.table.emit_components = emit_components;
  host.table.emit_provider = emit_provider;
  host.table.log = log_line;
  map = fake_host_settings (&host, NULL, settings);
  n_failures = 0;
  countdown = last_one;
  *status = work (&host, map, n);
  countdown = -1;
  if (*status == scene->status || last_one < 0)
    ck_assert_msg (*status == scene->status
                   && strstr (stated (&host), scene->message),
                   "allocation %ld: %d: %s", last_one, *status,
                   stated (&host));
  else
    ck_assert_msg (*status == PLATING_E_NOMEM && n_failures > 0,
                   "allocation %ld: %d: %s", last_one, *status,
                   stated (&host));
  ck_assert_msg (host.n_failures == 0 || host.code == *status,
                 "allocation %ld: %d is stated, %d is returned", last_one,
                 host.code, *status);
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
