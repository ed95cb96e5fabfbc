/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of component: what they are called, and where their pages
 * are. */

#ifndef PLATE_KINDS_H
#define PLATE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/types.h>

#include "common/text.h"

/* In the order of the index and the navigation; the provider has its page
 * elsewhere. */
enum plate_kind {
  PLATE_RESOURCE,
  PLATE_DATA_SOURCE,
  PLATE_FUNCTION,
  PLATE_EPHEMERAL_RESOURCE,
  PLATE_LIST_RESOURCE,
  PLATE_ACTION,
  PLATE_STATE_STORE,
  PLATE_N_KINDS,
  PLATE_PROVIDER = PLATE_N_KINDS,
  PLATE_OTHER
};

struct plate_kind_names {
  const char *kind;             /* PLATING_KIND_ */
  const char *value;            /* "data_source", as Python tools say it */
  const char *display;          /* "Data Source" */
  const char *plural;           /* "Data Sources" */
  const char *directory;        /* of pages: "data-sources" */
};

extern const struct plate_kind_names plate_kinds[PLATE_OTHER];

/* The kind that PLATING_KIND_ names, or PLATE_OTHER. */
enum plate_kind plate_kind_of (struct plating_text kind);

/* NAME as pages are named: without the provider's SHORT_NAME and "_", but
 * for functions. */
struct plating_text plate_page_name (enum plate_kind kind,
                                     struct plating_text name,
                                     struct plating_text short_name);

/* -- texts ------------------------------------------------------------ */

/* Whether NAME matches GLOB: '*' any text, '?' one character, '[a-z]' a
 * set. */
bool plate_glob (struct plating_text glob, struct plating_text name);

/* Appends TEXT with the first letter of each word made large and the others
 * small, as Python's title() does for ASCII. */
struct pl_buffer;
void plate_put_title (struct pl_buffer *out, struct plating_text text);

#endif
