/* SPDX-License-Identifier: Apache-2.0 */
/* What a nested block is, judged by all that is in it. */

#ifndef REGISTRY_SCHEMA_BLOCKS_H
#define REGISTRY_SCHEMA_BLOCKS_H

#include <stdint.h>

#include "plugins/common/schemadoc/markdown.h"

#define REGISTRY_BLOCK_REQUIRED   0x01u
#define REGISTRY_BLOCK_OPTIONAL   0x02u
#define REGISTRY_BLOCK_READ_ONLY  0x04u
#define REGISTRY_BLOCK_WRITE_ONLY 0x08u  /* has such an argument somewhere */

/* Sets *TESTS to an array with the bits of each node, of which those of
 * BLOCK_TYPE nodes count; to NULL if there are none.  Returns 0 or
 * PLATING_E_NOMEM. */
int registry_test_blocks (struct registry_markdown *m,
                          const uint8_t **tests);

#endif
