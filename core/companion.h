/* SPDX-License-Identifier: Apache-2.0 */
/* What a companion found, joined with what has a schema. */

#ifndef PL_COMPANION_H
#define PL_COMPANION_H

struct pl_catalog;
struct plating_error;
struct plating_provider;

/* Puts the folders of the components of FOUND into CATALOG: to the component
 * of the same kind and name; or of the kind and the name behind the
 * PROVIDER's and '_'; or, of the kind "provider", to the only one.  What
 * CATALOG does not have is added and marked as without schema.  PLUGIN is for
 * messages.  Errors: PLATING_E_DISCOVERY if two folders claim one component,
 * _LIMIT, _NOMEM. */
int pl_companion_join (struct pl_catalog *catalog,
                       const struct pl_catalog *found,
                       const struct plating_provider *provider,
                       const char *plugin, struct plating_error **err);

#endif
