/* SPDX-License-Identifier: Apache-2.0 */
/* Operations as a plugin sees them.
 *
 * The host starts an operation by calling a function of the plugin's ops
 * table with a handle, a uint64_t that is never 0.
 *   - The function returns a negative PLATING_E_ code: the operation is
 *     refused or has failed, and nothing more happens.
 *   - It returns 0: the plugin calls host->op_done exactly once, from any
 *     thread, before or after the return.
 * The request and all it points to are valid until op_done; after it the
 * plugin touches neither request nor handle.  A plugin with
 * PLATING_PLUGIN_BLOCKING is called on a worker and may take its time;
 * one without is called on the loop's thread and must return at once.
 *
 * Completing an operation twice or after it was given up is a breach of
 * contract: it is logged and the plugin gets no more work. */

#ifndef PLATING_OP_H
#define PLATING_OP_H

#include <plating/types.h>

/* The handle that stands for no operation. */
#define PLATING_OP_NONE ((uint64_t) 0)

#endif
