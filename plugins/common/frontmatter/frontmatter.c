/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes a block of front matter, whatever its format. */

#include <config.h>

#include "frontmatter.h"

#include <string.h>

#include <plating/types.h>

#include "decode.h"

const char *const fm_field_names[FM_N_FIELDS] = {
  [FM_DESCRIPTION] = "description",
  [FM_LAYOUT] = "layout",
  [FM_PAGE_TITLE] = "page_title",
  [FM_SIDEBAR_CURRENT] = "sidebar_current",
  [FM_SUBCATEGORY] = "subcategory"
};

/* Makes a column in bytes from COLUMN in characters of line LINE, both from
 * 1. */
static uint32_t
column_in_bytes (const struct fm_block *block, uint32_t line,
                 uint32_t column)
{
  const char *at = block->text, *end = block->text + block->len, *start;

  while (line-- > 1 && at < end) {
    at = memchr (at, '\n', (size_t) (end - at));
    at = at ? at + 1 : end;
  }
  start = at;
  while (column-- > 1 && at < end) {
    at++;
    while (at < end && ((unsigned char) *at & 0xc0) == 0x80)
      at++;
  }
  return (uint32_t) (at - start) + 1;
}

void
fm_move_place (const struct fm_block *block, uint32_t *line,
               uint32_t *column)
{
  if (!*line)
    return;
  if (*column && block->format == FM_YAML)
    *column = column_in_bytes (block, *line, *column);
  *line += block->line - 1;
}

int
fm_decode (struct pl_arena *arena, const struct fm_block *block,
           const char *type_name, struct fm_fields *fields,
           struct fm_error *error)
{
  struct fm_node *root;
  int code = 0, i;

  *fields = (struct fm_fields) { 0 };
  *error = (struct fm_error) { 0 };
  if (block->format == FM_YAML) {
    code = fm_yaml_read (arena, block->text, block->len, &root, error);
    if (code == 0)
      code = fm_decode_yaml (arena, root, type_name, fields, error);
  } else if (block->format == FM_TOML) {
    code = fm_decode_toml (arena, block->text, block->len, fields, error);
  }
  fm_move_place (block, &error->line, &error->column);
  for (i = 0; i < FM_N_FIELDS; i++)
    fm_move_place (block, &fields->values[i].line,
                   &fields->values[i].column);
  return code;
}
