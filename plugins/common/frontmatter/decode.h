/* SPDX-License-Identifier: Apache-2.0 */
/* From a tree or a table to the five fields.  Private to this folder. */

#ifndef FM_DECODE_H
#define FM_DECODE_H

#include "yaml-tree.h"

int fm_decode_yaml (struct pl_arena *arena, struct fm_node *root,
                    const char *type_name, struct fm_fields *fields,
                    struct fm_error *error);

int fm_decode_toml (struct pl_arena *arena, const char *text, size_t len,
                    struct fm_fields *fields, struct fm_error *error);

/* From a place in the block to one in the page. */
void fm_move_place (const struct fm_block *block, uint32_t *line,
                    uint32_t *column);

#endif
