/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and copies a plugin's tables: operations, rules, extensions. */

#ifndef PL_OPTABLES_H
#define PL_OPTABLES_H

#include <stddef.h>

#include <plating/plugin.h>

struct pl_descriptor_source;

struct pl_optables {
  struct plating_discovery_ops discovery;   /* if of this kind, else 0 */
  struct plating_renderer_ops renderer;     /* never NULL lists */
  struct plating_validator_ops validator;   /* rule_size is ours */
  struct plating_template_function *functions;
  struct plating_command *commands;
  size_t n_functions, n_commands;
};

/* Checks the tables that PLUGIN leads to, copies them into COPY (zeros so
 * far, not to be moved any more) and makes PLUGIN->ops lead there.
 * [worker] */
int pl_optables_copy (const struct pl_descriptor_source *s,
                      struct plating_plugin *plugin,
                      struct pl_optables *copy);

#endif
