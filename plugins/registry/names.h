/* SPDX-License-Identifier: Apache-2.0 */
/* The registry's conventions: where the pages, templates and examples of
 * each kind of component are, and how names are shortened. */

#ifndef REGISTRY_NAMES_H
#define REGISTRY_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/types.h>

#include "common/text.h"

/* In the order in which missing templates are made. */
enum registry_kind {
  REGISTRY_RESOURCE,
  REGISTRY_DATA_SOURCE,
  REGISTRY_FUNCTION,
  REGISTRY_EPHEMERAL_RESOURCE,
  REGISTRY_ACTION,
  REGISTRY_LIST_RESOURCE,
  REGISTRY_STATE_STORE,
  REGISTRY_PROVIDER,
  REGISTRY_PLAIN,             /* a document without a component */
  REGISTRY_N_KINDS = REGISTRY_PLAIN
};

struct registry_kind_names {
  const char *kind;           /* PLATING_KIND_ */
  const char *directory;      /* of templates and pages, with a slash; the
                                 provider's is empty */
  const char *fallback;       /* template for all of a kind, or NULL */
  const char *legacy;         /* a second directory of static pages */
  const char *examples;       /* directory of examples */
  const char *example;        /* name of an example's file ... */
  const char *example_suffix; /* ... and what follows it */
  const char *type;           /* .Type in templates */
  const char *words;          /* in messages */
  const char *template_name;  /* in errors of the template language */
};

/* The last one, REGISTRY_PLAIN, has words and template_name alone. */
extern const struct registry_kind_names
  registry_kinds[REGISTRY_N_KINDS + 1];

/* The kind that PLATING_KIND_ names, or REGISTRY_PLAIN. */
enum registry_kind registry_kind_of (struct plating_text kind);

/* The kind whose directory holds the file PATH directly, or
 * REGISTRY_PLAIN. */
enum registry_kind registry_kind_of_path (struct plating_text path);

/* NAME without "terraform-provider-". */
struct plating_text registry_short_name (struct plating_text name);

/* NAME of a component without the provider's SHORT_NAME and "_". */
struct plating_text registry_component_short_name
  (struct plating_text name, struct plating_text short_name);

/* The last part of PATH without all its suffixes. */
struct plating_text registry_stem (struct plating_text path);

/* The page of the template PATH, or PATH itself for other files. */
bool registry_is_template (struct plating_text path);
struct plating_text registry_page_path (struct plating_text path);

/* Suffixes of static pages, each list ended by NULL. */
extern const char *const registry_static_suffixes[];

/* Whether a complete run removes PATH from the output, unless it is made
 * again. */
bool registry_is_managed (struct plating_text path);

/* The media type of a file by its suffix. */
struct plating_text registry_media_type (struct plating_text path);

#endif
