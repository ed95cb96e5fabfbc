/* SPDX-License-Identifier: Apache-2.0 */
/* Says whether a project keeps its documentation in bundles. */

#ifndef BN_PROBE_H
#define BN_PROBE_H

#include <plating/discovery.h>

/* The plugin's probe, see plating/discovery.h; INSTANCE is not used. */
int bn_probe (void *instance, const struct plating_discover_request *req,
              uint32_t *score);

#endif
