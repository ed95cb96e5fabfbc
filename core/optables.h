/* SPDX-License-Identifier: Apache-2.0 */
/* The second half of descriptor.h: tables of the kinds, and extensions. */

#ifndef PL_OPTABLES_H
#define PL_OPTABLES_H

#include "descriptor.h"

/* Checks the tables that COPY->plugin leads to, copies them into COPY and
 * makes COPY->plugin.ops lead there. [worker] */
int pl_optables_copy (const struct pl_descriptor_source *s,
                      struct pl_descriptor *copy);

#endif
