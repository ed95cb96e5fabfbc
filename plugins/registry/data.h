/* SPDX-License-Identifier: Apache-2.0 */
/* The data that a component's template is given. */

#ifndef REGISTRY_DATA_H
#define REGISTRY_DATA_H

#include "plugins/common/value/value.h"
#include "plugins/registry/examples.h"
#include "plugins/registry/names.h"

struct plating_schema_view;

/* Texts of a page; those that its kind does not have are not looked at. */
struct registry_page_data {
  enum registry_kind kind;
  struct plating_text name;
  struct plating_text description, summary;
  const struct registry_examples *examples;
  struct plating_text provider_name, rendered_name;
  struct plating_text schema;         /* Markdown, with its comment */
  struct plating_text identity;
  struct plating_text signature, arguments, variadic;
  bool has_variadic;
};

/* Makes the struct that templates see, in memory of ARENA; no value when
 * that runs out. */
struct tv registry_data_value (const struct registry_page_data *data,
                               struct pl_arena *arena);

#endif
