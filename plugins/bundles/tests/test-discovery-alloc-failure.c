/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of a discovery of bundles fails once, from the settings to
 * the components: all is found and told of, or what is said is that memory is
 * exhausted, and no error of the project's that it has not; nothing crashes
 * or leaks. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include <plating/plugin.h>

#include "tests/unit/alloc-failure.h"

/* -- files ---------------------------------------------------------------- */

static char top[] = "/tmp/plating-test.XXXXXX";

/* The text of a file; that of a link begins with "->". */
static const struct {
  const char *path, *text;
} files[] = {
  { "own/pyproject.toml", "[tool.pyvider]\n"
    "component_packages = [\"acme-rest\", \"other.part\"]\n" },
  { "own/src/other/part/__init__.py", "" },
  { "own/src/other/part/resources/o.plating/docs/o.tmpl.md", "" },
  { "site/acme/__init__.py", "" },
  { "site/acme/rest/__init__.py", "" },
  { "site/acme/rest/c.plating/docs/c.tmpl.md", "" },
  { "site/acme/rest/functions/f.plating/docs/f.tmpl.md", "" },
  { "site/acme_rest-1.0.dist-info/top_level.txt", "acme\n" },
  { "site/more.pth", "../more\n" },
  { "site/single.py", "" },
  { "more/far/__init__.py", "" },
  { "more/far/x.plating/docs/x.tmpl.md", "" },
  { "plain/resources/a.plating/docs/a.tmpl.md", "" },
  { "plain/resources/a.plating/part/docs/b.tmpl.md", "" },
  { "plain/resources/linked/docs/l.tmpl.md", "" },
  { "plain/resources/link.plating", "->linked" },
  { "plain/out.plating", "->../more/far/x.plating" },
  { "plain/skipped/s.plating/docs/s.tmpl.md", "" },
  { "odd/ba\td.plating/docs/_x.md", "" },
  { "odd/good.plating/docs/_x.md", "" },
  { "twice/one/a.plating/docs/_x.md", "" },
  { "twice/two/a.plating/docs/_x.md", "" },
  { "links/gone", "->../more/far" },
  { "empty/README", "" },
  { "templates/pyproject.toml", "[tool.pyvider]\n"
    "component_packages = [\"far\"]\n" },
  { "templates/templates/index.md.tmpl", "" },
  { "templates/far", "->../more/far" },
};

static void
make_files (void)
{
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (top));
  ck_assert_int_eq (chdir (top), 0);
  unsetenv ("PYTHONPATH");
  unsetenv ("VIRTUAL_ENV");
  setenv ("PATH", "/nowhere", 1);
  for (i = 0; i < sizeof files / sizeof *files; i++) {
    char path[100], *slash;
    FILE *f;

    snprintf (path, sizeof path, "%s", files[i].path);
    for (slash = strchr (path, '/'); slash; slash = strchr (slash + 1, '/')) {
      *slash = '\0';
      mkdir (path, 0700);
      *slash = '/';
    }
    if (!strncmp (files[i].text, "->", 2)) {
      ck_assert_int_eq (symlink (files[i].text + 2, path), 0);
      continue;
    }
    f = fopen (path, "w");
    ck_assert_ptr_nonnull (f);
    ck_assert_int_ge (fputs (files[i].text, f), 0);
    ck_assert_int_eq (fclose (f), 0);
  }
}

static void
remove_files (void)
{
  char command[100];

  snprintf (command, sizeof command, "/bin/rm -rf '%s'", top);
  ck_assert_int_eq (system (command), 0);
}

/* -- the host, which needs no memory -------------------------------------- */

struct plating_value {
  const char *name, *text;
  int64_t number;
  const struct plating_value *items;
  size_t n;
};

struct told {
  int n_failures, n_done, code;
  size_t n_components, n_findings, n_roots;
  char message[1000], findings[1000];
};

static struct told told;

static const struct plating_value *
ref (const struct plating_value *value)
{
  return value;
}

static void
unref (const struct plating_value *value)
{
  (void) value;
}

static int64_t
int_get (const struct plating_value *value)
{
  return value->number;
}

static struct plating_text
string_get (const struct plating_value *value)
{
  return (struct plating_text) { value->text, strlen (value->text) };
}

static size_t
size (const struct plating_value *value)
{
  return value->n;
}

static const struct plating_value *
at (const struct plating_value *value, size_t i)
{
  return &value->items[i];
}

static const struct plating_value *
get (const struct plating_value *map, struct plating_text key)
{
  size_t i;

  for (i = 0; i < map->n; i++)
    if (strlen (map->items[i].name) == key.len
        && !memcmp (map->items[i].name, key.ptr, key.len))
      return &map->items[i];
  return NULL;
}

static const struct plating_values values = {
  .struct_size = sizeof values,
  .ref = ref, .unref = unref, .int_get = int_get, .string_get = string_get,
  .get = get, .size = size, .at = at,
};

static void
take_failure (const struct plating_host *host, uint64_t op,
              const struct plating_failure *failure)
{
  (void) host, (void) op;
  told.n_failures++;
  told.code = failure->code;
  snprintf (told.message, sizeof told.message, "%.*s",
            (int) failure->message.len, failure->message.ptr);
}

static void
take_finding (const struct plating_host *host, uint64_t op,
              const struct plating_finding *finding)
{
  size_t len = strlen (told.findings);

  (void) host, (void) op;
  told.n_findings++;
  snprintf (told.findings + len, sizeof told.findings - len, "%.*s: %.*s\n",
            (int) finding->file.len, finding->file.ptr,
            (int) finding->message.len, finding->message.ptr);
}

static int
take_end (const struct plating_host *host, uint64_t op, int status)
{
  (void) host, (void) op, (void) status;
  told.n_done++;
  return 0;
}

static int
is_cancelled (const struct plating_host *host, uint64_t op)
{
  (void) host, (void) op;
  return 0;
}

static int
take_components (const struct plating_host *host, uint64_t op,
                 const struct plating_component *components, size_t n,
                 size_t stride)
{
  size_t i;

  (void) host, (void) op;
  if (stride != sizeof *components)
    return PLATING_E_INVAL;
  for (i = 0; i < n; i++)
    if (!components[i].folder || !components[i].name.len)
      return PLATING_E_INVAL;
  told.n_components += n;
  return 0;
}

static int
take_root (const struct plating_host *host, uint64_t op,
           struct plating_text root, struct plating_text path)
{
  (void) host, (void) op;
  told.n_roots++;
  return root.len && path.ptr[0] == '/' ? 0 : PLATING_E_INVAL;
}

/* Then the plugin looks itself. */
static int
list_nothing (const struct plating_host *host, uint64_t op,
              struct plating_text root, struct plating_text directory,
              const struct plating_tree **tree)
{
  (void) host, (void) op, (void) root, (void) directory, (void) tree;
  return PLATING_E_LIMIT;
}

static const struct plating_host host = {
  .struct_size = sizeof host, .abi = PLATING_ABI, .values = &values,
  .fail = take_failure, .report = take_finding, .op_done = take_end,
  .op_is_cancelled = is_cancelled, .emit_components = take_components,
  .add_root = take_root, .list = list_nothing,
};

/* -- discoveries ---------------------------------------------------------- */

static const struct scene {
  const char *directory;
  const char *root[6];          /* more than there is room for at first */
  const char *package, *excluded;
  int64_t max_entries;
  int status;
  const char *message, *finding;
  size_t n_components, n_findings, n_roots;
  uint32_t score;
} scenes[] = {
  { "own", { NULL }, NULL, NULL, 0, 0, "", "", 3, 0, 1, PLATING_PROBE_LIKELY },
  { "plain", { NULL }, NULL, "skipped", 0, 0, "",
    "out.plating: bundles are not looked for here: it is a link", 2, 1, 0,
    PLATING_PROBE_LIKELY },
  { "empty", { NULL }, NULL, NULL, 0, 0, "", "", 0, 0, 0, PLATING_PROBE_NO },
  { "empty", { "../empty", "../plain/skipped", "../more/far",
               "../odd/good.plating", "../twice/one", "." }, NULL, NULL, 0, 0,
    "", "there is no bundle", 3, 3, 4, PLATING_PROBE_NO },
  { "empty", { NULL }, "far", NULL, 0, 0, "", "", 1, 0, 1,
    PLATING_PROBE_NO },
  { "empty", { NULL }, "missing", NULL, 0, PLATING_E_DISCOVERY,
    "no Python package 'missing' found", "", 0, 0, 0, PLATING_PROBE_NO },
  { "empty", { NULL }, "single", NULL, 0, PLATING_E_DISCOVERY,
    "is a single file", "", 0, 0, 0, PLATING_PROBE_NO },
  { "empty", { "nowhere" }, NULL, NULL, 0, PLATING_E_DISCOVERY,
    "can't look for bundles: No such file", "", 0, 0, 0, PLATING_PROBE_NO },
  { "odd", { NULL }, NULL, NULL, 0, 0, "", "has a control character", 1, 1, 0,
    PLATING_PROBE_LIKELY },
  { "twice", { NULL }, NULL, NULL, 0, PLATING_E_BUNDLE,
    "the resource 'a' has two bundles", "", 0, 0, 0, PLATING_PROBE_LIKELY },
  { "plain", { NULL }, NULL, NULL, 2, PLATING_E_LIMIT,
    "more than 2 names to look at", "", 0, 0, 0, PLATING_PROBE_LIKELY },
  { "templates", { NULL }, NULL, NULL, 0, PLATING_E_DISCOVERY,
    "is a link that leads out of the project", "", 0, 0, 0,
    PLATING_PROBE_POSSIBLE },
};

static const struct scene *scene;

/* Looks whether the plugin fits, and discovers.  Nothing may be asserted
 * here: that takes memory. */
static int
use (void *instance)
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
  status = ops->discover (instance, &req, 1);
  if (told.n_done != (status == 0) || told.n_failures != (status < 0)
      || told.code != status)
    return PLATING_E_STATE;
  return status;
}

/* Does it all with an instance of its own, with allocation LAST_ONE failing,
 * or none of them. */
static int
work (long last_one)
{
  char site[100];
  struct plating_value roots[6], package = { .text = scene->package },
    excluded = { .text = scene->excluded }, path = { .text = site };
  const struct plating_value items[] = {
    { .name = "root", .items = roots, .n = scene->root[5] ? 6
      : scene->root[0] ? 1 : 0 },
    { .name = "package", .items = &package, .n = scene->package ? 1 : 0 },
    { .name = "python-path", .items = &path, .n = 1 },
    { .name = "exclude", .items = &excluded, .n = scene->excluded ? 1 : 0 },
    { .name = "max-depth", .number = 64 },
    { .name = "max-entries", .number = scene->max_entries
      ? scene->max_entries : 1000 },
  };
  const struct plating_value settings = {
    .items = items, .n = sizeof items / sizeof *items
  };
  const struct plating_plugin *plugin = plating_plugin_v1 ();
  void *instance;
  int status;
  size_t i;

  snprintf (site, sizeof site, "%s/site", top);
  for (i = 0; i < 6; i++)
    roots[i] = (struct plating_value) { .text = scene->root[i] };
  told = (struct told) { .n_done = 0 };
  n_failures = 0;
  countdown = last_one;
  status = plugin->create (&host, &settings, &instance);
  if (status == 0) {
    status = use (instance);
    plugin->destroy (instance);
  }
  countdown = -1;
  return status;
}

/* What is told is all that there is to tell. */
static void
expect_all (long i)
{
  ck_assert_msg (strstr (told.message, scene->message) != NULL
                 && strstr (told.findings, scene->finding) != NULL
                 && told.n_components == scene->n_components
                 && told.n_findings == scene->n_findings
                 && told.n_roots == scene->n_roots,
                 "allocation %ld: %s; %s; %zu components, %zu findings,"
                 " %zu roots", i, told.message, told.findings,
                 told.n_components, told.n_findings, told.n_roots);
}

START_TEST (each_allocation_fails)
{
  int status;
  long i;

  scene = &scenes[_i];
  status = work (-1);
  ck_assert_msg (status == scene->status, "%d: %s", status, told.message);
  expect_all (-1);
  for (i = 0; i < 5000; i++) {
    status = work (i);
    if (n_failures == 0)
      break;
    if (status == scene->status)
      expect_all (i);
    else
      ck_assert_msg (status == PLATING_E_NOMEM, "allocation %ld: %d: %s", i,
                     status, told.message);
  }
  ck_assert_int_eq (status, scene->status);
  ck_assert_int_gt (i, 3);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("bundles-discovery-alloc-failure");
  TCase *c = tcase_create ("allocations");
  SRunner *runner;
  int n_failed;

  tcase_add_unchecked_fixture (c, make_files, remove_files);
  tcase_set_timeout (c, 60);
  tcase_add_loop_test (c, each_allocation_fails, 0,
                       sizeof scenes / sizeof *scenes);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
