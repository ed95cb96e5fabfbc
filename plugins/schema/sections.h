/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that a provider's schema has, in the order in which Terraform
 * prints them. */

#ifndef SCHEMA_SECTIONS_H
#define SCHEMA_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

/* How what is in a section is written. */
enum schema_form {
  SCHEMA_FORM_SCHEMA,       /* version and block */
  SCHEMA_FORM_ACTION,       /* a block alone */
  SCHEMA_FORM_FUNCTION,
  SCHEMA_FORM_IDENTITY
};

struct schema_section {
  const char *key;          /* in the provider's object */
  const char *kind;         /* PLATING_KIND_ of its components */
  const char *directory;    /* of its documents; NULL: one document */
  const char *one, *many;   /* what people call them */
  enum schema_form form;
  bool is_old;              /* known to Terraform 1.11 */
};

/* The first is the provider itself. */
extern const struct schema_section schema_sections[];
extern const size_t schema_n_sections;

/* The document that holds the address, and that of the provider. */
#define SCHEMA_ADDRESS_PATH  "address.json"
#define SCHEMA_PROVIDER_PATH "provider.json"

/* The section whose documents have PATH, or NULL. */
const struct schema_section *schema_section_of_path
  (struct plating_text path);

#endif
