/* SPDX-License-Identifier: Apache-2.0 */
/* The only definition of the host table. */

#ifndef PL_HOSTAPI_H
#define PL_HOSTAPI_H

#include <plating/host.h>

struct pl_instance;

/* Fills in INSTANCE's table. */
void pl_hostapi_init (struct pl_instance *instance);

#endif
