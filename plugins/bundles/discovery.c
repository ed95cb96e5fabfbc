/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `bundles': components whose documentation is kept in
 * NAME.plating beside the code.  It is a companion: it knows no schemas. */

#include <config.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <plating/plugin.h>

#include "bundle.h"
#include "package.h"
#include "probe.h"
#include "project.h"
#include "scan.h"

/* Components that are handed over at once. */
#define BATCH 256u

#define DEPTH_LIMIT   1000

struct bundles {
  const struct plating_host *host;
  const struct plating_value *settings;
};

static const struct plating_setting settings[] = {
  { .name = "root", .type = PLATING_SETTING_LIST,
    .flags = PLATING_SETTING_PLACES,
    .help = "look for bundles below this directory; default: the packages in"
            " component_packages of pyproject.toml, or the provider's"
            " directory (repeatable)" },
  { .name = "package", .type = PLATING_SETTING_LIST,
    .help = "look for bundles in this Python package, by the name of the"
            " module or of the distribution; it is not run (repeatable)" },
  { .name = "python-path", .type = PLATING_SETTING_LIST,
    .flags = PLATING_SETTING_PLACES,
    .help = "look for packages in this directory first (repeatable)" },
  { .name = "exclude", .type = PLATING_SETTING_LIST,
    .help = "leave out what matches this shell pattern, a path below the"
            " root (repeatable)" },
  { .name = "max-depth", .type = PLATING_SETTING_INT, .default_value = "64",
    .min = 1, .max = DEPTH_LIMIT,
    .help = "most levels of directories to look at" },
  { .name = "max-entries", .type = PLATING_SETTING_INT,
    .default_value = "1000000", .min = 1, .max = INT32_MAX,
    .help = "most names of files and directories to look at" },
};

static int
bundles_create (const struct plating_host *host,
                const struct plating_value *values, void **instance)
{
  struct bundles *b = malloc (sizeof *b);

  if (!b)
    return PLATING_E_NOMEM;
  b->host = host;
  b->settings = host->values->ref (values);
  *instance = b;
  return 0;
}

static void
bundles_destroy (void *instance)
{
  struct bundles *b = instance;

  b->host->values->unref (b->settings);
  free (b);
}

static const struct plating_value *
setting (const struct bundles *b, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return b->host->values->get (b->settings, key);
}

/* -- one call of discover ----------------------------------------------------- */

struct root {
  const char *path;             /* absolute */
  const char *name;             /* of the read root */
  const char *prefix;           /* of the paths below that; may be empty */
  bool is_given;                /* by a setting */
};

struct discovery {
  struct bundles *plugin;
  const struct plating_discover_request *req;
  uint64_t op;
  struct pl_arena arena;
  const char *project;          /* the provider's directory */
  const char *real_project;     /* without links */
  struct root *roots;
  const char **shown;           /* how each root is called in messages */
  size_t n_roots, cap_roots;
  const struct root *scanned;
  struct bn_bundles seen;
  struct bn_components components;
  struct bn_fault fault;
};

static const char *
copy (struct discovery *d, struct plating_text text)
{
  return pl_arena_strndup (&d->arena, text.ptr, text.len);
}

static const char *
join (struct discovery *d, const char *dir, const char *name)
{
  size_t n = strlen (dir), m = strlen (name);
  char *path = pl_arena_alloc (&d->arena, n + m + 2);

  if (!path)
    return NULL;
  memcpy (path, dir, n);
  path[n] = '/';
  memcpy (path + n + 1, name, m + 1);
  return path;
}

/* NAME as an absolute path; a relative one starts at the project. */
static const char *
absolute (struct discovery *d, struct plating_text name)
{
  const char *path = copy (d, name);
  size_t n;

  while (path && path[0] == '.' && path[1] == '/')
    path += 2;
  if (!path || path[0] == '/')
    return path;
  n = strlen (path);
  if (!n || !strcmp (path, "."))
    return d->project;
  return join (d, d->project, path);
}

/* The texts of a list setting; as paths if IS_PATH. */
static const char **
list_setting (struct discovery *d, const char *name, bool is_path, size_t *n)
{
  const struct plating_values *values = d->plugin->host->values;
  const struct plating_value *list = setting (d->plugin, name);
  const char **texts;
  size_t i;

  *n = list ? values->size (list) : 0;
  texts = pl_arena_array (&d->arena, *n + 1, sizeof *texts);
  for (i = 0; texts && i < *n; i++) {
    struct plating_text one = values->string_get (values->at (list, i));

    texts[i] = is_path ? absolute (d, one) : copy (d, one);
    if (!texts[i])
      return NULL;
  }
  return texts;
}

/* -- roots -------------------------------------------------------------------- */

/* The part of PATH below DIR; empty for DIR itself, NULL if it is outside. */
static const char *
below (const char *path, const char *dir)
{
  size_t n = strlen (dir);

  if (strncmp (path, dir, n) != 0)
    return NULL;
  if (n > 0 && dir[n - 1] == '/')
    return path + n;
  return !path[n] ? path + n : path[n] == '/' ? path + n + 1 : NULL;
}

/* Declares PATH, which is outside the project, as a read root. */
static const char *
declare_root (struct discovery *d, const char *path)
{
  const struct plating_host *host = d->plugin->host;
  struct plating_text text = { path, strlen (path) }, root;
  char name[32];
  int status;

  root.len = (size_t) snprintf (name, sizeof name, "bundles-%zu",
                                d->n_roots + 1);
  root.ptr = pl_arena_strndup (&d->arena, name, root.len);
  status = root.ptr ? host->add_root (host, d->op, root, text)
    : PLATING_E_NOMEM;
  if (status == 0)
    return root.ptr;
  bn_fault_set (&d->fault, status, path, "the directory of bundles was not"
                " taken");
  return NULL;
}

static int
add_root (struct discovery *d, const char *path)
{
  char *real = realpath (path, NULL);
  struct root root = { .path = path, .name = PLATING_ROOT_PROJECT };

  if (!real && errno != ENOMEM)
    return bn_fault_set_system (&d->fault, PLATING_E_DISCOVERY, errno, path,
                                "can't look for bundles");
  if (d->n_roots == d->cap_roots) {
    size_t cap = d->cap_roots ? 2 * d->cap_roots : 4;
    struct root *roots = pl_arena_array (&d->arena, cap, sizeof *roots);
    const char **shown = pl_arena_array (&d->arena, cap, sizeof *shown);

    if (roots && shown && d->n_roots) {
      memcpy (roots, d->roots, d->n_roots * sizeof *roots);
      memcpy (shown, d->shown, d->n_roots * sizeof *shown);
    }
    d->roots = roots;
    d->shown = shown;
    d->cap_roots = roots && shown ? cap : 0;
  }
  if (real && d->cap_roots) {
    root.path = pl_arena_strndup (&d->arena, real, strlen (real));
    root.prefix = root.path ? below (root.path, d->real_project) : NULL;
  }
  free (real);
  if (!d->cap_roots || !root.path)
    return bn_fault_no_memory (&d->fault);
  d->shown[d->n_roots] = root.prefix ? root.prefix : root.path;
  if (!root.prefix) {
    root.prefix = "";
    root.name = declare_root (d, root.path);
    if (!root.name)
      return d->fault.code ? d->fault.code : bn_fault_no_memory (&d->fault);
  }
  d->roots[d->n_roots++] = root;
  return 0;
}

/* A package in the project that is really elsewhere is no part of it. */
static int
add_package_root (struct discovery *d, const char *path, const char *name)
{
  char *real = below (path, d->project) ? realpath (path, NULL) : NULL;
  bool is_inside = !real || below (real, d->real_project);

  free (real);
  if (is_inside)
    return add_root (d, path);
  bn_fault_set (&d->fault, PLATING_E_DISCOVERY, path,
                "the package '%s' is a link that leads out of the project",
                name);
  pl_buffer_puts (&d->fault.hint, "if that is meant, name its directory on"
                  " the command line, with --discover bundles,root=DIR");
  return PLATING_E_DISCOVERY;
}

static int
add_packages (struct discovery *d, const char *const *names, size_t n)
{
  struct bn_search_options options = {
    .project = d->project,
    .python_path = getenv ("PYTHONPATH"),
    .virtual_env = getenv ("VIRTUAL_ENV"),
    .path = getenv ("PATH"),
  };
  struct bn_search search = { NULL, 0, 0 };
  int status;
  size_t i, k;

  options.given = list_setting (d, "python-path", true, &options.n_given);
  if (!options.given)
    return bn_fault_no_memory (&d->fault);
  status = bn_search_fill (&search, &options, &d->arena, &d->fault);
  for (i = 0; i < n && status == 0; i++) {
    struct bn_package package;

    status = bn_package_find (&search, names[i], &d->arena, &package,
                              &d->fault);
    for (k = 0; k < package.n && status == 0; k++)
      status = add_package_root (d, package.dirs[k], names[i]);
    bn_package_release (&package);
  }
  bn_search_release (&search);
  return status;
}

/* The packages that the project names as those with its components, else
 * all of it. */
static int
add_own_roots (struct discovery *d)
{
  size_t n;
  const char **packages = bn_project_packages (d->project, &d->arena, &n);
  int status;

  if (!packages)
    return bn_fault_no_memory (&d->fault);
  if (!n)
    return add_root (d, d->project);
  status = add_packages (d, packages, n);
  if (status == PLATING_E_DISCOVERY)
    pl_buffer_puts (&d->fault.hint, "; it is one of component_packages in"
                    " the project's pyproject.toml");
  return status;
}

static int
add_roots (struct discovery *d)
{
  size_t n_roots, n_packages, i;
  const char **roots = list_setting (d, "root", true, &n_roots);
  const char **packages = list_setting (d, "package", false, &n_packages);
  int status = roots && packages ? 0 : bn_fault_no_memory (&d->fault);

  for (i = 0; i < n_roots && status == 0; i++)
    status = add_root (d, roots[i]);
  if (status == 0 && n_packages)
    status = add_packages (d, packages, n_packages);
  for (i = 0; i < d->n_roots && status == 0; i++)
    d->roots[i].is_given = true;
  if (status == 0 && !n_roots && !n_packages)
    status = add_own_roots (d);
  return status;
}

/* -- bundles --------------------------------------------------------------------- */

static void
report (struct discovery *d, uint32_t severity, const char *message,
        const char *file)
{
  const struct plating_host *host = d->plugin->host;
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = severity,
    .message = { message, strlen (message) },
    .file = { file, strlen (file) },
  };

  host->report (host, d->op, &finding);
}

static void
warn (void *data, const char *path, const char *why)
{
  struct discovery *d = data;
  struct pl_buffer message;

  pl_buffer_init (&message);
  pl_buffer_printf (&message, "bundles are not looked for here: %s", why);
  if (!message.failed)
    report (d, PLATING_LEVEL_WARNING, message.data, path);
  pl_buffer_release (&message);
}

/* Whoever names a place expects something there. */
static void
warn_of_nothing (struct discovery *d, const char *path)
{
  report (d, PLATING_LEVEL_WARNING, "there is no bundle (NAME" BN_SUFFIX
          ") below this directory", *path ? path : ".");
}

static bool
is_cancelled (void *data)
{
  const struct discovery *d = data;
  const struct plating_host *host = d->plugin->host;

  return host->op_is_cancelled (host, d->op);
}

/* Whether a root before had this very directory. */
static bool
is_seen (const struct discovery *d, const struct bn_bundle *bundle)
{
  size_t i;

  for (i = 0; i < d->seen.n; i++)
    if (d->seen.all[i].device == bundle->device
        && d->seen.all[i].inode == bundle->inode)
      return true;
  return false;
}

/* One that can't be read does not stop the others. */
static int
read_bundle (struct discovery *d, struct bn_place *place,
             const struct bn_bundle *bundle)
{
  int status = bn_bundle_read (place, bundle->path, &d->arena,
                               &d->components, &d->fault);

  if (status != PLATING_E_BUNDLE || bn_fault_code (&d->fault) != status)
    return status;
  report (d, PLATING_LEVEL_ERROR, d->fault.message.data, d->fault.file.data);
  return 0;
}

/* What the renderer lists, too: whoever asks first has it done.  If the host
 * can't list all of it, each bundle is listed by itself. */
static void
find_place (struct discovery *d, size_t number, struct bn_place *place)
{
  const struct plating_host *host = d->plugin->host;
  const struct root *root = &d->roots[number];
  struct plating_text name = { root->name, strlen (root->name) };
  struct plating_text prefix = { root->prefix, strlen (root->prefix) };

  *place = (struct bn_place) { .root = root->path, .number = number,
                               .prefix = root->prefix };
  if (host->list (host, d->op, name, prefix, &place->tree) < 0)
    place->tree = NULL;
}

static int
scan_root (struct discovery *d, size_t root)
{
  const struct plating_values *values = d->plugin->host->values;
  struct bn_bundles found = { NULL, 0, 0 };
  struct bn_scan scan = {
    .root = d->roots[root].path,
    .max_depth = (unsigned) values->int_get (setting (d->plugin,
                                                      "max-depth")),
    .max_entries = (uint64_t) values->int_get (setting (d->plugin,
                                                        "max-entries")),
    .arena = &d->arena,
    .is_alone = d->n_roots == 1,
    .warn = warn,
    .is_cancelled = is_cancelled,
    .data = d,
  };
  struct bn_place place;
  int status;
  size_t i;

  scan.excluded = list_setting (d, "exclude", false, &scan.n_excluded);
  status = scan.excluded ? bn_scan_run (&scan, &found, &d->fault)
    : bn_fault_no_memory (&d->fault);
  if (status == 0 && !found.n && d->roots[root].is_given)
    warn_of_nothing (d, d->shown[root]);
  if (status == 0 && found.n)
    find_place (d, root, &place);
  for (i = 0; i < found.n && status == 0; i++)
    if (!root || !is_seen (d, &found.all[i]))
      status = read_bundle (d, &place, &found.all[i]);
  if (status == 0 && root + 1 < d->n_roots) {
    struct bn_bundle *all
      = realloc (d->seen.all, (d->seen.n + found.n + 1) * sizeof *all);

    if (!all)
      status = bn_fault_no_memory (&d->fault);
    else {
      if (found.n)
        memcpy (all + d->seen.n, found.all, found.n * sizeof *all);
      d->seen.all = all;
      d->seen.n += found.n;
    }
  }
  bn_bundles_release (&found);
  return status;
}

static int
scan_roots (struct discovery *d)
{
  int status = 0;
  size_t i;

  for (i = 0; i < d->n_roots && status == 0; i++)
    status = scan_root (d, i);
  return status < 0 ? status
    : bn_components_sort (&d->components, d->shown, &d->fault);
}

/* -- handing over ---------------------------------------------------------------- */

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static int
emit_components (struct discovery *d)
{
  const struct plating_host *host = d->plugin->host;
  struct plating_component batch[BATCH];
  struct plating_folder folders[BATCH];
  uint32_t n = 0;
  int status = 0;
  size_t i;

  for (i = 0; i < d->components.n && status == 0; i++) {
    const struct bn_component *c = &d->components.all[i];
    const struct root *root = &d->roots[c->root];
    const char *path = *root->prefix ? join (d, root->prefix, c->folder)
      : c->folder;

    if (!path)
      return bn_fault_no_memory (&d->fault);
    folders[n] = (struct plating_folder) {
      .struct_size = sizeof folders[n],
      .root = text_of (root->name),
      .path = text_of (path),
      .name = text_of (c->inner_name),
    };
    batch[n] = (struct plating_component) {
      .kind = text_of (c->kind),
      .name = text_of (c->name),
      .folder = &folders[n],
    };
    if (++n == BATCH || i + 1 == d->components.n) {
      status = host->emit_components (host, d->op, batch, n, sizeof *batch);
      n = 0;
    }
  }
  return status == 0 ? 0
    : bn_fault_set (&d->fault, status, NULL, "the components were not taken");
}

static void
state_failure (const struct discovery *d, int status)
{
  const struct plating_host *host = d->plugin->host;
  const struct bn_fault *fault = &d->fault;
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = status,
    .message = { fault->message.data, fault->message.len },
    .file = { fault->file.data, fault->file.len },
    .hint = { fault->hint.data, fault->hint.len },
  };

  if (status == PLATING_E_NOMEM)
    failure.message = text_of ("out of memory");
  host->fail (host, d->op, &failure);
}

static int
set_project (struct discovery *d)
{
  char *real;

  d->project = copy (d, d->req->provider_dir);
  real = d->project ? realpath (d->project, NULL) : NULL;
  d->real_project = real ? pl_arena_strndup (&d->arena, real, strlen (real))
    : d->project;
  free (real);
  return d->project && d->real_project ? 0 : bn_fault_no_memory (&d->fault);
}

static int
bundles_discover (void *instance, const struct plating_discover_request *req,
                  uint64_t op)
{
  struct discovery d = { .plugin = instance, .req = req, .op = op };
  const struct plating_host *host = d.plugin->host;
  int status;

  pl_arena_init (&d.arena, 0);
  bn_fault_init (&d.fault);
  status = set_project (&d);
  if (status == 0)
    status = add_roots (&d);
  if (status == 0)
    status = scan_roots (&d);
  if (status == 0)
    status = emit_components (&d);
  if (status < 0 && bn_fault_code (&d.fault))
    status = bn_fault_code (&d.fault);
  if (status < 0)
    state_failure (&d, status);
  else
    host->op_done (host, op, 0);
  bn_components_release (&d.components);
  bn_bundles_release (&d.seen);
  bn_fault_release (&d.fault);
  pl_arena_release (&d.arena);
  return status;
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = bn_probe,
  .discover = bundles_discover,
  .renderer = "jinja",
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING,
  .n_settings = sizeof settings / sizeof *settings,
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "bundles",
  .version = PACKAGE_VERSION,
  .summary = "components whose documentation is kept in .plating bundles",
  .license = "Apache-2.0",
  .bare_setting = "root",
  .create = bundles_create,
  .destroy = bundles_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
