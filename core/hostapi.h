/* SPDX-License-Identifier: Apache-2.0 */
/* The only definition of the host table. */

#ifndef PL_HOSTAPI_H
#define PL_HOSTAPI_H

#include <plating/host.h>

/* The table that each instance gets a copy of, with itself as the context. */
const struct plating_host *pl_hostapi_table (void);

#endif
