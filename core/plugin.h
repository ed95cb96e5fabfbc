/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded plugins: one struct pl_plugin for each file of the process,
 * mapped until exit. */

#ifndef PL_PLUGIN_H
#define PL_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include <plating/plugin.h>

struct plating_error;
struct pl_plugin;

/* Sets *P to the plugin of the file PATH: checks the file (elf.h), maps it,
 * checks and copies its descriptor.  A file that is loaded already (by
 * device and inode) gives the same *P.  Borrowed: lives until the process
 * ends.  Errors: PLATING_E_NOT_FOUND, _IO, _PLUGIN, _NOMEM. [worker] */
int pl_plugin_load (const char *path, struct pl_plugin **p,
                    struct plating_error **err);

/* What follows is borrowed from P and never changes. [any] */

/* "NAME-KIND", as messages and logs name it. */
const char *pl_plugin_label (const struct pl_plugin *p);
const char *pl_plugin_path (const struct pl_plugin *p);  /* absolute */

/* The checked copy: texts are never NULL except url and bare_setting; the
 * stride of settings is sizeof (struct plating_setting); ops is the table of
 * its kind, extended with zeros; extension is the plugin's own. */
const struct plating_plugin *pl_plugin_descriptor (const struct pl_plugin *p);

/* The table of its kind, with its type; NULL for another kind.  Lists
 * that the plugin left out are empty lists, and rule_size is sizeof (struct
 * plating_rule). */
const struct plating_discovery_ops *pl_plugin_discovery
  (const struct pl_plugin *p);
const struct plating_renderer_ops *pl_plugin_renderer
  (const struct pl_plugin *p);
const struct plating_validator_ops *pl_plugin_validator
  (const struct pl_plugin *p);

/* What it offers through plating.template-functions/1 and
 * plating.command/1: *N elements of our own size, NULL if none. */
const struct plating_template_function *pl_plugin_template_functions
  (const struct pl_plugin *p, size_t *n);
const struct plating_command *pl_plugin_commands (const struct pl_plugin *p,
                                                  size_t *n);

/* Whether a renderer's list of media types has TYPE. */
int pl_plugin_list_has (const char *const *list, const char *type);

/* Bars P from new work, in all sessions, for REASON (copied).  Returns 1 if
 * this call did it, 0 if it was barred before. [any] */
int pl_plugin_disable (struct pl_plugin *p, const char *reason);
int pl_plugin_is_disabled (const struct pl_plugin *p);
/* NULL while it is not barred. */
const char *pl_plugin_disabled_reason (const struct pl_plugin *p);

#endif
