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
  SCHEMA_FORM_IDENTITY,
  SCHEMA_FORM_MEMBERS       /* unknown members that belong to no component */
};

struct schema_section {
  const char *key;          /* in the provider's object */
  const char *kind;         /* PLATING_KIND_ of its components */
  const char *directory;    /* of its documents; NULL: one document */
  const char *one, *many;   /* what people call them */
  enum schema_form form;
  bool is_old;              /* known to Terraform 1.11 */
};

/* The first is the provider itself; behind those that are counted stand the
 * members of the provider's object and of the document. */
extern const struct schema_section schema_sections[];
extern const size_t schema_n_sections;

/* The document that holds the address, and that of the provider. */
#define SCHEMA_ADDRESS_PATH  "address.json"
#define SCHEMA_PROVIDER_PATH "provider.json"
/* Those that hold members. */
#define SCHEMA_REST_PATH     "members.json"
#define SCHEMA_DOCUMENT_PATH "document.json"

/* The section whose documents have PATH, or NULL. */
const struct schema_section *schema_section_of_path
  (struct plating_text path);

#endif
