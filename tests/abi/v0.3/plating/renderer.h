/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of a renderer plugin: turns components into documents, or
 * documents into documents. */

#ifndef PLATING_RENDERER_H
#define PLATING_RENDERER_H

#include <plating/document.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The whole catalog: for plan, adorn and finish. */
struct plating_catalog_request {
  uint32_t struct_size;
  uint32_t component_size;      /* bytes from one component to the next */
  const struct plating_provider *provider;
  const void *components;       /* struct plating_component, sorted by kind
                                   and name */
  uint32_t n_components;
  uint32_t flags;               /* PLATING_CATALOG_ */
  /* Whether component i takes part in this run (1) or was filtered out
   * (0): one byte each. */
  const uint8_t *selected;
};

/* Some components were filtered out. */
#define PLATING_CATALOG_FILTERED          0x01u
/* --ignore-deprecated was given. */
#define PLATING_CATALOG_IGNORE_DEPRECATED 0x02u
/* adorn: propose templates but no examples. */
#define PLATING_CATALOG_TEMPLATES_ONLY    0x04u

struct plating_render_request {
  uint32_t struct_size;
  uint32_t reserved;
  const struct plating_provider *provider;
  /* The component of the plan entry and its schema, or NULL. */
  const struct plating_component *component;
  const struct plating_schema_view *schema;
  uint32_t component_index;     /* in the catalog, or PLATING_NONE */
  uint32_t reserved2;
  struct plating_text path;     /* of the plan entry */
  uint64_t data;                /* of the plan entry */
  /* The document that the renderer before made; NULL for the first. */
  const struct plating_document *in;
};

struct plating_renderer_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* Media types, each list ended by NULL.  A renderer that accepts
   * PLATING_MEDIA_COMPONENT stands first and has plan. */
  const char *const *accepts;
  const char *const *produces;

  /* Output paths that this renderer, standing first, looks after: files
   * there that a complete run did not make are no longer wanted.  A name
   * that ends in '/' stands for all below it.  Ended by NULL; may be
   * NULL. */
  const char *const *manages;

  /* Files of the project that it may write (PLATING_TO_PROJECT_FILE).
   * Ended by NULL; may be NULL. */
  const char *const *project_files;

  /* Lists the documents to make, by emit_plan. */
  int (*plan) (void *instance, const struct plating_catalog_request *req,
               uint64_t op);

  /* Makes documents of one plan entry or of one document: emit_document,
   * zero or more times. */
  int (*render) (void *instance, const struct plating_render_request *req,
                 uint64_t op);

  /* Proposes templates and examples that are missing, by emit_document.
   * May be NULL. */
  int (*adorn) (void *instance, const struct plating_catalog_request *req,
                uint64_t op);

  /* Sees the whole site once (site_list, site_read) and may emit more
   * documents.  May be NULL. */
  int (*finish) (void *instance, const struct plating_catalog_request *req,
                 uint64_t op);

  /* Asks that OP end soon; op_done is still due.  May be NULL.  [any] */
  void (*cancel) (void *instance, uint64_t op);
};

#ifdef __cplusplus
}
#endif

#endif
