/* SPDX-License-Identifier: Apache-2.0 */
/* Schema views made by hand, for unit tests. */

#ifndef REGISTRY_SAMPLE_VIEW_H
#define REGISTRY_SAMPLE_VIEW_H

#include <plating/schema.h>

#define SAMPLE_NODES 256

struct sample_view {
  struct plating_schema_node nodes[SAMPLE_NODES];
  uint32_t open[32];          /* nodes whose children are being added */
  uint32_t n_open;
  struct plating_schema_extra extras[4];
  struct plating_schema_view view;
};

/* Starts an empty view. */
void sample_start (struct sample_view *s);

/* Adds a node, whose fields may be changed until the next one is added.
 * Texts are borrowed.  NAME and TEXT may be NULL. */
struct plating_schema_node *
sample_add (struct sample_view *s, uint16_t kind, uint16_t type,
            const char *name, uint32_t flags, const char *text);

/* The next nodes are children of the last one, until sample_up. */
void sample_down (struct sample_view *s);
void sample_up (struct sample_view *s);

/* A resource or the like with an empty root block; children follow. */
void sample_start_block (struct sample_view *s, const char *name);

/* Adds an attribute, with its flags, or a block, whose children follow
 * until sample_up. */
struct plating_schema_node *
sample_attribute (struct sample_view *s, uint16_t type, const char *name,
                  uint32_t flags, const char *text);
struct plating_schema_node *
sample_block (struct sample_view *s, uint16_t mode, const char *name,
              const char *text);

/* Adds raw JSON to the last node. */
void sample_extra (struct sample_view *s, const char *key,
                   const char *json);

/* Ends all that is open. */
const struct plating_schema_view *sample_finish (struct sample_view *s);

#endif
