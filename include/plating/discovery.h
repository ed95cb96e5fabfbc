/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of a discovery plugin: finds a provider's components and
 * loads their schemas.
 *
 * One without load_schema is a companion: it knows components and where
 * their documentation lives (struct plating_folder), but no schemas.  A run
 * has one plugin that gives schemas, or none, and any number of companions.
 * A companion's component is that of the same kind and name, or of the kind
 * and the name behind "<provider>_"; one that only a companion knows has
 * PLATING_COMPONENT_NO_SCHEMA. */

#ifndef PLATING_DISCOVERY_H
#define PLATING_DISCOVERY_H

#include <plating/document.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct plating_discover_request {
  uint32_t struct_size;
  uint32_t reserved;
  struct plating_text provider_dir;     /* absolute */
  const struct plating_provider *provider;  /* names given by the user */
};

/* Scores of probe. */
#define PLATING_PROBE_NO         0u
#define PLATING_PROBE_POSSIBLE 100u
#define PLATING_PROBE_LIKELY   200u
#define PLATING_PROBE_CERTAIN  300u

struct plating_discovery_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* Says how well this plugin fits the directory, by looking at names
   * only: starts no process, reads no large file.  May be NULL.
   * [worker] */
  int (*probe) (void *instance, const struct plating_discover_request *req,
                uint32_t *score);

  /* Finds the provider and its components: emit_components,
   * emit_provider, add_root.  May open files and start processes. */
  int (*discover) (void *instance,
                   const struct plating_discover_request *req, uint64_t op);

  /* Delivers the schema of one component by emit_schema, as part of a
   * page's job: many may run at once.  NULL: a companion. */
  int (*load_schema) (void *instance,
                      const struct plating_component *component,
                      uint64_t op);

  /* Asks that OP end soon; op_done is still due.  May be NULL.  [any] */
  void (*cancel) (void *instance, uint64_t op);

  /* Name of the renderer that is made for what this plugin finds: it stands
   * first if the user named no other that can.  May be NULL. */
  const char *renderer;
};

#ifdef __cplusplus
}
#endif

#endif
