/* SPDX-License-Identifier: Apache-2.0 */
/* The checks that concern the whole site. */

#ifndef REGISTRY_VALIDATOR_SITE_H
#define REGISTRY_VALIDATOR_SITE_H

#include <plating/renderer.h>

#include "plugins/registry/checks.h"

/* The output root's name in messages: its path in the project, else its
 * absolute path.  Borrowed from the host. */
int validator_output_name (const struct plating_host *host, uint64_t op,
                           struct plating_text *name);

/* Checks the site: OPTIONS without the names, which REQ brings, and the
 * PAGES (paths relative to the output root), which are checked already and
 * may not be on disk yet. */
int validator_check_site (const struct plating_host *host, uint64_t op,
                          const struct plating_catalog_request *req,
                          struct checks_options *options,
                          const char *const *pages, size_t n_pages,
                          const struct checks_sink *sink);

#endif
