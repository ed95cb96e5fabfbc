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
static int
has_registry_templates (const char *project, bool *has)
{
  static const char *const names[] = { "index.md.tmpl", "resources",
                                       "data-sources" };
  struct pl_buffer path;
  int status = 0;
  size_t i;

  *has = false;
  pl_buffer_init (&path);
  for (i = 0; i < sizeof names / sizeof *names && !*has && status == 0; i++) {
    pl_buffer_clear (&path);
    pl_buffer_printf (&path, "%s/templates/%s", project, names[i]);
    status = path.failed ? PLATING_E_NOMEM : 0;
    *has = status == 0 && access (path.data, F_OK) == 0;
  }
  pl_buffer_release (&path);
  return status;
}

/* What fails without memory fails; all else is no bundle. */
static int
lack_of_memory (int status, const struct bn_fault *fault)
{
  return status < 0 && bn_fault_code (fault) == PLATING_E_NOMEM
    ? PLATING_E_NOMEM : 0;
}

/* Adds bundles of the package NAME; sets *IS_LOST if there is none. */
static int
look_at_package (struct bn_scan *scan, const struct bn_search *search,
                 const char *name, struct bn_bundles *found, bool *is_lost)
{
  struct bn_package package;
  struct bn_fault fault;
  int status;
  size_t i;

  bn_fault_init (&fault);
  status = bn_package_find (search, name, scan->arena, &package, &fault);
  *is_lost = *is_lost || status == PLATING_E_DISCOVERY;
  for (i = 0; i < package.n && status == 0 && !found->n; i++) {
    scan->root = package.dirs[i];
    status = lack_of_memory (bn_scan_run (scan, found, &fault), &fault);
  }
  status = lack_of_memory (status, &fault);
  bn_package_release (&package);
  bn_fault_release (&fault);
  return status;
}

/* Adds bundles of the packages that the project names. */
static int
look_at_packages (struct bn_scan *scan, struct bn_bundles *found,
                  bool *is_lost)
{
  const struct bn_search_options options = {
    .project = scan->root,
    .python_path = getenv ("PYTHONPATH"),
    .virtual_env = getenv ("VIRTUAL_ENV"),
    .path = getenv ("PATH"),
  };
  struct bn_search search = { NULL, 0, 0 };
  struct bn_fault fault;
  size_t n, i;
  const char **names = bn_project_packages (scan->root, scan->arena, &n);
  int status = names ? 0 : PLATING_E_NOMEM;

  bn_fault_init (&fault);
  if (status == 0 && n)
    status = bn_search_fill (&search, &options, scan->arena, &fault);
  for (i = 0; i < n && status == 0 && !found->n; i++)
    status = look_at_package (scan, &search, names[i], found, is_lost);
  bn_search_release (&search);
  bn_fault_release (&fault);
  return status;
}

/* Looks at the project: first at what is not deep in it, so that no large
 * directory hides what stands behind it. */
static int
look_at_project (struct bn_scan *scan, struct bn_bundles *found)
{
  static const unsigned depths[] = { 2, 4, 8, PROBE_DEPTH };
  const unsigned most = scan->max_depth;
  struct bn_fault fault;
  bool is_cut = true;
  int status = 0;
  size_t i;

  bn_fault_init (&fault);
  scan->is_cut = &is_cut;
  for (i = 0; i < sizeof depths / sizeof *depths && depths[i] <= most
              && is_cut && !found->n && status == 0; i++) {
    is_cut = false;
    scan->max_depth = depths[i];
    status = lack_of_memory (bn_scan_run (scan, found, &fault), &fault);
  }
  scan->max_depth = most;
  bn_fault_release (&fault);
  return status;
}

/* Looks at the project, then at its packages. */
static int
look (struct bn_scan *scan, struct bn_bundles *found, bool *is_lost)
{
  bool is_cut;
  int status = look_at_project (scan, found);

  scan->is_cut = &is_cut;
  return status == 0 && !found->n ? look_at_packages (scan, found, is_lost)
    : status;
}

int
bn_probe (void *instance, const struct plating_discover_request *req,
          uint32_t *score)
{
  struct bn_bundles found = { NULL, 0, 0 };
  struct pl_arena arena;
  struct bn_scan scan = {
    .max_depth = PROBE_DEPTH, .max_entries = PROBE_ENTRIES,
    .is_probe = true, .arena = &arena,
  };
  bool is_exception = false, is_lost = false;
  int status = PLATING_E_NOMEM;

  (void) instance;
  *score = PLATING_PROBE_NO;
  pl_arena_init (&arena, 0);
  scan.root = pl_arena_strndup (&arena, req->provider_dir.ptr,
                                req->provider_dir.len);
  if (scan.root)
    status = has_registry_templates (scan.root, &is_exception);
  if (is_exception) {
    scan.max_entries = PROBE_FEW_ENTRIES;
    scan.max_depth = PROBE_FEW_DEPTH;
  }
  if (status == 0)
    status = look (&scan, &found, &is_lost);
  if (status == 0 && found.n)
    *score = is_exception ? PLATING_PROBE_POSSIBLE : PLATING_PROBE_LIKELY;
  /* Its pages would be others without a word of why: discover says it. */
  else if (status == 0 && is_lost && !is_exception)
    *score = PLATING_PROBE_LIKELY;
  bn_bundles_release (&found);
  pl_arena_release (&arena);
  return status;
}
