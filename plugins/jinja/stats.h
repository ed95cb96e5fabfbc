/* SPDX-License-Identifier: Apache-2.0 */
/* The command `plating stats'. */

#ifndef PLATE_STATS_H
#define PLATE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/extensions.h>

extern const struct plating_commands plate_commands;

/* The host of the renderer INSTANCE. */
const struct plating_host *plate_stats_host (void *instance);

#endif
