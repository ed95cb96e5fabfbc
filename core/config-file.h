/* SPDX-License-Identifier: Apache-2.0 */
/* Options from configuration files: plating.yaml and the table
 * [tool.plating] of pyproject.toml in the provider's directory.
 *
 * What is given otherwise (the command line, an embedder) comes before what
 * plating.yaml says, and that before pyproject.toml.  Such files are part of
 * what is documented, and documenting a repository must not run its code:
 * they can't name files of plugins, places to look for those, or places
 * outside the project to write to. */

#ifndef PL_CONFIG_FILE_H
#define PL_CONFIG_FILE_H

#include <stdint.h>

struct pl_buffer;
struct plating_error;
struct plating_options;

/* Sets what is not set in O; options that are not for VERB (PL_VERB_) are
 * checked, but not set.  Without effect if O says no-config, which it does
 * afterwards.  Returns 0, or PLATING_E_CONFIG, _IO or _NOMEM with the place
 * in *ERR.  [worker] */
int pl_config_apply (struct plating_options *o, uint32_t verb,
                     struct plating_error **err);

/* -- config-schema.c ------------------------------------------------------ */

/* Appends a JSON Schema of plating.yaml, made from the table of options.
 * Returns 0 or PLATING_E_NOMEM. */
int pl_config_schema (struct pl_buffer *out);

#endif
