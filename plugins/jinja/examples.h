/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled examples: those of bundles, each beside a file that has the
 * provider's settings, ready to be run.
 *
 *   EXAMPLES/TYPE/NAME/         those that use one component
 *   GROUPED-EXAMPLES/GROUP/     those of several components together */

#ifndef PLATE_EXAMPLES_H
#define PLATE_EXAMPLES_H

#include "plugins/jinja/example-files.h"
#include "plugins/jinja/renderer.h"

/* Emits all of them.  What is wrong with one is reported and does not stop
 * the others.  Returns 0, or a code for which a failure may have been
 * stated. */
int plate_compile_examples (struct plate_renderer *r,
                            const struct plating_catalog_request *req,
                            uint64_t op);

/* -- between examples.c and example-groups.c ------------------------------ */

/* A file of a group. */
struct plate_group_file {
  struct plating_text group;
  struct plating_text name;     /* below the group's directory */
  const struct plate_root *root;
  struct plating_text source;   /* below the root */
  uint32_t mode;
  /* Of a main file; empty for others. */
  struct plating_text *components;      /* full names */
  size_t n_components;
  bool is_requirements;
};

struct plate_compiler {
  struct plate_renderer *r;
  uint64_t op;
  struct plate_example_provider provider;
  struct pl_arena memory;       /* of the run */
  struct pl_arena arena;        /* of a bundle, or a group */
  struct pl_buffer text, path;
  struct plate_group_file *files;
  size_t n_files, cap_files;
};

struct plating_text plate_compiler_shown (struct plate_compiler *c,
                                          const struct plate_root *root,
                                          struct plating_text path);
/* Reports an error of FILE; the texts BEFORE and MESSAGE follow each
 * other. */
void plate_compiler_report (struct plate_compiler *c,
                            struct plating_text file, uint32_t line,
                            uint32_t column, const char *before,
                            struct plating_text message);
/* Emits the bytes in c->text below the directory in c->path, which ends in a
 * slash, as NAME. */
int plate_compiler_emit (struct plate_compiler *c, uint32_t to,
                         struct plating_text name, uint32_t mode);
/* Reads a file; ptr of *BYTES is NULL after a failure, which is reported.
 * Returns 0 or PLATING_E_NOMEM, _CANCELLED. */
int plate_compiler_read (struct plate_compiler *c,
                         const struct plate_root *root,
                         struct plating_text path,
                         struct plating_text *bytes);

/* The same for a file of requirements, with its table; one that is malformed
 * is reported, and *BYTES are none. */
int plate_compiler_read_requirements (struct plate_compiler *c,
                                      const struct plate_root *root,
                                      struct plating_text path,
                                      struct plating_text *bytes,
                                      const struct toml_value **table);

/* Adds the files of groups in BUNDLE, which has N components. */
int plate_groups_collect (struct plate_compiler *c,
                          struct plate_component *const *components,
                          size_t n);
/* Emits all groups. */
int plate_groups_emit (struct plate_compiler *c);

#endif
