/* SPDX-License-Identifier: Apache-2.0 */
/* What a project says about its packages. */

#ifndef BN_PROJECT_H
#define BN_PROJECT_H

#include <stddef.h>

#include "common/arena.h"

/* The names in component_packages of [tool.pyvider], else of [pyvider], in
 * pyproject.toml of the directory PROJECT, with texts in ARENA; none if there
 * is no such list, or no such file that can be read.  NULL: no memory. */
const char **bn_project_packages (const char *project,
                                  struct pl_arena *arena, size_t *n);

#endif
