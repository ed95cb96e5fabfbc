/* SPDX-License-Identifier: Apache-2.0 */
/* One page on its way. */

#ifndef REGISTRY_PAGE_H
#define REGISTRY_PAGE_H

#include <stdint.h>

#include <plating/renderer.h>

#include "plugins/registry/data.h"
#include "plugins/registry/examples.h"
#include "plugins/registry/renderer.h"

struct registry_page {
  struct registry_renderer *renderer;
  const struct plating_render_request *request;
  uint64_t op;
  const struct registry_file *file;
  struct registry_workspace *space;
  struct registry_page_data data;
  struct registry_examples examples;
  bool is_stated;               /* the host knows the reason of a failure */
  bool is_outside;              /* the reason is a file outside of the roots */
  bool is_in_schema_template;   /* its place is there */
};

/* Return 0 or PLATING_E_; the reason is in page->space->error then. */

/* Writes the schema Markdown of the page's kind and sets the texts of
 * page->data. */
int registry_page_schema (struct registry_page *page);

/* Adds the identity of a resource. */
int registry_page_identity (struct registry_page *page);

/* Sets the reason to 'TEXT' or puts TEXT in front of it. */
int registry_page_fail (struct registry_page *page, int code,
                        const char *text);
void registry_page_prefix (struct registry_page *page, const char *text);

#endif
