/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: front matter.  What was found lies in the page, a
 * failure has a message, and memory stays within bounds. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "plugins/common/frontmatter/frontmatter.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (int condition)
{
  if (!condition)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *page = (const char *) data;
  struct pl_arena arena;
  struct fm_block block;
  struct fm_fields fields;
  struct fm_error error;
  int code, i;

  if (!fm_find (page, size, &block)) {
    check (block.format == FM_NONE);
    return 0;
  }
  check (block.text >= page && block.text + block.len <= page + size);
  check (block.end <= size && (block.line == 2 || block.line == 3));
  pl_arena_init (&arena, 0);
  arena.limit = (size_t) 64 << 20;
  code = fm_decode (&arena, &block, "T", &fields, &error);
  if (code < 0) {
    check (code != PLATING_E_NOMEM);
    check (error.message && error.len <= 1 << 20);
    check (error.message[error.len] == '\0');
  }
  for (i = 0; i < FM_N_FIELDS && code == 0; i++)
    if (fields.values[i].present)
      check (fields.values[i].text[fields.values[i].len] == '\0'
             && fields.values[i].line >= block.line);
  pl_arena_release (&arena);
  return 0;
}
