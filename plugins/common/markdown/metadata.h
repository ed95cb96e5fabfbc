/* SPDX-License-Identifier: Apache-2.0 */
/* Checks whether a YAML text is a mapping. */

#ifndef MD_METADATA_H
#define MD_METADATA_H

#include <stddef.h>

struct pl_buffer;

/* Checks the YAML text TEXT.  Leaves PROBLEM empty if it is a mapping, or
 * empty; otherwise writes there what the reference tool has to say about it.
 * Returns 0, -ENOMEM or -EFBIG (nested too deeply). */
int md_check_mapping (const char *text, size_t len,
                      struct pl_buffer *problem)
  __attribute__ ((warn_unused_result));

#endif
