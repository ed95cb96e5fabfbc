/* SPDX-License-Identifier: Apache-2.0 */
/* Where a Python package is, found by looking at files: nothing is run. */

#ifndef BN_PACKAGE_H
#define BN_PACKAGE_H

#include <stddef.h>

#include "common/arena.h"
#include "fault.h"

/* Directories in which Python would look for modules, first ones first. */
struct bn_search {
  const char **dirs;
  size_t n, cap;
};

struct bn_search_options {
  const char *project;          /* absolute */
  const char *const *given;     /* directories, absolute */
  size_t n_given;
  /* Values of the environment variables, or NULL. */
  const char *python_path, *virtual_env, *path;
};

/* In this order: what was given; the project and its src; PYTHONPATH; the
 * virtual environment that is active, or that the project has in .venv or
 * venv; those of the first python3 on PATH.  Then what path files (*.pth)
 * there add.  What the project names by itself and is not inside it is left
 * out: PYTHONPATH and an active environment are the user's word. */
int bn_search_fill (struct bn_search *search,
                    const struct bn_search_options *options,
                    struct pl_arena *arena, struct bn_fault *fault);
void bn_search_release (struct bn_search *search);

/* Directories of one package: more than one if it has no __init__.py and
 * its parts lie in several places. */
struct bn_package {
  const char **dirs;
  size_t n, cap;
};

/* Finds the package NAME: a module's dotted name, or the name of a
 * distribution.  Errors: PLATING_E_DISCOVERY, _NOMEM. */
int bn_package_find (const struct bn_search *search, const char *name,
                     struct pl_arena *arena, struct bn_package *package,
                     struct bn_fault *fault);
void bn_package_release (struct bn_package *package);

#endif
