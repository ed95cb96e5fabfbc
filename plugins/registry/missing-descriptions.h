/* SPDX-License-Identifier: Apache-2.0 */
/* Names what a component's schema leaves without a description. */

#ifndef REGISTRY_MISSING_DESCRIPTIONS_H
#define REGISTRY_MISSING_DESCRIPTIONS_H

#include <plating/schema.h>

#include "common/buffer.h"

/* So many are named for a component; the rest is counted. */
#define REGISTRY_MISSING_MAX 100u

/* Calls REPORT (DATA, MESSAGE) for each attribute, block and parameter of V
 * that has no description: 'attribute "a.b" has no description'; after the
 * first REGISTRY_MISSING_MAX once, with the number of the others.  Not for
 * the root's `id', which gets a description, and its `timeouts', which are
 * the same everywhere.  Returns 0 or PLATING_E_NOMEM. */
int registry_missing_descriptions (const struct plating_schema_view *v,
                                   void (*report) (void *data,
                                                   const struct pl_buffer
                                                   *message),
                                   void *data);

#endif
