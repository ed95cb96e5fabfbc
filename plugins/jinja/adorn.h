/* SPDX-License-Identifier: Apache-2.0 */
/* Adorn: bundles with a template and an example for components that have
 * none. */

#ifndef PLATE_ADORN_H
#define PLATE_ADORN_H

#include <stdbool.h>

#include <plating/renderer.h>
#include <plating/schema.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/jinja/kinds.h"

/* What is known of a component. */
struct plate_subject {
  enum plate_kind kind;
  struct plating_text name;     /* in full */
  struct plating_text provider; /* what configurations call it */
  const struct plating_schema_view *schema;     /* or NULL */
  bool is_test_only;
};

int plate_adorn (void *instance, const struct plating_catalog_request *req,
                 uint64_t op);

/* -- adorn-texts.c -------------------------------------------------------- */

/* Appends the template. */
void plate_put_default_template (const struct plate_subject *subject,
                                 struct pl_buffer *out);

/* Writes the example to OUT, which is emptied first, with what the schema
 * requires.  Returns 0; PLATING_E_UNSUPPORTED or _LIMIT with *PROBLEM, static
 * words; or _NOMEM. */
int plate_write_default_example (const struct plate_subject *subject,
                                 struct pl_arena *arena,
                                 struct pl_buffer *out,
                                 const char **problem);

/* ".tf" or ".tfquery.hcl". */
const char *plate_example_suffix (enum plate_kind kind);

#endif
