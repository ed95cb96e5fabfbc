/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and copies what a plugin says of itself.
 *
 * The copy is made of our own memory: texts, settings, lists, rules,
 * functions and commands have our strides, tables are extended with zeros
 * to the size that this host knows.  Nothing of the host reads the
 * plugin's own tables again; only functions lead back into it. */

#ifndef PL_DESCRIPTOR_H
#define PL_DESCRIPTOR_H

#include <stdint.h>

#include <plating/plugin.h>

#include "common/arena.h"
#include "optables.h"

struct plating_error;

struct pl_descriptor {
  struct pl_arena memory;       /* all below is from it */
  /* Texts are never NULL except url and bare_setting; setting_size is
   * sizeof (struct plating_setting); ops leads to the table of its kind
   * below; extension is the plugin's own. */
  struct plating_plugin plugin;
  struct pl_optables tables;
};

/* Fills in *COPY, which must not be moved afterwards, from PLUGIN after
 * checking all of it.  PATH is the file that it comes from: for messages,
 * and its name is compared.  On failure
 * *COPY is released.  Errors: PLATING_E_PLUGIN, _NOMEM. [worker] */
int pl_descriptor_copy (const struct plating_plugin *plugin, const char *path,
                        struct pl_descriptor *copy,
                        struct plating_error **err);

void pl_descriptor_release (struct pl_descriptor *copy);

/* Whether a host of version HOST (as PLATING_ABI) takes a plugin made for
 * ABI that works with hosts from minor MIN_MINOR on.  Errors:
 * PLATING_E_PLUGIN, with both versions named. [any] */
int pl_descriptor_check_abi (uint32_t host, uint32_t abi, uint32_t min_minor,
                             const char *path, struct plating_error **err);

#endif
