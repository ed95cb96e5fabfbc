/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin of each kind, to be spoilt. */

#ifndef PLUGIN_PARTS_H
#define PLUGIN_PARTS_H

#include <plating/plugin.h>

#include "core/descriptor-source.h"
#include "core/descriptor.h"

/* All that a descriptor leads to.  Good ones after parts_set_up, of a
 * renderer. */
struct plugin_parts {
  struct plating_plugin plugin;
  const char *path;             /* of its file */
  struct plating_setting settings[3];
  const char *choices[4];
  struct plating_rule rules[2];
  const char *accepts[3], *produces[3], *manages[3], *project_files[2];
  struct plating_renderer_ops renderer;
  struct plating_validator_ops validator;
  struct plating_discovery_ops discovery;
  struct plating_template_function functions[2];
  struct plating_template_functions function_table;
  struct plating_command commands[2];
  struct plating_commands command_table;
  char long_text[PL_DESCRIPTOR_PAGE_MAX + 10];
};
extern struct plugin_parts parts;

void parts_set_up (void);

/* Makes it a plugin of another kind. */
void parts_as_validator (void);
void parts_as_discovery (void);

/* Fails unless the plugin is taken; *COPY is to be released. */
void parts_accept (struct pl_descriptor *copy);

/* Fails unless the plugin is refused, with WHY in the message; then makes
 * it good again. */
void parts_refuse (const char *why);

#endif
