/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of a validator plugin: looks at pages and reports findings. */

#ifndef PLATING_VALIDATOR_H
#define PLATING_VALIDATOR_H

#include <plating/document.h>
#include <plating/renderer.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One rule.  All texts static. */
struct plating_rule {
  const char *id;               /* [a-z][a-z0-9-]* */
  uint32_t severity;            /* PLATING_LEVEL_ERROR, _WARNING, _INFO */
  uint32_t reserved;
  const char *text;             /* one line: what is demanded */
  const char *url;              /* where it is explained, or NULL */
};

/* Scopes. */
#define PLATING_SCOPE_PAGE 0x01u  /* validate is called for each page */
#define PLATING_SCOPE_SITE 0x02u  /* finish is called once */

struct plating_validate_request {
  uint32_t struct_size;
  uint32_t reserved;
  const struct plating_provider *provider;
  /* The page, with its bytes.  Its path is relative to the output root. */
  const struct plating_document *document;
  /* What the page shows, where that is known; else NULL. */
  const struct plating_component *component;
  const struct plating_schema_view *schema;
};

struct plating_validator_ops {
  uint32_t struct_size;
  uint32_t scopes;              /* PLATING_SCOPE_ */
  const struct plating_rule *rules;
  uint32_t n_rules;
  uint32_t rule_size;           /* bytes from one rule to the next */

  /* Media types of the pages it wants to see, ended by NULL. */
  const char *const *accepts;

  /* Looks at one page; reports by host->report.  NULL without
   * PLATING_SCOPE_PAGE. */
  int (*validate) (void *instance,
                   const struct plating_validate_request *req, uint64_t op);

  /* Looks at the whole site once, after all pages: host->tree and
   * host->read of the roots, and the catalog.  NULL without
   * PLATING_SCOPE_SITE. */
  int (*finish) (void *instance, const struct plating_catalog_request *req,
                 uint64_t op);

  /* Asks that OP end soon; op_done is still due.  May be NULL.  [any] */
  void (*cancel) (void *instance, uint64_t op);
};

#ifdef __cplusplus
}
#endif

#endif
