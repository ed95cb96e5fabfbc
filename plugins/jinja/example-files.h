/* SPDX-License-Identifier: Apache-2.0 */
/* The files beside examples: the provider's, what they require, a README. */

#ifndef PLATE_EXAMPLE_FILES_H
#define PLATE_EXAMPLE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/jinja/example-text.h"

struct plate_example_provider {
  struct plating_text name;     /* what configurations call it */
  struct plating_text source;   /* as in required_providers */
  struct plating_text version;  /* a constraint, or empty */
  struct plating_text test_variable;
};

/* Appends provider.tf of a component's examples, or of a group's. */
void plate_put_provider_file (const struct plate_example_provider *provider,
                              const struct plate_requirements *others,
                              bool is_test_only, struct pl_buffer *out);
void plate_put_group_provider_file
  (const struct plate_example_provider *provider,
   const struct plate_requirements *others, struct pl_buffer *out);

/* Appends README.md of the group NAME with these N components, sorted. */
void plate_put_group_readme (const struct plate_example_provider *provider,
                             struct plating_text name,
                             const struct plating_text *components, size_t n,
                             struct pl_buffer *out);

/* -- example-requirements.c ----------------------------------------------- */

struct toml_value;

/* Reads the table `requirements' of a file; *TABLE is NULL if it has none.
 * Returns 0; PLATING_E_FORMAT or _LIMIT with *ERROR; or _NOMEM. */
struct toml_error;
int plate_requirements_read (struct plating_text text, struct pl_arena *arena,
                             const struct toml_value **table,
                             struct toml_error *error);

/* Appends a file with what all of the N tables require: lists joined; of two
 * versions the higher one; of two switches the one that allows less; other
 * texts joined.  Returns 0 or PLATING_E_NOMEM. */
int plate_requirements_merge (const struct toml_value *const *tables,
                              size_t n, struct pl_arena *arena,
                              struct pl_buffer *out);

#endif
