/* SPDX-License-Identifier: Apache-2.0 */
/* What nobody has said: where the project is and what the provider is
 * called; and where each value comes from. */

#ifndef PL_CONFIG_DETECT_H
#define PL_CONFIG_DETECT_H

#include <stdint.h>

struct pl_log;
struct plating_error;
struct plating_options;

/* Sets what is not set in O from variables PLATING_NAME of the environment,
 * for the options of VERB.  For the command alone: a library leaves its
 * program's environment alone.  Returns 0, PLATING_E_CONFIG or _NOMEM. */
int pl_config_environment (struct plating_options *o, uint32_t verb,
                           struct plating_error **err);

/* Sets provider-dir if it is not set and a directory above the current one
 * holds plating.yaml or pyproject.toml: the nearest, but not beyond the top
 * of a Git repository.  Returns 0, PLATING_E_IO or _NOMEM.  [worker] */
int pl_config_find_project (struct plating_options *o,
                            struct plating_error **err);

/* Sets provider-name if it is not set and pyproject.toml of DIR has it.
 * Returns 0 or PLATING_E_NOMEM.  [worker] */
int pl_config_find_name (struct plating_options *o, const char *dir,
                         struct plating_error **err);

/* Writes a line for each value that is set for VERB, and for what would be
 * taken otherwise. */
void pl_config_tell (const struct plating_options *o, uint32_t verb,
                     struct pl_log *log);

#endif
