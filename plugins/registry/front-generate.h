/* SPDX-License-Identifier: Apache-2.0 */
/* One run of tfplugindocs generate. */

#ifndef REGISTRY_FRONT_GENERATE_H
#define REGISTRY_FRONT_GENERATE_H

#include <stdbool.h>

#include <plating/renderer.h>

#include "plugins/registry/front.h"
#include "plugins/registry/site.h"

struct registry_generation {
  const char *templates, *examples, *docs;      /* absolute */
  const char *temp_dir;         /* as given, or NULL */
  bool has_templates;
  struct plating_tree tree;     /* of the templates */
  struct registry_strings docs_entries;         /* that will be cleaned */
  struct registry_strings links;                /* among and in them */
  const char *docs_error;
  bool docs_is_bad;
  struct registry_site site;
  struct plating_catalog_request request;
};

/* Makes g->site as the renderer has made it.  False: no memory. */
bool registry_generation_make_site
  (struct registry_front *f, struct registry_generation *g,
   const struct plating_operation_outcome *outcome);

/* Print what the original says about templates that are missing, and about
 * pages.  They return false if it has stopped there, for the reason in
 * f->line. */
bool registry_generation_print_choices (struct registry_front *f,
                                        const struct registry_generation *g);
bool registry_generation_print_pages
  (struct registry_front *f, const struct registry_generation *g,
   const struct plating_operation_outcome *outcome);

/* Whether that reason is one for which the original has no words. */
bool registry_generation_is_panic (const struct registry_front *f);

#endif
