/* SPDX-License-Identifier: Apache-2.0 */
/* Where bundles are looked for: directories and packages that the settings
 * name, or the project. */

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "discovery.h"
#include "package.h"
#include "project.h"

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
declare_root (struct bn_discovery *d, const char *path)
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
add_root (struct bn_discovery *d, const char *path)
{
  char *real = realpath (path, NULL);
  struct bn_root root = { .path = path, .name = PLATING_ROOT_PROJECT };

  if (!real && errno != ENOMEM)
    return bn_fault_set_system (&d->fault, PLATING_E_DISCOVERY, errno, path,
                                "can't look for bundles");
  if (d->n_roots == d->cap_roots) {
    size_t cap = d->cap_roots ? 2 * d->cap_roots : 4;
    struct bn_root *roots = pl_arena_array (&d->arena, cap, sizeof *roots);
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
add_package_root (struct bn_discovery *d, const char *path, const char *name)
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
add_packages (struct bn_discovery *d, const char *const *names, size_t n)
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

  options.given = bn_setting_texts (d, "python-path", true,
                                    &options.n_given);
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
add_own_roots (struct bn_discovery *d)
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

int
bn_roots_add (struct bn_discovery *d)
{
  size_t n_roots, n_packages, i;
  const char **roots = bn_setting_texts (d, "root", true, &n_roots);
  const char **packages = bn_setting_texts (d, "package", false, &n_packages);
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
