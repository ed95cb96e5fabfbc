/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and copies what a plugin says of itself.
 *
 * The copy is made of our own memory: texts, settings, lists, rules,
 * functions and commands have our strides, tables are extended with zeros
 * to the size that this host knows.  Nothing of the host reads the
 * plugin's own tables again; only functions lead back into it. */

#ifndef PL_DESCRIPTOR_H
#define PL_DESCRIPTOR_H

#include <stddef.h>
#include <stdint.h>

#include <plating/plugin.h>

#include "common/arena.h"

struct plating_error;

struct pl_descriptor {
  struct pl_arena memory;       /* all below is from it */
  /* Texts are never NULL except url and bare_setting; setting_size is
   * sizeof (struct plating_setting); ops leads to the table of its kind
   * below; extension is the plugin's own. */
  struct plating_plugin plugin;
  struct plating_discovery_ops discovery;   /* if of this kind, else 0 */
  struct plating_renderer_ops renderer;     /* never NULL lists */
  struct plating_validator_ops validator;   /* rule_size is ours */
  struct plating_template_function *functions;
  struct plating_command *commands;
  size_t n_functions, n_commands;
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

/* -- for optables.c ------------------------------------------------------ */

/* Longest text of one line, longest text of many, largest array element. */
#define PL_DESCRIPTOR_LINE_MAX   1000
#define PL_DESCRIPTOR_PAGE_MAX  65536
#define PL_DESCRIPTOR_STRIDE_MAX 4096

/* Where a descriptor comes from and where its copy goes. */
struct pl_descriptor_source {
  const char *path;
  struct pl_arena *memory;
  struct plating_error **err;
};

/* Sets the error "plugin file 'PATH' …" and returns its class. */
int pl_descriptor_refuse (const struct pl_descriptor_source *s,
                          const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));
int pl_descriptor_no_memory (const struct pl_descriptor_source *s);

/* Copy a text of at most MOST bytes (with lines, if that is
 * PL_DESCRIPTOR_PAGE_MAX) or a list of texts that ends with NULL; a NULL
 * list gives an empty one.  WHAT names it in messages. */
int pl_descriptor_copy_text (const struct pl_descriptor_source *s,
                             const char *what, const char *text, size_t most,
                             const char **copy);
int pl_descriptor_copy_list (const struct pl_descriptor_source *s,
                             const char *what, const char *const *list,
                             size_t most, const char *const **copy);

/* Check an array's address, count and stride; a name; a set of bits. */
int pl_descriptor_check_array (const struct pl_descriptor_source *s,
                               const char *what, const void *array, size_t n,
                               size_t most, size_t stride,
                               size_t least_stride);
int pl_descriptor_check_name (const struct pl_descriptor_source *s,
                              const char *what, const char *name);
int pl_descriptor_check_flags (const struct pl_descriptor_source *s,
                               const char *what, uint32_t flags,
                               uint32_t known);

#endif
