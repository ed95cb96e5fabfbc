/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `bundles': components whose documentation is kept in
 * NAME.plating beside the code.  It is a companion: it knows no schemas. */

#include <config.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "discovery.h"
#include "probe.h"

/* Components that are handed over at once. */
#define BATCH 256u

#define DEPTH_LIMIT   1000

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
  struct bn_plugin *b = malloc (sizeof *b);

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
  struct bn_plugin *b = instance;

  b->host->values->unref (b->settings);
  free (b);
}

/* -- bundles ---------------------------------------------------------- */

/* PATH, below the root that is looked at, as messages call it. */
static const char *
shown_path (struct bn_discovery *d, const char *path)
{
  const char *root = d->shown[d->scanned], *whole = NULL;

  if (*root && path[0] != '/')
    whole = *path ? bn_path_join (d, root, path) : root;
  return whole ? whole : path;
}

static void
report (struct bn_discovery *d, uint32_t severity, const char *message,
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

static int
warn (void *data, const char *path, const char *why)
{
  struct bn_discovery *d = data;
  struct pl_buffer message;
  int status;

  pl_buffer_init (&message);
  pl_buffer_printf (&message, "bundles are not looked for here: %s", why);
  status = message.failed ? PLATING_E_NOMEM : 0;
  if (status == 0)
    report (d, PLATING_LEVEL_WARNING, message.data, shown_path (d, path));
  pl_buffer_release (&message);
  return status;
}

/* Whoever names a place expects something there. */
static void
warn_of_nothing (struct bn_discovery *d, const char *path)
{
  report (d, PLATING_LEVEL_WARNING, "there is no bundle (NAME" BN_SUFFIX
          ") below this directory", *path ? path : ".");
}

static bool
is_cancelled (void *data)
{
  const struct bn_discovery *d = data;
  const struct plating_host *host = d->plugin->host;

  return host->op_is_cancelled (host, d->op);
}

/* Whether a root before had this very directory. */
static bool
is_seen (const struct bn_discovery *d, const struct bn_bundle *bundle)
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
read_bundle (struct bn_discovery *d, struct bn_place *place,
             const struct bn_bundle *bundle)
{
  int status = bn_bundle_read (place, bundle->path, &d->arena,
                               &d->components, &d->fault);

  if (status != PLATING_E_BUNDLE || bn_fault_code (&d->fault) != status)
    return status;
  report (d, PLATING_LEVEL_ERROR, d->fault.message.data,
          shown_path (d, d->fault.file.data));
  return 0;
}

/* What the renderer lists, too: whoever asks first has it done.  If the host
 * can't list all of it, each bundle is listed by itself. */
static void
find_place (struct bn_discovery *d, size_t number, struct bn_place *place)
{
  const struct plating_host *host = d->plugin->host;
  const struct bn_root *root = &d->roots[number];
  struct plating_text name = { root->name, strlen (root->name) };
  struct plating_text prefix = { root->prefix, strlen (root->prefix) };

  *place = (struct bn_place) { .root = root->path, .number = number,
                               .prefix = root->prefix };
  if (host->list (host, d->op, name, prefix, &place->tree) < 0)
    place->tree = NULL;
}

/* Finds the bundles below the root; a fault names the directory as other
 * messages do. */
static int
find_bundles (struct bn_discovery *d, const struct bn_scan *scan,
              struct bn_bundles *found)
{
  int status = bn_scan_run (scan, found, &d->fault);
  const char *file;

  if (status < 0 && d->fault.file.len) {
    file = pl_arena_strndup (&d->arena, d->fault.file.data,
                             d->fault.file.len);
    if (!file)
      return bn_fault_no_memory (&d->fault);
    pl_buffer_clear (&d->fault.file);
    pl_buffer_puts (&d->fault.file, shown_path (d, file));
  }
  return status;
}

static int
scan_root (struct bn_discovery *d, size_t root)
{
  const struct plating_values *values = d->plugin->host->values;
  struct bn_bundles found = { NULL, 0, 0 };
  struct bn_scan scan = {
    .root = d->roots[root].path,
    .max_depth = (unsigned) values->int_get (bn_setting (d->plugin,
                                                         "max-depth")),
    .max_entries = (uint64_t) values->int_get (bn_setting (d->plugin,
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

  d->scanned = root;
  scan.excluded = bn_setting_texts (d, "exclude", false, &scan.n_excluded);
  status = scan.excluded ? find_bundles (d, &scan, &found)
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
scan_roots (struct bn_discovery *d)
{
  int status = 0;
  size_t i;

  for (i = 0; i < d->n_roots && status == 0; i++)
    status = scan_root (d, i);
  return status < 0 ? status
    : bn_components_sort (&d->components, d->shown, &d->fault);
}

/* -- handing over ----------------------------------------------------- */

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static int
emit_components (struct bn_discovery *d)
{
  const struct plating_host *host = d->plugin->host;
  struct plating_component batch[BATCH];
  struct plating_folder folders[BATCH];
  uint32_t n = 0;
  int status = 0;
  size_t i;

  for (i = 0; i < d->components.n && status == 0; i++) {
    const struct bn_component *c = &d->components.all[i];
    const struct bn_root *root = &d->roots[c->root];
    const char *path = *root->prefix
      ? bn_path_join (d, root->prefix, c->folder) : c->folder;

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
state_failure (const struct bn_discovery *d, int status)
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
set_project (struct bn_discovery *d)
{
  char *real;

  d->project = pl_arena_strndup (&d->arena, d->req->provider_dir.ptr,
                                 d->req->provider_dir.len);
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
  struct bn_discovery d = { .plugin = instance, .req = req, .op = op };
  const struct plating_host *host = d.plugin->host;
  int status;

  pl_arena_init (&d.arena, 0);
  bn_fault_init (&d.fault);
  status = set_project (&d);
  if (status == 0)
    status = bn_roots_add (&d);
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
