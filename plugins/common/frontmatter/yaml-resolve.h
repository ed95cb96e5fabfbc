/* SPDX-License-Identifier: Apache-2.0 */
/* The types of plain YAML scalars as yaml.v3 sees them.  Private to this
 * folder. */

#ifndef FM_YAML_RESOLVE_H
#define FM_YAML_RESOLVE_H

#include <stddef.h>

extern const char fm_tag_null[], fm_tag_bool[], fm_tag_str[], fm_tag_int[],
  fm_tag_float[], fm_tag_timestamp[], fm_tag_seq[], fm_tag_map[],
  fm_tag_binary[], fm_tag_merge[];

/* The tag, in its short form, that the plain scalar VALUE stands for when
 * it carries none.  Static. */
const char *fm_resolve (const char *value, size_t len);

#endif
