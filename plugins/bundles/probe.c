/* SPDX-License-Identifier: Apache-2.0 */
/* Says whether a project keeps its documentation in bundles. */

#include <config.h>

#include "probe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "package.h"
#include "project.h"
#include "scan.h"

/* What looking at a directory may cost. */
#define PROBE_ENTRIES 20000u
#define PROBE_DEPTH   16u
/* The same beside templates of the registry, where bundles are not taken by
 * themselves, however many there are: the provider's examples alone may be
 * thousands of directories. */
#define PROBE_FEW_ENTRIES 200u
#define PROBE_FEW_DEPTH   2u

/* Where there are templates for a registry, bundles are an exception. */
static bool
has_registry_templates (const char *project)
{
  static const char *const names[] = { "index.md.tmpl", "resources",
                                       "data-sources" };
  struct pl_buffer path;
  bool has = false;
  size_t i;

  pl_buffer_init (&path);
  for (i = 0; i < sizeof names / sizeof *names && !has; i++) {
    pl_buffer_clear (&path);
    pl_buffer_printf (&path, "%s/templates/%s", project, names[i]);
    has = !path.failed && access (path.data, F_OK) == 0;
  }
  pl_buffer_release (&path);
  return has;
}

/* Whether one of the packages that the project names has a bundle. */
static bool
packages_have_bundles (struct bn_scan *scan)
{
  const struct bn_search_options options = {
    .project = scan->root,
    .python_path = getenv ("PYTHONPATH"),
    .virtual_env = getenv ("VIRTUAL_ENV"),
    .path = getenv ("PATH"),
  };
  struct bn_search search = { NULL, 0, 0 };
  struct bn_bundles found = { NULL, 0, 0 };
  struct bn_fault fault;
  size_t n, i, k;
  const char **names = bn_project_packages (scan->root, scan->arena, &n);

  bn_fault_init (&fault);
  if (names && n
      && bn_search_fill (&search, &options, scan->arena, &fault) == 0)
    for (i = 0; i < n && !found.n; i++) {
      struct bn_package package;

      if (bn_package_find (&search, names[i], scan->arena, &package,
                           &fault) == 0)
        for (k = 0; k < package.n && !found.n; k++) {
          scan->root = package.dirs[k];
          bn_scan_run (scan, &found, &fault);
        }
      bn_package_release (&package);
    }
  n = found.n;
  bn_bundles_release (&found);
  bn_search_release (&search);
  bn_fault_release (&fault);
  return n > 0;
}

int
bn_probe (void *instance, const struct plating_discover_request *req,
          uint32_t *score)
{
  struct bn_bundles found = { NULL, 0, 0 };
  struct bn_fault fault;
  struct pl_arena arena;
  struct bn_scan scan = {
    .max_depth = PROBE_DEPTH, .max_entries = PROBE_ENTRIES,
    .is_probe = true, .arena = &arena,
  };
  uint32_t likely = PLATING_PROBE_LIKELY;

  (void) instance;
  *score = PLATING_PROBE_NO;
  pl_arena_init (&arena, 0);
  bn_fault_init (&fault);
  scan.root = pl_arena_strndup (&arena, req->provider_dir.ptr,
                                req->provider_dir.len);
  if (scan.root && has_registry_templates (scan.root)) {
    likely = PLATING_PROBE_POSSIBLE;
    scan.max_entries = PROBE_FEW_ENTRIES;
    scan.max_depth = PROBE_FEW_DEPTH;
  }
  if (scan.root && ((bn_scan_run (&scan, &found, &fault) == 0 && found.n)
                    || packages_have_bundles (&scan)))
    *score = likely;
  bn_bundles_release (&found);
  bn_fault_release (&fault);
  pl_arena_release (&arena);
  return 0;
}
