/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the Markdown parser, the plain text of it and the formatter. */

#include <config.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/format.h"
#include "plugins/common/markdown/markdown.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
format (const char *src, size_t len, struct pl_buffer *out)
{
  const char *error, *info;
  struct pl_arena arena;
  struct md_node *root;
  size_t info_len;

  pl_arena_init (&arena, 0);
  if (md_parse (&arena, src, len, MD_FORMAT_OPTIONS, &root, &error) != 0)
    root = NULL;
  for (const struct md_node *n = root != NULL ? root->first : NULL; n != NULL;
       n = n->next) {
    if (md_fence_info (src, n, &info, &info_len))
      pl_buffer_append (out, info, info_len);
    if (md_format_block (src, n, out, &error) != 0)
      break;
  }
  pl_arena_release (&arena);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* A copy of exactly this size: the sanitizer sees what reads beyond it. */
  char *src = malloc (size > 0 ? size : 1);
  struct pl_buffer out;
  const char *error;

  if (src == NULL)
    return 0;
  if (size > 0)
    memcpy (src, data, size);
  pl_buffer_init (&out);
  if (md_plain_text (src, size, &out, &error) == 0)
    pl_buffer_clear (&out);
  format (src, size, &out);
  pl_buffer_release (&out);
  free (src);
  return 0;
}
